"""Choices over draws: what no other choice betters, the inputs on which a choice hangs, and what finding out is worth.

*Inputs.* The draws in which an answer is another are looked for in boxes of one or two inputs (patient rule induction,
Friedman and Fisher 1999, with each side cut once, so that all boxes can be tried). A box is kept only where the same
search of permuted answers seldom finds as much; how it does in draws that the search had not seen is told with it.

*Finding out.* A statistic is worth what choosing by it brings on average (the expected value of sample information,
Strong, Oakley, Brennan and Breeze 2015), in draws that had no part in learning how to choose.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.analysis.intervals import LEVEL, Floats

Truths = npt.NDArray[np.bool_]
LEAST, FEWEST = 0.1, 20
"""Smallest part of the draws on either side of a cut; fewest draws that are cut again."""
PERMUTATIONS, FOLDS, DEPTH = 1_000, 5, 2
"""Permuted answers; parts of the draws that are left out in turn; cuts of a box at most."""
BINS, SEEDS = 4, 400
"""Bins of a statistic; times that the draws are resampled and the statistics published anew."""


def dominated_by_none(values: Floats) -> Truths:
    """Points that no other point beats: as much of every good, and more of one.

    ``values``, (points, goods) array: a harm is a good with its sign turned.
    """
    ahead = values[None, :, :] - values[:, None, :]
    beaten = np.logical_and(np.all(ahead >= 0.0, axis=2), np.any(ahead > 0.0, axis=2))
    return np.asarray(~np.any(beaten, axis=1))


# ---- inputs on which an answer hangs


class Cut(NamedTuple):
    """A side of a box: draws whose input lies above a line, or not."""

    number: int  # column of the inputs
    above: bool
    line: float

    def holds(self, inputs: Floats) -> Truths:
        """Draws on this side."""
        return np.asarray((inputs[:, self.number] > self.line) == self.above)


class Box(NamedTuple):
    """A box of draws, and how it does: draws with the answer, and draws, inside and outside."""

    cuts: tuple[Cut, ...]
    inside: tuple[int, int]
    outside: tuple[int, int]
    # the same of the draws that were left out, each by the box that the others gave
    new_inside: tuple[int, int]
    new_outside: tuple[int, int]


def hangs_on(inputs: Floats, answer: Truths, level: float, seed: int) -> Box | None:
    """The box in which an answer is most concentrated; None where permuted answers find as much too often.

    ``inputs``, (draws, inputs) array. ``answer``, (draws,) array. ``level``: share of permutations that may find as
    much. ``seed``: of permutations and of the parts that are left out.
    """
    generator = np.random.default_rng(seed)
    cuts = _box(inputs, answer, DEPTH, lambda some, own: _as_much(some, own, generator) < level)
    if not cuts:
        return None
    parts = generator.permutation(len(answer)) % FOLDS
    within = np.zeros(len(answer), dtype=np.bool_)
    for part in range(FOLDS):
        rest = parts != part
        again = _box(inputs[rest], answer[rest], len(cuts), lambda *_: True)
        within[~rest] = _inside(again, inputs[~rest])
    return Box(tuple(cuts), *_counted(answer, _inside(cuts, inputs)), *_counted(answer, within))


def _counted(answer: Truths, inside: Truths) -> tuple[tuple[int, int], tuple[int, int]]:
    """Draws with the answer, and draws, inside and outside."""
    there, elsewhere = ((int(answer[side].sum()), int(side.sum())) for side in (inside, ~inside))
    return there, elsewhere


def _inside(cuts: list[Cut], inputs: Floats) -> Truths:
    held = np.ones(len(inputs), dtype=np.bool_)
    for one in cuts:
        held &= one.holds(inputs)
    return held


def _box(
    inputs: Floats, answer: Truths, depth: int, told: Callable[[Floats, Truths], bool]
) -> list[Cut]:
    """Cuts, the best first, the next within it. ``told`` says of inputs and answers if a cut of these is kept."""
    cuts: list[Cut] = []
    for _ in range(depth):
        held = _inside(cuts, inputs)
        some, own = inputs[held], answer[held]
        if len(own) < FEWEST or own.all() or not own.any() or not told(some, own):
            break
        sides, members = _sides(some)
        cuts.append(sides[int(np.argmax(_scores(members, own[:, None])))])
    return cuts


def _sides(inputs: Floats) -> tuple[list[Cut], Floats]:
    """Every cut at a tenth of the draws that leaves enough of them on either side, and its members."""
    lines = np.quantile(inputs, np.arange(LEAST, 1.0 - LEAST / 2.0, LEAST), axis=0)
    sides = [
        Cut(number, above, float(line))
        for number, own in enumerate(lines.T)
        for line in np.unique(own)
        for above in (False, True)
    ]
    members = np.array([one.holds(inputs) for one in sides], dtype=np.float64)
    enough = np.abs(members.mean(axis=1) - 0.5) <= 0.5 - LEAST + 1e-9
    return [one for one, is_large in zip(sides, enough, strict=True) if is_large], members[enough]


def _scores(members: Floats, answers: Floats | Truths) -> Floats:
    """Surplus of the answer inside each side, in standard deviations of a random one: (sides, answers)."""
    draws, share = members.shape[1], answers.mean(axis=0)
    size = members.sum(axis=1, keepdims=True)
    spread = size * (1.0 - size / draws) * share * (1.0 - share) * draws / (draws - 1.0)
    scores: Floats = (members @ answers - size * share) / np.sqrt(spread)
    return scores


def _as_much(inputs: Floats, answer: Truths, generator: np.random.Generator) -> float:
    """Share of permuted answers in which the best cut finds as much as in the answers."""
    _, members = _sides(inputs)
    permuted = np.array([generator.permutation(answer) for _ in range(PERMUTATIONS)]).T
    found = _scores(members, answer[:, None]).max()
    return float(
        (1.0 + (_scores(members, permuted).max(axis=0) >= found - 1e-9).sum())
        / (PERMUTATIONS + 1.0)
    )


# ---- what finding out is worth


def worth_of(
    values: Floats,
    publish: Callable[[np.random.Generator], pd.DataFrame],
    seed: int,
) -> tuple[pd.DataFrame, bool]:
    """Worth of each statistic for a choice.

    ``values``, (draws, choices) array: what each choice is worth in each draw. ``publish`` gives a value of each
    statistic, as a column, in each draw; NaN where it does not exist. Each time the draws are resampled; by those in
    the sample the choice is learned, by the others it is judged.

    Returns ``statistic, gain, low, high, changes``, the best first: gain over choosing without it, with its 95 %
    interval over resamples, and the share of draws in which another choice is made; and whether the first is clear of
    the second.
    """
    generator = np.random.default_rng(seed)
    gains: list[pd.Series[float]] = []
    changes: list[pd.Series[float]] = []
    for _ in range(SEEDS):
        known = publish(generator)
        learn = generator.integers(0, len(values), len(values))
        judge = np.setdiff1d(np.arange(len(values)), learn)
        if not judge.size:  # of very few draws
            continue
        usual = int(values[learn].mean(axis=0).argmax())
        chosen = pd.DataFrame(
            {name: _chosen(one.to_numpy(), values, learn, judge) for name, one in known.items()}
        )
        own = np.take_along_axis(values[judge], chosen.to_numpy(), axis=1)
        better = own - values[judge, usual][:, None]
        gains.append(pd.Series(better.mean(axis=0), known.columns))
        changes.append((chosen != usual).mean())
    every = pd.DataFrame(gains)
    order = every.mean().sort_values(ascending=False, kind="stable").index
    ends = [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0]
    table = pd.DataFrame(
        {
            "gain": every.mean(),
            "low": every.quantile(ends[0]),
            "high": every.quantile(ends[1]),
            "changes": pd.DataFrame(changes).mean(),
        }
    )
    apart = (every[order[0]] - every[order[1]]).quantile(ends[0]) > 0.0
    return table.loc[order].rename_axis("statistic").reset_index(), bool(apart)


def _chosen(
    statistic: Floats, values: Floats, learn: npt.NDArray[np.int64], judge: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Choice in each draw to judge: the one that is worth most in its bin of the draws to learn."""
    known = statistic[learn][np.isfinite(statistic[learn])]
    edges = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if known.size else known
    bins = np.where(np.isfinite(statistic), np.searchsorted(edges, statistic, side="right"), BINS)
    learnt, usual = bins[learn], values[learn].mean(axis=0)
    best = [
        (values[learn][learnt == one].mean(axis=0) if (learnt == one).any() else usual).argmax()
        for one in range(BINS + 1)
    ]
    return np.array(best, dtype=np.int64)[bins[judge]]
