"""``zombielaw supplement``: tables, dictionaries, figures, captions and methods of finished studies in one archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zombielaw.experiments.authors.asked import Source, source_of, split
from zombielaw.experiments.authors.cite import cited
from zombielaw.experiments.authors.figure import drawn
from zombielaw.experiments.authors.latex import document
from zombielaw.experiments.authors.odd import ODD
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.style import Look
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.runs.study_store import KEPT, MANIFEST, PART, clear_abandoned, write_whole
from zombielaw.experiments.words.texts import LANGUAGES, caption

OUT = "supplement.zip"


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw supplement FOLDER... out=supplement.zip``: how much it holds, and the archive.

    The same studies give the same bytes. Without a folder all of results/paper is taken. Figures that a folder leaves
    out are drawn from its tables.

    Raises InputError: a folder that holds no finished study, two of one name, or nothing to take.
    """
    plain, given = split("supplement", words, {"out": OUT})
    folders = plain or sorted(str(path.parent) for path in PAPER.rglob(MANIFEST))
    if not folders:
        raise InputError("supplement takes the folders of finished studies: zombielaw supplement results/baseline/KEY.")
    sources = {_name(folder): source_of(folder) for folder in folders}
    if len(sources) < len(folders):
        raise InputError("Two of the folders have the same name; give each once, or make two archives.")
    parts = dict(_parts(sources))
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts):
            archive.writestr(ZipInfo(name), parts[name], ZIP_DEFLATED)
    place = Path(given.get("out", OUT))
    clear_abandoned(place.parent, f".{place.name}-*{PART}")
    write_whole(place, content.getvalue())
    return f"{len(sources)} studies, {len(parts)} files\n{place}\n"


def _name(folder: str) -> str:
    """Name of a study in the archive: that of its folder, and of its study where that is a key."""
    place = Path(folder).resolve()
    return place.name if place.parent == PAPER.resolve() else f"{place.parent.name}-{place.name}"


def _parts(sources: dict[str, Source]) -> Iterator[tuple[str, bytes]]:
    text = ODD.read_text(encoding="utf-8")
    yield "ODD.md", text.encode()
    yield "ODD.tex", document(text).encode()
    for name, source in sources.items():
        folder, figures = source.finished.folder, _figures(source)
        for pattern in KEPT:
            for file in folder.glob(pattern):
                yield f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
        for file_name, content in figures.items():
            yield f"{name}/figures/{file_name}", content
        for lang in LANGUAGES:
            yield f"{name}/methods.{lang}.md", cited(source, lang).encode()
            stems = sorted({Path(one).stem for one in figures})
            captions = {stem: caption(stem, lang, source.finished.facts) for stem in stems}
            if told := "\n".join(f"## {stem}\n\n{text}\n" for stem, text in captions.items() if text):
                yield f"{name}/captions.{lang}.md", told.encode()


def _figures(source: Source) -> dict[str, bytes]:
    """Files of figures and their captions; drawn from the tables where the folder leaves some out."""
    with TemporaryDirectory() as scratch:
        folder = source.finished.folder / "figures"
        if "left_out" in source.manifest:
            folder = Path(scratch)
            drawn(source, Look(), folder)
        return {file.name: file.read_bytes() for file in folder.glob("*")}
