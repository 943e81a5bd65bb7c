"""The month's scans: a draw for every provider and decision, but only those that it strikes are handed on.

That every provider has a draw for every decision is the specification; scanning is how the engines meet it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.decisions.regulator import check_probability
from sim.luck import Draw, Luck, keyed

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

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
        factor = complaints[where] if lax[slot] else 1.0
        probability = check_probability(rate[where], score[slot] * factor)
        if keyed(seed, replicate, _CHECK, slot, month, 0) < probability:
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


def checked(
    luck: Luck,
    month: int,
    active: Bools,
    lax: Bools,
    score: Floats,
    province: Ints,
    rate: Floats,
    complaints: Floats,
) -> Ints:
    """Slots whose draw calls for a check this month.

    Parameters
    ----------
    active, lax, score, province : (slots,) arrays
        Who is at work, who is lax, relative risk score without complaints, where.
    rate, complaints : (provinces,) arrays
        Checks per provider-year and the complaint factor of the lax.
    """
    return _checked(luck.seed, luck.replicate, month, active, lax, score, province, rate, complaints)


def reconsidering(luck: Luck, month: int, candidates: Bools, mean_months: float) -> Ints:
    """Slots among the candidates that reconsider their posture this month without any contact."""
    return _below(luck.seed, luck.replicate, _RECONSIDER, month, candidates, 1.0 / mean_months)


def maybe_traced(luck: Luck, month: int, candidates: Bools, bound: float) -> Ints:
    """Slots among the candidates whose draw falls under an upper bound of this month's trace probability."""
    return _below(luck.seed, luck.replicate, _TRACED, month, candidates, bound)
