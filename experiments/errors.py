"""Errors that a user can mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from zombielaw.errors import InputError

__all__ = ["ExecutionError", "InputError", "nearest", "unreadable"]


class ExecutionError(RuntimeError):
    """Runs that cannot go on: no scheduler, a worker without the package, workers killed; it says what to do."""


def nearest(given: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known name, or an empty string."""
    found = difflib.get_close_matches(given, list(known), n=1)
    return f" (did you mean {found[0]!r}?)" if found else ""


def unreadable(path: Path, error: OSError) -> str:
    """Say of a file that it cannot be read: why, or that it is not there and which of its neighbours may be meant."""
    if not isinstance(error, FileNotFoundError):
        return f"{path}: cannot be read: {error.strerror or error}"
    return f"{path}: no such file{nearest(path.name, [file.name for file in path.parent.glob('*')])}"
