"""Sight of an element by an official: the truth through clarity, familiarity and error.

The law layer says what is true of the facts; an official sees a bit. Where the law itself leaves the mark open,
officials carry marks of their own around the later one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions.logit import sigmoid
from zombielaw.sim.each import Each, fill, put
from zombielaw.sim.law.offences import NONE_OF_THEM, RIVAL_NAMES, RIVALS, Rivals, truth_of_rival
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.parameters import WorldParameters

ELEMENTS = ("subject", "duty", "order", "refusal", "consequence", "knowing", "aid", "serious")
SIGHTS = (*ELEMENTS, *RIVALS)
"""Parts of a file that an official sees, as bits: the elements of 286-1 and 287-2, and each rival as a whole."""


def _apart(parameter: str) -> Callable[[WorldParameters], float]:
    @register_jitable
    def read(world: WorldParameters) -> float:
        value: float = getattr(world, parameter)
        return value

    return read


_each_apart = fill(enumerate(_apart(f"familiarity_apart_{name}") for name in RIVAL_NAMES))


class Clarity(NamedTuple):
    """Clarity of the contested elements, 0-1."""

    identity: float
    obligation: float


class Merits(NamedTuple):
    """The truth about a file, in the form in which officials meet it."""

    subject: int
    duty: int
    order: int
    refusal: int  # refusal and intent
    consequence: int
    actual_knowledge: bool
    presumed_knowledge: int
    accepts_result: bool
    aid: int
    serious: int
    rivals: Rivals  # severity of each other offence
    consequence_size: float  # multiple of the mark that it reaches
    serious_size: float
    open_286_1: bool  # a written order was refused, or none is needed
    open_287_2: bool  # an aided crime exists
    unit: bool
    grave: bool  # a grave result, which no amount measures
    day: float  # of the decision


class Seen(NamedTuple):
    """Chance that each element, and each rival, is seen as met, or the bits seen (0 or 1)."""

    subject: float
    duty: float
    order: float
    refusal: float
    consequence: float
    knowing: float
    aid: float
    serious: float
    rivals: Each


ALL_SEEN = Seen(1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, (1.0,) * len(RIVALS))
"""Everything is seen as met."""


@register_jitable
def total_clarity(base: float, interpreted: bool, learned: float, world: WorldParameters) -> float:
    """Clarity of an element: base (lower before the Interpretation) and what judgments have taught."""
    if not interpreted:
        base = max(0.0, base - world.clarity_before_interpretation)
    return 1.0 - (1.0 - base) * (1.0 - learned)


@register_jitable
def missed(clarity: float, familiarity: float, world: WorldParameters) -> float:
    """(14) P(an element that holds is not seen)."""
    return (
        world.miss * (1.0 - clarity) * math.pow(1.0 - familiarity, world.miss_familiarity)
        + world.miss_floor
    )


@register_jitable
def chance_seen(truth: int, size: float, miss: float, world: WorldParameters) -> float:
    """P(an element is seen as met); an open one by the official's own mark."""
    if truth == MET:
        return 1.0 - miss
    if truth == NOT_MET:
        return world.false_alarm
    if size <= 0.0:
        return world.false_alarm
    return sigmoid(math.log(size) / world.mark_noise)


@register_jitable
def chance_knowing(
    merits: Merits, standard: float, staged: bool, miss: float, world: WorldParameters
) -> float:
    """(16) P(knowing is seen): actual, or presumed and weighed by the standard; in stages the result too."""
    alarm = world.false_alarm
    if merits.actual_knowledge:
        chance = 1.0 - miss
    elif merits.presumed_knowledge != NOT_MET:
        chance = standard * (1.0 - miss) + (1.0 - standard) * alarm
    else:
        chance = alarm
    if staged:
        chance *= (1.0 - miss) if merits.accepts_result else alarm
    return chance


@register_jitable
def rival_familiarity(number: int, world: WorldParameters) -> float:
    """Familiarity (0-1) with one rival, in the order of ``RIVALS``: the level of all, and what sets this one apart."""
    apart: Each = _each_apart(NONE_OF_THEM, world)
    return min(1.0, max(0.0, world.other_familiarity + apart[number]))


@register_jitable
def chance_rival(rivals: Rivals, number: int, world: WorldParameters) -> float:
    """P(a rival is seen as satisfied); one that the law excludes is not looked for."""
    truth = truth_of_rival(rivals, number)
    if truth == NOT_MET:
        return 0.0
    return chance_seen(
        truth, 1.0, missed(world.settled_clarity, rival_familiarity(number, world), world), world
    )


@register_jitable
def chances(
    merits: Merits,
    clarity: Clarity,
    familiarity_286_1: float,
    familiarity_287_2: float,
    standard: float,
    staged: bool,
    world: WorldParameters,
) -> Seen:
    """Chance that an official sees each element as met."""
    settled = world.settled_clarity
    miss_a = missed(settled, familiarity_286_1, world)
    miss_b = missed(settled, familiarity_287_2, world)
    rivals = NONE_OF_THEM
    for number in range(len(rivals)):
        rivals = put(rivals, number, chance_rival(merits.rivals, number, world))
    return Seen(
        chance_seen(merits.subject, 1.0, missed(clarity.identity, familiarity_286_1, world), world),
        chance_seen(merits.duty, 1.0, missed(clarity.obligation, familiarity_286_1, world), world),
        chance_seen(merits.order, 1.0, miss_a, world),
        chance_seen(merits.refusal, 1.0, miss_a, world),
        chance_seen(merits.consequence, merits.consequence_size, miss_a, world),
        chance_knowing(merits, standard, staged, miss_b, world),
        chance_seen(merits.aid, 1.0, miss_b, world),
        chance_seen(merits.serious, merits.serious_size, miss_b, world),
        rivals,
    )


@register_jitable
def all_286_1(seen: Seen) -> float:
    """Product over the elements of 286-1: chance, or bit, that all are seen."""
    return seen.subject * seen.duty * seen.order * seen.refusal * seen.consequence


@register_jitable
def all_287_2(seen: Seen) -> float:
    """Product over the elements of 287-2."""
    return seen.knowing * seen.aid * seen.serious
