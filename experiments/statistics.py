"""Intervals: exact for rare counts, Wilson for shares, bootstrap over replicates for the rest."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

LEVEL = 0.95
"""Level of every interval."""
RESAMPLES = 2000


def poisson_interval(count: float, exposure: float = 1.0) -> tuple[float, float]:
    """Exact (Garwood) interval of the mean count per unit of exposure.

    Parameters
    ----------
    count : float
        Events seen, a whole number.
    exposure : float
        Units in which they were seen.
    """
    tail = (1.0 - LEVEL) / 2.0
    low = stats.chi2.ppf(tail, 2.0 * count) / 2.0 if count > 0 else 0.0
    high = stats.chi2.ppf(1.0 - tail, 2.0 * (count + 1.0)) / 2.0
    return float(low / exposure), float(high / exposure)


def wilson_interval(count: float, number: float) -> tuple[float, float]:
    """Wilson interval of a share; NaN if nothing was counted."""
    if number <= 0:
        return math.nan, math.nan
    z = float(stats.norm.ppf(0.5 + LEVEL / 2.0))
    share = count / number
    centre = (share + z * z / (2.0 * number)) / (1.0 + z * z / number)
    half = z / (1.0 + z * z / number) * math.sqrt(share * (1.0 - share) / number + z * z / (4.0 * number * number))
    # At the ends the two terms are equal but for rounding.
    return 0.0 if count <= 0 else centre - half, 1.0 if count >= number else centre + half


def clopper_pearson_interval(count: float, number: float) -> tuple[float, float]:
    """Clopper-Pearson interval of a share: at least the level, always; NaN if nothing was counted."""
    if number <= 0:
        return math.nan, math.nan
    tail = (1.0 - LEVEL) / 2.0
    low = float(stats.beta.ppf(tail, count, number - count + 1)) if count > 0 else 0.0
    high = float(stats.beta.ppf(1.0 - tail, count + 1, number - count)) if count < number else 1.0
    return low, high


def bootstrap_ratio(numerators: npt.NDArray[np.float64], denominators: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Percentile interval of a ratio of sums, resampling whole replicates; NaN with fewer than two of them."""
    known = np.isfinite(numerators) & np.isfinite(denominators)
    over, under = numerators[known], denominators[known]
    if over.size < 2:
        return math.nan, math.nan
    chosen = np.random.default_rng(0).integers(0, over.size, size=(RESAMPLES, over.size))
    sums = under[chosen].sum(axis=1)
    ratios = over[chosen].sum(axis=1)[sums != 0] / sums[sums != 0]
    if ratios.size == 0:
        return math.nan, math.nan
    low, high = np.quantile(ratios, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(low), float(high)
