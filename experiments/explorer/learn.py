"""The guided stops: what each sets, asks and tells, read from ``learn.yaml``. What is right the model says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import yaml

from zombielaw.experiments.explorer.state import State, read_state
from zombielaw.experiments.words.texts import Language

FILE = Path(__file__).with_name("learn.yaml")


@dataclass(frozen=True)
class Stop:
    """A guided stop. ``title, text, why``: by language."""

    name: str
    query: str  # the address that it sets
    view: str  # where its answer is looked at
    outcome: str  # outcome of ``zombielaw compare`` that is predicted: B beside A
    title: dict[str, str]
    text: dict[str, str]
    why: dict[str, str]

    def state(self, lang: Language, theme: str) -> State:
        """The state that it sets, with the view on the stops."""
        said: dict[str, str] = dict(parse_qsl(self.query, keep_blank_values=True))
        return read_state({**said, "view": "learn", "lang": lang, "theme": theme})


@cache
def stops() -> tuple[Stop, ...]:
    """All stops, in their order."""
    entries: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Stop(query=one.pop("set"), **one) for one in entries)
