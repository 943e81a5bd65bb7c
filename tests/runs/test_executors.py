"""Where runs are made: each place gets chunks as it has room, and is left in order when no more are wanted."""

from __future__ import annotations

import os
import pickle
import re
import select
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from patience import PATIENCE, done, ended_well
from tiny_design import alive, settings

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.reducers.reducer import Reduction
from zombielaw.experiments.runs import executors, sources
from zombielaw.experiments.runs.executors import Task, make, make_and_keep, run_task
from zombielaw.experiments.runs.run_store import Chunk, Point
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies import baseline
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim import compiling
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario, Size

SHELF = SimpleNamespace(placed=lambda: None)


def tasks(number: int, taken: list[int] | None = None):
    for start in range(number):
        if taken is not None:
            taken.append(start)
        yield SimpleNamespace(chunk=Chunk("k", 1, start, start + 1), engine="")


held = []


def grow(task: SimpleNamespace, _: object) -> int:
    """A chunk after which its worker holds 200 MB more."""
    held.append(np.ones(25_000_000))
    time.sleep(1.2)  # joblib looks at a worker's memory once a second
    return os.getpid()


@pytest.mark.slow
def test_a_worker_that_grows_loses_nothing(monkeypatch):
    """Where warnings are errors, as here, that of joblib on such a worker would leave the command waiting for ever."""
    monkeypatch.setattr(executors, "make_and_keep", grow)
    assert len(list(make(tasks(8), Execute("processes", 2), SHELF, 8))) == 8


def test_the_answer_of_a_worker_is_written_at_once(monkeypatch):
    """A killed worker leaves its reader waiting for the rest of a longer answer, and the reader is the command."""
    monkeypatch.setattr("zombielaw.experiments.runs.executors.run_task", lambda *_: bytes(10**6))
    task = SimpleNamespace(chunk=Chunk("f" * 32, 1000, 10**9, 10**9 + 1), again=False)
    answer = make_and_keep(task, SimpleNamespace(keep=lambda *_: None))
    assert answer == task.chunk
    assert 4 * len(pickle.dumps(answer)) < select.PIPE_BUF


@pytest.mark.parametrize(("backend", "most"), [("threads", 4), ("serial", 2)])
def test_tasks_are_taken_as_there_is_room(monkeypatch, backend, most):
    taken = []
    monkeypatch.setattr(executors, "make_and_keep", lambda *_: None)
    chunks = make(tasks(10**9, taken), Execute(backend, 2), SHELF, 10**9)
    for count in range(1, 20):
        next(chunks)
        assert len(taken) <= count + most + 1
    chunks.close()


@pytest.mark.parametrize(
    ("engine", "runs", "where"),
    [
        ("compiled", 1, ("threads", 2)),
        ("mesa", 1, ("processes", 2)),
        ("", executors.FEW + 1, ("processes", 2)),
        ("", executors.FEW, ("threads", 1)),
    ],
)
def test_what_is_python_is_made_in_processes_but_for_few_plays(monkeypatch, engine, runs, where):
    for name in ("threads", "processes"):
        monkeypatch.setattr(
            executors,
            f"_in_{name}",
            lambda tasks, workers, _, name=name: ((name, workers) for _ in tasks),
        )
    monkeypatch.setattr(executors, "_compile", lambda _: None)
    task = SimpleNamespace(engine=engine)
    assert list(make(iter([task]), Execute("auto", 2), SHELF, runs)) == [where]


def test_nothing_to_do_asks_nobody(monkeypatch):
    monkeypatch.setattr(executors, "_compile", None)
    assert list(make(iter(()), Execute("threads"), SHELF, 0)) == []


def one_run(reduction: Reduction, process: dict[str, str]) -> Task:
    scenario = settings(Path("x")).scenario
    return Task(Chunk("k", 1, 0, 1), (Point(scenario),), 1, "compiled", reduction, process)


@pytest.mark.parametrize(
    "what",
    [
        sources.MODEL,
        "Python",
        "numpy",
        "pyarrow",
        "sources of zombielaw.experiments.reducers.reducer",
    ],
)
def test_a_worker_that_would_make_other_bytes_is_named(what):
    """As where the project was edited, or a package changed, since the command began."""
    reduction = Reduction(reduce=alive)
    process = {**sources.process_with(sources.modules_of(reduction)), what: "another"}
    words = rf"A worker .* has other {what} \(.*, here another\); .* start the command again"
    with pytest.raises(ExecutionError, match=words):
        run_task(one_run(reduction, process))
    assert "sources of tiny_design" in process
    assert sources.modules_of(Reduction()) == ["zombielaw.experiments.reducers.reducer"]


