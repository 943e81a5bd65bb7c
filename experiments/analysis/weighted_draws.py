"""Weighted draws of unknown numbers: a posterior, by importance sampling on an emulator in place of the simulator.

Draws of the prior, or of a proposal, are weighted by the likelihood of the data and by prior over proposal. That is
exact as the draws grow many; the effective number of draws says how far they carry, and no chain has to converge. The
emulator only proposes: worlds that it thinks likely are simulated, and weighted by what they then brought.

The emulator is a response surface. A world is given by the normal scores of its numbers, and a group by a sum of some
of them. Linear in the groups, then in every number, then quadratic in the groups, then with products of two groups
(Legendre polynomials of their quantiles), by ridge regression: for each quantity the form and the penalty with the
least leave-one-out error. What the surface leaves over (what single numbers do beyond a line, and chance) is no
nuisance but part of the answer: an emulated world takes it, whole, from a world of the design drawn at random, so that
the parts of all targets keep their dependence and their tails.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.analysis.observation import (
    chances,
    draw_figures,
    log_likelihood,
    log_likelihood_of_all,
    log_mean_exp,
)
from zombielaw.experiments.designs.targets import Target
from zombielaw.experiments.errors import InputError

FEW = 100
"""Effective draws below which a posterior is called rough."""
CENTRAL = (0.5, 0.9)
"""Central intervals whose coverage is shown."""
PENALTIES = np.logspace(-4.0, 4.0, 17)
"""Ridge penalties among which the leave-one-out error chooses, in squared singular values."""
BINS = 5
"""Bins of the level in which the noise of a quantity is measured."""
LEAST = 1e-6
"""Least noise, so that it can be divided by."""
LINES = 10
"""Directions beside the groups at most, those along which lines move quantities most, that a sampler may follow."""
WORLDS_PER_FEATURE = 2
"""Least number of worlds for each feature: a form with more features than half of the worlds is not tried."""
IMPLAUSIBLE = 4.5
"""A world is ruled out where the likelihood of a target is so many logarithms below the best of all: for a normal
figure that is three standard deviations, the usual line of history matching (Craig et al. 1997)."""
LEFT_OVERS = 40
"""Draws of what the surface leaves over, for each world that is judged."""
CHAIN = "convictions"
"""Expected convictions in all windows of judgments: the product of the whole chain."""
WORLDS, ROUNDS = 12_000, 40
"""Worlds of a round of sampling; rounds at most."""
PRIOR_PART = 0.2
"""Part of each proposal that is the prior."""
ENOUGH = 150.0
"""Effective worlds that a proposal is made of: where there are fewer, the weights are flattened until there are."""
WIDER = 1.5
"""Variance of a proposal, as a multiple of that of the weights that it follows."""

Bools = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


def normalised(log_weights: Floats) -> Floats:
    """Weights that sum to one, from their logarithms. Raises ValueError: all of them are zero."""
    highest = float(log_weights.max())
    if not math.isfinite(highest):
        raise ValueError("The data have probability zero in every world of the prior.")
    raw = np.exp(log_weights - highest)
    return np.asarray(raw / raw.sum())


def effective_number(weights: Floats) -> float:
    """Number of equally weighted draws that would tell as much (Kong 1992)."""
    return float(1.0 / (weights**2).sum())


def narrowed_by_chance(effective: float, number: int) -> float:
    """Narrowing that of so many untouched numbers hardly one shows (5 %): a uniform variance varies by its kurtosis.

    ``effective``: draws that the posterior is worth.
    """
    return float(-sp.special.ndtri(0.05 / number) * math.sqrt(0.8 / effective))


def quantile_of(values: Floats, weights: Floats, share: float) -> float:
    """Weighted quantile."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][min(len(values) - 1, int(np.searchsorted(reached, share)))])


