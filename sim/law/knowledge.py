"""Knowledge: from what was observed to knowing, for each offence that asks for it.

Actual knowledge is a fact. Failing that, each offence has a list of signs in a text of its own, and evidence to the
contrary rebuts them:

* 287-2: the Interpretation Fa Shi [2019] No. 15, Art. 11; for accounts and cards Opinion II, Fa Fa [2021] No. 22,
  Art. 8; the Opinion Fa Fa [2025] No. 12, Art. 5. From these signs knowing *may* be found (可以认定).
* 363(1): Fa Shi [2010] No. 3, Art. 8; 303(2): the casino opinion Gong Tong Zi [2010] No. 40, Part II. Under these
  lists it *is to be* found (应当认定).
* 312 has no list here: all circumstances are weighed.

A list follows the day of judgment. Before its day a court could infer knowing from the same signs, but had to infer
nothing: open. The last item of each list, "other circumstances", is left to the finding of actual knowledge.
"""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law import routes
from zombielaw.sim.law.dates import (
    ACTUAL_KNOWLEDGE,
    AS_OF_2026,
    INTERPRETATION_DAY,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    Law,
    Statute,
    law_in_force,
)
from zombielaw.sim.law.facts import NOTHING, Facts, any_of, at_least, holds
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import (
    MET,
    NOT_MET,
    OPEN,
    Finding,
    Way,
    negate,
    or_else,
    stronger,
    strongest,
    weaker,
)


@register_jitable(forceinline=True)
def listed(sign: int, list_applies: int) -> int:
    """Truth of a sign, as far as its list applies."""
    return sign if list_applies == MET else min(sign, OPEN)


@register_jitable(forceinline=True)
def unless_rebutted(facts: Facts, sign: Finding, rebutted: int) -> Finding:
    """A sign that no evidence to the contrary rebuts; ``rebutted`` is the route on which it falls."""
    return weaker(sign, Finding(negate(holds(facts.rebutted)), rebutted))


@register_jitable(forceinline=True)
def actual_or(facts: Facts, known: int, sign: Finding) -> Finding:
    """Actual knowledge, or else a sign of it; ``known`` is the route of the first."""
    actual = Finding(holds(facts.knows), known)
    if actual.truth == NOT_MET:
        return sign
    return stronger(actual, sign)


def _sign(route: int, since: int) -> Way:
    place = Facts._fields.index(ROUTES[route].facts[0])

    @register_jitable(forceinline=True)
    def finding(facts: Facts, law: Law) -> Finding:
        return Finding(listed(holds(facts[place]), at_least(law.judged, since)), route)

    return finding


SIGNS = {
    INTERPRETATION_DAY: (
        routes.NOTIFIED_BY_REGULATOR,
        routes.IGNORED_REPORTS,
        routes.ABNORMAL_PRICE,
        routes.ABNORMAL_DEALING,
        routes.TOOLS_FOR_CRIME,
        routes.EVADES_SUPERVISION,
        routes.HELPS_EVADE,
    ),
    OPINION_II_DAY: (routes.UNIT_ACCOUNTS, routes.OPENED_BY_STAFF),
    OPINION_2025_DAY: (routes.BULK_DEVICES, routes.RESTRICTED_BEFORE, routes.PREPARED_ANSWERS),
}
"""287-2: signs of the aided crime in the order of the texts, by the first day of each list.

A regulator's notice in any form counts if it concerned the aided content or client; an order about logs or real names
tells nothing of a crime.
"""
strongest_sign = strongest(
    *(_sign(route, since) for since, some in SIGNS.items() for route in some)
)


