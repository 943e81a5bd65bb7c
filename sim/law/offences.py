"""Offences: their codes and names, Arts. 286-1 and 287-2 as conjunctions of elements, and a table of their rivals.

A rival is any other offence that the same conduct may satisfy. The thresholds in the table are *not* in the
Interpretation of 2019, but for Art. 287-1; each entry names its own source. An entry speaks about one measured
quantity; which of them a provider can have at all depends on what it does, and lies in the facts.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.each import Each
from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.elements import Finding, stronger, weaker
from zombielaw.sim.law.facts import Fact, Facts, Interval, holds, least, most
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

NONE, A_286_1, B_287_2 = range(3)
OFFENCES = ("286-1", "287-2", "285-3", "225", "266", "303-2", "363-1", "287-1", "312", "253-1")
"""Offences by name; the code of an offence is its place here and one more, 0 is none."""
FIRST_RIVAL = 3
RIVALS = OFFENCES[FIRST_RIVAL - 1 :]

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


def months_of(code: float) -> float:
    """Longest term of a range, in months; 0 of none."""
    return code // _SCALE


def least_of(code: float) -> float:
    """Least main punishment of a range, as :func:`severity` takes it."""
    return code % _SCALE // 2.0


SEVERITY_286_1 = severity(36.0, SURVEILLANCE, fine_added=False)
SEVERITY_287_2 = severity(36.0, DETENTION, fine_added=False)
_WITH_DETENTION = SEVERITY_287_2
_WITH_SURVEILLANCE = SEVERITY_286_1


class Entry(NamedTuple):
    """One row of the table: three rising marks of one quantity, each with the severity from there on.

    A range that rises less often repeats its last step.
    """

    route: int
    mark: float
    severity: float
    second_mark: float
    second_severity: float
    third_mark: float
    third_severity: float
    measured: str
    source: str
    confidence: str


_TO_SEVEN = severity(84.0, 36.0)
_TO_TEN = severity(120.0, 36.0)
TOOLS_BY_USERS = Entry(
    routes.TOOLS_BY_USERS, 20.0, _WITH_DETENTION, 100.0, _TO_SEVEN, 100.0, _TO_SEVEN,
    "persons supplied with tools made for intrusion or illegal control",
    "Fa Shi [2011] No. 19, Art. 3: 20 person-times; five-fold: especially serious",
    "high",
)  # fmt: skip
TOOLS_BY_GAIN = Entry(
    routes.TOOLS_BY_GAIN, 5_000.0, _WITH_DETENTION, 25_000.0, _TO_SEVEN, 25_000.0, _TO_SEVEN,
    "yuan gained by supplying such tools",
    "Fa Shi [2011] No. 19, Art. 3: 5,000 yuan; five-fold: especially serious",
    "high",
)  # fmt: skip
_BUSINESS = severity(60.0, DETENTION, fine_added=False)
_BUSINESS_GRAVE = severity(180.0, 60.0)
_BUSINESS_SOURCE = (
    "Filing and Prosecution Standards II (2010, Art. 79(8); 2022, Art. 71(12)): a person from 50,000 yuan of turnover "
    "or 10,000 of gain, a unit from ten times as much; especially serious by analogy with Fa Shi [2000] No. 12, Art. 2 "
    "(telecommunications): 5,000,000 yuan of turnover. A narrower view takes that decree's first mark too, 1,000,000"
)
BUSINESS_OF_PERSON = Entry(
    routes.BUSINESS_OF_PERSON, 50_000.0, _BUSINESS, 5_000_000.0, _BUSINESS_GRAVE, 5_000_000.0, _BUSINESS_GRAVE,
    "yuan turned over by a person whose business needs a licence and has none", _BUSINESS_SOURCE, "medium",
)  # fmt: skip
BUSINESS_OF_UNIT = Entry(
    routes.BUSINESS_OF_UNIT, 500_000.0, _BUSINESS, 5_000_000.0, _BUSINESS_GRAVE, 5_000_000.0, _BUSINESS_GRAVE,
    "yuan turned over by a unit whose business needs a licence and has none", _BUSINESS_SOURCE, "medium",
)  # fmt: skip
BUSINESS_GAIN_OF_PERSON = Entry(
    routes.BUSINESS_GAIN_OF_PERSON, 10_000.0, _BUSINESS, 10_000.0, _BUSINESS, 10_000.0, _BUSINESS,
    "yuan gained by a person from such a business", _BUSINESS_SOURCE, "medium",
)  # fmt: skip
BUSINESS_GAIN_OF_UNIT = Entry(
    routes.BUSINESS_GAIN_OF_UNIT, 100_000.0, _BUSINESS, 100_000.0, _BUSINESS, 100_000.0, _BUSINESS,
    "yuan gained by a unit from such a business", _BUSINESS_SOURCE, "medium",
)  # fmt: skip
FRAUD = Entry(
    routes.FRAUD, 3_000.0, _WITH_SURVEILLANCE, 30_000.0, _TO_TEN, 500_000.0, severity(LIFE, 120.0),
    "yuan taken by frauds in which the provider shares the intent",
    "Fa Fa [2016] No. 32, II(1), with Fa Shi [2011] No. 7, Art. 1: 3,000, 30,000 and 500,000 yuan",
    "high",
)  # fmt: skip
CASINO = Entry(
    routes.CASINO, 20_000.0, severity(60.0, SURVEILLANCE), 100_000.0, severity(120.0, 60.0),
    100_000.0, severity(120.0, 60.0),
    "yuan of service fee from casino sites served knowingly",
    "Online-casino opinion (Gong Tong Zi [2010] No. 40), II: 20,000 yuan; five-fold: serious. For conduct that ended "
    "before 1 March 2021 the ranges end at three years and begin, if serious, at three",
    "medium-high",
)  # fmt: skip
CASINO_BEFORE_XI = CASINO._replace(
    severity=severity(36.0, SURVEILLANCE), second_severity=_TO_TEN, third_severity=_TO_TEN
)
_OBSCENE = severity(36.0, SURVEILLANCE)
_OBSCENE_GRAVE = severity(LIFE, 120.0)
OBSCENE_SITES = Entry(
    routes.OBSCENE_SITES, 5.0, _OBSCENE, 25.0, _TO_TEN, 125.0, _OBSCENE_GRAVE,
    "obscene sites hosted knowingly for a fee",
    "Fa Shi [2010] No. 3, Art. 6: five sites; five-fold: serious; twenty-five-fold: especially serious (under Art. 8 a "
    "written notice by the administration presumes knowing)",
    "high",
)  # fmt: skip
OBSCENE_FEE = Entry(
    routes.OBSCENE_FEE, 20_000.0, _OBSCENE, 100_000.0, _TO_TEN, 500_000.0, _OBSCENE_GRAVE,
    "yuan of service fee from obscene sites hosted knowingly",
    "Fa Shi [2010] No. 3, Art. 6: 20,000 yuan; five-fold: serious; twenty-five-fold: especially serious",
    "high",
)  # fmt: skip
OBSCENE_TOLERATED = Entry(
    routes.OBSCENE_TOLERATED, 50.0, _OBSCENE, 250.0, _TO_TEN, 1_000.0, _OBSCENE_GRAVE,
    "obscene videos knowingly left on the provider's own platform, for profit",
    "Fa Shi [2010] No. 3, Art. 4: 50 videos; the heavier ranges from 250 and 1,000 (twenty-five and a hundred times "
    "the first mark of Art. 1(2))",
    "high",
)  # fmt: skip
CRIME_SITES = Entry(
    routes.CRIME_SITES, 3.0, _WITH_DETENTION, 3.0, _WITH_DETENTION, 3.0, _WITH_DETENTION,
    "sites set up for crime", "Fa Shi [2019] No. 15, Art. 10(2): three sites", "high",
)  # fmt: skip
CRIME_GROUPS = Entry(
    routes.CRIME_GROUPS, 5.0, _WITH_DETENTION, 5.0, _WITH_DETENTION, 5.0, _WITH_DETENTION,
    "communication groups set up for crime", "Fa Shi [2019] No. 15, Art. 10(3): five groups", "high",
)  # fmt: skip
CRIME_SITE_GAIN = Entry(
    routes.CRIME_SITE_GAIN, 10_000.0, _WITH_DETENTION, 10_000.0, _WITH_DETENTION, 10_000.0, _WITH_DETENTION,
    "yuan gained by setting up sites or posting for crime", "Fa Shi [2019] No. 15, Art. 10(5): 10,000 yuan", "high",
)  # fmt: skip
PROCEEDS = Entry(
    routes.PROCEEDS, 3_000.0, _WITH_SURVEILLANCE, 100_000.0, _TO_SEVEN, 100_000.0, _TO_SEVEN,
    "yuan of criminal proceeds moved or hidden knowingly",
    "Fa Shi [2015] No. 11, Arts. 1 and 3: 3,000 to 10,000 yuan by province, serious from 100,000. The first mark was "
    "dropped on 15 April 2021 and all circumstances are weighed since; Fa Shi [2025] No. 13 applies from 26 August "
    "2025, its amounts were not seen",
    "low",
)  # fmt: skip
PERSONAL_ITEMS = Entry(
    routes.PERSONAL_ITEMS, 5_000.0, _WITH_DETENTION, 50_000.0, _TO_SEVEN, 50_000.0, _TO_SEVEN,
    "items of ordinary personal information traded or got illegally",
    "Fa Shi [2017] No. 10, Art. 5: 5,000 items (500 or 50 of the protected kinds count as much); ten-fold: especially "
    "serious",
    "high",
)  # fmt: skip
PERSONAL_GAIN = Entry(
    routes.PERSONAL_GAIN, 5_000.0, _WITH_DETENTION, 50_000.0, _TO_SEVEN, 50_000.0, _TO_SEVEN,
    "yuan gained from such information", "Fa Shi [2017] No. 10, Art. 5: 5,000 yuan; ten-fold: especially serious",
    "high",
)  # fmt: skip

TABLE: dict[str, tuple[Entry, ...]] = {
    "285-3": (TOOLS_BY_USERS, TOOLS_BY_GAIN),
    "225": (BUSINESS_OF_PERSON, BUSINESS_OF_UNIT, BUSINESS_GAIN_OF_PERSON, BUSINESS_GAIN_OF_UNIT),
    "266": (FRAUD,),
    "303-2": (CASINO,),
    "363-1": (OBSCENE_SITES, OBSCENE_FEE, OBSCENE_TOLERATED),
    "287-1": (CRIME_SITES, CRIME_GROUPS, CRIME_SITE_GAIN),
    "312": (PROCEEDS,),
    "253-1": (PERSONAL_ITEMS, PERSONAL_GAIN),
}
"""The rivals, with the entries that lead to each."""


class Rivals(NamedTuple):
    """Range of each rival, as a code, in the order of :data:`RIVALS`: the least proven and the most that is possible.

    0 is "not satisfied"; so a rival is met where ``low`` is positive, and excluded where ``high`` is 0.
    """

    low: Each
    high: Each


NONE_OF_THEM = (0.0,) * len(RIVALS)
NO_RIVALS = Rivals(NONE_OF_THEM, NONE_OF_THEM)
"""Conduct that satisfies no other offence."""


@register_jitable(forceinline=True)
def truth_of_rival(rivals: Rivals, number: int) -> int:
    """Truth of one rival."""
    if rivals.low[number] > 0.0:
        return MET
    return NOT_MET if rivals.high[number] == 0.0 else OPEN


@register_jitable(forceinline=True)
def truth_of_any(rivals: Rivals) -> int:
    """Truth of "some rival is satisfied"."""
    truth = NOT_MET
    for number in range(len(rivals.low)):
        truth = max(truth, truth_of_rival(rivals, number))
    return truth


@register_jitable(forceinline=True)
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


@register_jitable(forceinline=True)
def gravity(aided_crime: Finding, serious: Finding, fivefold: Finding) -> Finding:
    """Weight of the aid: Art. 12(1) and a confirmed crime, or the five-fold route of Art. 12(2)."""
    return stronger(weaker(serious, aided_crime), fivefold)


@register_jitable(forceinline=True)
def aiding(in_force: Finding, knowing: Finding, aid: Finding, weight: Finding) -> int:
    """Truth of Art. 287-2, aiding crime on information networks."""
    return min(in_force.truth, knowing.truth, aid.truth, weight.truth)


@register_jitable(forceinline=True)
def severity_from(entry: Entry, amount: float) -> float:
    """Severity under an entry at an exact amount; 0 below the first mark."""
    if amount >= entry.third_mark:
        return entry.third_severity
    if amount >= entry.second_mark:
        return entry.second_severity
    if amount >= entry.mark:
        return entry.severity
    return 0.0


@register_jitable(forceinline=True)
def range_from(entry: Entry, amount: Fact, condition: int) -> Interval:
    """Severity under an entry, as far as amount and condition are known."""
    low = severity_from(entry, least(amount)) if condition == MET else 0.0
    high = severity_from(entry, most(amount)) if condition != NOT_MET else 0.0
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


@register_jitable(forceinline=True)
def tools(facts: Facts, vpn_is_tool: bool) -> Interval:
    """Art. 285(3): supplying tools for intrusion or illegal control; whether a VPN is one is disputed."""
    made_for = holds(facts.intrusion_tools)
    if vpn_is_tool:
        made_for = max(made_for, holds(facts.vpn_tools))
    sold = min(holds(facts.sells_tools), made_for)
    return heavier(
        range_from(TOOLS_BY_USERS, facts.tool_users, sold), range_from(TOOLS_BY_GAIN, facts.tool_gain_yuan, sold)
    )


@register_jitable(forceinline=True)
def business(facts: Facts) -> Interval:
    """Art. 225: business without a licence that it needs; a unit's marks are ten times a person's."""
    turnover, gain = facts.unlicensed_turnover_yuan, facts.unlicensed_gain_yuan
    of_unit = heavier(range_from(BUSINESS_OF_UNIT, turnover, MET), range_from(BUSINESS_GAIN_OF_UNIT, gain, MET))
    of_person = heavier(range_from(BUSINESS_OF_PERSON, turnover, MET), range_from(BUSINESS_GAIN_OF_PERSON, gain, MET))
    return either_entry(holds(facts.unit), of_unit, of_person)


@register_jitable(forceinline=True)
def casino(facts: Facts, law: Law) -> Interval:
    """Art. 303(2): running a casino, by knowing service for a fee; raised by Amendment XI."""
    return either_entry(
        law.amendment_xi,
        range_from(CASINO, facts.casino_fee_yuan, MET),
        range_from(CASINO_BEFORE_XI, facts.casino_fee_yuan, MET),
    )


@register_jitable(forceinline=True)
def obscene(facts: Facts) -> Interval:
    """Art. 363(1): spreading obscene articles for profit, by hosting or by tolerating them on one's own platform."""
    hosted = heavier(
        range_from(OBSCENE_SITES, facts.obscene_sites, MET), range_from(OBSCENE_FEE, facts.obscene_fee_yuan, MET)
    )
    return heavier(hosted, range_from(OBSCENE_TOLERATED, facts.obscene_videos_tolerated, MET))


