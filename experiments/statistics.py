"""Intervals: exact for rare counts, Wilson for shares, bootstrap over replicates for the rest; what pairing is worth.

A measure comes as two arrays over replicates, numerators and denominators, and is their ratio of sums.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
LEVEL = 0.95
"""Level of every interval."""
RESAMPLES = 2000
VALLEY_LEVEL = 0.01
"""Level of each of the two tests that a valley has to pass."""


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


def paired_shares(here: Floats, there: Floats) -> tuple[float, float, float]:
    """Difference of two shares of the same units, with the interval of Bonett and Price (2012).

    It has a width where no unit changed, which resampling has not.

    Parameters
    ----------
    here, there : (units,) arrays
        1 where a unit is so, else 0.
    """
    number = here.size
    if number == 0:
        return math.nan, math.nan, math.nan
    gained, lost = (
        (float((one > other).sum()) + 1.0) / (number + 2.0) for one, other in ((here, there), (there, here))
    )
    half = float(stats.norm.ppf(0.5 + LEVEL / 2.0)) * math.sqrt((gained + lost - (gained - lost) ** 2) / (number + 2.0))
    middle = gained - lost
    return float((here - there).mean()), max(-1.0, middle - half), min(1.0, middle + half)


def bootstrap_ratio(numerators: Floats, denominators: Floats) -> tuple[float, float]:
    """Percentile interval of a ratio of sums, resampling whole replicates; NaN with fewer than two of them."""
    known = np.isfinite(numerators) & np.isfinite(denominators)
    over, under = numerators[known], denominators[known]
    if over.size < 2:
        return math.nan, math.nan
    chosen = _resampled(over.size)
    sums = under[chosen].sum(axis=1)
    ratios = over[chosen].sum(axis=1)[sums != 0] / sums[sums != 0]
    return _middle(ratios)


def _resampled(number: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(0).integers(0, number, size=(RESAMPLES, number))


def _middle(values: Floats) -> tuple[float, float]:
    """The middle part of resampled values; NaN of none."""
    if values.size == 0:
        return math.nan, math.nan
    low, high = np.quantile(values, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(low), float(high)


def interval_of(unit: str, over: Floats, under: Floats) -> tuple[float, float]:
    """Interval of a measure over replicates, by what it is.

    Counts of files get the exact Poisson interval of their mean per replicate, shares whose parts are counts the Wilson
    interval, everything else a bootstrap over replicates.
    """
    known = np.isfinite(over)
    total, base = float(over[known].sum()), float(under[known].sum())
    counted = bool(np.all(over[known] == np.floor(over[known])))
    if unit == "files" and counted and base > 0:
        return poisson_interval(total, base)
    if unit == "share" and counted and base == math.floor(base):
        return wilson_interval(total, base)
    return bootstrap_ratio(over, under)


def paired_difference(over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> tuple[float, float, float]:
    """A measure in one scenario less the same in another, over replicates that share their luck.

    Parameters
    ----------
    over, under, base_over, base_under : (replicates,) arrays
        The same replicates in the same order.

    Returns
    -------
    tuple of float
        Difference, and its percentile interval: replicates are resampled jointly, so what both share cancels. The
        interval is NaN with fewer than two replicates.
    """
    known = np.isfinite(over) & np.isfinite(under) & np.isfinite(base_over) & np.isfinite(base_under)
    parts = [part[known] for part in (over, under, base_over, base_under)]
    sums = [float(part.sum()) for part in parts]
    if not (sums[1] and sums[3]):
        return math.nan, math.nan, math.nan
    difference = sums[0] / sums[1] - sums[2] / sums[3]
    if parts[0].size < 2:
        return difference, math.nan, math.nan
    chosen = _resampled(parts[0].size)
    a, b, c, d = (part[chosen].sum(axis=1) for part in parts)
    some = (b != 0) & (d != 0)
    return difference, *_middle(a[some] / b[some] - c[some] / d[some])


def influence(over: Floats, under: Floats) -> Floats:
    """What each replicate adds to a ratio of sums, to first order: deviations from the mean where ``under`` is 1."""
    mean = under.mean()
    if not mean:
        return np.full(over.size, math.nan)
    moved: Floats = (over - over.sum() / under.sum() * under) / mean
    return moved


def variance_ratio(over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> float:
    """What pairing is worth: variance of the difference under independent luck over its variance under shared luck.

    1 is nothing, 4 means that a quarter of the runs do; infinity if the difference does not vary, NaN if nothing does.
    """
    known = np.isfinite(over) & np.isfinite(under) & np.isfinite(base_over) & np.isfinite(base_under)
    if known.sum() < 2:
        return math.nan
    here, there = influence(over[known], under[known]), influence(base_over[known], base_under[known])
    apart = float(here.var(ddof=1) + there.var(ddof=1))
    paired = float((here - there).var(ddof=1))
    if paired == 0.0:
        return math.inf if apart > 0.0 else math.nan
    return apart / paired


def upper_share(over: Floats, under: Floats) -> float:
    """Share of the replicates in the upper of two peaks; NaN where nothing speaks for two.

    The values are cut into the two groups of least variance. A density with one peak is nowhere between the means of
    the groups lower than at both: the third of the way in the middle then holds no fewer values than the poorer of two
    windows of the same width around the means. Two peaks are said where binomial tests reject this against either
    window, each at :data:`VALLEY_LEVEL`. Values that counting makes coarse are spread over the step of one count
    first, so that shares of few files do not pass for peaks.

    Few replicates cannot show two peaks: seven on either side is the least.
    """
    known = np.isfinite(over) & np.isfinite(under) & (under != 0)
    values = np.sort(_spread(over[known], under[known]))
    number = values.size
    if number < 2:
        return math.nan
    left = np.cumsum(values)[:-1]
    size = np.arange(1, number)
    low, high = left / size, (values.sum() - left) / (number - size)
    cut = int(np.argmax(size * (number - size) * (high - low) ** 2))
    ends = low[cut], high[cut]
    width = (ends[1] - ends[0]) / 3.0

    def held(centre: float) -> int:
        return int(np.sum(np.abs(values - centre) <= width / 2.0))

    middle = held((ends[0] + ends[1]) / 2.0)
    chances = [float(stats.binom.cdf(middle, middle + held(end), 0.5)) for end in ends]
    return float((number - size[cut]) / number) if max(chances) < VALLEY_LEVEL else math.nan


def _spread(over: Floats, under: Floats) -> Floats:
    values = over / under
    if not np.all(over == np.floor(over)):
        return values
    for value in np.unique(values):
        tied = np.flatnonzero(values == value)
        step = 1.0 / np.abs(under[tied])
        values[tied] = value + ((np.arange(tied.size) + 0.5) / tied.size - 0.5) * step
    return values
