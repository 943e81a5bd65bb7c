"""Information of a published statistic about an answer: mutual information, adjusted for chance.

Values are sorted into a few bins. The plug-in information of few worlds is too large, more so with many bins: what
permuted answers have on average is taken off, on a scale on which a statistic that is the answer has all of its entropy
(the adjusted mutual information of Vinh, Epps and Bailey 2010). So one that says nothing has about zero on average, and
what 5 % of the permutations exceed is its floor.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.analysis.intervals import LEVEL, Floats

Codes = npt.NDArray[np.int64]
BINS = 4
"""Bins of a statistic: quarters of the worlds."""
PERMUTATIONS, RESAMPLES = 400, 400
FLOOR = 0.95
"""Share of the permutations that lie below the floor."""


class Worth(NamedTuple):
    """Information of a statistic. ``low, high``: its 95 % bootstrap interval over worlds."""

    # expected information, adjusted for chance; zero where that leaves less
    bits: float
    low: float
    high: float
    # the same as a share of the entropy of the answer; NaN where all worlds have one answer
    share: float
    floor: float  # bits that 5 % of the permutations exceed


def binned(values: Floats) -> Codes:
    """The bin of each value: equal numbers of worlds in each, ties together; each value its own where they are few.

    ``values``, (worlds,) array: NaN, where a statistic does not exist, is a bin too.
    """
    known = np.isfinite(values)
    distinct = np.unique(values[known])
    if distinct.size <= BINS + 2:
        edges = distinct[1:]
    else:
        edges = np.unique(np.quantile(values[known], np.arange(1, BINS) / BINS))
    codes = np.searchsorted(edges, np.where(known, values, 0.0), side="right") + 1
    return np.where(known, codes, 0).astype(np.int64)


def entropy(answer: Codes) -> float:
    """Entropy of the answers, bits."""
    return float(_entropies(np.bincount(answer).astype(float)))


def worth(answer: Codes, cells: Codes, seed: int = 0) -> Worth:
    """Information of a statistic about an answer.

    ``answer``, (worlds,) array: codes from 0. ``cells``, (publications, worlds) array: bins of the statistic from 0,
    once for each publication: the mean over them is the expectation over the noise of publishing. ``seed``: of
    permutations and resamples.
    """
    generator = np.random.default_rng(seed)
    answers = np.eye(int(answer.max()) + 1)[answer]
    bins = int(cells.max()) + 1
    places = (np.arange(len(cells))[:, None] * bins + cells).T  # (worlds, publications)
    indicators = np.zeros((answer.size, len(cells) * bins))
    np.put_along_axis(indicators, places, 1.0, axis=1)

    def plug_in(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]) -> float:
        joint = (
            (answers[rows].T @ indicators[columns])
            .reshape(answers.shape[1], len(cells), bins)
            .transpose(1, 0, 2)
        )
        return float(
            (
                _entropies(joint.sum(axis=2))
                + _entropies(joint.sum(axis=1))
                - _entropies(joint.reshape(len(cells), -1))
            ).mean()
        )

    every = np.arange(answer.size)
    information, whole = plug_in(every, every), entropy(answer)
    chance = np.array([plug_in(generator.permutation(every), every) for _ in range(PERMUTATIONS)])
    room = whole - float(chance.mean())
    if room <= 1e-9:
        return Worth(0.0, 0.0, 0.0, float("nan"), 0.0)
    share = max(0.0, information - float(chance.mean())) / room
    floor = (float(np.quantile(chance, FLOOR)) - float(chance.mean())) / room * whole
    drawn = generator.integers(0, answer.size, size=(RESAMPLES, answer.size))
    again = np.array([plug_in(rows, rows) for rows in drawn])
    tails = np.quantile(again - again.mean(), [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0]) * (
        whole / room
    )
    low, high = np.clip(share * whole + tails, 0.0, whole).tolist()
    return Worth(share * whole, low, high, share, floor)


def _entropies(counts: Floats) -> Floats:
    """Entropy of counts along the last axis, bits."""
    shares = counts / counts.sum(axis=-1, keepdims=True)
    logs = np.log2(shares, where=shares > 0.0, out=np.zeros_like(shares))
    total: Floats = -(shares * logs).sum(axis=-1)
    return total
