"""The figure of the sister offences: cases a year by stage, and what the order costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.style import on_left, wrapped
from zombielaw.experiments.offences.fields import NO_ORDER
from zombielaw.experiments.studies.base import Finished, Page
from zombielaw.experiments.studies.offences.study import names_of

Floats = npt.NDArray[Any]
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
    room = 32 if page.narrow else LETTERS
    dated = {
        row["unit"]: page.say("place.title", title=names[row["unit"]], place=row["year"])
        for row in units.to_dict("records")
    }
    labels = ["\n".join(wrapped(dated[unit], room)) for unit in units["unit"]]
    titles = page.chosen("offences", {side: page.say(f"offences.{side}") for side in ("left", "right")})
    figure, grid = page.panels(len(titles), 2, (0.3 if page.narrow else 0.38) * len(units) + 1.3)
    sides = dict(zip(titles, grid, strict=True))
    places = np.arange(len(units))[::-1]
    if "left" in sides:
        _stages(sides["left"], stages, units, places, page)
        page.legend(figure, *sides["left"].get_legend_handles_labels(), loc="outside lower left", ncols=5)
    if "right" in sides:
        _costs(sides["right"], units, places, page)
    for side, axes in sides.items():
        axes.set_title(page.rows([titles[side]], 30)[0], fontsize=8)
        axes.set_ylim(-0.6, len(units) - 0.4)
        axes.set_yticks(
            places,
            labels if on_left(axes) else [""] * len(labels),
            fontsize=5.5 if page.narrow else 7,
        )
    most = units.sort_values("cost", kind="stable", na_position="first").iloc[-1]
    fields = {"unit": dated[most["unit"]], "cost": f"{most['cost']:.2g}"}
    page.title(figure, page.say("offences.title", **fields), page.say("offences.place"))
    page.of(page.say("offences.world", draws=tables.facts["draws"])).save(figure, "offences", page.say("offences.band"))


def _stages(axes: Axes, stages: pd.DataFrame, units: pd.DataFrame, places: Floats, page: Page) -> None:
    """Median cases a year at each stage."""
    medians = stages.pivot_table(index="unit", columns="stage", values="q50", sort=False).loc[units["unit"]]
    axes.hlines(places, np.maximum(medians["convicted"], LEAST), medians["findings"], color="0.85", linewidth=3.0)
    shades = np.linspace(0.6, 0.15, len(DRAWN))
    for (stage, mark), shade in zip(DRAWN.items(), shades, strict=True):
        axes.plot(
            np.maximum(medians[stage], LEAST),
            places,
            mark,
            color=BLUE if stage == "convicted" else str(shade),
            markersize=5,
            markerfacecolor="white" if mark in "o^s" else None,
            label=page.say(f"offences.stage.{stage}"),
        )
    axes.set_xscale("log")
    axes.margins(x=0.1)  # room for the label of the last tick
    axes.set_xlabel(page.say("offences.cases"))


def _costs(axes: Axes, units: pd.DataFrame, places: Floats, page: Page) -> None:
    """Draw the multiple of the charges if the order cost nothing."""
    for place, row in zip(places, units.to_dict("records"), strict=True):
        if row["order"] == NO_ORDER:
            axes.text(1.05, place, page.say("offences.no_order"), va="center", fontsize=6.5, color="0.4")
        else:
            axes.plot([row["cost_q05"], row["cost_q95"]], [place, place], color=ORANGE, linewidth=1.5)
            axes.plot([row["cost"]], [place], "o", color=ORANGE, markersize=4.5)
    axes.axvline(1.0, color="0.6", linewidth=0.8)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.set_xlabel(page.say("offences.times"))
