"""Learning from published figures by an emulator: simulated data first, then worlds ruled out, then the real fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.emulator import Emulator
from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.observation import (
    as_array,
    by_target,
    chances,
    log_likelihood,
    log_mean_exp,
    published,
)
from zombielaw.experiments.analysis.posterior import Posterior, rank_of, weighted
from zombielaw.experiments.data.targets import Target

IMPLAUSIBLE = 4.5
"""A world is ruled out where the likelihood of a target is so many logarithms below the best of all: for a normal
figure that is three standard deviations, the usual line of history matching (Craig et al. 1997)."""
LEFT_OVERS = 40
"""Draws of what the surface leaves over, for each world that is judged."""
CHAIN = "convictions"
"""Expected convictions in all windows of judgments: the product of the whole chain."""


def parts_of(target: Target, keep: Mapping[str, bool]) -> Target:
    """A target with some of its parts."""
    return replace(target, figures={part: figure for part, figure in target.figures.items() if keep[part]})


def cut(targets: Mapping[str, Target], month: int, after: bool = False) -> dict[str, Target]:
    """Targets with the parts whose windows end by a month, or of those that do not; campaigns are by then."""
    found = {}
    for name, target in targets.items():
        late = {part: not target.under and end > month for part, (_, end) in target.window.items()}
        part = parts_of(target, {each: is_late == after for each, is_late in late.items()})
        if part.figures:
            found[name] = part
    return found


def chain_of(worlds: pd.DataFrame, target: str) -> Floats:
    """Logarithm of what is expected in all windows of a target together."""
    return np.asarray(np.log(np.exp(worlds[target].to_numpy(dtype=float)).sum(axis=1)))


def held_out(
    targets: Mapping[str, Target],
    emulated: tuple[Floats, pd.DataFrame, pd.DataFrame],
    truth: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    chain: str,
    seed: int,
) -> tuple[pd.DataFrame, Floats]:
    """Ranks of the truth in posteriors of data that the simulator made.

    Parameters
    ----------
    emulated
        Scores, quantities and numbers of worlds drawn from the prior and emulated.
    truth
        Scores, quantities and numbers of worlds that were simulated, and are in no design of the emulator.
    chain : str
        Target whose expected total is ranked too.

    Returns
    -------
    tuple
        One row per world of the truth, a column for each group and :data:`CHAIN`; effective worlds of each posterior.
    """
    scores, worlds, numbers = emulated
    true_scores, true_worlds, true_numbers = truth
    rng = np.random.default_rng(seed)
    values = np.column_stack([scores, chain_of(worlds, chain)])
    true_values = np.column_stack([true_scores.to_numpy(), chain_of(true_worlds, chain)])
    data = {
        name: published(target, true_worlds[name].to_numpy(), chances(target, true_numbers), rng)
        for name, target in targets.items()
    }
    ranks, effective = [], []
    for row in range(len(true_worlds)):
        total = np.zeros(len(worlds))
        for name, target in targets.items():
            total += log_likelihood(target, data[name][row], worlds[name].to_numpy(), chances(target, numbers))
        posterior = weighted(total)
        ranks.append(rank_of(true_values[row], values, posterior.weights))
        effective.append(posterior.effective)
    return pd.DataFrame(ranks, columns=[*true_scores, CHAIN]), np.array(effective)


def not_ruled_out(
    emulator: Emulator, targets: Mapping[str, Target], scores: Floats, numbers: pd.DataFrame, seed: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Which worlds no target speaks against by more than :data:`IMPLAUSIBLE`; (worlds, groups) to (worlds,)."""
    rng = np.random.default_rng(seed)
    draws = [emulator.emulate(scores, rng) for _ in range(LEFT_OVERS)]
    kept = np.ones(len(scores), dtype=np.bool_)
    for name, target in targets.items():
        seen, chance = as_array(target), chances(target, numbers)
        each = np.array(
            [log_likelihood(target, seen, worlds[name][[*target.figures]].to_numpy(), chance) for worlds in draws]
        )
        mean = log_mean_exp(each)
        kept &= mean >= mean.max() - IMPLAUSIBLE
    return kept


def against(
    targets: Mapping[str, Target], one: pd.DataFrame, other: pd.DataFrame, numbers: pd.DataFrame, seed: int
) -> tuple[float, float, float]:
    """Bayes factor of one form of the model over another, with its central 95 % over resampled worlds of the prior.

    The two forms are run at the same worlds, in the same order.
    """
    logs = np.array([by_target(targets, worlds, numbers) for worlds in (one, other)])
    raw = np.exp(logs - logs.max())
    rng = np.random.default_rng(seed)
    picked = rng.integers(raw.shape[1], size=(1000, raw.shape[1]))
    above, below = (raw[form][picked].sum(axis=1) for form in (0, 1))
    low, high = np.quantile(above / below, [0.025, 0.975])
    return float(raw[0].sum() / raw[1].sum()), float(low), float(high)


def posterior_of(targets: Mapping[str, Target], worlds: pd.DataFrame, numbers: pd.DataFrame) -> Posterior:
    """Weights of worlds, given all figures of some targets."""
    return weighted(by_target(targets, worlds, numbers))
