"""Dated law and reforms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zombielaw.sim.law import dates
from zombielaw.sim.law.dates import Law, Statute, day_of, law_in_force
from zombielaw.sim.law.facts import NOTHING, Facts, Interval, exactly
from zombielaw.sim.law.reforms import (
    DELETE_ORDER_ELEMENT,
    NEGLIGENCE_SUFFICES,
    REQUIRE_INTENT,
    WEIGH_ORDER_FACTORS,
    checked,
    reform_statute,
    scale_consequence,
)
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (dates.STATUTE_DAY, date(2015, 11, 1)),
        (dates.INTERPRETATION_DAY, date(2019, 11, 1)),
        (dates.PENAL_AMENDMENT_XI_DAY, date(2021, 3, 1)),
        (dates.CYBERSECURITY_AMENDMENT_DAY, date(2026, 1, 1)),
        (-1, date(2015, 10, 31)),
    ],
)
def test_days_and_dates(day, when):
    assert day_of(when) == day
    assert dates.date_of(day) == when


@given(st.integers(-200, 500))
def test_months_begin_on_the_first(month):
    first = dates.date_of(dates.first_day_of_month(month))
    assert (first.year * 12 + first.month - 1, first.day) == (2015 * 12 + 10 + month, 1)


def test_the_record_begins_and_ends_where_it_should():
    assert dates.first_day_of_month(0) == 0
    assert dates.first_day_of_month(48) == dates.INTERPRETATION_DAY
    assert dates.first_day_of_month(122) == dates.CYBERSECURITY_AMENDMENT_DAY


def law_of(field: str, day: float, statute: Statute = Statute()) -> Law:
    return law_in_force(NOTHING._replace(**{field: exactly(day)}), statute)


@pytest.mark.parametrize(
    ("field", "mark", "truth"),
    [
        ("conduct_end_day", dates.STATUTE_DAY, "in_force"),
        ("judgment_day", dates.INTERPRETATION_DAY, "numeric_marks"),
        ("order_day", dates.CYBERSECURITY_AMENDMENT_DAY, "fine_with_first_order"),
    ],
)
def test_each_clock_turns_on_its_day(field, mark, truth):
    assert getattr(law_of(field, mark - 1.0), truth) == NOT_MET
    assert getattr(law_of(field, mark), truth) == MET
    others = {"in_force", "numeric_marks", "fine_with_first_order"} - {truth}
    assert {getattr(law_of(field, mark), other) for other in others} == {OPEN}  # one date says nothing of the others


def test_milder_law_prevails_for_casino_conduct():
    day = dates.PENAL_AMENDMENT_XI_DAY
    assert law_of("conduct_end_day", day - 1.0).casino_maximum_months == (36.0, 36.0)
    assert law_of("conduct_end_day", day).casino_maximum_months == (60.0, 60.0)
    unknown = law_in_force(NOTHING._replace(conduct_end_day=Interval(day - 1.0, day)), Statute())
    assert unknown.casino_maximum_months == (36.0, 60.0)


@pytest.mark.parametrize(
    ("version", "marks", "first_fine", "casino"),
    [(2015, NOT_MET, NOT_MET, 36.0), (2019, MET, NOT_MET, 36.0), (2026, MET, MET, 60.0)],
)
def test_a_fixed_version_ignores_the_dates(version, marks, first_fine, casino):
    for facts in (Facts(), NOTHING._replace(conduct_end_day=exactly(-900.0), judgment_day=exactly(-500.0))):
        law = law_in_force(facts, Statute(version=version))
        assert law[:4] == (MET, marks, first_fine, (casino, casino))


def test_reforms_change_their_switch_and_nothing_else():
    reformed = reform_statute(
        Statute(), [DELETE_ORDER_ELEMENT, scale_consequence(0.25), NEGLIGENCE_SUFFICES, WEIGH_ORDER_FACTORS]
    )
    assert reformed == Statute(dates.DATED, False, 0.25, False, True)
    assert reform_statute(Statute(), []) == Statute()
    assert reform_statute(Statute(version=2019), [scale_consequence(2)]) == Statute(2019, True, 2.0, True, False)


def test_two_reforms_of_one_switch_are_refused():
    with pytest.raises(ValueError, match="'negligence_suffices' and 'require_intent' both change intent_required"):
        reform_statute(Statute(), [NEGLIGENCE_SUFFICES, REQUIRE_INTENT])


@pytest.mark.parametrize(
    "statute",
    [
        Statute(version=2020),
        Statute(consequence_multiple=-0.1),
        Statute(consequence_multiple=4.1),
        Statute(consequence_multiple=float("nan")),
    ],
)
def test_impossible_statutes_are_refused(statute):
    with pytest.raises(ValueError, match="given, allowed"):
        checked(statute)
