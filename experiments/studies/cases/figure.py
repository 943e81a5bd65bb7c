"""Every coded case: what the law answers, and how reforms move what officials charge."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.style import Page, wrapped
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim.law.offences import RIVALS

LAW: dict[str, tuple[tuple[str, ...], str]] = {
    "286-1": (("286-1", "either"), BLUE),
    "open": (("open",), "#9CCBE8"),
    "287-2": (("287-2",), ORANGE),
    "other": (tuple(RIVALS), "0.52"),
    "rest": (("rest",), "0.75"),
    "none": (("none",), "0.93"),
}
"""Answers of the law as a bar shows them: those of the table that they put together, and colour."""
CHARGES = {"286-1": BLUE, "287-2": ORANGE, "other": "0.4"}
"""Charges and their colour."""
FIRST, LAST = "today", "all"
"""Packages that are compared."""
ROW = 0.17
"""Height of a case, inches."""
PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
"""Under a number on a hatched bar."""
LEAST = 0.05
"""Share above which a part of a bar has its number."""


def draw(tables: Finished, page: Page) -> None:
    """Draw what the law answers as ``cases`` and what officials charge as ``cases_officials``."""
    table = tables["cases"]
    number = table["case"].nunique()
    page = page.of(page.say("cases.world", number=number, draws=tables.facts["draws"]))
    reading = table["reading"].iloc[0]
    now = table[table["package"] == (FIRST if (table["package"] == FIRST).any() else table["package"].iloc[0])]
    _draw_law(now, str(reading), page)
    _draw_officials(table.drop_duplicates(["case", "package"]), page)


def _draw_law(table: pd.DataFrame, reading: str, page: Page) -> None:
    """Bars of the first reading, and beside them how far the readings differ over 286-1."""
    rows = table[table["reading"] == reading]
    figure, (axes,) = _rows(rows, page)
    start = np.zeros(len(rows))
    looks = []
    for answer, (parts, colour) in LAW.items():
        share = rows[[f"law_{part}" for part in parts]].sum(axis=1).to_numpy(dtype=float)
        axes.barh(range(len(rows)), share, left=start, height=0.76, color=colour, linewidth=0)
        for place in np.flatnonzero(share >= (2.0 if page.narrow else 1.0) * LEAST).tolist():
            dark = answer in ("286-1", "287-2", "other") and not page.look.grey
            axes.text(
                start[place] + share[place] / 2.0, place, f"{100 * share[place]:.0f}", fontsize=6.5, ha="center",
                va="center", color="white" if dark else "0.1", bbox=PLATE if page.look.grey else None,
            )  # fmt: skip
        start = start + share
        if share.any():
            looks.append(Patch(color=colour, label=page.say(f"cases.law.{answer}"), linewidth=0))
    own = table[["law_286-1", "law_either"]].sum(axis=1).groupby(table["case"], sort=False)
    for place, (low, high) in enumerate(zip(own.min(), own.max(), strict=True)):
        words = f"{100 * low:.0f}" if round(100 * low) == round(100 * high) else f"{100 * low:.0f}–{100 * high:.0f}"
        axes.text(1.03, place, words, fontsize=6.5, va="center", color="0.1")
    head = "\n".join(wrapped(page.say("cases.readings"), 10))
    axes.text(1.02, -0.62, head, fontsize=6.5, va="bottom", linespacing=1.1)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel(page.say("cases.across"), loc="right")
    axes.set_xticks([0.0, 0.5, 1.0], ["0", "50", "100"])
    axes.grid(visible=False)
    figure.suptitle(page.say("cases.title"), x=0.0, ha="left", fontsize=9)
    page.legend(figure, handles=looks, loc="outside lower left", ncols=3, handlelength=1.2, columnspacing=1.2)
    page.save(figure, "cases", page.say("cases.band", reading=page.named("reading", reading)))


def _draw_officials(table: pd.DataFrame, page: Page) -> None:
    """One dumbbell per case and charge: from the first package to the last."""
    packages = list(table["package"].unique())
    ends = [FIRST if FIRST in packages else packages[0], LAST if LAST in packages else packages[-1]]
    now, then = (_charges(table[table["package"] == one]) for one in ends)
    cases = table.drop_duplicates("case")
    figure, panels = _rows(cases, page, len(CHARGES))
    for axes, (name, colour) in zip(panels, CHARGES.items(), strict=True):
        before, after = now[name].to_numpy(), then[name].to_numpy()
        place = np.arange(len(cases))
        axes.hlines(place, before, after, color=colour, linewidth=2.2)
        axes.plot(
            before, place, "o", color=colour, markersize=4.2, markerfacecolor="white", label=page.say("cases.now")
        )
        axes.plot(after, place, "o", color=colour, markersize=4.2, label=page.say("cases.then"))
        axes.set(xlim=(-0.04, 1.04))
        axes.set_title(page.say(f"cases.charge.{name}"), fontsize=8)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "" if page.narrow else "50", "100"])
        axes.set_xlabel(page.say("cases.charged"), fontsize=7)
    figure.suptitle(page.say("cases.officials.title"), x=0.0, ha="left", fontsize=9)
    handles, words = panels[-1].get_legend_handles_labels()
    page.legend(figure, handles, words, loc="outside lower left", ncols=2)
    page.save(figure, "cases_officials", page.say("cases.officials.band"))


def _charges(table: pd.DataFrame) -> Mapping[str, pd.Series[float]]:
    rest = table[[f"charge_{one}" for one in RIVALS]].sum(axis=1)
    return {"286-1": table["charge_286-1"], "287-2": table["charge_287-2"], "other": rest}


def _rows(cases: pd.DataFrame, page: Page, panels: int = 1) -> tuple[Figure, list[Axes]]:
    """A row per case with its name and, in brackets, what was applied in fact."""
    names = [
        page.say("cases.row", case=page.named("coded", case), fact=page.named("charge", _short(fact)))
        for case, fact in zip(cases["case"], cases["in_fact"], strict=True)
    ]
    if page.narrow:
        names = [
            name.replace(" (", "\n(").replace("\N{FULLWIDTH LEFT PARENTHESIS}", "\n\N{FULLWIDTH LEFT PARENTHESIS}")
            for name in names
        ]
    figure = page.figure(ROW * len(names) * (1.5 if page.narrow else 1.0) + 1.45)
    grid = figure.subplots(1, panels, sharey=True, squeeze=False)[0]
    grid[0].set_yticks(range(len(names)), names, fontsize=6.5)
    grid[0].set_ylim(len(names) - 0.4, -0.6)
    for axes in grid:
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
    return figure, list(grid)


def _short(said: str) -> str:
    """The article alone, where one was applied."""
    first = said.split(" ", maxsplit=1)[0]
    return first if first[0].isdigit() else said
