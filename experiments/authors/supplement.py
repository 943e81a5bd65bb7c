"""``zombielaw supplement``: tables, dictionaries, figures, captions and methods of finished studies in one archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zombielaw.experiments.authors.asked import Source, source_of, split
from zombielaw.experiments.authors.cite import cited
from zombielaw.experiments.authors.latex import document
from zombielaw.experiments.authors.odd import ODD
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import REFERENCE
from zombielaw.experiments.runs.study_store import KEPT, MANIFEST, write_whole
from zombielaw.experiments.words.texts import LANGUAGES, Language, caption

OUT = "supplement.zip"


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw supplement FOLDER... out=supplement.zip``: how much it holds, and the archive.

    The same studies give the same bytes. Without a folder all of results/reference is taken.

    Raises InputError: a folder that holds no finished study, two of one name, or nothing to take.
    """
    plain, given = split("supplement", words, {"out": OUT})
    folders = plain or sorted(str(path.parent) for path in REFERENCE.glob(f"*/{MANIFEST}"))
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
    write_whole(place, content.getvalue())
    return f"{len(sources)} studies, {len(parts)} files\n{place}\n"


def _name(folder: str) -> str:
    """Name of a study in the archive: that of its folder, and of its study where that is a key."""
    place = Path(folder).resolve()
    return place.name if place.parent == REFERENCE.resolve() else f"{place.parent.name}-{place.name}"


def _parts(sources: dict[str, Source]) -> Iterator[tuple[str, bytes]]:
    if ODD.is_file():
        text = ODD.read_text(encoding="utf-8")
        yield "ODD.md", text.encode()
        yield "ODD.tex", document(text).encode()
    for name, source in sources.items():
        folder = source.finished.folder
        for pattern in KEPT:
            for file in folder.glob(pattern):
                yield f"{name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
        for lang in LANGUAGES:
            yield f"{name}/methods.{lang}.md", cited(source, lang).encode()
            if told := _captions(source, lang):
                yield f"{name}/captions.{lang}.md", told.encode()


def _captions(source: Source, lang: Language) -> str:
    names = sorted({file.stem for file in source.finished.folder.glob("figures/*") if file.suffix != ".md"})
    told = {name: caption(name, lang, source.finished.facts) for name in names}
    return "\n".join(f"## {name}\n\n{text}\n" for name, text in told.items() if text)
