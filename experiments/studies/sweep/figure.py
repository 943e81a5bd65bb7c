"""Maps of two levers."""

from __future__ import annotations

from typing import Any

import numpy as np

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.designs.grids import BASE
from zombielaw.experiments.figures import heat, names
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.sweep.study import GRID, MAPS

DRAWN = MAPS[:2]
"""Wrongful convictions move less than runs differ: they are in the table."""


def draw(tables: Finished, page: Page) -> None:
    """Draw one map per outcome as ``sweep``."""
    points = tables["points"]
    grid, own = points[points["setting"] == GRID], points[points["setting"] == BASE].iloc[0]
    levers = tables["levers"].to_dict("records")
    titles = [names.lever(row["lever"], page) for row in levers]
    x, y = (
        heat.Axis(
            page.say("sweep.axis", lever=title, unit=page.named("unit", row["unit"])),
            [_shown(level, page) for level in dict.fromkeys(grid[row["side"]])],
        )
        for row, title in zip(levers, titles, strict=True)
    )
    panels = []
    for name in DRAWN:
        cells = grid[grid["outcome"] == name]
        value, grouped = (
            cells[column].to_numpy().reshape(len(y.levels), len(x.levels)) for column in ("value", "upper_share")
        )
        about = OUTCOMES[name]
        panels.append(
            heat.Panel(
                names.outcome(name, about, page), names.unit(about, page), value, np.isfinite(grouped), least=0.0
            )
        )
    heat.draw(
        panels, x, y, page, "sweep", page.say("sweep.band", years=tables.facts["years"]),
        today=(_shown(own["x"], page), _shown(own["y"], page)), named=page.named("scenario", tables.facts["own"]),
        title=page.say("sweep.title", x=titles[0], y=titles[1]),
    )  # fmt: skip


def _shown(level: Any, page: Page) -> float | str:
    """A level as a figure shows it."""
    if isinstance(level, bool | np.bool_):
        return page.named("option", str(bool(level)).lower())
    return page.named("option", level) if isinstance(level, str) else float(level)
