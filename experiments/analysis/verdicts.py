"""Verdicts on effects: beyond the smallest effect of interest, or shown to be smaller.

An effect is the value of an outcome over its value today. It is *beyond* the smallest if it lies above ``1 + smallest``
or below ``1 - smallest``, and *equivalent* if it lies between both (two one-sided tests, Schuirmann 1987). Else it is
open, and more runs decide it, unless it lies right at one of the ends. Runs are added in stages that are fixed
beforehand. Each test is made at the error of the whole family over the number of tests and of stages (Bonferroni), so
that all verdicts of a study hold together, whenever they are read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.estimates import by_draw, draw_of, replicates_by_points
from zombielaw.experiments.analysis.intervals import LEVEL, Floats, influence
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.words.texts import note

ABOVE, BELOW, WITHIN, OPEN = "above", "below", "within", "open"
PILOT = 20
"""Runs of the first stage; each further one has twice as many."""


def next_stage(replicates: int) -> int:
    """Runs of the stage after so many; 0 comes before the first."""
    return 2 * replicates or PILOT


def stages(replicates: int) -> list[int]:
    """Runs after each stage, the last of which is the number asked for."""
    runs = [0]
    while runs[-1] < replicates:
        runs.append(min(next_stage(runs[-1]), replicates))
    return runs[1:]


@dataclass(frozen=True)
class Rule:
    """Rule by which an effect is decided."""

    smallest: float  # smallest effect of interest, as a share of today's value
    tests: int  # effects of the family
    looks: int  # stages at which they are looked at

    @property
    def error(self) -> float:
        """Error of one test at one look: two-sided."""
        return (1.0 - LEVEL) / (self.tests * self.looks)

    def side(self, over: Floats, under: Floats, base_over: Floats, base_under: Floats) -> str:
        """Place of an effect: above, below, within, or open.

        ``over, under, base_over, base_under``, (replicates,) arrays: the same replicates in the same order; values are
        ratios of sums.
        """
        number = over.size
        if number < 2 or not (under.sum() and base_under.sum() and base_over.sum()):
            return OPEN
        gap = over.sum() / under.sum(), base_over.sum() / base_under.sum()
        parts = influence(over, under), influence(base_over, base_under)
        wide = -float(sp.special.stdtrit(number - 1, self.error / 2.0)) / math.sqrt(number)

        def ends(multiple: float) -> tuple[float, float]:
            """Interval of the value less a multiple of today's: the noise of both is in it."""
            middle, half = (
                gap[0] - multiple * gap[1],
                wide * float((parts[0] - multiple * parts[1]).std(ddof=1)),
            )
            return middle - half, middle + half

        (low_of_less, high_of_less), (low_of_more, high_of_more) = (
            ends(1.0 - self.smallest),
            ends(1.0 + self.smallest),
        )
        if low_of_more > 0.0:
            return ABOVE
        if high_of_less < 0.0:
            return BELOW
        return WITHIN if low_of_less > 0.0 and high_of_more < 0.0 else OPEN


def sides_of(runs: pd.DataFrame, pairs: Iterable[tuple[int, int, str]], rule: Rule) -> list[str]:
    """Place of each effect: above, below, within, or open.

    ``runs``: ``point, replicate, outcome, numerator, denominator``; runs of a draw count as one.
    ``pairs``: point, base and outcome of each effect. One of a point without runs is open.
    """
    tables = {
        str(name): replicates_by_points(group)
        for name, group in runs.groupby("outcome", sort=False, observed=True)
    }
    sides = []
    for point, base, outcome in pairs:
        over, under = tables[outcome]
        if not {point, base} <= set(over):
            sides.append(OPEN)
            continue
        columns = pd.concat(
            [over[point], under[point], over[base], under[base]], axis="columns"
        ).dropna()
        draw = draw_of(columns.index)
        sides.append(
            rule.side(
                *by_draw(draw, *(column.to_numpy(dtype=float) for _, column in columns.items()))
            )
        )
    return sides


@dataclass(frozen=True)
class UntilDecided:
    """Add runs, stage by stage, until every effect of a family is decided."""

    open: Callable[[Results], int]  # how many effects are open in the results so far

    def enough(self, results: Results) -> bool:
        """True if every effect is decided."""
        return self.open(results) == 0

    def after(self, replicates: int) -> int:
        """Runs of the stage after so many: see :func:`next_stage`."""
        return next_stage(replicates)

    def short(self, results: Results) -> None:
        """Say what is left open."""
        note(
            "{} effects are open after {} runs; give more replicates.",
            self.open(results),
            results.replicates,
        )
