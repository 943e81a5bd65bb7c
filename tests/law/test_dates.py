"""Dated law and reforms."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zombielaw.sim.law import dates
from zombielaw.sim.law.dates import Law, Statute, day_of, law_in_force
from zombielaw.sim.law.facts import NOTHING, Facts, at_least, exactly
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


@pytest.mark.parametrize(
    ("day", "when"),
    [(-1, date(2015, 10, 31)), (dates.STATUTE_DAY, date(2015, 11, 1)), (425, date(2016, 12, 30))],
)
def test_days_and_dates(day, when):
    """Those of the law: tests/test_docs.py."""
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
    ],
)
def test_each_clock_turns_on_its_day(field, mark, truth):
    assert getattr(law_of(field, mark - 1.0), truth) == NOT_MET
    assert getattr(law_of(field, mark), truth) == MET
    for name in (name for name, clock in CLOCKS if clock != field):
        assert getattr(law_of(field, mark), name) == OPEN, (
            "one date says nothing of what another decides"
        )


@pytest.mark.parametrize(
    ("ordered", "ended", "truth"),
    [(-1, 60, NOT_MET), (0, 60, MET), (-1, 731, MET), (-1, None, OPEN), (None, 60, OPEN)],
)
def test_an_order_from_before_the_article_is_told_apart_unless_two_years_have_passed(
    ordered, ended, truth
):
    days = {"order_day": ordered, "conduct_end_day": ended}
    facts = NOTHING._replace(
        **{name: exactly(day) for name, day in days.items() if day is not None}
    )
    assert law_in_force(facts, Statute()).order_in_time == truth


CLOCKS = (
    ("in_force", "conduct_end_day"), ("numeric_marks", "judgment_day"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("version", "marks", "later"),
    [(2015, NOT_MET, NOT_MET), (2019, MET, NOT_MET), (2026, MET, MET)],
)
def test_a_fixed_version_ignores_the_dates(version, marks, later):
    for facts in (
        Facts(),
        NOTHING._replace(conduct_end_day=exactly(-900.0), judgment_day=exactly(-500.0)),
    ):
        law = law_in_force(facts, Statute(version=version))
        assert law[:4] == (MET, MET, MET, marks)
        assert at_least(law.judged, dates.OPINION_2025_DAY) == later


@pytest.mark.parametrize(
    ("day", "grave", "names", "allowed"),
    [
        (dates.DIRECT_FINE_DAY - 1, False, True, False),
        (dates.DIRECT_FINE_DAY, False, True, True),
        (dates.DIRECT_FINE_DAY, False, False, False),
        (dates.CYBERSECURITY_AMENDMENT_DAY, False, False, True),
        (dates.CYBERSECURITY_LAW_DAY, True, False, True),
        (dates.CYBERSECURITY_LAW_DAY - 1, True, False, False),
    ],
)
def test_a_fine_may_come_before_any_refusal(day, grave, names, allowed):
    """CSL Arts. 59, 61, 68: refuses to correct, or the circumstances are grave; since 2022 and 2026 at once."""
    assert dates.fine_needs_no_refusal(day, grave, names) == allowed
