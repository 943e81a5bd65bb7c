"""Texts for a reader in the language that is spoken, and refusals and notes of the code by their English template.

The files of data beside this one have columns ``key``, ``en``, ``zh``. A placeholder in braces is filled when a text is
said. A key that has no text is said by its last part, so that a study needs no entry. The code writes a refusal or a
note once, in English, where it knows what to say: a template and its fields (:class:`Message`); ``messages.csv`` has
the Chinese. ``tests/test_texts.py`` finds keys twice, texts that are missing, and placeholders that differ,
``tests/test_chinese.py`` a template without Chinese.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from zombielaw.beside import rows_beside
from zombielaw.experiments.errors import InputError, Message, Templated

if TYPE_CHECKING:
    from zombielaw.sim.digest import Words

T = TypeVar("T")
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_spoken: ContextVar[Language] = ContextVar("spoken", default="en")
_silent = ContextVar("silent", default=False)


def language() -> Language:
    """The language that is spoken."""
    return _spoken.get()


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Context in which everything is said in a language."""
    before = _spoken.set(lang)
    try:
        yield
    finally:
        _spoken.reset(before)


def speak(lang: Language) -> None:
    """Say everything in a language from here on."""
    _spoken.set(lang)


def in_each(said: Callable[[], T]) -> dict[Language, T]:
    """Result of a function in each language."""
    each = {}
    for lang in LANGUAGES:
        with speaking(lang):
            each[lang] = said()
    return each


def note(template: Words, *fields: object) -> None:
    """Tell the user something that is no result, on the standard error, but within :func:`silent`."""
    if not _silent.get():
        sys.stderr.write(f"{spoken(template, *fields)}\n")


@contextmanager
def silent() -> Iterator[None]:
    """Context in which no note is printed: a caller from Python has the result, and no terminal to read."""
    before = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(before)


def texts_in(folder: Path) -> dict[str, list[str]]:
    """Texts of the tables of a folder by key, in the order of ``LANGUAGES``."""
    return {
        row.get("key", f"message.{row['en']}"): [row[lang] for lang in LANGUAGES]
        for path in sorted(folder.glob("*.csv"))
        for row in rows_beside(str(path), path.name)
    }


@cache
def texts() -> dict[str, list[str]]:
    """Texts of all tables in this folder, by key."""
    return texts_in(Path(__file__).parent)


YEARS = re.compile(r"(?<=\d{4})-(?=\d{4}年)")
"""What stands between the years of a span, which in Chinese is a dash."""


def say(key: str, lang: Language | None = None, /, **values: object) -> str:
    """The text of a key in the language that is spoken, its placeholders filled; its last part where there is none."""
    if key not in texts():
        return _as_words(key.rpartition(".")[2])
    lang = lang or language()
    text = texts()[key][LANGUAGES.index(lang)].format(**values)
    return text if lang == LANGUAGES[0] else YEARS.sub("—", text)


def named(group: str, name: str, lang: Language | None = None) -> str:
    """A name of the model in words for a reader, or as it is where there are none, as for the number of an offence."""
    key = f"{group}.{name}"
    return say(key, lang) if key in texts() else _as_words(name)


def _as_words(name: str) -> str:
    return name.replace("_", " ")


def plain(markdown: str) -> str:
    """Markdown in which no name of a user's is HTML, a sign's name, a link or a picture."""
    signs = r"<(?=[A-Za-z/!?])|&(?=#?\w+;)|\\(?=[!-/:-@[-`{}~])"
    return re.sub(signs, lambda sign: escape(sign[0]).replace("\\", "\\\\"), markdown).replace(
        "](", "]\\("
    )


def cell(text: object) -> str:
    """A cell of a table in Markdown: one line, in which a bar does not end the cell."""
    return " ".join(str(text).split()).replace("|", "\\|")


# ---- captions of figures: one declaration each, filled from what the study says of itself


LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Letters of panels."""


def joined(*parts: str) -> str:
    """Words or sentences one after the other, as the language that is spoken writes them; empty ones are left out."""
    return (" " if language() == LANGUAGES[0] else "").join(filter(None, parts))


def caption(name: str, facts: Mapping[str, Any]) -> str:
    """Caption of a figure, with how its runs were made; empty where none is declared for that name.

    The text on one of its panels has the key ``caption.<name>.<letter>``.
    """
    if f"caption.{name}" not in texts():
        return ""
    keys = [
        f"caption.{name}",
        *(key for one in LETTERS if (key := f"caption.{name}.{one}") in texts()),
    ]
    return joined(*(say(key, **facts) for key in keys), runs(facts))


def runs(facts: Mapping[str, Any]) -> str:
    """Sentence with the numbers of runs and of providers, or of draws, where no agents were run."""
    if "no_agents" in facts:
        return say("caption.draws", **facts)
    return say("caption.run" if facts["replicates"] == 1 else "caption.runs", **facts)


def captions(name: str, facts: Mapping[str, Any]) -> list[str]:
    """Captions of a figure, one for each of :data:`LANGUAGES`; nothing where none is declared."""
    return [*filter(None, in_each(lambda: caption(name, facts)).values())]


CHINESE = re.compile("[\u4e00-\u9fff]")


def spoken(text: object, *fields: object) -> str:
    """A sentence of the code in the language that is spoken, its template filled."""
    return in_language(Message(str(text), *fields) if fields else text, language())


def in_language(text: object, lang: Language) -> str:
    """An error or a sentence of the code in a language; as it is where it has no translation."""
    if lang == "en":
        return str(text)
    if isinstance(text, Templated):
        text = text.args[0] if isinstance(text.args[0], Message) else Message(*text.args)
    template, fields = (text.template, text.fields) if isinstance(text, Message) else (text, ())
    if (key := f"message.{template}") in texts():
        chinese = texts()[key][LANGUAGES.index(lang)]
        return chinese.format(*(_part(one, lang) for one in fields)) if fields else chinese
    return str(text)


def _part(field: object, lang: Language) -> object:
    """A field in a language: of a list each member, and of plain words those that are more than a name."""
    if isinstance(field, Message | Templated) or (isinstance(field, str) and " " in field):
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
