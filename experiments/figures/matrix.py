"""Answers of the law (rows) against those of officials (columns), as shares of each row."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from zombielaw.experiments.figures.colours import ORANGE, SHADES
from zombielaw.experiments.figures.style import PAGE, Page, bare, house_style, wrapped

AGREES = {
    "286-1": ("286-1",),
    "287-2": ("287-2",),
    "286-1 and 287-2": ("286-1", "287-2"),
    "other only": ("other",),
    "other": ("other",),
    "none": ("none",),
}
"""Columns in which the law and officials agree, by row."""
OPEN = "open"
"""The row on which the law has no answer."""
OWN = "286-1"
"""The row on which the law has Art. 286-1 alone."""


def agreement(counts: pd.DataFrame) -> dict[str, float]:
    """Shares for a title: ``agree``, of files on which the law has an answer and officials the same; ``own``, of
    those with 286-1 alone; ``wrongful``, of files without any offence on which officials act. NaN without a file.
    """
    agree = pd.DataFrame(
        {one: [one in AGREES.get(str(row), ()) for row in counts.index] for one in counts.columns},
        index=counts.index,
    )
    right, files = counts.where(agree, 0.0).sum(axis="columns"), counts.sum(axis="columns")
    settled, shares = files.index != OPEN, right / files.replace(0.0, np.nan)
    return {
        "agree": right[settled].sum() / (files[settled].sum() or np.nan),
        "own": shares.get(OWN, np.nan),
        "wrongful": 1.0 - shares.get("none", np.nan),
    }


def draw(
    counts: pd.DataFrame,
    page: Page,
    name: str,
    band: str,
    *,
    title: str,
    across: str,
    files: pd.Series[int],
    nothing: str,
) -> None:
    """Draw a matrix as ``<name>``: the share of each row in per cent; framed where law and officials agree.

    ``counts``: a row for each answer of the law, a column for each of officials. ``files``: case files behind each row.
    ``nothing``: label of the column ``none``.
    """
    share = counts.div(counts.sum(axis="columns").replace(0.0, np.nan), axis="index").to_numpy(
        dtype=float
    )
    with house_style():
        figure = page.figure(0.3 * len(counts) + 1.35, PAGE * 0.7)
        axes = figure.subplots()
        axes.imshow(np.nan_to_num(share), vmin=0.0, vmax=1.0, cmap=SHADES, aspect="auto")
        for (row, column), value in np.ndenumerate(share):
            label = (
                ""
                if np.isnan(value)
                else "0"
                if value == 0.0
                else "<1"
                if value < 0.01
                else f"{100 * value:.0f}"
            )
            ink = "white" if value > 0.55 else "0.55" if label == "0" else "0.1"
            axes.text(column, row, label, ha="center", va="center", fontsize=7, color=ink)
            if counts.columns[column] in AGREES.get(str(counts.index[row]), ()):
                axes.add_patch(
                    Rectangle(
                        (column - 0.47, row - 0.44),
                        0.94,
                        0.88,
                        fill=False,
                        edgecolor=ORANGE,
                        linewidth=1.3,
                        path_effects=[withStroke(linewidth=2.6, foreground="white")],
                    )
                )
        heads = [
            nothing if one == "none" else page.named("charge", str(one)) for one in counts.columns
        ]
        axes.set_xticks(
            range(len(heads)), ["\n".join(wrapped(one, 9 if page.narrow else 20)) for one in heads]
        )
        rows = [
            page.say("mischarge.row", law=page.named("law", str(law)), number=number)
            for law, number in files.items()
        ]
        axes.set_yticks(range(len(rows)), rows)
        bare(axes)
        axes.set(xlabel=across, ylabel=page.say("mischarge.up"))
        page.title(figure, title)
        axes.set_title(page.say("mischarge.key"), fontsize=7)
        page.save(figure, name, band)
