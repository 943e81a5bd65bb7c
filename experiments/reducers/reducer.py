"""What is kept of a run: its measures, and what a study asks for beside them.

The source of this module is part of the key of every stored run, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from zombielaw.sim.measures import COLUMNS, quotients
from zombielaw.sim.panel import PANEL
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

Reducer = Callable[[Record, Scenario], Mapping[str, pd.DataFrame]]
"""What a study keeps of a run beside the measures: tables by name. A module's own pure function (no lambda); the source
of its module is part of the runs' key, so keep reducers apart from figures."""
MEASURES, YEARS, FAILURES = "measures", "years", "failures"
RESERVED = {MEASURES, YEARS, FAILURES}
"""Names of the tables that are no study's own."""


@dataclass(frozen=True)
class Reduction:
    """What is asked of each run.

    Attributes
    ----------
    yearly : tuple of str
        Columns of the panel.
    reduce : Reducer or None
    """

    yearly: tuple[str, ...] = ()
    reduce: Reducer | None = None


def reduced(record: Record, scenario: Scenario, reduction: Reduction) -> dict[str, pd.DataFrame]:
    """Tables of one run, without point and replicate."""
    measured = [(name, *quotient) for name, quotient in quotients(record.part(COLUMNS), record.panel).items()]
    tables = {MEASURES: pd.DataFrame(measured, columns=list(MEASURE_COLUMNS)).astype(MEASURE_COLUMNS)}
    if reduction.yearly:
        tables[YEARS] = by_year(record.panel, reduction.yearly)
    if reduction.reduce is not None:
        tables |= own_tables(reduction.reduce(record, scenario))
    return tables


def own_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """A study's own tables of a run, if none has a name that is taken.

    Raises
    ------
    ValueError
        One has.
    """
    if taken := RESERVED & set(tables):
        raise ValueError(f"a study's own table may not be called {', '.join(sorted(taken))}")
    return dict(tables)


MEASURE_COLUMNS = {"measure": "str", "numerator": "float64", "denominator": "float64"}


def by_year(panel: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Columns of the panel by calendar year: counts as sums, states as means over months and provinces.

    Returns
    -------
    DataFrame
        ``year, months``, then the columns; the first and the last year may have fewer than twelve months.
    """
    how: dict[str, Any] = {column: "sum" if PANEL[column].counted else "mean" for column in columns}
    year = (2015 + (panel["month"].astype(int) + 10) // 12).rename("year")
    groups = panel.groupby(year)
    table = groups.agg(how)
    table.insert(0, "months", groups["month"].nunique())
    return table.reset_index()
