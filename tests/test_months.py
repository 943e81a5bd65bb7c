"""Months are dates: read, written, and refused where there is no such month."""

from __future__ import annotations

import pytest

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.dates import date_of, first_day_of_month
from zombielaw.sim.months import month_date, month_number, month_read


@pytest.mark.parametrize("month", [0, 1, 2, 13, 122, 313, 599])
def test_a_month_is_its_date_and_back(month):
    day = date_of(first_day_of_month(month))
    assert month_date(month) == f"{day:%Y-%m}"
    assert month_read(month_date(month)) == month_number(day.year, day.month) == month


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-0", "2026", "26-01", "2026-01-01", "", "January 2026"]
)
def test_what_is_no_month(text):
    assert month_read(text) is None


def test_a_date_and_a_number_are_one_setting():
    """A month of a change and of a key of a study: both spellings, one scenario, one key, written as dates."""
    change = "policy.changes=[{{lever: order_quality, to: 0.9, start: {}, end: {}}}]"
    dated, counted = (composed(change.format(*when)) for when in (("2020-11", "2021-2"), (60, 63)))
    assert dated.scenario == counted.scenario
    assert dated.plain == counted.plain
    assert dated.plain["policy.changes"] == [
        {"lever": "order_quality", "to": 0.9, "start": "2020-11", "end": "2021-02"}
    ]
    dated, counted = (
        composed("study=reforms", f"study.start={start}") for start in ("2027-03", 136)
    )
    assert dated.plain == counted.plain
    assert dated.month("start") == counted.month("start") == 136
