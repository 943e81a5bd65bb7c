"""Closed form of a scenario of ``experiment=meanfield``: alpha and beta read off the agents' own utilities."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from zombielaw.experiments.analysis.intervals import Floats
from zombielaw.sim.analysis.replay import Office
from zombielaw.sim.analysis.theory import BinomialMap, Map, MeanFieldMap, kappa_of_offices
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.perception import eligible_conduct, merits_of_conduct
from zombielaw.sim.decisions.prosecutor import without_exit
from zombielaw.sim.entities import starts
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.procedures import prosecutor
from zombielaw.sim.procedures.matter import current_clarity, observation_chances
from zombielaw.sim.scenario import Scenario, interpreted

UnitOf = Callable[[Scenario, int], Map]
"""The closed form of a month of a scenario."""


def gap(scenario: Scenario, familiarity: float, month: int) -> float:
    """Log-odds of 286-1 against 287-2 for the file on the desk, as the agents reckon them in a month.

    Raises ValueError: the world is not that of the closed forms: officials err, or an exit or another charge is open.
    """
    world, policy = scenario.world, scenario.policy_at(month, 0)
    conduct = eligible_conduct(float(first_day_of_month(month) + MID_MONTH))
    merits = merits_of_conduct(conduct, scenario.statute_at(policy))
    clear = current_clarity(interpreted(month), 0.0, policy, world)
    office = Office(**{**starts(Office, world), "familiarity_286_1": familiarity}, clarity=clear)
    seen = observation_chances(merits, clear, office, policy, world)
    own = prosecutor.weighed(merits, seen, clear, office, policy, world)
    utilities, left = own.utilities, without_exit(own.ways_out)
    if (
        not {*seen[:-1], *seen.rivals} <= {0.0, 1.0}
        or max(utilities.none, utilities.other) > -math.inf
        or left < 1.0
    ):
        raise ValueError(
            "The closed forms hold where officials see what is there, no exit and one rival is open."
        )
    return utilities.a - utilities.b


def coefficients(scenario: Scenario, month: int) -> tuple[float, float]:
    """Alpha and beta of a month: the gap is a line in familiarity."""
    alpha = gap(scenario, 0.0, month)
    return alpha, gap(scenario, 1.0, month) - alpha


def files(scenario: Scenario) -> int:
    """Eligible files of an office in a month.

    Raises ValueError: providers do not spread evenly over the offices and the two halves of a turn.
    """
    number, rest = divmod(scenario.size.providers, 2 * scenario.size.procuratorates)
    if rest or scenario.size.provinces != 1:
        raise ValueError(
            "Files are the same for every office with one province and an even number of providers each."
        )
    return number


def expected_map(scenario: Scenario, month: int) -> BinomialMap:
    """Exact expected month of an office that learns from itself alone."""
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return BinomialMap(*coefficients(scenario, month), forgetting, lesson, files(scenario))


def pooled_map(scenario: Scenario, month: int) -> MeanFieldMap:
    """Expected month of an office among its like with which lessons are pooled, each lesson small."""
    forgetting = learning.monthly(scenario.world.forgetting)
    return MeanFieldMap(
        *coefficients(scenario, month), forgetting, kappa(scenario, month) * forgetting
    )


def kappa(scenario: Scenario, month: int) -> float:
    """Case supply of an office, ``lambda E [1 + mu (m - 1)] / (n delta)``, in months."""
    offices, pooling = scenario.size.procuratorates, scenario.policy_at(month, 0).pooling
    forgetting, lesson = learning.monthly(scenario.world.forgetting), scenario.world.lesson
    return kappa_of_offices(
        files(scenario) * offices, lesson, forgetting, offices, offices, pooling
    )


def expected_path(scenario: Scenario, unit_of: UnitOf = expected_map) -> tuple[Floats, Floats]:
    """Expected familiarity and share in every month, from the scenario's own start, with its changes.

    Returns (months,) arrays: familiarity at the month's start, and the share of the files to which 286-1 is applied.
    """
    familiarity, share = np.empty(scenario.months), np.empty(scenario.months)
    now = scenario.world.initial_familiarity_286_1
    units: dict[tuple[object, bool], Map] = {}
    for month in range(scenario.months):
        key = scenario.policy_at(month, 0), interpreted(month)
        if key not in units:
            units[key] = unit_of(scenario, month)
        familiarity[month], share[month] = now, float(units[key].share(now))
        now = units[key].step(now)
    return familiarity, share
