"""Division of runs into blocks and chunks by fixed rules, so that keys of stored runs never change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zombielaw.experiments.reducers.reducer import Reduction
from zombielaw.experiments.runs.run_store import Chunk, model_name
from zombielaw.experiments.runs.sources import Play, modules_of, own_function, source_of
from zombielaw.experiments.runs.study_store import digest_of
from zombielaw.sim.scenario import Scenario

WORK = 15_000_000
"""Provider-months of a chunk at least: half a second of a processor or more, the unit of writing and of retry."""
LARGEST = 32
"""Runs of a chunk at most: half a second of the smallest world that is named."""
PLAYS = 8
"""Runs of a chunk of plays, each of a tenth of a second."""


class Point(NamedTuple):
    """A row of a design: a scenario, and the subject of a play."""

    scenario: Scenario
    subject: Any = None


@dataclass(frozen=True)
class Block:
    """Points whose runs are stored together.

    ``key`` digests all that decides these runs but the replicates. ``first`` is the number of its first point in the
    design, ``length`` the replicates of a chunk, ``start`` its first replicate: that of its draw.
    """

    key: str
    first: int
    points: tuple[Point, ...]
    length: int
    start: int = 0


def blocks_of(
    points: Sequence[Point], seed: int, making: Reduction | Play, start: int = 0
) -> list[Block]:
    """Points in blocks; each has a key that digests its runs, and the replicates of its chunks.

    Blocks end at fixed multiples: rows that are added at the end leave the key of every full block as it is.
    """
    runs = PLAYS
    what: list[object] = [source_of(name) for name in modules_of(making)]
    if isinstance(making, Reduction):
        largest = max(point.scenario.size.providers * point.scenario.months for point in points)
        runs = min(LARGEST, math.ceil(WORK / largest))
        what += [making.measures, making.yearly]
    own = own_function(making)
    what.append(f"{own.__module__}.{own.__qualname__}" if own else "")
    blocks = []
    for first in range(0, len(points), runs):
        part = tuple(points[first : first + runs])
        key = digest_of(model_name(), seed, what, [repr(point) for point in part])[:32]
        blocks.append(Block(key, first, part, max(1, runs // len(part)), start))
    return blocks


def chunks_of(block: Block, stored: Sequence[Chunk], replicates: int) -> list[Chunk]:
    """Chunks that cover the first replicates of a block: the stored ones, and the gaps cut into chunks to be made."""
    chunks: list[Chunk] = []
    place, stop = block.start, block.start + replicates
    while place < stop:
        whole = block.start + ((place - block.start) // block.length + 1) * block.length
        edges = [stop, whole, *(chunk.start for chunk in stored)]
        gap = Chunk(
            block.key, len(block.points), place, min(edge for edge in edges if edge > place)
        )
        there = [chunk for chunk in stored if chunk.start <= place < chunk.stop]
        chunks.append(max(there, key=lambda chunk: chunk.stop, default=gap))
        place = chunks[-1].stop
    return chunks