@dataclass(frozen=True)
class WeightedDraws:
    """Draws with their weights, which stand for a prior or a posterior; a row of each part is a draw.

    ``parameters``, (draws, numbers) array: normal scores. ``numbers``: numbers of the world that targets read, by name.
    ``quantities``: see ``observation.py``. ``log_likelihood``, (draws,) array: of the data. ``log_ratio``: logarithm of
    the density of the prior over that of the distribution from which the draws are.
    """

    parameters: Floats
    numbers: pd.DataFrame
    quantities: pd.DataFrame
    log_likelihood: Floats
    log_ratio: Floats | float = 0.0

    @classmethod
    def even(
        cls, quantities: pd.DataFrame, numbers: pd.DataFrame, parameters: Floats | None = None
    ) -> WeightedDraws:
        """Draws of the same weight."""
        number = len(quantities)
        scores = np.empty((number, 0)) if parameters is None else parameters
        return cls(scores, numbers, quantities, np.zeros(number))

    @cached_property
    def weights(self) -> Floats:
        """Weights that sum to one, (draws,) array."""
        return normalised(self.log_likelihood + self.log_ratio)

    @property
    def effective(self) -> float:
        """Effective number of draws."""
        return effective_number(self.weights)

    @property
    def log_evidence(self) -> float:
        """Logarithm of the probability of the data under the prior."""
        return float(log_mean_exp(self.log_likelihood + self.log_ratio))

    def given(
        self, targets: Mapping[str, Target], data: Mapping[str, Floats] | None = None
    ) -> WeightedDraws:
        """The same draws with the likelihood of figures; ``data``, (parts,) arrays: others than those published."""
        logs = log_likelihood_of_all(targets, self.quantities, self.numbers, data)
        return replace(self, log_likelihood=logs)

    def where(self, rows: Bools) -> WeightedDraws:
        """Some of the draws, of the same weight."""
        return self.even(self.quantities[rows], self.numbers[rows], self.parameters[rows])

    def rank(self, truth: Floats, values: Floats) -> Floats:
        """Weight of the draws below a truth; (columns,) and (draws, columns) to (columns,). Uniform if all is right."""
        return np.asarray(self.weights @ ((values < truth) + 0.5 * (values == truth)))

    def resampled(self, number: int, seed: int) -> Places:
        """Draws taken by their weights, evenly (systematic resampling); positions, sorted."""
        start = np.random.default_rng(seed).random()
        steps = (start + np.arange(number)) / number
        return np.minimum(np.searchsorted(np.cumsum(self.weights), steps), len(self.weights) - 1)

    def learned(self, names: list[str], scores: Floats) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Narrowing of each group by the data, and the product of groups that was narrowed most.

        ``scores``, (draws, groups) array: quantiles of the groups, uniform under the prior.
        Returns ``group, median, low, high, narrowed``: posterior quantile of the prior with its central 90 %; narrowed
        is one minus the ratio of posterior to prior variance. And ``group, weight, narrowed``: the direction in normal
        scores (of which a product of powers is a sum of logarithms) that the data narrowed most, its weights of length
        one.
        """
        weights = self.weights
        ends = {"median": 0.5, "low": 0.05, "high": 0.95}
        table = pd.DataFrame(
            {name: [quantile_of(one, weights, at) for one in scores.T] for name, at in ends.items()}
        )
        table.insert(0, "group", names)
        table["narrowed"] = 1.0 - 12.0 * (weights @ (scores - weights @ scores) ** 2)
        normal = sp.special.ndtri(np.clip(scores, 1e-6, 1.0 - 1e-6))
        apart = normal - weights @ normal
        values, vectors = np.linalg.eigh((apart * weights[:, None]).T @ apart)
        first = vectors[:, 0] * np.sign(vectors[np.abs(vectors[:, 0]).argmax(), 0])
        product = pd.DataFrame({"group": names, "weight": first, "narrowed": 1.0 - values[0]})
        return table, product


# ---- the emulator


class Emulator(NamedTuple):
    """A fitted surface, in place of the simulator.

    ``levels, noise``, (bins, parts) arrays: standard deviation of what is left over, by the level of the surface: rare
    files make more of it than many. ``explained``: ``target, part, spread, left_over, explained``: standard deviation
    over the design of the quantities, and of what the surface leaves over (leave-one-out); share of the variance of
    worlds left out. ``numbers``: numbers of the world by name, from normal scores.
    """

    slopes: Floats  # (features, parts) array
    # (worlds, parts) array: leave-one-out residuals of the design, in standard deviations
    left_over: Floats
    levels: Floats
    noise: Floats
    parts: pd.Index  # columns of the quantities
    explained: pd.DataFrame
    weights: Floats  # (numbers, groups) array: each column, of length one, makes a group of numbers
    steered: Floats  # (numbers, directions) array, orthonormal: the groups, then what lines add that no group has
    numbers: Callable[[Floats], pd.DataFrame]
    inside: Callable[[Floats], Bools] | None = (
        None  # which worlds are not ruled out, from normal scores
    )

    def surface(self, normal: Floats) -> Floats:
        """Quantities of worlds without what is left over; (worlds, numbers) to (worlds, parts)."""
        return features(normal, self.weights) @ self.slopes

    def lent(self, surface: Floats, picked: Places | np.intp) -> Floats:
        """A surface with what worlds of the design left over, as wide as at its own level."""
        return surface + self.left_over[picked] * _width(surface, self.levels, self.noise)

    def worlds(self, normal: Floats, picked: Places) -> pd.DataFrame:
        """Quantities of worlds, each with what a world of the design left over."""
        return pd.DataFrame(self.lent(self.surface(normal), picked), columns=self.parts)


def features(normal: Floats, weights: Floats) -> Floats:
    """Legendre polynomials of order one of each group, every number, those of order two, products of two groups.

    Shape (worlds, numbers) to (worlds, 1 + numbers + 2 groups + groups (groups - 1) / 2); the first column is one.
    """
    u = 2.0 * sp.special.ndtr(normal @ weights) - 1.0
    pairs = [u[:, a] * u[:, b] for a, b in combinations(range(u.shape[1]), 2)]
    return np.column_stack([np.ones(len(u)), u, normal, 1.5 * u**2 - 0.5, *pairs])


def check_enough(worlds: int, groups: int) -> None:
    """Refuse worlds that are too few even for a linear surface over so many groups."""
    least = WORLDS_PER_FEATURE * (groups + 1)
    if worlds < least:
        raise InputError(
            "{} simulated worlds are too few for {} groups; allowed: {} or more. Raise study.points or study.second.",
            worlds,
            groups,
            least,
        )


def fitted(
    normal: Floats,
    weights: Floats,
    quantities: pd.DataFrame,
    numbers: Callable[[Floats], pd.DataFrame],
    inside: Callable[[Floats], Bools] | None = None,
) -> Emulator:
    """Fit a surface to a design.

    ``normal``, (worlds, numbers) array: normal scores. ``quantities``: one row per world, in the order of the scores.
    ``weights, numbers, inside``: as of :class:`Emulator`.
    Raises InputError: too few worlds even for a linear surface.
    """
    seen = quantities.to_numpy(dtype=float)
    worlds, (count, groups) = len(normal), weights.shape
    check_enough(worlds, groups)
    every = features(normal, weights)[:, 1:]
    most = worlds // WORLDS_PER_FEATURE
    widths = groups, groups + count, 2 * groups + count, every.shape[1]
    best = np.full(seen.shape[1], np.inf)
    slopes, left_over = np.zeros((every.shape[1] + 1, seen.shape[1])), seen - seen.mean(axis=0)
    for width in dict.fromkeys(width for width in widths if width < most):
        for tried, out in _ridges(every[:, :width], seen):
            error = (out**2).sum(axis=0)
            better = error < best
            best[better], left_over[:, better] = error[better], out[:, better]
            slopes[:, better] = np.pad(tried, ((0, every.shape[1] - width), (0, 0)))[:, better]
    levels, noise = _noise(seen - left_over, left_over)
    lines = slopes[1 + groups : 1 + groups + count] / np.maximum(left_over.std(axis=0), LEAST)
    beside, size, _ = np.linalg.svd(lines - weights @ (weights.T @ lines), full_matrices=False)
    error, spread = np.sqrt((left_over**2).mean(axis=0)), seen.std(axis=0)
    explained = pd.DataFrame(
        {
            "spread": spread,
            "left_over": error,
            "explained": 1.0 - (error / np.where(spread > 0.0, spread, 1.0)) ** 2,
        },
        index=quantities.columns,
    )
    return Emulator(
        slopes,
        left_over / _width(seen - left_over, levels, noise),
        levels,
        noise,
        quantities.columns,
        explained.rename_axis(["target", "part"]).reset_index(),
        weights,
        np.column_stack([weights, beside[:, : int((size[:LINES] > LEAST).sum())]]),
        numbers,
        inside,
    )


def _noise(level: Floats, left_over: Floats) -> tuple[Floats, Floats]:
    """Root mean square of what is left over in bins of the level, by part: middle of each bin, and value there."""
    bins = np.array_split(np.argsort(level, axis=0), BINS)
    middles, squares = (
        np.array([np.take_along_axis(values, rows, axis=0).mean(axis=0) for rows in bins])
        for values in (level, left_over**2)
    )
    return middles, np.sqrt(np.maximum(squares, LEAST**2))


def _width(surface: Floats, levels: Floats, noise: Floats) -> Floats:
    """Standard deviation of what is left over at the levels of a surface."""
    parts = zip(surface.T, levels.T, noise.T, strict=True)
    return np.column_stack([np.interp(*part) for part in parts])


def _ridges(design: Floats, seen: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Intercept and slopes for each penalty, and the leave-one-out residuals that they have."""
    means, centre = design.mean(axis=0), seen.mean(axis=0)
    u, s, vt = np.linalg.svd(design - means, full_matrices=False)
    inside = u.T @ (seen - centre)
    for penalty in PENALTIES:
        kept = s**2 / (s**2 + penalty)
        leverage = (u**2 * kept).sum(axis=1) + 1.0 / len(seen)
        slopes = vt.T @ ((s / (s**2 + penalty))[:, None] * inside)
        out = (seen - centre - u @ (kept[:, None] * inside)) / (1.0 - leverage)[:, None]
        yield np.vstack([centre - means @ slopes, slopes]), out


