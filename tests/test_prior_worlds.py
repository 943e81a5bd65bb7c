"""Worlds of the priors: drawn as declared, probed with the same random draws, told apart by rules of known answers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_diagnosis import EMPTY, LIVING

from zombielaw.experiments.analysis import diagnosed as diagnosis
from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.priors import Prior, prior_of
from zombielaw.experiments.designs import prior_worlds as drawn
from zombielaw.experiments.designs.draws import from_priors, uncertain
from zombielaw.experiments.designs.grids import POINT, scenarios
from zombielaw.experiments.designs.prior_worlds import NEUTRAL, TODAY, TOGETHER, WITH
from zombielaw.experiments.reducers.unpublished import TABLE, TALLIES, counts, tallies
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.registry import composed, preset
from zombielaw.sim.analysis.diagnosis import (
    AS_IS,
    CAUSES,
    OUT_OF_USE,
    PARTS,
    PROBES,
    TRAPPED,
    Diagnosis,
    Tally,
    probes,
)
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

SILENT = LIVING._replace(charges_286_1=0.1, charges_287_2=0.1, convictions_286_1=0.1)
RIVALLED = SILENT._replace(charges_287_2=9.0)


def settings(*words: str) -> Settings:
    return composed("study=trap", "world=classroom", "world.providers=300", "study.months=120", "study.worlds=2",
                    "replicates=1", "execute=serial", *words)  # fmt: skip


@pytest.mark.parametrize("key", uncertain())
def test_half_of_a_prior_lies_below_its_middle_and_the_range_is_the_prior(key):
    about = parameter_of(key)
    values = [prior_of(about).quantile(u) for u in (0.0, 0.2, 0.5, 0.7, 1.0)]
    around = about.today or about.about
    assert values == sorted(values)
    assert values[0] == pytest.approx(around.low)
    assert values[2] == pytest.approx(about.middle)
    assert around.low <= about.default <= around.high
    assert values[4] == pytest.approx(around.high)


def test_a_long_half_is_log_uniform_and_a_short_one_uniform():
    trace, spread = (
        prior_of(parameter_of(f"world.{name}")) for name in ("trace_rate", "size_spread")
    )
    assert trace.quantile(0.25) == pytest.approx((1e-5 + 1e-4) / 2), (
        "ten-fold is not more than ten-fold"
    )
    assert trace.quantile(0.75) == pytest.approx(math.sqrt(1e-4 * 1e-2))
    assert spread.quantile(0.25) == pytest.approx((0.3 + 1.0) / 2)


def test_worlds_fill_the_prior_evenly_and_leave_somebody_to_comply(monkeypatch):
    number = 16
    monkeypatch.setattr(Prior, "quantile", lambda _, share: share)
    table = drawn.worlds_of(settings(), number)
    answers = ["world.refusal", "world.partial", "world.vanish"]
    whole = table[answers].sum(axis=1)
    assert (whole > 0.94).any(), "a third or so of these sums would be above 0.95"
    assert (whole <= 0.95).all()
    for key in table.columns.difference(answers):
        assert len(set(np.floor(table[key] * number))) == len(table) == number, (
            "one in each of the strata"
        )
    assert table.equals(drawn.worlds_of(settings(), number))
    assert not table.equals(drawn.worlds_of(settings("seed=2"), number))


def test_what_the_neutral_start_and_the_text_set_is_not_drawn():
    keys = set(drawn.worlds_of(settings(), 2))
    alternatives = {"world.blind_consideration", "world.familiarity_apart_225"}
    assert not {*NEUTRAL, "policy.consequence_threshold", *alternatives} & keys
    assert {
        "world.refusal",
        "world.forgetting",
        "policy.corrective_order_rate",
        "policy.court_scrutiny",
    } <= keys


@pytest.fixture(scope="module")
def planned():
    own = settings("policy.transfer_rate=0.3")
    table = drawn.worlds_of(own, 3)
    return *drawn.design_of(own, table), table


def test_every_row_is_the_scenario_of_its_probe(planned):
    """Written to the design and read back as a command would be: what runs is what the diagnosis believes to run."""
    design, owners, as_is, _ = planned
    made = scenarios(settings("policy.transfer_rate=0.3"), design)
    assert len(set(made)) == len(made), "each scenario once"
    for (world, practice, feedback), rows in owners.groupby(["world", "practice", "feedback"]):
        start = as_is[world, practice, feedback]
        wanted = (
            {**probes(start), TOGETHER: drawn.ALL_AT_ONCE.of(start)}
            if feedback == WITH
            else {AS_IS: start}
        )
        assert (
            dict(zip(rows["probe"], (made[point] for point in rows[POINT]), strict=True)) == wanted
        )
    assert len(owners) == 3 * (len(PROBES) + 1 + 1)


def test_the_start_is_neutral_and_practice_is_as_said(planned):
    _, _, as_is, table = planned
    for (number, _, feedback), start in as_is.items():
        assert start.world.initial_familiarity_286_1 == start.world.initial_familiarity_287_2 == 0.0
        assert (
            start.policy.charge_preference,
            start.policy.training,
            start.policy.guiding_cases,
        ) == (0.5, 0.0, 0.0)
        assert start.world.refusal == table["world.refusal"][number]
        assert start.policy.order_quality == table["policy.order_quality"][number]
        assert start.world.familiarity_learns == start.world.risk_learns == (feedback == WITH)
        assert start.policy.transfer_rate == 0.3, "what the command sets is kept"


def planted(**given: Tally) -> tuple[pd.DataFrame, pd.DataFrame, dict[Any, Scenario]]:
    """One world with feedback, as it is (``as_is``) and under probes (as it is, if not given)."""
    names = [*PROBES, TOGETHER]
    owners = pd.DataFrame([(0, TODAY, WITH, probe, point) for point, probe in enumerate(names)],
                          columns=["world", "practice", "feedback", "probe", POINT])  # fmt: skip
    rows = [(point, 0, at, *(given.get(probe, given[AS_IS]) if at == 120 else EMPTY))
            for point, probe in enumerate(names) for at in (100, 120)]  # fmt: skip
    runs = pd.DataFrame(rows, columns=[POINT, "replicate", "at", *Tally._fields])
    return runs, owners, {(0, TODAY, WITH): settings().scenario}


def answer(**given: Tally) -> tuple[str, str]:
    (row,) = diagnosis.diagnosed(*planted(**given)).to_dict("records")
    return row["found"], row["why"]


def test_planted_worlds_are_told_apart():
    rare = SILENT._replace(
        eligible=1.0, referred=1.0, charges_286_1=0.1, charges_287_2=0.02, convictions_286_1=0.01
    )
    assert answer(as_is=LIVING) == ("alive", "")
    faded = RIVALLED._replace(familiarity_then=0.9)
    assert answer(as_is=RIVALLED, rival_off=LIVING, pulse=faded) == ("excluded", "")
    assert (
        answer(as_is=RIVALLED, rival_off=LIVING, pulse=faded._replace(familiarity_last=0.9))[0]
        != "excluded"
    )
    assert answer(as_is=rare, files=LIVING) == ("starved", "")
    assert answer(as_is=LIVING._replace(charges_287_2=90.0)) == ("undecided", diagnosis.NEITHER)
    assert answer(as_is=SILENT, rival_off=LIVING) == ("undecided", diagnosis.MISFIT), (
        "no rival to take away"
    )
    assert answer(as_is=SILENT, together=LIVING) == ("undecided", diagnosis.JOINT)
    assert answer(as_is=SILENT) == ("undecided", diagnosis.LOST)
    assert answer(as_is=EMPTY) == ("undecided", diagnosis.IDLE)
    both = Diagnosis(
        "undecided", {"starved": MET, "excluded": MET, "trapped": NOT_MET}, {}, {}, ("files",)
    )
    assert diagnosis.why_undecided(both, {AS_IS: SILENT, TOGETHER: LIVING}) == diagnosis.SEVERAL


def test_what_alive_is_made_of_stands_beside_it():
    def parts(**given: Tally) -> tuple[str, list[float]]:
        (row,) = diagnosis.diagnosed(*planted(**given)).to_dict("records")
        return row["parts"], [row[name] for name in PARTS]

    # charges of 286-1 and 287-2, eligible files, convictions: those of the planted worlds
    both = LIVING.charges_286_1 + LIVING.charges_287_2
    values = [
        LIVING.convictions_286_1 / LIVING.eligible,
        LIVING.charges_286_1 / both,
        LIVING.eligible,
    ]
    assert parts(as_is=LIVING) == (" ".join([*PARTS, "ceiling"]), pytest.approx(values))
    assert parts(as_is=LIVING._replace(charges_287_2=1e6))[0] == "application_rate files ceiling"
    assert parts(as_is=LIVING._replace(referred=0.04 * LIVING.eligible))[0] == " ".join(PARTS)
    assert parts(as_is=EMPTY) == ("", pytest.approx([0.0, math.nan, 0.0], nan_ok=True))


def test_a_world_that_lost_a_probe_is_left_out():
    runs, owners, as_is = planted(as_is=LIVING)
    assert diagnosis.diagnosed(runs[runs[POINT] != 2], owners, as_is).empty
    assert len(diagnosis.diagnosed(runs, owners, as_is)) == 1


@pytest.mark.parametrize("state", ["alive", "unclear"])
def test_a_world_that_is_not_dead_is_diagnosed_without_probes(state):
    """Columns that need no probe (alive, its parts, the second analysis) are the same; the others are empty."""
    world = LIVING if state == "alive" else LIVING._replace(charges_287_2=90.0)
    runs, owners, as_is = planted(as_is=world, rival_off=RIVALLED, files=SILENT)
    (whole,) = diagnosis.diagnosed(runs, owners, as_is).to_dict("records")
    alone = owners[owners["probe"] == AS_IS]
    (row,) = diagnosis.diagnosed(runs[runs[POINT].isin(alone[POINT])], alone, as_is).to_dict(
        "records"
    )
    asking = {"filled_by_files", "filled_by_undeterred", "held", "revived_by", "findable"}
    asking |= set(CAUSES) if state != "alive" else set()
    assert row | dict.fromkeys(asking) == whole | dict.fromkeys(asking)
    assert row["state"] == state
    assert all(math.isnan(row[name]) for name in ("filled_by_files", "filled_by_undeterred"))
    assert (row["revived_by"], row["findable"]) == ("", "")
    assert MET not in [row[name] for name in CAUSES]


def test_worlds_without_a_file_are_a_state_of_their_own():
    assert diagnosis.state_of(EMPTY) == diagnosis.NOTHING
    assert diagnosis.state_of(SILENT) == OUT_OF_USE


def test_what_is_kept_of_a_run_is_what_its_record_says():
    command = composed(
        "study=baseline", "experiment=excluded", "world.providers=400", "study.months=50"
    )
    record = simulate(command.scenario, 1, 0)
    table = counts(record, command.scenario)[TABLE]
    last = record.panel[record.panel["month"] >= 2]
    assert sorted(table["before_end"].unique()) == [0, 1, 2, 3]
    for name in ("refusals", "expected_referrals"):
        assert table[name].sum() == pytest.approx(last[name].sum())
    ledger = record.ledger
    reviewed = ledger[(ledger["p_charge_286_1"] > 0.0) & (ledger["charged"] >= 2)]
    assert table["considered"].sum() == len(reviewed) > 0
    assert table["considered_286_1"].sum() == pytest.approx(reviewed["p_charge_286_1"].sum())


def test_a_planted_cause_is_found_or_left_open_but_seldom_taken_for_another(tmp_path):
    """What a named experiment sets holds in all of its worlds, and everything else is drawn."""
    usual, right, wrong = composed("study.months=122").plain, 0, 0
    for cause in (one for one in CAUSES if one != TRAPPED):
        home = preset(
            composed(
                "study=trap",
                "study.months=122",
                "replicates=1",
                "execute=serial",
                f"out={tmp_path}",
            ),
            cause,
            122,
            "parameters=typical",
        )
        held = [key for key, value in home.plain.items() if value != usual[key]]
        design, owners, as_is = drawn.design_of(
            home, from_priors(6, 1).drop(columns=held, errors="ignore"), held={}
        )
        assert len({one.world.familiarity_gain for one in as_is.values()}) == 6
        runs = run_design(home, design, measures=(), reduce=tallies).table(TALLIES)
        answers = diagnosis.diagnosed(runs, owners, as_is)
        found = answers[answers["feedback"] == WITH]["found"].tolist()
        right += found.count(cause)
        wrong += sum(name in CAUSES for name in found) - found.count(cause)
    assert right >= 4
    assert wrong <= right / 3
