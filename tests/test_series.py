"""Series that the model takes from the published figures, and the refusal of a table that is missing or spoilt."""

from __future__ import annotations

import math

import pytest

from zombielaw.experiments.data.statistics import (
    PERSONS_PER_CASE,
    PROCURATORATES,
    campaign,
    licence_growth,
    month_number,
    outside_cases,
    read_statistics,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA

TABLE = DATA / "statistics.csv"
MONTHS = 140
PERSONS = {2018: 137, 2019: 499, 2020: 13_673, 2021: 129_297, 2022: 130_000, 2023: 147_000}


@pytest.fixture(scope="module")
def statistics():
    return read_statistics()


def test_licences_meet_the_published_points(statistics):
    growth, ends = (
        licence_growth(statistics, MONTHS),
        {3: "mar", 6: "jun", 2: "feb", 4: "apr", 8: "aug"},
    )
    points = [(2016, 3), (2017, 3), (2021, 6), (2022, 2), (2022, 4), (2022, 8)]
    published = [
        statistics.value(f"vat_licensed_firms_end_{ends[month]}", year) for year, month in points
    ]
    assert (published[0], published[-1]) == (34_505, 134_177)
    for (year, month), firms in zip(points, published, strict=True):
        assert growth[month_number(year, month)] == pytest.approx(firms / 134_177, rel=1e-12)


def test_licences_grow_at_a_constant_rate_and_are_flat_outside_the_points(statistics):
    growth = licence_growth(statistics, MONTHS)
    first, last = month_number(2016, 3), month_number(2022, 8)
    assert len(growth) == MONTHS
    assert all(
        left < right
        for left, right in zip(growth[first:last], growth[first + 1 : last + 1], strict=True)
    )
    assert set(growth[: first + 1]) == {growth[first]}
    assert set(growth[last:]) == {1.0}
    rates = [
        growth[month + 1] / growth[month]
        for month in range(month_number(2017, 3), month_number(2021, 6))
    ]
    assert rates == pytest.approx([rates[0]] * len(rates), rel=1e-9)


def test_a_short_run_takes_the_beginning(statistics):
    for series in (licence_growth, outside_cases):
        assert series(statistics, 24) == series(statistics, MONTHS)[:24]
    assert campaign(24) == campaign(MONTHS)[:24]


def test_outside_cases_sum_to_the_persons_prosecuted(statistics):
    persons = {}
    for month, cases in enumerate(outside_cases(statistics, MONTHS)):
        year = 2015 + (month + 10) // 12
        persons[year] = persons.get(year, 0.0) + cases * PERSONS_PER_CASE * PROCURATORATES
    for year, published in {
        2015: 0.0,
        2016: 0.0,
        2017: 0.0,
        **PERSONS,
        2025: 29_000 * 12 / 11,
    }.items():
        assert persons[year] == pytest.approx(published, rel=1e-9, abs=0.0), year
    assert persons[2024] == pytest.approx(math.sqrt(persons[2023] * persons[2025]))


def test_outside_cases_to_october_2020_are_the_six_thousand(statistics):
    cases = outside_cases(statistics, MONTHS)
    until = month_number(2020, 11)
    assert sum(cases[:until]) * PERSONS_PER_CASE * PROCURATORATES == pytest.approx(6_000)
    assert all(case >= 0.0 for case in cases)
    assert cases[until] > 5 * cases[until - 1], "the campaign began"


def test_the_campaign_steps():
    steps = campaign(MONTHS)
    months = [f"{year}-{month:02d}" for year in range(2015, 2033) for month in range(1, 13)][10:]
    changes = [
        (months[month], steps[month])
        for month in range(1, MONTHS)
        if steps[month] != steps[month - 1]
    ]
    assert steps[0] == 0.0
    assert changes == [("2020-10", 1.0), ("2024-01", 0.5), ("2025-01", 0.22)]


def used(path) -> tuple[object, ...]:
    """All that the model and the baseline take from the table."""
    table = read_statistics(path)
    return (
        licence_growth(table, MONTHS),
        outside_cases(table, MONTHS),
        table.value("a286_1_published_convictions_cum", 2023),
        table.value("vpn_seller_judgments_a286_1", 2020),
        [table.value("mps_admin_penalties_internet_units", year) for year in (2018, 2021)],
    )


def refused(path) -> str:
    with pytest.raises(InputError) as error:
        used(path)
    assert str(path) in str(error.value)
    return str(error.value)


@pytest.fixture
def copy(tmp_path):
    path = tmp_path / "statistics.csv"
    path.write_bytes(TABLE.read_bytes())
    return path


def test_a_table_cut_anywhere_is_noticed_or_has_all_that_is_used(copy):
    whole, expected = TABLE.read_bytes(), used(TABLE)
    noticed = 0
    for length in range(0, len(whole), 97):
        copy.write_bytes(whole[:length])
        try:
            assert used(copy) == expected, length
        except InputError as error:
            assert str(copy) in str(error)
            noticed += 1
    assert noticed > 50


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("year,series,value", "year,series,number", "allowed are year, series, value"),
        (",137,persons", ",nan,persons", "row 2 has no value"),
        ("2019,a287_2_persons_prosecuted,", ",a287_2_persons_prosecuted,", "row 3 has no value"),
        (",137,persons", ",inf,persons", "allowed is a number above 0"),
        ("firms_end_mar,34505,", "firms_end_mar,-5,", "allowed is a number above 0"),
        (
            "2018,a287_2_persons_prosecuted,",
            "2017,a287_2_persons_prosecuted,",
            "of 2018 is needed once, found 0 times",
        ),
        (
            "2019,a287_2_persons_prosecuted,",
            "2018,a287_2_persons_prosecuted,",
            "of 2018 is needed once, found 2 times",
        ),
    ],
)
def test_a_spoilt_table(copy, old, new, message):
    text = copy.read_text()
    assert old in text
    copy.write_text(text.replace(old, new, 1))
    assert message in refused(copy)
