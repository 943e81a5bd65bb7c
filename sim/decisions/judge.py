"""Judges: convict as charged, of another offence, acquit, or let the charge be withdrawn."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Merits, Seen, all_286_1, all_287_2
from zombielaw.sim.decisions.prosecutor import Options
from zombielaw.sim.law.offences import (
    A_286_1,
    B_287_2,
    FIRST_RIVAL,
    NONE,
    OFFENCES,
    SEVERITY_286_1,
    SEVERITY_287_2,
)
from zombielaw.sim.law.offences.declaration import weight
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM
from zombielaw.sim.law.truth import MET
from zombielaw.sim.numbers import RivalVector, plus, put, times
from zombielaw.sim.parameters import SPECIAL_FIRST, Policy, WorldParameters

ACQUITTED = len(OFFENCES) + 1
VERDICTS = ("none", *OFFENCES, "acquitted")
"""``none``: no verdict, because there was no charge or it was withdrawn."""


class Court(NamedTuple):
    """Outcome of a trial: chances, or bits (0 or 1)."""

    scrutiny: float  # the court tests every element itself
    order_caught: float  # an invalid order is caught
    defence: float  # a safe-harbour defence succeeds
    look_again: float  # the court looks again at a charge that holds
    withdrawn: float  # a failing charge is withdrawn


class Verdict(NamedTuple):
    """Chances, or bits, of the ends of a trial."""

    withdrawn: float
    a: float  # convicted of 286-1
    b: float  # of 287-2
    other: float  # of any rival
    acquitted: float
    rivals: RivalVector  # convicted of each


NO_TRIAL = Verdict(1.0, 0.0, 0.0, 0.0, 0.0, NONE_OF_THEM)
"""End of a file that is not charged."""


@register_jitable
def _convicts(tested: float, proven: float) -> float:
    """An untested charge convicts; a tested one where it is proven."""
    return 1.0 - tested + tested * proven


@register_jitable
def holds(charge: int, seen: Seen, court: Court) -> float:
    """Chance, or bit, that a charge convicts when it stands alone."""
    if charge == A_286_1:
        return (
            _convicts(court.scrutiny, all_286_1(seen))
            * (1.0 - court.order_caught)
            * (1.0 - court.defence)
        )
    if charge == B_287_2:
        return _convicts(court.scrutiny, all_287_2(seen)) * (1.0 - court.defence)
    return _convicts(court.scrutiny, seen.rivals[charge - FIRST_RIVAL])


@register_jitable
def proven(merits: Merits, seen: Seen, court: Court) -> tuple[float, ...]:
    """Chance, or bit, that the court finds each offence satisfied: always tested, never assumed."""
    a = all_286_1(seen) * (1.0 - court.order_caught) if merits.open_286_1 else 0.0
    b = all_287_2(seen) if merits.open_287_2 else 0.0
    return (a, b) + seen.rivals  # noqa: RUF005 - compiled code joins tuples so


@register_jitable
def gravity(merits: Merits) -> tuple[float, ...]:
    """Weight of each offence, by the range that is proven, or else by the heaviest that is possible."""
    a, b = weight(SEVERITY_286_1, False), weight(SEVERITY_287_2, False)
    rivals = merits.rivals.low
    for number in range(len(rivals)):
        code = rivals[number] if rivals[number] > 0.0 else merits.rivals.high[number]
        rivals = put(rivals, number, weight(code, False))
    return (a, b) + rivals  # noqa: RUF005 - compiled code joins tuples so


@register_jitable
def found_instead(charge: int, merits: Merits, seen: Seen, court: Court) -> tuple[float, ...]:
    """Chances that a court that does not find the charge finds each other offence: the heaviest that is proven.

    Of equals it is the first by its code. The facts charged decide, not the name of the charge (interpretation of
    2021 of the Criminal Procedure Law, Art. 295(1)(2); before it that of 2012, Art. 241(1)(2)).
    """
    chance, heavy = put(proven(merits, seen, court), charge - 1, 0.0), gravity(merits)
    found = chance
    for one in range(len(chance)):
        first = chance[one]
        for other in range(len(chance)):
            if heavy[other] > heavy[one] or (heavy[other] == heavy[one] and other < one):
                first = first * (1.0 - chance[other])
        found = put(found, one, first)
    return found


@register_jitable
def rival_wins(charge: int, policy: Policy) -> bool:
    """(17) True if, with both offences satisfied, the rule in force prefers the rival of the charge on a second look.

    Only the special-law rule decides between 286-1 and 287-2; their ranges are near-equal, so *heavier* leaves the
    charge, and so does *habit*.
    """
    return charge == B_287_2 and policy.concurrence == SPECIAL_FIRST


@register_jitable
def verdict(charge: int, merits: Merits, seen: Seen, court: Court, policy: Policy) -> Verdict:
    """Chances of the ends of a trial; given bits in place of chances, the end itself.

    A charge that convicts may still be renamed on a second look. One that fails gives way to whatever other offence the
    same facts prove; only where they prove none is it withdrawn, or ends in acquittal.
    """
    if charge == NONE:
        return NO_TRIAL
    convicts = holds(charge, seen, court)
    ends, lost = found_instead(charge, merits, seen, court), 1.0 - convicts
    for number in range(len(ends)):
        ends = put(ends, number, (1.0 - convicts) * ends[number])
        lost = lost - ends[number]
    if rival_wins(charge, policy):
        renamed = convicts * court.look_again * proven(merits, seen, court)[0]
        ends, convicts = put(ends, 0, ends[0] + renamed), convicts - renamed
    ends = put(ends, charge - 1, convicts)
    other = 0.0
    for chance in ends[2:]:
        other = other + chance
    return Verdict(
        lost * court.withdrawn,
        ends[0],
        ends[1],
        other,
        lost * (1.0 - court.withdrawn),
        ends[2:],
    )


@register_jitable
def court_chances(
    charge: int,
    merits: Merits,
    rival_familiarity: float,
    plea: float,
    policy: Policy,
    world: WorldParameters,
) -> Court:
    """(15), (17) Chances at trial before any of it has happened.

    ``plea`` is the chance, or bit, of a guilty plea. A safe-harbour defence is unfounded where the law says that the
    offence is satisfied; a founded one always succeeds.
    """
    invalid = merits.open_286_1 and merits.order != MET
    if charge == A_286_1:
        founded = merits.duty != MET or merits.refusal != MET
    else:
        founded = merits.presumed_knowledge != MET and not merits.actual_knowledge
    succeeds = 1.0 if founded else 1.0 - policy.safe_harbour_screen
    return Court(
        policy.court_scrutiny,
        policy.order_review if invalid else 0.0,
        world.defence_raised * succeeds if charge < FIRST_RIVAL else 0.0,
        world.look_again * rival_familiarity * (1.0 - world.plea_discount * plea),
        world.withdrawal,
    )


@register_jitable
def foreseen(
    charges: Options,
    shares: RivalVector,
    merits: Merits,
    seen: Seen,
    familiarity_286_1: float,
    familiarity_287_2: float,
    policy: Policy,
    world: WorldParameters,
) -> Verdict:
    """Chances of the ends of a trial before the charge is drawn, by a court with these chances to see.

    Parameters
    ----------
    charges, shares
        Chances of the charges, and shares of the rivals within their nest.
    """
    withdrawn, rivals = charges.none, NONE_OF_THEM
    a = b = other = acquitted = 0.0
    for charge in range(A_286_1, len(shares) + FIRST_RIVAL):
        chance = charges.a if charge == A_286_1 else charges.b
        if charge >= FIRST_RIVAL:
            chance = charges.other * shares[charge - FIRST_RIVAL]
        if chance > 0.0:
            familiarity = familiarity_287_2 if charge == A_286_1 else familiarity_286_1
            court = court_chances(charge, merits, familiarity, world.plea_rate, policy, world)
            end = verdict(charge, merits, seen, court, policy)
            withdrawn += chance * end.withdrawn
            acquitted += chance * end.acquitted
            a += chance * end.a
            b += chance * end.b
            other += chance * end.other
            rivals = plus(rivals, times(end.rivals, chance))
    return Verdict(withdrawn, a, b, other, acquitted, rivals)
