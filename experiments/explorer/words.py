"""How the page shows numbers and levers in each language."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from zombielaw.experiments.analysis.wording import Row, interval
from zombielaw.experiments.words.levers import told
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.parameters import Declared, Policy, declared


class Shown(NamedTuple):
    """How a lever is shown."""

    group: str
    title: str
    meaning: str
    about: Declared  # its declaration: range, unit, meaning and today's value


def ranged(row: Row, lang: Language, name: str = "value", sign: str = "") -> str:
    """A number of a row with its interval, in the words of a language."""
    return interval(row, name, sign, lang=lang)


@cache
def levers(lang: Language) -> tuple[Shown, ...]:
    """Every lever that is declared, by group; one that the file does not name comes last, under its own name."""
    known = {lever.name: lever for lever in declared(Policy)}
    found = [
        Shown(group, one[lang], one["about"] if lang == "zh" else known[name].about.meaning, known[name])
        for group, inside in told().items()
        for name, one in inside.items()
        if name in known
    ]
    rest = known.keys() - {one.about.name for one in found}
    return (*found, *(Shown("law", name, known[name].about.meaning, known[name]) for name in sorted(rest)))
