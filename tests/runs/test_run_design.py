"""Running a design: the same tables however it is done, whatever is harmed, and nothing run twice."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from shared import answer
from tiny_design import DESIGN, WORLD, YEARLY, alive, chunk_files, run, settings, written

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.designs import grids
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs import executors, study_store
from zombielaw.experiments.runs import run_design as run_design_module
from zombielaw.experiments.runs.run_design import Precision, Results, manifest_of, run_design
from zombielaw.experiments.studies.base import Finished
from zombielaw.sim import simulate as door
from zombielaw.sim.measures import quotients
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

pytestmark = pytest.mark.slow


def brittle(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer that fails for one point and every other replicate."""
    if scenario.policy.inspection_rate == 6.0 and record.panel["replicate"].iloc[0] % 2:
        raise ZeroDivisionError("no files here")
    return alive(record, scenario)


# ---- what a run leaves


def outcome(runs: pd.DataFrame) -> pd.DataFrame:
    """A measure of the runs, as the estimator takes it."""
    return runs.rename(columns={"measure": "outcome"})


def test_a_run_of_a_design_is_the_run_of_its_scenario(tmp_path):
    results = run(tmp_path, replicates=2)
    scenarios = grids.scenarios(settings(tmp_path), DESIGN)
    record = door.simulate(scenarios[3], 1, 1, "compiled")
    stored = results.runs().query("point == 3 and replicate == 1").set_index("measure")
    for name, quotient in quotients(record.ledger, record.panel).items():
        fraction = tuple(stored.loc[name, ["numerator", "denominator"]])
        assert fraction == pytest.approx(tuple(quotient), nan_ok=True), name
    years = results.years().query("point == 3 and replicate == 1")
    assert years["year"].tolist() == [2015, 2016, 2017, 2018, 2019]
    assert years["months"].tolist() == [2, 12, 12, 12, 12]
    assert years["findings"].sum() == record.panel["findings"].sum() > 0
    files = results.table("alive").query("point == 3 and replicate == 1")["files"]
    assert files.tolist() == [len(record.ledger)]


def test_a_measure_or_column_that_is_none_is_refused(tmp_path):
    with pytest.raises(InputError, match="did you mean 'findings'"):
        run_design(settings(tmp_path), DESIGN, yearly=("finding",))
    assert not (tmp_path / "runs").exists(), "refused before anything is written"
    with pytest.raises(InputError, match="did you mean 'charges_287_2'"):
        run(tmp_path, replicates=1).runs("charges_2872")


# ---- the same tables, however they are made


@pytest.mark.parametrize(("how", "workers"), [("processes", 3), ("threads", 3), ("processes", 1)])
def test_processes_and_threads_make_the_same_bytes(tmp_path, undisturbed, how, workers):
    results = run(tmp_path, how, workers=workers)
    assert written(results, tmp_path / "final") == undisturbed
    assert results.made == 30


# ---- nothing is run twice


def test_the_same_command_finds_all_and_more_replicates_add(tmp_path, undisturbed, capsys):
    first = run(tmp_path, replicates=3)
    assert first.made == 18
    again = run(tmp_path, "processes", replicates=3)
    assert again.made == 0
    assert "18 runs: 18 found, 0 to make" in capsys.readouterr().err
    more = run(tmp_path, replicates=5)
    assert more.made == 12
    assert written(more, tmp_path / "final") == undisturbed
    fewer = run(tmp_path, replicates=2)
    assert fewer.made == 0
    pd.testing.assert_frame_equal(
        fewer.runs(), more.runs().query("replicate < 2").reset_index(drop=True)
    )


def test_an_edit_of_the_model_leaves_its_runs_aside(tmp_path, capsys, monkeypatch):
    run(tmp_path, replicates=2)
    for name in (
        "runs.run_store.model_name",
        "runs.run_design.model_name",
        "runs.sources._model_at_load",
    ):
        monkeypatch.setattr(f"zombielaw.experiments.{name}", lambda: "another model")
    capsys.readouterr()
    results = run(tmp_path, replicates=2)
    assert results.made == 12
    assert (
        f"are left aside in {tmp_path / 'runs'}: only another model is read"
        in capsys.readouterr().err
    )


# ---- files that are harmed


