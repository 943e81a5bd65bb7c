"""Results of the runs of a design, read from their chunks; sorted by point and replicate, however they were made.

Runs are added in stages until a rule is met, or the runs that were asked for are done.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zombielaw.experiments.config.options import PER_DRAW
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.reducer import FAILURES, MEASURE_COLUMNS, MEASURES, YEARS
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_store import PLACE, Block, Chunk, ChunkError, MadeBy, Shelf
from zombielaw.experiments.words.texts import note
from zombielaw.sim import measures

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
    shelf: Shelf
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
        """A table of the study's own reducer or play, after ``point, replicate``."""
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
                tables = self.shelf.read(chunk, [name])[1]
            except ChunkError as error:
                raise store.StoreError(
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
        store.write_csv(place / "tables" / "design.csv", results.design)
        if results.measured:
            # one at a time: memory does not grow with the number of runs
            blocks = results.measures()
            schema = pa.Schema.from_pandas(next(blocks), preserve_index=False)
            with pq.ParquetWriter(place / "runs.parquet", schema, compression="zstd") as writer:
                for table in blocks:
                    writer.write_table(pa.Table.from_pandas(table, preserve_index=False))
    failures = _failures_of(parts)
    if len(failures):
        store.write_csv(folder / "tables" / "failures.csv", failures)


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
        "model": every[0].shelf.folder.name,
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
