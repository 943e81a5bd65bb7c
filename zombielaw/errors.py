"""The error of everybody who gives the model something that it cannot take, and the name that may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zombielaw.sim.digest import Words


class Message(str):
    """A text in English that knows its template and what fills it, so that it can be said in another language.

    A template without fields is the text itself. A field that is a list is told with commas.
    """

    template: Words
    fields: tuple[object, ...]

    def __new__(cls, template: str, *fields: object) -> Message:
        text = super().__new__(cls, template.format(*map(_joined, fields)) if fields else template)
        text.template, text.fields = template, fields
        return text


def _joined(field: object) -> object:
    return (
        field
        if isinstance(field, str) or not isinstance(field, Collection)
        else ", ".join(map(str, field))
    )


class Templated:
    """An error that is made of a template and its fields, as :class:`Message` is; its message is one line."""

    args: tuple[Any, ...]

    def __str__(self) -> str:
        return one_line(Message(*self.args))


class InputError(Templated, ValueError):
    """Bad input: the message says where, what was given, and what is allowed, in one line."""

    place: tuple[object, ...] = ()  # keys that lead to it, from the entry that is read


def one_line(text: str) -> str:
    """A text in which each character that cannot be printed stands as Python writes it."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known name, or an empty string."""
    near = difflib.get_close_matches(given[:100], list(known), n=1)  # a longer one is near to none
    return Message(" (did you mean {}?)", repr(near[0])) if near else ""
