"""Where runs are made: one after the other, in threads, in processes, on a Dask cluster. All return the same bytes."""

from __future__ import annotations

import asyncio
import math
import os
import platform
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from inspect import getsource
from itertools import chain
from queue import Empty, SimpleQueue
from typing import Any

import pandas as pd
from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.reducers import reduction
from zombielaw.experiments.reducers.reduction import FAILURES, MEASURE_COLUMNS, MEASURES, Kept, reduced
from zombielaw.experiments.runs.interrupts import interrupts_polled
from zombielaw.experiments.runs.run_store import Chunk, MadeBy, encode
from zombielaw.experiments.runs.study_store import machine
from zombielaw.sim import source_digest
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate

KNOCK_SECONDS = 5
"""How long a scheduler is waited for: that none answers is told within ten seconds of the start of the command."""
CONNECT_SECONDS = 10
"""How long a scheduler that answers, and a first worker, are waited for."""
LONELY_SECONDS = 30
"""How long a cluster that has lost all its workers is waited for."""
LOOK_SECONDS = 1
"""How often one looks at the workers of a cluster."""
AHEAD = 4
"""Chunks that a cluster is given ahead, for each of its threads."""
RETRIES = 3
"""Deaths of workers, with nothing finished between them, after which one gives up."""
MODEL = "sources of the model"
DECIDING = ("mesa", "numba", "numpy", "pandas", "pyarrow")
"""Packages that may decide a bit of what is stored."""
PLACE = ("point", "replicate")


class Stopped(Exception):  # noqa: N818 - not an error of the run
    """A run was asked to stop between two months."""


class WorkerLost(RuntimeError):  # noqa: N818
    """A worker process died: the chunks that it and its neighbours had in hand are to be made again."""


@dataclass(frozen=True)
class Task:
    """A chunk to be made, and what the process that makes it must be: see :func:`process_with`."""

    chunk: Chunk
    scenarios: tuple[Scenario, ...]
    seed: int
    engine: str
    kept: Kept
    process: Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """A chunk that was made, as the files that hold it."""

    chunk: Chunk
    files: dict[str, bytes]


def run_task(task: Task, tick: Callable[[], None] | None = None) -> Done:
    """Make the runs of a chunk, replicate by replicate: the points of one share its world.

    Parameters
    ----------
    tick : callable, optional
        Called after each month; what it raises, if it is :class:`Stopped` or no ``Exception``, ends the task.

    Raises
    ------
    ExecutionError
        Sources or packages are not those that the command was started with.
    """
    apart = difference(process_with(travelling(task.kept)), task.process)
    if apart:
        raise ExecutionError(
            f"A worker has {apart}; install the same commit and packages there; if the project was edited meanwhile, "
            "start the command again."
        )
    began = time.thread_time()
    tables: dict[str, list[pd.DataFrame]] = {}
    failures = []
    for replicate in range(task.chunk.start, task.chunk.stop):
        for point, scenario in enumerate(task.scenarios):
            months = [0]

            def one_month(month: int, months: list[int] = months) -> None:
                months[0] = month
                if tick is not None:
                    tick()

            stage = "simulate"
            try:
                record = simulate(scenario, task.seed, replicate, task.engine, one_month)
                stage = "reduce"
                found = reduced(record, scenario, task.kept)
            except (Stopped, MemoryError):
                raise
            except Exception as error:
                said = f"{type(error).__name__}: {error}"
                failures.append((point, replicate, task.seed, task.engine, stage, months[0], said))
                continue
            for name, table in found.items():
                table.insert(0, PLACE[1], replicate)
                table.insert(0, PLACE[0], point)
                tables.setdefault(name, []).append(table)
    whole = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    if MEASURES not in whole:
        columns = {PLACE[0]: "int64", PLACE[1]: "int64", **MEASURE_COLUMNS}
        whole[MEASURES] = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    if failures:
        whole[FAILURES] = pd.DataFrame(failures, columns=[*PLACE, "seed", "engine", "stage", "month", "error"])
    made_by = MadeBy(task.engine, machine(), round(time.thread_time() - began, 3))
    return Done(task.chunk, encode(task.chunk, whole, made_by))


