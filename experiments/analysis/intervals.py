"""Intervals over replicates that hold for few of them and for rare counts; what pairing is worth.

A measure comes as two arrays over replicates, numerators and denominators, and is their ratio of sums. Replicates are
independent; what happens within one is not, since its files share learning: intervals resample whole replicates.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import scipy as sp  # its parts are loaded when they are first used

Floats = npt.NDArray[np.float64]
LEVEL = 0.95
"""Level of every interval."""
RESAMPLES = 2000
FEW = 8
"""Replicates from which on their skewness can be measured. Of fewer, resampling sees too small a range as well."""
ROUNDING = 1e-6
"""Skewness below which a sample is taken for symmetric."""
VALLEY_LEVEL = 0.01
"""Level of each of the two tests that a valley has to pass."""


def poisson_interval(count: float, exposure: float = 1.0) -> tuple[float, float]:
    """Exact (Garwood) interval of the mean count per unit of exposure.

    ``count``: events seen, a whole number. ``exposure``: units in which they were seen.
    """
    tail = (1.0 - LEVEL) / 2.0
    low = sp.stats.chi2.ppf(tail, 2.0 * count) / 2.0 if count > 0 else 0.0
    high = sp.stats.chi2.ppf(1.0 - tail, 2.0 * (count + 1.0)) / 2.0
    return float(low / exposure), float(high / exposure)


def wilson_interval(count: float, number: float) -> tuple[float, float]:
    """Wilson interval of a share; NaN if nothing was counted."""
    if number <= 0:
        return math.nan, math.nan
    z = float(sp.stats.norm.ppf(0.5 + LEVEL / 2.0))
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
    low = float(sp.stats.beta.ppf(tail, count, number - count + 1)) if count > 0 else 0.0
    high = float(sp.stats.beta.ppf(1.0 - tail, count + 1, number - count)) if count < number else 1.0
    return low, high


def paired_shares(here: Floats, there: Floats) -> tuple[float, float, float]:
    """Difference of two shares of the same units, with the interval of Bonett and Price (2012).

    It has a width where no unit changed, which resampling has not.

    ``here, there``, (units,) arrays: 1 where a unit is so, else 0.
    """
    number = here.size
    if number == 0:
        return math.nan, math.nan, math.nan
    gained, lost = (
        (float((one > other).sum()) + 1.0) / (number + 2.0) for one, other in ((here, there), (there, here))
    )
    half = float(sp.stats.norm.ppf(0.5 + LEVEL / 2.0)) * math.sqrt(
        (gained + lost - (gained - lost) ** 2) / (number + 2.0)
    )
    middle = gained - lost
    return float((here - there).mean()), max(-1.0, middle - half), min(1.0, middle + half)


def _known(*parts: Floats) -> list[Floats]:
    """Arrays over replicates, without the replicates in which one of them is no number."""
    known = np.isfinite(parts).all(axis=0)
    return [part[known] for part in parts]


def bootstrap_ratio(numerators: Floats, denominators: Floats) -> tuple[float, float]:
    """Bootstrap interval of a ratio of sums, resampling whole replicates; NaN with fewer than two of them.

    It is no narrower than :func:`widened` asks, and cut at zero where no numerator is negative.
    """
    over, under = _known(numerators, denominators)
    if over.size < 2:
        return math.nan, math.nan
    chosen = resamples(over.size)
    sums = under[chosen].sum(axis=1)
    ratios = over[chosen].sum(axis=1)[sums != 0] / sums[sums != 0]
    value = over.sum() / under.sum() if under.sum() else math.nan
    low, high = widened(bootstrap_interval(ratios, over.size), value, influence(over, under))
    return float(max(low, 0.0) if over.min() >= 0.0 else low), float(high)


def widened(ends: Floats, value: Floats | float, moved: Floats) -> Floats:
    """The smallest interval that holds both a bootstrap interval and Student's.

    From :data:`FEW` replicates on Student's is corrected for skewness. Of fewer, skewness cannot be told, and the
    interval of a skewed outcome holds the truth less often than it says.

    ``ends``, (2, ...) array: of the bootstrap. ``value``: (...) array. ``moved``, (..., replicates) array: what each
    replicate adds to ``value``, see :func:`influence`.
    Returns a (2, ...) array.
    """
    number = moved.shape[-1]
    if number < 2:
        return ends
    below, above = skew_corrected(moved) if number >= FEW else students(moved)
    return np.array([np.fmin(ends[0], value - below), np.fmax(ends[1], value - above)])


def students(moved: Floats) -> Floats:
    """Amounts to take from a mean to get the ends of its Student's t interval; as :func:`skew_corrected`."""
    number = moved.shape[-1]
    half = sp.stats.t.ppf(0.5 + LEVEL / 2.0, number - 1) * moved.std(axis=-1, ddof=1) / math.sqrt(number)
    return np.array([half, -half])


