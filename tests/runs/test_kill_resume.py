"""After a kill, an interruption or an edit the same command goes on, and ends with the same bytes.

Some tests kill a worker in the midst of a run of this process; most run the whole command as a process of its own.
"""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest
from patience import PATIENCE
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
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

CHUNKS = 24
"""Chunks of the design that the command runs."""

pytestmark = pytest.mark.slow


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
    with pytest.raises(
        ExecutionError, match=r"runs were made 3 times and are not there\. Workers died"
    ):
        run_design(settings(tmp_path, "processes", replicates=1), DESIGN, reduce=deadly)
    assert before
    assert {
        file: file.read_bytes() for file in chunk_files(tmp_path) if file in before
    } == before, "it stays"


def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(tmp_path, whole):
    stderr = disturbed(tmp_path, signal.SIGINT, [3], group=True)
    assert "Interrupted; what is whole stays, and the same command goes on" in stderr
    assert "Traceback" not in stderr
    assert not list((tmp_path / "runs").rglob("*.part"))
    folder, stderr = finish(tmp_path)
    resumed = stored_runs(stderr)
    assert resumed >= 12
    assert tables_of(folder) == whole
    assert manifest_of(folder)["runs_found"] == resumed


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


def stored_runs(stderr: str) -> int:
    """Number of stored runs that the command says it used."""
    return int(stderr.split("runs: ", maxsplit=1)[1].split(" found", maxsplit=1)[0])


@pytest.mark.long
def test_workers_that_are_killed_at_random_moments_change_nothing(tmp_path, whole):
    """One process loses a worker three times, in mid-chunk, and ends as if nothing had been."""
    luck = random.Random(2861)
    process = start(tmp_path, "execute=processes", "execute.workers=2")
    killed = 0
    for moment in sorted(luck.sample(range(1, CHUNKS - 4), 3)):
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            workers = workers_of(process.pid)
            if len(chunk_files(tmp_path)) >= moment and workers:
                time.sleep(luck.random() / 20)
                with suppress(psutil.NoSuchProcess):  # joblib ends the other worker too
                    luck.choice(workers).kill()
                    killed += 1
                    break
            time.sleep(0.01)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, stderr
    assert killed == 3, "it was over before it could be disturbed"
    assert "A worker died; the runs that it had in hand are made again" in stderr
    assert "Error" not in stderr, "what joblib leaves has nothing to say"
    assert tables_of(Path(stdout.splitlines()[-1])) == whole
