"""Numbers that nobody knows: a range with its source or reason, and draws from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy as sp

from zombielaw.experiments.data.cases import CONFIDENCES
from zombielaw.experiments.data.files import in_yaml, is_number, mapping
from zombielaw.experiments.errors import InputError, nearest

Array = npt.NDArray[np.float64]
EDGE = 0.95
"""Quantile at which the high end of a range lies; the low end lies at one less it."""
KEYS = ("range", "source", "reason", "unit", "fed_by", "confidence")


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


def read_range(value: Any, where: str, share: bool) -> Range:
    """A declared range. Raises InputError: it is not low <= middle <= high, or has neither source nor reason."""
    given = mapping(value, where, KEYS)
    if not any(isinstance(given.get(key), str) and given[key].strip() for key in ("source", "reason")):
        raise InputError("{}: a number needs where it comes from: add source: ..., or reason: ... if none.", where)
    confidence = given.get("confidence")
    if confidence not in CONFIDENCES:
        near = nearest(str(confidence), CONFIDENCES)
        raise InputError("{}: confidence: {}; allowed: {}{}.", where, in_yaml(confidence), ", ".join(CONFIDENCES), near)
    return numbers(given.get("range"), where, share)


def numbers(value: Any, where: str, share: bool) -> Range:
    """Three numbers as a range. Raises InputError: they are not, or lie outside of what they can be."""
    if not (isinstance(value, list) and len(value) == 3 and all(map(is_number, value))):
        raise InputError("{}: {} is no range; give three numbers: [low, middle, high].", where, in_yaml(value))
    low, middle, high = map(float, value)
    if not low <= middle <= high:
        raise InputError("{}: {} is out of order; give low <= middle <= high.", where, in_yaml(value))
    known = low == high
    if not (low > 0.0 and (not share or high < 1.0 or (known and high == 1.0)) and high < 1e12):
        allowed = "shares above 0 and below 1, or one number three times up to 1" if share else "numbers above 0"
        raise InputError("{}: {}; allowed are {}.", where, in_yaml(value), allowed)
    if not known and not low < middle < high:
        raise InputError("{}: {}; give three different numbers, or one number three times.", where, in_yaml(value))
    return Range(low, middle, high, share)


def values(ranges: Mapping[str, Range], draws: int, seed: int) -> dict[str, Array]:
    """Draws of named ranges. What stands behind an ``@`` tells ranges of one input apart: they move together."""
    return {name: one.at(normal(name.partition("@")[0], draws, seed)) for name, one in ranges.items()}
