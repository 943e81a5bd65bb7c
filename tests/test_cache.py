"""Texts that follow from the files of the package are kept until one of these files changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from zombielaw.experiments import cache as module
from zombielaw.experiments.cache import cached_text


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Asks for a text, and tells how often it was made."""
    (tmp_path / "package" / "room").mkdir(parents=True)
    (tmp_path / "package" / "room" / "code.py").write_text("a = 1\n")
    monkeypatch.setattr(module, "FOLDERS", (tmp_path / "package",))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "cache"))
    made = []

    def ask(name: str = "list") -> int:
        assert (
            cached_text(name, lambda: made.append(name) or f"{name}\n说明\n") == f"{name}\n说明\n"
        )
        return len(made)

    return ask


def test_a_text_is_made_once_for_each_name(asked):
    assert [asked(), asked(), asked("other"), asked()] == [1, 1, 2, 2]


def edited(code: Path) -> None:
    """Another number of as many letters, at the time of the first."""
    before = code.stat()
    code.write_text("a = 2\n")
    os.utime(code, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [
        edited,
        lambda code: code.with_name("more.csv").write_text("a\n"),
        Path.unlink,
        lambda code: [
            file.write_text(
                file.read_text(encoding="utf-8").replace("说明", "说谎"), encoding="utf-8"
            )
            for file in (code.parents[2] / "cache").iterdir()
        ],
    ],
    ids=["edited at the same time", "added", "removed", "damaged"],
)
def test_a_text_is_made_anew_after_a_change(asked, tmp_path, change):
    asked()
    change(tmp_path / "package" / "room" / "code.py")
    assert [asked(), asked()] == [2, 2]


def test_where_nothing_can_be_kept_it_is_made(asked, tmp_path):
    (tmp_path / "cache").write_text("no folder")
    assert [asked(), asked()] == [1, 2]
