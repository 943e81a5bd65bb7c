"""Differences of scenarios from the first as a forest plot, a panel for each outcome."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.rows import short
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.words.levers import lever_words
from zombielaw.sim.measures import Ratio

PANELS = 3
"""Outcomes that are drawn, from the first on; the tables have all."""
MOST = 12
"""Rows that are drawn: those that move most."""
SIDES = ("down", "up", "other")
"""Kinds of changes of a lever: to the low or the high end of its range, or to another option."""


def draw(
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
    named = _levers(every, page) if "lever" in every else _scenarios(every, cells)
    moved = named[named["outcome"].isin(drawn)]
    clear = moved[clear_side(moved) != 0].assign(size=lambda some: some["difference"].abs())
    largest = clear.sort_values("size", kind="stable").groupby("outcome").tail(1)
    most = largest.set_index("outcome").to_dict("index")
    listed = page.say("contrast.and").join(
        page.say(
            "contrast.most",
            row=row["row"]
            if row["side"] == "other"
            else page.say(
                "place.title", title=row["row"], place=page.say(f"contrast.{row['side']}")
            ),
            outcome=names.inside(names.outcome(one, about, page)),
            change=short(row["difference"]),
            unit=names.unit(about, page),
        )
        for one, about in drawn.items()
        if one in most
        for row in [most[one]]
    )
    outputs = [
        forest.Output(
            one,
            names.outcome(one, about, page),
            page.say("effects.change", unit=names.unit(about, page)),
        )
        for one, about in drawn.items()
    ]
    forest.draw(
        moved[moved["row"].isin(_largest(clear, moved))].assign(
            output=lambda rows: rows["outcome"]
        ),
        outputs,
        page,
        name,
        page.say("contrast.band"),
        sides={
            side: page.say(f"contrast.{side}") for side in SIDES if (moved["side"] == side).any()
        },
        title=page.say("contrast.title" if listed else "contrast.none", own=own, listed=listed),
    )


def _scenarios(points: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Points with their cells as the name, under the heads of these."""
    row = points["point"].map(cells.agg(", ".join, axis="columns"))
    return points.assign(row=row, group=", ".join(map(str, cells)), side="other")


def _levers(points: pd.DataFrame, page: Page) -> pd.DataFrame:
    """Points with name, group and side of the lever that they move, in the order of the procedure."""
    groups = {lever: group for group, inside in lever_words().items() for lever in inside}
    place = [*groups]
    switched = points["to"].astype(str).isin(["True", "False"])
    points = points.assign(side=points["side"].mask(switched, "other"))
    return points.assign(
        row=[
            names.lever(row["lever"], page)
            + (
                f": {page.named('option', str(row['to']).lower())}"
                if row["side"] == "other"
                else ""
            )
            for row in points.to_dict("records")
        ],
        group=[page.named("group", groups.get(lever, "law")) for lever in points["lever"]],
        order=[place.index(lever) if lever in groups else len(place) for lever in points["lever"]],
    ).sort_values("order", kind="stable")


def _largest(clear: pd.DataFrame, moved: pd.DataFrame) -> list[str]:
    """Rows of the largest effects clear of zero, each outcome measured by its own largest; all where none is clear."""
    size = clear["size"] / clear.groupby("outcome")["size"].transform("max")
    by: pd.Series[float] = size.groupby(clear["row"]).max()
    return by.nlargest(MOST).index.tolist() or moved["row"].unique().tolist()
