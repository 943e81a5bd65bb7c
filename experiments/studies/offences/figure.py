"""The figure of the sister offences: cases a year by stage, and what the order costs."""

from __future__ import annotations

from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.figures import rows
from zombielaw.experiments.figures.colours import BLUE, ORANGE
from zombielaw.experiments.figures.rows import Marks, Panel
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.offences.declaration import NO_ORDER
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.offences.study import names_of

DRAWN = {"findings": "|", "satisfied": "o", "referred": "^", "convicted": "X"}
"""Stages that are drawn, and their marks."""
HOLLOW = "o^"
OWN = "network"
"""The unit of Art. 286-1."""
LEAST = 1e-3
"""Cases a year below which a mark stands at the edge."""


def draw(tables: Finished, page: Page) -> None:
    """Draw a row for each unit: marks for stages on the left, the cost of the order on the right."""
    units, names = tables["units"].iloc[::-1], names_of(tables["stages"], page.look.lang)
    medians = tables["stages"].pivot_table(index="unit", columns="stage", values="q50", sort=False)
    table = units.merge(medians[[*DRAWN]].clip(lower=LEAST), on="unit").assign(
        one=1.05, words=page.say("offences.no_order")
    )
    dated = {
        row["unit"]: page.say("place.title", title=names[row["unit"]], place=row["year"])
        for row in units.to_dict("records")
    }
    stages = [
        Marks(
            stage,
            look=mark,
            colour=BLUE if stage == "convicted" else "0.35",
            hollow=mark in HOLLOW,
            label=label,
        )
        for stage, mark in DRAWN.items()
        for label in [page.say(f"offences.stage.{stage}")]
    ]
    ordered, free = f"order != '{NO_ORDER}'", f"order == '{NO_ORDER}'"
    costs = units[units["order"] != NO_ORDER].set_index("unit")
    others = costs["cost"].drop(OWN)
    own = [
        number(float(f"{value:.2g}"))
        for value in [*costs.loc[OWN, ["cost", "cost_q05", "cost_q95"]], others.min(), others.max()]
    ]
    rows.draw(
        table,
        [dated[unit] for unit in table["unit"]],
        {
            "left": Panel(
                [Marks(ends=("convicted", "findings"), colour="0.85", width=3.0), *stages],
                page.say("offences.left"),
                page.say("offences.cases"),
                how={"xscale": "log"},
            ),
            "right": Panel(
                [
                    Marks("cost", ("cost_q05", "cost_q95"), colour=ORANGE, where=ordered),
                    Marks("one", text="words", where=free),
                ],
                page.say("offences.right"),
                page.say("offences.times"),
                lines=[1.0],
                form="{:g}".format,
                how={"xscale": "log"},
            ),
        },
        page.of(page.say("offences.world", draws=tables.facts["draws"])),
        "offences",
        page.say("offences.band"),
        title=page.say("offences.title", all=len(others), own=own),
        columns=4,
        room=40,
    )
