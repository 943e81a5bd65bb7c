"""Monthly counts of the whole world, with which published figures are compared.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.record import Columns, End, Record
from zombielaw.sim.scenario import Scenario

TABLE = "months"
PANEL = (
    "providers",
    "non_compliant",
    "checks",
    "findings",
    "responses",
    "orders_chosen",
    "written_orders",
    "interviews",
    "closures",
    "sanctions",
    "warnings",
    "fines",
    "suspensions",
    "answers",
    "refusals",
    "referrals",
    "filings",
    "not_charged",
    "acquittals",
    "charges_286_1",
    "charges_287_2",
    "charges_other",
    "convictions_286_1",
    "convictions_287_2",
    "convictions_other",
    "expected_orders",
    "expected_refusals",
    "expected_referrals",
    "expected_filings",
    "expected_charges_286_1",
    "expected_charges_287_2",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "official_days",
)
"""Columns of the panel, summed over provinces."""
SELLERS = {
    "sellers_286_1": ("opened", "expected_conviction_286_1"),
    "sellers_287_2": ("opened", "expected_conviction_287_2"),
    "sellers_other": ("opened", "expected_conviction_other"),
    "sellers_285_3": ("charged", "p_convict_285_3"),
    "sellers_225": ("charged", "p_convict_225"),
}
"""Convictions of sellers of tools: month in which a file counts, and its probability. The first three are expectations
from upstream; rivals are told apart only where a prosecutor decided."""
SECOND = ("second_orders", "second_missed")
"""Second orders of a file that fell due, and of these those not complied with: refused, complied with in part where
that was not accepted, or followed by an end of the service. By the month in which the file was opened."""
COLUMNS = (*PANEL, *SELLERS, *SECOND)


def by_month(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``month``, then :data:`COLUMNS`: sums over the world, one row per month."""
    panel = record.months
    month = panel["month"]
    columns: dict[str, Any] = {"month": np.arange(scenario.months)}
    columns |= {name: np.bincount(month, panel[name], scenario.months) for name in PANEL}
    columns |= _sellers(record.files, scenario.months)
    columns |= _second(record.files, scenario.months)
    return {TABLE: pd.DataFrame(columns)}


def _sellers(files: Columns, months: int) -> dict[str, npt.NDArray[Any]]:
    rows = np.flatnonzero(files["kind"] == TOOL_SELLER)
    monthly: dict[str, npt.NDArray[Any]] = {}
    for name, (when, chance) in SELLERS.items():
        counted = rows[files[when][rows] >= 0]
        monthly[name] = np.bincount(
            files[when][counted], np.nan_to_num(files[chance][counted]), months
        )
    return monthly


def _second(files: Columns, months: int) -> dict[str, npt.NDArray[Any]]:
    """Only who missed a first deadline is ordered again, and only who missed the second one a third time."""
    orders, opened = files["written_orders"], files["opened"]
    due = (orders > 2) | ((orders == 2) & (files["due"] < months))
    missed = due & ((orders > 2) | (files["end"] != End.COMPLIED))
    return {
        name: np.bincount(opened[rows], minlength=months)
        for name, rows in zip(SECOND, (due, missed), strict=True)
    }
