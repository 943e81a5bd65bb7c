"""Levers that slowly rise and fall: one run up out of the dead state, one down out of the living one, beside theory."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.closed_form_world import FAMILIARITY, STARTS, UnitOf, expected_path, share_of
from zombielaw.experiments.analysis.intervals import Floats, bootstrap_ratio
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios, table_of
from zombielaw.experiments.runs.results import Results
from zombielaw.sim.analysis.theory import equilibria

HOLD = 24
"""Months before and after a ramp."""
DIRECTION = f"{LABEL}direction"
YEARLY = ("expected_charges_286_1", "expected_charges_287_2")


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
    unit: UnitOf | None = None


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
        rows.append({DIRECTION: direction, **dict.fromkeys(ramp.levers, begin), FAMILIARITY: start, CHANGES: moves})
    return table_of(rows)


def charges_by_year(results: Results) -> pd.DataFrame:
    """Expected charges of calendar years: ``point, replicate, year, months, uses, charges``."""
    years = results.years()
    years = years.assign(uses=years[YEARLY[0]], charges=years[list(YEARLY)].sum(axis=1))
    return years.drop(columns=list(YEARLY))


def path_of(name: str, ramp: Ramp, results: Results) -> pd.DataFrame:
    """Level and share by year of each way: ``ramp, direction, year, level, share, low, high, theory``.

    Without a closed form ``theory`` is NaN; a year without a charge has no share.
    """
    years, lever = charges_by_year(results).query("months == 12"), ramp.levers[0].removeprefix("policy.")
    rows = []
    for row, scenario in zip(results.design.to_dict("records"), scenarios(ramp.world, results.design), strict=True):
        months = range(scenario.months)
        path = pd.DataFrame({"level": [getattr(scenario.policy_at(month, 0), lever) for month in months]})
        path["theory"] = expected_path(scenario, ramp.unit)[1] if ramp.unit else math.nan
        means = path.groupby([2015 + (month + 10) // 12 for month in months]).mean()
        for year, runs in years[years[POINT] == row[POINT]].groupby("year"):
            rows.append({"direction": row[DIRECTION], "year": year, **share_of(runs), **means.loc[year]})
    return pd.DataFrame(rows).assign(ramp=name)


def area(path: pd.DataFrame, column: str) -> float:
    """Area between the way down and the way up (share x level), over the levels that both ways have a share at."""
    known = path.dropna(subset=[column])
    ways = {str(way): points.groupby("level")[column].mean() for way, points in known.groupby("direction")}
    if set(ways) != {"up", "down"}:
        return math.nan
    at = np.linspace(max(way.index.min() for way in ways.values()), min(way.index.max() for way in ways.values()), 201)
    up, down = (np.interp(at, ways[name].index.to_numpy(), ways[name].to_numpy()) for name in ("up", "down"))
    return float(np.trapezoid(down - up, at))


def loop_of(path: pd.DataFrame, results: Results) -> dict[str, float]:
    """The area of a loop: ``area, low, high``, mean over runs with bootstrap interval; ``theory``; ``runs``."""
    years = charges_by_year(results).query("months == 12 and charges > 0")
    years["share"] = years["uses"] / years["charges"]
    years["direction"] = years[POINT].map(results.design.set_index(POINT)[DIRECTION])
    years = years.merge(path[["direction", "year", "level"]], on=["direction", "year"])
    found: Floats = np.array([area(run, "share") for _, run in years.groupby("replicate")])
    low, high = bootstrap_ratio(found, np.ones_like(found))
    theory = area(path, "theory")
    return {"area": float(np.nanmean(found)), "low": low, "high": high, "theory": theory, "runs": len(found)}
