"""More orders: count and share of 286-1 against the multiple of orders, in three worlds, with the theory."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished

LOOKS = {"count": (BLUE, "o"), "share": (ORANGE, "s")}
"""Colour and marker of each row of panels."""
RULE, WAY = "habit", "files"
"""Without a rule where both offences apply; more case files, all else equal."""
FLOOR = 0.1
"""Least count that is drawn."""


def draw(tables: Finished, page: Page) -> None:
    """Draw counts above shares, a column for each world, as ``orders``."""
    table = tables["orders"]
    mine = table[(table["rule"] == RULE) & (table["way"] == WAY)]
    regimes = list(dict.fromkeys(mine["regime"]))
    with house_style():
        figure = page.figure(3.7)
        grid = figure.subplots(2, len(regimes), sharex=True, sharey="row", squeeze=False)
        for column, regime in enumerate(regimes):
            for axes, name in zip(grid[:, column], LOOKS, strict=True):
                _line(axes, mine[mine["regime"] == regime], name)
            grid[0, column].set_title(page.say(f"orders.{regime}"), fontsize=8)
        for axes, name in zip(grid[:, 0], LOOKS, strict=True):
            axes.set_ylabel(page.say(f"orders.{name}"))
        grid[0, 0].set_yscale("log")
        grid[0, 0].set_ylim(FLOOR, 3.0 * float(np.nanmax(mine[["count", "count_theory"]].to_numpy(dtype=float))))
        grid[1, 0].set_ylim(-0.04, 1.04)
        for axes in grid.flat:
            axes.set_xscale("log")
            axes.set_xlim(0.75, 40)
            axes.set_xticks([1, 10] if page.narrow else [1, 3, 10, 30])
            axes.xaxis.set_major_formatter("×{x:g}")
            axes.minorticks_off()
        grid[1, len(regimes) // 2].set_xlabel(page.say("orders.across"), fontsize=7.5)
        figure.suptitle(page.say("orders.title"), x=0.0, ha="left", fontsize=9)
        looks = [
            Line2D([], [], color="0.3", marker="o", linestyle="none", label=page.say("orders.runs")),
            Line2D([], [], color="0.3", linestyle="--", linewidth=1.1, label=page.say("orders.theory")),
        ]
        page.legend(figure, handles=looks, loc="outside lower left", ncols=2)
        page = page.of(page.say("orders.world", providers=tables.facts["providers"]))
        page.save(figure, "orders", page.say("orders.band"))


def _line(axes: Axes, rows: pd.DataFrame, name: str) -> None:
    colour, mark = LOOKS[name]
    orders = rows["orders"]
    axes.plot(orders, rows[f"{name}_theory"], color="0.3", linestyle="--", linewidth=1.1, zorder=1)
    axes.vlines(orders, rows[f"{name}_low"].clip(lower=FLOOR if name == "count" else None), rows[f"{name}_high"],
                color=colour, linewidth=1.0, zorder=2)  # fmt: skip
    axes.plot(orders, rows[name], mark, color=colour, markersize=4.5, zorder=3)
