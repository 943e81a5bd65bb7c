"""Words of a command of authors: the folder of a finished study, and settings of the form ``key=value``."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zombielaw.experiments.errors import InputError, is_file, nearest, one_line
from zombielaw.experiments.paths import PAPER, RESULTS
from zombielaw.experiments.runs.study_store import MANIFEST, NAMED, altered, manifest_of
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.words.texts import LANGUAGES

BESIDE = RESULTS / "from_paper"
NEEDED: dict[str, type] = {
    **dict.fromkeys(("study", "key", "command", "commit", "model", "began"), str),
    **dict.fromkeys(("settings", "versions"), dict),
    **dict.fromkeys(("failures", "made_by"), list),
    **dict.fromkeys(("points", "runs"), int),
}
"""Keys of a manifest that these commands read, with the kind of their values."""


class Source(NamedTuple):
    """A finished study: its tables and facts, and its manifest."""

    finished: Finished
    manifest: Mapping[str, Any]

    @property
    def draws(self) -> int:
        """Draws from the priors or a posterior; 0 where numbers were at their medians."""
        return int(self.manifest["settings"].get("draws", 0))

    @property
    def place(self) -> Path:
        """Folder for what is made of the study: its own. The committed set stays as it is: one of that name beside."""
        own, paper = self.finished.folder.resolve(), PAPER.resolve()
        return BESIDE / own.relative_to(paper) if paper in own.parents else self.finished.folder


def source_of(folder: str) -> Source:
    """Read a finished study. Its command is quoted word by word, for whoever copies it to a shell.

    Raises InputError: the folder holds none, or not as it was written, but for figures.
    """
    place = Path(folder)
    if not is_file(place / MANIFEST):
        raise InputError(
            "{} is no folder of a finished study (it has no {}); allowed is what the last line of "
            "a command names, such as results/paper/baseline. zombielaw results lists what is "
            "finished.",
            folder,
            MANIFEST,
        )
    try:
        if harmed := [name for name in altered(place) if not name.startswith("figures/")]:
            raise ValueError(
                f"{', '.join(harmed[:NAMED])}: missing, or changed since it was written"
            )
        manifest = manifest_of(place)
        if lacking := [
            key for key, kind in NEEDED.items() if not isinstance(manifest.get(key), kind)
        ]:
            raise ValueError(f"{MANIFEST}: no {lacking[0]}")
        command = one_line(shlex.join(shlex.split(manifest["command"])))
        return Source(Finished(place), {**manifest, "command": command})
    except (OSError, ValueError) as error:
        raise InputError("{} cannot be read ({}); run the study again.", folder, error) from None


def one_study(
    command: str, words: Sequence[str], keys: Mapping[str, str]
) -> tuple[Source, dict[str, str]]:
    """The finished study that a command names, and its settings.

    Raises InputError: no or several folders, or as :func:`source_of` and :func:`split`.
    """
    plain, given = split(command, words, keys)
    if len(plain) != 1:
        place = f"zombielaw {command} results/paper/run"
        raise InputError("{} takes one folder of a finished study: {}.", command, place)
    return source_of(plain[0]), given


def split(
    command: str, words: Sequence[str], keys: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """Plain words and the settings of a command.

    ``keys``: settings that are allowed, each with an example.
    Raises InputError: a setting that is not allowed, or one that is given twice.
    """
    plain, given = [], {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            plain.append(word)
        elif key not in keys or key in given:
            allowed = ", ".join(f"{name}={example}" for name, example in keys.items())
            twice = " twice" if key in given else ""
            raise InputError(
                "{} takes no {}{}{}; allowed: {}.",
                command,
                word,
                twice,
                nearest(key, keys),
                allowed,
            )
        else:
            given[key] = value
    if "lang" in given:  # what is spoken already
        one_of("lang", given["lang"], LANGUAGES)
    return plain, given


def several(value: str) -> list[str]:
    """The members of ``[a,b]``, or the one that is given."""
    return [
        part.strip()
        for part in value.removeprefix("[").removesuffix("]").split(",")
        if part.strip()
    ]


def one_of(key: str, value: str, allowed: Sequence[str]) -> str:
    """A name among those that are allowed. Raises InputError: it is not allowed."""
    if value not in allowed:
        raise InputError(
            "{}={} is not known{}; allowed: {}.", key, value, nearest(value, allowed), allowed
        )
    return value