def travelling(kept: Kept) -> list[str]:
    """Modules, beside the model, that decide what is kept of a run; a function of a script travels with its code."""
    own = [kept.reduce.__module__] if kept.reduce is not None else []
    return [reduction.__name__, *(name for name in own if name != "__main__")]


def process_with(modules: Sequence[str]) -> dict[str, str]:
    """What this process is, as far as it decides the bytes of a run: sources of the model and modules, and versions."""
    return {
        MODEL: _own_model(),
        **{f"sources of {name}": source_of(name) for name in modules},
        "Python": platform.python_version(),
        **{name: _version(name) for name in DECIDING},
    }


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """The first thing in which two processes differ, in words; empty if there is none."""
    apart = next((name for name in here if there.get(name) != here[name]), None)
    return f"other {apart} ({there.get(apart, 'none')}, here {here[apart]})" if apart else ""


def source_of(module: str) -> str:
    """Digest of the source of a module; ``missing`` if this process has none of that name."""
    try:
        return sha256(getsource(import_module(module)).encode()).hexdigest()[:16]
    except ImportError:
        return "missing"


_version = cache(version)


@cache
def _own_model() -> str:
    """The model as its files are when this process is about to load the engine."""
    return source_digest()[:16]


def workers_of(execute: Execute) -> int:
    """Processes or threads at once on this machine."""
    return 1 if execute.backend == "serial" else execute.workers or int(cpu_count())


def make(tasks: Iterator[Task], execute: Execute) -> Iterator[Done]:
    """Make chunks, in whatever order they are done.

    Raises
    ------
    WorkerLost
        Some chunks were lost with a worker; ask for them again.
    ExecutionError
        The runs cannot go on.
    """
    workers = workers_of(execute)
    if execute.backend == "dask":
        return _on_cluster(tasks, execute.address)
    if execute.backend == "threads":
        return _in_threads(tasks, workers)
    if workers == 1:
        return _serially(tasks)
    return _in_processes(tasks, workers)


def _serially(tasks: Iterator[Task]) -> Iterator[Done]:
    for task in tasks:
        with interrupts_polled() as check:
            done = run_task(task, check)
        yield done


def _in_threads(tasks: Iterator[Task], workers: int) -> Iterator[Done]:
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise Stopped

    pool = Parallel(workers, backend="threading", return_as="generator_unordered", batch_size=1)
    with _closed(pool(delayed(run_task)(task, tick) for task in tasks)) as done:
        try:
            for one in done:  # noqa: UP028 - see _closed
                yield one
        finally:
            stop.set()


def _in_processes(tasks: Iterator[Task], workers: int) -> Iterator[Done]:
    pool = Parallel(
        workers, backend="loky", return_as="generator_unordered", batch_size=1,
        initializer=_start_worker, initargs=(os.getpid(),),
    )  # fmt: skip
    with _closed(pool(delayed(run_task)(task) for task in tasks)) as done:
        try:
            for one in done:  # noqa: UP028 - see _closed
                yield one
        except TerminatedWorkerError as error:
            raise WorkerLost(str(error)) from None


@contextmanager
def _closed(done: Generator[Done]) -> Iterator[Iterator[Done]]:
    """Close the results of joblib in the end, without its warning of results that nobody took.

    Loops inside say ``yield`` for each: with ``yield from`` an end would reach joblib before this.
    """
    try:
        yield done
    finally:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            done.close()


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it: a killed parent shuts no pool down."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _on_cluster(tasks: Iterator[Task], address: str) -> Iterator[Done]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise ExecutionError(
            "execute=dask needs the package distributed, which is not installed: pip install 'zombielaw[cluster]'."
        ) from None
    first = next(tasks, None)
    if first is None:
        return
    _knock(address)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except Exception as error:  # it answered a moment ago
        raise _gone(address, error) from None
    try:
        _check_workers(client, address, first)
        yield from _through(client, address, chain([first], tasks))
    finally:
        with suppress(Exception):  # a scheduler that went away cannot be taken leave of
            client.close(timeout=LOOK_SECONDS)


