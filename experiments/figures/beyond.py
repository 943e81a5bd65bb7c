"""Changes by a product of declared rates beside the same by the model."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, GREY, WINE
from zombielaw.experiments.figures.rows import APART, Marks, Panel
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.texts import named, say

LOOKS = {
    "more": (WINE, "s", "beyond_low > 1.0"),
    "less": (BLUE, "o", "beyond_high < 1.0"),
    "same": (GREY, "D", "not (beyond_low > 1.0) and not (beyond_high < 1.0)"),
}
"""Colour and marker of a change that is more or less than the funnel's, or not told apart from it; and which it is."""


def draw(table: pd.DataFrame, page: Page, group: Callable[[str], str]) -> None:
    """Draw the table *beyond* as ``beyond``, but for what is not positive: a row for each change, the largest above.

    ``group``: of a name, that under which its words stand; the first of the alphabet is below.
    """
    table = table[(table["funnel"] > 0.0) & (table["model"] > 0.0)]
    if table.empty:
        return
    table = table.assign(group=table["name"].map(group)).sort_values(["group", "model"])
    labels = [*map(named, table["group"], table["name"])]
    marks = [
        Marks(ends=("funnel", "model"), colour="0.8", width=2.2),
        Marks("funnel", colour="0.2", hollow=True, label=say("beyond.funnel"), shift=APART),
    ]
    for look, (colour, mark, where) in LOOKS.items():
        marks.append(
            Marks(
                "model",
                ("low", "high"),
                look=mark,
                colour=colour,
                label=say(f"beyond.{look}"),
                where=where,
                shift=-APART,
            )
        )
    top = {name: number(float(f"{table[name].iloc[-1]:.2g}")) for name in ("funnel", "model")}
    counts = {look: len(table.query(LOOKS[look][2])) for look in ("more", "less")}
    rows.draw(
        table,
        labels,
        {
            "": Panel(
                marks,
                across=say("beyond.across"),
                lines=[1.0],
                form=lambda tick: f"×{number(tick)}",
                how={"xscale": "log"},
            )
        },
        page,
        "beyond",
        say("beyond.band"),
        title=say("beyond.title", name=labels[-1], all=len(table), **top, **counts),
        columns=2,
        groups=[say(f"beyond.{name}") for name in table["group"]],
    )
