"""Answers of the model to rules of officials: a table of runs by level, and what lies between its levels."""

from __future__ import annotations

import pandas as pd
from scipy.interpolate import RegularGridInterpolator

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


def answers(table: pd.DataFrame) -> RegularGridInterpolator:
    """A function of rules (a row each, in the order of :data:`RULE`): outcomes, each with its :data:`ENDS`.

    It is linear between the levels of the table, which has columns of a rule, ``outcome`` and :data:`ENDS`. Its
    ``grid`` has the levels of each part, its ``values`` what was run.
    """
    levels = [sorted(set(table[part])) for part in RULE]
    rows = table.assign(outcome=table["outcome"].map(OUTCOMES.index)).sort_values(
        [*RULE, "outcome"]
    )
    shape = (*map(len, levels), len(OUTCOMES), len(ENDS))
    return RegularGridInterpolator(levels, rows[[*ENDS]].to_numpy().reshape(shape))


def known() -> RegularGridInterpolator:
    """The committed answers."""
    return answers(pd.read_csv(DATA / TABLE))
