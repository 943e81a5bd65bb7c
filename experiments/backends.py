"""Where runs are made: one after the other, in threads, in processes, on a Dask cluster. All return the same bytes."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import pandas as pd
from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky.process_executor import TerminatedWorkerError

from experiments.chunks import Chunk, encode, model_name
from experiments.errors import ExecutionError
from experiments.reduction import FAILURES, MEASURE_COLUMNS, MEASURES, Kept, reduced
from experiments.settings import Execute
from experiments.warmup import interrupts_polled
from sim import source_digest
from sim.scenario import Scenario
from sim.simulate import simulate

KNOCK_SECONDS = 5
"""How long a scheduler is waited for: that none answers is told within ten seconds of the start of the command."""
CONNECT_SECONDS = 10
"""How long a scheduler that answers, and a first worker, are waited for."""
RETRIES = 3
"""Deaths of workers, with nothing finished between them, after which one gives up."""
PLACE = ("point", "replicate")


class Stopped(Exception):  # noqa: N818 - not an error of the run
    """A run was asked to stop between two months."""


class WorkerLost(RuntimeError):  # noqa: N818
    """A worker process died: the chunks that it and its neighbours had in hand are to be made again."""


@dataclass(frozen=True)
class Task:
    """A chunk to be made."""

    chunk: Chunk
    scenarios: tuple[Scenario, ...]
    seed: int
    engine: str
    kept: Kept
    model: str


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
        The sources of the model are not those that the command was started with.
    """
    if _own_model() != task.model:
        raise ExecutionError(
            f"A worker has other sources of the model ({_own_model()}) than this command ({task.model}); install the "
            "same commit there; if sim/ was edited meanwhile, start the command again."
        )
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
                failures.append((point, replicate, task.seed, stage, months[0], f"{type(error).__name__}: {error}"))
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
        whole[FAILURES] = pd.DataFrame(failures, columns=[*PLACE, "seed", "stage", "month", "error"])
    return Done(task.chunk, encode(task.chunk, whole))


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
    with closing(pool(delayed(run_task)(task, tick) for task in tasks)) as done:
        try:
            yield from done
        finally:
            stop.set()


def _in_processes(tasks: Iterator[Task], workers: int) -> Iterator[Done]:
    pool = Parallel(
        workers, backend="loky", return_as="generator_unordered", batch_size=1,
        initializer=_start_worker, initargs=(os.getpid(),),
    )  # fmt: skip
    with closing(pool(delayed(run_task)(task) for task in tasks)) as done:
        try:
            yield from done
        except TerminatedWorkerError as error:
            raise WorkerLost(str(error)) from None


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
        from distributed import Client, as_completed  # noqa: PLC0415 - an extra
    except ImportError:
        raise ExecutionError(
            "execute=dask needs the package distributed, which is not installed: pip install 'zombielaw[cluster]'."
        ) from None
    _knock(address)
    with Client(address, timeout=CONNECT_SECONDS, set_as_default=False) as client:
        room = 4 * _checked_workers(client, address)

        def submitted(task: Task) -> Any:
            return client.submit(run_task, task, pure=False, retries=RETRIES)

        completed = as_completed([submitted(task) for task in islice(tasks, room)], loop=client.loop)
        try:
            for future in completed:
                if future.status != "finished":
                    raise ExecutionError(_cluster_said(future))
                yield future.result()
                for task in islice(tasks, 1):
                    completed.add(submitted(task))
        finally:
            client.cancel(list(completed.futures))


def _knock(address: str) -> None:
    """Be sure of a scheduler: a client would wait without end for one that is silent."""
    from distributed.comm.core import connect  # noqa: PLC0415

    async def knock() -> None:
        comm = await asyncio.wait_for(connect(address, timeout=KNOCK_SECONDS), KNOCK_SECONDS)
        await comm.close()

    try:
        asyncio.run(knock())
    except Exception as error:  # whatever a stranger behind the address may answer
        raise ExecutionError(
            f"execute.address={address}: no scheduler answers ({type(error).__name__}); start one with "
            "`dask scheduler`, or look for its address in its first lines."
        ) from None


def _cluster_said(future: Any) -> str:
    error = future.exception() if future.status == "error" else future.status
    said = f"{type(error).__name__}: {error}" if isinstance(error, Exception) else str(error)
    return error.args[0] if isinstance(error, ExecutionError) else f"The cluster gave a chunk up: {said}"


def _checked_workers(client: Any, address: str) -> int:
    """Number of threads of the cluster, once every worker is known to have the same model."""
    own = model_name()

    def report() -> str:  # sent as code: a worker without the package has nothing to look it up in
        try:
            from experiments.chunks import model_name as theirs  # noqa: PLC0415
        except ImportError as missing:
            return f"cannot import zombielaw ({missing})"
        return theirs()

    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        raise ExecutionError(
            f"execute.address={address}: the scheduler has no worker; start one with `dask worker {address}`."
        ) from None
    for worker, said in client.run(report).items():
        if said != own:
            what = said if said.startswith("cannot") else f"has other sources of the model ({said}, here {own})"
            raise ExecutionError(f"The worker {worker} {what}; install the same commit of zombielaw there.")
    return sum(client.nthreads().values())
