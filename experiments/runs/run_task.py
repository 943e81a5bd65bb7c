"""Make the runs of one chunk, wherever that is: the same bytes each time."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zombielaw.experiments.errors import ExecutionError
from zombielaw.experiments.reducers.reducer import FAILURES, Reduction, Table, own_tables, reduced
from zombielaw.experiments.runs.run_store import PLACE, Chunk, MadeBy, Point, Shelf, encode
from zombielaw.experiments.runs.sources import Play, difference, modules_of, process_with
from zombielaw.experiments.runs.study_store import machine
from zombielaw.sim.luck import Luck
from zombielaw.sim.simulate import simulate


class Stopped(Exception):  # noqa: N818 - not an error of the run
    """A run was asked to stop between two months."""


@dataclass(frozen=True)
class Task:
    """A chunk to be made.

    ``engine`` is empty for a play. ``making``: tables to keep of a simulation, or the play that replaces it.
    ``process``: sources and packages that the process which makes it must have, see ``process_with``. ``again``: it is
    stored, and is compared with that.
    """

    chunk: Chunk
    points: tuple[Point, ...]
    seed: int
    engine: str
    making: Reduction | Play
    process: Mapping[str, str]
    again: bool = False


def go_on() -> None:
    """Tick that never asks the run to stop."""


def make_and_keep(task: Task, shelf: Shelf, tick: Callable[[], None] = go_on) -> Chunk:
    """Make the runs of a chunk and keep them; see :func:`run_task`. Raises StoreError: they cannot be kept."""
    shelf.keep(task.chunk, run_task(task, tick), task.again)
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
            "A worker ({}, process {}) has {}; install the same commit and packages there; if the "
            "project was edited meanwhile, start the command again.",
            platform.node(),
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
