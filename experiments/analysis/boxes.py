"""In which ranges of the settings an outcome is reached: a box, found by peeling (PRIM, Friedman and Fisher 1999)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

PEEL = 0.1
"""Share of the points in the box that one peel takes off, at most; more where several have the same value."""
SMALLEST = 0.1
"""Share of all points that the box holds at least."""
Bools = npt.NDArray[np.bool_]


def box(points: pd.DataFrame, reached: Bools, keys: Sequence[str]) -> pd.DataFrame:
    """The box in which the outcome is reached most often, a row for each setting.

    Peels off, again and again, the end of a setting (or one of its options) without which the share of the points that
    reach the outcome is largest, while that share rises.

    ``points``: a column for each setting. ``reached``: (points,) array.
    Returns ``setting, within, of, bounds, share, holds, reaching``: the values in the box and in all points, whether
    the box bounds the setting, share of the points in the box that reach the outcome, points in the box, and the share
    of all that reach it that lie in the box.
    """
    inside = np.ones(len(points), dtype=np.bool_)
    while reached.any():
        peeled = [kept for key in keys for kept in _peels(points[key], inside)]
        kept = max(peeled, key=lambda one: (float(reached[one].mean()), int(one.sum())), default=None)
        if kept is None or kept.sum() < SMALLEST * len(points) or reached[kept].mean() <= reached[inside].mean():
            break
        inside = kept
    share, holds = float(reached[inside].mean()), int(inside.sum())
    caught = float(reached[inside].sum() / reached.sum()) if reached.any() else math.nan
    rows = []
    for key in keys:
        within, every = _said(points.loc[inside, key]), _said(points[key])
        rows.append((key, within, every, within != every, share, holds, caught))
    return pd.DataFrame(rows, columns=["setting", "within", "of", "bounds", "share", "holds", "reaching"])


def _numbers(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and not pd.api.types.is_bool_dtype(column)


def _peels(column: pd.Series, inside: Bools) -> Iterator[Bools]:
    """What is left after each peel of a setting that takes something and not everything."""
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


def _said(column: pd.Series) -> str:
    if _numbers(column):
        return f"{column.min():.4g} to {column.max():.4g}"
    return ", ".join(sorted(map(str, column.unique())))
