"""Words of the law, as data below ``tables/`` with columns ``key``, ``en``, ``zh``; and terms of the glossary."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from zombielaw.experiments.words import texts as common
from zombielaw.experiments.words.texts import LANGUAGES, Language, texts_in
from zombielaw.sim.law.offences import ALL, OFFENCES, facts_of


@cache
def texts() -> dict[str, list[str]]:
    """Texts by key, in the order of ``LANGUAGES``."""
    terms = {
        key: by_language
        for key, by_language in common.texts().items()
        if key.startswith(("term.", "means."))
    }
    return {**_of_rivals(), **terms, **texts_in(Path(__file__).with_name("tables"))}


def _of_rivals() -> dict[str, list[str]]:
    """Texts from the file of each rival, in place of words that the tables do not have."""
    defaults = {f"count.{len(OFFENCES)}": str(len(OFFENCES))}
    for rival in ALL:
        defaults |= {
            f"{group}.{rival.name}": f"Art. {rival.name}"
            for group in ("offence", "article", "title")
        }
        facts: dict[str, str] = {}
        for entry in rival.entries:
            facts |= {name: name.replace("_", " ") for name in facts_of(entry)}
            facts[entry.fact] = entry.of.words
            defaults |= {
                f"route.{entry.name}": f"{{n}} {entry.of.words}",
                f"source.{entry.place.source}": entry.text.source,
            }
            defaults[f"short.{entry.place.source}"] = entry.place.source
        defaults |= {f"fact.{name}": words for name, words in facts.items()}
        defaults |= {f"ask.{name}": f"whether: {words}" for name, words in facts.items()}
    return {key: [words] * len(LANGUAGES) for key, words in defaults.items()}


def law_text(key: str, lang: Language = "en", **values: object) -> str:
    """Text of a key, its placeholders filled."""
    return texts()[key][LANGUAGES.index(lang)].format(**values)


def short_name(offence: str, lang: Language) -> str:
    """Everyday name of an offence: its short name, or its name where it has none."""
    key = f"brief.{offence}"
    return law_text(key if key in texts() else f"offence.{offence}", lang)
