"""The one estimator against closed forms: ratios of sums, pairs, a base without runs, windows, two groups, counts."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas.testing import assert_frame_equal
from scipy import stats

from zombielaw.experiments.analysis import estimates
from zombielaw.experiments.analysis.compared import COMPARED, REALISED
from zombielaw.experiments.analysis.estimates import (
    DIFFERENCES,
    LEVELS,
    RUNS,
    estimate,
    half_width,
    multiple,
)
from zombielaw.experiments.analysis.intervals import (
    poisson_interval,
    wilson_interval,
)
from zombielaw.experiments.analysis.outcomes import OUTCOMES, outcomes_in
from zombielaw.experiments.config.schema import PER_DRAW
from zombielaw.experiments.runs.run_design import Precision


def table(*rows: tuple[int, int, float, float], outcome: str = "harm") -> pd.DataFrame:
    """Runs of one outcome: ``point, replicate, numerator, denominator``."""
    return pd.DataFrame([(*row[:2], outcome, *row[2:]) for row in rows], columns=RUNS)


def shared(effect: float = 1.0, number: int = 40) -> pd.DataFrame:
    """Two points that share their random draws; of point 1, replicate 7 is missing."""
    noise = np.random.default_rng(9).normal(0.0, 1.0, number)
    rows = [
        (point, r, 5.0 + effect * point + noise[r], 1.0) for point in (0, 1) for r in range(number)
    ]
    return table(*(row for row in rows if row[:2] != (1, 7)))


def test_a_value_is_the_ratio_of_sums():
    estimated = estimate(table((0, 0, 1.0, 2.0), (0, 1, 5.0, 8.0), (1, 0, 3.0, 1.0)))
    assert list(estimated.columns) == ["point", "outcome", *LEVELS]
    assert estimated["value"].tolist() == [6.0 / 10.0, 3.0]
    assert estimated["runs"].tolist() == [2, 1]
    assert estimated.loc[1, ["low", "high"]].isna().all(), "one run has no interval"


def test_a_run_with_nothing_to_divide_by_counts_in_the_sums_and_a_missing_one_does_not():
    estimated = estimate(
        table((0, 0, 0.0, 0.0), (0, 1, 4.0, 2.0), (0, 2, math.nan, math.nan), (1, 0, 0.0, 0.0))
    ).iloc
    assert (estimated[0]["value"], estimated[0]["runs"]) == (2.0, 2)
    assert math.isnan(estimated[1]["value"])
    assert estimates.ratio(np.array([1.0, math.nan, 2.0]), np.array([2.0, 9.0, 4.0])) == 0.5
    assert math.isnan(estimates.ratio(np.zeros(2), np.zeros(2)))


def test_a_difference_takes_the_runs_that_both_sides_have():
    runs = shared()
    row = estimate(runs, base=0).set_index("point").loc[1]
    assert (row["runs"], row["pairs"]) == (39, 39)
    assert row[["difference", "difference_low", "difference_high"]].tolist() == pytest.approx(
        [1.0, 1.0, 1.0]
    )
    assert row["value"] - row["base"] == pytest.approx(1.0)
    both = runs[runs["replicate"] != 7].pivot_table(
        index="replicate", columns="point", values="numerator"
    )
    assert row["base"] == pytest.approx(both[0].mean()), (
        "the base over the same runs, not over all of its own"
    )
    assert row["variance_ratio"] > 1e6
    assert not row["two_groups"]
    other = estimate(runs, base=1).set_index("point")
    assert other.loc[0, "difference"] == pytest.approx(-1.0)
    assert (other.loc[0, "runs"], other.loc[0, "pairs"]) == (40, 39)
    assert other.loc[1, "difference"] == 0.0
    assert estimates.clear_side(other).tolist() == [-1, 0], "no difference is not clear of zero"


def test_a_base_without_runs_gives_no_difference():
    runs = shared()
    lost = estimate(runs[runs["point"] == 1], base=0)
    assert lost["point"].tolist() == [1]
    row = lost.iloc[0]
    assert row["value"] == pytest.approx(estimate(runs).iloc[1]["value"])
    assert (
        row[["base", "difference", "difference_low", "difference_high", "variance_ratio"]]
        .isna()
        .all()
    )
    assert (row["runs"], row["pairs"], row["two_groups"]) == (39, 0, False)


def test_runs_without_a_common_replicate_give_no_difference():
    row = estimate(table((0, 0, 1.0, 1.0), (1, 1, 2.0, 1.0)), base=0).set_index("point").loc[1]
    assert (row["value"], row["pairs"]) == (2.0, 0)
    assert math.isnan(row["difference"])


def test_each_window_is_paired_with_its_own_base():
    early, late = shared(1.0).assign(window="early"), shared(3.0).assign(window="late")
    estimated = estimate(pd.concat([early, late]), base=0)
    assert list(estimated.columns) == ["point", "window", "outcome", *LEVELS, *DIFFERENCES]
    moved = estimated[estimated["point"] == 1].set_index("window")["difference"]
    assert moved.to_dict() == pytest.approx({"early": 1.0, "late": 3.0})


def test_two_groups_are_seen_in_values_and_in_differences():
    runs = shared()
    split = runs["numerator"].where(runs["replicate"] % 4 > 0, runs["numerator"] + 30.0)
    mixed = estimate(runs.assign(numerator=split), base=0).set_index("point")
    assert mixed.loc[0, "upper_share"] == 0.25
    assert mixed["two_groups"].all()
    assert estimate(runs)["upper_share"].isna().all()
    torn = runs["numerator"].where(
        (runs["point"] == 0) | (runs["replicate"] % 4 > 0), runs["numerator"] + 30.0
    )
    assert estimate(runs.assign(numerator=torn), base=0).set_index("point").loc[1, "two_groups"]


def test_a_measure_as_drawn_has_no_narrower_interval_than_a_count():
    drawn, expected = (
        estimate(table(*((0, r, 0.0, 1.0) for r in range(4)), outcome=name)).iloc[0]
        for name in ("charges_286_1", "expected_charges_286_1")
    )
    assert (drawn["low"], drawn["high"]) == pytest.approx(poisson_interval(0, 4.0))
    assert (expected["low"], expected["high"]) == (0.0, 0.0), (
        "a sum of probabilities that only shares the name"
    )
    share = table(*((0, r, 1.0, 2.0) for r in range(4)), outcome="plea_rate")
    assert estimate(share).loc[0, ["low", "high"]].tolist() == pytest.approx(wilson_interval(4, 8))
    own = estimate(table(*((0, r, 0.0, 1.0) for r in range(4)), outcome="of my own")).iloc[0]
    assert (own["low"], own["high"]) == (0.0, 0.0)


def one_by_one(here: np.ndarray, there: np.ndarray | None = None) -> list[float]:
    """Ends of the interval of a ratio of sums, or of that less another's: resamples of runs, then Hall's of Student's.

    A side has a row for numerators and one for denominators.
    """
    sides, number = [here] if there is None else [here, there], here.shape[1]
    drawn = np.random.default_rng(0).integers(0, number, size=(2000, number))

    def less(values: list) -> np.ndarray:
        return values[0] - values[1] if there is not None else values[0]

    reach = stats.t.ppf(0.975, number - 1) / math.sqrt(number)
    tail = stats.norm.sf(reach * number / math.sqrt(number - 1))
    resampled = less([over[drawn].sum(axis=1) / under[drawn].sum(axis=1) for over, under in sides])
    ends = np.quantile(resampled, [tail, 1.0 - tail])
    parts = less(
        [(over - over.sum() / under.sum() * under) / under.mean() for over, under in sides]
    )
    skewness = stats.skew(parts, bias=False)
    cubic = (
        3.0
        / skewness
        * (
            np.cbrt(1.0 + skewness * (reach * np.array([1.0, -1.0]) - skewness / (6.0 * number)))
            - 1.0
        )
    )
    wide = less([over.sum() / under.sum() for over, under in sides]) - parts.std(ddof=1) * cubic
    return [min(ends[0], wide[0]), max(ends[1], wide[1])]


def test_many_outcomes_at_once_are_as_each_alone():
    """Rows of other runs, units and gaps beside it change nothing of a row: equal to 1e-9, and to a plain loop."""
    luck = np.random.default_rng(5)
    runs = pd.concat(
        table(
            *(
                (point, r, *luck.gamma(2.0 + point, size=2) * [0.2, 1.0])
                for point in range(3)
                for r in range(12)
                if r != place
            ),
            outcome=outcome,
        ).assign(window=window)
        for place, outcome in enumerate(("harm", "days", "convictions_286_1", "plea_rate"))
        for window in ("one", "two")
    )
    runs.loc[
        (runs["outcome"] == "days") & (runs["replicate"] == 4) & (runs["point"] == 1), "numerator"
    ] = math.nan
    whole = estimate(runs, 0).set_index(["window", "outcome", "point"])
    for (window, outcome), group in runs.groupby(["window", "outcome"]):
        alone = estimate(group, 0).set_index(["window", "outcome", "point"])
        assert_frame_equal(whole.loc[alone.index], alone, rtol=1e-9, atol=1e-12)
        base = group[group["point"] == 0].set_index("replicate")
        for point, own in group.dropna().groupby("point"):
            row, sides = whole.loc[(window, outcome, point)], ["numerator", "denominator"]
            low, high = one_by_one(own[sides].to_numpy().T)
            top = 1.0 if outcome == "plea_rate" else math.inf
            assert row[["low", "high"]].tolist() == pytest.approx([max(low, 0.0), min(high, top)])
            if point:
                pair = one_by_one(
                    own[sides].to_numpy().T, base.loc[own["replicate"], sides].to_numpy().T
                )
                assert row[["difference_low", "difference_high"]].tolist() == pytest.approx(pair)


def test_a_multiple_of_the_base():
    one = np.ones(6)
    assert multiple(3.0 * one, one, 2.0 * one, one) == pytest.approx((1.5, 1.5, 1.5))
    noise = np.random.default_rng(2).uniform(1.0, 2.0, 6)
    assert multiple(3.0 * noise, one, noise, one) == pytest.approx((3.0, 3.0, 3.0)), (
        "what is shared cancels"
    )
    assert math.isinf(multiple(one, one, 0.0 * one, one)[0])
    assert multiple(-one, one, one, one) == (0.0, 0.0, 0.0)


def test_a_half_width_that_is_unknown_is_not_enough():
    runs = shared()
    known = estimate(runs)
    assert half_width(known) == pytest.approx((known["high"] - known["low"]).max() / 2)
    assert half_width(known[:0]) == math.inf
    assert half_width(estimate(runs.query("replicate == 0"))) == math.inf


def test_no_event_in_runs_of_a_part_of_the_country_says_little_of_the_country():
    """Thirty years without a case in a world that stands for 67 like it: up to 67 × 3.69 / 30 a year."""
    years = pd.DataFrame({
        "point": 0, "replicate": range(30), "year": 2016, "convictions_286_1": 0.0, "wrongful": 0.0, "harm": 0.0,
        "providers": 12.0,
    })  # fmt: skip
    names = ("convictions_286_1", "wrongful", "harm")
    rates = estimate(
        outcomes_in(years, {"all": [2016]}, 67.0, names, COMPARED), files=REALISED
    ).set_index("outcome")
    assert rates.loc["convictions_286_1", "high"] == pytest.approx(
        67.0 * poisson_interval(0, 30)[1]
    )
    assert rates.loc["wrongful", "high"] == rates.loc["convictions_286_1", "high"]
    assert rates.loc["harm", "high"] == 0.0
    years.loc[0, "convictions_286_1"] = 3.0
    row = (
        estimate(outcomes_in(years, {"all": [2016]}, 67.0, names, COMPARED))
        .set_index("outcome")
        .loc[names[0]]
    )
    assert row["value"] == pytest.approx(67.0 * 3.0 / 30.0)
    assert row["high"] >= 67.0 * poisson_interval(3, 30)[1]


@pytest.mark.parametrize(("draws", "width", "message"), [
    (0, 0.4, "half-width 0.4 after 30 replicates; give replicates=120."),
    (20, 0.4, "half-width 0.4 after 20 draws; give draws=80."),
    (0, math.inf, "give more replicates."),
    (20, math.inf, "give more draws."),
])  # fmt: skip
def test_a_precision_that_was_not_reached_says_what_may_do(draws, width, message, capsys):
    Precision(0.2, lambda _results: width, draws).short(SimpleNamespace(replicates=30))
    assert message in capsys.readouterr().err


EVERY = {**OUTCOMES, **COMPARED}


def check_range(estimated: pd.DataFrame) -> None:
    """Levels and the ends of their intervals lie in the range of what is counted; differences are those of levels."""
    most = [1.0 if "share" in EVERY[name].unit else math.inf for name in estimated["outcome"]]
    shown = estimated.filter(regex="^(value|low|high|base|draw_(median|low|high))$")
    assert_frame_equal(shown, shown.clip(0.0, most, axis=0))
    of = estimated["difference"]
    np.testing.assert_allclose(of, estimated["value"] - estimated["base"], atol=1e-9)
    assert of.equals(of.clip(estimated["difference_low"], estimated["difference_high"]))


@settings(max_examples=20)
@given(arrays(int, (12, 2), elements=st.integers(-9, 9)), st.sampled_from([1, PER_DRAW // 2]))
def test_no_level_leaves_the_range_of_what_it_counts(sums, step):
    """Two points of six runs, of three draws or none, whatever their numerators and denominators."""
    runs = table(*((n % 2, n // 2 * step, *sums[n] / 4.0) for n in range(12)))
    check_range(estimate(pd.concat(runs.assign(outcome=name) for name in EVERY), base=0))
