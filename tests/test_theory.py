"""Theory: every closed form against a computation that does not use it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from zombielaw.sim.analysis import theory
from zombielaw.sim.analysis.theory import BinomialMap, MeanFieldMap, equilibria


def small_steps(alpha, beta, kappa, delta=1e-9):
    """A unit whose steps are so small that it is the flow."""
    return MeanFieldMap(alpha, beta, delta, kappa * delta)


# The worked example: quarters with 5 % forgotten in each (18.5 % a year), beta 8, kappa 4, alpha -4.9.
FLOW = small_steps(-4.9, 8.0, 4.0)
QUARTERS = MeanFieldMap(-4.9, 8.0, 0.05, 0.2)
DEAD, BARRIER, LIVING = range(3)


def lesson(unit, p):
    """Lesson of a share, by the model's equations, not taken from the module."""
    if isinstance(unit, MeanFieldMap):
        return -np.expm1(-unit.supply * p)
    return 1 - (1 - p * (1 - math.exp(-unit.lesson_per_use))) ** unit.files


def drift(unit, familiarity):
    """Change of familiarity."""
    taught = lesson(unit, expit(unit.alpha + unit.beta * familiarity))
    return (1 - familiarity) * taught - unit.delta * familiarity


LOGIT = np.linspace(-30, 20, 200_001)


def tipping(unit):
    """Alpha over and below which a state is gone: where the alpha at rest, over the logit of the share, turns."""
    taught = lesson(unit, expit(LOGIT))
    curve = LOGIT - unit.beta * taught / (unit.delta + taught)
    turns = np.flatnonzero(np.diff(np.sign(np.diff(curve)))) + 1
    return curve[turns]


def flow_tipping(beta, kappa):
    """The same of the flow in closed form, as docs/theory.md has it; none below the cusp."""
    largest = kappa / (1 + kappa)
    if beta * largest <= 4:
        return []
    half = math.sqrt(1 - 4 / (beta * largest))
    low, high = (largest / 2 * (1 + side * half) for side in (-1, 1))
    return [math.log(f / (kappa * (1 - f) - f)) - beta * f for f in (low, high)]


def random_unit(kind, rng):
    """A unit drawn so that about half of the draws have a tipping point near their alpha."""
    beta = rng.uniform(0.5, 14)
    kappa = math.exp(rng.uniform(-1.5, 3.5))
    alpha = -0.5 * beta * kappa / (1 + kappa) - math.log(kappa) / 2 + rng.normal(0, 1.2)
    delta = math.exp(rng.uniform(math.log(0.004), math.log(0.3)))
    if kind == "mean field":
        return MeanFieldMap(alpha, beta, delta, kappa * delta)
    files = int(rng.integers(1, 40))
    return BinomialMap(alpha, beta, delta, math.exp(rng.uniform(-4, 0)), files)


def units(count, seed=20151101, kinds=("mean field", "binomial")):
    rng = np.random.default_rng(seed)
    return [random_unit(kind, rng) for _ in range(count) for kind in kinds]


# ---- states of rest


GRID = np.sort(
    np.concatenate([expit(np.linspace(-25, 12, 40_001)), np.linspace(1e-4, 1 - 1e-4, 40_001)])
)


def counted_roots(unit):
    return int(np.count_nonzero(np.diff(np.sign(drift(unit, GRID)))))


def test_the_number_of_states_is_what_the_tipping_points_say():
    seen = {1: 0, 3: 0}
    for unit in units(200):
        turns = tipping(unit)
        if turns.size and np.abs(unit.alpha - turns).min() < 1e-3:
            continue  # a grid cannot tell two roots that close from none
        expected = 3 if turns.size and turns[1] < unit.alpha < turns[0] else 1
        assert counted_roots(unit) == expected == len(equilibria(unit)), unit
        seen[expected] += 1
    assert min(seen.values()) > 50, seen


def test_at_a_state_of_rest_nothing_moves_and_its_stability_is_that_of_small_deviations():
    for unit in units(100):
        states = equilibria(unit)
        assert [s.familiarity for s in states] == sorted(s.familiarity for s in states)
        for state in states:
            f = state.familiarity
            assert state.share == pytest.approx(expit(unit.alpha + unit.beta * f), rel=1e-9)
            assert drift(unit, f) == pytest.approx(0, abs=1e-11)
            aside = 1e-6 * min(f, 1 - f)
            pull = drift(unit, f + aside) - drift(unit, f - aside)
            assert state.stable == (pull < 0), unit
        assert [s.stable for s in states] in ([True], [True, False, True])


# ---- tipping points


@given(st.floats(0.5, 30), st.floats(0.01, 200))
def test_small_steps_have_the_tipping_points_of_the_closed_form(beta, kappa):
    cusp = 4 * (1 + 1 / kappa)
    assert theory.kappa_min(cusp) == pytest.approx(kappa)
    turns = flow_tipping(beta, kappa)
    if turns and turns[0] - turns[1] > 1e-4:
        for alpha, states in ((turns[0], (3, 1)), (turns[1], (1, 3))):
            beside = (small_steps(alpha + side * 1e-5, beta, kappa) for side in (-1, 1))
            assert tuple(len(equilibria(one)) for one in beside) == states
    elif not turns and beta / cusp < 1 - 1e-6:
        assert len(equilibria(small_steps(-beta / 2, beta, kappa))) == 1


