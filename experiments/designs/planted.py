"""Offices of which it is known whether practice raises use: what counts could show, what imitates and what hides it.

``experiment=meanfield`` lays eligible files on the desk of an office, before a transparent court. A planted world has
offices with different numbers of files, which grow once in each of them, in some year. What else moves use is planted
as a move of the log-odds of 286-1 against 287-2.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.config.schema import CHANGES

OFFICES, YEARS, READ = 16, 18, 10
"""Offices of a planted world, its years, and those that are read."""
SEED = 74
"""Seed of the tables of files and of miscounts, fixed before any was run."""
FILES, GROWTH = (2.0, 12.0), (1.0, 4.0)
"""Files of an office in a month before they grow, and the multiple to which they grow: ends of log-uniform draws."""
PREFERENCE = 0.7
"""Charge preference of the rival at which the log-odds are not moved."""
NONE: Mapping[str, Any] = MappingProxyType({})


class Planted(NamedTuple):
    """A kind of world.

    ``learns``: does practice raise use? ``world``: its settings. ``office, grown``: log-odds per logarithm of the files
    of an office, and of their growth, and ``moved`` when they grow, by whatever; the latter two for so many ``years``.
    ``miscounted``: standard deviation of the logarithm of counted files over true ones. ``push``: log-odds in all
    offices.
    """

    learns: bool
    world: Mapping[str, Any] = NONE
    office: float = 0.0
    grown: float = 0.0
    moved: float = 0.0
    years: int = YEARS
    miscounted: float = 0.0
    push: float = 0.0

    def counted(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Counts of a world, ``panel, replicate, files ...``, as they are published: files may be miscounted."""
        luck = np.random.default_rng([SEED, *counts[["panel", "replicate"]].iloc[0]])
        return counts.assign(
            files=counts["files"] * np.exp(self.miscounted * luck.standard_normal(len(counts)))
        )


KINDS: Mapping[str, Planted] = {
    "learning": Planted(True),
    "rival": Planted(True, {"world.rival_learns": True}, push=2.0),
    "saturated": Planted(True, {"world.initial_familiarity_286_1": 0.95, "world.lesson": 0.1}),
    "starved": Planted(True, {"world.lesson": 0.0001}),
    "full desks": Planted(
        True,
        {"world.effort_weight": 0.1, "world.effort_inflation": 1.0, "world.desk_capacity": 5.0},
    ),
    "deterrence": Planted(True, office=-1.0, grown=-1.0),
    "miscounts": Planted(True, miscounted=0.5),
    "none": Planted(False),
    "selection": Planted(False, office=1.0, grown=1.0),
    "campaign": Planted(False, grown=1.5, years=2),
    "duty to refer": Planted(False, grown=1.0),
    "moved mark": Planted(False, moved=1.0),
}
"""Learning, and what hides it; none, and what imitates it."""


def preference_for(push: float) -> float:
    """Charge preference that moves the log-odds of 286-1 by a push from that at :data:`PREFERENCE`."""
    return 1.0 / (1.0 + math.exp(push) * (1.0 - PREFERENCE) / PREFERENCE)


def rows(tables: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Labels and settings of each office, by kind and table of files, of which there are so many."""
    (least, most), (slowest, fastest) = np.log([FILES, GROWTH]).tolist()
    for kind, planted in KINDS.items():
        for panel in range(1, tables + 1):
            luck = np.random.default_rng([SEED, panel])
            files = np.exp(luck.uniform(least, most, OFFICES)).round().astype(int)
            growth = np.exp(luck.uniform(slowest, fastest, OFFICES))
            years = luck.integers(YEARS - READ + 2, YEARS - 2, OFFICES)
            for office, (own, times, year) in enumerate(zip(files, growth, years, strict=True)):
                base = planted.push + planted.office * (math.log(own) - (least + most) / 2.0)
                start, end = 12 * int(year), 12 * int(min(year + planted.years, YEARS))
                push = preference_for(base + planted.moved + planted.grown * math.log(times))
                yield (
                    {"kind": kind, "panel": panel, "office": office},
                    {
                        "world.providers": 2 * int(own),
                        "world.familiarity_gain": 4.0,
                        "world.familiarity_learns": planted.learns,
                        **planted.world,
                        "policy.charge_preference": round(preference_for(base), 6),
                        CHANGES: [
                            {"lever": "providers", "to": round(times, 4), "start": start},
                            {
                                "lever": "charge_preference",
                                "to": round(push, 6),
                                "start": start,
                                "end": end,
                            },
                        ],
                    },
                )
