"""Where runs are made: each place gets chunks as it has room, and is left in order when no more are wanted."""

from __future__ import annotations

import os
import pickle
import re
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from patience import PATIENCE, done, ended_well

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.runs import executors
from zombielaw.experiments.runs.executors import make, make_and_keep
from zombielaw.experiments.runs.run_store import Chunk
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


def test_a_cluster_that_grows_is_filled():
    """It ends one task whenever it is asked for room."""
    rooms, under_way, most = [4, 4, *[12] * 60], list[Future](), list[int]()

    def submit(_: object) -> Future:
        under_way.append(Future())
        return under_way[-1]

    def room() -> int:
        most.append(len(under_way))
        if under_way:
            under_way.pop(0).set_result(None)
        return rooms.pop(0)

    done = [task.chunk.start for task, _ in executors._done(tasks(40), submit, room)]
    assert done == list(range(40))
    assert max(most[:3]) <= 4
    assert max(most) == 11, "of twelve, one is on its way back"


def test_nothing_to_do_asks_nobody():
    assert list(make(iter(()), Execute("dask", 0, "tcp://nobody:1"), SHELF, 0)) == []


@pytest.mark.parametrize("backend", ["serial", "threads"])
def test_an_end_before_all_is_made_stops_what_is_in_hand(monkeypatch, backend):
    """Ctrl-C ends a run so; warnings are errors here."""
    begun, stopped = threading.Event(), threading.Event()

    def endless(task: SimpleNamespace, _: object, tick: Callable[[], None]) -> None:
        while task.chunk.start:
            begun.set()
            try:
                tick()
            except executors.Stopped:
                stopped.set()
                break

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
                r"Provisional: .* convictions of 286-1 a year .* 20 draws .* 2016-2022\)\. .*one run.*",
                line,
            ), line
        assert manifest_of(Path(ended.stdout.splitlines()[-1]))["engine"] == "compiled"


# ---- a cluster


def test_the_process_behind_the_workers_has_nothing_to_say():
    """After a worker was killed it would tell in a traceback what it did not find."""
    code = "from zombielaw.experiments.runs import executors\n"
    code += (
        "executors._start_tracker()\nexecutors.resource_tracker.unregister('/loky-none', 'semlock')"
    )
    ended = done("-c", code)
    assert (ended.returncode, ended.stderr) == (0, "")