# ---- draws of the posterior


def sampled(
    model: Emulator,
    targets: Mapping[str, Target],
    rng: np.random.Generator,
    settled: float,
) -> WeightedDraws:
    """Weighted draws of an emulated model, given figures.

    ``settled``: effective worlds, summed over rounds, with which the last round ends.
    """
    lent, groups = len(model.left_over), model.steered.shape[1]
    prior = _Proposal(np.zeros(groups), np.eye(groups), np.full(lent, 1.0 / lent), 1.0)
    proposals, effective = [prior], 0.0
    rounds: list[tuple[Floats, Places, Floats, Floats, pd.DataFrame, pd.DataFrame]] = []
    while len(rounds) < ROUNDS and effective < settled:
        along, picked = proposals[-1].draw(WORLDS, rng)
        normal = rng.standard_normal((WORLDS, len(model.steered)))
        normal += (along - normal @ model.steered) @ model.steered.T
        worlds, numbers = model.worlds(normal, picked), model.numbers(normal)
        logs = log_likelihood_of_all(targets, worlds, numbers)
        if model.inside is not None:
            logs[~model.inside(normal)] = -np.inf
        own = logs + prior.log_density(along, picked) - proposals[-1].log_density(along, picked)
        effective += effective_number(normalised(own)) if rounds else 0.0
        rounds.append((along, picked, normal, logs, worlds, numbers))
        proposals.append(_Proposal.following(along, picked, _flattened(own), lent))
    every = zip(*rounds, strict=True)
    along, picked, normal, logs = (np.concatenate(next(every)) for _ in range(4))
    worlds, numbers = (pd.concat(part, ignore_index=True) for part in every)
    drawn = np.array([one.log_density(along, picked) for one in proposals[: len(rounds)]])
    ratio = prior.log_density(along, picked) - log_mean_exp(drawn)
    return WeightedDraws(normal, numbers, worlds, logs, ratio)


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
        groups, log_density = len(self.mean), sp.stats.multivariate_normal.logpdf
        prior = log_density(normal, np.zeros(groups), np.eye(groups)) - np.log(len(self.lending))
        if self.prior_part == 1.0:
            return np.asarray(prior)
        followed = log_density(normal, self.mean, self.spread) + np.log(self.lending[picked])
        parts = prior + np.log(self.prior_part), followed + np.log(1.0 - self.prior_part)
        return np.asarray(np.logaddexp(*parts))


