"""Scores of probabilities against what happened, and base rates."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.data.cases import read_cases
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.reducers.coded_case import PREVAILING, column
from zombielaw.experiments.studies import cases as scores
from zombielaw.experiments.studies.cases import BITS, LAW, PROSECUTOR, WAY, scores_of, summary_of
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.law.concurrence import READINGS

CASES = {
    name: case
    for name, case in read_cases(DATA / "cases.yaml").items()
    if name in ("zhu_hao", "cheng_cong")
}
DRAWS = 50
LAWS = [LAW + reading for reading in READINGS]


def certain(**ends: str) -> pd.DataFrame:
    """Draws in which everybody is sure of one end for each case."""
    rows = []
    for case, end in ends.items():
        row = {"case": case, "start": "charge", "filed": True}
        for stage, names in (("charge", CHARGES), ("verdict", VERDICTS), ("end", ENDS)):
            row |= {f"p_{stage}_{column(name)}": float(name == end) for name in names}
        row |= {BITS + reading: 1 << PREVAILING.index(end) for reading in READINGS}
        rows += [row] * DRAWS
    return pd.DataFrame(rows)


def test_a_certain_right_answer_scores_zero_and_a_wrong_one_worst():
    assert scores.log_score(1.0) == 0.0
    assert scores.log_score(0.0) == -math.inf
    sure = np.array([0.0, 1.0, 0.0])
    assert scores.brier_score(sure, 1) == 0.0
    assert scores.brier_score(sure, 0) == 2.0


@pytest.mark.parametrize("truth", [[0.2, 0.5, 0.3], [0.9, 0.05, 0.05]])
def test_both_scores_are_proper(truth):
    """Nobody gains, in the mean, by saying something else than the truth."""
    forecasts = [
        np.array(truth),
        np.full(3, 1.0 / 3.0),
        np.array([0.3, 0.3, 0.4]),
        np.array([0.98, 0.01, 0.01]),
    ]
    logs = [
        sum(p * scores.log_score(q) for p, q in zip(truth, one, strict=True)) for one in forecasts
    ]
    briers = [
        sum(p * scores.brier_score(one, place) for place, p in enumerate(truth))
        for one in forecasts
    ]
    assert max(logs) == logs[0]
    assert min(briers) == briers[0]


def test_a_share_of_draws_is_never_zero_and_sums_to_one():
    shares = scores.with_one_more(np.array([0.0, 10.0]), 10)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[0] == pytest.approx(0.5 / 11.0)


def test_a_base_rate_leaves_its_own_case_out():
    ends, names = ["a", "a", "b"], ["a", "b", "c"]
    assert (
        scores.base_rate(ends, 2, names).tolist()
        == scores.base_rate(["a", "a", "c"], 2, names).tolist()
    )
    assert scores.base_rate(ends, 2, names)[0] == pytest.approx((2.0 + 1.0 / 3.0) / 3.0)
    assert scores.base_rate(ends, 0, names).sum() == pytest.approx(1.0)


def test_a_tie_of_the_law_is_shared_evenly():
    sums = scores.law_sums(pd.Series([0b010, 0b110]))
    assert sums[1] == 1.5
    assert sums[2] == 0.5
    assert sums.sum() == 2.0


def test_who_is_sure_and_right_scores_next_to_nothing_in_every_way():
    scored = scores_of(CASES, certain(zhu_hao="286-1", cheng_cong="287-2"))
    assert set(scored["by"]) == {*LAWS, PROSECUTOR, WAY}
    assert (scored["chance"] == 1.0).all()
    assert (scored.loc[scored["by"] == PROSECUTOR, "log"] == 0.0).all()
    assert scored["log"].abs().max() < 1.0 / DRAWS + 1e-3
    assert (scored["brier"] == 0.0).all()
    assert (summary_of(scored)[["gain", "brier_gain"]] > 0.0).all().all()
    assert (summary_of(scored)["at_floor"] == 0).all()
    assert (summary_of(scored)["better"] == 2).all()


def test_what_is_given_to_all_that_might_happen_sums_to_one():
    chances = scores.all_chances(CASES, certain(zhu_hao="286-1", cheng_cong="287-2"))
    np.testing.assert_allclose(chances.groupby(["case", "by"])["chance"].sum(), 1.0)


def test_who_is_sure_and_wrong_is_printed_with_the_stage_that_costs():
    draws = certain(zhu_hao="285-3", cheng_cong="287-2")
    scored = scores_of(CASES, draws).set_index(["case", "by"])
    assert scored.loc[("zhu_hao", PROSECUTOR), "log"] == -math.inf, (
        "officials gave a probability of none"
    )
    assert scored.loc[("zhu_hao", PROSECUTOR), "brier"] == 2.0
    for law in LAWS:
        assert scored.loc[("zhu_hao", law), "chance"] == 0.0
        assert scored.loc[("zhu_hao", law), "log"] == pytest.approx(
            math.log(1.0 / len(PREVAILING) / (DRAWS + 1))
        )
    summary = summary_of(scored.reset_index()).set_index("by")
    assert summary.loc[PROSECUTOR, "log"] == -math.inf
    assert math.isnan(summary.loc[PROSECUTOR, "low"])
    stages = scores.drivers_of(CASES, draws).set_index("case")
    assert stages.loc["zhu_hao", "least"] == "the charge"
    never = scores.drivers_of(CASES, draws.assign(start="finding", filed=False)).set_index("case")
    assert never.loc["cheng_cong", "least"] == "the way to the prosecutor"


def often(draws: pd.DataFrame, times: int) -> pd.DataFrame:
    """The same draws again and again: more of them, and nothing else."""
    return pd.concat([draws] * times, ignore_index=True)


def test_the_number_of_draws_moves_the_floor_of_the_log_score_and_nothing_else():
    draws = certain(zhu_hao="285-3", cheng_cong="287-2")
    chances = [f"p_verdict_{column(name)}" for name in ("286-1", "285-3")]
    draws.loc[draws["case"] == "zhu_hao", chances] = [0.001, 0.999]
    few, many = (
        scores_of(CASES, often(draws, times)).set_index(["case", "by"]) for times in (1, 10)
    )
    for exact in ("chance", "brier", "base_log"):
        pd.testing.assert_series_equal(few[exact], many[exact])
    for name in CASES:
        assert few.loc[(name, PROSECUTOR), "log"] == pytest.approx(
            many.loc[(name, PROSECUTOR), "log"]
        )
    assert few.loc[("zhu_hao", PROSECUTOR), "log"] == pytest.approx(math.log(0.001))
    floored = few[few["at_floor"]].index
    assert set(floored) == {("zhu_hao", by) for by in (*LAWS, WAY)}
    for place in floored:
        gap = few.loc[place, "log"] - many.loc[place, "log"]
        assert gap == pytest.approx(math.log((10 * DRAWS + 1) / (DRAWS + 1)))
    summary = summary_of(few.reset_index()).set_index("by")
    assert (summary.loc[LAWS, "at_floor"] == 1).all()
    assert (summary.loc[LAWS, "floor_share"] > 0.99).all()


def test_a_floor_beats_no_base_rate():
    """With ten draws, the draw that is added to each end gives it more than the base rate of an end that is unique."""
    draws = certain(zhu_hao="285-3", cheng_cong="287-2").groupby("case").head(1)
    cases = {**CASES, **{f"more_{number}": CASES["cheng_cong"] for number in range(30)}}
    more = [
        draws[draws["case"] == "cheng_cong"].assign(case=name)
        for name in cases
        if name not in CASES
    ]
    summary = summary_of(scores_of(cases, pd.concat([draws, *more]))).set_index("by")
    assert (summary.loc[LAWS, "better"] == len(cases) - 1).all()


def test_a_reading_of_a_cases_own_is_scored_in_that_case_alone():
    draws = certain(zhu_hao="285-3", cheng_cong="287-2")
    draws[f"{BITS}mine"] = np.where(
        draws["case"] == "zhu_hao", float(1 << PREVAILING.index("286-1")), math.nan
    )
    assert f"{LAW}mine" in scores.forecasters(draws)
    scored = scores_of(CASES, draws)
    own_reading = scored[scored["by"] == f"{LAW}mine"]
    assert own_reading["case"].tolist() == ["zhu_hao"]
    assert own_reading["chance"].tolist() == [1.0]
    chances = scores.all_chances(CASES, draws)
    assert set(chances.loc[chances["by"] == f"{LAW}mine", "case"]) == {"zhu_hao"}


def test_an_end_without_conviction_is_scored_from_the_start_alone():
    cases = {name: replace(case, outcome={"end": "dropped"}) for name, case in CASES.items()}
    scored = scores_of(cases, certain(zhu_hao="286-1", cheng_cong="287-2"))
    assert set(scored["by"]) == {WAY}
    untold = {name: replace(case, outcome={}) for name, case in CASES.items()}
    assert scores_of(untold, certain(zhu_hao="286-1", cheng_cong="287-2")).empty
