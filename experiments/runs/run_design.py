"""Run a design: points times replicates, with shared luck, on one machine or many; stop, go on, grow."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs import grids as designs
from zombielaw.experiments.errors import ExecutionError, InputError, nearest
from zombielaw.experiments.reducers import reduction
from zombielaw.experiments.reducers.reduction import FAILURES, WHOLE, Kept, Reducer
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.executors import (
    MODEL,
    RETRIES,
    Done,
    Task,
    WorkerLost,
    make,
    process_with,
    source_of,
    travelling,
    workers_of,
)
from zombielaw.experiments.runs.interrupts import interrupts_polled, warm_up
from zombielaw.experiments.runs.results import Block, Results
from zombielaw.experiments.runs.run_store import Chunk, ChunkError, Shelf, model_name
from zombielaw.sim.record import PANEL
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate

WORK = 15_000_000
"""Provider-months of a chunk at least: half a second of a processor or more, the unit of writing and of retry."""
LARGEST = 32
"""Runs of a chunk at most: half a second of the smallest world that is named."""
STEP = 20
"""Replicates that a study which was told a precision adds at a time."""
TRIAL_MONTHS = 12
RATE_SECONDS = 5.0
"""How long chunks of a cluster are watched before the time that all may take is told."""
HEAD = 5


@dataclass(frozen=True)
class Precision:
    """When to stop adding replicates.

    Attributes
    ----------
    half_width : float
        What is to be reached.
    of : callable
        Half-width of the results so far; NaN is not enough.
    """

    half_width: float
    of: Callable[[Results], float]


def run_design(
    settings: Settings,
    design: pd.DataFrame,
    *,
    yearly: Sequence[str] = (),
    windows: Mapping[str, tuple[int, int]] | None = None,
    reduce: Reducer | None = None,
    precision: Precision | None = None,
) -> Results:
    """Run every point of a design with every replicate of the settings.

    Replicate r of every point has the same luck. What was run before is found and not run again, but for chunks that
    hold a run which failed, and, with ``execute.recompute``, for all: those are made again and compared.

    Parameters
    ----------
    design : DataFrame
        See ``grids``.
    yearly
        Columns of the panel to keep by calendar year: counts as sums, states as means.
    windows
        Months ``(first, one after the last)`` by name, for which all measures are computed too.
    reduce
        What else to keep of a run: see ``Reducer``.
    precision
        Add :data:`STEP` replicates at a time until it is reached, or the replicates of the settings are done.

    Raises
    ------
    InputError
        The design, a column or a window is not allowed; nothing was run.
    StoreError, ExecutionError
        Runs cannot be written or made; what is whole stays.
    """
    scenarios = designs.scenarios(settings, design)
    kept = Kept(tuple(yearly), tuple((name, *span) for name, span in (windows or {}).items()), reduce)
    _check_kept(kept, scenarios)
    store.prepare(settings.out)
    shelf = Shelf(settings.out)
    shelf.prepare()
    blocks = blocks_of(scenarios, settings.seed, kept)
    older = sum(shelf.older().values())
    if older:
        store.say(f"{older} runs of older models are left aside in {shelf.root}; `make clean-runs` removes them.")
    work = _Work(settings, kept, shelf, blocks)
    _announce(design, work)
    replicates = settings.replicates if precision is None else min(STEP, settings.replicates)
    while True:
        spans = work.complete(replicates)
        windows_of = (WHOLE, *(name for name, *_ in kept.windows))
        results = Results(design, blocks, spans, shelf, replicates, settings.seed, windows_of, work.made)
        reached = precision.of(results) if precision else 0.0
        if precision is None or reached <= precision.half_width:
            break
        if replicates == settings.replicates:
            _tell_short(precision.half_width, reached, replicates)
            break
        replicates = min(replicates + STEP, settings.replicates)
    work.tell_compared()
    _tell_failures(results)
    return results


def _check_kept(kept: Kept, scenarios: Sequence[Scenario]) -> None:
    for column in kept.yearly:
        if column not in PANEL:
            raise InputError(f"yearly: {column} is not a column of the panel{nearest(column, PANEL)}.")
    months = min(scenario.months for scenario in scenarios)
    for name, first, stop in kept.windows:
        if name == WHOLE or not 0 <= first < stop <= months:
            raise InputError(
                f"The window {name} from month {first} to {stop} is not possible; allowed: another name than {WHOLE}, "
                f"and months from 0 to {months}."
            )


# ---- what is one chunk: plain rules, so that a key stays what it is


def blocks_of(scenarios: Sequence[Scenario], seed: int, kept: Kept) -> list[Block]:
    """Points in blocks; each has a key that says what its runs are, and the replicates of its chunks.

    The edges are fixed multiples: rows that are added behind leave the key of every full block as it is.
    """
    work = max(scenario.size.providers * scenario.months for scenario in scenarios)
    runs = min(LARGEST, math.ceil(WORK / work))
    asked = _identity(kept)
    blocks = []
    for first in range(0, len(scenarios), runs):
        points = tuple(scenarios[first : first + runs])
        key = store.digest_of(model_name(), seed, asked, [repr(scenario) for scenario in points])[:32]
        blocks.append(Block(key, first, points, max(1, runs // len(points))))
    return blocks


def _identity(kept: Kept) -> list[object]:
    """What is kept of a run, and the sources that decide it."""
    modules, own = [reduction.__name__], ""
    if kept.reduce is not None:
        own = f"{kept.reduce.__module__}.{kept.reduce.__qualname__}"
        modules.append(kept.reduce.__module__)
    return [list(kept.yearly), [list(window) for window in kept.windows], own, [source_of(name) for name in modules]]


class Plan(NamedTuple):
    """How replicates of a block are covered: chunks with the first replicate taken from each, and what is missing."""

    spans: list[tuple[Chunk, int]]
    missing: list[Chunk]


def plan_of(block: Block, there: Sequence[Chunk], replicates: int) -> Plan:
    """Cover ``0 ... replicates - 1`` with what is there; cut the gaps into chunks."""
    spans, missing, place = [], [], 0
    while place < replicates:
        best = max((chunk for chunk in there if chunk.start <= place < chunk.stop), key=_stop, default=None)
        if best is not None:
            spans.append((best, place))
            place = best.stop
            continue
        until = min((chunk.start for chunk in there if chunk.start > place), default=replicates)
        stop = min(until, replicates, (place // block.length + 1) * block.length)
        missing.append(Chunk(block.key, len(block.scenarios), place, stop))
        place = stop
    return Plan(spans, missing)


def _stop(chunk: Chunk) -> int:
    return chunk.stop


# ---- the work


class _Work:
    """Makes what is missing, and remembers what it made and checked."""

    def __init__(self, settings: Settings, kept: Kept, shelf: Shelf, blocks: list[Block]) -> None:
        self.settings, self.kept, self.shelf, self.blocks = settings, kept, shelf, blocks
        self.made = 0
        self._process = {**process_with(travelling(kept)), MODEL: shelf.folder.name}
        self._before = {chunk for chunks in shelf.chunks().values() for chunk in chunks}
        self._checked: set[Chunk] = set()
        self._again: dict[Chunk, int] = {}
        """Chunks that are there and are made again, with the number of their runs that failed."""
        self._equal = 0
        self._elsewhere = settings.execute.backend == "dask"
        self._warm = self._elsewhere

    def plans(self, replicates: int) -> list[Plan]:
        """One for each block; a stored file that does not hold what it promises is told, dropped and made again."""
        there = self.shelf.chunks()
        plans = []
        for block in self.blocks:
            mine = there.get(block.key, [])
            while True:
                plan = plan_of(block, mine, replicates)
                bad = next((chunk for chunk, _ in plan.spans if not self._sound(chunk)), None)
                if bad is None:
                    break
                mine.remove(bad)
            again = [chunk for chunk, _ in plan.spans if chunk in self._again]
            plans.append(Plan(plan.spans, plan.missing + again))
        return plans

    def _sound(self, chunk: Chunk) -> bool:
        if chunk not in self._checked:
            try:
                failed = len(self.shelf.read(chunk).get(FAILURES, ()))
            except ChunkError as error:
                store.say(f"{error}; its {chunk.runs} runs are made again.")
                self.shelf.drop(chunk)
                self._before.discard(chunk)
                return False
            self._checked.add(chunk)
            if chunk in self._before and (failed or self.settings.execute.recompute):
                self._again[chunk] = failed
        return True

    def complete(self, replicates: int) -> list[list[tuple[Chunk, int]]]:
        """Make what is missing; the chunks that cover the replicates, block by block."""
        total = replicates * sum(len(block.scenarios) for block in self.blocks)
        vain, before, died = 0, None, False
        while True:
            plans = self.plans(replicates)
            missing = sum(chunk.runs for plan in plans for chunk in plan.missing)
            found = max(0, total - missing)
            if before is None:
                store.say(f"{total} runs: {found} found, {missing} to make.")
                failed = sum(self._again.values())
                if failed:
                    store.say(f"{failed} runs failed before; they are tried again, with the others of their chunks.")
            if not missing:
                return [plan.spans for plan in plans]
            if before is None:
                self._get_ready(missing)
            vain = vain + 1 if before == missing else 0
            if vain == RETRIES:
                raise self._gave_up(missing, died)
            before = missing
            died = self._make(plans, found, missing)

    def _gave_up(self, missing: int, died: bool) -> Exception:
        if died:
            return ExecutionError(
                f"Workers died {RETRIES} times over the same {missing} runs, as if memory ran out. What is whole "
                "stays; try fewer at once, as execute.workers=1."
            )
        return store.StoreError(
            f"{missing} runs were written {RETRIES} times to {self.shelf.folder} and did not come back as they were "
            "written. The disk may be failing: give another folder by out=..."
        )

    def _make(self, plans: list[Plan], found: int, missing: int) -> bool:
        """Make the chunks that the plans miss; did a worker die of it?"""
        began = time.monotonic()
        with _progress() as progress:
            task = progress.add_task("runs", total=found + missing, completed=found, rate="")
            made, first = 0, None
            try:
                for done in make(self._tasks(plans), self.settings.execute):
                    self._keep(done)
                    made += done.chunk.runs
                    now = time.monotonic()
                    rate = f"{made / (now - began):.1f} a second"
                    progress.update(task, advance=done.chunk.runs, rate=rate)
                    if self._elsewhere:  # other machines: their own first runs say how long it may take
                        first = first or (now, made)
                        if now - first[0] > RATE_SECONDS:
                            self._elsewhere = False
                            _say_expected((missing - made) * (now - first[0]) / (made - first[1]))
            except WorkerLost:
                store.say("A worker died; the runs that it had in hand are made again.")
                return True
            except MemoryError:
                raise ExecutionError(
                    "Memory ran out in a run. What is whole stays; try fewer at once, as execute.workers=1, or a "
                    "smaller world, and the same command goes on."
                ) from None
            finally:
                self.made += made
        return False

    def _keep(self, done: Done) -> None:
        """Write a chunk; if it was there and whole, compare it instead."""
        if self._again.get(done.chunk) == 0:
            self.shelf.compare(done.chunk, done.files)
            self._equal += 1
        else:
            self.shelf.write(done.chunk, done.files)
            self._checked.discard(done.chunk)
        self._again.pop(done.chunk, None)
        self._before.discard(done.chunk)

    def tell_compared(self) -> None:
        """Say how much was made again and found equal."""
        if self.settings.execute.recompute:
            store.say(f"{self._equal} stored chunks were made again, and each says the same as before.")

    def _tasks(self, plans: list[Plan]) -> Iterator[Task]:
        """What is missing, in an order of this command's own: two commands at once do not walk side by side."""
        order = [(block, chunk) for block, plan in zip(self.blocks, plans, strict=True) for chunk in plan.missing]
        random.SystemRandom().shuffle(order)
        for block, chunk in order:
            if chunk in self._again or not self.shelf.holds(chunk):
                settings = self.settings
                yield Task(chunk, block.scenarios, settings.seed, settings.engine, self.kept, self._process)

    def _get_ready(self, missing: int) -> None:
        """Compile, if need be, and tell how long it may take: by a short trial, which no key knows of."""
        if self._warm:
            return
        self._warm = True
        with interrupts_polled() as check:
            warm_up(self.settings.engine)
            check()
            scenario = self.blocks[0].scenarios[0]
            months = min(TRIAL_MONTHS, scenario.months)
            began = time.monotonic()
            short = scenario.shortened(months)
            trial = simulate(short, self.settings.seed, 0, self.settings.engine, lambda _: check())
            lived = time.monotonic()
            reduction.reduced(trial, short, Kept())
        seconds = (lived - began) * scenario.months / months + time.monotonic() - lived
        expected = missing * seconds / workers_of(self.settings.execute)
        _say_expected(expected)


