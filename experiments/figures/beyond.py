"""Changes by a product of declared rates against the same by the model: on the diagonal, agents add nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.colours import BLUE, GREY, WINE
from zombielaw.experiments.figures.style import Page, house_style

CROWDED = 2.6
"""Multiple up to which points crowd: they are drawn once more, larger, each with its name on a line of its own."""
LOOKS = {"more": (WINE, "o"), "less": (BLUE, "o"), "same": (GREY, "D")}
"""Colour and marker of a change that is more or less than the funnel's, or not told apart from it."""


def draw(rows: pd.DataFrame, page: Page, words: Callable[[str], str]) -> None:
    """Draw the table *beyond* as ``beyond``, but for what is not positive; ``words``: of a name, beside its point."""
    rows = rows[(rows["funnel"] > 0.0) & (rows["model"] > 0.0)]
    if rows.empty:
        return
    values = rows[["funnel", "model"]].to_numpy(dtype=float)
    low, high = 0.85 * float(values.min()), 1.3 * float(values.max())
    above, below = rows["beyond_low"] > 1.0, rows["beyond_high"] < 1.0
    rows = rows.assign(
        look=np.select([above, below], ["more", "less"], "same"), label=rows["name"].map(words),
        low=rows["low"].clip(lower=low), high=rows["high"].clip(upper=high),
    )  # fmt: skip
    near = rows[["funnel", "high"]].max(axis="columns") < CROWDED
    edge = CROWDED if near.any() else high
    with house_style():
        figure, grid = page.panels(1, 2, 3.9)
        whole, crowd = grid[0]
        _points(whole, rows, low, high)
        _points(crowd, rows[near], low, edge)
        whole.add_patch(Rectangle((low, low), edge - low, edge - low, fill=False, edgecolor="0.5", linewidth=0.7))
        for row in rows[~near].to_dict("records"):
            side = 1 if row["model"] > row["funnel"] ** 2 else -1
            whole.annotate(row["label"], (row["funnel"], row["model"]), (6 * side, -1), textcoords="offset points",
                           fontsize=7, ha="left" if side > 0 else "right", va="center")  # fmt: skip
        listed = rows[near].sort_values("model")
        for place, row in zip(np.linspace(0.02, 0.98, len(listed)), listed.to_dict("records"), strict=True):
            crowd.annotate(
                row["label"], (row["funnel"], row["model"]), (1.06, place), xycoords="data", textcoords="axes fraction",
                fontsize=6.5, va="center", color=LOOKS[row["look"]][0], annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": "0.75", "linewidth": 0.5, "shrinkB": 2},
            )  # fmt: skip
        whole.set_ylabel(page.say("beyond.up"))
        whole.set_title(page.say("beyond.whole"))
        crowd.set_title(page.say("beyond.crowd"))
        for axes in (whole, crowd):
            axes.set_xlabel(page.say("beyond.across"))
        figure.suptitle(page.say("beyond.title"), x=0.0, ha="left", fontsize=9)
        for look, (colour, mark) in LOOKS.items():
            whole.plot([], [], mark, color=colour, markersize=4, label=page.say(f"beyond.{look}"))
        page.legend(figure, *whole.get_legend_handles_labels(), loc="outside lower left", ncols=3)
        page.save(figure, "beyond", page.say("beyond.band"))


def _points(axes: Axes, rows: pd.DataFrame, low: float, high: float) -> None:
    """Points with their intervals, and the diagonal, on logarithmic scales."""
    axes.plot([low, high], [low, high], color="0.3", linewidth=0.8, zorder=1)
    for row in rows.to_dict("records"):
        colour, mark = LOOKS[row["look"]]
        axes.vlines(row["funnel"], row["low"], row["high"], color=colour, linewidth=1.0, zorder=2)
        axes.plot(row["funnel"], row["model"], mark, color=colour, markersize=4, zorder=3)
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter(FuncFormatter(lambda tick, _: f"×{number(tick)}"))
        axis.set_minor_formatter(FuncFormatter(lambda *_: ""))
