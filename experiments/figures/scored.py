"""Observed outcomes beside the predictions of the theory and its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE, WINE
from zombielaw.experiments.figures.style import PAGE, house_style, wrapped

LOOKS = ((BLUE, "o"), (ORANGE, "s"), (WINE, "^"), (GREY, "D"), ("0.15", "v"))
ROW = 0.55


def draw(scores: pd.DataFrame, theories: Sequence[str], words: dict[str, str], to: Path) -> None:
    """Draw a row for each outcome: its bounds as a band, and medians with 5 % to 95 % of each theory."""
    lines = scores["line"].unique()
    with house_style():
        figure, axes = plt.subplots(figsize=(PAGE, ROW * len(lines) + 1.2), layout="constrained")
        places = {line: len(lines) - 1 - place for place, line in enumerate(lines)}
        for number, (theory, (colour, mark)) in enumerate(zip(theories, LOOKS, strict=False)):
            these = scores[scores["theory"] == theory]
            y = (
                np.array([places[line] for line in these["line"]])
                + 0.3
                - 0.6 * number / max(len(theories) - 1, 1)
            )
            axes.hlines(y, these["q05"], these["q95"], color=colour, linewidth=1.0)
            axes.plot(these["q50"], y, mark, color=colour, markersize=3.5, label=words[theory])
        axes.set_xscale("symlog", linthresh=0.1)
        left, right = 0.0, axes.get_xlim()[1]
        for row in scores.drop_duplicates("line").to_dict("records"):
            place = places[row["line"]]
            ends = [max(row["low"], left), min(row["high"], right)]
            axes.fill_betweenx([place - 0.42, place + 0.42], *ends, color="0.85", linewidth=0)
            axes.vlines(ends, place - 0.42, place + 0.42, color="0.4", linewidth=1.2)
        labels = scores.drop_duplicates("line")["outcome"]
        axes.set_yticks(
            [places[line] for line in lines], ["\n".join(wrapped(label, 40)) for label in labels]
        )
        axes.set(xlabel=words["axis"], title=words["title"])
        figure.legend(loc="outside lower left", ncols=3)
        figure.savefig(to)
        plt.close(figure)
