"""Price of a lever in working days of officials, where the model has one."""

from __future__ import annotations

from collections.abc import Iterable

PRICED = (
    "inspection_rate",
    "corrective_order_rate",
    "transfer_rate",
    "direct_transfer_rate",
    "court_scrutiny",
)
"""Levers whose own work is booked in working days (``sim/decisions/routine.py``): checks, orders, referrals, scrutiny.

Of any other lever only the case files that it brings or spares are in the days. What teaching, supervision, drafting of
texts, sounder orders, information and staff take is in no number.
"""


def unpriced(levers: Iterable[str]) -> list[str]:
    """Names of those levers that have no price, each once."""
    return sorted({*levers}.difference(PRICED))
