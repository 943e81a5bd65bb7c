"""Agents against theory: in the world of the closed forms they land where those say, within their standard error."""

from __future__ import annotations

import math

import closed_form as closed
import numpy as np
import pytest
from shared import run, scenario

from zombielaw.experiments.designs import planted
from zombielaw.sim.analysis.theory import BinomialMap, Desk, MeanFieldMap, equilibria
from zombielaw.sim.decisions import perception, prosecutor
from zombielaw.sim.decisions.perception import Clarity
from zombielaw.sim.scenario import Scenario

SIGMAS = 4.0
SETTLED = 400
"""Months after which a run has forgotten its start (the slowest rate at either state is about 0.006 a month)."""
LONG = ("experiment=meanfield", "study.months=600")
WIDE = (*LONG, "world.providers=448", "world.procuratorates=32")
FILES = 7
DEAD, BARRIER, LIVING = range(3)


MONTH = 60
"""A month in which the law of the closed forms is in force."""


def expected_map(given: Scenario) -> BinomialMap:
    """The exact expected map of one office."""
    return closed.expected_map(given, MONTH)


def office_shares(given: Scenario, replicates: int) -> np.ndarray:
    """Mean probability of 286-1 in each office once settled; offices share nothing, so each is one sample."""
    ledgers = [
        run(given, replicate=replicate).ledger.query("opened >= @SETTLED")
        for replicate in range(replicates)
    ]
    return np.concatenate(
        [late.groupby("procuratorate")["p_charge_286_1"].mean() for late in ledgers]
    )


def assert_lands(shares: np.ndarray, theory: float) -> None:
    error = shares.std(ddof=1) / math.sqrt(len(shares))
    assert abs(shares.mean() - theory) < SIGMAS * error, (shares.mean(), theory, error)
    assert error < 0.2 * theory  # or the comparison says nothing


def test_the_gap_is_a_line_in_familiarity():
    given = scenario("experiment=meanfield")
    alpha, beta = closed.coefficients(given, MONTH)
    assert beta == pytest.approx(8.0, abs=1e-6)
    assert alpha == pytest.approx(-4.9, abs=0.1)
    for familiarity in (0.25, 0.5, 1.0):
        assert closed.gap(given, familiarity, MONTH) == pytest.approx(alpha + beta * familiarity)
    for month in (47, 48, 60, 121):
        assert closed.gap(given, 0.0, max(month, 48)) == pytest.approx(alpha)


def test_familiarity_in_the_odds_adds_to_beta():
    """beta_eff = beta + k_w times the derivative of the log-odds of conviction."""
    given = scenario("experiment=meanfield", "world.element_familiarity=1.0")
    world, step = given.world, 1e-5
    clarity, seen = Clarity(0.6, 0.6), perception.Seen(*[1.0] * 8, 0.0)
    odds = [prosecutor.win_odds(seen, clarity, f, 0.0, world).a for f in (0.0, step)]
    slope = (odds[1] - odds[0]) / step
    assert 0.9 < slope < 1.3
    beta = (closed.gap(given, step, MONTH) - closed.gap(given, 0.0, MONTH)) / step
    assert beta == pytest.approx(world.familiarity_gain + world.conviction_weight * slope, rel=1e-4)


def test_the_worked_example_has_two_stable_states():
    given = scenario("experiment=meanfield")
    exact = expected_map(given)
    assert exact.lesson_per_use * FILES / exact.delta == pytest.approx(4.0, rel=0.01)
    states = equilibria(exact)
    assert [state.stable for state in states] == [True, False, True]
    assert states[DEAD].share < 0.02
    assert states[LIVING].share > 0.6
    # At so small a lesson the two maps are one.
    mean_field = MeanFieldMap(exact.alpha, exact.beta, exact.delta, exact.lesson_per_use * FILES)
    for one, other in zip(states, equilibria(mean_field), strict=True):
        assert one.familiarity == pytest.approx(other.familiarity, abs=2e-3)


def test_each_office_has_its_files_each_month():
    ledger = run(scenario("experiment=meanfield", "study.months=40")).ledger
    assert set(ledger.groupby(["procuratorate", "opened"]).size()) == {FILES}
    assert (ledger["charge"].isin(["286-1", "287-2"])).all()


