"""Each point of a regime: orders, charges, shares and familiarity of its runs, and what theory says beside them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, multiple_of
from zombielaw.experiments.analysis.outcomes import before_division, by_year, outcomes_beside
from zombielaw.experiments.analysis.wording import rows_by
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.orders.regimes import RULES
from zombielaw.experiments.studies.orders.supply import exact, resting

STATES = ("familiarity_286_1", "familiarity_287_2")
"""Columns of the yearly tables that are states, not sums."""
YEARLY = ("written_orders", "expected_charges_286_1", "expected_charges_287_2", *STATES)
OUTCOMES = outcomes_beside(__file__)
MULTIPLIED = ("count", "rival", "share", "share_all")
"""Outcomes that are also told as a multiple of those of the first point without the rule."""


def points_of(world: Settings, results: Results, after: range) -> pd.DataFrame:
    """Every point of a regime over the years read: ``rule, way, multiple`` and the columns of ``columns.csv``.

    The first point of a rule and way is that of its own orders, the first of a way that without the rule.
    """
    injected, place = world.scenario.world.injected, ["rule", "way", "multiple"]
    points = results.design.set_index(POINT)[[f"{LABEL}{name}" for name in place]].set_axis(place, axis="columns")
    fewer = points["multiple"].where((points["way"] == "files") & (not injected), 1)
    per = fewer * (1.0 if injected else world.scale) / len(after)
    numbers = points.index.to_series()
    first = numbers.groupby([points["rule"], points["way"]]).transform("first")
    unruled = numbers.groupby(points["way"]).transform("first")
    sums = sums_of(results, after)
    total, mean = sums.groupby(POINT).sum(), sums.groupby(POINT).mean()
    runs = before_division(sums, OUTCOMES, per.reindex(sums.index, level=POINT))
    written = total["contested" if injected else "written_orders"]
    points["orders"] = fewer * written / first.map(written)
    points = points.join(wide(estimate(runs))).join(mean[[*STATES, "contested"]])
    points["reach"], points["merit"] = (
        np.nan if injected else total[name] / total["contested"] for name in ("within_reach", "merit")
    )
    for name in MULTIPLIED:
        points = points.join(multiples(f"{name}_times", runs[runs["outcome"] == name], unruled))
    grown = multiples("elasticity", runs[runs["outcome"] == "share"], first)
    more = log_of(points["orders"]).replace(0.0, np.nan)
    points = points.join(grown.apply(log_of).div(more, axis="index"))
    ruled = total["ruled_286_1"] / (total["contested_286_1"] + total["contested_287_2"])
    start = points.assign(share_ruled=ruled, count_contested=per * mean["contested_286_1"])
    theory = theory_of(world, results, start, after)
    arc = log_of(theory["share_theory"] / first.map(theory["share_theory"])) / more
    theory["elasticity_theory"] = theory["elasticity_theory"].where(points["multiple"] == 1, arc)
    return points.join(theory)


def sums_of(results: Results, after: range) -> pd.DataFrame:
    """Sums of each run over the years read; states are means."""
    years = by_year(results).query("year in @after")
    place = [POINT, "replicate"]
    return years.groupby(place).agg(
        {name: "mean" if name in STATES else "sum" for name in years.columns.difference([*place, "year"])}
    )


def wide(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates with one row per point: ``<outcome>, <outcome>_low, <outcome>_high``."""
    ends = {"": "value", "_low": "low", "_high": "high"}
    table = estimates.pivot_table(index=POINT, columns="outcome", values=list(ends.values()), dropna=False)
    return pd.DataFrame({f"{name}{end}": table[part, name] for name in OUTCOMES for end, part in ends.items()})


def multiples(name: str, runs: pd.DataFrame, of: pd.Series[int]) -> pd.DataFrame:
    """An outcome at each point over that at another: ``<name>, <name>_low, <name>_high``."""
    rows = [multiple_of(runs, int(here), int(there)) for here, there in zip(of.index, of, strict=True)]
    return pd.DataFrame(rows, index=of.index, columns=[name, f"{name}_low", f"{name}_high"])


def theory_of(world: Settings, results: Results, points: pd.DataFrame, after: range) -> pd.DataFrame:
    """What theory says of each point, or a check that is anchored at the first point without the rule."""
    by, told = rows_by(points, "rule", "way", "multiple"), []
    for (rule, way, multiple), scenario in zip(by, scenarios(world, results.design), strict=True):
        if scenario.world.injected:
            told.append(exact(scenario, after))
        else:
            own, start, orders = by[RULES[0], way, multiple], by[RULES[0], way, 1], by[rule, way, multiple]["orders"]
            told.append(resting(start, own, orders, rule != RULES[0], familiarity_pull(scenario.world)))
    return pd.DataFrame(told, index=points.index)


def log_of(values: pd.Series[float]) -> pd.Series[float]:
    """Logarithms; NaN of what is not positive."""
    return values.where(values > 0.0).map(math.log)
