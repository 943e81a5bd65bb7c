"""Which drawn settings tell worlds of one answer from all others: rank tests, corrected, with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.analysis.intervals import holm
from zombielaw.experiments.designs.prior_worlds import WITH
from zombielaw.sim.analysis.diagnosis import DIAGNOSES

FEWEST = 5
"""Worlds on either side that a comparison of parameters needs."""


def rank_tests(found: pd.DataFrame, worlds: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Which drawn settings tell the worlds of one answer from all others, with feedback.

    Returns
    -------
    DataFrame
        ``practice, found, setting, auc, low, high, p_holm, worlds, others``: the chance that a world of this answer
        has the larger value than another world, with Hanley and McNeil's interval, and the p-value of no difference,
        corrected by Holm over all settings of the answer. Both sides need :data:`FEWEST` worlds.
    """
    rows = []
    for practice, group in found[found["feedback"] == WITH].groupby("practice", sort=False):
        keys = list(worlds[str(practice)])
        values = worlds[str(practice)].loc[group["world"]].to_numpy(dtype=float)
        for name in DIAGNOSES:
            inside = (group["found"] == name).to_numpy()
            count, others = int(inside.sum()), int((~inside).sum())
            if min(count, others) < FEWEST:
                continue
            tests = sp.stats.mannwhitneyu(values[inside], values[~inside], axis=0)
            corrected = holm(tests.pvalue.tolist())
            for key, over, p in zip(keys, tests.statistic / (count * others), corrected, strict=True):
                half = 1.96 * hanley_mcneil(float(over), count, others)
                low, high = max(0.0, over - half), min(1.0, over + half)
                rows.append((practice, name, key, float(over), low, high, float(p), count, others))
    columns = ["practice", "found", "setting", "auc", "low", "high", "p_holm", "worlds", "others"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values("auc", key=lambda auc: -(auc - 0.5).abs(), kind="stable")
    return table.sort_values(["practice", "found"], ascending=[False, True], kind="stable", ignore_index=True)


def hanley_mcneil(area: float, inside: int, others: int) -> float:
    """Standard error of a chance to have the larger value (Hanley and McNeil 1982)."""
    one, two = area / (2.0 - area), 2.0 * area * area / (1.0 + area)
    spread = area * (1.0 - area) + (inside - 1) * (one - area * area) + (others - 1) * (two - area * area)
    return math.sqrt(spread / (inside * others))
