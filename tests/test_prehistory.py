"""Runs start in balance: nothing drifts while nothing changes, and changes of policy leave the start as it is."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from zombielaw.sim.engines.compiled.state import populated
from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.procedures import prehistory
from zombielaw.sim.scenario import Change, Scenario, Size
from zombielaw.sim.simulate import simulate

SIZE = Size(
    providers=6000, provinces=2, regulators=12, procuratorates=12, courts=12, tool_sellers=0
)
SEEDS = range(16)
HISTORY = ("closure_share", "closure_after_refusal", "vanish", "risk_publicity", "order_history")
NO_HISTORY = dict.fromkeys(HISTORY, 0.0)
"""What is in no balance at the start: closures and vanishing select the compliant, news of convictions begin with the
offences, and no office remembers a sanction from before."""


def given(policy: Policy = Policy(), **world: float) -> Scenario:
    return Scenario(policy=policy, world=WorldParameters()._replace(**world), size=SIZE, months=98)


@cache
def by_year(scenario: Scenario) -> pd.DataFrame:
    """Sums of the panel, a row per replicate and year."""
    panels = [simulate(scenario, 1, replicate, "compiled").panel for replicate in SEEDS]
    panel = pd.concat(panels)
    years = panel.assign(year=2015 + (panel["month"].astype(int) + 10) // 12).query(
        "2016 <= year <= 2022"
    )
    return years.groupby(["replicate", "year"]).sum(numeric_only=True).reset_index()


def drift(over: str, under: str, scenario: Scenario) -> tuple[float, float]:
    """Relative change from the first two years to the last three, with its standard error over replicates."""
    years = by_year(scenario)
    first, last = (
        years[part].groupby(years["replicate"])[[over, under]].sum()
        for part in (years["year"] <= 2017, years["year"] >= 2020)
    )
    change = np.log((last[over] / last[under]) / (first[over] / first[under]))
    return float(change.mean()), float(change.std(ddof=1) / math.sqrt(len(change)))


@pytest.mark.parametrize(("policy", "world"), [
    (Policy(), {}),
    (Policy(inspection_rate=3.0, corrective_order_rate=0.8), {"sanction_with_order": 0.8}),
    (Policy(), {"capacity_ratio": 0.5, "risk_own": 0.4, "risk_decay": 0.02}),
], ids=["today", "strict", "short of officers"])  # fmt: skip
@pytest.mark.parametrize(("over", "under", "least"), [
    ("non_compliant", "providers", 0.03), ("findings", "non_compliant", 0.02), ("orders_chosen", "responses", 0.02),
    ("harm", "non_compliant", 0.04),
])  # fmt: skip
def test_nothing_drifts_while_nothing_changes(policy, world, over, under, least):
    """Within ``least``: the prehistory leaves queues out, and under a strict policy 1.7 % (z = 5) are left."""
    change, error = drift(over, under, given(policy, **NO_HISTORY, **world))
    assert abs(change) < max(least, 4.0 * error), (change, error)
    assert 4.0 * error < 0.1, "too few runs to tell"


def test_without_checks_postures_and_their_ages_are_those_of_a_coin():
    """Providers ignorant of the duty are non-compliant with 0.4 at each reconsideration, a year apart in mean."""
    scenario, many = given(Policy(inspection_rate=0.0, popularisation=0.0)), SIZE.providers
    initial_conditions = prehistory.initial_conditions(
        Luck(1, 0).root,
        np.arange(many),
        np.arange(many),
        np.ones(many),
        scenario.policy,
        scenario.world,
    )
    age = np.array(
        [
            initial_condition.months
            for initial_condition in initial_conditions
            if initial_condition.non_compliant
        ]
    )
    assert age.size / SIZE.providers == pytest.approx(
        0.4, abs=4.0 * math.sqrt(0.24 / SIZE.providers)
    )
    assert (age - 0.5).mean() == pytest.approx(12.0 / 0.6, rel=4.0 / math.sqrt(age.size)), (
        "whole months, rounded up"
    )
    assert not any(
        initial_condition.notified or initial_condition.detected or initial_condition.risk
        for initial_condition in initial_conditions
    )


STATE = ("non_compliant", "risk_administrative", "since", "demand", "monthly_items", "detected")


def start(scenario: Scenario) -> np.ndarray:
    """State of those who are at work when month 0 begins, a row each."""
    scenario = replace(scenario, size=replace(SIZE, providers=300))
    model = EnforcementModel(scenario, Luck(1, 0), watched=False)
    model.begin()
    model.operate()
    return np.array([[getattr(one, name) for name in STATE] for one in model.by_slot])


def test_a_change_leaves_the_start_as_it_is_and_the_base_policy_makes_it():
    quiet = given()
    changes = tuple(
        Change(one.name, one.kind(one.about.high if low == one.about.low else one.about.low), 0)
        for one, low in zip(declared(Policy), quiet.policy, strict=True)
    )
    np.testing.assert_array_equal(start(replace(quiet, changes=changes)), start(quiet))
    watched = start(quiet.under(quiet.policy._replace(inspection_rate=6.0)))
    assert watched[:, 0].sum() < start(quiet)[:, 0].sum()
    assert watched[:, 1].mean() > 2.0 * start(quiet)[:, 1].mean()


def test_scenarios_with_one_past_share_their_population_and_leave_it_as_it_is():
    """It depends on the number of licensees, the luck, and a few levers, and not on the law."""
    small = replace(given(), size=replace(SIZE, providers=300, tool_sellers=5), months=12)
    scenarios = [
        small,
        replace(small, changes=(Change("corrective_order_rate", 0.9, 0),)),
        replace(small, growth=(0.5, 1.0)),
        replace(small, statute=Statute(order_element_required=False)),
        small.under(small.policy._replace(inspection_rate=6.0)),
    ]
    lucks = [(1, 0), (1, 1)]

    def made(scenario: Scenario, luck: tuple[int, int]) -> bytes:
        record = simulate(scenario, *luck, engine="compiled")
        return pickle.dumps((record.ledger, record.panel))

    alone = []
    every = [(scenario, luck) for luck in lucks for scenario in scenarios]
    for one in every:
        populated.cache_clear()
        alone.append(made(*one))
    populated.cache_clear()
    assert [made(*one) for one in every] == alone
    assert populated.cache_info().hits == 2 * len(lucks), "a change and another law share it"
    assert [made(scenario, lucks[1]) for scenario in reversed(scenarios)] == alone[
        : len(scenarios) - 1 : -1
    ]


def test_a_newcomer_goes_by_the_practice_of_its_month_and_province():
    lax, strict = Policy(), Policy(inspection_rate=6.0)
    scenario = replace(
        given(), size=replace(SIZE, providers=300), growth=(0.5, 0.5, 0.5, 1.0), months=4,
        changes=(Change("inspection_rate", 6.0, 3, provinces=(1,)),),
    )  # fmt: skip
    model = EnforcementModel(scenario, Luck(1, 0), watched=False)
    for _ in range(4):
        model.step()
    heard = [prehistory.practice_of(policy, scenario.world).sanctioned for policy in (lax, strict)]
    assert heard[1] > 5.0 * heard[0]
    news = [here.sanctioned for here in model.provinces]
    assert all(rate <= 1.0 for rate in news)
    for slot in range(150, 300):
        person = model.by_slot[slot]
        if (
            person is not None
            and person.since == 3
            and person.risk_month == 3
            and not person.sanctions
        ):
            pull = scenario.world.risk_peers
            low, high = (
                (1.0 - pull) * heard[person.province],
                (1.0 - pull) * heard[person.province] + pull,
            )
            assert low <= person.risk_administrative <= high


def test_what_is_heard_is_what_offices_do():
    """The closed form of sanctions a year, against a run in which all are alike."""
    alike = dict.fromkeys(("skill_spread", "habit_spread", "order_harm", "risk_targeting"), 0.0)
    scenario = given(**NO_HISTORY, **alike, refusal=0.0)
    years = by_year(scenario)
    rate = years["sanctions"].sum() / (years["non_compliant"].sum() / 12.0)
    foretold = prehistory.practice_of(scenario.policy, scenario.world).sanctioned
    assert rate == pytest.approx(foretold, rel=0.05)
