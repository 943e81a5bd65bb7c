"""Names of the model on a figure: outcomes, units, levers, numbers, in the language of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zombielaw.experiments.analysis.compared import EXPECTED
from zombielaw.experiments.analysis.outcomes import Outcome
from zombielaw.experiments.words import levers, numbers, texts

if TYPE_CHECKING:
    from zombielaw.experiments.figures.style import Page


def outcome(name: str, about: Outcome, page: Page) -> str:
    """Title of an outcome."""
    return about.title if page.look.lang == "en" else page.named("outcome", name.removeprefix(EXPECTED))


def unit(about: Outcome, page: Page) -> str:
    """Unit of an outcome."""
    return page.named("unit", about.unit)


def lever(name: str, page: Page) -> str:
    """Title of a lever."""
    return levers.title(name, page.look.lang)


def number(key: str, page: Page) -> str:
    """Short name of a number, by its full key.

    One without a short name goes by the title of the lever that it is, or by its own name, in Chinese by its meaning.
    """
    group, _, name = key.rpartition(".")
    if f"parameter.{name}" not in texts.texts():
        if group == "policy":
            return lever(name, page)
        if page.look.lang == "zh":
            return numbers.in_chinese(key)
    return page.named("parameter", name)
