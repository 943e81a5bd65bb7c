"""Work that all studies share: folder, report, finished results used again, runs made anew, failures and figures."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from patience import done
from shared import answer, copied_tree, files_in, refused

from zombielaw.experiments import listings
from zombielaw.experiments.analysis.outcomes import A_YEAR, SHORTEST, last_read, year_from
from zombielaw.experiments.config.schema import whole
from zombielaw.experiments.designs.grids import grid
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import PAPER, ROOT
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.runs import executors
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import base, registry
from zombielaw.experiments.studies.base import Finished, Study, Work, headline
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.words.texts import LANGUAGES, language, speaking
from zombielaw.sim import digest
from zombielaw.sim.measures import Ratio
from zombielaw.sim.simulate import simulate

WORDS = (
    "study=levers",
    "world=classroom",
    "world.providers=30",
    "study.months=26",
    "replicates=2",
    "execute=serial",
)
QUALITY = "policy.order_quality"


def analyse(work: Work) -> dict[str, pd.DataFrame]:
    design = grid({QUALITY: [0.2, 0.8]})
    parts = {
        name: work.run(design, part=name, measures=("activity",), yearly=("checks",))
        for name in ("one", "two")
    }
    work.facts["answer"] = 42
    work.manifest["note"] = "kept"
    work.texts["page.txt"] = "a page"
    work.large["years"] = parts["one"].years()
    return {"checks": parts["one"].years().groupby("point", as_index=False)["checks"].sum()}


def report(tables: Finished) -> str:
    return f"Checks: {tables['checks']['checks'].sum()}. The answer is {tables.facts['answer']}.\n\n## More\n\nmore"


STUDY = Study(
    question="How many checks?",
    keys={"months": whole(26, 26, 600, "length", "months")},
    columns=(("checks", "checks", "checks", "checks made in all runs"),),
    outcomes={"checks": Ratio("checks", "Checks", A_YEAR, "checks made")},
    analyse=analyse,
    report=report,
)


@pytest.fixture
def settings(tmp_path):
    return replace(composed(*WORDS, f"out={tmp_path}"), study="mine")


def test_the_folder_holds_runs_tables_dictionary_facts_texts_and_the_report_that_is_printed(
    settings, capsys
):
    folder = STUDY.run(settings, lambda: ({"world": "classroom"}, ""))
    assert {
        "tables/checks.csv", "years.parquet", "page.txt", "report.md", "summary.json", "data_dictionary.csv",
        "one/runs.parquet", "two/runs.parquet", "one/tables/design.csv", "two/tables/design.csv", "manifest.json",
    } <= files_in(folder)  # fmt: skip
    written = (folder / "report.md").read_text()
    assert capsys.readouterr().out == f"{written}\n"
    total = Finished(folder)["checks"]["checks"].sum()
    assert (
        written
        == f"# mine\n\nHow many checks?\n\nChecks: {total}. The answer is 42.\n\n## More\n\nmore\n"
    )
    manifest = manifest_of(folder)
    parts = {
        "headline": f"Checks: {total}.",
        "note": "kept",
        "differs": {"world": "classroom"},
        "points": 4,
        "runs": 8,
    }
    assert manifest | parts == manifest
    facts = Finished(folder).facts
    assert facts | {"answer": 42, "providers": 30} == facts
    dictionary = pd.read_csv(folder / "data_dictionary.csv")
    assert dictionary["column"].tolist() == ["checks", "outcome checks"], "no table holds estimates"
    assert f"Checks: {total}" in (settings.out / "index.md").read_text()


def test_a_finished_study_is_found_and_says_the_same(settings, capsys):
    folder = STUDY.run(settings)
    before = capsys.readouterr().out
    times = {path: (folder / path).stat().st_mtime_ns for path in files_in(folder)}
    assert STUDY.run(settings) == folder
    output = capsys.readouterr()
    assert output.out == before
    assert "finished already" in output.err
    assert times == {path: (folder / path).stat().st_mtime_ns for path in files_in(folder)}
    again = replace(settings, execute=settings.execute._replace(recompute=True))
    assert STUDY.run(again) == folder
    assert "its tables say the same as before" in capsys.readouterr().err


def test_a_result_of_another_version_is_told_and_stays(settings, monkeypatch, capsys):
    (settings.out / "paper").mkdir()
    STUDY.run(settings).rename(settings.out / "paper" / "run")  # a committed set of this version
    earlier = STUDY.run(settings)
    assert "another version" not in capsys.readouterr().err
    monkeypatch.setattr(digest, "source_digest", lambda: "another model")
    assert STUDY.run(settings) != earlier
    assert (
        f"{earlier} has the same settings, by another version of zombielaw"
        in capsys.readouterr().err
    )
    assert store.altered(earlier) == []
    assert STUDY.run(replace(settings, seed=2)) != earlier
    assert "another version" not in capsys.readouterr().err


def test_failed_runs_of_every_part_stand_in_one_table_and_are_tried_again(
    settings, monkeypatch, capsys
):
    planted(
        monkeypatch,
        lambda scenario, replicate: replicate == 1 and scenario.policy.order_quality == 0.8,
    )
    folder = STUDY.run(settings)
    failures = Finished(folder)["failures"]
    assert failures["part"].tolist() == ["one", "two"]
    assert failures["point"].tolist() == [1, 1]
    assert len(manifest_of(folder)["failures"]) == 2
    monkeypatch.setattr(executors, "simulate", simulate)
    again = STUDY.run(settings)
    assert again == folder
    assert "tables/failures.csv" not in files_in(again)
    assert manifest_of(again)["failures"] == []


def planted(monkeypatch, fails: Callable[..., bool]) -> None:
    """Make those runs fail for which ``fails(scenario, replicate)`` is true."""

    def failing(scenario, seed, replicate, *rest):
        if fails(scenario, replicate):
            raise ZeroDivisionError("planted")
        return simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(executors, "simulate", failing)


@pytest.mark.parametrize("study", ["baseline", "levers"])
def test_a_study_of_which_every_run_failed_says_so(study, tmp_path, monkeypatch, capsys):
    planted(monkeypatch, lambda *_: True)
    words = (
        "world=classroom",
        "world.providers=80",
        "study.months=62",
        "replicates=2",
        "execute=serial",
    )
    folder = registry.run(composed(f"study={study}", *words, f"out={tmp_path}"), shown=False)
    assert len(manifest_of(folder)["failures"]) > 1
    assert "No run succeeded at these points" in (folder / "report.md").read_text(encoding="utf-8")
    assert (folder / "tables" / "failures.csv").exists()
    assert "runs failed and are left out" in capsys.readouterr().err


def fails(*_given, **_named):
    raise KeyError("training.across")


def test_an_analysis_that_fails_though_no_run_is_lost_makes_no_folder(settings):
    with pytest.raises(KeyError, match=r"training\.across"):
        replace(STUDY, analyse=fails).run(settings)
    assert not list(settings.out.rglob("manifest.json"))


@pytest.mark.usefixtures("forgiving")
@pytest.mark.parametrize(
    ("part", "broken", "again"),
    [
        ("figures", {}, "`zombielaw figure {}` tries again."),
        ("report.md", {"report": fails}, "The same command tries again."),
        (
            "data_dictionary.csv",
            {"columns": (("checks", "checks"),)},
            "The same command tries again.",
        ),
        ("report.html", {}, "The same command tries again."),
    ],
)
def test_what_fails_after_the_runs_loses_no_table(
    settings, monkeypatch, capsys, part, broken, again
):
    planted = {"figures": (base.Study, "drawn"), "report.html": (base, "page")}
    with pytest.MonkeyPatch.context() as patch:
        if part in planted:
            patch.setattr(*planted[part], fails)
        folder = replace(STUDY, **broken).run(settings)
    output = capsys.readouterr()
    (line,) = [line for line in output.err.splitlines() if "could not be made" in line]
    assert line.startswith(f"{part} could not be made (")
    assert line.endswith(f"all tables are in {folder}. {again.format(folder)}")
    assert ("The report could not be made (KeyError" in output.out) is (part == "report.md")
    manifest = manifest_of(folder)
    assert part in manifest["unmade"]
    assert store.lacking(manifest)
    assert store.altered(folder) == []
    whole = {
        name: (folder / name).read_bytes()
        for name in files_in(folder)
        if name.endswith((".csv", ".parquet"))
    }
    assert {
        "tables/checks.csv",
        "one/tables/design.csv",
        "one/runs.parquet",
        "years.parquet",
    } <= set(whole)
    assert STUDY.run(settings) == folder, "the same command tries again"
    assert "0 to make" in capsys.readouterr().err
    assert "unmade" not in manifest_of(folder)
    changed = [name for name, content in whole.items() if (folder / name).read_bytes() != content]
    assert changed in ([], ["data_dictionary.csv"] if part == "data_dictionary.csv" else [])
    assert {"report.md", "report.html", "data_dictionary.csv"} <= files_in(folder)


@pytest.mark.usefixtures("forgiving")
def test_a_command_whose_figure_fails_ends_with_the_code_of_what_is_incomplete(
    tmp_path, monkeypatch
):

    def half(study, finished, manifest, look, to):
        to.mkdir()
        if (to.parent / ".room").exists():  # for the manifest, should figures fill the disk
            fails()

    monkeypatch.setattr(base.Study, "drawn", half)
    code, out, _ = answer(*WORDS, f"out={tmp_path}")
    assert code == 3
    folder = Path(out.splitlines()[-1])
    assert not (folder / "figures").exists()
    assert (folder / "tables" / "effects.csv").is_file()
    assert manifest_of(folder)["unmade"] == {"figures": "KeyError: 'training.across'"}


def test_a_check_refuses_before_anything_is_written(settings):
    def refuse(_):
        raise InputError("no")

    with pytest.raises(InputError, match="no"):
        replace(STUDY, check=refuse).run(settings)
    assert not list(settings.out.iterdir())


def test_a_study_without_an_entry_in_any_table_of_words_is_told_in_both_languages(settings):
    both = replace(STUDY, languages=LANGUAGES, report=lambda _: f"In {language()}.")
    folder = both.run(settings)
    assert "report.zh.html" not in files_in(folder), "nobody asked for it"
    assert both.run(replace(settings, lang="zh")) == folder
    assert store.altered(folder) == []
    for name in ("report.zh.md", "report.zh.html"):
        assert "How many checks?" in (folder / name).read_text(encoding="utf-8")
    assert "unmade" not in manifest_of(folder)
    for lang in LANGUAGES:
        with speaking(lang):
            assert f"In {lang}." in listings.results(str(settings.out))


@pytest.mark.slow
def test_the_study_of_the_guide_for_contributors_runs(tmp_path):
    """Uncompiled, as another source would ask for a minute of compiling."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    source = guide.split("```python\n")[1].split("```")[0]
    assert len(source.splitlines()) <= 60
    copy = copied_tree(tmp_path, [("experiments/studies/training.py", "", source)])

    def tell(*words: str) -> subprocess.CompletedProcess[str]:
        asked = ("-W", "error", "-m", "zombielaw", *words)
        return done(*asked, cwd=copy, PYTHONPATH=str(copy), NUMBA_DISABLE_JIT="1")

    assert "study.levels=3" in tell("studies").stdout
    made = tell("study=training", "world=classroom", "world.providers=20", "study.months=26", "study.levels=2",
                "replicates=1", "execute=serial", "out=results")  # fmt: skip
    assert made.returncode == 0, made.stderr
    folder = copy / made.stdout.splitlines()[-1]
    assert {
        "report.md",
        "tables/design.csv",
        "tables/points.csv",
        "data_dictionary.csv",
        "figures/contrast.png",
        "figures/contrast.md",
    } <= files_in(folder)
    assert "| training |" in made.stdout
    assert "could not be made" not in made.stderr
    short = tell("study=training", "study.months=24")
    assert short.returncode == 2 and "study.months=24 is too short" in short.stderr, short.stderr
    wrong = tell("study=training", "study.levels=1")
    assert wrong.returncode == 2
    assert "study.levels=1 is out of range; allowed: a whole number from 2 to 21" in wrong.stderr


