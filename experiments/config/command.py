"""The words of a command: completed, and composed to settings by Hydra, whose errors are put into plain messages.

Settings are data. Hydra only joins files and words here: it starts nothing, calls nothing back and rereads no pickle.
Words and files that would make it read the environment or run code are refused.
"""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, suppress
from io import StringIO
from itertools import islice, product
from math import prod
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra._internal import utils
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, ValueType
from hydra.errors import HydraException, OverrideParseException
from omegaconf import DictConfig, OmegaConf
from omegaconf.resolvers import oc

from zombielaw.experiments.config import renamed
from zombielaw.experiments.config.options import Options
from zombielaw.experiments.config.packages import joined
from zombielaw.experiments.config.reforms import AGAINST, KEYS, OR
from zombielaw.experiments.config.schema import FOLDERS, known_keys, register, unknown_key
from zombielaw.experiments.config.settings_files import read_first
from zombielaw.experiments.data.files import vanishes
from zombielaw.experiments.errors import InputError, is_folder, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.words.messages import refuse_dropped
from zombielaw.sim.parameters import written

Studies = Mapping[str, Options]
MULTIRUN, FOLDER = ("-m", "--multirun"), ("-cd", "--config-dir")
SEARCHPATH = "hydra.searchpath"
"""The one setting of Hydra's own that a word may have: folders with settings of a user's own."""
MOST_COMMANDS = 10_000
"""Largest number of commands in one multirun."""
OWN_OF_HYDRA = ("job", "overrides", "runtime", "searchpath")
"""Hydra's own notes on a command, in its part of a configuration."""
TARGET, REFERENCE = "_target_", "${"
"""Text that would run code, or that refers to another setting, to the environment or to a file."""
NO_REFERENCE = "${...} refers to something else, which settings may not; write the value itself."
QUOTED = "'policy.changes=[{lever:order_quality,to:0.9,start:2020-11}]'"
SMALL_NUMBER = re.compile(r"(?<![\w.])[0-9]*\.?[0-9]+[eE]-[0-9]+(?![\w.])")
LONG_NUMBER = re.compile(r"\d{4000,}")  # Python reads up to 4,300 digits


def composition(overrides: Sequence[str], studies: Studies) -> DictConfig:
    """The configuration of a command, composed by Hydra and not yet checked.

    Raises InputError: the words cannot be read, or name something that does not exist.
    """
    check_words(overrides, studies)
    register(studies)
    here = GlobalHydra.instance()
    running = here.hydra  # a script's own composition that is under way
    here.clear()
    try:
        with initialize_config_dir(str(CONFIGS), version_base="1.3"), _without_environment(), read_first():
            config = compose("config", overrides=list(overrides), return_hydra_config=True)
            own_files = any(word.startswith(SEARCHPATH) for word in overrides)
            plain = compose("config", return_hydra_config=True).hydra if own_files else config.hydra
    except Exception as error:  # whatever words and files of a user set off in what reads them
        raise InputError(message_of(error, studies)) from None
    finally:
        GlobalHydra.instance().hydra = running
    _check_data(config, plain)
    return config


@contextmanager
def _without_environment() -> Iterator[None]:
    """Compose settings without access to variables of the environment, so that no message can show one."""
    OmegaConf.clear_resolver("oc.env")
    try:
        yield
    finally:
        OmegaConf.register_new_resolver("oc.env", oc.env)


def _check_data(config: DictConfig, plain_hydra: DictConfig) -> None:
    """Refuse anything but plain data, and take Hydra's own part away."""
    ours, without = (dict(_leaves(_unresolved(part))) for part in (config.hydra, plain_hydra))
    for key, value in ours.items():
        if key.split(".")[0] not in OWN_OF_HYDRA and (key not in without or value != without[key]):
            raise InputError(f"hydra.{key} is no setting of zombielaw, and may run code; take it out.")
    OmegaConf.set_struct(config, False)
    del config["hydra"]
    OmegaConf.set_struct(config, True)
    for key, value in _leaves(_unresolved(config)):
        if key.split(".")[-1] == TARGET:
            raise InputError(f"{key} names code to run; settings are plain values, take it out.")
        if isinstance(value, str) and REFERENCE in value:
            raise InputError(f"{key}: {NO_REFERENCE}")


