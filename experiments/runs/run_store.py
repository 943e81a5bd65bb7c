"""Stored runs: one file for each chunk, whole or absent, checked whenever it is read.

A chunk is a block of points under a span of replicates. It lies in ``<out>/runs/<model>/`` and is called
``<key>.<points>x<start>-<stop>.runs``: the key digests the scenarios, seed, model and what is kept of a run, so a span
can be longer or shorter without losing what is there. The file is a ZIP archive of Parquet tables with its own name
and what made it (``about.json``), and behind that the SHA-256 of it all.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.experiments.runs.study_store import (
    PART,
    StoreError,
    clear_abandoned,
    on_disk,
    write_whole,
)
from zombielaw.sim.digest import source_digest
from zombielaw.sim.scenario import Scenario

FOLDER = "runs"
PLACE = ["point", "replicate"]
"""First columns of every table."""
_MODEL = source_digest()[:16]
_MODELS = re.compile(r"[0-9a-f]{16}")
"""Names of the folders of models."""
_NAME = re.compile(r"([0-9a-f]+)\.(\d+)x(\d+)-(\d+)\.runs")
_ABOUT, _TABLE = "about.json", ".parquet"
_SHA256 = 32


class ChunkError(RuntimeError):
    """A stored chunk is lost, cut off, altered or foreign."""


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

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.key}.{self.points}x{self.start}-{self.stop}.runs"


class Point(NamedTuple):
    """A row of a design in a draw: a scenario, a custom simulation's subject, and the first replicate of the draw."""

    scenario: Scenario
    subject: Any = None
    start: int = 0


@dataclass(frozen=True)
class Block:
    """Points whose runs are stored together.

    ``key`` digests all that decides these runs but the replicates. ``first`` is the number of its first row in the
    design, ``rows`` the number of its rows, ``points`` has these in each draw of the block, one draw after the other.
    ``length``: replicates of a chunk.
    """

    key: str
    first: int
    rows: int
    points: tuple[Point, ...]
    length: int


