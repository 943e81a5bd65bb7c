"""The set of the paper: each entry is a command that can be given, committed with its numbers, and pages quote it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.publish import paper
from zombielaw.experiments.publish.paper import (
    PICTURE,
    PLACES,
    READMES,
    REPORT,
    RUN,
    STUDIES_PAGE,
    Entry,
    draw_again,
    entries,
    finding,
    keep,
    pages,
    shown,
)
from zombielaw.experiments.runs.study_store import altered, manifest_of, sealed
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import command_of, composed, studies

ENTRIES = entries()
MOST = 8_000_000
"""Bytes of the whole set."""
each = pytest.mark.parametrize("name", ENTRIES)


def files_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_every_study_is_in_the_set():
    """Studies that run a user's own scenarios are the exception."""
    assert {entry.study for entry in ENTRIES.values()} == set(studies()) - {
        "design",
        "compare",
        "grid",
    }


@pytest.mark.parametrize("size", PLACES)
@each
def test_every_command_can_be_given(name, size):
    """Its study refuses none, though some ask more of a setting than its type."""
    ENTRIES[name].check(size)


@each
def test_a_result_is_committed_whole_with_its_manifest(name):
    """The manifest is of its command, and has the digest of every file; no other file lies there."""
    folder, hint = PAPER / name, f"run: make paper NAMES={name}"
    manifest = manifest_of(folder)
    assert manifest["study"] == ENTRIES[name].study, hint
    assert manifest["command"] == command_of(composed(*ENTRIES[name].words("full"))), hint
    assert manifest["failures"] == []
    assert altered(folder) == [], hint
    assert files_in(folder) == {*manifest["files"], "manifest.json"}, hint
    assert {"report.md", "summary.json", "data_dictionary.csv"} <= set(manifest["files"]), hint


@each
def test_the_figures_that_a_page_shows_are_kept_and_small(name):
    pictures = {path.stem: path for path in (PAPER / name / "figures").glob("*.png")}
    assert set(pictures) == shown(name), f"run: make paper NAMES={name}"
    assert pictures or not studies()[ENTRIES[name].study].draw, "a page shows what was found"
    assert all(path.stat().st_size <= PICTURE for path in pictures.values())


def test_the_set_is_small_and_holds_nothing_else():
    kept = {path.parent.relative_to(PAPER).as_posix() for path in PAPER.rglob("manifest.json")}
    assert kept == set(ENTRIES)
    assert sum(path.stat().st_size for path in PAPER.rglob("*") if path.is_file()) <= MOST


@each
def test_the_findings_of_a_study_are_what_its_code_says_of_the_committed_tables(name):
    first_section = (
        studies()[ENTRIES[name].study].report(Finished(PAPER / name)).split("\n## ")[0].strip()
    )
    assert first_section == finding(PAPER / name), (
        f"the tables are older than the words; run: make paper NAMES={name}"
    )


def test_pages_quote_the_committed_set():
    linked = [name for _, name in REPORT.findall(STUDIES_PAGE.read_text(encoding="utf-8"))]
    assert sorted(linked) == sorted({*ENTRIES} - {RUN}), "each report is linked once"
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "run: make paper"
    expected = pd.read_csv(PAPER / RUN / "tables" / "numbers.csv")["expected_per_year"][1]
    for path in READMES.values():
        assert f"{expected:.3g}" in path.read_text(encoding="utf-8")


