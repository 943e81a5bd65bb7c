"""A response surface in place of the simulator: quantities of a world from its numbers, and from their groups.

A world is given by the normal scores of its numbers, and a group by a sum of some of them. Linear in the groups, then
in every number, then quadratic in the groups, then with products of two groups (Legendre polynomials of their
quantiles), by ridge regression: for each quantity the form and the penalty with the least leave-one-out error. What the
surface leaves over (what single numbers do beyond a line, and chance) is no nuisance but part of the answer: an
emulated world takes it, whole, from a world of the design drawn at random, so that the parts of all targets keep their
dependence and their tails.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.experiments.errors import InputError

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


class Emulator(NamedTuple):
    """A fitted surface.

    ``levels, noise``: (bins, parts) arrays: standard deviation of what is left over, by the level of the surface: rare
    files make more of it than many. ``spread, error``: (parts,) arrays: standard deviation over the design of the
    quantities, and of what the surface leaves over (leave-one-out).
    """

    slopes: Floats  # (features, parts) array
    # (worlds, parts) array: leave-one-out residuals of the design, in standard deviations
    left_over: Floats
    levels: Floats
    noise: Floats
    parts: pd.Index  # columns of the quantities
    spread: Floats
    error: Floats
    weights: Floats  # (numbers, groups) array: each column, of length one, makes a group of numbers
    steered: Floats  # (numbers, directions) array, orthonormal: the groups, then what lines add that no group has

    def surface(self, normal: Floats) -> Floats:
        """Quantities of worlds without what is left over; (worlds, numbers) to (worlds, parts)."""
        return features(normal, self.weights) @ self.slopes

    def lend(self, normal: Floats, picked: npt.NDArray[np.intp]) -> pd.DataFrame:
        """Quantities of worlds, each with what a world of the design left over."""
        return pd.DataFrame(
            self.lent(self.surface(normal), self.left_over[picked]), columns=self.parts
        )

    def lent(self, surface: Floats, left_over: Floats) -> Floats:
        """A surface with what worlds of the design left over, as wide as at its own level."""
        each = [
            np.interp(*parts) for parts in zip(surface.T, self.levels.T, self.noise.T, strict=True)
        ]
        return np.asarray(surface + left_over * np.column_stack(each))

    def explained(self) -> pd.DataFrame:
        """``target, part, spread, left_over, explained``: the last is the share of the variance of worlds left out."""
        share = 1.0 - (self.error / np.where(self.spread > 0.0, self.spread, 1.0)) ** 2
        table = pd.DataFrame(
            {"spread": self.spread, "left_over": self.error, "explained": share}, index=self.parts
        )
        return table.rename_axis(["target", "part"]).reset_index()


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


def fitted(normal: Floats, weights: Floats, quantities: pd.DataFrame) -> Emulator:
    """Fit a surface to a design.

    ``normal``, (worlds, numbers) array: normal scores. ``weights``: as of :class:`Emulator`. ``quantities``: one row
    per world, in the order of the scores.
    Raises InputError: too few worlds even for a linear surface.
    """
    seen = quantities.to_numpy(dtype=float)
    worlds, (numbers, groups) = len(normal), weights.shape
    check_enough(worlds, groups)
    every = features(normal, weights)[:, 1:]
    most = worlds // WORLDS_PER_FEATURE
    widths = groups, groups + numbers, 2 * groups + numbers, every.shape[1]
    forms = [width for width in dict.fromkeys(widths) if width < most]
    best = np.full(seen.shape[1], np.inf)
    slopes, left_over = np.zeros((every.shape[1] + 1, seen.shape[1])), seen - seen.mean(axis=0)
    for width in forms:
        for tried, out in _ridges(every[:, :width], seen):
            error = (out**2).sum(axis=0)
            better = error < best
            best[better], left_over[:, better] = error[better], out[:, better]
            slopes[:, better] = np.pad(tried, ((0, every.shape[1] - width), (0, 0)))[:, better]
    levels, noise = _noise(seen - left_over, left_over)
    lines = slopes[1 + groups : 1 + groups + numbers] / np.maximum(left_over.std(axis=0), LEAST)
    beside, size, _ = np.linalg.svd(lines - weights @ (weights.T @ lines), full_matrices=False)
    steered = np.column_stack([weights, beside[:, : int((size[:LINES] > LEAST).sum())]])
    each = [
        np.interp(*parts) for parts in zip((seen - left_over).T, levels.T, noise.T, strict=True)
    ]
    standard = left_over / np.column_stack(each)
    error = np.sqrt((left_over**2).mean(axis=0))
    return Emulator(
        slopes,
        standard,
        levels,
        noise,
        quantities.columns,
        seen.std(axis=0),
        error,
        weights,
        steered,
    )


def _noise(level: Floats, left_over: Floats) -> tuple[Floats, Floats]:
    """Root mean square of what is left over in bins of the level, by part: middle of each bin, and value there."""
    order = np.argsort(level, axis=0)
    bins = [
        np.take_along_axis(level, rows, axis=0).mean(axis=0) for rows in np.array_split(order, BINS)
    ]
    squares = [
        (np.take_along_axis(left_over, rows, axis=0) ** 2).mean(axis=0)
        for rows in np.array_split(order, BINS)
    ]
    return np.array(bins), np.sqrt(np.maximum(squares, LEAST**2))


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
