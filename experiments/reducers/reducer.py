"""Results kept of a run: its measures, and what a study asks for beside them.

The source of this module is part of the key of every stored run, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim import months as dates
from zombielaw.sim.measures import quotients
from zombielaw.sim.record import MEANS, Columns, Record
from zombielaw.sim.scenario import Scenario

Table = pd.DataFrame | dict[str, npt.NDArray[Any]]
"""A table; or its columns as arrays of one length, which are joined faster where a chunk has many runs."""
Reducer = Callable[[Record, Scenario], Mapping[str, Table]]
"""Function from a run to the tables that a study keeps of it beside measures, by name. A pure function of a module (no
lambda); the source of its module is part of the runs' key, so keep reducers apart from figures."""
MEASURES, YEARS, FAILURES = "measures", "years", "failures"
RESERVED = {MEASURES, YEARS, FAILURES}
"""Names of the tables that are no study's own."""


@dataclass(frozen=True)
class Reduction:
    """Results asked of each run: measures by name and none beside these, columns of the panel by year, a reducer."""

    measures: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    reduce: Reducer | None = None


def reduced(record: Record, scenario: Scenario, reduction: Reduction) -> dict[str, Table]:
    """Tables of one run, without point and replicate."""
    tables: dict[str, Table] = {}
    if reduction.measures:
        parts = quotients(record.files, record.months, reduction.measures)
        above, below = np.array(list(parts.values())).T
        tables[MEASURES] = pd.DataFrame(
            dict(zip(MEASURE_COLUMNS, (list(parts), above, below), strict=True))
        )
    if reduction.yearly:
        tables[YEARS] = by_year(record.months, reduction.yearly)
    if reduction.reduce is not None:
        tables |= own_tables(reduction.reduce(record, scenario))
    return tables


def own_tables(tables: Mapping[str, Table]) -> dict[str, Table]:
    """A study's own tables of a run. Raises ValueError: one has a name that is taken."""
    if taken := RESERVED & set(tables):
        raise ValueError(f"a study's own table may not be called {', '.join(sorted(taken))}")
    return dict(tables)


MEASURE_COLUMNS = {"measure": "str", "numerator": "float64", "denominator": "float64"}


def year_of(month: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Calendar year of months in a narrow column, wide enough to count with."""
    years: npt.NDArray[np.int64] = dates.year_of(month.astype(np.int64))
    return years


def by_year(months: Columns, columns: tuple[str, ...]) -> pd.DataFrame:
    """Columns of the panel by calendar year: counts as sums, states as means over months and provinces.

    Returns ``year, months``, then the columns; the first and the last year may have fewer than twelve months.
    """
    month = months["month"]
    years, starts, rows = np.unique(year_of(month), return_index=True, return_counts=True)
    provinces = np.count_nonzero(month == month[0])
    table: dict[str, npt.NDArray[Any]] = {"year": years, "months": rows // provinces}
    for column in columns:
        sums = np.add.reduceat(months[column], starts)
        table[column] = sums / rows if column in MEANS else sums
    return pd.DataFrame(table)
