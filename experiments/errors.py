"""Errors that a user can mend."""

from __future__ import annotations

import os
from pathlib import Path

from zombielaw.errors import InputError, Said, Saying, nearest, one_line

__all__ = [
    "ExecutionError",
    "InputError",
    "Said",
    "Saying",
    "in_row",
    "is_file",
    "is_folder",
    "nearest",
    "one_line",
    "unreadable",
]


class ExecutionError(Saying, RuntimeError):
    """Runs that cannot go on: no scheduler, a worker without the package, workers killed; it says what to do."""


def unreadable(path: Path, error: OSError) -> str:
    """Message that a file cannot be read: the reason, or that there is none of this name and which may be meant."""
    if not isinstance(error, FileNotFoundError):
        return Said("{}: cannot be read: {}", path, error.strerror or error)
    return Said("{}: no such file{}", path, nearest(path.name, [file.name for file in path.parent.glob("*")]))


def in_row(table: object, number: int) -> Said:
    """Place of a row of a table, as a message says it."""
    return Said("{}, row {}", table, number)


def is_folder(path: Path) -> bool:
    """Say if there is a folder of this name. A name that no disk can have, as one of 300 letters, is none."""
    return os.path.isdir(path)  # noqa: PTH112 - a Path raises an error then


def is_file(path: Path) -> bool:
    """Say if there is a file of this name."""
    return os.path.isfile(path)  # noqa: PTH113
