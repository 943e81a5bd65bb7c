"""Monthly counts of the whole world, with which published figures are compared.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions.regulator import INTERVIEW, REGULATOR_KINDS
from zombielaw.sim.record import INSPECTION, Columns, End, Record
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
DUE = (("first_orders", "first_missed"), ("second_orders", "second_missed"))
"""First and second orders of a file that fell due, and of these those not complied with: refused, complied with in part
where that was not accepted, or followed by an end of the service. By the month in which the file was opened."""
ACTS = ("sanctions", "interviews", "sanctioned", "ordered_only")
"""Acts of a kind of office: its sanctions and interviews; files that it opened with a sanction, and those with a
written order and none. By the month in which the file was opened."""
BY_KIND = tuple(f"{kind}_{act}" for kind in REGULATOR_KINDS for act in ACTS)
COLUMNS = (*PANEL, *SELLERS, *(name for pair in DUE for name in pair), *BY_KIND)


def by_month(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``month``, then :data:`COLUMNS`: sums over the world, one row per month."""
    panel = record.months
    month = panel["month"]
    columns: dict[str, Any] = {"month": np.arange(scenario.months)}
    columns |= {name: np.bincount(month, panel[name], scenario.months) for name in PANEL}
    columns |= _sellers(record.files, scenario.months)
    columns |= _due(record.files, scenario.months)
    columns |= _by_kind(record.files, scenario.months)
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


def _due(files: Columns, months: int) -> dict[str, npt.NDArray[Any]]:
    """Only who missed a deadline is ordered again."""
    orders, opened = files["written_orders"], files["opened"]
    monthly: dict[str, npt.NDArray[Any]] = {}
    for turn, names in enumerate(DUE, start=1):
        due = (orders > turn) | ((orders == turn) & (files["due"] < months))
        missed = due & ((orders > turn) | (files["end"] != End.COMPLIED))
        monthly |= {
            name: np.bincount(opened[rows], minlength=months)
            for name, rows in zip(names, (due, missed), strict=True)
        }
    return monthly


def _by_kind(files: Columns, months: int) -> dict[str, npt.NDArray[Any]]:
    sanctions = files["sanctions"]
    acts = (
        sanctions,
        files["instrument"] == INTERVIEW,
        sanctions > 0,
        (sanctions == 0) & (files["written_orders"] > 0),
    )
    monthly = {}
    for kind, name in enumerate(REGULATOR_KINDS):
        of_kind = (files["began"] == INSPECTION) & (files["regulator_kind"] == kind)
        months_of = files["opened"][of_kind]
        for act, number in zip(ACTS, acts, strict=True):
            monthly[f"{name}_{act}"] = np.bincount(months_of, number[of_kind], months)
    return monthly
