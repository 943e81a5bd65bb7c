"""Compiled code is never older than any source it came from, is shared, and lies where nobody else can put it."""

from __future__ import annotations

import ast
import os
import pickle
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from patience import ROOT, ended_well
from shared import copied

from zombielaw.sim import digest

SIZES = """
import numpy as np
from zombielaw.sim import compiling
from zombielaw.sim.world import _fill_sizes

def kept():
    return {file: file.stat().st_mtime_ns for file in compiling.folder.glob("*.nb*")}

before, sizes = kept(), np.zeros(3)
_fill_sizes(1, 0, 1.0, sizes)
print(*sizes.tolist(), sep="\\n")
print("found" if before and kept() == before else "compiled")
"""


MODEL = "zombielaw", "sim"


def started(copy: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that draws sizes."""
    return ended_well("-c", SIZES, cwd=copy, **{"NUMBA_CACHE_DIR": None, **environment})


def sizes(copy: Path, **environment: str) -> tuple[list[str], str]:
    """Sizes that a fresh interpreter draws, and its word on compiled code: loaded or made."""
    *drawn, how = started(copy, **environment).stdout.split()
    return drawn, how


@pytest.mark.slow
def test_a_moved_tree_in_which_words_are_edited_finds_its_compiled_code(tmp_path):
    """A docstring above the function, of another length, and a message; all files have other times and places."""
    (tmp_path / "a").mkdir()
    first, how = sizes(copied(tmp_path / "a", *MODEL))
    assert how == "compiled"
    kept = [*tmp_path.rglob("*.nb?")]
    assert kept
    assert not [file for file in kept if str(tmp_path).encode() in file.read_bytes()], (
        "no path is kept"
    )
    moved = tmp_path / "b"
    shutil.copytree(tmp_path / "a", moved, symlinks=True)
    for name, old, new in (
        ("world", '"""', '"""Another\n\nbeginning. '),
        ("scenario", "leave nobody", "leave no one"),
    ):
        file = moved / "sim" / f"{name}.py"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert sizes(moved) == (first, "found")


@pytest.mark.slow
def test_an_edit_in_another_file_is_compiled_anew(tmp_path):
    copied(tmp_path, *MODEL)
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
    assert digest.cache_folder().parent == tmp_path / "not" / "there" / "yet"
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    assert digest.cache_folder().parent.resolve() == ROOT / "sim" / "__pycache__"


def test_where_sources_cannot_be_written_it_is_the_users_own(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda place, _: Path(place) == tmp_path)
    assert digest.cache_folder().parent == tmp_path / ".cache" / "zombielaw"


@pytest.fixture
def private(tmp_path, monkeypatch):
    """The one place of somebody who can write among temporary files alone."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    return tmp_path / f"zombielaw-{os.getuid()}"


def test_a_home_of_somebody_else_or_none_is_passed_over(tmp_path, monkeypatch, private):
    """Path.exists raises where a folder may not be entered; Path.home where an account has none."""
    exists, closed = Path.exists, tmp_path / "root"

    def entered(place, **how):
        if place.is_relative_to(closed):
            raise PermissionError(13, "Permission denied", str(place))
        return exists(place, **how)

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "exists", entered)
    monkeypatch.setenv("HOME", str(closed))
    assert digest.cache_folder().parent == private
    monkeypatch.setattr(Path, "home", homeless)
    assert digest.cache_folder().parent == private


@pytest.mark.parametrize("name", ["decisions/regulator.py", "law/elements.py"])
def test_the_name_of_the_folder_follows_every_source(tmp_path, monkeypatch, name):
    copied(tmp_path, "sim")
    monkeypatch.setattr(digest, "__file__", str(tmp_path / "sim" / "digest.py"))
    before = digest.source_digest()
    with (tmp_path / "sim" / name).open("a") as source:
        source.write("MORE = 1\n")
    assert digest.source_digest() != before


def test_where_nothing_of_the_user_can_be_written_commands_share_one_private_place(
    tmp_path, private, capsys
):
    for _ in range(2):
        assert digest.cache_folder().parent == private
    assert private.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [private]
    assert not capsys.readouterr().err


@pytest.mark.parametrize("how", ["open to others", "a link", "a file"])
def test_a_place_that_another_could_have_made_is_not_taken(tmp_path, private, capsys, how):
    """Code that is loaded from such a place would be run."""
    if how == "open to others":
        private.mkdir()
        private.chmod(0o777)
    elif how == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        private.symlink_to(tmp_path / "elsewhere")
    else:
        private.touch()
    own = digest.cache_folder().parent
    assert own not in (private, tmp_path / "elsewhere")
    assert own.stat().st_mode & 0o077 == 0
    assert os.environ["NUMBA_CACHE_DIR"] == str(own), "its workers share it"
    assert "set NUMBA_CACHE_DIR" in capsys.readouterr().err


def test_no_two_compiled_functions_of_a_module_have_one_name():
    """Their code is found by module and name."""
    for file in (ROOT / "sim").rglob("*.py"):
        names = [node.name for node in ast.walk(ast.parse(file.read_bytes())) if _is_kept(node)]
        assert len(names) == len(set(names)), file


def _is_kept(node: ast.AST) -> bool:
    decorators = (
        ast.dump(ast.List(node.decorator_list)) if isinstance(node, ast.FunctionDef) else ""
    )
    return "compiled" in decorators


def test_a_digest_that_is_kept_is_made_anew_when_it_is_damaged_or_of_other_sources(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    digest._digest.cache_clear()
    whole, kept = digest.source_digest(), tmp_path / "sources"
    first = kept.read_text()
    for text in ("", first[:-1], "0" + first[1:] if first[0] != "0" else "1" + first[1:], "\0"):
        kept.write_text(text)
        digest._digest.cache_clear()
        assert digest.source_digest() == whole
        assert kept.read_text() == first


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "harm"),
    [
        ("nbi", "foreign"),
        ("nbc", "a bit"),
        ("nbc", "sealed"),
    ],
)
def test_damaged_code_is_named_and_compiled_anew(tmp_path, kind, harm):
    """Each file of a kind, so that nothing of it is read; one that is whole and still no code is named too."""
    cache = {"NUMBA_CACHE_DIR": str(tmp_path)}
    first, how = sizes(ROOT, **cache)
    assert how == "compiled"
    for path in tmp_path.rglob(f"*.{kind}"):
        whole = path.read_bytes()
        middle = len(whole) // 2
        bit = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        content = pickle.dumps("another")
        sealed = content + sha256(content).digest()
        path.write_bytes({"a bit": bit, "foreign": content, "sealed": sealed}[harm])
    done = started(ROOT, **cache)
    assert done.stdout.split() == [*first, "compiled"]
    lines = done.stderr.splitlines()
    assert lines
    for line in lines:
        assert line.startswith(str(tmp_path))
        assert line.endswith("is damaged or foreign; its code is compiled anew.")
    again = started(ROOT, **cache)
    assert (again.stdout.split(), again.stderr) == ([*first, "found"], "")
