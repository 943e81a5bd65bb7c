"""Effect of the size of the world: three points of the grids in the region world and in that of the country.

``python -m benchmarks.scale`` (some minutes) writes the table of docs/method.md: numbers of the country a year, each
of the region over the country, and how many standard errors they are apart.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from benchmarks.measure import table
from zombielaw.experiments.analysis.outcomes import A_YEAR, OUTCOMES, YEARLY, per_year
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.reducers.expected_by_year import COLUMNS, TABLE, expected
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate_many

OFFENCES = ("286_1", "287_2", "other")
POINTS = {
    "today": (),
    "order quality 1": ("policy.order_quality=1",),
    "order rate 0.9": ("policy.corrective_order_rate=0.9",),
}
"""Points of the grids, in words of the command."""
RUNS = {"region": 240, "national": 40}
"""Runs of each point; the country has ten times the providers of the region."""
SHOWN = (
    "expected_convictions_286_1",
    "share_of_convictions",
    "application_rate",
    "wrongful",
    "harm",
    "official_days",
)
"""Outcomes of the table."""


def upstream(record: Record, scenario: Scenario) -> dict[str, float]:
    """Sums of a run that outcomes are made of."""
    yearly = expected(record, scenario)[TABLE][list(COLUMNS)].sum()
    sums = {**yearly.to_dict(), **record.panel[list(YEARLY)].sum().to_dict()}
    met = record.ledger[[f"met_{name}_{UNDETECTED_UNDER}" for name in OFFENCES]] == MET
    offenders = float(met.any(axis=1).sum())
    return sums | {
        "offenders": offenders,
        "unpunished": offenders - sums["convicted"] + sums["wrongful"],
    }


def estimates(runs: pd.DataFrame) -> pd.DataFrame:
    """Each outcome over the runs, and its variance (of a ratio of sums to first order)."""
    rows = {}
    for name, outcome in OUTCOMES.items():
        over = runs[list(outcome.over)].sum(axis=1)
        under = (
            runs[list(outcome.under)].sum(axis=1) / outcome.per
            if outcome.under
            else over * 0.0 + 1.0
        )
        value = over.sum() / under.sum()
        rows[name] = (value, float(np.var((over - value * under) / under.mean(), ddof=1)))
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "variance"])


def measured(world: str, words: tuple[str, ...]) -> pd.DataFrame:
    """Each outcome as a number of the country, and its standard error: ``value, error``."""
    settings = composed(f"world={world}", *words)
    seeds = [(settings.seed, number) for number in range(RUNS[world])]
    runs = [
        upstream(made.record, settings.scenario)
        for made in simulate_many([settings.scenario], seeds, 2)
    ]
    estimated = estimates(pd.DataFrame(runs))
    factors = pd.Series(
        {name: per_year(settings) if one.unit == A_YEAR else 1.0 for name, one in OUTCOMES.items()}
    )
    errors = (estimated["variance"] / RUNS[world]).pow(0.5)
    return pd.DataFrame({"value": estimated["value"] * factors, "error": errors * factors})


def main() -> None:
    """Run and write the table."""
    rows: dict[str, list[str]] = {outcome: [] for outcome in SHOWN}
    for words in POINTS.values():
        region, country = (measured(world, words) for world in RUNS)
        for outcome, cells in rows.items():
            one, other = region.loc[outcome], country.loc[outcome]
            apart = (one["value"] - other["value"]) / math.hypot(one["error"], other["error"])
            cells.append(f"{one['value'] / other['value']:.3f} ({apart:+.1f})")
    body = [[f"`{outcome}`", *cells] for outcome, cells in rows.items()]
    write_part(DOCS / "method.md", "scale", "\n".join(table(["outcome", *POINTS], body)).rstrip())


if __name__ == "__main__":
    main()