def _flattened(logs: Floats) -> Floats:
    """Weights, raised to the largest power up to one that leaves enough effective worlds."""
    low, high = 0.0, 1.0
    if effective_number(best := normalised(logs)) >= ENOUGH:
        return best
    known = np.where(np.isfinite(logs), logs, -1e300)
    for _ in range(30):
        power = 0.5 * (low + high)
        enough = effective_number(normalised(known * power)) >= ENOUGH
        low, high = (power, high) if enough else (low, power)
    return normalised(known * low)


def surface_likelihood(
    model: Emulator, targets: Mapping[str, Target], normal: Floats
) -> npt.NDArray[np.float64]:
    """Log-likelihood of emulated worlds, the mean over what the surface leaves over; (worlds, numbers) to (worlds,).

    Zero, so minus infinity, of worlds that are ruled out.
    """
    surface, numbers = model.surface(normal), model.numbers(normal)
    logs = [
        log_likelihood_of_all(
            targets, pd.DataFrame(model.lent(surface, picked), columns=model.parts), numbers
        )
        for picked in np.arange(len(model.left_over))
    ]
    mean = log_mean_exp(np.array(logs))
    return mean if model.inside is None else np.where(model.inside(normal), mean, -np.inf)


def pooled(waves: list[WeightedDraws], log_over_prior: list[Floats]) -> WeightedDraws:
    """Worlds of several samples as one: each weighs the prior over the mixture from which they are.

    That is the balance heuristic (Veach and Guibas 1995). ``log_over_prior``: of each sample the logarithm of its
    density over that of the prior, at the worlds of all samples, in their order.
    """
    sizes = np.log([len(wave.quantities) for wave in waves])
    mixture = sp.special.logsumexp(np.array(log_over_prior) + sizes[:, None], axis=0)
    parts = [(wave.parameters, wave.numbers, wave.quantities) for wave in waves]
    parameters, numbers, quantities = zip(*parts, strict=True)
    worlds = pd.concat(quantities, ignore_index=True)
    return WeightedDraws(
        np.vstack(parameters),
        pd.concat(numbers, ignore_index=True),
        worlds,
        np.zeros(len(worlds)),
        -mixture,
    )


