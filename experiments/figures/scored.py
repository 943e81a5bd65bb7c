"""Observed outcomes beside the predictions of the theory and its rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, GREY, ORANGE, WINE
from zombielaw.experiments.figures.rows import Marks, Panel
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.texts import say

LOOKS = ((BLUE, "o"), (ORANGE, "s"), (WINE, "^"), (GREY, "D"), ("0.15", "v"))
ENDS = ("q05", "q95")
HIGH = 0.32
"""Rows above the middle of its own at which an outcome stands; below it the theories, to as far under the middle."""


def draw(
    scores: pd.DataFrame, theories: Sequence[str], names: Mapping[str, str], page: Page
) -> None:
    """Draw ``scores``: a row for each outcome: its bounds, and medians with 5 % to 95 % of each theory.

    ``theories``: those that are drawn, of which the title says the first. ``names``: of all.
    """
    scores = scores[::-1].assign(high=scores["high"].clip(upper=10.0 * scores["q95"].max()))
    first = scores[scores["theory"] == theories[0]]
    above, below = (first["low"] > first["q95"]).sum(), (first["high"] < first["q05"]).sum()
    seen = f"theory == '{theories[0]}'"
    marks = [
        Marks("low", ("low", "high"), "|", "black", say("score.observed"), seen, shift=HIGH),
        Marks("high", look="|", colour="black", where=seen, shift=HIGH),
    ]
    places = np.linspace(HIGH, -HIGH, len(theories) + 1)[1:]
    marks += [
        Marks("q50", ENDS, mark, colour, names[theory], f"theory == '{theory}'", shift=shift)
        for theory, (colour, mark), shift in zip(theories, LOOKS, places.tolist(), strict=False)
    ]
    rows.draw(
        scores,
        scores["outcome"],
        {"": Panel(marks, across=say("score.axis"), how={"xscale": "symlog"})},
        page,
        "scores",
        say("score.band"),
        title=say(
            "score.title",
            all=len(first),
            inside=len(first) - above - below,
            above=above,
            below=below,
            theory=names[theories[0]],
        ),
        columns=2,
        room=40,
        height=0.5,
    )
