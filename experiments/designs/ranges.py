"""Grids and Latin hypercubes over named ranges of settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from zombielaw.experiments.config.schema import SETTINGS, read
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, NAME, table_of, value_in
from zombielaw.experiments.errors import InputError
from zombielaw.sim.parameters import written

MOST = 20_000
"""Scenarios of the largest design."""


def in_ranges(settings: Settings, ranges: Mapping[str, Any], samples: int, levels: int) -> pd.DataFrame:
    """The command's own scenario, then a sample or a grid of named ranges.

    ``ranges``: by setting: two numbers, low and high; or options. ``samples``: points of a Latin hypercube; 0 = a grid
    of ``levels`` even values of each number, and of every option.
    Raises InputError: a setting or range that is not allowed, or too many points.
    """
    values = {key: _range(settings, key, ends) for key, ends in ranges.items()}
    if samples:
        unit = qmc.LatinHypercube(len(values), rng=settings.seed).random(samples)
        columns = [_at(key, ends, column) for (key, ends), column in zip(values.items(), unit.T, strict=True)]
        rows = [dict(zip(values, row, strict=True)) for row in zip(*columns, strict=True)]
    else:
        every = {key: _levels(key, ends, levels) for key, ends in values.items()}
        if (number := int(np.prod([len(each) for each in every.values()]))) > MOST:
            raise InputError(f"A grid of {number} scenarios is too large; allowed: {MOST}; or give study.samples=200.")
        rows = [dict(zip(every, row, strict=True)) for row in product(*every.values())]
    own = {key: value_in(settings, key) for key in values}
    named = [{NAME: BASE, **own}, *({NAME: str(number), **row} for number, row in enumerate(rows, start=1))]
    return table_of(one for number, one in enumerate(named) if not number or any(one[key] != own[key] for key in own))


def _range(settings: Settings, key: str, ends: object) -> list[Any]:
    value_in(settings, key)
    about, where = SETTINGS.get(key), f"study.ranges: {key}"
    if about is None or not isinstance(ends, list) or len(ends) < 2:
        raise InputError(f"{where}={written(ends)} is no range; allowed: [low, high], or a list of options.")
    found = [about.shown(read(where, end, about)) for end in ends]
    if about.about.options or about.kind is bool:
        if len(set(found)) < len(found):
            raise InputError(f"{where}={written(ends)} names an option twice; give each once.")
        return found
    if len(found) != 2 or found[0] >= found[1]:
        raise InputError(f"{where}={written(ends)} is no range; allowed: two numbers, the lower first.")
    return found


def _is_number(key: str) -> bool:
    about = SETTINGS[key]
    return not about.about.options and about.kind is not bool


def _at(key: str, ends: Sequence[Any], unit: np.ndarray[Any, Any]) -> list[Any]:
    """Values at places in the unit interval."""
    if not _is_number(key):
        return [ends[min(len(ends) - 1, int(place * len(ends)))] for place in unit]
    found = [ends[0] + place * (ends[1] - ends[0]) for place in unit.tolist()]
    return [round(one) for one in found] if SETTINGS[key].kind is int else [float(f"{one:.6g}") for one in found]


def _levels(key: str, ends: Sequence[Any], levels: int) -> list[Any]:
    if not _is_number(key):
        return list(ends)
    found = np.linspace(float(ends[0]), float(ends[1]), levels).tolist()
    return (
        sorted({round(one) for one in found}) if SETTINGS[key].kind is int else [float(f"{one:.6g}") for one in found]
    )
