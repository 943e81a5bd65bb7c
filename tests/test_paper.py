"""The set of the paper: each entry is a command that can be given at both sizes, committed with its numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER, REFERENCE
from zombielaw.experiments.publish.paper import (
    SIZES,
    STUDIES_PAGE,
    Entry,
    entries,
    finding,
    keep,
    quoted,
    studies_with,
    time_told,
)
from zombielaw.experiments.studies.registry import command_of, composed, studies

ENTRIES = entries()
COMMITTED = {"small": (REFERENCE, "make reference"), "full": (PAPER, "make paper")}
RERUN = ("levers", "order_quality")
"""Studies that the slow test makes again from nothing."""


def test_every_study_is_in_the_set():
    """Except those that run a user's own scenarios."""
    assert {entry.study for entry in ENTRIES.values()} == set(studies()) - {"design", "compare"}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_can_be_given(name, size):
    settings = composed(*ENTRIES[name].words(size))
    assert settings.study == ENTRIES[name].study


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ENTRIES)
def test_both_sets_are_committed_with_their_manifests(name, size):
    place, command = COMMITTED[size]
    folder = place / name
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["study"] == ENTRIES[name].study, f"run: {command}"
    assert manifest["command"] == command_of(composed(*ENTRIES[name].words(size))), f"run: {command}"
    assert manifest["failures"] == []
    kept = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert kept - {"manifest.json"} <= set(manifest["files"])
    assert {"report.md", "summary.json", "data_dictionary.csv"} <= kept, f"run: {command}"
    assert list(folder.glob("figures/*.png"))


def test_the_page_of_the_studies_quotes_the_full_set():
    told = quoted(PAPER)
    assert set(told) == {*ENTRIES, "set"}
    assert all(told.values()), "a study says what it found"
    page = STUDIES_PAGE.read_text(encoding="utf-8")
    assert studies_with(told, page) == page, "run: make paper"


def test_what_the_set_took_is_told():
    made = [{"seconds": 3600.0}, {"seconds": 1800.0}]
    manifests = [{"made_by": made, "runs": 1200, "machine": machine} for machine in ("B, 2 cores", "A", "A")]
    took = "which took 4.5 hours of a processor (A and B, 2 cores)"
    assert time_told(manifests) == f"The full set holds 3,600 runs, {took}."


@pytest.mark.slow
@pytest.mark.parametrize("name", RERUN)
def test_a_study_made_again_is_the_committed_one(name, tmp_path):
    keep(ENTRIES[name].make("small", tmp_path), tmp_path / "again")
    tables = sorted((REFERENCE / name / "tables").glob("*.csv"))
    assert tables
    for table in tables:
        pd.testing.assert_frame_equal(
            pd.read_csv(tmp_path / "again" / "tables" / table.name), pd.read_csv(table), rtol=1e-9, atol=1e-9
        )


def test_an_entry_with_an_unknown_word_is_refused(tmp_path: Path):
    path = tmp_path / "paper.yaml"
    path.write_text("sweep: {smal: [replicates=2]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"sweep has smal; allowed: study, small, full\."):
        entries(path)


def test_the_words_of_a_command_and_its_finding(tmp_path):
    entry = Entry("sweep", small=("replicates=2",), full=("replicates=9", "seed=3"))
    assert entry.words("small") == ("study=sweep", "replicates=2")
    assert entry.command("full") == "zombielaw study=sweep replicates=9 seed=3"
    (tmp_path / "report.md").write_text("# sweep\n\nA question?\n\nFound.\n\nMore.\n\n## Steps\n\nlong\n")
    assert finding(tmp_path) == "Found.\n\nMore."


def test_what_a_reader_needs_is_kept_and_what_was_kept_before_is_not(tmp_path):
    for name in ("report.md", "manifest.json", "ledger.parquet", "tables/a.csv", "one/tables/a.csv", "figures/a.png"):
        (tmp_path / "made" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "made" / name).write_text(name)
    (tmp_path / "kept" / "tables").mkdir(parents=True)
    (tmp_path / "kept" / "tables" / "old.csv").write_text("of a table that there is no more")
    keep(tmp_path / "made", tmp_path / "kept")
    found = {
        file.relative_to(tmp_path / "kept").as_posix() for file in (tmp_path / "kept").rglob("*") if file.is_file()
    }
    assert found == {"report.md", "manifest.json", "tables/a.csv", "figures/a.png"}
