"""The error of everybody who gives the model something that it cannot take, and the name that may have been meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Bad input: the message says where, what was given, and what is allowed, in one line."""

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


def one_line(text: str) -> str:
    """A text in which each character that cannot be printed stands as Python writes it."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known name, or an empty string."""
    near = difflib.get_close_matches(given[:100], list(known), n=1)  # a longer one is near to none
    return f" (did you mean {near[0]!r}?)" if near else ""
