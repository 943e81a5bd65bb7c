"""Samples of declared ranges and priors: Latin hypercubes, and Saltelli for variance shares.

A sample lies in the unit cube, one column per setting; :func:`at_quantiles` turns it into values by :func:`quantile` of
each range (log-uniform where it spans more than ten-fold, uniform otherwise, options evenly) or by the :func:`prior`,
whose median is the default. SALib draws the points of the second, and takes :func:`problem` for their analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.data.priors import Prior
from zombielaw.experiments.errors import InputError
from zombielaw.sim.parameters import Declared

Floats = npt.NDArray[np.float64]


def problem(groups: Sequence[str]) -> dict[str, Any]:
    """Problem for SALib to sample and analyse: numbers on the unit cube, each in a group that is sampled as one."""
    names = [f"{number} {group}" for number, group in enumerate(groups)]
    return {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
        "groups": list(groups),
    }


def latin_hypercube(keys: Sequence[str], number: int, seed: int) -> Floats:
    """Unit cube of a Latin hypercube: ``number`` rows, one in each of as many strata of every setting."""
    unit: Floats = sp.stats.qmc.LatinHypercube(len(keys), rng=seed).random(number)
    return unit


def saltelli(groups: Sequence[str], size: int, seed: int) -> Floats:
    """Unit cube of a Saltelli design: ``size * (groups + 2)`` rows, a column for each number.

    ``groups``: the group of each number; those of one group are sampled apart from each other and exchanged together.
    ``size``: base sample, a power of two (the points are a scrambled Sobol sequence).
    Raises InputError: the size is no power of two.
    """
    if size < 2 or size & (size - 1):
        raise InputError(
            "A Saltelli sample of {} is not balanced; allowed: a power of two, such as 256.", size
        )
    from SALib.sample import sobol  # noqa: PLC0415 - slow to import, and workers do without

    unit: Floats = sobol.sample(
        problem(groups), size, calc_second_order=False, scramble=True, seed=seed
    )
    return unit


def at_quantiles(
    keys: Sequence[str],
    unit: Floats,
    value: Callable[[Declared, float], Any],
    own: Mapping[str, Prior] | None = None,
) -> pd.DataFrame:
    """Values of settings by the quantile function of their priors; each has a column of the sample in the unit cube.

    ``own``: a user's priors by full key, in place of the declared ones.
    """
    numbers = {key: parameter_of(key) for key in keys}
    numbers |= {
        key: _with_own_priors(numbers[key], given)
        for key, given in (own or {}).items()
        if key in numbers
    }
    return pd.DataFrame(
        {
            key: [value(numbers[key], u) for u in us]
            for key, us in zip(keys, unit.T.tolist(), strict=True)
        }
    )


def _with_own_priors(number: Declared, given: Prior) -> Declared:
    """A number whose prior is a user's own."""
    about = replace(number.about, low=given.low, high=given.high)
    return replace(number, middle=given.middle, about=about, today=None)


def quantile(parameter: Declared, u: float) -> Any:
    """Value of a parameter at a quantile of its prior, as a user writes it."""
    low, high = parameter.about.low, parameter.about.high
    if parameter.kind is not float:
        whole = parameter.kind(min(int(high), int(low + u * (high - low + 1))))
        return parameter.shown(whole)
    value = low * (high / low) ** u if low > 0 and high / low > 10 else low + u * (high - low)
    return min(high, max(low, value))  # rounding


def prior(parameter: Declared, u: float) -> Any:
    """Value of a number at a quantile of its prior: each half around the median is log-uniform if it is long.

    The prior of a lever is that of today's practice, that of most numbers of the world their declared range.
    """
    around, middle = parameter.today or parameter.about, parameter.middle
    low, high = (around.low, middle) if u < 0.5 else (middle, around.high)
    return quantile(
        replace(parameter, about=replace(parameter.about, low=low, high=high)), 2.0 * u - (u >= 0.5)
    )