def test_published_tipping_points():
    for unit, published in ((FLOW, [-4.28, -5.34]), (QUARTERS, [-4.27, -5.26])):
        assert tipping(unit).round(2).tolist() == published


# ---- the rival, and offices


@pytest.mark.parametrize(("kappa", "window"), [(4.0, (2.66, 3.72)), (10.0, (1.15, 2.78))])
def test_against_a_familiar_rival_a_trap_needs_an_advantage(kappa, window):
    """Against a fully familiar rival alpha is the advantage less beta, and merit alone is the ceiling of the share."""
    assert tipping(small_steps(0.0, 8.0, kappa))[::-1] + 8.0 == pytest.approx(window, abs=0.006)
    for advantage in (0.0, *window):
        assert equilibria(small_steps(advantage - 8.0, 8.0, kappa))[-1].share < expit(advantage)


def test_pooled_offices_learn_as_one_office_with_more_cases():
    # Every office sees files / offices cases a year, applies all of them, and hears a part of its sisters' lessons.
    own, sisters, pooling = 300 / 3100, 100, 0.3
    heard = own + sum(pooling * own for _ in range(sisters - 1))
    assert theory.kappa_of_offices(300, 0.5, 0.2, 3100, sisters, pooling) == pytest.approx(
        0.5 * heard / 0.2
    )
    assert theory.kappa_of_offices(300, 0.5, 0.2, 3100, 100, 0.3) == pytest.approx(7.5, abs=0.1)
    assert theory.kappa_of_offices(1000, 0.5, 0.2, 3100, 100, 0.0) == pytest.approx(0.8, abs=0.01)


# ---- the worked example


def test_worked_example_states():
    dead, barrier, living = equilibria(FLOW)
    assert [round(s.familiarity, d) for s, d in ((dead, 3), (barrier, 2), (living, 2))] == [
        0.039,
        0.43,
        0.75,
    ]
    assert [round(s.share, 2) for s in (dead, barrier, living)] == [0.01, 0.19, 0.75]
    assert round(equilibria(QUARTERS)[LIVING].familiarity, 2) == 0.73
    assert round(equilibria(QUARTERS)[LIVING].share, 2) == 0.71


# ---- one step


@pytest.mark.parametrize("files", [1, 2, 5, 16])
@pytest.mark.parametrize("lesson_per_use", [0.01, 0.4, 3.0])
@pytest.mark.parametrize("familiarity", [0.0, 0.3, 0.9])
def test_the_exact_step_is_the_sum_over_all_outcomes(files, lesson_per_use, familiarity):
    unit = BinomialMap(-1.5, 4.0, 0.05, lesson_per_use, files)
    used = np.arange(files + 1)
    chance = stats.binom.pmf(used, files, expit(-1.5 + 4.0 * familiarity))
    after = (1 - 0.05) * familiarity + (1 - familiarity) * (1 - np.exp(-lesson_per_use * used))
    assert unit.step(familiarity) == pytest.approx(float(chance @ after), rel=1e-12)


@pytest.mark.parametrize("familiarity", [0.05, 0.6])
def test_the_mean_field_step_is_exact_for_a_poisson_number_of_files(familiarity):
    files, lesson = 3.0, 0.7
    used = np.arange(80)
    chance = stats.poisson.pmf(used, files * expit(-1.5 + 4.0 * familiarity))
    after = 0.95 * familiarity + (1 - familiarity) * (1 - np.exp(-lesson * used))
    unit = MeanFieldMap(-1.5, 4.0, 0.05, files * (1 - math.exp(-lesson)))
    assert unit.step(familiarity) == pytest.approx(float(chance @ after), rel=1e-12)


# ---- paths


def after(unit, familiarity, periods):
    """Familiarity after so many periods."""
    for _ in range(periods):
        familiarity += drift(unit, familiarity)
    return familiarity


def test_a_step_is_the_change_of_a_period_and_steps_come_to_rest():
    assert QUARTERS.step(0.5) - 0.5 == pytest.approx(drift(QUARTERS, 0.5))
    for start, state in ((0.5, LIVING), (0.43, DEAD)):
        assert after(QUARTERS, start, 2000) == pytest.approx(
            equilibria(QUARTERS)[state].familiarity, abs=1e-9
        )


# ---- arguments


@pytest.mark.parametrize(("call", "message"), [
    (lambda: small_steps(math.nan, 8.0, 4.0), "alpha=nan"),
    (lambda: small_steps(-4.9, -1.0, 4.0), "beta=-1.0"),
    (lambda: MeanFieldMap(-4.9, 8.0, 0.0, 0.2), "delta=0.0"),
    (lambda: MeanFieldMap(-4.9, 8.0, 0.05, -0.2), "supply=-0.2"),
    (lambda: BinomialMap(-4.9, 8.0, 0.05, 31.0, 4), "lesson_per_use=31.0"),
    (lambda: theory.kappa_of_offices(300, 0.5, 0.2, 10, 20, 0.1), "sisters=20, offices=10"),
])  # fmt: skip
def test_an_impossible_argument_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_extreme_units_give_numbers():
    for unit in (
        small_steps(-450.0, 40.0, 1e12),
        small_steps(450.0, 40.0, 1e-9),
        BinomialMap(400.0, 50.0, 0.5, 30.0, 1),
    ):
        for state in equilibria(unit):
            assert all(math.isfinite(value) for value in state), unit


