"""The rule of verdicts: right where an effect is planted, wrong no more often than it says, stopped early or not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.verdicts import (
    ABOVE,
    BELOW,
    OPEN,
    PILOT,
    WITHIN,
    Rule,
    UntilDecided,
    stages,
)

TESTS, MOST = 12, 320
SMALLEST = 0.1


def family(rng: np.random.Generator, times: float, number: int, skewed: bool) -> list[np.ndarray]:
    """Numerators and denominators of a point and of today; both share most of their luck."""
    shared = rng.lognormal(0.0, 0.8, number) if skewed else rng.normal(10.0, 2.0, number)
    shared = shared / (np.exp(0.32) if skewed else 10.0)
    own = [
        rng.lognormal(-0.045, 0.3, number) if skewed else rng.normal(1.0, 0.3, number)
        for _ in range(2)
    ]
    return [times * shared * own[0], np.ones(number), shared * own[1], np.ones(number)]


def stopped(rng: np.random.Generator, times: float, skewed: bool) -> str:
    """The verdict on one effect that is looked at stage by stage."""
    looks = stages(MOST)
    rule = Rule(SMALLEST, TESTS, len(looks))
    parts = family(rng, times, MOST, skewed)
    for runs in looks:
        side = rule.side(*(part[:runs] for part in parts))
        if side != OPEN:
            break
    return side


def test_stages_double_up_to_the_runs_asked_for():
    assert stages(2) == [2]
    assert stages(PILOT) == [PILOT]
    assert stages(100) == [20, 40, 80, 100]
    assert UntilDecided(lambda _: 1).after(0) == PILOT
    assert UntilDecided(lambda _: 1).after(40) == 80


@pytest.mark.parametrize("skewed", [False, True])
@pytest.mark.parametrize(
    ("times", "right"),
    [(1.6, ABOVE), (0.5, BELOW), (1.0, WITHIN), (1.1, OPEN), (0.9, OPEN), (1.02, WITHIN)],
)
def test_a_wrong_verdict_is_rarer_than_the_error_of_one_test(times, right, skewed):
    """Of 400 effects each looked at up to five times: the family's error of 5 % allows 1 in 240 to be wrong."""
    rng = np.random.default_rng(11)
    counts = pd.Series([stopped(rng, times, skewed) for _ in range(400)]).value_counts()
    wrong = 400 - counts.get(right, 0) - (counts.get(OPEN, 0) if right != OPEN else 0)
    assert wrong <= 6, "1.7 are expected at most; more than 6 come by chance once in 500"
    if times in (1.6, 0.5):
        assert counts.get(right, 0) > 390, "a large effect is decided"
    if times == 1.0 and not skewed:
        assert counts.get(right, 0) > 200, "and so is none"


def test_one_run_and_nothing_to_divide_by_decide_nothing():
    rule, some = Rule(SMALLEST, 1, 1), np.arange(1.0, 9.0)
    assert rule.side(some[:1], some[:1], some[:1], some[:1]) == OPEN
    assert rule.side(some, some, np.zeros(8), some) == OPEN
    assert rule.side(some, np.zeros(8), some, some) == OPEN
    assert rule.side(some * 0.0, some, some, some) == BELOW
    assert rule.side(some, some, some, some) == WITHIN
