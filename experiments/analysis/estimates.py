"""The one estimator: each outcome at each point over replicates, and its paired difference from a base.

Runs come as a table with one row per point, replicate and outcome (:data:`RUNS`; a column ``window`` may stand beside):
an outcome of a run is a numerator over a denominator, and an estimate is the ratio of their sums over replicates.

Runs with ``parameters=prior`` or ``posterior`` come in draws. Runs of one draw share their parameters and are not
independent of each other: intervals and tests then take each draw as one, and what differs between draws (parameters)
stands apart from what differs between the runs of one draw (chance). Replicates are numbered by draw (``PER_DRAW``).
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    divided,
    influence,
    level_of,
    most_of,
    quantiles,
    ratio,
    ratio_interval,
    resampled,
    upper_share,
    variance_ratio,
    widened,
    wilson_interval,
)
from zombielaw.experiments.analysis.wording import Row
from zombielaw.experiments.config.schema import PER_DRAW
from zombielaw.sim.measures import MEASURES, Ratio

# ---- draws: parameters and chance

Whole = npt.NDArray[np.int64]
OVER_DRAWS = ["draws", "draw_median", "draw_low", "draw_high", "parameter_sd", "chance_sd"]
OVER_DRAWS_OF_DIFFERENCES = [*(f"difference_{name}" for name in OVER_DRAWS), "same_sign"]
RANGE = 0.9
"""Middle part of the draws that their range holds."""
MEANINGS = {
    "low, high; difference_low, difference_high; p": "over draws: of the mean over all draws, from so many draws "
    "and runs; each draw is taken as one",
    "draws": "draws in which the value is defined",
    "draw_median": "median of the draws' own values, chance taken out",
    "draw_low, draw_high": "parameter uncertainty: the middle 90 % of the draws' own values, chance taken out",
    "parameter_sd": "parameter uncertainty: standard deviation between draws, chance taken out",
    "chance_sd": "chance: standard deviation between runs of one draw",
    "difference_draws ... difference_chance_sd": "the same of the difference, paired within each draw",
    "same_sign": "share of draws whose own difference, chance taken out, has the sign of their mean; empty where more "
    "than half of what differs between draws may be chance",
}
"""Meaning of the columns that estimates over draws have beside the usual."""


def draw_of(replicates: npt.ArrayLike) -> Whole:
    """Draw of each replicate; 0 at the medians."""
    return np.asarray(replicates, dtype=np.int64) // PER_DRAW


def by_draw(draw: Whole, *parts: Floats) -> list[Floats]:
    """Arrays over runs as sums over the runs of each draw; as they are if all runs are of one draw.

    ``draw``, (runs,) array: draw of each run. ``*parts``, (..., runs) arrays: such as numerators and denominators; a
    run in which one of them is no number is in no sum.
    Returns (..., draws) arrays: NaN of a draw without a run.
    """
    if len(set(draw)) < 2:
        return [*parts]
    runs = _in_draws(draw, parts)
    return [*np.where(np.isfinite(runs).any(axis=-1), np.nansum(runs, axis=-1), math.nan)]


def _in_draws(draw: Whole, parts: Sequence[Floats]) -> Floats:
    """Arrays over runs with an axis for the draws and one for the runs of each, together: NaN where one has no number.

    (..., runs) arrays to a (parts, ..., draws, runs of a draw) array.
    """
    _, of_draw = np.unique(draw, return_inverse=True)
    run = pd.Series(draw).groupby(draw).cumcount()
    shape = *np.shape(parts)[:-1], of_draw.max() + 1, run.max() + 1
    runs = np.full(shape, math.nan)
    runs[..., of_draw, run] = np.where(np.isfinite(parts).all(axis=0), parts, math.nan)
    return runs


def table_by_draw(wide: pd.DataFrame) -> pd.DataFrame:
    """A table of runs, replicates as index, as one of sums over the runs of each draw: see :func:`by_draw`."""
    draw = draw_of(wide.index)
    return wide if len(set(draw)) < 2 else wide.groupby(draw).sum(min_count=1)


def middle_of(values: Floats) -> tuple[Any, ...]:
    """Number of values of draws, their median and the ends of their middle :data:`RANGE`, along the last axis."""
    return np.isfinite(values).sum(axis=-1), *quantiles(
        values, [0.5, (1.0 - RANGE) / 2.0, (1.0 + RANGE) / 2.0]
    )


def spread_of(draw: Whole, here: Floats, there: Floats | None = None) -> tuple[Any, ...]:
    """Spread between draws, and between runs of one draw: columns :data:`OVER_DRAWS`, a row for each of the arrays.
    Of differences, paired within each draw, :data:`OVER_DRAWS_OF_DIFFERENCES`.

    Each draw has its own value, the ratio of sums over its runs (less the same at the base). Chance is the variance of
    what single runs add to it, pooled over draws. The variance of the draws' values holds parameters and, divided by
    the runs of a draw, chance: the parameters' part is what is left (analysis of variance, one-way, random effects).
    The range is that of the draws' values after they are drawn together about their mean to this variance (Louis 1984).

    ``draw``, (runs,) array: draw of each run. ``here, there``, (2, rows, runs) arrays: numerators and denominators; at
    the base.
    """
    runs = _in_draws(draw, [*here, *(() if there is None else there)])
    over, under = runs[::2], runs[1::2]
    number = np.isfinite(over[0]).sum(axis=-1, keepdims=True).astype(np.float64)
    sums, weight = (np.nansum(part, axis=-1, keepdims=True) for part in (over, under))
    own = divided(sums, weight)
    moved = divided(over - own * under, divided(weight, number))
    values, added = (part[0] - part[1:].sum(axis=0) for part in (own, moved))
    values = values[..., 0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of rows and draws without a value
        mean = np.nanmean(values, axis=-1, keepdims=True)
        whole = np.nanvar(values, axis=-1, ddof=1)
        chance = np.nanmean(np.nanvar(added, axis=-1, ddof=1), axis=-1)
        parts = np.where(np.isnan(values), math.nan, 1.0 / number[..., 0])
        parameters = np.maximum(0.0, whole - chance * np.nanmean(parts, axis=-1))
        kept = np.sqrt(parameters / np.where(whole > 0.0, whole, 1.0))
        together = mean + (values - mean) * kept[:, None]
        same = np.where(np.isnan(values), math.nan, np.sign(together) == np.sign(mean))
        one_side = np.where(parameters >= 0.5 * whole, np.nanmean(same, axis=-1), math.nan)
    chance = np.where(np.isnan(parameters), math.nan, chance)
    spread = *middle_of(together), np.sqrt(parameters), np.sqrt(chance)
    return spread if there is None else (*spread, one_side)


def only_chance(row: Row) -> bool:
    """True if what differs between the draws of a difference cannot be told from chance: their middle is a point."""
    return bool(row["difference_parameter_sd"] == 0.0 < row["difference_chance_sd"])


# ---- estimates

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
    _, low, high = ratio_interval(*sides)
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
    over: Floats, under: Floats, base_over: Floats, base_under: Floats
) -> tuple[float, float, float]:
    """A ratio of sums as a multiple of that of the base, with its bootstrap interval over paired runs.

    ``over, under, base_over, base_under``, (replicates,) arrays: the same replicates in the same order.
    """
    number = len(over)
    a, b, c, d = np.array(
        [[part.sum(), *resampled(part)] for part in (over, under, base_over, base_under)]
    ).clip(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        multiples = a / b * d / c
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


# ---- the dictionary of tables

DICTIONARY = ["table", "column", "unit", "meaning"]


def dictionary(
    tables: Mapping[str, pd.DataFrame],
    columns: Sequence[tuple[str, str, str, str]],
    outcomes: Mapping[str, Ratio],
) -> pd.DataFrame:
    """Every column and outcome of the tables: ``table, column, unit, meaning``.

    ``columns`` and ``outcomes`` are those that the study declares; those of estimates and of draws are known here.
    """
    rows = [(_there(places, tables), *rest) for places, *rest in columns]
    rows += [
        ("all", f"outcome {name}", outcome.unit, outcome.meaning)
        for name, outcome in outcomes.items()
    ]
    estimated = {
        name: set(table) for name, table in tables.items() if {"value", "upper_share"} <= set(table)
    }
    for column, meaning in COLUMNS.items():
        places = ", ".join(
            name for name, held in estimated.items() if set(column.split(", ")) <= held
        )
        rows += [(places, column, "", meaning)] if places else []
    spread = ", ".join(name for name, table in tables.items() if set(OVER_DRAWS) <= set(table))
    rows += [(spread, name, "", meaning) for name, meaning in MEANINGS.items() if spread]
    return pd.DataFrame(rows, columns=DICTIONARY)


def _there(places: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Tables that a declaration names and that were written; a declaration without any stays as it is."""
    return ", ".join(name for name in places.split(", ") if name in tables) or places
