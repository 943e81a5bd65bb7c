"""Two engines, one record: Mesa, compiled scan and compiled dense agree bit for bit in any scenario."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim import compiled
from sim.law.dates import VERSIONS, Statute
from sim.luck import Luck
from sim.parameters import Policy, WorldParameters, declared
from sim.record import Record
from sim.scenario import Change, Scenario, ScenarioError, Size
from sim.simulate import simulate

FAST, ALL = 20, 200
STIRRED = {"refusal": 0.3, "items_per_month": 3000.0, "client_rate": 5.0, "trace_rate": 0.01, "miss": 0.05}
"""Worlds in which files travel far: most random worlds would compare empty ledgers."""


def draw_value(generator: np.random.Generator, parameter) -> float | int | bool:
    """A value of a parameter: a tenth each at its two ends, else anywhere between."""
    about = parameter.about
    if parameter.kind is bool:
        return bool(generator.random() < 0.5)
    if about.options:
        return int(generator.integers(len(about.options)))
    share = generator.random()
    if share < 0.1:
        return float(about.low)
    if share > 0.9:
        return float(about.high)
    return float(generator.uniform(about.low, about.high))


def random_scenario(number: int) -> Scenario:
    """A scenario with random levers, assumptions, sizes, law, and timelines by province."""
    generator = np.random.default_rng(number)
    levers, assumptions = declared(Policy), declared(WorldParameters)
    policy = Policy()._replace(**{p.name: draw_value(generator, p) for p in levers if generator.random() < 0.4})
    policy = policy._replace(inspection_rate=float(generator.uniform(2, 12)), transfer_rate=float(generator.random()))
    moved = {p.name: draw_value(generator, p) for p in assumptions if generator.random() < 0.3 and p.name != "injected"}
    world = WorldParameters()._replace(**STIRRED)._replace(**moved)
    if world.refusal + world.partial + world.vanish > 0.95:
        world = world._replace(partial=0.1, vanish=0.05)
    provinces = int(generator.integers(1, 5))
    size = Size(
        providers=int(generator.integers(50, 400)),
        provinces=provinces,
        regulators=3 * provinces + int(generator.integers(0, 5)),
        procuratorates=provinces + int(generator.integers(0, 6)),
        courts=provinces + int(generator.integers(0, 6)),
        tool_sellers=int(generator.integers(0, 20)),
    )
    months = int(generator.integers(20, 60))
    changes: list[Change] = []
    for _ in range(int(generator.integers(0, 5))):
        lever = levers[int(generator.integers(len(levers)))]
        start = int(generator.integers(0, months))
        changes.append(
            Change(
                lever.name,
                draw_value(generator, lever),
                start,
                int(generator.integers(0, 12)) if lever.kind is float else 0,
                start + int(generator.integers(1, 30)) if generator.random() < 0.5 else None,
                (int(generator.integers(provinces)),) if generator.random() < 0.5 else (),
            )
        )
    statute = Statute(
        version=VERSIONS[int(generator.integers(len(VERSIONS)))],
        intent_required=bool(generator.random() < 0.5),
        order_weighted=bool(generator.random() < 0.5),
    )
    inputs = {
        "weight": float(generator.uniform(1, 100)),
        "growth": tuple(np.sort(generator.uniform(0.3, 1.0, months)).tolist()),
        "outside_cases": tuple(generator.uniform(0, 3, months).tolist()),
        "campaign": tuple(generator.uniform(0, 1, months).tolist()),
    }
    for kept in range(len(changes), -1, -1):  # overlapping changes are refused: keep what does not overlap
        try:
            return Scenario(policy, tuple(changes[:kept]), world, size, statute, months, **inputs)
        except ScenarioError:
            continue
    raise AssertionError("a scenario without changes is always allowed")


def assert_same(left: Record, right: Record) -> None:
    """Exact equality of both tables, types included."""
    pd.testing.assert_frame_equal(left.panel, right.panel, check_exact=True)
    pd.testing.assert_frame_equal(left.ledger, right.ledger, check_exact=True)


@cache
def by_mesa(number: int) -> Record:
    """Record of a random scenario by the Mesa engine."""
    return simulate(random_scenario(number), 7, number)


def check(number: int) -> None:
    """Compare the engines in one random scenario."""
    scenario, luck = random_scenario(number), Luck(7, number)
    assert_same(by_mesa(number), compiled.run(scenario, luck))
    assert_same(by_mesa(number), compiled.run(scenario, luck, dense=True))


@pytest.mark.xdist_group("engines")
@pytest.mark.parametrize("number", range(FAST))
def test_engines_agree(number):
    check(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FAST, ALL))
def test_engines_agree_in_many_more_scenarios(number):
    check(number)


@pytest.mark.xdist_group("engines")
def test_the_compared_ledgers_are_full():
    ledgers = pd.concat([by_mesa(number).ledger for number in range(FAST)])
    assert ledgers["charge"].value_counts().reindex(["286-1", "287-2", "other"]).min() >= 5
    assert ledgers["verdict"].value_counts().reindex(["286-1", "287-2", "other"]).min() >= 5
    assert set(ledgers["began"]) == {"inspection", "police"}
    assert {"fined", "closed", "vanished", "not filed", "convicted", "open"} <= set(ledgers["end"])
    assert (ledgers["written_orders"] >= 3).any()


@pytest.mark.xdist_group("engines")
@pytest.mark.parametrize(
    "overrides", [("experiment=meanfield", "study.months=24"), ("experiment=lively", "study.months=60")]
)
def test_engines_agree_in_named_experiments(overrides, scenario):
    made = scenario(*overrides)
    assert_same(simulate(made, 0, 0), simulate(made, 0, 0, engine="compiled"))
