"""Stored runs: Parquet files, each whole or absent, checked whenever they are read.

A chunk is a block of scenarios under a span of replicates. Its files lie in ``<out>/runs/<model>/`` and are called
``<key>.<points>x<start>-<stop>.<table>.parquet``: the key digests the scenarios, seed, model and what is kept of a
run, so a span can be longer or shorter without losing what is there. Each file holds its own name and a checksum of
its content; the measures also say what made them, which is no part of the content. The measures are written last:
where they are, the chunk is whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zombielaw.experiments.reducers.reduction import MEASURES
from zombielaw.experiments.runs.study_store import StoreError, say
from zombielaw.sim import source_digest

FOLDER = "runs"
_MODEL = source_digest()[:16]
_NAME = re.compile(r"(?P<key>[0-9a-f]+)\.(?P<points>\d+)x(?P<start>\d+)-(?P<stop>\d+)\.measures\.parquet")
_MARK, _CONTENT, _TABLES = b"zombielaw.name", b"zombielaw.content", b"zombielaw.tables"
_MADE_BY = b"zombielaw.made_by"
_LEFT_OVER = 3600.0
"""Seconds after which a file beside its place belongs to a writer that was killed."""


class ChunkError(RuntimeError):
    """A stored file is cut off, altered or foreign."""


class Chunk(NamedTuple):
    """Name of a chunk."""

    key: str
    points: int
    start: int
    stop: int

    @property
    def runs(self) -> int:
        """Runs in it."""
        return self.points * (self.stop - self.start)

    def file(self, table: str) -> str:
        """Name of the file of one of its tables."""
        return f"{self.key}.{self.points}x{self.start}-{self.stop}.{table}.parquet"


class MadeBy(NamedTuple):
    """What made the runs of a chunk.

    Attributes
    ----------
    seconds : float
        Time of a processor, all runs.
    """

    engine: str
    machine: str
    seconds: float


def encode(chunk: Chunk, tables: Mapping[str, pd.DataFrame], made_by: MadeBy) -> dict[str, bytes]:
    """The files of a chunk, by table; the measures come last."""
    names = sorted(tables, key=lambda name: (name == MEASURES, name))
    files = {}
    for name in names:
        table = pa.Table.from_pandas(tables[name], preserve_index=False)
        about = {**table.schema.metadata, _MARK: chunk.file(name).encode(), _TABLES: json.dumps(names).encode()}
        own = {**about, _CONTENT: _content(table, about), _MADE_BY: json.dumps(made_by._asdict()).encode()}
        sink = io.BytesIO()
        pq.write_table(
            table.replace_schema_metadata(own),
            sink,
            compression="zstd",
            write_page_checksum=True,
        )
        files[name] = sink.getvalue()
    return files


def _content(table: pa.Table, about: Mapping[bytes, bytes]) -> bytes:
    """Checksum of what a table says, and of what it says of itself."""
    digest = hashlib.sha256(b"".join(about.get(key, b"") for key in (_MARK, _TABLES, b"pandas")))
    for name, column in zip(table.column_names, table.columns, strict=True):
        digest.update(f"{name}:{column.type}:{len(column)}\n".encode())
        plain = pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
        digest.update(column.to_numpy().tobytes() if plain else json.dumps(column.to_pylist(), default=str).encode())
    return digest.hexdigest().encode()


def _table(source: Path | io.BytesIO) -> pa.Table:
    return pq.read_table(source, page_checksum_verification=True, partitioning=None)


class Shelf:
    """The runs of this model, below a results folder."""

    def __init__(self, out: Path) -> None:
        self.root = out / FOLDER
        self.folder = self.root / model_name()

    def prepare(self) -> None:
        """Make the folder, and clear away what killed writers left beside their place.

        Raises
        ------
        StoreError
            It cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
            for left in self.folder.glob(".*.part"):
                if time.time() - left.stat().st_mtime > _LEFT_OVER:
                    left.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written ({error.strerror}); give a folder that can.") from None

    def chunks(self) -> dict[str, list[Chunk]]:
        """Chunks that are there, by key; not yet checked."""
        found: dict[str, list[Chunk]] = {}
        for entry in os.scandir(self.folder) if self.folder.is_dir() else ():
            named = _NAME.fullmatch(entry.name)
            if named:
                chunk = Chunk(named["key"], int(named["points"]), int(named["start"]), int(named["stop"]))
                found.setdefault(chunk.key, []).append(chunk)
        return found

    def holds(self, chunk: Chunk) -> bool:
        """Is the chunk there? Another process may have written it meanwhile."""
        return (self.folder / chunk.file(MEASURES)).exists()

    def write(self, chunk: Chunk, files: Mapping[str, bytes]) -> None:
        """Write the files of a chunk, each whole or not at all.

        Raises
        ------
        StoreError
            The disk is full, or the folder cannot be written.
        """
        for name, content in files.items():
            place = self.folder / chunk.file(name)
            try:
                number, beside = tempfile.mkstemp(prefix=f".{chunk.key}-", suffix=".part", dir=self.folder)
                try:
                    with os.fdopen(number, "wb") as file:
                        file.write(content)
                        file.flush()
                        os.fsync(number)
                    Path(beside).chmod(0o644)
                    Path(beside).replace(place)
                finally:
                    Path(beside).unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(
                    f"{place} cannot be written ({error.strerror or error}). What is whole stays: make room or give "
                    "another folder, and the same command goes on."
                ) from None

    def read(self, chunk: Chunk) -> dict[str, pd.DataFrame]:
        """All tables of a chunk.

        Raises
        ------
        ChunkError
            A file is missing, cut off, altered or foreign; the message names it.
        """
        first, names = self._read(chunk, MEASURES)
        return {MEASURES: first, **{name: self._read(chunk, name)[0] for name in names if name != MEASURES}}

    def _read(self, chunk: Chunk, name: str) -> tuple[pd.DataFrame, list[str]]:
        path = self.folder / chunk.file(name)
        try:
            table = _table(path)
            about = table.schema.metadata or {}
            mark, actual = about.get(_MARK), _content(table, about)
            tables: list[str] = json.loads(about.get(_TABLES, b"[]"))
        except FileNotFoundError:
            raise ChunkError(f"{path} is missing") from None
        except (OSError, pa.ArrowException, ValueError, MemoryError, UnicodeError) as error:
            raise ChunkError(f"{path} is cut off or altered ({str(error).splitlines()[0][:80]})") from None
        if mark != path.name.encode():
            raise ChunkError(f"{path} is foreign: it holds {mark.decode(errors='replace') if mark else 'no name'}")
        if about.get(_CONTENT) != actual:
            raise ChunkError(f"{path} was altered: its checksum does not fit")
        if _MADE_BY not in about:
            raise ChunkError(f"{path} does not say what made it")
        frame: pd.DataFrame = table.to_pandas()
        return frame, tables

    def made_by(self, chunk: Chunk) -> MadeBy:
        """What made a chunk that was read before."""
        return MadeBy(**json.loads(pq.read_schema(self.folder / chunk.file(MEASURES)).metadata[_MADE_BY]))

    def compare(self, chunk: Chunk, files: Mapping[str, bytes]) -> None:
        """Be sure that runs which were made again say what is stored.

        Raises
        ------
        StoreError
            They do not; the message names the file.
        """
        stored = self.read(chunk)
        for name in sorted({*stored, *files}):
            again = _table(io.BytesIO(files[name])).to_pandas() if name in files else None
            if again is None or name not in stored or not again.equals(stored[name]):
                raise StoreError(
                    f"{self.folder / chunk.file(name)} does not hold what its runs say when they are made again. It "
                    "stays as it is; find out why (its metadata name engine and machine), or remove it and run again."
                )

    def drop(self, chunk: Chunk) -> None:
        """Take away a chunk that cannot be used."""
        try:
            (self.folder / chunk.file(MEASURES)).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.folder / chunk.file(MEASURES)} cannot be removed ({error.strerror}).") from None

    def older(self) -> dict[Path, int]:
        """Folders of other models, with the number of their runs."""
        found = {}
        for folder in sorted(self.root.iterdir()) if self.root.is_dir() else ():
            if folder.is_dir() and folder != self.folder:
                names = [named for path in folder.iterdir() if (named := _NAME.fullmatch(path.name))]
                found[folder] = sum(int(n["points"]) * (int(n["stop"]) - int(n["start"])) for n in names)
        return found


def model_name() -> str:
    """Folder name of the model as this process loaded it."""
    return _MODEL


def main(words: list[str]) -> None:
    """Remove the runs of older models below a results folder."""
    shelf = Shelf(Path(words[0]))
    older = shelf.older()
    for folder in older:
        shutil.rmtree(folder)
    say(f"{sum(older.values())} runs of older models were removed from {shelf.root}.")


if __name__ == "__main__":
    main(sys.argv[1:] or ["results"])
