"""Offices that share lessons: against pooling, then against their one effective number, with theory where it holds."""

from __future__ import annotations

import matplotlib.pyplot as plt

from zombielaw.experiments.figures.states import LIVES, MARKS, SHARE, curve, expected, points, theory_key
from zombielaw.experiments.figures.style import GREY, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.pooling.study import FILES

SHADES = (0.15, 0.42, 0.62, 0.8)
"""Places on the scale magma by number of offices, in their order."""
SIZES = (9.0, 6.8, 4.8, 2.8)
"""By number of offices, in their order; marks that fall on each other stay visible."""


KAPPA = "κ: files x lesson / (effective number of offices x forgetting), by month"


def draw(tables: Finished, page: Page) -> None:
    """Draw the page."""
    table, rest = tables["points"], tables["curve"]
    numbers = sorted(table["offices"].unique())
    colours = dict(zip(numbers, plt.get_cmap("magma")(SHADES), strict=False))
    long, short = (table[table["memory"] == memory] for memory in ("long", "short"))
    with house_style():
        figure, panels = page.panels(1, 3, 3.0, sharey=True)
        raw, collapse, chance = panels.flat
        for axes, runs, across, dashes in (
            (raw, long, "pooling", ":"), (collapse, long, "kappa", "none"), (chance, short, "kappa", "none"),
        ):  # fmt: skip
            for (offices, start), mine in runs.groupby(["offices", "start"]):
                points(axes, mine, across, str(start), colours[offices], dashes, SIZES[numbers.index(offices)])
        curve(collapse, rest)
        expected(collapse, long, "kappa")
        raw.set(xlabel="pooling $\\mu$, part of a lesson shared", ylabel=SHARE, title="a  By pooling")
        for axes, title in ((collapse, "b  By learning strength"), (chance, "c  The same, short memory")):
            axes.set_xscale("log")
            axes.set(xlabel="learning strength $\\kappa$", title=title)
            axes.set_xlim(0.9 * rest["level"].min(), 1.1 * rest["level"].max())
            axes.set_xticks([2, 4, 8, 16], ["2", "4", "8", "16"])
            axes.minorticks_off()
        raw.set_ylim(-0.03, 1.0)
        for offices, colour in colours.items():
            raw.plot([], [], "o", color=colour, markersize=4, label=f"{offices:g} offices")
        for start, mark in MARKS.items():
            raw.plot([], [], mark, color=GREY, markerfacecolor="white", markersize=4, label=f"{LIVES[start]} start")
        raw.plot([], [], MARKS["dead"], color=GREY, markersize=4, label="only some runs live")
        theory_key(raw, "b: theory, stable state", "b: theory, unstable state", "b: theory, same months")
        page.legend(figure, *raw.get_legend_handles_labels(), loc="outside upper right", ncols=4)
        months = tables.facts["months"]
        page = page.of(f"{months} months, {FILES} files a month in all (experiment=meanfield)")
        page.save(figure, "pooling", f"bars: bootstrap 95 % intervals of the last two years; {KAPPA}")
