"""Attribution: Shapley values with intervals, and the synergies of pairs below them."""

from __future__ import annotations

import math
import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.figures.style import OLIVE, WINE, Page, bare, house_style
from zombielaw.experiments.studies.attribution.study import READ
from zombielaw.experiments.studies.base import Finished

SHADES = LinearSegmentedColormap.from_list("less and more", [OLIVE, "0.97", WINE])


def draw(tables: Finished, page: Page) -> None:
    """Draw one column per outcome as ``attribution``."""
    values, pairs, ends = tables["values"], tables["synergies"], tables["ends"].set_index("outcome")
    causes = tables["causes"].set_index("cause")["words"]
    numbers = [str(place + 1) for place in range(len(causes))]
    named = [f"{words}  {number}" for words, number in zip(causes, numbers, strict=True)]
    with house_style():
        figure, grid = page.panels(2, len(READ), 4.4, height_ratios=(1.0, 1.05))
        for column, (outcome, bars, heat) in enumerate(zip(READ, *grid, strict=True)):
            _bars(bars, values[values["outcome"] == outcome].set_index("cause").loc[causes.index])
            none, every = ends.loc[outcome, ["none_removed", "all_removed"]]
            bars.set_title(f"{chr(97 + column)}  {textwrap.fill(OUTCOMES[outcome].title, 18)}", fontsize=8)
            bars.set_xlabel(f"{OUTCOMES[outcome].unit}\n{none:.3g} as it is, {every:.3g} without", fontsize=6)
            _heat(heat, pairs[pairs["outcome"] == outcome], list(causes.index))
            heat.set_xticks(range(len(causes)), numbers)
            for axes in (bars, heat):
                left = axes.get_subplotspec().is_first_col()
                axes.set_yticks(range(len(causes)), named if left else numbers)
                axes.tick_params(length=0, labelsize=6.5)
        grid[0, 0].set_ylabel("Shapley value (◇ alone)", fontsize=7)
        grid[1, 0].set_ylabel("synergy of pairs\n(grey: interval covers 0)", fontsize=7)
        band = "black lines: bootstrap 95 % intervals over the runs of each set of causes"
        page.save(figure, "attribution", f"means of {tables.facts['years']}; {band}")


def _bars(axes: Axes, rows: pd.DataFrame) -> None:
    place = np.arange(len(rows))
    axes.barh(place, rows["value"], color=np.where(rows["value"] < 0.0, OLIVE, WINE), height=0.62, alpha=0.85)
    axes.hlines(place, rows["low"], rows["high"], color="black", linewidth=1.0)
    axes.plot(rows["alone"], place, "D", color="white", markeredgecolor="black", markersize=3.2, markeredgewidth=0.7)
    axes.axvline(0.0, color="0.4", linewidth=0.7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)


def _heat(axes: Axes, pairs: pd.DataFrame, causes: list[str]) -> None:
    """The lower triangle, in units of a power of ten; a pair whose interval covers zero has its number in grey."""
    widest = float(pairs["value"].abs().max()) or 1.0
    power = min(0, math.floor(math.log10(widest)) - 1)
    values = pairs.pivot_table(index="other", columns="cause", values="value").reindex(index=causes, columns=causes)
    for row in pairs.to_dict("records"):
        covers, strong = row["low"] <= 0.0 <= row["high"], abs(row["value"]) > 0.6 * widest
        axes.text(
            causes.index(row["cause"]), causes.index(row["other"]), _short(row["value"] / 10.0**power), ha="center",
            va="center", fontsize=5.5, color="white" if strong else "0.5" if covers else "black",
        )  # fmt: skip
    if power:
        axes.set_xlabel(f"in units of $10^{{{power}}}$", fontsize=6.5)
    axes.imshow(values, cmap=SHADES, norm=TwoSlopeNorm(0.0, -widest, widest), aspect="auto")
    bare(axes)


def _short(value: float) -> str:
    """Two digits at the most; nothing for what rounds to 0."""
    text = f"{value:.0f}" if abs(value) >= 10.0 else f"{value:.1f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else ""
