"""Compiled code is never older than any source it came from, is shared, and lies where nobody else can put it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zombielaw import sim

ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = """
import numpy as np
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.world import _fill_sizes
sizes = np.zeros(3)
_fill_sizes(1, 0, 0, WorldParameters(), sizes)
print(*sizes.tolist(), sep="\\n")
stats = getattr(_fill_sizes, "stats", None)
print("found" if stats and stats.cache_hits else "compiled")
"""


def sizes(copy: Path, **environment: str) -> tuple[list[str], str]:
    """What a fresh interpreter draws, and whether it found compiled code."""
    clean = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    words = [sys.executable, "-c", SIZES]
    made = subprocess.run(words, cwd=copy, env={**clean, **environment}, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    *drawn, how = made.stdout.split()
    return drawn, how


def test_an_edit_in_another_file_is_compiled_anew(tmp_path):
    for part in ("zombielaw", "sim"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    first, how = sizes(tmp_path)
    assert how == "compiled"
    assert sizes(tmp_path) == (first, "found"), "a second process shares what the first compiled"

    source = tmp_path / "sim" / "luck.py"  # the function is in world.py
    text, constant = source.read_text(), "0x9E3779B9"
    assert text.count(constant) == 1
    source.write_text(text.replace(constant, "0x9E3779B7"))
    after, how = sizes(tmp_path)
    assert how == "compiled"
    assert after != first
    assert after == sizes(tmp_path, NUMBA_DISABLE_JIT="1")[0], "the edited rule as Python runs it"


def test_the_folder_is_the_users_word_first(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "not" / "there" / "yet"))
    assert Path(sim._cache_folder()).parent == tmp_path / "not" / "there" / "yet"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    assert Path(sim._cache_folder()).parent == ROOT / "sim" / "__pycache__"


def test_where_sources_cannot_be_written_it_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda place, _: Path(place) == tmp_path)
    assert Path(sim._cache_folder()).parent == tmp_path / ".cache" / "zombielaw"
    monkeypatch.setattr(os, "access", lambda *_: False)
    root = Path(sim._cache_folder()).parent
    assert root.stat().st_mode & 0o077 == 0
    root.rmdir()


def test_a_file_in_the_way_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    assert sim._writable(tmp_path)
    assert not sim._writable(tmp_path / "file" / "below")


@pytest.mark.parametrize("name", ["decisions/regulator.py", "law/elements.py"])
def test_the_name_of_the_folder_follows_every_source(tmp_path, monkeypatch, name):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sim, "__file__", str(tmp_path / "sim" / "__init__.py"))
    before = sim.source_digest()
    with (tmp_path / "sim" / name).open("a") as source:
        source.write("# another line\n")
    assert sim.source_digest() != before
