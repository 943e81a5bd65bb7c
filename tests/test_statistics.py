"""Intervals against published values, against another implementation, and by how often they cover the truth."""

from __future__ import annotations

import math

import coverage_of_intervals as coverage
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from shared import cells

from zombielaw.experiments.analysis import compared, intervals
from zombielaw.experiments.analysis.intervals import (
    poisson_interval,
    ratio_interval,
    wilson_interval,
)
from zombielaw.experiments.webpage import TWO_GROUPS


@pytest.mark.parametrize(("count", "low", "high"), [
    (0, 0.0, 3.6889), (1, 0.0253, 5.5716), (4, 1.0899, 10.2416), (10, 4.7954, 18.3904), (100, 81.3640, 121.6268),
])  # fmt: skip
def test_poisson_against_the_table_of_garwood(count, low, high):
    assert poisson_interval(count) == pytest.approx((low, high), abs=6e-5)
    assert poisson_interval(count, 4.0) == pytest.approx((low / 4, high / 4), abs=2e-5)
    assert [round(end, 2) for end in poisson_interval(4, 89 / 12)] == [0.15, 1.38], (
        "four judgments in 89 months"
    )


@pytest.mark.parametrize("number", [1, 2, 7, 50, 1000])
def test_shares_against_scipy(number):
    assert all(map(math.isnan, wilson_interval(0, 0))), "a share of nothing is not a number"
    for count in {0, 1, number // 2, number}:
        theirs = stats.binomtest(count, number).proportion_ci(0.95, "wilson")
        low, high = wilson_interval(count, number)
        assert (low, high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
        assert 0.0 <= low <= count / number <= high <= 1.0


@pytest.mark.parametrize(("interval", "truth", "least"), [
    *((poisson_interval, mean, 0.95 - 0.003) for mean in (0.1, 0.54, 3.0)),
    # on average over shares
    *((wilson_interval, share, 0.925) for share in (0.002, 0.01, 0.3)),
])  # fmt: skip
def test_rare_counts_and_shares_are_covered_as_often_as_promised(interval, truth, least):
    more = () if interval is poisson_interval else (1000,)
    luck = np.random.default_rng(1 + len(more))
    draws = luck.binomial(1000, truth, 20_000) if more else luck.poisson(truth, 20_000)
    ends = {int(draw): interval(int(draw), *more) for draw in np.unique(draws)}
    assert np.mean([ends[int(draw)][0] <= truth <= ends[int(draw)][1] for draw in draws]) >= least


NONE = math.nan


@pytest.mark.parametrize(("parts", "expected"), [
    (([], []), (NONE, NONE, NONE)),
    (([1.0, NONE, 1.0], [2.0, 2.0, 2.0]), (0.5, 0.5, 0.5)),
    (([0.0, 0.0], [0.0, 0.0]), (NONE, NONE, NONE)),
    (([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]), (0.0, 0.0, 0.0)),
    (([1.0, NONE], [1.0, 1.0], [0.5, 9.0], [1.0, 1.0]), (0.5, NONE, NONE)),
    (([1.0, 1.0], [0.0, 0.0], [1.0, 1.0], [1.0, 1.0]), (NONE, NONE, NONE)),
    (([3.0, 5.0], [2.0, 2.0], [1.0, 3.0], [2.0, 2.0]), (1.0, 1.0, 1.0)),
])  # fmt: skip
def test_little_says_little(parts, expected):
    assert ratio_interval(*map(np.array, parts)) == pytest.approx(expected, nan_ok=True)


# ---- pairs


def pairs(number: int, shared: float, luck: np.random.Generator, effect: float = 0.5):
    """A ratio in two scenarios; the part ``shared`` of the variance is common luck. True difference: ``effect``."""
    common = luck.normal(0.0, math.sqrt(shared), number)
    sides = [common + luck.normal(0.0, math.sqrt(1.0 - shared), number) for _ in range(2)]
    under = luck.poisson(40.0, number).astype(float)
    return (3.0 + effect + sides[0]) * under, under, (3.0 + sides[1]) * under, under


@pytest.mark.slow
def test_a_paired_difference_is_covered_and_narrower_than_an_unpaired_one():
    luck, hits, widths = np.random.default_rng(4), 0, []
    for _ in range(300):
        drawn = pairs(60, 0.9, luck)
        value, low, high = ratio_interval(*drawn)
        hits += low <= 0.5 <= high
        assert low <= value <= high
        apart = ratio_interval(drawn[0], drawn[1], np.roll(drawn[2], 1), np.roll(drawn[3], 1))
        widths.append((high - low) / (apart[2] - apart[1]))
    assert 0.90 <= hits / 300 <= 0.99
    assert np.mean(widths) == pytest.approx(math.sqrt(0.1), abs=0.06), (
        "nine tenths of the variance cancel"
    )


def test_the_variance_ratio_is_what_pairing_is_worth():
    luck = np.random.default_rng(5)
    for shared in (0.0, 0.5, 0.9):
        assert intervals.variance_ratio(*pairs(20_000, shared, luck)) == pytest.approx(
            1.0 / (1.0 - shared), rel=0.05
        )
    one, three = np.ones(3), np.array([1.0, 2.0, 4.0])
    assert intervals.variance_ratio(three + 1.0, one, three, one) == math.inf
    assert math.isnan(intervals.variance_ratio(one, one, one, one))
    assert math.isnan(intervals.variance_ratio(one[:1], one[:1], one[:1], one[:1]))
    assert math.isnan(intervals.variance_ratio(three, 0 * one, three, one))


def of_ones(values: list[float]) -> tuple[float, float]:
    """Ends of the interval of a mean, cut at zero."""
    _, low, high = ratio_interval(np.array(values), np.ones(len(values)))
    return max(low, 0.0), high


@pytest.mark.parametrize(("unit", "over", "under", "expected"), [
    ("files", [1.0, 3.0, *[2.0] * 6], [1.0] * 8, poisson_interval(16, 8)),
    ("files", [0.0, 40.0] * 4, [1.0] * 8, of_ones([0.0, 40.0] * 4)),
    # Student's, one degree of freedom
    ("files", [1.0, 3.0], [1.0, 1.0], (0.0, 2.0 + 12.706204736174694)),
    ("share", [2.0, 2.0], [4.0, 4.0], wilson_interval(4, 8)),
    ("share", [0.0, 400.0], [400.0, 400.0], (0.0, 1.0)),
    ("share", [0.5, 3.0] * 4, [4.0] * 8, ratio_interval(np.array([0.5, 3.0] * 4), np.full(8, 4.0))[1:]),
    ("", [-6.0, *[1.0] * 11], [1.0] * 12, (0.0, of_ones([-6.0, *[1.0] * 11])[1])),
])  # fmt: skip
def test_an_interval_goes_by_what_the_measure_is(unit, over, under, expected):
    level = intervals.level_of(unit, np.array(over), np.array(under))
    assert level[1:] == pytest.approx(expected)


def test_the_correction_for_skewness():
    symmetric, skewed = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]), np.array([0.0, 0.0, 0.0, 1.0, 9.0])
    half = stats.t.ppf(0.975, 4) * math.sqrt(2.5 / 5)
    assert intervals.skew_corrected(symmetric) == pytest.approx([half, -half])
    assert intervals.skew_corrected(np.zeros(4)) == pytest.approx([0.0, 0.0])
    below, above = intervals.skew_corrected(skewed)
    student = stats.t.ppf(0.975, 4) * skewed.std(ddof=1) / math.sqrt(5)
    assert 0.0 < below < student < -above, (
        "the mean may lie far above what was seen, and not as far below"
    )
    # Worked out by hand: the ends undo the cubic x + g x^2 / 3 + g^2 x^3 / 27 + g / (6 n) at the quantiles of t.
    g, reach = stats.skew(skewed, bias=False), stats.t.ppf(0.975, 4) / math.sqrt(5)
    for end, quantile in ((below, reach), (above, -reach)):
        x = end / skewed.std(ddof=1)
        assert x + g * x**2 / 3 + g**2 * x**3 / 27 + g / 30 == pytest.approx(quantile)
    both = intervals.skew_corrected(np.array([symmetric, skewed]))
    assert both == pytest.approx(np.array([[half, below], [-half, above]])), (
        "rows are samples of their own"
    )


