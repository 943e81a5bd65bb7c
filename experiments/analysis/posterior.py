"""Posterior of unknown numbers: weights of worlds drawn from the prior; whether published figures are a surprise.

Worlds are drawn from the prior and weighted by the likelihood of the data (importance sampling). That is exact as the
worlds grow many; the effective number of worlds says how far they carry, and no chain has to converge.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.observation import (
    as_array,
    chances,
    log_likelihood,
    log_mean_exp,
    published,
)
from zombielaw.experiments.designs.targets import BOUND, THINNED, Target, window_in_words
from zombielaw.sim.months import FIRST_MONTH, FIRST_YEAR

FEW = 200
"""Effective worlds below which a posterior is called rough."""
CENTRAL = (0.5, 0.9)
"""Central intervals whose coverage is shown."""


class Posterior(NamedTuple):
    """Weights of worlds that were drawn from the prior."""

    weights: Floats  # (worlds,) array: they sum to one
    effective: float  # number of equally weighted worlds that would tell as much (Kong 1992)
    log_evidence: float  # logarithm of the probability of the data under the prior


def weighted(log_likelihood: Floats) -> Posterior:
    """Weigh worlds of the prior. Raises ValueError: the data have probability zero in every world."""
    highest = float(log_likelihood.max())
    if not math.isfinite(highest):
        raise ValueError("The data have probability zero in every world of the prior.")
    raw = np.exp(log_likelihood - highest)
    weights = raw / raw.sum()
    return Posterior(weights, float(1.0 / (weights**2).sum()), float(log_mean_exp(log_likelihood)))


def quantile_of(values: Floats, weights: Floats, share: float) -> float:
    """Weighted quantile."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][min(len(values) - 1, int(np.searchsorted(reached, share)))])


def rank_of(truth: Floats, values: Floats, weights: Floats) -> Floats:
    """Weight of the worlds below the truth; (columns,) and (worlds, columns) to (columns,). Uniform if all is right."""
    return np.asarray(weights @ ((values < truth) + 0.5 * (values == truth)))


def calibrated(ranks: pd.DataFrame) -> pd.DataFrame:
    """Check that posteriors of held-out data hold the truth as often as they claim.

    ``ranks``: one row per set of data, a column for each quantity: see :func:`rank_of`.
    Returns ``quantity, sets, distance, p, cover_50, error_50, cover_90, error_90``: Kolmogorov-Smirnov distance of the
    ranks from uniform and its p value; share of central intervals that hold the truth, and the Monte-Carlo standard
    error that it has where they are right.
    """
    rows = []
    for name in ranks:
        values = ranks[name].to_numpy(dtype=float)
        test = sp.stats.kstest(values, "uniform")
        row = {
            "quantity": name,
            "sets": len(values),
            "distance": float(test.statistic),
            "p": float(test.pvalue),
        }
        for level in CENTRAL:
            row[f"cover_{level:.0%}".rstrip("%")] = float(
                (np.abs(values - 0.5) <= level / 2.0).mean()
            )
            row[f"error_{level:.0%}".rstrip("%")] = math.sqrt(level * (1.0 - level) / len(values))
        rows.append(row)
    return pd.DataFrame(rows)


