"""Judges: convict as charged, of another offence, acquit, or let the charge be withdrawn."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Merits, Seen, all_286_1, all_287_2
from zombielaw.sim.decisions.prosecutor import Options
from zombielaw.sim.each import Each, put
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, OFFENCES
from zombielaw.sim.law.truth import MET
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
    """Chances, or bits, of the five ends of a trial."""

    withdrawn: float
    a: float  # convicted of 286-1
    b: float  # of 287-2
    other: float  # of the rival that was charged
    acquitted: float


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
def stands(charge: int, merits: Merits, seen: Seen, court: Court) -> float:
    """Chance, or bit, that the court finds the rival of a charge satisfied: always tested, never assumed."""
    if charge == A_286_1:
        return all_286_1(seen) * (1.0 - court.order_caught) if merits.open_286_1 else 0.0
    if charge == B_287_2:
        return all_287_2(seen) if merits.open_287_2 else 0.0
    return 0.0


@register_jitable
def rival_wins(charge: int, policy: Policy) -> bool:
    """(17) True if, with both offences satisfied, the rule in force prefers the rival of the charge on a second look.

    Only the special-law rule decides between 286-1 and 287-2; their ranges are near-equal, so *heavier* leaves the
    charge, and so does *label*.
    """
    return charge == B_287_2 and policy.concurrence == SPECIAL_FIRST


@register_jitable
def verdict(charge: int, merits: Merits, seen: Seen, court: Court, policy: Policy) -> Verdict:
    """Chances of the ends of a trial; given bits in place of chances, the end itself.

    A charge that convicts may still be renamed on a second look. One that fails gives way to the rival offence if that
    is satisfied (the court convicts on the facts found), else it is withdrawn or ends in acquittal.
    """
    if charge == NONE:
        return Verdict(1.0, 0.0, 0.0, 0.0, 0.0)
    convicts = holds(charge, seen, court)
    if charge >= FIRST_RIVAL:
        failed = 1.0 - convicts
        return Verdict(
            failed * court.withdrawn, 0.0, 0.0, convicts, failed * (1.0 - court.withdrawn)
        )
    rival = B_287_2 if charge == A_286_1 else A_286_1
    satisfied = stands(rival, merits, seen, court)
    renamed = convicts * court.look_again * satisfied if rival_wins(charge, policy) else 0.0
    to_rival = renamed + (1.0 - convicts) * satisfied
    failed = (1.0 - convicts) * (1.0 - satisfied)
    kept = convicts - renamed
    a = kept if charge == A_286_1 else to_rival
    b = kept if charge == B_287_2 else to_rival
    return Verdict(failed * court.withdrawn, a, b, 0.0, failed * (1.0 - court.withdrawn))


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


class Foreseen(NamedTuple):
    """Chances of the ends of a trial before the charge is drawn: of the verdict, and of each rival by name."""

    verdict: Verdict
    rivals: Each


@register_jitable
def foreseen(
    charges: Options,
    shares: Each,
    merits: Merits,
    seen: Seen,
    familiarity_286_1: float,
    familiarity_287_2: float,
    policy: Policy,
    world: WorldParameters,
) -> Foreseen:
    """Chances of the ends of a trial before the charge is drawn, by a court with these chances to see.

    Parameters
    ----------
    charges, shares
        Chances of the charges, and shares of the rivals within their nest.
    """
    court_a = court_chances(A_286_1, merits, familiarity_287_2, world.plea_rate, policy, world)
    court_b = court_chances(B_287_2, merits, familiarity_286_1, world.plea_rate, policy, world)
    court_o = court_chances(FIRST_RIVAL, merits, 0.0, world.plea_rate, policy, world)
    a = verdict(A_286_1, merits, seen, court_a, policy)
    b = verdict(B_287_2, merits, seen, court_b, policy)
    o = charges.other
    rivals = shares
    for number in range(len(shares)):
        rivals = put(
            rivals, number, o * shares[number] * holds(FIRST_RIVAL + number, seen, court_o)
        )
    convicted = 0.0
    for chance in rivals:
        convicted += chance
    failed = o - convicted
    return Foreseen(
        Verdict(
            charges.none
            + charges.a * a.withdrawn
            + charges.b * b.withdrawn
            + failed * court_o.withdrawn,
            charges.a * a.a + charges.b * b.a,
            charges.a * a.b + charges.b * b.b,
            convicted,
            charges.a * a.acquitted + charges.b * b.acquitted + failed * (1.0 - court_o.withdrawn),
        ),
        rivals,
    )
