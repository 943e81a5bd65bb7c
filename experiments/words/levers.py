"""Titles and meanings of the levers in each language: a file of data beside this one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from zombielaw.experiments.words.texts import Language
from zombielaw.sim.parameters import Declared, Policy, declared


@cache
def lever_words() -> dict[str, dict[str, dict[str, str]]]:
    """Group, lever, and its words: ``en`` and ``zh`` title, ``about`` its meaning in Chinese."""
    read: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(
        (Path(__file__).parent / "levers.yaml").read_text(encoding="utf-8")
    )
    return read


def title(lever: str, lang: Language) -> str:
    """Title of a lever, or its name where the file has none."""
    titles = {name: one[lang] for inside in lever_words().values() for name, one in inside.items()}
    return titles.get(lever, lever.replace("_", " "))


class Shown(NamedTuple):
    """Words of a lever for a reader, with its declaration."""

    group: str
    title: str
    meaning: str
    about: Declared  # its declaration: range, unit, meaning and today's value


@cache
def levers(lang: Language) -> tuple[Shown, ...]:
    """Every lever that is declared, by group; one that the file does not name comes last, under its own name."""
    known = {lever.name: lever for lever in declared(Policy)}
    shown = [
        Shown(
            group,
            one[lang],
            one["about"] if lang == "zh" else known[name].about.meaning,
            known[name],
        )
        for group, inside in lever_words().items()
        for name, one in inside.items()
        if name in known
    ]
    rest = known.keys() - {one.about.name for one in shown}
    return (
        *shown,
        *(Shown("law", name, known[name].about.meaning, known[name]) for name in sorted(rest)),
    )
