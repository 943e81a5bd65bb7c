"""Compliance and harm against the use of 286-1: four quadrants around the command's own point."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.lines import Line2D

from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.designs.grids import BASE, POINT
from zombielaw.experiments.figures.style import MARK, Page, house_style
from zombielaw.experiments.studies.base import Finished

SHADES = plt.get_cmap("viridis_r")
MARKS = {
    BASE: ("o", "nothing else moved"),
    "risk_publicity": ("s", "step per publicised conviction"),
    "risk_own": ("D", "step at an own sanction"),
    "risk_decay": ("P", "monthly decay of risk"),
    "administrative_loss": ("^", "loss from a sanction"),
    "criminal_loss": ("v", "loss from a conviction"),
}
PANELS = {
    "compliance": ("a  Compliance against use", "change of compliance (share)", "better obeyed", "worse obeyed"),
    "harm": ("b  Harm against use", "change of harm (items per provider-year)", "more harm", "less harm"),
}
"""By outcome: title, words of the axis, of the upper and of the lower quadrants."""


def draw(tables: Finished, page: Page) -> None:
    """Draw both planes as ``deterrence``."""
    with house_style():
        figure, panels = page.panels(1, 2, 4.1, sharex=True)
        for axes, (outcome, (title, words, upper, lower)) in zip(panels.flat, PANELS.items(), strict=True):
            _plane(axes, tables["points"], outcome)
            for up, moved in ((0.985, upper), (0.015, lower)):
                for side, used in ((0.015, "quieter"), (0.985, "used more")):
                    axes.text(
                        side, up, f"{used}, {moved}", transform=axes.transAxes, fontsize=6.5, color="0.45",
                        style="italic", ha="left" if side < 0.5 else "right", va="top" if up > 0.5 else "bottom",
                        zorder=6, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
                    )  # fmt: skip
            axes.set_title(title)
            axes.set_ylabel(words)
            axes.set_xlabel("change of use (expected convictions of 286-1 a year)", fontsize=7.5)
            axes.margins(y=0.13)
        look: dict[str, Any] = {"linestyle": "none", "markersize": 4.5, "color": "0.3"}
        looks = [Line2D([], [], marker=mark, label=words, **look) for mark, words in MARKS.values()]
        looks += [
            Line2D([], [], marker="o", markerfacecolor="white", label="perceived risk fixed (open)", **look),
            Line2D([], [], linestyle="none", marker="*", markersize=8, color=MARK, label=tables.facts["own"]),
            Line2D([], [], linestyle="none", label="small, large: low, high end of its range"),
        ]
        page.legend(figure, handles=looks, loc="outside lower center", ncols=3, columnspacing=1.4)
        figure.colorbar(ScalarMappable(cmap=SHADES), ax=panels, aspect=35, label="popularisation")
        page.save(figure, "deterrence", "paired differences from the star; bars: bootstrap 95 % intervals")


def _plane(axes: Axes, table: pd.DataFrame, outcome: str) -> None:
    axes.axhline(0.0, color="0.55", linewidth=0.7, zorder=1)
    axes.axvline(0.0, color="0.55", linewidth=0.7, zorder=1)
    along = rows_by(table[table["outcome"] == "use"], POINT)
    for row in table[(table["outcome"] == outcome) & (table[POINT] != 0)].to_dict("records"):
        use, colour = along[row[POINT]], SHADES(row["popularisation"])
        axes.vlines(use["difference"], row["difference_low"], row["difference_high"], color=colour, linewidth=0.5)
        axes.hlines(row["difference"], use["difference_low"], use["difference_high"], color=colour, linewidth=0.5)
        axes.plot(
            use["difference"], row["difference"], MARKS[row["moved"]][0], zorder=3, markeredgewidth=0.9, color=colour,
            markersize=3.2 if row["end"] == "low" else 5.0, markerfacecolor=colour if row["risk_learns"] else "white",
        )  # fmt: skip
    none = -float(along[0]["value"])
    axes.axvline(none, color="0.55", linewidth=0.7, linestyle=":", zorder=1)
    axes.text(none, 0.5, "no use", transform=axes.get_xaxis_transform(), rotation=90, fontsize=6.5, color="0.45",
              ha="right", va="center")  # fmt: skip
    axes.plot(0.0, 0.0, "*", color=MARK, markersize=9, zorder=5)