def skew_corrected(moved: Floats) -> Floats:
    """Amounts to take from a mean to get the ends of its Student's t interval, corrected for skewness.

    The t statistic of a skewed sample is skewed the other way. A cubic with the sample's own skewness makes it
    symmetric; its inverse at the two quantiles of t gives the ends (Hall 1992, "On the removal of skewness by
    transformation", Journal of the Royal Statistical Society B 54, 221-228; here with t in place of normal quantiles
    and with the skewness adjusted for small samples).

    ``moved``, (..., replicates) array: three replicates or more.
    Returns a (2, ...) array: for the low end a positive number, for the high end a negative one.
    """
    number = moved.shape[-1]
    reaches = students(moved)
    spread = moved.std(axis=-1, ddof=1)
    centred = moved - moved.mean(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        skewness = (centred**3).mean(axis=-1) / (centred**2).mean(axis=-1) ** 1.5
        skewness *= math.sqrt(number * (number - 1)) / (number - 2)
        cubic = 3.0 / skewness * (np.cbrt(1.0 + skewness * (reaches / spread - skewness / (6.0 * number))) - 1.0)
    # Without skewness the cubic is the identity, and its inverse nought over nought.
    ends: Floats = np.where(np.abs(skewness) > ROUNDING, spread * cubic, reaches)
    return ends


@lru_cache(8)
def resamples(number: int) -> npt.NDArray[np.int64]:
    """Replicates that each resample holds: ``(RESAMPLES, number)``, always the same, so that pairs stay pairs."""
    chosen = np.random.default_rng(0).integers(0, number, size=(RESAMPLES, number))
    chosen.flags.writeable = False
    return chosen


def bootstrap_interval(values: Floats, number: int) -> npt.NDArray[np.float64]:
    """Ends of the interval of a statistic from its resampled values: the expanded percentile interval.

    The plain percentile interval is too narrow by the factor of the variance of a sample and of Student's t. Its tails
    are cut further out, so that a mean of normal values gets the width of its t interval (Hesterberg 2015, "What
    teachers should know about the bootstrap", section 5.3). Of few replicates and of skewed values it holds the truth
    less often than it says: see :func:`widened`.

    ``values``, (..., resamples) array: values of the statistic in the resamples in which it is defined. ``number``:
    replicates that were resampled.
    Returns a (2, ...) array: low and high ends; NaN of no values or of fewer than two replicates.
    """
    if number < 2 or values.shape[-1] == 0:
        return np.full((2, *values.shape[:-1]), math.nan)
    quantile = sp.stats.t.ppf(0.5 + LEVEL / 2.0, number - 1) * math.sqrt(number / (number - 1))
    tail = float(sp.stats.norm.sf(quantile))
    ends: npt.NDArray[np.float64] = np.quantile(values, [tail, 1.0 - tail], axis=-1)
    return ends


def interval_of(unit: str, over: Floats, under: Floats) -> tuple[float, float]:
    """Interval of a measure over replicates, by what it is.

    The bootstrap over replicates, cut at zero: no measure is of something that can be negative. A run may still be so,
    where what was expected in one year is taken back in the next, and so may the value of a few runs: then the
    interval begins there. Few events may all fall alike in few replicates, and then the interval is too narrow or none
    at all: so it is never taken narrower than the one that would hold were all events independent, the exact Poisson
    interval for counts of files, that of Wilson for shares of things counted.
    """
    low, high = bootstrap_ratio(over, under)
    over, under = _known(over, under)
    total, base, counted = float(over.sum()), float(under.sum()), bool(np.all(over == np.floor(over)))
    least = min(0.0, total / base) if base else 0.0
    ends = low, high = float(np.maximum(low, least)), float(np.maximum(high, 0.0))
    if unit == "files" and counted and base > 0:
        return _wider(ends, poisson_interval(total, base))
    if unit == "share":
        ends = low, float(np.minimum(high, 1.0))
        return _wider(ends, wilson_interval(total, base)) if counted and base == math.floor(base) else ends
    return ends


def _wider(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The smallest interval that holds both; an unknown one is passed over."""
    return float(np.fmin(one[0], other[0])), float(np.fmax(one[1], other[1]))


def paired_difference(over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> tuple[float, float, float]:
    """A measure in one scenario less the same in another, over replicates that share their luck.

    ``over, under, base_over, base_under``, (replicates,) arrays: the same replicates in the same order.
    Returns the difference, and its bootstrap interval: replicates are resampled jointly, so what both share cancels.
    The interval is NaN with fewer than two replicates, and no narrower than :func:`widened` asks.
    """
    parts = _known(over, under, base_over, base_under)
    difference, number = _difference(*parts), parts[0].size
    if math.isnan(difference):
        return math.nan, math.nan, math.nan
    a, b, c, d = (part[resamples(number)].sum(axis=1) for part in parts)
    some = (b != 0) & (d != 0)
    ends = bootstrap_interval(a[some] / b[some] - c[some] / d[some], number)
    if number < 2:
        return difference, math.nan, math.nan
    low, high = widened(ends, difference, influence(*parts[:2]) - influence(*parts[2:]))
    return difference, float(low), float(high)


def _difference(over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> float:
    """Difference of two ratios of sums; NaN where nothing is divided."""
    a, b, c, d = (float(part.sum()) for part in (over, under, base_over, base_under))
    return a / b - c / d if b and d else math.nan


def influence(over: Floats, under: Floats) -> Floats:
    """Part of each replicate in a ratio of sums, to first order: deviation from the mean where ``under`` is 1."""
    mean = under.mean()
    if not mean:
        return np.full(over.size, math.nan)
    moved: Floats = (over - over.sum() / under.sum() * under) / mean
    return moved


def variance_ratio(over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> float:
    """Worth of pairing: variance of the difference under independent luck over its variance under shared luck.

    1 is nothing, 4 means that a quarter of the runs do; infinity if the difference does not vary, NaN if nothing does.
    """
    parts = _known(over, under, base_over, base_under)
    if parts[0].size < 2:
        return math.nan
    here, there = influence(*parts[:2]), influence(*parts[2:])
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
    chances = [float(sp.stats.binom.cdf(middle, middle + held(end), 0.5)) for end in ends]
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
