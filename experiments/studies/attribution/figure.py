"""Attribution: Shapley values with intervals, and the synergies of pairs below them."""

from __future__ import annotations

import math
import textwrap
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.ticker import MaxNLocator

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.figures.style import OLIVE, PAGE, WINE, Page, house_style
from zombielaw.experiments.studies.attribution.study import READ
from zombielaw.experiments.studies.base import Finished

SHADES = LinearSegmentedColormap.from_list("less and more", [OLIVE, "0.97", WINE])


def draw(tables: Finished, page: Page) -> None:
    """Draw one column per outcome as ``attribution``."""
    values, pairs, ends = tables["values"], tables["synergies"], tables["ends"].set_index("outcome")
    words = dict(tables["causes"][["cause", "words"]].to_numpy().tolist())
    causes = list(words)
    with house_style():
        figure, grid = plt.subplots(
            2, len(READ), figsize=(PAGE, 4.4), layout="constrained", squeeze=False, height_ratios=(1.0, 1.05)
        )
        for number, outcome in enumerate(READ):
            bars, heat = grid[:, number]
            _bars(bars, values[values["outcome"] == outcome].set_index("cause").loc[causes])
            none, every = ends.loc[outcome, ["none_removed", "all_removed"]]
            bars.set_title(f"{chr(97 + number)}  {textwrap.fill(OUTCOMES[outcome].title, 18)}", fontsize=8)
            bars.set_xlabel(f"{OUTCOMES[outcome].unit}\n{none:.3g} as it is, {every:.3g} without", fontsize=6)
            _heat(heat, pairs[pairs["outcome"] == outcome], causes)
            heat.set_xticks(range(len(causes)), [str(place + 1) for place in range(len(causes))])
            for axes in (bars, heat):
                shown = [f"{words[cause]}  {place + 1}" for place, cause in enumerate(causes)]
                axes.set_yticks(range(len(causes)), shown if number == 0 else [str(n + 1) for n in range(len(causes))])
                axes.tick_params(axis="y", length=0, labelsize=6.5)
                axes.tick_params(axis="x", length=2, labelsize=6.5)
        grid[0, 0].set_ylabel("Shapley value (◇ alone)", fontsize=7)
        grid[1, 0].set_ylabel("synergy of pairs\n(grey: interval covers 0)", fontsize=7)
        page.save(figure, "attribution", "black lines: bootstrap 95 % intervals over the runs of each set of causes")


def _bars(axes: Axes, rows: pd.DataFrame) -> None:
    place = np.arange(len(rows))
    colours = [WINE if value >= 0.0 else OLIVE for value in rows["value"]]
    axes.barh(place, rows["value"], color=colours, height=0.62, alpha=0.85)
    axes.hlines(place, rows["low"], rows["high"], color="black", linewidth=1.0)
    axes.plot(rows["alone"], place, "D", color="white", markeredgecolor="black", markersize=3.2, markeredgewidth=0.7)
    axes.axvline(0.0, color="0.4", linewidth=0.7)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", visible=False)


def _heat(axes: Axes, pairs: pd.DataFrame, causes: list[str]) -> None:
    """The lower triangle, in units of a power of ten; a pair whose interval covers zero has its number in grey."""
    known = {(row["cause"], row["other"]): row for row in pairs.to_dict("records")}
    values = np.full((len(causes), len(causes)), np.nan)
    widest = float(pairs["value"].abs().max()) or 1.0
    power = min(0, math.floor(math.log10(widest)) - 1)
    for one, two in combinations(range(len(causes)), 2):
        row = known[causes[one], causes[two]]
        values[two, one] = row["value"]
        told = bool(row["low"] > 0.0 or row["high"] < 0.0)
        strong = abs(row["value"]) > 0.6 * widest
        axes.text(
            one, two, _short(row["value"] / 10.0**power), ha="center", va="center", fontsize=5.5,
            color="white" if strong else "black" if told else "0.5",
        )  # fmt: skip
    if power:
        axes.set_xlabel(f"in units of $10^{{{power}}}$", fontsize=6.5)
    axes.imshow(values, cmap=SHADES, norm=TwoSlopeNorm(0.0, -widest, widest), aspect="auto")
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


def _short(value: float) -> str:
    """Two digits at the most; nothing for what rounds to 0."""
    text = f"{value:.0f}" if abs(value) >= 10.0 else f"{value:.1f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text) else ""