# ---- desks that counts describe


def rest(beta, kappa, fed, advantage, near):
    """Logit of the share at rest, by stepping the two stocks of the flow until nothing moves."""
    own, rival = kappa * expit(near), fed + kappa * expit(-near)
    f, b = own / (1 + own), rival / (1 + rival)
    for _ in range(40_000):
        x = advantage + beta * (f - b)
        f += 0.02 * (kappa * expit(x) * (1 - f) - f)
        b += 0.02 * ((fed + kappa * expit(-x)) * (1 - b) - b) / max(1.0, fed)
    return advantage + beta * (f - b)


def forty_rests():
    """Stable rests of desks beside rivals of all kinds."""
    luck = np.random.default_rng(74)
    made = []
    while len(made) < 40:
        beta, kappa = luck.uniform(1.0, 9.0), math.exp(luck.uniform(-3.0, 3.0))
        fed = (0.0, math.exp(luck.uniform(-2.0, 2.0)), 1e4)[len(made) % 3]
        logit, desk = luck.uniform(-3.0, 2.0), theory.Desk(beta, kappa, fed)
        if float(desk.loop_gain(logit)) < 0.8:
            made.append((desk, logit))
    return made


def test_elasticity_and_loop_gain_are_those_of_forty_rests_that_are_moved():
    step = 1e-3
    for desk, logit in forty_rests():
        advantage = float(desk.advantage(logit))
        moved = [
            rest(desk.beta, desk.kappa * math.exp(side * step), desk.fed, advantage, logit)
            for side in (-1, 1)
        ]
        uses = [math.log(expit(x)) + side * step for x, side in zip(moved, (-1, 1), strict=True)]
        assert (uses[1] - uses[0]) / (2 * step) == pytest.approx(
            float(desk.elasticity(logit)), abs=5e-3
        ), desk
        pushed = [
            rest(desk.beta, desk.kappa, desk.fed, advantage + side * step, logit)
            for side in (-1, 1)
        ]
        back = (pushed[1] - pushed[0]) / (2 * step)
        assert 1 / (1 - float(desk.loop_gain(logit))) == pytest.approx(back, rel=5e-3), desk


def test_beside_a_fixed_rival_uses_follow_files_by_one_over_one_less_the_loop_gain():
    for beta, kappa in ((3.0, 0.5), (8.0, 0.9), (6.0, 20.0)):
        desk, logits = theory.Desk(beta, kappa), np.linspace(-5.0, 4.0, 19)
        assert desk.elasticity(logits) == pytest.approx(1 / (1 - desk.loop_gain(logits)))


def test_beside_a_rival_of_equal_standing_the_elasticity_is_one_at_any_loop_gain():
    for kappa in (0.05, 0.2, 0.3):
        desk = theory.Desk(8.0, kappa, 0.0)
        assert float(desk.elasticity(0.0)) == pytest.approx(1.0)
        assert float(desk.loop_gain(0.0)) > 0.1


@pytest.mark.parametrize("beta", [4.2, 5.0, 6.3, 8.0, 12.0])
@pytest.mark.parametrize(
    ("fed", "least"), [(math.inf, theory.kappa_min), (0.0, theory.kappa_beside_rival)]
)
def test_two_states_begin_at_the_bound_and_the_gain_passes_one_there(beta, fed, least):
    logits = np.linspace(-14.0, 14.0, 20_001)
    below, above = (theory.Desk(beta, least(beta) * factor, fed) for factor in (0.99, 1.01))
    assert below.loop_gain(logits).max() < 1.0 < above.loop_gain(logits).max()
    assert not below.two_states(logits).any()
    assert above.two_states(logits).any()


def test_a_gain_of_four_has_no_two_states_beside_any_rival():
    logits = np.linspace(-14.0, 14.0, 2001)
    for kappa in np.geomspace(0.01, 1e5, 60):
        for fed in (0.0, 0.1, 1.0, 10.0, math.inf):
            assert theory.Desk(4.0, kappa, fed).loop_gain(logits).max() < 1.0
    assert theory.kappa_beside_rival(4.0) == math.inf


def test_two_states_are_places_with_another_rest_of_the_same_advantage():
    logits = np.linspace(-14.0, 14.0, 2801)
    for desk in (theory.Desk(8.0, 2.0), theory.Desk(8.0, 0.6, 0.0), theory.Desk(7.0, 30.0, 2.0)):
        curve, many = desk.advantage(logits), desk.two_states(logits)
        for at in range(0, len(logits), 97):
            crossings = np.count_nonzero(np.diff(np.sign(curve - curve[at] + 1e-9)))
            assert (crossings > 1) == many[at], (desk, logits[at])
