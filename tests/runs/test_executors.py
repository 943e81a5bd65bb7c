"""Whatever makes chunks gets them as it has room, and is left in order when nobody wants more."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from patience import PATIENCE
from tiny_design import DESIGN, ROOT, WORLD, chunk_files, settings

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.runs import executors
from zombielaw.experiments.runs.executors import Pool, make
from zombielaw.experiments.runs.results import manifest_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.sim.scenario import Scenario, Size


class Line:
    """A pool in which chunks end one after the other, the oldest first, whenever somebody asks for room."""

    def __init__(self, *rooms: int) -> None:
        self.rooms, self.under_way, self.most = list(rooms), [], []

    def submit(self, task: SimpleNamespace) -> Future:
        future: Future = Future()
        self.under_way.append((task, future))
        return future

    def room(self) -> int:
        self.most.append(len(self.under_way))
        if self.under_way:
            task, future = self.under_way.pop(0)
            future.set_result(task.number)
        return self.rooms.pop(0) if len(self.rooms) > 1 else self.rooms[0]


def through(line: Line, monkeypatch, number: int) -> Iterator[int]:
    monkeypatch.setattr(executors, "_pool", lambda *_: nullcontext(Pool(line.submit, line.room)))
    return make((SimpleNamespace(number=one, engine="") for one in range(number)), Execute("dask"))


held: list[np.ndarray] = []


def grow(task: object) -> int:
    """A chunk after which its worker holds 200 MB more."""
    held.append(np.ones(25_000_000))
    time.sleep(1.2)  # loky looks at a worker's memory once a second
    return os.getpid()


def test_a_worker_that_grows_goes_on(monkeypatch):
    monkeypatch.setattr(executors, "run_task", grow)
    monkeypatch.setattr(executors, "IDLE_SECONDS", 5)  # a pool of its own
    with executors._processes(2) as pool:
        chunks = [pool.submit(SimpleNamespace()) for _ in range(8)]
        assert len({chunk.result(PATIENCE) for chunk in chunks}) <= 2


def test_all_come_back_and_no_more_are_under_way_than_there_is_room_for(monkeypatch):
    line = Line(4, 4, 12)
    assert list(through(line, monkeypatch, 40)) == list(range(40))
    assert max(line.most[:3]) <= 4
    assert max(line.most) == 11, "a cluster that grows is filled: of twelve, one is on its way back"


def test_tasks_are_taken_as_there_is_room(monkeypatch):
    taken = []
    line = Line(2)
    monkeypatch.setattr(executors, "_pool", lambda *_: nullcontext(Pool(line.submit, line.room)))
    results = make((taken.append(one) or SimpleNamespace(number=one, engine="") for one in range(10**9)), Execute())
    for count in range(1, 20):
        next(results)
        assert len(taken) <= count + 4
    results.close()


def test_nothing_to_do_asks_nobody():
    assert list(make(iter(()), Execute("dask", 0, "tcp://nobody:1"))) == []


@pytest.mark.parametrize("backend", ["serial", "threads"])
def test_an_end_before_all_is_made_stops_what_is_in_hand(monkeypatch, backend):
    """As after Ctrl-C: warnings are errors here."""
    begun, stopped = threading.Event(), threading.Event()

    def endless(task: SimpleNamespace, tick: Callable[[], None]) -> int:
        while task.number:
            begun.set()
            try:
                tick()
            except executors.Stopped:
                stopped.set()
                break
        return task.number

    monkeypatch.setattr(executors, "run_task", endless)
    results = make((SimpleNamespace(number=one, engine="") for one in range(9)), Execute(backend, 2))
    assert next(results) == 0
    assert begun.wait(PATIENCE)
    results.close()
    assert stopped.is_set(), "closing waits for it"


# ---- engine=auto


class Compiler:
    """Stands for the process that compiles: ready after so many looks, or when it is waited for."""

    def __init__(self, looks: int) -> None:
        self.looks, self.waited, self.killed = looks, 0, False

    def __call__(self, *_: object, **__: object) -> Compiler:
        return self

    def poll(self) -> int | None:
        self.looks -= 1
        return None if self.looks >= 0 else 0

    def wait(self) -> int:
        self.waited, self.looks = self.waited + 1, 0
        return 0

    def kill(self) -> None:
        self.killed = True


@pytest.mark.slow
@pytest.mark.parametrize(("looks", "engine"), [(10**6, "mesa"), (12, "compiled, mesa"), (0, "compiled")])
def test_runs_are_mesas_until_the_model_is_compiled(monkeypatch, tmp_path, looks, engine):
    """Two engines made them, or one: the runs are the same, under the same keys."""
    compiler = Compiler(looks)
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    monkeypatch.setattr(executors.subprocess, "Popen", compiler)
    mixed = replace(settings(tmp_path / "mixed", "threads", replicates=40), engine="auto")
    design = DESIGN.head(2)
    results = run_design(mixed, design)
    assert manifest_of({"mixed": results})["engine"] == engine
    assert compiler.killed
    plain = run_design(replace(settings(tmp_path / "plain", replicates=40), engine="compiled"), design)
    pd.testing.assert_frame_equal(results.runs(), plain.runs())
    assert {file.name for file in chunk_files(tmp_path / "mixed")} == {
        file.name for file in chunk_files(tmp_path / "plain")
    }


def test_what_mesa_would_take_long_for_waits_for_the_compiler(monkeypatch, tmp_path):
    compiler = Compiler(10**6)
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    monkeypatch.setattr(executors.subprocess, "Popen", compiler)
    monkeypatch.setattr(executors, "MEANWHILE", 0.0)
    results = run_design(replace(settings(tmp_path, "threads", replicates=2), engine="auto"), DESIGN.head(2))
    assert manifest_of({"waited": results})["engine"] == "compiled"
    assert compiler.waited >= 2


def test_one_run_is_mesas_where_nothing_is_compiled_and_it_takes_seconds(monkeypatch):
    small, large = (Scenario(months=12, size=Size(providers=providers)) for providers in (1_000, 10_000_000))
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    assert [executors.engine_now("auto", one) for one in (small, large)] == ["mesa", "compiled"]
    assert executors.engine_now("compiled", small) == "compiled"
    monkeypatch.setattr(executors, "compiled_before", lambda: True)
    assert executors.engine_now("auto", small) == "compiled"


@pytest.mark.slow
def test_a_cold_command_tells_its_first_numbers_before_it_has_compiled(tmp_path):
    """A real process with an empty cache."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "zombielaw", "baseline", *WORLD, "replicates=4",
         "execute.workers=2", f"out={tmp_path / 'out'}"],
        cwd=ROOT, env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "until then the Mesa engine makes runs" in done.stderr
    (first,) = [line for line in done.stderr.splitlines() if line.startswith("Provisional")]
    assert re.match(r"Provisional, from 2 of 4 runs: \S+ \(.*\) convictions of 286-1 a year are expected", first)
    manifest = json.loads((Path(done.stdout.splitlines()[-1]) / "manifest.json").read_text())
    assert "mesa" in manifest["engine"]
