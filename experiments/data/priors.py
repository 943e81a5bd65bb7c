"""Numbers that nobody has measured: their declared priors, a user's own in place of these, draws from a posterior.

``zombielaw priors new`` writes a file for a user's own, made from the declarations.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.data.files import read_csv, read_yaml_file
from zombielaw.experiments.data.typed import Entry, Words, fits, known, not_allowed, placed, read_as
from zombielaw.experiments.errors import InputError, Message, nearest, wants_new
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.words.names import in_chinese
from zombielaw.experiments.words.texts import language
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.parameters import (
    Declared,
    ParameterError,
    Policy,
    WorldParameters,
    checked,
    declared,
)
from zombielaw.sim.scenario import MOST_NOT_COMPLYING

ALTERNATIVES = (
    "world.blind_consideration",
    *(f"world.familiarity_apart_{name}" for name in RIVAL_NAMES),
)
"""Numbers that stand for another form of the model, and are not drawn: an offence comes to mind, rivals differ in
familiarity."""
KNOWN = ("world.initial_familiarity_286_1", "world.initial_familiarity_287_2")
"""Numbers that are known: both offences came into force on 1 November 2015, and nobody had used either."""
ANSWERS = ("world.refusal", "world.partial", "world.vanish")
"""Answers to an order that leave somebody to comply, so that their sum has a bound."""
TEMPLATE = "`zombielaw priors new > my.yaml` writes a file to start from"
ENDS = ("low", "middle", "high")
POSTERIOR = "posterior.csv"
TYPICAL = "typical.csv"


class Prior(NamedTuple):
    """Prior of one number: lowest, median, highest, in the unit of the number; and who says so."""

    low: float
    middle: float
    high: float
    says: str

    @property
    def numbers(self) -> tuple[float, float, float]:
        """The three numbers: lowest, median, highest."""
        return self.low, self.middle, self.high

    def quantile(self, share: float) -> float:
        """Value at a quantile: each half around the median is uniform; log-uniform if it spans more than ten-fold."""
        low, high = (self.low, self.middle) if share < 0.5 else (self.middle, self.high)
        part = 2.0 * share - (share >= 0.5)
        wide = low > 0.0 and high / low > 10.0
        value = low * (high / low) ** part if wide else low + part * (high - low)
        return min(high, max(low, value))  # rounding


def doubtful() -> dict[str, Declared]:
    """Every number with a prior, by full key: those of the world, then the levers of which today's practice has one."""
    return {key: one for key, one in _moved().items() if key not in (*ALTERNATIVES, *KNOWN)}


def _moved() -> dict[str, Declared]:
    """Every number that draws may move, by full key."""
    world = {f"world.{one.name}": one for one in declared(WorldParameters) if one.kind is float}
    return world | {f"policy.{lever.name}": lever for lever in declared(Policy) if lever.today}


def with_typical(group: str, parameter_set: type) -> dict[str, Declared]:
    """Parameters of a set by full key; those that draws move stand by default at the typical draw of the posterior."""
    own = {f"{group}.{one.name}": one for one in declared(parameter_set)}
    return {key: replace(one, default=_typical().get(key, one.default)) for key, one in own.items()}


@cache
def _typical() -> dict[str, float]:
    with (DATA / TYPICAL).open(encoding="utf-8", newline="") as file:
        return {row["number"]: float(row["value"]) for row in csv.DictReader(file)}


def prior_of(number: Declared) -> Prior:
    """The declared prior: the range of a number of the world, that of today's practice of a lever."""
    around = number.today or number.about
    return Prior(float(around.low), float(number.middle), float(around.high), around.source)


class _Own(Entry):
    """A prior as the file has it."""

    low: float
    middle: float
    high: float
    says: Annotated[Words, fits(bool, "a text that names who says so")]


