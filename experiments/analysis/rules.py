"""Answers of the model to rules of officials: a table of runs by level, and what lies between its levels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp

from zombielaw.experiments.paths import DATA

RULE = {
    "orders": "policy.corrective_order_rate",
    "referrals": "policy.transfer_rate",
    "aid": "policy.charge_preference",
}
"""Parts of a rule, and the setting of each: orders at findings, refusals sent to the police, 287-2 where both fit."""
OUTCOMES = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "official_days",
)
"""Outcomes of the table, each per year in the country."""
ENDS = ("value", "low", "high")
TABLE = "rules.csv"
"""Table of the study of rules; its copy in ``data`` is what pages read."""


class Answers(NamedTuple):
    """Levels of each part of a rule, and what was run at each of their combinations.

    ``values``: place of each level, then outcome, then :data:`ENDS`.
    """

    levels: tuple[list[float], ...]
    values: npt.NDArray[np.float64]

    def at(self, rules: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Answers at rules (their parts in the last place), linear between levels: outcome, then :data:`ENDS`."""
        between = sp.interpolate.RegularGridInterpolator(self.levels, self.values)
        return np.asarray(between(np.asarray(rules, dtype=np.float64)))


def answers(table: pd.DataFrame) -> Answers:
    """The answers of a table with columns of a rule, ``outcome`` and :data:`ENDS`, in any order of its rows."""
    levels = tuple(sorted(set(table[part])) for part in RULE)
    ordered = table.assign(outcome=table["outcome"].map(OUTCOMES.index)).sort_values(
        [*RULE, "outcome"]
    )
    shape = (*map(len, levels), len(OUTCOMES), len(ENDS))
    return Answers(levels, ordered[[*ENDS]].to_numpy().reshape(shape))


def known() -> Answers:
    """The committed answers."""
    return answers(pd.read_csv(DATA / TABLE))
