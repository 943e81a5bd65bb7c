"""The shortest reform that theory lets last, by its size and its order with the special-law rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import closed_form_world as closed
from zombielaw.sim.analysis.theory import critical_pulse, equilibria, trajectory
from zombielaw.sim.parameters import SPECIAL_FIRST
from zombielaw.sim.scenario import Scenario

ORDERS = ("alone", "rule first", "rule last")
LONGEST = 20 * closed.YEAR
"""Months up to which a length is sought."""


class Critical(NamedTuple):
    """Shortest reform, months; infinite if none up to :data:`LONGEST` is enough."""

    lasting: float  # leaves the unit above the unstable state
    visible: float  # leaves an expected share above ALIVE in the months in which the study looks


def table_of_sizes(scenario: Scenario, sizes: Iterable[float]) -> pd.DataFrame:
    """Shortest reforms by order and size: ``order, size, lasting, visible``."""
    levels = list(sizes)
    rows = [(order, size, *shortest(scenario, order, size)) for order in ORDERS for size in levels]
    return pd.DataFrame(rows, columns=["order", "size", *Critical._fields])


def shortest(scenario: Scenario, order: str, size: float) -> Critical:
    """Shortest reforms of a size (logits on alpha) in one of :data:`ORDERS`."""
    normal = closed.expected_map(scenario, 0)
    pulse = replace(normal, alpha=normal.alpha + size)
    special = closed.expected_map(scenario.under(scenario.policy._replace(concurrence=SPECIAL_FIRST)), 0)
    phases = {"alone": (pulse,), "rule first": (special, pulse), "rule last": (pulse, special)}[order]
    begin, barrier = (state.familiarity for state in equilibria(normal)[:2])

    def left(length: int) -> float:
        now = begin
        for phase in phases:
            now = float(trajectory(phase, now, length)[-1])
        return now

    def shows(length: int) -> bool:
        path = trajectory(normal, left(length), closed.AFTER - 1)
        return float(normal.share(path[-closed.LOOK :]).mean()) > closed.ALIVE

    lasting = critical_pulse(normal, pulse) if order == "alone" else least(lambda length: left(length) > barrier)
    return Critical(lasting if lasting <= LONGEST else np.inf, least(shows))


def least(enough: Callable[[int], bool], longest: int = LONGEST) -> float:
    """The least length that is enough, of those up to the longest; infinite if none is."""
    if not enough(longest):
        return np.inf
    low, high = 0, longest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return float(high)
