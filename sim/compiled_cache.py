"""Files of compiled code with a checksum each: one that is damaged or foreign is compiled anew.

Numba reads what lies in its folder as it is, and stops at a file that was cut off; of one with a wrong bit it would run
whatever the bit makes of the machine code.
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

_SHA256 = 32
_told: set[str] = set()


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


def _say(text: str) -> None:
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
