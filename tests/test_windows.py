"""Windows of years: one rule for what is read, one list of names, and one today in all studies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from zombielaw.experiments.analysis import windows
from zombielaw.experiments.analysis.outcomes import last_read, read_of
from zombielaw.experiments.config.options import MONTHS
from zombielaw.experiments.data.statistics import read_statistics
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.experiments.studies.baseline import docket

STUDIES = ("baseline", "attribution", "levers", "reforms")
"""Studies of which point 0 is today."""


def lived(months: int) -> pd.DataFrame:
    """Years of a run, with the months of each that were lived."""
    years = year_of(pd.Series(range(months))).value_counts().sort_index()
    return pd.DataFrame({"year": years.index, "months": years.to_numpy()})


@pytest.mark.parametrize("months", [1, 2, 13, 14, 25, 26, 37, 38, 121, 122, 123, 133, 134, 314])
def test_the_last_full_year_is_not_read(months):
    read = read_of(lived(months))["year"].tolist()
    assert read == list(range(2016, last_read(months) + 1))


def test_the_record_is_what_a_run_of_the_usual_length_is_read_of():
    assert list(windows.RECORD) == read_of(lived(MONTHS.default))["year"].tolist()
    assert set(windows.PUBLISHED) < set(windows.RECORD)
    assert windows.windows_in(windows.PUBLISHED) == {"published": list(windows.PUBLISHED)}
    assert windows.windows_in([2016, 2017]) == {}


def test_today_is_that_of_point_0_in_years_that_are_read():
    rows = [(point, replicate, year, (1.0 + year - 2016) * (1.0 + 9.0 * point), 1.0, 2.0, 2.0)
            for point in (0, 1) for replicate in range(3) for year in windows.RECORD]  # fmt: skip
    columns = ["point", "replicate", "year", "expected_convictions_286_1", "expected_convictions_287_2",
               "expected_charges_286_1", "expected_charges_287_2"]  # fmt: skip
    table = windows.today(pd.DataFrame(rows, columns=columns), 10.0, {"late": (2023, 2024)})
    counts = table[table["outcome"] == "expected_convictions_286_1"].set_index("window")
    assert counts["value"].to_dict() == pytest.approx(
        {"published": 40.0, "record": 50.0, "late": 85.0}
    )
    assert counts["years"].to_dict() == {
        "published": "2016-2022",
        "record": "2016-2024",
        "late": "2023-2024",
    }
    sentence = windows.today_sentence(table)
    assert "in 2016-2022 (published)" in sentence
    assert "85" in sentence
    assert windows.today_sentence(windows.today(pd.DataFrame(columns=columns), 1.0)) == ""


@pytest.mark.parametrize("other", STUDIES[1:])
@pytest.mark.parametrize("window", windows.WINDOWS)
@pytest.mark.parametrize("outcome", windows.TODAY)
def test_committed_studies_agree_about_today(other, window, outcome):
    """The same scenario and seed, other numbers of runs: each value lies within the errors of both."""
    rows = []
    for name in ("run", other):
        table = pd.read_csv(PAPER / name / "tables" / "today.csv")
        rows.append(table[(table["window"] == window) & (table["outcome"] == outcome)].iloc[0])
    one, two = rows
    assert one["years"] == two["years"]
    if one["runs"] == two["runs"]:
        assert one["value"] == pytest.approx(two["value"], rel=1e-9)
    assert max(one["low"], two["low"]) <= min(one["high"], two["high"]), (
        one["value"],
        two["value"],
    )


def test_a_year_that_is_expected_below_zero_counts_as_one_without_judgments():
    by_run = np.array([[-0.5, 1.0, 2.0], [-0.1, 0.5, 3.0], [-0.3, 1.5, 1.0]])
    chances = docket.chances(by_run, 1.0, (0, 1, 2), 0.6)
    none = docket.chances(by_run.clip(min=0.0), 1.0, (0, 1, 2), 0.6)
    assert chances[["value", "low", "high"]].to_numpy().min() >= 0.0
    assert chances[["value", "low", "high"]].to_numpy().max() <= 1.0
    assert chances["value"].tolist() == none["value"].tolist()


def test_the_docket_counts_by_the_month_of_judgment_and_no_later_than_it_was_looked_for():
    panel = pd.DataFrame({
        "replicate": [0, 0, 1, 1, 2], "month": [27, 26, 25, 90, 3], "province": 0,
        "expected_convictions_286_1": [0.5, 0.25, 0.125, 1.0, 0.0],
    })  # fmt: skip
    by_run = docket.expected_by_run(panel)
    assert by_run.shape == (3, len(docket.YEARS))
    table = docket.docket_table(by_run, 30.0, read_statistics())
    counted = table.set_index("year")
    wanted = dict.fromkeys(docket.YEARS, 0.0) | {2017: 1.25, 2018: 7.5}
    assert counted["expected"].to_dict() == pytest.approx(wanted)
    assert counted.loc[counted["judgments"] > 0, "judgments"].to_dict() == {
        2018: 2,
        2019: 1,
        2020: 1,
    }
    chances = docket.chances(by_run, 30.0, table["judgments"].tolist(), 0.5).set_index("what")
    assert chances.loc["number", "value"] == pytest.approx(poisson.sf(3, 4.375))
    assert "the chance of 4 or more is" in docket.docket_sentence(table, chances.reset_index(), 0.5)
    nothing = docket.docket_table(np.zeros((3, len(docket.YEARS))), 1.0, read_statistics())
    assert docket.docket_sentence(nothing, chances.reset_index(), 0.5) == ""
