"""Offices that share lessons: against the part that is shared, then against their one effective number."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd

from zombielaw.experiments.figures.states import MARKS, curve, points
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.pooling.study import FILES

SHADES = (0.1, 0.4, 0.62, 0.8)
"""Places on the scale magma by number of offices, in their order."""
SIZES = (8.0, 6.4, 4.8, 3.0)
"""By number of offices, in their order; marks that fall on each other stay visible."""
DASHES = ("-", "--", "-.", ":")


def draw(tables: Finished, page: Page) -> None:
    """Draw runs of the long memory that began with the provision in use as ``pooling``; the rest as its supplement."""
    table = tables["points"]
    long, dead = table["memory"] == "long", table["start"] == "dead"
    _draw(tables, page, "pooling", {"pooling.raw": long & ~dead, "pooling.collapse": long & ~dead})
    rest = {"pooling.dead": long & dead, "pooling.short_dead": ~long & dead, "pooling.short_alive": ~long & ~dead}
    _draw(tables, page, "pooling_supplement", rest)


def _draw(tables: Finished, page: Page, name: str, panels: dict[str, pd.Series[bool]]) -> None:
    """One panel for each title, of some of the runs."""
    table, rest = tables["points"], tables["curve"]
    numbers = sorted(table["offices"].unique())
    colours = dict(zip(numbers, plt.get_cmap("magma")(SHADES), strict=False))
    with house_style():
        figure, grid = page.panels(1, len(panels), 2.75, sharey=True)
        for axes, (title, some) in zip(grid.flat, panels.items(), strict=True):
            across = "pooling" if title == "pooling.raw" else "kappa"
            for (offices, start), mine in table[some].groupby(["offices", "start"]):
                place = numbers.index(offices)
                line = DASHES[place] if across == "pooling" else "none"
                points(axes, mine, across, str(start), colours[offices], line, SIZES[place])
            if across == "kappa":
                if "short" not in title:
                    curve(axes, rest)
                axes.set_xscale("log")
                axes.set_xlim(0.9 * rest["level"].min(), 1.1 * rest["level"].max())
                axes.set_xticks([2, 4, 8, 16], ["2", "4", "8", "16"])
                axes.minorticks_off()
            axes.set(xlabel=page.say(f"pooling.{across}"), title=page.say(title))
            if axes.get_subplotspec().is_first_col():
                axes.set_ylabel(page.say("states.share"))
        first = grid.flat[0]
        first.set_ylim(-0.04, 1.02)
        mark = MARKS["alive" if name == "pooling" else "dead"]
        for place, (offices, colour) in enumerate(colours.items()):
            label = page.say("pooling.offices", number=f"{offices:g}")
            first.plot([], [], mark, color=colour, markersize=SIZES[place], markerfacecolor="white",
                       linestyle=DASHES[place], linewidth=0.8, label=label)  # fmt: skip
        first.plot([], [], color="black", linewidth=1.0, label=page.say("states.stable"))
        first.plot([], [], color="black", linewidth=1.0, linestyle="--", label=page.say("states.unstable"))
        page.legend(figure, *first.get_legend_handles_labels(), loc="outside lower left", ncols=3)
        figure.suptitle(page.say(f"{name}.title"), x=0.0, ha="left", fontsize=9)
        page = page.of(page.say("pooling.world", months=tables.facts["months"], files=FILES))
        page.save(figure, name, page.say("pooling.band"))
