"""The compiled engine: the same month over arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from sim import scan
from sim.compiled import enforcement, files, justice, providers
from sim.compiled.state import (
    FILE_COLUMNS,
    FILES,
    LOG,
    MONTH_START,
    OPEN,
    Array,
    Month,
    State,
    first_state,
    new_files,
    policy_of,
)
from sim.decisions import learning, prosecutor, provider
from sim.decisions.provider import TOOL_SELLER
from sim.luck import Luck
from sim.parameters import Policy, WorldParameters
from sim.record import Panel, Record, ledger_from_arrays
from sim.scenario import Scenario, interpreted
from sim.world import World, build_world


def run(scenario: Scenario, luck: Luck, progress: Callable[[int], None] | None = None, dense: bool = False) -> Record:
    """Live all months of a scenario.

    Parameters
    ----------
    dense : bool
        Visit every provider that a draw of the month concerns, also where a bound already excludes it: the oracle of
        the scan. The record is the same.
    """
    world = build_world(scenario.size, scenario.world, luck)
    parameters = scenario.world
    state = first_state(scenario, world)
    mean_score = float(np.power(world.size, parameters.risk_targeting)[: world.licensees].mean())
    panel = Panel(scenario.months, world.provinces)
    for period in range(scenario.months):
        month = _begin(scenario, luck, world, state, period, dense)
        providers.operate(state, month, mean_score, parameters)
        policies = month_policies(scenario, world, period)
        found = scan.checks(luck, period, world, parameters, policies, state.active, state.lax, state.score)
        state = _room(state, int(found.made.sum()))
        enforcement.inspect(state, month, found.slots, found.offices, found.made, parameters)
        enforcement.answer(state, month, parameters)
        enforcement.move_on(state, month, parameters)
        maybe = enforcement.traceable(state, month, parameters)
        state = _room(state, maybe.size)
        enforcement.trace(state, month, maybe, parameters)
        if parameters.injected:
            state = _room(state, world.slots)
            justice.inject(state, month, world.injected(period))
        justice.charge(state, month, parameters)
        justice.try_charges(state, month, parameters)
        providers.feel(state, month, parameters)
        learn(state, month, parameters)
        files.compact(state)
        if period == scenario.months - 1:
            providers.end_open_spells(state, month, parameters)
            files.settle_open(state, month, parameters)
        _write(panel, state, month, parameters)
        if progress is not None:
            progress(period + 1)
    used = int(state.used[FILES])
    columns = {name: state.files[name][:used] for name, _ in FILE_COLUMNS}
    return Record(ledger_from_arrays(columns, state.law[:used], luck.replicate), panel.frame(luck.replicate))


def month_policies(scenario: Scenario, world: World, period: int) -> list[Policy]:
    """Levers of a month by province."""
    return [scenario.policy_at(period, province) for province in range(world.provinces)]


def _begin(scenario: Scenario, luck: Luck, world: World, state: State, period: int, dense: bool) -> Month:
    """1. Law, policy and outside inputs of the month."""
    for province, policy in enumerate(month_policies(scenario, world, period)):
        here, statute = state.provinces[province], scenario.statute_at(policy)
        here["policy"] = policy
        here["popularisation"] = policy.popularisation
        here["guiding"] = learning.guiding_cases(policy.guiding_cases, period)
        here["version"] = statute.version
        here["order_element_required"] = statute.order_element_required
        here["consequence_multiple"] = statute.consequence_multiple
        here["intent_required"] = statute.intent_required
        here["order_weighted"] = statute.order_weighted
    state.counts[:] = 0
    state.judgments[:] = 0
    state.used[MONTH_START] = state.used[LOG]
    outside = scenario.outside(period)
    state.prosecutors["load"] = prosecutor.desk_load(outside, state.prosecutors["docket"], scenario.world)
    return Month(
        luck.seed,
        luck.replicate,
        period,
        interpreted(period),
        scenario.weight,
        scenario.trace_factor(period),
        outside,
        world.licensees,
        scenario.providers(period),
        dense,
    )


def _room(state: State, new: int) -> State:
    """Make room for new files, and for what the open ones may add to the log."""
    rows, log, opened = int(state.used[FILES]), int(state.used[LOG]), int(state.used[OPEN])
    if rows + new > state.files.size:
        more = max(new, state.files.size)
        state = state._replace(
            files=np.concatenate([state.files, new_files(more)]),
            law=np.concatenate([state.law, np.zeros((more, 8), dtype=np.int32)]),
        )
    if log + 3 * (opened + new) > state.log.size:
        more = max(3 * (opened + new), state.log.size)
        state = state._replace(log=np.concatenate([state.log, np.zeros(more, dtype=state.log.dtype)]))
    if opened + new > state.open.size:
        state = state._replace(open=np.concatenate([state.open, np.zeros(max(new, state.open.size), np.int64)]))
    return state


@njit(cache=True, nogil=True)
def learn(s: State, m: Month, world: WorldParameters) -> None:
    """8. All learn, from counts, at once."""
    provinces = s.provinces.size
    lax = np.zeros(provinces, np.int64)
    for slot in range(s.lax.size):
        if s.lax[slot]:
            lax[s.province[slot]] += 1
    guiding = 0.0
    for province in range(provinces):
        here, count = s.provinces[province], s.counts[province]
        convictions = count.convictions_286_1 + count.convictions_287_2 + count.convictions_other
        here.sanctioned = provider.yearly_rate(count.sanctions, lax[province])
        here.convicted = provider.yearly_rate(convictions, lax[province])
        here.published = convictions * world.publication_rate
        guiding += here.guiding
    guiding /= provinces
    if world.familiarity_learns:
        _learn_offences(s, m, s.prosecutors, world)
        _learn_offences(s, m, s.judges, world)
    for office in s.prosecutors:
        office.uses_286_1 = office.uses_287_2 = 0
    for office in s.judges:
        office.uses_286_1 = office.uses_287_2 = 0
    for office in s.regulators:
        if world.trust_learns:
            office.trust = learning.trust_after(office.trust, float(office.transfers), float(office.accepted), world)
        office.transfers = office.accepted = 0
    if world.clarity_learns:
        for kind in range(s.learned.size):
            s.learned[kind] = learning.clarity_after(s.learned[kind], s.judgments[kind] * m.weight, guiding, world)


@njit(cache=True, nogil=True)
def _learn_offences(s: State, m: Month, offices: Array, world: WorldParameters) -> None:
    provinces = s.provinces.size
    a, b = np.zeros(provinces, np.int64), np.zeros(provinces, np.int64)
    for office in offices:
        a[office.province] += office.uses_286_1
        b[office.province] += office.uses_287_2
    mean_a, mean_b = a.sum() / offices.size, b.sum() / offices.size
    for office in offices:
        here = s.provinces[office.province]
        policy = policy_of(here.policy)
        uses = learning.effective_uses(
            float(office.uses_286_1), float(a[office.province]), mean_a, policy.pooling, world
        )
        office.familiarity_286_1 = learning.familiarity_after(
            office.familiarity_286_1, uses, policy.training, float(here.guiding), world
        )
        if world.rival_learns:
            uses = learning.effective_uses(
                float(office.uses_287_2), float(b[office.province]), mean_b, policy.pooling, world
            )
            uses += world.outside_weight * m.outside
            office.familiarity_287_2 = learning.familiarity_after(office.familiarity_287_2, uses, 0.0, 0.0, world)


@njit(cache=True, nogil=True)
def _office_means(offices: Array, provinces: int, out: Array) -> None:
    """Means over the offices of each province: familiarity with both offences, load."""
    number = np.zeros(provinces)
    for office in offices:
        out[0, office.province] += office.familiarity_286_1
        out[1, office.province] += office.familiarity_287_2
        out[2, office.province] += office.load
        number[office.province] += 1
    out /= number


@njit(cache=True, nogil=True)
def _trust_means(regulators: Array, out: Array) -> None:
    """Mean trust of the regulators of each province."""
    number = np.zeros(out.size)
    for office in regulators:
        out[office.province] += office.trust
        number[office.province] += 1
    out /= number


@njit(cache=True, nogil=True)
def _clarity_means(s: State, m: Month, world: WorldParameters, out: Array) -> None:
    """Mean clarity of subject and duty over the kinds of licensees, by province."""
    for province in range(s.provinces.size):
        policy = policy_of(s.provinces[province].policy)
        for kind in range(TOOL_SELLER):
            clear = files.clarity(s, m, kind, policy, world)
            out[0, province] += clear.identity / TOOL_SELLER
            out[1, province] += clear.obligation / TOOL_SELLER


@njit(cache=True, nogil=True)
def _tally(flags: Array, province: Array, out: Array) -> None:
    """Number of set flags by province."""
    for slot in range(flags.size):
        if flags[slot]:
            out[province[slot]] += 1


def _write(panel: Panel, state: State, month: Month, parameters: WorldParameters) -> None:
    """Write the month into the panel."""
    provinces = state.provinces.size
    for name, counts in panel.counts.items():
        counts[month.period] = state.counts[name]
    for name, flags in (("open_files", state.busy), ("touched", state.touched)):
        tally = np.zeros(provinces, dtype=np.int64)
        _tally(flags, state.province, tally)
        panel.counts[name][month.period] = tally
    states, period = panel.states, month.period
    states["outside_cases"][period] = month.outside
    for offices, prefix in ((state.prosecutors, ""), (state.judges, "court_")):
        means = np.zeros((3, provinces))
        _office_means(offices, provinces, means)
        states[f"{prefix}familiarity_286_1"][period], states[f"{prefix}familiarity_287_2"][period] = means[:2]
        if not prefix:
            states["load"][period] = means[2]
    trust = np.zeros(provinces)
    _trust_means(state.regulators, trust)
    states["trust"][period] = trust
    clear = np.zeros((2, provinces))
    _clarity_means(state, month, parameters, clear)
    states["identity_clarity"][period], states["obligation_clarity"][period] = clear
