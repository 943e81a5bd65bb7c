"""Concurrence: which offence prevails when more than one is satisfied, under a named reading.

Both offences end with the same clause: if another crime is also satisfied, the heavier provision applies
(Arts. 286-1(3), 287-2(3)). The readings dispute what the article reaches (scope), whether 286-1 is the special law
against 287-2 (concurrence), and how knowing is tested. They are norms; none of them says what officials do.

"Heavier" compares maxima. Equal maxima leave the choice to the law's user, and the answer then names both.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.elements import KNOWING_SINGLE, KNOWING_STAGED, SCOPE_NEUTRAL, SCOPE_RESIDUAL, SCOPE_TEXT
from zombielaw.sim.law.facts import Interval
from zombielaw.sim.law.offences import MAXIMUM_286_1, MAXIMUM_287_2
from zombielaw.sim.law.truth import MET, NOT_MET

HEAVIER = 0
"""The provision with the higher maximum applies."""
SPECIAL_FIRST = 1
"""286-1 displaces 287-2 as the special law; against any other offence the heavier applies."""

NONE = 1
A_286_1 = 2
B_287_2 = 4
OTHER = 8
"""Bits of an answer. More than one: the law leaves the choice (a tie), or the facts leave the answer open."""


class Reading(NamedTuple):
    """One way to read the two articles."""

    scope: int
    concurrence: int
    knowing: int


STATUTE = Reading(SCOPE_TEXT, HEAVIER, KNOWING_SINGLE)
SPECIAL_LAW = Reading(SCOPE_TEXT, SPECIAL_FIRST, KNOWING_SINGLE)
PAN_XIONG = Reading(SCOPE_NEUTRAL, SPECIAL_FIRST, KNOWING_STAGED)
COMMENTARY = Reading(SCOPE_RESIDUAL, HEAVIER, KNOWING_SINGLE)

READINGS: dict[str, Reading] = {
    "statute": STATUTE,
    "special_first": SPECIAL_LAW,
    "pan_xiong": PAN_XIONG,
    "commentary": COMMENTARY,
}
"""The readings by name, in their fixed order."""


class Prevailing(NamedTuple):
    """Offences that may prevail (bits), and whether the answer hangs on what is open."""

    offences: int
    open: bool


@register_jitable
def decide(refusing: bool, aiding: bool, other_months: float, reading: Reading) -> int:
    """Bits of the offence that prevails once everything is decided; two bits are a tie.

    Parameters
    ----------
    refusing, aiding
        Whether 286-1 (apart from a residual scope) and 287-2 are satisfied.
    other_months
        Maximum of the heaviest other offence satisfied; 0 if none is.
    reading
        The declared rule.
    """
    if reading.scope == SCOPE_RESIDUAL and (aiding or other_months > 0.0):
        refusing = False
    if reading.concurrence == SPECIAL_FIRST and refusing:
        aiding = False
    months_a = MAXIMUM_286_1 if refusing else 0.0
    months_b = MAXIMUM_287_2 if aiding else 0.0
    heaviest = max(months_a, months_b, other_months)
    if heaviest == 0.0:
        return NONE
    bits = 0
    if months_a == heaviest:
        bits |= A_286_1
    if months_b == heaviest:
        bits |= B_287_2
    if other_months == heaviest:
        bits |= OTHER
    return bits


@register_jitable
def prevails(refusing: int, aiding: int, other_months: Interval, reading: Reading) -> Prevailing:
    """Join the answers of all ways in which the open offences may turn out.

    Parameters
    ----------
    refusing
        Truth of 286-1, apart from a residual scope (so that "286-1 or, failing that, 287-2" loses no precision).
    aiding
        Truth of 287-2.
    other_months
        Maximum of the heaviest other offence; low 0 if none is proven. Values between the ends add no answer: no other
        offence has a maximum below that of 286-1 and 287-2.
    reading
        The declared rule.
    """
    bits = 0
    changes = False
    for a in range(2):
        if (a == 0 and refusing == MET) or (a == 1 and refusing == NOT_MET):
            continue
        for b in range(2):
            if (b == 0 and aiding == MET) or (b == 1 and aiding == NOT_MET):
                continue
            for months in (other_months.low, other_months.high):
                answer = decide(a == 1, b == 1, months, reading)
                changes = changes or (bits not in (0, answer))
                bits |= answer
    return Prevailing(bits, changes)
