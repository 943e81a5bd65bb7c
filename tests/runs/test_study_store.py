"""Results on disk: keyed by content, whole or absent, noticed when they were changed."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import threading
import time
from pathlib import Path

import pandas as pd
import pytest
from patience import PATIENCE, done

from zombielaw.experiments.runs import study_store as store
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.words.texts import plain

KEY = "0123456789abcdef"


def fill(folder: Path) -> None:
    store.write_json(folder / "summary.json", {"a": 1.0, "b": float("nan")})
    store.write_csv(folder / "tables" / "a.csv", pd.DataFrame({"x": [1, 2]}))
    store.write_parquet(folder / "ledger.parquet", pd.DataFrame({"x": [1, 2]}))


def write(out: Path, filler=fill) -> Path:
    return store.write_study(out, "baseline", KEY, filler, {"runs": 1}, time.time())


# ---- keys


def test_the_key_follows_the_settings_and_nothing_else():
    def key(*overrides: str) -> str:
        settings = composed("world=classroom", *overrides)
        return store.study_key(settings.study, settings.digest)

    same = {
        key(),
        key("out=elsewhere"),
        key("engine=mesa"),
        key("seed=1"),
        key("policy=today"),
        key("seed=1.0"),
    }
    assert len(same) == 1
    others = ("seed=2", "replicates=21", "policy.pooling=0.5", "world.refusal=0.04", "law=v2019", "study.months=121",
              "study=replay", "world.inputs=none", "policy.changes=[{lever:pooling,to:1,start:3}]")  # fmt: skip
    different = {key(other) for other in others}
    assert len(different) == len(others)
    assert not different & same


def test_the_key_follows_the_data(monkeypatch, tmp_path):
    def key(*data: str) -> str:
        return store.study_key("baseline", "", data)

    read = ("statistics.csv", "reforms.yaml")
    before = key(), key(*read), key(*reversed(read))
    for file in filter(Path.is_file, store.DATA.iterdir()):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(store, "DATA", tmp_path)
    assert (key(), key(*read), key(*reversed(read))) == before
    assert before[0] != before[1] == before[2]
    with (tmp_path / "cases.yaml").open("a") as file:
        file.write("# another byte\n")
    assert (key(), key(*read)) == before[:2], "no study that does not read it"
    with (tmp_path / "reforms.yaml").open("a") as file:
        file.write("# another byte\n")
    assert key() == before[0]
    assert key("statistics.csv") != key(*read) != before[1]


# ---- whole or absent


def test_a_study_is_written_once_and_found(tmp_path):
    assert store.finished(tmp_path, "baseline", KEY) is None
    place = write(tmp_path)
    assert place == tmp_path / "baseline" / KEY
    assert store.finished(tmp_path, "baseline", KEY) == place
    assert list((tmp_path / "baseline").iterdir()) == [place]
    assert json.loads((place / "summary.json").read_text()) == {"a": 1.0, "b": None}
    assert place.stat().st_mode & 0o055 == 0o055, "others may read it"


@pytest.mark.parametrize(
    "name", ["summary.json", "tables/a.csv", "ledger.parquet", "manifest.json"]
)
@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "a folder"])
def test_what_was_altered_is_named_kept_and_made_again(tmp_path, capsys, name, harm):
    place = write(tmp_path)
    path, whole = place / name, (place / name).read_bytes()
    path.unlink()
    if harm == "a folder":
        path.mkdir()
    elif harm != "gone":
        path.write_bytes(whole[:-1] if harm == "cut" else bytes([whole[0] ^ 1]) + whole[1:])
    assert store.finished(tmp_path, "baseline", KEY) is None
    aside = place.with_name(f"{KEY}.altered")
    assert capsys.readouterr().err == (
        f"{path}: missing, or changed since it was written. It is kept as {aside}; the study is made again.\n"
    )
    assert (aside / name).exists() is (harm != "gone")
    assert not place.exists()
    assert store.finished(tmp_path, "baseline", KEY) is None
    assert write(tmp_path) == place
    assert store.finished(tmp_path, "baseline", KEY) == place
    assert capsys.readouterr().err == ""
    store.write_index(tmp_path)
    assert (tmp_path / "index.md").read_text().count("[") == 1, (
        "what was set aside is no finished study"
    )


@pytest.mark.parametrize("name", [f"baseline/{'f' * 16}", f"sweep/{KEY}"])
def test_a_folder_under_the_name_of_another_study_is_set_aside(tmp_path, capsys, name):
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    write(tmp_path).rename(place)
    assert store.finished(tmp_path, *name.split("/")) is None
    assert f"{place} holds baseline/{KEY}. It is kept as {place}.altered" in capsys.readouterr().err


def test_each_edit_is_kept_under_a_name_of_its_own(tmp_path):
    for number in range(3):
        (write(tmp_path) / "tables" / "a.csv").write_text(f"edit {number}")
        assert store.finished(tmp_path, "baseline", KEY) is None
    kept = [
        (tmp_path / "baseline" / f"{KEY}{n}.altered" / "tables" / "a.csv").read_text()
        for n in ("", "-2", "-3")
    ]
    assert kept == ["edit 0", "edit 1", "edit 2"]


def test_each_bit_of_a_finished_folder_is_under_a_checksum(tmp_path):
    """All bits of the manifest, and some of each other file; a note that a user lays beside is no harm."""
    place = write(tmp_path)
    (place / "note.txt").write_text("mine")
    luck = random.Random(17)
    for path in [path for path in place.rglob("*") if path.is_file() and path.name != "note.txt"]:
        whole = path.read_bytes()
        bits = range(8 * len(whole))
        for bit in bits if path.name == "manifest.json" else luck.sample(bits, min(100, len(bits))):
            harmed = bytearray(whole)
            harmed[bit // 8] ^= 1 << bit % 8
            path.write_bytes(harmed)
            assert store.altered(place) == [path.relative_to(place).as_posix()], bit
        path.write_bytes(whole)
    assert store.altered(place) == []


def test_two_commands_that_find_one_edit_set_it_aside_once(tmp_path, monkeypatch):
    place = write(tmp_path)
    (place / "summary.json").write_text("edited")
    rename = Path.rename

    def late(path, target):
        rename(path, target)
        raise FileNotFoundError  # as if the other one had been faster

    monkeypatch.setattr(Path, "rename", late)
    assert store.finished(tmp_path, "baseline", KEY) is None
    assert (tmp_path / "baseline" / f"{KEY}.altered" / "summary.json").read_text() == "edited"


def test_an_edit_while_the_study_is_made_again_is_kept_too(tmp_path):
    def edited(folder: Path) -> None:
        fill(folder)
        (place / "tables" / "a.csv").write_text("edited")

    place = write(tmp_path)
    assert write(tmp_path, edited) == place
    assert store.finished(tmp_path, "baseline", KEY) == place
    assert (tmp_path / "baseline" / f"{KEY}.altered" / "tables" / "a.csv").read_text() == "edited"


def test_a_folder_with_failed_runs_is_replaced_unless_a_user_put_something_there(tmp_path):
    def failing() -> Path:
        return store.write_study(
            tmp_path, "baseline", KEY, fill, {"failures": [{"point": 1}]}, time.time()
        )

    failing()
    place = write(tmp_path)
    assert "failures" not in store.manifest_of(place)
    assert list((tmp_path / "baseline").iterdir()) == [place]
    shutil.rmtree(place)
    (failing() / "note.txt").write_text("mine")
    write(tmp_path)
    assert (tmp_path / "baseline" / f"{KEY}.altered" / "note.txt").read_text() == "mine"


def test_files_are_written_under_the_umask_of_the_user(tmp_path):
    before = os.umask(0o077)
    try:
        place = write(tmp_path)
        store.write_index(tmp_path)
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o077 for path in tmp_path.rglob("*")} == {0}
    assert place.is_dir()


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FULL, "cannot be written .*No space left"),
        (KeyboardInterrupt(), None),
        (MemoryError(), None),
    ],
)
def test_whatever_stops_the_writing_leaves_nothing(tmp_path, error, told):
    def stopped(folder: Path) -> None:
        fill(folder)
        raise error

    with pytest.raises(store.StoreError if told else type(error), match=told):
        write(tmp_path, stopped)
    assert [path.name for path in tmp_path.rglob("*")] == ["baseline"]
    assert store.finished(tmp_path, "baseline", KEY) is None
    assert write(tmp_path).is_dir()


def test_a_killed_writer_leaves_no_folder_that_counts(tmp_path):
    script = (
        "import os, signal, sys, time; from pathlib import Path\n"
        "from zombielaw.experiments.runs import study_store as store\n"
        "def fill(folder):\n"
        "    store.write_json(folder / 'summary.json', {})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"store.write_study(Path(sys.argv[1]), 'baseline', '{KEY}', fill, {{}}, time.time())\n"
    )
    assert done("-c", script, tmp_path).returncode == -signal.SIGKILL
    (half,) = (tmp_path / "baseline").iterdir()
    old, other, own, theirs = (half.with_name(name) for name in (
        f".{KEY}-00000000-1-bbbbbbbb", f".{KEY}-00000000-1-aaaaaaaa", f".{KEY}-{store._host()}-{os.getpid()}-aaaaaaaa",
        ".git",
    ))  # fmt: skip
    for path in (old, other, own, theirs):
        path.mkdir()
    for path in (old, theirs):
        os.utime(path, (0, 0))
    index = tmp_path / f".index.md{half.name.removeprefix(f'.{KEY}')}.part"
    index.touch()
    assert store.finished(tmp_path, "baseline", KEY) is None
    store.prepare_study(tmp_path, "baseline")
    assert not index.exists(), "half of a list of studies"
    left = {*(tmp_path / "baseline").iterdir()}
    assert left == {other, own, theirs}, "of a living process, of another machine, of the user"
    assert write(tmp_path).name == KEY
    assert store.finished(tmp_path, "baseline", KEY) is not None


def test_two_writers_of_one_study_end_with_one_whole_folder(tmp_path):
    together = threading.Barrier(2, timeout=PATIENCE)

    def slow(folder: Path) -> None:
        fill(folder)
        together.wait()

    places, errors = [], []

    def one() -> None:
        try:
            places.append(write(tmp_path, slow))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert places == [tmp_path / "baseline" / KEY] * 2
    assert list((tmp_path / "baseline").iterdir()) == [places[0]]
    assert store.finished(tmp_path, "baseline", KEY) == places[0]


# ---- places that refuse


def test_a_file_in_the_place_of_a_finished_folder_is_set_aside(tmp_path):
    (tmp_path / "baseline").mkdir()
    (tmp_path / "baseline" / KEY).write_text("mine")
    assert store.finished(tmp_path, "baseline", KEY) is None
    assert (tmp_path / "baseline" / f"{KEY}.altered").read_text() == "mine"
    assert write(tmp_path).is_dir()


# ---- the index


def test_the_index_lists_what_is_finished(tmp_path):
    write(tmp_path)
    more = {
        "runs": 30,
        "failures": [{"point": 1}],
        "differs": {"seed": 2, "policy.pooling": 0.5},
        "headline": plain("a | b\nc <script> [x](y)"),  # as a report has it
    }
    store.write_study(tmp_path, "sweep", "f" * 16, fill, more, 0.0)
    harmed = store.write_study(tmp_path, "sweep", "e" * 16, fill, more, 0.0) / "manifest.json"
    half = tmp_path / "sweep" / ".half"
    half.mkdir()
    (half / "manifest.json").write_bytes(harmed.read_bytes())
    for text in ("", "[]", harmed.read_text().replace("30", "31")):
        harmed.write_text(text)
        store.write_index(tmp_path)
        lines = (tmp_path / "index.md").read_text().splitlines()
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[4:]]
        assert rows[0][1:] == ["baseline", f"[{KEY}](baseline/{KEY})", "1", "0", "", ""]
        named, differs = f"[{'f' * 16}](sweep/{'f' * 16})", "seed=2, policy.pooling=0.5"
        last = [
            "1970-01-01T00:00:00Z",
            "sweep",
            named,
            "30",
            "1",
            differs,
            r"a \| b c &lt;script> [x]\(y)",
        ]
        assert rows[1:] == [last]
    assert not list(tmp_path.glob(".*"))


def test_an_index_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "index.md").mkdir()
    with pytest.raises(store.StoreError, match=r"index\.md cannot be written"):
        store.write_index(tmp_path)
    assert not list(tmp_path.glob(".*"))
