"""Judgments inverted: all views at once say what each says alone."""

from __future__ import annotations

import random

import pytest
from arbitrary import some_facts

from zombielaw.experiments.opinion.inverted import (
    SWITCHES,
    reading_of,
    smallest_views,
    switches_of,
    views_of,
)
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.offences import OFFENCES


def test_a_view_is_a_set_of_switches():
    assert reading_of(0) == STATUTE
    for number, name in enumerate(SWITCHES):
        assert switches_of(1 << number) == [name]
        assert getattr(reading_of(1 << number), name) is not getattr(STATUTE, name)


@pytest.mark.slow
def test_all_views_at_once_say_what_each_says_alone():
    chance = random.Random(3)
    for _ in range(4):
        facts = some_facts(chance)
        views = views_of(facts, Statute())
        for view in [0, *(chance.randrange(1 << len(SWITCHES)) for _ in range(60))]:
            assessment = assess(facts, Statute(), reading_of(view))
            assert (views.prevailing[view], views.open[view]) == (
                assessment.prevailing,
                assessment.open,
            )
        for code in range(len(OFFENCES) + 1):
            smallest = smallest_views(views, code)
            right = views.right(code)
            assert all(right[view] for view in smallest)
            for view in smallest:
                for number in range(len(SWITCHES)):
                    assert not (view >> number & 1 and right[view & ~(1 << number)]), (
                        "no switch of it is idle"
                    )
            assert (smallest == [0]) == bool(right[0])
