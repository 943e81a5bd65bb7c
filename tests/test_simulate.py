"""The one door: what it refuses, what it reports, what it leaves behind."""

from __future__ import annotations

import math

import pytest
from pandas.testing import assert_frame_equal
from shared import scenario

import zombielaw as zl
from zombielaw.experiments.errors import InputError
from zombielaw.sim.scenario import Scenario, Size, varied
from zombielaw.sim.simulate import ENGINES, simulate, simulate_many

SMALL = ("experiment=lively", "world.providers=300", "study.months=24")


def test_an_unknown_engine_is_refused():
    with pytest.raises(
        ValueError, match=f"engine=abacus is not known; allowed: {', '.join(ENGINES)}"
    ):
        simulate(scenario(*SMALL), 1, engine="abacus")


@pytest.mark.parametrize("wrong", [-1, 2**32, True, 1.5, 1.0, "1", None, math.nan, [1], 10**400])
@pytest.mark.parametrize("name", ["seed", "replicate"])
@pytest.mark.parametrize("engine", ENGINES)
def test_luck_is_told_by_whole_numbers(name, wrong, engine):
    """Another type would be compiled anew, or stop in the compiler."""
    given = {"seed": 1, "replicate": 0, name: wrong}
    with pytest.raises(
        ValueError, match=rf"^{name}=.*; allowed: a whole number from 0 to 4294967295"
    ) as refused:
        simulate(scenario(*SMALL), **given, engine=engine)
    assert wrong not in (-1, 2**32) or f"{name}={wrong} is out of range" in str(refused.value)


def test_what_is_no_scenario_or_no_luck_is_refused():
    with pytest.raises(ValueError, match=r"^scenario=.* is not a Scenario"):
        simulate({"months": 3}, 1)
    for threads in (0, 1.5, True, "2"):
        with pytest.raises(ValueError, match=r"^threads=.* a whole number from 1"):
            list(simulate_many([scenario(*SMALL)], [(1, 0)], threads))
    with pytest.raises(ValueError, match=r"^seed=nan"):
        list(simulate_many([scenario(*SMALL)], [(math.nan, 0)]))


def test_progress_counts_months():
    done = []
    simulate(scenario(*SMALL), 1, progress=done.append)
    assert done == list(range(1, 25))


@pytest.mark.parametrize("engine", ["mesa", "compiled"])
def test_what_progress_raises_cancels_a_run(engine):
    class Enough(Exception):  # noqa: N818
        pass

    done = []

    def stop(months: int) -> None:
        done.append(months)
        raise Enough

    large = scenario(*SMALL) if engine == "mesa" else scenario("world=national", "study.months=122")
    with pytest.raises(Enough):
        simulate(large, 1, 0, engine, stop)
    assert len(done) == 1
    assert done[0] < large.months


def test_the_length_of_a_run_changes_nothing_before_its_end():
    short, long = (scenario(*SMALL[:2], f"study.months={months}") for months in (20, 40))
    panel = simulate(long, 1).panel
    settled = simulate(short, 1).panel
    # a spell is booked when it ends, or when the run does
    spells = ["undetected_286_1", "undetected_287_2"]
    cut = panel[panel["month"] < 20].drop(columns=spells)
    assert_frame_equal(cut, settled.drop(columns=spells))


TINY = Scenario(months=14, size=Size(30, 2, 6, 2, 2, 1))


class Silent:
    """An object that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize("odd", [Silent(), 3, None, [Silent()]])
@pytest.mark.parametrize("call", [
    lambda odd: simulate(TINY, 1, 0, odd), lambda odd: simulate(TINY, 1, 0, "mesa", odd or 3),
    lambda odd: simulate(TINY, 1, 0, "mesa", agents=odd), lambda odd: simulate(odd, 1),
    lambda odd: [*simulate_many(odd, [(1, 0)])], lambda odd: [*simulate_many([TINY], odd)],
    lambda odd: [*simulate_many([TINY], [odd])], lambda odd: varied(odd, {}), lambda odd: varied(TINY, odd),
    lambda odd: varied(TINY, {id(odd): 1}),
    zl.grid, lambda odd: zl.simulate(TINY, agents=odd), lambda odd: zl.many(TINY, 1, progress=odd or 3),
    lambda odd: zl.grid({"policy.pooling": odd}), lambda odd: zl.study("baseline", lang=odd),
])  # fmt: skip
def test_an_odd_argument_is_refused_in_a_line(call, odd):
    with pytest.raises(InputError) as refused:
        call(odd)
    assert "\n" not in str(refused.value)


def test_the_largest_luck_has_tables():
    record = simulate(TINY, 2**32 - 1, 2**32 - 1, "mesa")
    assert set(record.panel["replicate"]) == {2**32 - 1} >= set(record.ledger["replicate"])
