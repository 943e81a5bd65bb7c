"""Chunks are cut by plain rules, and a key says all that decides the numbers of its runs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from tiny_design import DESIGN, alive, settings

from zombielaw.experiments.designs import grids
from zombielaw.experiments.reducers.filed_record import filed_record
from zombielaw.experiments.reducers.reducer import Reduction
from zombielaw.experiments.runs import run_design as rules
from zombielaw.experiments.runs.run_design import blocks_of, run_design
from zombielaw.experiments.runs.run_store import Block, Chunk, Point, chunks_of


def points_of(table=DESIGN) -> list[Point]:
    return [Point(scenario) for scenario in grids.scenarios(settings(Path("x")), table)]


def qualities(number: int):
    return grids.grid({"policy.order_quality": [n / 50 for n in range(number)]})


def played(scenario, subject, luck):
    """A custom simulation."""


def test_blocks_cover_the_points_and_are_cut_by_plain_rules():
    points = points_of(qualities(50))
    blocks = blocks_of(points, 1, Reduction())
    assert [point for block in blocks for point in block.points] == points
    assert all(a.first + a.rows == b.first for a, b in pairwise(blocks))
    assert all(block.length * len(block.points) <= rules.LARGEST for block in blocks)
    assert len({block.key for block in blocks}) == len(blocks)
    assert [block.length for block in blocks_of(points[:1], 1, Reduction())] == [rules.LARGEST]
    scenario = points[0].scenario
    big = Point(replace(scenario, size=replace(scenario.size, providers=1_000_000)))
    assert [len(block.points) for block in blocks_of([big, big], 1, Reduction())] == [1, 1], (
        "one run is work enough"
    )
    assert [len(block.points) for block in blocks_of([big] * 10, 1, played)] == [8, 2], (
        "a custom simulation asks no size"
    )
    assert [block.length for block in blocks_of([big] * 3, 1, played)] == [2]


@pytest.mark.parametrize(
    ("rows", "cut"), [(1, [4, 4, 2]), (3, [3] * 10), (5, [4] * 10 + [4, 4, 2])]
)
def test_a_block_has_several_draws_where_their_points_are_few(rows, cut):
    points = [row._replace(start=draw) for draw in range(10) for row in points_of(qualities(rows))]
    blocks = blocks_of(points, 1, Reduction(), 10)
    assert [len(block.points) for block in blocks] == cut
    assert {point for block in blocks for point in block.points} == set(points)


def test_the_key_of_a_block_follows_all_that_decides_its_numbers(monkeypatch):
    points = points_of()[:2]

    def key(points=points, seed=1, making=Reduction()):
        return blocks_of(points, seed, making)[0].key

    before = key()
    assert key() == before
    makings = [
        Reduction(yearly=("load",)),
        Reduction(("refusal_rate",)),
        Reduction(reduce=alive),
        played,
    ]
    makings += [Reduction(reduce=filed_record)]
    others = [
        key(points[::-1]),
        key(points[:1]),
        key(seed=2),
        *(key(making=making) for making in makings),
    ]
    others += [
        key([point._replace(subject=subject) for point in points], making=played)
        for subject in ("a", ("a", 1))
    ]
    monkeypatch.setattr(rules, "model_name", lambda: "another model")
    others.append(key())
    monkeypatch.undo()
    monkeypatch.setattr(rules, "source_of", lambda name: f"another text of {name}")
    others += [key(), key(making=played)]
    assert len({before, *others}) == 1 + len(others)


def test_a_longer_table_makes_the_added_rows_only(tmp_path):
    table = grids.grid({"policy.order_quality": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    assert run_design(settings(tmp_path, replicates=2), table.head(4)).made == 8
    assert run_design(settings(tmp_path, replicates=2), table).made == 4


def chunk(start: int, stop: int) -> Chunk:
    return Chunk("k", 2, start, stop)


@pytest.mark.parametrize(
    ("there", "replicates", "chunks"),
    [
        ([], 10, [(0, 4), (4, 8), (8, 10)]),
        ([(0, 4), (4, 8), (8, 10)], 15, [(0, 4), (4, 8), (8, 10), (10, 12), (12, 15)]),
        ([(0, 4), (8, 10), (8, 12)], 12, [(0, 4), (4, 8), (8, 12)]),
        ([(0, 3), (2, 6)], 6, [(0, 3), (2, 6)]),
        ([(5, 7)], 8, [(0, 4), (4, 5), (5, 7), (7, 8)]),
    ],
)
def test_chunks_take_what_is_there_and_cut_the_rest(there, replicates, chunks):
    block = Block("k", 0, 2, tuple(points_of()[:2]), 4)
    cut_chunks = chunks_of(block, [chunk(*span) for span in there], replicates)
    assert cut_chunks == [chunk(*span) for span in chunks]
