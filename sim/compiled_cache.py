"""Files of compiled code: where they lie, and a checksum in each, so that one that is damaged is compiled anew.

Numba compiles a function again when time, size or place of its file changed, or the line it begins on. The folder of
the model's code is named after what the sources do, so none of that is asked of its own functions: a copied tree, or
one in which words were edited, keeps its code. Numba also reads what lies in its folder as it is, and stops at a file
that was cut off; of one with a wrong bit it would run whatever the bit makes of the machine code.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.core import caching

from zombielaw.sim.digest import Words

MODEL = Path(__file__).resolve().parent
_SHA256 = 32
_told: set[str] = set()


class ModelLocator(caching.UserProvidedCacheLocator):
    """Where a function of the model is kept: by its module and its name, which no other function of the module has."""

    def __init__(self, function: Any, file: str) -> None:
        super().__init__(function, file)
        below = Path(file).resolve().parent.relative_to(MODEL.parent)
        self._cache_path = str(Path(numba.config.CACHE_DIR, below))  # type: ignore[attr-defined]

    def get_source_stamp(self) -> str:
        """Nothing: the folder's name says it."""
        return ""

    def get_disambiguator(self) -> str:
        """Nothing that an edit of words moves, as Numba's line number."""
        return "model"

    @classmethod
    def from_function(cls, function: Any, file: str) -> Any:
        """The place of a function; None if it is none of the model's."""
        return super().from_function(function, file) if Path(file).resolve().is_relative_to(MODEL) else None


class CheckedCacheFile(caching.IndexDataCacheFile):
    """An index and its data files; each ends in the digest of what stands before."""

    def load(self, key: Any) -> Any:
        """Code that is stored and whole; None if there is none."""
        self._drop_if_damaged(self._index_path)
        name = self._load_index().get(key)
        if name is None:
            return None
        self._drop_if_damaged(self._data_path(name))
        return super().load(key)

    def save(self, key: Any, data: Any) -> None:
        """Store code; where it cannot be stored, it is compiled again next time."""
        self._drop_if_damaged(self._index_path)
        try:
            super().save(key, data)
        except OSError as error:
            _say(f"Compiled code cannot be kept in {self._cache_path} ({error.strerror or error}): NUMBA_CACHE_DIR may "
                 "name another folder.")  # fmt: skip

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[Any]:
        with super()._open_for_write(filepath) as file:
            content = io.BytesIO()
            yield content
            file.write(content.getvalue() + sha256(content.getvalue()).digest())  # a pickle ends before it

    def _drop_if_damaged(self, path: str) -> None:
        try:
            content = Path(path).read_bytes()
            if sha256(content[:-_SHA256]).digest() != content[-_SHA256:]:
                _say(f"Compiled code in {self._cache_path} is damaged or foreign; it is compiled anew.")
                Path(path).unlink(missing_ok=True)
        except FileNotFoundError:
            return


def _say(text: Words) -> None:
    """Once in a process, however many files it is true of."""
    if text not in _told:
        _told.add(text)
        sys.stderr.write(f"{text}\n")


def _file(cache_path: str, *more: Any, **named: Any) -> Any:
    ours = Path(cache_path).is_relative_to(numba.config.CACHE_DIR or "/dev/null")  # type: ignore[attr-defined]
    return (CheckedCacheFile if ours else _PLAIN)(cache_path, *more, **named)


_PLAIN = caching.IndexDataCacheFile


def install() -> None:
    """Let Numba keep what lies in the folder of this model so; other folders are left as they are."""
    setattr(caching, "IndexDataCacheFile", _file)  # noqa: B010 - a function in the place of a class
    caching.CacheImpl._locator_classes.insert(0, ModelLocator)
