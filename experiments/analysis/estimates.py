"""The one estimator: each outcome at each point over replicates, and its paired difference from a base.

Runs come as a table with one row per point, replicate and outcome (:data:`RUNS`; a column ``window`` may stand beside):
an outcome of a run is a numerator over a denominator, and an estimate is the ratio of their sums over replicates.

Runs with ``parameters=prior`` or ``posterior`` come in draws. Runs of one draw share their parameters and are not
independent of each other: intervals and tests then take each draw as one, and what differs between draws (parameters)
stands apart from what differs between the runs of one draw (chance).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    influence,
    interval_of,
    paired_difference,
    resamples,
    upper_share,
    variance_ratio,
    widened,
    wilson_interval,
)
from zombielaw.experiments.analysis.over_draws import (
    OVER_DRAWS,
    OVER_DRAWS_OF_DIFFERENCES,
    Pair,
    Whole,
    by_draw,
    draw_of,
    spread_of,
    spread_of_difference,
    table_by_draw,
)
from zombielaw.sim.measures import MEASURES

RUNS = ["point", "replicate", "outcome", "numerator", "denominator"]
"""Columns of outcomes of runs before division."""
LEVELS = ["value", "low", "high", "runs", "upper_share"]
DIFFERENCES = ["base", "difference", "difference_low", "difference_high", "pairs", "variance_ratio", "two_groups"]
COLUMNS = {
    "value": "ratio of sums over the runs of a point",
    "low, high": "95 % interval of the value over runs",
    "runs": "runs of the point",
    "upper_share": "share of the runs in the upper of two groups, where they fall into two; the value is then an "
    "average between the groups, typical of neither",
    "base": "value at the base over the same runs",
    "difference": "value less base, over runs that share their random draws",
    "difference_low, difference_high": "95 % interval of the difference",
    "pairs": "runs that both sides have",
    "variance_ratio": "variance-reduction factor of pairing",
    "two_groups": "the runs of either side, or their differences, fall into two groups",
}
"""Meaning of the columns of every table of estimates."""
Sums = dict[str, tuple["pd.Series[float]", "pd.Series[float] | float"]]
"""Numerator and denominator of each run, by outcome; series with ``point, replicate`` as index."""
_UNITS = {measure.name: measure.unit for measure in MEASURES if not measure.name.startswith("expected_")}
"""Unit of each measure: an interval of counts is never narrower than that of independent events."""


def runs_of(sums: Sums) -> pd.DataFrame:
    """Outcomes of runs as one table. ``sums``: see :data:`Sums`."""
    parts = [
        pd.DataFrame({"numerator": over, "denominator": under}).astype(float).reset_index().assign(outcome=name)
        for name, (over, under) in sums.items()
    ]
    return pd.concat(parts, ignore_index=True)[RUNS]


def runs_of_measures(measures: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Measures of runs as outcomes of their names, in this order.

    ``measures``: ``point, replicate, measure, numerator, denominator``, as of ``Results.runs``.
    """
    chosen = pd.concat([measures[measures["measure"] == name] for name in names], ignore_index=True)
    return chosen.rename(columns={"measure": "outcome"})[RUNS]


