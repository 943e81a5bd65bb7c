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

# Random123, tests/kat_vectors, "philox4x32 10"
PUBLISHED = [
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@njit
def compiled_philox(c0, c1, c2, c3, k0, k1):
    return luck.philox(c0, c1, c2, c3, k0, k1)


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED)
@pytest.mark.parametrize("function", [luck.philox, compiled_philox])
def test_philox_gives_the_published_words(function, counter, key, words):
    assert tuple(function(*counter, *key)) == words


@given(WORDS, WORDS, WORDS, WORDS, WORDS, WORDS)
def test_compiled_and_interpreted_agree(c0, c1, c2, c3, k0, k1):
    assert tuple(compiled_philox(c0, c1, c2, c3, k0, k1)) == luck.philox(c0, c1, c2, c3, k0, k1)


@given(WORDS, WORDS, WORDS)
def test_uniforms_stay_inside_the_open_interval(high, low, seed):
    assert 0.0 < luck.unit(high, low) < 1.0
    assert 0.0 < luck.unit(0, 0) < luck.unit(2**32 - 1, 2**32 - 1) < 1.0
    assert 0.0 < Luck(seed, 0).uniform(Draw.CHECK, 1, 2) < 1.0


@pytest.mark.parametrize("count", [1, 2, 7, 1000])
def test_a_filled_vector_holds_the_same_draws_as_single_calls(count):
    chance = Luck(7, 3)
    vector = chance.uniforms(Draw.CHECK, count, 5, 2)
    assert vector.tolist() == [chance.uniform(Draw.CHECK, i, 5, 2) for i in range(count)]
    assert vector.tolist() == [luck.keyed(7, 3, Draw.CHECK, i, 5, 2) for i in range(count)]


@pytest.mark.parametrize("utilities", [(0.3, -0.5, 1.1), [0.3, -np.inf, 1.1, 0.0]])
def test_a_choice_takes_the_largest_noisy_utility(utilities):
    chance = Luck(7, 3)
    for subject in range(50):
        noisy = [u + luck.gumbel(chance.uniform(Draw.ANSWER, subject, 5, 8 + n)) for n, u in enumerate(utilities)]
        assert luck.choose(chance, Draw.ANSWER, subject, 5, 8, utilities) == int(np.argmax(noisy))


def test_every_word_of_the_key_matters():
    base = (0, 0, int(Draw.CHECK), 4, 5, 6)
    drawn = {luck.keyed(*base)}
    for position in range(6):
        changed = list(base)
        changed[position] += 2  # subjects 4 and 6 lie in different blocks
        drawn.add(luck.keyed(*changed))
    assert len(drawn) == 7


@pytest.mark.parametrize("axis", range(6))
def test_neighbours_along_each_word_are_uniform_and_independent(axis):
    words = [3, 1, int(Draw.POSTURE), 40, 12, 0]
    sample = []
    for step in range(4000):
        here = list(words)
        here[axis] += step
        sample.append(luck.keyed(*here))
    sample = np.array(sample)
    assert stats.kstest(sample, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(sample[:-1], sample[1:])[0, 1]) < 4.0 / np.sqrt(4000)


@given(st.floats(1e-300, 1 - 1e-16))
def test_normal_quantile(u):
    assert luck.normal(u) == pytest.approx(stats.norm.ppf(u), rel=1e-12, abs=1e-12)


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.0, 2000.0))
def test_poisson_quantile(u, mean):
    exact = stats.poisson.ppf(u, mean)
    assert abs(luck.poisson(u, mean) - exact) <= (1 if mean > 30 else 0) + (
        abs(stats.poisson.cdf(exact, mean) - u) < 1e-12
    )


@given(st.floats(1e-9, 1 - 1e-9), st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_poisson_quantile_rises_with_the_mean(u, first, second):
    low, high = sorted((first, second))
    assert luck.poisson(u, low) <= luck.poisson(u, high) + (1 if low <= 30 < high else 0)


def test_gumbel_choice_follows_the_logit():
    utilities = np.array([0.3, -0.5, 1.1])
    chance = Luck(1, 0)
    noise = np.array([[luck.gumbel(u) for u in chance.uniforms(Draw.CHARGE, 20000, 0, option)] for option in range(3)])
    share = np.bincount(np.argmax(utilities[:, None] + noise, axis=0), minlength=3) / 20000
    expected = np.exp(utilities) / np.exp(utilities).sum()
    assert np.all(np.abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / 20000))
