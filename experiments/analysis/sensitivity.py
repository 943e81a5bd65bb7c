"""Indices of sensitivity over a sample of the unit cube: Morris, Sobol, PAWN with its floor, share of random draws.

SALib analyses. What is added is the floor of PAWN, and the share of the variance that random draws make, which no
analysis of means over replicates can see. Outcomes are the columns of the means that are given.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.intervals import LEVEL, upper_share
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.designs.samples import Floats, problem
from zombielaw.experiments.errors import InputError

SLICES = 8
"""Intervals into which PAWN cuts each parameter."""
NOISE = "noise floor"
IDLE = 40
"""Columns of chance beside the parameters. What 95 of 100 of them stay below is the noise floor of PAWN."""
RESAMPLES = 500
NOISY = 0.5
"""Share of random draws in the variance of means beyond which no index of an outcome is read."""


def means_of(values: pd.DataFrame) -> pd.DataFrame:
    """Means over the replicates of each point.

    Raises
    ------
    InputError
        Every run of a point failed: the indices need all points.
    """
    means = values.groupby(POINT).mean()
    missing = sorted(set(range(int(means.index.max()) + 1)) - set(means.index))
    if missing:
        raise InputError(f"No run of point {missing[0]} succeeded, and the indices need all points; see the messages.")
    return means


def screened_by(keys: list[str], unit: Floats, means: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Morris: ``outcome, parameter, mu_star, low, high, sigma, part``; part is mu* of the sum over parameters."""
    from SALib.analyze import morris as analyser  # noqa: PLC0415 - slow to import, and workers do without

    parts = []
    for outcome in means.columns:
        found = analyser.analyze(problem(keys), unit, means[outcome].to_numpy(), num_resamples=RESAMPLES, seed=seed)
        mu, width = np.asarray(found["mu_star"]), np.asarray(found["mu_star_conf"])
        total = float(mu.sum())
        parts.append(
            pd.DataFrame(
                {"outcome": outcome, "parameter": keys, "mu_star": mu, "low": np.maximum(0.0, mu - width),
                 "high": mu + width, "sigma": np.asarray(found["sigma"]), "part": mu / total if total else 0.0}
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def chosen_from(screened: pd.DataFrame, most: int, draws: pd.Series[float]) -> list[str]:
    """The parameters that go on: the first by mu* of each outcome in turn, then the second, until there are enough.

    Parameters
    ----------
    draws
        By outcome, share of random draws in the variance of means at the points of the screening. Outcomes above
        :data:`NOISY` have no turn; where the share is unknown (NaN, one replicate) they have.
    """
    read = screened[~screened["outcome"].map(draws).gt(NOISY)]
    read = read.assign(turn=read.groupby("outcome")["mu_star"].rank(method="first", ascending=False))
    turns = read.sort_values(["turn", "part"], ascending=[True, False], kind="stable")
    return list(dict.fromkeys(turns.loc[turns["mu_star"] > 0.0, "parameter"]))[:most]


def sobol_of(keys: list[str], means: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Sobol: ``outcome, parameter, order, value, low, high``; order ``first``, ``total``. None of a constant."""
    from SALib.analyze import sobol as analyser  # noqa: PLC0415

    rows = []
    for outcome in means.columns:
        values = means[outcome].to_numpy(dtype=float)
        if np.ptp(values) == 0.0:
            continue
        scaled = (values - values.mean()) / values.std()
        found = analyser.analyze(
            problem(keys), scaled, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed
        )
        for order, name in (("first", "S1"), ("total", "ST")):
            for key, value, width in zip(keys, found[name], found[f"{name}_conf"], strict=True):
                rows.append((outcome, key, order, value, value - width, value + width))
    return pd.DataFrame(rows, columns=["outcome", "parameter", "order", "value", "low", "high"])


def pawn_of(keys: list[str], unit: Floats, means: pd.DataFrame, seed: int) -> pd.DataFrame:
    """PAWN: ``outcome, parameter, median, maximum``, Kolmogorov-Smirnov distances over :data:`SLICES` intervals.

    The last parameter is :data:`NOISE`: what a sample of this size makes of parameters that do nothing.

    Parameters
    ----------
    unit : (base * (k + 2), k) array
        A Saltelli sample. Its rows come in families that differ in one parameter each, so that a slice holds fewer
        independent points than rows; columns of chance have the same families, or the floor would be too low.
    """
    from SALib.analyze import pawn as analyser  # noqa: PLC0415

    names = [*keys, *(f"idle {number}" for number in range(IDLE))]
    wide = np.column_stack([unit, idle_columns(len(unit), len(keys), seed)])
    columns = ["outcome", "parameter", "median", "maximum"]
    parts = []
    for outcome in means.columns:
        values = means[outcome].to_numpy(dtype=float)
        if np.ptp(values) == 0.0:
            continue
        found = analyser.analyze(problem(names), wide, values, S=SLICES, seed=seed)
        distances = pd.DataFrame({"median": found["median"], "maximum": found["maximum"]}, index=names)
        chance = distances.loc[names[len(keys) :]].quantile(LEVEL)
        both = pd.concat([distances.loc[keys], chance.to_frame(NOISE).T]).rename_axis("parameter").reset_index()
        parts.append(both.assign(outcome=outcome)[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def idle_columns(rows: int, number: int, seed: int) -> Floats:
    """Parameters that do nothing, as a Saltelli sample of ``number`` parameters would hold them."""
    chance = np.random.default_rng(seed).random((rows // (number + 2), 2, IDLE))
    return np.repeat(chance, [number + 1, 1], axis=1).reshape(-1, IDLE)


def draws_of(values: pd.DataFrame, family: int) -> pd.DataFrame:
    """How much of the variance over the sample random draws make, by analysis of variance.

    Parameters
    ----------
    values : DataFrame
        One column per outcome; ``point, replicate`` as index.
    family : int
        Rows of the sample that differ in one parameter each, and one: two groups are looked for in the first and the
        last of each family, which are independent of each other.

    Returns
    -------
    DataFrame
        ``outcome, mean, deviation, share_of_runs, share_of_means, upper_share``: share of the variance between runs
        that replicates of one point make; the same for means over the replicates, where what random draws do at all
        points alike cancels, since the points share them; and the share of independent points in the upper of two
        groups. With one replicate the shares are NaN.
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
        uneven = float(apart.groupby(POINT).var(ddof=1).mean()) / repeats if repeats > 1.0 else math.nan
        between = float(means.var(ddof=1))
        whole = max(0.0, between - uneven) + within
        rows.append(
            (outcome, float(means.mean()), math.sqrt(between), within / whole if whole else math.nan,
             float(np.minimum(uneven / between, 1.0)) if between else math.nan,
             upper_share(means[independent].to_numpy(dtype=float), np.ones(int(independent.sum()))))
        )  # fmt: skip
    columns = ["outcome", "mean", "deviation", "share_of_runs", "share_of_means", "upper_share"]
    return pd.DataFrame(rows, columns=columns)
