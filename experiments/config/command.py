"""The words of a command, composed to settings by Hydra, whose errors are put into plain messages.

Settings are data. Hydra only joins files and words here. Words and files that would make it read the environment or
name code are refused before it reads them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import OverrideParseException
from omegaconf import DictConfig

from zombielaw.experiments.config.schema import (
    CHANGES,
    FOLDERS,
    SETTINGS,
    Options,
    known_keys,
    options_of,
    unknown_key,
)
from zombielaw.experiments.config.values import (
    NO_REFERENCE,
    REFERENCE,
    TARGET,
    check_plain,
    joined,
    parsed,
    spelled,
)
from zombielaw.experiments.data.files import read_yaml
from zombielaw.experiments.errors import InputError, Message, is_folder, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.words.texts import refuse_dropped
from zombielaw.sim.parameters import written

Studies = Mapping[str, Options]
FOLDER = ("-cd", "--config-dir")
"""The option that names a folder with settings of a user's own."""
QUOTED = "'policy.changes=[{lever:order_quality,to:0.9,start:2020-11}]'"


def composition(words: Sequence[str], studies: Studies, once: bool = False) -> DictConfig:
    """The configuration of a command, composed by Hydra and not yet checked. The first word may be that of a study.

    ``once``: no setting may be named twice, of which the first would be ignored.
    Raises InputError: the words cannot be read, or name something that does not exist.
    """
    if words and words[0] in studies:
        words = [f"study={words[0]}", *words[1:]]
    settings, folder = settings_in(map(spelled, words))
    check_words(settings, studies, folder is not None, once)
    if folder is not None:
        _check_files(folder)
        settings.append(f"hydra.searchpath=['file://{folder}']")
    register(studies)
    here = GlobalHydra.instance()
    running = here.hydra  # a script's own composition that is under way
    here.clear()
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"):
            return compose("config", overrides=settings)
    except Exception as error:  # whatever words and files of a user set off in what reads them
        raise InputError(message_of(error, studies)) from None
    finally:
        GlobalHydra.instance().hydra = running


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Settings by full key as groups of settings."""
    settings: dict[str, Any] = {}
    for key, value in flat.items():
        group, _, name = key.rpartition(".")
        (settings.setdefault(group, {}) if group else settings)[name] = value
    return settings


_handed_over: dict[str, Options] = {}


def register(studies: Mapping[str, Options]) -> None:
    """Register the schema and the plain command of each study with Hydra; those that it has already are kept."""
    store = ConfigStore.instance()
    if not _handed_over:
        defaults = {key: about.shown(about.default) for key, about in SETTINGS.items()}
        store.store(name="schema", node=nested({**defaults, CHANGES: [], "study": {}}))
    for name, study in studies.items():
        if _handed_over.get(name) is study:
            continue
        chosen = [
            {f"override /{group}": file}
            for group, file in study.settings.items()
            if group in FOLDERS
        ]
        flat = {key: value for key, value in study.settings.items() if key not in FOLDERS}
        flat |= {"replicates": study.replicates, "study.name": name}
        flat |= {f"study.{key}": about.shown(about.default) for key, about in study.keys.items()}
        store.store(
            group="study", name=name, package="_global_", node={"defaults": chosen, **nested(flat)}
        )
        _handed_over[name] = study


def settings_in(words: Iterable[str]) -> tuple[list[str], Path | None]:
    """Settings among the words, and the folder with a user's own.

    Raises InputError: an unknown option, or a folder that does not exist.
    """
    settings, folder = [], None
    left = iter(words)
    for word in left:
        name, equal, given = word.partition("=")
        if name in FOLDER:
            folder = _folder(given if equal else next(left, ""))
        elif word.startswith("-"):
            raise InputError(
                "{} is not an option; allowed: --help and --config-dir=FOLDER. Settings are written key=value.",
                written(word),
            )
        else:
            settings.append(word)
    return settings, folder


def _folder(given: str) -> Path:
    folder = Path(given).absolute()
    if not given or not is_folder(folder):
        raise InputError(
            "--config-dir={} is not a folder; give the one that holds your settings.",
            written(given),
        )
    if set("'\\") & set(str(folder)):
        raise InputError(
            "--config-dir={}: a path with ' or \\ cannot be read; rename the folder.",
            written(given),
        )
    return folder


def _check_files(folder: Path) -> None:
    """Refuse settings of a user's own that are more than plain data, before Hydra reads them."""
    for file in sorted(file for group in FOLDERS for file in (folder / group).rglob("*.yaml")):
        given = read_yaml(file)
        if re.search(
            r"^#\s*@package\s+hydra\b", file.read_text(encoding="utf-8"), re.MULTILINE
        ) or (isinstance(given, dict) and "hydra" in given):
            raise InputError(
                "{}: hydra is no setting of zombielaw, and may run code; take it out.", file
            )
        for text in _texts(given):
            if TARGET in text:
                raise InputError(
                    "{}: {} names code to run; settings are plain values, take it out.",
                    file,
                    TARGET,
                )
            if REFERENCE in text:
                raise InputError("{}: {}", file, NO_REFERENCE)


