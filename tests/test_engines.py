"""Two engines, one record: Mesa, compiled scan and compiled dense agree bit for bit in any scenario."""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import ledgers
import numpy as np
import pandas as pd
import pytest
from patience import ended_well
from shared import scenario

from zombielaw.sim.engines import compiled
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.linking import rules_as_python
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Change, Scenario, ScenarioError, Size
from zombielaw.sim.simulate import simulate, simulate_many

FAST, ALL = 12, 200
STIRRED = {
    "refusal": 0.3,
    "items_per_month": 3000.0,
    "client_rate": 5.0,
    "trace_rate": 0.01,
    "miss": 0.05,
}
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
    policy = Policy()._replace(
        **{p.name: draw_value(generator, p) for p in levers if generator.random() < 0.4}
    )
    policy = policy._replace(
        inspection_rate=float(generator.uniform(2, 12)), transfer_rate=float(generator.random())
    )
    moved = {
        p.name: draw_value(generator, p)
        for p in assumptions
        if generator.random() < 0.3 and p.name != "injected"
    }
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
    changes = []
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
        order_element_required=bool(generator.random() < 0.7),
        consequence_multiple=float(generator.choice([1.0, 0.0, 0.5, 4.0])),
    )
    inputs = {
        "weight": float(generator.uniform(1, 100)),
        "growth": tuple(np.sort(generator.uniform(0.3, 1.0, months)).tolist()),
        "outside_cases": tuple(generator.uniform(0, 3, months).tolist()),
        "campaign": tuple(generator.uniform(0, 1, months).tolist()),
    }
    # overlapping changes are refused: keep what does not overlap
    for kept in range(len(changes), -1, -1):
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
    """Compare the engines in one random scenario, and the books of its record."""
    scenario, luck = random_scenario(number), Luck(7, number)
    ledgers.check(scenario, by_mesa(number))
    assert_same(by_mesa(number), compiled.run(scenario, luck))
    assert_same(by_mesa(number), compiled.run(scenario, luck, dense=True))


@pytest.mark.parametrize("number", range(FAST))
def test_engines_agree(number):
    check(number)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(FAST, ALL))
def test_engines_agree_in_many_more_scenarios(number):
    check(number)


def test_the_compared_ledgers_are_full():
    files = pd.concat([by_mesa(number).ledger for number in range(FAST)])
    for column in ("charge", "verdict"):
        counts = files[column].value_counts()
        assert counts.reindex(["286-1", "287-2", "285-3", "225", "363-1"]).min() >= 2, column
    assert set(files["began"]) == {"inspection", "police"}
    assert {"fined", "closed", "vanished", "not filed", "convicted", "open"} <= set(files["end"])
    assert {"clearly minor", "minor", "evidence", "withdrawal"} <= set(files["ground"].dropna())
    assert (files["written_orders"] >= 3).any()


def test_counts_of_random_worlds_follow_their_sums_of_probabilities():
    pooled = {}
    for number in range(FAST):
        pairs = ledgers.outcomes([by_mesa(number)], random_scenario(number).months)
        for name, pair in pairs.items():
            pooled[name] = tuple(map(sum, zip(pooled.get(name, (0.0, 0.0)), pair, strict=True)))
    ledgers.check_outcomes(pooled)
    assert min(pooled[name][0] for name in ("applied", "wrongful", "acquitted")) > 0.0


@pytest.mark.parametrize(
    "overrides",
    [("experiment=meanfield", "study.months=24"), ("experiment=lively", "study.months=60")],
)
def test_engines_agree_in_named_experiments(overrides):
    made = scenario(*overrides)
    assert_same(simulate(made, 0, 0), simulate(made, 0, 0, engine="compiled"))


@pytest.mark.parametrize("number", range(6))
def test_rules_as_python_leave_the_same_record(number):
    expected = by_mesa(number)
    with rules_as_python():
        assert_same(expected, simulate(random_scenario(number), 7, number))


def test_a_statute_without_the_order_element_is_the_same_for_both_engines():
    """The lever as a reform and the statute from the start make the same law."""
    given = scenario("experiment=lively", "world.providers=300", "study.months=40")
    enacted = replace(given, statute=Statute(order_element_required=False))
    reformed = given.under(given.policy._replace(order_element_required=False))
    by_mesa = simulate(enacted, 1)
    assert_same(by_mesa, simulate(enacted, 1, engine="compiled"))
    assert_same(by_mesa, simulate(reformed, 1))
    assert (
        by_mesa.panel["undetected_286_1"].sum() > simulate(given, 1).panel["undetected_286_1"].sum()
    )


