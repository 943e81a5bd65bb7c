"""Errors that a user can mend."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from zombielaw.errors import InputError, Message, Templated, nearest, one_line

__all__ = [
    "ExecutionError",
    "InputError",
    "Message",
    "Templated",
    "in_row",
    "is_file",
    "is_folder",
    "nearest",
    "one_line",
    "unreadable",
    "wants_new",
]


class ExecutionError(Templated, RuntimeError):
    """Runs that cannot go on: no scheduler, a worker without the package, workers killed; it says what to do."""


def unreadable(path: Path, error: OSError) -> str:
    """Message that a file cannot be read: the reason, or that there is none of this name and which may be meant."""
    if not isinstance(error, FileNotFoundError):
        return Message("{}: cannot be read: {}", path, error.strerror or error)
    return Message(
        "{}: no such file{}",
        path,
        nearest(path.name, [file.name for file in path.parent.glob("*")]),
    )


def in_row(table: object, number: int) -> Message:
    """Place of a row of a table, as a message says it."""
    return Message("{}, row {}", table, number)


def wants_new(name: str, words: Sequence[str], also: Collection[str] = ()) -> bool:
    """True for ``zombielaw NAME new``, which writes a file to fill in; false for the name alone.

    ``also``: words that may stand behind. Raises InputError: the words ask for something else.
    """
    if words and (words[0] != "new" or not {*words[1:]} <= {*also}):
        raise InputError(
            "{0} {1} is not known{2}; allowed: {0} new, and `> my.yaml` behind it to keep what it writes.",
            name,
            " ".join(words),
            nearest(words[0], ["new"]) if words[0] != "new" else "",
        )
    return bool(words)


def is_folder(path: Path) -> bool:
    """Say if there is a folder of this name. A name that no disk can have, as one of 300 letters, is none."""
    return os.path.isdir(path)  # noqa: PTH112 - a Path raises an error then


def is_file(path: Path) -> bool:
    """Say if there is a file of this name."""
    return os.path.isfile(path)  # noqa: PTH113
