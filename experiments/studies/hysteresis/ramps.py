"""Levers that slowly rise and fall: one run up out of the dead state, one down out of the living one, beside theory."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.closed_form_world import STARTS, expected_path
from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.runs.results import Results
from zombielaw.sim.analysis.theory import BinomialMap, MeanFieldMap, equilibria
from zombielaw.sim.scenario import Scenario

FAMILIARITY = "world.initial_familiarity_286_1"
HOLD = 24
"""Months before and after a ramp."""
YEARLY = ("expected_charges_286_1", "expected_charges_287_2")
COLUMNS = ["ramp", "direction", "year", "level", "share", "low", "high", "theory"]


@dataclass(frozen=True)
class Ramp:
    """A world and the levers that are moved in it from 0 to 1 and back.

    Attributes
    ----------
    unit : callable, optional
        The closed form of a month, where there is one: runs then begin in its outer states of rest.
    """

    world: Settings
    levers: tuple[str, ...]
    unit: Callable[[Scenario, int], BinomialMap | MeanFieldMap] | None = None


def ramps_of(ramp: Ramp) -> pd.DataFrame:
    """From 0 to 1 out of the dead state, and from 1 to 0 out of the living one, at a steady pace."""
    rows = []
    for direction, begin, end, state in (("up", 0.0, 1.0, 0), ("down", 1.0, 0.0, -1)):
        start = [*STARTS.values()][state]
        if ramp.unit is not None:
            first = scenarios(ramp.world, table_of([dict.fromkeys(ramp.levers, begin)]))[0]
            start = round(equilibria(ramp.unit(first, 0))[state].familiarity, 6)
        pace = {"to": end, "start": HOLD, "ramp_months": ramp.world.scenario.months - 2 * HOLD}
        moves = [{"lever": key.removeprefix("policy."), **pace} for key in ramp.levers]
        rows.append(
            {f"{LABEL}direction": direction, **dict.fromkeys(ramp.levers, begin), FAMILIARITY: start, CHANGES: moves}
        )
    return table_of(rows)


def ramps_table(name: str, ramp: Ramp, results: Results) -> pd.DataFrame:
    """Level and share by year of each way, simulated and expected: whole years only, columns :data:`COLUMNS`.

    Without a closed form ``theory`` is NaN; a year without a charge has no share.
    """
    years, lever = _years(results), ramp.levers[0].removeprefix("policy.")
    rows = []
    for row, scenario in zip(results.design.to_dict("records"), scenarios(ramp.world, results.design), strict=True):
        month = np.arange(scenario.months)
        year = 2015 + (month + 10) // 12
        level = np.array([getattr(scenario.policy_at(int(m), 0), lever) for m in month])
        expected = expected_path(scenario, ramp.unit)[1] if ramp.unit else np.full(scenario.months, math.nan)
        for number, group in years[years[POINT] == row[POINT]].groupby("year"):
            uses, charges = group[YEARLY[0]].to_numpy(dtype=float), group["both"].to_numpy(dtype=float)
            share = uses.sum() / charges.sum() if charges.sum() else math.nan
            here = year == number
            rows.append((name, row[f"{LABEL}direction"], number, level[here].mean(), share,
                         *bootstrap_ratio(uses, charges), expected[here].mean()))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _years(results: Results) -> pd.DataFrame:
    years = results.years()
    years["both"] = years[list(YEARLY)].sum(axis=1)
    return years[years["months"] == 12]


def area(path: pd.DataFrame, column: str) -> float:
    """Area between the way down and the way up (share x level), over the levels that both ways have a share at."""
    ways = {
        way: mine.dropna(subset=[column]).groupby("level")[column].mean() for way, mine in path.groupby("direction")
    }
    if set(ways) != {"up", "down"} or any(way.empty for way in ways.values()):
        return math.nan
    low, high = (pick(ends) for pick, ends in ((max, [way.index.min() for way in ways.values()]),
                                               (min, [way.index.max() for way in ways.values()])))  # fmt: skip
    at = np.linspace(low, high, 201)
    up, down = (np.interp(at, way.index.to_numpy(dtype=float), way.to_numpy(dtype=float))
                for way in (ways["up"], ways["down"]))  # fmt: skip
    return float(np.trapezoid(down - up, at))


def loop_of(name: str, table: pd.DataFrame, results: Results) -> pd.DataFrame:
    """The area of a loop: mean over runs with its bootstrap interval, and that of the expected paths.

    Returns
    -------
    DataFrame
        ``ramp, area, low, high, theory, runs``, one row.
    """
    years = _years(results)
    years = years[years["both"] > 0.0]
    years["share"] = years[YEARLY[0]] / years["both"]
    years["direction"] = years[POINT].map(results.design.set_index(POINT)[f"{LABEL}direction"])
    years = years.merge(table[["direction", "year", "level"]], on=["direction", "year"])
    found: Floats = np.array([area(mine, "share") for _, mine in years.groupby("replicate")])
    low, high = bootstrap_ratio(found, np.ones_like(found))
    row = (name, float(np.nanmean(found)), low, high, area(table, "theory"), len(found))
    return pd.DataFrame([row], columns=["ramp", "area", "low", "high", "theory", "runs"])