def _unresolved(config: DictConfig) -> Any:
    return OmegaConf.to_container(config, resolve=False)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Plain values by full key."""
    if isinstance(value, dict | list) and value:
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(inner, f"{key}.{name}" if key else str(name))
    else:
        yield key, value


def commands_of(words: Sequence[str]) -> list[list[str]]:
    """The commands that words ask for, without flags: one, or with ``--multirun`` one for each value that is given.

    Raises InputError: an unknown flag, a folder that does not exist, or values that cannot be counted.
    """
    settings, flags = [], []
    left = iter(words)
    for word in left:
        name, equal, given = word.partition("=")
        if name in FOLDER:
            settings.append(f"{SEARCHPATH}=['file://{_folder(given if equal else next(left, ''))}']")
        elif word in MULTIRUN:
            flags.append(word)
        elif word.startswith("-"):
            raise InputError(
                f"{written(word)} is not an option; allowed: --help, --multirun and --config-dir=FOLDER. Settings are "
                "written key=value."
            )
        else:
            settings.append(word)
    if not flags:
        return [settings]
    check_flat(settings)
    try:
        overrides = OverridesParser.create().parse_overrides(settings)
    except HydraException as error:
        raise InputError(message_of(error, {})) from None
    values = [_values(override) for override in overrides]
    if (number := prod(map(len, values))) > MOST_COMMANDS:
        raise InputError(f"--multirun stands for {number} commands or more; allowed: {MOST_COMMANDS}.")
    return [list(each) for each in product(*values)]


def _values(override: Override) -> list[str]:
    """The words that one word of a multirun stands for."""
    if not override.is_sweep_override():
        return [str(override.input_line)]
    if override.value_type not in (ValueType.CHOICE_SWEEP, ValueType.SIMPLE_CHOICE_SWEEP, ValueType.RANGE_SWEEP):
        raise InputError(f"{override.input_line}: these values cannot be counted; list them: key=1,2,3.")
    key = override.get_key_element()
    return [f"{key}={value}" for value in islice(override.sweep_string_iterator(), MOST_COMMANDS + 1)]


def _folder(given: str) -> Path:
    folder = Path(given).absolute()
    if not given or not is_folder(folder):
        raise InputError(f"--config-dir={written(given)} is not a folder; give the one that holds your settings.")
    if set("'\\") & set(str(folder)):
        raise InputError(f"--config-dir={written(given)}: a path with ' or \\ cannot be read; rename the folder.")
    return folder


def options_of(group: str, studies: Studies) -> list[str]:
    """Names that a group can be set to."""
    return sorted(studies) if group == "study" else sorted(file.stem for file in (CONFIGS / group).glob("*.yaml"))


def check_flat(words: Sequence[str]) -> None:
    """Refuse words that are not plain data: code, references, Hydra's own settings."""
    for word in words:
        key = word.partition("=")[0].lstrip("+~")
        if TARGET in word:
            raise InputError(f"{written(word)} names code to run; settings are plain values.")
        if REFERENCE in word:
            raise InputError(f"{written(key)}: {NO_REFERENCE}")
        if "\0" in word or any("\ud800" <= character <= "\udfff" for character in word):
            raise InputError(f"{written(key)} holds a character that no setting can have; take it out.")
        if re.match(r"hydra\b", key) and (key != SEARCHPATH or "pkg:" in word):
            raise InputError(
                f"{written(word)} is no setting of zombielaw; of Hydra's own only folders can be named: "
                "--config-dir=FOLDER."
            )


