"""What a study declares for the command line: its question, its keys, and the defaults of its plain command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zombielaw.sim.parameters.declare import Declared, Parameter


def whole(default: int, low: int, high: int, meaning: str, unit: str = "number") -> Declared:
    """Declare a key that is a whole number."""
    return Declared("", int, default, Parameter(meaning, unit, low, high))


def real(default: float, low: float, high: float, meaning: str, unit: str = "number") -> Declared:
    """Declare a key that is a number."""
    return Declared("", float, default, Parameter(meaning, unit, low, high))


def word(default: str, meaning: str) -> Declared:
    """Declare a key that is a word."""
    return Declared("", str, default, Parameter(meaning, "word", 0, 0))  # type: ignore[arg-type]


MONTHS = whole(122, 1, 600, "length of a run; 122 months end in December 2025", "months")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the command line may say to a study.

    Attributes
    ----------
    question : str
        One or two sentences: the help.
    keys : mapping of str to Declared
        Keys of the study, given as ``study.<name>=...``.
    replicates : int
        Runs of each point in the plain command.
    settings : mapping
        Other defaults of the plain command, by full name.
    """

    question: str
    keys: Mapping[str, Declared] = field(default_factory=dict)
    replicates: int = 30
    settings: Mapping[str, Any] = field(default_factory=dict)
