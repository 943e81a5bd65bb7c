"""Tallies that the diagnosis reads of a run: a reducer of designs. Its source is part of the runs' key."""

from __future__ import annotations

import pandas as pd

from zombielaw.sim.analysis.diagnosis import WINDOW, Tally, tally
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

TALLIES = "tallies"
"""Name of the table: ``at``, the month after the window, then the sums of ``Tally``."""


STEP = WINDOW // 3
"""Months between two readings."""


def dates(months: int) -> tuple[int, ...]:
    """Months at which a state is read: the end of the run, and every :data:`STEP` months before it."""
    return tuple(sorted(range(months, WINDOW - 1, -STEP)))


def tallies(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Tallies of a run at each of its :func:`dates`."""
    rows = [(at, *tally(record, at)) for at in dates(scenario.months)]
    return {TALLIES: pd.DataFrame(rows, columns=["at", *Tally._fields])}
