"""Every coded case: what the law answers under each reading, and what officials do, by policy package."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.figures.style import BLUE, OFFENCE_COLOURS, ORANGE, Page, bare, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.law.offences import RIVALS

LAW: dict[str, tuple[str, dict[str, Any]]] = {
    "286-1": ("286-1 prevails", {"facecolor": BLUE}),
    "either": ("a tie, 286-1 in it", {"facecolor": "#56B4E9"}),
    "open": ("286-1 possible: no legal mark", {"facecolor": "#D6EAF6", "hatch": "//////", "edgecolor": "#56B4E9"}),
    "287-2": ("287-2 prevails", {"facecolor": ORANGE}),
    **{offence: (f"{offence} prevails", {"facecolor": OFFENCE_COLOURS[offence]}) for offence in RIVALS},
    "rest": ("not 286-1, rest undecided", {"facecolor": "#C4C4C4"}),
    "none": ("no offence", {"facecolor": "white"}),
}
"""Answers of the law in the order in which a bar shows them: word and look."""
REST = "charge of the rest"
OFFICIALS = (
    ("charge_286-1", "286-1", BLUE),
    ("charge_287-2", "287-2", ORANGE),
    ("charge_285-3", "285-3", OFFENCE_COLOURS["285-3"]),
    ("charge_225", "225", OFFENCE_COLOURS["225"]),
    (REST, "any other offence", "#4D4D4D"),
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
    for name, number in (("case", "row"), ("reading", "block"), ("package", "column")):
        table[number] = pd.factorize(table[name])[0]
    page = page.of(f"{table['case'].nunique()} coded cases, {tables.facts['draws']} draws of unknown facts")
    with house_style():
        _draw_law(table, page)
        _draw_officials(table.drop_duplicates(["case", "package"]), page)


def _draw_law(table: pd.DataFrame, page: Page) -> None:
    heads = [reading.replace("_", " ") for reading in table["reading"].unique()]
    figure, axes, lefts = _grid(page, table, heads, "What the law answers, by reading (share of draws)", 0.75)
    left = lefts[table["block"]] + table["column"] + 0.06
    start = left
    occurring = {answer: of for answer, of in LAW.items() if answer not in RIVALS or table[f"law_{answer}"].any()}
    for answer, (_, look) in occurring.items():
        width = 0.88 * table[f"law_{answer}"]
        axes.barh(table["row"], width, left=start, height=0.72, **{"linewidth": 0.0, **look})
        start = start + width
    axes.barh(table["row"], 0.88, left=left, height=0.72, fill=False, edgecolor="0.6", linewidth=0.4)
    looks: list[Patch | Line2D] = [
        Patch(**{"edgecolor": "0.6", "linewidth": 0.4, **look}, label=word) for word, look in occurring.values()
    ]
    for truth, look in MARKS.items():
        coded = (table["286-1"] == truth) & (table["column"] == 0)
        looks += axes.plot(
            left[coded] - 0.48, table["row"][coded], linestyle="none", markersize=3.2, markeredgewidth=0.6,
            markeredgecolor="0.15", label=f"286-1 {truth} on the facts as coded", **look,
        )  # fmt: skip
    page.legend(
        figure, handles=looks, loc="outside lower center", ncols=4, fontsize=SMALL, columnspacing=1.2, handlelength=1.4
    )
    page.save(figure, "cases", "shares of draws")


def _draw_officials(table: pd.DataFrame, page: Page) -> None:
    heads = [words for _, words, _ in OFFICIALS]
    named = {name for name, *_ in OFFICIALS}
    table = table.assign(**{REST: table[[f"charge_{o}" for o in RIVALS if f"charge_{o}" not in named]].sum(axis=1)})
    figure, axes, lefts = _grid(
        page,
        table,
        heads,
        "Charges before the prosecutor, whatever the reading (probability, %; .5 is 0.5)",
        0.0,
    )
    for left, (name, _, colour) in zip(lefts, OFFICIALS, strict=True):
        shade = LinearSegmentedColormap.from_list(name, ["white", colour])(np.sqrt(table[name]))
        axes.barh(table["row"], 1.0, left=left + table["column"], height=1.0, color=shade, edgecolor="white")
        for column, row, share in table[["column", "row", name]].to_numpy():
            word = (
                "0" if share < 0.0005 else f"{100 * share:.1f}".lstrip("0") if share < 0.0095 else f"{100 * share:.0f}"
            )
            ink = "white" if share > 0.35 else "0.65" if word == "0" else "0.15"
            axes.text(left + column + 0.5, row, word, fontsize=SMALL, ha="center", va="center", color=ink)
    page.save(figure, "cases_officials", "expected shares, shades on a square-root scale")


def _grid(page: Page, table: pd.DataFrame, heads: list[str], title: str, legend: float) -> tuple[Figure, Axes, Floats]:
    """An empty grid: a row per case, a block per head, a column per package. Returns the left side of each block."""
    cases, packages = table.drop_duplicates("case"), list(table["package"].unique())
    lefts = np.arange(len(heads), dtype=np.float64) * (len(packages) + GAP) + GAP
    width = lefts[-1] + len(packages)
    figure = page.figure(ROW * len(cases) + 1.2 + legend)
    axes = figure.subplots()
    for left, head in zip((*lefts, width + 0.3), (*heads, "in fact"), strict=True):
        axes.text(left, -0.6, head, fontsize=7, va="bottom")
    axes.set(xlim=(0.0, width), ylim=(len(cases) - 0.5, -0.5))
    places = np.add.outer(lefts, np.arange(len(packages)) + 0.5).ravel()
    axes.set_xticks(places, packages * len(heads), rotation=90, fontsize=SMALL)
    axes.set_yticks(range(len(cases)), cases["case"].str.replace("_", " ") + "  " + cases["group"])
    bare(axes)
    axes.tick_params(pad=1.5)
    for place, (before, after) in enumerate(pairwise(cases["group"])):
        if before != after:
            axes.plot([0.0, width], [place + 0.5] * 2, color="0.6", linewidth=0.4, zorder=0)
    for place, said in enumerate(cases["in_fact"]):
        axes.text(width + 0.3, place, _short(said), fontsize=SMALL, va="center", color="0.15")
    axes.set_title(title, pad=15)
    return figure, axes, lefts


def _short(said: str) -> str:
    """The article alone, where one was applied."""
    first = said.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else said