@pytest.mark.parametrize("name", ["levers", "attribution", "loop"])
def test_a_run_of_which_no_year_is_read_is_refused(name):
    assert last_read(SHORTEST) == year_from(0) > last_read(SHORTEST - 1)
    composed(f"study={name}", f"study.months={SHORTEST}")
    given = f"study.months={SHORTEST - 1}"
    refused(answer(name, given), f"{given} is too short", f"give study.months={SHORTEST} or more")
    if "zh" in registry.studies()[name].languages:
        refused(
            answer(name, given, "lang=zh"), f"{given}过短", f"请写study.months={SHORTEST}或者更长"
        )


@pytest.mark.parametrize(("report", "wanted"), [
    ("Art. 286-1 has 0.4 of Art. 363, para. 1. More follows.", "Art. 286-1 has 0.4 of Art. 363, para. 1."),
    ("- *today, by levers.* Ten times the orders make ×3.8. Then",
     "*today, by levers.* Ten times the orders make ×3.8."),
    ("| a | b |\n| --- | --- |\n\n## Head\n\nIt is so.", "It is so."),
    ("A heading of a table:\n\n| a |", "A heading of a table:"),
    ("全国每年定罪0.4件。其余见下。", "全国每年定罪0.4件。"),
])  # fmt: skip
def test_the_headline_is_the_first_whole_sentence(report, wanted):
    assert headline(report) == wanted


def test_every_committed_report_begins_with_an_answer():
    """The heading of a table or list is no answer."""
    for name in entries():
        report = (PAPER / name / "report.md").read_text(encoding="utf-8").split("\n\n", 2)[2]
        assert headline(report).endswith("."), (name, headline(report))
