"""Forest plots: effects of many changes on several outputs, with intervals; one order of rows for all panels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.analysis.outcomes import title_in_words
from zombielaw.experiments.analysis.wording import within_sentence
from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, PALE, WINE
from zombielaw.experiments.figures.rows import APART, Marks, Panel, short
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.levers import lever_words, title
from zombielaw.experiments.words.texts import language, named, say
from zombielaw.sim.measures import Ratio

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
    pale, groups = say("forest.pale"), say("forest.two_groups")

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


PANELS = 3
"""Outcomes that are drawn, from the first on; the tables have all."""
MOST = 12
"""Rows that are drawn: those that move most."""


def effects(
    points: pd.DataFrame,
    cells: pd.DataFrame,
    outcomes: Mapping[str, Ratio],
    page: Page,
    name: str,
    own: str,
) -> None:
    """Draw the differences of the rows that move most, as ``<name>``, with their intervals.

    ``points``: estimates of all points; those that say the ``lever`` that they move, and the ``side`` to which, stand
    under the name of their group. ``cells``: what each point is, in words, for all others. ``outcomes``: those that are
    told, of which the first are drawn. ``own``: the first point in words.
    """
    drawn = {one: outcomes[one] for one in [*outcomes][:PANELS]}
    every = points[points["point"].isin(cells.index)]
    rows = _levers(every) if "lever" in every else _scenarios(every, cells)
    moved = rows[rows["outcome"].isin(drawn)]
    clear = moved[clear_side(moved) != 0].assign(size=lambda some: some["difference"].abs())
    largest = clear.sort_values("size", kind="stable").groupby("outcome").tail(1)
    most = largest.set_index("outcome").to_dict("index")
    listed = say("contrast.and").join(
        say(
            "contrast.most",
            row=row["row"]
            if row["side"] == "other"
            else say("place.title", title=row["row"], place=say(f"contrast.{row['side']}")),
            outcome=within_sentence(title_in_words(one, about)),
            change=short(row["difference"]),
            unit=named("unit", about.unit),
        )
        for one, about in drawn.items()
        if one in most
        for row in [most[one]]
    )
    outputs = [
        Output(
            one,
            title_in_words(one, about),
            say("effects.change", unit=named("unit", about.unit)),
        )
        for one, about in drawn.items()
    ]
    draw(
        moved[moved["row"].isin(_largest(clear, moved))].assign(
            output=lambda rows: rows["outcome"]
        ),
        outputs,
        page,
        name,
        say("contrast.band"),
        sides={side: say(f"contrast.{side}") for side in SIDES if (moved["side"] == side).any()},
        title=say("contrast.title" if listed else "contrast.none", own=own, listed=listed),
    )


def _scenarios(points: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Points with their cells as the name, under the heads of these."""
    row = points["point"].map(cells.agg(", ".join, axis="columns"))
    return points.assign(row=row, group=", ".join(map(str, cells)), side="other")


def _levers(points: pd.DataFrame) -> pd.DataFrame:
    """Points with name, group and side of the lever that they move, in the order of the procedure."""
    groups = {lever: group for group, inside in lever_words().items() for lever in inside}
    place = [*groups]
    switched = points["to"].astype(str).isin(["True", "False"])
    points = points.assign(side=points["side"].mask(switched, "other"))
    return points.assign(
        row=[
            title(row["lever"], language())
            + (f": {named('option', str(row['to']).lower())}" if row["side"] == "other" else "")
            for row in points.to_dict("records")
        ],
        group=[named("group", groups.get(lever, "law")) for lever in points["lever"]],
        order=[place.index(lever) if lever in groups else len(place) for lever in points["lever"]],
    ).sort_values("order", kind="stable")


def _largest(clear: pd.DataFrame, moved: pd.DataFrame) -> list[str]:
    """Rows of the largest effects clear of zero, each outcome measured by its own largest; all where none is clear."""
    size = clear["size"] / clear.groupby("outcome")["size"].transform("max")
    by: pd.Series[float] = size.groupby(clear["row"]).max()
    return by.nlargest(MOST).index.tolist() or moved["row"].unique().tolist()
