"""Expected charges of a matter before officials have looked at it: exact sums over everything that they may see.

An official sees bits, each by itself (:mod:`zombielaw.sim.procedures.sight`), and police and prosecutor see the same
evidence. A charge depends on the bits of an offence through its log-odds of conviction alone, and in these the elements
whose clarity is settled count alike. So the sum over the 2**16 sets of bits runs over 16 states of 286-1, times 4 of
287-2, times what is seen of the rivals that the law does not exclude; an offence that is not open to the file has one.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions import prosecutor
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.decisions.prosecutor import Belief, Options
from zombielaw.sim.decisions.routine import months_of
from zombielaw.sim.each import Each, plus, put, times
from zombielaw.sim.entities import Office
from zombielaw.sim.law.offences import NONE_OF_THEM, RIVALS
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures import expectation
from zombielaw.sim.procedures import prosecutor as own
from zombielaw.sim.procedures.expectation import Expectation, When
from zombielaw.sim.procedures.file import law_by_the_marks, merits_of
from zombielaw.sim.procedures.matter import Matter, Month, bit
from zombielaw.sim.procedures.sight import current_clarity, observation_chances
from zombielaw.sim.record import NEVER

STATES_A, STATES_B = 16, 4
"""Subject and duty, each seen or not, times 0-3 of order, refusal and consequence; 0-3 of the elements of 287-2."""
_NO_STATES_A, _NO_STATES_B = (0.0,) * STATES_A, (0.0,) * STATES_B
LEAST = sys.float_info.min
"""Least chance of rivals that is divided among them: the reciprocal of a smaller one may be infinite."""


class Evidence(NamedTuple):
    """A matter as it lies before police and own."""

    merits: Merits
    clear: Clarity
    chance: Seen  # that each bit is seen, or, where they have looked, the bits


class States(NamedTuple):
    """States of an offence, by what is seen of its elements."""

    chances: tuple[float, ...]
    odds: tuple[float, ...]  # log-odds of conviction


class ExpectedCharges(NamedTuple):
    """Chances of what police and prosecutor make of a matter."""

    filed: float
    charges: Options  # none: filed and not charged
    rivals: Each  # charges of each rival


@register_jitable
def gather(now: Month, matter: Matter, world: WorldParameters) -> Evidence:
    """Put a matter before the police; nobody has looked yet."""
    merits = merits_of(now, matter, world)
    clear = current_clarity(now.interpreted, matter.learned, matter.rules, world)
    return Evidence(
        merits, clear, observation_chances(merits, clear, matter.prosecutor, matter.rules, world)
    )


@register_jitable
def _of_three(p: float, q: float, r: float, number: int) -> float:
    """Chance that so many of three are seen."""
    if number == 0:
        return (1.0 - p) * (1.0 - q) * (1.0 - r)
    if number == 1:
        return p * (1.0 - q) * (1.0 - r) + (1.0 - p) * q * (1.0 - r) + (1.0 - p) * (1.0 - q) * r
    if number == 2:
        return p * q * (1.0 - r) + p * (1.0 - q) * r + (1.0 - p) * q * r
    return p * q * r


@register_jitable
def _chance_a(chance: Seen, state: int) -> float:
    """Chance of a state of 286-1: bit 0 the subject, bit 1 the duty, the rest how many of the others are seen."""
    subject = chance.subject if state & 1 else 1.0 - chance.subject
    duty = chance.duty if state & 2 else 1.0 - chance.duty
    return subject * duty * _of_three(chance.order, chance.refusal, chance.consequence, state >> 2)


@register_jitable
def _chance_of_rivals(chance: Each, pattern: int) -> float:
    """Chance that just the rivals in a bit set are seen."""
    whole = 1.0
    for number in range(len(chance)):
        whole *= chance[number] if pattern >> number & 1 else 1.0 - chance[number]
    return whole


@register_jitable
def _rivals_of(pattern: int) -> Each:
    """Bits of the rivals in a bit set."""
    rivals = NONE_OF_THEM
    for number in range(len(rivals)):
        rivals = put(rivals, number, float(pattern >> number & 1))
    return rivals


@register_jitable
def _bits(a: int, b: int, rivals: Each) -> Seen:
    """Bits that stand for a state of each offence."""
    n = a >> 2
    return Seen(
        float(a & 1),
        float(a >> 1 & 1),
        bit(n > 0),
        bit(n > 1),
        bit(n > 2),
        bit(b > 0),
        bit(b > 1),
        bit(b > 2),
        rivals,
    )


@register_jitable
def states_of_286_1(evidence: Evidence, office: Office, world: WorldParameters) -> States:
    """States of 286-1; one that is certain where the offence is not open to the file."""
    chances = odds = _NO_STATES_A
    for state in range(STATES_A):
        chance = bit(state == 0)
        if evidence.merits.open_286_1:
            chance = _chance_a(evidence.chance, state)
        chances = put(chances, state, chance)
        odds = put(
            odds,
            state,
            prosecutor.win_odds_of_286_1(
                _bits(state, 0, NONE_OF_THEM), evidence.clear, office.familiarity_286_1, world
            ),
        )
    return States(chances, odds)


@register_jitable
def states_of_287_2(evidence: Evidence, office: Office, world: WorldParameters) -> States:
    """States of 287-2, likewise."""
    chances = odds = _NO_STATES_B
    seen = evidence.chance
    for state in range(STATES_B):
        chance = bit(state == 0)
        if evidence.merits.open_287_2:
            chance = _of_three(seen.knowing, seen.aid, seen.serious, state)
        chances = put(chances, state, chance)
        odds = put(
            odds,
            state,
            prosecutor.win_odds_of_287_2(
                _bits(0, state, NONE_OF_THEM), office.familiarity_287_2, world
            ),
        )
    return States(chances, odds)


@register_jitable
def expected_charges(
    evidence: Evidence,
    blind: float,
    convinced: float,
    office: Office,
    rules: Policy,
    world: WorldParameters,
) -> ExpectedCharges:
    """Chances of filing and of each charge: a sum over what may be seen of the rivals, of 286-1 and of 287-2.

    Parameters
    ----------
    blind, convinced
        P(filed) where no offence that is open to the file looks satisfied to the police, and where one does.
    office
        The procuratorate.
    """
    merits = evidence.merits
    of_a, of_b = (
        states_of_286_1(evidence, office, world),
        states_of_287_2(evidence, office, world),
    )
    filed = none = to_a = to_b = to_other = 0.0
    to_rivals = NONE_OF_THEM
    for pattern in range((1 << len(RIVALS)) - 1, -1, -1):
        of_pattern = _chance_of_rivals(evidence.chance.rivals, pattern)
        if of_pattern == 0.0:
            continue
        rivals = _rivals_of(pattern)
        nest = own.nest_of(merits, _bits(0, 0, rivals), office, rules, world)
        other = 0.0
        for a in range(STATES_A):
            for b in range(STATES_B):
                chance = of_pattern * of_a.chances[a] * of_b.chances[b]
                if chance == 0.0:
                    continue
                satisfied = pattern > 0 or a == STATES_A - 1 or b == STATES_B - 1
                chance *= convinced if satisfied else blind
                belief = Belief(of_a.odds[a], of_b.odds[b])
                charges = own.weighed_by(
                    belief, nest, merits, _bits(a, b, rivals), office, rules, world
                ).chances
                filed += chance
                none += chance * charges.none
                to_a += chance * charges.a
                to_b += chance * charges.b
                other += chance * charges.other
        to_other += other
        to_rivals = plus(to_rivals, times(nest.shares, other))
    return ExpectedCharges(filed, Options(none, to_a, to_b, to_other), to_rivals)


@register_jitable
def expectation_of(
    now: Month,
    matter: Matter,
    evidence: Evidence,
    blind: float,
    convinced: float,
    world: WorldParameters,
) -> Expectation:
    """Chances of every end of a matter, by the state of this month."""
    foreseen = expected_charges(evidence, blind, convinced, matter.prosecutor, matter.rules, world)
    other = foreseen.charges.other
    shares = times(foreseen.rivals, 1.0 / other if other >= LEAST else 0.0)
    trial = own.foresee(
        foreseen.charges, shares, evidence.merits, evidence.clear, matter.judge, matter.rules, world
    )
    return Expectation(
        foreseen.filed,
        foreseen.charges,
        foreseen.rivals,
        trial,
        law_by_the_marks(now, matter, world),
    )


@register_jitable
def book_matter(
    now: Month,
    matter: Matter,
    evidence: Evidence,
    weight: float,
    blind: float,
    convinced: float,
    month: int,
    own: bool,
    world: WorldParameters,
) -> None:
    """Book the expectation of a matter that may be filed.

    Parameters
    ----------
    weight
        Chance that it comes before the police.
    month
        In which they decide.
    own
        It is a file of their own, of which the panel counts no filing.
    """
    if now.months == 0:
        return
    charged = month + months_of(own.investigation_days(now, matter, world))
    judged = charged + months_of(own.trial_days(now, matter, world))
    expected = expectation_of(now, matter, evidence, blind, convinced, world)
    expectation.book(now, matter, expected, weight, When(NEVER if own else month, charged, judged))


@register_jitable
def keep_what_was_seen(
    now: Month, matter: Matter, evidence: Evidence, seen: Seen, world: WorldParameters
) -> None:
    """Keep the expectation of a filed matter as the police saw it; nothing is booked."""
    if now.months == 0:
        return
    known = Evidence(evidence.merits, evidence.clear, seen)
    charged, judged = matter.case.booked_charge, matter.case.booked_verdict
    expected = expectation_of(now, matter, known, 1.0, 1.0, world)
    expectation.note(matter, expected, When(NEVER, charged, judged))
