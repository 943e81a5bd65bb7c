"""Correlations between draws whose names are neighbours: ``python -m benchmarks.luck.neighbours``.

For each pair of names that differ in one word, over many pairs: correlation of the draws, correlation of their distance
from one half, and how often each of their 52 bits agrees. Each is printed as a normal deviate; of so many independent
ones the largest should be near its expected value, which is printed beside it.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import stats

from zombielaw.sim.luck import BITS, UNIT, Draw, cell, stream

NAMES = ("seed", "replicate", "decision", "subject", "period", "index")
MONTHS = 120
STEPS = {
    "seed": (1, 2, 3, 16, 1 << 16, 1 << 31),
    "replicate": (1, 2, 3, 16, 1 << 16, 1 << 31),
    "subject": (1, 2, 3, 16, 1 << 10, 1 << 20, 1 << 31),
    "period": (1, 2, 3, 12, 24, 60),
    "index": (1, 2, 3, 8, 16),
}
"""How far apart neighbours are; decisions are compared each with each."""


@njit
def deviates(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], pairs: int) -> npt.NDArray[np.float64]:
    """Normal deviates of a comparison of two names, moved together over subjects and months; shape (2 + 52,)."""
    agreed = np.zeros(BITS, np.int64)
    product = distance = 0.0
    for month in range(MONTHS):
        state = stream(first[0], first[1], first[2], first[4] + month, first[5])
        other = stream(second[0], second[1], second[2], second[4] + month, second[5])
        for subject in range(pairs // MONTHS):
            a, b = cell(state, first[3] + subject), cell(other, second[3] + subject)
            u, v = (a + 0.5) * UNIT - 0.5, (b + 0.5) * UNIT - 0.5
            product += u * v
            distance += (u * u - 1.0 / 12.0) * (v * v - 1.0 / 12.0)
            same = ~(a ^ b)
            for bit in range(BITS):
                agreed[bit] += (same >> bit) & 1
    count = pairs // MONTHS * MONTHS
    found = np.empty(2 + BITS)
    # variance of u - 1/2 is 1/12, of its square 1/180
    found[0], found[1] = product * 12.0 / np.sqrt(count), distance * 180.0 / np.sqrt(count)
    found[2:] = (2.0 * agreed - count) / np.sqrt(count)
    return found


def comparisons() -> Iterator[tuple[str, npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Kind of neighbour, and two names."""
    bases = [(1, 0, int(Draw.CHECK), 0, 0, 0), (20240131, 57, int(Draw.EVIDENCE), 40_000, 12, 3)]
    for base, (kind, steps) in itertools.product(bases, STEPS.items()):
        for step in steps:
            moved = list(base)
            moved[NAMES.index(kind)] += step
            yield kind, np.array(base), np.array(moved)
    for one, other in itertools.combinations(sorted(Draw), 2):
        yield "decision", np.array([1, 0, int(one), 0, 0, 0]), np.array([1, 0, int(other), 0, 0, 0])


def main() -> None:
    """Compare, and print a line for each kind of neighbour."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=1 << 20)
    pairs = parser.parse_args().pairs
    found: dict[str, list[npt.NDArray[np.float64]]] = {}
    for kind, first, second in comparisons():
        found.setdefault(kind, []).append(deviates(first, second, pairs))
    print(f"{pairs:,} pairs each; expected is the median of the largest of so many independent deviates")
    for kind, values in {**found, "all": [np.concatenate(parts) for parts in found.values()]}.items():
        z = np.abs(np.concatenate(values))
        expected = stats.norm.isf((1.0 - 0.5 ** (1.0 / z.size)) / 2.0)
        print(f"{kind:10} {z.size:7,} comparisons, largest |z| {z.max():.2f}, expected {expected:.2f}", flush=True)


if __name__ == "__main__":
    main()
