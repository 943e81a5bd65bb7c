"""Scenarios that say the same in other words leave the same record: over levers that are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

import ledgers
import numpy as np
import pytest
from drawn import luck_of, moved
from shared import assert_same, run

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.scenario import Change, Scenario
from zombielaw.sim.simulate import simulate

WORDS = (
    "experiment=lively",
    "world.providers=90",
    "world.provinces=3",
    "study.months=36",
    "policy.inspection_rate=6",
)
MONTHS, HERE, EVERYWHERE = 36, (0,), (0, 1, 2)
Changes = tuple[Change, ...]
Pair = tuple[Changes, Changes]


@cache
def base() -> Scenario:
    return composed(*WORDS).scenario


def changes_of(luck: Random, number: int = 3, ramp: bool = False) -> Changes:
    """Changes of as many levers, each in a window of its own; with a ramp, where a lever is a number."""
    made = []
    for each in moved(luck, base().policy, number):
        start, end = sorted(luck.sample(range(1, MONTHS - 1), 2))
        steps = min(luck.randint(1, 6), end - start) if ramp and each.number else 0
        where = luck.choice([(), HERE, (0, 2)])
        made.append(Change(each.lever, each.to, start, steps, luck.choice([end + 1, None]), where))
    return tuple(made)


def today(luck: Random) -> Pair:
    changes = changes_of(luck)
    return (), tuple(replace(one, to=getattr(base().policy, one.lever)) for one in changes)


def split(luck: Random) -> Pair:
    changes = changes_of(luck)
    parts = [
        replace(one, **part)
        for one in changes
        for middle in [luck.randint(one.start + 1, one.end or MONTHS - 1)]
        for part in ({"end": middle}, {"start": middle})
    ]
    return changes, tuple(one for one in parts if one.end is None or one.start < one.end)


def ordered(luck: Random) -> Pair:
    changes = changes_of(luck)
    return changes, changes[::-1]


def joined(luck: Random) -> Pair:
    whole = tuple(replace(one, provinces=()) for one in changes_of(luck))
    return whole, tuple(
        replace(one, provinces=part) for one in whole for part in (HERE, EVERYWHERE[1:])
    )


def named(luck: Random) -> Pair:
    whole = tuple(replace(one, provinces=()) for one in changes_of(luck))
    return whole, tuple(replace(one, provinces=EVERYWHERE) for one in whole)


def turned(luck: Random) -> Pair:
    changes = tuple(replace(one, provinces=(0, 2, 1)) for one in changes_of(luck))
    return changes, tuple(replace(one, provinces=(1, 2, 0)) for one in changes)


def stepped(luck: Random) -> Pair:
    changes, steps = changes_of(luck, ramp=True), []
    for one in changes:
        own = getattr(base().policy, one.lever)
        full = one.start + one.ramp_months
        steps += [
            replace(one, to=one.value(own, month, 0), start=month, end=month + 1, ramp_months=0)
            for month in range(one.start, full)
        ]
        steps.append(replace(one, start=full, ramp_months=0))
    return changes, tuple(one for one in steps if one.end is None or one.start < one.end)


def to_the_end(luck: Random) -> Pair:
    changes = tuple(replace(one, end=None) for one in changes_of(luck))
    return changes, tuple(replace(one, end=MONTHS) for one in changes)


@pytest.mark.parametrize("number", [0, 1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "same", [today, split, ordered, joined, named, turned, stepped, to_the_end]
)
def test_what_says_the_same_leaves_the_same_record(same: Callable[[Random], Pair], number):
    one, other = (replace(base(), changes=each) for each in same(luck_of(same.__name__, number)))
    record = run(one)
    assert_same(record, run(other))
    ledgers.check(one, record)


@pytest.mark.parametrize("number", range(3))
def test_a_reform_of_the_country_is_that_of_each_of_its_provinces(number):
    """Without salience and clarity, which the country learns as one, a province has its own part to the last bit."""
    apart = composed(*WORDS, "world.salience=0", "world.clarity_learns=false").scenario
    changes, today = changes_of(luck_of("parts", number), ramp=True), run(apart).panel

    def panel(where: tuple[int, ...]) -> np.ndarray:
        moved = tuple(replace(one, provinces=where) for one in changes)
        return run(replace(apart, changes=moved)).panel.to_numpy()

    for province in EVERYWHERE:
        here = (today["province"] == province).to_numpy()[:, None]
        parts = np.where(here, panel(EVERYWHERE), today.to_numpy())
        np.testing.assert_array_equal(panel((province,)), parts)


def test_changes_that_are_drawn_move_records():
    """The tests above compare records that are not all those of today."""
    every = [replace(base(), changes=changes_of(luck_of("moves", number))) for number in range(4)]
    assert any(not run(one).panel.equals(run(base()).panel) for one in every)


def test_both_engines_agree_on_what_is_drawn():
    scenario = replace(base(), changes=changes_of(luck_of("engines"), ramp=True))
    assert_same(run(scenario), simulate(scenario, 1, 0, "mesa"))
