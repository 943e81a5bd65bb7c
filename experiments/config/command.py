"""The words of a command: read by Hydra, and its errors in the words of the door."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from hydra import compose, initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException

from zombielaw.experiments.config import renamed
from zombielaw.experiments.config.options import Options
from zombielaw.experiments.config.packages import joined
from zombielaw.experiments.config.schema import FOLDERS, known_keys, register, unknown_key
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.sim.parameters import written

Studies = Mapping[str, Options]
ERRORS = (HydraException, OmegaConfBaseException, yaml.MarkedYAMLError, ValueError)
"""What Hydra raises on bad input: :func:`message_of` says it as this project does."""
QUOTED = "'policy.changes=[{lever:order_quality,to:0.9,start:2020-11}]'"
LONG_NUMBER = re.compile(r"\d{4000,}")  # Python reads up to 4,300 digits


def composition(overrides: Sequence[str], studies: Studies) -> DictConfig:
    """The configuration of a command, composed by Hydra and not yet checked.

    Raises
    ------
    InputError
        The words cannot be read, or name what there is not.
    """
    check_words(overrides, studies)
    register(studies)
    here = GlobalHydra.instance()
    running = here.hydra  # a command that is under way, whose study composes another
    here.clear()
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return compose("config", overrides=list(overrides))
    except ERRORS as error:
        raise InputError(message_of(error, studies)) from None
    finally:
        GlobalHydra.instance().hydra = running


def options_of(group: str, studies: Studies) -> list[str]:
    """What a group can be set to."""
    return sorted(studies) if group == "study" else sorted(file.stem for file in (CONFIGS / group).glob("*.yaml"))


def check_words(words: Sequence[str], studies: Studies) -> None:
    """Refuse what Hydra would pass over in silence or answer with a stack trace.

    Raises
    ------
    InputError
    """
    own_files = any(word.startswith(("hydra.searchpath", "--config-dir", "-cd")) for word in words)
    chosen: dict[str, str] = {}
    for word in words:
        key, equal, value = word.partition("=")
        if word.startswith("~"):
            raise InputError(f"{word} takes a setting away; every setting has a value: write {key[1:]}=... or nothing.")
        if word.startswith("="):
            raise InputError(f"{word} names no setting; write key=value.")
        if len(key) > 200:
            raise InputError(f"{written(key)} is not a setting; see docs/parameters.md.")
        if long := LONG_NUMBER.search(word):
            raise InputError(f"{key} is given a number of {len(long.group())} digits; no setting is so large.")
        group = key.lstrip("+")
        if group not in FOLDERS or not equal or value.startswith("{") or "(" in value:
            continue
        if group != key:
            raise InputError(f"{word} adds what has its place already; write {word.lstrip('+')} without the plus.")
        for names in _named(word):
            _check_names(group, names, options_of(group, studies), own_files)
        if group in chosen:
            both = f"{chosen[group]} and {word}"
            join = f"join them: policy=[{chosen[group][7:].strip('[]')},{value.strip('[]')}]"
            raise InputError(f"{both} name {group} twice; {join if group == 'policy' else 'keep one of them'}.")
        chosen[group] = word


def _named(word: str) -> list[list[str]]:
    """The names that a word gives to a group: one, a list that is joined, or several of these for a multirun."""
    override = OverridesParser.create().parse_override(word)
    value: Any = override.value()
    values = value.list if override.is_sweep_override() else [value]
    return [["" if name is None else str(name) for name in (one if isinstance(one, list) else [one])] for one in values]


def _check_names(group: str, names: list[str], options: list[str], own_files: bool) -> None:
    for name in names:
        if told := renamed.value_now(group, name):
            raise InputError(told)
        if name not in options and not (own_files and name.isidentifier()):
            raise InputError(
                f"{group}={written(name)} is not known{nearest(name, options)}; allowed: {', '.join(options)}."
            )
    if len(names) != 1 and group != "policy":
        raise InputError(
            f"{group}=[{','.join(names)}] is a list; only packages of policy can be joined: give one name."
        )
    if not names or len(set(names)) < len(names):
        raise InputError(f"policy=[{','.join(names)}] names {'a package twice' if names else 'none'}; name each once.")
    if set(names) <= set(options) and len(names) > 1:
        joined(names)


def message_of(error: Exception, studies: Studies) -> str:
    """Hydra's and OmegaConf's errors in the words of the door; an error of ours is raised again."""
    text = str(error)
    if isinstance(error, yaml.MarkedYAMLError):  # a configuration file; data files have messages of their own
        mark = error.problem_mark
        where = f"{mark.name}, line {mark.line + 1}" if mark else "a configuration file"
        return f"{where}: not valid YAML: {error.problem}."
    if not isinstance(error, HydraException | OmegaConfBaseException):
        if "integer string conversion" not in text:
            raise error
        return "A configuration file holds a number of thousands of digits; no setting is so large."
    stranger = re.search(r"Could not override '([^']+)'", text) or re.search(r"Key '([^']+)' is not in struct", text)
    if stranger:
        full = re.search(r"full_key: (\S+)", text)
        return unknown_key(full.group(1) if full else stranger.group(1), known_keys(studies), studies)
    bare = re.search(r"Error parsing override '([^']+)'\s+missing EQUAL", text)
    if bare and bare.group(1) in studies:
        return f"{bare.group(1)} is a study; write study={bare.group(1)}."
    if bare:
        return f"{bare.group(1)} has no value; write {bare.group(1)}=..., without spaces around the sign."
    several = re.search(r"Ambiguous value for argument '([^']+)'", text)
    if several:
        return f"{several.group(1)} has a comma; write decimals with a point, or add --multirun to run each value."
    if isinstance(error, OverrideParseException):
        key, _, value = str(error.override).partition("=")
        quoted = QUOTED if value.isascii() else f"\"{key}='{value}'\""
        return f"{error.override} cannot be read; write key=value, and quote what is no plain word: {quoted}"
    merged = re.search(r"Error merging override ([^=\s]+)=(\S*)", text)
    if merged:
        where = f"{merged.group(1)}={merged.group(2)}"
        return f"{where} does not fit its place; allowed: a value of the kind that stands there, as in {QUOTED}"
    return " ".join(line.strip() for line in text.splitlines()[:2] if line.strip())
