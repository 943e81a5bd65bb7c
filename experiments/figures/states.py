"""Lines and points that figures of the mean field share: states of rest, and what runs from two starts came to."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zombielaw.experiments.figures.colours import ALIVE, DEAD

MARKS = {"dead": "^", "alive": "v"}
COLOURS = {"dead": DEAD, "alive": ALIVE}


def curve(axes: Axes, table: pd.DataFrame) -> None:
    """Draw ``level, share, stable``; the unstable states dashed. Each branch is drawn along its share."""
    along = table.sort_values("share")
    middle = np.flatnonzero(~along["stable"].to_numpy())
    level, share = along["level"].to_numpy(), along["share"].to_numpy()
    # The dashed part ends on the last stable states on either side, so that the turns are closed.
    first, last = (middle[0] - 1, middle[-1] + 1) if middle.size else (share.size, share.size)
    for part, dashes in ((slice(0, first + 1), "-"), (slice(first, last + 1), "--"), (slice(last, None), "-")):
        axes.plot(level[part], share[part], color="black", linewidth=1.0, linestyle=dashes)


def points(
    axes: Axes, table: pd.DataFrame, across: str, start: str, colour: str, dashes: str = "none", size: float = 4.5
) -> None:
    """Draw ``share`` with its interval over a column, for runs from one start; filled where only some of them live."""
    at = table.sort_values(across)
    value = at["share"].to_numpy(dtype=float)
    low, high = (at[name].fillna(at["share"]).to_numpy(dtype=float) for name in ("low", "high"))
    axes.errorbar(
        at[across], value, yerr=[np.maximum(value - low, 0.0), np.maximum(high - value, 0.0)], fmt=MARKS[start],
        color=colour, markersize=size, markerfacecolor="white", markeredgewidth=1.0, elinewidth=0.8, linestyle=dashes,
        linewidth=0.6, zorder=4,
    )  # fmt: skip
    if "alive" in at:
        torn = at[(at["alive"] > 0.0) & (at["alive"] < 1.0)]
        axes.plot(torn[across], torn["share"], MARKS[start], color=colour, markersize=size, zorder=5)
