"""Groups of unknown numbers by subject, and their directions: scarce data can settle only few sums of numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import scipy as sp

from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.data.typed import Entry, Items, Words, known, read_as
from zombielaw.experiments.designs.draws import (
    Floats,
    at_quantiles,
    latin_hypercube,
    uncertain,
    values_at,
)
from zombielaw.experiments.designs.grids import value_in
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA

GROUPS = "groups.yaml"

Number = Annotated[str, known("numbers", "number with a prior")]


class Group(Entry):
    """Numbers about one thing: those whose sum is fitted, with a plus or a minus; those that count as noise."""

    meaning: Words = ""
    up: Items[Number] = ()
    down: Items[Number] = ()
    alone: Items[Number] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers of the group, by full key."""
        return (*self.up, *self.down, *self.alone)


def read_groups(path: Path = DATA / GROUPS) -> dict[str, Group]:
    """Read groups of numbers.

    Raises InputError: the file cannot be read, or names a number without a prior, or one number twice.
    """
    file = read_yaml_file(path)
    groups: dict[str, Group] = read_as(dict[str, Group], file, {"numbers": uncertain()})
    seen: dict[str, str] = {}
    for name, group in groups.items():
        if not group.numbers:
            raise InputError("{} names no number; give up, down or alone.", file.place(name))
        for key in group.numbers:
            if (other := seen.setdefault(key, name)) != name or group.numbers.count(key) > 1:
                raise InputError(
                    "{}: {} is in the group {} already; keep one.", file.place(name), key, other
                )
    return groups


class Directions(NamedTuple):
    """Groups as directions among numbers that are drawn one by one.

    Worlds are held as normal scores of the quantiles of their numbers, (worlds, numbers). The score of a group is the
    sum of those of its numbers, `down` with a minus, over the root of how many there are: under the prior it is normal
    too.
    """

    groups: list[str]
    keys: list[str]  # numbers that are drawn
    weights: Floats  # (numbers, groups): columns are of length one, and no number is in two

    def quantiles(self, normal: Floats) -> Floats:
        """Quantiles of the groups; (worlds, numbers) to (worlds, groups)."""
        return np.asarray(sp.special.ndtr(normal @ self.weights))


def directions(settings: Settings, groups: dict[str, Group]) -> Directions:
    """Directions of the groups, over the numbers that the command leaves at their defaults."""
    keys = [key for key in uncertain() if value_in(settings, key) == parameter_of(key).default]
    signs = {
        name: np.array([float(key in group.up) - float(key in group.down) for key in keys])
        for name, group in groups.items()
    }
    signs = {name: one for name, one in signs.items() if one.any()}
    weights = np.column_stack([one / np.linalg.norm(one) for one in signs.values()])
    return Directions([*signs], keys, weights)


def sample_of(keys: list[str], worlds: int, seed: int) -> Floats:
    """Normal scores of a Latin hypercube: (worlds, numbers)."""
    return np.asarray(sp.special.ndtri(latin_hypercube(keys, worlds, seed)))


def values_of(settings: Settings, keys: list[str], normal: Floats) -> pd.DataFrame:
    """Values of numbers by full key, from their normal scores."""
    return values_at(keys, sp.special.ndtr(normal), settings.priors, settings.plain)


def numbers_by(
    settings: Settings, along: Directions, names: list[str]
) -> Callable[[Floats], pd.DataFrame]:
    """Some numbers of the world by name, from normal scores of all: quantiles are read from a fine grid.

    A number that the command sets has that value.
    """
    fine = np.linspace(0.0, 1.0, 1001)
    held = {name: value_in(settings, f"world.{name}") for name in names}
    places = {
        name: along.keys.index(f"world.{name}") for name in names if f"world.{name}" in along.keys
    }
    curves = at_quantiles(
        [along.keys[place] for place in places.values()],
        np.tile(fine[:, None], len(places)),
        settings.priors,
    ).set_axis([*places], axis="columns")

    def numbers(normal: Floats) -> pd.DataFrame:
        columns = {name: np.full(len(normal), value) for name, value in held.items()}
        columns |= {
            name: np.interp(sp.special.ndtr(normal[:, place]), fine, curves[name])
            for name, place in places.items()
        }
        return pd.DataFrame(columns)

    return numbers
