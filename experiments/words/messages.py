"""English sentences of the code in Chinese: refusals, notes and meanings, looked up by their English words.

The code writes each of them once, in English, where it knows what to say. ``messages.csv`` has the same sentence, with
a number in braces for each part that is filled, and its translation; ``tests/test_chinese.py`` finds a sentence of the
code that it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from string import Formatter

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.words.texts import LANGUAGES, Language, say, texts

CHINESE = re.compile("[\u4e00-\u9fff]")
_spoken: ContextVar[Language] = ContextVar("spoken", default="en")


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Context in which :func:`spoken` gives everything in a language."""
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(lang: Language) -> None:
    """Say everything in a language from here on."""
    _spoken.set(lang)


def spoken(text: str) -> str:
    """A sentence of the code in the language that is spoken."""
    return in_language(text, _spoken.get())


def in_language(text: str, lang: Language) -> str:
    """A sentence of the code in a language; as it is where it has no translation."""
    return text if lang == "en" or CHINESE.search(text) else _translated(text) or text


def refusal(text: str) -> str:
    """Reason for a refusal, in the language that is spoken; if only English exists, a Chinese note says so."""
    sentence = spoken(text)
    return sentence if _spoken.get() == "en" or CHINESE.search(sentence) else say("refusal.english", "zh", text=text)


def refuse_dropped(study: str) -> None:
    """Raises InputError: a study of this name was dropped; the message says what to use instead (``dropped.csv``)."""
    if (key := f"dropped.{study}") in texts():
        raise InputError(say(key, language()))


def language() -> Language:
    """The language that is spoken."""
    return _spoken.get()


def asked_in(words: Iterable[str]) -> Language:
    """The language that the words of a command ask for, the last one, if it is one; else the one that is spoken."""
    asked = [word.removeprefix("lang=") for word in words if word.startswith("lang=")]
    return next((lang for lang in LANGUAGES if asked[-1:] == [lang]), language())


def _translated(text: str) -> str:
    """Chinese of a sentence, its parts translated too; empty if the table lacks it."""
    for pattern, english, chinese in _patterns():
        if match := pattern.fullmatch(text):
            parts = [_translated(part) or part for part in match.groups()]
            if english not in VAGUE or all(map(_is_translated, match.groups(), parts)):
                return chinese.format(*(NAMES.sub("、", part) if LIST.fullmatch(part) else part for part in parts))
    return ""


def _is_translated(part: str, chinese: str) -> bool:
    """True if a part of a sentence has no words to translate, or is in Chinese."""
    return part != chinese or " " not in part.strip() or bool(LIST.fullmatch(part))


PLACES = ("{0}, row {1}: {2}", "{0}, line {1}: {2}", "{0}, line {1}: {2}.", "{0}, column {1}: {2}")
"""Sentences of a place and a message on it: tried first."""
VAGUE = (
    *PLACES,
    "{0}: {1}",
    "{0}{1}: {2}",
    "{0}{1}; {2}.",
    "policy={0}: {1}",
    "{0}={1} {2}; allowed: {3}.",
    "{0}={1} {2}; allowed: a whole number from {3} to {4}.",
    "{0}={1} is not {2}; give one, such as {3}.",
    "{0}, line {1}",
    "{0}, row {1}",
    "{0}: {1}; allowed are {2}.",
    "{0}: {1}: {2}; allowed: {3}.",
)
"""Sentences that match nearly any text: they are used only if all their parts are translated."""
LIST, NAMES = re.compile(r"[^\s,]+(, [^\s,]+)+"), re.compile(", ")
"""Lists of names with commas, and the sign between two names."""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    """Patterns of the English sentences, the most telling first, with these and the Chinese ones."""
    patterns = []
    for key, (english, chinese) in texts().items():
        if key.startswith("message."):
            parts = [(before, name) for before, name, _, _ in Formatter().parse(english)]
            pattern = "".join(re.escape(before) + ("" if name is None else "(.*?)") for before, name in parts)
            telling = (english in PLACES, sum(len(before) for before, _ in parts))
            patterns.append((telling, re.compile(f"(?s){pattern}"), english, chinese))
    return [one[1:] for one in sorted(patterns, key=lambda one: one[0], reverse=True)]
