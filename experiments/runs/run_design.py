"""Run a design: points times replicates, with shared luck, on one machine or many; stop, go on, grow.

Results are read from their chunks, sorted by point and replicate, however they were made. Runs are added in stages
until a rule is met, or the runs that were asked for are done.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from itertools import chain, groupby
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from zombielaw.experiments.config.schema import AUTO, PER_DRAW
from zombielaw.experiments.config.settings import Design, Execute, Settings
from zombielaw.experiments.designs import grids
from zombielaw.experiments.designs.draws import over_draws
from zombielaw.experiments.errors import ExecutionError, InputError, nearest
from zombielaw.experiments.reducers.reducer import (
    FAILURES,
    MEASURE_COLUMNS,
    MEASURES,
    YEARS,
    Reducer,
    Reduction,
)
from zombielaw.experiments.runs import study_store
from zombielaw.experiments.runs.executors import COMPILED, RETRIES, Task, make, workers_of
from zombielaw.experiments.runs.memory import check_fits
from zombielaw.experiments.runs.run_store import (
    PLACE,
    Block,
    Chunk,
    ChunkError,
    MadeBy,
    Point,
    RunStore,
    chunks_of,
    model_name,
)
from zombielaw.experiments.runs.sources import (
    MODEL,
    CustomSimulation,
    modules_of,
    own_function,
    process_with,
    source_of,
)
from zombielaw.experiments.words.names import title
from zombielaw.experiments.words.texts import note, say
from zombielaw.sim import measures
from zombielaw.sim.record import PANEL

DECLARED = tuple(measure.name for measure in measures.MEASURES)
"""Names of all measures."""
_COLUMNS = {**dict.fromkeys(PLACE, "int64"), **MEASURE_COLUMNS}
_NO_MEASURES = pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)


@dataclass(frozen=True)
class Results:
    """Results of a design.

    ``chunks``: for each block those that cover its replicates, in order; where two overlap, they say the same.
    ``replicates``: number for each point, in each draw. ``measured``: names of the measures that were
    asked for; none if the runs are no simulations. ``made``: number of runs that this command made; the others were
    stored before. ``made_by``: engine and machine of each chunk, whatever the command, and its number of runs.
    """

    design: pd.DataFrame
    blocks: Sequence[Block]
    chunks: Sequence[Sequence[Chunk]]
    store: RunStore
    replicates: int
    seed: int
    measured: tuple[str, ...]
    made: int
    made_by: Sequence[tuple[MadeBy, int]]

    def runs(self, *names: str) -> pd.DataFrame:
        """Measures of the runs before division: those that are named, or all that were asked for.

        Returns ``point, replicate, measure, numerator, denominator``; no rows if the runs are no simulations. Raises
        InputError: a name is not that of a measure. Raises ValueError: the design was run without it.
        """
        for name in names:
            check_measure(name)
            if name not in self.measured:
                raise ValueError(
                    f"{name} was not asked of these runs; name it in measures= where they are made."
                )
        return pd.concat(list(self.measures(names)), ignore_index=True)

    def years(self) -> pd.DataFrame:
        """The yearly columns that were asked for: ``point, replicate, year, months, <column> ...``."""
        return self.table(YEARS)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the study's own reducer or custom simulation, after ``point, replicate``."""
        return _joined(list(self._tables(name)) or [pd.DataFrame(columns=PLACE)])

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that failed and are in no other table: ``point, replicate, seed, engine, stage, month, error``."""
        return self.table(FAILURES)

    @property
    def total(self) -> int:
        """Runs of all points."""
        return self.replicates * sum(len(block.points) for block in self.blocks)

    @property
    def lost(self) -> list[int]:
        """Points of which every run failed."""
        failed = self.failures.groupby("point").size()
        return [int(point) for point in failed[failed * len(self.design) == self.total].index]

    def measures(self, names: Sequence[str] = ()) -> Iterator[pd.DataFrame]:
        """Measures of the runs, block by block, after an empty table, so that there are always columns."""
        for table in chain([_NO_MEASURES], self._tables(MEASURES)):
            chosen = table[table["measure"].isin(names or self.measured)].reset_index(drop=True)
            chosen["measure"] = pd.Categorical(chosen["measure"], DECLARED)
            yield chosen

    def _tables(self, name: str) -> Iterator[pd.DataFrame]:
        """A table of each block that has it, over all draws, sorted, points numbered as in the design."""
        pairs = zip(self.blocks, self.chunks, strict=True)
        for _, draws in groupby(
            sorted(pairs, key=lambda pair: pair[0].first), key=lambda pair: pair[0].first
        ):
            parts = [part for block, chunks in draws for part in self._parts(name, block, chunks)]
            if parts:
                yield _joined(parts).sort_values(PLACE, kind="stable", ignore_index=True)

    def _parts(self, name: str, block: Block, chunks: Sequence[Chunk]) -> Iterator[pd.DataFrame]:
        """A table of each chunk of a block, without the replicates that another has or that are not asked for."""
        place = 0
        for chunk in chunks:
            try:
                tables = self.store.read(chunk, [name])[1]
            except ChunkError as error:
                raise study_store.StoreError(
                    "{}, since it was made; run the same command again.", error
                ) from None
            for table in tables.values():
                replicate = table["replicate"] % PER_DRAW
                within = table[(replicate >= place) & (replicate < self.replicates)]
                yield within.assign(point=within["point"] % block.rows + block.first)
            place = chunk.stop


def check_measure(name: str) -> None:
    """Refuse a name that is no measure, by InputError."""
    if name not in DECLARED:
        raise InputError(
            "{} is not a measure{}; all are in docs/data_dictionary.md.",
            name,
            nearest(name, DECLARED),
        )


def _joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables one after the other; empty ones decide no type, and if all are empty the first is returned."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def write_results(folder: Path, parts: Mapping[str, Results]) -> None:
    """Write the results of a study's runs into its folder: designs, measures of all runs, and failures.

    ``parts``: results by name. If there are several, each has a folder of its name, and ``tables/failures.csv``, which
    is written if any run failed, has the ``part`` of each row.
    """
    for name, results in parts.items():
        place = folder / name if len(parts) > 1 else folder
        study_store.write_csv(place / "tables" / "design.csv", results.design)
        if results.measured:
            # one at a time: memory does not grow with the number of runs
            blocks = results.measures()
            schema = pa.Schema.from_pandas(next(blocks), preserve_index=False)
            with pq.ParquetWriter(place / "runs.parquet", schema, compression="zstd") as writer:
                for table in blocks:
                    writer.write_table(pa.Table.from_pandas(table, preserve_index=False))
    failures = _failures_of(parts)
    if len(failures):
        study_store.write_csv(folder / "tables" / "failures.csv", failures)


NO_RUNS: Mapping[str, Any] = {
    "engine": "none",
    "made_by": [],
    "seeds": [],
    "points": 0,
    "replicates": 0,
    "runs": 0,
    "runs_found": 0,
    "model": "none",
    "failures": [],
}
"""Entries of the manifest of a study without runs."""


def manifest_of(parts: Mapping[str, Results]) -> dict[str, Any]:
    """Entries of the manifest on the results of a study, all parts together; see :func:`write_results`."""
    every = list(parts.values())
    made_by = pd.DataFrame(
        [(*made_by, runs) for results in every for made_by, runs in results.made_by],
        columns=[*MadeBy._fields, "runs"],
    )
    makers = (
        made_by.groupby(["engine", "machine"], as_index=False)[["runs", "seconds"]].sum().round(1)
    )
    runs = sum(results.total for results in every)
    return {
        "engine": ", ".join(sorted(set(made_by["engine"]))),
        "made_by": makers.to_dict("records"),
        "seeds": sorted({results.seed for results in every}),
        "points": sum(len(results.design) for results in every),
        "replicates": max(results.replicates for results in every),
        "runs": runs,
        "runs_found": max(0, runs - sum(results.made for results in every)),
        "model": every[0].store.folder.name,
        "failures": _failures_of(parts).to_dict("records"),
    }


def _failures_of(parts: Mapping[str, Results]) -> pd.DataFrame:
    several = len(parts) > 1
    return _joined(
        [
            results.failures.assign(part=name)[["part", *results.failures]]
            if several
            else results.failures
            for name, results in parts.items()
        ]
    )


STEP = 20
"""Replicates that a precision adds at a time."""


class Until(Protocol):
    """A rule of stopping."""

    def after(self, replicates: int) -> int:
        """Replicates of the stage after so many; 0 comes before the first stage."""

    def enough(self, results: Results) -> bool:
        """True if the results so far are enough."""

    def short(self, results: Results) -> None:
        """Print a note on what is lacking, when all replicates are done."""


@dataclass(frozen=True)
class Precision:
    """Rule that stops when a half-width is reached. ``of`` computes it from the results so far; NaN is not enough.

    ``draws``: number of draws of the parameters; 0 for runs at given ones.
    """

    half_width: float
    of: Callable[[Results], float]
    draws: int = 0

    def after(self, replicates: int) -> int:
        """Replicates of the next stage: :data:`STEP` more."""
        return replicates + STEP

    def enough(self, results: Results) -> bool:
        """True if the half-width is reached."""
        return self.of(results) <= self.half_width

    def short(self, results: Results) -> None:
        """Print the number of replicates, or of draws, that may do: the width falls with their square root."""
        wanted, reached = self.half_width, self.of(results)
        what, made = ("draws", self.draws) if self.draws else ("replicates", results.replicates)
        if math.isfinite(reached):
            finding, more = (
                f"half-width {reached:.3g}",
                f"{what}={math.ceil(made * (reached / wanted) ** 2)}",
            )
        else:
            finding, more = (
                "an interval has no end, since too few runs have a value,",
                f"more {what}",
            )
        note(
            "Precision {:g} not reached: {} after {} {}; give {}.",
            wanted,
            finding,
            made,
            what,
            more,
        )


RATE_SECONDS = 5.0
"""Seconds for which chunks are watched before the time that all may take is printed."""
TENTH = 10.0
"""Percent between two lines of progress where there is no terminal for a bar."""
WORK = 15_000_000
"""Provider-months of a chunk at least: half a second of a processor or more, the unit of writing and of retry."""
LARGEST = 32
"""Runs of a chunk at most: half a second of the smallest world that is named."""
CUSTOM_RUNS = 8
"""Runs of a chunk of custom simulations, each of a tenth of a second."""
HEAD, WIDEST, MOST = 5, 50, 12
"""Limits of a design that is printed: rows, letters of a cell, settings."""
_DIED = "Workers died over them, as if memory ran out: try fewer at once, as execute.workers=1. What is whole stays."


def run_design(
    settings: Settings,
    design: Design | pd.DataFrame,
    *,
    measures: Sequence[str] = DECLARED,
    yearly: Sequence[str] = (),
    reduce: Reducer | None = None,
    until: Until | None = None,
    custom: CustomSimulation | None = None,
    subjects: Sequence[Any] | None = None,
    levels: Collection[str] = (),
) -> Results:
    """Run every point of a design with every replicate of the settings, and in every draw.

    Replicate r of every point has the same luck. Over draws, that is so in each: replicate r of draw k is
    numbered ``k * PER_DRAW + r``, so that what is compared run by run is compared within a draw. What is stored is not
    run again, but for chunks that hold a run which failed, and, with ``execute.recompute``, for all: those are made
    again and compared.

    ``design``: scenarios with labels, or a table of settings that is laid over those of the command: see ``grids``.
    ``measures``: names of those to keep; no other is counted. ``yearly``: columns of the
    panel to keep by calendar year, counts as sums, states as means. ``reduce``: further tables to keep of a run, see
    ``Reducer``. ``until``: rule that adds replicates in stages until it is met, or the replicates of the settings are
    done. ``custom``: called with scenario, subject and ``Luck(seed, replicate)`` in place of the model; its tables are
    all that is kept, and there are no measures. One call takes about a tenth of a second, such as a block of draws.
    ``subjects``: its subject for each row of the design, plain frozen data, whose ``repr`` says all of it.
    ``levels``: columns of the design that are levels, as an axis is: no draw and no step from today's practice.

    Raises InputError: the design, a column or a function is not allowed; nothing was run. Raises StoreError or
    ExecutionError: runs cannot be written or made; what is whole stays.
    """
    if isinstance(design, pd.DataFrame):
        design = grids.over(settings, design)
    scenarios = design.scenarios
    reduction = Reduction(() if custom else tuple(measures), tuple(yearly), reduce)
    _check(reduction, custom, subjects, len(scenarios))
    making = custom or reduction
    about = subjects or [None] * len(scenarios)
    study_store.prepare(settings.out)
    store = RunStore(settings.out)
    store.prepare()
    if store.others():
        note(
            "Runs of other models (of another version, or before an edit) are left aside in {}: "
            "only {} is read, and the other folders may be removed.",
            store.root,
            store.folder.name,
        )
    _say_design(design.table, settings)
    # without draws and priors of one's own a scenario is run as it is
    drawn = settings.draws or settings.priors
    worlds = over_draws(settings, scenarios, levels) if drawn else [scenarios]
    points = [
        Point(*of, number * PER_DRAW)
        for number, drawn in enumerate(worlds)
        for of in zip(drawn, about, strict=True)
    ]
    blocks = blocks_of(points, settings.seed, making, max(1, settings.draws))
    work = _Work(settings.seed, settings.engine, settings.execute, making, store, blocks)
    replicates = settings.replicates if until is None else min(until.after(0), settings.replicates)
    while True:
        chunks = work.complete(replicates)
        made_by = [(work.sound[chunk].made_by, chunk.runs) for each in chunks for chunk in each]
        results = Results(
            design.table,
            work.blocks,
            chunks,
            store,
            replicates,
            settings.seed,
            reduction.measures,
            work.made,
            made_by,
        )
        if until is None or until.enough(results):
            break
        if replicates == settings.replicates:
            until.short(results)
            break
        replicates = min(until.after(replicates), settings.replicates)
    if settings.execute.recompute:
        note("{} stored chunks were made again, and each says the same as before.", work.equal)
    _say_failures(results)
    return results


def blocks_of(
    points: Sequence[Point], seed: int, making: Reduction | CustomSimulation, draws: int = 1
) -> list[Block]:
    """Points in blocks; each has a key that digests its runs, and the replicates of its chunks.

    ``points``: all rows of the design in the first draw, then in the next. A block has several draws where the rows of
    one are too few. Blocks end at fixed multiples: rows that are added at the end leave the key of every full block
    as it is.
    """
    runs = CUSTOM_RUNS
    what: list[object] = [source_of(name) for name in modules_of(making)]
    if isinstance(making, Reduction):
        largest = max(point.scenario.size.providers * point.scenario.months for point in points)
        runs = min(LARGEST, math.ceil(WORK / largest))
        what += [making.measures, making.yearly]
    own = own_function(making)
    what.append(f"{own.__module__}.{own.__qualname__}" if own else "")
    blocks, length = [], len(points) // draws
    for first in range(0, length, runs):
        rows = min(runs, length - first)
        for draw in range(0, draws, together := runs // rows):
            starts = range(draw * length + first, len(points), length)[:together]
            part = tuple(point for start in starts for point in points[start : start + rows])
            decides = repr((model_name(), seed, what, part))
            key = sha256(decides.encode()).hexdigest()[:32]
            blocks.append(Block(key, first, rows, part, max(1, runs // len(part))))
    return blocks


def _check(
    reduction: Reduction,
    custom: CustomSimulation | None,
    subjects: Sequence[Any] | None,
    points: int,
) -> None:
    for name in reduction.measures:
        check_measure(name)
    for column in reduction.yearly:
        if column not in PANEL:
            raise InputError(
                "yearly: {} is not a column of the panel{}.", column, nearest(column, PANEL)
            )
    own = own_function(custom or reduction)
    if own is not None and not (isinstance(own, FunctionType) and own.__qualname__.isidentifier()):
        raise InputError(
            "{} cannot be told from others in the key of its runs; allowed: a module's own function.",
            own,
        )
    if custom is not None and reduction != Reduction():
        raise InputError(
            "A custom simulation has no panel; allowed: custom and subjects without yearly and reduce."
        )
    if subjects is not None and (custom is None or len(subjects) != points):
        raise InputError(
            "{} subjects for {} points; allowed: one for each point of a custom simulation.",
            len(subjects),
            points,
        )


class _Sound(NamedTuple):
    """A stored chunk that was read and is whole: its maker, and its number of failed runs."""

    made_by: MadeBy
    failed: int


class _Work:
    """Work on a design: makes missing chunks, and remembers those that it made and checked."""

    def __init__(
        self,
        seed: int,
        engine: str,
        execute: Execute,
        making: Reduction | CustomSimulation,
        store: RunStore,
        blocks: list[Block],
    ) -> None:
        self.seed, self.execute, self.making = seed, execute, making
        self.store, self.blocks = store, blocks
        self.made = 0
        self.equal = 0
        """Chunks that were made again with the same result."""
        self.sound: dict[Chunk, _Sound] = {}
        self._own: set[Chunk] = set()
        """Chunks that this command made."""
        self._process = {**process_with(modules_of(making)), MODEL: store.folder.name}
        named = COMPILED if engine == AUTO else engine
        self._engine = named if isinstance(making, Reduction) else ""
        self._expected_time_shown = False

    def complete(self, replicates: int) -> list[list[Chunk]]:
        """Make missing chunks; return those that cover the replicates, block by block."""
        total = replicates * sum(len(block.points) for block in self.blocks)
        vain, left, died = 0, None, False
        while True:
            chunks = self._chunks(replicates)
            todo = [
                (block, chunk)
                for block, each in zip(self.blocks, chunks, strict=True)
                for chunk in each
                if self._is_due(chunk)
            ]
            missing = sum(chunk.runs for _, chunk in todo)
            if left is None:
                note("{} runs: {} found, {} to make.", total, max(0, total - missing), missing)
                if failed := sum(
                    self.sound[chunk].failed for _, chunk in todo if chunk in self.sound
                ):
                    note(
                        "{} runs failed before; they are tried again, with the others of their chunks.",
                        failed,
                    )
            if not missing:
                return chunks
            vain = vain + 1 if left == missing else 0
            if vain == RETRIES:
                why = (
                    _DIED
                    if died
                    else f"{self.store.folder} did not give back what was written: another disk may."
                )
                raise ExecutionError(
                    "{} runs were made {} times and are not there. {}", missing, RETRIES, why
                )
            left, died = missing, self._make(todo, missing, total)

    def _chunks(self, replicates: int) -> list[list[Chunk]]:
        """Chunks of each block, after all that is stored of it was read."""
        stored, before, self.sound = self.store.chunks(), self.sound, {}
        for chunk in chain.from_iterable(stored.get(block.key, ()) for block in self.blocks):
            if sound := before.get(chunk) or self._read(chunk):
                self.sound[chunk] = sound
        return [
            chunks_of(
                block,
                [chunk for chunk in stored.get(block.key, ()) if chunk in self.sound],
                replicates,
            )
            for block in self.blocks
        ]

    def _read(self, chunk: Chunk) -> _Sound | None:
        """Maker and failures of a stored chunk; one that is damaged is reported and dropped, to be made again."""
        try:
            made_by, tables = self.store.read(chunk, [FAILURES])
        except ChunkError as error:
            note("{}; its {} runs are made again.", error, chunk.runs)
            self.store.drop(chunk)
            return None
        return _Sound(made_by, len(tables.get(FAILURES, ())))

    def _is_due(self, chunk: Chunk) -> bool:
        """True for a chunk to be made: it is missing; or, once by a command, runs of it failed or all is made again."""
        if chunk not in self.sound:
            return True
        return chunk not in self._own and (self.execute.recompute or self.sound[chunk].failed > 0)

    def _make(self, todo: list[tuple[Block, Chunk]], missing: int, total: int) -> bool:
        """Make chunks; return True if a worker died of it."""
        check_fits(
            [block for block, _ in todo],
            min(missing, workers_of(self.execute)),
        )
        with (
            _progress() as progress,
            closing(make(self._tasks(todo), self.execute, self.store, missing)) as chunks,
        ):
            progress.add_task("runs", total=max(total, missing), completed=max(0, total - missing))
            bar = progress.tasks[0]
            try:
                for chunk in chunks:
                    self._count(chunk)
                    before = bar.percentage
                    progress.advance(bar.id, chunk.runs)
                    if (
                        not progress.console.is_terminal
                        and bar.percentage // TENTH > before // TENTH
                    ):
                        note("{:.0f} of {:.0f} runs are done.", bar.completed, bar.total)
                    if (
                        not self._expected_time_shown
                        and (bar.elapsed or 0.0) > RATE_SECONDS
                        and bar.time_remaining
                    ):
                        self._expected_time_shown = True  # for those who see no bar
                        expected = timedelta(seconds=round(bar.time_remaining))
                        note("Expected time: about {} (hours:minutes:seconds).", expected)
            except BrokenExecutor:
                note("A worker died; the runs that it had in hand are made again.")
                return True
        return False

    def _is_stored(self, chunk: Chunk) -> bool:
        return chunk in self.sound and not self.sound[chunk].failed

    def _count(self, chunk: Chunk) -> None:
        """Count a chunk that was made: one that was stored, and of which no run had failed, was compared."""
        if self._is_stored(chunk):
            self.equal += 1
        else:
            self.sound.pop(chunk, None)
        self._own.add(chunk)
        self.made += chunk.runs

    def _tasks(self, todo: list[tuple[Block, Chunk]]) -> Iterator[Task]:
        """Chunks to make in an order of this command's own, so that two commands at once begin at different ends."""
        random.SystemRandom().shuffle(todo)
        for block, chunk in todo:
            if chunk in self.sound or not self.store.holds(chunk):
                again = self._is_stored(chunk)
                yield Task(
                    chunk,
                    block.points,
                    self.seed,
                    self._engine,
                    self.making,
                    self._process,
                    again,
                )


