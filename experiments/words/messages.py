"""Refusals, notes and meanings of the code in Chinese, by their English template.

The code writes each of them once, in English, where it knows what to say: a template and its fields (:class:`Said`).
``messages.csv`` has the template and its translation; ``tests/test_chinese.py`` finds one of the code that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from zombielaw.experiments.errors import InputError, Said, Saying
from zombielaw.experiments.words.texts import LANGUAGES, Language, language, say, texts

CHINESE = re.compile("[\u4e00-\u9fff]")


def spoken(text: object, *fields: object) -> str:
    """A sentence of the code in the language that is spoken, its template filled."""
    return in_language(Said(str(text), *fields) if fields else text, language())


def in_language(text: object, lang: Language) -> str:
    """An error or a sentence of the code in a language; as it is where it has no translation."""
    if lang == "en":
        return str(text)
    if isinstance(text, Saying):
        text = text.args[0] if isinstance(text.args[0], Said) else Said(*text.args)
    template, fields = (text.template, text.fields) if isinstance(text, Said) else (text, ())
    if (key := f"message.{template}") in texts():
        chinese = texts()[key][LANGUAGES.index(lang)]
        return chinese.format(*(_part(one, lang) for one in fields)) if fields else chinese
    return str(text)


def _part(field: object, lang: Language) -> object:
    """A field in a language: of a list each member, and of plain words those that are more than a name."""
    if isinstance(field, Said | Saying) or (isinstance(field, str) and " " in field):
        return in_language(field, lang)
    return (
        "、".join(map(str, field))
        if isinstance(field, Collection) and not isinstance(field, str)
        else field
    )


def refusal(error: Exception) -> str:
    """Message of an error in the language that is spoken; if only English exists, a Chinese note says so."""
    sentence = spoken(error)
    return (
        sentence
        if language() == "en" or CHINESE.search(sentence)
        else say("refusal.english", "zh", text=error)
    )


def refuse_dropped(study: str) -> None:
    """Raises InputError: a study of this name was dropped; the message says what to use instead (``dropped.csv``)."""
    if (key := f"dropped.{study}") in texts():
        raise InputError(say(key))


def asked_in(words: Iterable[str]) -> Language:
    """The language that the words of a command ask for, the last one, if it is one; else the one that is spoken."""
    asked = [word.removeprefix("lang=") for word in words if word.startswith("lang=")]
    return next((lang for lang in LANGUAGES if asked[-1:] == [lang]), language())