@pytest.mark.parametrize(
    ("words", "runs"), [(LONG, 2), pytest.param(WIDE, 1, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(("start", "state"), [(0.0, DEAD), (0.9, LIVING)])
def test_agents_land_on_the_state_of_their_basin(start, state, words, runs):
    given = scenario(*words, f"world.initial_familiarity_286_1={start}")
    assert_lands(office_shares(given, runs), equilibria(expected_map(given))[state].share)


def test_the_path_follows_the_map():
    """Month by month, mean familiarity of the offices against iterates of the map, from where the law has settled."""
    given = scenario(*LONG, "world.initial_familiarity_286_1=0.9")
    exact = expected_map(given)
    path = np.mean(
        [run(given, replicate=r).panel["familiarity_286_1"].to_numpy() for r in range(2)], axis=0
    )
    familiarity = path[60]
    for month in range(61, 120):
        familiarity = float(exact.step(familiarity))
        assert path[month] == pytest.approx(familiarity, abs=0.03)


def test_trapped_is_dead_when_born_and_lives_when_primed():
    born = office_shares(scenario("experiment=trapped", "study.months=600"), 2)
    primed = office_shares(
        scenario("experiment=trapped", "study.months=600", "world.initial_familiarity_286_1=0.9"), 2
    )
    assert born.max() < 0.05
    assert primed.min() > 0.6


def test_trapped_needs_its_feedback():
    """Without the gain from familiarity the start makes no difference."""
    flat = ("experiment=trapped", "study.months=60", "world.familiarity_gain=0")
    born, primed = (
        run(scenario(*flat, f"world.initial_familiarity_286_1={start}")).panel[
            "expected_charges_286_1"
        ]
        for start in (0.0, 0.9)
    )
    assert born.sum() > 0.0
    assert born.to_numpy() == pytest.approx(primed.to_numpy())


# ---- uses that follow files

OFFICES = 20
"""Worlds of a kind: offices that share nothing. Seed 1, replicate 0."""
FEWER, MORE = 6, 8
"""Files of an office in a month."""
RESTING = ("learning", "rival", "saturated", "starved", "none", "selection", "deterrence")
"""Kinds of planted worlds that come to rest, of which the closed form says the elasticity."""


def resting(kind: str, files: int) -> tuple[Scenario, np.ndarray]:
    """Offices of a planted kind with so many files each, and the share of each charged with 286-1 once settled."""
    about = planted.KINDS[kind]
    push = about.push + about.office * math.log(files / FEWER)
    words = {
        "world.providers": 2 * files * OFFICES,
        "world.procuratorates": OFFICES,
        "world.courts": OFFICES,
        "world.familiarity_gain": 4.0,
        "world.familiarity_learns": str(about.learns).lower(),
        "policy.charge_preference": planted.preference_for(push),
        **{key: str(value).lower() for key, value in about.world.items()},
    }
    given = scenario(*LONG, *(f"{key}={value}" for key, value in words.items()))
    return given, office_shares(given, 1)


@pytest.mark.slow
@pytest.mark.parametrize("kind", RESTING)
def test_uses_of_agents_follow_files_as_the_closed_form_says(kind):
    about, step = planted.KINDS[kind], math.log(MORE / FEWER)
    (given, fewer), (_, more) = resting(kind, FEWER), resting(kind, MORE)
    measured = 1.0 + math.log(more.mean() / fewer.mean()) / step
    error = (
        math.hypot(*(x.std(ddof=1) / x.mean() for x in (fewer, more))) / math.sqrt(OFFICES) / step
    )
    logit = float(np.log(p := math.sqrt(more.mean() * fewer.mean())) - np.log1p(-p))
    kappa = closed.kappa(given, MONTH) * math.sqrt(MORE / FEWER) * about.learns
    desk = Desk(4.0, kappa, 0.0 if "world.rival_learns" in about.world else math.inf)
    pushed = about.office * (1.0 - p) / (1.0 - float(desk.loop_gain(logit)))
    expected = float(desk.elasticity(logit)) + pushed
    print(f"{kind}: {measured:.3f} (standard error {error:.3f}), closed form {expected:.3f}")
    assert abs(measured - expected) < SIGMAS * error + 0.02 * expected
    assert error < 0.2  # or the comparison says nothing
