"""Intervals against published values, against another implementation, and by how often they cover the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics import bootstrap_ratio, clopper_pearson_interval, poisson_interval, wilson_interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (4, 1.0899, 10.2416), (10, 4.7954, 18.3904), (100, 81.3640, 121.6268)],
)
def test_poisson_against_the_table_of_garwood(count, low, high):
    assert poisson_interval(count) == pytest.approx((low, high), abs=6e-5)
    assert poisson_interval(count, 4.0) == pytest.approx((low / 4, high / 4), abs=2e-5)


def test_four_judgments_in_seven_and_a_half_years():
    low, high = poisson_interval(4, 89 / 12)
    assert (round(4 / (89 / 12), 2), round(low, 2), round(high, 2)) == (0.54, 0.15, 1.38)


@pytest.mark.parametrize(
    ("count", "number", "wilson", "exact"),
    [
        # Newcombe 1998, table I: methods 3 (Wilson) and 5 (Clopper-Pearson)
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
        (29, 29, (0.8830, 1.0), (0.8806, 1.0)),
    ],
)
def test_shares_against_newcombe(count, number, wilson, exact):
    assert wilson_interval(count, number) == pytest.approx(wilson, abs=6e-5)
    assert clopper_pearson_interval(count, number) == pytest.approx(exact, abs=6e-5)


@pytest.mark.parametrize("number", [1, 2, 7, 50, 1000])
def test_shares_against_scipy(number):
    for count in {0, 1, number // 2, number}:
        test = stats.binomtest(count, number)
        for mine, method in ((wilson_interval, "wilson"), (clopper_pearson_interval, "exact")):
            theirs = test.proportion_ci(0.95, method)
            low, high = mine(count, number)
            assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
            assert 0.0 <= low <= count / number <= high <= 1.0


def test_a_share_of_nothing_is_not_a_number():
    for interval in (wilson_interval, clopper_pearson_interval):
        assert all(math.isnan(end) for end in interval(0, 0))


def covered(interval, draws, truth, *more) -> float:
    ends = {int(draw): interval(int(draw), *more) for draw in np.unique(draws)}
    return float(np.mean([ends[int(draw)][0] <= truth <= ends[int(draw)][1] for draw in draws]))


@pytest.mark.parametrize("mean", [0.1, 0.54, 3.0])
def test_rare_counts_are_covered_at_least_as_often_as_promised(mean):
    draws = np.random.default_rng(1).poisson(mean, 20_000)
    assert covered(poisson_interval, draws, mean) >= 0.95 - 0.003


@pytest.mark.parametrize("share", [0.002, 0.01, 0.3])
def test_rare_shares_are_covered(share):
    draws = np.random.default_rng(2).binomial(1000, share, 20_000)
    assert covered(clopper_pearson_interval, draws, share, 1000) >= 0.95 - 0.003
    assert covered(wilson_interval, draws, share, 1000) >= 0.925  # right on average over shares, not at each


def test_a_ratio_of_sums_is_covered():
    luck, truth, hits = np.random.default_rng(3), 0.4, 0
    for _ in range(300):
        under = luck.poisson(30.0, 40).astype(float)
        over = luck.binomial(under.astype(int), truth).astype(float)
        low, high = bootstrap_ratio(over, under)
        hits += low <= truth <= high
    assert 0.90 <= hits / 300 <= 0.99


def test_the_bootstrap_says_the_same_twice():
    over, under = np.arange(10.0), np.full(10, 3.0)
    assert bootstrap_ratio(over, under) == bootstrap_ratio(over, under)
    low, high = bootstrap_ratio(over, under)
    assert low < over.sum() / under.sum() < high


@pytest.mark.parametrize(
    ("over", "under", "expected"),
    [
        ([], [], (math.nan, math.nan)),
        ([1.0], [2.0], (math.nan, math.nan)),
        ([1.0, math.nan], [2.0, 2.0], (math.nan, math.nan)),
        ([1.0, math.nan, 1.0], [2.0, 2.0, 2.0], (0.5, 0.5)),
        ([0.0, 0.0], [0.0, 0.0], (math.nan, math.nan)),
        ([0.0, 0.0, 0.0], [1.0, 2.0, 3.0], (0.0, 0.0)),
        ([3.0, 3.0], [2.0, 2.0], (1.5, 1.5)),
        ([0.0, 4.0], [0.0, 2.0], (2.0, 2.0)),
    ],
)
def test_the_bootstrap_of_little(over, under, expected):
    assert bootstrap_ratio(np.array(over), np.array(under)) == pytest.approx(expected, nan_ok=True)
