"""Changes by a product of declared rates beside the same by the model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures.colours import BLUE, GREY, WINE
from zombielaw.experiments.figures.style import Page, house_style

ROW = 0.19
"""Height of a row, inches."""
LOOKS = {"more": (WINE, "^"), "less": (BLUE, "v"), "same": (GREY, "D")}
"""Colour and marker of a change that is more or less than the funnel's, or not told apart from it."""


def draw(rows: pd.DataFrame, page: Page, words: Callable[[str], str]) -> None:
    """Draw the table *beyond* as ``beyond``, but for what is not positive: a row for each change, the largest above.

    ``words``: of a name, for its row.
    """
    rows = rows[(rows["funnel"] > 0.0) & (rows["model"] > 0.0)].sort_values("model", ignore_index=True)
    if rows.empty:
        return
    above, below = rows["beyond_low"] > 1.0, rows["beyond_high"] < 1.0
    looks = np.select([above, below], ["more", "less"], "same")
    labels = page.rows(map(words, rows["name"]))
    with house_style():
        figure = page.figure(ROW * (len(rows) + 0.6 * sum(label.count("\n") for label in labels)) + 1.3)
        axes = figure.subplots()
        axes.axvline(1.0, color="0.3", linewidth=0.8, zorder=1)
        axes.hlines(rows.index, rows["funnel"], rows["model"], color="0.8", linewidth=2.2, zorder=1)
        axes.plot(
            rows["funnel"],
            rows.index,
            "o",
            color="0.2",
            markerfacecolor="white",
            markersize=4,
            label=page.say("beyond.funnel"),
        )
        for look, (colour, mark) in LOOKS.items():
            group = rows[looks == look]
            axes.hlines(group.index, group["low"], group["high"], color=colour, linewidth=1.0, zorder=2)
            axes.plot(
                group["model"],
                group.index,
                mark,
                color=colour,
                markersize=4.5,
                zorder=3,
                linestyle="none",
                label=page.say(f"beyond.{look}"),
            )
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda tick, _: f"×{number(tick)}"))
        axes.xaxis.set_minor_formatter(FuncFormatter(lambda *_: ""))
        axes.set_yticks(rows.index, labels, fontsize=6.5)
        axes.set(ylim=(-0.7, len(rows) - 0.3), xlabel=page.say("beyond.across"))
        counts = {"all": len(rows), "more": int(above.sum()), "less": int(below.sum())}
        page.title(figure, page.say("beyond.title", **counts))
        page.legend(figure, *axes.get_legend_handles_labels(), loc="outside lower left", ncols=4)
        page.save(figure, "beyond", page.say("beyond.band"))
