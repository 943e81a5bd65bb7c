"""Maps of two levers."""

from __future__ import annotations

from typing import Any

import numpy as np

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.designs.grids import BASE
from zombielaw.experiments.figures import heat
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.sweep.study import GRID, MAPS


def draw(tables: Finished, page: Page) -> None:
    """Draw one map per outcome as ``sweep``."""
    points = tables["points"]
    grid, own = points[points["setting"] == GRID], points[points["setting"] == BASE].iloc[0]
    x, y = (
        heat.Axis(f"{row['lever'].replace('_', ' ')} ({row['unit']})", [*map(_shown, dict.fromkeys(grid[row["side"]]))])
        for row in tables["levers"].to_dict("records")
    )
    panels = []
    for name in MAPS:
        cells = grid[grid["outcome"] == name]
        value, grouped = (
            cells[column].to_numpy().reshape(len(y.levels), len(x.levels)) for column in ("value", "upper_share")
        )
        panels.append(heat.Panel(OUTCOMES[name].title, OUTCOMES[name].unit, value, np.isfinite(grouped), least=0.0))
    band = (
        f"colours: means of sums of probabilities, {tables.facts['years']}; lines: interpolated between "
        "levels; intervals in points.csv"
    )
    today = _shown(own["x"]), _shown(own["y"])
    heat.draw(panels, x, y, page, "sweep", band, today=today, named=tables.facts["own"])


def _shown(level: Any) -> float | str:
    """A level as a figure shows it."""
    if isinstance(level, bool | np.bool_):
        return "yes" if level else "no"
    return level.replace("_", " ") if isinstance(level, str) else float(level)
