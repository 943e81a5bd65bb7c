"""The way of a lever from the words of a command to the first run: short, and in one direction."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import hydra
import pandas as pd
import pytest

from zombielaw.experiments import cli
from zombielaw.experiments.config import command
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.studies import registry

LEVER, VALUE = "corrective_order_rate", 0.87
COMMAND = (
    "compare", f"policy.{LEVER}={VALUE}", "start=2018-01", "world=classroom", "world.providers=60", "study.months=62",
    "replicates=2", "study.posterior_draws=0", "execute=serial", "engine=mesa",
)  # fmt: skip
FUNCTIONS, FILES = 40, 12
DEPTH = 5
"""Objects within each other in which lever and value are looked for."""
WIDTH = 200
"""Members of a sequence that are looked at."""
ARRIVED = "sim/simulate.py"
FLAGS = 12
"""Flags of code that takes ``*given`` and ``**named``."""


class Arrival(BaseException):
    """The first run begins."""


def holds(given: Any, depth: int = 0, seen: set[int] | None = None) -> bool:
    """True if an argument has the lever at its value: as a text, by key, as a change, or in an object of ours."""
    seen = set() if seen is None else seen
    if isinstance(given, str):
        return LEVER in given and str(VALUE) in given
    if depth > DEPTH or id(given) in seen or isinstance(given, int | float | bytes):
        return False
    seen.add(id(given))
    if isinstance(given, pd.DataFrame):
        return len(given) < WIDTH and holds(given.to_csv())
    if getattr(given, "lever", "") == LEVER:
        return True
    inside: list[Any] = []
    if isinstance(given, dict):
        if any(LEVER in str(key) and to in (VALUE, str(VALUE)) for key, to in given.items()):
            return True
        inside = [*given.values()]
    elif isinstance(given, list | tuple | set | frozenset):
        if any(isinstance(one, str) and LEVER in one for one in given) and {VALUE, str(VALUE)} & {
            one for one in given if isinstance(one, str | float)
        }:
            return True
        inside = [*given][:WIDTH]
    elif type(given).__module__.startswith("zombielaw"):
        inside = [*getattr(given, "__dict__", {}).values()]
    return any(holds(one, depth + 1, seen) for one in inside)


@cache
def file_of(code: CodeType) -> str:
    """File of a function of the package; empty for others, and for the inner parts of a function."""
    path = Path(code.co_filename)
    file = path.relative_to(ROOT).as_posix() if ROOT in path.parents else ""
    inside = file.removeprefix("zombielaw/")
    return inside if inside.startswith(("sim/", "experiments/")) and code.co_name[0] != "<" else ""


def room(file: str) -> str:
    """Directory of a file, of two levels at most; the model is one room, in which the lever has arrived."""
    return "sim" if file.startswith("sim/") else "/".join(file.split("/")[:2])


def test_a_lever_is_handed_on_by_few_functions_and_never_back(monkeypatch, tmp_path):
    """Every function of the package is counted that is handed lever and value between the words and the first run.

    An argument has both if a text, a mapping, a table or a change in it has, or an object of ours, up to
    :data:`DEPTH` deep; whoever is handed the settings is counted, therefore. A step leads from the room of a function
    that was handed both to that of the next one, within its call, that is handed both. A step back is one into a
    room that was reached before the room from which it is taken.
    """
    registry.studies()["compare"].key(registry.composed("compare"))  # which reads the sources, once
    functions: dict[tuple[str, str], None] = {}
    reached: dict[str, None] = {}
    back: set[tuple[str, str]] = set()
    holding: list[FrameType] = []

    def see(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and holding and holding[-1] is frame:
            holding.pop()
        code = frame.f_code
        file = file_of(code) if event == "call" else ""
        if not file:
            return
        sys.setprofile(None)
        if file == ARRIVED:
            raise Arrival
        number = code.co_argcount + code.co_kwonlyargcount + (code.co_flags & FLAGS).bit_count()
        if holds([frame.f_locals.get(name) for name in code.co_varnames[:number]]):
            functions[file, code.co_name] = None
            order = [*(reached | {room(file): None})]
            before = room(file_of(holding[-1].f_code)) if holding else room(file)
            if order.index(room(file)) < order.index(before):
                back.add((before, room(file)))
            reached[room(file)] = None
            holding.append(frame)
        sys.setprofile(see)

    monkeypatch.setattr(command, "compose", hydra.compose)  # and not what all tests share
    monkeypatch.setattr(sys, "argv", ["zombielaw", *COMMAND, f"out={tmp_path}"])
    sys.setprofile(see)
    with pytest.raises(Arrival):
        cli.main()
    sys.setprofile(None)
    assert len(functions) <= FUNCTIONS, functions
    assert len({file for file, _ in functions}) <= FILES, functions
    assert back == set(), (back, [*reached])