def test_harmed_chunks_are_named_and_made_again(tmp_path, undisturbed, capsys):
    run(tmp_path)
    cut, altered, foreign, *_ = files = chunk_files(tmp_path)
    cut.write_bytes(cut.read_bytes()[:500])
    altered.write_bytes(altered.read_bytes()[:-700] + bytes(300) + altered.read_bytes()[-400:])
    foreign.write_bytes(files[-1].read_bytes())
    capsys.readouterr()
    results = run(tmp_path)
    stderr = capsys.readouterr().err
    for path in (cut, altered, foreign):
        assert str(path) in stderr
    assert "is foreign" in stderr
    assert 3 <= results.made <= 12
    assert written(results, tmp_path / "final") == undisturbed


def test_a_chunk_that_is_harmed_after_it_was_made_is_refused(tmp_path):
    results = run(tmp_path, replicates=1)
    path = chunk_files(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(
        Exception, match=f"{path.name} is cut off or altered.*run the same command again"
    ):
        results.runs()


# ---- runs that fail


def test_a_run_that_fails_is_recorded_and_left_out(tmp_path, capsys):
    made = run_design(settings(tmp_path, replicates=4), DESIGN, reduce=brittle)
    assert made.failures[["point", "replicate"]].to_numpy().tolist() == [
        [2, 1],
        [2, 3],
        [3, 1],
        [3, 3],
    ]
    row = made.failures.iloc[0][["seed", "engine", "stage", "month", "error"]].tolist()
    assert row == [1, "compiled", "reduce", 50, "ZeroDivisionError: no files here"]
    stderr = capsys.readouterr().err
    assert "4 of 24 runs failed and are left out" in stderr
    assert (
        "point 2, replicate 1, seed 1: reduce, month 50: ZeroDivisionError: no files here" in stderr
    )
    assert len(made.runs("charges_287_2")) == len(made.table("alive")) == 20
    table = estimate(outcome(made.runs("charges_287_2")), base=0).set_index("point")
    assert (
        table["runs"].to_dict() == table["pairs"].to_dict() == {0: 4, 1: 4, 2: 2, 3: 2, 4: 4, 5: 4}
    )


def test_what_failed_for_a_moment_is_tried_again_by_the_next_command(
    tmp_path, undisturbed, monkeypatch, capsys
):
    def failing(scenario, seed, replicate, *rest):
        if replicate == 1:
            raise OSError("Too many open files")
        return door.simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(executors, "simulate", failing)
    assert len(run(tmp_path).failures) == 6
    monkeypatch.undo()
    monkeypatch.setattr("zombielaw.experiments.runs.run_design.LARGEST", 4)
    capsys.readouterr()
    mended = run(tmp_path)
    stderr = capsys.readouterr().err
    assert "6 runs failed before; they are tried again" in stderr
    assert 6 <= mended.made < 30, "and the whole chunks are found"
    assert f"30 runs: {30 - mended.made} found, {mended.made} to make" in stderr
    assert written(mended, tmp_path / "final") == undisturbed
    assert run(tmp_path).made == 0


def test_what_fails_again_is_tried_once_by_a_command(tmp_path, monkeypatch):
    tried = []

    def failing(scenario, seed, replicate, *rest):
        tried.append((scenario, replicate))
        if replicate == 1:
            raise OSError("Too many open files")
        return door.simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(executors, "simulate", failing)
    monkeypatch.setattr(run_design_module, "STEP", 4)
    for _ in range(2):
        tried.clear()
        run_design(settings(tmp_path, replicates=12), DESIGN, until=Precision(0.1, lambda _: 1.0))
        assert len(tried) == len(set(tried)) > 0


ASKED = ("study=design", *WORLD, "replicates=2", "execute=serial")


def test_a_study_whose_runs_all_fail_leaves_with_3_and_is_tried_again(tmp_path, monkeypatch):
    def failing(*_: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(executors, "simulate", failing)
    for _ in range(2):
        code, out, err = answer(*ASKED, f"out={tmp_path}")
        folder = Path(out.splitlines()[-1])
        assert code == 3
        assert f"8 runs failed and are left out; {folder}/tables/failures.csv" in err
    assert set(Finished(folder)["failures"]["error"]) == {"OverflowError: too large"}
    assert pd.read_parquet(folder / "runs.parquet").empty
    monkeypatch.setattr(executors, "simulate", door.simulate)
    code, out, err = answer(*ASKED, f"out={tmp_path}")
    assert "8 runs failed before; they are tried again" in err
    assert (code, Path(out.splitlines()[-1])) == (0, folder)
    assert study_store.manifest_of(folder)["failures"] == []
    assert "failures" not in Finished(folder)
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], (
        "nothing is left beside it"
    )


def test_memory_that_runs_out_is_no_property_of_the_run(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(executors, "simulate", full)
    with pytest.raises(MemoryError):
        run(tmp_path)
    assert not chunk_files(tmp_path)


# ---- runs that are made again, and what made them


def recomputed(out: Path, **more: object) -> Results:
    plain = settings(out, **more)
    again = replace(plain, execute=plain.execute._replace(recompute=True))
    return run_design(again, DESIGN, yearly=YEARLY, reduce=alive)


def test_runs_are_made_again_and_compared(tmp_path, capsys):
    run(tmp_path, replicates=2)
    files = chunk_files(tmp_path)
    before = [path.read_bytes() for path in files]
    assert recomputed(tmp_path, replicates=2).made == 12
    assert (
        f"{len(files)} stored chunks were made again, and each says the same as before"
        in capsys.readouterr().err
    )
    assert [path.read_bytes() for path in files] == before, "what is stored stays"
    assert recomputed(tmp_path, replicates=3).made == 18, "what was missing is made too"


def test_a_finished_study_is_made_again_and_compared(tmp_path):
    asked = (*ASKED, "execute.recompute=true", f"out={tmp_path}")
    answer(*ASKED, f"out={tmp_path}")
    _, out, err = answer(*asked)
    assert "This study was made again, and its tables say the same as before" in err
    folder = Path(out.splitlines()[-1])
    manifest = study_store.manifest_of(folder)
    table = folder / "tables" / "estimates.csv"
    table.write_text(table.read_text().replace("charges", "changes"))
    manifest["files"]["tables/estimates.csv"] = sha256(table.read_bytes()).hexdigest()
    del manifest["checksum"]
    (folder / "manifest.json").write_bytes(study_store.sealed(manifest))
    code, _, err = answer(*asked)
    assert code == 2
    assert "tables/estimates.csv does not say what its runs say" in err


def test_the_manifest_names_what_made_the_runs_not_the_command(tmp_path):
    few = run_design(replace(settings(tmp_path, replicates=2), engine="mesa"), DESIGN.head(2))
    assert manifest_of({"few": few})["engine"] == "mesa"
    same_runs = run_design(settings(tmp_path, replicates=2), DESIGN.head(2))
    assert (same_runs.made, manifest_of({"found": same_runs})["engine"]) == (0, "mesa")
    manifest = manifest_of({"more": run_design(settings(tmp_path, replicates=5), DESIGN.head(2))})
    assert manifest["engine"] == "compiled, mesa"
    made_by = {row["engine"]: row for row in manifest["made_by"]}
    assert {name: row["runs"] for name, row in made_by.items()} == {"compiled": 6, "mesa": 4}
    assert made_by["mesa"]["seconds"] > 0
    assert all("cores" in row["machine"] for row in made_by.values())


# ---- precision


def test_replicates_are_added_until_the_precision_is_reached(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run_design_module, "STEP", 4)
    seen = []

    def width(results: Results) -> float:
        seen.append(results.replicates)
        return 10.0 / results.replicates

    few = run_design(settings(tmp_path, replicates=30), DESIGN, until=Precision(1.0, width))
    assert (seen, few.replicates, few.made) == ([4, 8, 12], 12, 72)
    seen.clear()
    assert "not reached" not in capsys.readouterr().err
    all_of_them = run_design(settings(tmp_path, replicates=14), DESIGN, until=Precision(0.5, width))
    assert (all_of_them.replicates, all_of_them.made) == (14, 12), (
        "the replicates of the settings are the end"
    )
    stderr = capsys.readouterr().err
    assert (
        "Precision 0.5 not reached: half-width 0.714 after 14 replicates; give replicates=29."
        in stderr
    )


def test_another_process_may_make_a_chunk_meanwhile(tmp_path, monkeypatch):
    """A chunk that has appeared meanwhile is not made again, but it is checked like all others."""
    whole = run(tmp_path / "a", replicates=2)

    def helpful(tasks, how, store, runs):
        for file in whole.store.folder.iterdir():
            (store.folder / file.name).write_bytes(file.read_bytes())
        return made(tasks, how, store, runs)

    made = run_design_module.make
    monkeypatch.setattr(run_design_module, "make", helpful)
    results = run(tmp_path / "b", replicates=2)
    assert results.made == 0
    pd.testing.assert_frame_equal(results.runs(), whole.runs())