# ---- what is learned, and whether the method holds


def chain_of(worlds: pd.DataFrame, target: str) -> Floats:
    """Logarithm of what is expected in all windows of a target together."""
    return np.asarray(np.log(np.exp(worlds[target].to_numpy(dtype=float)).sum(axis=1)))


def held_out(
    draws: WeightedDraws,
    weights: Floats,
    targets: Mapping[str, Target],
    truth: WeightedDraws,
    chain: str,
    seed: int,
) -> tuple[Floats, Floats]:
    """Ranks of the truth in posteriors of data that the simulator made.

    ``draws``: worlds that are weighted anew for each set of data. ``weights``, (numbers, groups) array: see
    :class:`Emulator`. ``truth``: worlds that are none of these. A complete count of anybody is no data of theirs: it is
    part of the prior, which they obey (:func:`obeying`). ``chain``: target whose expected total is ranked too.
    Returns a (worlds, groups + 1) array of ranks, the last column of the chain; effective draws of each posterior.
    """
    rng = np.random.default_rng(seed)
    data = {
        name: np.tile(target.published, (len(truth.quantities), 1))
        if target.complete
        else draw_figures(
            target,
            truth.quantities[name].to_numpy(dtype=float),
            chances(target, truth.numbers),
            rng,
        )
        for name, target in targets.items()
    }

    def ranked(draws: WeightedDraws) -> Floats:
        groups = sp.special.ndtr(draws.parameters @ weights)
        return np.column_stack([groups, chain_of(draws.quantities, chain)])

    ranks, effective, values = [], [], ranked(draws)
    for row, own in enumerate(ranked(truth)):
        posterior = draws.given(targets, {name: figures[row] for name, figures in data.items()})
        ranks.append(posterior.rank(own, values))
        effective.append(posterior.effective)
    return np.array(ranks), np.array(effective)


