"""Tables of a design's measures: an estimate for each point, and paired effects against a base."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import Floats, interval_of, paired_difference, upper_share, variance_ratio
from zombielaw.sim.measures import MEASURES

_UNITS = {measure.name: measure.unit for measure in MEASURES}


def estimates(runs: pd.DataFrame) -> pd.DataFrame:
    """Each measure at each point, over replicates.

    Parameters
    ----------
    runs : DataFrame
        ``point, replicate, window, measure, numerator, denominator``, as of ``runs``.

    Returns
    -------
    DataFrame
        ``point, window, measure, value, low, high, runs, upper_share``. Where ``upper_share`` is a number, the runs
        fall into two groups, and this is the share of the upper one; ``value`` is then the mean of no run.
    """
    rows = []
    for (point, window, measure), group in _groups(runs):
        over, under = _arrays(group)
        low, high = interval_of(_UNITS.get(measure, ""), over, under)  # a study's own: sums
        rows.append((point, window, measure, _ratio(over, under), low, high, len(group), upper_share(over, under)))
    return pd.DataFrame(rows, columns=["point", "window", "measure", "value", "low", "high", "runs", "upper_share"])


def effects(runs: pd.DataFrame, base: int = 0) -> pd.DataFrame:
    """Each measure at each point less the same at the base, over the replicates that both have.

    Returns
    -------
    DataFrame
        ``point, window, measure, base, value, difference, low, high, runs, variance_ratio, two_peaked``.
        Where the base has no run, as all of them failed, there is no difference: NaN, over no runs.
        ``variance_ratio`` is what pairing is worth. ``two_peaked`` says that the runs of either side, or their
        differences, fall into two groups: report shares of runs then, not the difference of means.
    """
    at_base = {(window, measure): group for (_, window, measure), group in _groups(runs[runs["point"] == base])}
    rows = []
    for (point, window, measure), group in _groups(runs[runs["point"] != base]):
        both = group.merge(
            at_base.get((window, measure), group.iloc[:0]), on="replicate", suffixes=("", "_base"), sort=True
        )
        here, there = _arrays(both), _arrays(both, "_base")
        known = (here[1] != 0) & (there[1] != 0)
        apart = here[0][known] / here[1][known] - there[0][known] / there[1][known]
        peaked = [upper_share(*here), upper_share(*there), upper_share(apart, np.ones_like(apart))]
        rows.append(
            (point, window, measure, _ratio(*there), _ratio(*here), *paired_difference(*here, *there), len(both),
             variance_ratio(*here, *there), not all(math.isnan(share) for share in peaked))
        )  # fmt: skip
    columns = ["point", "window", "measure", "base", "value", "difference", "low", "high", "runs", "variance_ratio"]
    return pd.DataFrame(rows, columns=[*columns, "two_peaked"])


def half_width(table: pd.DataFrame) -> float:
    """The largest half-width of a table of estimates or effects; infinite while one is unknown."""
    widths = (table["high"] - table["low"]).to_numpy(dtype=float) / 2.0
    return float(widths.max()) if len(widths) and np.isfinite(widths).all() else math.inf


def _groups(runs: pd.DataFrame) -> Iterator[tuple[tuple[int, str, str], pd.DataFrame]]:
    for key, group in runs.groupby(["point", "window", "measure"], observed=True, sort=True):
        point, window, measure = cast("tuple[int, str, str]", key)
        yield (int(point), str(window), str(measure)), group


def _arrays(group: pd.DataFrame, suffix: str = "") -> tuple[Floats, Floats]:
    return group[f"numerator{suffix}"].to_numpy(dtype=float), group[f"denominator{suffix}"].to_numpy(dtype=float)


def _ratio(over: Floats, under: Floats) -> float:
    known = np.isfinite(over)
    base = float(under[known].sum())
    return float(over[known].sum()) / base if base else math.nan
