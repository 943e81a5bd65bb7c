"""The month's scans: a draw for every provider and decision, but only those that it may strike are looked at.

That every provider has a draw for every decision is the specification; scanning is how the engines meet it. A scan
makes the draws of many slots at once, and leaves out the slots whose draw is not below an upper bound of the month's
probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.compiling import compiled_for_python
from zombielaw.sim.decisions.regulator import (
    CYBERSPACE,
    PUBLIC_SECURITY,
    TELECOM_OFFICE,
    check_probability,
    complaint_factor,
)
from zombielaw.sim.luck import BITS, Draw, Luck, cell, keyed, stream, unit
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.world import Floats, Ints, World

Bools = npt.NDArray[np.bool_]

CHUNK = 4096
"""Slots whose draws are made at once: they stay in the nearest cache."""
_CHECK_OFFICE, _CHECK_ORDER = int(Draw.CHECK_OFFICE), int(Draw.CHECK_ORDER)
_CHECK, _RECONSIDER, _TRACED = int(Draw.CHECK), int(Draw.RECONSIDER), int(Draw.TRACED)


@register_jitable
def make_draws(root: int, decision: int, month: int, first: int, number: int, draws: Any) -> None:
    """Draws of ``first ... first + number - 1``, without a branch, so that the compiler makes several at once."""
    state = stream(root, decision, month, 0)
    for place in range(number):
        draws[place] = unit(cell(state, first + place))


@register_jitable
def may_strike(draws: Any, number: int, bound: float, below: Any) -> int:
    """Places in the chunk, of the first ``number``, whose draw is below a bound; ``below[:n]`` holds them."""
    count = 0
    for place in range(number):
        below[count] = place
        count += int(draws[place] < bound)
    return count


@register_jitable
def may_strike_scored(
    draws: Any, number: int, score: Any, first: int, factor: float, below: Any
) -> int:
    """:func:`may_strike` where the bound is a factor times the slot's own score."""
    count = 0
    for place in range(number):
        below[count] = place
        count += int(draws[place] < score[first + place] * factor)
    return count


@compiled_for_python
def _below(root: int, decision: int, month: int, candidate: Bools, bound: float) -> Ints:
    draws, below = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32)
    struck, count = np.empty(candidate.size, np.int64), 0
    for first in range(0, candidate.size, CHUNK):
        number = min(CHUNK, candidate.size - first)
        make_draws(root, decision, month, first, number, draws)
        for at in range(may_strike(draws, number, bound, below)):
            slot = first + int(below[at])
            if candidate[slot]:
                struck[count] = slot
                count += 1
    return struck[:count].copy()


class Checks(NamedTuple):
    """Checks that the month's draws call for: whom, by which office, and whether its capacity allows it."""

    slots: Ints
    offices: Ints
    made: Bools


class Offices(NamedTuple):
    """Regulators as the checks read them: place, kind, and whom they supervise."""

    province: Ints  # of each office
    kind: Ints
    table: Ints  # (province, kind, number) -> office
    held: Ints  # (province, kind) -> number of offices
    shares: Floats  # of all checks, by kind
    capacity_ratio: float


def offices_of(world: World, parameters: WorldParameters) -> Offices:
    """The regulators of a world."""
    shares = np.zeros(3)
    shares[TELECOM_OFFICE], shares[PUBLIC_SECURITY] = (
        parameters.telecom_share,
        parameters.public_security_share,
    )
    shares[CYBERSPACE] = 1.0 - shares.sum()
    return Offices(
        world.regulator_province,
        np.array([office.kind for office in world.regulators]),
        world.regulator_table,
        world.regulator_count,
        shares,
        parameters.capacity_ratio,
    )


