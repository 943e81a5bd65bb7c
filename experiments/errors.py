"""Errors that a user can mend."""

from __future__ import annotations

from pathlib import Path

from zombielaw.errors import InputError, nearest

__all__ = ["ExecutionError", "InputError", "nearest", "unreadable"]


class ExecutionError(RuntimeError):
    """Runs that cannot go on: no scheduler, a worker without the package, workers killed; it says what to do."""


def unreadable(path: Path, error: OSError) -> str:
    """Say of a file that it cannot be read: why, or that it is not there and which of its neighbours may be meant."""
    if not isinstance(error, FileNotFoundError):
        return f"{path}: cannot be read: {error.strerror or error}"
    return f"{path}: no such file{nearest(path.name, [file.name for file in path.parent.glob('*')])}"
