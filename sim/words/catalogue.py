"""Every message in each language, by key: what says something to a reader takes its words from here.

A key has one text for each of :data:`LANGUAGES`, with the same placeholders. A new part of the program adds a table
beside the others and names it in :data:`TABLES`.
"""

from __future__ import annotations

from typing import Literal

from zombielaw.sim.words.duties import DUTIES
from zombielaw.sim.words.facts import FACTS
from zombielaw.sim.words.glossary import GLOSSARY
from zombielaw.sim.words.opinion import OPINION
from zombielaw.sim.words.pivots import PIVOTS
from zombielaw.sim.words.questions import QUESTIONS
from zombielaw.sim.words.readings import READINGS
from zombielaw.sim.words.rules import RULES
from zombielaw.sim.words.sources import SOURCES

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

TABLES = (FACTS, QUESTIONS, RULES, READINGS, SOURCES, DUTIES, OPINION, PIVOTS, GLOSSARY)
WORDS: dict[str, tuple[str, str]] = {key: texts for table in TABLES for key, texts in table.items()}
"""Texts by key, in the order of :data:`LANGUAGES`."""


def say(key: str, lang: Language = "en", **values: object) -> str:
    """Text of a key in a language, its placeholders filled."""
    return WORDS[key][LANGUAGES.index(lang)].format(**values)
