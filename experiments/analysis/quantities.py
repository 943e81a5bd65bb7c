"""Quantities that a study makes of its runs: an estimate at each point, and the paired difference against a base.

The sister of ``comparison``, for what is no declared measure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    bootstrap_ratio,
    paired_difference,
    resamples,
    upper_share,
)
from zombielaw.experiments.config.settings import Settings
from zombielaw.sim.parameters import TODAY

COLUMNS = ["point", "replicate", "quantity", "numerator", "denominator"]
"""Columns of quantities before division."""
Row = Mapping[Any, Any] | pd.Series
"""A row of a table of :func:`against`."""


def of_measures(
    runs: pd.DataFrame, names: Mapping[str, str], factors: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Measures as quantities.

    Parameters
    ----------
    runs : DataFrame
        Measures of runs before division.
    names
        Measure by name of the quantity.
    factors
        What a quantity is multiplied with, such as the number of provinces of the country per one of the world.
    """
    parts = []
    for quantity, measure in names.items():
        mine = runs[runs["measure"] == measure].assign(quantity=quantity)
        mine["numerator"] *= (factors or {}).get(quantity, 1.0)
        parts.append(mine[COLUMNS])
    return pd.concat(parts, ignore_index=True)


def against(quantities: pd.DataFrame, base: int = 0) -> pd.DataFrame:
    """Each quantity at each point, with bootstrap intervals over replicates, and against the base, paired.

    Returns
    -------
    DataFrame
        ``point, quantity, value, low, high, difference, difference_low, difference_high, runs, upper_share``. Where
        ``upper_share`` is a number, the runs fall into two groups, and ``value`` is the mean of no run.
    """
    rows = []
    for quantity, mine in quantities.groupby("quantity", sort=False):
        over, under = (
            mine.pivot_table(index="replicate", columns="point", values=part, aggfunc="first") for part in COLUMNS[3:]
        )
        there = over[base].to_numpy(dtype=float), under[base].to_numpy(dtype=float)
        for point in over:
            here = over[point].to_numpy(dtype=float), under[point].to_numpy(dtype=float)
            apart = paired_difference(*here, *there)
            rows.append((point, quantity, ratio(*here), *bootstrap_ratio(*here), *apart,
                         int(np.isfinite(here[0]).sum()), upper_share(*here)))  # fmt: skip
    columns = ["point", "quantity", "value", "low", "high", "difference", "difference_low", "difference_high", "runs"]
    return pd.DataFrame(rows, columns=[*columns, "upper_share"])


def ratio(over: Floats, under: Floats) -> float:
    """Ratio of sums over replicates; NaN where nothing is divided."""
    known = np.isfinite(over) & np.isfinite(under)
    base = float(under[known].sum())
    return float(over[known].sum()) / base if base else math.nan


def times(
    over: Floats, under: Floats, base_over: Floats, base_under: Floats, factor: float = 1.0
) -> tuple[float, float, float]:
    """A ratio of sums as a multiple of that of the base, with its bootstrap interval over paired runs.

    Parameters
    ----------
    over, under, base_over, base_under : (replicates,) arrays
        The same replicates in the same order.
    factor : float
        What the multiple is multiplied with, such as a scale that differs.
    """
    number = len(over)
    drawn = resamples(number)
    a, b, c, d = np.array([[part.sum(), *part[drawn].sum(axis=1)] for part in (over, under, base_over, base_under)])
    with np.errstate(divide="ignore", invalid="ignore"):
        multiples = factor * a / b * d / c
    ends = bootstrap_interval(multiples[1:][np.isfinite(multiples[1:])], number)
    return float(multiples[0]), float(ends[0]), float(ends[1])


def own_name(settings: Settings) -> str:
    """What the point of the command itself is called."""
    return "today" if settings.scenario.policy == TODAY else "as given"


def told(row: Row) -> str:
    """A value with its interval."""
    return f"{written(row['value'])} ({written(row['low'])} to {written(row['high'])})"


def told_difference(row: Row, least: float = 0.0) -> str:
    """A difference with its interval, and whether the interval covers zero.

    Parameters
    ----------
    least : float
        A difference whose interval lies within this of zero is told as none.
    """
    low, high = row["difference_low"], row["difference_high"]
    if max(abs(row["difference"]), abs(low), abs(high)) <= least:
        return "none"
    covers = ", covers zero" if low <= 0.0 <= high else ""
    return f"{written(row['difference'], '+')} ({written(low, '+')} to {written(high, '+')}{covers})"


def written(value: float, sign: str = "") -> str:
    """A number for a reader: three digits, thousands in full."""
    return f"{value:{sign},.0f}" if abs(value) >= 1000.0 else f"{value:{sign}.3g}"
