"""Names of the model on a figure: outcomes, units, levers, in the language of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zombielaw.experiments.analysis.compared import EXPECTED
from zombielaw.experiments.words import levers
from zombielaw.sim.measures import Ratio

if TYPE_CHECKING:
    from zombielaw.experiments.figures.style import Page


def outcome(name: str, about: Ratio, page: Page) -> str:
    """Title of an outcome."""
    return (
        about.title
        if page.look.lang == "en"
        else page.named("outcome", name.removeprefix(EXPECTED))
    )


def inside(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def unit(about: Ratio, page: Page) -> str:
    """Unit of an outcome."""
    return page.named("unit", about.unit)


def lever(name: str, page: Page) -> str:
    """Title of a lever."""
    return levers.title(name, page.look.lang)
