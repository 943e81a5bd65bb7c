"""Changes by a product of declared rates against the same by the model: on the diagonal, agents add nothing."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.colours import BLUE, GREY, WINE
from zombielaw.experiments.figures.style import PAGE, Page, house_style

NEAR = 0.05
"""Points nearer than this to each other, in logarithms on both sides, share their words."""


def draw(rows: pd.DataFrame, page: Page, words: Callable[[str], str]) -> None:
    """Draw the table *beyond* as ``beyond``; ``words``: of a name, beside its point."""
    with house_style():
        figure = page.figure(4.6, PAGE * 0.8)
        axes = figure.subplots()
        low, high = 0.8 * float(rows["low"].min()), 1.6 * float(rows[["funnel", "high"]].max(axis=None))
        axes.plot([low, high], [low, high], color="0.3", linewidth=0.8, zorder=1)
        for row in rows.to_dict("records"):
            apart = row["beyond_low"] > 1.0 or row["beyond_high"] < 1.0
            colour = GREY if not apart else WINE if row["beyond"] > 1.0 else BLUE
            axes.vlines(row["funnel"], row["low"], row["high"], color=colour, linewidth=1.0, zorder=2)
            axes.plot(row["funnel"], row["model"], "o" if apart else "D", color=colour, markersize=4, zorder=3)
        for names, across, up, side in _placed(rows):
            axes.annotate(
                ", ".join(map(words, names)), (across, up), (5 * side, 4 * side), textcoords="offset points",
                fontsize=6.5, ha="left" if side > 0 else "right", va="bottom" if side > 0 else "top", zorder=4,
                path_effects=[withStroke(linewidth=1.5, foreground="white")],
            )  # fmt: skip
        for key, colour, mark in (("more", WINE, "o"), ("less", BLUE, "o"), ("same", GREY, "D")):
            axes.plot([], [], mark, color=colour, markersize=4, label=page.say(f"beyond.{key}"))
        axes.set(xscale="log", yscale="log", xlabel=page.say("beyond.across"), ylabel=page.say("beyond.up"))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_major_formatter(FuncFormatter(lambda tick, _: f"×{number(tick)}"))
            axis.set_minor_formatter(FuncFormatter(lambda *_: ""))
        axes.set(xlim=(low, high), ylim=(low, high))
        axes.set_title(page.say("beyond.title"))
        page.legend(figure, loc="outside lower left", ncols=3)
        page.save(figure, "beyond", page.say("beyond.band"))


def _placed(rows: pd.DataFrame) -> list[tuple[list[str], float, float, int]]:
    """Names that share a point, where it is, and on which side of it they stand: in turn where points crowd."""
    groups: list[tuple[list[str], float, float]] = []
    for row in rows.sort_values(["funnel", "model"]).to_dict("records"):
        for names, across, up in groups:
            if max(abs(math.log(row["funnel"] / across)), abs(math.log(row["model"] / up))) < NEAR:
                names.append(row["name"])
                break
        else:
            groups.append(([row["name"]], row["funnel"], row["model"]))
    return [(*group, 1 if group[2] > 1.1 * group[1] else -1 if group[2] < group[1] / 1.1 else (-1) ** number)
            for number, group in enumerate(groups)]  # fmt: skip
