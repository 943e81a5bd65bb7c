"""Each point of a regime: orders, charges, shares and familiarity of its runs, and what theory says beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, multiple_of, runs_of
from zombielaw.experiments.analysis.outcomes import A_YEAR, Outcome, by_year
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.orders.regimes import RULES
from zombielaw.experiments.studies.orders.supply import exact, resting

STATES = ("familiarity_286_1", "familiarity_287_2")
"""Columns of the yearly tables that are states, not sums."""
YEARLY = ("written_orders", "expected_charges_286_1", "expected_charges_287_2", *STATES)
OUTCOMES = {
    "count": Outcome(
        "Charges of 286-1", A_YEAR, "expected charges of 286-1 (trapped: of the one office)",
        ("expected_charges_286_1",),
    ),
    "rival": Outcome(
        "Charges of 287-2", A_YEAR, "expected charges of 287-2 (trapped: of the one office)",
        ("expected_charges_287_2",),
    ),
    "share": Outcome(
        "286-1 where both are available", "share of charges",
        "286-1 among expected charges of 286-1 and 287-2 in files in which both are available",
        ("contested_286_1",), ("contested_286_1", "contested_287_2"),
    ),
    "share_all": Outcome(
        "286-1 among charges", "share of charges", "286-1 among expected charges of 286-1 and 287-2 in all files",
        ("expected_charges_286_1",), ("expected_charges_286_1", "expected_charges_287_2"),
    ),
    "application_rate": Outcome(
        "Application rate of 286-1", "share of files",
        "expected convictions of 286-1 per file in which its elements are satisfied", ("applied",), ("eligible",),
    ),
}  # fmt: skip
MULTIPLIED = ("count", "rival", "share", "share_all")
"""Outcomes that are also told as a multiple of those of the first point without the rule."""
FOR_THEORY = ("share_ruled", "count_contested")
"""What a check reads of the runs beside the columns: the share were the rule in force, charges where both can be."""
COLUMNS = {
    "orders": (
        "multiple",
        "written orders, of those of the row's first point; per office where it has more files",
    ),
    **{name: (outcome.unit, outcome.meaning) for name, outcome in OUTCOMES.items()},
    "familiarity_286_1": ("0-1", "mean familiarity of prosecutors with 286-1"),
    "familiarity_287_2": ("0-1", "the same with 287-2"),
    "contested": ("files a run", "charging decisions in which both offences are available"),
    "reach": ("share", "of these, those in which the special-law rule bites"),
    "merit": ("share", "share of 286-1 in these, were both offences equally familiar"),
    **{f"{name}_times": ("multiple", f"{name}, of that of the first point without the rule") for name in MULTIPLIED},
    "elasticity": ("per logarithm", "change of the log share over that of the log orders, from the row's first point"),
    "share_theory": ("share", "trapped: closed form of the share; else a check: a curve anchored at the first point"),
    "count_theory": ("charges a year", "the same of the count"),
    "share_given": ("share", "the check, with the rival's familiarity and the merit of the files as in the runs"),
    "elasticity_theory": ("per logarithm", "of share_theory; at a first point that of a small change"),
    "elasticity_alpha": ("per logit", "theory or check: change of the log share with a small push on its log-odds"),
}
"""Unit and meaning of the columns of a point; ``_low`` and ``_high`` are ends of bootstrap 95 % intervals."""


def points_of(world: Settings, results: Results, after: range) -> pd.DataFrame:
    """Every point of a regime over the years read: ``rule, way, multiple`` and :data:`COLUMNS`."""
    injected = world.scenario.world.injected
    points = results.design[[POINT, *[f"{LABEL}{name}" for name in ("rule", "way", "multiple")]]]
    points = points.rename(columns=lambda name: str(name).removeprefix(LABEL)).set_index(POINT, drop=False)
    fewer = points["multiple"].where((points["way"] == "files") & (not injected), 1)
    per = fewer * (1.0 if injected else world.scale) / len(after)
    sums = sums_of(results, after)
    runs, total, mean = runs_before_division(sums, per), sums.groupby(POINT).sum(), sums.groupby(POINT).mean()
    first = points.groupby(["rule", "way"])[POINT].transform("first")
    written = total["contested" if injected else "written_orders"]
    points["orders"] = fewer * written / first.map(written)
    points = points.join(wide(estimate(runs))).join(mean[[*STATES, "contested"]])
    points["reach"], points["merit"] = (
        math.nan if injected else total[name] / total["contested"] for name in ("within_reach", "merit")
    )
    points["share_ruled"] = total["ruled_286_1"] / (total["contested_286_1"] + total["contested_287_2"])
    points["count_contested"] = per * mean["contested_286_1"]
    unruled = points[points["rule"] == RULES[0]].drop_duplicates("way").set_index("way")[POINT]
    rows = [
        row | multiples_of(runs, row, int(first[row[POINT]]), int(unruled[row["way"]]))
        for row in points.to_dict("records")
    ]
    return beside_theory(world, results, rows, after)


def sums_of(results: Results, after: range) -> pd.DataFrame:
    """Sums of each run over the years read; states are means."""
    years = by_year(results).query("year in @after")
    place = [POINT, "replicate"]
    return years.groupby(place).agg(
        {name: "mean" if name in STATES else "sum" for name in years.columns.difference([*place, "year"])}
    )


def runs_before_division(sums: pd.DataFrame, per: pd.Series[float]) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run; numbers are multiplied by what makes them a year of the country, by point."""
    factor = per.reindex(sums.index.get_level_values(POINT)).to_numpy()
    counted: dict[str, tuple[Any, Any]] = {}
    for name, outcome in OUTCOMES.items():
        over = sums[[*outcome.over]].sum(axis=1)
        counted[name] = (over, sums[[*outcome.under]].sum(axis=1)) if outcome.under else (over * factor, 1.0)
    return runs_of(counted)


