"""Worth of data: an estimator of known answers, statistics with their noise, and causes planted in drawn worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.diagnosed import diagnosed
from zombielaw.experiments.analysis.information import binned, entropy, worth
from zombielaw.experiments.designs.draws import from_priors
from zombielaw.experiments.designs.prior_worlds import WITH, design_of
from zombielaw.experiments.reducers.unpublished import FILES, PANEL, TABLE, TALLIES, counts, tallies
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import information
from zombielaw.experiments.studies.information import NOTHING, STATISTICS, published
from zombielaw.experiments.studies.registry import composed, preset
from zombielaw.sim.analysis.diagnosis import CAUSES, TRAPPED
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

GENERATOR = np.random.default_rng(7)


def settings(*words: str):
    size = ("study.months=122", "study.worlds=4", "replicates=1")
    return composed("study=information", *size, *words)


def test_a_statistic_that_is_the_answer_has_all_of_its_entropy():
    answer = np.arange(90) % 5
    result = worth(answer, binned(answer.astype(float))[None])
    assert result.share == pytest.approx(1.0)
    assert result.bits == pytest.approx(entropy(answer)) == pytest.approx(np.log2(5))
    assert result.floor < 0.2 * result.bits


def test_a_statistic_that_says_nothing_has_about_none_and_seldom_passes_its_floor():
    answers = [np.random.default_rng(seed).integers(0, 6, 60) for seed in range(16)]
    results = [
        worth(answer, binned(GENERATOR.normal(size=60))[None], seed)
        for seed, answer in enumerate(answers)
    ]
    raw = 5 * 3 / (2 * 60) / np.log(2)  # what the plug-in would have on average
    assert abs(np.mean([one.bits for one in results])) < 0.25 * raw
    assert all(0.0 <= one.low <= one.bits for one in results)
    assert sum(one.bits > one.floor for one in results) <= 4, "the floor is passed by one in twenty"


def test_bits_lie_between_and_their_interval_holds_what_many_worlds_say():
    def drawn(number, seed):
        generator = np.random.default_rng(seed)
        answer = generator.integers(0, 3, number)
        return answer, np.array([binned(answer + generator.normal(size=number)) for _ in range(4)])

    truth = worth(*drawn(2_000, 0)).bits
    results = [worth(*drawn(80, seed)) for seed in range(1, 9)]
    assert 0.2 < truth < 0.9
    assert np.mean([one.bits for one in results]) == pytest.approx(truth, abs=0.12)
    assert sum(one.low <= truth <= one.high for one in results) >= 6


def test_bins_keep_ties_together_and_what_is_missing_apart():
    values = np.array([0.0] * 50 + [*np.linspace(1, 9, 49), np.nan])
    codes = binned(values)
    assert len(set(codes[:50])) == 1
    assert codes[-1] not in codes[:-1]


def test_one_answer_in_all_worlds_leaves_nothing_to_tell():
    assert worth(np.zeros(20, dtype=int), binned(GENERATOR.normal(size=20))[None]).bits == 0.0


def test_statistics_are_declared_once_and_read_what_is_kept():
    columns = {*PANEL, *FILES}
    assert len(STATISTICS) == len(rows_beside(information.__file__, "statistics.csv")) > 15
    for one in STATISTICS.values():
        assert {*one.over, *one.under} <= columns
        assert bool(one.over) == (one.name != NOTHING)


def test_a_count_is_published_with_its_noise_and_a_share_with_that_of_its_parts():
    usual = pd.DataFrame({name: [100.0] * 400 for name in (*PANEL, *FILES)}).assign(
        expected_refusals=25.0
    )
    count = published(STATISTICS["refusals"], usual, GENERATOR)
    assert count.mean() == pytest.approx(25.0, rel=0.02)
    assert count.var() == pytest.approx(25.0, rel=0.1)
    share = published(STATISTICS["refused_share"], usual, GENERATOR)
    assert share.mean() == pytest.approx(0.25, rel=0.02)
    assert share.var() == pytest.approx(0.25 * 0.75 / 100.0, rel=0.15)
    nobody = usual.assign(answers=0.0)
    assert np.isnan(published(STATISTICS["refused_share"], nobody, GENERATOR)).all()


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
        home = preset(settings("execute=serial", f"out={tmp_path}"), cause, 122)
        held = [key for key, value in home.plain.items() if value != usual[key]]
        design, owners, as_is = design_of(
            home, from_priors(6, 1).drop(columns=held, errors="ignore"), held={}
        )
        assert len({one.world.familiarity_gain for one in as_is.values()}) == 6
        runs = run_design(home, design, measures=(), reduce=tallies).table(TALLIES)
        answers = diagnosed(runs, owners, as_is)
        found = answers[answers["feedback"] == WITH]["found"].tolist()
        right += found.count(cause)
        wrong += sum(name in CAUSES for name in found) - found.count(cause)
    assert right >= 4
    assert wrong <= right / 3
