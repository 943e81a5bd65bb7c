"""Counts of a law: where they lie on the map of files and shares, and the slopes of uses on files."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.sim.analysis.theory import Desk

NEAR = 0.2
"""Distance from one up to which a slope is called one."""
ABOVE, BELOW, ONE, OPEN = "above one", "below one", "one", "open"
ROUNDS = 60


LOGITS: Floats = np.linspace(-14.0, 14.0, 2801)
"""Logits of the share on which rests are looked for."""
ALONE, BESIDE = "alone", "beside"
FED = {ALONE: math.inf, BESIDE: 0.0}
"""Rivals of a desk by what they learn from other files: one that is familiar already, one that learns from these."""


def pull_of(needed: float) -> float:
    """Log-odds gained from no to full familiarity for which ``theory.kappa_min`` gives this learning strength."""
    return 4.0 + 4.0 / needed


def two_states(kappa: float, beta: float) -> dict[str, npt.NDArray[np.bool_]]:
    """True for each of :data:`LOGITS` beside which another state is possible, by the rival."""
    return {name: Desk(beta, kappa, fed).two_states(LOGITS) for name, fed in FED.items()}


def states_at(kappa: float, share: float, beta: float) -> str:
    """The rivals, as of :data:`FED`, beside which a desk with such a share may have another state."""
    if not (kappa > 0.0 and 0.0 < share < 1.0):
        return ""
    at = int(np.abs(LOGITS - sp.special.logit(share)).argmin())
    return " ".join(name for name, many in two_states(kappa, beta).items() if many[at])


class Slope(NamedTuple):
    """Per cent of uses with a per cent of files, with its 95 % interval over places."""

    value: float
    low: float
    high: float

    @property
    def side(self) -> str:
        """The side of one on which the whole interval lies; *one* if it lies around one and near it."""
        if self.low > 1.0:
            return ABOVE
        if self.high < 1.0:
            return BELOW
        return ONE if self.low > 1.0 - NEAR and self.high < 1.0 + NEAR else OPEN


def slope(
    files: Floats, uses: Floats, places: npt.NDArray[np.intp], *effects: npt.NDArray[np.intp]
) -> Slope:
    """Slope of log uses on log files, by Poisson pseudo-likelihood, with errors that a place shares.

    ``effects``: groups of rows, such as places and years, whose own levels are taken out. No number where fewer than
    three places have files, or nothing was used.
    """
    kept = files > 0.0
    files, uses, places = files[kept], uses[kept], places[kept]
    names = np.unique(places)
    if names.size < 3 or not uses.any():
        return Slope(math.nan, math.nan, math.nan)
    levels = [pd.get_dummies(group[kept], dtype=float).to_numpy() for group in effects]
    design = np.column_stack([np.log(files), np.ones(files.size), *levels])
    level = np.log(uses + 0.5)
    for _ in range(ROUNDS):
        mean = np.exp(np.clip(level, -30.0, 30.0))
        root = np.sqrt(mean)
        wanted = level + (uses - mean) / mean
        found = np.linalg.lstsq(design * root[:, None], wanted * root, rcond=1e-9)[0]
        level = np.clip(design @ found, -12.0, 30.0)
    mean = np.exp(level)
    bread = np.linalg.pinv(design.T @ (design * mean[:, None]), rcond=1e-9)
    scores = design * (uses - mean)[:, None]
    shared = np.stack([scores[places == name].sum(axis=0) for name in names])
    error = math.sqrt((bread @ shared.T @ shared @ bread)[0, 0] * names.size / (names.size - 1.0))
    reach = float(sp.stats.t.ppf(0.975, names.size - 1)) * error
    return Slope(found[0], found[0] - reach, found[0] + reach)


def slopes(counts: pd.DataFrame) -> tuple[Slope, Slope]:
    """Slope between places, over all years together, and within places, with levels of places and years taken out.

    ``counts``: columns ``place, year, files, uses``.
    """
    between = counts.groupby("place", as_index=False)[["files", "uses"]].sum()
    parts = [
        [frame[name].to_numpy(dtype=float) for name in ("files", "uses")]
        for frame in (between, counts)
    ]
    place, year = (pd.factorize(counts[name])[0] for name in ("place", "year"))
    return (
        slope(*parts[0], np.arange(len(between))),
        slope(*parts[1], place, place, year),
    )


def verdict(between: Slope, within: Slope) -> bool | None:
    """Whether practice raises use, by both slopes: one above one and none below, or both one; None: not told."""
    sides = {between.side, within.side}
    if ABOVE in sides and BELOW not in sides:
        return True
    return False if sides == {ONE} else None
