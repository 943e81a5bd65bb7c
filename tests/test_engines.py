"""Two engines, one record: Mesa, compiled scan and compiled dense agree bit for bit in any scenario."""

from __future__ import annotations

import hashlib
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import ledgers
import pandas as pd
import pytest
from patience import ended_well
from shared import scenario

from zombielaw.sim.compiling import rules_as_python
from zombielaw.sim.decisions.learning import months_of
from zombielaw.sim.engines import compiled
from zombielaw.sim.law.dates import VERSIONS, Statute
from zombielaw.sim.luck import Luck
from zombielaw.sim.months import MOST_MONTHS
from zombielaw.sim.parameters import Declared, Headcounts, Policy, WorldParameters, declared
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import SERIES, Change, Scenario, ScenarioError, Size
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


def luck_of(number: int, *name: str) -> random.Random:
    """Luck of one thing in a random scenario, keyed by its name: what is declared anew reshuffles nothing else."""
    return random.Random(f"{number} {name}")


def draw_value(luck: random.Random, parameter: Declared) -> float | int | bool:
    """A value of a parameter: a tenth each at its two ends, else anywhere between."""
    about, share = parameter.about, luck.random()
    if parameter.kind is bool or about.options:
        return parameter.kind(luck.randint(0, int(about.high)))
    if share < 0.1 or share > 0.9:
        return float(about.low if share < 0.1 else about.high)
    return luck.uniform(about.low, about.high)


def drawn_set(number: int, values: Any, share: float) -> Any:
    """A set of parameters, of which a share is drawn."""
    drawn = {}
    for one in declared(type(values)):
        luck = luck_of(number, one.name)
        if luck.random() < share and one.name != "injected":
            drawn[one.name] = draw_value(luck, one)
    return values._replace(**drawn)


def drawn_change(luck: random.Random, lever: Declared, months: int, provinces: int) -> Change:
    """A change of a lever, which often begins in month 0, in month 1 or in the last, and ends in the run or not."""
    start = luck.choice([0, 1, months - 1] + 5 * [luck.randrange(months)])
    return Change(
        lever.name,
        draw_value(luck, lever),
        start,
        luck.choice([0, luck.randint(1, 12)]) if lever.kind is float else 0,
        luck.choice([None, months, luck.randint(start + 1, months)]),
        luck.choice([(), tuple(luck.sample(range(provinces), luck.randint(1, provinces)))]),
    )


def random_scenario(number: int) -> Scenario:
    """A scenario with random levers, assumptions, sizes, law, and timelines by province."""

    def drawn(name: str, low: int, high: int) -> int:
        return luck_of(number, name).randint(low, high)

    def series(name: str, low: float, high: float) -> tuple[float, ...]:
        """A number for each month: as is usual, or in a fifth of the scenarios anything that is allowed."""
        luck, most = luck_of(number, name), SERIES[name]
        usual = 0 if luck.random() < 0.2 else 3
        return tuple(
            luck.choice([0.0, most, most ** luck.random(), luck.uniform(low, high)][usual:])
            for _ in range(months)
        )

    policy = drawn_set(number, Policy(), 0.4)._replace(
        inspection_rate=luck_of(number, "checks").uniform(2.0, 12.0),
        transfer_rate=luck_of(number, "referrals").random(),
    )
    world = drawn_set(number, WorldParameters()._replace(**STIRRED), 0.3)
    if world.refusal + world.partial + world.vanish > 0.95:
        world = world._replace(partial=0.1, vanish=0.05)
    months, provinces = drawn("months", 20, 60), drawn("provinces", 1, 4)
    changes = [
        drawn_change(luck, lever, months, provinces)
        for lever in declared(Policy)
        if (luck := luck_of(number, "change", lever.name)).random() < 0.15
    ]
    changes += [  # of the country; who has come stays
        replace(drawn_change(luck, one, months, provinces), provinces=(), end=None)
        for one in declared(Headcounts)
        if (luck := luck_of(number, "change", one.name)).random() < 0.15
    ]
    offices = {"regulators": 3 * provinces, "procuratorates": provinces, "courts": provinces}
    size = Size(
        drawn("providers", 50, 400),
        provinces,
        **{name: least + drawn(name, 0, 5) for name, least in offices.items()},
        tool_sellers=drawn("tool_sellers", 0, 20),
    )
    luck = luck_of(number, "statute")
    statute = Statute(
        version=luck.choice(VERSIONS),
        intent_required=luck.random() < 0.5,
        order_weighted=luck.random() < 0.5,
        order_element_required=luck.random() < 0.7,
        consequence_multiple=luck.choice([1.0, 0.0, 0.5, 4.0]),
    )
    inputs = {
        "weight": luck_of(number, "weight").uniform(1.0, 100.0),
        "growth": tuple(sorted(series("growth", 0.3, 1.0))),  # who is at work stays
        "outside_cases": series("outside_cases", 0.0, 3.0),
        "campaign": series("campaign", 0.0, 1.0),
    }
    return Scenario(policy, tuple(changes), world, size, statute, months, **inputs)


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
        assert counts.reindex(["286-1", "287-2", "285-3", "225", "363-1"]).min() >= 1, column
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


def test_rivals_of_which_next_to_no_chance_is_left_are_charged_with_none_by_both_engines():
    """Where loads leave a chance of rivals whose reciprocal is infinite, their shares of it are still no infinities."""
    loads = 1.77, 721.0, 0.5, 331.0, 0.0, 900.0, 3.0, 12.0, 400.0
    world = WorldParameters()._replace(trace_rate=0.0047, desk_capacity=1.0)
    given = Scenario(world=world, size=Size(1, 33, 99, 33, 33, 60), months=30, outside_cases=loads)
    assert_same(simulate(given, 7), simulate(given, 7, engine="compiled"))


def test_two_stages_of_any_length_after_the_longest_run_fit_a_column_of_months():
    assert MOST_MONTHS + 2 * months_of(1e12) < 2**15


@pytest.mark.slow
def test_days_that_no_column_holds_are_refused():
    """Files are laid on the desks of a province with half a million providers, and each charge takes all its days."""
    days = {"days_286_1": 40.0, "days_other": 40.0, "tracing_days": 30.0, "accessory_burden": 20.0}
    world = WorldParameters()._replace(injected=True, **days)
    given = Scenario(world=world, size=Size(600_000, 1, 3, 1, 1, 0), months=1)
    with pytest.raises(ScenarioError, match=r"8,388,608.*give more provinces"):
        simulate(given, 1, engine="compiled")


def test_units_that_become_compliant_are_the_same_for_both_engines():
    often = "world.compliance_exit=0.4", "world.refusal=0.3", "policy.transfer_rate=0.8"
    given = scenario("experiment=lively", "world.providers=1200", "study.months=110", *often)
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
    "policy.popularisation=0", "policy.inspection_rate=12",
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
