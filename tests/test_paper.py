"""The set of the paper: each entry is a command that can be given, committed with its numbers, and pages quote it."""

from __future__ import annotations

import re
import shutil

import pytest
from shared import english_in, files_in

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.publish import paper
from zombielaw.experiments.publish.paper import (
    PICTURE,
    READMES,
    REPORT,
    RUN,
    STUDIES_PAGE,
    Entry,
    draw_again,
    entries,
    keep,
    pages,
    report_now,
    shown,
)
from zombielaw.experiments.runs.study_store import altered, manifest_of
from zombielaw.experiments.studies.base import REPORTS, Finished
from zombielaw.experiments.studies.registry import command_of, composed, studies
from zombielaw.experiments.words.texts import LANGUAGES, speaking

ENTRIES = entries()
MOST = 8_000_000
"""Bytes of the whole set."""
each = pytest.mark.parametrize("name", ENTRIES)


def test_every_study_is_in_the_set():
    """Studies that run a user's own scenarios are the exception."""
    assert {entry.study for entry in ENTRIES.values()} == set(studies()) - {
        "design",
        "compare",
        "grid",
    }


@pytest.mark.parametrize("size", ["full", pytest.param("small", marks=pytest.mark.slow)])
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
def test_a_report_is_what_its_code_says_of_the_committed_tables(name):
    """To the byte, all sections."""
    report = (PAPER / name / REPORTS["en"]).read_text(encoding="utf-8")
    assert report == report_now(PAPER / name, ENTRIES[name].study), "run: make paper NAMES=words"


@pytest.mark.parametrize(
    "name", [name for name, one in ENTRIES.items() if "zh" in studies()[one.study].languages]
)
def test_a_report_has_the_same_numbers_in_both_languages(name):
    """Reports of the committed tables in Chinese have no English words, and the same numbers as in English."""
    report = studies()[ENTRIES[name].study].report
    reports = []
    for lang in LANGUAGES:
        with speaking(lang):
            reports.append(report(Finished(PAPER / name)))
    assert not english_in(reports[1])
    english, chinese = (
        [re.findall(r"\d+\.\d+", line) for line in one.splitlines()] for one in reports
    )
    assert [{*of} for of in english if of] == [{*of} for of in chinese if of] != []


def test_pages_quote_the_committed_set():
    linked = [name for _, name in REPORT.findall(STUDIES_PAGE.read_text(encoding="utf-8"))]
    assert sorted(linked) == sorted({*ENTRIES} - {RUN}), "each report is linked once"
    for path, text in pages().items():
        assert path.read_text(encoding="utf-8") == text, "run: make paper NAMES=words"
    expected = Finished(PAPER / RUN)["numbers"]["expected_per_year"][1]
    assert manifest_of(PAPER / RUN)["runs"] == 30 + 100 + 50
    for path in READMES.values():
        text = path.read_text(encoding="utf-8")
        assert f"{expected:.3g}" in text
        assert re.search(r"^`make run` .*\D30\D.*\D100\D.*\D50\D", text, re.MULTILINE), (
            "how many of each"
        )


def test_a_part_is_of_the_study_before_the_slash_and_an_unknown_word_is_refused(tmp_path):
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


def test_committed_figures_are_drawn_again_from_their_tables(monkeypatch, tmp_path):
    keep(PAPER / RUN, tmp_path / RUN, shown(RUN))
    (tmp_path / RUN / "figures" / "funnel.png").unlink()
    monkeypatch.setattr(paper, "PAPER", tmp_path)
    monkeypatch.setattr(paper, "entries", lambda: {RUN: ENTRIES[RUN]})
    monkeypatch.setattr(paper, "shown", lambda _: {"funnel"})
    draw_again()
    assert files_in(tmp_path / RUN) == files_in(PAPER / RUN)
    assert altered(tmp_path / RUN) == []
    manifest = manifest_of(tmp_path / RUN)
    assert manifest["made_again"]["figures"]["at"] > manifest_of(PAPER / RUN)["began"]


def test_words_that_changed_are_said_again_and_sealed(monkeypatch, tmp_path):
    place = tmp_path / "baseline"
    shutil.copytree(PAPER / "baseline", place)
    report = place / "report.md"
    whole = report.read_text(encoding="utf-8")
    report.write_text("Said before.", encoding="utf-8")
    assert altered(place) == ["report.md"]
    monkeypatch.setattr(paper, "PAPER", tmp_path)
    paper.say_again({"baseline": ENTRIES["baseline"]})
    assert report.read_text(encoding="utf-8") == whole
    assert altered(place) == []
    assert "report.md" in manifest_of(place)["made_again"]
