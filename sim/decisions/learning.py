"""Offices: what they learn from counts at the month's end, and how long memory and work last."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Seen
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.months import MOST_MONTHS
from zombielaw.sim.parameters import SHARE, WorldParameters


@register_jitable
def monthly(yearly: float) -> float:
    """Monthly rate that compounds to a yearly one."""
    return 1.0 - math.pow(1.0 - yearly, 1.0 / 12.0)


@register_jitable
def guiding_cases(rate: float, month: int) -> int:
    """Guiding cases issued in a month at a yearly rate: spread evenly over the year."""
    return math.floor(rate * (month + 1) / 12.0) - math.floor(rate * month / 12.0)


@register_jitable
def effective_uses(
    own: float, province: float, national_mean: float, pooling: float, world: WorldParameters
) -> float:
    """Uses that an office learns from: its own, its sisters' by pooling, the mean office of the country by salience."""
    return own + pooling * (province - own) + world.salience * national_mean


@register_jitable
def familiarity_after(
    familiarity: float,
    uses: float,
    rival: float,
    training: float,
    guiding: float,
    world: WorldParameters,
) -> float:
    """(18) Familiarity after a month with so many effective uses, training, and guiding cases (a count)."""
    forgotten, lesson = monthly(world.forgetting), lesson_of(uses, rival, world)
    return familiarity_left(familiarity, uses, rival, training, guiding, forgotten, lesson, world)


@register_jitable
def lesson_of(uses: float, rival: float, world: WorldParameters) -> float:
    """Share of what is not yet known that a month's uses teach."""
    teaching = uses + rival if world.memory == SHARE else uses
    return 1.0 - math.exp(-world.lesson * teaching)


@register_jitable
def familiarity_left(
    familiarity: float,
    uses: float,
    rival: float,
    training: float,
    guiding: float,
    forgotten: float,
    lesson: float,
    world: WorldParameters,
) -> float:
    """:func:`familiarity_after` where what a month lets forget and teaches is known: many offices have it in common.

    A stock grows with each use and fades. A share follows the part that the offence has in all uses, ``rival`` being
    those of the other offence, and rests while there are none: how often a law is used does not count, only how often
    compared with its rival (Brock and Durlauf 2001).
    """
    if world.memory == SHARE:
        kept = familiarity
        both = uses + rival
        learnt = lesson * (uses / both - familiarity) if both > 0.0 else 0.0
    else:
        kept = (1.0 - forgotten) * familiarity
        learnt = (1.0 - familiarity) * lesson
    return min(1.0, kept + learnt + training + world.guiding_familiarity * guiding)


@register_jitable
def clarity_after(
    learned: float, judgments: float, guiding: float, world: WorldParameters
) -> float:
    """(20) Learned clarity about one kind of provider after a month's judgments and guiding cases (counts)."""
    lacking = (1.0 - learned) * math.pow(1.0 - world.clarity_step, judgments)
    return 1.0 - lacking * math.pow(1.0 - world.guiding_clarity, guiding)


@register_jitable
def trust_after(trust: float, referrals: float, accepted: float, world: WorldParameters) -> float:
    """Belief that referrals are accepted, after a month's referrals and acceptances (counts) and decay to its prior."""
    if referrals > 0.0:
        trust += (1.0 - math.pow(1.0 - world.trust_step, referrals)) * (
            accepted / referrals - trust
        )
    return trust + world.trust_decay * (world.initial_trust - trust)


MEMORY_MONTHS = 24
"""Months in which sanctions and refused orders count ("within two years")."""
ROUND = 8
"""Index of a draw: round * ROUND + option, so that rounds and options never share one."""

CHECK_DAYS, ORDER_DAYS, FOLLOW_UP_DAYS, REFERRAL_DAYS, FILING_DAYS, TRIAL_DAYS, SCRUTINY_DAYS = (
    0.5, 2.0, 1.0, 3.0, 3.0, 5.0, 5.0,
)  # fmt: skip
"""Working days of officials per act (assumption, no data); a charge costs the days of its elements."""


@register_jitable
def months_of(days: float) -> int:
    """Months until something that takes so many days: at least one, for a file passes one stage a month."""
    return min(MOST_MONTHS, max(1, math.ceil(days / DAYS_PER_MONTH)))


@register_jitable
def bit_set(seen: Seen) -> int:
    """Elements and rivals seen as met, as a bit set in the order of ``SIGHTS``."""
    elements = (
        seen.subject, seen.duty, seen.order, seen.refusal, seen.consequence, seen.knowing, seen.aid, seen.serious,
    )  # fmt: skip
    bits = 0
    for number in range(len(elements)):
        if elements[number] >= 1.0:
            bits |= 1 << number
    for number in range(len(seen.rivals)):
        if seen.rivals[number] >= 1.0:
            bits |= 1 << (len(elements) + number)
    return bits
