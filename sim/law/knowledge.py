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

from zombielaw.sim.law.dates import (
    ACTUAL_KNOWLEDGE,
    AS_OF_2026,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    Law,
    Statute,
    law_in_force,
)
from zombielaw.sim.law.facts import NOTHING, Facts, at_least, holds
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, Finding, negate, or_else, stronger, weaker

# codes of the routes, see sim/law/routes.py
KNOWN, REBUTTED, NO_SIGN, MAY_BE_FOUND = 60, 61, 62, 64
NOTIFIED_BY_REGULATOR, IGNORED_REPORTS, ABNORMAL_PRICE, ABNORMAL_DEALING = 1101, 1102, 1103, 1113
TOOLS_FOR_CRIME, EVADES_SUPERVISION, HELPS_EVADE = 1104, 1105, 1106
UNIT_ACCOUNTS, OPENED_BY_STAFF = 1171, 1172
BULK_DEVICES, RESTRICTED_BEFORE, PREPARED_ANSWERS = 1175, 1176, 1177
KNOWN_OBSCENE, REBUTTED_OBSCENE, NO_SIGN_OBSCENE = 36380, 36388, 36389
OBSCENE_NOTICE, OBSCENE_REPORTS, OBSCENE_PRICE = 36381, 36382, 36383
KNOWN_CASINO, REBUTTED_CASINO, NO_SIGN_CASINO = 30380, 30388, 30389
CASINO_NOTICE, CASINO_FEE, CASINO_OBSTRUCTION = 30381, 30382, 30383
KNOWN_PROCEEDS = 31280
KNOWN_FRAUD = 26680


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


@register_jitable(forceinline=True)
def signs_of_aided_crime(facts: Facts, law: Law) -> Finding:
    """287-2: the strongest sign, in the order of the texts.

    A regulator's notice in any form counts if it concerned the aided content or client; an order about logs or real
    names tells nothing of a crime.
    """
    codified = law.numeric_marks
    opinion_ii = at_least(law.judged, OPINION_II_DAY)
    opinion_2025 = at_least(law.judged, OPINION_2025_DAY)
    finding = Finding(listed(holds(facts.told_of_aided), codified), NOTIFIED_BY_REGULATOR)
    finding = stronger(
        finding, Finding(listed(holds(facts.ignored_reports), codified), IGNORED_REPORTS)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.abnormal_price), codified), ABNORMAL_PRICE)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.abnormal_dealing), codified), ABNORMAL_DEALING)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.tools_for_crime), codified), TOOLS_FOR_CRIME)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.evades_supervision), codified), EVADES_SUPERVISION)
    )
    finding = stronger(finding, Finding(listed(holds(facts.helps_evade), codified), HELPS_EVADE))
    finding = stronger(
        finding, Finding(listed(holds(facts.trades_unit_accounts), opinion_ii), UNIT_ACCOUNTS)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.opens_as_staff), opinion_ii), OPENED_BY_STAFF)
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.bulk_devices), opinion_2025), BULK_DEVICES)
    )
    finding = stronger(
        finding,
        Finding(listed(holds(facts.restricted_before), opinion_2025), RESTRICTED_BEFORE),
    )
    finding = stronger(
        finding, Finding(listed(holds(facts.prepared_answers), opinion_2025), PREPARED_ANSWERS)
    )
    return or_else(finding, NO_SIGN)


@register_jitable(forceinline=True)
def of_aided_crime(facts: Facts, law: Law, signs_suffice: bool) -> Finding:
    """287-2: knowing that others commit crime through the network.

    ``signs_suffice``: what the texts say *may* be found is found; else a sign alone leaves it open. Under the reform
    that asks for actual knowledge no sign counts.
    """
    if law.aiding_scope == ACTUAL_KNOWLEDGE:
        return Finding(holds(facts.knows), KNOWN)
    sign = unless_rebutted(facts, signs_of_aided_crime(facts, law), REBUTTED)
    if sign.truth == MET and not signs_suffice:
        sign = Finding(OPEN, MAY_BE_FOUND)
    return actual_or(facts, KNOWN, sign)


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
        Finding(written, OBSCENE_NOTICE), Finding(holds(facts.ignored_reports), OBSCENE_REPORTS)
    )
    if hosted:
        sign = stronger(sign, Finding(holds(facts.abnormal_price), OBSCENE_PRICE))
    return actual_or(
        facts,
        KNOWN_OBSCENE,
        unless_rebutted(facts, or_else(sign, NO_SIGN_OBSCENE), REBUTTED_OBSCENE),
    )


@register_jitable(forceinline=True)
def of_casino(facts: Facts) -> Finding:
    """303(2): knowing that a site is a casino. Whether an oral notice is one "in writing or the like" is open."""
    notified = holds(facts.told_of_aided)
    notice = min(notified, max(holds(facts.told_in_writing), OPEN))
    sign = stronger(
        Finding(notice, CASINO_NOTICE), Finding(holds(facts.abnormal_price), CASINO_FEE)
    )
    sign = stronger(sign, Finding(holds(facts.obstructs_inquiry), CASINO_OBSTRUCTION))
    return actual_or(
        facts, KNOWN_CASINO, unless_rebutted(facts, or_else(sign, NO_SIGN_CASINO), REBUTTED_CASINO)
    )


@register_jitable(forceinline=True)
def of_proceeds(facts: Facts) -> Finding:
    """312: knowing that money is the proceeds of crime. Circumstances are weighed, so signs of it leave it open."""
    knows = holds(facts.knows)
    weighed = max(
        holds(facts.abnormal_price),
        holds(facts.abnormal_dealing),
        holds(facts.evades_supervision),
        holds(facts.helps_evade),
        holds(facts.trades_unit_accounts),
        holds(facts.restricted_before),
        holds(facts.prepared_answers),
    )
    inferred = min(weighed, negate(holds(facts.rebutted)), OPEN)
    return Finding(max(knows, inferred), KNOWN_PROCEEDS)


def of_fraud(facts: Facts) -> Finding:
    """266: knowing of a fraud by others that one helps, by actual knowledge or on all circumstances."""
    return Finding(of_proceeds(facts).truth, KNOWN_FRAUD)


NO_GROUND, ACTUAL, NOTICE = range(3)
GROUNDS = ("none", "actual", "notice")
"""Grounds on which knowing can rest in a simulated file; who sells tools there aids nobody."""


@register_jitable
def ground_of(facts: Facts) -> int:
    """Ground on which knowing of the aided crime rests in a simulated file: the first that there is."""
    if holds(facts.knows) == MET:
        return ACTUAL
    return NOTICE if holds(facts.told_of_aided) == MET else NO_GROUND
