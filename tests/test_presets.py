"""Life and the deaths that are named: what makes each configuration the zombie that it is named after.

That each is found as that, dies, and is revived by its own repair is asked by ``tests/test_diagnosis.py``.
The thresholds below follow the diagnosis table of the project's science notes (dead by starving, exclusion, trap,
deterrence, displacement): eligible files per unit, the rival's part of them, compliance, and where refusals end.
"""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import pytest
from shared import run, scenario

from zombielaw.sim.measures import measure

pytestmark = pytest.mark.slow

REPLICATES, OF_LIVELY = 4, 8
LATE = 62
"""First month of the last five years."""
YEARS = 122 / 12

LIVES = 0.4
"""Share of 286-1 among expected charges: alive where it holds its own against the rival, two of five or more."""
DEAD = 0.05
"""Life (applied of eligible that were referred) below this is clinically dead."""
FEW_FILES, PLENTY_FILES = 0.1, 0.5
"""Eligible files per procuratorate and year: with a lesson of 0.6 and a forgetting of 0.275 a year, 0.1 files sustain
next to no familiarity whatever is charged, and 0.5 would sustain about a half."""
RIVAL_ABSENT = 0.1
"""Expected 287-2 charges per procuratorate and year, below: no rival took them."""
HIGH_COMPLIANCE, LOW_LAXITY, NO_REFUSALS = 0.9, 0.05, 0.005
SENT_ON = 0.02
"""Referrals per refusal, below: displaced by the administrative rung."""

TAIL = "statute_thresholds2019"


@cache
def worlds(name: str) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Ledger and panel of all replicates, stacked, and their measures."""
    replicates = range(OF_LIVELY if name == "lively" else REPLICATES)
    records = [run(scenario(f"experiment={name}"), replicate=replicate) for replicate in replicates]
    ledger = pd.concat([record.ledger for record in records], ignore_index=True)
    panel = pd.concat([record.panel for record in records], ignore_index=True)
    return ledger, panel, measure(ledger, panel)


def late_share(panel: pd.DataFrame) -> float:
    """Expected 286-1 among expected charges of both offences, last five years."""
    a, b = panel.loc[panel["month"] >= LATE, ["expected_charges_286_1", "expected_charges_287_2"]].sum()
    return a / (a + b) if a + b else math.nan


def per_office_year(number: float, courts: int = 12) -> float:
    """Files per procuratorate and year."""
    return number / (courts * YEARS * REPLICATES)


def test_lively_lives():
    _, panel, found = worlds("lively")
    assert late_share(panel) > LIVES
    assert found[f"application_rate_referred_{TAIL}"] > DEAD
    assert panel["convictions_286_1"].sum() >= 2 * OF_LIVELY


@pytest.mark.parametrize(("name", "plenty"), [
    ("starved", False), ("deterred", False), ("excluded", True), ("displaced", True),
])  # fmt: skip
def test_the_dead_are_dead_of_few_files_or_in_spite_of_plenty(name, plenty):
    _, panel, found = worlds(name)
    eligible = per_office_year(found[f"eligible_286_1_{TAIL}"])
    assert eligible > PLENTY_FILES if plenty else eligible < FEW_FILES
    life = found[f"application_rate_referred_{TAIL}"]
    convicted = per_office_year(panel["convictions_286_1"].sum())
    assert life < DEAD or (math.isnan(life) and convicted < DEAD * FEW_FILES), "even few files would bring more"
    late = panel[panel["month"] >= LATE]
    charges = late[["expected_charges_286_1", "expected_charges_287_2"]].to_numpy().sum() / (12 * 5 * REPLICATES)
    assert charges < FEW_FILES or not late_share(panel) > DEAD, "a share of next to no charges says nothing"


def test_starved_has_no_rival_and_plenty_of_violations():
    _, panel, found = worlds("starved")
    assert per_office_year(panel["expected_charges_287_2"].sum()) < RIVAL_ABSENT
    assert found["non_compliant_share"] > 4 * LOW_LAXITY  # violations are plenty: it is not deterrence


def test_deterred_is_quiet_because_the_law_works():
    _, _, found = worlds("deterred")
    assert found["non_compliant_share"] < LOW_LAXITY
    assert found["compliance_after_order"] > HIGH_COMPLIANCE
    assert found["refusal_rate"] < NO_REFUSALS


def test_displaced_ends_on_the_administrative_rung():
    ledger, panel, _ = worlds("displaced")
    assert panel["refusals"].sum() > 100 * REPLICATES
    assert panel["referrals"].sum() < SENT_ON * panel["refusals"].sum()
    refused = ledger[ledger["first_due"].notna() & (ledger["answer"] == "refuse") & (ledger["end"] != "open")]
    assert refused["end"].isin(["fined", "closed"]).mean() > 0.9
    # among all files in which an order was ever refused, later compliance included, fines and closures come first
    ended = ledger[ledger["first_due"].notna() & (ledger["end"] != "open")]
    assert ended["end"].isin(["fined", "closed"]).mean() > 0.5


def test_the_deaths_differ():
    """No diagnosis fits two of them: where one has files, rival, non-compliance or refusals, another lacks them."""
    found = {name: worlds(name)[2] for name in ("starved", "excluded", "deterred", "displaced")}
    eligible = {name: per_office_year(values[f"eligible_286_1_{TAIL}"]) for name, values in found.items()}
    assert min(eligible["excluded"], eligible["displaced"]) > 5 * max(eligible["starved"], eligible["deterred"])
    assert found["starved"]["non_compliant_share"] > 5 * found["deterred"]["non_compliant_share"]
    rival = {name: worlds(name)[1]["expected_charges_287_2"].sum() for name in found}
    assert rival["excluded"] > 10 * max(rival["displaced"], rival["starved"], 1.0)
