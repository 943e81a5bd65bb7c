"""Decisions: what is better and in how many draws, mixes, planted inputs and nulls, and what finding out is worth."""

from __future__ import annotations

import shlex

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.compared import law_moved
from zombielaw.experiments.analysis.deciding import dominated_by_none, hangs_on, worth_of
from zombielaw.experiments.config.schema import PRACTICE
from zombielaw.experiments.data.priors import read_posterior
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.unpublished import FILES, PANEL
from zombielaw.experiments.studies import decide
from zombielaw.experiments.studies.decide import GOALS, STATISTICS, STUDY, published, read_value
from zombielaw.experiments.studies.registry import command_of, composed

START = "start=2026-01"
TWO = ("decide", "policy=legislature", START, "or", "policy=judiciary", START)
BUDGET, WORLD = "study.budget=1000", "world=classroom"
INPUTS = read_posterior().select_dtypes("number").to_numpy(dtype=float)
RANKS = INPUTS.argsort(axis=0).argsort(axis=0) / len(INPUTS)
DRAWS = np.arange(len(INPUTS))


def checked(*words: str):
    return STUDY.check(composed(*words, WORLD))


# ---- what is better


def test_a_set_is_on_the_front_if_none_beats_it():
    values = np.array([[1.0, -1.0], [2.0, -2.0], [1.0, -2.0], [2.0, -2.0]])
    assert dominated_by_none(values).tolist() == [True, True, False, True], (
        "equals do not beat each other"
    )


def less() -> pd.DataFrame:
    """Two reforms in three draws: the second is dear, and better in two of them."""
    index = pd.MultiIndex.from_product([range(3), range(3)], names=["draw", "point"])
    one = {"convictions": [0, 1, 2, 0, 1, 2, 0, 1, 0], "wrongful": [0, 0, -1, 0, 1, -1, 0, 0, 1]}
    days = {"days": [0, 10, 90, 0, 10, 90, 0, 10, 120], "days_low": [0, 5, 50] * 3}
    table = pd.DataFrame({**one, **days, "days_high": [0, 20, 200] * 3, "harm": 0.0}, index).astype(
        float
    )
    return table.assign(case_files=table["days"], alive=table["convictions"] == 2.0)


NAMES = pd.Series(["today", "cheap", "dear"], name="scenario")


def test_draws_are_counted_within_the_budget_and_with_the_ends_of_prices():
    table = decide.choices(less(), NAMES, 100.0, read_value("no more wrongful convictions"))
    table = table.set_index("scenario")
    assert table["within"].tolist() == [3, 3, 2]
    assert table.loc["dear", ["within_low", "within_high"]].tolist() == [3, 0]
    assert table["unbettered_draws"].tolist() == [3, 3, 2], "more use is dearer"
    assert table["alive_fewer_wrongful"].tolist() == [0, 0, 2]
    assert table["value"].tolist() == pytest.approx([1.0, 2 / 3, 2 / 3])
    rows = decide.effects(less(), NAMES).set_index(["scenario", "goal"])
    assert rows.loc[("cheap", "wrongful"), ["holds", "draws"]].tolist() == [2, 3]
    assert rows.loc[("dear", "convictions"), "holds"] == 2, "none more is not more"
    assert rows.loc[("cheap", "harm"), "holds"] == 3, "as much is no more"


@pytest.mark.parametrize(
    ("value", "best", "after"),
    [
        ("convictions:1", "dear", "cheap"),
        ("convictions=1, days=-0.05", "cheap", "today"),
        ("错误定罪不增加", "cheap", "dear"),
    ],
)
def test_what_is_chosen_follows_from_what_the_user_values(value, best, after):
    table = decide.answers(less(), NAMES, np.inf, read_value(value), checked(*TWO))
    row = table.set_index("question").loc["value"]
    assert (row["best"], row["next"]) == (best, after)


def test_without_a_value_nothing_is_chosen_and_beyond_the_budget_nothing_is_best():
    table = decide.answers(less(), NAMES, 50.0, None, checked(*TWO)).set_index("question")
    assert [*table.index] == [*GOALS]
    assert {*table["best"]} == {"cheap"}
    assert {*table["next"]} == {""}


def test_every_mix_is_laid_over_today_as_its_packages_are_together():
    design = checked(*TWO, BUDGET).design
    assert design.names[0] == "today"
    assert design.names[3] == " + ".join(design.names[1:3])
    both = composed("compare", "policy=[legislature,judiciary]", START, WORLD)
    joined = design.scenarios[3].changes
    assert {*joined} == {*decide.laid(both.scenario, both.reforms[1]).scenario.changes}
    assert " + " in design.named["zh"][design.names[3]]
    assert STUDY.key(checked(*TWO, BUDGET)) == STUDY.key(
        STUDY.check(composed(*shlex.split(command_of(composed(*TWO, BUDGET, WORLD)))[1:]))
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("policy=all", START), "Name two reforms or more"),
        ((*TWO[1:], "share=0.5", BUDGET), "without share="),
        (
            ("policy.training=0.1", "or", "policy.training=0.05", BUDGET),
            "their mix says two things",
        ),
        ((*TWO[1:], "parameters=median"), "which counts draws"),
        (
            (*TWO[1:], "study.value=justice"),
            "says no value; allowed: a limit .no more wrongful convictions",
        ),
        ((*TWO[1:], "study.value=fines:1"), "says no value"),
    ],
)
def test_what_cannot_be_decided_is_refused(words, says):
    with pytest.raises(InputError, match=says):
        checked("decide", *words)