def replicates_by_points(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Numerators and denominators of one outcome, a row per replicate and a column per point; NaN where no run is."""
    by_run = runs.set_index(["replicate", "point"])  # a pivot table takes five times as long
    return by_run["numerator"].unstack("point"), by_run["denominator"].unstack("point")  # noqa: PD010


def estimate(runs: pd.DataFrame, base: int | None = None, files: Sequence[str] = ()) -> pd.DataFrame:
    """Estimate every outcome at every point.

    ``runs``: columns :data:`RUNS`, and ``window`` if there are several. ``base``: point against which the others are
    compared, run by run. Where the base has no run there is no difference. ``files``: outcomes that count files, beside
    those with the name of a measure that does.
    Returns ``point, [window,] outcome``, :data:`LEVELS` and, with a base, :data:`DIFFERENCES`: see :data:`COLUMNS`.
    Runs of several draws have :data:`OVER_DRAWS` and :data:`OVER_DRAWS_OF_DIFFERENCES` too. Ordered by point, then as
    the outcomes come.
    """
    several = len(set(draw_of(runs["replicate"]))) > 1
    place = [name for name in ("window", "outcome") if name in runs]
    rows = []
    for key, group in runs.groupby(place, sort=False, observed=True):
        over, under = replicates_by_points(group)
        unit = "files" if key[-1] in files else _UNITS.get(str(key[-1]), "")
        draw, empty = draw_of(over.index), np.full(len(over), math.nan)
        there = (_column(over, base), _column(under, base)) if base in over else (empty, empty)
        for point in over:
            here = _column(over, point), _column(under, point)
            one = by_draw(draw, *here)
            row = (
                point,
                *key,
                ratio(*one),
                *interval_of(unit, *one),
                int(np.isfinite(here[1]).sum()),
                upper_share(*one),
            )
            row += _against(draw, here, there) if base is not None else ()
            row += spread_of(draw, here) if several else ()
            rows.append(row + (spread_of_difference(draw, here, there) if several and base is not None else ()))
    columns = ["point", *place, *LEVELS, *(DIFFERENCES if base is not None else ()), *(OVER_DRAWS if several else ())]
    columns += OVER_DRAWS_OF_DIFFERENCES if several and base is not None else []
    return pd.DataFrame(rows, columns=columns).sort_values("point", kind="stable", ignore_index=True)


def clear_side(table: pd.DataFrame) -> pd.Series[int]:
    """1 where the interval of a difference lies above zero, -1 where it lies below, 0 where it covers zero."""
    return (table["difference_low"] > 0.0).astype(int) - (table["difference_high"] < 0.0).astype(int)


def _column(table: pd.DataFrame, point: Any) -> Floats:
    column: Floats = table[point].to_numpy(dtype=float)
    return column


def _against(draw: Whole, here: Pair, there: Pair) -> tuple[Any, ...]:
    both = np.isfinite(here[1]) & np.isfinite(there[1])
    sides = by_draw(draw[both], *(part[both] for part in (*here, *there)))
    divided = (sides[1] != 0) & (sides[3] != 0)
    apart = sides[0][divided] / sides[1][divided] - sides[2][divided] / sides[3][divided]
    groups = [upper_share(*sides[:2]), upper_share(*sides[2:]), upper_share(apart, np.ones_like(apart))]
    return (
        ratio(*sides[2:]),
        *paired_difference(*sides),
        int(both.sum()),
        variance_ratio(*sides),
        not all(math.isnan(share) for share in groups),
    )


def ratio(over: Floats, under: Floats) -> float:
    """Ratio of sums over runs; NaN where nothing is divided."""
    known = np.isfinite(over) & np.isfinite(under)
    total = float(under[known].sum())
    return float(over[known].sum()) / total if total else math.nan


def multiple(
    over: Floats, under: Floats, base_over: Floats, base_under: Floats, factor: float = 1.0
) -> tuple[float, float, float]:
    """A ratio of sums as a multiple of that of the base, with its bootstrap interval over paired runs.

    ``over, under, base_over, base_under``, (replicates,) arrays: the same replicates in the same order. ``factor``:
    what the multiple is multiplied with, such as a scale that differs.
    """
    number = len(over)
    drawn = resamples(number)
    a, b, c, d = np.array([[part.sum(), *part[drawn].sum(axis=1)] for part in (over, under, base_over, base_under)])
    with np.errstate(divide="ignore", invalid="ignore"):
        multiples = factor * a / b * d / c
        ends = bootstrap_interval(multiples[1:][np.isfinite(multiples[1:])], number)
        moved = influence(over, under) * b[0] / a[0] - influence(base_over, base_under) * d[0] / c[0]
        low, high = np.exp(widened(np.log(ends), np.log(multiples[0]), moved))  # a multiple is never negative
    return float(multiples[0]), float(low), float(high)


def multiple_of(runs: pd.DataFrame, here: int, there: int) -> tuple[float, float, float]:
    """One outcome at a point as a multiple of that at another, over the replicates of both: see :func:`multiple`."""
    sides = [runs.loc[runs["point"] == point, ["replicate", *RUNS[3:]]] for point in (here, there)]
    both = table_by_draw(sides[0].merge(sides[1], on="replicate").set_index("replicate"))
    return multiple(*both.to_numpy(dtype=float).T)


def shares_of(
    answered: pd.DataFrame, by: list[str], column: str, answers: Iterable[str], counted: str = "count", of: str = "of"
) -> pd.DataFrame:
    """Share of the rows with each answer in a column, by group, with its Wilson interval.

    ``column``: holds an answer, or several between ``|``. ``counted, of``: what the result calls the number of rows
    with an answer, and of all.
    Returns ``<by>, <column>, <counted>, <of>, share, low, high``.
    """
    given = answered[column].str.get_dummies().reindex(columns=list(answers), fill_value=0)
    rows = [
        (*group, answer, count, len(inside), count / len(inside), *wilson_interval(count, len(inside)))
        for group, inside in given.groupby([answered[key] for key in by], sort=False)
        for answer, count in inside.sum().items()
    ]
    return pd.DataFrame(rows, columns=[*by, column, counted, of, "share", "low", "high"])


def half_width(table: pd.DataFrame) -> float:
    """The largest half-width of a table of estimates; infinite while one is unknown."""
    widths = (table["high"] - table["low"]).to_numpy(dtype=float) / 2.0
    return float(widths.max()) if len(widths) and np.isfinite(widths).all() else math.inf
