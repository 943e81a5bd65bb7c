"""Stored runs: what is read is what was written, or is found out."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.runs import run_store as chunks
from zombielaw.experiments.runs.run_store import Chunk, ChunkError, MadeBy, Shelf, encode
from zombielaw.experiments.runs.study_store import StoreError

CHUNK = Chunk("0f" * 16, 2, 4, 6)
BY = MadeBy("compiled", "a machine", 0.5)


def tables(shift: float = 0.0) -> dict[str, pd.DataFrame]:
    number = np.arange(8)
    place = {"point": number % 2, "replicate": 4 + number // 4}
    measures = pd.DataFrame({**place, "measure": "life", "numerator": number + shift, "denominator": [1.0, np.nan] * 4})
    return {"measures": measures, "alive": pd.DataFrame({**place, "alive": number > 3})}


@pytest.fixture
def shelf(tmp_path):
    made = Shelf(tmp_path)
    made.prepare()
    made.write(CHUNK, encode(CHUNK, tables(), BY))
    return made


def test_what_is_read_is_what_was_written(shelf):
    read = shelf.read(CHUNK)
    assert list(read) == ["measures", "alive"]
    for name, table in tables().items():
        pd.testing.assert_frame_equal(read[name], table, check_dtype=name == "measures")
    assert shelf.chunks() == {CHUNK.key: [CHUNK]}
    assert shelf.holds(CHUNK)
    assert CHUNK.runs == 4
    assert sorted(path.name for path in shelf.folder.iterdir()) == sorted(map(CHUNK.file, read))
    assert (shelf.folder / CHUNK.file("alive")).stat().st_mode & 0o044 == 0o044


def test_the_same_runs_make_the_same_bytes():
    assert encode(CHUNK, tables(), BY) == encode(CHUNK, dict(reversed(tables().items())), BY)
    assert list(encode(CHUNK, tables(), BY)) == ["alive", "measures"], "measures last: they say that the chunk is whole"


@pytest.mark.parametrize("name", ["measures", "alive"])
@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_file_that_was_cut_off_is_named(shelf, name, keep):
    path = shelf.folder / CHUNK.file(name)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ChunkError, match=f"{path.name} is cut off or altered"):
        shelf.read(CHUNK)


def test_no_byte_of_a_number_can_be_altered_unseen(shelf):
    """Flip every byte: the file is refused, or it still says the same."""
    path = shelf.folder / CHUNK.file("measures")
    content = path.read_bytes()
    refused = 0
    for place in range(0, len(content), 3):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:
            read = shelf.read(CHUNK)["measures"]
        except ChunkError as error:
            assert str(path) in str(error)
            refused += 1
        else:
            pd.testing.assert_frame_equal(read, tables()["measures"])
    assert refused > 100


def test_a_rewritten_table_is_altered(shelf):
    path = shelf.folder / CHUNK.file("measures")
    files = encode(CHUNK, tables(), BY)
    schema = chunks.pq.read_schema(path)
    other = chunks.pa.Table.from_pandas(tables(1.0)["measures"], preserve_index=False)
    chunks.pq.write_table(other.replace_schema_metadata(schema.metadata), path)
    with pytest.raises(ChunkError, match="altered: its checksum"):
        shelf.read(CHUNK)
    path.write_bytes(files["measures"])
    assert shelf.read(CHUNK)


def test_a_foreign_file_is_named(shelf, tmp_path):
    path = shelf.folder / CHUNK.file("measures")
    other = CHUNK._replace(start=6, stop=8)
    path.write_bytes(encode(other, tables(1.0), BY)["measures"])
    with pytest.raises(ChunkError, match=f"{path.name} is foreign: it holds {other.file('measures')}"):
        shelf.read(CHUNK)
    tables()["measures"].to_parquet(path)
    with pytest.raises(ChunkError, match="is foreign: it holds no name"):
        shelf.read(CHUNK)


def test_a_lost_table_is_named(shelf):
    (shelf.folder / CHUNK.file("alive")).unlink()
    with pytest.raises(ChunkError, match=r"alive\.parquet is missing"):
        shelf.read(CHUNK)


def test_what_made_a_chunk_is_told_and_is_no_part_of_its_content(shelf):
    assert shelf.made_by(CHUNK) == BY
    shelf.compare(CHUNK, encode(CHUNK, tables(), MadeBy("mesa", "another", 9.0)))
    path = shelf.folder / CHUNK.file("measures")
    schema = chunks.pq.read_schema(path)
    without = {key: value for key, value in schema.metadata.items() if key != chunks._MADE_BY}
    chunks.pq.write_table(chunks.pq.read_table(path).replace_schema_metadata(without), path)
    with pytest.raises(ChunkError, match="does not say what made it"):
        shelf.read(CHUNK)


def test_runs_that_say_something_else_when_they_are_made_again_are_named(shelf):
    before = {path.name: path.read_bytes() for path in shelf.folder.iterdir()}
    with pytest.raises(StoreError, match=rf"{CHUNK.file('measures')} does not hold what its runs say"):
        shelf.compare(CHUNK, encode(CHUNK, tables(1.0), BY))
    fewer = encode(CHUNK, {"measures": tables()["measures"]}, BY)
    with pytest.raises(StoreError, match=rf"{CHUNK.file('alive')} does not hold what its runs say"):
        shelf.compare(CHUNK, fewer)
    assert {path.name: path.read_bytes() for path in shelf.folder.iterdir()} == before


def test_a_full_disk_leaves_what_was_whole(shelf, monkeypatch):
    before = {path.name: path.read_bytes() for path in shelf.folder.iterdir()}

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"No space left on device.*What is whole stays"):
        shelf.write(CHUNK, encode(CHUNK, tables(1.0), BY))
    with pytest.raises(StoreError, match="No space left"):
        shelf.write(CHUNK._replace(start=6, stop=8), encode(CHUNK, tables(1.0), BY))
    assert {path.name: path.read_bytes() for path in shelf.folder.iterdir()} == before


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no place that refuses even the superuser")
def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(StoreError, match=r"/proc/nothing/runs/.* cannot be written"):
        Shelf(Path("/proc/nothing")).prepare()
    (tmp_path / "runs").write_text("mine")
    with pytest.raises(StoreError, match="cannot be written"):
        Shelf(tmp_path).prepare()


def test_what_killed_writers_left_is_cleared_away_after_a_while(shelf):
    old, new = shelf.folder / ".a.part", shelf.folder / ".b.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * chunks._LEFT_OVER,) * 2)
    shelf.prepare()
    assert not old.exists()
    assert new.exists(), "another process may be at it"
    assert shelf.chunks() == {CHUNK.key: [CHUNK]}


def test_runs_of_older_models_are_counted_and_removed(shelf, monkeypatch, capsys):
    assert shelf.older() == {}
    shutil.copytree(shelf.folder, shelf.root / "another")
    assert list(shelf.older().values()) == [4]
    monkeypatch.setattr(chunks, "model_name", lambda: "today")
    assert sorted(Shelf(shelf.root.parent).older().values()) == [4, 4]
    monkeypatch.undo()
    chunks.main([str(shelf.root.parent)])
    assert "4 runs of older models were removed" in capsys.readouterr().err
    assert [path.name for path in shelf.root.iterdir()] == [shelf.folder.name]
    assert shelf.read(CHUNK)
