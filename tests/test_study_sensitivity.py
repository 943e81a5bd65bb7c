"""Indices of functions with published answers, random draws that were planted, a sample that is what it says."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from shared import finished

from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import Floats, saltelli, uncertain
from zombielaw.experiments.designs.grids import POINT, scenarios
from zombielaw.experiments.designs.groups import Group, read_groups
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import sensitivity
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.sensitivity import OUTCOMES, STUDY
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

KEYS = ["world.size_spread", "world.refusal", "world.lesson"]


def settings(*words: str) -> Settings:
    return composed("study=sensitivity", "world=classroom", "world.providers=300", "study.months=20", "replicates=2",
                    "study.base=4", "execute=serial", *words)  # fmt: skip


def means(values: Floats) -> pd.DataFrame:
    """The same values for every outcome."""
    return pd.DataFrame(dict.fromkeys(OUTCOMES, values)).rename_axis(POINT)


def ishigami(unit: Floats) -> Floats:
    x = (2.0 * unit - 1.0) * math.pi
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return y


def test_sobol_of_ishigami():
    unit = saltelli(KEYS, 1024, 1)
    sobol = sensitivity.sobol_of(KEYS, means(ishigami(unit)), 1)
    compliance = sobol[sobol["outcome"] == "compliance"].set_index(["order", "group"])
    wanted = {"first": (0.3139, 0.4424, 0.0), "total": (0.5576, 0.4424, 0.2437)}
    for order, values in wanted.items():
        for key, value in zip(KEYS, values, strict=True):
            row = compliance.loc[(order, key)]
            assert row["value"] == pytest.approx(value, abs=0.05)
            assert row["low"] <= value <= row["high"]
    assert sobol.groupby("outcome").size().to_dict() == dict.fromkeys(OUTCOMES, 6)


def test_a_group_has_the_share_of_all_its_numbers():
    """The second and the third number of Ishigami's function as one group: their variances add up, by themselves and
    with the first (Sobol 2001, section 6)."""
    groups = ["one", "both", "both"]
    sobol = sensitivity.sobol_of(
        groups, means(ishigami(saltelli(groups, 1024, 1)))[["compliance"]], 1
    )
    share = sobol.set_index(["order", "group"])["value"]
    wanted = {
        ("first", "one"): 0.3139,
        ("first", "both"): 0.4424,
        ("total", "one"): 0.5576,
        ("total", "both"): 0.6861,
    }
    assert share[list(wanted)].tolist() == pytest.approx(list(wanted.values()), abs=0.05)


def test_an_outcome_that_never_moves_has_no_indices():
    unit = saltelli(KEYS, 8, 1)
    still = means(np.zeros(len(unit)))
    assert sensitivity.sobol_of(KEYS, still, 1).empty


def test_every_number_with_a_prior_is_in_one_group():
    inside = [key for group in read_groups().values() for key in group.numbers]
    assert sorted(inside) == sorted(uncertain())


def test_what_supports_a_group_is_clear_and_not_tiny():
    shares = pd.DataFrame(
        [("b_c", "first", 0.7, 0.2), ("b_c", "total", 0.9, 0.3), ("a", "first", 0.1, -0.1), ("a", "total", 0.8, 0.1),
         ("d", "first", 0.1, -0.1), ("d", "total", 0.004, 0.001)],
        columns=["group", "order", "value", "low"],
    )  # fmt: skip
    assert sensitivity.supported(shares) == {
        "b_c": [("total", 0.9), ("first", 0.7)],
        "a": [("total", 0.8)],
    }
    assert sensitivity.supported(shares[4:]) == {}


def planted(points: int, effect: float, shared: float, own: float, runs: int = 4) -> pd.DataFrame:
    chance = np.random.default_rng(5)
    table = pd.DataFrame(
        [(point, run) for point in range(points) for run in range(runs)], columns=[POINT, "replicate"]
    )  # fmt: skip
    values = (effect * chance.normal(size=points)[table[POINT]] + shared * chance.normal(size=runs)[table["replicate"]]
              + own * chance.normal(size=len(table)))  # fmt: skip
    for outcome in OUTCOMES:
        table[outcome] = values
    return table.set_index([POINT, "replicate"])


def test_planted_draws_are_found_and_those_that_all_points_share_are_no_difference():
    row = (
        sensitivity.draws_of(planted(600, 3.0, 0.0, 1.0), 1).set_index("outcome").loc["compliance"]
    )
    assert row["share_of_runs"] == pytest.approx(1.0 / 10.0, rel=0.1)
    assert row["share_of_means"] == pytest.approx(0.25 / 9.25, rel=0.1)
    pure = sensitivity.draws_of(planted(600, 0.0, 0.0, 1.0), 1).iloc[0]
    assert pure["share_of_runs"] == pytest.approx(1.0, abs=0.1)
    assert pure["share_of_means"] == pytest.approx(1.0, abs=0.15)
    row = sensitivity.draws_of(planted(200, 1.0, 5.0, 0.0), 1).iloc[0]
    assert row["share_of_means"] == pytest.approx(0.0, abs=1e-9)
    assert row["share_of_runs"] > 0.5
    row = sensitivity.draws_of(planted(50, 1.0, 0.0, 1.0, runs=1), 1).iloc[0]
    assert np.isnan([row["share_of_runs"], row["share_of_means"]]).all()


def test_families_of_rows_are_no_groups():
    """Ten rows that are nearly one point are one point; rows that are points of their own can show two groups."""
    chance = np.random.default_rng(2)
    values = np.repeat(chance.normal(size=10), 12) + 1e-6 * chance.normal(size=120)
    one = means(values).assign(replicate=0).set_index("replicate", append=True)
    assert np.isnan(sensitivity.draws_of(one, 12)["upper_share"]).all()
    two = means(chance.normal(size=120) + 20.0 * (np.arange(120) % 3 == 0))
    shares = sensitivity.draws_of(two.assign(replicate=0).set_index("replicate", append=True), 4)[
        "upper_share"
    ]
    assert shares.tolist() == pytest.approx([1 / 3] * len(OUTCOMES))


def test_todays_practice_is_sampled_and_a_lever_that_is_moved_is_a_step_from_it():
    key, unit = "policy.order_quality", np.array([[0.1], [0.9]])
    low, high = sensitivity.design_of(settings(), [key], unit)[key]
    assert low < PRACTICE.order_quality < high
    moved = sensitivity.design_of(settings(f"{key}=0.9"), [key], unit)[key].tolist()
    assert moved == [0.9, high], "up to the reform, and never back from a better practice"


def test_somebody_is_left_to_comply():
    keys = ["world.refusal", "world.partial", "world.lesson"]
    unit = np.array([[1.0, 1.0, 0.5], [0.5, 0.5, 0.5]])
    own = settings("world.vanish=0.1")
    design = sensitivity.design_of(own, keys, unit)
    assert design.loc[0, keys].tolist() == pytest.approx([0.85 * 5 / 9, 0.85 * 4 / 9, 0.6]), (
        "0.1 vanish in any case"
    )
    assert design.loc[1, keys].tolist() == pytest.approx([0.03, 0.15, 0.6]), (
        "the medians of the priors"
    )
    medians = ("world.refusal=0.03", "world.partial=0.15", "world.lesson=0.6")
    middle = settings("world.vanish=0.1", *medians).scenario
    assert scenarios(own, design)[1].world == middle.world
    every = sensitivity.design_of(own, [*keys, "world.vanish"], np.ones((1, 4)))
    assert every[["world.refusal", "world.partial", "world.vanish"]].iloc[0].sum() == pytest.approx(
        0.95
    )
    assert len(scenarios(own, every)) == 1


def test_outcomes_are_the_sums_of_the_record(tmp_path):
    own = composed("experiment=lively", "world.providers=400", "study=sensitivity", "study.months=60", "replicates=1",
                   "execute=serial", f"out={tmp_path}")  # fmt: skip
    design = sensitivity.design_of(own, ["world.lesson"], np.array([[0.5]]))
    results = run_design(own, design)
    row = sensitivity.outcomes_of(results, own).loc[(0, 0)]
    (given,) = scenarios(own, design)
    record = simulate(given, 1, 0, "compiled")
    files, panel = record.ledger, record.panel
    a, b, *others = (
        panel[f"expected_convictions_{name}"].sum() for name in ("286_1", "287_2", *RIVAL_NAMES)
    )
    satisfied = files["met_286_1_statute_thresholds2019"] == MET
    eligible = satisfied.sum() + panel["undetected_286_1"].sum()
    assert a > 0.0
    wanted = {
        "application_rate": panel["expected_applied"].sum() / eligible,
        "share_of_convictions": a / (a + b),
        "log_convictions": math.log10(a * own.scale * 12.0 / 60.0),
        "wrongful_share": panel["expected_wrongful"].sum() / (a + b + sum(others)),
        "compliance": 1.0 - panel["non_compliant"].sum() / panel["providers"].sum(),
        "log_harm": math.log10(panel["harm"].sum() / (panel["providers"].sum() / 12.0)),
    }
    assert row.to_dict() == pytest.approx(wanted, rel=1e-6)


FEW = {
    "harm": Group.model_construct(
        up=("world.items_per_month",), alone=("world.harm_size_exponent",)
    ),
    "rest": Group.model_construct(alone=("world.reconsideration_months", "world.lesson")),
}


def test_the_study_keeps_its_points_and_their_means(tmp_path, monkeypatch):
    monkeypatch.setattr(sensitivity, "read_groups", lambda: FEW)
    folder = STUDY.run(settings("study.base=16", f"out={tmp_path}"))
    manifest = manifest_of(folder)
    assert manifest["points"] == 16 * 4
    assert {file.stem for file in (folder / "figures").glob("*.png")} == {"sensitivity"}
    means = Finished(folder)["means"]
    assert len(means) == len(Finished(folder)["design"]) == 64
    assert set(means) == {POINT, *(f"outcome.{name}" for name in OUTCOMES)}


def test_an_outcome_of_random_draws_is_not_read(tmp_path):
    unit = saltelli(KEYS, 8, 1)
    outcomes = means(ishigami(unit))
    draws = sensitivity.draws_of(planted(60, 1.0, 0.0, 1.0), 1)
    draws.loc[draws["outcome"] == "share_of_convictions", "share_of_means"] = 0.51
    draws.loc[draws["outcome"] == "log_convictions", "share_of_means"] = 0.49
    text = STUDY.report(finished(
        tmp_path, {"points": 1, "replicates": 2}, groups=sensitivity.sobol_of(KEYS, outcomes, 1),
        random_draws=draws,
    ))  # fmt: skip
    rows = {line.split(" | ")[0].strip("| "): line for line in text.splitlines()}
    assert "not read: more than half is random draws" in rows["share_of_convictions"]
    assert "not read" not in rows["log_convictions"]
    assert not any(line.startswith("* share_of_convictions") for line in rows)
    assert any(line.startswith("* log_convictions") for line in rows)
