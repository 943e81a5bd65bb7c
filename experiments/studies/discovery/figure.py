"""Scenario discovery: boxes where they were sought and on fresh draws, and the chosen box in the numbers it bounds."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.colours import GREY, MARK, OLIVE, WINE
from zombielaw.experiments.figures.style import Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.discovery.study import FOUND, FRESH

SHOWN = 8
"""Bounded numbers that are drawn, the surest first."""


def draw(tables: Finished, page: Page) -> None:
    """Draw ``discovery``: a panel for each claim of which a box was sought, and one for each box that was chosen."""
    if "trajectory" not in tables:
        return
    claims = tables["trajectory"]["claim"].unique().tolist()
    boxed = not tables["limits"].empty
    rows, columns = (len(claims), 2) if boxed else (1, len(claims))
    with house_style():
        figure, grid = page.panels(rows, columns, 2.5 * rows + 0.5)
        panels = iter(zip(grid.flat, "abcd", strict=False))
        lines: dict[str, Line2D] = {}
        for claim in claims:
            way, checked, limits = (tables[name][tables[name]["claim"] == claim]
                                    for name in ("trajectory", "held_out", "limits"))  # fmt: skip
            axes, letter = next(panels)
            _boxes(axes, way, checked, limits, page)
            axes.set_title(f"{letter}  {page.say(f'discovery.{claim}')}", fontsize=7)
            handles, words = axes.get_legend_handles_labels()
            lines |= dict(zip(words, handles, strict=True))
            if boxed:
                axes, letter = next(panels)
                _bounds(axes, limits, tables["points"], claim, page)
                axes.set_title(f"{letter}  {page.say('discovery.box')}", fontsize=7)
        if boxed:
            lines |= {page.say(f"discovery.{words}"): Line2D([], [], marker=mark, linestyle="none", color=colour)
                      for words, mark, colour in (("holds", "o", WINE), ("fails", "^", OLIVE))}  # fmt: skip
        page.legend(figure, [*lines.values()], [*lines], loc="outside lower center", ncols=3)
        page.save(figure, "discovery", page.say("discovery.band"))


def _boxes(axes: Axes, way: pd.DataFrame, checked: pd.DataFrame, limits: pd.DataFrame, page: Page) -> None:
    fresh = checked[checked["sample"] == FRESH].iloc[0]
    for start, mark, dash, colour, fill, words in (
        ("", "o", "-", WINE, WINE, "found"),
        (f"{FRESH}_", "s", "--", GREY, "white", "fresh"),
    ):
        axes.plot(way[f"{start}coverage"], way[f"{start}density"], marker=mark, linestyle=dash, color=colour,
                  markerfacecolor=fill, linewidth=0.8, label=page.say(f"discovery.{words}"))  # fmt: skip
    axes.axhline(fresh["base"], color="black", linewidth=1.0, linestyle=":", label=page.say("discovery.base"))
    if limits.empty:
        axes.text(0.02, 0.03, page.say("discovery.none"), fontsize=7, transform=axes.transAxes)
    else:
        axes.vlines(fresh["coverage"], fresh["low"], fresh["high"], color=MARK, linewidth=1.4, zorder=4)
        axes.plot(fresh["coverage"], fresh["density"], "D", color=MARK, markersize=5, zorder=4,
                  label=page.say("discovery.chosen"))  # fmt: skip
    axes.set(xlim=(0.0, 1.04), ylim=(0.0, 1.04))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set(xlabel=page.say("discovery.across"), ylabel=page.say("discovery.up"))


def _bounds(axes: Axes, limits: pd.DataFrame, points: pd.DataFrame, claim: str, page: Page) -> None:
    shown = limits.head(SHOWN)
    for place, row in enumerate(shown.to_dict("records")):
        ranks = points[row["setting"]].rank(pct=True)
        for sample, size in ((FOUND, 2.6), (FRESH, 1.3)):
            for holds, mark, colour in ((True, "o", WINE), (False, "^", OLIVE)):
                here = (points["sample"] == sample) & (points[claim] == holds)
                heights = [place + (-0.18 if holds else 0.18)] * int(here.sum())
                axes.plot(ranks[here], heights, mark, color=colour, markersize=size, alpha=0.6)
        within = points[row["setting"]].between(row["low"], row["high"])
        low, high = float(ranks[within].min()), float(ranks[within].max())
        axes.add_patch(Rectangle((low, place - 0.38), high - low, 0.76, facecolor=MARK, alpha=0.12, linewidth=0))
    if shown.empty:
        axes.text(0.5, 0.5, page.say("discovery.none"), ha="center", va="center", transform=axes.transAxes)
    names = [
        f"{page.named('setting', row['setting'].split('.', 1)[1])}\n"
        + page.say("discovery.range", low=number(row["low"]), high=number(row["high"]))
        for row in shown.to_dict("records")
    ]
    axes.set_yticks(range(len(names)), names, fontsize=6.5)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel(page.say("discovery.rank"))
