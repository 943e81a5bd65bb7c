"""Executors of chunks of runs: threads or processes of this machine, or a Dask cluster."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext, redirect_stderr, suppress
from dataclasses import replace
from functools import cache
from io import StringIO
from typing import Any, NamedTuple

from joblib import cpu_count
from joblib.externals.loky import get_reusable_executor, process_executor
from joblib.externals.loky.backend import resource_tracker

from zombielaw.experiments.config.options import AUTO
from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.runs.run_task import Done, Stopped, Task, run_task
from zombielaw.experiments.runs.sources import difference, modules_of
from zombielaw.experiments.runs.study_store import say
from zombielaw.sim.linking import rules_as_python
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import ENGINES, compiled_before, simulate

CONNECT_SECONDS = 5
"""Seconds to wait for a scheduler."""
LONELY_SECONDS = 30
"""Seconds to wait for a cluster without workers."""
LOOK_SECONDS = 1
"""Seconds between two looks at a cluster while no chunk comes back."""
AHEAD = 4
"""Chunks that a cluster is given ahead, for each of its threads."""
RETRIES = 3
"""Deaths of workers, with nothing finished between them, after which one gives up."""
IDLE_SECONDS = 300
"""Seconds that worker processes wait for the next design of a study."""
MESA_SECONDS = 8.3e-6
"""Seconds that the Mesa engine takes at most for a provider and month, with its rules as Python: 14 for a region."""
MEANWHILE = 30.0
"""Seconds that runs here and now may take with the Mesa engine instead of waiting for the compiler."""
LATE = 15
"""Seconds of waiting for the compiler between two notes on the wait."""
LOGGING = ("asyncio", "distributed", "tornado")
"""Packages of a cluster that log."""


MESA, COMPILED = ENGINES


class WorkerLost(RuntimeError):  # noqa: N818
    """A worker process died: the chunks that it and its neighbours had in hand are to be made again."""


class Pool(NamedTuple):
    """Maker of chunks: ``submit`` takes a task; ``room`` is the number it may have at once, running and waiting."""

    submit: Callable[[Task], Future[Done]]
    room: Callable[[], int]


def make(tasks: Iterator[Task], execute: Execute) -> Generator[Done]:
    """Make chunks, in whatever order they are done; tasks are taken as there is room for them.

    Raises WorkerLost: some chunks were lost with a worker; ask for them again. Raises ExecutionError: the runs cannot
    go on.
    """
    task = next(tasks, None)
    if task is None:
        return
    with _pool(execute, task) as pool:
        under_way: set[Future[Done]] = set()
        while task or under_way:
            room = pool.room()
            while task and len(under_way) < room:
                under_way.add(pool.submit(task))
                task = next(tasks, None)
            ended, under_way = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            for future in ended:
                yield future.result()


@contextmanager
def _pool(execute: Execute, first: Task) -> Iterator[Pool]:
    """Maker of chunks, each with an engine that has a name: ``auto`` is the compiled one."""
    workers = 1 if execute.backend == "serial" else execute.workers or int(cpu_count())
    if execute.backend != "dask":
        _compile(COMPILED if first.engine == AUTO else first.engine)
    if execute.backend == "dask":
        chosen = _cluster(execute.address, first)
    else:
        chosen = _processes(workers) if execute.backend == "processes" and workers > 1 else _threads(workers)
    with chosen as pool:
        yield pool._replace(submit=lambda task: pool.submit(_named(task)))


def _named(task: Task) -> Task:
    return replace(task, engine=COMPILED) if task.engine == AUTO else task


def engine_now(engine: str, scenario: Scenario, runs: int = 1) -> str:
    """Engine for runs here and now; ``auto`` is Mesa, where nothing is compiled yet and it takes seconds."""
    if engine != AUTO:
        return engine
    quick = MESA_SECONDS * scenario.size.providers * scenario.months * runs <= MEANWHILE
    return MESA if quick and not compiled_before() else COMPILED


def run_now(engine: str, scenario: Scenario, luck: Luck, agents: Sequence[type] = ()) -> Record:
    """One run here and now; where ``auto`` is Mesa, as with agents of one's own, its rules wait for no compiler."""
    name = MESA if agents and engine == AUTO else engine_now(engine, scenario)
    with rules_as_python() if name != engine and name == MESA else nullcontext():
        return simulate(scenario, luck.seed, luck.replicate, name, agents=agents)


