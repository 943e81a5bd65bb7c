"""Offences: Art. 286-1 and Art. 287-2 as the conjunction of their elements, and one table of all others.

The marks in the table are *not* in the Interpretation of 2019; each entry names its own source. An entry speaks about
one measured quantity; which of them a provider can have at all depends on what it does, and lies in the facts.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import CASINO_MONTHS_SINCE_XI, Law
from zombielaw.sim.law.elements import Finding, stronger, weaker
from zombielaw.sim.law.facts import Facts, Interval, exactly, holds
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

MAXIMUM_286_1 = 36.0
MAXIMUM_287_2 = 36.0
"""Months. Both ranges begin with a fine alone; only 286-1 offers public surveillance as well: near-equal."""
LIFE = 1_200.0
"""Months that stand for life imprisonment: longer than any fixed term."""


class Entry(NamedTuple):
    """One row of the table: three rising marks of one quantity, each with the maximum (months) from there on.

    A range that rises only once repeats its second step.
    """

    route: int
    mark: float
    months: float
    second_mark: float
    second_months: float
    third_mark: float
    third_months: float
    measured: str
    source: str
    confidence: str


TOOLS_BY_USERS = Entry(
    routes.TOOLS_BY_USERS, 20.0, 36.0, 100.0, 84.0, 100.0, 84.0,
    "persons supplied with tools made for intrusion or illegal control",
    "Fa Shi [2011] No. 19, Art. 3: 20 person-times; five-fold: especially serious",
    "high",
)  # fmt: skip
TOOLS_BY_GAIN = Entry(
    routes.TOOLS_BY_GAIN, 5_000.0, 36.0, 25_000.0, 84.0, 25_000.0, 84.0,
    "yuan gained by supplying such tools",
    "Fa Shi [2011] No. 19, Art. 3: 5,000 yuan; five-fold: especially serious",
    "high",
)  # fmt: skip
ILLEGAL_BUSINESS = Entry(
    routes.ILLEGAL_BUSINESS, 50_000.0, 60.0, 5_000_000.0, 180.0, 5_000_000.0, 180.0,
    "yuan turned over by a business that needs a licence and has none",
    "Filing and Prosecution Standards II (2010, Art. 79(8); 2022, Art. 71(12)): 50,000 yuan for a person; especially "
    "serious by analogy with Fa Shi [2000] No. 12, Art. 2 (telecommunications): 5,000,000 yuan. A narrower view takes "
    "that decree's first mark too, 1,000,000 yuan",
    "medium",
)  # fmt: skip
FRAUD = Entry(
    routes.FRAUD, 3_000.0, 36.0, 30_000.0, 120.0, 500_000.0, LIFE,
    "yuan taken by frauds in which the provider shares the intent",
    "Fa Fa [2016] No. 32, II(1), with Fa Shi [2011] No. 7, Art. 1: 3,000, 30,000 and 500,000 yuan",
    "high",
)  # fmt: skip
CASINO = Entry(
    routes.CASINO, 20_000.0, CASINO_MONTHS_SINCE_XI, 100_000.0, 120.0, 100_000.0, 120.0,
    "yuan of service fee from casino sites served knowingly",
    "Online-casino opinion (Gong Tong Zi [2010] No. 40), II: 20,000 yuan; five-fold: serious. The basic maximum is "
    "36 months for conduct that ended before 1 March 2021",
    "medium-high",
)  # fmt: skip
OBSCENE_SITES = Entry(
    routes.OBSCENE_SITES, 5.0, 36.0, 25.0, 120.0, 125.0, LIFE,
    "obscene sites hosted knowingly for a fee",
    "Fa Shi [2010] No. 3, Art. 6: five sites; five-fold: serious; twenty-five-fold: especially serious (under Art. 8 a "
    "written notice by the administration presumes knowing)",
    "high",
)  # fmt: skip
OBSCENE_FEE = Entry(
    routes.OBSCENE_FEE, 20_000.0, 36.0, 100_000.0, 120.0, 500_000.0, LIFE,
    "yuan of service fee from obscene sites hosted knowingly",
    "Fa Shi [2010] No. 3, Art. 6: 20,000 yuan; five-fold: serious; twenty-five-fold: especially serious",
    "high",
)  # fmt: skip

TABLE = (TOOLS_BY_USERS, TOOLS_BY_GAIN, ILLEGAL_BUSINESS, FRAUD, CASINO, OBSCENE_SITES, OBSCENE_FEE)
"""Every other offence that the law layer knows."""


class Other(NamedTuple):
    """The other offences together: whether one is satisfied, which, and the heaviest maximum (months, 0 if none)."""

    truth: int
    route: int
    maximum_months: Interval


@register_jitable
def refusing(
    in_force: Finding,
    subject: Finding,
    duty: Finding,
    breach: Finding,
    order: Finding,
    refusal: Finding,
    intent: Finding,
    consequence: Finding,
) -> int:
    """Truth of Art. 286-1, refusing to perform the duty to manage network security."""
    return min(
        in_force.truth,
        subject.truth,
        duty.truth,
        breach.truth,
        order.truth,
        refusal.truth,
        intent.truth,
        consequence.truth,
    )


@register_jitable
def gravity(aided_crime: Finding, serious: Finding, fivefold: Finding) -> Finding:
    """Weight of the aid: a confirmed crime and Art. 12(1), or the five-fold route of Art. 12(2)."""
    return stronger(weaker(aided_crime, serious), fivefold)


@register_jitable
def aiding(in_force: Finding, knowing: Finding, aid: Finding, weight: Finding) -> int:
    """Truth of Art. 287-2, aiding crime on information networks."""
    return min(in_force.truth, knowing.truth, aid.truth, weight.truth)


@register_jitable
def months_from(entry: Entry, amount: float, basic_months: float) -> float:
    """Maximum (months) under an entry at an exact amount; 0 below the first mark."""
    if amount >= entry.third_mark:
        return entry.third_months
    if amount >= entry.second_mark:
        return entry.second_months
    if amount >= entry.mark:
        return basic_months
    return 0.0


@register_jitable
def range_from(entry: Entry, amount: Interval, condition: int, basic_months: Interval) -> Interval:
    """Maximum (months) under an entry, as far as amount and condition are known."""
    low = months_from(entry, amount.low, basic_months.low) if condition == MET else 0.0
    high = months_from(entry, amount.high, basic_months.high) if condition != NOT_MET else 0.0
    return Interval(low, high)


@register_jitable
def heavier(first: Other, maximum: Interval, route: int) -> Other:
    """Join one more entry. What is proven names the route before what is only possible."""
    low = max(first.maximum_months.low, maximum.low)
    high = max(first.maximum_months.high, maximum.high)
    proven = maximum.low > first.maximum_months.low
    if proven or (first.maximum_months.low == 0.0 and maximum.high > first.maximum_months.high):
        named = route
    else:
        named = first.route
    truth = MET if low > 0.0 else (NOT_MET if high == 0.0 else OPEN)
    return Other(truth, named, Interval(low, high))


@register_jitable
def other_offences(facts: Facts, law: Law) -> Other:
    """Offences other than the two, by :data:`TABLE`. They were in force before 2015 and need no order."""
    tools = min(holds(facts.sells_tools), holds(facts.intrusion_tools))
    found = Other(NOT_MET, routes.NO_OTHER, exactly(0.0))
    found = heavier(
        found,
        range_from(TOOLS_BY_USERS, facts.tool_users, tools, exactly(TOOLS_BY_USERS.months)),
        TOOLS_BY_USERS.route,
    )
    found = heavier(
        found,
        range_from(TOOLS_BY_GAIN, facts.tool_gain_yuan, tools, exactly(TOOLS_BY_GAIN.months)),
        TOOLS_BY_GAIN.route,
    )
    found = heavier(
        found,
        range_from(ILLEGAL_BUSINESS, facts.unlicensed_turnover_yuan, MET, exactly(ILLEGAL_BUSINESS.months)),
        ILLEGAL_BUSINESS.route,
    )
    found = heavier(found, range_from(FRAUD, facts.fraud_yuan, MET, exactly(FRAUD.months)), FRAUD.route)
    found = heavier(found, range_from(CASINO, facts.casino_fee_yuan, MET, law.casino_maximum_months), CASINO.route)
    found = heavier(
        found, range_from(OBSCENE_SITES, facts.obscene_sites, MET, exactly(OBSCENE_SITES.months)), OBSCENE_SITES.route
    )
    return heavier(
        found, range_from(OBSCENE_FEE, facts.obscene_fee_yuan, MET, exactly(OBSCENE_FEE.months)), OBSCENE_FEE.route
    )