def read_own_priors(path: Path) -> dict[str, Prior]:
    """Read a file as ``zombielaw priors new`` writes it; return the priors whose numbers differ from the declared ones.

    Raises InputError: the file cannot be read, a name is unknown or stands twice, or three numbers are out of order or
    outside of what the model allows.
    """
    file, numbers = read_yaml_file(path, endless=True), doubtful()
    own = {}
    given = read_as(
        dict[Annotated[str, known(numbers, "number with a prior")], _Own], file, start=TEMPLATE
    )
    for key, entry in given.items():
        prior, about = Prior(**dict(entry)), numbers[key].about
        with placed(file.place(key)):
            for one in prior.numbers:
                if not about.low <= one <= about.high:
                    allowed = Message("a number from {:.10g} to {:.10g}", about.low, about.high)
                    raise not_allowed(one, Message("{} ({})", allowed, Message(about.unit)))
            if not prior.low <= prior.middle <= prior.high:
                raise not_allowed([*prior.numbers], "low at most middle, and middle at most high")
        if prior.numbers != prior_of(numbers[key]).numbers:
            own[key] = prior
    middles = {key: own[key].middle if key in own else numbers[key].middle for key in ANSWERS}
    if sum(middles.values()) > MOST_NOT_COMPLYING:
        raise InputError(
            "{}: the middles of {} leave next to nobody who complies with an order; allowed: a sum of {} or below.",
            path,
            [f"{key} {value:g}" for key, value in middles.items()],
            MOST_NOT_COMPLYING,
        )
    return own


def read_posterior(own: str = "") -> pd.DataFrame:
    """Read draws: one row per draw, a column per number by full key.

    ``own``: a user's file, such as ``tables/posterior.csv`` of a calibration; that of the repository if empty.
    Raises InputError: the file cannot be read, or has a column that is no number of the model, or a value that is not
    allowed.
    """
    path = Path(own) if own else DATA / POSTERIOR
    table, known = read_csv(path), _moved()
    for key in table:
        if key not in known:
            raise InputError(
                "{}: {} is no number that draws move{}; a column is the full key of a number of the "
                "world, or of a lever of which today's practice is not known.",
                path,
                key,
                nearest(str(key), known),
            )
        for row, value in enumerate(table[key], start=2):
            try:
                checked(known[str(key)], value, str(key))
            except ParameterError as error:
                raise InputError("{}, row {}: {}", path, row, Message(*error.args)) from None
    if table.empty:
        raise InputError("{}: no row; a row is a draw.", path)
    return table


# ---- a file for a user's own


def answer(words: Sequence[str]) -> str:
    """Answer to ``zombielaw priors <words>``. Raises InputError: the words ask for something else."""
    if wants_new("priors", words):
        return form()
    return (
        "Your own beliefs on numbers that nobody has measured, from a file that you fill in:\n\n"
        "  zombielaw priors new    write a file for your own beliefs to the screen, one line a number\n\n"
        "  zombielaw priors new > my.yaml\n  zombielaw baseline priors=my.yaml parameters=prior\n"
        "  zombielaw calibrate priors=my.yaml\n"
    )


def form() -> str:
    """A file that changes nothing until it is edited: each number, its declared prior, and its meaning."""
    numbers = "\n".join(_line(key, number) for key, number in doubtful().items())
    template = Path(__file__).with_name(f"priors_form.{language()}.txt")
    return template.read_text(encoding="utf-8").format(numbers=numbers)


def _line(key: str, number: Declared) -> str:
    prior = prior_of(number)
    three = ", ".join(
        f"{name}: {_in_digits(value)}" for name, value in zip(ENDS, prior.numbers, strict=True)
    )
    says = prior.says.replace('"', '\\"')
    about = number.about
    comment = f"{about.meaning} ({about.unit}, {about.low:g} to {about.high:g}) / {in_chinese(key)}"
    return f'{key}: {{{three}, says: "{says}"}}  # {comment}'


def _in_digits(value: float) -> str:
    """A number as YAML reads it again: without an exponent."""
    return np.format_float_positional(value, trim="0")