def _through(client: Any, address: str, tasks: Iterator[Task]) -> Iterator[Done]:
    """Keep every thread that the cluster has at the moment supplied, and hand over what is done."""
    arrived: SimpleQueue[Any] = SimpleQueue()
    under_way: set[Any] = set()
    threads, looked, seen = 0, -math.inf, time.monotonic()
    ahead = next(tasks, None)
    try:
        while ahead is not None or under_way:
            now = time.monotonic()
            if now - looked > LOOK_SECONDS:
                threads, looked = _threads(client, address), now
            seen = now if threads else seen
            if now - seen > LONELY_SECONDS:
                raise ExecutionError(
                    f"execute.address={address}: the scheduler has had no worker for {LONELY_SECONDS} seconds. What is "
                    f"whole stays; start one with `dask worker {address}`, and the same command goes on."
                )
            while ahead is not None and len(under_way) < AHEAD * threads:
                future = client.submit(run_task, ahead, pure=False, retries=RETRIES)
                under_way.add(future)
                future.add_done_callback(arrived.put)
                ahead = next(tasks, None)
            try:
                future = arrived.get(timeout=LOOK_SECONDS)
            except Empty:
                continue
            under_way.discard(future)
            if future.status != "finished":
                raise _given_up(future, address)
            yield future.result()
    finally:
        with suppress(Exception):
            client.cancel(list(under_way))


def _threads(client: Any, address: str) -> int:
    """Threads that the cluster has at the moment."""
    try:
        return sum(client.nthreads().values())
    except Exception as error:
        raise _gone(address, error) from None


def _gone(address: str, error: Exception | None = None) -> ExecutionError:
    said = f" ({type(error).__name__})" if error else ""
    return ExecutionError(
        f"execute.address={address}: the scheduler went away{said}. What is whole stays; start it again, and the same "
        "command goes on."
    )


def _knock(address: str) -> None:
    """Be sure of a scheduler: a client would wait without end for one that is silent, or for a worker."""
    from distributed.comm.core import connect  # noqa: PLC0415
    from distributed.core import send_recv  # noqa: PLC0415

    async def knock() -> str:
        comm = await connect(address, timeout=KNOCK_SECONDS)
        try:
            return str((await send_recv(comm, op="identity", reply=True))["type"])
        finally:
            comm.abort()

    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook has a loop of its own under way in this thread
            kind = aside.submit(lambda: asyncio.run(asyncio.wait_for(knock(), KNOCK_SECONDS))).result()
    except Exception as error:  # whatever a stranger behind the address may answer
        raise ExecutionError(
            f"execute.address={address}: no scheduler answers ({type(error).__name__}); start one with "
            "`dask scheduler`, or look for its address in its first lines."
        ) from None
    if kind != "Scheduler":
        raise ExecutionError(
            f"execute.address={address}: a {kind} answers, not a scheduler; look for the address of the scheduler in "
            "the first lines of `dask scheduler`."
        )


def _given_up(future: Any, address: str) -> ExecutionError:
    """Why the cluster did not make a chunk."""
    if future.status != "error":  # cancelled or lost
        return _gone(address)
    error = future.exception()
    if isinstance(error, ExecutionError):
        return error
    if isinstance(error, ImportError):
        return ExecutionError(f"A worker cannot import zombielaw ({error}); install the same commit there.")
    return ExecutionError(f"The cluster gave a chunk up: {type(error).__name__}: {error}")


def _check_workers(client: Any, address: str, task: Task) -> None:
    """Be sure of workers, each a process such as the task asks for; later ones are met at their first chunk."""
    modules = travelling(task.kept)

    def report() -> dict[str, str] | str:  # sent as code: a worker without the package has nothing to look it up in
        try:
            from zombielaw.experiments.runs.executors import process_with as theirs  # noqa: PLC0415

            return theirs(modules)
        except ImportError as missing:
            return f"cannot import zombielaw ({missing})"

    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise ExecutionError(
            f"execute.address={address}: the scheduler has no worker; start one with `dask worker {address}`."
        ) from None
    for worker, said in client.run(report).items():
        apart = difference(said, task.process) if isinstance(said, dict) else said
        if apart:
            what = apart if isinstance(said, str) else f"has {apart}"
            raise ExecutionError(
                f"The worker {worker} {what}; install the same commit of zombielaw and the same packages there."
            )
