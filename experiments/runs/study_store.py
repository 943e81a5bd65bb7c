"""Results on disk: keyed by content, whole or absent, checked when read.

A study's folder is ``<out>/<study>/<key>/``. The key digests the settings (without engine and folder), the sources
and the data that the study reads; commit, machine and times stand in the manifest only. A folder is written beside its
place and renamed, so it is there whole or not at all, and it is never changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any

import pandas as pd

from zombielaw.experiments.paths import CONFIGS, DATA, ROOT
from zombielaw.sim import source_digest

SHEET = 100_000
"""Rows of the largest table that goes into the Excel file."""
PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "hydra-core", "matplotlib")


class StoreError(RuntimeError):
    """A folder or file that cannot be written, or does not hold what it promises; the message says what to do."""


GO_ON = "What is whole stays: make room or give another folder, and the same command goes on."


@contextmanager
def on_disk(what: object, verb: str = "written", advice: str = GO_ON) -> Iterator[None]:
    """Turn what the operating system refuses into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what} cannot be {verb} ({error.strerror or error}). {advice}") from None


def digest_of(*parts: Any) -> str:
    """Digest of plain data, in hexadecimal."""
    text = json.dumps(parts, sort_keys=True, default=str, allow_nan=True)
    return hashlib.sha256(text.encode()).hexdigest()


def study_key(study: str, plain: Mapping[str, Any], data: Collection[str] = ()) -> str:
    """Key of a study's folder: what was asked, of which model, in which named worlds, on which files of ``data/``."""
    experiments = hashlib.sha256()
    for file in sorted(
        [*(ROOT / "experiments").rglob("*.py"), *(ROOT / "experiments").rglob("*.csv"), *CONFIGS.rglob("*.yaml")]
    ):
        experiments.update(file.read_bytes())
    read = {name: _file_digest(DATA / name) for name in data}
    return digest_of(study, dict(plain), source_digest(), read, experiments.hexdigest())[:16]


