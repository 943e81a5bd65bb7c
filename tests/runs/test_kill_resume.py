"""After a kill, an interruption or an edit the same command goes on, and ends with the same bytes.

Some tests kill a worker in the midst of a run of this process; most run the whole command as a process of its own.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest
from patience import PATIENCE, ROOT
from tiny_design import (
    DESIGN,
    chunk_files,
    disturbed,
    finish,
    kill_a_worker,
    once_a_chunk_is_there,
    run,
    settings,
    start,
    tables_of,
    workers_of,
    written,
)

from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

SMALL = (
    "study=grid", "experiment=lively", "study.months=26", "replicates=8",
    "study.levels={policy.corrective_order_rate: [0, 0.5, 1], policy.charge_preference: [0, 0.5, 1]}",
)  # fmt: skip
CHUNKS = 20

pytestmark = pytest.mark.slow


# ---- the study design


def test_a_worker_that_is_killed_costs_a_retry(tmp_path, capsys):
    with once_a_chunk_is_there(tmp_path, kill_a_worker) as killed:
        results = run(tmp_path, "processes", replicates=20)
    assert killed.done
    assert "A worker died; the runs that it had in hand are made again" in capsys.readouterr().err
    whole = run(tmp_path / "whole", replicates=20)
    assert written(results, tmp_path / "final") == written(whole, tmp_path / "undisturbed")


def deadly(_: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer that kills its process at one point, as if memory ran out."""
    if scenario.policy.inspection_rate == 12.0:
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


def test_a_run_that_always_kills_its_worker_ends_with_words(tmp_path):
    run_design(settings(tmp_path, "processes", replicates=1), DESIGN.head(4), reduce=deadly)
    before = {file: file.read_bytes() for file in chunk_files(tmp_path)}
    with pytest.raises(ExecutionError, match=r"runs were made 3 times and are not there\. Workers died"):
        run_design(settings(tmp_path, "processes", replicates=1), DESIGN, reduce=deadly)
    assert before
    assert {file: file.read_bytes() for file in chunk_files(tmp_path) if file in before} == before, "it stays"


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(tmp_path, whole):
    stderr = disturbed(tmp_path, signal.SIGINT, [3], group=True)
    assert "Interrupted; what is whole stays, and the same command goes on" in stderr
    assert "Traceback" not in stderr
    assert not list((tmp_path / "runs").rglob("*.part"))
    folder, stderr = finish(tmp_path)
    resumed = stored_runs(stderr)
    assert resumed >= 12
    assert tables_of(folder) == whole
    assert json.loads((folder / "manifest.json").read_text())["runs_found"] == resumed


def test_a_killed_parent_loses_only_what_it_had_in_hand(tmp_path, whole):
    disturbed(tmp_path, signal.SIGKILL, [2], group=False)
    folder, stderr = finish(tmp_path)
    assert stored_runs(stderr) >= 8
    assert tables_of(folder) == whole


@pytest.mark.long
def test_many_kills_at_random_moments_change_nothing(tmp_path, whole):
    disturbed(tmp_path, signal.SIGKILL, [1, 5, 6, 11, 19, 23], group=False)
    assert tables_of(finish(tmp_path)[0]) == whole


def test_two_processes_at_once_make_one_whole_study(tmp_path, whole):
    both = [start(tmp_path, how) for how in ("execute=serial", "execute=threads")]
    folders = set()
    for process in both:
        stdout, stderr = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, stderr
        folders.add(Path(stdout.splitlines()[-1]))
    assert len(folders) == 1
    assert tables_of(folders.pop()) == whole
    assert not list(tmp_path.rglob("*.part"))


# ---- a sweep


@pytest.fixture(scope="module")
def sweep(tmp_path_factory) -> dict[str, bytes]:
    """Final tables of one undisturbed process."""
    out = tmp_path_factory.mktemp("whole")
    tables = tables_of(finish(out, *SMALL, "execute=serial")[0])
    assert {"tables/grid.csv", "tables/design.csv", "figures/grid.png"} <= set(tables)
    assert len(chunk_files(out)) == CHUNKS
    return tables


def stored_runs(stderr: str) -> int:
    """Number of stored runs that the command says it used."""
    return int(stderr.split("runs: ", maxsplit=1)[1].split(" found", maxsplit=1)[0])


