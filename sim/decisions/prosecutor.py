"""Prosecutors: which offence to charge, if any, and on what ground not to.

A file that reached a prosecutor ends without a verdict on one of the grounds of a table. The first three are exits.
They are asked before a charge is weighed, in the order of the table, each under conditions of its own; so no exit is a
label on a file that was dropped for another reason.
"""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import (
    Clarity,
    Merits,
    Seen,
    all_286_1,
    all_287_2,
    rival_familiarity,
)
from zombielaw.sim.digest import Words
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.offences import ALL, OFFENCES, SEVERITY_286_1
from zombielaw.sim.law.offences.declaration import months_of, weight
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM, Rivals, truth_of_rival
from zombielaw.sim.law.truth import NOT_MET
from zombielaw.sim.numbers import RivalVector, log_odds, put
from zombielaw.sim.parameters import SPECIAL_FIRST, STATUTE, Policy, WorldParameters

CHARGES = ("none", *OFFENCES)


REFERENCE_ELEMENTS = 3.0
"""Elements of the reference charge of the non-prosecution share: 287-2, all seen."""


class Options(NamedTuple):
    """Utilities, or probabilities, of no charge, 286-1, 287-2 and the nest of rivals."""

    none: float
    a: float  # 286-1
    b: float  # 287-2
    other: float


@register_jitable
def one_of(number: int, value: float) -> RivalVector:
    """A value at one rival, 0 at all others; 0 throughout where the number is below 0, and so is no rival's."""
    return put(NONE_OF_THEM, number, value) if number >= 0 else NONE_OF_THEM


class Belief(NamedTuple):
    """Log-odds of conviction as a prosecutor sees them."""

    a: float
    b: float


@register_jitable
def desk_load(outside: float, docket: int, policy: Policy, world: WorldParameters) -> float:
    """Load of an office: everything else, outside cases and own files over the desk's capacity, shared by its staff."""
    return (
        world.background_load + (outside + docket) / world.desk_capacity
    ) / policy.prosecutor_staff


@register_jitable
def tracing(policy: Policy, world: WorldParameters) -> float:
    """Working days to trace the aided crime."""
    return world.tracing_days * (1.0 - policy.cross_region)


@register_jitable
def days_287_2(policy: Policy, world: WorldParameters) -> float:
    """Extra working days of a 287-2 charge; an accessory burden below zero saves them."""
    return tracing(policy, world) + world.accessory_burden


@register_jitable
def log_odds_of_element(
    seen: float, clarity: float, familiarity: float, world: WorldParameters
) -> float:
    """(11) Log-odds that one element is proven."""
    return (
        world.element_evidence * (2.0 * seen - 1.0)
        + world.element_clarity * (clarity - world.settled_clarity)
        + world.element_familiarity * familiarity
    )


@register_jitable
def _log_proven(odds: float) -> float:
    """Logarithm of the probability with these log-odds."""
    return -math.log1p(math.exp(-odds))


@register_jitable
def _from_log(log_probability: float) -> float:
    """Log-odds of a probability given by its logarithm."""
    return log_probability - math.log(-math.expm1(log_probability))


@register_jitable
def win_odds_of_286_1(
    seen: Seen, clarity: Clarity, familiarity: float, world: WorldParameters
) -> float:
    """(11) Log-odds of conviction under 286-1: the product over its elements."""
    settled = world.settled_clarity
    return _from_log(
        _log_proven(log_odds_of_element(seen.subject, clarity.identity, familiarity, world))
        + _log_proven(log_odds_of_element(seen.duty, clarity.obligation, familiarity, world))
        + _log_proven(log_odds_of_element(seen.order, settled, familiarity, world))
        + _log_proven(log_odds_of_element(seen.refusal, settled, familiarity, world))
        + _log_proven(log_odds_of_element(seen.consequence, settled, familiarity, world))
    )


@register_jitable
def win_odds_of_287_2(seen: Seen, familiarity: float, world: WorldParameters) -> float:
    """(11) Log-odds of conviction under 287-2: the product over its elements."""
    settled = world.settled_clarity
    return _from_log(
        _log_proven(log_odds_of_element(seen.knowing, settled, familiarity, world))
        + _log_proven(log_odds_of_element(seen.aid, settled, familiarity, world))
        + _log_proven(log_odds_of_element(seen.serious, settled, familiarity, world))
    )


