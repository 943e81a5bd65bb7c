"""The month's end: all learn, and the means over offices are written down."""

from __future__ import annotations

import numpy as np
from numba.extending import register_jitable

from zombielaw.sim.decisions import learning, prosecutor, provider
from zombielaw.sim.decisions.provider import TOOL_SELLER
from zombielaw.sim.engines.compiled.files import clarity
from zombielaw.sim.engines.compiled.state import Array, Month, Record, Run, State


@register_jitable
def begin(s: State, m: Month, world: Record) -> None:
    """1. The load with which the month begins."""
    outside = s.calendar[m.period].outside
    for office in s.prosecutors:
        office.load = prosecutor.desk_load(outside, office.docket, world)


@register_jitable
def learn(s: State, run: Run, m: Month, world: Record) -> None:
    """8. All learn, from counts, at once."""
    provinces = s.provinces.size
    guiding = np.zeros(provinces)
    for where in range(provinces):
        here, count = s.provinces[where], s.panel[m.period, where]
        convictions = count.convictions_286_1 + count.convictions_287_2 + count.convictions_other
        here.sanctioned = provider.yearly_rate(count.sanctions, here.lax)
        here.convicted = provider.yearly_rate(convictions, here.lax)
        here.published = convictions * world.publication_rate
        guiding[where] = learning.guiding_cases(s.rules[s.rules_at[m.period, where]].guiding_cases, m.period)
    if world.familiarity_learns:
        _learn_offences(s, m, s.prosecutors, guiding, world)
        _learn_offences(s, m, s.judges, guiding, world)
    for office in s.prosecutors:
        office.uses_286_1 = office.uses_287_2 = 0
    for office in s.judges:
        office.uses_286_1 = office.uses_287_2 = 0
    for office in s.regulators:
        if world.trust_learns:
            office.trust = learning.trust_after(office.trust, float(office.transfers), float(office.accepted), world)
        office.transfers = office.accepted = 0
    if world.clarity_learns:
        mean = guiding.sum() / provinces
        for kind in range(s.learned.size):
            s.learned[kind] = learning.clarity_after(s.learned[kind], s.judgments[kind] * run.weight, mean, world)
    s.judgments[:] = 0


@register_jitable
def _learn_offences(s: State, m: Month, offices: Array, guiding: Array, world: Record) -> None:
    provinces = s.provinces.size
    a, b = np.zeros(provinces, np.int64), np.zeros(provinces, np.int64)
    for office in offices:
        a[office.province] += office.uses_286_1
        b[office.province] += office.uses_287_2
    mean_a, mean_b = a.sum() / offices.size, b.sum() / offices.size
    outside = s.calendar[m.period].outside
    for office in offices:
        where = office.province
        rules = s.rules[s.rules_at[m.period, where]]
        uses_a = learning.effective_uses(float(office.uses_286_1), float(a[where]), mean_a, rules.pooling, world)
        uses_b = learning.effective_uses(float(office.uses_287_2), float(b[where]), mean_b, rules.pooling, world)
        uses_b += world.outside_weight * outside
        office.familiarity_286_1 = learning.familiarity_after(
            office.familiarity_286_1, uses_a, uses_b, rules.training, guiding[where], world
        )
        if world.rival_learns:
            office.familiarity_287_2 = learning.familiarity_after(
                office.familiarity_287_2, uses_b, uses_a, 0.0, 0.0, world
            )


@register_jitable
def write(s: State, m: Month, world: Record) -> None:
    """Write the month's states into the panel: means over the offices of each province."""
    panel, provinces = s.panel[m.period], s.provinces.size
    number = np.zeros((3, provinces))
    for office in s.prosecutors:
        row = panel[office.province]
        row.familiarity_286_1 += office.familiarity_286_1
        row.familiarity_287_2 += office.familiarity_287_2
        row.load += office.load
        number[0, office.province] += 1
    for office in s.judges:
        row = panel[office.province]
        row.court_familiarity_286_1 += office.familiarity_286_1
        row.court_familiarity_287_2 += office.familiarity_287_2
        number[1, office.province] += 1
    for office in s.regulators:
        panel[office.province].trust += office.trust
        number[2, office.province] += 1
    for where in range(provinces):
        row, rules = panel[where], s.rules[s.rules_at[m.period, where]]
        row.familiarity_286_1 /= number[0, where]
        row.familiarity_287_2 /= number[0, where]
        row.load /= number[0, where]
        row.court_familiarity_286_1 /= number[1, where]
        row.court_familiarity_287_2 /= number[1, where]
        row.trust /= number[2, where]
        row.outside_cases = s.calendar[m.period].outside
        row.open_files = s.provinces[where].open
        for kind in range(TOOL_SELLER):
            clear = clarity(m, s.learned[kind], rules, world)
            row.identity_clarity += clear.identity / TOOL_SELLER
            row.obligation_clarity += clear.obligation / TOOL_SELLER
