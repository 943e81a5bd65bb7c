"""Every coded case: what the law answers under each reading, and what officials do, by policy package."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import ScaledTranslation

from experiments.figures.style import BLUE, GREY, ORANGE, PAGE, Recipe, house_style, save

LAW: dict[str, tuple[str, dict[str, Any]]] = {
    "286-1": ("286-1 prevails", {"facecolor": BLUE}),
    "either": ("a tie, 286-1 in it", {"facecolor": "#56B4E9"}),
    "open": ("286-1 possible: no legal mark", {"facecolor": "#D6EAF6", "hatch": "//////", "edgecolor": "#56B4E9"}),
    "287-2": ("287-2 prevails", {"facecolor": ORANGE}),
    "other": ("another offence prevails", {"facecolor": GREY}),
    "rest": ("not 286-1, rest undecided", {"facecolor": "#C4C4C4"}),
    "none": ("no offence", {"facecolor": "white"}),
}
"""Answers of the law in the order in which a bar shows them: word and look."""
OFFICIALS = (
    ("charge_286-1", "charged with 286-1", BLUE),
    ("charge_287-2", "charged with 287-2", ORANGE),
    ("verdict_286-1", "convicted of 286-1", BLUE),
    ("verdict_287-2", "convicted of 287-2", ORANGE),
)
MARKS: dict[str, dict[str, Any]] = {
    "met": {"marker": "o", "markerfacecolor": "0.15"},
    "open": {"marker": "o", "markerfacecolor": "white"},
    "not met": {"marker": "x"},
}
GAP = 0.9
"""Width between two blocks, in cells; the mark for the facts as coded stands in it."""
TITLE, LABELS, LEGEND = 0.4, 0.7, 0.5
"""Room above and below a panel and for the legend, inches."""


def draw(table: pd.DataFrame, folder: Path, recipe: Recipe) -> None:
    """Draw the grid.

    Parameters
    ----------
    table : DataFrame
        One row per case, reading and package, columns as in ``cases.csv`` of the study.
    """
    cases, readings, packages = (list(dict.fromkeys(table[name])) for name in ("case", "reading", "package"))
    blocks = max(len(readings), len(OFFICIALS))
    block = len(packages) + GAP
    with house_style():
        height = 0.165 * len(cases)
        whole = 2.0 * (height + TITLE + LABELS) + LEGEND
        figure, (law, officials) = plt.subplots(2, 1, figsize=(PAGE, whole))
        cells = {(row["case"], row["reading"], row["package"]): row for row in table.to_dict("records")}
        for number, reading in enumerate(readings):
            left = number * block + GAP
            law.text(left, -0.55, reading.replace("_", " "), fontsize=7, va="bottom")
            for place, case in enumerate(cases):
                truth = cells[case, reading, packages[0]]["286-1"]
                law.add_line(_mark(truth, left - 0.42, place))
                for column, package in enumerate(packages):
                    _bar(law, left + column, place, cells[case, reading, package])
        for number, (name, words, colour) in enumerate(OFFICIALS):
            left = number * block + GAP
            officials.text(left, -0.55, words, fontsize=7, va="bottom")
            shade = LinearSegmentedColormap.from_list(name, ["white", colour])
            for place, case in enumerate(cases):
                for column, package in enumerate(packages):
                    _number(officials, left + column, place, cells[case, readings[0], package][name], shade)
        for axes in (law, officials):
            axes.set_xlim(0.0, blocks * block)
            axes.set_ylim(len(cases) - 0.5, -0.5)
            places = [
                number * block + GAP + column + 0.5 for number in range(blocks) for column in range(len(packages))
            ]
            axes.set_xticks(places, packages * blocks, rotation=90, fontsize=5.5)
            axes.set_yticks(range(len(cases)), [_named(cells[case, readings[0], packages[0]]) for case in cases])
            axes.tick_params(length=0, pad=1.5)
            axes.grid(visible=False)
            axes.spines[:].set_visible(False)
            _groups(axes, [cells[case, readings[0], packages[0]]["group"] for case in cases], blocks * block)
        law.set_title("a  What the law answers, by reading (share of draws)", pad=15)
        officials.set_title("b  What officials do, whatever the reading (probability, %)", pad=15)
        for place, case in enumerate(cases):
            said = _short(cells[case, readings[0], packages[0]]["in_fact"])
            law.text(blocks * block + 0.3, place, said, fontsize=6, va="center", color="0.15")
        law.text(blocks * block + 0.3, -0.55, "in fact", fontsize=7, va="bottom")
        looks: list[Artist] = [
            Patch(**{"edgecolor": "0.6", "linewidth": 0.4, **look}, label=word) for word, look in LAW.values()
        ]
        marks = [_mark(truth, label=f"286-1 {truth} on the facts as coded") for truth in MARKS]
        law.legend(
            handles=looks + marks, loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=4, fontsize=6, columnspacing=1.2,
            handlelength=1.4, borderaxespad=0.0,
            bbox_transform=law.transAxes + ScaledTranslation(0.0, -LABELS, figure.dpi_scale_trans),
        )  # fmt: skip
        figure.subplots_adjust(
            top=1.0 - TITLE / whole, bottom=LABELS / whole, hspace=(LABELS + LEGEND + TITLE) / height
        )
        save(figure, folder, "cases", recipe)


def _mark(truth: str, left: float = 0.0, place: float = 0.0, label: str = "") -> Line2D:
    look = {"markersize": 3.2, "markeredgewidth": 0.6, "markeredgecolor": "0.15", "linestyle": "none", **MARKS[truth]}
    return Line2D([left], [place], label=label, **look)


def _bar(axes: Axes, left: float, place: int, cell: Mapping[Any, Any]) -> None:
    """A cell as a bar of the answers' shares."""
    start, wide, high = left + 0.06, 0.88, 0.72
    for answer, (_, look) in LAW.items():
        width = wide * cell[f"law_{answer}"]
        if width > 0.0:
            axes.add_patch(Rectangle((start, place - high / 2), width, high, **{"linewidth": 0.0, **look}))
        start += width
    axes.add_patch(
        Rectangle((left + 0.06, place - high / 2), wide, high, fill=False, edgecolor="0.6", linewidth=0.4)
    )  # fmt: skip


def _number(axes: Axes, left: float, place: int, share: float, shade: LinearSegmentedColormap) -> None:
    """A cell as a shade with its number in percent."""
    axes.add_patch(
        Rectangle((left, place - 0.5), 1.0, 1.0, facecolor=shade(np.sqrt(share)), edgecolor="white", linewidth=0.6)
    )
    word = "0" if share < 0.0005 else f"{100 * share:.1f}" if share < 0.0995 else f"{100 * share:.0f}"
    axes.text(
        left + 0.5, place, word, fontsize=5, ha="center", va="center",
        color="white" if share > 0.35 else "0.65" if word == "0" else "0.15",
    )  # fmt: skip


def _named(row: Mapping[Any, Any]) -> str:
    return f"{row['case'].replace('_', ' ')}  {row['group']}"


def _short(said: str) -> str:
    """The article alone, where one was applied."""
    first = said.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else said


def _groups(axes: Axes, groups: list[str], width: float) -> None:
    """A thin line where the group of cases changes."""
    for place, (before, after) in enumerate(pairwise(groups)):
        if before != after:
            axes.plot([0.0, width], [place + 0.5] * 2, color="0.6", linewidth=0.4, zorder=0)
