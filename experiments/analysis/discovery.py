"""Scenario discovery: in which ranges of settings an outcome lies, by peeling as in PRIM (Friedman and Fisher 1999).

A search among many numbers finds a box in any noise: see :func:`checked`, which seeks in half of the points only.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval

Bools = npt.NDArray[np.bool_]
PEEL, SMALLEST = 0.1, 0.1
"""Share of the points in a box that one peel takes off, and of all points that a box holds at least."""


def peeled(points: pd.DataFrame, reached: Bools, keys: Sequence[str]) -> Bools:
    """Points that lie in the box in which the outcome is reached most often.

    Peels off, again and again, the end of a setting (or one of its options) without which the share of the points that
    reach the outcome is largest, while that share rises.

    ``points``: a column for each setting. ``reached``: (points,) array.
    """
    inside = np.ones(len(points), dtype=np.bool_)
    while reached.any():
        smaller = [kept for key in keys for kept in _peels(points[key], inside)]
        kept = max(
            smaller, key=lambda one: (float(reached[one].mean()), int(one.sum())), default=None
        )
        if (
            kept is None
            or kept.sum() < SMALLEST * len(points)
            or reached[kept].mean() <= reached[inside].mean()
        ):
            break
        inside = kept
    return inside


def checked(points: pd.DataFrame, reached: Bools) -> pd.DataFrame:
    """The numbers that the box of every other point bounds, and what the box holds of the points between.

    ``points``: a column of numbers for each setting.
    Returns ``setting, low, high, share, fresh_share, fresh_low, fresh_high, fresh_base``: the values in the box; share
    of the points in it that reach the outcome, where it was sought and of the others (Wilson 95 %), and of all others.
    """
    sought = np.arange(len(points)) % 2 == 0
    ours, hits = points[sought], reached[sought]
    inside = peeled(ours, hits, list(ours))
    low, high = ours[inside].min(), ours[inside].max()
    bounded = [key for key in ours if low[key] > ours[key].min() or high[key] < ours[key].max()]
    held = (
        ((points[bounded] >= low[bounded]) & (points[bounded] <= high[bounded]))
        .all(axis=1)
        .to_numpy()
    )
    fresh = reached[~sought & held]
    share = float(fresh.mean()) if fresh.size else math.nan
    ends = wilson_interval(float(fresh.sum()), float(fresh.size))
    told = (float(hits[inside].mean()), share, *ends, float(reached[~sought].mean()))
    columns = [
        "setting",
        "low",
        "high",
        "share",
        "fresh_share",
        "fresh_low",
        "fresh_high",
        "fresh_base",
    ]
    return pd.DataFrame([(key, low[key], high[key], *told) for key in bounded], columns=columns)


def _numbers(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and not pd.api.types.is_bool_dtype(column)


def _peels(column: pd.Series, inside: Bools) -> Iterator[Bools]:
    """Points that are left after each peel of a setting that takes something and not everything."""
    values = column.to_numpy()
    here = column[inside]
    if _numbers(column):
        cuts = (values > here.quantile(PEEL), values < here.quantile(1.0 - PEEL))
    else:
        cuts = tuple(values != option for option in here.unique())
    for cut in cuts:
        kept = inside & np.asarray(cut, dtype=np.bool_)
        if kept.any() and kept.sum() < inside.sum():
            yield kept
