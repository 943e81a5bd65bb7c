"""Learning from published figures by an emulator: simulated data first, then worlds ruled out, then the real fit.

A posterior is sampled by importance: worlds (normal scores of all numbers, and which world of the design lends what the
surface leaves over) are drawn from the prior, then the groups, a few lines and the lender from a proposal that follows
the weights of the round before, mixed with the prior so that no weight is without bound; all else is from the prior.
All rounds are weighed together, by the mixture of their proposals (adaptive multiple importance sampling, Cornuet et
al. 2012). The effective number of worlds says how far they carry; rounds end when there are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

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
from zombielaw.experiments.designs.targets import Target

IMPLAUSIBLE = 4.5
"""A world is ruled out where the likelihood of a target is so many logarithms below the best of all: for a normal
figure that is three standard deviations, the usual line of history matching (Craig et al. 1997)."""
LEFT_OVERS = 40
"""Draws of what the surface leaves over, for each world that is judged."""
CHAIN = "convictions"
"""Expected convictions in all windows of judgments: the product of the whole chain."""
WORLDS, ROUNDS, SETTLED = 12_000, 12, 300.0
"""Worlds of a round of sampling; rounds at most; effective worlds, summed over rounds, with which the last one ends."""
PRIOR_PART = 0.2
"""Part of each proposal that is the prior."""
ENOUGH = 150.0
"""Effective worlds that a proposal is made of: where there are fewer, the weights are flattened until there are."""
WIDER = 1.5
"""Variance of a proposal, as a multiple of that of the weights that it follows."""

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Model:
    """An emulated model: what is needed to sample a posterior.

    ``numbers``: numbers of the world by name, from normal scores, (worlds, numbers).
    """

    emulator: Emulator
    numbers: Callable[[Floats], pd.DataFrame]
    inside: Callable[[Floats], Bools] | None = None  # which worlds are not ruled out, from the same


@dataclass(frozen=True)
class Sample:
    """Weighted worlds: normal scores of the numbers, quantiles of the groups, quantities, numbers of the world by name;
    and their weights.
    """

    normal: Floats
    scores: Floats
    worlds: pd.DataFrame
    numbers: pd.DataFrame
    posterior: Posterior

    @property
    def weights(self) -> Floats:
        """Weights that sum to one."""
        return self.posterior.weights


def cut(targets: Mapping[str, Target], month: int, after: bool = False) -> dict[str, Target]:
    """Targets with the parts whose windows end by a month, or of those that do not; campaigns are by then."""
    kept = {}
    for name, target in targets.items():
        late = {part: not target.under and end > month for part, (_, end) in target.window.items()}
        figures = {part: figure for part, figure in target.figures.items() if late[part] == after}
        if figures:
            kept[name] = replace(target, figures=figures)
    return kept


def chain_of(worlds: pd.DataFrame, target: str) -> Floats:
    """Logarithm of what is expected in all windows of a target together."""
    return np.asarray(np.log(np.exp(worlds[target].to_numpy(dtype=float)).sum(axis=1)))


def figures_of(targets: Mapping[str, Target]) -> dict[str, Floats]:
    """Published figures, by target."""
    return {name: as_array(target) for name, target in targets.items()}


def sampled(
    model: Model,
    targets: Mapping[str, Target],
    data: Mapping[str, Floats],
    rng: np.random.Generator,
) -> Sample:
    """Worlds and their weights, given figures.

    ``data``, (parts,) array: figures of each target, published or simulated.
    """
    lent, steered = len(model.emulator.left_over), model.emulator.steered
    groups = steered.shape[1]
    proposals = [_Proposal(np.zeros(groups), np.eye(groups), np.full(lent, 1.0 / lent), 1.0)]
    rounds: list[tuple[Floats, Places, Floats, Floats, pd.DataFrame, pd.DataFrame]] = []
    effective = 0.0
    while len(rounds) < ROUNDS and effective < SETTLED:
        along, picked = proposals[-1].draw(WORLDS, rng)
        normal = rng.standard_normal((WORLDS, len(steered)))
        normal += (along - normal @ steered) @ steered.T
        worlds, numbers = model.emulator.lend(normal, picked), model.numbers(normal)
        logs = np.zeros(WORLDS)
        for name, target in targets.items():
            quantities = worlds[name][[*target.figures]].to_numpy(dtype=float)
            logs += log_likelihood(target, data[name], quantities, chances(target, numbers))
        if model.inside is not None:
            logs[~model.inside(normal)] = -np.inf
        rounds.append((along, picked, logs, normal, worlds, numbers))
        own = (
            logs
            + proposals[0].log_density(along, picked)
            - proposals[-1].log_density(along, picked)
        )
        effective += weighted(own).effective if len(rounds) > 1 else 0.0
        proposals.append(_Proposal.following(along, picked, _flattened(own), lent))
    every = zip(*rounds, strict=True)
    along, picked, logs, normal = (np.concatenate(next(every)) for _ in range(4))
    prior = proposals[0].log_density(along, picked)
    drawn = np.array([one.log_density(along, picked) for one in proposals[: len(rounds)]])
    posterior = weighted(logs + prior - log_mean_exp(drawn))
    worlds, numbers = (pd.concat(part, ignore_index=True) for part in every)
    scores = sp.special.ndtr(along[:, : model.emulator.weights.shape[1]])
    return Sample(normal, scores, worlds, numbers, posterior)


class _Proposal(NamedTuple):
    """Distribution from which worlds are drawn: normal scores of the groups, and the world that lends the rest."""

    mean: Floats
    spread: Floats
    lending: Floats
    prior_part: float

    @staticmethod
    def following(normal: Floats, picked: Places, weights: Floats, lent: int) -> _Proposal:
        """A proposal that follows weighted worlds."""
        mean = weights @ normal
        apart = normal - mean
        spread = WIDER * (apart * weights[:, None]).T @ apart + 0.01 * np.eye(len(mean))
        lending: Floats = 0.2 / lent + 0.8 * np.bincount(picked, weights, lent).astype(np.float64)
        return _Proposal(mean, spread, lending, PRIOR_PART)

    def draw(self, number: int, rng: np.random.Generator) -> tuple[Floats, Places]:
        """Normal scores, (worlds, groups), and which worlds of the design lend."""
        first = rng.random(number) < self.prior_part
        normal = rng.multivariate_normal(self.mean, self.spread, size=number, method="cholesky")
        picked = rng.choice(len(self.lending), number, p=self.lending)
        normal[first] = rng.standard_normal((int(first.sum()), len(self.mean)))
        picked[first] = rng.integers(len(self.lending), size=int(first.sum()))
        return normal, picked

    def log_density(self, normal: Floats, picked: Places) -> Floats:
        """Logarithm of the density of worlds."""
        groups, lent = len(self.mean), len(self.lending)
        prior = sp.stats.multivariate_normal.logpdf(
            normal, np.zeros(groups), np.eye(groups)
        ) - np.log(lent)
        if self.prior_part == 1.0:
            return np.asarray(prior)
        followed = sp.stats.multivariate_normal.logpdf(normal, self.mean, self.spread) + np.log(
            self.lending[picked]
        )
        parts = prior + np.log(self.prior_part), followed + np.log(1.0 - self.prior_part)
        return np.asarray(np.logaddexp(*parts))


def _flattened(logs: Floats) -> Floats:
    """Weights, raised to the largest power up to one that leaves enough effective worlds."""
    low, high = 0.0, 1.0
    best = weighted(logs)
    if best.effective >= ENOUGH:
        return best.weights
    known = np.where(np.isfinite(logs), logs, -1e300)
    for _ in range(30):
        power = 0.5 * (low + high)
        best = weighted(known * power)
        low, high = (power, high) if best.effective >= ENOUGH else (low, power)
    return weighted(known * low).weights


def held_out(
    model: Model,
    targets: Mapping[str, Target],
    truth: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    chain: str,
    seed: int,
) -> tuple[pd.DataFrame, Floats]:
    """Ranks of the truth in posteriors of data that the simulator made.

    ``truth``: scores, quantities and numbers of worlds that were simulated, and are in no design of the emulator. A
    complete count of anybody is no data of theirs: it is part of the prior, which they obey (:func:`allowed`).
    ``chain``: target whose expected total is ranked too.
    Returns one row per world of the truth, a column for each group and :data:`CHAIN`; effective worlds of each
    posterior.
    """
    scores, worlds, numbers = truth
    rng = np.random.default_rng(seed)
    data = {
        name: np.tile(as_array(target), (len(worlds), 1))
        if target.rules_out
        else published(target, worlds[name].to_numpy(dtype=float), chances(target, numbers), rng)
        for name, target in targets.items()
    }
    values = np.column_stack([scores, chain_of(worlds, chain)])
    ranks, effective = [], []
    for row in range(len(worlds)):
        sample = sampled(
            model, targets, {name: figures[row] for name, figures in data.items()}, rng
        )
        drawn = np.column_stack([sample.scores, chain_of(sample.worlds, chain)])
        ranks.append(rank_of(values[row], drawn, sample.weights))
        effective.append(sample.posterior.effective)
    return pd.DataFrame(ranks, columns=[*scores, CHAIN]), np.array(effective)


def not_ruled_out(
    model: Model,
    targets: Mapping[str, Target],
    normal: Floats,
    best: Mapping[str, float],
    seed: int,
) -> Bools:
    """Worlds that no target speaks against by more than :data:`IMPLAUSIBLE`; (worlds, numbers) to (worlds,).

    ``best``: as of :func:`best_of`.
    """
    each = _by_target(model, targets, normal, seed)
    return np.asarray(np.all([each[name] >= best[name] - IMPLAUSIBLE for name in targets], axis=0))


def best_of(
    model: Model, targets: Mapping[str, Target], normal: Floats, seed: int
) -> dict[str, float]:
    """The largest log-likelihood of each target over worlds."""
    return {
        name: float(values.max())
        for name, values in _by_target(model, targets, normal, seed).items()
    }


def _by_target(
    model: Model, targets: Mapping[str, Target], normal: Floats, seed: int
) -> dict[str, Floats]:
    """Log-likelihood of each target, averaged over what the surface leaves over."""
    rng, lent = np.random.default_rng(seed), len(model.emulator.left_over)
    surface, numbers = model.emulator.surface(normal), model.numbers(normal)
    logs: dict[str, list[Floats]] = {name: [] for name in targets}
    for picked in rng.choice(lent, LEFT_OVERS):
        worlds = model.emulator.lent(surface, model.emulator.left_over[picked])
        for name, target in targets.items():
            columns = [model.emulator.parts.get_loc((name, part)) for part in target.figures]
            quantities = worlds[:, np.array(columns)]
            logs[name].append(
                log_likelihood(target, as_array(target), quantities, chances(target, numbers))
            )
    return {name: log_mean_exp(np.array(each)) for name, each in logs.items()}


def allowed(targets: Mapping[str, Target], worlds: pd.DataFrame) -> Bools:
    """Worlds that break no complete count of anybody."""
    counts = {name: target for name, target in targets.items() if target.rules_out}
    return np.isfinite(by_target(counts, worlds, worlds))


@np.errstate(all="ignore")
def against(
    targets: Mapping[str, Target],
    one: pd.DataFrame,
    other: pd.DataFrame,
    numbers: pd.DataFrame,
    seed: int,
) -> tuple[float, float, float, float]:
    """Bayes factor of one form of the model over another, with its central 95 % over resampled worlds of the prior.

    The two forms are run at the same worlds, in the same order. The last number is of the effective worlds of that form
    which has fewer. Of few worlds some of these may be possible by neither form: then it is not known.
    """
    logs = np.array([by_target(targets, worlds, numbers) for worlds in (one, other)])
    raw = np.exp(logs - logs.max())
    rng = np.random.default_rng(seed)
    picked = rng.integers(raw.shape[1], size=(1000, raw.shape[1]))
    above, below = (raw[form][picked].sum(axis=1) for form in (0, 1))
    low, high = np.quantile(above / below, [0.025, 0.975])
    effective = min(weighted(form).effective for form in logs)
    return float(raw[0].sum() / raw[1].sum()), float(low), float(high), effective
