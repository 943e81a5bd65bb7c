"""Three-valued truth, and truths of facts known as intervals."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zombielaw.sim.law.facts import NOTHING, Facts, Interval, at_least, exactly, holds, more_than
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, negate, of

TRUTHS = (NOT_MET, OPEN, MET)
NUMBERS = st.floats(allow_nan=False)


def completions(truth: int) -> set[bool]:
    return {NOT_MET: {False}, OPEN: {False, True}, MET: {True}}[truth]


def summary(values: set[bool]) -> int:
    return of(values.pop()) if len(values) == 1 else OPEN


@pytest.mark.parametrize(("a", "b"), list(itertools.product(TRUTHS, TRUTHS)))
def test_and_or_not_agree_with_all_completions(a, b):
    pairs = list(itertools.product(completions(a), completions(b)))
    assert min(a, b) == summary({x and y for x, y in pairs})
    assert max(a, b) == summary({x or y for x, y in pairs})
    assert negate(a) == summary({not x for x in completions(a)})


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_comparisons_are_sound(first, second, inside, mark):
    low, high = sorted((first, second))
    value = min(max(inside, low), high)
    for rule, true in ((at_least, value >= mark), (more_than, value > mark)):
        truth = rule(Interval(low, high), mark)
        assert true in completions(truth)
        assert rule(exactly(value), mark) == of(true)


@pytest.mark.parametrize(
    ("fact", "atleast", "morethan"),
    [
        (exactly(1999.0), NOT_MET, NOT_MET),
        (exactly(2000.0), MET, NOT_MET),
        (Interval(1999.0, 2000.0), OPEN, NOT_MET),
        (Interval(2000.0, math.inf), MET, OPEN),
        (Interval(2001.0, math.inf), MET, MET),
        (Interval(0.0, math.inf), OPEN, OPEN),
    ],
)
def test_comparisons_at_the_mark(fact, atleast, morethan):
    assert (at_least(fact, 2000.0), more_than(fact, 2000.0)) == (atleast, morethan)


def test_defaults_are_unknown_and_nothing_is_known():
    assert all(fact.low < fact.high for fact in Facts())
    assert all(
        fact.low == fact.high
        for name, fact in zip(Facts._fields, NOTHING, strict=True)
        if "_day" not in name
    )
    assert holds(NOTHING.refused) == NOT_MET
    assert holds(Facts().refused) == OPEN
