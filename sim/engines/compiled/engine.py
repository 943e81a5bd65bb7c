"""The compiled engine: the same month over arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from numba import njit

from zombielaw.sim.engines.compiled import learning, month
from zombielaw.sim.engines.compiled.month import CLOSING, ENFORCEMENT, JUSTICE
from zombielaw.sim.engines.compiled.state import (
    FIELD_OF,
    FILES,
    LOG,
    MONTH_START,
    Array,
    Run,
    State,
    first_state,
    month_of,
    world_record,
)
from zombielaw.sim.ledger import ledger_from_arrays
from zombielaw.sim.luck import Luck
from zombielaw.sim.record import PANEL, Panel, Record
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.world import build_world

STRETCH = 4_000_000
"""Provider-months lived in one compiled call: about a tenth of a second, after which the caller is heard."""


def run(scenario: Scenario, luck: Luck, progress: Callable[[int], None] | None = None, dense: bool = False) -> Record:
    """Live all months of a scenario.

    Parameters
    ----------
    progress : callable, optional
        Called from time to time with the number of months done, and at the end.
    dense : bool
        Visit every provider that a draw of the month concerns, also where a bound already excludes it: the oracle of
        the scan. The record is the same.
    """
    world = build_world(scenario.size, scenario.world, luck)
    state, mean_score = first_state(scenario, world)
    parameters = world_record(scenario.world)
    made = Run(luck.seed, luck.replicate, scenario.weight, world.licensees, mean_score, dense)
    stretch = max(1, STRETCH // world.slots)
    for first in range(0, scenario.months, stretch):
        last = min(first + stretch, scenario.months)
        state = live(state, made, first, last, parameters)
        if progress is not None:
            progress(last)
    panel = Panel(scenario.months, world.provinces)
    for name, column in PANEL.items():
        (panel.counts if column.counted else panel.states)[name][:] = state.panel[name]
    files = state.files[: int(state.used[FILES])]
    columns = {name: files[field] for name, field in FIELD_OF.items()}
    return Record(panel.frame(luck.replicate), partial(ledger_from_arrays, columns, files["law"], luck.replicate))


@njit(cache=True, nogil=True)
def live(s: State, made: Run, first: int, last: int, parameters: Array) -> State:
    """Live the months ``first ... last - 1``; the last month of the calendar ends the run."""
    world = parameters[0]
    for period in range(first, last):
        m = month_of(made, s.calendar, period)
        s.used[MONTH_START] = s.used[LOG]
        learning.begin(s, m, world)
        month.operate(s, made, m, world)
        s = month.inspect(s, made, m, world)
        month.sit(s, m, ENFORCEMENT, world)
        s = month.trace(s, made, m, world)
        if world.injected:
            s = month.inject(s, m, world)
        month.sit(s, m, JUSTICE, world)
        month.feel(s, m, world)
        learning.learn(s, made, m, world)
        month.put_away(s)
        if period == s.calendar.size - 1:
            month.end_open_spells(s, m, world)
            month.sit(s, m, CLOSING, world)
        learning.write(s, m, world)
    return s
