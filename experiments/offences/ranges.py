"""Numbers that nobody knows: a range with its source or reason, and draws from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import scipy as sp
from pydantic import AfterValidator

from zombielaw.experiments.data.cases import CONFIDENCES
from zombielaw.experiments.data.files import is_number
from zombielaw.experiments.data.typed import Entry, Words, not_allowed, one_of
from zombielaw.experiments.errors import InputError

Array = npt.NDArray[np.float64]
EDGE = 0.95
"""Quantile at which the high end of a range lies; the low end lies at one less it."""


@dataclass(frozen=True)
class Range:
    """Low, middle and high of a number: its 5 %, 50 % and 95 % points.

    ``share``: it lies in 0-1 and is drawn on the scale of log-odds; other numbers are above 0 and drawn by logarithm.
    """

    low: float
    middle: float
    high: float
    share: bool

    def at(self, z: Array) -> Array:
        """Values at standard normal positions: two halves of normal curves that meet in the middle."""
        if self.low == self.high:
            return np.full_like(z, self.middle)
        scale, back = (sp.special.logit, sp.special.expit) if self.share else (np.log, np.exp)
        low, middle, high = (float(scale(value)) for value in (self.low, self.middle, self.high))
        step = np.where(z < 0.0, middle - low, high - middle) / float(sp.special.ndtri(EDGE))
        return np.asarray(back(middle + z * step), dtype=np.float64)


def normal(name: str, draws: int, seed: int) -> Array:
    """Standard normal numbers of an input, shape ``(draws,)``: keyed by its name, so that no other input moves them."""
    key = int.from_bytes(sha256(f"{seed}:{name}".encode()).digest()[:8], "big")
    return np.asarray(np.random.default_rng(key).standard_normal(draws))


def is_sourced(source: str, reason: str) -> None:
    """Refuse a number without a source or reason."""
    if not source and not reason:
        raise InputError(
            "a number needs where it comes from: add source: ..., or reason: ... if none"
        )


class Sourced(Entry):
    """A range as a file declares it."""

    range: Any
    source: Words = ""
    reason: Words = ""
    unit: str = ""
    fed_by: Any = None
    confidence: Annotated[str, one_of(*CONFIDENCES)]

    def number(self, share: bool) -> Range:
        """The range, checked."""
        is_sourced(self.source, self.reason)
        return numbers(self.range, share)


Part = Annotated[Sourced, AfterValidator(lambda given: given.number(True))]
"""The range of a share."""
Amount = Annotated[Sourced, AfterValidator(lambda given: given.number(False))]
"""The range of another number."""
Either = Annotated[
    Sourced, AfterValidator(lambda given: given.number(given.unit.startswith("share")))
]
"""A range that is one of a share if its unit says so."""


def numbers(value: Any, share: bool) -> Range:
    """Three numbers as a range. Raises InputError: they are not, or lie outside of what they can be."""
    if not (isinstance(value, list) and len(value) == 3 and all(map(is_number, value))):
        raise not_allowed(value, "three numbers: [low, middle, high]")
    low, middle, high = map(float, value)
    known = low == high
    if not low <= middle <= high:
        raise not_allowed(value, "low <= middle <= high")
    if not (low > 0.0 and (not share or high < 1.0 or (known and high == 1.0)) and high < 1e12):
        allowed = (
            "shares above 0 and below 1, or one number three times up to 1"
            if share
            else "numbers above 0"
        )
        raise not_allowed(value, allowed)
    if not known and not low < middle < high:
        raise not_allowed(value, "three different numbers, or one number three times")
    return Range(low, middle, high, share)


def values(ranges: Mapping[str, Range], draws: int, seed: int) -> dict[str, Array]:
    """Draws of named ranges. What stands behind an ``@`` tells ranges of one input apart: they move together."""
    return {
        name: one.at(normal(name.partition("@")[0], draws, seed)) for name, one in ranges.items()
    }
