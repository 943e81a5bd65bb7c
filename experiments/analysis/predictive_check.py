"""Published figures among those that weighted worlds would have brought: are they a surprise?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.observation import (
    chances,
    draw_figures,
    log_likelihood,
    log_mean_exp,
)
from zombielaw.experiments.analysis.weighted_draws import WeightedDraws
from zombielaw.experiments.designs.targets import BOUND, THINNED, Target, window_in_words
from zombielaw.sim.months import FIRST_MONTH, FIRST_YEAR

FIGURES = 20_000
"""Figures drawn for each target."""
JOINT = 1_000
"""Sets, among these, whose likelihood is compared with that of the published figures."""
AVERAGED = 2_000
"""Worlds at most, drawn by their weights, over which the likelihood of a set is averaged."""
TOTAL, MEAN_YEAR = "total", "mean year"
"""Parts of judgments that are read beside those that are declared: all of them, and in which year they fall."""


class Surprises(NamedTuple):
    """Published figures among those that worlds would have brought: by figure, by target, and all together."""

    figures: pd.DataFrame
    targets: pd.DataFrame
    together: float  # probability of figures as odd as those published, of all targets


def surprises(targets: Mapping[str, Target], draws: WeightedDraws, seed: int) -> Surprises:
    """Predictive distributions of published figures, and p values.

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
    alike = draws.resampled(min(AVERAGED, len(draws.weights)), seed)
    picked = rng.choice(len(draws.weights), FIGURES, p=draws.weights)
    for name, target in targets.items():
        worlds = draws.quantities[name][target.parts].to_numpy(dtype=float)
        chance, published = chances(target, draws.numbers), target.published
        drawn = draw_figures(target, worlds[picked], chance[picked], rng)
        sums = _sums(target, drawn)
        parts = zip(target.parts, published, drawn.T, strict=True)
        for part, figure, values in [*parts, *((part, *of) for part, of in sums.items())]:
            low, median, high = np.nanquantile(values, [0.05, 0.5, 0.95])
            place, p = _place(target, values, figure)
            rows.append(
                {
                    "target": name,
                    "part": part,
                    "window": window_in_words(target, part) if part in target.window else "",
                    "unit": target.unit,
                    "use": target.use,
                    "observation": target.observation,
                    "published": figure,
                    "median": median,
                    "low": low,
                    "high": high,
                    "place": place,
                    "p": p,
                }
            )
        likely = [
            log_mean_exp(log_likelihood(target, one, worlds[alike], chance[alike]))
            for one in (*drawn[:JOINT], published)
        ]
        odd = [_lower(np.array(likely))]
        odd += [
            _two_sided(values, np.append(values[:JOINT], figure))
            for figure, values in sums.values()
        ]
        places = _lower(np.min(odd, axis=0))
        products += np.log(places)
        sets.append((name, target.use, float(places[-1])))
    return Surprises(
        pd.DataFrame(rows),
        pd.DataFrame(sets, columns=["target", "use", "p"]),
        float(_lower(products)[-1]) if sets else math.nan,
    )


def _sums(target: Target, drawn: Floats) -> dict[str, tuple[float, Floats]]:
    """Of judgments of several windows the total and the mean year, published and drawn; not a number for none."""
    if target.observation != THINNED or len(target.parts) < 2 or target.campaign:
        return {}
    middles = np.array([sum(target.window[part]) / 2.0 for part in target.parts])
    years = FIRST_YEAR + (FIRST_MONTH - 0.5 + middles) / 12.0
    totals, total = drawn.sum(axis=1), float(target.published.sum())
    sums = {TOTAL: (total, totals)}
    if total > 0.0 and totals.any():
        mean_years = drawn @ years / np.where(totals > 0.0, totals, math.nan)
        sums[MEAN_YEAR] = float(target.published @ years) / total, mean_years
    return sums


def _place(target: Target, values: Floats, figure: float) -> tuple[float, float]:
    """Place of a figure among those that were drawn, and its p value."""
    if target.observation == BOUND:
        no_more = float((values <= figure).mean())
        return no_more, no_more
    at = np.array([figure])
    return _below(values, at).item(), _two_sided(values, at).item()


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
