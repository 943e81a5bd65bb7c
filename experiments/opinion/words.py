"""Words of the law, as data below ``tables/`` with columns ``key``, ``en``, ``zh``; and terms of the glossary."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zombielaw.experiments.words import texts as common
from zombielaw.experiments.words.texts import LANGUAGES, Language, language, texts_in


@cache
def texts() -> dict[str, list[str]]:
    """Texts by key, in the order of ``LANGUAGES``."""
    terms = {
        key: by_language
        for key, by_language in common.texts().items()
        if key.startswith(("term.", "means."))
    }
    return {**terms, **texts_in(Path(__file__).with_name("tables"))}


def law_text(key: str, lang: Language | None = None, /, **values: object) -> str:
    """Text of a key in the language that is spoken, its placeholders filled."""
    return texts()[key][LANGUAGES.index(lang or language())].format(**values)
