"""``zombielaw offence``: a file for a user's own offence, made from the declarations of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zombielaw.experiments.data.cases import CONFIDENCES
from zombielaw.experiments.errors import wants_new
from zombielaw.experiments.offences.declaration import (
    FINES,
    PATTERNS,
    RELATIONS,
    ROLES,
    SUPPLY,
    UNTIL,
    built_in,
    units_of,
)
from zombielaw.experiments.words.texts import LANGUAGES, language

TEXT = Path(__file__).with_name("template.txt")
"""The file, with places for what is declared elsewhere."""


def answer(words: Sequence[str]) -> str:
    """Text that ``zombielaw offence <words>`` writes. Raises InputError: the words ask for something else."""
    if wants_new("offence", words):
        return template()
    units = "\n".join(
        f"  {unit.id:<17} Art. {unit.article}, {unit.name['en']}"
        for unit in units_of(built_in().values()).values()
    )
    return (
        "An offence of your own, from a file that you fill in:\n\n"
        "  zombielaw offence new        write a file for your own offence to the screen, with every field and what it "
        "means\n\n  zombielaw offence new > my.yaml\n  zombielaw study=offences study.file=my.yaml\n\n"
        f"Offences that are declared already:\n\n{units}\n\nHow to declare one: docs/howto_offence.md\n"
    )


def template() -> str:
    """A file that can be asked as it is, in which every field stands with its meaning."""
    *preambles, fields = TEXT.read_text(encoding="utf-8").split("\n\n", len(LANGUAGES))
    preamble = preambles[LANGUAGES.index(language())]
    return f"{preamble}\n\n{fields}".format(
        confidences=", ".join(CONFIDENCES),
        roles=" | ".join(ROLES),
        until=" | ".join(UNTIL),
        relations=" | ".join(RELATIONS),
        fines=" | ".join(FINES),
        patterns="\n".join(f"  #   {name:<24} {meaning}" for name, meaning in PATTERNS.items()),
        supply="\n".join(f"  #   {name:<18} {meaning}" for name, (meaning, _) in SUPPLY.items()),
    )
