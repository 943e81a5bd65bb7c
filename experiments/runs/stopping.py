"""Rules of stopping: runs are added in stages until a rule is met, or the runs that were asked for are done."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.results import Results

STEP = 20
"""Replicates that a precision adds at a time."""


class Until(Protocol):
    """A rule of stopping."""

    def after(self, replicates: int) -> int:
        """Replicates of the stage after so many; 0 comes before the first stage."""

    def enough(self, results: Results) -> bool:
        """True if the results so far are enough."""

    def short(self, results: Results) -> None:
        """Print a note on what is lacking, when all replicates are done."""


@dataclass(frozen=True)
class Precision:
    """Rule that stops when a half-width is reached. ``of`` computes it from the results so far; NaN is not enough.

    ``draws``: number of draws of the parameters; 0 for runs at given ones.
    """

    half_width: float
    of: Callable[[Results], float]
    draws: int = 0

    def after(self, replicates: int) -> int:
        """Replicates of the next stage: :data:`STEP` more."""
        return replicates + STEP

    def enough(self, results: Results) -> bool:
        """True if the half-width is reached."""
        return self.of(results) <= self.half_width

    def short(self, results: Results) -> None:
        """Print the number of replicates, or of draws, that may do: the width falls with their square root."""
        wanted, reached = self.half_width, self.of(results)
        what, made = ("draws", self.draws) if self.draws else ("replicates", results.replicates)
        if math.isfinite(reached):
            finding, more = (
                f"half-width {reached:.3g}",
                f"{what}={math.ceil(made * (reached / wanted) ** 2)}",
            )
        else:
            finding, more = (
                "an interval has no end, since too few runs have a value,",
                f"more {what}",
            )
        store.say(
            "Precision {:g} not reached: {} after {} {}; give {}.",
            wanted,
            finding,
            made,
            what,
            more,
        )
