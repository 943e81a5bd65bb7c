"""The month's scans: a draw for every provider and decision, but only those that it strikes are handed on.

That every provider has a draw for every decision is the specification; scanning is how the engines meet it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.decisions.regulator import CYBERSPACE, PUBLIC_SECURITY, TELECOM_OFFICE, check_probability, complaint_factor
from sim.luck import Draw, Luck, keyed
from sim.parameters import Policy, WorldParameters
from sim.world import Floats, Ints, World

Bools = npt.NDArray[np.bool_]

_CHECK_OFFICE, _CHECK_ORDER = int(Draw.CHECK_OFFICE), int(Draw.CHECK_ORDER)
_CHECK, _RECONSIDER, _TRACED = int(Draw.CHECK), int(Draw.RECONSIDER), int(Draw.TRACED)


@njit(cache=True, nogil=True)
def _checked(
    seed: int,
    replicate: int,
    month: int,
    active: Bools,
    lax: Bools,
    score: Floats,
    province: Ints,
    rate: Floats,
    complaints: Floats,
) -> Ints:
    struck = np.empty(active.size, np.int64)
    count = 0
    for slot in range(active.size):
        if not active[slot]:
            continue
        where = province[slot]
        scored = score[slot] * complaints[where] if lax[slot] else score[slot]
        u = keyed(seed, replicate, _CHECK, slot, month, 0)
        # 1 - exp(-x) never exceeds x: most draws are settled without the exponential
        if u < rate[where] / 12.0 * scored and u < check_probability(rate[where], scored):
            struck[count] = slot
            count += 1
    return struck[:count].copy()


@njit(cache=True, nogil=True)
def _below(seed: int, replicate: int, decision: int, month: int, candidate: Bools, bound: float) -> Ints:
    struck = np.empty(candidate.size, np.int64)
    count = 0
    for slot in range(candidate.size):
        if candidate[slot] and keyed(seed, replicate, decision, slot, month, 0) < bound:
            struck[count] = slot
            count += 1
    return struck[:count].copy()


@njit(cache=True, nogil=True)
def _at(seed: int, replicate: int, decision: int, month: int, slots: Ints) -> Floats:
    drawn = np.empty(slots.size)
    for number in range(slots.size):
        drawn[number] = keyed(seed, replicate, decision, slots[number], month, 0)
    return drawn


class Checks(NamedTuple):
    """Checks that the month's draws call for: whom, by which office, and whether its capacity allows it."""

    slots: Ints
    offices: Ints
    made: Bools


def checks(
    luck: Luck,
    month: int,
    world: World,
    parameters: WorldParameters,
    policies: Sequence[Policy],
    active: Bools,
    lax: Bools,
    score: Floats,
) -> Checks:
    """(4) Checks of a month, cut to each office's capacity in keyed order.

    Parameters
    ----------
    policies : sequence of Policy
        Levers by province.
    active, lax, score : (slots,) arrays
        Who is at work, who is lax, relative risk score without complaints.
    """
    rate = np.array([policy.inspection_rate for policy in policies])
    complaints = np.array([complaint_factor(policy.popularisation, parameters) for policy in policies])
    slots = _checked(luck.seed, luck.replicate, month, active, lax, score, world.province, rate, complaints)
    province = world.province[slots]
    chance = _at(luck.seed, luck.replicate, _CHECK_OFFICE, month, slots)
    police, telecom = parameters.public_security_share, parameters.telecom_share
    kind = np.where(chance < police, PUBLIC_SECURITY, np.where(chance < police + telecom, TELECOM_OFFICE, CYBERSPACE))
    offices = world.regulator_table[province, kind, world.place[slots] % world.regulator_count[province, kind]]
    priority = _at(luck.seed, luck.replicate, _CHECK_ORDER, month, slots)
    ranked = np.lexsort((slots, priority, offices))
    first = np.searchsorted(offices[ranked], offices[ranked])
    providers = np.bincount(world.province[active], minlength=world.provinces)
    room = capacity(world, parameters, rate, providers)
    made = np.zeros(slots.size, dtype=np.bool_)
    made[ranked] = np.arange(slots.size) - first < room[offices[ranked]]
    return Checks(slots, offices, made)


def capacity(world: World, parameters: WorldParameters, rate: Floats, providers: Ints) -> Floats:
    """Checks that each office can do in a month: a multiple of those expected at the policy's rate, at least one."""
    share = np.array([0.0, parameters.telecom_share, parameters.public_security_share])
    share[CYBERSPACE] = 1.0 - share.sum()
    kind = np.array([office.kind for office in world.regulators])
    where = world.regulator_province
    expected = rate[where] / 12.0 * providers[where] * share[kind] / world.regulator_count[where, kind]
    room: Floats = np.maximum(1, np.floor(parameters.capacity_ratio * expected + 0.5))
    return room


def reconsidering(luck: Luck, month: int, candidates: Bools, mean_months: float) -> Ints:
    """Slots among the candidates that reconsider their posture this month without any contact."""
    return _below(luck.seed, luck.replicate, _RECONSIDER, month, candidates, 1.0 / mean_months)


def maybe_traced(luck: Luck, month: int, candidates: Bools, bound: float) -> Ints:
    """Slots among the candidates whose draw falls under an upper bound of this month's trace probability."""
    return _below(luck.seed, luck.replicate, _TRACED, month, candidates, bound)
