"""Executors: each gets chunks as it has room, and is left in order when no more are wanted."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from patience import PATIENCE, ROOT

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.runs import executors
from zombielaw.experiments.runs.executors import Pool, make
from zombielaw.experiments.studies.baseline import study as baseline
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim import linking
from zombielaw.sim.luck import Luck
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


@pytest.mark.slow
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
    """Ctrl-C ends a run so; warnings are errors here."""
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


def test_one_run_is_mesas_where_nothing_is_compiled_and_it_takes_seconds(monkeypatch):
    small, large = (Scenario(months=12, size=Size(providers=providers)) for providers in (1_000, 10_000_000))
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    assert [executors.engine_now("auto", one) for one in (small, large)] == ["mesa", "compiled"]
    assert executors.engine_now("auto", small, runs=10_000) == "compiled"
    assert executors.engine_now("compiled", small) == "compiled"
    monkeypatch.setattr(executors, "compiled_before", lambda: True)
    assert executors.engine_now("auto", small) == "compiled"


def test_one_run_of_mesa_waits_for_no_compiler(monkeypatch):
    ways = []
    monkeypatch.setattr(executors, "compiled_before", lambda: False)
    monkeypatch.setattr(executors, "simulate", lambda *words: ways.append((words[-1], linking._as_python.get())))
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


def test_a_cluster_gives_the_levels_of_logging_back(monkeypatch):
    import distributed  # noqa: F401, PLC0415 - its import sets levels of its own

    logger, seen = logging.getLogger("distributed.client"), []

    def knock(address: str) -> None:
        seen.append(logger.level)
        raise ExecutionError(address)

    monkeypatch.setattr(logger, "level", logging.INFO)
    monkeypatch.setattr(executors, "_knock", knock)
    with pytest.raises(ExecutionError), executors._cluster("tcp://a:1", None):
        pass
    assert (seen, logger.level) == ([logging.CRITICAL], logging.INFO)


def test_a_cluster_is_left_before_the_levels_of_logging_come_back(monkeypatch):
    """A client that is not closed by then says in a traceback, seconds after the result, that its scheduler went."""
    import distributed  # noqa: PLC0415

    logger, seen = logging.getLogger("distributed.client"), []

    class Lost:
        def get_executor(self, **_: object) -> Lost:
            return self

        def wait_for_workers(self, *_: object, **__: object) -> None:
            raise OSError("gone")

        def shutdown(self, wait: bool) -> None:
            raise RuntimeError("cannot cancel")

        def close(self, timeout: float) -> None:
            seen.append((logger.level, timeout))

    monkeypatch.setattr(distributed, "Client", lambda *_, **__: Lost())
    monkeypatch.setattr(executors, "_knock", lambda _: None)
    with pytest.raises(ExecutionError, match="the scheduler went away"), executors._cluster("tcp://a:1", None):
        pass
    ((level, seconds),) = seen
    assert level == logging.CRITICAL
    assert seconds > executors.CONNECT_SECONDS, "for so long the client looks for its scheduler"


@pytest.mark.parametrize(("engine", "waits"), [("mesa", False), ("compiled", True), ("auto", True)])
def test_a_provisional_number_is_for_who_waits_for_the_compiler(monkeypatch, engine, waits):
    def begin(*_: object, **__: object) -> None:
        raise ExecutionError("begun")

    shown: list[object] = []
    monkeypatch.setattr(baseline, "compiled_before", lambda: False)
    monkeypatch.setattr(baseline, "first_number", lambda *_: shown.append(engine) or "")
    work = SimpleNamespace(settings=composed("study=baseline", "world=classroom", f"engine={engine}"), run=begin)
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
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "zombielaw", *words, f"seed={seed}"], cwd=ROOT,
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache")}, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        first = [line for line in done.stderr.splitlines() if line.startswith("Provisional")]
        assert len(first) == expected
        assert ("The model is compiled once for this machine" in done.stderr) == bool(expected)
        for line in first:
            assert re.fullmatch(r"Provisional: .* convictions of 286-1 a year .* 20 draws .* 2016-2022\)\.", line), line
        manifest = json.loads((Path(done.stdout.splitlines()[-1]) / "manifest.json").read_text())
        assert manifest["engine"] == "compiled"
