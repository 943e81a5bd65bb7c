"""Points on the front of a good against a harm, as far as runs can tell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.intervals import RESAMPLES, Floats
from zombielaw.experiments.analysis.over_draws import table_by_draw

SURE = 0.95
"""Least share of resamples in which a point is on the front, or off it, for its place to be named."""


def undominated(good: Floats, harm: Floats) -> npt.NDArray[np.bool_]:
    """Points that no other point beats: as much good, no more harm, and better in one of them.

    ``good, harm``: (..., points) arrays.
    """
    more = good[..., None, :] - good[..., :, None]
    less = harm[..., :, None] - harm[..., None, :]
    beats = (more >= 0.0) & (less >= 0.0) & ((more > 0.0) | (less > 0.0))
    return np.asarray(~beats.any(axis=-1))


def dominated_by_none(values: Floats) -> npt.NDArray[np.bool_]:
    """Points that no other point beats: as much of every good, and more of one.

    ``values``, (points, goods) array: a harm is a good with its sign turned.
    """
    ahead = values[None, :, :] - values[:, None, :]
    beaten = np.logical_and(np.all(ahead >= 0.0, axis=2), np.any(ahead > 0.0, axis=2))
    return np.asarray(~np.any(beaten, axis=1))


def front_of(runs: pd.DataFrame, good: str, harm: str) -> pd.DataFrame:
    """Both outcomes of each point, and whether it is on their front.

    ``runs``: outcomes of runs before division, two of them numbers (not shares) called ``good`` and ``harm``.
    Returns ``point, <good>, <good>_low, <good>_high, <harm>, ..., front_share, front``; ``front_share`` is the share of
    2,000 resamples of the replicates, the same for all points, in which the point is on the front; ``front`` is ``on``
    or ``off`` where nearly all agree, else ``undecided``. The point estimates are no such test: of many noisy points,
    chance alone puts some on the front.
    """
    parts, means = [], []
    for name in (good, harm):
        chosen = runs[runs["outcome"] == name]
        levels = estimate(chosen).set_index("point")[["value", "low", "high"]]
        parts.append(levels.set_axis([name, f"{name}_low", f"{name}_high"], axis=1))
        wide = table_by_draw(
            chosen.pivot_table(index="replicate", columns="point", values="numerator", aggfunc="first")
        )
        drawn = np.random.default_rng(0).multinomial(len(wide), np.full(len(wide), 1.0 / len(wide)), size=RESAMPLES)
        means.append(drawn @ wide.to_numpy() / len(wide))
    front = pd.concat(parts, axis=1).reset_index()
    front["front_share"] = np.mean([undominated(*pair).astype(float) for pair in zip(*means, strict=True)], axis=0)
    sure = [front["front_share"] >= SURE, front["front_share"] <= 1.0 - SURE]
    return front.assign(front=np.select(sure, ["on", "off"], default="undecided"))
