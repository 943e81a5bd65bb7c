"""Indices of sensitivity over a sample of the unit cube: Sobol by groups, random draws.

SALib shares out the variance between groups. What is added is the share of the variance that random draws make, which
no analysis of means over replicates can see. Outcomes are the columns of the means.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import LEVEL, upper_share
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.samples import problem
from zombielaw.experiments.errors import InputError

RESAMPLES = 500
NOISY = 0.5
"""Share of random draws in the variance of means beyond which no index of an outcome is read."""


def means_of(values: pd.DataFrame) -> pd.DataFrame:
    """Means over the replicates of each point.

    Raises InputError: every run of a point failed: the indices need all points.
    """
    means = values.groupby(POINT).mean()
    missing = sorted(set(range(int(means.index.max()) + 1)) - set(means.index))
    if missing:
        raise InputError(
            "No run of point {} succeeded, and the indices need all points; see the messages.",
            missing[0],
        )
    return means


def sobol_of(groups: list[str], means: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Sobol: ``outcome, group, order, value, low, high``; order ``first``, ``total``. None of a constant.

    ``groups``: the group of each number, in the order of the numbers; of one number each, they are the numbers
    themselves.
    """
    from SALib.analyze import sobol as analyser  # noqa: PLC0415 - slow to import, and workers do without

    rows, names = [], list(dict.fromkeys(groups))
    for outcome in means.columns:
        values = means[outcome].to_numpy(dtype=float)
        if np.ptp(values) == 0.0:
            continue
        scaled = (values - values.mean()) / values.std()
        indices = analyser.analyze(
            problem(groups),
            scaled,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=seed,
        )
        for order, name in (("first", "S1"), ("total", "ST")):
            for group, value, width in zip(
                names, indices[name], indices[f"{name}_conf"], strict=True
            ):
                rows.append((outcome, group, order, value, value - width, value + width))
    return pd.DataFrame(rows, columns=["outcome", "group", "order", "value", "low", "high"])


def draws_of(values: pd.DataFrame, family: int) -> pd.DataFrame:
    """Share of the variance over the sample that random draws make, by analysis of variance.

    ``values``: one column per outcome; ``point, replicate`` as index. ``family``: rows of the sample that differ in one
    group each, and one: two groups are looked for in the first and the last of each family, which are independent of
    each other.
    Returns ``outcome, mean, deviation, share_of_runs, share_of_means, upper_share``: share of the variance between runs
    that replicates of one point make; the same for means over the replicates, where what random draws do at all points
    alike cancels, since the points share them; and the share of independent points in the upper of two groups. With one
    replicate the shares are NaN.
    """
    rows = []
    place = values.index.unique(POINT) % family
    independent = (place == 0) | (place == family - 1)
    for outcome in values.columns:
        runs = values[outcome]
        groups = runs.groupby(POINT)
        means = groups.mean()
        repeats = float(groups.size().mean())
        within = float(groups.var(ddof=1).mean()) if repeats > 1.0 else math.nan
        apart = runs - runs.groupby("replicate").transform("mean")
        uneven = (
            float(apart.groupby(POINT).var(ddof=1).mean()) / repeats if repeats > 1.0 else math.nan
        )
        between = float(means.var(ddof=1))
        whole = max(0.0, between - uneven) + within
        rows.append(
            (
                outcome,
                float(means.mean()),
                math.sqrt(between),
                within / whole if whole else math.nan,
                float(np.minimum(uneven / between, 1.0)) if between else math.nan,
                upper_share(
                    means[independent].to_numpy(dtype=float), np.ones(int(independent.sum()))
                ),
            )
        )
    columns = ["outcome", "mean", "deviation", "share_of_runs", "share_of_means", "upper_share"]
    return pd.DataFrame(rows, columns=columns)
