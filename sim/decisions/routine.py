"""Office routine: how long memory and work last, and how what was seen is kept."""

from __future__ import annotations

import math

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Seen
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.months import MOST_MONTHS

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