def calibrated(ranks: pd.DataFrame) -> pd.DataFrame:
    """Check that posteriors of held-out data hold the truth as often as they claim.

    ``ranks``: one row per set of data, a column for each quantity: see :meth:`WeightedDraws.rank`.
    Returns ``quantity, sets, distance, p, cover_50, error_50, cover_90, error_90``: Kolmogorov-Smirnov distance of the
    ranks from uniform and its p value; share of central intervals that hold the truth, and the Monte-Carlo standard
    error that it has where they are right.
    """
    test, sets = sp.stats.kstest(ranks, "uniform", axis=0), len(ranks)
    table = pd.DataFrame(
        {"quantity": ranks.columns, "sets": sets, "distance": test.statistic, "p": test.pvalue}
    )
    for level in CENTRAL:
        percent = round(100 * level)
        table[f"cover_{percent}"] = ((ranks - 0.5).abs() <= level / 2.0).mean().to_numpy()
        table[f"error_{percent}"] = math.sqrt(level * (1.0 - level) / sets)
    return table


# ---- worlds that figures rule out


def best_of(
    model: Emulator, targets: Mapping[str, Target], normal: Floats, seed: int
) -> dict[str, float]:
    """The largest log-likelihood of each target over worlds."""
    return {
        name: float(values.max()) for name, values in _each(model, targets, normal, seed).items()
    }


def not_ruled_out(
    model: Emulator,
    targets: Mapping[str, Target],
    normal: Floats,
    best: Mapping[str, float],
    seed: int,
) -> Bools:
    """Worlds that no target speaks against by more than :data:`IMPLAUSIBLE`; (worlds, numbers) to (worlds,).

    ``best``: as of :func:`best_of`.
    """
    each = _each(model, targets, normal, seed)
    return np.asarray(np.all([each[name] >= best[name] - IMPLAUSIBLE for name in targets], axis=0))


def _each(
    model: Emulator, targets: Mapping[str, Target], normal: Floats, seed: int
) -> dict[str, Floats]:
    """Log-likelihood of each target, averaged over what the surface leaves over."""
    rng, lent = np.random.default_rng(seed), len(model.left_over)
    surface, numbers = model.surface(normal), model.numbers(normal)
    columns = {
        name: np.array([model.parts.get_loc((name, part)) for part in target.parts])
        for name, target in targets.items()
    }
    logs: dict[str, list[Floats]] = {name: [] for name in targets}
    for picked in rng.choice(lent, LEFT_OVERS):
        worlds = model.lent(surface, picked)
        for name, target in targets.items():
            chance = chances(target, numbers)
            seen = log_likelihood(target, target.published, worlds[:, columns[name]], chance)
            logs[name].append(seen)
    return {name: log_mean_exp(np.array(each)) for name, each in logs.items()}


def obeying(targets: Mapping[str, Target], worlds: pd.DataFrame, seed: int) -> Bools:
    """Worlds that break no complete count of anybody; of one that is nearly a bound, by the chance that they do not."""
    counts = {name: target for name, target in targets.items() if target.complete}
    luck = np.random.default_rng(seed).random(len(worlds))
    return np.asarray(np.log(luck) < log_likelihood_of_all(counts, worlds, worlds))
