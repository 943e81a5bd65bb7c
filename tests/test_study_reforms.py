"""Reforms: planted effects and their verdicts, permanent changes, the same past, refusals, words."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import year_from, years_after
from zombielaw.experiments.analysis.verdicts import Rule
from zombielaw.experiments.config.schema import CHANGES, PRACTICE
from zombielaw.experiments.config.settings import fewest, package_sets, packages
from zombielaw.experiments.designs.grids import BASE, LABEL
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies import reforms
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.reforms import READ, Proposal, read_proposals, sign_table
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.words.texts import say

pytestmark = pytest.mark.slow

START, MONTHS = 14, 98
WORLD = (
    "study=reforms", "experiment=lively", "world=classroom", "world.providers=200", "policy.transfer_rate=0.9",
    "policy.order_delay=0", "world.refusal=0.4", f"study.start={START}", f"study.months={MONTHS}", "replicates=2",
    "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Finished(
        reforms.STUDY.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('reforms')}"))
    )


@pytest.mark.parametrize(("low", "high", "sign"), [
    (0.1, 0.2, "up"), (-0.2, -0.1, "down"), (-0.1, 0.1, ""), (0.0, 0.1, ""), (-0.1, 0.0, ""),
    (math.nan, math.nan, ""),
])  # fmt: skip
def test_a_sign_is_found_where_the_interval_leaves_zero_out(low, high, sign):
    assert reforms.clear_sign({"difference_low": low, "difference_high": high}) == sign


def planted(family: pd.DataFrame, **effects: float) -> pd.DataFrame:
    """Runs of the points of a family in which each outcome is so many times that of today, give or take one in 200."""
    rng, rows = np.random.default_rng(5), []
    today = {outcome: rng.normal(100.0, 20.0, 40) for outcome in READ}
    for point in sorted({*family["point"], *family["base"]}):
        for outcome in READ:
            times = effects.get(f"{outcome}_{point}", 1.0) if point else 1.0
            values = times * today[outcome] * rng.normal(1.0, 0.005, 40)
            rows += [(point, number, outcome, value, 1.0) for number, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["point", "replicate", "outcome", "numerator", "denominator"])


def test_each_verdict_follows_from_the_planted_effect():
    expects = {
        "expected_convictions_286_1": 1,
        "share_of_convictions": 1,
        "wrongful_share": -1,
        "harm": -1,
    }
    proposals = {
        "X": Proposal.model_construct(
            reform="planted",
            levers={"popularisation": 0.9},
            expects=expects,
            again={"lesson": 1.0},
            gate=True,
        ),
        "Y": Proposal.model_construct(reform="left out", not_run="no such thing in the model"),
    }
    design = pd.DataFrame(
        [(0, "base", "today"), (1, "reform", "X"), (2, "again", "X"), (3, "again", "X")],
        columns=["point", "label.kind", "label.name"],
    )
    family = reforms.family_of(proposals, design)
    assert len(family) == 8
    assert family.loc[family["again"], ["point", "base"]].drop_duplicates().to_numpy().tolist() == [
        [3, 2]
    ]
    runs = planted(
        family, expected_convictions_286_1_1=1.5, expected_convictions_286_1_3=1.5, share_of_convictions_1=0.7,
        share_of_convictions_3=0.7, wrongful_share_1=0.98, wrongful_share_3=0.98, harm_1=0.8, harm_3=1.001,
    )  # fmt: skip
    decided = reforms.judged(family, runs, Rule(0.1, len(family), 3))
    effects = estimate(runs[runs["point"] < 2], base=0)
    effects = effects[effects["point"] == 1].assign(name="X")
    made = sign_table(proposals, effects, decided)
    rows = made[made["reform"] == "X"].set_index("outcome")
    assert rows["verdict"].to_dict() == {
        "expected_convictions_286_1": "agree", "share_of_convictions": "contrary", "wrongful_share": "equivalent",
        "harm": "depends", "official_days": "", "application_rate": "", "wrongful": "",
    }  # fmt: skip
    assert rows["built_in"].all()
    ratio = rows.loc["harm", "value"] / rows.loc["harm", "base"]
    assert rows.loc["harm", "elasticity"] == pytest.approx(
        math.log(ratio) / math.log(0.9 / PRACTICE.popularisation)
    )
    near = planted(family, harm_1=0.9, harm_3=0.9)
    verdicts = reforms.judged(family, near, Rule(0.1, len(family), 3)).set_index(
        ["outcome", "again"]
    )["verdict"]
    assert verdicts["harm", False] == "undecided", "right at the end of what is of interest"
    open_again = reforms.judged(
        family, planted(family, harm_1=0.5, harm_3=0.9), Rule(0.1, len(family), 3)
    )
    harm = sign_table(proposals, effects, open_again).set_index(["reform", "outcome"])["verdict"]
    assert harm["X", "harm"] == "undecided", "as long as the other world is open"
    (left,) = made[made["reform"] == "Y"].to_dict("records")
    assert left["verdict"] == "not modelled: no such thing in the model"
    assert pd.isna(left["outcome"])


@pytest.mark.parametrize(("life", "share", "state"), [
    ((0.0, 0.049), (0.9, 1.0), "dead"), ((0.06, 0.1), (0.3, 0.4), "alive"), ((0.06, 0.1), (0.2, 0.4), "unclear"),
    ((0.04, 0.1), (0.3, 0.4), "unclear"), ((math.nan, math.nan), (0.3, 0.4), "unclear"),
])  # fmt: skip
def test_a_state_needs_the_whole_interval(life, share, state):
    ends = [dict(zip(("low", "high"), interval, strict=True)) for interval in (life, share)]
    assert reforms.state_of(*ends) == state


def test_the_list_holds_every_reform_of_the_paper():
    proposals = read_proposals(READ)
    assert list(proposals) == [f"F{number}" for number in range(1, 20)]
    assert [name for name, proposal in proposals.items() if proposal.not_run] == ["F5", "F7"]


def test_what_is_translated_of_the_list_is_what_the_list_says():
    proposals = read_proposals(READ)
    assert {name: say(f"proposal.{name}", "en") for name in proposals} == {
        name: proposal.reform for name, proposal in proposals.items()
    }
    reasons = {
        name: f"not modelled: {proposal.not_run}"
        for name, proposal in proposals.items()
        if proposal.not_run
    }
    assert {name: say(f"reforms.not_run.{name}", "en") for name in reasons} == reasons


@pytest.mark.parametrize(("words", "message"), [
    ("levers: {no_such: 1}", "no lever is called 'no_such'"),
    ("levers: {popularisation: 0.9}, expects: {joy: 1}", "no outcome is called 'joy'"),
    ("levers: {popularisation: 0.9}, expects: {harm: 2}", r"F1\.expects\.harm: 2 given; allowed: 1, -1"),
    ("levers: {}", "give levers, or not_run"),
    ("levers: {popularisation: 0.9}, again: {no_such: 1}", "no number of the world is called 'no_such'"),
    ("", "F1: 3 given; allowed: names with a value each"),
])  # fmt: skip
def test_a_wrong_list_is_refused(tmp_path, words, message):
    path = tmp_path / "reforms.yaml"
    path.write_text(f"F1: {{reform: a, {words}}}" if words else "F1: 3", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_proposals(READ, path)


def test_the_fewest_packages_are_those_without_a_living_part():
    sets = ["judiciary", "legislature + regulators", "judiciary + regulators", "all"]
    assert fewest(sets) == ["judiciary", "legislature + regulators"]
    assert fewest(["all"]) == ["all"]


def test_packages_and_proposals_are_permanent_changes_from_the_start():
    settings = composed("study=reforms")
    proposals = read_proposals(READ)
    design = reforms.design_of(settings)
    start = settings.month("start")
    own = {
        key: settings.plain[f"world.{key}"]
        for proposal in proposals.values()
        for key in proposal.again
    }
    again = design[design[f"{LABEL}kind"] == "again"]
    for name, pair in again.groupby(f"{LABEL}name"):
        assert len(pair) == 2
        given = {**own, **proposals[name].again}
        assert all((pair[f"world.{key}"] == value).all() for key, value in given.items()), (
            "today has them too"
        )
        moved = [
            {change["lever"]: change["to"] for change in json.loads(cell)} for cell in pair[CHANGES]
        ]
        assert moved == [{}, dict(proposals[name].levers)]
    assert (
        set(again[f"{LABEL}name"])
        == {name for name, one in proposals.items() if one.again}
        >= {"F13", "F16"}
    )
    design = design[design[f"{LABEL}kind"] != "again"]
    assert all((design[f"world.{key}"] == value).all() for key, value in own.items())
    names = design[f"{LABEL}name"]
    sets = package_sets(settings)
    assert len(sets) == 6 + 4
    assert list(names) == [
        *packages(settings),
        *sets,
        *(name for name, one in proposals.items() if one.levers),
    ]
    assert design.loc[0, f"{LABEL}kind"] == BASE
    every = [
        json.loads(changes) if isinstance(changes, str) else changes for changes in design[CHANGES]
    ]
    assert not every[0]
    for name, given in zip(names, every, strict=True):
        assert all(
            set(change) == {"lever", "to", "start"} and change["start"] == start for change in given
        )
        moved = {change["lever"]: change["to"] for change in given}
        if name in proposals:
            assert moved == dict(proposals[name].levers)


def test_neighbours_of_a_year_lie_on_its_side_of_the_start():
    first = year_from(122)
    assert first == 2026
    near = reforms.around([2024, 2025, 2026, 2027, 2028], 122)
    assert near == {
        "2024": [2024, 2025], "2025": [2024, 2025], "2026": [2026, 2027], "2027": [2026, 2027, 2028],
        "2028": [2027, 2028],
    }  # fmt: skip


def test_runs_too_short_to_read_are_refused_with_the_length_that_does():
    with pytest.raises(
        InputError, match=r"study.months=100 is too short.*give (\d+) months"
    ) as refused:
        years_after(composed("study=reforms", "study.months=100"))
    enough = str(refused.value).split("give ")[1].split(" ")[0]
    assert years_after(composed("study=reforms", f"study.months={enough}"))
    with pytest.raises(InputError):
        years_after(composed("study=reforms", f"study.months={int(enough) - 1}"))


def test_before_the_start_every_package_has_the_past_of_today(made):
    lines = made["over_time"]
    before = lines[lines["year"] < year_from(START)]
    assert len(before)
    past = before.pivot_table(index=["year", "outcome"], columns="name", values="value")
    assert len(past.columns) == len(packages(composed(*WORLD)))
    assert (past.sub(past.iloc[:, 0], axis=0) == 0.0).all(axis=None)
    after = lines[(lines["year"] >= year_from(START)) & (lines["outcome"] == "official_days")]
    assert after.groupby("year")["value"].nunique().max() == len(packages(composed(*WORLD)))
