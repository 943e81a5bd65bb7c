"""Outcomes of case files by calendar year and by who bears them: size of the provider, kind of office, licence.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.reducers.by_place import by_place
from zombielaw.experiments.reducers.reducer import Table, year_of
from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions.regulator import REGULATOR_KINDS
from zombielaw.sim.law.truth import OPEN
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.record import NEVER, Columns, Record
from zombielaw.sim.scenario import Scenario

GROUPED = "groups"
"""Name of the table."""
GROUPS = {
    "size": ("smaller third", "middle third", "larger third"),
    "office": (*REGULATOR_KINDS, "police"),
    "licence": ("licensees", "sellers"),
}
"""Groups that each divide all files: thirds of providers by size; who opened the file; sellers of tools to evade
blocking, or not."""
COUNTS = (
    "written_orders",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "official_days",
)
"""Columns: sums over files in the year in which they ended. Convictions are booked on the file from upstream, wrongful
ones foreseen at the charging decision; working days are those on the file, without checks."""
OFFENCES = ("286_1", "287_2", "other")


def by_place_and_group(record: Record, scenario: Scenario) -> Mapping[str, Table]:
    """The table of ``by_place``; and ``year, group``, then :data:`COUNTS`, groups numbered in the order of
    :data:`GROUPS`.
    """
    ended = np.flatnonzero(record.files["closed"] >= 0)
    files = record.files.only(ended)
    years = np.unique(year_of(record.months["month"]))
    number = sum(map(len, GROUPS.values()))
    columns: dict[str, npt.NDArray[Any]] = {
        "year": years.repeat(number),
        "group": np.tile(np.arange(number), years.size),
    }
    start, counts = 0, _counts(files)
    columns |= {name: np.zeros(years.size * number) for name in COUNTS}
    for groups, own in zip(GROUPS.values(), _groups(files, scenario), strict=True):
        cells = (year_of(files["closed"]) - years[0]) * number + start + own
        for name in COUNTS:
            columns[name] += np.bincount(cells, counts[name], years.size * number)
        start += len(groups)
    return {**by_place(record, scenario), GROUPED: columns}


def _counts(files: Columns) -> dict[str, npt.NDArray[Any]]:
    asked = np.max([files[f"met_{name}_{UNDETECTED_UNDER}"] for name in OFFENCES], axis=0)
    foreseen = np.sum([files[f"p_convict_{name}"] for name in OFFENCES], axis=0)
    values = (
        files["written_orders"],
        files["expected_conviction_286_1"],
        files["expected_conviction_287_2"],
        np.where((files["charged"] >= 0) & (asked < OPEN), foreseen, 0.0),
        files["official_days"],
    )
    return dict(zip(COUNTS, values, strict=True))


def _groups(files: Columns, scenario: Scenario) -> tuple[npt.NDArray[np.int64], ...]:
    """Number of each file's group within each division of :data:`GROUPS`."""
    third = NormalDist(0.0, scenario.world.size_spread or 1.0).inv_cdf(1.0 / 3.0)
    kind = files["regulator_kind"].astype(np.int64)
    return (
        np.searchsorted([np.exp(third), np.exp(-third)], files["size"]),
        np.where(kind == NEVER, len(REGULATOR_KINDS), kind),
        (files["kind"] == TOOL_SELLER).astype(np.int64),
    )
