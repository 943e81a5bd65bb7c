"""What statistics would tell, planted causes against those found, and the power of a pilot."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from zombielaw.experiments.figures.style import BLUE, GREY, ORANGE, PAGE, SHADES, Page, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.information import pilot
from zombielaw.experiments.studies.information.published import NOTHING, STATISTICS
from zombielaw.experiments.studies.information.study import PLANTED
from zombielaw.experiments.studies.information.worlds import DRAWN
from zombielaw.sim.analysis.diagnosis import CAUSES, DIAGNOSES

LOOKS = {DRAWN: (BLUE, "o", "answer of the diagnosis, drawn worlds"), PLANTED: (ORANGE, "s", "planted cause")}
LINES = {
    "starved": "-",
    "excluded": "--",
    "trapped": ":",
    "deterred": "-.",
    "displaced": (0, (5, 1, 1, 1, 1, 1)),
    DRAWN: "-",
}
COLOURS = {"starved": "#B58900", "excluded": "#8B3A3A", "trapped": "#CC79A7", "deterred": "#4BA3C3",
           "displaced": "#7A4B9A", DRAWN: "black"}  # fmt: skip


def draw(tables: Finished, page: Page) -> None:
    """Draw ``information``, ``planted`` and ``power``."""
    worth, confusion, power = tables["worth"], tables["confusion"], tables["power"]
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE, 4.6), layout="constrained")
        _worth(axes, worth)
        page.save(figure, "information", "bits: adjusted for chance, bootstrap 95 % intervals over worlds; bars: floor")
        figure, axes = plt.subplots(figsize=(PAGE, 3.0), layout="constrained")
        _confusion(axes, confusion)
        page.save(figure, "planted", "numbers of worlds; shade: share of the row")
        figure, panels = plt.subplots(1, len(pilot.TESTED), figsize=(PAGE, 2.9), layout="constrained", sharey=True)
        for axes, counted, letter in zip(panels, pilot.TESTED, "abc", strict=True):
            _power(axes, power, counted)
            axes.set_title(f"{letter}  {counted}", fontsize=8)
        panels[0].set_ylabel("power")
        figure.supxlabel("provinces that take part, half of them with the pilot", fontsize=8)
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper center", ncols=6)
        band = f"mean over worlds, exact conditional test at {pilot.LEVEL:.0%}, {max(pilot.YEARS)} years on each side"
        page.save(figure, "power", band)


def _worth(axes: Axes, worth: pd.DataFrame) -> None:
    order = worth[worth["answer"] == DRAWN].sort_values("share", ascending=False)["statistic"].tolist()
    order.sort(key=lambda name: name == NOTHING)
    for answer, (colour, mark, words) in LOOKS.items():
        rows = worth[worth["answer"] == answer].set_index("statistic").loc[order]
        places, whole = np.arange(len(order)) + (-0.16 if answer == DRAWN else 0.16), rows["entropy"]
        axes.barh(places, rows["floor"] / whole, height=0.28, color=colour, alpha=0.18, linewidth=0)
        axes.hlines(places, rows["low"] / whole, rows["high"] / whole, color=colour, linewidth=1.0)
        axes.plot(
            rows["share"], places, mark, color=colour, markersize=3.6, label=f"{words} ({whole.iloc[0]:.2g} bits)"
        )
    names = [STATISTICS[name].title + (" (published)" if STATISTICS[name].published else "") for name in order]
    axes.set_yticks(range(len(order)), names, fontsize=7)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlim(min(-0.05, float(worth["share"].min()) - 0.02), 1.0)
    axes.axvline(0.0, color="0.3", linewidth=0.6)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.set_xlabel("information, % of the entropy of the answer (shaded: by chance, one in twenty)")
    axes.figure.legend(loc="outside upper right", ncols=2)


def _confusion(axes: Axes, confusion: pd.DataFrame) -> None:
    confusion = confusion.assign(found=confusion["answer"].str.split(":").str[0])
    cells = confusion.pivot_table(index="kind", columns="found", values="worlds", aggfunc="sum", sort=False)
    rows = [kind for kind in (*CAUSES, DRAWN) if kind in cells.index]
    cells = cells.reindex(index=rows, columns=list(DIAGNOSES), fill_value=0)
    totals = cells.sum(axis=1).to_numpy()
    shares = cells.to_numpy() / totals[:, None]
    axes.imshow(shares, cmap=SHADES, vmin=0.0, vmax=1.0, aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        text = f"{shares[row, column] * float(totals[row]):.0f}" if share else ""
        axes.text(column, row, text, ha="center", va="center", fontsize=7, color="white" if share > 0.55 else "black")
    axes.set_xticks(range(len(DIAGNOSES)), DIAGNOSES, rotation=40, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_ylabel("planted")
    axes.set_xlabel("found")
    axes.grid(visible=False)


def _power(axes: Axes, power: pd.DataFrame, counted: str) -> None:
    years = max(pilot.YEARS)
    mine = power[(power["counted"] == counted) & (power["years"] == years)]
    for kind, rows in mine.groupby("kind", sort=False):
        axes.plot(rows["provinces"], rows["power"], marker="o", markersize=3, linestyle=LINES[str(kind)],
                  color=COLOURS[str(kind)], label=str(kind))  # fmt: skip
    axes.axhline(pilot.LEVEL, color=GREY, linewidth=0.8, linestyle=":")
    axes.set_xscale("log")
    axes.set_xticks(pilot.PROVINCES, [str(number) for number in pilot.PROVINCES])
    axes.minorticks_off()
    axes.set_ylim(-0.02, 1.02)
