"""Reforms against today in two figures: who bears them, and the two panels of the page for a minister."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zombielaw.experiments.analysis.borne import BY
from zombielaw.experiments.analysis.brief import JUDGED, brief, names
from zombielaw.experiments.analysis.compared import DRAWS, FEW, WHOLE, others, title_of
from zombielaw.experiments.analysis.comparison import called
from zombielaw.experiments.analysis.estimates import clear_side
from zombielaw.experiments.figures.colours import BLUE, GREY, PALE
from zombielaw.experiments.figures.rows import Marks, Output, Panel, draw_forest, draw_rows
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.reducers.by_group import GROUPED
from zombielaw.experiments.words.texts import say

BORNE = (
    "written_orders",
    "expected_convictions_286_1",
    "expected_wrongful",
    "official_days",
)
"""Outcomes that are drawn by groups."""
TALL = 0.36
"""Inches of a row of the panels for a minister."""


def draw_borne(tables: Mapping[str, pd.DataFrame], page: Page) -> None:
    """Draw what each scenario changes for each group as ``groups``, if there are few scenarios."""
    reforms = [*others(tables[WHOLE])] if GROUPED in tables else []
    if not 1 <= len(reforms) <= FEW:
        return
    table, looks = tables[GROUPED], ("down", "up") if len(reforms) > 1 else ("other",)
    sides = dict(zip(reforms, looks, strict=True))
    rows = table[table["scenario"].isin(reforms) & table["outcome"].isin(BORNE)].round(9)
    rows = rows.assign(
        output=rows["outcome"],
        side=rows["scenario"].map(sides),
        row=[say(f"borne.{group}") for group in rows["group"]],
        group=[say(f"borne.{by}") for by in rows[BY]],
    )
    draw_forest(
        rows,
        [Output(outcome, title_of(outcome), "") for outcome in BORNE],
        page,
        GROUPED,
        say("borne.band"),
        sides={side: called(tables, name) for name, side in sides.items()},
        title=say(
            "borne.title",
            first=called(tables, str(table["scenario"].iloc[0])),
            clear=int((clear_side(rows) != 0).sum()),
            all=len(rows),
        ),
    )


def draw_brief(tables: Mapping[str, pd.DataFrame], page: Page) -> None:
    """Draw use and wrongful convictions in each scenario as ``brief``, if there is a page for a minister."""
    if not brief(tables):
        return
    whole, ends = tables[WHOLE], ["draw_low", "draw_high"]
    drawn = tables.get(DRAWS, whole).reindex(columns=["point", "outcome", *ends])
    rows = whole[whole["outcome"].isin(JUDGED)].drop(columns=ends, errors="ignore")[::-1]
    rows = rows.merge(drawn, on=["point", "outcome"])
    first = str(rows["scenario"].iloc[-1])

    def panel(outcome: str) -> Panel:
        own = f"outcome == '{outcome}' and point"
        return Panel(
            [
                Marks("", ("draw_low", "draw_high"), "", PALE, say("brief.drawn"), f"{own} >= 0"),
                Marks("value", ("low", "high"), "s", GREY, "", f"{own} == 0", width=2.6),
                Marks("value", ("low", "high"), "o", BLUE, "", f"{own} > 0", width=2.6),
            ],
            title_of(outcome),
            form=lambda tick: f"{tick:g}",
            how={"xscale": "symlog", "xlim": (0.0, None)},
        )

    draw_rows(
        rows,
        rows["scenario"].map({first: called(tables, first), **names(tables)}),
        {outcome: panel(outcome) for outcome in JUDGED},
        page,
        "brief",
        say("brief.band"),
        title=say("brief.title"),
        height=TALL,
    )
