"""Priors of the numbers that nobody has measured: the declared ones, and a user's own in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.data.typed import Entry, Words, fits, known, not_allowed, placed, read_as
from zombielaw.experiments.errors import InputError, Said
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
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


def doubtful() -> dict[str, Declared]:
    """Every number with a prior, by full key: those of the world, then the levers of which today's practice has one."""
    world = {f"world.{one.name}": one for one in declared(WorldParameters) if one.kind is float}
    levers = {f"policy.{lever.name}": lever for lever in declared(Policy) if lever.today}
    return {
        key: one for key, one in {**world, **levers}.items() if key not in (*ALTERNATIVES, *KNOWN)
    }


def prior_of(number: Declared) -> Prior:
    """The declared prior: the range of a number of the world, that of today's practice of a lever."""
    around = number.today or number.about
    return Prior(float(around.low), number.middle, float(around.high), around.source)


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
                    allowed = Said("a number from {:.10g} to {:.10g}", about.low, about.high)
                    raise not_allowed(one, Said("{} ({})", allowed, Said(about.unit)))
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
