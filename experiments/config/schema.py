"""Every setting by its full name, and the settings that each study takes, as they are declared and checked.

The settings of the model come from the declarations of its parameters. Hydra checks no value: everything is checked
against these declarations, so that a message always says which key, what was given, what is allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from zombielaw.experiments.data.priors import with_typical
from zombielaw.experiments.errors import InputError, Message, nearest
from zombielaw.experiments.paths import CONFIGS
from zombielaw.experiments.words.texts import LANGUAGES, say
from zombielaw.sim.digest import Words
from zombielaw.sim.law.dates import VERSIONS
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import (
    Declared,
    Headcounts,
    Policy,
    WorldParameters,
    declared,
)
from zombielaw.sim.parameters.declare import Parameter, Set
from zombielaw.sim.scenario import SIZES, Size
from zombielaw.sim.simulate import ENGINES


def whole(default: int, low: int, high: int, meaning: Words, unit: str = "number") -> Declared:
    """Declare a whole number."""
    return Declared("", int, default, Parameter(meaning, unit, low, high))


@dataclass(frozen=True)
class Dated(Declared):
    """A month: a date such as 2026-01, or its number from November 2015 on."""

    def shown(self, value: int) -> str:
        """The month as a date."""
        return month_date(value)


def month(default: str, meaning: Words) -> Declared:
    """Declare a month, by the date that is its default."""
    return Dated("", int, month_read(default) or 0, Parameter(meaning, "month", 0, LAST))


@dataclass(frozen=True)
class Levels(Declared):
    """Levels of settings, ``{policy.order_quality: [0.2, 1.0]}``, kept as JSON; nothing by default."""

    def shown(self, value: str) -> str:
        """The levels as JSON."""
        return value


def levels(meaning: Words) -> Declared:
    """Declare levels of settings."""
    return Levels("", str, "", Parameter(meaning, "levels", 0, 0))


def real(default: float, low: float, high: float, meaning: Words, unit: str = "number") -> Declared:
    """Declare a number."""
    return Declared("", float, default, Parameter(meaning, unit, low, high))


def yes_no(default: bool, meaning: Words) -> Declared:
    """Declare a yes/no."""
    return Declared("", bool, default, Parameter(meaning, "yes/no", 0, 1))


def word(default: str, meaning: Words) -> Declared:
    """Declare a text, such as ``word("cheng_cong", "the name of a coded case")``; an empty default may stay empty."""
    return Declared("", str, default, Parameter(meaning, "word", 0, 0))


def option(default: str, meaning: Words, *options: str) -> Declared:
    """Declare a choice among names, stored as its position."""
    return Declared(
        "",
        int,
        options.index(default),
        Parameter(meaning, "choice", 0, len(options) - 1, "none", options),
    )


def posterior_draws(default: int) -> Declared:
    """Declare the draws of the posterior over which a study runs its scenarios too."""
    return whole(
        default,
        0,
        100,
        "draws of the posterior over which the scenarios are run too, beside the typical one; 0 = none",
    )


PER_DRAW = 100_000
"""Replicates of a draw at most: replicate r of draw k is numbered k * PER_DRAW + r."""
TYPICAL, MEDIAN, PRIOR, POSTERIOR = "typical", "median", "prior", "posterior"
"""Values of numbers that nobody has measured: those of the typical draw of the posterior, the medians of their priors,
or draws from these or from a posterior."""
AUTO = "auto"
"""Choice of the faster engine: compiled, or Mesa for as long as nothing is compiled."""
LONGEST = 600
"""Months of the longest run."""
LAST = LONGEST - 1
"""The last month that a date may name."""
MONTHS = whole(122, 1, LONGEST, "length of a run; 122 months end in December 2025", "months")


@dataclass(frozen=True, kw_only=True)
class Options:
    """Settings that the command line may give to a study.

    ``keys``: its own settings, ``study.<key>``. ``months`` is the length of its runs; without it they have the usual
    one. ``settings``: other settings of its plain command by full key: ``{"world": "classroom", "policy.transfer_rate":
    0.5}``.
    """

    question: Words  # one or two plain sentences: the help
    keys: Mapping[str, Declared] = field(default_factory=dict)
    replicates: int = 30  # number of runs of its plain command
    runs: str = "replicates"  # the setting that is its number of runs
    settings: Mapping[str, Any] = field(default_factory=dict)
    medians_only: str = ""  # why it has no runs over the priors; empty if it has


WORLD = with_typical("world", WorldParameters)
LEVERS = with_typical("policy", Policy)


def at_defaults(kind: type[Set], parameters: Mapping[str, Declared]) -> Set:
    """A parameter set with every parameter at its default."""
    values: list[Any] = [one.default for one in parameters.values()]
    return kind(*values)


PRACTICE = at_defaults(Policy, LEVERS)
"""Practice today where no draw says another: that of the typical draw."""
BACKENDS = (AUTO, "processes", "threads", "serial")
CHANGES = "policy.changes"
"""The one setting that is a list: levers moved for a time."""

SETTINGS: dict[str, Declared] = {
    "seed": whole(1, 0, 2**32 - 1, "seed of all luck"),
    "replicates": whole(
        30, 1, PER_DRAW, "runs with different luck; of each draw, where there are draws"
    ),
    "parameters": option(
        TYPICAL,
        "unknown numbers at those of the typical draw, at their prior medians, or drawn from priors or a posterior",
        TYPICAL,
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
    **WORLD,
    **LEVERS,
    "law.version": option(
        "dated", "the law in force, or of one year", "dated", *map(str, VERSIONS[1:])
    ),
    "law.intent_required": yes_no(True, "286-1 needs intent"),
    "law.order_validity": option(
        "conjunctive", "how the factors of a valid order join", "conjunctive", "weighted"
    ),
    "execute.backend": option(AUTO, "where runs are made", *BACKENDS),
    "execute.workers": whole(0, 0, 10_000, "processes or threads at once, 0 = one per core"),
    "execute.recompute": yes_no(False, "make again what is found, and compare"),
}
"""Settings that have one value each, whatever the study."""
HEADCOUNTS = {one.name: one for one in declared(Headcounts)}
MOVED = {**{lever.name: lever for lever in LEVERS.values()}, **HEADCOUNTS}
"""What a change moves, by name."""
GROUPS = ("world", "policy", "law", "study", "execute")
FOLDERS = (*GROUPS, "experiment")
"""Groups that can be set as a whole: ``world=classroom``."""
MEANT: Mapping[str, str] = {
    "platforms": "providers",
    "vs": "against",
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
    **dict.fromkeys(("budget", "预算"), "budget"),
}
"""Questions that no setting has as a word of its own, by a part of a key: what is nearest, and what it would answer."""


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
        return Message(
            "{} is a key of study={}, not of this study. Name one that has it, or leave it out.",
            key,
            having,
        )
    top = dict.fromkeys(other.partition(".")[0] for other in known)
    near = meant(key, [*known, *top])
    inside = [other for other in known if other.startswith(f"{group}.")]
    listed = "" if near else Message(" Known settings: {}.", inside or top)
    return Message("{} is not a setting{}.{}", key, near, listed)


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
