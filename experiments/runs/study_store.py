"""Results on disk: keyed by content, whole or absent, checked when read; with the code and machine that made them.

A study's folder is ``<out>/<study>/<key>/``. The key digests the settings (without engine and folder), what its code
does and the data that it reads; commit, machine and times stand in the manifest only. A folder is written beside its
place and renamed, so it is there whole or not at all, and it is never changed. The manifest has the digests of all
files, and at its end its own: a folder that anybody altered is set aside, and made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from itertools import chain, count
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from zombielaw.experiments.data.files import check_regular
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.paths import CONFIGS, DATA, ROOT
from zombielaw.experiments.words.texts import cell as cell_of
from zombielaw.experiments.words.texts import note, plain

if TYPE_CHECKING:
    import pandas as pd


PAPER = "paper.yaml"
"""List of commands in ``configs/``, which no study reads."""
STUDIES_PACKAGE = "zombielaw.experiments.studies"
MANIFEST, INDEX = "manifest.json", "index.md"
UNMADE = "unmade"
"""Key of a manifest: reports and figures that could not be made from the tables, and the reason."""
KEPT = (
    MANIFEST,
    "summary.json",
    "report.md",
    "data_dictionary.csv",
    "memorandum.*",
    "tables/*.csv",
)
"""Files of a study that are kept in the committed set, beside its figures."""
ALTERED = ".altered"
"""End of the name of a folder that was edited, cut off or lost a file, and was set aside."""
PART = ".part"
"""End of the name of a file that is being written."""
LEFT_OVER = 3600.0
"""Seconds after which an unfinished file belongs to a writer that was killed, whatever machine it was on."""
NAMED = 5
"""Largest number of altered files that a message names."""
_CHECKSUM = re.compile(rb',\n "checksum": "([0-9a-f]{64})"\n\}\n\Z')
"""End of a manifest: digest of all text before it."""
_WRITER = re.compile(rf"-([0-9a-f]{{8}})-(\d+)-[0-9a-f]{{8}}(?:\{PART})?$")
"""End of the name of an unfinished file or folder: machine and process that write it."""
CHANGED = "-dirty"
"""End of the name of a commit, if the checkout had changes that were not committed."""
DECIDING = ("sim", "experiments", "zombielaw", "configs", "data", "requirements.lock")
"""Parts of a checkout that decide a number; pages and results do not."""
PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "hydra-core", "matplotlib")


class StoreError(ExecutionError):
    """A folder or file that cannot be written, or does not hold what it promises; the message says what to do."""


GO_ON = (
    "What is whole stays: make room, get the right to write there or give another folder, and the same "
    "command goes on."
)


@contextmanager
def on_disk(what: object, verb: str = "written", advice: str = GO_ON) -> Iterator[None]:
    """Turn errors of the operating system into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            "{} cannot be {} ({}). {}", what, verb, error.strerror or error, advice
        ) from None


def digest_of(*parts: Any) -> str:
    """Digest of plain data, in hexadecimal."""
    text = json.dumps(parts, sort_keys=True, default=str, allow_nan=True)
    return hashlib.sha256(text.encode()).hexdigest()


def study_key(
    study: str,
    settings: str,
    data: Collection[str] = (),
    code: Collection[str] = (),
    given: Mapping[str, bytes] | None = None,
) -> str:
    """Key of a study's folder: digest of the settings, the model, the code, the named worlds and the data.

    ``settings``: digest of the settings. ``data`` names the files of ``data/`` that it reads, ``code`` the modules that
    make its tables, beside the one of its name; no key depends on code that shows, describes and draws them. ``given``:
    a user's files of data.
    """
    from zombielaw.experiments.runs.sources import code_of  # noqa: PLC0415 - lists need no model
    from zombielaw.sim.digest import source_digest  # noqa: PLC0415

    own = f"{STUDIES_PACKAGE}.{study}"
    made_by = code_of(frozenset({own, f"{own}.study", *code}))
    named = {
        file.relative_to(CONFIGS).as_posix(): file
        for file in CONFIGS.rglob("*.yaml")
        if file.name != PAPER
    }
    files = named | {name: DATA / name for name in data}
    read = {name: _file_digest(file) for name, file in files.items()}
    read |= {name: hashlib.sha256(content).hexdigest() for name, content in (given or {}).items()}
    return digest_of(study, settings, source_digest(), read, made_by)[:16]