@pytest.mark.long
def test_a_sweep_whose_parent_is_killed_at_random_moments(tmp_path, sweep):
    moments = sorted(random.Random(286).sample(range(1, CHUNKS - 1), 5))
    disturbed(tmp_path, signal.SIGKILL, moments, False, *SMALL, "execute.workers=2")
    folder, stderr = finish(tmp_path, *SMALL, "execute.workers=2")
    assert stored_runs(stderr) >= 3 * moments[-1]
    assert tables_of(folder) == sweep


@pytest.mark.long
def test_a_sweep_whose_workers_are_killed_at_random_moments(tmp_path, sweep):
    """One process loses a worker three times, in mid-chunk, and ends as if nothing had been."""
    luck = random.Random(2861)
    process = start(tmp_path, *SMALL, "execute.workers=2")
    killed = 0
    for moment in sorted(luck.sample(range(1, CHUNKS - 4), 3)):
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            workers = workers_of(process.pid)
            if len(chunk_files(tmp_path)) >= moment and workers:
                time.sleep(luck.random() / 20)
                with suppress(psutil.NoSuchProcess):  # the pool ends the other worker too
                    luck.choice(workers).kill()
                    killed += 1
                    break
            time.sleep(0.01)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert killed == 3, "it was over before it could be disturbed"
    assert "A worker died; the runs that it had in hand are made again" in stderr
    assert "Error" not in stderr, "what the pool leaves has nothing to say"
    assert tables_of(Path(stdout.splitlines()[-1])) == sweep


@pytest.mark.long
@pytest.mark.parametrize(
    "words", [("execute=processes", "execute.workers=4"), ("execute=threads", "execute.workers=2")]
)
def test_processes_and_threads_make_the_same_sweep(tmp_path, sweep, words):
    assert tables_of(finish(tmp_path, *SMALL, *words)[0]) == sweep


@pytest.mark.long
def test_a_cluster_of_two_workers_makes_the_same_sweep(tmp_path, sweep):
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL") as cluster:
        folder, stderr = finish(tmp_path, *SMALL, "execute=dask", f"execute.address={cluster.scheduler_address}")
    assert stored_runs(stderr) == 0
    assert tables_of(folder) == sweep


# ---- edits, in a copy of the project


@pytest.fixture
def copy(tmp_path) -> Path:
    """Copy of the project in a folder of the test."""
    place = tmp_path / "copy"
    for part in ("zombielaw", "sim", "experiments", "configs", "data"):
        shutil.copytree(ROOT / part, place / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "README.md", place)
    return place


def tell(copy: Path) -> tuple[Path, str]:
    """Run a tiny sweep in the copy; uncompiled, as each edit would ask for a minute of compiling."""
    done = subprocess.run(
        [sys.executable, "-m", "zombielaw", "study=grid", "world=classroom", "world.providers=20",
         "study.months=26", "study.levels={policy.corrective_order_rate: [0, 1], policy.charge_preference: [0, 1]}",
         "replicates=1", "execute=serial", "out=results"],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy), "NUMBA_DISABLE_JIT": "1"}, check=False,
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return copy / done.stdout.splitlines()[-1], done.stderr


def test_an_edit_of_a_text_runs_nothing_and_one_of_a_constant_runs_all(copy):
    folder, stderr = tell(copy)
    assert "5 runs: 0 found, 5 to make" in stderr
    first = tables_of(folder)

    with (copy / "README.md").open("a") as readme:
        readme.write("\n<!-- another comment -->\n")
    again, stderr = tell(copy)
    assert again == folder
    assert "to make" not in stderr, "the study is found finished"
    shutil.rmtree(folder)
    again, stderr = tell(copy)
    assert again == folder
    assert "5 runs: 5 found, 0 to make" in stderr
    assert tables_of(again) == first

    source = copy / "sim" / "decisions" / "regulator.py"
    text, constant = source.read_text(), "DEADLINE_SPREAD = 0.6"
    assert constant in text
    source.write_text(text.replace(constant, "DEADLINE_SPREAD = 0.7"))
    other, stderr = tell(copy)
    assert other != folder
    assert "5 runs of other models are left aside" in stderr
    assert "5 runs: 0 found, 5 to make" in stderr
