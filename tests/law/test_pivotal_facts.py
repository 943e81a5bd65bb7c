"""Pivotal facts: those that would have to be known to settle the answer, searched for jointly."""

from __future__ import annotations

import random
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from arbitrary import LAW_IN_ALL_ELEMENTS, some_facts

from zombielaw.experiments.data.cases import read_cases
from zombielaw.experiments.opinion.pivotal_facts import (
    SMALL,
    Demand,
    Pivots,
    Weight,
    marks,
    pieces,
    pivots,
    pivots_each,
)
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.dates import AS_OF_2019, Statute
from zombielaw.sim.law.facts import MAYBE, NOTHING, UNKNOWN, YES, Facts, Interval, exactly
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE, OFFENCES

CASES = read_cases(Path(__file__).parents[2] / "data" / "cases.yaml")
TODAY, STATUTE = Statute(), READINGS["statute"]
REFUSING = NOTHING._replace(
    **dict.fromkeys(
        [
            "network_service",
            "control",
            "legal_duty",
            "breach",
            "order_written",
            "order_basis",
            "order_clear",
        ],
        YES,
    ),
    **dict.fromkeys(["order_attainable", "refused", "orders"], YES),
    conduct_end_day=exactly(2500.0),
    order_day=exactly(2400.0),
    judgment_day=exactly(2600.0),
    intent=exactly(1.0),
    illegal_items=exactly(1999.0),
)


def way(result: Pivots, offence: int) -> tuple[Demand, ...]:
    return next(one.demands for one in result.ways if one.offence == offence)


def test_a_settled_answer_turns_on_nothing():
    result = pivots(REFUSING._replace(control=MAYBE, gain_yuan=UNKNOWN), TODAY, STATUTE)
    assert result == Pivots(1 << NONE, False, (), (), 0)


def test_a_single_unknown_fact_is_told_with_its_mark():
    result = pivots(REFUSING._replace(orders=Interval(2.0, UNKNOWN.high)), TODAY, STATUTE)
    assert result.ranked == (Weight("orders", 1, 2, 0),)
    assert way(result, A_286_1) == (Demand("orders", Interval(3.0, UNKNOWN.high)),)
    assert way(result, NONE) == (Demand("orders", exactly(2.0)),)


def test_facts_that_decide_only_together_are_found():
    facts = REFUSING._replace(evidence_lost=MAYBE, mainly_crime=MAYBE)
    result = pivots(facts, TODAY, STATUTE)
    assert {one.fact for one in way(result, NONE)} == {"evidence_lost", "mainly_crime"}
    assert len(way(result, A_286_1)) == 1
    assert {one.fact for one in result.ranked} == {"evidence_lost", "mainly_crime"}
    assert [one.removes for one in result.ranked] == [1, 1], (
        "either, if it holds, excludes that nothing is made out"
    )


def test_what_is_open_in_law_is_told_as_such():
    early = REFUSING._replace(judgment_day=exactly(500.0))
    result = pivots(early, TODAY, STATUTE)
    assert result.open
    assert result.ways == ()
    assert result.never == result.bits == (1 << NONE | 1 << A_286_1)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("illegal_videos", 200.0),
        ("illegal_items", 2000.0),
        ("accounts_reached", 2000.0),
        ("group_members", 3000.0),
        ("followers", 30_000.0),
        ("clicks", 50_000.0),
        ("leaked_sensitive", 500.0),
        ("leaked_important", 5000.0),
        ("leaked_other", 50_000.0),
    ],
)
def test_the_mark_follows_the_multiple(name, mark):
    facts = REFUSING._replace(illegal_items=exactly(0.0))._replace(**{name: UNKNOWN})
    for multiple in (1.0, 2.0):
        result = pivots(facts, Statute(consequence_multiple=multiple), STATUTE)
        assert way(result, A_286_1) == (Demand(name, Interval(mark * multiple, UNKNOWN.high)),)
        assert way(result, NONE) == (Demand(name, Interval(0.0, mark * multiple - 1.0)),)


def test_pieces_cover_the_fact_and_break_at_its_marks():
    at = marks(TODAY)
    for name in Facts._fields:
        fact = Facts._field_defaults[name]
        for weighed in (False, True):
            parts = pieces(name, fact, at, weighed)
            assert (parts[0].low, parts[-1].high) == tuple(fact)
            assert all(one.high < two.low for one, two in pairwise(parts))


