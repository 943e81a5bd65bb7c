"""The month's beginning and end for all offices: load, what all learn from counts at once, states written down."""

from __future__ import annotations

import math
from collections.abc import MutableSequence, Sequence
from typing import NamedTuple

import numpy as np
from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import learning, provider
from zombielaw.sim.decisions.prosecutor import desk_load
from zombielaw.sim.entities import Office, Province, Regulator
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.matter import Month, current_clarity
from zombielaw.sim.record import Row
from zombielaw.sim.scenario import Rules
from zombielaw.sim.world import Floats

PROVINCES = 31
"""Provinces of the country: an office hears of the convictions of one of them, whatever sample a world is."""


class Country(NamedTuple):
    """All offices in a month, and what they share: lists of agents, or arrays of records."""

    regulators: Sequence[Regulator]
    prosecutors: Sequence[Office]
    judges: Sequence[Office]
    provinces: Sequence[Province]
    counts: Sequence[Row]  # by province
    rules: Sequence[Rules]
    rules_at: Sequence[int]  # place of a province's rules among these
    outside: float  # outside 287-2 cases per office
    learned: MutableSequence[float]  # clarity, by kind of provider
    judgments: MutableSequence[int]  # this month's verdicts on 286-1, by kind of provider
    weight: float  # providers of the country per provider of this world


@register_jitable
def begin(country: Country, world: WorldParameters) -> None:
    """Set the load with which procuratorates begin the month."""
    for office in country.prosecutors:
        rules = country.rules[country.rules_at[office.province]]
        office.load = desk_load(country.outside, office.docket, rules, world)


@register_jitable
def learn(country: Country, now: Month, world: WorldParameters) -> None:
    """Let all learn at once: news, familiarity, trust, clarity."""
    guiding = np.zeros(len(country.provinces))
    stands_for = country.weight * len(guiding) / PROVINCES
    for where in range(len(guiding)):
        hear_news(country.provinces[where], country.counts[where], stands_for, world)
        guiding[where] = learning.guiding_cases(
            country.rules[country.rules_at[where]].guiding_cases, now.period
        )
    learn_offences(country, country.prosecutors, guiding, world)
    learn_offences(country, country.judges, guiding, world)
    for office in country.regulators:
        learn_trust(office, world)
    for kind in range(len(country.learned)):
        if world.clarity_learns:
            judgments, mean = country.judgments[kind] * country.weight, guiding.sum() / len(guiding)
            country.learned[kind] = learning.clarity_after(
                country.learned[kind], judgments, mean, world
            )
        country.judgments[kind] = 0


@register_jitable
def hear_news(province: Province, count: Row, stands_for: float, world: WorldParameters) -> None:
    """Set what a province will have heard of this month.

    ``stands_for``: convictions in a mean province of the country for each in a province of this world.
    """
    convictions = count.convictions_286_1 + count.convictions_287_2 + count.convictions_other
    province.sanctioned = provider.yearly_rate(count.sanctions, province.non_compliant)
    province.convicted = provider.yearly_rate(convictions, province.non_compliant)
    province.published = convictions * stands_for * world.publication_rate


@register_jitable
def learn_offences(
    country: Country, offices: Sequence[Office], guiding: Floats, world: WorldParameters
) -> None:
    """(18) Familiarity after this month's uses: own, of the province, of the mean office of the country."""
    for province in country.provinces:
        province.uses_286_1 = province.uses_287_2 = 0
    total_a = total_b = 0
    for office in offices:
        province = country.provinces[office.province]
        province.uses_286_1 += office.uses_286_1
        province.uses_287_2 += office.uses_287_2
        total_a += office.uses_286_1
        total_b += office.uses_287_2
    mean_a, mean_b, forgotten = (
        total_a / len(offices),
        total_b / len(offices),
        learning.monthly(world.forgetting),
    )
    before = math.nan, math.nan
    of_a = of_b = 0.0
    for office in offices:
        province, rules = (
            country.provinces[office.province],
            country.rules[country.rules_at[office.province]],
        )
        if world.familiarity_learns:
            a = learning.effective_uses(
                float(office.uses_286_1), float(province.uses_286_1), mean_a, rules.pooling, world
            )
            b = learning.effective_uses(
                float(office.uses_287_2), float(province.uses_287_2), mean_b, rules.pooling, world
            )
            b += world.outside_weight * country.outside
            if (a, b) != before:  # offices of a province without uses of their own learn alike
                before = a, b
                of_a, of_b = learning.lesson_of(a, b, world), learning.lesson_of(b, a, world)
            office.familiarity_286_1 = learning.familiarity_left(
                office.familiarity_286_1,
                a,
                b,
                rules.training,
                guiding[office.province],
                forgotten,
                of_a,
                world,
            )
            if world.rival_learns:
                office.familiarity_287_2 = learning.familiarity_left(
                    office.familiarity_287_2, b, a, 0.0, 0.0, forgotten, of_b, world
                )
        office.uses_286_1 = office.uses_287_2 = 0


@register_jitable
def learn_trust(office: Regulator, world: WorldParameters) -> None:
    """Trust of a regulator in referrals follows their acceptance."""
    if world.trust_learns:
        office.trust = learning.trust_after(
            office.trust, float(office.referrals), float(office.accepted), world
        )
    office.referrals = office.accepted = 0


@register_jitable
def write(country: Country, now: Month, world: WorldParameters) -> None:
    """Write the month's states into the panel: means over the offices of each province, and what stands there."""
    counts = country.counts
    for office in country.prosecutors:
        row = counts[office.province]
        row.familiarity_286_1 += office.familiarity_286_1
        row.familiarity_287_2 += office.familiarity_287_2
        row.load += office.load
    for office in country.judges:
        row = counts[office.province]
        row.court_familiarity_286_1 += office.familiarity_286_1
        row.court_familiarity_287_2 += office.familiarity_287_2
    for supervisor in country.regulators:
        counts[supervisor.province].trust += supervisor.trust
    for where in range(len(counts)):
        write_means(country, where, now.interpreted, world)


@register_jitable
def write_means(country: Country, where: int, interpreted: bool, world: WorldParameters) -> None:
    """Turn the sums over the offices of a province into means, and write the other states beside them."""
    row, province, rules = (
        country.counts[where],
        country.provinces[where],
        country.rules[country.rules_at[where]],
    )
    row.familiarity_286_1 /= province.procuratorates
    row.familiarity_287_2 /= province.procuratorates
    row.load /= province.procuratorates
    row.court_familiarity_286_1 /= province.courts
    row.court_familiarity_287_2 /= province.courts
    row.trust /= province.regulators
    row.outside_cases = country.outside
    row.open_files = province.open
    row.harm += province.monthly_items
    for kind in range(TOOL_SELLER):
        clear = current_clarity(interpreted, country.learned[kind], rules, world)
        row.identity_clarity += clear.identity / TOOL_SELLER
        row.obligation_clarity += clear.obligation / TOOL_SELLER