@register_jitable(forceinline=True)
def crime_sites(facts: Facts, law: Law) -> Interval:
    """Art. 287-1: sites, groups or posts for crime; in force since 2015, its marks since the Interpretation of 2019."""
    condition = min(law.in_force, law.numeric_marks)
    found = heavier(
        range_from(CRIME_SITES, facts.crime_sites, condition), range_from(CRIME_GROUPS, facts.crime_groups, condition)
    )
    found = heavier(found, range_from(CRIME_SITE_GAIN, facts.crime_site_gain_yuan, condition))
    anything = max(most(facts.crime_sites), most(facts.crime_groups), most(facts.crime_site_gain_yuan)) > 0.0
    if law.numeric_marks != MET and law.in_force != NOT_MET and anything:
        return Interval(found.low, _WITH_DETENTION)  # before the marks whatever was set up may be serious
    return found


@register_jitable(forceinline=True)
def personal_information(facts: Facts) -> Interval:
    """Art. 253-1: trading in personal information."""
    return heavier(
        range_from(PERSONAL_ITEMS, facts.personal_items_traded, MET),
        range_from(PERSONAL_GAIN, facts.personal_gain_yuan, MET),
    )


@register_jitable(forceinline=True)
def anything_measured(facts: Facts) -> bool:
    """False only if all rivals are excluded: every mark of :data:`TABLE` is above zero, and so asks for an amount."""
    return (
        most(facts.tool_users) > 0.0
        or most(facts.tool_gain_yuan) > 0.0
        or most(facts.unlicensed_turnover_yuan) > 0.0
        or most(facts.unlicensed_gain_yuan) > 0.0
        or most(facts.fraud_yuan) > 0.0
        or most(facts.casino_fee_yuan) > 0.0
        or most(facts.obscene_sites) > 0.0
        or most(facts.obscene_fee_yuan) > 0.0
        or most(facts.obscene_videos_tolerated) > 0.0
        or most(facts.crime_sites) > 0.0
        or most(facts.crime_groups) > 0.0
        or most(facts.crime_site_gain_yuan) > 0.0
        or most(facts.proceeds_yuan) > 0.0
        or most(facts.personal_items_traded) > 0.0
        or most(facts.personal_gain_yuan) > 0.0
    )


@register_jitable(forceinline=True)
def rivals_of(facts: Facts, law: Law, vpn_is_tool: bool) -> Rivals:
    """Severity of each rival, by :data:`TABLE`. They need no order; all but 287-1 were in force before 2015."""
    if not anything_measured(facts):
        return NO_RIVALS
    c = tools(facts, vpn_is_tool)
    d = business(facts)
    e = range_from(FRAUD, facts.fraud_yuan, MET)
    f = casino(facts, law)
    g = obscene(facts)
    h = crime_sites(facts, law)
    i = range_from(PROCEEDS, facts.proceeds_yuan, MET)
    j = personal_information(facts)
    return Rivals(
        (c.low, d.low, e.low, f.low, g.low, h.low, i.low, j.low),
        (c.high, d.high, e.high, f.high, g.high, h.high, i.high, j.high),
    )