def finished(out: Path, study: str, key: str) -> Path | None:
    """Folder of a finished study, its checksums verified; None if there is none.

    Raises
    ------
    StoreError
        A file was changed, cut off or lost since it was written.
    """
    folder = out / study / key
    if not folder.exists():
        return None
    try:
        files: dict[str, str] = dict(manifest_of(folder)["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder / 'manifest.json'} is broken ({error}); remove {folder} and run again.") from None
    for name, digest in files.items():
        path = folder / name
        if not path.is_file() or _file_digest(path) != digest:
            raise StoreError(f"{path} is missing or was changed since it was written; remove {folder} and run again.")
    return folder


def manifest_of(folder: Path) -> dict[str, Any]:
    """Manifest of a finished study."""
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def prepare(out: Path) -> None:
    """Make sure that results can be written, before anything is computed.

    Raises
    ------
    StoreError
        ``out`` is a file, or cannot be written.
    """
    with on_disk(f"out={out}"):
        try:
            out.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise StoreError(f"out={out} is a file, or lies below one; give a folder.") from None
        with tempfile.TemporaryFile(dir=out):
            pass


def write_study(
    out: Path, study: str, key: str, fill: Callable[[Path], None], manifest: Mapping[str, Any], began: float
) -> Path:
    """Write a study's folder, whole or not at all. One that is there stays, unless runs of it failed.

    Parameters
    ----------
    fill : callable
        Writes every file of the study into the folder it is given.
    manifest : mapping
        What to record beside versions, machine, commit, times and checksums.
    began : float
        ``time.time()`` at the start.

    Raises
    ------
    StoreError
        It cannot be written; or it is there, no run of it failed, and its tables say something else.
    """
    place = out / study / key
    with on_disk(place), _folder_beside(place) as beside:
        fill(beside)
        files = {p.relative_to(beside).as_posix(): _file_digest(p) for p in sorted(beside.rglob("*")) if p.is_file()}
        whole = {
            "study": study,
            "key": key,
            **manifest,
            "commit": _commit(),
            "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
            "machine": machine(),
            "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
            "seconds": round(time.time() - began, 1),
            "files": files,
        }
        write_json(beside / "manifest.json", whole)
        _put(beside, place, files)
    return place


@contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    folder = place.with_name(f".{place.name}-{token_hex(4)}")
    try:
        folder.mkdir(parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(beside: Path, place: Path, files: Mapping[str, str]) -> None:
    """Rename a folder to its place; if that is taken, be sure that its tables are the same."""
    try:
        beside.rename(place)
        return
    except OSError:
        if finished(place.parent.parent, place.parent.name, place.name) is None:
            raise
    there = manifest_of(place)  # by another process, meanwhile, or before
    if there.get("failures"):
        with _folder_beside(place) as aside:
            place.rename(aside / "old")
            beside.rename(place)
        return
    for name, digest in files.items():
        if name.endswith(".csv") and there["files"].get(name) != digest:
            raise StoreError(
                f"{place / name} does not say what its runs say when they are made again. It stays as it is; find out "
                f"why (the manifest names versions and machine), or remove {place} and run again."
            )


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data; a number that does not exist becomes null."""
    plain = json.loads(json.dumps(data, default=str), parse_constant=lambda _: None)
    path.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a tidy table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n")


def write_excel(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of one Excel file; one that is larger than a sheet is left out."""
    fitting = {name: table for name, table in tables.items() if len(table) < SHEET}
    if fitting:
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            for name, table in fitting.items():
                table.to_excel(book, sheet_name=name[:31], index=False)


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a large table."""
    table.to_parquet(path, index=False, compression="zstd")


def write_whole(place: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place, then renamed.

    Raises
    ------
    StoreError
        The disk is full, or the folder cannot be written.
    """
    beside = place.with_name(f".{place.name}-{token_hex(4)}.part")
    with on_disk(place):
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)


def manifests(out: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Folder and manifest of each finished study below a results folder; broken folders are passed over."""
    for path in sorted(out.glob("*/[!.]*/manifest.json")):
        try:
            manifest = manifest_of(path.parent)
            whole = all(isinstance(manifest[key], str) for key in ("began", "study"))
            len(manifest.get("failures", ()))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if whole:
            yield path.parent, manifest


def write_index(out: Path) -> None:
    """List all finished studies below a results folder in ``index.md``, made anew from their manifests.

    One row a study, the newest first: date, study, folder, runs, failures, and, where the manifest has them, what
    ``differs`` from the study's plain command and its ``headline``. Broken folders are passed over.

    Raises
    ------
    StoreError
        The list cannot be written.
    """
    rows = [
        (manifest["began"], manifest["study"], f"[{folder.name}]({folder.relative_to(out).as_posix()})",
         manifest.get("runs", ""), len(manifest.get("failures", ())), manifest.get("differs", ""),
         manifest.get("headline", ""))
        for folder, manifest in manifests(out)
    ]  # fmt: skip
    head = ("date", "study", "folder", "runs", "failures", "differs", "headline")
    lines = [_row(cells) for cells in (head, ["---"] * len(head), *sorted(rows, key=str, reverse=True))]
    write_whole(out / "index.md", ("# Finished studies\n\n" + "".join(lines)).encode())


def _row(cells: Iterable[Any]) -> str:
    """A row of a Markdown table; a list becomes its members, a mapping its pairs."""
    texts = []
    for cell in cells:
        parts = [f"{name}={value}" for name, value in cell.items()] if isinstance(cell, Mapping) else cell
        text = ", ".join(map(str, parts)) if isinstance(parts, list) else str(parts)
        texts.append(" ".join(text.split()).replace("|", "\\|"))
    return f"| {' | '.join(texts)} |\n"


def machine() -> str:
    """What kind of machine this is, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def say(text: str) -> None:
    """Tell the user something that is no result."""
    sys.stderr.write(f"{text}\n")


def _commit() -> str:
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12"],
            cwd=ROOT, capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return found.stdout.strip() or "unknown"
