"""Answers to the words of the command and of ``import zombielaw``."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest
from patience import done
from shared import answer

import zombielaw as zl
from zombielaw.experiments import api
from zombielaw.experiments.paths import DOCS, PAPER, ROOT
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.studies import registry
from zombielaw.experiments.studies.registry import command_of, composed, studies
from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.truth import NAMES
from zombielaw.sim.luck import Luck
from zombielaw.sim.measures import measure
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.simulate import simulate

SLOW = {"numba", "pandas", "hydra", "matplotlib", "yaml"}
SMALL = ("world=classroom", "world.providers=120", "study.months=30")
BUSY = ("experiment=lively", "world.providers=300", "study.months=60", "world.refusal=0.4")


@pytest.fixture(scope="module")
def run():
    return zl.simulate(zl.scenario(*BUSY), engine="mesa")


class AskedError(Exception):
    """The settings of what a function would run, before it does."""


def stop(settings, **_):
    studies()[settings.study].check(settings)
    raise AskedError(settings)


FIRST = {
    "compare": ["policy=judiciary"],
    "grid": [{"policy.pooling": [1]}],
    "study": ["baseline"],
    "replay": ["zhu_hao"],
}
"""What a function needs before the words."""
TABLE = """\
word                     scenario simulate many model compare grid study replay
world=national           read     read     read read  read    read read  read
experiment=lively        read     read     read read  read    read read  read
policy.training=0.1      read     read     read read  read    read read  read
law=v2019                read     read     read read  read    read read  read
lang=zh                  read     read     read read  read    read read  read
study.months=62          read     read     read read  read    read read  -
seed=7                   -        read     read read  read    read read  read
engine=mesa              -        -        -    -     read    read read  read
out=x                    -        -        -    -     read    read read  read
execute=serial           -        -        -    -     read    read read  read
execute.workers=3        -        -        -    -     read    read read  read
replicates=7             -        -        -    -     read    read read  -
parameters=prior         -        -        -    -     read    read read  -
study.posterior_draws=3  -        -        -    -     read    -    read  -
start=2016-06            -        -        -    -     read    -    -     -
provinces=1              -        -        -    -     read    -    -     -
draws=5                  -        -        -    -     -       -    -     -
study=trap               -        -        -    -     -       -    -     -
trap                     -        -        -    -     -       -    -     -
label.a=x                -        -        -    -     -       -    -     -
hydra.x=1                -        -        -    -     -       -    -     -
"""
"""Words of the command, and the functions that read them; any other refuses them."""
(_, *DOORS), *ROWS = map(str.split, TABLE.splitlines())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_function_reads_a_word_or_refuses_it_by_name(monkeypatch, row):
    monkeypatch.setattr(registry, "run", stop)
    monkeypatch.setattr(api, "undrawn", stop)

    def asked(name, word):
        with pytest.raises(AskedError) as before:
            getattr(zl, name)(*FIRST.get(name, ()), word)
        return before.value.args

    word, *marks = row
    for name, mark in zip(DOORS, marks, strict=True):
        if mark == "read":
            assert asked(name, word) != asked(name, "world=region")
        else:
            with pytest.raises(zl.InputError, match=word.split("=")[0]):
                asked(name, word)


def test_the_seed_of_words_and_of_a_file_is_that_of_the_run(tmp_path):
    (file := tmp_path / "experiment" / "mine.yaml").parent.mkdir()
    file.write_text("# @package _global_\nseed: 7\n")
    words = "world=classroom world.providers=60 study.months=14 seed=7"
    mine = words.replace("seed=7", f"--config-dir={tmp_path} experiment=mine")
    assert zl.simulate(words, engine="mesa").luck == zl.model(mine).luck == Luck(7, 0)
    assert zl.many(words, 1).measures.equals(zl.many(words[:-7], 1, 7).measures)
    with pytest.raises(zl.InputError, match="scenario: seed would be ignored"):
        zl.scenario(*mine.split())


# ---- what is told on the spot


def test_levers_worlds_and_results_are_listed(tmp_path):
    levers = answer("levers")[1]
    assert f"\npolicy.{declared(Policy)[0].name} " in "\n" + levers
    assert all(f"policy.{lever.name} " in levers for lever in declared(Policy))
    worlds = answer("worlds")[1]
    assert "world=classroom " in worlds
    assert "experiment=lively " in worlds
    none = answer("results", str(tmp_path))[1]
    assert none == f"No study of yours is finished below {tmp_path}.\n"
    committed = answer("results", str(PAPER))[1]
    for name in entries():
        assert f"{PAPER / name}\n" in committed
    above = answer("results", str(PAPER.parent))[1]
    assert f"{PAPER}/" not in above
    assert above.endswith(f"The results that come with zombielaw: zombielaw results {PAPER}\n")


@pytest.mark.parametrize(
    "words", [["studies", "grid"], ["grid", "--help"], ["study=grid", "--help"]]
)
def test_a_study_tells_its_keys(words):
    text = answer(*words)[1]
    for key, about in studies()["grid"].keys.items():
        assert f"\nstudy.{key} " in text
        assert " ".join(about.about.meaning.split())[:30] in " ".join(text.split())


def test_the_version_is_told():
    code, version, _ = answer("--version")
    assert (code, bool(re.fullmatch(r"zombielaw \d+\.\d+\.\d+\S*\n", version))) == (0, True)


@pytest.mark.parametrize("words", ["", "--help", "studies", "levers"])
def test_help_lists_and_import_load_nothing_that_is_slow(words):
    """A list is kept when it is first asked for."""
    call = (
        f"import sys; sys.argv[1:] = ['{words}']; from zombielaw.experiments import cli; cli.main()"
    )
    code = call if words else "import zombielaw, sys"
    done("-c", code)
    loaded = done("-c", f"{code}\nsys.exit({SLOW} & sys.modules.keys() or 0)")
    assert loaded.returncode == 0, loaded.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("study=baseline", "world=classroom", "policy=[legislature,judiciary]", "law.order_validity=weighted"),
        ("study=baseline", "policy.changes=[{lever: concurrence, to: statute, start: 2020-11, provinces: [0, 1]}]"),
        ("study=compare", "study.reforms='policy=[all,today] provinces=[0,1] or policy=all name=mine'"),
        ("study=grid", "study.levels={policy.order_quality: [0.2, 1], policy.concurrence: [habit, statute]}"),
        ("study=replay", "study.file='a b, c.yaml'", "policy.order_element_required=false"),
        *[pytest.param((f"study={name}",), marks=pytest.mark.slow) for name in studies()],
    ],
)  # fmt: skip
def test_the_command_of_a_manifest_asks_for_the_same(words):
    """The name of each study is a command."""
    asked = composed(*words)
    again = composed(*shlex.split(command_of(asked))[1:])
    assert (again.study, again.plain) == (asked.study, asked.plain)


# ---- the door


def test_a_run_says_what_the_record_says(run):
    record = simulate(zl.scenario(*BUSY), 1, 0, "mesa")
    assert run.measures == pytest.approx(measure(record.ledger, record.panel), nan_ok=True)
    assert list(run.cases.index) == list(record.ledger["file"])
    first = record.ledger.iloc[0]
    assert run.cases.iloc[0]["opened"] == first["file"].split("-", 1)[1]
    assert set(run.cases["plea"]) <= {"yes", "no", ""}
    assert set(run.cases["met_286_1_statute"]) <= set(NAMES)
    assert run.panel["date"].iloc[0] == "2015-11"
    assert list(run.funnel["stage"])[:2] == ["findings", "written_orders"]


def test_a_story_rests_on_the_facts_that_the_law_was_asked_of(run):
    """The facts of files of each kind of end give the same truths of law as the ledger."""
    ledger = run.record.ledger
    seen = ledger[ledger["closed"].notna()].groupby("end", observed=True).head(1)
    assert len(seen) > 4
    for row in seen.to_dict("records"):
        case = run._file(row["file"])
        truths = assess(case.facts, case.statute, READINGS["statute"])
        assert (truths.a_286_1, truths.b_287_2) == (
            row["met_286_1_statute"],
            row["met_287_2_statute"],
        ), row["file"]
    story = run.story()
    assert "convicted" in story or "charged" in story
    for part in ("**20", "chance", "What the law says of the true facts", "Art. 286-1"):
        assert part in story
    assert "nan" not in story
    rows = run.explain()
    assert set(rows["offence"]) == {"286-1", "287-2"}
    assert set(rows["truth"]) <= set(NAMES)
    assert (rows["law"] != "").all()


def test_the_command_tells_the_story_of_the_door(run):
    name = run.record.ledger["file"].iloc[5]
    code, stdout, _ = answer("story", f"case={name}", "engine=mesa", *BUSY)
    assert code == 0
    assert stdout == run.story(name)


def test_many_runs_are_counted_told_and_can_be_stopped(monkeypatch):
    asked = zl.scenario(*SMALL)
    seen = []
    runs = zl.many(asked, runs=3, threads=1, progress=lambda *done: seen.append(done))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    mean = runs.measures.query("measure == 'official_days'")["numerator"].mean()
    row, a_year = runs.estimates.loc["official_days"], asked.weight * 12.0 / asked.months
    assert row["value"] == pytest.approx(mean * a_year), (
        "as the studies count: a year in the country"
    )
    assert row["unit"] == "days per year in the country"
    assert runs.estimates.loc["share_286_1_charges", "unit"] == "share"
    assert "official_days" in runs._repr_html_()

    class Enough(Exception):  # noqa: N818
        pass

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise Enough

    with pytest.raises(Enough):
        zl.many(asked, runs=50, threads=1, progress=stop)


def test_the_model_is_stepped(run):
    model = zl.model(zl.scenario(*BUSY))
    assert isinstance(model, EnforcementModel)
    while model.running:
        model.step()
    pd.testing.assert_frame_equal(model.record().panel, run.record.panel)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/api.md"])
def test_the_lines_of_python_run_as_written(page, monkeypatch, tmp_path, capsys):
    """Ten lines at most, from import to a figure."""
    text = (ROOT / page).read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n( *import zombielaw as zl.*?)```", text, re.DOTALL)
    assert len(block.strip().splitlines()) <= 10
    monkeypatch.chdir(tmp_path)
    exec(compile(dedent(block), page, "exec"), {})
    assert list(Path(tmp_path).glob("*.png"))
    assert re.search("286-1|第二百八十六条之一", capsys.readouterr().out)


def test_the_start_page_says_what_one_simulated_case_stands_for():
    page = (DOCS / "start_reform.md").read_text(encoding="utf-8")
    one = composed("world=classroom").scale
    assert f"one simulated case stands for {one:.0f} in the" in " ".join(page.split())
