"""Correct against wrongful convictions of 286-1: lines of equal order quality, along which review moves."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from zombielaw.experiments.figures.style import COLUMN, MARK, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.order_quality.study import UNSHY

SHADES = plt.get_cmap("viridis_r")
NAMED = 6
"""Levels of review at most that are written beside their line."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the front as ``order_quality``."""
    front, points = tables["front"], tables["points"]
    base, unshy = front.iloc[0], points[points["setting"] == UNSHY]
    with house_style():
        figure = page.figure(COLUMN * 1.3, COLUMN)
        axes = figure.subplots()
        for quality in front["order_quality"].unique():
            line = front[front["order_quality"] == quality].sort_values("order_review")
            axes.plot(line["wrongful"], line["correct"], color=SHADES(quality), linewidth=1.2, zorder=2)
        coloured = axes.scatter(front["wrongful"], front["correct"], c=front["order_quality"], cmap=SHADES, vmin=0.0,
                                vmax=1.0, s=13, zorder=3, linewidths=0)  # fmt: skip
        for name, style, words in (("on", "-", "surely on the front"), ("undecided", ":", "undecided")):
            some = front[front["front"] == name]
            axes.scatter(
                some["wrongful"], some["correct"], s=42, facecolors="none", edgecolors="0.1", linewidths=0.9,
                linestyles=style, zorder=4, label=words,
            )  # fmt: skip
        axes.vlines(base["wrongful"], base["correct_low"], base["correct_high"], color=MARK, linewidth=0.8, zorder=2.5)
        axes.hlines(base["correct"], base["wrongful_low"], base["wrongful_high"], color=MARK, linewidth=0.8, zorder=2.5)
        if not unshy.empty:
            here = unshy.pivot_table(index="order_review", columns="outcome", values="value")[["wrongful", "correct"]]
            here.loc[base["order_review"]] = base[["wrongful", "correct"]].astype(float)
            axes.plot(
                *here.sort_index().to_numpy().T, color="black", linewidth=1.0, linestyle=(0, (3, 2)), marker="D",
                markersize=8, markerfacecolor="none", markeredgewidth=0.9, zorder=6, label="officials not shy",
            )  # fmt: skip
        axes.scatter(
            [base["wrongful"]], [base["correct"]], s=45, marker="*", color=MARK, zorder=8, linewidths=0,
            label=f"{tables.facts['own']} ({base['order_quality']:g}, {base['order_review']:g})",
        )  # fmt: skip
        _name_reviews(axes, front)
        axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
        axes.set(xlabel="wrongful convictions of 286-1 per year", ylabel="correct convictions of 286-1 per year")
        axes.set_title("Sound orders and review in court")
        page.legend(figure, loc="outside lower left", ncols=2, columnspacing=1.2, alignment="left",
                    title="numbers: review, at the best quality", title_fontsize="small")  # fmt: skip
        figure.colorbar(coloured, ax=axes, label="order quality (lines)", pad=0.03, aspect=28)
        page.save(figure, "order_quality", "sums of probabilities; pink cross: bootstrap 95 % intervals")


def _name_reviews(axes: Axes, grid: pd.DataFrame) -> None:
    """Write the level of review where some of its lines reach the best quality."""
    top = grid[grid["order_quality"] == grid["order_quality"].max()].sort_values("order_review")
    chosen = np.unique(np.linspace(0, len(top) - 1, min(NAMED, len(top))).round().astype(int))
    for row in top.iloc[chosen].itertuples():
        axes.annotate(
            f"{row.order_review:.2g}", (row.wrongful, row.correct), xytext=(3, 6), textcoords="offset points",
            fontsize=6.5, color="0.15", ha="right", zorder=7,
        )  # fmt: skip
