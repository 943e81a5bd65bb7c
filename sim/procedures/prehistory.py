"""Past of the providers that are at work in month 0.

A newcomer goes by what is heard in the trade. Who is at work in month 0 has a past: it is drawn as rates that stay as
they are would leave it (:func:`long_before`), and the last ten years are lived event by event (reconsiderations,
findings, answers to orders) by the equations that govern the run, under the practice of the base policy. So the run
starts in balance, and scenarios that differ in changes of policy alone start from one state.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.compiling import compiled_for_python
from zombielaw.sim.decisions import chain, provider
from zombielaw.sim.decisions.learning import MEMORY_MONTHS, months_of
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS, Traits
from zombielaw.sim.luck import WORD, Draw, Keyed, Rooted, draw
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.world import Floats, Ints, draw_traits

LEVERS = (
    "inspection_rate",
    "detection_skill",
    "corrective_order_rate",
    "order_review",
    "order_delay",
    "popularisation",
)
"""Levers that the prehistory reads; scenarios in which these are equal begin with the same providers."""
MONTHS_BEFORE = 120
"""Months that are lived before month 0. What twice as many change is in docs/validation.md."""
OLDEST = 1200.0
"""Months: no spell is older where these months begin, and none then passes what a narrow column holds."""
WAITS = 1 << 24
"""Steps of the uniform of a waiting time; what lies within a step is the uniform of what happens then."""
RARE = 1e-9
"""Least chance of either posture: no rate is zero."""


class InitialCondition(NamedTuple):
    """State of a provider at the end of its prehistory."""

    non_compliant: bool
    months: float  # since its posture began
    risk: float  # perceived administrative risk
    notified: bool  # in this spell: a regulator named the aided content or client
    told_in_writing: bool  # in this spell
    detected: bool  # in this spell: found


class Practice(NamedTuple):
    """Work of offices from month to month under one policy."""

    delay: float  # months from a finding to its order
    deadline: float  # months from there to the answer
    sanctioned: float  # sanctions per non-compliant provider and year, 0-1: what is heard


@register_jitable
def practice_of(rules: Policy, world: WorldParameters) -> Practice:
    """Practice of ordinary offices; a provider under a file is not found again, so long files make sanctions rarer."""
    delay, deadline = float(round(rules.order_delay)), float(months_of(world.deadline_days))
    found, ordered = (
        chain.found(1.0, rules, world),
        chain.ordered(REFERENCE_ITEMS, 0.0, rules, world),
    )
    yearly = (
        12.0
        * found
        * chain.sanctioned(ordered, world)
        / (1.0 + found * ordered * (delay + deadline))
    )
    return Practice(delay, deadline, min(1.0, yearly))


@register_jitable
def months_before(time: float) -> int:
    """Whole months from a time of the prehistory to month 0."""
    return max(0, math.ceil(MONTHS_BEFORE - time))


@register_jitable
def split(u: float, chance: float) -> tuple[bool, float]:
    """True if something of this probability happens; and what is left of the uniform, itself a uniform."""
    if u < chance:
        return True, u / chance
    return False, (u - chance) / (1.0 - chance)


@register_jitable
def long_run_condition(
    u: float,
    knows: bool,
    traits: Traits,
    finding_rate: float,
    practice: Practice,
    rules: Policy,
    world: WorldParameters,
) -> InitialCondition:
    """Posture and age of the spell in the long run, if a provider goes by the risk that is heard of.

    A spell may end at each reconsideration and at each finding, so its age is exponential. Findings that left it going
    are a Poisson count. Perceived risk is the mean of the posture: news pull at it, sanctions raise it, it wears off in
    a spell, and each change of posture carries it over.
    """
    heard, own, reconsiders = (
        practice.sanctioned,
        world.risk_own,
        1.0 / world.reconsideration_months,
    )
    violates = min(max(provider.violation(knows, traits, heard, 0.0, world), RARE), 1.0 - RARE)
    ordered = chain.ordered(REFERENCE_ITEMS, 0.0, rules, world)
    answers = chain.answered(traits.gain, traits.size, heard, world)
    corrected = ordered * chain.corrected(answers, world)
    refused, left = ordered * (1.0 - answers.vanish) - corrected, chain.left_open(ordered, world)
    finding_rate /= 1.0 + finding_rate * ordered * (practice.delay + practice.deadline)
    stays = finding_rate * (refused + left) * violates
    ends = reconsiders * (1.0 - violates) + finding_rate - stays
    turns = (
        ends - finding_rate * (1.0 - corrected - refused - left) * violates
    )  # who follows an ended service may violate too
    back = reconsiders * violates
    pull, step = (
        reconsiders * world.risk_peers,
        finding_rate * own * chain.sanctions(world.sanction_with_order, world),
    )
    at_finding = chain.sanctions(world.sanction_at_finding, world)
    kept_up = step * refused + finding_rate * own * left * at_finding
    carried = back * step * corrected / turns
    still, follows = (pull * heard + carried) / (pull + back), (back - carried) / (pull + back)
    low = (pull * heard + kept_up + turns * still) / (
        pull - math.log(1.0 - world.risk_decay) + kept_up + turns * (1.0 - follows)
    )
    non_compliant, u = split(u, back / (back + turns))
    if not non_compliant:
        return InitialCondition(False, 0.0, still + follows * low, False, False, False)
    u *= WAITS
    whole = math.floor(u)
    u -= whole
    age = min(-math.log((whole + 0.5) / WAITS) / ends, OLDEST)
    named = finding_rate * violates * world.topic_content * world.notice_names_client
    written, either = named * refused, named * (refused + left * world.interview_share)
    return InitialCondition(
        True,
        age,
        low,
        u > math.exp(-either * age),
        u > math.exp(-written * age),
        u > math.exp(-stays * age),
    )


@register_jitable
def initial_condition(
    luck: Keyed,
    slot: int,
    traits: Traits,
    score: float,
    practice: Practice,
    rules: Policy,
    world: WorldParameters,
) -> InitialCondition:
    """Live the years before month 0 under the practice of the base policy.

    Where a service ends (closure, vanishing) a newcomer like it follows. An order that is open in month 0 counts as
    answered, for the run starts with no file. Other refusals have no end of their own here, and no conviction is heard
    of, for the offences are new.
    """
    reconsiders = 1.0 / world.reconsideration_months
    finding_rate = chain.found(score, rules, world)
    knows = traits.awareness < rules.popularisation
    begun = long_run_condition(
        draw(luck, Draw.PREHISTORY, slot, 0, 0), knows, traits, finding_rate, practice, rules, world
    )
    non_compliant, risk, detected = begun.non_compliant, begun.risk, begun.detected
    notified, told_in_writing = begun.notified, begun.told_in_writing
    time, since = 0.0, -begun.months
    sanction = -math.inf
    event = 0
    while True:
        event += 1
        u = draw(luck, Draw.PREHISTORY, slot, 0, event) * WAITS
        step = math.floor(u)
        u -= step
        rate = reconsiders + finding_rate if non_compliant else reconsiders
        wait = -math.log((step + 0.5) / WAITS) / rate
        if time + wait >= MONTHS_BEFORE:
            break
        time += wait
        if non_compliant:
            risk *= provider.risk_left(wait, world)
        own, u = split(u, reconsiders / rate)
        if not own:
            detected = True
            level = draw(luck, Draw.HARM_LEVEL, slot, -months_before(since) & WORD, 0)
            items = provider.monthly_items(level, traits.size, world) * (time - since)
            before = 1.0 if time - sanction <= MEMORY_MONTHS else 0.0
            orders = chain.ordered(items, before, rules, world)
            ordered, u = split(u, orders)
            about_content = (
                world.topic_content if ordered else world.topic_content * world.interview_share
            )
            named, u = split(u, about_content * world.notice_names_client)
            notified, told_in_writing = notified or named, told_in_writing or (named and ordered)
            share = world.sanction_with_order if ordered else world.sanction_at_finding
            sanctioned, u = split(u, chain.sanctions(share, world))
            if ordered:
                time += practice.delay
                risk *= provider.risk_left(practice.delay, world)
            if sanctioned:
                risk, sanction = provider.risk_after_sanction(risk, world), time
            if ordered:
                time += practice.deadline
                risk *= provider.risk_left(practice.deadline, world)
                answers = chain.answered(traits.gain, traits.size, risk, world)
                corrects = chain.corrected(answers, world)
                corrected, u = split(u, corrects)
                if corrected:
                    non_compliant, since, notified, told_in_writing, detected = (
                        False,
                        time,
                        False,
                        False,
                        False,
                    )
                    continue
                ended, u = split(u, answers.vanish / (1.0 - corrects))
            else:
                ended, u = split(u, world.closure_share)
            if ended:
                non_compliant, since, notified, told_in_writing, detected = (
                    False,
                    time,
                    False,
                    False,
                    False,
                )
                risk, sanction = practice.sanctioned, -math.inf
        risk = provider.risk_after_news(risk, practice.sanctioned, 0.0, world)
        will = u < provider.violation(knows, traits, risk, 0.0, world)
        if will != non_compliant:
            non_compliant, since, notified, told_in_writing, detected = (
                will,
                time,
                False,
                False,
                False,
            )
    if non_compliant:
        risk *= provider.risk_left(max(0.0, MONTHS_BEFORE - time), world)
    return InitialCondition(
        non_compliant, float(months_before(since)), risk, notified, told_in_writing, detected
    )


@compiled_for_python
def initial_conditions(
    root: int, slots: Ints, licence: Ints, scores: Floats, rules: Policy, world: WorldParameters
) -> list[InitialCondition]:
    """:func:`initial_condition` of the first generation of some slots; ``scores`` are those of all slots."""
    practice = practice_of(rules, world)
    return [
        initial_condition(
            Rooted(root),
            slot,
            draw_traits(root, slot, 0, licence[slot] < 0, world),
            scores[slot],
            practice,
            rules,
            world,
        )
        for slot in slots
    ]
