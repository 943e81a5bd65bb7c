"""Publication of what happens: the probability of a figure given a run, and figures that a run might bring.

A run enters by its *quantities*: for each part of a target a number in the country on a log scale (sums), or a share in
logits. Arrays have a row for each world and a column for each part; ``chance`` is, by world, the probability that a
judgment is published (of targets that have none it is not read).

``thinned``   judgments of a part are Poisson: expected convictions times ``chance``. Exact, if files are many and their
              convictions rare and independent: the count of independent rare events is Poisson, and thinning one gives
              another (Kingman 1993, Poisson Processes, 5.1).
``bound``     a complete count of anybody: a world that expects more is out. Where firms are counted and in a run acts,
              the logarithm of the world's own is off by a normal error, and so it may be a little more.
``share``     the logit of the published share is normal around that of the world.
``split``     judgments are multinomial, with the shares of the world.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.designs.targets import SHARE, SPLIT, THINNED, Target
from zombielaw.sim.measures import total

RARE = 0.01
"""Least number in the country of which the logarithm is taken: worlds with less look alike in all data."""
HALF = 0.5
"""Number that is added to both counts of a share: the empirical logit, which is finite where one of them is nil
(Haldane 1956, Anscombe 1956)."""


def quantities(
    months: pd.DataFrame, targets: Iterable[Target], scale: float, numbers: pd.DataFrame
) -> pd.DataFrame:
    """Quantities of worlds, each the mean over its runs.

    ``months``: ``world, replicate, month``, and the columns that the targets count; all targets of one campaign.
    ``scale``: providers of the country per provider of the world. ``numbers``: by world, the numbers by which sums are
    multiplied (``Target.times``).
    Returns one row per world, columns ``(target, part)``.
    """
    runs = months.groupby("world")["replicate"].nunique()
    columns = {}
    for target in targets:
        counted = target.counted
        for place, (part, (first, last)) in enumerate(target.window.items()):
            over = counted.over[place : place + 1] if target.observation == SPLIT else counted.over
            within = months[months["month"].between(first, last)]
            sums = within.groupby("world")[[*{*over, *counted.under}]].sum()
            sums = sums.reindex(runs.index, fill_value=0.0)
            above = total(over, sums.__getitem__)
            if target.times:
                above = above * numbers.loc[above.index, target.times]
            if counted.under:
                rest = (total(counted.under, sums.__getitem__) - above).clip(lower=0.0)
                columns[target.name, part] = np.log((above + HALF) / (rest + HALF))
            else:
                columns[target.name, part] = np.log((above / runs * scale).clip(lower=RARE))
    return pd.DataFrame(columns)


def log_likelihood(target: Target, seen: Floats, worlds: Floats, chance: Floats) -> Floats:
    """Logarithm of the probability (or density) of published figures in worlds.

    ``seen``, (..., parts) array: figures, as published. ``worlds``, (..., parts) array: quantities; the leading axes go
    with those of ``seen``. ``chance``: (...) array.
    Returns a (...) array.
    """
    mean = np.exp(worlds)
    if target.observation == THINNED:
        known = worlds + np.log(chance)[..., None]
        return np.asarray(
            (seen * known - np.exp(known) - sp.special.gammaln(seen + 1.0)).sum(axis=-1)
        )
    if target.complete and target.spread:
        short = (np.log(seen) - worlds) / target.spread
        return np.asarray(sp.special.log_ndtr(short).sum(axis=-1))
    if target.complete:
        return np.where((mean <= seen).all(axis=-1), 0.0, -np.inf)
    if target.observation == SHARE:
        return np.asarray(
            sp.stats.norm.logpdf(sp.special.logit(seen), worlds, target.spread).sum(axis=-1)
        )
    shares = mean / mean.sum(axis=-1, keepdims=True)
    return np.asarray(
        sp.special.gammaln(seen.sum(axis=-1) + 1.0)
        + (sp.special.xlogy(seen, shares) - sp.special.gammaln(seen + 1.0)).sum(axis=-1)
    )


def draw_figures(
    target: Target, worlds: Floats, chance: Floats, rng: np.random.Generator
) -> Floats:
    """Figures that might have been published in worlds, one set for each.

    ``worlds``: (worlds, parts) array. ``chance``: (worlds,) array.
    Returns a (worlds, parts) array: of a bound, what it bounds.
    """
    mean = np.exp(worlds)
    if target.complete:
        return np.asarray(np.exp(rng.normal(worlds, target.spread)))
    if target.observation == THINNED:
        return rng.poisson(mean * chance[:, None]).astype(float)
    if target.observation == SHARE:
        return np.asarray(sp.special.expit(rng.normal(worlds, target.spread)))
    shares = mean / mean.sum(axis=1, keepdims=True)
    return rng.multinomial(int(target.published.sum()), shares).astype(float)


def chances(target: Target, numbers: pd.DataFrame) -> Floats:
    """By world, the probability that a judgment is published; one where the target has none."""
    if not target.published_by:
        return np.ones(len(numbers))
    return numbers[target.published_by].to_numpy(dtype=float)


def log_mean_exp(values: Floats) -> npt.NDArray[np.float64]:
    """Logarithm of the mean of exponentials, over the first axis."""
    return np.asarray(sp.special.logsumexp(values, axis=0) - math.log(len(values)))


def log_likelihood_of_all(
    targets: Mapping[str, Target],
    worlds: pd.DataFrame,
    numbers: pd.DataFrame,
    data: Mapping[str, Floats] | None = None,
) -> Floats:
    """Log-likelihood of all figures, by world, of targets that are independent given the world.

    ``data``, (parts,) arrays: figures of each target in place of those published.
    """
    logs = np.zeros(len(worlds))
    for name, target in targets.items():
        seen = target.published if data is None else data[name]
        of_target = worlds[name][target.parts].to_numpy(dtype=float)
        logs += log_likelihood(target, seen, of_target, chances(target, numbers))
    return logs
