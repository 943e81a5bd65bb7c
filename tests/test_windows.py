"""Windows of years: one rule for what is read, one list of names, and one today in all studies."""

from __future__ import annotations

import pandas as pd
import pytest

from zombielaw.experiments.analysis import windows
from zombielaw.experiments.analysis.outcomes import last_read, read_of
from zombielaw.experiments.config.schema import MONTHS
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.experiments.studies.base import Finished

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
        table = Finished(PAPER / name)["today"]
        rows.append(table[(table["window"] == window) & (table["outcome"] == outcome)].iloc[0])
    one, two = rows
    assert one["years"] == two["years"]
    if one["runs"] == two["runs"]:
        assert one["value"] == pytest.approx(two["value"], rel=1e-9)
    assert max(one["low"], two["low"]) <= min(one["high"], two["high"]), (
        one["value"],
        two["value"],
    )
