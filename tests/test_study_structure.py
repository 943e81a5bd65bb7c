"""Claims under other forms: every form is another model, answers follow the intervals, planted effects are read."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from closed_form import expected_path

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.studies import structure
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.structure import (
    CLAIMS,
    FAILS,
    FORMS,
    HOLDS,
    MARGIN,
    NOW,
    ORDERS,
    PACKAGE,
    PULSE,
    SMALL,
    STUDY,
    UNSURE,
    claims_of,
    design_of,
)
from zombielaw.sim.analysis.diagnosis import AFTER_PULSE, LINES, PULSE_MONTHS, Tally

pytestmark = pytest.mark.slow


def settings(*words: str) -> Settings:
    return composed(
        "study=structure",
        "world.providers=300",
        "study.months=120",
        "replicates=2",
        "execute=serial",
        *words,
    )


@pytest.fixture(scope="module")
def design():
    return design_of(settings())


def test_every_form_and_every_reform_is_a_model_of_its_own(design):
    made = scenarios(settings(), design)
    assert len(set(made)) == len(made) == len(FORMS) * 6
    place = {
        (row[f"{LABEL}form"], row[f"{LABEL}reform"]): made[row[POINT]]
        for row in design.to_dict("records")
    }
    own = settings().scenario
    assert place["as declared", NOW] == own
    for (form, reform), scenario in place.items():
        assert scenario.world == place[form, NOW].world, "a reform moves levers alone"
        assert scenario.statute == place[form, NOW].statute
        lever = {"pooling"} if form == "own office alone" else set()
        if reform == NOW:
            moved = {
                name
                for name in own.policy._fields
                if getattr(own.policy, name) != getattr(scenario.policy, name)
            }
            assert moved == lever, "a form moves no lever but its own"
    assert place["share memory", NOW].world.memory == 1
    assert not place["no referral belief", NOW].world.trust_learns
    assert place["consideration alone", NOW].world.blind_consideration < 1.0
    off = place["no feedback", NOW].world
    assert not any((off.familiarity_learns, off.clarity_learns, off.trust_learns, off.risk_learns))


def test_orders_are_ten_times_those_of_the_command():
    for rate in (0.5, 0.2):
        own = settings(f"policy.inspection_rate={rate}")
        rows = design_of(own).set_index(f"{LABEL}reform")["policy.inspection_rate"]
        assert set(rows[[ORDERS, PACKAGE]]) == {10 * rate}
        assert set(rows[[NOW, PULSE]]) == {rate}


def test_the_pulse_is_the_package_for_three_years_and_long_over(design):
    rows = design[design[f"{LABEL}form"] == "as declared"].set_index(f"{LABEL}reform")
    package, own = rows.loc[PACKAGE], rows.loc[NOW]
    for change in json.loads(rows.loc[PULSE, "policy.changes"]):
        assert (change["start"], change["end"]) == (0, PULSE_MONTHS)
        assert change["end"] + AFTER_PULSE == 120
        assert (
            change["to"] == package[f"policy.{change['lever']}"] != own[f"policy.{change['lever']}"]
        )
    moved = {
        key.removeprefix("policy.")
        for key in rows
        if key.startswith("policy.") and package[key] != own[key]
    }
    assert moved == {change["lever"] for change in json.loads(rows.loc[PULSE, "policy.changes"])}


def test_the_changes_of_the_command_stay_beside_the_pulse():
    own = settings("policy.changes=[{lever:order_quality,to:0.9,start:3}]")
    changes = [json.loads(cell) for cell in design_of(own)["policy.changes"]]
    assert {len(cell) for cell in changes} == {1, 1 + len(structure.reforms_of(own)[PACKAGE])}
    assert all(cell[0]["lever"] == "order_quality" for cell in changes)


LIFE = LINES["application_rate"]


@pytest.mark.parametrize(
    ("claim", "low", "high", "answer"),
    [
        ("dead", 0.0, LIFE.low - 0.001, HOLDS),
        ("dead", 0.0, LIFE.low, UNSURE),
        ("orders_count", 0.1, 2.0, HOLDS),
        ("orders_count", -1.0, 0.0, FAILS),
        ("orders_count", 0.0, 2.0, UNSURE),
        ("rule", MARGIN + 0.001, 0.9, HOLDS),
        ("rule", 0.001, MARGIN - 0.001, SMALL),
        ("rule", 0.001, MARGIN + 0.001, UNSURE),
        ("pulse", 0.001 - MARGIN, MARGIN - 0.001, HOLDS),
        ("pulse", 0.001, MARGIN - 0.001, SMALL),
        ("pulse", MARGIN + 0.001, 0.3, FAILS),
        ("pulse", np.nan, np.nan, UNSURE),
    ],
)
def test_an_answer_needs_the_whole_interval(claim, low, high, answer):
    assert structure.answer(CLAIMS[claim], low, high) == answer


def planted(design: pd.DataFrame, use: dict[str, float], runs: int = 30) -> pd.DataFrame:
    """Tallies of 40 files a run, 20 of them referred, with luck that is shared; ``use`` is that of each reform."""
    luck = np.random.default_rng(3).normal(0.0, 0.5, runs)
    rows = []
    for row in design.to_dict("records"):
        own = 20.0 * use.get(row[f"{LABEL}reform"], use[NOW])
        for replicate in range(runs):
            one = Tally(1.0, 40.0, 20.0, 0.0, own + luck[replicate], 9.0, 0.5, *[1.0] * 6)
            rows += [(row[POINT], replicate, at, *one) for at in (100, 120)]
    return pd.DataFrame(rows, columns=[POINT, "replicate", "at", *Tally._fields])


def test_planted_effects_are_found(design):
    runs = planted(
        design,
        {NOW: 0.1, ORDERS: 0.12, "special law": 0.4, "clarity": 0.1, PACKAGE: 0.4, PULSE: 0.3},
    )
    claims = claims_of(design, structure.runs_of(runs)).set_index(["form", "claim"])
    own = claims.loc["as declared"]
    assert own["answer"].to_dict() == {
        "dead": HOLDS, "crowded": HOLDS, "orders_count": HOLDS, "orders_use": SMALL, "rule": HOLDS, "clarity": FAILS,
        "package": HOLDS, "pulse": FAILS,
    }  # fmt: skip
    assert own.loc[
        "orders_use", ["difference", "difference_low", "difference_high"]
    ].tolist() == pytest.approx([0.02] * 3)
    assert own.loc["orders_use", "ratio"] == pytest.approx(1.2, abs=0.02)
    assert not claims["cannot_fail"].any(), "the package for good lifts"
    assert own.loc["orders_count", "difference"] == pytest.approx(0.4)
    assert own.loc["dead", "value"] == pytest.approx(0.5 / 40)
    assert own.loc["rule", "base"] == pytest.approx(0.1, abs=0.01)
    assert len(claims) == len(FORMS) * len(CLAIMS)
    assert not claims["two_groups"].any()


def test_a_pulse_cannot_fail_where_the_same_for_good_does_nothing(design):
    claims = claims_of(design, structure.runs_of(planted(design, {NOW: 0.1, PACKAGE: 0.12})))
    assert set(claims.loc[claims["cannot_fail"], "claim"]) == {"pulse"}
    assert (claims.loc[claims["claim"] == "pulse", "cannot_fail"]).all()


TRAP = (
    "experiment=trapped",
    "world.providers=14",
    "world.procuratorates=1",
    "world.courts=1",
    "study.months=194",
)


def test_in_the_world_of_the_closed_forms_files_are_multiplied_and_the_rule_passes():
    own = composed("study=structure", *TRAP)
    design = design_of(own)
    forms = list(dict.fromkeys(design[f"{LABEL}form"]))
    assert {"as declared", "share memory", "consideration alone", "consideration x logit"} <= set(
        forms
    )
    assert not {"rival unlearnt", "no deterrence", "familiarity in choice alone"} & set(forms), (
        "it has these already"
    )
    made = scenarios(own, design)
    assert len(set(made)) == len(made) == 4 * len(forms)
    rows = design[design[f"{LABEL}form"] == "as declared"].set_index(f"{LABEL}reform")
    assert rows["world.providers"].to_dict() == {
        NOW: 14,
        structure.FILES: 42,
        structure.SPECIAL: 14,
        PULSE: 14,
    }
    (change,) = json.loads(rows.loc[PULSE, "policy.changes"])
    assert (change["lever"], change["end"] - change["start"]) == ("concurrence", PULSE_MONTHS)


def test_where_familiarity_decides_the_files_carry_it_over_but_not_if_shares_are_remembered(
    tmp_path, monkeypatch
):
    """Theory, by its expected path: three times the files tip the declared form; a memory of shares counts no files."""
    few = {name: FORMS[name] for name in ("as declared", "share memory")}
    monkeypatch.setattr(structure, "FORMS", few)
    words = [word for word in TRAP if not word.startswith("study.months")]
    own = composed(
        "study=structure",
        *words,
        "study.months=314",
        "replicates=3",
        "execute=serial",
        f"out={tmp_path}",
    )
    folder = STUDY.run(own)
    claims = Finished(folder)["claims"].set_index(["form", "claim"])
    assert set(claims.index.get_level_values("claim")) == set(structure.TRAP_CLAIMS)
    tripled = scenarios(own, design_of(own))[1]
    foreseen = float(expected_path(tripled)[1][-60:].mean())
    assert claims.loc[("as declared", "files_tip"), "low"] <= 1.1 * foreseen
    assert claims.loc[("as declared", "files_tip"), "high"] > LINES["share"].high
    assert claims.loc[("share memory", "files_tip"), "answer"] == FAILS
    assert "three times the files carry it over the barrier" in STUDY.report(Finished(folder))


def test_the_tables_of_the_study_say_what_a_claim_and_a_form_is(tmp_path, monkeypatch):
    few = {name: FORMS[name] for name in ("as declared", "no feedback", "share memory")}
    monkeypatch.setattr(structure, "FORMS", few)
    folder = STUDY.run(settings(f"out={tmp_path}"))
    claims = Finished(folder)["claims"]
    assert len(claims) == 3 * len(CLAIMS)
    forms = Finished(folder)["forms"].set_index("form")["settings"]
    assert forms.map(json.loads).to_dict() == few
    dictionary = pd.read_csv(folder / "data_dictionary.csv")
    meaning = dictionary.set_index("column").loc["claim", "meaning"]
    assert meaning == ", ".join(f"{name}: {claim.text}" for name, claim in structure.EVERY.items())
    described = ", ".join(dictionary["column"])
    assert set(claims.columns) - set(described.split(", ")) == {"point", "outcome"}
