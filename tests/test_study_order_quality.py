"""Order quality against review: exact consequences of sound orders, and what review does file by file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shared import run

from zombielaw.experiments.config.settings import scenario_with
from zombielaw.experiments.designs.grids import BASE, scenarios
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.order_quality import study
from zombielaw.experiments.studies.order_quality.figure import draw
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.truth import MET
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

WORLD = (
    "study=order_quality", "experiment=lively", "world=classroom", "world.providers=4000", "study.months=30",
    "study.levels=2", "replicates=2", "policy.inspection_rate=12", "policy.transfer_rate=0.9", "policy.order_delay=0",
    "world.refusal=0.4", "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Every order is sound, so that review has nothing to catch."""
    out = tmp_path_factory.mktemp("order_quality")
    return study.STUDY.run(composed(*WORLD, "policy.order_quality=1", "policy.mandate_clarity=1", f"out={out}"))


@pytest.fixture(scope="module")
def points(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "points.csv")


def of(points: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return points[points["outcome"] == outcome]


def test_the_design_moves_both_levers_and_review_alone():
    settings = composed(*WORLD)
    design = study.design_of(settings)
    assert design["label.setting"].tolist() == [BASE, *["grid"] * 4, *["own quality"] * 2, *["not shy"] * 2]
    shy = design["label.setting"] != "not shy"
    assert (design.loc[shy, list(study.SHYNESS)] > 0.0).all().all()
    assert (design.loc[~shy, list(study.SHYNESS)] == 0.0).all().all()
    assert not design.drop(columns=["point", "label.setting"]).duplicated().any()
    one = composed(*WORLD, "policy.order_quality=1", "policy.order_review=0")
    labels = study.design_of(one)["label.setting"].tolist()
    assert labels == [BASE, *["grid"] * 3, "not shy"], "the grid has the own quality, and the base is not run twice"


def test_no_order_is_sound_at_quality_zero_and_none_is_right(points):
    correct, wrongful = of(points, "correct"), of(points, "wrongful")
    assert (correct[correct["order_quality"] == 0.0]["value"] == 0.0).all()
    assert (correct[correct["order_quality"] == 1.0]["value"] > 0.0).all()
    both = (wrongful["order_quality"] == 0.0) & (wrongful["order_review"] == 0.0)
    assert (wrongful[both]["value"] > 0.0).all()


def test_review_that_catches_every_unsound_order_leaves_no_conviction_of_286_1(points):
    caught = points[(points["order_quality"] == 0.0) & (points["order_review"] == 1.0)].set_index("outcome")["value"]
    assert caught["correct"] == caught["wrongful"] == 0.0
    assert caught["referrals"] > 0.0


def test_where_orders_are_sound_and_nobody_is_shy_review_moves_nothing(points):
    unshy = points[points["setting"] == "not shy"]
    still = unshy[unshy["outcome"].isin(["correct", "orders", "referrals"])]
    assert len(still) == 6
    assert (still[["difference", "difference_low", "difference_high"]] == 0.0).all().all()
    wrongful = of(unshy, "wrongful").sort_values("order_review")["difference"].tolist()
    assert wrongful[0] >= 0.0 >= wrongful[1], "review catches files without any order, and nothing else"
    assert max(map(abs, wrongful)) < 1e-3 * of(points, "wrongful")["value"].iloc[0]
    shy = of(points, "orders").query("setting == 'grid' and order_quality == 1 and order_review == 1")
    assert (shy["difference"] < 0.0).all(), "shy regulators write fewer orders"


def test_the_parts_are_all_that_was_foreseen_when_charges_were_decided(points):
    settings = composed(*WORLD, "policy.order_quality=1", "policy.mandate_clarity=1")
    whole = [
        np.mean([simulate(given, settings.seed, number).ledger["p_convict_286_1"].sum() for number in range(2)])
        for given in scenarios(settings, study.design_of(settings))
    ]
    parts = points[points["outcome"].isin(["correct", "wrongful", "open"])].groupby("point")["value"].sum()
    scale = 134177 / 4000 * 12 / 30
    np.testing.assert_allclose(parts, np.array(whole) * scale, rtol=1e-9, atol=1e-12)
    wide = points.pivot_table(index="point", columns="outcome", values="value", dropna=False)
    assert (wide["no_offence"] <= wide["wrongful"] + 1e-12).all()
    some = wide["wrongful"] > 0.0
    share = wide["wrongful"] / (wide["wrongful"] + wide["correct"])
    np.testing.assert_allclose(wide["wrongful_share"][some], share[some])


def test_review_takes_its_part_of_each_unsound_conviction_and_of_no_sound_one():
    """The same files under three levels of review: linear where the order is unsound, still where it is sound."""
    calm = ("world.familiarity_learns=false", "world.clarity_learns=false", "world.trust_learns=false",
            "world.risk_learns=false", "world.order_shyness=0", "world.transfer_shyness=0", "world.effort_inflation=0",
            "policy.charge_preference=0.1", "policy.court_scrutiny=0")  # fmt: skip
    settings = composed(*WORLD, "world.providers=20000", "policy.order_quality=0.75", *calm)
    ledgers = []
    for level in (0.0, 0.5, 1.0):
        ledger = run(scenario_with(settings, {"policy.order_review": level})).ledger
        ledgers.append(ledger[ledger["charged"].notna()].set_index("file"))
    shared = ledgers[0].index.intersection(ledgers[1].index).intersection(ledgers[2].index)
    facts = ["charged", "p_charge_286_1", "p_charge_287_2", "met_286_1_statute_thresholds2019"]
    same = [files.loc[shared, facts].astype(float) for files in ledgers]
    shared = shared[((same[0] == same[1]) & (same[0] == same[2])).all(axis=1)]
    chance = [files.loc[shared, "p_convict_286_1"].to_numpy(dtype=float) for files in ledgers]
    sound = (ledgers[0].loc[shared, "met_286_1_statute_thresholds2019"] == MET).to_numpy()
    assert sound.sum() > 10
    np.testing.assert_allclose(chance[1][sound], chance[0][sound], rtol=1e-9)
    np.testing.assert_allclose(chance[2][sound], chance[0][sound], rtol=1e-9)
    np.testing.assert_allclose(chance[1], (chance[0] + chance[2]) / 2.0, rtol=1e-9, atol=1e-12)
    fell = chance[0] - chance[2] > 1e-6
    assert fell.sum() > 5
    assert not (fell & sound).any()


def test_the_folder_holds_figure_dictionary_and_report(folder, points):
    dictionary = pd.read_csv(folder / "data_dictionary.csv")
    assert {f"outcome {name}" for name in study.OUTCOMES} <= set(dictionary["column"])
    assert set(points["outcome"]) == set(study.OUTCOMES)
    for kind in ("png", "pdf"):
        assert (folder / "figures" / f"order_quality.{kind}").stat().st_size > 5000
    text = study.STUDY.report(Finished(folder))
    assert text in (folder / "report.md").read_text(encoding="utf-8")
    front = pd.read_csv(folder / "tables" / "front.csv")
    assert f"Of {len(front)} points with shy officials, {(front['front'] == 'on').sum()} are on the front" in text
    assert text.count("not shy of review") == (points.drop_duplicates("point")["setting"] == "not shy").sum()
    assert "The 2 runs of this point" in text
    assert "not shy" not in set(front["setting"])


def test_a_front_without_points_of_officials_who_are_not_shy_is_drawn(tmp_path, folder):
    shutil.copytree(folder, tmp_path / "made")
    points = pd.read_csv(folder / "tables" / "points.csv")
    points[points["setting"] != "not shy"].to_csv(tmp_path / "made" / "tables" / "points.csv", index=False)
    draw(Finished(tmp_path / "made"), Page(tmp_path, "k", 1, 2, "a world"))
    assert (tmp_path / "order_quality.png").stat().st_size > 5000


@pytest.mark.parametrize("word", ["study.levels=1", "study.levels=22", "study.months=0"])
def test_bad_input_is_refused(word):
    with pytest.raises(InputError, match=word.partition("=")[0]):
        composed(*WORLD, word)
