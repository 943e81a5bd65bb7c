"""A grid of mischarge matrices: what the law says against what officials apply, one small map for each point."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm

from zombielaw.experiments.figures.style import MARK, SHADES, Page, bare, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.boundary.study import LEVELS, NOW
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS

TITLES = {"habit": "habit: utilities decide", "statute": "statute: the heavier", "special_first": "special law first"}
THIN = 20
"""Files in all runs; the numbers of a row with fewer are set in italics."""
ROWS = {name: name for name in LAW_ANSWERS} | {"286-1 and 287-2": "both", "other only": "other"}
SCALE = PowerNorm(0.5, 0.0, 1.0)


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrices of either act as ``boundary_<act>``."""
    for act, matrices in tables["matrices"].groupby("act"):
        with house_style():
            _draw(matrices, page, str(act))


def _draw(table: pd.DataFrame, page: Page, act: str) -> None:
    some = [law for law in LAW_ANSWERS if table.loc[table["law"] == law, "expected"].sum() > 0.0]
    rules, standards, thresholds = LEVELS.values()
    wide = len(thresholds) + 1
    figure = page.figure(0.6 + len(standards) * (0.185 * len(some) + 0.12), layout=None)
    widths = ([1.0] * len(thresholds) + [0.16]) * len(rules)
    grid = figure.subplots(
        len(standards), len(widths) - 1, gridspec_kw={"width_ratios": widths[:-1], "wspace": 0.07, "hspace": 0.1}
    )
    for gap in grid[:, len(thresholds) :: wide].flat:
        gap.set_axis_off()
    for (rule, standard, threshold), cell in table.groupby(list(LEVELS)):
        down, right = standards[::-1].index(standard), rules.index(rule) * wide + thresholds.index(threshold)
        axes = grid[down, right]
        _matrix(axes, cell, some)
        if right == 0:
            axes.set_yticks(range(len(some)), [ROWS[law] for law in some], fontsize=6)
            axes.set_ylabel(f"knowing {standard:g}", fontsize=6.5)
        if down == len(standards) - 1:
            axes.set_xticks(range(len(APPLIED)), APPLIED, rotation=90, fontsize=6)
            axes.set_xlabel(f"mark × {threshold:g}", fontsize=6.5)
        if down == 0 and right % wide == 0:
            axes.set_title(TITLES[str(rule)], fontsize=8, pad=5)
        if (rule, standard, threshold) == tuple(NOW.values()):
            axes.spines[:].set(visible=True, color=MARK, linewidth=1.6)
    figure.supylabel("elements satisfied, of files decided on", x=0.045, fontsize=7)
    figure.suptitle(
        f"Law (rows) against {act} (columns), % of the row; framed: today; italics: < {THIN} files in all runs",
        x=0.06, y=0.985, ha="left", fontsize=8.5,
    )  # fmt: skip
    bar = figure.colorbar(ScalarMappable(SCALE, SHADES), ax=list(grid.flat), pad=0.015, aspect=35, fraction=0.02)
    bar.set_ticks([0.0, 0.05, 0.2, 0.5, 1.0], labels=["0", "5", "20", "50", "100"])
    bar.set_label("% of the row (square-root scale)", fontsize=6.5)
    band = "sums of probabilities, text of the statute, thresholds of 2019; 95 % intervals: matrices.csv"
    page.save(figure, f"boundary_{act}", band)


def _matrix(axes: Axes, rows: pd.DataFrame, some: list[str]) -> None:
    values = rows.pivot_table(index="law", columns="applied", values="share").reindex(index=some, columns=[*APPLIED])
    files = rows.groupby("law")["files"].first().reindex(some, fill_value=0)
    shades = plt.get_cmap(SHADES).with_extremes(bad="0.93")
    axes.imshow(np.ma.masked_invalid(values), cmap=shades, norm=SCALE, aspect="auto")
    for (down, right), value in np.ndenumerate(values.to_numpy()):
        if value >= 0.005:
            axes.text(right, down, f"{100 * value:.0f}", fontsize=6, ha="center", va="center",
                      style="italic" if files.iloc[down] < THIN else "normal",
                      color="white" if value > 0.35 else "0.2")  # fmt: skip
    axes.set(xticks=[], yticks=[])
    bare(axes)
    axes.tick_params(pad=1.5)
