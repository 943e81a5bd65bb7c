"""Assess facts: one truth and one route per element, a truth per offence, and which offence prevails.

``assess`` is :func:`examine` (what all readings share, and both sides of what they dispute) followed by :func:`read`
(what a reading takes of it). Who asks in Python for more than one answer on the same facts asks :func:`assessed`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law import concurrence, elements, elements_287_2, knowledge
from zombielaw.sim.law.concurrence import EXAMINED, STATUTE, Reading
from zombielaw.sim.law.dates import Law, Statute, law_in_force
from zombielaw.sim.law.facts import Facts, holds
from zombielaw.sim.law.offences.rivals import Rivals, may_reach_a_mark, rivals_of, truth_of_any
from zombielaw.sim.law.truth import NOT_MET, Finding, stronger


class Examination(NamedTuple):
    """Findings that all readings share, and both sides of what they dispute."""

    in_force: Finding
    service: Finding
    tool_selling: int
    legal_duty: Finding
    duty: Finding  # of a provider whose control matters
    breach: Finding
    order: Finding
    refusal: Finding
    intent: Finding
    direct_intent: Finding
    consequence: Finding
    earlier: Finding  # a result before the order
    awareness: Finding
    accepts_result: int
    aid: Finding
    aided_crime: Finding
    serious: Finding
    fivefold: Finding
    rivals: Rivals


class Assessment(NamedTuple):
    """Legal assessment of one course of conduct, under one law and one reading."""

    # elements of 286-1, in the statute's order; in_force is shared
    in_force: Finding
    subject: Finding
    duty: Finding
    breach: Finding
    order: Finding
    refusal: Finding
    intent: Finding
    consequence: Finding
    # elements of 287-2: weight joins the three findings before it
    knowing: Finding
    aid: Finding
    aided_crime: Finding
    serious: Finding
    fivefold: Finding
    weight: Finding
    # offences
    a_286_1: int
    b_287_2: int
    rivals: Rivals
    # answer
    prevailing: int  # bits by code of an offence
    # the answer hangs on facts or law left open; two bits while closed are a tie of equal ranges
    open: bool


ELEMENTS_286_1 = (
    "in_force",
    "subject",
    "duty",
    "breach",
    "order",
    "refusal",
    "intent",
    "consequence",
)
ELEMENTS_287_2 = ("in_force", "knowing", "aid", "aided_crime", "serious", "fivefold", "weight")


@register_jitable
def examine(facts: Facts, law: Law, reading: Reading) -> Examination:
    """Findings on all elements.

    Parameters
    ----------
    facts, law
        What happened, and the law that applies to it.
    reading
        What is said in the disputes ``EXAMINED``, on which the named readings agree; the others are left to
        :func:`read`.
    """
    validity = elements.order_validity(
        facts, law, reading.oral_order, reading.order_weighted, reading.ability_needed
    )
    legal = elements.legal_duty(facts)
    return Examination(
        elements.in_force(law),
        elements.service(facts),
        holds(facts.sells_tools),
        legal,
        elements.duty(legal, facts, validity),
        elements.breach(facts),
        elements.order(validity, law),
        elements.refusal(facts, law),
        elements.intent(facts, law, False, reading.order_objective),
        elements.intent(facts, law, True, reading.order_objective),
        elements.consequence(facts, law, reading.violations_count, reading.oral_order),
        elements.consequence_before(facts, law),
        knowledge.of_aided_crime(facts, law, reading.signs_suffice),
        holds(facts.accepts_result),
        elements_287_2.aid(facts, law),
        elements_287_2.aided_crime(facts),
        elements_287_2.serious(facts, law, reading.sites_count, reading.cards_need_flow),
        elements_287_2.fivefold(facts, law),
        rivals_of(facts, law, reading),
    )


@register_jitable
def may_be_refusing(facts: Facts, law: Law) -> bool:
    """False only if 286-1 is not met under any reading: all ask for a refusal."""
    return elements.refusal(facts, law).truth != NOT_MET


@register_jitable
def may_have_aided(facts: Facts) -> bool:
    """False only if 287-2 is not met under any law: it asks for knowing aid to a crime confirmed or uncheckable."""
    crime = max(elements_287_2.aided_crime(facts).truth, holds(facts.uncheckable))
    return min(holds(facts.aid), crime) != NOT_MET and knowledge.may_be_known(facts)


@register_jitable
def may_be_charged(facts: Facts, order_element_required: bool) -> bool:
    """False only if no offence is met, whatever law applies and under any reading.

    It looks at what most conduct lacks, and costs a tenth of an examination.
    """
    refused = not order_element_required or holds(facts.refused) != NOT_MET
    return refused or may_have_aided(facts) or may_reach_a_mark(facts)


@register_jitable
def may_be_aiding(facts: Facts, law: Law, reading: Reading) -> bool:
    """False only if 287-2 is not met under any reading like this one on its weight: all ask for aid and weight."""
    if not may_have_aided(facts):
        return False
    crime, serious, fivefold = (
        elements_287_2.aided_crime(facts),
        elements_287_2.serious(facts, law, reading.sites_count, reading.cards_need_flow),
        elements_287_2.fivefold(facts, law),
    )
    return elements_287_2.gravity(crime, serious, fivefold).truth != NOT_MET


@register_jitable
def may_be_any(facts: Facts, law: Law, reading: Reading) -> bool:
    """False only if no offence is met under any reading that agrees with this one on what :func:`examine` asks it.

    Most conduct needs no further examination; what this costs is little beside one.
    """
    if may_be_refusing(facts, law) or may_be_aiding(facts, law, reading):
        return True
    return truth_of_any(rivals_of(facts, law, reading)) != NOT_MET


@register_jitable(forceinline=True)
def read(examined: Examination, reading: Reading) -> Assessment:
    """Complete an examination under a reading."""
    knowing = elements_287_2.knowing(
        examined.awareness, examined.accepts_result, reading.staged_knowing
    )
    weight = elements_287_2.gravity(examined.aided_crime, examined.serious, examined.fivefold)
    aiding = elements_287_2.aiding(examined.in_force, knowing, examined.aid, weight)
    subject = elements.subject(examined.service, examined.tool_selling, reading.tools_excluded)
    duty = examined.duty if reading.control_needed else examined.legal_duty
    intent = examined.direct_intent if reading.direct_intent else examined.intent
    consequence = (
        stronger(examined.consequence, examined.earlier)
        if reading.harm_before_order
        else examined.consequence
    )
    refusing = elements.refusing(
        examined.in_force,
        subject,
        duty,
        examined.breach,
        examined.order,
        examined.refusal,
        intent,
        consequence,
    )
    answer = concurrence.prevails(refusing, aiding, examined.rivals, reading)
    if reading.residual:
        subject = elements.residual_subject(subject, max(aiding, truth_of_any(examined.rivals)))
    return Assessment(
        examined.in_force,
        subject,
        duty,
        examined.breach,
        examined.order,
        examined.refusal,
        intent,
        consequence,
        knowing,
        examined.aid,
        examined.aided_crime,
        examined.serious,
        examined.fivefold,
        weight,
        min(refusing, subject.truth),
        aiding,
        examined.rivals,
        answer.offences,
        answer.open,
    )


@register_jitable
def assess(facts: Facts, statute: Statute, reading: Reading) -> Assessment:
    """Assess facts under the law in force and a reading.

    Parameters
    ----------
    facts
        What happened, as intervals.
    statute
        The law's configuration; versions follow the dates in the facts unless it fixes one.
    reading
        What is said in each dispute.
    """
    law = law_in_force(facts, statute)
    return read(examine(facts, law, reading), reading)


@lru_cache(maxsize=1024)
def examined(facts: Facts, statute: Statute, reading: Reading) -> Examination:
    """:func:`examine` by the law in force, in Python; the last thousand answers are remembered."""
    return examine(facts, law_in_force(facts, statute), reading)


def assessed(facts: Facts, statute: Statute, reading: Reading) -> Assessment:
    """:func:`assess` in Python; what readings do not dispute is examined once."""
    said = {name: getattr(reading, name) for name in EXAMINED}
    return read(examined(facts, statute, STATUTE._replace(**said)), reading)
