"""Scenario discovery: coverage against density on the way to the box, and the box in the numbers that it bounds."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.style import GREY, MARK, OLIVE, PAGE, WINE, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.discovery.study import CLAIMS, FOUND, FRESH

SHOWN = 8
"""Bounded numbers that are drawn, the surest first."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``discovery``, a row for each claim of which a box was sought."""
    if "trajectory" not in tables:
        return
    claims = tables["trajectory"]["claim"].unique().tolist()
    with house_style():
        boxed = not tables["limits"].empty
        rows, columns = (len(claims), 2) if boxed else (1, len(claims))
        figure, grid = plt.subplots(
            rows, columns, figsize=(PAGE, 2.9 * rows + 0.3), layout="constrained", squeeze=False
        )
        panels = iter(zip(grid.flat, "abcd", strict=False))
        for claim in claims:
            way, checked, limits = (tables[name][tables[name]["claim"] == claim]
                                    for name in ("trajectory", "held_out", "limits"))  # fmt: skip
            axes, letter = next(panels)
            _trade_off(axes, way, checked)
            axes.set_title(f"{letter}  {CLAIMS[claim][:1].upper()}{CLAIMS[claim][1:]}", fontsize=7, loc="left")
            if boxed:
                axes, letter = next(panels)
                _box(axes, limits, tables["points"], claim)
                axes.set_title(f"{letter}  The box (shaded) in the numbers that it bounds", fontsize=7, loc="left")
        if boxed:
            handles = [Line2D([], [], marker="o", linestyle="none", color=colour, markersize=3, label=words)
                       for colour, words in ((WINE, "the claim holds"), (OLIVE, "it does not"))]  # fmt: skip
            figure.legend(handles=handles, loc="outside lower right", ncols=2)
        page.save(figure, "discovery", "diamond: the box on fresh draws, Wilson 95 % interval")


def _trade_off(axes: Axes, way: pd.DataFrame, checked: pd.DataFrame) -> None:
    colours = axes.scatter(way["coverage"], way["density"], c=way["bounds"], cmap="viridis", s=16, zorder=3)
    axes.scatter(way["fresh_coverage"], way["fresh_density"], s=12, facecolor="none", edgecolor=GREY, linewidth=0.7,
                 label="boxes on fresh draws")  # fmt: skip
    chosen = way[way["chosen"]].to_dict("records")[0]
    fresh = next(row for row in checked.to_dict("records") if row["sample"] == FRESH)
    axes.scatter(chosen["coverage"], chosen["density"], s=70, facecolor="none", edgecolor=MARK, linewidth=1.3, zorder=4,
                 label="chosen box")  # fmt: skip
    axes.vlines(fresh["coverage"], fresh["low"], fresh["high"], color=MARK, linewidth=1.2)
    axes.scatter(
        fresh["coverage"], fresh["density"], marker="D", s=26, color=MARK, zorder=4, label="the same, fresh draws"
    )
    axes.axhline(fresh["base"], color=GREY, linewidth=0.8, linestyle=":", label="all fresh draws")
    axes.set_xlim(0.0, 1.04)
    axes.set_ylim(min(0.0, float(fresh["low"])), 1.04)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel("coverage: of such draws, in the box")
    axes.set_ylabel("density: of draws in the box, such")
    axes.figure.colorbar(colours, ax=axes, label="bounded numbers", shrink=0.8)
    axes.legend(loc="lower left", fontsize=6.5)


def _box(axes: Axes, limits: pd.DataFrame, points: pd.DataFrame, claim: str) -> None:
    shown = limits.head(SHOWN)
    for place, row in enumerate(shown.to_dict("records")):
        ranks = points[row["setting"]].rank(pct=True)
        for sample, marker in ((FOUND, "o"), (FRESH, "|")):
            for holds, colour in ((True, WINE), (False, OLIVE)):
                here = (points["sample"] == sample) & (points[claim] == holds)
                aside = -0.18 if holds else 0.18
                heights = [place + aside] * int(here.sum())
                axes.plot(ranks[here], heights, marker, color=colour, markersize=2.2, alpha=0.6, linestyle="none")
        within = points[row["setting"]].between(row["low"], row["high"])
        low, high = float(ranks[within].min()), float(ranks[within].max())
        axes.add_patch(Rectangle((low, place - 0.38), high - low, 0.76, facecolor=MARK, alpha=0.12, linewidth=0))
        axes.text(1.01, place, f"{number(row['low'])} to {number(row['high'])}", fontsize=6, va="center")
    if shown.empty:
        axes.text(0.5, 0.5, "no bound is sure", ha="center", va="center", transform=axes.transAxes)
    names = [setting.split(".", 1)[1].replace("_", " ") for setting in shown["setting"]]
    axes.set_yticks(range(len(names)), names, fontsize=6.5)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("rank among draws (dots: sought; strokes: fresh)")