def chunks_of(block: Block, stored: Sequence[Chunk], replicates: int) -> list[Chunk]:
    """Chunks that cover the first replicates of a block: the stored ones, and the gaps cut into chunks to be made."""
    chunks: list[Chunk] = []
    place = 0
    while place < replicates:
        whole = (place // block.length + 1) * block.length
        edges = [replicates, whole, *(chunk.start for chunk in stored)]
        gap = Chunk(
            block.key, len(block.points), place, min(edge for edge in edges if edge > place)
        )
        there = [chunk for chunk in stored if chunk.start <= place < chunk.stop]
        chunks.append(max(there, key=lambda chunk: chunk.stop, default=gap))
        place = chunks[-1].stop
    return chunks


class MadeBy(NamedTuple):
    """Maker of the runs of a chunk: engine (empty if they are no simulations), machine, ``seconds`` of a processor."""

    engine: str
    machine: str
    seconds: float


def encode(chunk: Chunk, tables: Mapping[str, pd.DataFrame], made_by: MadeBy) -> bytes:
    """The file of a chunk."""
    members = {
        f"{name}{_TABLE}": tables[name].to_parquet(index=False, compression="zstd")
        for name in sorted(tables)
    }
    members[_ABOUT] = json.dumps({"file": chunk.file, "made_by": made_by._asdict()}).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue() + hashlib.sha256(file.getvalue()).digest()


class RunStore:
    """The runs of this model, below a results folder."""

    def __init__(self, out: Path) -> None:
        self.root = out / FOLDER
        self.folder = self.root / model_name()

    def placed(self) -> RunStore:
        """The same store by its whole path, for a process in another folder."""
        return RunStore(self.root.parent.absolute())

    def prepare(self) -> None:
        """Make the folder, and clear away unfinished files of writers that were killed; StoreError if it cannot be
        written.
        """
        with on_disk(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_abandoned(self.folder, f".*{PART}")

    def chunks(self) -> dict[str, list[Chunk]]:
        """Stored chunks by key; not yet checked."""
        by_key: dict[str, list[Chunk]] = {}
        for name in filter(None, (_NAME.fullmatch(path.name) for path in self.folder.iterdir())):
            by_key.setdefault(name[1], []).append(Chunk(name[1], *map(int, name.groups()[1:])))
        return by_key

    def holds(self, chunk: Chunk) -> bool:
        """True if the chunk is stored. Another process may have written it meanwhile."""
        return (self.folder / chunk.file).exists()

    def keep(self, chunk: Chunk, content: bytes, again: bool = False) -> None:
        """Write the file of a chunk, whole or not at all; if it was made again, compare it with the stored one.

        Raises StoreError: it cannot be written; or what was made again differs, and the message names the file.
        """
        if again:
            self._compare(chunk, content)
        else:
            write_whole(self.folder / chunk.file, content)

    def read(
        self, chunk: Chunk, names: Collection[str] | None = None
    ) -> tuple[MadeBy, dict[str, pd.DataFrame]]:
        """Maker of a chunk, and its tables: all, or those of the names that it has.

        Raises ChunkError: the file is missing, cut off, altered or foreign; the message names it. Raises StoreError: it
        cannot be read; it may be whole, so it is kept.
        """
        path = self.folder / chunk.file
        with on_disk(path, "read", "It stays; make it readable, or remove it and run again."):
            try:
                # a pipe, on which one waits without end
                if path.exists() and not path.is_file() and not path.is_dir():
                    raise ChunkError("is a pipe or a device, and no file")
                return decode(path.read_bytes(), chunk, names)
            except FileNotFoundError:
                raise ChunkError(f"{path} is missing") from None
            except ChunkError as error:
                raise ChunkError(f"{path} {error}") from None

    def _compare(self, chunk: Chunk, content: bytes) -> None:
        (_, stored), (_, again) = self.read(chunk), decode(content, chunk)
        if other := [
            name for name in {*stored, *again} if not _equal(stored.get(name), again.get(name))
        ]:
            raise StoreError(
                "{} does not hold what its runs say when they are made again ({}). It stays as it is; "
                "find out why (its {} names engine and machine), or remove it and run again.",
                self.folder / chunk.file,
                ", ".join(sorted(other)),
                _ABOUT,
            )

    def drop(self, chunk: Chunk) -> None:
        """Remove the file of a chunk that cannot be used."""
        path = self.folder / chunk.file
        with on_disk(path, "removed"):
            path.unlink(missing_ok=True)

    def others(self) -> list[str]:
        """Folders of other models; a folder of another name is the user's own."""
        names = {path.name for path in self.root.iterdir()} - {self.folder.name}
        return sorted(filter(_MODELS.fullmatch, names))


def decode(
    content: bytes, chunk: Chunk, names: Collection[str] | None = None
) -> tuple[MadeBy, dict[str, pd.DataFrame]]:
    """Maker of a chunk, and its tables: all, or those of the names that it has.

    Raises ChunkError: it is cut off, altered or foreign.
    """
    if hashlib.sha256(content[:-_SHA256]).digest() != content[-_SHA256:]:
        raise ChunkError("is cut off or altered: its checksum does not fit")
    try:
        with zipfile.ZipFile(io.BytesIO(content[:-_SHA256])) as archive:
            about = json.loads(archive.read(_ABOUT))
            if about["file"] != chunk.file:
                raise ChunkError(f"is foreign: it holds {about['file']}")
            there = [
                member.removesuffix(_TABLE)
                for member in archive.namelist()
                if member.endswith(_TABLE)
            ]
            return MadeBy(**about["made_by"]), {
                name: pd.read_parquet(io.BytesIO(archive.read(f"{name}{_TABLE}")))
                for name in there
                if names is None or name in names
            }
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise ChunkError(f"is foreign: it holds no chunk ({error})") from None


def _equal(one: pd.DataFrame | None, other: pd.DataFrame | None) -> bool:
    return one is not None and other is not None and one.equals(other)


def model_name() -> str:
    """Folder name of the model as this process loaded it."""
    return _MODEL