def test_units_that_become_compliant_are_the_same_for_both_engines():
    often = "world.compliance_exit=0.4", "world.refusal=0.3", "policy.transfer_rate=0.8"
    given = scenario("experiment=lively", "world.providers=700", "study.months=110", *often)
    by_mesa = simulate(given, 1)
    assert (by_mesa.ledger["ground"] == "compliance").sum() >= 3
    assert_same(by_mesa, simulate(given, 1, engine="compiled"))


# ------------------------------------------------------------------------------------------- other ways to run the code


def digest(record: Record) -> str:
    """Digest of every cell of a record, to the last bit."""
    whole = hashlib.sha256()
    for table in (record.ledger, record.panel):
        whole.update(table.to_csv(index=False).encode())  # repr of a float gives every bit of it
    return whole.hexdigest()


def digest_of(number: int) -> str:
    """Digest of a random scenario's record by the compiled engine."""
    return digest(compiled.run(random_scenario(number), Luck(7, number)))


def elsewhere(numbers: range, dense: bool, **environment: str) -> list[str]:
    """Digests of random scenarios, made by a fresh interpreter with this environment."""
    words = "-m", "tests.test_engines", numbers.start, numbers.stop, int(dense)
    path = str(Path(__file__).parent)
    return ended_well(*words, PYTHONPATH=path, **environment).stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize(("dense", "numbers"), [(False, range(12)), (True, range(3))])
def test_the_same_record_without_the_compiler(dense, numbers):
    """Without the compiler an index beyond its array is an error; compiled code would write elsewhere."""
    assert elsewhere(numbers, dense, NUMBA_DISABLE_JIT="1") == [
        digest_of(number) for number in numbers
    ]


@pytest.mark.slow
def test_threads_and_processes_leave_the_same_records():
    scenarios, seeds = [random_scenario(0), random_scenario(1)], [(7, 0), (7, 1), (7, 2)]
    alone = [
        (number, luck, digest(record)) for number, luck, record in simulate_many(scenarios, seeds)
    ]
    threads = [
        (number, luck, digest(record))
        for number, luck, record in simulate_many(scenarios, seeds, threads=3)
    ]
    assert alone == threads
    assert [(number, tuple(luck)) for number, luck, _ in alone] == [
        (n, seed) for seed in seeds for n in range(2)
    ]
    assert len({digested for _, _, digested in alone}) == len(alone)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(digest_of, range(3))) == [digest_of(number) for number in range(3)]


def test_an_ensemble_is_streamed():
    """Runs are made one by one, so a caller that stops early does not wait for the rest."""
    asked = []

    def seeds():
        for replicate in range(1000):
            asked.append(replicate)
            yield 7, replicate

    runs = simulate_many([random_scenario(0)], seeds(), threads=2)
    assert next(runs).luck == Luck(7, 0)
    runs.close()
    assert len(asked) <= 4


if __name__ == "__main__":
    first, last, dense = (int(word) for word in sys.argv[1:])
    for chosen in range(first, last):
        print(digest(compiled.run(random_scenario(chosen), Luck(7, chosen), dense=bool(dense))))


CROWDED = (
    "world.providers=60", "world.provinces=1", "world.procuratorates=1", "world.courts=1", "world.tool_sellers=1",
    "world.non_compliant_if_ignorant=0.581", "world.reconsideration_months=2.948", "world.client_rate=4.748",
    "world.trace_rate=0.008", "world.campaign_factor=94.968", "world.desk_capacity=1.673", "study.months=90",
)  # fmt: skip
"""Nearly every provider always has an open file, and many that close are followed by another in the same month."""
WITHOUT_COMPILER = f"""
from tests.shared import scenario
from zombielaw.sim.simulate import simulate
given = scenario("world=classroom", *{CROWDED!r})
files = simulate(given, 1, 0, engine="compiled").ledger
begun, ended = files["opened"], files["closed"].fillna(given.months)
listed = [((begun <= month) & (ended >= month)).sum() for month in range(given.months)]
assert max(listed) > given.size.providers + given.size.tool_sellers, max(listed)
"""


@pytest.mark.slow
def test_the_list_of_open_files_has_room_where_everybody_has_one():
    """Compiled code writes beyond the end of a list that is too short, unseen; so this runs without the compiler."""
    ended_well("-c", WITHOUT_COMPILER, NUMBA_DISABLE_JIT="1")
