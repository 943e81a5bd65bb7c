"""Points that no other point beats."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.analysis.intervals import Floats


def dominated_by_none(values: Floats) -> npt.NDArray[np.bool_]:
    """Points that no other point beats: as much of every good, and more of one.

    ``values``, (points, goods) array: a harm is a good with its sign turned.
    """
    ahead = values[None, :, :] - values[:, None, :]
    beaten = np.logical_and(np.all(ahead >= 0.0, axis=2), np.any(ahead > 0.0, axis=2))
    return np.asarray(~np.any(beaten, axis=1))
