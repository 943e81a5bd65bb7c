"""Headline claims x forms of the model: the answer, and the number with its interval."""

from __future__ import annotations

import math
import textwrap

from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from zombielaw.experiments.analysis.wording import Row, rows_by
from zombielaw.experiments.figures.style import Page, bare, house_style
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.structure.claims import EVERY

LOOKS = {
    "holds": ("✓", "holds: the whole interval lies where the claim says", "#A6DBC8"),
    "below the margin": ("~", "clear of zero, below the margin", "#E3D4EA"),
    "fails": ("✗", "fails: the whole interval lies elsewhere", "#BDBDBD"),
    "inconclusive": ("?", "inconclusive: the interval covers the line", "white"),
}
"""Answers: mark, words, colour."""
ROW, HEAD, LEFT = 0.33, 1.12, 1.42
"""Height of a row and of the head, width of the names, inches."""


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix."""
    table = tables["claims"]
    titles = {name: f"{EVERY[name].text}\n({EVERY[name].rule()})" for name in dict.fromkeys(table["claim"])}
    forms = list(dict.fromkeys(table["form"]))
    cells = rows_by(table, "form", "claim")
    whole = ROW * len(forms) + HEAD + 0.35
    with house_style():
        figure, wide = page.figure(whole, layout=None), page.width()
        axes = figure.subplots()
        figure.subplots_adjust(left=LEFT / wide, right=0.995, top=1.0 - HEAD / whole, bottom=0.35 / whole)
        for down, form in enumerate(forms):
            for across, claim in enumerate(titles):
                if (form, claim) in cells:
                    _cell(axes, across, down, cells[form, claim])
        for across, words in enumerate(titles.values()):
            text = "\n".join(line for part in words.split("\n") for line in textwrap.wrap(part, 15))
            axes.text(across + 0.5, -0.15, text, fontsize=6.2, ha="center", va="bottom", linespacing=1.15)
        figure.text(0.0, 1.0, "Claims (columns) under other forms of the model (rows)", fontsize=9, va="top")
        axes.set_xlim(0, len(titles))
        axes.set_ylim(len(forms), 0)
        axes.set_yticks([down + 0.5 for down in range(len(forms))], forms, fontsize=6.5)
        axes.set_xticks([])
        axes.tick_params(pad=3)
        bare(axes)
        axes.plot([0, len(titles)], [1, 1], color="0.2", linewidth=0.8, clip_on=False)
        handles = [Patch(edgecolor="0.6", linewidth=0.4, label=f"{mark} {words}", facecolor=colour)
                   for mark, words, colour in LOOKS.values()]  # fmt: skip
        axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5 - LEFT / wide / 2, -0.005), ncols=2,
                    fontsize=5.6, handlelength=1.2, columnspacing=1.2)  # fmt: skip
        band = "brackets: bootstrap 95 % intervals, differences paired"
        if table["two_groups"].any():
            band += "; *: an average between two groups of runs, typical of neither"
        if table["cannot_fail"].any():
            band += "; °: cannot fail, the same for good does not lift"
        page.of(f"{tables.facts['providers']:,} providers").save(figure, "structure", band)


def _cell(axes: Axes, across: int, down: int, row: Row) -> None:
    mark, _, colour = LOOKS[row["answer"]]
    axes.add_patch(Rectangle((across + 0.02, down + 0.04), 0.96, 0.92, edgecolor="0.75", linewidth=0.4,
                             facecolor=colour))  # fmt: skip
    claim = EVERY[row["claim"]]
    low, high = (_short(row[end], 2) for end in claim.ends)
    signs = ("*" if row["two_groups"] else "") + ("°" if row["cannot_fail"] else "")
    value = f"{_short(row[claim.about], 3)}{signs}"
    axes.text(across + 0.1, down + 0.3, mark, fontsize=7.5, ha="center", va="center")
    for line, size, text in ((0.31, 6.4, value), (0.69, 5.2, f"[{low}, {high}]")):
        axes.text(across + 0.52, down + line, text, fontsize=size, ha="center", va="center", color="0.15")


def _short(value: float, digits: int) -> str:
    """``value`` to ``digits`` digits, one where it is below a thousandth: more would not fit a cell."""
    digits = digits if abs(value) >= 1e-3 else 1
    return "–" if math.isnan(value) else f"{value:.{digits}g}".replace("-", "−")
