"""A grid of mischarge matrices: what the law says against what officials apply, one small map for each point."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm

from zombielaw.experiments.figures.style import MARK, PAGE, SHADES, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.boundary.study import NOW
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS

TITLES = {"habit": "habit: utilities decide", "statute": "statute: the heavier", "special_first": "special law first"}
THIN = 20
"""Files in all runs; the numbers of a row with fewer are set in italics."""
ROWS = {name: name for name in LAW_ANSWERS} | {"286-1 and 287-2": "both", "other only": "other"}


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrices of either act as ``boundary_<act>``."""
    for act, matrices in tables["matrices"].groupby("act"):
        _draw(matrices, page, str(act))


def _draw(table: pd.DataFrame, page: Page, act: str) -> None:
    rules, standards, thresholds = (
        list(dict.fromkeys(table[name])) for name in ("concurrence", "knowing_standard", "consequence_threshold")
    )
    some = [law for law in LAW_ANSWERS if table.loc[table["law"] == law, "expected"].sum() > 0.0]
    scale = PowerNorm(0.5, 0.0, 1.0)
    with house_style():
        figure = plt.figure(figsize=(PAGE, 0.6 + 0.185 * len(some) * len(standards) + 0.12 * len(standards)))
        axes = figure.subplots(
            len(standards), len(rules) * (len(thresholds) + 1) - 1,
            gridspec_kw={"width_ratios": (([1.0] * len(thresholds) + [0.16]) * len(rules))[:-1],
                         "wspace": 0.07, "hspace": 0.1},
        )  # fmt: skip
        for down, standard in enumerate(standards[::-1]):
            for block, rule in enumerate(rules):
                for right, threshold in enumerate(thresholds):
                    here = axes[down, block * (len(thresholds) + 1) + right]
                    at = (table["concurrence"] == rule) & (table["knowing_standard"] == standard)
                    cell = table[at & (table["consequence_threshold"] == threshold)]
                    _matrix(here, cell, some, scale)
                    if block + right == 0:
                        here.set_yticks(range(len(some)), [ROWS[law] for law in some], fontsize=6)
                        here.set_ylabel(f"knowing {standard:g}", fontsize=6.5)
                    if down == len(standards) - 1:
                        here.set_xticks(range(len(APPLIED)), APPLIED, rotation=90, fontsize=6)
                        here.set_xlabel(f"mark × {threshold:g}", fontsize=6.5)
                    if down == 0 and right == 0:
                        here.set_title(TITLES[rule], fontsize=8, pad=5)
                    if (rule, standard, threshold) == tuple(NOW.values()):
                        here.spines[:].set(visible=True, color=MARK, linewidth=1.6)
                if block:
                    axes[down, block * (len(thresholds) + 1) - 1].set_axis_off()
        figure.text(
            0.06, 0.5, "elements satisfied, of files decided on", rotation=90, va="center", ha="right", fontsize=7
        )
        figure.suptitle(
            f"Law (rows) against {act} (columns), % of the row; framed: today; italics: < {THIN} files in all runs",
            x=0.06, y=0.985, ha="left", fontsize=8.5,
        )  # fmt: skip
        bar = figure.colorbar(ScalarMappable(scale, SHADES), ax=list(axes.ravel()), pad=0.015, aspect=35, fraction=0.02)
        bar.set_ticks([0.0, 0.05, 0.2, 0.5, 1.0], labels=["0", "5", "20", "50", "100"])
        bar.set_label("% of the row (square-root scale)", fontsize=6.5)
        band = "sums of probabilities, text of the statute, thresholds of 2019; 95 % intervals: matrices.csv"
        page.save(figure, f"boundary_{act}", band)


def _matrix(axes: Axes, rows: pd.DataFrame, some: list[str], scale: PowerNorm) -> None:
    share = rows.pivot_table(index="law", columns="applied", values="share").reindex(index=some, columns=list(APPLIED))
    values = share.to_numpy(dtype=float)
    files = rows.groupby("law")["files"].first().reindex(some, fill_value=0)
    slant = ["italic" if number < THIN else "normal" for number in files]
    shades = plt.get_cmap(SHADES).with_extremes(bad="0.93")
    axes.imshow(np.ma.masked_invalid(values), cmap=shades, norm=scale, aspect="auto")
    for (down, right), value in np.ndenumerate(values):
        if value >= 0.005:
            dark = value > 0.35
            axes.text(right, down, f"{100 * value:.0f}", fontsize=6, ha="center", va="center",
                      style=slant[down], color="white" if dark else "0.2")  # fmt: skip
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=1.5)