def check_words(words: Sequence[str], studies: Studies) -> None:
    """Refuse words that Hydra would ignore in silence or answer with a stack trace."""
    check_flat(words)
    own_files = any(word.startswith(SEARCHPATH) for word in words)
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
        if small := next(filter(vanishes, SMALL_NUMBER.findall(value)), ""):
            raise InputError(f"{key} is given {written(small)}, so small that it is taken for zero; write 0.")
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
    """The names that a word gives to a group: one, a list that is joined, or several of these for a multirun.

    Empty for a word that cannot be read: composing it gives the message.
    """
    try:
        override = OverridesParser.create().parse_override(word)
    except HydraException:
        return []
    value: Any = override.value()
    values = value.list if override.is_sweep_override() else [value]
    return [["" if name is None else str(name) for name in (one if isinstance(one, list) else [one])] for one in values]


def _check_names(group: str, names: list[str], options: list[str], own_files: bool) -> None:
    for name in names:
        if message := renamed.value_now(group, name):
            raise InputError(message)
        if group == "study":
            refuse_dropped(name)
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
    """Message for an error in reading words and files, in plain English with the settings' own names."""
    text = str(error)
    if isinstance(error, InputError):
        return text
    if isinstance(error, RecursionError):
        return "A configuration file, or a word, leads back to itself or holds lists within lists without end."
    stranger = re.search(r"Could not override '([^']+)'", text) or re.search(r"Key '([^']+)' is not in struct", text)
    if stranger:
        full = re.search(r"full_key: (\S+)", text)
        return unknown_key(full.group(1) if full else stranger.group(1), known_keys(studies), studies)
    bare = re.search(r"Error parsing override '([^']+)'\s+missing EQUAL", text)
    if bare and bare.group(1) in studies:
        return f"{bare.group(1)} is a study; write study={bare.group(1)}."
    if bare:
        return (
            f"{bare.group(1)} has no value; write {bare.group(1)}=..., without spaces around the sign; if it is a "
            f"value, write its key before it, as in study.case={bare.group(1)}."
        )
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
    first_lines = " ".join(line.strip() for line in text.splitlines()[:2] if line.strip())
    return first_lines or f"A configuration file cannot be read ({type(error).__name__})."


# ---- completion by the tab key: Hydra knows the settings


COMPARE = "compare"


def complete(studies: Mapping[str, Options], answers: Collection[str]) -> None:
    """Print the completion script of a shell, or words that may come next in the command of ``COMP_LINE``; run nothing.

    ``answers``: first words that are no study.
    """
    names = [*studies, *answers]
    verb, _, shell = sys.argv[-1].partition("=")
    if verb == "query":
        line = os.environ.get("COMP_LINE", "")
        command, *words = line.split() or [""]
        begun = "" if line.endswith(" ") or not words else words.pop()
        if not words and "=" not in begun:
            _say([name for name in names if name.startswith(begun)], shell)
            return
        first = words[0] if words else ""
        if first in answers and first not in studies:
            return
        settings = [f"study={word}" if word in studies else word for word in words]
        settings = [word for word in settings if "=" in word]
        if COMPARE in (first, first.partition("=")[2]):
            settings = [word for word in settings if word.partition("=")[0] not in KEYS]
            own = [f"{key}=" for key in KEYS if key != "policy"]
            _say([word for word in (*own, OR, AGAINST) if word.startswith(begun)], shell)
        os.environ["COMP_LINE"] = " ".join([command, *settings, begun])
    register(studies)
    # Hydra's messages would land in the line that is written.
    with (
        redirect_stderr(StringIO()), suppress(Exception), _own_parser(), _without_environment(), read_first(),
        initialize_config_dir(str(CONFIGS), version_base="1.3"),
    ):  # fmt: skip
        core = GlobalHydra.instance().hydra
        if core is not None:
            core.shell_completion("config", [sys.argv[-1]])


@contextmanager
def _own_parser() -> Iterator[None]:
    """Give Hydra the words of a line, none of which is a flag: its parser does not start on Python 3.14."""
    parser = utils.get_args
    utils.get_args = lambda args=None: Namespace(overrides=args, multirun=False)
    try:
        yield
    finally:
        utils.get_args = parser


def _say(words: Collection[str], shell: str) -> None:
    if words:
        sys.stdout.write(("\n" if shell == "fish" else " ").join(words) + "\n")
