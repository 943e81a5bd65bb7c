"""Stages that followed refused orders under today's law, with which the small engine is compared.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

TABLE = "refused_orders"
YEARS = (2020, 2024)
"""First and last year: after the Interpretation, before fines that come with the first order."""
PANEL = (
    "findings", "expected_orders", "written_orders", "expected_refusals", "refusals", "expected_referrals",
    "expected_charges_286_1", "expected_convictions_286_1",
)  # fmt: skip
"""Columns of the panel, summed."""


def refused_orders(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """One row of sums over :data:`YEARS`: :data:`PANEL`, and files on refused orders.

    ``satisfied``: followed up, and 286-1 is satisfied or open; ``also_287_2``, ``also_other``: of these, those that
    satisfy the other offence, too; ``filed``: of these, those that the police filed.
    """
    panel, files = record.months, record.files
    inside = (year_of(panel["month"]) >= YEARS[0]) & (year_of(panel["month"]) <= YEARS[1])
    sums = {name: float(panel[name][inside].sum()) for name in PANEL}
    year = np.where(files["followed_up"] >= 0, year_of(files["followed_up"]), 0)
    satisfied = (year >= YEARS[0]) & (year <= YEARS[1]) & (files["met_286_1_statute"] != NOT_MET)
    sums["satisfied"] = float(satisfied.sum())
    sums["also_287_2"] = float((satisfied & (files["met_287_2_statute"] == MET)).sum())
    sums["also_other"] = float((satisfied & (files["met_other_statute"] == MET)).sum())
    sums["filed"] = float((satisfied & (files["filed"] >= 0)).sum())
    return {TABLE: pd.DataFrame([sums])}