@register_jitable(forceinline=True)
def of_aided_crime(facts: Facts, law: Law, signs_suffice: bool) -> Finding:
    """287-2: knowing that others commit crime through the network.

    ``signs_suffice``: what the texts say *may* be found is found; else a sign alone leaves it open. Under the reform
    that asks for actual knowledge no sign counts.
    """
    if law.aiding_scope == ACTUAL_KNOWLEDGE:
        return Finding(holds(facts.knows), routes.KNOWN)
    sign = or_else(strongest_sign(facts, law), routes.NO_SIGN)
    sign = unless_rebutted(facts, sign, routes.REBUTTED)
    if sign.truth == MET and not signs_suffice:
        sign = Finding(OPEN, routes.MAY_BE_FOUND)
    return actual_or(facts, routes.KNOWN, sign)


_EVERY_LIST = law_in_force(NOTHING, Statute(version=AS_OF_2026))
"""Law under which all lists of signs apply."""


@register_jitable(forceinline=True)
def may_be_known(facts: Facts) -> bool:
    """False only if no law finds knowing of the aided crime: it is neither proven nor shown by a sign of any list."""
    return of_aided_crime(facts, _EVERY_LIST, True).truth != NOT_MET


@register_jitable(forceinline=True)
def of_obscene(facts: Facts, hosted: bool) -> Finding:
    """363(1): knowing that sites or content are obscene; a notice must be in writing.

    ``hosted``: sites were served for a fee, so that a fee clearly above the market is a sign; content left on an own
    platform has none.
    """
    written = min(holds(facts.told_of_aided), holds(facts.told_in_writing))
    sign = stronger(
        Finding(written, routes.OBSCENE_NOTICE),
        Finding(holds(facts.ignored_reports), routes.OBSCENE_REPORTS),
    )
    if hosted:
        sign = stronger(sign, Finding(holds(facts.abnormal_price), routes.OBSCENE_PRICE))
    return actual_or(
        facts,
        routes.KNOWN_OBSCENE,
        unless_rebutted(facts, or_else(sign, routes.NO_SIGN_OBSCENE), routes.REBUTTED_OBSCENE),
    )


@register_jitable(forceinline=True)
def of_casino(facts: Facts) -> Finding:
    """303(2): knowing that a site is a casino. Whether an oral notice is one "in writing or the like" is open."""
    notified = holds(facts.told_of_aided)
    notice = min(notified, max(holds(facts.told_in_writing), OPEN))
    sign = stronger(
        Finding(notice, routes.CASINO_NOTICE),
        Finding(holds(facts.abnormal_price), routes.CASINO_FEE),
    )
    sign = stronger(sign, Finding(holds(facts.obstructs_inquiry), routes.CASINO_OBSTRUCTION))
    return actual_or(
        facts,
        routes.KNOWN_CASINO,
        unless_rebutted(facts, or_else(sign, routes.NO_SIGN_CASINO), routes.REBUTTED_CASINO),
    )


SIGNS_OF_PROCEEDS = (
    *("abnormal_price", "abnormal_dealing", "evades_supervision", "helps_evade"),
    *("trades_unit_accounts", "restricted_before", "prepared_answers"),
)
_weighed = any_of(*SIGNS_OF_PROCEEDS)


@register_jitable(forceinline=True)
def of_proceeds(facts: Facts) -> Finding:
    """312: knowing that money is the proceeds of crime. Circumstances are weighed, so signs of it leave it open."""
    knows = holds(facts.knows)
    inferred = min(_weighed(facts), negate(holds(facts.rebutted)), OPEN)
    return Finding(max(knows, inferred), routes.KNOWN_PROCEEDS)


def of_fraud(facts: Facts) -> Finding:
    """266: knowing of a fraud by others that one helps, by actual knowledge or on all circumstances."""
    return Finding(of_proceeds(facts).truth, routes.KNOWN_FRAUD)


NO_GROUND, ACTUAL, NOTICE = range(3)
GROUNDS = ("none", "actual", "notice")
"""Grounds on which knowing can rest in a simulated file; who sells tools there aids nobody."""


@register_jitable
def ground_of(facts: Facts) -> int:
    """Ground on which knowing of the aided crime rests in a simulated file: the first that there is."""
    if holds(facts.knows) == MET:
        return ACTUAL
    return NOTICE if holds(facts.told_of_aided) == MET else NO_GROUND