def _say_expected(seconds: float) -> None:
    if seconds < 90:
        told = f"{max(1, round(seconds))} s"
    else:
        told = f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
    store.say(f"Expected time: about {told}.")


def _announce(design: pd.DataFrame, work: _Work) -> None:
    """Show the design before it is run."""
    points, replicates = len(design), work.settings.replicates
    store.say(f"Design: {points} points x up to {replicates} replicates = {points * replicates} runs.")
    shown = design.drop(columns=designs.POINT).head(HEAD)
    varied = [column for column in shown if len(set(design[column].astype(str))) > 1]
    with pd.option_context("display.width", 118, "display.max_columns", 8, "display.max_colwidth", 40):
        store.say(shown[varied or list(shown)].to_string() if points > 1 else shown.to_string())
    if points > HEAD:
        store.say(f"... and {points - HEAD} more")


def _tell_short(wanted: float, reached: float, replicates: int) -> None:
    """Say that a precision was not reached, and how many replicates may do: the width falls with their root."""
    more = math.ceil(replicates * (reached / wanted) ** 2) if math.isfinite(reached) else "more"
    store.say(
        f"Precision {wanted:g} not reached: half-width {reached:.3g} after {replicates} replicates; give "
        f"replicates={more}."
    )


def _tell_failures(results: Results) -> None:
    failures = results.failures
    if failures.empty:
        return
    store.say(f"{len(failures)} of {len(results.design) * results.replicates} runs failed and are left out:")
    for row in failures.head(HEAD).to_dict("records"):
        store.say(
            f"  point {row['point']}, replicate {row['replicate']}, seed {row['seed']}: "
            f"{row['stage']}, month {row['month']}: {row['error']}"
        )
    if len(failures) > HEAD:
        store.say(f"  ... and {len(failures) - HEAD} more; all in failures.csv")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), console=Console(stderr=True), transient=True,
    )  # fmt: skip
