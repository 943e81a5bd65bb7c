"""Every coded case: what the law answers under each reading, and what officials do, by policy package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from zombielaw.experiments.figures.style import BLUE, GREY, ORANGE, PAGE, Page, house_style
from zombielaw.experiments.studies.base import Finished

Cells = Mapping[tuple[str, str, str], Mapping[Any, Any]]
"""Rows by case, reading and package."""
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
ROW = 0.185
"""Height of a case, inches."""
SMALL = 6.5
"""Size of the smallest words, points."""


def draw(tables: Finished, page: Page) -> None:
    """Draw what the law answers as ``cases`` and what officials do as ``cases_officials``, a page wide each."""
    table = tables["cases"]
    cases, readings, packages = (list(dict.fromkeys(table[name])) for name in ("case", "reading", "package"))
    cells = {(row["case"], row["reading"], row["package"]): row for row in table.to_dict("records")}
    own = [cells[case, readings[0], packages[0]] for case in cases]
    page = page.of(f"{len(cases)} coded cases, {tables.facts['draws']} draws of unknown facts")
    with house_style():
        _draw_law(cells, own, readings, packages, page)
        _draw_officials(cells, own, packages, page)


def _draw_law(
    cells: Cells, own: Sequence[Mapping[Any, Any]], readings: list[str], packages: list[str], page: Page,
) -> None:  # fmt: skip
    heads = [reading.replace("_", " ") for reading in readings]
    figure, axes, lefts = _grid(own, heads, packages, "What the law answers, by reading (share of draws)", 0.75)
    for left, reading in zip(lefts, readings, strict=True):
        for place, row in enumerate(own):
            axes.add_line(_mark(cells[row["case"], reading, packages[0]]["286-1"], left - 0.42, place))
            for column, package in enumerate(packages):
                _bar(axes, left + column, place, cells[row["case"], reading, package])
    looks: list[Artist] = [
        Patch(**{"edgecolor": "0.6", "linewidth": 0.4, **look}, label=word) for word, look in LAW.values()
    ]
    marks = [_mark(truth, label=f"286-1 {truth} on the facts as coded") for truth in MARKS]
    figure.legend(
        handles=looks + marks, loc="outside lower center", ncols=4, fontsize=SMALL, columnspacing=1.2, handlelength=1.4
    )  # fmt: skip
    page.save(figure, "cases", "shares of draws")


def _draw_officials(
    cells: Cells, own: Sequence[Mapping[Any, Any]], packages: list[str], page: Page
) -> None:  # fmt: skip
    heads = [words for _, words, _ in OFFICIALS]
    figure, axes, lefts = _grid(own, heads, packages, "What officials do, whatever the reading (probability, %)", 0.0)
    for left, (name, _, colour) in zip(lefts, OFFICIALS, strict=True):
        shade = LinearSegmentedColormap.from_list(name, ["white", colour])
        for place, row in enumerate(own):
            for column, package in enumerate(packages):
                _number(axes, left + column, place, cells[row["case"], row["reading"], package][name], shade)
    page.save(figure, "cases_officials", "expected shares, shades on a square-root scale")


def _grid(
    own: Sequence[Mapping[Any, Any]], heads: list[str], packages: list[str], title: str, legend: float
) -> tuple[Figure, Axes, list[float]]:  # fmt: skip
    """An empty grid: a row per case, a block per head, a column per package. Returns the left side of each block."""
    block = len(packages) + GAP
    width = len(heads) * block
    lefts = [number * block + GAP for number in range(len(heads))]
    figure, axes = plt.subplots(figsize=(PAGE, ROW * len(own) + 1.2 + legend), layout="constrained")
    for left, head in zip(lefts, heads, strict=True):
        axes.text(left, -0.6, head, fontsize=7, va="bottom")
    axes.set_xlim(0.0, width)
    axes.set_ylim(len(own) - 0.5, -0.5)
    places = [left + column + 0.5 for left in lefts for column in range(len(packages))]
    axes.set_xticks(places, packages * len(heads), rotation=90, fontsize=SMALL)
    axes.set_yticks(range(len(own)), [f"{row['case'].replace('_', ' ')}  {row['group']}" for row in own])
    axes.tick_params(length=0, pad=1.5)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    _groups(axes, [row["group"] for row in own], width)
    axes.text(width + 0.3, -0.6, "in fact", fontsize=7, va="bottom")
    for place, row in enumerate(own):
        axes.text(width + 0.3, place, _short(row["in_fact"]), fontsize=SMALL, va="center", color="0.15")
    axes.set_title(title, pad=15)
    return figure, axes, lefts


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
        left + 0.5, place, word, fontsize=SMALL, ha="center", va="center",
        color="white" if share > 0.35 else "0.65" if word == "0" else "0.15",
    )  # fmt: skip


def _short(said: str) -> str:
    """The article alone, where one was applied."""
    first = said.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else said


def _groups(axes: Axes, groups: list[str], width: float) -> None:
    """A thin line where the group of cases changes."""
    for place, (before, after) in enumerate(pairwise(groups)):
        if before != after:
            axes.plot([0.0, width], [place + 0.5] * 2, color="0.6", linewidth=0.4, zorder=0)
