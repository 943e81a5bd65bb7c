"""How a provider stands when it is first seen.

A newcomer goes by what is heard in the trade. Who is at work in month 0 has a past: twenty years from such an entry on
are lived event by event (reconsiderations, findings, answers to orders) by the equations that govern the run, under the
practice of the base policy. So the run starts in balance, and scenarios that differ in changes of policy alone start
from one state.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numba import njit
from numba.extending import register_jitable

from zombielaw.sim.decisions import provider, regulator
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS, Answers, Traits
from zombielaw.sim.decisions.regulator import CYBERSPACE, Office
from zombielaw.sim.decisions.routine import MEMORY_MONTHS, months_of
from zombielaw.sim.luck import WORD, Draw, Keyed, Luck, draw
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.matter import Entity
from zombielaw.sim.world import Floats, Ints, draw_traits

MONTHS_BEFORE = 240
"""Length of the prehistory: twice as long a one has the same means."""
WAITS = 1 << 24
"""Steps of the uniform of a waiting time; what lies within a step is the uniform of what happens then."""
ORDINARY = Office(CYBERSPACE, 0.0, 0.0, False)


class Standing(NamedTuple):
    """What a provider carries out of its prehistory."""

    non_compliant: bool
    months: int  # since its posture began
    risk: float  # perceived administrative risk
    told: bool  # in this spell: a regulator named the aided content or client
    told_in_writing: bool  # in this spell
    detected: bool  # in this spell: found


class Practice(NamedTuple):
    """What offices do, and users know, from month to month under one policy."""

    popularisation: float
    corrective_order_rate: float
    order_review: float
    checks: float  # per provider of the mean risk score and year, as far as offices can
    complaints: float  # multiple of the risk score of the non-compliant
    detection: float
    delay: float  # months from a finding to its order
    deadline: float  # months from there to the answer
    sanctioned: float  # sanctions per non-compliant provider and year, 0-1: what is heard


@register_jitable
def practice_of(rules: Entity, world: WorldParameters) -> Practice:
    """Practice of ordinary offices; a provider under a file is not found again, so long files make sanctions rarer."""
    checks = rules.inspection_rate * min(1.0, world.capacity_ratio)
    complaints = regulator.complaint_factor(rules.popularisation, world)
    detection = regulator.detection(ORDINARY, rules)
    ordered = regulator.written_order(ORDINARY, REFERENCE_ITEMS, 0.0, rules, world)
    delay, deadline = float(round(rules.order_delay)), float(months_of(world.deadline_days))
    lightly = (1.0 - ordered) * (1.0 - world.closure_share) * world.sanction_at_finding
    found = regulator.check_probability(checks, complaints) * detection
    busy = found * ordered * (delay + deadline)
    yearly = 12.0 * found * (ordered * world.sanction_with_order + lightly) / (1.0 + busy)
    return Practice(
        rules.popularisation, rules.corrective_order_rate, rules.order_review, checks, complaints, detection, delay,
        deadline, min(1.0, yearly),
    )  # fmt: skip


@register_jitable
def months_before(time: float) -> int:
    """Whole months from a time of the prehistory to month 0."""
    return max(0, math.ceil(MONTHS_BEFORE - time))


@register_jitable
def split(u: float, chance: float) -> tuple[bool, float]:
    """Does something of this probability happen?  And what is left of the uniform, itself a uniform."""
    if u < chance:
        return True, u / chance
    return False, (u - chance) / (1.0 - chance)


@register_jitable
def answers(traits: Traits, risk: float, world: WorldParameters) -> Answers:
    """P(each answer to an order), where no conviction is feared."""
    return provider.answer_probabilities(provider.answer_utilities(traits.gain, traits.size, risk, 0.0, world))


@register_jitable
def standing(
    luck: Keyed, slot: int, traits: Traits, score: float, practice: Practice, world: WorldParameters
) -> Standing:
    """Live the years before month 0 under the practice of the base policy.

    Where a service ends (closure, vanishing) a newcomer like it follows. An order that is open in month 0 counts as
    answered, for the run starts with no file. Other refusals have no end of their own here, and no conviction is heard
    of, for the offences are new.
    """
    reconsiders = 1.0 / world.reconsideration_months
    found = regulator.check_probability(practice.checks, score * practice.complaints) * practice.detection
    knows, risk = traits.awareness < practice.popularisation, practice.sanctioned
    u = draw(luck, Draw.PREHISTORY, slot, 0, 0)
    non_compliant = u < provider.violation(knows, traits, risk, 0.0, world)
    told = told_in_writing = detected = False
    time = since = 0.0
    sanction = -math.inf
    event = 0
    while True:
        event += 1
        u = draw(luck, Draw.PREHISTORY, slot, 0, event) * WAITS
        step = math.floor(u)
        u -= step
        rate = reconsiders + found if non_compliant else reconsiders
        wait = -math.log((step + 0.5) / WAITS) / rate
        if time + wait >= MONTHS_BEFORE:
            break
        time += wait
        if non_compliant:
            risk *= provider.risk_kept(wait, world)
        own, u = split(u, reconsiders / rate)
        if not own:
            detected = True
            level = draw(luck, Draw.HARM_LEVEL, slot, -months_before(since) & WORD, 0)
            items = provider.monthly_items(level, traits.size, world) * (time - since)
            before = 1.0 if time - sanction <= MEMORY_MONTHS else 0.0
            orders = regulator.written_order(ORDINARY, items, before, practice, world)  # type: ignore[arg-type]
            ordered, u = split(u, orders)
            about_content = world.topic_content if ordered else world.topic_content * world.interview_share
            named, u = split(u, about_content * world.notice_names_client)
            told, told_in_writing = told or named, told_in_writing or (named and ordered)
            sanctioned, u = split(u, world.sanction_with_order if ordered else world.sanction_at_finding)
            if ordered:
                time += practice.delay
                risk *= provider.risk_kept(practice.delay, world)
            if sanctioned:
                risk, sanction = provider.risk_after_sanction(risk, world), time
            if ordered:
                time += practice.deadline
                risk *= provider.risk_kept(practice.deadline, world)
                chance = answers(traits, risk, world)
                corrects = chance.comply + chance.partial * world.forgiveness
                corrected, u = split(u, corrects)
                if corrected:
                    non_compliant, since, told, told_in_writing, detected = False, time, False, False, False
                    continue
                ended, u = split(u, chance.vanish / (1.0 - corrects))
            else:
                ended, u = split(u, world.closure_share)
            if ended:
                non_compliant, since, told, told_in_writing, detected = False, time, False, False, False
                risk = practice.sanctioned
        risk = provider.risk_after_news(risk, practice.sanctioned, 0.0, world)
        will = u < provider.violation(knows, traits, risk, 0.0, world)
        if will != non_compliant:
            non_compliant, since, told, told_in_writing, detected = will, time, False, False, False
    if non_compliant:
        risk *= provider.risk_kept(max(0.0, MONTHS_BEFORE - time), world)
    return Standing(non_compliant, months_before(since), risk, told, told_in_writing, detected)


@njit(cache=True, nogil=True)
def standings(
    luck: Luck, slots: Ints, licensees: int, scores: Floats, practice: Practice, world: WorldParameters
) -> list[Standing]:
    """:func:`standing` of the first generation of some slots; ``scores`` are those of all slots."""
    return [
        standing(
            luck, slot, draw_traits(luck.seed, luck.replicate, slot, 0, slot >= licensees, world), scores[slot],
            practice, world,
        )
        for slot in slots
    ]  # fmt: skip