def test_a_part_is_of_the_study_before_the_slash_and_an_unknown_word_is_refused(tmp_path: Path):
    path = tmp_path / "paper.yaml"
    path.write_text(
        "loop/long: {full: [study.months=600]}\nrun: {study: baseline}\n", encoding="utf-8"
    )
    assert entries(path) == {
        "loop/long": Entry("loop", full=["study.months=600"]),
        "run": Entry("baseline"),
    }
    path.write_text("levers: {smal: [replicates=2]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"levers has smal; allowed: study, small, full\."):
        entries(path)


def test_the_words_of_a_command_and_its_finding(tmp_path):
    entry = Entry("levers", small=("replicates=2",), full=("replicates=9", "seed=3"))
    assert entry.words("small") == ("study=levers", "replicates=2")
    assert entry.command("full") == "zombielaw study=levers replicates=9 seed=3"
    (tmp_path / "report.md").write_text(
        "# levers\n\nA question?\n\nFound.\n\nMore.\n\n## Steps\n\nlong\n"
    )
    assert finding(tmp_path) == "Found.\n\nMore."


def picture(path: Path, colours: int) -> bytes:
    """Write a PNG of noise in so many colours, as large as a figure."""
    dots = np.random.default_rng(1).integers(0, colours, (600, 700))
    about = PngInfo()
    about.add_text("Description", "Seed 1, 30 runs")
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.stack([dots, 255 - dots, 2 * dots % 256], axis=2).astype(np.uint8)).save(
        path, pnginfo=about, dpi=(300, 300)
    )
    return path.read_bytes()


@pytest.fixture
def made(tmp_path) -> Path:
    """The folder of a study, with more than a reader needs."""
    folder = tmp_path / "made"
    for name in (
        "report.md",
        "ledger.parquet",
        "tables/a.csv",
        "one/tables/a.csv",
        "figures/a.md",
        "figures/b.md",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "tables" / "sample.csv").write_text("1\n" * paper.LARGE)
    for name in ("a", "b"):
        picture(folder / "figures" / f"{name}.png", 4)
    files = {
        name: paper.sha256((folder / name).read_bytes()).hexdigest()
        for name in sorted(files_in(folder))
    }
    (folder / "manifest.json").write_bytes(
        sealed({"study": "levers", "made_again": {"report.md": {}}, "files": files})
    )
    return folder


@pytest.mark.slow
def test_what_a_reader_needs_is_kept_and_the_manifest_says_what_was_left_out(made, tmp_path):
    place = tmp_path / "kept"
    (place / "tables").mkdir(parents=True)
    (place / "tables" / "old.csv").write_text("of a table that there is no more")
    keep(made, place, {"a"})
    assert files_in(place) == {
        "report.md",
        "manifest.json",
        "tables/a.csv",
        "figures/a.md",
        "figures/a.png",
    }
    whole, kept = manifest_of(made), manifest_of(place)
    assert altered(place) == []
    assert kept["made_again"] == whole["made_again"]
    assert {**kept["files"], **kept["left_out"]} == whole["files"]
    assert set(kept["left_out"]) == {
        "ledger.parquet", "one/tables/a.csv", "tables/sample.csv", "figures/a.png", "figures/b.md", "figures/b.png"
    }  # fmt: skip
    before = (place / "manifest.json").read_bytes()
    keep(made, place, {"a"})
    assert (place / "manifest.json").read_bytes() == before


def test_committed_figures_are_drawn_again_from_their_tables(monkeypatch, tmp_path):
    keep(PAPER / RUN, tmp_path / RUN, shown(RUN))
    (tmp_path / RUN / "figures" / "funnel.png").unlink()
    monkeypatch.setattr(paper, "PAPER", tmp_path)
    monkeypatch.setattr(paper, "entries", lambda: {RUN: ENTRIES[RUN]})
    monkeypatch.setattr(paper, "shown", lambda _: {"funnel"})
    draw_again()
    assert files_in(tmp_path / RUN) == files_in(PAPER / RUN)
    assert altered(tmp_path / RUN) == []
    manifest = json.loads((tmp_path / RUN / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_again"]["figures"]["at"] > manifest_of(PAPER / RUN)["began"]


def test_words_that_changed_are_said_again_and_sealed(monkeypatch, tmp_path: Path):
    place = tmp_path / "baseline"
    shutil.copytree(PAPER / "baseline", place)
    report = place / "report.md"
    whole = report.read_text(encoding="utf-8")
    report.write_text(whole.replace(finding(place), "Said before."), encoding="utf-8")
    assert altered(place) == ["report.md"]
    monkeypatch.setattr(paper, "PAPER", tmp_path)
    paper.say_again({"baseline": ENTRIES["baseline"]})
    assert report.read_text(encoding="utf-8") == whole
    assert altered(place) == []
    assert "report.md" in manifest_of(place)["made_again"]
