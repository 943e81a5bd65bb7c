"""Scenario discovery: in which ranges of uncertain numbers an outcome lies, by PRIM (Friedman and Fisher 1999).

The search :func:`find` is that of the library ema-workbench, with the quasi-p values of Bryant and Lempert (2010). A
search among a hundred numbers finds a box in any noise, so a box is checked on a sample of its own: see
:func:`held_out`. The search :func:`box` needs no library.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.errors import InputError

Bools = npt.NDArray[np.bool_]
PEEL, SMALLEST = 0.1, 0.1
"""Share of the points in a box that one peel takes off, and of all points that a box holds at least."""
COVERED = 0.5
"""Share of the points that reach the outcome which the chosen box holds at least."""
SURE = 0.05
"""Largest quasi-p value of a bound that counts."""
ANY = 1e-6
"""Threshold of the library: what reaches the outcome (1) lies above it, and a box of any density is kept."""
LIMITS = ["setting", "low", "high", "least", "most", "qp_low", "qp_high"]
TRAJECTORY = ["box", "coverage", "density", "mass", "bounds", "chosen"]


class BoxSearch(NamedTuple):
    """A box and how it was found.

    ``limits``: a row per setting that is bounded, :data:`LIMITS`: its values in the box and in all points, and the
    quasi-p value of each bound; NaN where that end is not bounded. ``trajectory``: each box on the way,
    :data:`TRAJECTORY`; the last rows are those in which bounds were dropped.
    """

    limits: pd.DataFrame
    trajectory: pd.DataFrame
    every: list[pd.DataFrame]  # the limits of each box on the way


def library() -> Any:
    """PRIM of ema-workbench. Raises InputError: it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells of every package that it can do without
            from ema_workbench.analysis import prim  # noqa: PLC0415 - an extra, and slow to import
    except ImportError as error:
        raise InputError(
            "study=discovery needs the package ema-workbench, which is not installed "
            f"({error}). In a checkout, make .venv/discovery installs it; elsewhere, in the environment of zombielaw: "
            "pip install ema-workbench"
        ) from None
    return prim


def find(points: pd.DataFrame, reached: Bools) -> BoxSearch:
    """The box with the largest share of points that reach the outcome, of those that hold :data:`COVERED` of them.

    A setting of which no bound has a quasi-p value of :data:`SURE` or less is set free, the
    least sure first.

    ``points``: a column of numbers for each setting. ``reached``: (points,) array.
    """
    prim = library()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        search = prim.Prim(
            points.reset_index(drop=True).astype(float), reached.astype(int), threshold=ANY, peel_alpha=PEEL,
            mass_min=SMALLEST,
        )  # fmt: skip
        box = search.find_box()
        way = box.peeling_trajectory
        able = way[way["coverage"] >= COVERED]
        chosen = int(able.sort_values(["density", "coverage"], ascending=False, kind="stable").index[0])
        box.select(chosen)
        while unsure := _unsure(box.qp[chosen]):
            box.drop_restriction(unsure, chosen)
            chosen = len(box.peeling_trajectory) - 1
    way = box.peeling_trajectory
    trajectory = pd.DataFrame({
        "box": range(len(way)), "coverage": way["coverage"], "density": way["density"], "mass": way["mass"],
        "bounds": way["res_dim"].astype(int), "chosen": [number == chosen for number in range(len(way))],
    })  # fmt: skip
    every = [_limits(box, number) for number in range(len(way))]
    return BoxSearch(every[chosen], trajectory.reset_index(drop=True), every)


def _limits(box: Any, number: int) -> pd.DataFrame:
    """Bounds of a box on the way, the surest first."""
    whole, inside = box.box_lims[0], box.box_lims[number]
    rows = [
        (key, *map(float, inside[key]), *map(float, whole[key]), *(np.nan if qp < 0 else float(qp) for qp in values))
        for key, values in box.qp[number].items()
    ]
    limits = pd.DataFrame(rows, columns=LIMITS)
    return limits.sort_values("setting", key=lambda _: limits[["qp_low", "qp_high"]].min(axis=1), ignore_index=True)


def _unsure(qp: dict[str, list[float]]) -> str:
    """The setting whose surest bound is least sure, if that is above :data:`SURE`; empty if none is."""
    surest = {key: min(value for value in values if value >= 0.0) for key, values in qp.items()}
    worst = max(surest, key=lambda key: surest[key], default="")
    return worst if worst and surest[worst] > SURE else ""


def inside(points: pd.DataFrame, limits: pd.DataFrame) -> Bools:
    """Points that lie in a box; an end that is not bounded in the search bounds nothing."""
    held = np.ones(len(points), dtype=np.bool_)
    for row in limits.to_dict("records"):
        values = points[row["setting"]].to_numpy(dtype=float)
        held &= (values >= row["low"]) | np.isnan(row["qp_low"])
        held &= (values <= row["high"]) | np.isnan(row["qp_high"])
    return held


def held_out(points: pd.DataFrame, reached: Bools, limits: pd.DataFrame) -> dict[str, float]:
    """Measures of a box on a sample.

    Returns ``points, reached``: all, and those that reach the outcome; ``base``, their share; ``holds``, points in the
    box; ``mass``; ``density, low, high``: share of the points in the box that reach it, Wilson 95 %; ``coverage``.
    """
    held = inside(points, limits)
    hits, holds, every = float(reached[held].sum()), float(held.sum()), float(reached.sum())
    low, high = wilson_interval(hits, holds)
    return {
        "points": float(len(points)), "reached": every, "base": every / len(points), "holds": holds,
        "mass": holds / len(points), "density": hits / holds if holds else np.nan, "low": low, "high": high,
        "coverage": hits / every if every else np.nan,
    }  # fmt: skip


# ---- the search of the core: a small one, which takes options beside numbers


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
        within, every = _values_in_words(points.loc[inside, key]), _values_in_words(points[key])
        rows.append((key, within, every, within != every, share, holds, caught))
    return pd.DataFrame(rows, columns=["setting", "within", "of", "bounds", "share", "holds", "reaching"])


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


def _values_in_words(column: pd.Series) -> str:
    if _numbers(column):
        return f"{column.min():.4g} to {column.max():.4g}"
    return ", ".join(sorted(map(str, column.unique())))
