"""The three figures of the baseline."""

from __future__ import annotations

from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.baseline import funnel, mischarge, over_time


def draw(tables: Finished, page: Page) -> None:
    """Draw ``funnel``, ``over_time`` and ``mischarge``."""
    for figure in (funnel, over_time, mischarge):
        figure.draw(tables, page)
