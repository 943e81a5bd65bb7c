"""The compiled engine: the months of a run over arrays."""

from __future__ import annotations

from collections.abc import Callable

from zombielaw.sim.decisions.learning import CHECK_DAYS
from zombielaw.sim.engines.compiled import month
from zombielaw.sim.engines.compiled.start import first_state, world_record
from zombielaw.sim.engines.compiled.state import (
    CASES,
    FILES,
    Array,
    Ledger,
    Run,
    State,
    has_room,
    month_of,
    with_room,
)
from zombielaw.sim.engines.phases import MONTH
from zombielaw.sim.ledger import Files
from zombielaw.sim.linking import compiled
from zombielaw.sim.luck import Luck
from zombielaw.sim.panel import UNIT, Months
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, ScenarioError

STRETCH = 4_000_000
"""Provider-months lived in one compiled call: about a tenth of a second, after which the caller is heard."""


def run(
    scenario: Scenario,
    luck: Luck,
    progress: Callable[[int], None] | None = None,
    dense: bool = False,
) -> Record:
    """Live all months of a scenario.

    Parameters
    ----------
    progress : callable, optional
        Called from time to time with the number of months done, and at the end.
    dense : bool
        Visit every provider that a draw of the month concerns, also where a bound already excludes it: the oracle of
        the scan. The record is the same.
    """
    state, mean_score = first_state(scenario, luck)
    parameters = world_record(scenario.world)
    made = Run(luck.root, scenario.weight, mean_score, dense)
    stretch = max(1, STRETCH // state.places.size)
    done = 0
    while done < scenario.months:
        done = live(state, made, done, min(done + stretch, scenario.months), parameters)
        if progress is not None:
            progress(done)
        if done < scenario.months and not has_room(state):
            state = with_room(state, done / scenario.months)
    files, cases = state.files[: state.used[FILES]], state.cases[: state.used[CASES]]
    months = Months(state.panel, luck.replicate)
    # each act that books a chance books days: where a sum of units is too large for its column, that of days is, first
    days = files["official_days"].sum() + CHECK_DAYS * months["checks"].sum()
    if abs(months["official_days"].sum() - days) > 1.0 + days * 1e-6:
        raise ScenarioError(
            "Officials work more days in a month of a province than a record holds ({:,}); give more provinces, or "
            "fewer providers.",
            2**63 // UNIT,
        )
    return Record(Files(Ledger(files, cases), luck.replicate), months)


begin, operate, inspect, enforce, trace, inject, judge, learn, write = (
    getattr(month, phase) for phase in MONTH
)
"""Phases of a month: compiled code has no loop over functions."""


@compiled
def live(s: State, made: Run, first: int, last: int, parameters: Array) -> int:
    """Live the months ``first ... last - 1``, or those for which there is room; return the month that comes next.

    The last month of the calendar ends the run.
    """
    world = parameters[0]
    for period in range(first, last):
        if not has_room(s):
            return period
        now = month_of(made, s.calendar, period)
        begin(s, made, now, world)
        operate(s, made, now, world)
        inspect(s, made, now, world)
        enforce(s, made, now, world)
        trace(s, made, now, world)
        inject(s, made, now, world)
        judge(s, made, now, world)
        learn(s, made, now, world)
        write(s, made, now, world)
    return last
