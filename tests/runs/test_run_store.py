"""Stored runs: reading gives what was written, or an error."""

from __future__ import annotations

import errno
import os
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.runs.run_store import Chunk, ChunkError, MadeBy, RunStore, encode
from zombielaw.experiments.runs.study_store import LEFT_OVER, StoreError

CHUNK = Chunk("0f" * 16, 2, 4, 6)
BY = MadeBy("compiled", "a machine", 0.5)


def tables(shift: float = 0.0) -> dict[str, pd.DataFrame]:
    number = np.arange(8)
    place = {"point": number % 2, "replicate": 4 + number // 4}
    measures = pd.DataFrame(
        {**place, "measure": "life", "numerator": number + shift, "denominator": [1.0, np.nan] * 4}
    )
    return {"measures": measures, "alive": pd.DataFrame({**place, "alive": number > 3})}


@pytest.fixture
def store(tmp_path):
    made = RunStore(tmp_path)
    made.prepare()
    made.keep(CHUNK, encode(CHUNK, tables(), BY))
    return made


def path_of(store: RunStore) -> Path:
    return store.folder / CHUNK.file


def test_what_is_read_is_what_was_written(store):
    made_by, read = store.read(CHUNK)
    assert made_by == BY
    assert set(read) == {"measures", "alive"}
    for name, table in tables().items():
        pd.testing.assert_frame_equal(read[name], table)
    assert list(store.read(CHUNK, ["alive", "nothing"])[1]) == ["alive"]
    assert store.chunks() == {CHUNK.key: [CHUNK]}
    assert store.holds(CHUNK)
    assert CHUNK.runs == 4
    assert [path.name for path in store.folder.iterdir()] == [CHUNK.file]


def test_the_same_runs_make_the_same_bytes():
    assert encode(CHUNK, tables(), BY) == encode(CHUNK, dict(reversed(tables().items())), BY)


def test_no_bit_can_be_altered_and_no_end_cut_off_unseen(store):
    """Each flip of a bit is refused, in the numbers and in the record of what made them."""
    path = path_of(store)
    content = path.read_bytes()
    for place in range(len(content)):
        altered = bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :]
        for end in (altered, b"") if place < 100 else (altered,):
            path.write_bytes(content[:place] + end)
            with pytest.raises(ChunkError, match=f"{path} is cut off or altered: its checksum"):
                store.read(CHUNK, [])


def test_a_foreign_or_lost_file_is_named(store):
    other = CHUNK._replace(start=6, stop=8)
    path_of(store).write_bytes(encode(other, tables(1.0), BY))
    with pytest.raises(ChunkError, match=f"{path_of(store)} is foreign: it holds {other.file}"):
        store.read(CHUNK)
    for content in (b"", b"something else"):
        path_of(store).write_bytes(content + sha256(content).digest())
        with pytest.raises(ChunkError, match="is foreign: it holds no chunk"):
            store.read(CHUNK)
    path_of(store).unlink()
    with pytest.raises(ChunkError, match=rf"{CHUNK.file} is missing"):
        store.read(CHUNK)


def test_a_file_that_cannot_be_read_stays(store, monkeypatch):
    """An error of too many open files says nothing about the content of a file."""

    def full(_: Path) -> bytes:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(Path, "read_bytes", full)
    with pytest.raises(
        StoreError, match=rf"{CHUNK.file} cannot be read .Too many open files.* It stays"
    ):
        store.read(CHUNK)
    monkeypatch.undo()
    assert store.read(CHUNK)


def test_runs_that_are_made_again_are_compared_whatever_made_them(store):
    before = path_of(store).read_bytes()
    store.keep(CHUNK, encode(CHUNK, tables(), MadeBy("mesa", "another", 9.0)), again=True)
    for other, name in ((tables(1.0), "measures"), ({"measures": tables()["measures"]}, "alive")):
        with pytest.raises(
            StoreError, match=rf"{CHUNK.file} does not hold what its runs say .* \({name}\)"
        ):
            store.keep(CHUNK, encode(CHUNK, other, BY), again=True)
    assert path_of(store).read_bytes() == before


def test_a_full_disk_leaves_what_was_whole(store, monkeypatch):
    before = path_of(store).read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for chunk in (CHUNK, CHUNK._replace(start=6, stop=8)):
        with pytest.raises(StoreError, match=r"No space left on device.*What is whole stays"):
            store.keep(chunk, encode(chunk, tables(1.0), BY))
    assert [path.name for path in store.folder.iterdir()] == [CHUNK.file]
    assert path_of(store).read_bytes() == before


@pytest.mark.skipif(
    not Path("/proc/self").exists(), reason="no place that refuses even the superuser"
)
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(StoreError, match=r"/proc/nothing/runs/.* cannot be written"):
        RunStore(Path("/proc/nothing")).prepare()
    (tmp_path / "runs").write_text("mine")
    with pytest.raises(StoreError, match="cannot be written"):
        RunStore(tmp_path).prepare()


def test_what_killed_writers_left_is_cleared_away_after_a_while(store):
    # of another machine
    old, new = (store.folder / f".{name}-00000000-1-aaaaaaaa.part" for name in "ab")
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * LEFT_OVER,) * 2)
    store.prepare()
    assert not old.exists()
    assert new.exists(), "another process may be at it"
    assert store.chunks() == {CHUNK.key: [CHUNK]}


def test_runs_of_other_models_are_found(store):
    assert store.others() == []
    for name in ("notes of mine", "0e" * 8):
        (store.root / name).mkdir()
    assert store.others() == ["0e" * 8]
