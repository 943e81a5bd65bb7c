"""Ratios of sums: the form in which measures and outcomes are declared, in tables beside their modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from zombielaw.sim.digest import Words


class Ratio(NamedTuple):
    """Declaration of a ratio of sums, or of a sum.

    Attributes
    ----------
    name, unit : str
    title, meaning : str
        As a figure writes it; what is counted, of what.
    over, under : tuple of str
        What is summed; a name with a minus is taken off. Without ``under`` it is the sum.
    per : float
        The denominator is divided by it.
    log : bool
        It is drawn on a log scale.
    """

    name: str
    title: Words
    unit: str
    meaning: Words
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    per: float = 1.0
    log: bool = False

    @property
    def head(self) -> str:
        """Title and unit, as the head of a column."""
        return f"{self.title}, {self.unit}"


def total(names: Iterable[str], of: Callable[[str], Any]) -> Any:
    """Sum of what is named; a name with a minus is taken off."""
    return sum(-of(name[1:]) if name[0] == "-" else of(name) for name in names)


def ratio(row: Mapping[str, str]) -> Ratio:
    """A ratio as a row of a table declares it: the attributes; those with a default may be missing or empty."""
    return Ratio(
        row["name"],
        row.get("title") or row["name"],
        row["unit"],
        row["meaning"],
        tuple(row.get("over", "").split()),
        tuple(row.get("under", "").split()),
        float(row.get("per") or 1.0),
        row.get("log") == "yes",
    )
