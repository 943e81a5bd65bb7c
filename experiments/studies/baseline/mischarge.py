"""The mischarge matrix: what the law says against what is charged."""

from __future__ import annotations

from zombielaw.experiments.figures import matrix
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished


def draw(tables: Finished, page: Page) -> None:
    """Draw the matrix as ``mischarge``."""
    table = tables["mischarge"].set_index("law")
    matrix.draw(
        table, page, "mischarge", page.say("mischarge.band"), title=page.say("mischarge.title"),
        across=page.say("mischarge.across"), files=table.sum(axis="columns").round().astype(int),
        nothing=page.say("charge.none"),
    )  # fmt: skip
