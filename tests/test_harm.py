"""Harm is booked in the month in which it arises: against a walk over the agents, and in the sign of a reform."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from scipy.stats import norm
from shared import run, scenario
from test_engines import random_scenario

from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.luck import WORD, Draw, Luck
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.record import ITEM, item_units
from zombielaw.sim.scenario import Change, Scenario, Size
from zombielaw.sim.simulate import simulate

Spell = tuple[int, int, int]
"""A non-compliant spell: slot, generation, first month."""


class Walk(EnforcementModel):
    """Walk over non-compliant providers after they operated and at the month's end; no spell begins in between."""

    def __init__(self, inputs: Scenario, luck: Luck) -> None:
        super().__init__(inputs, luck, watched=False)
        self.lived: dict[Spell, list[int]] = defaultdict(list)  # months that a spell counts
        self.rates: dict[Spell, tuple[float, int]] = {}  # monthly items, and where

    def non_compliant_spells(self) -> set[Spell]:
        spells = set()
        for slot, one in enumerate(self.by_slot):
            if one is not None and one.non_compliant:
                spell = slot, one.generation, one.since
                spells.add(spell)
                level = self.luck.uniform(Draw.HARM_LEVEL, slot, one.since & WORD)
                world = self.inputs.world
                rate = (
                    world.items_per_month
                    * one.size_**world.harm_size_exponent
                    * norm.ppf(level) ** 2
                )
                self.rates[spell] = rate, one.province
        return spells

    def inspect(self) -> None:
        self.begun = self.non_compliant_spells()
        super().inspect()

    def write(self) -> None:
        super().write()
        standing = self.non_compliant_spells()
        assert standing <= self.begun
        for spell in self.begun:
            slot, generation, since = spell
            one = self.by_slot[slot]
            left = one is None or one.generation != generation
            if spell in standing or left or since == self.period:
                self.lived[spell].append(self.period)


@cache
def walked(number: int) -> Walk:
    walk = Walk(random_scenario(number), Luck(7, number))
    while walk.running:
        walk.step()
    return walk


@pytest.mark.parametrize(
    "number", [*range(4), *(pytest.param(one, marks=pytest.mark.slow) for one in range(4, 8))]
)
def test_harm_is_that_of_the_months_which_spells_lived_in_the_run(number):
    walk = walked(number)
    given = walk.inputs
    by_month = np.zeros((given.months, given.size.provinces))
    ended = 0
    for (_, _, since), months in walk.lived.items():
        assert months == list(range(max(0, since), months[-1] + 1)), (
            "a spell lives month after month"
        )
        ended += months[-1] < given.months - 1
    for spell, months in walk.lived.items():
        rate, where = walk.rates[spell]
        by_month[months, where] += rate
    assert ended > 20
    booked = walk.record().panel.pivot(index="month", columns="province", values="harm").to_numpy()
    np.testing.assert_allclose(booked, by_month, rtol=1e-9, atol=given.size.providers / ITEM)
    assert (
        simulate(given, 7, number, "compiled").panel["harm"].sum()
        == walk.record().panel["harm"].sum()
    )


def test_spells_from_before_the_run_and_of_one_month_count_what_they_live_in_it():
    walks = [walked(number) for number in range(4)]
    spells = [(spell, months) for walk in walks for spell, months in walk.lived.items()]
    assert sum(since < 0 and months[0] == 0 for (_, _, since), months in spells) > 20
    assert sum(since == months[-1] for (_, _, since), months in spells) > 5


def test_a_record_that_is_asked_for_early_books_no_harm_ahead():
    model = EnforcementModel(
        scenario("experiment=lively", "world.providers=300", "study.months=30"), Luck(2, 0)
    )
    for _ in range(12):
        model.step()
    early = model.record().panel["harm"]
    assert early.tolist() == model.record().panel["harm"].tolist()
    model.run_model()
    assert early.tolist() == model.record().panel["harm"][: early.size].tolist()


def test_the_sum_of_a_hundred_million_of_the_worst_providers_fits():
    top = {one.name: one.about.high for one in declared(WorldParameters)}
    mean = top["items_per_month"] * math.exp(
        (top["harm_size_exponent"] * top["size_spread"]) ** 2 / 2.0
    )
    assert 1e8 * item_units(mean) < 2**63
    extreme = top["items_per_month"] * math.exp(6.0 * top["size_spread"]) * 6.0**2
    assert item_units(extreme) < 2**60


def by_year(given: Scenario, replicate: int) -> np.ndarray:
    panel = run(given, replicate=replicate).panel
    return np.bincount((panel["month"].astype(int) + 10) // 12, panel["harm"])


def test_the_sign_of_a_reform_does_not_turn_when_the_last_year_is_cut_off():
    """Orders that are all written and sound end spells sooner: less harm in the first year and in every window."""
    given = scenario("world=classroom", "study.months=122")
    changes = tuple(Change(lever, 1.0, 50) for lever in ("corrective_order_rate", "order_quality"))
    reformed = Scenario(**{**vars(given), "changes": changes})
    less = np.array([by_year(reformed, number) - by_year(given, number) for number in range(6)])
    assert not less[:, :5].any(), "the past is shared"
    for window in (slice(5, 6), slice(5, 10), slice(5, 11)):  # 2020; to 2024; to 2025
        change = less[:, window].sum(axis=1)
        assert change.mean() < -3.0 * change.std(ddof=1) / math.sqrt(len(change)), window


def test_nobody_at_work_does_no_harm():
    quiet = Scenario(policy=Policy(), size=Size(60, 1, 3, 1, 1, 0), months=6, growth=(0.02,))
    panel = simulate(quiet, 1, engine="compiled").panel
    assert (panel.loc[panel["non_compliant"] == 0, "harm"] == 0.0).all()