@cache
def _compile(engine: str) -> None:
    """Compile, if need be, before workers do it side by side; in a thread, since a signal interrupts the main one.

    Compiled code, its compiler and its loader do not survive an exception out of a signal.
    """
    if engine:
        with ThreadPoolExecutor(1) as aside:
            compiling, began = aside.submit(warm_up, engine), time.monotonic()
            while wait([compiling], LATE).not_done:
                say(f"Compiling for {time.monotonic() - began:.0f} s.")
            compiling.result()


def warm_up(engine: str) -> None:
    """Run tiny scenarios that reach every compiled function, so that all is compiled, or loaded from the cache."""
    if engine == COMPILED and not compiled_before():
        say(
            "The model is compiled once for this machine, which takes 35 to 60 seconds of a processor of today; it "
            "cannot be stopped meanwhile. All runs wait for it."
        )
    files_at_once, every_spell_judged = WorldParameters(injected=True), Policy(order_element_required=False)
    size = Size(10, 1, 3, 1, 1, 1)
    simulate(Scenario(world=files_at_once, size=size, months=4), 0, 0, engine)
    simulate(Scenario(policy=every_spell_judged, size=size, months=1), 0, 0, engine)


@contextmanager
def _threads(workers: int) -> Iterator[Pool]:
    """Threads, one for ``serial``: an interrupt reaches the main thread, which runs no compiled code."""
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise Stopped

    executor = ThreadPoolExecutor(workers)
    try:
        yield Pool(lambda task: executor.submit(run_task, task, tick), lambda: 2 * workers)
    finally:
        stop.set()
        executor.shutdown(cancel_futures=True)


@contextmanager
def _processes(workers: int) -> Iterator[Pool]:
    with redirect_stderr(StringIO()):  # of a worker that is killed it would tell, at the end, that it knows no trace
        resource_tracker.ensure_running()
    executor = get_reusable_executor(workers, timeout=IDLE_SECONDS, initializer=_start_worker, initargs=(os.getpid(),))
    dead_before: set[int] = set()

    def room() -> int:
        """Two for each worker. If one died in the midst of an answer, for which the others wait, all are ended."""
        there = dict(executor._processes)
        dead = {number for number, worker in there.items() if worker.exitcode}
        if dead & dead_before:
            for worker in there.values():
                worker.terminate()
            executor._result_queue._writer.close()  # the last end through which the rest might come
        dead_before.clear()
        dead_before.update(dead)
        return 2 * workers

    try:
        yield Pool(lambda task: executor.submit(run_task, task), room)
    except BrokenExecutor as error:
        raise WorkerLost(str(error)) from None
    except BaseException:
        executor.shutdown(kill_workers=True)
        raise


def end_workers() -> None:
    """End worker processes that wait for more runs; a process that another has begun could not end before them."""
    get_reusable_executor(reuse=True).shutdown(kill_workers=True)


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it: a killed parent shuts no pool down.

    A worker may grow. Loky would replace one that grew by 300 MB, with a warning from the thread that hands out chunks:
    where warnings are errors, that thread ends, and the parent waits for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    process_executor._MAX_MEMORY_LEAK_SIZE = sys.maxsize

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str, first: Task) -> Iterator[Pool]:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError:
        raise ExecutionError(
            "execute=dask needs the package distributed, which is not installed: `python -m pip install distributed`."
        ) from None
    with _unlogged(), _workers(Client, address, first) as pool:
        yield pool


