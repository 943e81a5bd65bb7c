"""Lists for a user: studies, levers, worlds, and finished results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zombielaw.experiments.data.files import check_known
from zombielaw.experiments.errors import InputError, is_folder
from zombielaw.experiments.opinion.pages import filled
from zombielaw.experiments.paths import CONFIGS, PAPER
from zombielaw.experiments.runs.study_store import manifests
from zombielaw.experiments.words.texts import language, refuse_dropped, say, spoken, texts

if TYPE_CHECKING:
    from zombielaw.experiments.studies.base import Study
    from zombielaw.sim.parameters import Declared


def _entry(name: str, text: str, indent: int) -> str:
    return filled(text, f"{name:<{indent - 1}} ", " " * indent)


def _question(name: str, study: Study) -> str:
    key = f"question.{name}"
    return say(key) if key in texts() else study.question


def studies(name: str = "") -> str:
    """Each study with its question and the defaults of its keys; a single one with the meaning of each key.

    Raises InputError: there is no such study.
    """
    from zombielaw.experiments.studies.registry import studies as registered  # noqa: PLC0415 - other lists need none

    known = registered()
    if name:
        refuse_dropped(name)
        check_known(name, known, "studies", "study")
        study, lines = known[name], []
        for key, about in study.keys.items():
            what = spoken(about.about.meaning) if about.default == "" else _about(about)
            lines.append(_entry(f"study.{key}", what, 24))
        return (
            "\n".join(
                [
                    filled(_question(name, study)),
                    "",
                    *lines,
                    "",
                    spoken(
                        "Runs of each scenario: replicates={}. What goes with any study: zombielaw --help",
                        study.replicates,
                    ),
                ]
            )
            + "\n"
        )
    lines = []
    for each, study in known.items():
        shown = {
            key: "..." if about.default == "" else about.shown(about.default)
            for key, about in study.keys.items()
        }
        keys = ", ".join(
            [
                *(f"study.{key}={value}" for key, value in shown.items()),
                f"replicates={study.replicates}",
            ]
        )
        lines.append(_entry(each, _question(each, study) + say("looks.keys", keys=keys), 15))
    return "\n".join(lines) + "\n"


def levers() -> str:
    """Each lever of ``policy`` with its default, its range and its meaning."""
    from zombielaw.experiments.words import names as words  # noqa: PLC0415 - other lists need no model

    shown = {one.about.name: one.meaning for one in words.levers()}
    from zombielaw.experiments.config.schema import LEVERS  # noqa: PLC0415

    lines = [
        _entry(f"policy.{lever.name}", _about(lever, shown[lever.name]), 32)
        for lever in LEVERS.values()
    ]
    return (
        "\n".join([*lines, "", spoken("Each moved alone, to both ends: zombielaw study=levers")])
        + "\n"
    )


def _about(lever: Declared, meaning: str = "") -> str:
    about = lever.about
    meaning = meaning or spoken(about.meaning)
    if lever.kind is str:  # a name, which has no range
        return say("looks.name", default=lever.default, meaning=meaning)
    low, high = f"{about.low:.10g}", f"{about.high:.10g}"
    span = " | ".join(about.options)
    span = span or (
        "true | false" if lever.kind is bool else say("interval.bare", low=low, high=high)
    )
    if about.unit not in ("choice", "yes/no"):
        span = say("looks.unit", span=span, unit=spoken(about.unit))
    default = str(lever.shown(lever.default)).replace("True", "true")
    return say("looks.about", default=default, span=span, meaning=meaning)


def worlds() -> str:
    """The worlds and the named experiments, as their files describe themselves."""
    lines = []
    for group in ("world", "experiment"):
        for file in sorted((CONFIGS / group).glob("*.yaml")):
            text = file.read_text(encoding="utf-8").splitlines()
            comments = [
                line.lstrip("# ")
                for line in text
                if line.startswith("#") and not line.startswith("# @")
            ]
            lines.append(_entry(f"{group}={file.stem}", spoken(" ".join(comments)), 24))
    return "\n".join(lines) + "\n"


def results(folder: str = "results") -> str:
    """The finished studies below a folder of results or of one study, the newest first.

    Each with date, command, headline and folder. The committed set is left out, if it is not the folder that is asked
    for.

    Raises InputError: there is no such folder.
    """
    place = Path(folder)
    if not is_folder(place):
        raise InputError(
            "{} is no folder of results; run a study first, or name one: zombielaw results FOLDER.",
            folder,
        )
    finished = [
        *manifests(place),
        *(one for one in manifests(place.parent) if one[0].parent == place),
    ]
    own = place.resolve().is_relative_to(PAPER)
    lines = [
        _summary(path, manifest)
        for path, manifest in sorted(finished, key=lambda one: one[1]["began"], reverse=True)
        if own or not path.resolve().is_relative_to(PAPER)
    ]
    committed = (
        []
        if own or not PAPER.is_relative_to(place.resolve())
        else [
            spoken(
                "The results that come with zombielaw: zombielaw results {}/{}",
                folder,
                PAPER.relative_to(place.resolve()),
            )
        ]
    )
    return (
        "\n\n".join(
            [*(lines or [spoken("No study of yours is finished below {}.", folder)]), *committed]
        )
        + "\n"
    )


def _summary(path: Path, manifest: Mapping[str, Any]) -> str:
    differs = ", ".join(f"{key}={value}" for key, value in (manifest.get("differs") or {}).items())
    said = manifest.get("headlines", {}).get(language(), manifest.get("headline", ""))
    details = [spoken("differs: {}", differs) if differs else "", said]
    head = f"{manifest['began'][:10]}  {manifest.get('command') or manifest['study']}"
    return "\n".join([head, *(_entry("", one, 12) for one in details if one), f"{'':12}{path}"])
