"""Every setting by its full name: as Hydra composes it, and as it is checked.

The settings of the model come from the declarations of its parameters. Hydra checks no value: everything is checked
against these declarations, so that a message always says which key, what was given, what is allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from hydra.core.config_store import ConfigStore

from zombielaw.experiments.config.options import (
    AUTO,
    MEDIAN,
    PER_DRAW,
    POSTERIOR,
    PRIOR,
    Options,
    option,
    whole,
    word,
    yes_no,
)
from zombielaw.experiments.errors import InputError, Said, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.words.texts import LANGUAGES, say
from zombielaw.sim.law.dates import VERSIONS
from zombielaw.sim.parameters import (
    Declared,
    Headcounts,
    Policy,
    WorldParameters,
    declared,
)
from zombielaw.sim.scenario import SIZES, Size
from zombielaw.sim.simulate import ENGINES

BACKENDS = (AUTO, "processes", "threads", "serial", "dask")
CHANGES = "policy.changes"
"""The one setting that is a list: levers moved for a time."""

SETTINGS: dict[str, Declared] = {
    "seed": whole(1, 0, 2**32 - 1, "seed of all luck"),
    "replicates": whole(
        30, 1, PER_DRAW, "runs with different luck; of each draw, where there are draws"
    ),
    "parameters": option(
        MEDIAN,
        "unknown numbers at their medians, drawn from their priors, or from a posterior",
        MEDIAN,
        PRIOR,
        POSTERIOR,
    ),
    "draws": whole(
        20, 2, 10_000, "draws from the priors or the posterior, with parameters=prior or posterior"
    ),
    "priors": word(
        "",
        "a file of your own beliefs, as `zombielaw priors new` writes it; the declared ones if none",
    ),
    "posterior": word(
        "", "a file of draws, tables/posterior.csv of a calibration; that of the repository if none"
    ),
    "engine": option(
        AUTO, "which engine runs the model; auto: compiled, once that is done", AUTO, *ENGINES
    ),
    "out": word("results", "a folder name"),
    "lang": option(LANGUAGES[0], "language of the report that is printed", *LANGUAGES),
    **{
        f"world.{size.name}": whole(int(str(size.default)), *SIZES[size.name], size.name)
        for size in fields(Size)
    },
    "world.inputs": option(
        "published", "growth, outside cases and campaign as published, or none", "published", "none"
    ),
    "world.statistics": word("", "a file name; figures of your own in place of published ones"),
    **{f"world.{parameter.name}": parameter for parameter in declared(WorldParameters)},
    **{f"policy.{lever.name}": lever for lever in declared(Policy)},
    "law.version": option(
        "dated", "the law in force, or of one year", "dated", *map(str, VERSIONS[1:])
    ),
    "law.intent_required": yes_no(True, "286-1 needs intent"),
    "law.order_validity": option(
        "conjunctive", "how the factors of a valid order join", "conjunctive", "weighted"
    ),
    "execute.backend": option(AUTO, "where runs are made", *BACKENDS),
    "execute.workers": whole(0, 0, 10_000, "processes or threads at once, 0 = one per core"),
    "execute.address": word("", "the address of a scheduler, such as tcp://10.0.0.5:8786"),
    "execute.recompute": yes_no(False, "make again what is found, and compare"),
}
"""Settings that have one value each, whatever the study."""
HEADCOUNTS = {one.name: one for one in declared(Headcounts)}
MOVED = {**{lever.name: lever for lever in declared(Policy)}, **HEADCOUNTS}
"""What a change moves, by name."""
GROUPS = ("world", "policy", "law", "study", "execute")
FOLDERS = (*GROUPS, "experiment")
"""Groups that can be set as a whole: ``world=classroom``."""
MEANT: Mapping[str, str] = {
    "platforms": "providers",
    **{
        f"policy.{word}": "policy.order_element_required"
        for word in ("order_requirement", "order_required")
    },
}
"""Setting that is meant by a common word, where the spelling is closer to another setting."""
ASKED: Mapping[str, str] = {
    **dict.fromkeys(("neutral", "repeal", "abolish", "law.287", "中立", "废除"), "scope"),
    **dict.fromkeys(("written", "oral", "verbal", "口头", "书面"), "oral"),
    **dict.fromkeys(("start", "ramp", "provinces"), "reform"),
}
"""Questions that no setting has as a word of its own, by a part of a key: what is nearest, and what it would answer."""


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


def known_keys(studies: Mapping[str, Options]) -> list[str]:
    """Every setting by its full name."""
    return [
        *SETTINGS,
        CHANGES,
        *sorted({f"study.{key}" for study in studies.values() for key in study.keys}),
    ]


def meant(key: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the key that may be meant, or an empty string."""
    asked = next((about for word, about in ASKED.items() if word in key.lower()), "")
    return say(f"asked.{asked}") if asked else nearest(MEANT.get(key, key), known)


def unknown_key(
    key: str, known: Iterable[str], studies: Mapping[str, Options] | None = None
) -> str:
    """Message about a key that does not exist, or no longer."""
    group, _, name = key.partition(".")
    having = [study for study, options in (studies or {}).items() if name in options.keys]
    if group == "study" and having:
        return Said(
            "{} is a key of study={}, not of this study. Name one that has it, or leave it out.",
            key,
            having,
        )
    top = dict.fromkeys(other.partition(".")[0] for other in known)
    near = meant(key, [*known, *top])
    inside = [other for other in known if other.startswith(f"{group}.")]
    listed = "" if near else Said(" Known settings: {}.", inside or top)
    return Said("{} is not a setting{}.{}", key, near, listed)


def parameter_of(key: str) -> Declared:
    """Declaration of a lever or world parameter by its full name.

    Raises InputError: there is none of that name: a size, a setting of the law, or a slip.
    """
    parameter = SETTINGS.get(key)
    if parameter is None or not parameter.name:
        ranged = [other for other, about in SETTINGS.items() if about.name]
        raise InputError(
            "{} has no declared range{}; name a lever or a world parameter.",
            key,
            nearest(key, ranged),
        )
    return parameter


def options_of(group: str, studies: Collection[str] = ()) -> list[str]:
    """Names that a group can be set to."""
    return (
        sorted(studies)
        if group == "study"
        else sorted(file.stem for file in (CONFIGS / group).glob("*.yaml"))
    )
