"""Captions of figures: one declaration each, in ``captions.csv``, filled from what the study says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zombielaw.experiments.words.texts import LANGUAGES, Language, say, texts


def caption(name: str, lang: Language, facts: Mapping[str, Any]) -> str:
    """Caption of a figure in a language, with how its runs were made; empty where none is declared for that name."""
    if f"caption.{name}" not in texts():
        return ""
    gap = " " if lang == "en" else ""
    return gap.join([say(f"caption.{name}", lang, **facts), runs(lang, facts)])


def runs(lang: Language, facts: Mapping[str, Any]) -> str:
    """How many runs were made of how many providers, in a sentence."""
    return say("caption.run" if facts["replicates"] == 1 else "caption.runs", lang, **facts)


def captions(name: str, facts: Mapping[str, Any]) -> list[str]:
    """Captions of a figure, one for each of :data:`LANGUAGES`; nothing where none is declared."""
    return [told for lang in LANGUAGES if (told := caption(name, lang, facts))]
