"""Compliance and harm against the use of 286-1: four quadrants around the command's own point."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D

from zombielaw.experiments.designs.grids import BASE, POINT
from zombielaw.experiments.figures.style import MARK, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

SHADES = "viridis_r"
MARKS = {
    BASE: ("o", "nothing else moved"),
    "risk_publicity": ("s", "step per publicised conviction"),
    "risk_own": ("D", "step at an own sanction"),
    "initial_risk_administrative": ("^", "administrative risk at entry"),
    "initial_risk_criminal": ("v", "criminal risk at entry"),
}
QUADRANTS = (
    ("compliance", "change of compliance (share)", ("quieter, better obeyed", "used more, better obeyed"),
     ("quieter, worse obeyed", "used more, worse obeyed")),
    ("harm", "change of harm (items per provider-year)", ("quieter, more harm", "used more, more harm"),
     ("quieter, less harm", "used more, less harm")),
)  # fmt: skip
"""Outcome upwards, its words, and the words of the upper and the lower quadrants."""


def draw(tables: Finished, page: Page) -> None:
    """Draw both planes as ``deterrence``."""
    table, own = tables["points"], tables.facts["own"]
    scale = Normalize(0.0, 1.0)
    with house_style():
        figure, panels = plt.subplots(1, 2, figsize=(PAGE, 4.1), sharex=True, layout="constrained")
        for axes, (outcome, words, upper, lower) in zip(panels, QUADRANTS, strict=True):
            _plane(axes, table, outcome, scale)
            for place, names in ((0.985, upper), (0.015, lower)):
                for side, name in zip((0.015, 0.985), names, strict=True):
                    axes.text(
                        side, place, name, transform=axes.transAxes, fontsize=6.5, color="0.45", style="italic",
                        ha="left" if side < 0.5 else "right", va="top" if place > 0.5 else "bottom", zorder=6,
                        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                    )  # fmt: skip
            axes.set_ylabel(words)
            axes.set_xlabel("change of use (expected convictions of 286-1 a year)", fontsize=7.5)
            axes.margins(y=0.13)
        looks = [_mark("0.3", "0.3", mark, label) for mark, label in MARKS.values()]
        looks += [
            _mark("0.3", "white", "o", "perceived risk fixed (open)"),
            Line2D([], [], linestyle="none", marker="*", markersize=8, color=MARK, label=own),
            Line2D([], [], linestyle="none", label="small, large: low, high end of its range"),
        ]
        panels[0].set_title("a  Compliance against use")
        panels[1].set_title("b  Harm against use")
        figure.legend(handles=looks, loc="outside lower center", ncols=3, columnspacing=1.4)
        bar = figure.colorbar(ScalarMappable(scale, SHADES), ax=panels, aspect=35)
        bar.set_label("popularisation")
        page.save(figure, "deterrence", "paired differences from the star; bars: bootstrap 95 % intervals")


def _mark(edge: Any, face: Any, mark: str, label: str) -> Line2D:
    return Line2D(
        [], [], linestyle="none", marker=mark, markersize=4.5, markeredgecolor=edge, markerfacecolor=face, label=label
    )


def _plane(axes: Axes, table: pd.DataFrame, outcome: str, scale: Normalize) -> None:
    shade = plt.get_cmap(SHADES)
    axes.axhline(0.0, color="0.55", linewidth=0.7, zorder=1)
    axes.axvline(0.0, color="0.55", linewidth=0.7, zorder=1)
    along = {row[POINT]: row for row in table[table["outcome"] == "use"].to_dict("records")}
    for row in table[(table["outcome"] == outcome) & (table[POINT] != 0)].to_dict("records"):
        use, colour = along[row[POINT]], shade(scale(row["popularisation"]))
        axes.vlines(use["difference"], row["difference_low"], row["difference_high"], color=colour, linewidth=0.5)
        axes.hlines(row["difference"], use["difference_low"], use["difference_high"], color=colour, linewidth=0.5)
        axes.plot(
            use["difference"], row["difference"], MARKS[row["moved"]][0], zorder=3, markeredgewidth=0.9,
            markersize=3.2 if row["end"] == "low" else 5.0, markeredgecolor=colour,
            markerfacecolor=colour if row["risk_learns"] else "white",
        )  # fmt: skip
    none = -float(along[0]["value"])
    axes.axvline(none, color="0.55", linewidth=0.7, linestyle=":", zorder=1)
    axes.text(none, 0.5, "no use", transform=axes.get_xaxis_transform(), rotation=90, fontsize=6.5, color="0.45",
              ha="right", va="center")  # fmt: skip
    axes.plot(0.0, 0.0, "*", color=MARK, markersize=9, zorder=5)
