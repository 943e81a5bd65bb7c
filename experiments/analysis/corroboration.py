"""Is what was published a surprise, given the worlds of a prior or of a posterior?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.observation import as_array, chances, log_likelihood, log_mean_exp, published
from zombielaw.experiments.analysis.posterior import resampled
from zombielaw.experiments.designs.targets import BOUND, THINNED, Target, window_told

FIGURES = 20_000
"""Figures drawn for each target."""
JOINT = 1_000
"""Of these, sets whose likelihood is compared with that of what was published."""
AVERAGED = 2_000
"""Worlds at most, drawn by their weights, over which the likelihood of a set is averaged."""
TOTAL = "total"
FIGURE_COLUMNS = [
    "target", "part", "window", "unit", "use", "observation", "published", "median", "low", "high", "place", "p",
]  # fmt: skip


def surprises(
    targets: Mapping[str, Target], worlds: pd.DataFrame, numbers: pd.DataFrame, weights: Floats, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predictive distributions of published figures, and p values.

    ``worlds, numbers``: quantities of each world, and its numbers, row by row. ``weights``, (worlds,) array:
    probability of each world.
    Returns, by part, ``target, part, window, unit, use, observation, published, median, low, high, place, p``: central
    90 %; the probability of a figure below (and half of that of the same); the two-sided mid-p value that follows. Of a
    bound both are the probability of no more. By target, ``target, use, p``: the probability of a set of figures that
    is no likelier than the one published (Box 1980).
    """
    rng = np.random.default_rng(seed)
    rows, sets = [], []
    alike = resampled(weights, min(AVERAGED, len(weights)), seed)
    for target in targets.values():
        picked = rng.choice(len(worlds), FIGURES, p=weights)
        mine = worlds[target.name][[*target.figures]].to_numpy(dtype=float)
        chance = chances(target, numbers)
        drawn = published(target, mine[picked], chance[picked], rng)
        figures = as_array(target)
        parts = [(part, window_told(target, part), figures[at], drawn[:, at]) for at, part in enumerate(target.figures)]
        if target.observation == THINNED and len(parts) > 1:
            parts.append((TOTAL, "", figures.sum(), drawn.sum(axis=1)))
        for part, window, figure, values in parts:
            low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
            rows.append((target.name, part, window, target.unit, target.use, target.observation, figure, median, low,
                         high, *_place(target, values, float(figure))))  # fmt: skip
        sets.append((target.name, target.use, _joint(target, mine[alike], chance[alike], drawn[:JOINT], figures)))
    return pd.DataFrame(rows, columns=FIGURE_COLUMNS), pd.DataFrame(sets, columns=["target", "use", "p"])


def _place(target: Target, values: Floats, figure: float) -> tuple[float, float]:
    """Where a figure lies among those that were drawn, and its p value."""
    if target.observation == BOUND:
        no_more = float((values <= figure).mean())
        return no_more, no_more
    below = float((values < figure).mean() + (values == figure).mean() / 2.0)
    return below, min(1.0, 2.0 * min(below, 1.0 - below))


def _joint(target: Target, worlds: Floats, chance: Floats, drawn: Floats, figures: Floats) -> float:
    """Probability of a set no likelier than the published one, in worlds of equal weight."""

    def likelihood(seen: Floats) -> float:
        return float(log_mean_exp(log_likelihood(target, seen, worlds, chance)))

    least = likelihood(figures) + 1e-9
    return float(np.mean([likelihood(seen) <= least for seen in drawn]))
