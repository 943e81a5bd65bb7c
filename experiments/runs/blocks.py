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
    """A row of a design in a draw: a scenario, the subject of a play, and the first replicate of the draw."""

    scenario: Scenario
    subject: Any = None
    start: int = 0


@dataclass(frozen=True)
class Block:
    """Points whose runs are stored together.

    ``key`` digests all that decides these runs but the replicates. ``first`` is the number of its first row in the
    design, ``rows`` the number of its rows, ``points`` has these in each draw of the block, one draw after the other.
    ``length``: replicates of a chunk.
    """

    key: str
    first: int
    rows: int
    points: tuple[Point, ...]
    length: int


def blocks_of(
    points: Sequence[Point], seed: int, making: Reduction | Play, draws: int = 1
) -> list[Block]:
    """Points in blocks; each has a key that digests its runs, and the replicates of its chunks.

    ``points``: all rows of the design in the first draw, then in the next. A block has several draws where the rows of
    one are too few. Blocks end at fixed multiples: rows that are added at the end leave the key of every full block
    as it is.
    """
    runs = PLAYS
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
            key = digest_of(model_name(), seed, what, [repr(point) for point in part])[:32]
            blocks.append(Block(key, first, rows, part, max(1, runs // len(part))))
    return blocks


def chunks_of(block: Block, stored: Sequence[Chunk], replicates: int) -> list[Chunk]:
    """Chunks that cover the first replicates of a block: the stored ones, and the gaps cut into chunks to be made."""
    chunks: list[Chunk] = []
    place = 0
    while place < replicates:
        whole = (place // block.length + 1) * block.length
        edges = [replicates, whole, *(chunk.start for chunk in stored)]
        gap = Chunk(
            block.key, len(block.points), place, min(edge for edge in edges if edge > place)
        )
        there = [chunk for chunk in stored if chunk.start <= place < chunk.stop]
        chunks.append(max(there, key=lambda chunk: chunk.stop, default=gap))
        place = chunks[-1].stop
    return chunks
