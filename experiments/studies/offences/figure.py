"""The figure of the sister offences: cases a year by stage, and what the order costs."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FuncFormatter

from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.style import wrapped
from zombielaw.experiments.offences.fields import NO_ORDER
from zombielaw.experiments.studies.base import Finished, Page
from zombielaw.experiments.studies.offences.study import names_of

DRAWN = {"findings": "|", "satisfied": "o", "referred": "^", "accepted": "s", "convicted": "X"}
"""Stages that are drawn, and their marks."""
LETTERS = 30
"""Letters of a line of a row's label."""
LEAST = 1e-3
"""Cases a year below which a mark stands at the edge."""


def draw(tables: Finished, page: Page) -> None:
    """Draw a row for each unit: marks for stages on the left, the cost of the order on the right."""
    units, stages = tables["units"], tables["stages"]
    names = names_of(stages, page.look.lang)
    labels = ["\n".join(wrapped(f"{names[row['unit']]} ({row['year']})", LETTERS)) for row in units.to_dict("records")]
    figure, grid = page.panels(1, 2, 0.38 * len(units) + 1.3)
    left, right = grid.flat
    places = np.arange(len(units))[::-1]
    medians = stages.pivot_table(index="unit", columns="stage", values="q50", sort=False).loc[units["unit"]]
    left.hlines(places, np.maximum(medians["convicted"], LEAST), medians["findings"], color="0.85", linewidth=3.0)
    shades = np.linspace(0.6, 0.15, len(DRAWN))
    for (stage, mark), shade in zip(DRAWN.items(), shades, strict=True):
        left.plot(
            np.maximum(medians[stage], LEAST), places, mark, color=BLUE if stage == "convicted" else str(shade),
            markersize=5, markerfacecolor="white" if mark in "o^s" else None,
            label=page.say(f"offences.stage.{stage}"),
        )  # fmt: skip
    left.set_xscale("log")
    left.set(xlabel=page.say("offences.cases"), title=page.say("offences.left"))
    for place, row in zip(places, units.to_dict("records"), strict=True):
        if row["order"] == NO_ORDER:
            right.text(1.05, place, page.say("offences.no_order"), va="center", fontsize=6.5, color="0.4")
        else:
            right.plot([row["cost_q05"], row["cost_q95"]], [place, place], color=ORANGE, linewidth=1.5)
            right.plot([row["cost"]], [place], "o", color=ORANGE, markersize=4.5)
    right.set_xscale("log")
    right.axvline(1.0, color="0.6", linewidth=0.8)
    right.set(xlabel=page.say("offences.times"), title=page.say("offences.right"))
    for axes in (left, right):
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_ylim(-0.6, len(units) - 0.4)
        shown = labels if axes is left or page.narrow else [""] * len(labels)
        axes.set_yticks(places, shown)
    page.legend(figure, *left.get_legend_handles_labels(), loc="outside lower left", ncols=5)
    figure.suptitle(page.say("offences.title"), x=0.0, ha="left", fontsize=9)
    page.of(page.say("offences.world", draws=tables.facts["draws"])).save(figure, "offences", page.say("offences.band"))