@contextmanager
def _unlogged() -> Iterator[None]:
    """Context in which a cluster logs no error, for it is said in a sentence; the levels of the user come back."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in LOGGING]
    before = [(logger, logger.level) for logger in map(logging.getLogger, names)]
    try:
        for logger, _ in before:
            logger.setLevel(logging.CRITICAL)
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


@contextmanager
def _workers(connect: Callable[..., Any], address: str, first: Task) -> Iterator[Pool]:
    """Workers of a scheduler. ``connect``: makes a client of it."""
    _knock(address)

    def room() -> int:
        try:
            client.wait_for_workers(1, timeout=LONELY_SECONDS)
            return AHEAD * int(sum(client.nthreads().values()))
        except TimeoutError:
            raise ExecutionError(
                f"execute.address={address}: the scheduler has had no worker for {LONELY_SECONDS} seconds. What is "
                f"whole stays; start one with `dask worker {address}`, and the same command goes on."
            ) from None
        except Exception as error:  # whatever a client says that has lost its scheduler
            raise CancelledError(type(error).__name__) from None

    client: Any = None
    executor: Any = None
    try:
        client = connect(address, timeout=CONNECT_SECONDS, set_as_default=False)
        executor = client.get_executor(pure=False, retries=RETRIES)
        room()
        _check_workers(client, first)
        yield Pool(lambda task: executor.submit(run_task, task), room)
    except (ExecutionError, MemoryError):
        raise
    except (CancelledError, OSError) as error:
        raise ExecutionError(
            f"execute.address={address}: the scheduler went away ({error}). What is whole stays; start it again, and "
            "the same command goes on."
        ) from None
    except Exception as error:
        raise ExecutionError(f"The cluster gave a chunk up: {type(error).__name__}: {error}") from None
    finally:
        with suppress(Exception):  # a scheduler that went away cannot be taken leave of
            executor.shutdown(wait=False)
        with suppress(Exception):  # one that is not closed says, seconds later, in a traceback that it went
            client.close(timeout=2 * CONNECT_SECONDS)


def _check_workers(client: Any, task: Task) -> None:
    """Check that each worker has the sources and packages of the task; later workers check at their first chunk."""
    modules = modules_of(task.making)

    def report() -> dict[str, str]:  # sent as code: a worker without the package has nothing to look it up in
        try:
            from zombielaw.experiments.runs.sources import process_with  # noqa: PLC0415
        except ImportError:
            return {}
        return process_with(modules)

    for worker, process in client.run(report).items():
        apart = difference(process, task.process)
        if apart:
            raise ExecutionError(
                f"The worker {worker} has {apart}; install the same commit of zombielaw and the same packages there."
            )


def _reason(error: BaseException, address: str) -> str:
    """Reason why nobody answers: that of the operating system, which other errors may wrap."""
    if isinstance(error, TypeError) and address.startswith("tls://"):  # so a client without certificates ends
        return "this side has no certificates"
    why = ""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and below.strerror:
            why = below.strerror
        below = below.__cause__ or below.__context__
    return why or type(error).__name__


def _knock(address: str) -> None:
    """Check that a scheduler answers: a client would wait without end for one that is silent.

    The certificates of a ``tls://`` address are those of Dask's own configuration, as for the client.
    """
    from distributed import Security, rpc  # noqa: PLC0415

    async def knock() -> str:
        secured = Security().get_connection_args("client") if address.startswith("tls://") else None
        async with rpc(address, timeout=CONNECT_SECONDS, connection_args=secured) as stranger:
            return str((await stranger.identity())["type"])

    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook has a loop of its own under way in this thread
            kind = aside.submit(lambda: asyncio.run(asyncio.wait_for(knock(), CONNECT_SECONDS))).result()
    except Exception as error:  # whatever a stranger behind the address may answer
        kind = _reason(error, address)
    if kind != "Scheduler":
        raise ExecutionError(
            f"execute.address={address}: no scheduler answers ({kind}); start one with `dask scheduler --host "
            "127.0.0.1`, or look for its address in its first lines. tls:// needs the certificates that "
            "docs/reliability.md names."
        )
