"""Groups of unknown numbers by subject; some move together, since scarce data can settle only few directions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd

from zombielaw.experiments.config.schema import parameter_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import read_yaml_file
from zombielaw.experiments.data.priors import ANSWERS
from zombielaw.experiments.data.typed import Entry, Items, Words, known, read_as
from zombielaw.experiments.designs.draws import middles, uncertain, with_compliance
from zombielaw.experiments.designs.grids import value_in
from zombielaw.experiments.designs.samples import Floats, at_quantiles, latin_hypercube, prior
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA

GROUPS = "groups.yaml"


Number = Annotated[str, known("numbers", "number with a prior")]


class Group(Entry):
    """Numbers about one thing: those that move together, up and down with the group, and those that move alone."""

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


def directions(groups: dict[str, Group]) -> dict[str, Group]:
    """Groups in which some numbers move together."""
    return {name: group for name, group in groups.items() if group.up or group.down}


def drawn_keys(settings: Settings) -> list[str]:
    """Numbers with a prior that the command leaves at their defaults."""
    return [key for key in uncertain() if value_in(settings, key) == parameter_of(key).default]


def sample_of(
    settings: Settings, groups: dict[str, Group], number: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A Latin hypercube of the groups and of every number that moves alone.

    Returns quantiles of the groups, ``number`` rows from 0 to 1; and values of all numbers by full key.
    """
    alone = _alone(settings, groups)
    unit = latin_hypercube([*groups, *alone], number, seed)
    scores = pd.DataFrame(unit[:, : len(groups)], columns=list(groups))
    return scores, values_of(
        settings, groups, scores, pd.DataFrame(unit[:, len(groups) :], columns=alone)
    )


def values_of(
    settings: Settings, groups: dict[str, Group], scores: pd.DataFrame, alone: pd.DataFrame
) -> pd.DataFrame:
    """Values of all numbers that are drawn, by full key, from quantiles of groups and of numbers that move alone."""
    keys = drawn_keys(settings)
    quantiles: dict[str, Floats] = {str(key): alone[key].to_numpy() for key in alone}
    for name, group in groups.items():
        quantiles |= {key: scores[name].to_numpy() for key in group.up}
        quantiles |= {key: 1.0 - scores[name].to_numpy() for key in group.down}
    held = sum(value_in(settings, answer) for answer in ANSWERS if answer not in keys)
    unit = np.column_stack([quantiles[key] for key in keys])
    return with_compliance(at_quantiles(keys, unit, prior, settings.priors), held)


def with_lent(
    settings: Settings, groups: dict[str, Group], scores: pd.DataFrame, lent: pd.DataFrame
) -> pd.DataFrame:
    """Values of all numbers at quantiles of the groups; numbers that move alone are taken from other worlds.

    ``lent``: values of those by full key, a row for each row of ``scores``.
    """
    alone = _alone(settings, groups)
    values = values_of(
        settings, groups, scores, pd.DataFrame(0.5, index=scores.index, columns=alone)
    )
    held = sum(value_in(settings, answer) for answer in ANSWERS if answer not in values)
    return with_compliance(values.assign(**{key: lent[key].to_numpy() for key in alone}), held)


def _alone(settings: Settings, groups: dict[str, Group]) -> list[str]:
    """Numbers that are drawn and move with no other."""
    together = {key for group in groups.values() for key in (*group.up, *group.down)}
    return [key for key in drawn_keys(settings) if key not in together]


def numbers_by(
    settings: Settings, groups: dict[str, Group], names: list[str]
) -> Callable[[Floats], pd.DataFrame]:
    """Some numbers of the world by name, from quantiles of the groups.

    A number that moves alone, or that the command sets, has one value: its median, or the one that is set. Returns a
    function from a (worlds, groups) array to a table with a row per world; quantiles are read from a fine grid.
    """
    fine = np.linspace(0.0, 1.0, 1001)
    drawn = drawn_keys(settings)
    own = {key: value for key, value in middles(settings).items() if key in drawn}
    held = {name: own.get(f"world.{name}", value_in(settings, f"world.{name}")) for name in names}
    curves = {}
    for name in names:
        key = f"world.{name}"
        for place, group in enumerate(groups.values()):
            if key in drawn and key in (*group.up, *group.down):
                curve = at_quantiles([key], fine[:, None], prior, settings.priors)[key].to_numpy(
                    dtype=float
                )
                curves[name] = place, curve if key in group.up else curve[::-1]

    def numbers(scores: Floats) -> pd.DataFrame:
        columns = {name: np.full(len(scores), value) for name, value in held.items()}
        columns |= {
            name: np.interp(scores[:, place], fine, curve)
            for name, (place, curve) in curves.items()
        }
        return pd.DataFrame(columns)

    return numbers