@register_jitable
def win_odds(
    seen: Seen,
    clarity: Clarity,
    familiarity_286_1: float,
    familiarity_287_2: float,
    world: WorldParameters,
) -> Belief:
    """(11) Log-odds of conviction under both offences."""
    return Belief(
        win_odds_of_286_1(seen, clarity, familiarity_286_1, world),
        win_odds_of_287_2(seen, familiarity_287_2, world),
    )


@register_jitable
def win_odds_of_rival(seen: Seen, number: int, world: WorldParameters) -> float:
    """(11) Log-odds of conviction of a rival: as many elements as the reference charge, all seen or none."""
    odds = log_odds_of_element(
        seen.rivals[number], world.settled_clarity, rival_familiarity(number, world), world
    )
    return _from_log(REFERENCE_ELEMENTS * _log_proven(odds))


@register_jitable
def heaviest_provable(rivals: Rivals, seen: Seen) -> float:
    """Severity of the heaviest rival that is seen as satisfied; 0 if none is."""
    top = 0.0
    for number in range(len(rivals.low)):
        if seen.rivals[number] == 1.0:
            top = max(top, weight(rivals.low[number], False))
    return top


@register_jitable
def comes_to_mind(familiarity: float, world: WorldParameters) -> float:
    """Log of the weight with which an option is considered at all; 0 where every option always is."""
    return math.log(world.blind_consideration + (1.0 - world.blind_consideration) * familiarity)


@register_jitable
def charge_utility(
    odds: float,
    days: float,
    familiarity: float,
    favour: float,
    load: float,
    world: WorldParameters,
) -> float:
    """(12) Utility of a charge that is open to the file.

    Parameters
    ----------
    odds
        Log-odds of conviction.
    days
        Extra working days.
    favour
        Logit shift by preference or by the rule of concurrence.
    """
    effort = world.effort_weight * (1.0 + world.effort_inflation * load)
    return (
        world.conviction_weight * odds
        - effort * days
        + world.familiarity_gain * familiarity
        + favour
        + comes_to_mind(familiarity, world)
    )


@register_jitable
def rival_utility(
    merits: Merits, seen: Seen, number: int, load: float, policy: Policy, world: WorldParameters
) -> float:
    """(12) Utility of charging one rival; minus infinity where the law excludes it.

    Officials who follow the statute charge the heaviest of the rivals that they can prove.
    """
    if truth_of_rival(merits.rivals, number) == NOT_MET:
        return -math.inf
    if policy.concurrence == STATUTE and weight(
        merits.rivals.low[number], False
    ) < heaviest_provable(merits.rivals, seen):
        return -math.inf
    odds, familiarity = (
        win_odds_of_rival(seen, number, world),
        rival_familiarity(number, world),
    )
    return charge_utility(odds, world.days_other, familiarity, 0.0, load, world)


@register_jitable
def rival_utilities(
    merits: Merits, seen: Seen, load: float, policy: Policy, world: WorldParameters
) -> RivalVector:
    """(12) Utilities of the rivals, each by itself."""
    utilities = NONE_OF_THEM
    for number in range(len(utilities)):
        utilities = put(utilities, number, rival_utility(merits, seen, number, load, policy, world))
    return utilities


@register_jitable
def charges_left_open(merits: Merits, seen: Seen, policy: Policy) -> tuple[bool, bool]:
    """True for 286-1, and for 287-2, if the prosecutor may charge it.

    Where both are open to the file, a preference of 0 or 1 closes one of them. Officials who follow the statute charge
    neither if they can prove a rival that is heavier.
    """
    a, b = merits.open_286_1, merits.open_287_2
    if a and b:
        a, b = policy.charge_preference < 1.0, policy.charge_preference > 0.0
    outweighed = heaviest_provable(merits.rivals, seen) > weight(SEVERITY_286_1, False)
    if policy.concurrence == STATUTE and outweighed:
        return False, False
    return a, b


