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
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    divided,
    influence,
    level_of,
    most_of,
    paired_difference,
    ratio,
    resampled,
    upper_share,
    variance_ratio,
    widened,
    wilson_interval,
)
from zombielaw.experiments.analysis.over_draws import (
    OVER_DRAWS,
    OVER_DRAWS_OF_DIFFERENCES,
    Whole,
    by_draw,
    draw_of,
    middle_of,
    spread_of,
    table_by_draw,
)
from zombielaw.sim.measures import MEASURES

RUNS = ["point", "replicate", "outcome", "numerator", "denominator"]
"""Columns of outcomes of runs before division."""
LEVELS = ["value", "low", "high", "runs", "upper_share"]
DIFFERENCES = [
    "base",
    "difference",
    "difference_low",
    "difference_high",
    "pairs",
    "variance_ratio",
    "two_groups",
]
COLUMNS = {
    "value": "ratio of sums over the runs of a point; the nearest end of the range of what is counted, where it leaves "
    "that",
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
_UNITS = {row["name"]: row["unit"] for row in rows_beside(__file__, "outcomes.csv")} | {
    measure.name: ("expected " if measure.name.startswith("expected_") else "") + measure.unit
    for measure in MEASURES
}
"""Unit of each outcome: a share ends at one, and an interval of counts is never narrower than that of independent
events."""


def runs_of(sums: Sums) -> pd.DataFrame:
    """Outcomes of runs as one table, the index first. ``sums``: see :data:`Sums`."""
    names, place = pd.array([*sums], dtype="str"), next(iter(sums.values()))[0].index
    columns = zip(
        *((over, np.broadcast_to(under, len(place))) for over, under in sums.values()), strict=True
    )
    table = place.to_frame(index=False)
    table = table.iloc[np.tile(np.arange(len(place)), len(names))].reset_index(drop=True)
    table["outcome"] = names.repeat(len(place))
    table[RUNS[3:]] = np.array([np.concatenate(column).astype(float) for column in columns]).T
    return table[[*place.names, *RUNS[2:]]]


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


def estimate(
    runs: pd.DataFrame, base: int | None = None, files: Sequence[str] = ()
) -> pd.DataFrame:
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
    columns = [
        "point",
        *place,
        *LEVELS,
        *(DIFFERENCES if base is not None else ()),
        *(OVER_DRAWS if several else ()),
    ]
    columns += OVER_DRAWS_OF_DIFFERENCES if several and base is not None else []
    if runs.empty:
        return pd.DataFrame(columns=columns)
    replicates, at = np.unique(runs["replicate"].to_numpy(), return_inverse=True)
    points, point = np.unique(runs["point"].to_numpy(), return_inverse=True)
    keys, key = (
        runs[place].drop_duplicates(),
        runs.groupby(place, sort=False, observed=True).ngroup().to_numpy(),
    )
    sums = np.full((2, points.size, len(keys), replicates.size), math.nan)
    sums[:, point, key, at] = runs[RUNS[3:]].to_numpy(dtype=float).T
    there = np.zeros(sums.shape[1:3], dtype=np.bool_)
    there[point, key] = True
    here, draw = sums[:, there], draw_of(replicates)
    rows, cells = keys.iloc[np.nonzero(there)[1]].reset_index(drop=True), by_draw(draw, *here)
    rows.insert(0, "point", points[np.nonzero(there)[0]])
    units = (
        rows["outcome"]
        .astype(str)
        .map(lambda name: "files" if name in files else _UNITS.get(name, ""))
    )
    for unit, alike in units.groupby(units).groups.items():
        for name, level in zip(
            LEVELS, level_of(str(unit), *(part[alike] for part in cells)), strict=False
        ):
            rows.loc[alike, name] = level
    most = units.map(most_of).to_numpy()
    rows["runs"] = np.isfinite(here[1]).sum(axis=1)
    rows["upper_share"] = upper_share(*cells)
    spreads = [spread_of(draw, here)] if several else []
    if base is not None:
        compared = (
            sums[:, np.searchsorted(points, base)]
            if base in points
            else np.full_like(sums[:, 0], math.nan)
        )
        against = compared[:, np.nonzero(there)[1]]
        rows[DIFFERENCES] = _against(draw, here, against, most)
        spreads += [spread_of(draw, here, against)] if several else []
    for names, spread in zip((OVER_DRAWS, OVER_DRAWS_OF_DIFFERENCES), spreads, strict=False):
        rows[names] = pd.DataFrame(dict(zip(names, spread, strict=True)))
    if several:
        rows[OVER_DRAWS[1:4]] = rows[OVER_DRAWS[1:4]].clip(0.0, most, axis=0)
    return rows[columns]


def clear_side(table: pd.DataFrame) -> pd.Series[int]:
    """1 where the interval of a difference lies above zero, -1 where it lies below, 0 where it covers zero."""
    return (table["difference_low"] > 0.0).astype(int) - (table["difference_high"] < 0.0).astype(
        int
    )


def _against(draw: Whole, here: Floats, there: Floats, most: Floats) -> pd.DataFrame:
    """Columns of :data:`DIFFERENCES`. ``here, there``, (2, rows, runs) arrays: numerators and denominators.

    A difference is that of levels, each no larger than ``most``; its interval holds it.
    """
    both = np.isfinite(here[1]) & np.isfinite(there[1])
    sides = by_draw(draw, *np.where(both, [*here, *there], math.nan))
    apart = divided(*sides[:2]) - divided(*sides[2:])
    groups = [
        upper_share(*sides[:2]),
        upper_share(*sides[2:]),
        upper_share(apart, np.ones_like(apart)),
    ]
    value, base = (np.clip(ratio(*side), 0.0, most) for side in (sides[:2], sides[2:]))
    _, low, high = paired_difference(*sides)
    columns = (
        base,
        value - base,
        np.minimum(low, value - base),
        np.maximum(high, value - base),
        both.sum(axis=1),
        variance_ratio(*sides),
        ~np.isnan(groups).all(axis=0),
    )
    return pd.DataFrame(dict(zip(DIFFERENCES, columns, strict=True)))


def multiple(
    over: Floats, under: Floats, base_over: Floats, base_under: Floats, factor: float = 1.0
) -> tuple[float, float, float]:
    """A ratio of sums as a multiple of that of the base, with its bootstrap interval over paired runs.

    ``over, under, base_over, base_under``, (replicates,) arrays: the same replicates in the same order. ``factor``:
    what the multiple is multiplied with, such as a scale that differs.
    """
    number = len(over)
    a, b, c, d = np.array(
        [[part.sum(), *resampled(part)] for part in (over, under, base_over, base_under)]
    ).clip(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        multiples = factor * a / b * d / c
        ends = bootstrap_interval(
            np.where(np.isfinite(multiples[1:]), multiples[1:], math.nan), number
        )
        moved = (
            influence(over, under) * b[0] / a[0] - influence(base_over, base_under) * d[0] / c[0]
        )
        # a multiple is never negative
        low, high = np.exp(widened(np.log(ends), np.log(multiples[0]), moved))
    return float(multiples[0]), float(low), float(high)


class Multiple(NamedTuple):
    """A multiple with its interval; over draws the median, the middle 90 %, and in how many it is above one."""

    multiple: float
    low: float
    high: float
    more: float = math.nan
    draws: float = math.nan


def multiple_of(runs: pd.DataFrame, here: int, there: int) -> Multiple:
    """One outcome at a point as a multiple of that at another, over the replicates of both: see :func:`multiple`.

    Over draws each has its own multiple, of sums over its runs.
    """
    sides = [runs.loc[runs["point"] == point, ["replicate", *RUNS[3:]]] for point in (here, there)]
    both = sides[0].merge(sides[1], on="replicate").set_index("replicate")
    over, under, base_over, base_under = table_by_draw(both).to_numpy(dtype=float).T
    if len(set(draw_of(both.index))) < 2:
        return Multiple(*multiple(over, under, base_over, base_under))
    own = divided(divided(over, under), divided(base_over, base_under)).clip(0.0)
    draws, median, low, high = middle_of(own)
    return Multiple(float(median), float(low), float(high), int((own > 1.0).sum()), int(draws))


def shares_of(
    answered: pd.DataFrame,
    by: list[str],
    column: str,
    answers: Iterable[str],
    counted: str = "count",
    of: str = "of",
) -> pd.DataFrame:
    """Share of the rows with each answer in a column, by group, with its Wilson interval.

    ``column``: holds an answer, or several between ``|``. ``counted, of``: what the result calls the number of rows
    with an answer, and of all.
    Returns ``<by>, <column>, <counted>, <of>, share, low, high``.
    """
    given = answered[column].str.get_dummies().reindex(columns=list(answers), fill_value=0)
    rows = [
        (
            *group,
            answer,
            count,
            len(inside),
            count / len(inside),
            *wilson_interval(count, len(inside)),
        )
        for group, inside in given.groupby([answered[key] for key in by], sort=False)
        for answer, count in inside.sum().items()
    ]
    return pd.DataFrame(rows, columns=[*by, column, counted, of, "share", "low", "high"])


def half_width(table: pd.DataFrame) -> float:
    """The largest half-width of a table of estimates; infinite while one is unknown."""
    widths = (table["high"] - table["low"]).to_numpy(dtype=float) / 2.0
    return float(widths.max()) if len(widths) and np.isfinite(widths).all() else math.inf