def learned(names: list[str], scores: Floats, weights: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Narrowing of each group by the data, and the product of groups that was narrowed most.

    ``scores``, (worlds, groups) array: quantiles of the groups, uniform under the prior.
    Returns ``group, median, low, high, narrowed``: posterior quantile of the prior with its central 90 %; narrowed is
    one minus the ratio of posterior to prior variance. And ``group, weight, narrowed``: the direction in normal scores
    (of which a product of powers is a sum of logarithms) that the data narrowed most, its weights of length one.
    """
    centred = scores - weights @ scores
    variance = weights @ centred**2
    table = pd.DataFrame(
        {
            "group": names,
            **{
                name: [quantile_of(scores[:, at], weights, share) for at in range(len(names))]
                for name, share in (("median", 0.5), ("low", 0.05), ("high", 0.95))
            },
            "narrowed": 1.0 - variance * 12.0,
        }
    )
    normal = sp.special.ndtri(np.clip(scores, 1e-6, 1.0 - 1e-6))
    apart = normal - weights @ normal
    values, vectors = np.linalg.eigh((apart * weights[:, None]).T @ apart)
    first = vectors[:, 0] * (1.0 if vectors[np.abs(vectors[:, 0]).argmax(), 0] > 0.0 else -1.0)
    product = pd.DataFrame({"group": names, "weight": first, "narrowed": 1.0 - values[0]})
    return table, product


def resampled(
    weights: Floats, number: int, seed: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """Worlds drawn by their weights, evenly (systematic resampling); positions, sorted."""
    start = np.random.default_rng(seed).random()
    steps = (start + np.arange(number)) / number
    return np.minimum(np.searchsorted(np.cumsum(weights), steps), len(weights) - 1)


# ---- is what was published a surprise, given the worlds of a prior or of a posterior?


FIGURES = 20_000
"""Figures drawn for each target."""
JOINT = 1_000
"""Sets, among these, whose likelihood is compared with that of the published figures."""
AVERAGED = 2_000
"""Worlds at most, drawn by their weights, over which the likelihood of a set is averaged."""
TOTAL, MEAN_YEAR = "total", "mean year"
"""Parts of judgments that are read beside those that are declared: all of them, and in which year they fall."""
FIGURE_COLUMNS = [
    "target",
    "part",
    "window",
    "unit",
    "use",
    "observation",
    "published",
    "median",
    "low",
    "high",
    "place",
    "p",
]


class Surprises(NamedTuple):
    """Published figures among those that worlds would have brought: by figure, by target, and all together."""

    figures: pd.DataFrame
    targets: pd.DataFrame
    together: float  # probability of figures as odd as those published, of all targets


def surprises(
    targets: Mapping[str, Target],
    worlds: pd.DataFrame,
    numbers: pd.DataFrame,
    weights: Floats,
    seed: int,
) -> Surprises:
    """Predictive distributions of published figures, and p values.

    ``worlds, numbers``: quantities of each world, and its numbers, row by row. ``weights``, (worlds,) array:
    probability of each world.
    Returns, by part, ``target, part, window, unit, use, observation, published, median, low, high, place, p``: central
    90 %; the probability of a figure below (and half of that of the same); the two-sided mid-p value that follows. Of a
    bound both are the probability of no more. By target, ``target, use, p``: the probability of a set of figures that
    is less likely than the one published, and half of that of the same (Box 1980, mid-p); of judgments that of a set of
    which that probability, or the two-sided one of the total or of the mean year, is smaller than the least of the
    three, so that no judgment at all, the likeliest set where few are expected, does not pass as certain. All together:
    the probability that the product of these p values is smaller, where all targets are drawn in the same worlds
    (Fisher's statistic, its distribution simulated).
    """
    rng = np.random.default_rng(seed)
    rows, sets, products = [], [], np.zeros(JOINT + 1)
    alike = resampled(weights, min(AVERAGED, len(weights)), seed)
    picked = rng.choice(len(worlds), FIGURES, p=weights)
    for target in targets.values():
        quantities = worlds[target.name][[*target.figures]].to_numpy(dtype=float)
        chance = chances(target, numbers)
        drawn, figures = (
            published(target, quantities[picked], chance[picked], rng),
            as_array(target),
        )
        parts = [
            (part, window_in_words(target, part), figures[at], drawn[:, at])
            for at, part in enumerate(target.figures)
        ]
        sums = _sums(target, figures, drawn)
        for part, window, figure, values in [
            *parts,
            *((name, "", *of) for name, of in sums.items()),
        ]:
            low, median, high = np.nanquantile(values, [0.05, 0.5, 0.95])
            rows.append(
                (
                    target.name,
                    part,
                    window,
                    target.unit,
                    target.use,
                    target.observation,
                    figure,
                    median,
                    low,
                    high,
                    *_place(target, values, float(figure)),
                )
            )
        odd = [_joint(target, quantities[alike], chance[alike], drawn[:JOINT], figures)]
        odd += [
            _two_sided(values, np.append(values[:JOINT], figure))
            for figure, values in sums.values()
        ]
        places = _lower(np.min(odd, axis=0))
        products += np.log(places)
        sets.append((target.name, target.use, float(places[-1])))
    return Surprises(
        pd.DataFrame(rows, columns=FIGURE_COLUMNS),
        pd.DataFrame(sets, columns=["target", "use", "p"]),
        float(_lower(products)[-1]) if sets else math.nan,
    )


def _sums(target: Target, figures: Floats, drawn: Floats) -> dict[str, tuple[float, Floats]]:
    """Of judgments of several windows the total and the mean year, published and drawn; not a number for none."""
    if target.observation != THINNED or len(figures) < 2 or target.under:
        return {}
    middles = np.array([sum(target.window[part]) / 2.0 for part in target.figures])
    years = FIRST_YEAR + (FIRST_MONTH - 0.5 + middles) / 12.0
    totals, total = drawn.sum(axis=1), float(figures.sum())
    sums = {TOTAL: (total, totals)}
    if total > 0.0 and totals.any():
        sums[MEAN_YEAR] = (
            float(figures @ years) / total,
            drawn @ years / np.where(totals > 0.0, totals, math.nan),
        )
    return sums


def _place(target: Target, values: Floats, figure: float) -> tuple[float, float]:
    """Place of a figure among those that were drawn, and its p value."""
    if target.observation == BOUND:
        no_more = float((values <= figure).mean())
        return no_more, no_more
    return float(_below(values, np.array([figure]))[0]), float(
        _two_sided(values, np.array([figure]))[0]
    )


def _below(values: Floats, at: Floats) -> Floats:
    """Share of values below each of some, and half of that of the same; values that are no number do not count."""
    known = np.sort(values[~np.isnan(values)])
    return np.asarray(
        (np.searchsorted(known, at) + np.searchsorted(known, at, side="right")) / (2.0 * len(known))
    )


def _two_sided(values: Floats, at: Floats) -> Floats:
    """Two-sided mid-p value of each of some figures; one where it is no number."""
    below = _below(values, at)
    return np.where(np.isnan(at), 1.0, np.minimum(1.0, 2.0 * np.minimum(below, 1.0 - below)))


def _lower(values: Floats) -> Floats:
    """Share of values that are lower than each, and half of that of the same, itself one of them."""
    known = np.sort(values)
    below, above = (np.searchsorted(known, values + step, side="right") for step in (-1e-9, 1e-9))
    return np.asarray((below + above) / (2.0 * len(values)))


def _joint(
    target: Target, worlds: Floats, chance: Floats, drawn: Floats, figures: Floats
) -> Floats:
    """Probability of a less likely set, of each drawn set and, last, of the published; in worlds of equal weight."""
    seen = np.vstack([drawn, figures])
    return _lower(
        np.array([log_mean_exp(log_likelihood(target, one, worlds, chance)) for one in seen])
    )
