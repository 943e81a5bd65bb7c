"""Register of the studies: each module of this folder that asks a question declares it in its ``STUDY``."""

from __future__ import annotations

import importlib
import json
import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from zombielaw.experiments.cache import cached_text
from zombielaw.experiments.config.command import composition
from zombielaw.experiments.config.schema import SETTINGS, options_of
from zombielaw.experiments.config.settings import Settings, given_away, settings_from
from zombielaw.experiments.config.values import (
    WITH_REFORMS,
    joined,
    parted,
    plain_reforms,
    read,
    read_reform,
    split,
    typed_value,
    typed_words,
)
from zombielaw.experiments.data.files import Files, read_once, read_yaml
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import CONFIGS, NO_STUDY
from zombielaw.experiments.studies.base import Study
from zombielaw.experiments.words.texts import speaking

FOLDER = Path(__file__).parent
GROUPED = ("world", "policy")
"""Groups of settings that a command names in a word."""
PLAIN = re.compile(r"[\w./:-]+")


def studies() -> dict[str, Study]:
    """Settings that the command line may give to each study, by name.

    Raises InputError: a module declares no study, or two have one name.
    """
    return {
        name: module.STUDY for name, module in modules(FOLDER, __name__.rpartition(".")[0]).items()
    }


@cache
def modules(folder: Path, package: str) -> dict[str, ModuleType]:
    """The module of each study of a folder: ``<name>/study.py`` or ``<name>.py``."""
    places: dict[str, tuple[Path, str]] = {}
    for path in sorted([*folder.glob("*/study.py"), *folder.glob("*.py")]):
        name = path.parent.name if path.parent != folder else path.stem
        if name in places:
            raise InputError(
                "{}: a study is named {} already, in {}; rename one of them.",
                path,
                name,
                places[name][0],
            )
        if name not in ("__init__", *NO_STUDY):
            places[name] = path, name if path.parent == folder else f"{name}.study"
    by_name = {
        name: importlib.import_module(f"{package}.{module}")
        for name, (_, module) in sorted(places.items())
    }
    for name, module in by_name.items():
        if not isinstance(getattr(module, "STUDY", None), Study):
            raise InputError(
                "{} declares no study: write STUDY = ..., or put it into NO_STUDY of paths.py.",
                places[name][0],
            )
    return by_name


def composed(*overrides: str, once: bool = False) -> Settings:
    """Settings of a command line, for scripts and notebooks: ``composed("baseline", "world=classroom")``.

    ``once``: no setting may be named twice. Raises InputError: a word that cannot be read, or a value that is not
    allowed.
    """
    words, reforms = parted(overrides)
    config, files = composition(words, studies(), once), Files()
    with read_once(files):
        settings = replace(settings_from(config, studies()), files=files)
        if settings.study not in WITH_REFORMS:
            return settings
        text = settings.study_keys["reforms"]
        if reforms and text:
            raise InputError(
                "{} name {} twice; {}.",
                f"study.reforms={text} and {shlex.join(reforms)}",
                "study.reforms",
                "keep one of them",
            )
        reforms = reforms or split(text, "study.reforms")
        return replace(
            settings,
            reforms=tuple(read_reform(*one) for one in plain_reforms(reforms).items())
            if reforms
            else (),
            study_keys={**settings.study_keys, "reforms": shlex.join(reforms)},
        )


def preset(settings: Settings, experiment: str, months: int, *overrides: str) -> Settings:
    """A named experiment under the luck, runs and machine of a command."""
    world = composed(f"experiment={experiment}", f"study.months={months}", *overrides)
    kept = ("study", "seed", "replicates", "engine", "out", "execute", "priors")
    return replace(world, **{name: getattr(settings, name) for name in kept})


@cache
def _plain_command(study: str) -> Any:
    """Settings of the plain command of a study, as plain data by full key."""
    name = f"study={study}"
    return json.loads(cached_text(name, lambda: json.dumps(composed(name).plain)))


def differs(settings: Settings) -> dict[str, Any]:
    """Settings of a command that differ from the plain command of its study, by full key, as manifests have them."""
    usual = _plain_command(settings.study)
    differing = {
        key: value
        for key, value in settings.plain.items()
        if key not in usual or value != usual[key]
    }
    return given_away(_grouped(settings.study, differing))


def _grouped(study: str, differing: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with those of a named world or package replaced by its name, where all of them are given."""
    rest, groups, usual = dict(differing), {}, _plain_command(study)
    for group in GROUPED:
        if not any(key.startswith(f"{group}.") for key in differing):
            continue
        for name in options_of(group):
            moved = {
                key: value for key, value in _sets(group, name).items() if value != usual.get(key)
            }
            if moved and moved.items() <= rest.items():
                groups[group] = name
                rest = {key: value for key, value in rest.items() if key not in moved}
                break
    return {**groups, **rest}


@cache
def _sets(group: str, name: str) -> dict[str, Any]:
    """Values that a named world or package sets, by full key, as its file writes them."""
    plain = joined([name]) if group == "policy" else read_yaml(CONFIGS / group / f"{name}.yaml")
    return {
        (key := f"{group}.{own}"): SETTINGS[key].shown(read(key, value, SETTINGS[key]))
        for own, value in plain.items()
    }


def command_of(settings: Settings) -> str:
    """The command that asks for these settings again."""
    differing = differs(settings)
    reforms = differing.pop("study.reforms", "") if settings.study in WITH_REFORMS else ""
    words = [f"{key}={spelt(value)}" for key, value in differing.items()]
    return " ".join(
        [
            "zombielaw",
            settings.study,
            *([typed_words(str(reforms))] if reforms else []),
            *map(shlex.quote, words),
        ]
    )


def spelt(value: Any) -> str:
    """A value as Hydra reads it."""
    if isinstance(value, list):
        return f"[{','.join(map(spelt, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}:{spelt(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace("'", "\\'")
        return value if PLAIN.fullmatch(value) else f"'{quoted}'"
    return typed_value(value)


def run(settings: Settings, shown: bool = True) -> Path:
    """Run the study that the settings name; return its folder. Its report is printed if it is to be shown.

    Raises InputError: the study has no report in the language of the command, or as its check does.
    """
    known = studies()
    answering = [name for name, study in known.items() if settings.lang in study.languages]
    if settings.study not in answering:
        raise InputError(
            "lang={} does not go with study={}, whose report is in English only; leave it out, or "
            "ask one that answers in Chinese: {}.",
            settings.lang,
            settings.study,
            answering,
        )
    with speaking(settings.lang), read_once(settings.files):
        return known[settings.study].run(
            settings, lambda: (differs(settings), command_of(settings)), shown
        )