@pytest.mark.parametrize("backend", ["serial", "threads"])
def test_an_end_before_all_is_made_stops_what_is_in_hand(monkeypatch, backend):
    """Ctrl-C ends a run so; warnings are errors here."""
    begun, stopped = threading.Event(), threading.Event()

    def endless(task: SimpleNamespace, _: object, tick: Callable[[], None]) -> Chunk:
        while task.chunk.start:
            begun.set()
            try:
                tick()
            except executors.Stopped:
                stopped.set()
                break
        return task.chunk

    monkeypatch.setattr(executors, "make_and_keep", endless)
    chunks = make(tasks(9), Execute(backend, 2), SHELF, 9)
    assert next(chunks).start == 0
    assert begun.wait(PATIENCE)
    chunks.close()
    assert stopped.is_set(), "closing waits for it"


# ---- the compiler


def test_auto_is_mesa_where_nothing_is_compiled_and_it_takes_seconds(monkeypatch):
    small, large = (
        Scenario(months=12, size=Size(providers=providers)) for providers in (1_000, 10_000_000)
    )
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    assert [executors.engine_now("auto", one) for one in (small, large)] == ["mesa", "compiled"]
    assert executors.engine_now("auto", small, runs=10_000) == "compiled"
    assert executors.engine_now("compiled", small) == "compiled"
    monkeypatch.setattr(executors, "compiled_before", lambda: True)
    assert executors.engine_now("auto", small) == "compiled"


def test_one_run_of_mesa_waits_for_no_compiler(monkeypatch):
    ways = []
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    monkeypatch.setattr(
        executors,
        "simulate",
        lambda *words, agents: ways.append((words[-1], compiling._as_python.get())),
    )
    small = Scenario(months=12, size=Size(providers=1_000))
    for engine in ("auto", "mesa", "compiled"):
        executors.run_now(engine, small, Luck(1, 0))
    assert ways == [("mesa", True), ("mesa", False), ("compiled", False)]


def test_whoever_waits_for_the_compiler_is_told_how_long(monkeypatch, capsys):
    monkeypatch.setattr(executors, "LATE", 0.05)
    monkeypatch.setattr(executors, "warm_up", lambda _: time.sleep(0.5))
    executors._compile.__wrapped__("compiled")
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(re.fullmatch(r"Compiling for \d+ s\.", line) for line in lines)


@pytest.mark.parametrize(("engine", "waits"), [("mesa", False), ("compiled", True), ("auto", True)])
def test_a_provisional_number_is_for_who_waits_for_the_compiler(monkeypatch, engine, waits):
    def begin(*_: object, **__: object) -> None:
        raise ExecutionError("begun")

    shown = []
    monkeypatch.setattr(baseline, "compiled_before", lambda: False)
    monkeypatch.setattr(baseline, "first_number", lambda *_: shown.append(engine) or "")
    work = SimpleNamespace(
        settings=composed("study=baseline", "world=classroom", f"engine={engine}"), run=begin
    )
    with pytest.raises(ExecutionError, match="begun"):
        baseline.analyse(work)
    assert bool(shown) == waits


@pytest.mark.slow
@pytest.mark.long
def test_a_cold_command_tells_its_first_number_over_draws(tmp_path):
    """A real process with an empty cache; a warm one tells none."""
    words = ["baseline", "world.providers=300", "study.months=98", "study.posterior_draws=21", "replicates=2",
             "execute.workers=2", f"out={tmp_path / 'out'}"]  # fmt: skip
    for seed, expected in ((1, 1), (2, 0)):
        asked = ("-W", "error", "-m", "zombielaw", *words, f"seed={seed}")
        ended = ended_well(*asked, NUMBA_CACHE_DIR=str(tmp_path / "cache"))
        first = [line for line in ended.stderr.splitlines() if line.startswith("Provisional")]
        assert len(first) == expected
        assert ("The model is compiled once for this machine" in ended.stderr) == bool(expected)
        for line in first:
            assert re.fullmatch(
                r"Provisional: .* convictions of 286-1 a year .* 20 draws .* 2016-2022\)\.", line
            ), line
        assert manifest_of(Path(ended.stdout.splitlines()[-1]))["engine"] == "compiled"


# ---- what joblib leaves


def test_the_process_behind_the_workers_has_nothing_to_say():
    """After a worker was killed it would tell in a traceback what it did not find."""
    code = "from zombielaw.experiments.runs import executors\n"
    code += (
        "executors._start_tracker()\nexecutors.resource_tracker.unregister('/loky-none', 'semlock')"
    )
    ended = done("-c", code)
    assert (ended.returncode, ended.stderr) == (0, "")
