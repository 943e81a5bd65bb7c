"""The five-way diagnosis: every named death is found, a mixture is not, and the lines mean what they say."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared import run, scenario

from zombielaw.experiments.paths import DOCS
from zombielaw.sim.analysis import diagnosis
from zombielaw.sim.analysis.diagnosis import (
    AS_IS,
    CAUSES,
    DIAGNOSES,
    LINES,
    PROBES,
    Tally,
    diagnose,
    pooled,
    probes,
    tally,
)
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.scenario import Change, Scenario, ScenarioError
from zombielaw.sim.simulate import simulate

REPLICATES = 2

EMPTY = Tally(1.0, *[0.0] * 12)
LIVING = EMPTY._replace(eligible=40.0, referred=20.0, charges_286_1=9.0, charges_287_2=3.0, convictions_286_1=8.0,
                        non_compliant=200.0, providers=1000.0, answers=100.0, refusals=10.0)  # fmt: skip


def diagnosed(*overrides: str, seed: int = 1) -> diagnosis.Diagnosis:
    as_is = scenario(*overrides)
    counted = {
        name: pooled(
            tally(simulate(probe, seed, replicate, "compiled")) for replicate in range(REPLICATES)
        )
        for name, probe in probes(as_is).items()
    }
    return diagnose(as_is, counted)


@pytest.mark.parametrize("name", CAUSES)
def test_each_death_is_found(name):
    answer = diagnosed(f"experiment={name}")
    assert answer.conclusion == name
    assert [cause for cause, truth in answer.causes.items() if truth == MET] == [name]


def test_life_is_found():
    answer = diagnosed("experiment=lively")
    assert answer.conclusion == "alive"
    assert set(answer.causes.values()) == {NOT_MET}


@pytest.mark.parametrize(("overrides", "not_revived_by"), [
    # displaced, and a rival that can be proved and would take what is referred
    (("experiment=displaced", "world.client_rate=5", "world.crime_confirmed=1", "world.actual_knowledge=1",
      "world.outside_weight=1"), {"files", "rival_off"}),
    # hardly any refusals, and a rival that would take the files that more orders bring
    (("experiment=excluded", "world.refusal=0.003"), {"files", "rival_off"}),
    # plenty of files, no rival and no aided crime, but next to nothing can be proved: none of the five
    (("experiment=lively", "world.client_rate=0.05", "world.outside_weight=0", "world.nonprosecution=0.05",
      "world.minor_exit=0.36", "world.clearly_minor_exit=0.1", "world.compliance_exit=0.4",
      "world.miss=0.4", "world.miss_floor=0.1", "world.false_alarm=0", "policy.identity_clarity=0",
      "policy.obligation_clarity=0", "policy.order_quality=0.4", "policy.order_review=1",
      "world.clarity_learns=false", "world.familiarity_learns=false", "world.withdrawal=1"), {"rival_off", "pulse"}),
], ids=["displaced and excluded", "starved and excluded", "unprovable"])  # fmt: skip
def test_a_mixture_is_undecided(overrides, not_revived_by):
    answer = diagnosed(*overrides)
    assert answer.conclusion == "undecided"
    assert not not_revived_by & set(answer.revived_by)


def test_few_files_that_either_repair_would_save_are_undecided():
    """Sufficient causes twice over: more files or no rival would each do, so neither alone killed it."""
    rare = LIVING._replace(
        eligible=12.0,
        referred=3.0,
        charges_286_1=0.1,
        charges_287_2=2.0,
        convictions_286_1=0.1,
        familiarity_then=0.0,
    )
    counted = dict.fromkeys(PROBES, rare) | {
        "files": LIVING,
        "rival_off": rare._replace(convictions_286_1=2.0, charges_286_1=2.0, charges_287_2=0.0),
        "pulse": rare._replace(familiarity_then=0.9),
    }
    answer = diagnose(scenario("experiment=starved"), counted)
    assert set(answer.revived_by) == {"files", "rival_off"}
    assert answer.conclusion == "undecided"
    counted["files"] = rare
    assert diagnose(scenario("experiment=starved"), counted).conclusion == "excluded"


def test_probes_set_what_they_name_and_nothing_else():
    as_is = scenario("experiment=lively")
    for name, probe in probes(as_is).items():
        about = PROBES[name]
        moved = {
            key
            for key in Policy._fields
            if getattr(probe.policy, key) != getattr(as_is.policy, key)
        }
        shifted = {
            key
            for key in WorldParameters._fields
            if getattr(probe.world, key) != getattr(as_is.world, key)
        }
        assert moved <= set(about.policy)
        assert shifted <= set(about.world)
        assert {change.lever for change in probe.changes} == set(about.pulse)
        assert replace(probe, policy=as_is.policy, world=as_is.world, changes=()) == as_is
    assert probes(as_is)[AS_IS] == as_is


def test_a_probe_drops_the_changes_of_its_own_levers_only():
    changes = (
        Change("transfer_rate", 0.0, 50),
        Change("training", 0.01, 3, 0, 90),
        Change("pooling", 0.5, 60),
    )
    probed = probes(Scenario(changes=changes))
    levers_of = {name: {change.lever for change in probe.changes} for name, probe in probed.items()}
    assert levers_of["files"] == {"training", "pooling"}
    assert levers_of["pulse"] == {"transfer_rate", "training", "pooling"}
    assert levers_of[AS_IS] == levers_of["rival_off"] == {"transfer_rate", "training", "pooling"}
    assert [c.to for c in probed["pulse"].changes if c.lever == "training"] == [0.1]


def test_a_pulse_is_over_long_before_the_end_or_the_run_is_refused():
    (pulse,) = probes(Scenario(months=302))["pulse"].changes
    assert (pulse.start, pulse.end) == (182, 218)
    with pytest.raises(ScenarioError, match=r"months=119 .* need 120; lengthen the run"):
        probes(Scenario(months=119))
    assert probes(Scenario(months=120))


@pytest.mark.parametrize(("changes", "expected"), [
    ({}, "alive"), ({"convictions_286_1": 2.0}, "alive"), ({"convictions_286_1": 1.99}, "dead"),
    ({"charges_287_2": 27.0}, "alive"), ({"charges_287_2": 27.1}, "unclear"),
    ({"eligible": 4.0, "convictions_286_1": 1.0}, "unclear"), ({"eligible": 0.0}, "dead"),
])  # fmt: skip
def test_the_state_of_a_window(changes, expected):
    assert diagnosis.state(LIVING._replace(**changes)) == expected


def test_a_state_is_read_at_any_date():
    record = run(scenario("experiment=lively"))
    assert tally(record) == tally(record, 122)
    early, late = tally(record, 60), tally(record, 120)
    ledger = record.ledger
    closed = ledger["closed"].fillna(-1)
    assert (
        early.eligible
        == (
            (closed >= 0) & (closed < 60) & (ledger["met_286_1_statute_thresholds2019"] == MET)
        ).sum()
    )
    assert early.providers + late.providers == record.panel.query("month < 120")["providers"].sum()
    for at in (59, 123, -1):
        with pytest.raises(ValueError, match=rf"at={at}: .* allowed: 60 to 122"):
            tally(record, at)


counts = st.integers(0, 500).map(float)
tallies = st.tuples(*[counts] * 10, st.floats(0, 1), st.floats(0, 1)).map(
    lambda drawn: Tally(
        2.0, drawn[0], min(drawn[1], drawn[0]), max(0.0, min(drawn[2], drawn[0] - drawn[1])), *drawn[3:7],
        drawn[6] + drawn[7], drawn[8] + drawn[9], *drawn[9:],
    )
)  # fmt: skip
counted_by_probe = st.fixed_dictionaries(dict.fromkeys(PROBES, tallies))
REVIVER = {"starved": "files", "excluded": "rival_off", "trapped": "pulse", "deterred": "undeterred",
           "displaced": "files"}  # fmt: skip


@settings(max_examples=40)
@given(counted_by_probe)
def test_a_finding_rests_on_its_own_probe_and_on_nothing_else_being_met(counted):
    answer = diagnose(Scenario(), counted)
    assert answer.conclusion in DIAGNOSES
    met = [cause for cause, truth in answer.causes.items() if truth == MET]
    if answer.conclusion in CAUSES:
        assert met == [answer.conclusion]
        assert diagnosis.state(counted[AS_IS]) == "dead"
        assert REVIVER[answer.conclusion] in answer.revived_by
    assert (answer.conclusion == "alive") == (diagnosis.state(counted[AS_IS]) == "alive")


@settings(max_examples=40)
@given(counted_by_probe, st.integers(2, 5))
def test_more_of_the_same_runs_change_no_sign(counted, times):
    once = diagnose(Scenario(), counted)
    more = diagnose(Scenario(), {name: pooled([one] * times) for name, one in counted.items()})
    for sign, value in once.signs.items():
        assert more.signs[sign] == pytest.approx(value, nan_ok=True)


def test_values_between_the_lines_leave_a_death_undecided():
    """Two thirds of eligible files to the rival are no clear majority, though the probe revives."""
    excluded = {
        name: LIVING._replace(charges_286_1=1.0, charges_287_2=9.0, convictions_286_1=1.0)
        for name in PROBES
    }
    excluded["rival_off"], excluded["pulse"] = (
        LIVING,
        excluded["pulse"]._replace(familiarity_then=0.9),
    )
    assert diagnose(Scenario(), excluded).conclusion == "excluded"
    excluded[AS_IS] = LIVING._replace(charges_286_1=1.0, charges_287_2=2.0, convictions_286_1=1.0)
    answer = diagnose(Scenario(), excluded)
    assert answer.conclusion == "undecided"
    assert answer.causes["excluded"] == OPEN


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_reached_at_its_upper_end_and_not_below_the_lower(line):
    about = LINES[line]
    assert [about.reached(value) for value in (about.high, about.low * 0.99, math.nan)] == [
        MET,
        NOT_MET,
        OPEN,
    ]


def test_the_page_on_method_shows_every_line():
    page = (DOCS / "method.md").read_text(encoding="utf-8")
    shown = re.findall(
        r"^\| \*(\w+)\* \| (\S+) \| (\S+) \| (.+) \| (.+) \|$", page, flags=re.MULTILINE
    )
    assert shown == [
        (name, f"{a.low:g}", f"{a.high:g}", a.unit, a.why) for name, a in LINES.items()
    ]


def test_a_pulse_that_fades_as_memory_does_is_not_held():
    world = WorldParameters(forgetting=0.275)
    left = 0.8 * (1.0 - 0.275) ** 7
    assert diagnosis.held(
        EMPTY, EMPTY._replace(familiarity_then=0.8, familiarity_last=left), world
    ) == pytest.approx(0)
    assert diagnosis.held(
        EMPTY, EMPTY._replace(familiarity_then=0.8, familiarity_last=0.8), world
    ) == pytest.approx(1)
    assert math.isnan(diagnosis.held(EMPTY, EMPTY, world))
    unlearning = world._replace(familiarity_learns=False)
    assert (
        diagnosis.held(
            EMPTY, EMPTY._replace(familiarity_then=0.8, familiarity_last=0.8), unlearning
        )
        == 0.0
    )


def test_case_supply_counts_own_sister_and_national_lessons():
    one = Scenario(
        world=WorldParameters(lesson=0.5, forgetting=0.25, salience=0.0), policy=Policy(pooling=0.0)
    )
    files = 12.0 * 5.0 * 3.0  # three runs, one file per office and year
    assert diagnosis.supply(files, one, 3.0) == pytest.approx(2.0)
    assert diagnosis.supply(files, one.under(Policy(pooling=0.5)), 3.0) == pytest.approx(4.0)
    loud = replace(one, world=one.world._replace(salience=0.3))
    assert diagnosis.supply(files, loud, 3.0) == pytest.approx(2.6)
    assert diagnosis.supply(0.0, one, 3.0) == 0.0


def test_probes_on_other_replicates_are_refused():
    counted = dict.fromkeys(PROBES, LIVING)
    with pytest.raises(ValueError, match="needs every probe on the same replicates"):
        diagnose(Scenario(), {**counted, "files": pooled([LIVING, LIVING])})
    del counted["pulse"]
    with pytest.raises(ValueError, match="Run what probes"):
        diagnose(Scenario(), counted)


RIVALLED = LIVING._replace(charges_286_1=0.2, charges_287_2=9.0, convictions_286_1=0.2)


def test_a_probe_cannot_revive_beyond_what_is_sent_on():
    counted = dict.fromkeys(PROBES, RIVALLED)
    assert all(diagnosis.detectable(cause, counted) for cause in CAUSES)
    stopped = RIVALLED._replace(referred=1.9)  # of 40: below one in twenty
    few = {**counted, "rival_off": stopped, "pulse": stopped._replace(referred=2.0)}
    assert [cause for cause in CAUSES if not diagnosis.detectable(cause, few)] == ["excluded"]
    assert not diagnosis.detectable("starved", {**counted, "files": EMPTY})
    assert not diagnosis.detectable(
        "trapped", {**counted, "pulse": RIVALLED._replace(eligible=4.0, referred=4.0)}
    )


@settings(max_examples=100)
@given(counted_by_probe)
def test_a_cause_that_is_found_could_be_found(counted):
    bounded = {
        name: one._replace(convictions_286_1=min(one.convictions_286_1, one.referred))
        for name, one in counted.items()
    }
    answer = diagnose(Scenario(), bounded)
    assert answer.conclusion not in CAUSES or diagnosis.detectable(answer.conclusion, bounded)
