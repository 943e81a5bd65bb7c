"""Correct against wrongful convictions of 286-1: a line for each quality of orders, along which review moves."""

from __future__ import annotations

import matplotlib.pyplot as plt

from zombielaw.experiments.figures.colours import MARK
from zombielaw.experiments.figures.style import COLUMN, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

SHADES = plt.get_cmap("viridis_r")
MARKS = "osD^vP"


def draw(tables: Finished, page: Page) -> None:
    """Draw the plane as ``order_quality``."""
    front = tables["front"]
    base = front.iloc[0]
    qualities = sorted(front["order_quality"].unique())
    with house_style():
        figure = page.figure(COLUMN, PAGE * 0.7)
        axes = figure.subplots()
        for number, quality in enumerate(qualities):
            line = front[front["order_quality"] == quality].sort_values("order_review")
            colour = SHADES(0.15 + 0.8 * number / max(1, len(qualities) - 1))
            axes.plot(line["wrongful"], line["correct"], color=colour, linewidth=1.4, marker=MARKS[number % len(MARKS)],
                      markersize=4, zorder=3)  # fmt: skip
            start = line.iloc[0]
            axes.annotate(
                page.say("order_quality.line", quality=quality), (start["wrongful"], start["correct"]), (6, 0),
                textcoords="offset points", fontsize=7, va="center", color="0.1",
            )  # fmt: skip
        best = front[front["order_quality"] == qualities[-1]].sort_values("order_review")
        for row in best.iloc[:: max(1, len(best) // 4)].to_dict("records"):
            words = page.say("order_quality.review", review=row["order_review"])
            axes.annotate(words, (row["wrongful"], row["correct"]), (-5, 2), textcoords="offset points", fontsize=6.5,
                          color="0.25", ha="right")  # fmt: skip
        own = page.named("scenario", tables.facts["own"])
        axes.vlines(base["wrongful"], base["correct_low"], base["correct_high"], color=MARK, linewidth=0.9, zorder=4)
        axes.hlines(base["correct"], base["wrongful_low"], base["wrongful_high"], color=MARK, linewidth=0.9, zorder=4)
        axes.plot(base["wrongful"], base["correct"], "*", color=MARK, markersize=11, zorder=6)
        axes.annotate(own, (base["wrongful"], base["correct"]), (7, -9), textcoords="offset points", fontsize=7.5,
                      color="0.1", weight="bold", zorder=7)  # fmt: skip
        left, right = axes.get_xlim()
        axes.set_xlim(
            min(0.0, left) - (0.35 if page.narrow else 0.18) * right,  # room for the words on review
            right + (0.45 if page.narrow else 0.25) * (right - left),
        )
        axes.margins(y=0.1)
        axes.set_xticks([tick for tick in axes.get_xticks() if 0.0 <= tick <= axes.get_xlim()[1]])
        axes.set(xlabel=page.say("order_quality.across"), ylabel=page.say("order_quality.up"))
        axes.set_title(page.say("order_quality.title"))
        page.save(figure, "order_quality", page.say("order_quality.band", own=own))
