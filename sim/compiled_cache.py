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
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba.core import caching

from zombielaw.sim.digest import Words

folder = Path()
"""Folder of the model's compiled code; :mod:`zombielaw.sim` sets it before any function is compiled."""
_SHA256 = 32
_written: set[str] = set()


class ModelLocator(caching._CacheLocator):
    """Place of the model's functions: all in one folder, whose name says all that they were made of."""

    def __init__(self, file: str) -> None:
        self._py_file = file  # Numba names it if code cannot be kept

    def get_cache_path(self) -> str:
        """The folder."""
        return str(folder)

    def get_source_stamp(self) -> str:
        """Empty, for the folder's name stands for the sources."""
        return ""

    def get_disambiguator(self) -> str:
        """Fixed word, which an edit of words does not move as it moves Numba's line number."""
        return "model"


class _Code(caching.CompileResultCacheImpl):
    """Code of one function by its module and its name, which no other function of the module has."""

    def __init__(self, function: Any) -> None:
        self._lineno = function.__code__.co_firstlineno
        self._locator = ModelLocator(function.__code__.co_filename)
        self._filename_base = self.get_filename_base(
            f"{function.__module__}.{function.__qualname__}", getattr(sys, "abiflags", "")
        )

    def reduce(self, cres: Any) -> Any:
        """Code without the text of its types, which nobody reads: it names the files that were compiled."""
        return super().reduce(cres._replace(type_annotation=""))


class _CheckedFiles(caching.IndexDataCacheFile):
    """An index and its data files; each ends in the digest of what stands before."""

    def _load_index(self) -> Any:
        _check(self._index_path)
        return super()._load_index()

    def _load_data(self, name: str) -> Any:
        _check(self._data_path(name))
        return super()._load_data(name)

    @contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[Any]:
        with super()._open_for_write(filepath) as file:
            content = io.BytesIO()
            yield content
            # a pickle ends before it
            file.write(content.getvalue() + sha256(content.getvalue()).digest())


class Damaged(Exception):  # noqa: N818
    """A file of compiled code is not as it was written; the argument is its path."""


def _check(path: str) -> None:
    """Raise Damaged: a file does not end in the digest of what stands before."""
    with suppress(FileNotFoundError):
        content = Path(path).read_bytes()
        if sha256(content[:-_SHA256]).digest() != content[-_SHA256:]:
            raise Damaged(path)


class KeptCode(caching.FunctionCache):
    """Compiled code of one function of the model, read from its files and written to them."""

    _impl_class = _Code

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file = _CheckedFiles(
            str(folder), self._impl.filename_base, self._impl.locator.get_source_stamp()
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Code that is stored and whole; None if there is none.

        What is damaged, or was whole and still no code, is named and forgotten.
        """
        try:
            return super().load_overload(sig, target_context)
        except Exception as error:  # whatever a foreign file makes of its readers
            index = self._cache_file._index_path
            _say(
                f"{error if isinstance(error, Damaged) else index} is damaged or foreign; its code is compiled anew."
            )
            with suppress(OSError):
                Path(index).unlink(missing_ok=True)
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Store code; where it cannot be stored, it is compiled again next time."""
        try:
            super().save_overload(sig, data)
        except (OSError, Damaged) as error:
            why = getattr(error, "strerror", None) or error
            _say(
                f"Compiled code cannot be kept in {folder} ({why}): NUMBA_CACHE_DIR may name another folder."
            )


def _say(text: Words) -> None:
    """Write a message once in a process, however many functions it is true of."""
    if text not in _written:
        _written.add(text)
        sys.stderr.write(f"{text}\n")
