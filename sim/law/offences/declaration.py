"""Form of an offence's declaration: its texts, marks and days, and ranges of punishment as numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import Conduct
from zombielaw.sim.digest import Words
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.truth import Finding

SURVEILLANCE, DETENTION = 1.0, 2.0
"""Least main punishments below a fixed term, in rising order; a least fixed term is written in months."""
LIFE = 1_200.0
"""Months that stand for life imprisonment: longer than any fixed term."""
_SCALE = 1_000.0
YEAR = 365.25
"""Days."""


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


@register_jitable
def limit_of(code: float) -> float:
    """Days after which a range of punishment is barred by limitation (Criminal Law, Art. 87)."""
    months = months_of(code)
    if months < 60.0:
        return 5.0 * YEAR
    if months < 120.0:
        return 10.0 * YEAR
    return (15.0 if months < LIFE else 20.0) * YEAR


def least_of(code: float) -> float:
    """Least main punishment of a range, as :func:`severity` takes it."""
    return code % _SCALE // 2.0


WITH_SURVEILLANCE = severity(36.0, SURVEILLANCE, fine_added=False)
WITH_DETENTION = severity(36.0, DETENTION, fine_added=False)
TO_SEVEN = severity(84.0, 36.0)
TO_TEN = severity(120.0, 36.0)
BELOW_ALL = 1.0
"""Code of a punishment below the first range of an offence: lighter than any range."""


class Ranges(NamedTuple):
    """Ranges of an offence for conduct that ended on a day or later."""

    since: date
    codes: tuple[float, float, float]  # an offence with fewer repeats its last
    # fact without which the article reached only those whom no fact names
    asks: str = ""


def ranges(since: date, *codes: float) -> Ranges:
    """Ranges of an offence from a day on, one to three."""
    first, second, third = (*codes, *codes[-1:] * (3 - len(codes)))
    return Ranges(since, (first, second, third))


class Marks(NamedTuple):
    """Amounts from which the first, second and third range applies; infinite where a text has no such mark."""

    first: float
    second: float = math.inf
    third: float = math.inf


ANY = 1.0
"""Mark of a text that asks for no amount: one yuan, item or person."""
BY_CONDUCT, BY_JUDGMENT = 0, 1
"""Clocks: the end of the conduct, and the judgment."""


class Text(NamedTuple):
    """A text that sets marks, and when it governs (rules of 2001, Gao Jian Fa Shi Zi [2001] No. 5).

    A text that is the first on its point, or milder than the one before, reaches whatever is still to be judged:
    it starts by the judgment. Any other starts by the conduct, and leaves older conduct to the text of its time. So a
    text ends by the judgment where the one after it is the first interpretation, or milder, and by the conduct else.
    """

    place: Citation
    source: Words
    confidence: Words
    since: date
    until: date = date.max
    starts: int = BY_JUDGMENT
    ends: int = BY_CONDUCT


class Measured(NamedTuple):
    """A quantity that marks are about."""

    fact: str  # a field of Facts
    name: str  # of its routes, for the catalogue of words
    words: Words
    attempt: bool = False  # it makes the offence out as attempt alone


class Entry(NamedTuple):
    """Row of a declaration: an amount of something makes the offence out, under a text and on conditions."""

    text: Text
    of: Measured
    marks: Marks
    asks: tuple[
        tuple[str, float], ...
    ] = ()  # facts, and how much is needed; 0: the fact must not hold
    gate: str = ""  # a condition that a function answers, one of ``table.GATES``
    unit: bool | None = None  # the mark is one for units alone (true) or for persons alone (false)
    # false: the text says may, was not seen or has no mark, so the amount alone leaves the range open
    shall: bool = True
    # false: neither the article nor the text asks for weight, and weighing takes out only what is minor
    serious: bool = True
    article: str = ""  # and item, behind a stroke, where they are others than those of the text
    route: int = 0  # code of "the mark is reached", see sim/law/routes.py

    @property
    def fact(self) -> str:
        """The quantity, a field of Facts."""
        return self.of.fact

    @property
    def name(self) -> str:
        """Name of the route."""
        return self.of.name + {None: "", True: "_of_unit", False: "_of_person"}[self.unit]

    @property
    def place(self) -> Citation:
        """Where the mark is written."""
        article, _, items = self.article.partition("/")
        place = self.text.place
        return place._replace(article=article or place.article, items=items or place.items)


class Offence(NamedTuple):
    """All that the law says of an offence. Assessment, simulation, replay, opinion and pages read it."""

    name: str
    article: Citation
    ranges: tuple[Ranges, ...]  # by the day of the conduct; before the first it was no offence
    entries: tuple[Entry, ...] = ()  # of the two offences the elements are code
    # knowing of what the amounts are, where the offence asks for it
    knowing: Callable[[Facts], Finding] | None = None
    # facts of a simulated provider
    simulated: Mapping[str, Callable[[Conduct], float]] = MappingProxyType({})
    # above the common level: default, least, most
    familiarity: tuple[float, float, float] = (0.0, -1.0, 1.0)
    # places that say who is punished for a unit, by the day of the conduct; without any no unit can commit it
    units: tuple[tuple[date, Citation], ...] = ()
    fine: Citation | None = None  # place that counts the fine by the gain
    appraisal: Citation | None = None  # place that has experts appraise what it is about
    # end without a punishment that a text of its own allows: its word, the day of decision from which, the place
    spared: tuple[str, date, Citation] | None = None
    of_helpers: bool = False  # whoever helped may be an accessory to it (Criminal Law, Art. 27)
    # the crime of another that it supposes, an element by name and its route: one that was helped, or one upstream
    supposes: tuple[str, int] = ("", 0)
    conduct: tuple[str, ...] = ()  # facts that raise it; of rivals those that they alone ask
    proof: tuple[str, ...] = ()  # facts that evidence settles once the conduct is alleged

    @property
    def part(self) -> str:
        """The name as a part of names of columns and parameters."""
        return self.name.replace("-", "_")