# ---- two peaks


def peaked(values) -> bool:
    return not math.isnan(intervals.upper_share(values, np.ones(len(values))))


@pytest.mark.parametrize(("apart", "number", "least", "most"), [
    (10.0, 14, 0.0, 0.2), (10.0, TWO_GROUPS, 0.65, 0.95), (5.0, TWO_GROUPS, 0.0, 0.25), (5.0, 80, 0.85, 1.0),
])  # fmt: skip
def test_two_groups_are_seen_as_often_as_the_page_of_a_study_says(apart, number, least, most):
    """Groups of equal odds, so many of their standard deviations apart."""
    luck = np.random.default_rng(1)
    seen = [
        peaked(luck.normal(0.0, 1.0, number) + apart * (luck.random(number) < 0.5))
        for _ in range(100)
    ]
    assert least <= np.mean(seen) <= most


@pytest.mark.parametrize("number", [30, 200])
@pytest.mark.parametrize("draw", [
    lambda luck, n: luck.normal(0.0, 1.0, n), lambda luck, n: luck.uniform(0.0, 1.0, n),
    lambda luck, n: luck.exponential(1.0, n), lambda luck, n: luck.lognormal(0.0, 1.5, n),
    lambda luck, n: luck.beta(0.9, 6.0, n), lambda luck, n: luck.poisson(0.2, n).astype(float),
    lambda luck, n: luck.poisson(3.0, n).astype(float),
])  # fmt: skip
def test_one_peak_is_rarely_taken_for_two(draw, number):
    luck = np.random.default_rng(6)
    assert sum(peaked(draw(luck, number)) for _ in range(300)) <= 6