@register_jitable
def inspected(
    root: int,
    month: int,
    dense: bool,
    active: Any,
    non_compliant: Any,
    score: Any,
    province: Any,
    place: Any,
    rate: Any,
    complaints: Any,
    working: Any,
    offices: Offices,
) -> Checks:
    """(4) Checks of a month, cut to each office's capacity in keyed order.

    Parameters
    ----------
    dense : bool
        Look at every slot, also where the bound already excludes it.
    active, non_compliant, score : (slots,) arrays
        Who is at work, who is non-compliant, relative risk score without complaints.
    province, place : (slots,) arrays
        Province, and number within it.
    rate, complaints, working : (provinces,) arrays
        Checks per provider and year, multiple of the score of a non-compliant provider, providers at work.
    """
    draws, below = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32)
    # 1 - exp(-x) never exceeds x, and complaints never lower a score: most draws are settled without the exponential
    steepest = 0.0
    for where in range(rate.size):
        steepest = max(steepest, rate[where] / 12.0 * complaints[where] * 1.000001)
    if dense:
        steepest = math.inf
    struck, count = np.empty(active.size, np.int64), 0
    for first in range(0, active.size, CHUNK):
        number = min(CHUNK, active.size - first)
        make_draws(root, _CHECK, month, first, number, draws)
        for at in range(may_strike_scored(draws, number, score, first, steepest, below)):
            slot = first + int(below[at])
            if not active[slot]:
                continue
            where = province[slot]
            scored = score[slot] * complaints[where] if non_compliant[slot] else score[slot]
            u = draws[below[at]]
            if u < rate[where] / 12.0 * scored and u < check_probability(rate[where], scored):
                struck[count] = slot
                count += 1
    slots = struck[:count].copy()
    office = np.empty(count, np.int64)
    called = np.zeros(offices.kind.size, np.int64)
    for number in range(count):
        slot = slots[number]
        u = keyed(root, _CHECK_OFFICE, slot, month, 0)
        office[number] = calling(u, province[slot], place[slot], offices)
        called[office[number]] += 1
    made, own, end = np.ones(count, np.bool_), _by_office(office, called), 0
    for which in range(called.size):
        room, start, end = capacity(which, rate, working, offices), end, end + called[which]
        if called[which] > room:
            _cut(root, month, slots, own[start:end], room, made)
    return Checks(slots, office, made)


@register_jitable
def calling(u: float, where: int, place: int, offices: Offices) -> int:
    """The office that makes a check: of a kind by its share of all checks, and of that kind always the same one."""
    police, telecom = offices.shares[PUBLIC_SECURITY], offices.shares[TELECOM_OFFICE]
    kind = (
        PUBLIC_SECURITY if u < police else (TELECOM_OFFICE if u < police + telecom else CYBERSPACE)
    )
    office: int = offices.table[where, kind, place % offices.held[where, kind]]
    return office


@register_jitable
def capacity(office: int, rate: Any, working: Any, offices: Offices) -> int:
    """Checks that an office can do in a month: a multiple of those expected at the policy's rate, at least one."""
    where, kind = offices.province[office], offices.kind[office]
    expected: float = (
        rate[where] / 12.0 * working[where] * offices.shares[kind] / offices.held[where, kind]
    )
    return max(1, math.floor(offices.capacity_ratio * expected + 0.5))


@register_jitable
def _by_office(office: Any, called: Any) -> Ints:
    """Numbers of the checks, office by office (``called`` says how many each has), in their order within an office."""
    first = np.zeros(called.size, np.int64)
    for which in range(1, called.size):
        first[which] = first[which - 1] + called[which - 1]
    ordered = np.empty(office.size, np.int64)
    for number in range(office.size):
        ordered[first[office[number]]] = number
        first[office[number]] += 1
    return ordered


@register_jitable
def _cut(root: int, month: int, slots: Any, own: Any, room: int, made: Any) -> None:
    """Leave an office those of its checks (``own``) that come first by their own draw."""
    state, place = stream(root, _CHECK_ORDER, month, 0), np.empty(own.size, np.int64)
    for at in range(own.size):
        place[at] = cell(state, slots[own[at]])
    # the last place for which there is room, bit by bit
    last = (1 << BITS) - 1
    for bit in range(BITS - 1, -1, -1):
        lower, within = last - (1 << bit), 0
        for at in range(own.size):
            within += int(place[at] <= lower)
        if within >= room:
            last = lower
    for at in range(own.size):
        made[own[at]] = place[at] <= last


_inspected = compiled_for_python(inspected)


def checks(
    luck: Luck,
    month: int,
    world: World,
    offices: Offices,
    parameters: WorldParameters,
    policies: Sequence[Policy],
    active: Bools,
    non_compliant: Bools,
    score: Floats,
) -> Checks:
    """:func:`inspected`, for levers by province."""
    rate = np.array([policy.inspection_rate for policy in policies])
    complaints = np.array(
        [complaint_factor(policy.popularisation, parameters) for policy in policies]
    )
    working = np.bincount(world.province[active], minlength=world.provinces)
    return Checks(
        *_inspected(
            luck.root,
            month,
            False,
            active,
            non_compliant,
            score,
            world.province,
            world.place,
            rate,
            complaints,
            working,
            offices,
        )
    )


def reconsidering(luck: Luck, month: int, candidates: Bools, mean_months: float) -> Ints:
    """Slots among the candidates that reconsider their posture this month without any contact."""
    return _below(luck.root, _RECONSIDER, month, candidates, 1.0 / mean_months)


def maybe_traced(luck: Luck, month: int, candidates: Bools, bound: float) -> Ints:
    """Slots among the candidates whose draw falls under an upper bound of this month's trace probability."""
    return _below(luck.root, _TRACED, month, candidates, bound)
