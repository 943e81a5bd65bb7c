"""Intervals over replicates that hold for few of them and for rare counts; what pairing is worth.

A measure comes as two arrays over replicates, numerators and denominators, and is their ratio of sums; of many
measures, the arrays have a row for each, and all share their resamples. Replicates are independent; what happens within
one is not, since its files share learning: intervals resample whole replicates.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache, reduce, wraps
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy as sp  # its parts are loaded when they are first used

Floats = npt.NDArray[np.float64]
Values = float | Floats
LEVEL = 0.95
"""Level of every interval."""
RESAMPLES = 2000
ROWS = 500
"""Rows that are resampled at once, so that memory does not grow with their number."""
FEW = 8
"""Replicates from which on their skewness can be measured. Of fewer, resampling sees too small a range as well."""
ROUNDING = 1e-6
"""Skewness below which a sample is taken for symmetric."""
VALLEY_LEVEL = 0.01
"""Level of each of the two tests that a valley has to pass."""


def poisson_interval(count: Values, exposure: Values = 1.0) -> tuple[Any, Any]:
    """Exact (Garwood) interval of the mean count per unit of exposure.

    ``count``: events seen, whole numbers. ``exposure``: units in which they were seen.
    """
    tail = (1.0 - LEVEL) / 2.0
    events = np.asarray(count, dtype=np.float64)
    low = np.where(events > 0.0, sp.special.gammaincinv(events, tail), 0.0)
    return (low / exposure)[()], sp.special.gammaincinv(events + 1.0, 1.0 - tail) / exposure


def wilson_interval(count: Values, number: Values) -> tuple[Any, Any]:
    """Wilson interval of a share; NaN if nothing was counted."""
    z = float(sp.special.ndtri(0.5 + LEVEL / 2.0))
    known = np.where(np.asarray(number) > 0, number, math.nan)

    def low(events: Values) -> Any:
        reach = z * np.sqrt(events * (known - events) / known + z * z / 4.0)
        return ((events + z * z / 2.0 - reach) / (known + z * z))[()]

    return low(count), 1.0 - low(known - count)


def of_known(statistic: Callable[..., Any]) -> Callable[..., Any]:
    """A statistic of (rows, replicates) arrays without gaps, made one of (..., replicates) arrays with gaps.

    Of each row it leaves out the replicates in which one of the parts is no number. What is returned has the leading
    axes of the parts in place of the rows; where the statistic returns several arrays, it is a tuple of as many.
    """

    @wraps(statistic)
    def of_rows(*parts: Floats) -> Any:
        *leading, number = parts[0].shape
        rows = [part.reshape(math.prod(leading), number) for part in parts]
        known = np.asarray(np.isfinite(rows).all(axis=0))
        found: dict[int, Any] = {}
        for pattern in np.unique(known, axis=0) if number else known[:1]:
            alike = np.flatnonzero((known == pattern).all(axis=1))
            for some in np.array_split(alike, -(-alike.size // ROWS)):
                made = np.array(statistic(*(part[some].compress(pattern, axis=1) for part in rows)))
                found |= zip(some.tolist(), made.T, strict=True)
        every = np.array([found[row] for row in range(len(known))])
        values = every.T.reshape((*every.shape[1:], *leading))[()]
        return tuple(values) if every.ndim > 1 else values

    return of_rows


def divided(over: Floats, under: Floats) -> Floats:
    """Ratios; NaN where nothing is divided, or less."""
    return np.asarray(
        np.divide(over, under, out=np.full(np.shape(over), math.nan), where=under > 0.0)
    )


@of_known
def ratio(over: Floats, under: Floats) -> Floats:
    """Ratios of sums over replicates; NaN where nothing is divided."""
    return divided(over.sum(axis=1), under.sum(axis=1))


@of_known
def ratio_interval(*parts: Floats) -> Floats:
    """A ratio of sums, or what it is above another, over replicates that share their luck.

    ``parts``, (..., replicates) arrays: numerator and denominator, and those of the other, if there is one; the same
    replicates in the same order.
    Returns the value, and its bootstrap interval: whole replicates are resampled, jointly, so that what both share
    cancels. The interval is NaN with fewer than two replicates, and no narrower than :func:`widened` asks.
    """
    sides = [*zip(parts[::2], parts[1::2], strict=True)]

    def less(of: Callable[[Floats, Floats], Floats]) -> Floats:
        return reduce(np.subtract, (of(*side) for side in sides))

    value = less(lambda over, under: divided(over.sum(axis=1), under.sum(axis=1)))
    if (number := parts[0].shape[1]) < 2:
        return np.array([value, *np.full((2, len(value)), math.nan)])
    drawn = less(lambda over, under: divided(resampled(over), resampled(under)))
    low, high = widened(bootstrap_interval(drawn, number), value, less(influence))
    return np.where(np.isnan(value), math.nan, [value, low, high])


def quotient(over: Floats, under: Floats) -> Floats:
    """Ratios of sums of paired differences with bootstrap intervals; NaN where ``under`` is not clearly above zero.

    Returns a (3, rows) array: value, low, high.
    """
    above, below = resampled(over), resampled(under)
    ends = bootstrap_interval(np.where(below > 0.0, divided(above, below), math.inf), over.shape[1])
    clear = ratio_interval(under, np.ones_like(under))[1] > 0.0
    return np.where(clear, [ratio(over, under), *ends], math.nan)


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
    half = (
        sp.special.stdtrit(number - 1, 0.5 + LEVEL / 2.0)
        * moved.std(axis=-1, ddof=1)
        / math.sqrt(number)
    )
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
        cubic = (
            3.0
            / skewness
            * (np.cbrt(1.0 + skewness * (reaches / spread - skewness / (6.0 * number))) - 1.0)
        )
    # Without skewness the cubic is the identity, and its inverse nought over nought.
    ends: Floats = np.where(np.abs(skewness) > ROUNDING, spread * cubic, reaches)
    return ends


@lru_cache(8)
def resamples(number: int) -> npt.NDArray[np.int64]:
    """Replicates that each resample holds: ``(RESAMPLES, number)``, always the same, so that pairs stay pairs."""
    chosen = np.random.default_rng(0).integers(0, number, size=(RESAMPLES, number))
    chosen.flags.writeable = False
    return chosen


@lru_cache(8)
def times_drawn(number: int) -> Floats:
    """Number of times that each resample holds each replicate: ``(RESAMPLES, number)``, of :func:`resamples`."""
    return np.array(
        [np.bincount(chosen, minlength=number) for chosen in resamples(number)], dtype=np.float64
    )


def resampled(values: Floats) -> Floats:
    """Sums over the replicates of each resample: (..., replicates) to (..., resamples).

    The sums of equal rows are equal to the last bit, so that what both sides share cancels; those of BLAS need not be.
    """
    sums: Floats = np.einsum("...r,sr->...s", values, times_drawn(values.shape[-1]))
    return sums


def quantiles(values: Floats, shares: Sequence[float]) -> Floats:
    """Quantiles along the last axis of the values that are numbers; NaN where none is. Returns (shares, ...)."""
    gaps = np.isnan(values).any(axis=-1)
    ends = np.empty((len(shares), *gaps.shape))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of infinite values, and rows without any
        ends[:, ~gaps] = np.quantile(values[~gaps], shares, axis=-1)
        ends[:, gaps] = np.nanquantile(values[gaps], shares, axis=-1)  # takes each row by itself
    return ends


def interval_of_median(values: Floats) -> tuple[float, float]:
    """Interval of the median of independent values, by their order alone; NaN of fewer than six, which hold none."""
    ordered, number = np.sort(values[~np.isnan(values)]), int(np.isfinite(values).sum())
    below = int(sp.stats.binom.ppf((1.0 - LEVEL) / 2.0, number, 0.5))
    if not below:
        return math.nan, math.nan
    return float(ordered[below - 1]), float(ordered[number - below])


def bootstrap_interval(values: Floats, number: int) -> Floats:
    """Ends of the interval of a statistic from its resampled values: the expanded percentile interval.

    The plain percentile interval is too narrow by the factor of the variance of a sample and of Student's t. Its tails
    are cut further out, so that a mean of normal values gets the width of its t interval (Hesterberg 2015, "What
    teachers should know about the bootstrap", section 5.3). Of few replicates and of skewed values it holds the truth
    less often than it says: see :func:`widened`.

    ``values``, (..., resamples) array: values of the statistic; NaN in resamples in which it is not defined.
    ``number``: replicates that were resampled.
    Returns a (2, ...) array: low and high ends; NaN of no values or of fewer than two replicates.
    """
    if number < 2 or values.shape[-1] == 0:
        return np.full((2, *values.shape[:-1]), math.nan)
    quantile = sp.special.stdtrit(number - 1, 0.5 + LEVEL / 2.0) * math.sqrt(number / (number - 1))
    tail = float(sp.special.ndtr(-quantile))
    return quantiles(values, [tail, 1.0 - tail])


def most_of(unit: str) -> float:
    """Upper end of the range of what is counted in a unit; the lower one is zero."""
    return 1.0 if "share" in unit else math.inf


def level_of(unit: str, over: Floats, under: Floats) -> tuple[Floats, Floats, Floats]:
    """Levels of a measure over replicates with their intervals, by what it is; all lie in the range of that.

    A ratio of sums of expectations may leave the range, for what was expected in one year is taken back in the next.
    The level is then the nearest end of the range, as near to whatever is true or nearer. The interval is the
    bootstrap's over replicates, moved as far as the level and cut at the ends of the range. Few events may all fall
    alike in few replicates, and then it is too narrow or none at all: so it is never taken narrower than the one that
    would hold were all events independent, the exact Poisson interval for counts of files, that of Wilson for shares of
    things counted.
    """

    @of_known
    def levels(over: Floats, under: Floats) -> Floats:
        total, base = over.sum(axis=1), under.sum(axis=1)
        counted = (over == np.floor(over)).all(axis=1)
        most, (plain, *ends) = most_of(unit), ratio_interval(over, under)
        value = np.clip(plain, 0.0, most)
        low, high = np.clip(np.array(ends) + (value - plain), 0.0, most)
        if unit == "share":
            counted &= base == np.floor(base)
        if unit in ("files", "share"):
            counted &= base > 0.0
            at_least = (poisson_interval if unit == "files" else wilson_interval)(
                total[counted], base[counted]
            )
            low[counted], high[counted] = (
                np.fmin(low[counted], at_least[0]),
                np.fmax(high[counted], at_least[1]),
            )
        return np.array([value, low, high])

    value, low, high = levels(over, under)
    return value, low, high


def influence(over: Floats, under: Floats) -> Floats:
    """Part of each replicate in a ratio of sums, to first order: deviation from the mean where ``under`` is 1.

    ``over, under``: (..., replicates) arrays.
    """
    share = divided(over.sum(axis=-1, keepdims=True), under.sum(axis=-1, keepdims=True))
    return divided(
        over - share * under, np.broadcast_to(under.mean(axis=-1, keepdims=True), over.shape)
    )


@of_known
def variance_ratio(*parts: Floats) -> Floats:
    """Worth of pairing: variance of the difference under independent luck over its variance under shared luck.

    1 is nothing, 4 means that a quarter of the runs do; infinity if the difference does not vary, NaN if nothing does.
    """
    if parts[0].shape[1] < 2:
        return np.full(len(parts[0]), math.nan)
    here, there = influence(*parts[:2]), influence(*parts[2:])
    apart, paired = (
        here.var(axis=1, ddof=1) + there.var(axis=1, ddof=1),
        (here - there).var(axis=1, ddof=1),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(apart / paired)


def upper_share(over: Floats, under: Floats) -> Floats:
    """Share of the replicates in the upper of two peaks; NaN where nothing speaks for two.

    The values are cut into the two groups of least variance. A density with one peak is nowhere between the means of
    the groups lower than at both: the third of the way in the middle then holds no fewer values than the poorer of two
    windows of the same width around the means. Two peaks are said where binomial tests reject this against either
    window, each at :data:`VALLEY_LEVEL`. Values that counting makes coarse are spread over the step of one count
    first, so that shares of few files do not pass for peaks.

    Few replicates cannot show two peaks: seven on either side is the least.
    """
    share: Floats = _upper_share(over, np.where(under == 0.0, math.nan, under))
    return share


@of_known
def _upper_share(over: Floats, under: Floats) -> Floats:
    number = over.shape[1]
    if number < 2:
        return np.full(len(over), math.nan)
    values = np.sort(_spread(over, under), axis=1)
    left, size = np.cumsum(values, axis=1)[:, :-1], np.arange(1, number)
    low, high = left / size, (values.sum(axis=1, keepdims=True) - left) / (number - size)
    cut = np.argmax(size * (number - size) * (high - low) ** 2, axis=1)
    below, above = (np.take_along_axis(means, cut[:, None], axis=1) for means in (low, high))

    def held(centre: Floats) -> npt.NDArray[np.intp]:
        return np.asarray(
            np.count_nonzero(np.abs(values - centre) <= (above - below) / 3.0 / 2.0, axis=1)
        )

    middle = held((below + above) / 2.0)
    chances = [sp.special.bdtr(middle, middle + held(end), 0.5) for end in (below, above)]
    return np.where(np.maximum(*chances) < VALLEY_LEVEL, (number - size[cut]) / number, math.nan)


def _spread(over: Floats, under: Floats) -> Floats:
    """Values, in any order; those of counts that are tied are spread over the step of one count."""
    order = np.argsort(over / under, axis=1, kind="stable")
    values = np.take_along_axis(over / under, order, axis=1)
    place, moves = np.arange(values.shape[1]), np.diff(values, axis=1) != 0.0
    end = np.ones((len(values), 1), dtype=np.bool_)
    first = np.maximum.accumulate(np.where(np.hstack([end, moves]), place, 0), axis=1)
    last = np.minimum.accumulate(
        np.where(np.hstack([moves, end]), place, place.size)[:, ::-1], axis=1
    )[:, ::-1]
    within = (place - first + 0.5) / (last - first + 1.0) - 0.5
    counted = (over == np.floor(over)).all(axis=1, keepdims=True)
    return np.where(
        counted, values + within / np.abs(np.take_along_axis(under, order, axis=1)), values
    )
