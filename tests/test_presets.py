"""Life and the five deaths: each named configuration is the zombie that it is named after.

The thresholds below follow the diagnosis table of the project's science notes (dead by starving, exclusion, trap,
deterrence, displacement): eligible files per unit, the rival's part of them, compliance, and where refusals end.
"""

from __future__ import annotations

import math

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
RIVAL_TAKES_IT = 0.7
"""287-2 among charges of eligible files, above: excluded."""
RIVAL_ABSENT = 0.1
"""Expected 287-2 charges per procuratorate and year, below: no rival took them."""
HIGH_COMPLIANCE, LOW_LAXITY, NO_REFUSALS = 0.9, 0.05, 0.005
SENT_ON = 0.02
"""Referrals per refusal, below: displaced by the administrative rung."""

TAIL = "statute_thresholds2019"


def pooled(*overrides: str, replicates: int = REPLICATES) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ledger and panel of all replicates, stacked."""
    records = [run(scenario(*overrides), replicate=replicate) for replicate in range(replicates)]
    ledger = pd.concat([record.ledger for record in records], ignore_index=True)
    return ledger, pd.concat([record.panel for record in records], ignore_index=True)


@pytest.fixture(scope="module")
def worlds():
    """Measures and tables of each configuration, made when asked for."""
    made: dict[str, tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]] = {}

    def world(name: str) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
        if name not in made:
            ledger, panel = pooled(
                f"experiment={name}", replicates=OF_LIVELY if name == "lively" else REPLICATES
            )
            made[name] = (ledger, panel, measure(ledger, panel))
        return made[name]

    return world


def late_share(panel: pd.DataFrame) -> float:
    """Expected 286-1 among expected charges of both offences, last five years."""
    late = panel[panel["month"] >= LATE]
    a, b = late["expected_charges_286_1"].sum(), late["expected_charges_287_2"].sum()
    return a / (a + b) if a + b else math.nan


def per_office_year(number: float, courts: int = 12) -> float:
    """Files per procuratorate and year."""
    return number / (courts * YEARS * REPLICATES)


def test_lively_lives(worlds):
    _, panel, measures = worlds("lively")
    assert late_share(panel) > LIVES
    assert measures[f"application_rate_referred_{TAIL}"] > DEAD
    assert panel["convictions_286_1"].sum() >= 2 * OF_LIVELY


@pytest.mark.parametrize("name", ["starved", "excluded", "deterred", "displaced"])
def test_the_dead_are_dead(worlds, name):
    _, panel, measures = worlds(name)
    life = measures[f"application_rate_referred_{TAIL}"]
    convicted = per_office_year(panel["convictions_286_1"].sum())
    assert life < DEAD or (math.isnan(life) and convicted < DEAD * FEW_FILES), (
        "even few files would bring more"
    )
    late = panel[panel["month"] >= LATE]
    charges = late[["expected_charges_286_1", "expected_charges_287_2"]].to_numpy().sum() / (
        12 * 5 * REPLICATES
    )
    assert charges < FEW_FILES or not late_share(panel) > DEAD, (
        "a share of next to no charges says nothing"
    )


def test_starved_has_too_few_files_and_no_rival(worlds):
    _, panel, measures = worlds("starved")
    assert per_office_year(measures[f"eligible_286_1_{TAIL}"]) < FEW_FILES
    assert per_office_year(panel["expected_charges_287_2"].sum()) < RIVAL_ABSENT
    # violations are plenty: it is not deterrence
    assert measures["non_compliant_share"] > 4 * LOW_LAXITY


def test_starved_by_want_of_files_not_of_practice(worlds):
    """More orders and referrals raise the count."""
    _, more = pooled(
        "experiment=starved", "policy.corrective_order_rate=0.9", "policy.transfer_rate=0.9"
    )
    _, panel, _ = worlds("starved")
    assert more["referrals"].sum() > 20 * max(1, panel["referrals"].sum())


def test_excluded_has_plenty_and_the_rival_takes_them(worlds):
    _, _, measures = worlds("excluded")
    assert per_office_year(measures[f"eligible_286_1_{TAIL}"]) > PLENTY_FILES
    # of few files: four times the runs
    charged = measure(*pooled("experiment=excluded", replicates=4 * REPLICATES))
    assert charged[f"substitution_{TAIL}"] > RIVAL_TAKES_IT


def test_excluded_lives_where_the_rival_is_unknown(worlds):
    """Without the card cases and with hardly any aided crime the share is another."""
    _, panel, _ = worlds("excluded")
    _, free = pooled("experiment=excluded", "world.outside_weight=0", "world.client_rate=0.05")
    assert late_share(free) > 2 * late_share(panel) + 0.05


def test_deterred_is_quiet_because_the_law_works(worlds):
    _, _, measures = worlds("deterred")
    assert measures["non_compliant_share"] < LOW_LAXITY
    assert measures["compliance_after_order"] > HIGH_COMPLIANCE
    assert measures["refusal_rate"] < NO_REFUSALS
    assert per_office_year(measures[f"eligible_286_1_{TAIL}"]) < FEW_FILES


def test_displaced_ends_on_the_administrative_rung(worlds):
    ledger, panel, measures = worlds("displaced")
    assert panel["refusals"].sum() > 100 * REPLICATES
    assert per_office_year(measures[f"eligible_286_1_{TAIL}"]) > PLENTY_FILES
    assert panel["referrals"].sum() < SENT_ON * panel["refusals"].sum()
    refused = ledger[
        ledger["first_due"].notna() & (ledger["answer"] == "refuse") & (ledger["end"] != "open")
    ]
    assert refused["end"].isin(["fined", "closed"]).mean() > 0.9


def test_displaced_ends_of_all_files_with_a_refusal(worlds):
    """Among all files in which an order was ever refused, later compliance included, fines and closures come first."""
    ledger, _, _ = worlds("displaced")
    ended = ledger[ledger["first_due"].notna() & (ledger["end"] != "open")]
    assert ended["end"].isin(["fined", "closed"]).mean() > 0.5


def test_the_deaths_differ(worlds):
    """No diagnosis fits two of them: where one has files, rival, non-compliance or refusals, another lacks them."""
    measures = {name: worlds(name)[2] for name in ("starved", "excluded", "deterred", "displaced")}
    eligible = {
        name: per_office_year(values[f"eligible_286_1_{TAIL}"]) for name, values in measures.items()
    }
    assert min(eligible["excluded"], eligible["displaced"]) > 5 * max(
        eligible["starved"], eligible["deterred"]
    )
    assert (
        measures["starved"]["non_compliant_share"] > 5 * measures["deterred"]["non_compliant_share"]
    )
    rival = {name: worlds(name)[1]["expected_charges_287_2"].sum() for name in measures}
    assert rival["excluded"] > 10 * max(rival["displaced"], rival["starved"], 1.0)