def _say_design(design: pd.DataFrame, settings: Settings) -> None:
    """Show the design before it is run: its scenarios by name, or else by their settings, levers by their titles."""

    def in_words(name: str) -> str:
        lever = name.removeprefix("policy.")
        return name if lever == name else title(lever)

    points, draws = len(design), settings.draws
    crossed = ""
    if draws:
        source = say(f"over_draws.{settings.drawn_from}")
        crossed = say("over_draws.crossed", draws=draws, source=source)
    runs = points * max(1, draws) * settings.replicates
    note(
        "Design: {} points{} x up to {} replicates = {} runs.",
        points,
        crossed,
        settings.replicates,
        runs,
    )
    cells = design.drop(columns=grids.POINT).astype(str)
    varied = [column for column in cells if len(set(cells[column])) > 1]
    labels = [column for column in varied if str(column).startswith(grids.LABEL)]
    head = cells[labels or varied or list(cells)].head(HEAD)
    shown = head.rename(columns=lambda name: in_words(name.removeprefix(grids.LABEL))).map(in_words)
    note(shown.to_string(max_cols=MOST, max_colwidth=WIDEST))


def _say_failures(results: Results) -> None:
    failures = results.failures
    if failures.empty:
        return
    note("{} of {} runs failed and are left out:", len(failures), results.total)
    for row in failures.head(HEAD).to_dict("records"):
        note(
            "  point {}, replicate {}, seed {}: {}, month {}: {}",
            row["point"],
            row["replicate"],
            row["seed"],
            row["stage"],
            row["month"],
            row["error"],
        )


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, force_jupyter=False, force_terminal=sys.stderr.isatty()),
        transient=True,
        auto_refresh=sys.stderr.isatty(),
    )
