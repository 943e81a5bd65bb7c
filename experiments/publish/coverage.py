"""How often the intervals hold the truth: the table of ``docs/method.md``, from draws whose truth is known.

``python -m zombielaw.experiments.publish.coverage`` makes it again. Four kinds of outcome: plain (normal), skewed
(exponential), counts of rare events (Poisson), and a share of files whose number differs by run. A mean has the
interval of a value, a difference that of two values over shared runs. The last rows stop as ``study.precision`` does:
runs are added in stages until the interval is narrow enough, for a difference by the root of two wider.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from zombielaw.experiments.analysis.intervals import LEVEL, Floats, interval_of, paired_difference
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.runs.stopping import STEP

PAGE = DOCS / "method.md"
REMAKE = "python -m zombielaw.experiments.publish.coverage"
TRIALS, SEED = 2000, 1
RUNS = (2, 4, 8, 20, 80)
MOST = 400
"""Runs at which a design stops in any case."""
Luck = np.random.Generator


class Kind(NamedTuple):
    """An outcome whose mean is known.

    ``draw`` gives numerators and denominators of so many runs; ``mean`` is that of the ratio of their sums, ``sd`` what
    one run adds to it. ``unit`` is as of a measure: that of a count has an interval of its own.
    """

    words: str
    draw: Callable[[Luck, int], tuple[Floats, Floats]]
    mean: float
    sd: float
    unit: str = ""


def of_one(values: Floats) -> tuple[Floats, Floats]:
    """A mean is a ratio whose denominators are one."""
    return values, np.ones_like(values)


def uneven_share(luck: Luck, number: int) -> tuple[Floats, Floats]:
    """A share of 0.1 that differs from run to run (beta, sd 0.12), of files whose number does (gamma, sd half)."""
    files = luck.gamma(4.0, 0.25, number)
    return files * luck.beta(0.5, 4.5, number), files


KINDS = (
    Kind("plain (normal)", lambda luck, number: of_one(luck.normal(5.0, 1.0, number)), 5.0, 1.0),
    Kind("skewed (exponential)", lambda luck, number: of_one(luck.exponential(1.0, number)), 1.0, 1.0),
    Kind("rare counts (Poisson, 0.3 a run)", lambda luck, number: of_one(luck.poisson(0.3, number).astype(float)), 0.3,
         math.sqrt(0.3), "files"),
    Kind("a share, uneven runs", uneven_share, 0.1, math.sqrt(0.1 * 0.9 / 6.0 * 1.25), "share"),
)  # fmt: skip


def covered(kind: Kind, runs: int, luck: Luck) -> tuple[bool, bool]:
    """Does the interval of a mean hold it, and that of a difference of nothing zero?"""
    here, there = kind.draw(luck, runs), kind.draw(luck, runs)
    low, high = interval_of(kind.unit, *here)
    _, least, most = paired_difference(*here, *there)
    return low <= kind.mean <= high, least <= 0.0 <= most


def covered_when_stopped(kind: Kind, wanted: float, luck: Luck) -> tuple[bool, bool]:
    """The same where runs were added until the half-width of the interval is as wanted."""
    here, there = kind.draw(luck, MOST), kind.draw(luck, MOST)

    def stopped(interval: Callable[[int], tuple[float, float]], wanted: float) -> tuple[float, float]:
        ends = (-math.inf, math.inf)
        for runs in range(STEP, MOST + 1, STEP):
            ends = interval(runs)
            if (ends[1] - ends[0]) / 2.0 <= wanted:
                break
        return ends

    low, high = stopped(lambda runs: interval_of(kind.unit, *(part[:runs] for part in here)), wanted)
    least, most = stopped(
        lambda runs: paired_difference(*(part[:runs] for part in (*here, *there)))[1:], math.sqrt(2.0) * wanted
    )
    return low <= kind.mean <= high, least <= 0.0 <= most


def rows(trials: int = TRIALS) -> Iterator[tuple[str, str, float, float]]:
    """Kind, runs, and the shares of trials in which the interval of a mean and of a difference held the truth."""
    for number, kind in enumerate(KINDS):
        for runs in RUNS:
            luck = np.random.default_rng([SEED, number, runs])
            held = np.array([covered(kind, runs, luck) for _ in range(trials)])
            yield kind.words, str(runs), *held.mean(axis=0).tolist()
        luck = np.random.default_rng([SEED, number, 0])
        wanted = 2.0 * kind.sd / math.sqrt(60.0)  # about sixty runs
        held = np.array([covered_when_stopped(kind, wanted, luck) for _ in range(trials)])
        yield kind.words, f"stopped (half-width {wanted:.2g})", *held.mean(axis=0).tolist()


def told(trials: int = TRIALS) -> str:
    """The table as Markdown."""
    error = math.sqrt(LEVEL * (1.0 - LEVEL) / trials)
    shown = [(kind, runs, f"{mean:.1%}", f"{difference:.1%}") for kind, runs, mean, difference in rows(trials)]
    head = ("outcome", "runs", "a mean is held", "a difference of nothing is held")
    return (
        f"{trials:,} trials a row; of an interval that holds in 95 of 100 the Monte-Carlo error is {error:.1%}.\n\n"
        + table(head, shown, right=(2, 3))
    )


def main() -> None:
    """Write the table into its page."""
    write_part(PAGE, "coverage", told())


if __name__ == "__main__":
    main()