@register_jitable
def utility_of_no_charge(
    of_286_1: float, of_287_2: float, of_rival: float, proof: float, world: WorldParameters
) -> float:
    """(13) Utility of no charge: the inclusive value of the open charges, less the evidence for the one proved best.

    At reference evidence no charge is so chosen with the declared share in every state of familiarity, and a file in
    which one offence can be proved is not dropped because another cannot.

    Parameters
    ----------
    proof
        Log-odds of conviction of the charge that can be proved best.
    """
    top = max(of_286_1, of_287_2, of_rival)
    if top == -math.inf:
        return 0.0
    if world.nonprosecution <= 0.0:
        return -math.inf
    total = math.exp(of_286_1 - top) + math.exp(of_287_2 - top) + math.exp(of_rival - top)
    conviction = world.conviction_weight
    reference = conviction * _from_log(REFERENCE_ELEMENTS * _log_proven(world.element_evidence))
    return log_odds(world.nonprosecution) + top + math.log(total) - (conviction * proof - reference)


@register_jitable
def charge_utilities(
    merits: Merits,
    seen: Seen,
    belief: Belief,
    rivals: RivalVector,
    familiarity_286_1: float,
    familiarity_287_2: float,
    load: float,
    policy: Policy,
    world: WorldParameters,
) -> Options:
    """(12)-(13) Utilities of no charge, 286-1, 287-2 and the nest of rivals; minus infinity of what is not open.

    The nest is worth what its best rival is worth, so a rival that adds nothing changes no other charge.

    Parameters
    ----------
    rivals
        Utility of each rival, from :func:`rival_utilities`.
    """
    open_a, open_b = charges_left_open(merits, seen, policy)
    push = preference = 0.0
    if open_a and open_b:
        preference = log_odds(policy.charge_preference)
        if policy.concurrence == SPECIAL_FIRST and all_286_1(seen) == all_287_2(seen) == 1.0:
            push = world.special_law_push
    a = b = best_rival = proof = -math.inf
    if open_a:
        a = charge_utility(belief.a, world.days_286_1, familiarity_286_1, push, load, world)
        proof = belief.a
    if open_b:
        days = days_287_2(policy, world)
        b = charge_utility(belief.b, days, familiarity_287_2, preference, load, world)
        proof = max(proof, belief.b)
    proof_of_rival = -math.inf
    for number in range(len(rivals)):
        if rivals[number] > best_rival:
            best_rival, proof_of_rival = rivals[number], win_odds_of_rival(seen, number, world)
    proof = max(proof, proof_of_rival)
    return Options(utility_of_no_charge(a, b, best_rival, proof, world), a, b, best_rival)


@register_jitable
def charge_probabilities(utilities: Options) -> Options:
    """(12) Logit shares of no charge, 286-1, 287-2 and the nest of rivals."""
    top = max(utilities.none, utilities.a, utilities.b, utilities.other)
    n = math.exp(utilities.none - top)
    a = math.exp(utilities.a - top)
    b = math.exp(utilities.b - top)
    o = math.exp(utilities.other - top)
    total = n + a + b + o
    return Options(n / total, a / total, b / total, o / total)


@register_jitable
def rival_shares(utilities: RivalVector) -> RivalVector:
    """(12) Logit shares of the rivals within their nest; all 0 where none is open."""
    top = -math.inf
    for utility in utilities:
        top = max(top, utility)
    if top == -math.inf:
        return NONE_OF_THEM
    total = 0.0
    for utility in utilities:
        total += math.exp(utility - top)
    shares = NONE_OF_THEM
    for number in range(len(utilities)):
        shares = put(shares, number, math.exp(utilities[number] - top) / total)
    return shares


class Ground(NamedTuple):
    """Ground on which a case ends without a conviction."""

    name: str
    official: str  # who decides
    place: Words
    parameter: str  # with its chance
    asked: Words
    # share of the procuratorates from a day on; empty: all, always
    open: tuple[tuple[date, float], ...] = ()


