"""Tools of all tests: scenarios as the command line composes them, runs of them, and the command in this process."""

from __future__ import annotations

import copy
import io
import json
import re
import runpy
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import cache, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pandas as pd
from hydra import compose
from omegaconf import OmegaConf
from pandas.testing import assert_frame_equal

from tests.patience import ended_well
from zombielaw.experiments import cli
from zombielaw.experiments.cache import cached_text
from zombielaw.experiments.config.schema import FOLDERS
from zombielaw.experiments.config.values import parsed
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.studies.base import Finished, Study
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim import simulate as door
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

LISTENER = """
from numba.core import event

class Compiled(event.Listener):
    names = []
    def on_start(self, one):
        self.names.append(one.data["dispatcher"].py_func.__name__)
    def on_end(self, one):
        pass

event.register("numba:compile", Compiled())
"""
"""Beginning of a program that knows the names of all that Numba compiles: ``Compiled.names``."""
NO_LEARNING = tuple(
    f"world.{what}_learns=false" for what in ("familiarity", "rival", "clarity", "trust", "risk")
)
"""Words of a world in which nobody learns anything."""
OWN_NUMBERS = (
    "parameters=median",
    "policy.corrective_order_rate=0.26",
    "policy.transfer_rate=0.05",
    "policy.charge_preference=0.7",
    "policy.court_scrutiny=0.05",
    "policy.popularisation=0.66",
    "world.refusal=0.025",
    "world.trace_rate=6.6e-5",
)
"""Words of a world whose numbers stay where they are when a refit moves the defaults."""


PLAIN = {bool, int, float, str}
undrawn = partial(mock.patch.object, Study, "drawn", lambda *_: [])
"""Studies without their figures, for tests that ask for other things: ``with undrawn():``."""


@cache
def joined(*files: str) -> dict[str, Any]:
    """What Hydra joins from the files that words name, as plain data; do not change it.

    All processes of tests share it on disk, unless a test declares the study itself.
    """

    def made() -> str:
        return json.dumps(OmegaConf.to_container(compose("config", [*files])))

    named = {word for word in files if word.startswith("study=")}
    own = named - {f"study={name}" for name in cli.study_names()}
    return json.loads(made() if own else cached_text(f"{version('hydra-core')} {files}", made))


def lay(plain: dict[str, Any], word: str) -> bool:
    """Lay a plain value over the settings that have its place; False if the word says anything else."""
    group, _, name = word.partition("=")[0].rpartition(".")
    place, said = plain.get(group) if group else plain, parsed(word)
    if said is None or not isinstance(place, dict) or name not in place:
        return False
    kinds = {type(place[name]), type(said.value())}
    place[name] = said.value()
    return kinds <= PLAIN or kinds == {list}


def compose_once(_: str, overrides: Sequence[str]) -> Mapping[str, Any]:
    """What Hydra composes, of which the same files are joined once for all tests; plain values are laid over them.

    Words that say anything else are Hydra's as ever; ``tests/test_settings.py`` compares both.
    """
    files = [word for word in overrides if word.partition("=")[0] in FOLDERS]
    own = any(word.startswith("hydra.searchpath=") for word in overrides)
    plain = {} if own else copy.deepcopy(joined(*files))
    laid = all(lay(plain, word) for word in overrides if word not in files)
    return plain if laid else compose("config", [*overrides])


@cache
def scenario(*overrides: str) -> Scenario:
    """The scenario of a command at the prior medians, which no refit moves: ``scenario("policy.pooling=0")``."""
    return composed("parameters=median", *overrides).scenario


@lru_cache(maxsize=48)
def run(given: Scenario, seed: int = 1, replicate: int = 0) -> Record:
    """A run of the compiled engine, kept for the tests that ask for it again; do not change its tables.

    The Mesa engine leaves the same record, bit for bit: ``tests/test_engines.py``.
    """
    return door.simulate(given, seed, replicate, "compiled")


def assert_same(one: Record, other: Record) -> None:
    """Both tables of two records are equal."""
    assert_frame_equal(one.ledger, other.ledger)
    assert_frame_equal(one.panel, other.panel)


def answer(*words: str) -> tuple[int, str, str]:
    """The answer of the command in this process: code, stdout and stderr."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        mock.patch.object(sys, "argv", ["zombielaw", *words]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, out.getvalue(), err.getvalue()


def cells(text: str) -> list[list[str]]:
    """Cells of the rows of the Markdown tables of a text."""
    return [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def english_in(text: str) -> list[str]:
    """English in a text, three words one after the other, but for what is typed: code, commands, names of studies."""
    typed = rf"`[^`]*`|\S+=\S*|\bzombielaw [a-z]+|\b(?:{'|'.join(cli.study_names())})\b"
    return re.findall(r"[A-Za-z]+,? [a-z]+,? [a-z]+", re.sub(typed, "", text))


def files_in(folder: Path) -> set[str]:
    """Paths of all files in a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def finished(folder: Path, facts: Mapping[str, Any], **tables: pd.DataFrame) -> Finished:
    """A finished study of facts and tables made by hand."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(facts))
    for name, table in tables.items():
        table.to_csv(folder / "tables" / f"{name}.csv", index=False)
    return Finished(folder)


def refused(answer: tuple[int, str, str], *parts: str) -> None:
    """One message, exit code 2, nothing on stdout, no stack trace, and the message says all parts."""
    code, stdout, stderr = answer
    assert code == 2, (code, stdout[-300:], stderr)
    assert not stdout
    assert stderr.startswith("zombielaw: ")
    assert stderr.count("\n") == 1, f"one message of one line, not\n{stderr}"
    assert "Traceback" not in stderr
    for part in parts:
        assert part in stderr, f"{part!r} is not in\n{stderr}"


def copied(folder: Path, *parts: str) -> Path:
    """A folder with copies of some folders of the project in it."""
    for part in parts:
        shutil.copytree(
            ROOT / part,
            folder / part,
            symlinks=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    return folder


@cache
def ci(name: str) -> SimpleNamespace:
    """What a script of ``.ci`` defines."""
    return SimpleNamespace(**runpy.run_path(str(ROOT / ".ci" / f"{name}.py")))


def copied_tree(folder: Path, edits: Iterable[tuple[str, str, str]]) -> Path:
    """A copy of the project below a folder, with edits: file, pattern that stands once, replacement.

    Without a pattern the text is a new file, or the end of one that is there.
    """
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "results", "site")
    tree = shutil.copytree(ROOT, folder / "tree", symlinks=True, ignore=left_out)
    (tree / "results").symlink_to(ROOT / "results")
    for name, pattern, text in edits:
        path = tree / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new, times = re.subn(pattern, text, old) if pattern else (old + text, 1)
        assert times == 1, f"{name}: {pattern} stands {times} times"
        path.write_text(new, encoding="utf-8")
    return tree


def done_in(tree: Path, *words: str) -> None:
    """Run Python with some words in a copied tree, with a cache of its own; it ends well."""
    cache = str(tree.parent / "cache")
    ended_well(*words, cwd=tree, PYTHONPATH=str(tree), NUMBA_CACHE_DIR=cache)
