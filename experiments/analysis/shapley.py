"""Shapley values of an outcome over causes, and the synergies of pairs, from a table of all coalitions.

A *coalition* is a set of causes repaired; its number has bit ``k`` set if cause ``k`` is in it, so row 0 is nothing
repaired and the last row everything. The Shapley value of a cause is what it adds to the coalition before it, averaged
over all orders of repair (Shapley 1953); values sum to everything less nothing. The synergy of a pair is the
pairwise interaction index of Grabisch and Roubens (1999, International Journal of Game Theory 28): how much more two
repairs add together than apart, averaged over what else is repaired; 0 in an additive game, negative for substitutes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import bootstrap_interval, resamples
from zombielaw.experiments.errors import InputError

Array = npt.NDArray[np.float64]
MOST_CAUSES = 16
"""65,536 coalitions; more are for sampled orders, which this module does not do."""


def coalitions(causes: Sequence[str]) -> list[tuple[str, ...]]:
    """Causes repaired in each coalition, by its number: 2^k rows, nothing first, everything last."""
    if not 1 <= len(causes) <= MOST_CAUSES or len(set(causes)) != len(causes):
        raise InputError(
            f"{len(causes)} causes given ({', '.join(causes)}); allowed: 1 to {MOST_CAUSES}, each named once."
        )
    return [tuple(cause for bit, cause in enumerate(causes) if number >> bit & 1) for number in range(2 ** len(causes))]


def _number_of_causes(worth: Array) -> int:
    rows = int(worth.shape[0])
    causes = rows.bit_length() - 1
    if causes < 1 or rows != 2**causes:
        raise InputError(
            f"A table of coalitions has 2, 4, 8, ... rows, one for each set of causes; given: {rows}. "
            "Was a coalition left out?"
        )
    return causes


def shapley_values(worth: Array) -> Array:
    """Shapley value of each cause.

    Parameters
    ----------
    worth : (2^k,) or (2^k, m) array
        Outcome of each coalition, in the order of :func:`coalitions`; columns are games of their own.

    Returns
    -------
    (k,) or (k, m) array
        In the unit of the outcome; sums to ``worth[-1] - worth[0]``.

    Raises
    ------
    InputError
        The number of rows is no power of two.
    """
    causes = _number_of_causes(worth)
    numbers = np.arange(worth.shape[0])
    sizes = np.bitwise_count(numbers)
    weights = np.array([math.factorial(s) * math.factorial(causes - s - 1) for s in range(causes)], dtype=float)
    weights /= math.factorial(causes)
    values = []
    for bit in range(causes):
        without = numbers[numbers >> bit & 1 == 0]
        values.append(np.tensordot(weights[sizes[without]], worth[without | 1 << bit] - worth[without], axes=1))
    return np.array(values)


def synergies(worth: Array) -> Array:
    """Pairwise Shapley interaction index.

    Parameters
    ----------
    worth : (2^k,) or (2^k, m) array
        As for :func:`shapley_values`.

    Returns
    -------
    (k, k) or (k, k, m) array
        Symmetric, in the unit of the outcome; the diagonal, which has no meaning, is 0.
    """
    causes = _number_of_causes(worth)
    numbers = np.arange(worth.shape[0])
    sizes = np.bitwise_count(numbers)
    weights = np.array([math.factorial(s) * math.factorial(causes - s - 2) for s in range(causes - 1)], dtype=float)
    weights /= math.factorial(causes - 1)
    found = np.zeros((causes, causes, *worth.shape[1:]))
    for one, two in combinations(range(causes), 2):
        a, b = 1 << one, 1 << two
        rest = numbers[numbers & (a | b) == 0]
        together = worth[rest | a | b] - worth[rest | a] - worth[rest | b] + worth[rest]
        found[one, two] = found[two, one] = np.tensordot(weights[sizes[rest]], together, axes=1)
    return found


@dataclass(frozen=True)
class Attribution:
    """Tables of an attribution.

    Attributes
    ----------
    values : DataFrame
        One row per cause: ``cause, value, low, high, alone, last``. ``alone`` is what the cause adds to nothing
        repaired, ``last`` what it adds to everything else; where they differ there are synergies.
    synergies : DataFrame
        One row per pair: ``cause, other, value, low, high``.
    none, all : float
        Outcome with nothing and with everything repaired; ``values["value"]`` sums to their difference.
    """

    values: pd.DataFrame
    synergies: pd.DataFrame
    none: float
    all: float


def attribution(causes: Sequence[str], numerator: Array, denominator: Array | None = None) -> Attribution:
    """Attribute an outcome to causes, with bootstrap intervals over replicates.

    Parameters
    ----------
    causes : sequence of str
        Names, cause ``k`` being bit ``k`` of a coalition's number.
    numerator : (2^k, replicates) array
        Outcome of each coalition and replicate. Replicate ``r`` has the same luck in every coalition.
    denominator : (2^k, replicates) array, optional
        For an outcome that is a ratio of sums over replicates (a share); without it the outcome is the mean.

    Returns
    -------
    Attribution
        Bootstrap intervals: replicates are resampled, jointly for all coalitions, so that the luck they share stays
        paired; NaN with fewer than two replicates.

    Raises
    ------
    InputError
        A coalition is missing or empty, or has other replicates than the rest.
    """
    names = coalitions(causes)
    under = np.ones_like(numerator) if denominator is None else denominator
    _check(names, numerator, under)
    worth = numerator.sum(axis=1) / under.sum(axis=1)
    value, pairs = shapley_values(worth), synergies(worth)
    value_low, value_high = np.full((2, *value.shape), math.nan)
    pairs_low, pairs_high = np.full((2, *pairs.shape), math.nan)
    replicates = numerator.shape[1]
    if replicates >= 2:
        drawn = resamples(replicates)
        times = np.stack([np.bincount(one, minlength=replicates) for one in drawn], axis=1).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            resampled = (numerator @ times) / (under @ times)
        resampled = resampled[:, np.isfinite(resampled).all(axis=0)]  # a resample without any case tells nothing
        value_low, value_high = bootstrap_interval(shapley_values(resampled), replicates)
        pairs_low, pairs_high = bootstrap_interval(synergies(resampled), replicates)
    last = worth.size - 1
    rows = [
        (cause, value[k], value_low[k], value_high[k], worth[1 << k] - worth[0], worth[last] - worth[last ^ 1 << k])
        for k, cause in enumerate(causes)
    ]
    both = [
        (causes[i], causes[j], pairs[i, j], pairs_low[i, j], pairs_high[i, j])
        for i, j in combinations(range(len(causes)), 2)
    ]
    return Attribution(
        pd.DataFrame(rows, columns=["cause", "value", "low", "high", "alone", "last"]),
        pd.DataFrame(both, columns=["cause", "other", "value", "low", "high"]),
        float(worth[0]),
        float(worth[-1]),
    )


def _check(names: list[tuple[str, ...]], numerator: Array, under: Array) -> None:
    if numerator.ndim != 2 or numerator.shape[0] != len(names) or not numerator.shape[1]:
        raise InputError(
            f"The outcome has the shape {numerator.shape}; allowed: ({len(names)}, replicates), one row for each set "
            "of causes."
        )
    if under.shape != numerator.shape:
        raise InputError(f"Denominators have the shape {under.shape}, numerators {numerator.shape}; give one for each.")
    if not (np.isfinite(numerator).all() and np.isfinite(under).all()):
        row = int(np.argwhere(~(np.isfinite(numerator) & np.isfinite(under)))[0, 0])
        raise InputError(
            f"The coalition ({', '.join(names[row]) or 'nothing repaired'}) has an outcome that is no number; "
            "attribute a count, or give a share as numerator and denominator."
        )
    if not under.sum(axis=1).all():
        row = int(np.flatnonzero(under.sum(axis=1) == 0.0)[0])
        raise InputError(
            f"The coalition ({', '.join(names[row]) or 'nothing repaired'}) has nothing to divide by in any replicate; "
            "add replicates, or attribute a count."
        )
