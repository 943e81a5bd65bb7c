"""``zombielaw figure``: the figures of a finished study again, from its stored tables; nothing is run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export.arguments import Source, one_of, one_study, several
from zombielaw.experiments.figures.style import (
    COLUMN,
    FORMATS,
    NARROWEST,
    PAGE,
    WIDEST,
    Look,
)
from zombielaw.experiments.runs.study_store import on_disk
from zombielaw.experiments.studies.registry import studies
from zombielaw.experiments.words.texts import LANGUAGES, language, refuse_dropped

KEYS = {
    "width": "3.5",
    "lang": "zh",
    "format": "[pdf,svg]",
    "name": "funnel",
    "title": "false",
    "out": "folder",
}
WORDS = {"column": COLUMN, "page": PAGE}
"""Widths that have a name, inches."""


def figure(words: Sequence[str]) -> str:
    """Answer to ``zombielaw figure FOLDER width=3.5 lang=zh``: the files that were written, and their folder.

    Raises InputError: no finished study, a word that cannot be read, or a width that is absurd.
    """
    source, given = one_study("figure", words, KEYS)
    look = look_of(given)
    to = Path(given["out"]) if "out" in given else source.place / f"figures-{_differs(look)}"
    files = drawn(source, look, to)
    captions = [file.read_text(encoding="utf-8") for file in files if file.suffix == ".md"]
    shown = [] if look.title else captions
    return "\n".join([*shown, *map(str, files), str(to)]) + "\n"


def look_of(given: dict[str, str]) -> Look:
    """The look that the words of a command ask for.

    Raises InputError: a value that is not allowed.
    """
    formats = tuple(
        one_of("format", name, [*FORMATS]) for name in several(given.get("format", "[png,pdf]"))
    )
    if not formats:
        raise InputError("format={} names no format; allowed: {}.", given["format"], FORMATS)
    return Look(
        _width(given["width"]) if "width" in given else None,
        formats,
        given.get("name", ""),
        one_of("title", given.get("title", "true"), ["true", "false"]) == "true",
    )


def drawn(source: Source, look: Look, to: Path) -> list[Path]:
    """Draw the figures of a finished study into a folder; return the files of figures and captions.

    Raises InputError: the study has no figure, or none of that name; or its tables are those of another
    version.
    """
    finished, manifest = source
    study = manifest["study"]
    refuse_dropped(study)
    try:
        with on_disk(to):
            known = studies().get(study)
            names = known.drawn(finished, manifest, look, to) if known else []
    except KeyError as missing:
        raise InputError(
            "{} lacks {}, which its figures need: it was made by another version; run the study again: {}",
            finished.folder,
            missing,
            manifest.get("command"),
        ) from None
    if not names:
        raise InputError("The study {} has no figures.", study)
    if look.only and look.only not in names:
        one_of("name", look.only, names)
    wanted = [look.only] if look.only else names
    return [
        file
        for name in wanted
        for end in (*look.formats, "md")
        if (file := to / f"{name}.{end}").is_file()
    ]


def _width(value: str) -> float:
    try:
        width = WORDS[value] if value in WORDS else float(value)
    except ValueError:
        width = 0.0
    if not NARROWEST <= width <= WIDEST:
        raise InputError(
            "width={} is no width of a figure; allowed: {:g} to {:g} inches, column ({} inches) or page ({} inches).",
            value,
            NARROWEST,
            WIDEST,
            COLUMN,
            PAGE,
        )
    return width


def _differs(look: Look) -> str:
    """Differences from the figures of the study, as the end of a folder's name."""
    parts = [
        f"{look.width:g}in" if look.width else "",
        language() if language() != LANGUAGES[0] else "",
        "" if look.title else "bare",
    ]
    return "-".join(filter(None, parts)) or "again"
