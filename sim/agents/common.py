"""What agents of more than one kind need."""

from __future__ import annotations

import math

from sim.decisions.perception import Seen
from sim.decisions.provider import DAYS_PER_MONTH

SANCTION_MEMORY = 24
"""Months in which sanctions and refused orders count ("within two years")."""
CLIENT_CAP = 50.0
"""No provider is credited with more criminal clients: the bound of the trace scan."""
ROUND = 8
"""Index of a draw: round * ROUND + option, so that rounds and options never share one."""
DAYS = {"check": 0.5, "order": 2.0, "follow_up": 1.0, "transfer": 3.0, "filing": 3.0, "trial": 5.0, "scrutiny": 5.0}
"""Working days of officials per act (assumption, no data); a charge costs the days of its elements."""


def months_of(days: float) -> int:
    """Months until something that takes so many days: at least one, for a file passes one stage a month."""
    return max(1, math.ceil(days / DAYS_PER_MONTH))


def bit_set(seen: Seen) -> int:
    """Elements seen as met, as a bit set."""
    return sum(1 << number for number, bit in enumerate(seen) if bit >= 1.0)
