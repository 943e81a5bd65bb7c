"""What the runs of a design left, read from their chunks: sorted by point and replicate, however they were computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.reducers.reduction import FAILURES, MEASURES, WHOLE, YEARS
from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.runs.run_store import Chunk, ChunkError, Shelf
from zombielaw.sim import measures
from zombielaw.sim.scenario import Scenario

_DECLARED = [measure.name for measure in measures.MEASURES]
_PLACE = ["point", "replicate"]
_MADE_BY = ["engine", "machine", "runs", "seconds"]


@dataclass(frozen=True)
class Block:
    """Points whose runs are stored together.

    Attributes
    ----------
    key : str
        Digest of what these runs are, replicates apart.
    first : int
        Number of its first point in the design.
    length : int
        Replicates of a chunk.
    """

    key: str
    first: int
    scenarios: tuple[Scenario, ...]
    length: int


@dataclass(frozen=True)
class Results:
    """Results of a design.

    Attributes
    ----------
    design : DataFrame
        The design that was run.
    replicates : int
        Replicates of each point.
    windows : tuple of str
        Windows for which there are measures, all months first.
    made : int
        Runs that this command made; the others were found.
    """

    design: pd.DataFrame
    blocks: list[Block]
    spans: list[list[tuple[Chunk, int]]]
    shelf: Shelf
    replicates: int
    seed: int
    windows: tuple[str, ...]
    made: int

    def runs(self, *names: str, window: str | None = WHOLE) -> pd.DataFrame:
        """Measures of the runs before division.

        Parameters
        ----------
        *names
            Measures; all if none is named.
        window
            A window that was asked for; None = all.

        Returns
        -------
        DataFrame
            ``point, replicate, window, measure, numerator, denominator``.
        """
        for name in names:
            if name not in _DECLARED:
                raise InputError(
                    f"{name} is not a measure{nearest(name, _DECLARED)}; all are in docs/data_dictionary.md."
                )
        return pd.concat([self._measures(block, names, window) for block in self._parts()], ignore_index=True)

    def years(self) -> pd.DataFrame:
        """The yearly columns that were asked for: ``point, replicate, year, months, <column> ...``."""
        return self.table(YEARS)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the study's own reducer, after ``point, replicate``."""
        found = [table for part in self._parts() if (table := _joined(part, name)) is not None]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_PLACE)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that failed and are in no other table: ``point, replicate, seed, engine, stage, month, error``."""
        return self.table(FAILURES)

    def write(self, folder: Path) -> None:
        """Write the design, the measures of all runs and the failures into a study's folder."""
        store.write_csv(folder / "tables" / "design.csv", self.design)
        if not self.failures.empty:
            store.write_csv(folder / "tables" / "failures.csv", self.failures)
        writer = None
        for part in self._parts():  # one block at a time: memory does not grow with the number of runs
            table = pa.Table.from_pandas(self._measures(part, (), None), preserve_index=False)
            writer = writer or pq.ParquetWriter(folder / "runs.parquet", table.schema, compression="zstd")
            writer.write_table(table)
        if writer is not None:
            writer.close()

    def manifest(self) -> dict[str, Any]:
        """What the manifest says of the runs; ``made_by`` is told by their chunks, whatever command made them."""
        runs = len(self.design) * self.replicates
        made_by = self._made_by()
        return {
            "engine": ", ".join(sorted({one["engine"] for one in made_by})),
            "made_by": made_by,
            "seeds": [self.seed],
            "points": len(self.design),
            "replicates": self.replicates,
            "runs": runs,
            "runs_found": max(0, runs - self.made),
            "model": self.shelf.folder.name,
            "failures": self.failures.to_dict("records"),
        }

    def _made_by(self) -> list[dict[str, Any]]:
        """Engines and machines, each with the runs of its chunks and the seconds of a processor that they took."""
        rows = [
            (made.engine, made.machine, chunk.runs, made.seconds)
            for spans in self.spans
            for chunk, _ in spans
            for made in [self.shelf.made_by(chunk)]
        ]
        return _summed(pd.DataFrame(rows, columns=_MADE_BY))

    def _measures(
        self, part: dict[str, list[pd.DataFrame]], names: tuple[str, ...], window: str | None
    ) -> pd.DataFrame:
        chosen = []
        for table in part[MEASURES]:
            wanted = pd.Series(True, index=table.index)
            if names:
                wanted &= table["measure"].isin(names)
            if window is not None:
                wanted &= table["window"] == window
            chosen.append(table[wanted])
        whole = pd.concat(chosen, ignore_index=True)
        whole["measure"] = pd.Categorical(whole["measure"], _DECLARED)
        whole["window"] = pd.Categorical(whole["window"], self.windows)
        return whole.sort_values(_PLACE, kind="stable", ignore_index=True)

    def _parts(self) -> Iterator[dict[str, list[pd.DataFrame]]]:
        """Tables of each block, points numbered as in the design."""
        for block, spans in zip(self.blocks, self.spans, strict=True):
            part: dict[str, list[pd.DataFrame]] = {}
            for place, (chunk, start) in enumerate(spans):
                stop = spans[place + 1][1] if place + 1 < len(spans) else self.replicates
                try:
                    tables = self.shelf.read(chunk)
                except ChunkError as error:
                    raise store.StoreError(f"{error}, since it was made; run the same command again.") from None
                for name, table in tables.items():
                    within = table[(table["replicate"] >= start) & (table["replicate"] < stop)]
                    part.setdefault(name, []).append(within.assign(point=within["point"] + block.first))
            yield part


def write_parts(folder: Path, parts: Mapping[str, Results]) -> None:
    """Write several results of one study, each into a folder of its own name, and their failures beside the tables."""
    for name, results in parts.items():
        (folder / name).mkdir()
        results.write(folder / name)
    failed = [results.failures.assign(part=name) for name, results in parts.items() if not results.failures.empty]
    if failed:
        store.write_csv(folder / "tables" / "failures.csv", pd.concat(failed, ignore_index=True))


def manifest_of_parts(parts: Iterable[Results]) -> dict[str, Any]:
    """What the manifest says of several results of one study with the same luck: their sums."""
    each = [results.manifest() for results in parts]
    sums: dict[str, Any] = {name: sum(one[name] for one in each) for name in ("points", "runs", "runs_found")}
    sums["made_by"] = _summed(pd.DataFrame([row for one in each for row in one["made_by"]], columns=_MADE_BY))
    return {**each[0], **sums, "failures": [row for one in each for row in one["failures"]]}


def _summed(made_by: pd.DataFrame) -> list[dict[str, Any]]:
    rows = made_by.groupby(["engine", "machine"], as_index=False).sum().round(1).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _joined(part: dict[str, list[pd.DataFrame]], name: str) -> pd.DataFrame | None:
    tables = [table for table in part.get(name, ()) if len(table)]
    return pd.concat(tables).sort_values(_PLACE, kind="stable", ignore_index=True) if tables else None


def write_results(folder, parts):  # type: ignore
    for name, results in parts.items():
        (folder / name).mkdir(exist_ok=True)
        results.write(folder / name)
    failed = [r.failures.assign(part=n) for n, r in parts.items() if not r.failures.empty]
    if failed:
        store.write_csv(folder / "tables" / "failures.csv", pd.concat(failed, ignore_index=True))


def manifest_of(parts):  # type: ignore
    return manifest_of_parts(parts.values())
