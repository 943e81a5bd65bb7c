"""One case file as rows: month by month what happened, how it came out, and with what chance.

The keys are words of no language; who shows them has the words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from zombielaw.sim.decisions.perception import ELEMENTS, SIGHTS
from zombielaw.sim.months import month_date

Row = Mapping[str, Any]


class Event(NamedTuple):
    """One event of a file. ``step, outcome``: what was decided, and how."""

    date: str  # its month; empty if it did not come about in the run
    step: str
    outcome: str
    chances: Mapping[str, float]  # chance of each way in which it might have come out, where the ledger keeps it


def timeline(row: Row) -> list[Event]:
    """Events of a file, from its row of the ledger."""
    found = [Event(_when(row, "opened"), "opened", str(row["began"]), {})]
    if row["began"] == "inspection":
        if _there(row, "order"):
            found.append(Event(_when(row, "order"), "order", "order", _chances(row, {"order": "p_order"})))
        elif _there(row, "instrument"):
            found.append(Event("", "order", str(row["instrument"]), _chances(row, {"order": "p_order"})))
    if _there(row, "due") and _there(row, "answer"):
        found.append(Event(_when(row, "due"), "answer", str(row["answer"]), _chances(row, {"refuse": "p_refuse"})))
    if _there(row, "followed_up"):
        outcome = "referred" if _there(row, "referred") else "not_referred"
        found.append(Event(_when(row, "followed_up"), "referral", outcome, _chances(row, {"referred": "p_referral"})))
    if not math.isnan(row["p_file"]):
        outcome = "filed" if _there(row, "filed") else "not_filed"
        found.append(Event(_when(row, "filed"), "filing", outcome, _chances(row, {"filed": "p_file"})))
    if _there(row, "charged"):
        found.append(Event(_when(row, "charged"), "charge", str(row["charge"]), charge_chances(row)))
    if _there(row, "judged"):
        outcome = "withdrawn" if row["verdict"] == "none" else str(row["verdict"])
        found.append(Event(_when(row, "judged"), "verdict", outcome, verdict_chances(row)))
    return [*found, Event(_when(row, "closed"), "end", str(row["end"]).replace(" ", "_"), {})]


CHARGES = {
    "none": "p_charge_none", "286-1": "p_charge_286_1", "287-2": "p_charge_287_2", "other": "p_charge_other",
}  # fmt: skip
VERDICTS = {
    "286-1": "p_verdict_286_1", "287-2": "p_verdict_287_2", "other": "p_verdict_other", "acquitted": "p_acquitted",
}  # fmt: skip


OF_286_1, OF_287_2 = ELEMENTS[:5], ELEMENTS[5:]
"""Elements of each offence as officials see them."""


def charge_chances(row: Row) -> dict[str, float]:
    """Chance of each charge, by name."""
    return _chances(row, CHARGES)


def verdict_chances(row: Row) -> dict[str, float]:
    """Chance of each verdict, by name; what is left to one is that the charge is withdrawn."""
    found = _chances(row, VERDICTS)
    return {**found, "withdrawn": max(0.0, 1.0 - sum(found.values()))} if found else found


def seen(row: Row, official: str) -> dict[str, bool] | None:
    """Which elements an official (``prosecutor``, ``judge``) saw as met; None if the file did not come so far."""
    if not _there(row, f"{official}_saw") or row[f"{official}_saw"] < 0:
        return None
    bits = int(row[f"{official}_saw"])
    return {name: bool(bits >> SIGHTS.index(name) & 1) for name in ELEMENTS}


def _there(row: Row, name: str) -> bool:
    return bool(pd.notna(row[name]))


def _when(row: Row, name: str) -> str:
    return month_date(int(row[name])) if _there(row, name) else ""


def _chances(row: Row, columns: Mapping[str, str]) -> dict[str, float]:
    return {name: float(row[column]) for name, column in columns.items() if not math.isnan(row[column])}
