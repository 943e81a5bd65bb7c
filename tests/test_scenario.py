"""Scenarios: timelines of levers, contradictions refused, reforms applied in one place."""

from __future__ import annotations

import math
from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zombielaw.sim.law.dates import Statute
from zombielaw.sim.parameters import (
    REFERENCE,
    ParameterError,
    Policy,
    WorldParameters,
    checked,
    declared,
)
from zombielaw.sim.scenario import SERIES, SIZES, Change, Scenario, ScenarioError, Size, interpreted


def at(*changes: Change, month: int, province: int = 0) -> Policy:
    base = REFERENCE._replace(transfer_rate=0.05)
    return Scenario(policy=base, changes=changes).policy_at(month, province)


def test_a_change_holds_from_its_start_until_its_end():
    change = Change("transfer_rate", 0.5, start=10, end=20)
    values = [at(change, month=month).transfer_rate for month in range(30)]
    assert values == [0.05] * 10 + [0.5] * 10 + [0.05] * 10


def test_a_change_holds_in_its_provinces_only():
    change = Change("transfer_rate", 0.5, start=0, provinces=(1, 3))
    assert [at(change, month=5, province=p).transfer_rate for p in range(4)] == [
        0.05,
        0.5,
        0.05,
        0.5,
    ]
    everywhere = Change("transfer_rate", 0.5, start=0)
    assert {at(everywhere, month=5, province=p).transfer_rate for p in range(4)} == {0.5}


def test_a_ramp_climbs_in_equal_steps_and_arrives():
    change = Change("transfer_rate", 0.45, start=10, ramp_months=3, end=20)
    values = [at(change, month=month).transfer_rate for month in (9, 10, 11, 12, 13, 19, 20)]
    assert values == pytest.approx([0.05, 0.15, 0.25, 0.35, 0.45, 0.45, 0.05])


@given(st.integers(0, 24), st.integers(0, 40), st.floats(0, 1))
def test_a_ramp_stays_between_base_and_end(ramp, month, to):
    change = Change("transfer_rate", to, start=0, ramp_months=ramp)
    low, high = sorted((0.05, to))
    assert low - 1e-12 <= at(change, month=month).transfer_rate <= high + 1e-12
    assert at(change, month=ramp).transfer_rate == to


FOR_A_WHILE, IN_TWO = (
    Change("pooling", 0.5, start=10, end=20),
    Change("pooling", 0.5, 0, provinces=(0, 1)),
)


@pytest.mark.parametrize(("one", "other", "clash"), [
    (FOR_A_WHILE, Change("pooling", 0.1, start=15), True),
    (FOR_A_WHILE, Change("pooling", 0.1, start=19, end=30), True),
    (FOR_A_WHILE, Change("pooling", 0.1, start=20), False),
    (FOR_A_WHILE, Change("pooling", 0.1, start=0, end=10), False),
    (FOR_A_WHILE, Change("pooling", 0.1, start=15, provinces=(2,)), True),
    (IN_TWO, Change("pooling", 0.1, 0, provinces=(2, 3)), False),
    (IN_TWO, Change("pooling", 0.1, 0, provinces=(1,)), True),
])  # fmt: skip
def test_overlaps_of_one_lever_in_one_place_are_refused(one, other, clash):
    for changes in ((one, other), (other, one)):
        with (
            pytest.raises(ScenarioError, match=r"policy\.pooling at once")
            if clash
            else nullcontext()
        ):
            Scenario(changes=changes)


@pytest.mark.parametrize(("change", "error"), [
    (Change("pooling", 1.5, 0), ParameterError),
    (Change("pooling", 0.5, -1), ScenarioError),
    (Change("pooling", 0.5, 5, end=5), ScenarioError),
    (Change("pooling", 0.5, 5, ramp_months=-1), ScenarioError),
    (Change("pooling", 0.5, 5, provinces=(4,)), ScenarioError),
    (Change("concurrence", 2, 5, ramp_months=3), ScenarioError),
])  # fmt: skip
def test_impossible_changes_are_refused(change, error):
    with pytest.raises(error):
        Scenario(changes=(change,))


def test_too_few_offices_are_refused():
    for size in (Size(provinces=5), Size(procuratorates=3), Size(courts=3), Size(regulators=11)):
        with pytest.raises(ScenarioError, match="is too few; allowed"):
            Scenario(size=size)


