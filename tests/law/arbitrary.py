"""Arbitrary facts and statutes around the marks, for tests of the law."""

from __future__ import annotations

import itertools
import math
import random

from zombielaw.experiments.opinion.outcome import marks
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.law.facts import ANY_DAY, MAYBE, NOTHING, YES, Facts, Interval

MARKS = marks(Statute())
STATUTES = [
    Statute(*switches)
    for switches in itertools.product(
        VERSIONS, (True, False), (0.0, 0.5, 1.0, 4.0), (True, False), (True, False), range(3)
    )
]
LAW_IN_ALL_ELEMENTS = NOTHING._replace(
    **{
        name: YES
        for name, default in Facts._field_defaults.items()
        if default == MAYBE and name != "rebutted"
    },
    conduct_end_day=Interval(2500.0, 2500.0),
    judgment_day=Interval(2600.0, 2600.0),
    order_day=Interval(2400.0, 2400.0),
    orders=Interval(3.0, 3.0),
    intent=Interval(2.0, 2.0),
    illegal_items=Interval(2000.0, 2000.0),
    clients_aided=Interval(3.0, 3.0),
)
BASES = (NOTHING, Facts(), LAW_IN_ALL_ELEMENTS)


def points(name: str) -> list[float]:
    """Values of a fact worth trying: its ends, and each mark with its neighbours."""
    low, high = Facts._field_defaults[name]
    near = [mark + step for mark in MARKS.get(name, ()) for step in (-1.0, 0.0, 1.0)]
    if Facts._field_defaults[name] == MAYBE:
        near = [0.3, *MARKS.get(name, ()), 0.9] if name in MARKS else []
    if Facts._field_defaults[name] == ANY_DAY:
        low, high = -500.0, 5000.0
    return sorted({low, high, *(value for value in (*near, 0.0, 1.0) if low <= value <= high)})


SOME_READINGS = [
    *READINGS.values(),
    *(STATUTE._replace(**{switch: not getattr(STATUTE, switch)}) for switch in Reading._fields),
]
"""The named readings, and the statute with each switch the other way."""
POINTS = {name: points(name) for name in Facts._fields}


def some_interval(name: str, chance: random.Random) -> Interval:
    """Interval of a fact: unknown, exact, or something between."""
    way = chance.random()
    if way < 0.2:
        return Facts._field_defaults[name]
    if way < 0.7:
        value = chance.choice(POINTS[name])
        return Interval(value, value)
    low, high = sorted((chance.choice(POINTS[name]), chance.choice(POINTS[name])))
    return Interval(low, high)


def some_facts(chance: random.Random) -> Facts:
    """Facts near a base: from one changed fact to all of them."""
    share = chance.choice((0.05, 0.2, 1.0))
    changed = {
        name: some_interval(name, chance) for name in Facts._fields if chance.random() < share
    }
    return chance.choice(BASES)._replace(**changed)


def narrowed(facts: Facts, chance: random.Random) -> Facts:
    """The same facts, some of them better known."""

    def narrow(name: str, fact: Interval) -> Interval:
        if fact.low == fact.high or chance.random() < 0.3:
            return fact
        inside = [
            fact.low,
            fact.high,
            *(
                value
                for value in POINTS[name]
                if fact.low <= value <= fact.high and (value >= 0.0 or fact.low > -math.inf)
            ),
        ]
        low = chance.choice([value for value in inside if value < math.inf])
        high = chance.choice([value for value in inside if value >= low])
        return Interval(low, low) if chance.random() < 0.5 else Interval(low, high)

    return Facts(*[narrow(name, fact) for name, fact in zip(Facts._fields, facts, strict=True)])