def finished(out: Path, study: str, key: str) -> Path | None:
    """Folder of a finished study, every byte that was written verified; None if there is none.

    An altered folder, or one that holds another study than its name says, is reported and set aside, whole, under a
    name that ends in ``.altered``: for whoever edited or moved it.
    Raises StoreError: it cannot be read, or not be set aside.
    """
    folder = out / study / key
    if not os.path.lexists(folder):
        return None
    with on_disk(folder, "read", "It stays; make it readable, or move it away and run again."):
        names, manifest = altered(folder), _whole_manifest(folder) or {}
    holds = f"{manifest.get('study')}/{manifest.get('key')}"
    if not names and holds == f"{study}/{key}":
        return folder
    aside = set_aside(folder)
    if not names:
        note("{} holds {}. It is kept as {}; the study is made again.", folder, holds, aside)
        return None
    which = ", ".join(str(folder / name) for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    note(
        "{}{}: missing, or changed since it was written. It is kept as {}; the study is made again.",
        which,
        more,
        aside,
    )
    return None


def altered(folder: Path) -> list[str]:
    """Files of a finished folder that are missing, or are not as they were written, by name."""
    manifest = _whole_manifest(folder)
    if manifest is None:
        return [MANIFEST]
    return [
        name for name, digest in manifest["files"].items() if _file_digest(folder / name) != digest
    ]


def _whole_manifest(folder: Path) -> dict[str, Any] | None:
    """Manifest of a finished folder; None if it is missing, or was changed since it was written."""
    path = folder / MANIFEST
    content = path.read_bytes() if path.is_file() else b""
    end = _CHECKSUM.search(content)
    whole = end and hashlib.sha256(content[: end.start()]).hexdigest() == end[1].decode()
    return json.loads(content) if whole else None


def earlier(out: Path, study: str, key: str) -> dict[Path, Any]:
    """Results of a study under other keys, with their settings: they are neither used nor touched."""
    return {
        folder: manifest.get("settings")
        for folder, manifest in manifests(out)
        if manifest["study"] == study and manifest["key"] != key
    }


def say_earlier(others: Mapping[Path, Any], settings: Mapping[str, Any]) -> None:
    """Print a note on the first of other results that has the same settings."""
    asked = json.loads(_json(settings))
    for folder, given in others.items():
        if given == asked:
            note(
                "{} has the same settings, by another version of zombielaw, of its rules or of its "
                "data; it stays and can be read.",
                folder,
            )
            return


def lacking(manifest: Mapping[str, Any]) -> bool:
    """True if runs of a finished study failed, or a report or figure could not be made from its tables."""
    return bool(manifest.get("failures") or manifest.get(UNMADE))


def set_aside(folder: Path) -> Path:
    """Give a folder a name that ends in ``.altered``, if no other command did so meanwhile.

    Raises StoreError: it cannot be renamed.
    """
    names = (
        folder.with_name(f"{folder.name}{number}{ALTERED}")
        for number in chain([""], (f"-{n}" for n in count(2)))
    )
    aside = next(name for name in names if not os.path.lexists(name))
    with on_disk(folder, "set aside", "Move it away, and run again."), suppress(FileNotFoundError):
        folder.rename(aside)
    return aside


def manifest_of(folder: Path) -> dict[str, Any]:
    """Manifest of a finished study."""
    path = folder / MANIFEST
    check_regular(path)
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _file_digest(path: Path) -> str:
    """Digest of a file; empty if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _digests(folder: Path) -> dict[str, str]:
    """Digests of the files below a folder, by name."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): _file_digest(path) for path in paths}


def prepare(out: Path) -> None:
    """Make sure that results can be written, before anything is computed.

    Raises StoreError: ``out`` is a file, or cannot be written.
    """
    with on_disk(f"out={out}"):
        try:
            out.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise StoreError("out={} is a file, or lies below one; give a folder.", out) from None
        with tempfile.TemporaryFile(dir=out):
            pass


def prepare_study(out: Path, study: str) -> None:
    """Make the folder of a study, and clear away unfinished files of writers that were killed.

    Raises StoreError: something else is where the folder or the list of studies belongs; or no right to write.
    """
    folder, index = out / study, out / INDEX
    for path, wrong in ((folder, folder.is_file()), (index, index.is_dir())):
        if wrong:
            raise StoreError(
                "{} stands where results belong; move it away, or give another out=.", path
            )
    with on_disk(folder):
        folder.mkdir(exist_ok=True)
        clear_abandoned(folder, ".*")
        clear_abandoned(out, f".{INDEX}-*")


def clear_abandoned(folder: Path, pattern: str) -> None:
    """Remove unfinished files of writers that no longer run."""
    for left in folder.glob(pattern):
        with suppress(FileNotFoundError):  # another command was faster
            if _abandoned(left):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _abandoned(path: Path) -> bool:
    """True for an unfinished file of a writer that was killed. If it was on another machine, only the age decides."""
    writer = _WRITER.search(path.name)
    if writer is None:
        return False  # a hidden file of the user's
    dead = writer[1] == _host() and not _runs(int(writer[2]))
    return dead or time.time() - path.stat().st_mtime > LEFT_OVER


def _runs(process: int) -> bool:
    """True if a process of this machine runs. Where the question would end it, on Windows, it is taken to."""
    try:
        if os.name != "nt":
            os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


@cache
def _host() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _beside(place: Path) -> Path:
    """Name of an unfinished file or folder beside its final place, with the machine and process that write it."""
    return place.with_name(f".{place.name}-{_host()}-{os.getpid()}-{token_hex(4)}")


def write_study(
    out: Path,
    study: str,
    key: str,
    fill: Callable[[Path], None],
    manifest: Mapping[str, Any],
    began: float,
) -> Path:
    """Write a study's folder, whole or not at all. An existing one is kept unless it has failed runs or lacks a part.

    ``fill`` writes every file of the study into the folder it is given. ``manifest``: entries to record beside
    versions, machine, commit, times and checksums; ``began``: ``time.time()`` at the start. Raises StoreError: it
    cannot be written; or a complete folder exists whose tables differ.
    """
    place = out / study / key
    with on_disk(place), _folder_beside(place) as beside:
        fill(beside)
        files = _digests(beside)
        whole = {
            "study": study,
            "key": key,
            **manifest,
            "commit": commit(),
            "versions": {
                "python": platform.python_version(),
                **{name: version(name) for name in PACKAGES},
            },
            "machine": machine(),
            "began": utc(began),
            "seconds": round(time.time() - began, 1),
            "files": files,
        }
        (beside / MANIFEST).write_bytes(sealed(whole))
        _put(beside, place, files)
    return place


def machine() -> str:
    """System, processor and cores of this machine, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def commit() -> str:
    """Commit of a checkout, followed by :data:`CHANGED` if files that decide a number differ from it."""
    if not (ROOT / ".git").exists():  # installed, or unpacked: a repository around it is another's
        return f"version {version('zombielaw')}"
    try:
        named, changed = (
            subprocess.run(
                ["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=10, check=False
            ).stdout.strip()
            for words in (
                ["describe", "--always", "--abbrev=12"],
                ["status", "--porcelain", "--", *DECIDING],
            )
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return f"{named}{CHANGED if changed else ''}" if named else "unknown"


def utc(seconds: float | None = None) -> str:
    """A ``time.time()`` as date and time in UTC; now, if none is given."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def renew(folder: Path, part: str, made_by: str) -> None:
    """Record a file, or the files of a folder such as ``figures``, of a finished study anew in its manifest, as made
    again by the commit ``made_by``.
    """
    manifest = manifest_of(folder)
    del manifest["checksum"]
    manifest.setdefault("made_again", {})[part] = {"commit": made_by, "at": utc()}
    others = {
        name: digest
        for name, digest in manifest["files"].items()
        if not f"{name}/".startswith(f"{part}/")
    }
    again = {
        name: digest
        for name, digest in _digests(folder).items()
        if f"{name}/".startswith(f"{part}/")
    }
    manifest["files"] = dict(sorted((others | again).items()))
    write_whole(folder / MANIFEST, sealed(manifest))


@contextmanager
def _folder_beside(place: Path) -> Iterator[Path]:
    folder = _beside(place)
    try:
        folder.mkdir(parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put(beside: Path, place: Path, files: Mapping[str, str]) -> None:
    """Rename a folder to its place; if that is taken, check that its tables are the same."""
    try:
        beside.rename(place)
        return
    except OSError:
        if not os.path.lexists(place):
            raise
    if finished(place.parent.parent, place.parent.name, place.name) is None:
        beside.rename(place)
        return
    there = manifest_of(place)  # by another process, meanwhile, or before
    if lacking(there):
        yours = _digests(place).keys() - {*there["files"], MANIFEST}
        aside = set_aside(place)
        beside.rename(place)
        if yours:
            note("{} holds files of yours; it is kept as {}.", place, aside)
        else:
            shutil.rmtree(aside)
        return
    for name, digest in files.items():
        if name.endswith(".csv") and there["files"].get(name) != digest:
            raise StoreError(
                "{} does not say what its runs say when they are made again. It stays as it is; find "
                "out why (the manifest names versions and machine), or remove {} and run again.",
                place / name,
                place,
            )


def write_json(path: Path, data: Mapping[str, Any]) -> None:
    """Write plain data as JSON; NaN and infinity become null."""
    write_text(path, _json(data))


def _json(data: Mapping[str, Any]) -> str:
    plain = json.loads(json.dumps(data, default=str), parse_constant=lambda _: None)
    return json.dumps(plain, indent=1) + "\n"


def write_text(path: Path, text: str) -> None:
    """Write a text with the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def sealed(manifest: Mapping[str, Any]) -> bytes:
    """Content of a manifest, which ends with the digest of all text before it."""
    text = _json(manifest).removesuffix("\n}\n").encode()
    return text + f',\n "checksum": "{hashlib.sha256(text).hexdigest()}"\n}}\n'.encode()


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a tidy table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n")


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a large table."""
    table.to_parquet(path, index=False, compression="zstd")


def write_whole(place: Path, content: bytes) -> None:
    """Write a file whole or not at all: beside its place, then renamed.

    Raises StoreError: the disk is full, the folder cannot be written, or what is there is no plain file.
    """
    beside = _beside(place)
    beside = beside.with_name(f"{beside.name}{PART}")
    with on_disk(place):
        if place.exists() and not place.is_file():  # it would be replaced
            raise OSError("is a folder, a pipe or a device")
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
    for path in sorted(out.glob(f"*/[!.]*/{MANIFEST}")):
        with suppress(OSError):
            manifest = None if path.parent.name.endswith(ALTERED) else _whole_manifest(path.parent)
            if manifest:
                yield path.parent, manifest


def write_index(out: Path) -> None:
    """List all finished studies below a results folder in ``index.md``, made anew from their manifests.

    One row a study, the newest first: date, study, folder, runs, failures, and, where the manifest has them, what
    ``differs`` from the study's plain command and its ``headline``. Raises StoreError: the list cannot be written.
    """
    head = ("date", "study", "folder", "runs", "failures", "differs", "headline")
    rows = [[*head], ["---"] * len(head)]
    for folder, manifest in sorted(
        manifests(out), key=lambda one: str(one[1]["began"]), reverse=True
    ):
        differs = ", ".join(
            plain(f"{name}={value}") for name, value in manifest.get("differs", {}).items()
        )
        named, failures = (
            f"[{folder.name}]({folder.relative_to(out).as_posix()})",
            len(manifest.get("failures", ())),
        )
        cells = (
            manifest["began"],
            manifest["study"],
            named,
            manifest.get("runs", ""),
            failures,
            differs,
        )
        rows.append([*map(str, cells), manifest.get("headline", "")])
    lines = [f"| {' | '.join(map(cell_of, cells))} |\n" for cells in rows]
    write_whole(out / INDEX, ("# Finished studies\n\n" + "".join(lines)).encode())
