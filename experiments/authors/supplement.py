"""``zombielaw supplement``: finished studies in one archive, with all that makes their tables again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from importlib.metadata import distribution, distributions
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zombielaw.experiments.authors.asked import Source, source_of, split
from zombielaw.experiments.authors.cite import cited
from zombielaw.experiments.authors.odd import ODD
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER, ROOT
from zombielaw.experiments.runs.run_store import Shelf
from zombielaw.experiments.runs.study_store import MANIFEST, PART, clear_abandoned, write_whole
from zombielaw.experiments.studies.base import INPUTS
from zombielaw.experiments.words.texts import LANGUAGES, Language, say, speaking

OUT = "supplement.zip"
RERUN: dict[Language, str] = {"en": "RERUN.md", "zh": "RERUN.zh.md"}
"""Page that says how to make the tables again, for each language."""
AGAIN = "again"
"""Folder of the tables that are made again, inside the folder of their study."""
NAME, SOFTWARE, LOCK = "zombielaw", "software", "requirements.lock"
PARTS = ("sim", "experiments", "configs", "data")
KINDS = (".py", ".csv", ".md", ".yaml", ".mplstyle", ".css", ".js", ".txt", ".j2")
"""Ends of names of the files of the package."""


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw supplement FOLDER... out=supplement.zip``: how much it holds, and the archive.

    It holds the whole folders of the studies, the software, its lock, and :data:`RERUN`. The same studies give the same
    bytes. Without a folder all of results/paper is taken.

    Raises InputError: a folder that holds no finished study, or what is no plain file, two of one name, or nothing to
    take.
    """
    plain, given = split("supplement", words, {"out": OUT})
    folders = plain or sorted(str(path.parent) for path in PAPER.rglob(MANIFEST))
    if not folders:
        raise InputError(
            "supplement takes the folders of finished studies: zombielaw supplement results/baseline/KEY."
        )
    sources = {_name(folder): source_of(folder) for folder in folders}
    if len(sources) < len(folders):
        raise InputError(
            "Two of the folders have the same name; give each once, or make two archives."
        )
    parts = dict(_parts(sources))
    place = Path(given.get("out", OUT))
    clear_abandoned(place.parent, f".{place.name}-*{PART}")
    write_whole(place, zipped(parts))
    return f"{len(sources)} studies, {len(parts)} files\n{place}\n"


def _name(folder: str) -> str:
    """Name of a study in the archive: that of its folder, and of its study where that is a key."""
    place = Path(folder).resolve()
    return place.name if place.parent == PAPER.resolve() else f"{place.parent.name}-{place.name}"


def _parts(sources: dict[str, Source]) -> Iterator[tuple[str, bytes]]:
    yield ODD.name, ODD.read_bytes()
    for name, source in sources.items():
        folder = source.finished.folder
        for file in folder.rglob("*"):
            if file.is_symlink() or not (file.is_file() or file.is_dir()):
                raise InputError(
                    "{}: is no plain file, but a link or the like; take it out, or put a copy in its place.",
                    file,
                )
            if file.is_file():
                yield f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
        for lang in LANGUAGES:
            with speaking(lang):
                yield f"{name}/methods.{lang}.md", cited(source).encode()
    for part, content in software():
        yield f"{SOFTWARE}/{part}", content
    yield LOCK, lock().encode()
    for lang, page in RERUN.items():
        with speaking(lang):
            yield page, rerun(sources).encode()


def software() -> Iterator[tuple[str, bytes]]:
    """Files of the software that runs, in a checkout or installed, as they lie where packages are installed."""
    about, own = distribution(NAME), Path(str(files(NAME)))
    yield f"{NAME}-{about.version}.dist-info/METADATA", (about.read_text("METADATA") or "").encode()
    yield from ((f"{NAME}/{file.name}", file.read_bytes()) for file in own.glob("*.py"))
    yield f"{NAME}/docs/{ODD.name}", ODD.read_bytes()
    for part in PARTS:
        place = Path(str(files(f"{NAME}.{part}")))
        for file in place.rglob("*"):
            if file.is_file() and file.suffix in KINDS:
                yield f"{NAME}/{part}/{file.relative_to(place).as_posix()}", file.read_bytes()


def lock() -> str:
    """Packages of the lock of a checkout; elsewhere those that are installed."""
    path = ROOT / LOCK
    if path.is_file():
        return path.read_text(encoding="utf-8")
    installed = {one.metadata["Name"]: one.version for one in distributions()}
    return "".join(f"{name}=={installed[name]}\n" for name in sorted(installed) if name != NAME)


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of files by name: the same files give the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
    return content.getvalue()


def rerun(sources: dict[str, Source]) -> str:
    """Commands that make the tables of studies again, from the folder into which the archive was unpacked."""
    pinned = " --require-hashes" if "--hash" in lock() else ""
    parts = [
        f"# {say('rerun.title')}",
        say("rerun.holds", software=SOFTWARE, lock=LOCK),
        _commands(
            "python3 -m venv .venv",
            f".venv/bin/python -m pip install{pinned} --requirement {LOCK}",
        ),
        say("rerun.then", again=AGAIN),
        *(part for name, source in sources.items() for part in _study_again(name, source)),
        say("rerun.bytes"),
    ]
    return "\n\n".join(parts) + "\n"


def _study_again(name: str, source: Source) -> Iterator[str]:
    manifest = source.manifest
    inside = f"{name}/{INPUTS}" if (source.finished.folder / INPUTS).is_dir() else name
    up = "../" * (inside.count("/") + 1)
    command = manifest["command"].removeprefix("zombielaw ")
    out = f"{'../' * inside.count('/')}{AGAIN}"
    seconds = sum(made["seconds"] for made in manifest["made_by"])
    yield f"## {name}"
    yield say("rerun.runs", runs=manifest["runs"], minutes=f"{seconds / 60.0:,.1f}")
    if manifest["model"] not in ("none", Shelf(Path()).folder.name):
        yield say("rerun.older", model=manifest["model"], commit=manifest["commit"])
    place, study = shlex.quote(name), shlex.quote(manifest["study"])
    yield _commands(
        f"(cd {shlex.quote(inside)} && PYTHONPATH={up}{SOFTWARE} {up}.venv/bin/python -m {NAME} {command} out={out})",
        f"diff -r {place}/tables {place}/{AGAIN}/{study}/*/tables && echo '{say('rerun.same')}'",
    )


def _commands(*lines: str) -> str:
    return "\n".join(["```", *lines, "```"])