def _texts(value: Any) -> list[str]:
    """Texts of plain data, names of its keys too."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (str(key), *_texts(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if isinstance(value, str) else []


def check_words(
    words: Sequence[str],
    studies: Collection[str] = (),
    own_files: bool = False,
    once: bool = False,
) -> None:
    """Refuse words that Hydra would ignore in silence or answer with a stack trace.

    ``own_files``: a group may also be set to a file of the user's own. ``once``: as of :func:`composition`.
    """
    for word in words:
        check_plain(word)
    chosen: dict[str, str] = {}
    for word in words:
        key, equal, value = word.partition("=")
        if word.startswith("~"):
            raise InputError(
                "{} takes a setting away; every setting has a value: write {}=... or nothing.",
                word,
                key[1:],
            )
        if word.startswith("="):
            raise InputError("{} names no setting; write key=value.", word)
        if len(key) > 200:
            raise InputError("{} is not a setting; see docs/parameters.md.", written(key))
        setting = key.lstrip("+")
        if setting in FOLDERS and equal and not value.startswith("{") and "(" not in value:
            if setting != key:
                raise InputError(
                    "{} adds what has its place already; write {} without the plus.",
                    word,
                    word.lstrip("+"),
                )
            if (names := _named(word)) is not None:
                _check_names(setting, names, options_of(setting, studies), own_files)
        elif not once:
            continue
        if setting in chosen:
            both = f"{chosen[setting]} and {word}"
            join = Message(
                "join them: policy=[{},{}]", chosen[setting][7:].strip("[]"), value.strip("[]")
            )
            raise InputError(
                "{} name {} twice; {}.",
                both,
                setting,
                join if setting == "policy" else "keep one of them",
            )
        chosen[setting] = word


def _named(word: str) -> list[str] | None:
    """The names that a word gives to a group: one, or a list that is joined.

    Nothing for a word that cannot be read: composing it gives the message.
    """
    override = parsed(word)
    if override is None or override.is_sweep_override():
        return None
    value: Any = override.value()
    return [
        "" if name is None else str(name)
        for name in (value if isinstance(value, list) else [value])
    ]


def _check_names(group: str, names: list[str], options: list[str], own_files: bool) -> None:
    for name in names:
        if group == "study":
            refuse_dropped(name)
        if name not in options and not (own_files and name.isidentifier()):
            raise InputError(
                "{}={} is not known{}; allowed: {}.",
                group,
                written(name),
                nearest(name, options),
                options,
            )
    if len(names) != 1 and group != "policy":
        raise InputError(
            "{}=[{}] is a list; only packages of policy can be joined: give one name.",
            group,
            ",".join(names),
        )
    if not names or len(set(names)) < len(names):
        raise InputError(
            "policy=[{}] names {}; name each once.",
            ",".join(names),
            Message("a package twice" if names else "none"),
        )
    if set(names) <= set(options) and len(names) > 1:
        joined(names)


def message_of(error: Exception, studies: Studies) -> object:
    """Message for an error in reading words and files, in plain English with the settings' own names."""
    text = str(error)
    if isinstance(error, InputError):
        return error
    if isinstance(error, RecursionError):
        return "A configuration file, or a word, leads back to itself or holds lists within lists without end."
    stranger = re.search(r"Could not override '([^']+)'", text) or re.search(
        r"Key '([^']+)' is not in struct", text
    )
    if stranger:
        full = re.search(r"full_key: (\S+)", text)
        return unknown_key(
            full.group(1) if full else stranger.group(1), known_keys(studies), studies
        )
    bare = re.search(r"Error parsing override '([^']+)'\s+missing EQUAL", text)
    if bare and bare.group(1) in studies:
        return Message("{0} is a study; write study={0}.", bare.group(1))
    if bare:
        return Message(
            "{0} has no value; write {0}=..., without spaces around the sign; if it is a value, "
            "write its key before it, as in study.case={0}.",
            bare.group(1),
        )
    several = re.search(r"Ambiguous value for argument '([^']+)'", text)
    if several:
        return Message(
            "{} has a comma; write decimals with a point. zombielaw grid runs several values.",
            several.group(1),
        )
    if isinstance(error, OverrideParseException):
        return Message(
            "{} cannot be read; write key=value, and quote what is no plain word: {}",
            error.override,
            QUOTED,
        )
    merged = re.search(r"Error merging override ([^=\s]+)=(\S*)", text)
    if merged:
        where = f"{merged.group(1)}={merged.group(2)}"
        return Message(
            "{} does not fit its place; allowed: a value of the kind that stands there, as in {}",
            where,
            QUOTED,
        )
    first_lines = " ".join(line.strip() for line in text.splitlines()[:2] if line.strip())
    return first_lines or f"A configuration file cannot be read ({type(error).__name__})."