CLEARLY_MINOR, MINOR, COMPLIANCE, EVIDENCE, WITHDRAWAL = range(5)
GROUNDS = (
    Ground(
        "clearly minor",
        "prosecutor",
        "Criminal Law Art. 13; Criminal Procedure Law Arts. 16(1), 177(1); Interpretation Art. 15 (from November 2019)",
        "clearly_minor_exit",
        "286-1, 287-2 or both look satisfied, no other offence does, and no amount reaches one and a half marks",
    ),
    Ground(
        "minor",
        "prosecutor",
        "Criminal Procedure Law Art. 177(2); Interpretation Art. 15 (from November 2019)",
        "minor_exit",
        "some offence looks satisfied, none beyond its first range, and no amount of 286-1 or 287-2 reaches five marks",
    ),
    Ground(
        "compliance",
        "prosecutor",
        "compliance pilot of the procuratorates; Criminal Procedure Law Art. 177(2)",
        "compliance_exit",
        "a unit; some offence looks satisfied, none beyond its first range",
        (
            (date(2020, 3, 1), 0.002),
            (date(2021, 3, 1), 0.13),
            (date(2022, 4, 2), 1.0),
            (date(2025, 1, 1), 0.0),
        ),
    ),
    Ground(
        "evidence",
        "prosecutor",
        "Criminal Procedure Law Art. 175(4)",
        "nonprosecution",
        "no exit came about; the charging choice, which weighs what was seen",
    ),
    Ground(
        "withdrawal",
        "prosecutor, at court",
        "SPP Rules Art. 424",
        "withdrawal",
        "the charge would end in an acquittal",
    ),
)
"""The grounds. Codes are stored, and the place here gives the code: a new one goes to the end."""
GROUND_NAMES = tuple(ground.name for ground in GROUNDS)
CLEARLY_MINOR_BELOW = 1.5
"""Marks below which circumstances may be clearly minor; no text draws the line."""
MINOR_BELOW = 5.0
"""Marks below which they may be minor: most interpretations begin the next range at five."""
PILOT = tuple((float(day_of(day)), share) for day, share in GROUNDS[COMPLIANCE].open)
"""The compliance pilot: six of some 2,900 basic procuratorates; 387 in ten provinces; all; none. No text that ends it
was found; new cases were rare from 2024."""
FIRST_TERMS = tuple(max(months_of(version.codes[0]) for version in rival.ranges) for rival in ALL)
"""Longest term of the first range of each rival, in months."""


class Exits(NamedTuple):
    """Chance of each exit, where none before it ended the file."""

    clearly_minor: float
    minor: float
    compliance: float


NO_EXITS = Exits(0.0, 0.0, 0.0)


@register_jitable
def piloted(day: float) -> float:
    """Share of the procuratorates that take part in the compliance pilot."""
    share = 0.0
    for since, covered in PILOT:
        if day >= since:
            share = covered
    return share


@register_jitable
def exit_chances(merits: Merits, seen: Seen, world: WorldParameters) -> Exits:
    """Chance of each exit of a matter of which a prosecutor sees so much."""
    a = merits.open_286_1 and all_286_1(seen) == 1.0
    b = merits.open_287_2 and all_287_2(seen) == 1.0
    rival = False
    for number in range(len(seen.rivals)):
        if seen.rivals[number] == 1.0:
            rival = True
            if months_of(merits.rivals.low[number]) > FIRST_TERMS[number]:
                return NO_EXITS
    if not (a or b or rival):
        return NO_EXITS
    marks = math.inf if merits.grave else 0.0
    if a:
        marks = max(marks, merits.consequence_size)
    if b:
        marks = max(marks, merits.serious_size)
    return Exits(
        world.clearly_minor_exit if marks < CLEARLY_MINOR_BELOW and not rival else 0.0,
        world.minor_exit if marks < MINOR_BELOW else 0.0,
        world.compliance_exit * piloted(merits.day) if merits.unit else 0.0,
    )


@register_jitable
def without_exit(exits: Exits) -> float:
    """Chance that no exit ends a file, and a charge is weighed."""
    left = 1.0
    for number in range(len(exits)):
        left *= 1.0 - exits[number]
    return left


@register_jitable
def with_exits(charges: Options, left: float) -> Options:
    """Chances of the charges of a file of which some part is ``left`` to them; no charge takes the exits in."""
    return Options(
        1.0 - left + left * charges.none, left * charges.a, left * charges.b, left * charges.other
    )
