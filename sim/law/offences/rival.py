"""Declarations in the file of a rival, and ranges of punishment as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import Conduct
from zombielaw.sim.digest import Words
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Fact, Facts, Interval, least, most
from zombielaw.sim.law.finding import Finding
from zombielaw.sim.law.truth import MET, NOT_MET

SURVEILLANCE, DETENTION = 1.0, 2.0
"""Least main punishments below a fixed term, in rising order; a least fixed term is written in months."""
LIFE = 1_200.0
"""Months that stand for life imprisonment: longer than any fixed term."""
_SCALE = 1_000.0


def severity(maximum_months: float, least: float, fine_added: bool = True) -> float:
    """Code of a range of punishment.

    Parameters
    ----------
    maximum_months
        Longest term.
    least
        Least main punishment, at most 499: ``SURVEILLANCE``, ``DETENTION`` or months.
    fine_added
        A fine is added to a main punishment; false where it may stand alone.
    """
    return maximum_months * _SCALE + 2.0 * least + fine_added


@register_jitable(forceinline=True)
def weight(code: float, main_only: bool) -> float:
    """Weight of a range, by the comparison of Fa Shi [1997] No. 12, Art. 1, used by analogy: maxima, then minima.

    Whether a fine that may stand alone is the minimum of a range is disputed. If it is, such a range is the lightest of
    its maximum. If only main punishments count, they are compared, and an added fine decides between equals.
    """
    maximum = _SCALE * math.floor(code / _SCALE)  # a remainder takes ten times as long, compiled
    rest = code - maximum
    if not main_only and rest == 2.0 * math.floor(0.5 * rest):
        rest = 0.0
    return maximum + rest


@register_jitable
def months_of(code: float) -> float:
    """Longest term of a range, in months; 0 of none."""
    return code // _SCALE


def least_of(code: float) -> float:
    """Least main punishment of a range, as :func:`severity` takes it."""
    return code % _SCALE // 2.0


WITH_SURVEILLANCE = severity(36.0, SURVEILLANCE, fine_added=False)
WITH_DETENTION = severity(36.0, DETENTION, fine_added=False)
TO_SEVEN = severity(84.0, 36.0)
TO_TEN = severity(120.0, 36.0)


class Marks(NamedTuple):
    """Three rising marks of one quantity, each with the severity from there on."""

    first: float
    first_range: float
    second: float
    second_range: float
    third: float
    third_range: float


BELOW_ALL = 1.0
"""Code of a punishment below the first range of an offence: lighter than any range."""


def marks(*steps: tuple[float, float]) -> Marks:
    """Marks, one to three, and their ranges; a range that rises less often repeats its last step."""
    first, second, third = (*steps, *[steps[-1]] * (3 - len(steps)))
    return Marks(*first, *second, *third)


class Entry(NamedTuple):
    """Row of the table of rivals: a quantity that makes the offence out from a mark on."""

    route: int  # code of "the mark is reached": article and item, see sim/law/routes.py
    name: str  # of the route, for the catalogue of words
    fact: str  # the quantity, a field of Facts
    marks: Marks
    place: Citation  # where the mark is written
    measured: Words
    source: Words
    confidence: Words
    unit: bool | None = None  # the mark is one for units alone (true) or for persons alone (false)
    # the marks for conduct that ended before Amendment XI, if it raised the ranges
    before_xi: Marks | None = None


class Rival(NamedTuple):
    """Another offence that the same conduct may satisfy."""

    name: str
    article: Citation
    # its range; the last says that a VPN is a tool for intrusion
    satisfied: Callable[[Facts, Law, bool], Interval]
    entries: tuple[Entry, ...]
    beside: tuple[str, ...] = ()  # facts beside the amounts that it asks for
    # that of what the amounts are, where the offence asks for it
    knowing: Callable[[Facts], Finding] | None = None
    # amounts of a simulated provider
    simulated: Mapping[str, Callable[[Conduct], float]] = MappingProxyType({})
    # above the common level: default, least, most
    familiarity: tuple[float, float, float] = (0.0, -1.0, 1.0)
    of_units: bool = True  # a unit can commit it, and is fined
    of_helpers: bool = False  # whoever helped may be an accessory to it (Criminal Law, Art. 27)

    @property
    def part(self) -> str:
        """The name as a part of names of columns and parameters."""
        return self.name.replace("-", "_")


@register_jitable(forceinline=True)
def severity_from(at: Marks, amount: float) -> float:
    """Severity at an exact amount; 0 below the first mark."""
    if amount >= at.third:
        return at.third_range
    if amount >= at.second:
        return at.second_range
    if amount >= at.first:
        return at.first_range
    return 0.0


@register_jitable(forceinline=True)
def range_from(at: Marks, amount: Fact, condition: int = MET) -> Interval:
    """Severity by marks, as far as amount and condition are known."""
    low = severity_from(at, least(amount)) if condition == MET else 0.0
    high = severity_from(at, most(amount)) if condition != NOT_MET else 0.0
    return Interval(low, high)


@register_jitable(forceinline=True)
def heavier(first: Interval, second: Interval) -> Interval:
    """Severity where each of two entries suffices."""
    return Interval(max(first.low, second.low), max(first.high, second.high))


@register_jitable(forceinline=True)
def either_entry(condition: int, then: Interval, otherwise: Interval) -> Interval:
    """Severity under one of two entries, by the truth of a condition."""
    if condition == MET:
        return then
    if condition == NOT_MET:
        return otherwise
    return Interval(min(then.low, otherwise.low), max(then.high, otherwise.high))
