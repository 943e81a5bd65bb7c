"""Sources and versions, as they are in a process, that decide the bytes of a run and the tables of a study."""

from __future__ import annotations

import ast
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from inspect import getsource
from typing import Any

import pandas as pd

from zombielaw.experiments.cache import cached_text
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.reducers import reducer
from zombielaw.experiments.reducers.reducer import Reduction
from zombielaw.sim.digest import PACKAGE, Sources, source_digest, without_words
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario

CustomSimulation = Callable[[Scenario, Any, Luck], Mapping[str, pd.DataFrame]]
"""A run that is no simulation of the world: scenario, subject and luck to tables by name. A module's own pure function;
data that it needs reach it through the subject."""
MODEL = "sources of the model"
ROOMS = {"api", "cli", "explorer", "export", "figures", "webpage", "listings", "publish", "words"}
"""Parts of ``experiments`` that show, describe and draw results, and compute none."""
DRAWING = ("draw",)
"""Name of the function with which a study draws its tables."""
_HERE = Sources(ROOT, DRAWING)
DECIDING = ("mesa", "numba", "numpy", "pandas", "pyarrow")
"""Packages that may change stored results."""


def own_function(making: Reduction | CustomSimulation) -> Callable[..., Any] | None:
    """The study's own function that makes or reduces its runs; None if it has none."""
    return making.reduce if isinstance(making, Reduction) else making


def modules_of(making: Reduction | CustomSimulation) -> list[str]:
    """Modules, beside the model, that decide the tables of a run: that of the own function, and its ``SOURCES``."""
    own = own_function(making)
    common = [reducer.__name__] if isinstance(making, Reduction) else []
    if not own:
        return common
    return [*common, own.__module__, *getattr(sys.modules.get(own.__module__), "SOURCES", ())]


def source_of(module: str) -> str:
    """Digest of the code of a module, words apart; ``missing`` if this process has none of that name."""
    try:
        return _digest(module, getsource(import_module(module)))[:16]
    except ImportError:
        return "missing"


@cache
def _digest(module: str, text: str) -> str:
    return Sources(ROOT).digest_of(module, ast.parse(text))


@cache
def code_of(modules: frozenset[str]) -> str:
    """Digest of the code of some modules, kept on disk: see :func:`digest_of_code`."""
    return cached_text(f"code of {sorted(modules)}", lambda: digest_of_code(modules, _HERE))


def digest_of_code(modules: frozenset[str], sources: Sources) -> str:
    """Digest of the code of some modules, with all of ``experiments`` that they import and the tables beside these.

    The model has a digest of its own; modules that show, describe and draw (``ROOMS``) have none.
    """
    reached = sources.reached(modules, _is_left_out)
    folders = {file.parent for module in reached if (file := sources.file(module))}
    tables = sorted(file for folder in folders for file in folder.glob("*.csv"))
    declared = [(file.relative_to(sources.root).as_posix(), without_words(file)) for file in tables]
    return sha256(repr((sources.digest(reached), declared)).encode()).hexdigest()


def _is_left_out(module: str) -> bool:
    package, room, *_ = f"{module.removeprefix(PACKAGE)}..".split(".")
    return package == "sim" or room in ROOMS or module.endswith(".figure")


def process_with(modules: Sequence[str]) -> dict[str, str]:
    """Description of this process: digests of the sources of model and modules, and versions.

    A script is no module of a worker: its functions travel with their code.
    """
    return {
        MODEL: _model_at_load(),
        **{f"sources of {name}": source_of(name) for name in modules if name != "__main__"},
        "Python": platform.python_version(),
        **{name: _version(name) for name in DECIDING},
    }


def difference(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """The first thing in which two processes differ, in words; empty if there is none."""
    name = next((name for name in here if there.get(name) != here[name]), None)
    return f"other {name} ({there.get(name, 'none')}, here {here[name]})" if name else ""


_version = cache(version)


@cache
def _model_at_load() -> str:
    """The model as its files are when this process is about to load the engine."""
    return source_digest()[:16]
