"""Stacked bars of shares, with their numbers, and the legend of their parts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.texts import say

OTHER = "other"
DARK = ("286-1", "287-2", OTHER)
"""Parts of a bar on which a number is white."""
NAMED, MOSTLY = 4.0, 0.9
"""Times the least share with a number from which on another offence is named; its part of them all."""


def draw(
    axes: Axes,
    shares: pd.DataFrame,
    parts: Mapping[str, tuple[tuple[str, ...], str]],
    page: Page,
    height: float,
    least: float,
    apart: str = "",
) -> list[str]:
    """Draw a stacked bar for each row of shares; return the parts that occur.

    ``parts``: the columns that each puts together, and its colour. From a share of ``least`` on a part has its number;
    a larger one of other offences says which, if nearly all of it is one. ``apart``: the part whose numbers stand
    elsewhere.
    """
    left, occurring = np.zeros(len(shares)), []
    for part, (columns, colour) in parts.items():
        share = shares[list(columns)].sum(axis=1).to_numpy(dtype=float)
        if share.any():
            occurring.append(part)
        axes.barh(
            range(len(shares)),
            share,
            left=left,
            height=height,
            color=colour,
            edgecolor="white",
            linewidth=0.4,
        )
        for row in np.flatnonzero((share >= least) & (part != apart)).tolist():
            number, inside = f"{100 * share[row]:.0f}", shares[list(columns)].iloc[row]
            one = (
                part == OTHER
                and share[row] >= NAMED * least
                and inside.max() >= MOSTLY * share[row]
            )
            axes.text(
                left[row] + share[row] / 2.0,
                row,
                f"{inside.idxmax()}: {number}" if one else number,
                fontsize=6.5,
                ha="center",
                va="center",
                color="white" if part in DARK else "0.1",
            )
        left = left + share
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50", "100"])
    axes.grid(visible=False)
    return occurring


def looks(
    parts: Mapping[str, tuple[tuple[str, ...], str]],
    occurring: Collection[str],
    page: Page,
    words: str,
) -> list[Any]:
    """Entries of a legend for the parts that occur: their colours, with the words ``<words>.<part>``."""
    return [
        Patch(color=colour, linewidth=0, label=say(f"{words}.{part}"))
        for part, (_, colour) in parts.items()
        if part in occurring
    ]
