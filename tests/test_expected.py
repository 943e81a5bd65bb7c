"""Expected values of the draws: what a run keeps, what is stored and for whom, and what is read of them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shared import composed, run, scenario

from zombielaw.experiments.analysis import expected
from zombielaw.experiments.analysis.expected import (
    HOW,
    OUTCOMES,
    OWN,
    charged_table,
    learning_table,
    middle_rows,
    of_draws,
    stored,
)
from zombielaw.experiments.analysis.intervals import interval_of_median
from zombielaw.experiments.analysis.weighted_draws import narrowed_by_chance
from zombielaw.experiments.analysis.windows import PUBLISHED
from zombielaw.experiments.data.priors import doubtful, read_posterior
from zombielaw.experiments.paths import DATA, PAPER
from zombielaw.experiments.publish.expected import RUNS, typical
from zombielaw.experiments.reducers.same_files import (
    CHARGES,
    CONSIDERED,
    SATISFIED,
    TABLE,
    same_files,
)
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import baseline
from zombielaw.experiments.studies.base import Finished, Work
from zombielaw.experiments.studies.baseline import drawn_settings
from zombielaw.sim.measures import mischarge

CELLS = [f"{law} to {charge}" for law in SATISFIED for charge in CHARGES]
TINY = ("study=baseline", "world.providers=300", "study.months=98", "study.posterior_draws=3")


def plain(*words: str) -> dict[str, expected.Settings]:
    return drawn_settings(composed("study=baseline", *words), PUBLISHED)


def test_a_run_keeps_the_chances_of_a_charge_of_the_files_that_the_law_says_satisfy_it():
    given = scenario("experiment=lively", "world.providers=900")
    record = run(given)
    kept = pd.DataFrame(same_files(record, given)[TABLE])
    counted = mischarge(record.ledger)
    for law in SATISFIED:
        chances = kept[[f"{law} to {charge}" for charge in CHARGES]].to_numpy().sum()
        assert chances == pytest.approx(counted.loc[law].sum())
    assert counted.loc["286-1"].sum() >= 10
    chosen = record.ledger.dropna(subset="charged")
    assert kept[CONSIDERED].sum() == (chosen["p_charge_286_1"] > 0.0).sum()


def test_a_draw_has_the_mean_of_its_runs_and_the_error_of_it():
    drawn = replace(drawn_settings(composed(*TINY), PUBLISHED)["posterior"], replicates=2)
    several = run_design(drawn, OWN, measures=(), **HOW)
    values = of_draws(several, PUBLISHED, drawn)
    assert (len(values), set(values["runs"])) == (3, {2})
    years = several.years().query("year in @PUBLISHED").groupby("replicate")["official_days"].sum()
    first = years.iloc[:2] * drawn.scale / len(PUBLISHED)
    assert values["official_days"][0] == pytest.approx(first.mean())
    assert values["error of official_days"][0] == pytest.approx(first.std() / math.sqrt(2.0))
    assert (values["needed"] > 0.0).all()


def test_the_stored_values_are_those_of_the_plain_command():
    """Else: python -m zombielaw.experiments.publish.expected."""
    for part, drawn in plain().items():
        values = stored(drawn)
        assert values is not None, part
        assert values.index.tolist() == list(range(drawn.draws))
        assert (values["runs"] == RUNS).all()
    for words in ("world.notice_names_client=0.5", "world=classroom", "study.posterior_draws=9"):
        assert stored(plain(words)["posterior"]) is None, "another scenario is simulated"


def test_the_plain_command_runs_no_draw_and_another_runs_each_once(monkeypatch):
    parts: list[str] = []

    def made(self: Work, design: object, part: str, *_: object, **__: object) -> str:
        parts.append(part)
        return part

    monkeypatch.setattr(Work, "run", made)
    monkeypatch.setattr(baseline, "of_draws", lambda *_: pd.DataFrame())
    baseline.expected_in_draws(Work(composed("study=baseline")), PUBLISHED)
    assert parts == []
    baseline.expected_in_draws(Work(composed(*TINY)), PUBLISHED)
    assert parts == ["posterior", "prior"]


def test_the_first_number_and_that_of_the_calibration_agree_within_the_printed_errors():
    """Each median lies in the range of the other, and they are no three standard errors apart (of the logarithms)."""
    row = Finished(PAPER / "run")["doubts"].set_index("outcome").loc[OUTCOMES[0]]
    assert row["runs"] == RUNS
    calibrated = Finished(PAPER / "calibrate")
    chain = calibrated["chain"].set_index(["target", "state"]).loc["judgments", "posterior"]
    assert chain["low"] < row["median"] < chain["high"]
    assert row["draw_low"] < chain["median"] < row["draw_high"]
    # a median has pi / 2 times the variance of a mean; the middle 90 % are 3.29 deviations
    spread = math.log(chain["high"] / chain["low"]) / 3.29
    errors = (
        math.log(row["median_high"] / row["median_low"]) / 3.92,
        spread * math.sqrt(math.pi / 2.0 / calibrated.facts["effective"]),
    )
    assert abs(math.log(row["median"] / chain["median"])) < 3.0 * math.hypot(*errors)


def test_luck_is_taken_out():
    """What the runs of a draw leave of luck is little beside what differs between draws."""
    values = stored(plain()["posterior"])
    for name in OUTCOMES:
        assert (values[f"error of {name}"] ** 2).mean() < 0.1 * values[name].var(), name


def test_the_defaults_are_those_of_the_typical_draw():
    """Else: python -m zombielaw.experiments.publish.expected."""
    draws, values = read_posterior(), stored(plain()["posterior"])
    chosen = draws.iloc[typical(draws, values)]
    given = pd.read_csv(DATA / "typical.csv", index_col="number")["value"]
    assert given.to_dict() == pytest.approx(chosen.to_dict())


def test_the_typical_draw_is_near_all_others_and_every_package_moves_its_practice():
    medians = {key: float(one.middle) for key, one in doubtful().items()}
    draws = pd.DataFrame([medians] * 4)
    values = made_up(harm=[1.0, 2.0, 3.0, 3e6], expected_wrongful=[1.0, 1.0, 9.0, 1.0])
    assert typical(draws, values) == 1, "an outlier does not draw it"
    draws.loc[1, "policy.inspection_rate"] = 1.5  # the regulators' package says 1
    assert typical(draws, values) == 0
    draws.loc[0, "policy.charge_preference"] = 0.5  # the judiciary's package would leave it
    assert typical(draws, values) == 2


def made_up(**columns: list[float]) -> pd.DataFrame:
    table = pd.DataFrame(dict.fromkeys([*OUTCOMES, *CELLS], 0.0), index=range(4))
    return table.assign(runs=2, strength=1.0, needed=2.0).assign(**columns)


def test_shares_of_charges_are_over_the_draws_that_have_such_files():
    both = f"{SATISFIED[0]} to "
    drawn = made_up(**{f"{both}286-1": [0.0, 1.0, 1.0, 0.0], f"{both}287-2": [0.0, 1.0, 3.0, 2.0]})
    row = charged_table(drawn).set_index(["law", "charge"]).loc[SATISFIED[0], "286-1"]
    assert row[["draws", "files", "share", "median"]].tolist() == [3, 2.0, 0.25, 0.25]
    none = charged_table(drawn).set_index("law").loc[SATISFIED[1]]
    assert (none["draws"] == 0).all()
    assert none["median"].isna().all()


def test_the_distance_from_a_trap_is_counted_draw_by_draw():
    drawn = made_up(strength=[1.0, 0.5, 4.0, 0.0], needed=[2.0, 2.0, 2.0, math.inf])
    row = learning_table(drawn).iloc[0]
    assert row[["draws", "none", "strong"]].tolist() == [4, 1, 1]
    assert (row["median"], row["low"]) == (2.0, 0.5)


def test_no_number_of_a_draw_is_less_than_nothing():
    rows = middle_rows(made_up(harm=[-1.0, -1.0, -1.0, -1.0])).set_index("outcome")
    assert rows.loc["harm", ["median", "draw_low", "draw_high"]].tolist() == [0.0, 0.0, 0.0]


def test_the_interval_of_a_median_holds_it_as_often_as_it_says():
    samples = np.random.default_rng(1).exponential(size=(4000, 30))
    ends = np.array([interval_of_median(one) for one in samples])
    held = np.mean((ends[:, 0] < math.log(2.0)) & (math.log(2.0) < ends[:, 1]))
    assert 0.94 < held < 0.99
    assert all(math.isnan(end) for end in interval_of_median(np.arange(5.0)))


def test_an_untouched_number_is_hardly_ever_called_narrowed():
    """Of fifteen untouched groups at 200 draws, one of twenty tables has one above the limit."""
    untouched = np.random.default_rng(1).random((2000, 15, 200))
    narrowed = 1.0 - 12.0 * untouched.var(axis=2)
    called = (narrowed > narrowed_by_chance(200.0, 15)).any(axis=1).mean()
    assert 0.01 < called < 0.08
