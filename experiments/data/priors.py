"""Priors of the numbers that nobody has measured: the declared ones, and a user's own in their place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from zombielaw.experiments.data.files import check_known, in_yaml, is_number, mapping, read_yaml_file
from zombielaw.experiments.errors import InputError
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
from zombielaw.sim.scenario import MOST_NOT_COMPLYING

ALTERNATIVES = ("world.blind_consideration", *(f"world.familiarity_apart_{name}" for name in RIVAL_NAMES))
"""Numbers that stand for another form of the model, and are not drawn: an offence comes to mind, rivals differ in
familiarity."""
KNOWN = ("world.initial_familiarity_286_1", "world.initial_familiarity_287_2")
"""Numbers that are known: both offences came into force on 1 November 2015, and nobody had used either."""
ANSWERS = ("world.refusal", "world.partial", "world.vanish")
"""Answers to an order that leave somebody to comply, so that their sum has a bound."""
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
    return {key: one for key, one in {**world, **levers}.items() if key not in (*ALTERNATIVES, *KNOWN)}


def prior_of(number: Declared) -> Prior:
    """The declared prior: the range of a number of the world, that of today's practice of a lever."""
    around = number.today or number.about
    return Prior(float(around.low), float(number.default), float(around.high), around.source)


def read_own_priors(path: Path) -> dict[str, Prior]:
    """Read a file as ``zombielaw priors new`` writes it; return the priors whose numbers differ from the declared ones.

    Raises InputError: the file cannot be read, a name is unknown or stands twice, or three numbers are out of order or
    outside of what the model allows.
    """
    file, known = read_yaml_file(path, endless=True), doubtful()
    own = {}
    for key, entry in mapping(file.data, str(path)).items():
        where = f"{file.at(key)}: {key}"
        check_known(key, known, file.at(key), "number with a prior")
        prior = _prior(mapping(entry, where, (*ENDS, "says"), "part of a prior"), where, known[key])
        if prior.numbers != prior_of(known[key]).numbers:
            own[str(key)] = prior
    middles = {key: own[key].middle if key in own else float(known[key].default) for key in ANSWERS}
    if sum(middles.values()) > MOST_NOT_COMPLYING:
        listed = ", ".join(f"{key} {value:g}" for key, value in middles.items())
        raise InputError(
            "{}: the middles of {} leave next to nobody who complies with an order; allowed: a sum of {} or below.",
            path,
            listed,
            MOST_NOT_COMPLYING,
        )
    return own


def _prior(given: Mapping[str, Any], where: str, number: Declared) -> Prior:
    lacking = [name for name in (*ENDS, "says") if name not in given]
    if lacking:
        raise InputError("{} has no {}; a prior needs low, middle, high, and says: who says so.", where, lacking[0])
    low, high = float(number.about.low), float(number.about.high)
    for name in ENDS:
        if not (is_number(given[name]) and low <= given[name] <= high):
            raise InputError(
                "{}: {}={}; allowed: a number from {:.10g} to {:.10g} ({}).",
                where,
                name,
                in_yaml(given[name]),
                low,
                high,
                number.about.unit,
            )
    lowest, middle, highest = (float(given[name]) for name in ENDS)
    prior = Prior(lowest, middle, highest, str(given["says"] or "").strip())
    if not prior.low <= prior.middle <= prior.high:
        raise InputError(
            "{}: low {:g}, middle {:g}, high {:g} are out of order; allowed: low at most middle, "
            "and middle at most high.",
            where,
            prior.low,
            prior.middle,
            prior.high,
        )
    if not prior.says:
        raise InputError("{}: says={}; allowed: a text that names who says so.", where, in_yaml(given["says"]))
    return prior
