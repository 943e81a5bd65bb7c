"""Dated law: which version governs a matter.

Three clocks run. The *statute* follows the date of conduct, and the milder law prevails where it changed (Criminal Law
Art. 12); the *Interpretation* Fa Shi [2019] No. 15, the first on its articles, follows the date of judgment; the rules
about *fines* follow that of the sanction. An unknown date leaves the version open. The texts on rivals have clocks of
their own (``offences.declaration.Text``).
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.citations import TEXTS
from zombielaw.sim.law.facts import (
    Fact,
    Facts,
    Interval,
    at_least,
    exactly,
    holds,
    least,
    more_than,
    most,
)
from zombielaw.sim.law.truth import MET, NOT_MET, negate, of

FIRST_DAY = date(2015, 11, 1)

MID_MONTH = 14
"""Days from the first of a month to the day that stands for it, where only the month is known."""

TWO_YEARS = 731
"""Days after which an order is none of those within two years, whatever the leap years."""
CYBERSECURITY_LAW_DAY = 578
"""1 June 2017: the Cybersecurity Law; grave circumstances or harm open a fine beside refusal."""
DIRECT_FINE_DAY = 2587
"""1 December 2022: the Anti-Telecom-Fraud Law lets a fine come with the first order, for the duties that it sets."""
CYBERSECURITY_AMENDMENT_DAY = 3714
"""1 January 2026: a fine of the Cybersecurity Law may come with the first order, without refusal or harm."""

DATED = 0
"""Version that follows the dates in the facts."""
AS_OF_2015 = 2015
AS_OF_2019 = 2019
AS_OF_2026 = 2026
VERSIONS = (DATED, AS_OF_2015, AS_OF_2019, AS_OF_2026)
ALL_HELP, ACTUAL_KNOWLEDGE, NO_NEUTRAL_SERVICES = range(3)
AIDING_SCOPES = ("all", "actual_knowledge", "no_neutral_services")
"""Scopes of Art. 287-2(1): the law in force; without knowing that is found from signs; without ordinary technical
services."""
LIMIT_DAYS = 5.0 * 365.25
"""Five years, after which an offence of at most three years is barred by limitation (Criminal Law, Art. 87(1))."""


def day_of(day: date) -> int:
    """Day number of a date (1 November 2015 is day 0)."""
    return (day - FIRST_DAY).days


TEXT_DAYS = tuple(map(day_of, TEXTS.values()))
(
    STATUTE_DAY,
    INTERPRETATION_DAY,
    MINUTES_2020_DAY,
    OPINION_II_DAY,
    MINUTES_2022_DAY,
    OPINION_2025_DAY,
) = TEXT_DAYS
"""Amendment IX, which puts Arts. 286-1 and 287-2 in force and widens Art. 253-1; Fa Shi [2019] No. 15; minutes of the
card campaign; Opinion II on telecom fraud, Fa Fa [2021] No. 22; minutes on the application of law in that campaign;
Opinion on Art. 287-2, Fa Fa [2025] No. 12."""


def date_of(day: int) -> date:
    """Date of a day number."""
    return FIRST_DAY + timedelta(days=day)


def first_day_of_month(month: int) -> int:
    """Day number on which a month begins (month 0 is November 2015)."""
    years, months = divmod(FIRST_DAY.month - 1 + month, 12)
    return day_of(date(FIRST_DAY.year + years, months + 1, 1))


class Statute(NamedTuple):
    """The law as a legislature might have written it; the defaults are the law of China as it stands."""

    version: int = (
        # DATED follows the facts; a year applies the law of 1 November 2015 or 2019, or 1 January 2026
        DATED
    )
    # false: Art. 286-1 without "ordered to rectify and refuses"
    order_element_required: bool = True
    # multiplies the quantity marks of Arts. 3 and 4; 0: no result needed
    consequence_multiple: float = 1.0
    intent_required: bool = True  # false: negligence suffices for Art. 286-1
    # true: two of the three factors of Art. 2(2) make an order valid; false: all three
    order_weighted: bool = False
    aiding_scope: int = ALL_HELP  # what Art. 287-2(1) covers, one of ``AIDING_SCOPES``


class Law(NamedTuple):
    """The law that applies to one matter. Truths are OPEN where a date that decides is unknown."""

    in_force: int  # truth: Arts. 286-1 and 287-2 cover the conduct
    in_limit: int  # truth: they are not barred by limitation
    # truth: the last order was given under Art. 286-1, not before it was in force
    order_in_time: int
    # truth: the Interpretation applies: marks (3-6, 12), presumptions (11), a document (2)
    numeric_marks: int
    conduct: Interval  # end of the conduct, by which statutes are dated
    judged: Interval  # the judgment, by which the first text on a point is dated, and a milder one
    elapsed: Interval  # days from the conduct to the filing, by which limitation is reckoned
    order_element_required: bool
    consequence_multiple: float
    intent_required: bool
    order_weighted: bool
    aiding_scope: int


NOT_ELAPSED = Interval(-math.inf, -math.inf)
"""Limitation bars nothing."""


@register_jitable
def from_2015(day: Fact) -> Interval:
    """A day of which no beginning is known is taken for one since both articles are in force, if it can be."""
    first = least(day)
    return Interval(min(float(STATUTE_DAY), most(day)) if first == -math.inf else first, most(day))


@register_jitable
def since_conduct(facts: Facts, conduct: Interval) -> Interval:
    """Days from the end of the conduct to the filing; none where Art. 88 lifts limitation.

    The text ends limitation with the filing (Art. 88(1)); others reckon to the charge or the judgment. Who was judged
    was filed before.
    """
    lifted = holds(facts.limit_lifted)
    last = min(most(facts.filed_day), most(facts.judgment_day))
    first = min(least(facts.filed_day), last)
    if lifted == MET or last == -math.inf:
        return NOT_ELAPSED
    low, high = -math.inf, math.inf
    if lifted == NOT_MET and math.isfinite(first) and math.isfinite(conduct.high):
        low = first - conduct.high
    if math.isfinite(last) and math.isfinite(conduct.low):
        high = last - conduct.low
    return Interval(low, high)


@register_jitable
def law_in_force(facts: Facts, statute: Statute) -> Law:
    """Law that applies to the facts.

    Conduct is dated by its end: a course of conduct that goes on after a change falls under the later text. Conduct
    that ended before 1 November 2015 falls under neither offence. Orders count within two years, so conduct that ended
    two years later has none from before. A fixed version applies whatever the dates are.
    """
    if statute.version == DATED:
        in_force = at_least(facts.conduct_end_day, STATUTE_DAY)
        order_in_time = max(
            at_least(facts.order_day, STATUTE_DAY), at_least(facts.conduct_end_day, TWO_YEARS)
        )
        numeric_marks = at_least(facts.judgment_day, INTERPRETATION_DAY)
        conduct, judged = from_2015(facts.conduct_end_day), from_2015(facts.judgment_day)
        elapsed = since_conduct(facts, conduct)
    else:
        in_force = order_in_time = MET
        numeric_marks = of(statute.version >= AS_OF_2019)
        amended = statute.version >= AS_OF_2026
        day = CYBERSECURITY_AMENDMENT_DAY if amended else INTERPRETATION_DAY
        conduct = judged = exactly(float(day if numeric_marks == MET else STATUTE_DAY))
        elapsed = NOT_ELAPSED
    return Law(
        in_force,
        negate(more_than(elapsed, LIMIT_DAYS)),
        order_in_time,
        numeric_marks,
        conduct,
        judged,
        elapsed,
        statute.order_element_required,
        statute.consequence_multiple,
        statute.intent_required,
        statute.order_weighted,
        statute.aiding_scope,
    )


@register_jitable
def fine_needs_no_refusal(day: float, grave: bool, names: bool) -> bool:
    """True if a regulator may fine or suspend at a finding, before any order is refused.

    It is asked for duties to manage a service. Before June 2017 a fine for those asked for a refusal (Measures
    of 1997, Art. 21). The Cybersecurity Law (Arts. 59, 61, 68) threatens who refuses to correct *or* causes harm or
    acts in grave circumstances. The Anti-Telecom-Fraud Law (since December 2022, real names) and the amended
    Cybersecurity Law (since 2026, all but real names) let a fine come at once.

    Left out are the prohibitions under which a fine could always come at once: other channels (Order 195, Arts. 6 and
    14) and forbidden content that the provider itself spreads (Measures of 1997, Arts. 5 and 20). They stand in
    ``duties.DUTIES``.

    Parameters
    ----------
    day
        Of the fine or suspension.
    grave
        Harm followed, or the circumstances are grave.
    names
        The duty is about logs and real names.
    """
    serious = grave and day >= CYBERSECURITY_LAW_DAY
    return (
        serious
        or (day >= DIRECT_FINE_DAY and names)
        or (day >= CYBERSECURITY_AMENDMENT_DAY and not names)
    )
