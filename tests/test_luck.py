"""Luck: published vectors, keys, quantile functions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from zombielaw.sim import luck
from zombielaw.sim.luck import Draw, Luck

WORDS = st.integers(0, 2**32 - 1)
LONG_WORDS = st.integers(0, 2**64 - 1)
MASK = 2**64 - 1

# first outputs of the public-domain splitmix64.c (Vigna 2015), by its state at the start
PUBLISHED = {
    0: (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F),
    1234567: (
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ),
}


def reference(state: int, number: int) -> int:
    """The algorithm of the model's luck, written with a state that moves, in unsigned words."""
    state = (state + (number + 1) * 0x9E3779B97F4A7C15) & MASK
    z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
    return z ^ z >> 31


@njit
def compiled_split(state, number):
    return luck.split(state, number)


@njit
def compiled_keyed(root, decision, subject, period, index):
    return luck.keyed(root, decision, subject, period, index)


def keyed(seed, replicate, *names):
    return luck.keyed(Luck(seed, replicate).root, *names)


@pytest.mark.parametrize("state", PUBLISHED)
@pytest.mark.parametrize("function", [luck.split, compiled_split, reference])
def test_splitmix64_gives_the_published_words(function, state):
    assert (
        tuple(function(state, number) & MASK for number in range(len(PUBLISHED[state])))
        == PUBLISHED[state]
    )


@given(LONG_WORDS, WORDS)
def test_a_word_is_the_same_signed_or_not(state, number):
    signed = state - 2**64 if state >= 2**63 else state
    assert (
        compiled_split(signed, number) & MASK
        == luck.split(state, number) & MASK
        == reference(state, number)
    )
    assert luck.split(signed, number) & MASK == reference(state, number)


@given(WORDS, WORDS, st.integers(0, 127), WORDS, WORDS, st.integers(0, 2**24 - 1))
def test_a_draw_is_what_the_derivation_says(seed, replicate, decision, subject, period, index):
    root, own = reference(0, seed << 32 | replicate), Luck(seed, replicate).root
    word = reference(reference(root, decision << 56 | index << 32 | period), subject)
    expected = ((word >> 12) + 0.5) / 2.0**52
    assert luck.keyed(own, decision, subject, period, index) == expected
    assert compiled_keyed(own, decision, subject, period, index) == expected


def test_the_draws_that_were_tested_are_these():
    """Output of the program that was tested (docs/engines.md), for the same names."""
    assert luck.split(luck.stream(Luck(1, 2).root, 22, 4, 5), 3) & MASK == 0x98ECCA2B42E4409C


@given(WORDS)
def test_uniforms_stay_inside_the_open_interval(seed):
    assert 0.0 < luck.unit(0) < luck.unit(2**luck.BITS - 1) < 1.0
    assert 0.0 < Luck(seed, 0).uniform(Draw.CHECK, 1, 2) < 1.0


@pytest.mark.parametrize("count", [1, 2, 7, 1000])
def test_a_filled_vector_holds_the_same_draws_as_single_calls(count):
    chance = Luck(7, 3)
    vector = chance.uniforms(Draw.CHECK, count, 5, 2)
    assert vector.tolist() == [chance.uniform(Draw.CHECK, i, 5, 2) for i in range(count)]
    assert vector.tolist() == [keyed(7, 3, Draw.CHECK, i, 5, 2) for i in range(count)]


@pytest.mark.parametrize("utilities", [(0.3, -0.5, 1.1), [0.3, -np.inf, 1.1, 0.0]])
def test_a_choice_takes_the_largest_noisy_utility(utilities):
    chance = Luck(7, 3)
    for subject in range(50):
        noisy = [
            u + luck.gumbel(chance.uniform(Draw.ANSWER, subject, 5, 8 + n))
            for n, u in enumerate(utilities)
        ]
        assert luck.choose(chance, Draw.ANSWER, subject, 5, 8, utilities) == int(np.argmax(noisy))


def test_a_decision_has_room_in_the_name_of_a_stream():
    assert max(Draw) < 128


def test_every_word_of_the_key_matters():
    base = np.array([0, 0, Draw.CHECK, 4, 5, 6])
    assert len({keyed(*map(int, key)) for key in (base, *base + np.eye(6, dtype=int))}) == 7


@pytest.mark.parametrize("axis", range(6))
def test_neighbours_along_each_word_are_uniform_and_independent(axis):
    words = np.tile([3, 1, Draw.POSTURE, 40, 12, 0], (4000, 1))
    step = np.arange(4000)
    words[:, axis] += step % 100 if axis == 2 else step  # there are 128 decisions
    words[:, 3] += step // 100 if axis == 2 else 0
    sample = np.array([keyed(*key) for key in words.tolist()])
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4.0 / np.sqrt(4000)


@given(st.floats(1e-300, 1 - 1e-16))
def test_normal_quantile(u):
    assert luck.normal(u) == pytest.approx(stats.norm.ppf(u), rel=1e-12, abs=1e-12)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.0, 2000.0))
def test_poisson_quantile(u, mean):
    exact = stats.poisson.ppf(u, mean)
    at_a_step = abs(stats.poisson.cdf(exact, mean) - u) < 1e-12
    assert abs(luck.poisson(u, mean) - exact) <= (mean > 30) + at_a_step


def test_large_counts_have_their_mean():
    counts = [luck.poisson(u, 400.0) for u in np.linspace(0.0005, 0.9995, 1000)]
    assert np.mean(counts) == pytest.approx(400.0, abs=0.1)


def test_gumbel_choice_follows_the_logit():
    utilities = np.array([0.3, -0.5, 1.1])
    chance = Luck(1, 0)
    noise = np.array(
        [
            [luck.gumbel(u) for u in chance.uniforms(Draw.CHARGE, 20000, 0, option)]
            for option in range(3)
        ]
    )
    share = np.bincount(np.argmax(utilities[:, None] + noise, axis=0), minlength=3) / 20000
    expected = np.exp(utilities) / np.exp(utilities).sum()
    assert np.all(np.abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 20000))
