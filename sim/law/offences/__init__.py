"""Offences: their codes and names, and the rivals of Arts. 286-1 and 287-2, one file each.

A rival is any other offence that the same conduct may satisfy. The thresholds in its file are *not* in the
Interpretation of 2019, but for Art. 287-1; each entry names its own source. An entry speaks about one measured
quantity; which of them a provider can have at all depends on what it does, and lies in the facts.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.each import Each, fill, put
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import (
    FIRST_MEASURED,
    FIRST_OF_PROSECUTION,
    Facts,
    Interval,
    most,
)
from zombielaw.sim.law.offences import r225, r253_1, r266, r285_3, r287_1, r303_2, r312, r363_1
from zombielaw.sim.law.offences.rival import (
    BELOW_ALL,
    WITH_DETENTION,
    WITH_SURVEILLANCE,
    Entry,
    Rival,
)
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

NONE, A_286_1, B_287_2, FIRST_RIVAL = range(4)
ALL: tuple[Rival, ...] = tuple(
    one.RIVAL for one in (r285_3, r225, r266, r303_2, r363_1, r287_1, r312, r253_1)
)
"""The rivals. Codes are stored, and the place here gives the code: a new one goes to the end."""
RIVALS = tuple(rival.name for rival in ALL)
RIVAL_NAMES = tuple(rival.part for rival in ALL)
"""The rivals as parts of names of columns and parameters."""
OFFENCES = ("286-1", "287-2", *RIVALS)
"""Offences by name; the code of an offence is its place here and one more, 0 is none."""
TABLE: dict[str, tuple[Entry, ...]] = {rival.name: rival.entries for rival in ALL}
"""The rivals, with the entries that lead to each."""
OF_UNITS = (False, True, True, *(rival.of_units for rival in ALL))
"""True for offences that a unit can commit, by the code of the offence, none first."""
SEVERITY_286_1, SEVERITY_287_2 = WITH_SURVEILLANCE, WITH_DETENTION


class Rivals(NamedTuple):
    """Range of each rival, as a code, in the order of :data:`RIVALS`: the least proven and the most that is possible.

    0 is "not satisfied"; so a rival is met where ``low`` is positive, and excluded where ``high`` is 0.
    """

    low: Each
    high: Each


NONE_OF_THEM: Each = (0.0,) * len(RIVALS)
NO_RIVALS = Rivals(NONE_OF_THEM, NONE_OF_THEM)
"""Conduct that satisfies no other offence."""


@register_jitable(forceinline=True)
def truth_of_rival(rivals: Rivals, number: int) -> int:
    """Truth of one rival."""
    if rivals.low[number] > 0.0:
        return MET
    return NOT_MET if rivals.high[number] == 0.0 else OPEN


@register_jitable(forceinline=True)
def truth_of_any(rivals: Rivals) -> int:
    """Truth of "some rival is satisfied"."""
    truth = NOT_MET
    for number in range(len(rivals.low)):
        truth = max(truth, truth_of_rival(rivals, number))
    return truth


@register_jitable(forceinline=True)
def anything_measured(facts: Facts) -> bool:
    """False only if all rivals are excluded: every mark is above zero, and so asks for an amount."""
    for fact in facts[FIRST_MEASURED:FIRST_OF_PROSECUTION]:  # noqa: SIM110 - compiled code has no generators
        if most(fact) > 0.0:
            return True
    return False


LIGHTER: tuple[tuple[float, float, float], ...] = tuple(
    dict.fromkeys(
        (float(number), code, below)
        for number, rival in enumerate(ALL)
        if rival.of_helpers
        for entry in rival.entries
        for at in (entry.marks, entry.before_xi or entry.marks)
        for below, code in pairwise((BELOW_ALL, at.first_range, at.second_range, at.third_range))
        if below != code
    )
)
"""Place of a rival, a range of it, and the range below, to which the punishment of an accessory is mitigated."""


@register_jitable
def lightened(rivals: Rivals) -> Rivals:
    """Rivals as they are compared where a helper is an accessory (Criminal Law, Arts. 27 and 63)."""
    low, high = rivals.low, rivals.high
    for place, code, below in LIGHTER:
        number = int(place)
        if rivals.low[number] == code:
            low = put(low, number, below)
        if rivals.high[number] == code:
            high = put(high, number, below)
    return Rivals(low, high)


_NO_RANGES = (Interval(0.0, 0.0),) * len(ALL)
_ranges = fill(enumerate(rival.satisfied for rival in ALL))


@register_jitable(forceinline=True)
def rivals_of(facts: Facts, law: Law, vpn_is_tool: bool) -> Rivals:
    """Severity of each rival. They need no order; all but 287-1 were in force before 2015, 253-1 narrower."""
    if not anything_measured(facts):
        return NO_RIVALS
    ranges, low, high = _ranges(_NO_RANGES, facts, law, vpn_is_tool), NONE_OF_THEM, NONE_OF_THEM
    for number in range(len(ranges)):
        low, high = put(low, number, ranges[number].low), put(high, number, ranges[number].high)
    return Rivals(low, high)
