"""A Dask cluster that grows, shrinks, goes away or is something else: told in words, and nothing whole is lost."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_execute import DESIGN, ROOT, chunk_files, once_a_chunk_is_there, settings

from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.reducers.reduction import Kept
from zombielaw.experiments.runs import executors as backends
from zombielaw.experiments.runs.executors import Done, Task, process_with, travelling
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.runs.run_store import Chunk

pytestmark = pytest.mark.xdist_group("execution")
ADDRESS = "tcp://10.0.0.5:8786"


def task(number: int) -> Task:
    return Task(Chunk("k", 1, number, number + 1), (), 1, "compiled", Kept(), process_with(travelling(Kept())))


class Future:
    """One that is done when its cluster says so."""

    def __init__(self, done: Done) -> None:
        self.status, self.done, self.tell = "pending", done, None

    def add_done_callback(self, tell) -> None:
        self.tell = tell

    def end(self, status: str = "finished") -> None:
        self.status = status
        self.tell(self)

    def result(self) -> Done:
        return self.done


class Cluster:
    """What a client shows of a cluster; chunks end one after the other, the oldest first."""

    def __init__(self, *threads: int) -> None:
        self.sizes, self.under_way, self.most = list(threads), [], []

    def nthreads(self) -> dict[str, int]:
        size = self.sizes.pop(0) if len(self.sizes) > 1 else self.sizes[0]
        if self.under_way and size:
            self.most.append(len(self.under_way))
            self.under_way.pop(0).end()
        return {"a worker": size} if size else {}

    def submit(self, _, given: Task, **__: object) -> Future:
        self.under_way.append(Future(Done(given.chunk, {})))
        return self.under_way[-1]

    def cancel(self, futures: list[Future]) -> None:
        self.cancelled = len(futures)


@pytest.fixture(autouse=True)
def look_often(monkeypatch):
    monkeypatch.setattr(backends, "LOOK_SECONDS", 0)


def through(cluster: Cluster, number: int) -> list[Chunk]:
    return [done.chunk for done in backends._through(cluster, ADDRESS, iter(map(task, range(number))))]


def test_a_cluster_that_grows_is_filled():
    cluster = Cluster(1, 1, 3)
    assert through(cluster, 40) == [task(number).chunk for number in range(40)]
    assert cluster.most[0] == 4, "four chunks for each thread"
    assert max(cluster.most) == 11, "of twelve, one is on its way back"


def test_a_cluster_may_lose_its_last_worker_with_the_last_chunk(monkeypatch):
    monkeypatch.setattr(backends, "LONELY_SECONDS", 0.2)
    assert len(through(Cluster(1, 1, 0), 1)) == 1


def test_a_cluster_that_lost_all_workers_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(backends, "LONELY_SECONDS", 0.2)
    cluster = Cluster(2, 2, 0)
    with pytest.raises(ExecutionError, match=rf"{ADDRESS}: the scheduler has had no worker for 0.2 seconds.*stays"):
        through(cluster, 20)
    assert cluster.cancelled == 7


def test_a_cluster_that_is_without_workers_for_a_moment_goes_on(monkeypatch):
    monkeypatch.setattr(backends, "LONELY_SECONDS", 60)
    assert len(through(Cluster(1, 1, *[0] * 20, 1), 5)) == 5


@pytest.mark.parametrize("status", ["cancelled", "lost"])
def test_chunks_that_a_scheduler_took_with_it_are_told(status):
    with pytest.raises(ExecutionError, match=rf"{ADDRESS}: the scheduler went away.*the same command goes on"):
        raise backends._given_up(SimpleNamespace(status=status), ADDRESS)


def test_a_late_worker_without_the_package_is_told():
    future = SimpleNamespace(status="error", exception=lambda: ModuleNotFoundError("No module named 'experiments'"))
    with pytest.raises(ExecutionError, match=r"A worker cannot import zombielaw \(No module named 'experiments'\)"):
        raise backends._given_up(future, ADDRESS)


# ---- real ones

SCHEDULER = "from distributed.cli.dask_scheduler import main; main(['--port', '0', '--no-dashboard', '--no-jupyter'])"
WORKER = (
    "import sys; from distributed.cli.dask_worker import main;"
    "main([sys.argv[1], '--no-nanny', '--no-dashboard', '--nthreads', '1'])"
)


@contextmanager
def process(code: str, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A part of a cluster as a process of its own, with the address that it tells."""
    command = [sys.executable, "-c", code, *words]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        try:
            lines = iter(started.stderr.readline, "")
            address = next(found[0] for line in lines if (found := re.findall(r"(?:at|to): +(tcp://\S+:\d+)", line)))
            threading.Thread(target=lambda: [None for _ in lines], daemon=True).start()  # or its pipe is full
            yield started, address
        finally:
            started.kill()


def refused(out: Path, address: str, replicates: int = 2) -> str:
    with pytest.raises(ExecutionError) as told:
        run_design(settings(out, "dask", replicates, address=address), DESIGN)
    return str(told.value)


def test_the_address_of_a_worker_is_not_that_of_a_scheduler(tmp_path):
    with process(SCHEDULER) as (_, scheduler), process(WORKER, scheduler) as (_, worker):
        began = time.monotonic()
        assert f"execute.address={worker}: a Worker answers, not a scheduler" in refused(tmp_path, worker)
        assert time.monotonic() - began < 8


def test_a_loop_that_is_under_way_does_not_hide_the_scheduler():
    """As in a notebook."""

    async def knock(address: str) -> None:
        backends._knock(address)

    with process(SCHEDULER) as (_, scheduler):
        asyncio.run(knock(scheduler))


@pytest.mark.slow
def test_the_only_worker_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(backends, "LONELY_SECONDS", 3)
    monkeypatch.setattr(backends, "LOOK_SECONDS", 1)
    with (
        process(SCHEDULER) as (_, scheduler), process(WORKER, scheduler) as (worker, _),
        once_a_chunk_is_there(tmp_path, lambda: os.kill(worker.pid, signal.SIGKILL)),
    ):  # fmt: skip
        told = refused(tmp_path, scheduler, 2000)
    assert f"{scheduler}: the scheduler has had no worker for 3 seconds" in told
    assert chunk_files(tmp_path), "what is whole stays"


@pytest.mark.slow
def test_the_scheduler_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(backends, "LOOK_SECONDS", 1)
    with (
        process(SCHEDULER) as (scheduler, address), process(WORKER, address),
        once_a_chunk_is_there(tmp_path, lambda: os.kill(scheduler.pid, signal.SIGKILL)),
    ):  # fmt: skip
        told = refused(tmp_path, address, 2000)
    assert f"{address}: the scheduler went away" in told
    assert chunk_files(tmp_path), "what is whole stays"