@pytest.mark.slow
def test_each_set_settles_the_answer_and_none_of_it_is_idle():
    chance, seen = random.Random(11), 0
    for number in range(60):
        facts, reading = some_facts(chance), READINGS[chance.choice(list(READINGS))]
        result = pivots(facts, TODAY, reading)
        now = assess(facts, TODAY, reading)
        assert (result.bits, result.open) == (now.prevailing, now.open), number
        if not result.open:
            continue
        listed = sum(1 << one.offence for one in result.ways) | result.never
        assert listed == result.bits, (
            "each possible answer is told, or said to be no matter of fact"
        )
        for one in result.ways:
            seen += 1
            fixed = {demand.fact: demand.within for demand in one.demands}
            after = assess(facts._replace(**fixed), TODAY, reading)
            assert not after.open
            assert after.prevailing == one.bits
            assert one.bits >> one.offence & 1
            for name in fixed:
                rest = {fact: within for fact, within in fixed.items() if fact != name}
                loose = assess(facts._replace(**rest), TODAY, reading)
                assert loose.open or not loose.prevailing >> one.offence & 1
    assert seen > 50


def test_up_to_three_facts_nothing_smaller_is_missed():
    """Against a search of every set of at most three facts and every combination of their pieces."""
    chance, compared, at = random.Random(4), 0, marks(TODAY)
    while compared < 12:
        base = chance.choice((NOTHING, LAW_IN_ALL_ELEMENTS))
        unknown = chance.sample(Facts._fields, 6)
        facts = base._replace(**{name: Facts._field_defaults[name] for name in unknown})
        reading = READINGS[chance.choice(list(READINGS))]
        if not assess(facts, TODAY, reading).open:
            continue
        compared += 1
        options = {name: pieces(name, getattr(facts, name), at, True) for name in unknown}
        smallest: dict[int, int] = {}
        for size in range(1, SMALL + 1):
            for names in combinations(unknown, size):
                for parts in product(*(options[name] for name in names)):
                    fixed = facts._replace(**dict(zip(names, parts, strict=True)))
                    after = assess(fixed, TODAY, reading)
                    if not after.open:
                        for offence in range(len(OFFENCES) + 1):
                            if after.prevailing >> offence & 1:
                                smallest.setdefault(offence, size)
        sizes = {one.offence: len(one.demands) for one in pivots(facts, TODAY, reading).ways}
        assert {offence: sizes.get(offence) for offence in smallest} == smallest


def test_readings_asked_together_turn_on_what_each_turns_on_alone():
    readings = tuple(READINGS.values())
    together = pivots_each(CASES["cheng_cong"].facts, TODAY, readings)
    assert together == tuple(
        pivots(CASES["cheng_cong"].facts, TODAY, reading) for reading in readings
    )


# ------------------------------------------------------------------------------------------------- coded cases


def test_cheng_cong_turns_on_orders_videos_clients_and_days():
    facts = CASES["cheng_cong"].facts
    result = pivots(facts, TODAY, STATUTE)
    turning = {one.fact for one in result.ranked}
    assert {
        "order_written",
        "order_basis",
        "order_clear",
        "order_attainable",
        "intent",
        "obscene_sites",
    } <= turning
    assert {"orders", "illegal_videos", "clients_aided", "gain_yuan", "judgment_day"} <= turning
    assert {"knows", "told_in_writing"} <= turning, (
        "Art. 363 asks who knew; for 287-2 what he was told presumes it"
    )
    assert {one.fact for one in way(result, B_287_2)} >= {
        "judgment_day",
        "clients_aided",
        "conduct_end_day",
    }
    assert len(way(result, A_286_1)) > SMALL


def test_cheng_cong_with_valid_orders_turns_on_their_number():
    facts = CASES["cheng_cong"].facts
    nil = [
        name for name, default in Facts._field_defaults.items()
        if default == UNKNOWN and name not in ("orders", "obscene_sites")
    ]  # fmt: skip
    known = dict.fromkeys(
        [*nil, "users_without_logs", "mainly_crime", "mainly_illegal", "other_grave"], exactly(0.0)
    )
    known |= dict.fromkeys(
        ["spread_grave", "uncheckable", "sanctioned_before", "aided_grave"], exactly(0.0)
    )
    known |= dict.fromkeys(["aided_especially_grave", "aid_other_grave"], exactly(0.0))
    known |= dict.fromkeys(["order_written", "order_basis", "order_clear", "order_attainable"], YES)
    known |= {"intent": exactly(2.0), "obscene_sites": exactly(1.0)}
    result = pivots(facts._replace(**known), Statute(version=AS_OF_2019), STATUTE)
    assert [one.fact for one in result.ranked] == ["orders"]
    assert way(result, A_286_1) == (Demand("orders", Interval(3.0, UNKNOWN.high)),)


def test_zhu_hao_is_in_part_a_matter_of_law():
    facts = CASES["zhu_hao"].facts
    assert not pivots(facts, TODAY, STATUTE).open, (
        "a VPN for 478 users is Art. 285(3), where a VPN is such a tool"
    )
    result = pivots(facts, TODAY, STATUTE._replace(vpn_is_tool=False))
    assert result.never & (1 << A_286_1 | 1 << B_287_2) == 1 << A_286_1 | 1 << B_287_2
    assert result.ranked
