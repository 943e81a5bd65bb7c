"""Forest plot: effects of many changes on several outputs, with intervals, largest first in each panel."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.figures.style import GREY, OLIVE, WINE, Page, house_style

SIDES: dict[str, tuple[str, str]] = {"down": (OLIVE, "v"), "up": (WINE, "^"), "other": (GREY, "o")}
"""Colour and marker of a change to a lower value, to a higher one, and to what is neither."""
ACROSS = 3
"""Panels in a row."""
ROW = 0.128
"""Height of a row, inches."""
LINEAR = 0.02
"""Part of the widest effect within which a log scale is linear."""


@dataclass(frozen=True)
class Output:
    """One panel.

    Attributes
    ----------
    name : str
        Value of the column ``output``.
    title : str
    label : str
        What the effect is a difference of, with its unit.
    log : bool
        Differences on a log scale to either side of zero.
    """

    name: str
    title: str
    label: str
    log: bool = False


def draw(
    table: pd.DataFrame,
    outputs: Sequence[Output],
    page: Page,
    name: str,
    band: str,
    *,
    sides: Mapping[str, str],
    title: str = "",
) -> None:
    """Draw one panel per output as ``<name>.png`` and ``<name>.pdf``, page wide.

    Parameters
    ----------
    table : DataFrame
        Columns ``output, row, side, difference, difference_low, difference_high, two_groups``: rows of one ``row``
        share a line; ``side`` is a key of :data:`SIDES`. A difference that is NaN is left out, an interval that is NaN
        is not drawn.
    band : str
        What the lines are.
    sides
        Words of the legend for the sides that are there.
    """
    rows = list(dict.fromkeys(table["row"]))
    down = -(-len(outputs) // ACROSS)
    with house_style():
        height = down * (ROW * max(len(rows), 5) + 0.65) + 0.5
        figure, grid = page.panels(down, ACROSS, height)
        for number, axes in enumerate(grid.flat):
            if number >= len(outputs):
                axes.set_axis_off()
                continue
            output = outputs[number]
            _panel(axes, table[table["output"] == output.name], rows, output)
            axes.set_title(f"{chr(97 + number)}  {output.title}", fontsize=8, loc="right")
        if title:
            figure.suptitle(title, x=0.0, ha="left", fontsize=9)
        looks = [
            Line2D([], [], color=SIDES[side][0], marker=SIDES[side][1], markersize=3.5, linewidth=0.9, label=word)
            for side, word in sides.items()
            if (table["side"] == side).any()
        ]
        if table["two_groups"].any():
            hollow = Line2D([], [], color="0.3", marker="o", markersize=3.5, markerfacecolor="white", linestyle="none")
            hollow.set_label("runs fall into two groups")
            looks.append(hollow)
        page.legend(figure, handles=looks, loc="outside upper right", ncols=len(looks), borderaxespad=0.2)
        page.save(figure, name, band)


def _panel(axes: Axes, table: pd.DataFrame, rows: list[str], output: Output) -> None:
    reach = table.assign(size=table["difference"].abs()).groupby("row")["size"].max().reindex(rows).fillna(0.0)
    order = reach.sort_values(ascending=False, kind="stable").index.tolist()
    place = {row: len(order) - 1 - number for number, row in enumerate(order)}
    axes.axvline(0.0, color="0.4", linewidth=0.7, zorder=1)
    for side, (colour, marker) in SIDES.items():
        known = table[(table["side"] == side) & table["difference"].notna()]
        if known.empty:
            continue
        at = np.array([place[row] for row in known["row"]], dtype=float)
        axes.hlines(at, known["difference_low"], known["difference_high"], color=colour, linewidth=0.9, zorder=2)
        for grouped, face in ((False, colour), (True, "white")):
            chosen = known["two_groups"].to_numpy(dtype=bool) == grouped
            axes.plot(
                known["difference"][chosen], at[chosen], marker, color=colour, markersize=3.2, markerfacecolor=face,
                markeredgewidth=0.7, linestyle="none", zorder=3,
            )  # fmt: skip
    axes.set_yticks(range(len(order)), order[::-1])
    axes.tick_params(axis="y", labelsize=6.5, length=0, pad=1.5)
    axes.tick_params(axis="x", labelsize=6.5, length=2)
    axes.set_ylim(-0.7, len(order) - 0.3)
    axes.spines["left"].set_visible(False)
    widest = float(
        np.nanmax(np.abs(table[["difference", "difference_low", "difference_high"]].to_numpy(dtype=float)), initial=0.0)
    )
    if output.log and widest > 0.0:
        axes.set_xscale("symlog", linthresh=widest * LINEAR, linscale=0.5)
        top = 10.0 ** np.floor(np.log10(widest))
        low, high = (1.6 * end for end in axes.get_xlim())
        axes.set_xlim(low, high)
        sizes = (top, top / 10.0)
        left, right = ([side * size for size in sizes if low <= side * size <= high][:1] for side in (-1.0, 1.0))
        ticks = [*left, 0.0, *right]
        axes.set_xticks(ticks, [_short(tick) for tick in ticks])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.set_xlabel(textwrap.fill(output.label, 22), fontsize=7)


def _short(tick: float) -> str:
    """A number on a crowded axis: thousands as ``k``."""
    text = f"{tick / 1000.0:g}k" if abs(tick) >= 10_000.0 else f"{tick:g}"
    return text.replace("-", "\N{MINUS SIGN}")