def test_a_law_that_moves_its_own_measure_is_named():
    words = ("policy.consequence_threshold=0", START, "or", "policy.order_element_required=false")
    design = checked("decide", *words, "or", "policy.training=0.1").design
    assert [*law_moved(design).values()] == [["consequence_threshold"], ["order_element_required"]]
    assert design.scenarios[0].policy == PRACTICE


# ---- on which inputs that hangs


def planted(strength: float, seed: int) -> tuple[int, np.ndarray]:
    """An input, and answers whose odds rise with its rank, each by chance."""
    luck = np.random.default_rng(seed)
    number = int(luck.integers(INPUTS.shape[1]))
    odds = strength * (2.0 * RANKS[:, number] - 1.0) - 0.8
    return number, luck.random(len(INPUTS)) < expit(odds)


def test_a_box_of_two_inputs_is_found_with_its_density_and_coverage():
    answer = (RANKS[:, 3] >= 0.5) & (RANKS[:, 8] < 0.7)
    box = hangs_on(INPUTS, answer, 0.05, 1)
    assert box is not None
    assert {(one.number, one.above) for one in box.cuts} == {(3, True), (8, False)}
    hits, number = box.inside
    assert hits == answer.sum() >= 0.9 * number
    assert box.inside[1] + box.outside[1] == len(INPUTS) == box.new_inside[1] + box.new_outside[1]
    hits, number = box.new_inside
    assert hits / number > 0.8


@pytest.mark.parametrize("answer", [DRAWS < 0, DRAWS >= 0, DRAWS == 5])
def test_of_answers_that_are_nearly_alike_nothing_is_said(answer):
    assert hangs_on(INPUTS, answer, 0.05, 1) is None


@pytest.mark.slow
def test_planted_inputs_are_named_and_nulls_are_not():
    """Seeds 0 to 19 of each, fixed before: strengths 1.7, 2.5 and 4 in log-odds, twice twenty nulls."""
    named = []
    for strength in (1.7, 2.5, 4.0):
        of = [(planted(strength, seed), seed) for seed in range(20)]
        boxes = [(number, hangs_on(INPUTS, answer, 0.05, seed)) for (number, answer), seed in of]
        named.append(sum(box is not None and box.cuts[0].number == number for number, box in boxes))
    assert named[0] <= named[1] <= named[2] == 20
    assert named[0] >= 5
    for first in (0, 100):
        nulls = [planted(0.0, first + seed)[1] for seed in range(20)]
        false = sum(
            hangs_on(INPUTS, answer, 0.05, seed) is not None for seed, answer in enumerate(nulls)
        )
        assert false <= 3, "one in twenty on average: more than three in one of sixty such trials"


# ---- what finding out is worth


def worth(noise: float, **more: float) -> tuple[pd.DataFrame, bool]:
    """Two choices, one of which is right in half of the draws; statistics that tell which, with noise."""
    right = np.random.default_rng(5).random(200) < 0.5
    values = np.column_stack([right, ~right]).astype(float)

    def publish(luck: np.random.Generator) -> pd.DataFrame:
        each = {"one": noise, **more, "nothing": np.inf}
        return pd.DataFrame(
            {
                name: (right if sd < np.inf else 0.0) + luck.normal(size=200) * min(sd, 1.0)
                for name, sd in each.items()
            }
        )

    return worth_of(values, publish, 1)


def test_a_statistic_that_tells_all_is_worth_all_and_a_random_number_nothing():
    table, apart = worth(0.01)
    table = table.set_index("statistic")
    assert apart
    assert table.loc["one", "gain"] == pytest.approx(0.5, abs=0.08)
    assert table.loc["one", "low"] > 0.3
    assert table.loc["one", "changes"] == pytest.approx(0.5, abs=0.08)
    nothing = table.loc["nothing"]
    assert nothing["low"] < 0.0 < nothing["high"]


def test_two_statistics_that_tell_as_much_are_equal_and_noise_takes_worth_away():
    table, apart = worth(0.3, two=0.3, three=1.0)
    assert not apart
    assert {*table["statistic"].head(2)} == {"one", "two"}
    assert table["statistic"].tolist()[2:] == ["three", "nothing"]


def test_statistics_are_declared_once_and_read_what_is_kept():
    columns = {*PANEL, *FILES}
    assert len(STATISTICS) == len(rows_beside(decide.__file__, "statistics.csv")) > 15
    assert [one.name for one in STATISTICS.values() if not one.over] == ["nothing"]
    assert all({*one.over, *one.under} <= columns for one in STATISTICS.values())


def test_a_count_is_published_with_its_noise_and_a_share_with_that_of_its_parts():
    luck = np.random.default_rng(7)
    usual = pd.DataFrame({name: [100.0] * 4_000 for name in (*PANEL, *FILES)})
    usual = usual.assign(expected_refusals=25.0)
    count = published(STATISTICS["refusals"], usual, luck)
    assert count.mean() == pytest.approx(25.0, rel=0.02)
    assert count.var() == pytest.approx(25.0, rel=0.1)
    share = published(STATISTICS["refused_share"], usual, luck)
    assert share.mean() == pytest.approx(0.25, rel=0.02)
    assert share.var() == pytest.approx(0.25 * 0.75 / 100.0, rel=0.15)
    assert np.isnan(published(STATISTICS["refused_share"], usual.assign(answers=0.0), luck)).all()
