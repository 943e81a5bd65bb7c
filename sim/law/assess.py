"""Assess facts: one truth and one route per element, a truth per offence, and which offence prevails.

``assess`` is :func:`examine` (what no reading disputes) followed by :func:`read` (what a reading adds). A caller that
wants all readings examines once per law and reads four times.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law import concurrence, elements, offences
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Law, Statute, law_in_force
from zombielaw.sim.law.elements import SCOPE_RESIDUAL, Finding
from zombielaw.sim.law.facts import Facts, Interval, holds
from zombielaw.sim.law.offences import Other


class Examination(NamedTuple):
    """Findings that all readings share."""

    in_force: Finding
    service: Finding
    tool_selling: int
    duty: Finding
    breach: Finding
    order: Finding
    refusal: Finding
    intent: Finding
    consequence: Finding
    awareness: Finding
    accepts_result: int
    aid: Finding
    aided_crime: Finding
    serious: Finding
    fivefold: Finding
    other: Other


class Assessment(NamedTuple):
    """What the law says of one course of conduct, under one law and one reading."""

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
    other: Finding
    other_maximum_months: Interval  # of the heaviest other offence; 0 if none
    # answer
    prevailing: int  # bits of concurrence: NONE, A_286_1, B_287_2, OTHER
    open: bool  # the answer hangs on facts or law left open; two bits while closed are a tie of equal ranges


ELEMENTS_286_1 = ("in_force", "subject", "duty", "breach", "order", "refusal", "intent", "consequence")
ELEMENTS_287_2 = ("in_force", "knowing", "aid", "aided_crime", "serious", "fivefold", "weight")


@register_jitable
def examine(facts: Facts, law: Law) -> Examination:
    """Findings on everything that no reading disputes."""
    validity = elements.order_validity(facts, law)
    return Examination(
        elements.in_force(law),
        elements.service(facts),
        holds(facts.sells_tools),
        elements.duty(facts, validity),
        elements.breach(facts),
        elements.order(validity, law),
        elements.refusal(facts, law),
        elements.intent(facts, law),
        elements.consequence(facts, law),
        elements.awareness(facts, law),
        holds(facts.accepts_result),
        elements.aid(facts),
        elements.aided_crime(facts),
        elements.serious(facts, law),
        elements.fivefold(facts, law),
        offences.other_offences(facts, law),
    )


@register_jitable
def read(found: Examination, reading: Reading) -> Assessment:
    """Complete an examination under a reading."""
    knowing = elements.knowing(found.awareness, found.accepts_result, reading.knowing)
    weight = offences.gravity(found.aided_crime, found.serious, found.fivefold)
    aiding = offences.aiding(found.in_force, knowing, found.aid, weight)
    subject = elements.subject(found.service, found.tool_selling, reading.scope)
    refusing = offences.refusing(
        found.in_force,
        subject,
        found.duty,
        found.breach,
        found.order,
        found.refusal,
        found.intent,
        found.consequence,
    )
    answer = concurrence.prevails(refusing, aiding, found.other.maximum_months, reading)
    if reading.scope == SCOPE_RESIDUAL:
        subject = elements.residual_subject(subject, max(aiding, found.other.truth))
    return Assessment(
        found.in_force,
        subject,
        found.duty,
        found.breach,
        found.order,
        found.refusal,
        found.intent,
        found.consequence,
        knowing,
        found.aid,
        found.aided_crime,
        found.serious,
        found.fivefold,
        weight,
        min(refusing, subject.truth),
        aiding,
        Finding(found.other.truth, found.other.route),
        found.other.maximum_months,
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
        Scope, concurrence rule and test of knowing.
    """
    return read(examine(facts, law_in_force(facts, statute)), reading)
