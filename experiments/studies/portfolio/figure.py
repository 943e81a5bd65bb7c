"""In how many draws each set of packages is no waste, and what the sets bring and cost on average."""

from __future__ import annotations

import numpy as np

from zombielaw.experiments.analysis.compared import EXPECTED, WHOLE
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.figures.colours import BLUE, GREY
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.portfolio.study import SINGLE


def draw(tables: Finished, page: Page) -> None:
    """Draw ``portfolio``: a row for each set, in three panels."""
    front, whole = tables["front"].sort_values("share").reset_index(drop=True), tables[WHOLE]
    at = np.arange(len(front))
    names = [
        " ".join(page.say(f"portfolio.{one}") if one in name else "–" for one in SINGLE) for name in front["scenario"]
    ]
    with house_style():
        figure, grid = page.panels(1, 3, 0.2 * len(front) + 0.9)
        axes = grid.flat[0]
        axes.barh(at, front["share"], color=BLUE, height=0.6)
        axes.hlines(at, front["low"], front["high"], color="black", linewidth=0.8)
        axes.set(xlim=(0.0, 1.0), xlabel=page.say("portfolio.front"))
        for axes, outcome in zip(grid.flat[1:], (f"{EXPECTED}convictions_286_1", "official_days"), strict=True):
            rows = whole[whole["outcome"] == outcome].set_index(POINT).loc[front[POINT]]
            axes.hlines(at, rows["difference_low"], rows["difference_high"], color=GREY, linewidth=1.2)
            axes.plot(rows["difference"].fillna(0.0), at, "o", color=BLUE)
            axes.axvline(0.0, color="0.5", linewidth=0.6)
            axes.locator_params(axis="x", nbins=4)
            axes.set_xlabel(page.say(f"portfolio.{outcome}"))
        for number, axes in enumerate(grid.flat):
            axes.set_ylim(-0.7, len(at) - 0.3)
            axes.set_yticks(at, names if number == 0 or page.narrow else [""] * len(at))
        figure.suptitle(page.say("portfolio.title"), x=0.0, ha="left", fontsize=9)
        page.save(figure, "portfolio", page.say("portfolio.band"))
