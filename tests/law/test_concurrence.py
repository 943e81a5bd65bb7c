"""Which offence prevails: declared rules, ties, and open answers; and the table of other offences."""

from __future__ import annotations

import itertools

import pytest

from zombielaw.sim.law import routes
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, NONE, OTHER, READINGS, decide, prevails
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.elements import KNOWING_STAGED, SCOPE_NEUTRAL, SCOPE_RESIDUAL
from zombielaw.sim.law.facts import NOTHING, YES, Interval, exactly
from zombielaw.sim.law.offences import LIFE, TABLE, other_offences
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

TRUTHS = (NOT_MET, OPEN, MET)
MONTHS = (0.0, 36.0, 60.0, LIFE)
RANGES = [Interval(low, high) for low, high in itertools.combinations_with_replacement(MONTHS, 2)]
POSSIBLE = {NOT_MET: (False,), OPEN: (False, True), MET: (True,)}
BITS = {0: NONE, 1: A_286_1, 2: B_287_2, 3: OTHER}


def test_the_readings_and_their_order():
    assert list(READINGS) == ["statute", "special_first", "pan_xiong", "commentary"]
    assert READINGS["pan_xiong"].scope == SCOPE_NEUTRAL
    assert READINGS["pan_xiong"].knowing == KNOWING_STAGED
    assert READINGS["commentary"].scope == SCOPE_RESIDUAL


@pytest.mark.parametrize(
    ("a", "b", "months", "statute", "special_first", "commentary"),
    [
        (False, False, 0.0, NONE, NONE, NONE),
        (True, False, 0.0, A_286_1, A_286_1, A_286_1),
        (False, True, 0.0, B_287_2, B_287_2, B_287_2),
        (True, True, 0.0, A_286_1 | B_287_2, A_286_1, B_287_2),
        (True, False, 36.0, A_286_1 | OTHER, A_286_1 | OTHER, OTHER),
        (True, True, 36.0, A_286_1 | B_287_2 | OTHER, A_286_1 | OTHER, B_287_2 | OTHER),
        (True, True, 60.0, OTHER, OTHER, OTHER),
        (False, False, 36.0, OTHER, OTHER, OTHER),
    ],
)
def test_decided_cases(a, b, months, statute, special_first, commentary):
    assert decide(a, b, months, READINGS["statute"]) == statute
    assert decide(a, b, months, READINGS["special_first"]) == special_first
    assert decide(a, b, months, READINGS["commentary"]) == commentary


@pytest.mark.parametrize("reading", list(READINGS.values()), ids=list(READINGS))
@pytest.mark.parametrize(("a", "b", "months"), list(itertools.product(TRUTHS, TRUTHS, RANGES)))
def test_open_offences_give_the_union_of_all_ways_they_may_turn_out(a, b, months, reading):
    possible_months = [value for value in MONTHS if months.low <= value <= months.high]
    answers = {decide(*way, reading) for way in itertools.product(POSSIBLE[a], POSSIBLE[b], possible_months)}
    found = prevails(a, b, months, reading)
    union = 0
    for answer in answers:
        union |= answer
    assert found.offences == union
    assert found.open == (len(answers) > 1)


@pytest.mark.parametrize("reading", list(READINGS.values()), ids=list(READINGS))
def test_settled_cases_without_a_tie_have_one_answer(reading):
    for a, b, months in itertools.product((NOT_MET, MET), (NOT_MET, MET), MONTHS):
        found = prevails(a, b, exactly(months), reading)
        assert not found.open
        if found.offences.bit_count() > 1:  # a tie: equal maxima, never a mixture of different ones
            assert months in (0.0, 36.0)


def test_a_tie_and_an_open_answer_are_told_apart():
    tie = prevails(MET, MET, exactly(0.0), READINGS["statute"])
    unknown = prevails(MET, OPEN, exactly(0.0), READINGS["statute"])
    assert tie.offences == unknown.offences == A_286_1 | B_287_2
    assert (tie.open, unknown.open) == (False, True)


# ------------------------------------------------------------------------------------------ other offences

SELLER = NOTHING._replace(conduct_end_day=exactly(2500.0), sells_tools=YES, intrusion_tools=YES)
LAW = law_in_force(SELLER, Statute())


@pytest.mark.parametrize(
    ("fact", "route", "steps"),
    [
        ("tool_users", routes.TOOLS_BY_USERS, [(20, 36), (100, 84)]),
        ("tool_gain_yuan", routes.TOOLS_BY_GAIN, [(5_000, 36), (25_000, 84)]),
        ("unlicensed_turnover_yuan", routes.ILLEGAL_BUSINESS, [(50_000, 60), (5_000_000, 180)]),
        ("fraud_yuan", routes.FRAUD, [(3_000, 36), (30_000, 120), (500_000, LIFE)]),
        ("casino_fee_yuan", routes.CASINO, [(20_000, 60), (100_000, 120)]),
        ("obscene_sites", routes.OBSCENE_SITES, [(5, 36), (25, 120), (125, LIFE)]),
        ("obscene_fee_yuan", routes.OBSCENE_FEE, [(20_000, 36), (100_000, 120), (500_000, LIFE)]),
    ],
)
def test_each_row_of_the_table_at_its_marks(fact, route, steps):
    def found(amount):
        return other_offences(SELLER._replace(**{fact: exactly(float(amount))}), LAW)

    below = 0.0
    for mark, months in steps:
        assert found(mark - 1).maximum_months == exactly(below)
        assert found(mark) == (MET, route, exactly(float(months)))
        below = float(months)
    assert found(1e12).maximum_months == exactly(below)
    assert found(steps[0][0] - 1) == (NOT_MET, routes.NO_OTHER, exactly(0.0))


def test_the_table_has_no_row_without_a_test():
    assert len(TABLE) == 7


def test_rows_rise_and_name_a_source():
    for row in TABLE:
        assert row.mark < row.second_mark <= row.third_mark
        assert 36.0 <= row.months < row.second_months <= row.third_months
        assert row.source
        assert row.confidence in ("high", "medium-high", "medium")


def test_a_proven_offence_is_named_before_a_heavier_possible_one():
    found = other_offences(SELLER._replace(tool_users=exactly(20.0), fraud_yuan=Interval(0.0, 1e6)), LAW)
    assert (found.truth, found.route) == (MET, routes.TOOLS_BY_USERS)
    assert found.maximum_months == (36.0, LIFE)


def test_of_offences_that_are_only_possible_the_heaviest_is_named():
    possible = SELLER._replace(
        tool_users=Interval(0.0, 30.0), fraud_yuan=Interval(0.0, 1e6), obscene_sites=Interval(0.0, 5.0)
    )
    assert other_offences(possible, LAW) == (OPEN, routes.FRAUD, Interval(0.0, LIFE))


def test_tools_not_made_for_intrusion_are_no_offence():
    found = other_offences(SELLER._replace(intrusion_tools=exactly(0.0), tool_users=exactly(1000.0)), LAW)
    assert (found.truth, found.route) == (NOT_MET, routes.NO_OTHER)
