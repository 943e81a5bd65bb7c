"""Chunks of runs, made in processes of joblib or in threads: the same bytes each time."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice

import numpy as np
import pandas as pd
from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky.backend import resource_tracker

from zombielaw.experiments.config.schema import AUTO
from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.reducers.reducer import FAILURES, Reduction, Table, own_tables, reduced
from zombielaw.experiments.runs.run_store import PLACE, Chunk, MadeBy, Point, RunStore, encode
from zombielaw.experiments.runs.sources import (
    CustomSimulation,
    difference,
    modules_of,
    process_with,
)
from zombielaw.experiments.runs.study_store import machine
from zombielaw.experiments.words.texts import note
from zombielaw.sim.compiling import rules_as_python
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import ENGINES, compiled_before, simulate


class Stopped(Exception):  # noqa: N818 - not an error of the run
    """A run was asked to stop between two months."""


@dataclass(frozen=True)
class Task:
    """A chunk to be made.

    ``engine`` is empty for a custom simulation. ``making``: tables to keep of a simulation, or the custom one.
    ``process``: sources and packages that the process which makes it must have, see ``process_with``. ``again``: it is
    stored, and is compared with that.
    """

    chunk: Chunk
    points: tuple[Point, ...]
    seed: int
    engine: str
    making: Reduction | CustomSimulation
    process: Mapping[str, str]
    again: bool = False


def go_on() -> None:
    """Tick that never asks the run to stop."""


def make_and_keep(task: Task, store: RunStore, tick: Callable[[], None] = go_on) -> Chunk:
    """Make the runs of a chunk and keep them; see :func:`run_task`. Raises StoreError: they cannot be kept."""
    store.keep(task.chunk, run_task(task, tick), task.again)
    return task.chunk


def run_task(task: Task, tick: Callable[[], None] = go_on) -> bytes:
    """Make the runs of a chunk, replicate by replicate: the points of one share its world. Returns the file to keep.

    ``tick`` is called before each run and after each month; if it raises :class:`Stopped` or anything that is no
    ``Exception``, the task ends. Raises ExecutionError: sources or packages are not those that the command was started
    with.
    """
    apart = difference(process_with(modules_of(task.making)), task.process)
    if apart:
        raise ExecutionError(
            "A worker (process {}) has {}; the project or a package was changed meanwhile: start the "
            "command again.",
            os.getpid(),
            apart,
        )
    began = time.thread_time()
    tables: dict[str, dict[tuple[int, int], Table]] = {}
    for replicate in range(task.chunk.start, task.chunk.stop):
        for number, point in enumerate(task.points):
            of = point.start + replicate
            for name, table in _run(task, point, of, tick).items():
                tables.setdefault(name, {})[number, of] = table
    whole = {name: _together(parts) for name, parts in tables.items()}
    made_by = MadeBy(task.engine, machine(), round(time.thread_time() - began, 3))
    return encode(task.chunk, whole, made_by)


def _together(parts: Mapping[tuple[int, int], Table]) -> pd.DataFrame:
    """Tables of runs as one, each row with the point and the replicate of its run."""
    columns = [part for part in parts.values() if isinstance(part, dict)]
    if len(columns) < len(parts):
        frames = {place: pd.DataFrame(part) for place, part in parts.items()}
        whole = pd.concat(frames, names=PLACE).drop(columns=PLACE, errors="ignore")
        return whole.reset_index(PLACE).reset_index(drop=True)
    rows = [len(next(iter(part.values()))) for part in columns]
    places = np.repeat(list(parts), rows, axis=0).T
    values = {name: np.concatenate([part[name] for part in columns]) for name in columns[0]}
    return pd.DataFrame({**dict(zip(PLACE, places, strict=True)), **values})


def _run(task: Task, point: Point, replicate: int, tick: Callable[[], None]) -> Mapping[str, Table]:
    """Tables of one run; if it fails, one with the stage and month of the failure."""
    stage, months = "play", 0

    def count(month: int) -> None:
        nonlocal months
        months = month
        tick()

    try:
        tick()
        if not isinstance(task.making, Reduction):
            return own_tables(
                task.making(point.scenario, point.subject, Luck(task.seed, replicate))
            )
        stage = "simulate"
        record = simulate(point.scenario, task.seed, replicate, task.engine, count)
        stage = "reduce"
        return reduced(record, point.scenario, task.making)
    except (Stopped, MemoryError):
        raise
    except Exception as error:
        failure = (task.seed, task.engine, stage, months, f"{type(error).__name__}: {error}")
        return {
            FAILURES: pd.DataFrame([failure], columns=["seed", "engine", "stage", "month", "error"])
        }


LOOK_SECONDS = 1
"""Seconds after which a command that waits for its threads hears a signal on every system."""
RETRIES = 3
"""Deaths of workers, with nothing finished between them, after which one gives up."""
MESA_SECONDS = 8.3e-6
"""Seconds that the Mesa engine takes at most for a provider and month, with its rules as Python: 14 for a region."""
FEW = 250
"""Largest number of custom simulations made one by one: two workers start in the time that they would spare."""
MEANWHILE = 30.0
"""Seconds that runs here and now may take with the Mesa engine instead of waiting for the compiler."""
LATE = 15
"""Seconds of waiting for the compiler between two notes on the wait."""

STDERR = 2
"""Number of the file to which a process writes its errors."""

MESA, COMPILED = ENGINES


def workers_of(execute: Execute) -> int:
    """Number of runs that are made at once on this machine."""
    return 1 if execute.backend == "serial" else execute.workers or int(cpu_count())


def make(tasks: Iterator[Task], execute: Execute, store: RunStore, runs: int) -> Generator[Chunk]:
    """Make chunks and keep them, in whatever order they are done; tasks are taken as there is room for them.

    ``runs``: number of runs of all tasks.

    Raises BrokenExecutor: some chunks were lost with a worker; ask for them again. Raises ExecutionError: the runs
    cannot go on. Raises StoreError: they cannot be kept.
    """
    first = next(tasks, None)
    if first is None:
        return
    tasks = chain([first], tasks)
    _compile(first.engine)
    workers = workers_of(execute)
    few = not first.engine and runs <= FEW
    workers = 1 if few and execute.backend == AUTO else workers
    apart = {"processes": True, AUTO: first.engine != COMPILED}.get(execute.backend, False)
    make_in = _in_processes if apart and workers > 1 else _in_threads
    with closing(make_in(tasks, workers, store)) as chunks:
        yield from chunks


def _in_processes(tasks: Iterator[Task], workers: int, store: RunStore) -> Generator[Chunk]:
    """Chunks of workers of joblib, each of which keeps its own.

    A worker that is killed in the midst of a long answer would leave the command waiting for the rest.
    """
    _start_tracker()
    placed = store.placed()  # a worker may have been begun in another folder
    with warnings.catch_warnings():
        # of runs that are stopped, and of a worker that grew
        warnings.filterwarnings("ignore", module="joblib")
        parallel = Parallel(
            workers,
            return_as="generator_unordered",
            batch_size=1,
            max_nbytes=None,
            initializer=_start_worker,
            initargs=(os.getpid(),),
        )
        yield from parallel(delayed(make_and_keep)(task, placed) for task in tasks)


def _start_tracker() -> None:
    """Start the process of joblib that clears away behind workers without a place to write to.

    It outlives a stop, and would tell in a traceback what was removed before it, as by a worker that was killed.
    """
    kept, nowhere = os.dup(STDERR), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDERR)
        resource_tracker.ensure_running()
    finally:
        os.dup2(kept, STDERR)
        os.close(kept)
        os.close(nowhere)


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it: a parent that is killed ends no worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _in_threads(tasks: Iterator[Task], workers: int, store: RunStore) -> Generator[Chunk]:
    """Chunks of threads, one for ``serial``: an interrupt reaches the main thread, which runs no compiled code.

    Threads of joblib would go on when the runs are stopped.
    """
    stop = threading.Event()

    def tick() -> None:
        if stop.is_set():
            raise Stopped

    executor = ThreadPoolExecutor(workers)
    under_way: set[Future[Chunk]] = set()
    try:
        while True:
            for task in islice(tasks, 2 * workers - len(under_way)):
                under_way.add(executor.submit(make_and_keep, task, store, tick))
            if not under_way:
                return
            done, under_way = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            yield from (one.result() for one in done)
    finally:
        stop.set()
        executor.shutdown(cancel_futures=True)


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
                note("Compiling for {:.0f} s.", time.monotonic() - began)
            compiling.result()


def warm_up(engine: str) -> None:
    """Run tiny scenarios that reach every compiled function, so that all is compiled, or loaded from the cache."""
    if engine == COMPILED and not compiled_before():
        note(
            "The model is compiled once for this machine, which takes 35 to 60 seconds of a processor of today; it "
            "cannot be stopped meanwhile. All runs wait for it."
        )
    files_at_once, every_spell_judged = (
        WorldParameters(injected=True),
        Policy(order_element_required=False),
    )
    size = Size(10, 1, 3, 1, 1, 1)
    simulate(Scenario(world=files_at_once, size=size, months=4), 0, 0, engine)
    simulate(Scenario(policy=every_spell_judged, size=size, months=1), 0, 0, engine)
