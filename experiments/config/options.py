"""Declarations of settings that are no parameters of the model, and of the settings that each study takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zombielaw.sim.digest import Words
from zombielaw.sim.months import month_date, month_read
from zombielaw.sim.parameters import Declared
from zombielaw.sim.parameters.declare import Parameter


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
        "draws of the posterior over which the scenarios are run too, beside the medians; 0 = none",
    )


PER_DRAW = 100_000
"""Replicates of a draw at most: replicate r of draw k is numbered k * PER_DRAW + r."""
MEDIAN, PRIOR, POSTERIOR = "median", "prior", "posterior"
"""Values of numbers that nobody has measured: their medians, or draws from their priors or from a posterior."""
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
