"""Shapley values of an outcome over causes, from a table of all coalitions.

A *coalition* is a set of causes repaired; its number has bit ``k`` set if cause ``k`` is in it, so row 0 is nothing
repaired and the last row everything. The Shapley value of a cause is what it adds to the coalition before it, averaged
over all orders of repair (Shapley 1953); values sum to everything less nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import (
    Floats,
    bootstrap_interval,
    influence,
    resampled,
    widened,
)
from zombielaw.experiments.errors import InputError


def coalitions(causes: Sequence[str]) -> list[tuple[str, ...]]:
    """Causes repaired in each coalition, by its number: 2^k rows, nothing first, everything last."""
    return [
        tuple(cause for bit, cause in enumerate(causes) if number >> bit & 1)
        for number in range(2 ** len(causes))
    ]


def shapley_values(worth: Floats) -> Floats:
    """Shapley value of each cause.

    ``worth``, (2^k,) or (2^k, m) array: outcome of each coalition, in the order of :func:`coalitions`; columns are
    games of their own.
    Returns a (k,) or (k, m) array: in the unit of the outcome; sums to ``worth[-1] - worth[0]``.
    """
    numbers = np.arange(worth.shape[0])
    causes, sizes = worth.shape[0].bit_length() - 1, np.bitwise_count(numbers)
    weights = np.array([1.0 / (causes * math.comb(causes - 1, size)) for size in range(causes)])
    values = []
    for bit in range(causes):
        without = numbers[numbers >> bit & 1 == 0]
        values.append(
            np.tensordot(
                weights[sizes[without]], worth[without | 1 << bit] - worth[without], axes=1
            )
        )
    return np.array(values).reshape(causes, *worth.shape[1:])


@dataclass(frozen=True)
class Attribution:
    """Tables of an attribution.

    ``values``: one row per cause: ``cause, value, low, high, alone, last``. ``alone`` is what the cause adds to nothing
    repaired, ``last`` what it adds to everything else. ``none, all``: outcome with nothing and with everything
    repaired; ``values["value"]`` sums to their difference.
    """

    values: pd.DataFrame
    none: float
    all: float


def attribution(
    causes: Sequence[str],
    numerator: Floats,
    denominator: Floats | None = None,
    logarithm: bool = False,
) -> Attribution:
    """Attribute an outcome to causes, with bootstrap intervals over replicates.

    ``causes``: names, cause ``k`` being bit ``k`` of a coalition's number. ``numerator``, (2^k, replicates) array:
    outcome of each coalition and replicate. Replicate ``r`` has the same luck in every coalition. ``denominator``,
    (2^k, replicates) array: for an outcome that is a ratio of sums over replicates (a share); without it the outcome is
    the mean. ``logarithm``: attribute the logarithm of the outcome: stages of a chain multiply. All numbers are
    logarithms.
    Returns bootstrap intervals: replicates are resampled, jointly for all coalitions, so that the luck they share stays
    paired; no narrower than :func:`widened` asks, and NaN with fewer than two. All values are NaN where a coalition has
    nothing to divide by, or nothing whose logarithm could be taken. Raises InputError: a coalition has no run.
    """
    names = coalitions(causes)
    under = np.ones_like(numerator) if denominator is None else denominator
    if numerator.shape[0] != len(names) or not numerator.size:
        raise InputError(
            "The outcome has the shape {}; allowed: ({}, replicates), one row for each set of causes.",
            numerator.shape,
            len(names),
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = np.maximum(numerator.sum(axis=1) / under.sum(axis=1), 0.0)
        moved = influence(numerator, under)
        if logarithm:
            moved, worth = moved / worth[:, None], np.log(worth)
    if not np.isfinite(worth).all():
        columns = dict.fromkeys(("value", "low", "high", "alone", "last"), math.nan)
        return Attribution(pd.DataFrame({"cause": causes, **columns}), worth[0], worth[-1])
    value = shapley_values(worth)
    replicates = numerator.shape[1]
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = resampled(numerator) / resampled(under)
        drawn = np.log(drawn) if logarithm else drawn
    drawn = drawn[:, np.isfinite(drawn).all(axis=0)]  # a resample without any case tells nothing
    value_low, value_high = widened(
        bootstrap_interval(shapley_values(drawn), replicates), value, shapley_values(moved)
    )
    alone = 1 << np.arange(len(causes))
    values = {
        "cause": np.array(causes),
        "value": value,
        "low": np.minimum(value_low, value),
        "high": np.maximum(value_high, value),
        "alone": worth[alone] - worth[0],
        "last": worth[-1] - worth[(len(worth) - 1) ^ alone],
    }
    return Attribution(pd.DataFrame(values), float(worth[0]), float(worth[-1]))
