"""A Dask cluster that grows, shrinks, goes away or is something else: told in words, and nothing whole is lost."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from patience import ROOT
from tiny_design import DESIGN, alive, chunk_files, once_a_chunk_is_there, run, settings, written

from zombielaw.experiments.errors import ExecutionError, InputError
from zombielaw.experiments.reducers.reducer import Reduction
from zombielaw.experiments.runs import executors, sources
from zombielaw.experiments.runs.executors import Task, run_task
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.runs.run_store import Chunk, Point
from zombielaw.experiments.studies.registry import composed

pytestmark = pytest.mark.slow


def test_a_cluster_of_two_workers_makes_the_same_bytes(tmp_path, undisturbed, cluster):
    results = run(tmp_path, "dask", address=cluster.scheduler_address)
    assert written(results, tmp_path / "final") == undisturbed
    assert results.made == 30


def test_a_cluster_worker_that_is_killed_costs_a_retry(tmp_path, undisturbed, cluster):
    pids = [worker.pid for worker in cluster.workers.values()]
    with once_a_chunk_is_there(tmp_path, lambda: os.kill(pids[0], signal.SIGKILL)) as killed:
        results = run(tmp_path, "dask", address=cluster.scheduler_address)
    assert killed.done
    assert written(results, tmp_path / "final") == undisturbed


# ---- clusters that do not answer


@pytest.mark.parametrize("silent", [False, True])
def test_no_scheduler_is_told(tmp_path, monkeypatch, silent):
    """The address is free, or belongs to a program that never answers: a client alone would wait without end."""
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        if silent:
            listener.listen()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(
            ExecutionError, match=f"execute.address={address}: no scheduler answers"
        ):
            run(tmp_path, "dask", address=address)


def test_an_address_that_is_none(tmp_path):
    with pytest.raises(
        ExecutionError, match=r"execute.address=nonsense:// *: no scheduler answers"
    ):
        run(tmp_path, "dask", address="nonsense://")
    for words, shown in (("execute=dask", "(nothing)"), ("execute.address=tcp://a:1", "tcp://a:1")):
        with pytest.raises(InputError, match=r"execute\.address") as refused:
            composed(words)
        assert shown in str(refused.value)


@pytest.fixture
def scheduler():
    from distributed import LocalCluster  # noqa: PLC0415

    with LocalCluster(n_workers=0, dashboard_address=":0", silence_logs="CRITICAL") as made:
        yield made.scheduler_address


def test_a_cluster_without_workers_is_told(tmp_path, monkeypatch, scheduler):
    monkeypatch.setattr(executors, "LONELY_SECONDS", 1)
    with pytest.raises(
        ExecutionError,
        match=r"the scheduler has had no worker for 1 seconds.*start one with `dask work",
    ):
        run(tmp_path, "dask", address=scheduler)


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("sys.modules['zombielaw'] = None", r"sources of the model \(none, here"),
        (
            "from zombielaw.sim import digest; digest.source_digest = lambda: 'f' * 64",
            r"sources of the model \(ffff",
        ),
        ("pass", r"sources of tiny_design \(missing, here"),
    ],
)
def test_a_worker_without_the_package_or_with_another_is_told(tmp_path, scheduler, code, part):
    start_worker = (
        f"import sys; {code}; from distributed.cli.dask_worker import main;"
        "main([sys.argv[1], '--no-nanny', '--no-dashboard', '--nthreads', '1'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start_worker, scheduler],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as worker:
        try:
            with pytest.raises(
                ExecutionError, match=f"The worker tcp.* has other {part}.*install the same commit"
            ):
                run(tmp_path, "dask", address=scheduler)
        finally:
            worker.kill()
    assert not chunk_files(tmp_path)


def one_run(reduction: Reduction, process: dict[str, str]) -> Task:
    return Task(
        Chunk("k", 1, 0, 1),
        (Point(settings(Path("x")).scenario),),
        1,
        "compiled",
        reduction,
        process,
    )


def test_an_edit_of_the_model_under_a_process_that_has_loaded_it_is_told():
    with pytest.raises(ExecutionError, match=r"A worker .* has other sources of the model"):
        run_task(one_run(Reduction(), {sources.MODEL: "another"}))


@pytest.mark.parametrize(
    "what", ["Python", "numpy", "pyarrow", "sources of zombielaw.experiments.reducers.reducer"]
)
def test_a_worker_that_would_make_other_bytes_is_named(what):
    reduction = Reduction(reduce=alive)
    process = {**sources.process_with(sources.modules_of(reduction)), what: "another"}
    with pytest.raises(ExecutionError, match=rf"A worker .* has other {what} \(.*, here another\)"):
        run_task(one_run(reduction, process))
    assert "sources of tiny_design" in process
    assert sources.modules_of(Reduction()) == ["zombielaw.experiments.reducers.reducer"]


# ---- clusters of processes

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
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}:{ROOT / 'tests' / 'runs'}"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as started:  # fmt: skip
        reader = None
        try:
            lines = iter(started.stderr.readline, "")
            address = next(
                urls[0]
                for line in lines
                if (urls := re.findall(r"(?:at|to): +(tcp://\S+:\d+)", line))
            )
            reader = threading.Thread(target=lambda: [None for _ in lines])  # or its pipe is full
            reader.start()
            yield started, address
        finally:
            started.kill()
            if reader is not None:
                reader.join()


def refused(out: Path, address: str, replicates: int = 2) -> str:
    with pytest.raises(ExecutionError) as error:
        run_design(settings(out, "dask", replicates, address=address), DESIGN)
    return str(error.value)


def test_the_only_worker_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(executors, "LONELY_SECONDS", 3)
    monkeypatch.setattr(executors, "LOOK_SECONDS", 1)
    with (
        process(SCHEDULER) as (_, scheduler), process(WORKER, scheduler) as (worker, _),
        once_a_chunk_is_there(tmp_path, lambda: os.kill(worker.pid, signal.SIGKILL)),
    ):  # fmt: skip
        message = refused(tmp_path, scheduler, 2000)
    assert f"{scheduler}: the scheduler has had no worker for 3 seconds" in message
    assert chunk_files(tmp_path), "what is whole stays"


def test_the_scheduler_is_killed(tmp_path, monkeypatch, capfd):
    # A question may fall between the end of the scheduler and the news of it; it is given up after this time.
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 60)
    with (
        process(SCHEDULER) as (scheduler, address), process(WORKER, address),
        once_a_chunk_is_there(tmp_path, lambda: os.kill(scheduler.pid, signal.SIGKILL)),
    ):  # fmt: skip
        message = refused(tmp_path, address, 2000)
    assert f"{address}: the scheduler went away" in message
    assert "Traceback" not in capfd.readouterr().err
    assert chunk_files(tmp_path), "what is whole stays"
