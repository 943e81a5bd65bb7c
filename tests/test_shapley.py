"""Shapley values: known games, axioms, intervals over paired replicates."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.attribution import attribution, shapley_values

CAUSES = ("clarity", "order", "transfer", "rival")


def game(worth, causes=CAUSES) -> np.ndarray:
    """Worth of every coalition of a game, by its number, given as a function of a set of names."""
    sets = (
        {cause for bit, cause in enumerate(causes) if number >> bit & 1}
        for number in range(2 ** len(causes))
    )
    return np.array([float(worth(members)) for members in sets])


worths = arrays(np.float64, 16, elements=st.floats(-100, 100))


@given(worths)
def test_values_are_the_mean_over_all_orders(worth):
    expected = np.zeros(4)
    for order in permutations(range(4)):
        repaired = 0
        for cause in order:
            expected[cause] += worth[repaired | 1 << cause] - worth[repaired]
            repaired |= 1 << cause
    np.testing.assert_allclose(shapley_values(worth), expected / math.factorial(4), atol=1e-9)


def test_shared_luck_cancels_and_is_not_mistaken_for_noise():
    """Replicates differ by a level that all coalitions share: intervals of differences shut."""
    effect = game(lambda members: len(members) + 3.0 * ({"clarity", "rival"} <= members))
    level = np.random.default_rng(2).normal(500.0, 50.0, size=20)
    result = attribution(CAUSES, effect[:, None] + level)
    np.testing.assert_allclose(result.values["value"], [2.5, 1.0, 1.0, 2.5], atol=1e-9)
    np.testing.assert_allclose(result.values["high"] - result.values["low"], 0.0, atol=1e-9)
    assert result.all - result.none == pytest.approx(result.values["value"].sum())
    assert result.values.set_index("cause").loc[
        "clarity", ["alone", "last"]
    ].tolist() == pytest.approx([1.0, 4.0])


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    truth, covered, random = (
        game(lambda members: 2.0 * ("order" in members)),
        0,
        np.random.default_rng(3),
    )
    for _ in range(60):
        row = attribution(CAUSES, truth[:, None] + random.normal(size=(16, 30))).values.iloc[1]
        assert row["low"] < row["value"] < row["high"]
        covered += row["low"] <= 2.0 <= row["high"]
    assert 50 <= covered <= 60


def test_a_share_is_a_ratio_of_sums_not_a_mean_of_ratios():
    over = np.array([[0.0, 0.0], [1.0, 0.0]])
    under = np.array([[5.0, 5.0], [1.0, 3.0]])
    result = attribution(("rule",), over, under)
    assert result.values["value"].item() == pytest.approx(0.25)


def test_one_replicate_has_no_interval():
    result = attribution(CAUSES, game(len)[:, None])
    assert result.values["low"].isna().all()
    np.testing.assert_allclose(result.values["value"], 1.0)


@pytest.mark.parametrize(("arguments", "message"), [
    ((("a", "b"), np.ones((3, 2))), r"allowed: \(4, replicates\)"),
    ((("a",), np.ones((2, 0))), r"allowed: \(2, replicates\)"),
])  # fmt: skip
def test_a_broken_table_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        attribution(*arguments)


@pytest.mark.parametrize("under", [np.array([[0.0], [1.0]]), None])
def test_what_cannot_be_divided_or_has_no_logarithm_has_no_value(under):
    result = attribution(("a",), np.array([[0.0], [1.0]]), under, logarithm=under is None)
    assert result.values.drop(columns="cause").isna().all(axis=None)
    assert not math.isfinite(result.none)


def test_factors_of_a_product_are_found_in_logarithms():
    factors, luck = np.array([2.0, 0.5, 5.0]), np.random.default_rng(2).gamma(20.0, size=12)
    worth = np.array(
        [np.prod([factors[bit] for bit in range(3) if number >> bit & 1]) for number in range(8)]
    )
    result = attribution(["a", "b", "c"], worth[:, None] * luck, logarithm=True)
    np.testing.assert_allclose(np.exp(result.values["value"]), factors, rtol=1e-9)


def test_intervals_of_few_replicates_are_no_narrower_than_students():
    """Two games of one cause: what it adds is the paired difference, whose interval is known."""
    here, there = np.array([3.0, 5.0, 4.5, 9.0]), np.array([1.0, 2.0, 2.5, 3.0])
    row = attribution(["a"], np.array([there, here])).values.iloc[0]
    less = here - there
    half = 3.182446305284263 * less.std(ddof=1) / 2.0
    assert [row["low"], row["high"]] == pytest.approx([less.mean() - half, less.mean() + half])