NUMBER, WHOLE, NONE = "is (not a number|out of range|not allowed)", "whole number", "is not"
WRONG = [
    *((lambda v=v: Scenario(policy=REFERENCE._replace(order_quality=v)), rf"^policy\.order_quality=.* {NUMBER}")
      for v in (math.nan, 7.0, None, True, 10**5000, object())),
    *((lambda v=v: Scenario(policy=REFERENCE._replace(concurrence=v)), r"^policy\.concurrence=.* is not an option")
      for v in (9, "habit", 1.0, True)),
    (lambda: Scenario(policy=REFERENCE._replace(order_element_required=1)), r"^policy\.order_e.* is not a yes/no"),
    (lambda: Scenario(world=WorldParameters(refusal=2.0)), rf"^world\.refusal=.* {NUMBER}"),
    *((lambda v=v: Scenario(weight=v), r"^weight=") for v in (math.nan, 0, math.inf, "1", 10**400)),
    *((lambda v=v: Scenario(months=v), rf"^months=.* {WHOLE}") for v in (0, 12.0, True, 10**400)),
    *((lambda n=n, v=v: Scenario(size=Size(**{n: v})), rf"^world\.{n}=.* {WHOLE}")
      for n in SIZES for v in (-4, 2000.0)),
    *((lambda n=n, v=v: Scenario(**{n: v}), rf"^{n}") for n in SERIES
      for v in ((), (-1,), (math.nan,), "1", (1.0, True))),
    (lambda: Scenario(growth=(1.5,)), r"^growth\[0\]=1\.5 .* from 0 to 1"),
    *((lambda n=n: Scenario(**{n: {"a": 1}}), rf"^{n}=.* {NONE}")
      for n in ("policy", "world", "size", "statute", "changes")),
    *((lambda v=v: Scenario(statute=Statute(version=v)), r"^statute\.version=") for v in (1, 2019.0)),
    (lambda: Scenario(statute=Statute(intent_required=1)), r"^statute\.intent_required=1 is not a yes/no"),
    *((lambda v=v: Scenario(statute=Statute(consequence_multiple=v)), r"^statute\.cons")
      for v in (math.nan, 4.1)),
    (lambda: Scenario(changes=({"lever": "pooling"},)), "is not a Change"),
    *((lambda v=v: Scenario(changes=(Change(v, 0.5, 0),)), "there is none of that name") for v in ("zzzz", None)),
    (lambda: Scenario(changes=(Change("poling", 0.5, 0),)), "did you mean 'pooling'.*`zombielaw levers` lists them"),
    *((lambda v=v: Scenario(changes=(Change("pooling", 0.5, v),)), WHOLE) for v in (1.5, True)),
    (lambda: Scenario(changes=(Change("pooling", 0.5, 1, end=math.nan),)), WHOLE),
    *((lambda v=v: Scenario(changes=(Change("pooling", 0.5, 1, provinces=v),)), "prov") for v in (3, (0.5,))),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), WRONG)
def test_a_scenario_of_python_meets_the_same_checks_as_a_command(make, message):
    with pytest.raises(ValueError, match=message) as refused:
        make()
    assert len(str(refused.value)) < 1000


def test_numbers_of_numpy_and_whole_numbers_become_what_is_declared():
    """One scenario, one key, one compiled version: whatever type a number came in."""
    given = Scenario(
        policy=REFERENCE._replace(order_quality=np.float32(0.5), order_delay=1, concurrence=np.int64(1)),
        size=Size(providers=np.int64(500)), months=np.int32(24), weight=2, growth=np.array([0.5, 1]),
        outside_cases=[1], changes=[Change("pooling", 1, np.int64(3), provinces=[0])],
    )  # fmt: skip
    plain = Scenario(
        policy=REFERENCE._replace(order_quality=0.5, order_delay=1.0, concurrence=1),
        size=Size(providers=500), months=24,
        weight=2.0, growth=(0.5, 1.0), outside_cases=(1.0,), changes=(Change("pooling", 1.0, 3, provinces=(0,)),),
    )  # fmt: skip
    assert (given, repr(given), hash(given)) == (plain, repr(plain), hash(plain))


def test_equal_numbers_of_other_types_are_not_remembered_as_right():
    for value in (1, True, True, 1):
        with pytest.raises(ParameterError) if value is not True else nullcontext():
            made = Scenario(policy=REFERENCE._replace(order_element_required=value))
            assert made.policy.order_element_required is True


def test_a_change_starts_and_ends_within_the_run():
    """Its end is the first month without it, so the month after the run is the last that it may name."""
    last = Change("pooling", 0.5, start=23, end=24)
    assert Scenario(months=24, changes=(last,)).policy_at(23, 0).pooling == 0.5
    for start in (24, 25, 130):
        message = rf"\(month {start}\), after the run of 24 months; allowed .* 2015-11 to 2017-10"
        with pytest.raises(ScenarioError, match=message):
            Scenario(months=24, changes=(Change("pooling", 0.5, start),))
    message = r"ends in 2017-12 \(month 25\), after the run of 24 months; allowed .* 2017-11"
    with pytest.raises(ScenarioError, match=message):
        Scenario(months=24, changes=(Change("pooling", 0.5, 3, end=25),))


def test_somebody_complies():
    with pytest.raises(ScenarioError, match=r"keep their sum at 0\.95 or below"):
        Scenario(world=WorldParameters(refusal=0.5, partial=0.4, vanish=0.1))


def test_levers_that_are_law_become_reforms():
    scenario = Scenario()
    assert scenario.statute_at(REFERENCE) == scenario.statute
    policy = REFERENCE._replace(
        order_element_required=False, consequence_threshold=0.5, aiding_scope=1
    )
    assert scenario.statute_at(policy) == scenario.statute._replace(
        order_element_required=False, consequence_multiple=0.5, aiding_scope=1
    )


def test_series_hold_their_last_value():
    scenario = Scenario(
        size=Size(providers=1000),
        growth=(0.5, 0.75, 1.0),
        outside_cases=(0.0, 2.0),
        campaign=(0.0, 1.0),
    )
    assert [scenario.providers(month) for month in (0, 1, 2, 99)] == [500, 750, 1000, 1000]
    assert [scenario.outside(month) for month in (0, 1, 99)] == [0.0, 2.0, 2.0]
    assert scenario.trace_factor(0) == 1.0
    assert scenario.trace_factor(50) == scenario.world.campaign_factor


def test_the_interpretation_is_in_force_from_november_2019():
    assert not interpreted(47)
    assert interpreted(48)


@pytest.mark.parametrize("kind", [Policy, WorldParameters])
def test_every_parameter_is_declared_and_in_range(kind):
    assert [one.name for one in declared(kind)] == list(kind._fields)
    for one in declared(kind):
        about = one.about
        assert about.meaning
        assert about.unit
        assert about.low < about.high
        assert about.low <= one.default <= about.high
        assert checked(one, one.shown(one.default), one.name) == one.default
