"""Forest plot: effects of many changes on several outputs, with intervals; one order of rows for all panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, PALE, WINE
from zombielaw.experiments.figures.rows import APART, Marks, Panel, short
from zombielaw.experiments.figures.style import Page

SIDES = {"down": (BLUE, "v", -APART), "up": (WINE, "^", APART), "other": ("0.15", "o", 0.0)}
"""Colour and marker of a change to a lower value, to a higher one, to what is neither; and its place on its row."""
ENDS = ("difference_low", "difference_high")


@dataclass(frozen=True)
class Output:
    """One panel."""

    name: str  # value of the column ``output``
    title: str
    label: str  # what the effect is a difference of, with its unit


def draw(
    table: pd.DataFrame,
    outputs: Sequence[Output],
    page: Page,
    name: str,
    band: str,
    *,
    sides: Mapping[str, str],
    title: str,
) -> None:
    """Draw one panel per output.

    ``table``: columns ``output, row, side, difference, difference_low, difference_high, two_groups``: rows of one
    ``row`` share a line, in the order in which they first stand; ``side`` is a key of :data:`SIDES`. A difference that
    is NaN is left out, an interval that is NaN is not drawn; one that covers zero is pale and hollow. Rows of one
    ``group``, if there is such a column, stand under its name. ``band``: what the lines are. ``sides``: words of the
    legend for the sides that are there, if they are more than one. ``title``: what is seen.
    """
    table = table[::-1].assign(
        covers=(table[ENDS[0]] <= 0.0) & (table[ENDS[1]] >= 0.0),
        two_groups=table["two_groups"].astype(bool),
    )
    pale, groups = page.say("forest.pale"), page.say("forest.two_groups")

    def marks(output: str) -> list[Marks]:
        drawn = []
        for covers in ("not covers", "covers"):
            for side, word in sides.items():
                colour, look, shift = SIDES[side]
                where = f"output == '{output}' and side == '{side}' and {covers}"
                one = Marks(
                    "difference",
                    ENDS,
                    look,
                    colour,
                    word if len(sides) > 1 else "",
                    where,
                    shift=shift,
                )
                if covers == "covers":
                    one = replace(one, colour=PALE, label=pale, hollow=True)
                drawn += [
                    one,
                    replace(one, ends=(), look="X", label=groups, where=f"{where} and two_groups"),
                ]
        return drawn

    rows.draw(
        table,
        table["row"],
        {
            output.name: Panel(
                marks(output.name), output.title, output.label, lines=[0.0], form=short
            )
            for output in outputs
        },
        page,
        name,
        band,
        title=title,
        columns=4,
        groups=table.get("group", ()),
    )
