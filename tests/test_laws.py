"""Public counts of laws: rows that are refused, places on the map, and the command."""

from __future__ import annotations

import csv
import math

import pytest
from shared import answer

from zombielaw.experiments.analysis.counts import states_at
from zombielaw.experiments.data import laws
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA

HEAD = "provision,place,begin,end,stage,count,unit"
ROWS = (
    "A,North,2019-01,2020-12,files,48,cases",
    "A,North,2019-01,2020-12,charges,12,cases",
    "A,North,2019-01,2020-12,judgments,6,cases",
    "A,South,2019-01,2019-06,files,5,persons",
    "A,South,2019-01,2019-06,judgments,2,cases",
    "B,North,2019-01,2019-12,charges,7,cases",
    "all,North,2019-01,2019-12,desks,4,offices",
    "B,North,2019-01,2019-12,desks,2,offices",
)


def written(tmp_path, *rows: str, head: str = HEAD):
    file = tmp_path / "mine.csv"
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    return file


def test_a_window_is_placed_as_far_as_its_counts_reach(tmp_path):
    placed = {
        (one.provision, one.place): one
        for one in laws.places_of(laws.read_counts(written(tmp_path, *ROWS)))
    }
    north, south, other = placed["A", "North"], placed["A", "South"], placed["B", "North"]
    assert (north.desk, north.share, north.by, north.missing) == (6.0, 0.25, "charges", ())
    assert south.missing == ("charges", "desks")  # of another unit
    assert math.isnan(south.share)
    assert (other.missing, other.by) == (("files",), "charges")


@pytest.mark.parametrize(("row", "message"), [
    ("A,North,2019-13,2020-12,files,4,cases", "line 2: begin"),
    ("A,North,2019-02,2019-01,files,4,cases", "ends in 2019-01, before it begins"),
    ("A,North,2019-01,2019-12,filing,4,cases", "line 2: stage"),
    ("A,North,2019-01,2019-12,files,-1,cases", "line 2: count"),
    (",North,2019-01,2019-12,files,1,cases", "line 2: provision"),
])  # fmt: skip
def test_a_wrong_row_is_refused_by_line_and_column(tmp_path, row, message):
    with pytest.raises(InputError, match=message):
        laws.read_counts(written(tmp_path, row))


def test_a_table_without_a_column_is_refused(tmp_path):
    with pytest.raises(InputError, match="stage"):
        laws.read_counts(written(tmp_path, "A,North", head="provision,place"))


def test_every_public_count_has_a_source_and_says_how_it_was_seen():
    with (DATA / laws.LAWS).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(laws.read_counts())
    assert all(row["source"] for row in rows)
    assert {row["seen"] for row in rows} == {"sentence", "listed"}
    assert {row["read_before"] for row in rows} == {"yes", "no"}
    windows = [tuple(row[name] for name in (*laws.NEEDED[:5], "unit")) for row in rows]
    assert len(windows) == len({*windows})


def test_a_place_without_learning_or_share_has_no_state():
    for kappa, share in ((0.0, 0.5), (2.0, 0.0), (math.nan, 0.5), (2.0, math.nan)):
        assert states_at(kappa, share, 8.0) == ""
    assert states_at(2.0, 0.1, 8.0) == "alone beside"
    assert states_at(0.6, 0.5, 8.0) == "beside"


def test_the_command_places_a_file_and_says_what_is_missing(tmp_path):
    panel = [
        f"C,{place},{year}-01,{year}-12,{stage},{count},cases"
        for year in (2019, 2020)
        for place, files in (("a", 10), ("b", 40), ("c", 90), ("d", 160))
        for stage, count in (("files", files * (year - 2018)), ("charges", files**2 // 100))
    ]
    code, said, _ = answer("counts", str(written(tmp_path, *ROWS, *panel)))
    assert code == 0
    assert "1 of 11 windows" in said
    assert "C: slope of log charges on log files between places 2" in said
    assert "B" in said
