"""Texts that follow from the files of the package alone, kept on disk until one of these files changes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from zombielaw.experiments.paths import CONFIGS, DATA, ROOT

_PACKAGE = ROOT / "zombielaw"
FOLDERS = (
    (_PACKAGE, ROOT / "sim", ROOT / "experiments", CONFIGS, DATA) if _PACKAGE.is_dir() else (ROOT,)
)
"""Folders of the package: of a checkout, or the one that is installed."""


def cached_text(name: str, make: Callable[[], str]) -> str:
    """The text of a name as it was last made, if no file of the package changed since; otherwise it is made.

    A file counts as the same if its size and its times are. The time of its entry follows every change, and no program
    can set it. What is kept of another package or version of Python, or is damaged, is made anew, too.
    """
    files = sorted(file for folder in FOLDERS for file in _files(str(folder)))

    def seal(text: str) -> str:
        return sha256(repr((sys.version, name, files, text)).encode()).hexdigest()

    own = Path(os.environ.get("NUMBA_CACHE_DIR") or Path(__file__).with_name("__pycache__"))
    place = own / f"cached-{sha256(repr(name).encode()).hexdigest()[:16]}"
    with suppress(OSError, ValueError):
        sealed, text = place.read_text(encoding="utf-8").split("\n", 1)
        if sealed == seal(text):
            return text
    text = make()
    with suppress(OSError):
        own.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{seal(text)}\n{text}", encoding="utf-8")
    return text


def _files(folder: str) -> Iterator[tuple[str, int, int, int]]:
    """Files below a folder, each with its size and the times of its content and of its entry."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            else:
                about = entry.stat(follow_symlinks=False)
                yield entry.path, about.st_size, about.st_mtime_ns, about.st_ctime_ns
