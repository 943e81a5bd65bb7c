"""More orders: count and share of 286-1 against the multiple of orders, with the theory's lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from zombielaw.experiments.figures.style import BLUE, Page, house_style
from zombielaw.experiments.studies.base import Finished

RULES = {"habit": ("no rule", BLUE, "o", 0.97), "special_first": ("special law first", "#7A4B9A", "s", 1.03)}
"""Words, colour, marker and place beside the tick of each rule."""
FLOOR = {"count": 0.05, "share": 1e-4}
LABELS = {"count": "286-1 charged a year", "share": "share of 286-1 where\nboth are available"}


def draw(tables: Finished, page: Page) -> None:
    """Draw twin panels, count above share, one column per regime and way of multiplying."""
    table = tables["orders"]
    columns = list(dict.fromkeys(zip(table["regime"], table["way"], strict=True)))
    with house_style():
        figure, grid = page.panels(2, len(columns), 3.9, sharex=True, sharey="row")
        for number, (regime, way) in enumerate(columns):
            mine = table[(table["regime"] == regime) & (table["way"] == way)]
            for axes, name in zip(grid[:, number], LABELS, strict=True):
                highest = float(np.nanmax(table[[name, f"{name}_high", f"{name}_theory"]].to_numpy(dtype=float)))
                axes.set(xscale="log", yscale="log", xlim=(0.75, 40), ylim=(FLOOR[name], 2.0 * highest))
                for rule, (_, colour, marker, aside) in RULES.items():
                    _row(axes, mine[mine["rule"] == rule], name, colour, marker, aside)
                axes.set_xticks([1, 3, 10, 30], ["×1", "×3", "×10", "×30"])
                axes.minorticks_off()
            grid[0, number].set_title(f"{chr(97 + number)}  {regime}: {way}", fontsize=8)
        for row, name in enumerate(LABELS):
            grid[row, 0].set_ylabel(LABELS[name])
        figure.supxlabel("written orders, multiple of the first point", fontsize=8)
        looks = [Line2D([], [], color=colour, marker=marker, linestyle="none", markersize=4, label=words)
                 for words, colour, marker, _ in RULES.values()]  # fmt: skip
        theory = "trapped: closed form; else: curve anchored at ×1"
        looks.append(Line2D([], [], color="0.3", linestyle="--", linewidth=1.1, label=theory))
        looks.append(
            Line2D([], [], color="0.3", linestyle=":", linewidth=1.3, label="with rival and files of the runs")
        )
        page.legend(figure, handles=looks, loc="outside upper center", ncols=len(looks))
        page = page.of(f"today's world has {tables.facts['providers']:,} providers")
        page.save(figure, "orders", "bars: bootstrap 95 % intervals over runs")


def _row(axes: Axes, rows: pd.DataFrame, name: str, colour: str, marker: str, aside: float) -> None:
    floor = FLOOR[name]
    drawn = rows[[name, f"{name}_low", f"{name}_high", f"{name}_theory"]].clip(lower=floor)
    value, low, high, theory = drawn.to_numpy(dtype=float).T
    orders = rows["orders"].to_numpy(dtype=float)
    axes.plot(orders, theory, color=colour, linestyle="--", linewidth=1.1, zorder=1)
    if name == "share":
        axes.plot(orders, rows["share_given"], color=colour, linestyle=":", linewidth=1.3, zorder=1)
    axes.vlines(orders * aside, low, high, color=colour, linewidth=1.0, zorder=2)
    axes.plot(orders * aside, value, marker, color=colour, markersize=4, zorder=3)
