"""Study of the trap: the closed form against calculation by hand, designs, causes counted, what the tables hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis import diagnosed
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import scenarios as scenarios_of
from zombielaw.experiments.designs.grids import table_of
from zombielaw.experiments.designs.prior_worlds import TODAY, WITH, WITHOUT
from zombielaw.experiments.studies import trap
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, preset
from zombielaw.sim.analysis.diagnosis import PARTS
from zombielaw.sim.analysis.theory import critical_pulse, equilibria
from zombielaw.sim.decisions import learning
from zombielaw.sim.scenario import Scenario

pytestmark = pytest.mark.slow


def settings(*words: str) -> Settings:
    small = (
        "world=classroom",
        "world.providers=300",
        "study.worlds=3",
        "replicates=2",
        "execute=serial",
    )
    return composed("study=trap", *small, *words)


def made(world: Settings, rows: trap.Rows) -> list[tuple[dict[str, object], Scenario]]:
    """Labels and scenario of each row of a part."""
    labels, moved = zip(*rows, strict=True)
    return [*zip(labels, scenarios_of(world, table_of(moved)), strict=True)]


@pytest.fixture(scope="module")
def office():
    return preset(settings(), "meanfield", trap.LONG, *trap.ONE_OFFICE)


@pytest.fixture(scope="module")
def many():
    return preset(
        settings(), "meanfield", trap.LONG, f"world.providers={2 * trap.SHARED}", "world.courts=4"
    )


# ---- the world of the closed forms


def test_a_preference_moves_alpha_by_its_push(office):
    base, beta = trap.coefficients(office.scenario, 0)
    for push in (-3.0, 0.5, 4.0):
        level = trap.preference_for(office.scenario, push)
        moved = scenarios_of(office, table_of([{"policy.charge_preference": level}]))[0]
        assert trap.coefficients(moved, 0) == pytest.approx((base + push, beta))


def test_no_theory_of_a_world_that_is_not_that_of_the_closed_forms():
    lively = preset(settings(), "lively", 24)
    with pytest.raises(ValueError, match="officials see what is there"):
        trap.coefficients(lively.scenario, 0)
    uneven = preset(settings(), "meanfield", 24, "world.providers=50")
    with pytest.raises(ValueError, match="the same for every office"):
        trap.files(uneven.scenario)


def test_every_level_is_run_from_both_starts():
    for rows in (trap.from_starts(), trap.shared()):
        levels = pd.DataFrame(labels for labels, _ in rows)
        rest = [name for name in levels if name != "start"]
        assert set(levels.groupby(rest)["start"].agg(lambda starts: tuple(sorted(starts)))) == {
            ("alive", "dead")
        }


def test_a_reform_begins_at_rest_in_the_dead_state_and_is_read_15_years_after_its_end(office):
    for labels, scenario in made(office, trap.that_end(office)):
        familiarity, share = trap.expected_path(scenario)
        assert np.ptp(familiarity[: trap.BEGIN]) < 1e-5
        assert share[0] < 0.02
        assert trap.moment(scenario) == trap.BEGIN + labels["months"] + 180 <= scenario.months
    assert trap.moment(office.scenario) == trap.LONG


@pytest.mark.parametrize("size", [2.0, 4.0])
def test_the_least_lasting_length_is_that_of_the_timeline(office, size, monkeypatch):
    """One month less leaves the office below the unstable state, by the months of the scenario and not of theory."""
    one = trap.expected_map(office.scenario, 0)
    barrier = equilibria(one)[1].familiarity
    lasting = int(critical_pulse(one, replace(one, alpha=one.alpha + size)))
    monkeypatch.setattr(trap, "SIZES", (size,))
    monkeypatch.setattr(trap, "LENGTHS", (lasting - 1, lasting))
    short, long = (
        trap.expected_path(scenario)[0][trap.BEGIN + int(labels["months"])]
        for labels, scenario in made(office, trap.that_end(office))
    )
    assert short <= barrier < long


def test_one_effective_number_is_one_learning_strength(many):
    for labels, scenario in made(many, trap.shared()):
        assert labels["offices"] / (
            1.0 + labels["pooling"] * (labels["offices"] - 1)
        ) == pytest.approx(labels["effective"], rel=1e-5)
        forgetting = learning.monthly(scenario.world.forgetting)
        wanted = trap.SHARED * scenario.world.lesson / (labels["effective"] * forgetting)
        assert trap.kappa(scenario, 0) == pytest.approx(wanted, rel=1e-4)
        assert trap.files(scenario) * scenario.size.procuratorates == trap.SHARED


# ---- the study


def diagnoses() -> pd.DataFrame:
    """Four worlds with feedback, one alive and three dead, two of them starved; without feedback two alive."""
    state = {WITH: ("alive", "dead", "dead", "dead"), WITHOUT: ("alive", "alive", "dead", "dead")}
    both = [(world, feedback) for feedback in state for world in range(4)]
    found = pd.DataFrame(both, columns=["world", "feedback"]).assign(
        practice=TODAY, **dict.fromkeys(PARTS, 0.0)
    )
    return found.assign(
        state=[state[feedback][world] for world, feedback in both],
        found=[("alive", "starved", "starved", "undecided")[world] for world, _ in both],
        why=[diagnosed.LOST if world == 3 else "" for world, _ in both],
        findable=["starved trapped" if world > 1 else "starved" for world, _ in both],
    )


def test_causes_are_counted_with_feedback_and_states_with_and_without(monkeypatch, tmp_path):
    monkeypatch.setattr(trap, "diagnosed", lambda *_: diagnoses())
    tables = trap.causes_of(
        trap.Work(settings("study.months=120", "study.worlds=2", f"out={tmp_path}"))
    )
    causes = tables["causes"].set_index("answer")
    assert causes["share"].sum() == pytest.approx(1.0)
    row = causes.loc["starved"]
    # z = 1.96, 2 of 4: centre 1/2, half-width z / sqrt(4 + z^2) / 2
    half = 1.95996 / math.sqrt(4 + 1.95996**2) / 2
    assert (row["share"], row["low"], row["high"]) == pytest.approx(
        (0.5, 0.5 - half, 0.5 + half), abs=1e-4
    )
    assert causes.loc["undecided: not even by all together", "worlds"] == 1
    could = causes["findable"].dropna()
    assert could[could > 0].to_dict() == {"starved": 3, "trapped": 2}
    assert len(could) == 5
    assert set(causes["lifeless"]) == {3}
    states = tables["states"].set_index(["feedback", "state"])["worlds"]
    assert (states[WITH, "alive"], states[WITHOUT, "alive"], states[WITH, "dead"]) == (1, 2, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return trap.STUDY.run(settings("study.months=120", f"out={tmp_path_factory.mktemp('trap')}"))


def test_the_study_lies_on_its_curves(folder):
    tables = Finished(folder)
    starts, reforms, lessons = (tables[name] for name in ("starts", "reforms", "lessons"))
    living = starts[starts["start"] == "alive"]
    assert (living["share"] - living["theory"]).abs().max() < 0.06
    wide = starts.pivot_table(index="files", columns="start", values=["share", "states"])
    apart = wide["share"]["alive"] - wide["share"]["dead"]
    assert (apart > -0.05).all()
    assert (apart[wide["states"]["dead"] == 2] > 0.3).all()
    clear = (reforms["months"] / reforms["lasting"] - 1.0).abs() > 0.3
    assert ((reforms["alive"] > 0.5) == (reforms["months"] > reforms["lasting"]))[clear].all()
    assert clear.sum() > 10
    assert (lessons["share"] - lessons["theory"]).abs().max() < 0.1
    alike = lessons.groupby(["effective", "start"])["share"]
    assert (alike.max() - alike.min()).max() < 0.1
    assert lessons["share"].min() < 0.05
    assert lessons["share"].max() > 0.8


def test_the_curve_is_at_rest(folder, many):
    curve = Finished(folder)["rest"]
    alpha, beta = trap.coefficients(many.scenario, 0)
    forgetting = learning.monthly(many.scenario.world.forgetting)
    taught = 1.0 - np.exp(-curve["kappa"] * forgetting * curve["share"])
    assert np.allclose((1.0 - curve["familiarity"]) * taught, forgetting * curve["familiarity"])
    assert np.allclose(
        np.log(curve["share"] / (1.0 - curve["share"])), alpha + beta * curve["familiarity"]
    )
    assert not curve["stable"].all()
