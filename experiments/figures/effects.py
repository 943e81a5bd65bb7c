"""Differences of scenarios from a base as a forest plot, a panel for each outcome."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from zombielaw.experiments.analysis.outcomes import Outcome
from zombielaw.experiments.figures import forest, names
from zombielaw.experiments.figures.style import Page

ALONE = {"other": ""}
"""Words of the legend where all rows are of one kind."""


def draw(rows: pd.DataFrame, outcomes: Mapping[str, Outcome], page: Page, name: str, band: str, *, title: str,
         sides: Mapping[str, str] = ALONE) -> None:  # fmt: skip
    """Draw estimates that say their ``row``, ``group`` and ``side`` as ``<name>``: see ``figures.forest``."""
    outputs = [
        forest.Output(
            one, names.outcome(one, about, page),
            page.say("effects.change", unit=names.unit(about, page)),
        )
        for one, about in outcomes.items()
    ]  # fmt: skip
    forest.draw(rows.assign(output=rows["outcome"]), outputs, page, name, band, sides=sides, title=title)