def test_dead_and_alive_are_two_peaks():
    luck, errors = np.random.default_rng(7), []
    for _ in range(100):
        living = luck.random(100) < 0.3
        values = np.where(living, luck.normal(0.7, 0.08, 100), luck.normal(0.05, 0.03, 100))
        errors.append(intervals.upper_share(values, np.ones(100)) - living.mean())
    assert np.isfinite(errors).mean() >= 0.95
    assert np.nanmax(np.abs(errors)) < 0.02, (
        "the share of the upper peak is the share of the living"
    )
    assert peaked(np.repeat([0.0, 1.0], 50) + 0.001 * np.arange(100))


def test_shares_of_few_files_do_not_pass_for_peaks():
    luck = np.random.default_rng(8)
    false = 0
    for _ in range(200):
        under = luck.integers(1, 4, 100).astype(float)
        over = luck.binomial(under.astype(int), 0.5).astype(float)
        false += not math.isnan(intervals.upper_share(over, under))
    assert false <= 4
    whole = luck.binomial(100, np.where(luck.random(60) < 0.5, 0.1, 0.9)).astype(float)
    assert 0.3 < intervals.upper_share(whole, np.full(60, 100.0)) < 0.7


@pytest.mark.parametrize(
    "values", [[], [1.0], [1.0, 2.0], [0.0] * 6 + [9.0] * 6, [math.nan] * 30, [3.0] * 30]
)
def test_little_shows_no_two_peaks(values):
    assert not peaked(np.array(values, dtype=float))


# ---- shares of the same units


@pytest.mark.slow
def test_the_page_tells_how_often_intervals_hold():
    """From eight runs on at least 91 %, of differences of any number of runs 93 %, and as a new trial says."""
    page = coverage.PAGE.read_text(encoding="utf-8")
    part = page.split("<!-- coverage: begin -->")[1].split("<!-- coverage: end -->")[0]
    (_, *columns), _, *rows = cells(part)
    shares = {(kind, runs.removesuffix(" runs")): cell.split(", ")
              for kind, *row in rows for runs, cell in zip(columns, row, strict=True)}  # fmt: skip
    assert all(float(cell[1].rstrip("%")) >= 93.0 for cell in shares.values())
    assert all(
        float(shares[key][0].rstrip("%")) >= 91.0 for key in shares if key[1] not in ("2", "4")
    )
    trials = 600
    for kind, runs, *measured in coverage.rows(trials):
        for cell, share in zip(shares[kind, runs], measured, strict=True):
            printed = float(cell.rstrip("%")) / 100.0
            error = np.sqrt(
                max(printed * (1.0 - printed), 0.002) * (1.0 / trials + 1.0 / coverage.TRIALS)
            )
            assert abs(share - printed) < 4.0 * error, (kind, runs)


def test_trials_on_many_runs_count_what_intervals_hold(monkeypatch):
    luck = np.random.default_rng(5)
    runs = pd.DataFrame([
        {"point": point, "replicate": at, "outcome": "harm", "numerator": luck.normal(5.0 + point), "denominator": 1.0}
        for point in (0, 1) for at in range(200)
    ])  # fmt: skip
    tried = coverage.own_rows(runs, 150)
    assert tried["runs"].tolist() == [*coverage.OWN_RUNS]
    shares = tried[["mean", "difference"]].to_numpy()
    assert ((shares > 0.88) & (shares < 1.0)).all()
    monkeypatch.setattr(coverage, "level_of", lambda unit, over, under: np.repeat(over.mean(), 3))
    assert (coverage.own_rows(runs, 20)["mean"] < 0.2).all(), (
        "an interval without width holds nothing"
    )


def test_the_page_has_the_coverage_that_reports_say():
    part = coverage.PAGE.read_text(encoding="utf-8").split("<!-- coverage of its own: begin -->")[1]
    head, _, *lines = cells(part)
    for row in pd.read_csv(compared.HELD).to_dict("records"):
        line = next(line for line in lines if line[0] == compared.title_of(row["outcome"]))
        assert (
            line[head.index(f"{row['runs']} runs")] == f"{row['mean']:.1%}, {row['difference']:.1%}"
        ), row
    assert compared.held_in(39)["tried"] == "20"
    assert compared.held_in(2)["tried"] == "8", "of fewer runs the smallest number that was tried"