def wide(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates with one row per point: ``<outcome>, <outcome>_low, <outcome>_high``."""
    ends = {"": "value", "_low": "low", "_high": "high"}
    table = estimates.pivot_table(index=POINT, columns="outcome", values=list(ends.values()), dropna=False)
    return pd.DataFrame({f"{name}{end}": table[part, name] for name in OUTCOMES for end, part in ends.items()})


def multiples_of(runs: pd.DataFrame, row: dict[Any, Any], first: int, unruled: int) -> dict[str, float]:
    """Outcomes of a point over those of the first point without the rule, and the elasticity along its own row."""
    by_outcome = dict(tuple(runs.groupby("outcome")))
    cells: dict[str, float] = {}
    for name in MULTIPLIED:
        cells |= _with_ends(f"{name}_times", multiple_of(by_outcome[name], row[POINT], unruled))
    grown = multiple_of(by_outcome["share"], row[POINT], first)
    return cells | _with_ends("elasticity", (_log(value) / (_log(row["orders"]) or math.nan) for value in grown))


def beside_theory(world: Settings, results: Results, rows: list[dict[Any, Any]], after: range) -> pd.DataFrame:
    """What theory says of each row, or a check that is anchored at the first row without the rule."""
    by = {(row["rule"], row["way"], row["multiple"]): row for row in rows}
    for (rule, way, multiple), scenario in zip(by, scenarios(world, results.design), strict=True):
        row = by[rule, way, multiple]
        if scenario.world.injected:
            row |= exact(scenario, after)
        else:
            own, start = by[RULES[0], way, multiple], by[RULES[0], way, 1]
            row |= resting(start, own, row["orders"], rule != RULES[0], familiarity_pull(scenario.world))
        if multiple > 1:
            grown = _log(row["share_theory"] / by[rule, way, 1]["share_theory"])
            row["elasticity_theory"] = grown / (_log(row["orders"]) or math.nan)
    return pd.DataFrame(rows).drop(columns=[POINT, *FOR_THEORY])


def _with_ends(name: str, values: Iterable[float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _log(value: float) -> float:
    return math.log(value) if value > 0.0 else math.nan
