"""Share of intervals that hold the truth: the table of ``docs/method.md``, from draws whose truth is known.

``python -m tests.coverage_of_intervals`` makes it again. Five kinds of outcome: plain (normal), skewed
(exponential), counts of rare events (Poisson), a share of files whose number differs by run, and noise that hides a
small mean. A mean has the interval of a value, a difference that of two values over shared runs. Some rows stop as
``study.precision`` does: runs are added in stages until the interval is narrow enough, for a difference by the root of
two wider.

A second table is of the project's own outcomes. Many runs of today and of a reform stand for the truth; fewer are drawn
from them, with replacement. :data:`~zombielaw.experiments.analysis.compared.HELD` keeps it for the reports.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import compared
from zombielaw.experiments.analysis.estimates import replicates_by_points
from zombielaw.experiments.analysis.intervals import LEVEL, Floats, level_of, ratio_interval
from zombielaw.experiments.analysis.outcomes import outcomes_in, read_of
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.runs.run_design import STEP
from zombielaw.experiments.studies.registry import composed, run

PAGE = DOCS / "method.md"
TRIALS, SEED = 2000, 1
RUNS = (2, 4, 8, 20, 80)
MOST = 400
"""Runs at which a design stops, precise enough or not."""
REFORM, POOL = "policy.corrective_order_rate=0.9 start=2018-01", 400
"""Reform that is compared with today, and the number of runs of either."""
OWN_RUNS = (8, 12, 20, 40)
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
    """A mean as a ratio: its denominators are one."""
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
    Kind("noise around 0.1 (normal)", lambda luck, number: of_one(luck.normal(0.1, 1.0, number)), 0.1, 1.0),
)  # fmt: skip


def covered(kind: Kind, runs: int, luck: Luck) -> tuple[bool, bool]:
    """True where the interval of a mean holds it; True where that of a difference of nothing holds zero."""
    here, there = kind.draw(luck, runs), kind.draw(luck, runs)
    _, low, high = level_of(kind.unit, *here)
    _, least, most = ratio_interval(*here, *there)
    return low <= kind.mean <= high, least <= 0.0 <= most


def covered_when_stopped(kind: Kind, wanted: float, luck: Luck) -> tuple[bool, bool]:
    """The same two where runs were added until the half-width of the interval is as wanted."""
    here, there = kind.draw(luck, MOST), kind.draw(luck, MOST)

    def stopped(
        interval: Callable[[int], tuple[float, float]], wanted: float
    ) -> tuple[float, float]:
        ends = (-math.inf, math.inf)
        for runs in range(STEP, MOST + 1, STEP):
            ends = interval(runs)
            if (ends[1] - ends[0]) / 2.0 <= wanted:
                break
        return ends

    low, high = stopped(
        lambda runs: level_of(kind.unit, *(part[:runs] for part in here))[1:], wanted
    )
    least, most = stopped(
        lambda runs: ratio_interval(*(part[:runs] for part in (*here, *there)))[1:],
        math.sqrt(2.0) * wanted,
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
        yield kind.words, "until narrow", *held.mean(axis=0).tolist()


def pool() -> pd.DataFrame:
    """Outcomes of many runs of today (point 0) and of the reform, before division: as of ``outcomes_in``."""
    settings = composed("study=compare", f"study.reforms='{REFORM}'", "world=region", f"replicates={POOL}",
                        "study.posterior_draws=0", "study.months=122")  # fmt: skip
    years = read_of(pd.read_parquet(run(settings, shown=False) / "places.parquet"))
    years = years[years["year"] >= 2018].groupby([POINT, "replicate", "year"], as_index=False).sum()
    return outcomes_in(
        years, {"all": set(years["year"])}, settings.scale, compared.SHOWN, compared.COMPARED
    )


def own_rows(runs: pd.DataFrame, trials: int = TRIALS) -> pd.DataFrame:
    """Shares of trials in which an interval held the truth: ``outcome, runs, mean, difference``.

    ``runs``: as of :func:`pool`. The truth is the value over all of them.
    """
    shares = []
    for name, group in runs.groupby("outcome", sort=False):
        over, under = (side.to_numpy(dtype=float) for side in replicates_by_points(group))
        here, there = over.sum(axis=0) / under.sum(axis=0)
        for number in OWN_RUNS:
            luck, held = np.random.default_rng([SEED, number]), np.zeros(2)
            for _ in range(trials):
                some = luck.integers(0, len(over), number)
                _, low, high = level_of("", over[some, 0], under[some, 0])
                _, least, most = ratio_interval(
                    over[some, 1], under[some, 1], over[some, 0], under[some, 0]
                )
                held += low <= here <= high, least <= there - here <= most
            shares.append((name, number, *held / trials))
    return pd.DataFrame(shares, columns=["outcome", "runs", "mean", "difference"])


def wide(held: Iterable[tuple[str, str, float, float]], head: str) -> str:
    """Table of ``outcome, runs, mean, difference``: a row for each outcome, a column for each number of runs."""
    shown = pd.DataFrame(held, columns=["outcome", "runs", "mean", "difference"])
    shown["cell"] = [
        f"{mean:.1%}, {difference:.1%}"
        for mean, difference in shown[["mean", "difference"]].to_numpy()
    ]
    columns = [*dict.fromkeys(shown["runs"])]
    cells = shown.pivot_table(
        index="outcome", columns="runs", values="cell", aggfunc="first", sort=False
    )[columns]
    named = [name if name.startswith("until") else f"{name} runs" for name in columns]
    return table(
        (head, *named),
        [(name, *row) for name, row in zip(cells.index, cells.to_numpy(), strict=True)],
    )


def as_markdown(trials: int = TRIALS) -> str:
    """The first table."""
    error = math.sqrt(LEVEL * (1.0 - LEVEL) / trials)
    return (
        f"Each cell is of {trials:,} trials. It has two shares: how often the interval of a mean held the true mean, "
        "and how often the interval of a difference held the true difference, zero. A share of 95% has a Monte-Carlo "
        f"error of {error:.1%}.\n\n" + wide(rows(trials), "outcome")
    )


def main() -> None:
    """Write both tables into their page, and the second for the reports of ``compare`` as well."""
    write_part(PAGE, "coverage", as_markdown())
    own = own_rows(pool())
    own.to_csv(compared.HELD, index=False, float_format="%.4g", lineterminator="\n")
    shown = [(compared.title_of(row["outcome"]), str(row["runs"]), row["mean"], row["difference"])
             for row in own.to_dict("records")]  # fmt: skip
    write_part(PAGE, "coverage of its own", wide(shown, "outcome, expected"))


if __name__ == "__main__":
    main()
