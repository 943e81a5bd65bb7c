"""Stacked bars of shares in panels, with their numbers, and the legend of their parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from zombielaw.experiments.figures.style import Page, on_left, wrapped
from zombielaw.experiments.words.texts import say

OTHER = "other"
DARK = ("286-1", "287-2", OTHER)
"""Parts of a bar on which a number is white."""
HEIGHT = 0.74
"""Height of a bar, in rows."""
NAMED, MOSTLY = 4.0, 0.9
"""Times the least share with a number from which on another offence is named; its part of them all."""


Parts = Mapping[str, tuple[tuple[str, ...], str]]
"""Parts of a bar: the columns that each puts together, and its colour."""


def bars(
    page: Page,
    panels: Mapping[str, pd.DataFrame],
    labels: Sequence[str],
    parts: Parts,
    *,
    height: float,
    least: float,
    words: str,
    across: str,
    beside: Mapping[str, tuple[Sequence[str], str]],
    apart: str = "",
) -> Figure:
    """A figure of panels beside each other, with a stacked bar for each row of shares, and the legend of the parts.

    ``panels``: shares, by title; all have the same rows, from the lowest up, and ``labels`` name them. ``height``: of
    the figure, inches. ``least``: share from which on a part has its number. ``words``: beginning of the keys of the
    words of the parts. ``across``: words below the axis. ``beside``: words on the right of each row, and their colour.
    ``apart``: the part whose numbers stand there.
    """
    figure, grid = page.panels(len(panels), len(panels), height)
    occurring: set[str] = set()
    titles = page.lettered({title: title for title in panels})
    for axes, (title, shares) in zip(grid, panels.items(), strict=True):
        occurring |= {*_stack(axes, shares, parts, least, apart)}
        texts, colour = beside[title]
        for row, text in enumerate(texts):
            axes.text(1.02, row, text, fontsize=6.5, va="center", color=colour)
        axes.set_xlabel(across)
        axes.set_title("\n".join(wrapped(titles[title], 19 if page.narrow else 27)), fontsize=7.5)
        axes.tick_params(axis="y", length=0)
        axes.set_yticks(range(len(labels)), labels if on_left(axes) else [""] * len(labels))
    looks = [
        Patch(color=colour, linewidth=0, label=say(f"{words}.{part}"))
        for part, (_, colour) in parts.items()
        if part in occurring
    ]
    if looks:
        page.legend(
            figure,
            handles=looks,
            loc="outside lower left",
            ncols=5,
            handlelength=1.2,
            columnspacing=1.2,
        )
    return figure


def _stack(axes: Axes, shares: pd.DataFrame, parts: Parts, least: float, apart: str) -> list[str]:
    """Draw a bar for each row of shares; return the parts that occur.

    A larger part of other offences says which, if nearly all of it is one.
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
            height=HEIGHT,
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
