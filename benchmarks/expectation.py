"""Worth of expectation from upstream: for each outcome, the variance of today's sums over that of upstream.

``python -m benchmarks.expectation`` writes the ratios of docs/method.md. *Decisions* are the sums of the probabilities
that were drawn from at each charging decision, of the same runs.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.outcomes import OUTCOMES, YEARLY
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.reducers.expected_by_year import COLUMNS, TABLE, expected
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate_many

OFFENCES = ("286_1", "287_2", "other")
WORLD, REPLICATES = "region", 400


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


def decisions(record: Record, sums: dict[str, float]) -> dict[str, float]:
    """The same with what was foreseen at the charging decisions."""
    files = record.ledger
    charged = {name: float(files[f"p_charge_{name}"].sum()) for name in OFFENCES}
    chance = files[[f"p_convict_{name}" for name in OFFENCES]].fillna(0.0)
    truths = files[[f"met_{name}_{UNDETECTED_UNDER}" for name in OFFENCES]].to_numpy()
    convicted = float(chance.to_numpy().sum())
    wrongful = float(chance[(truths == NOT_MET).all(axis=1)].to_numpy().sum())
    return sums | {
        "expected_charges_286_1": charged["286_1"],
        "expected_charges_287_2": charged["287_2"],
        "expected_convictions_286_1": float(chance["p_convict_286_1"].sum()),
        "expected_convictions_287_2": float(chance["p_convict_287_2"].sum()),
        "applied": float(chance.loc[truths[:, 0] == MET, "p_convict_286_1"].sum()),
        "convicted": convicted,
        "wrongful": wrongful,
        "unpunished": sums["offenders"] - convicted + wrongful,
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


def main() -> None:
    """Run and write the ratios."""
    scenario = composed(f"world={WORLD}").scenario
    new: list[dict[str, float]] = []
    old: list[dict[str, float]] = []
    for made in simulate_many([scenario], [(1, number) for number in range(REPLICATES)]):
        new.append(upstream(made.record, scenario))
        old.append(decisions(made.record, new[-1]))
    variances = [estimates(pd.DataFrame(sums))["variance"] for sums in (old, new)]
    ratios = (variances[0] / variances[1]).items()
    part = ", ".join(f"{ratio:.3g} for `{name}`" for name, ratio in ratios)
    write_part(DOCS / "method.md", "expectation", part)


if __name__ == "__main__":
    main()
