"""Shares of draws in which officials charge and convict of each offence, and of all ends of a matter."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.estimates import shares_of
from zombielaw.experiments.data.cases import Case, happened
from zombielaw.experiments.designs.grids import LABEL, POINT
from zombielaw.experiments.reducers.coded_case import TABLE, column
from zombielaw.experiments.runs.results import Results
from zombielaw.sim.analysis.replay import ENDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES

STAGES = {"charge": CHARGES, "verdict": VERDICTS, "end": ENDS}
"""What may follow: before the prosecutor a charge and a verdict; from the start of the case an end."""


def in_fact(case: Case) -> str:
    """What officials decided in fact, in a word: a figure to compare with, no input."""
    return happened(case) or ("no charge" if case.outcome else "not told")


def handled_in(results: Results, design: pd.DataFrame, draws: int) -> pd.DataFrame:
    """The first draws of every case and policy: ``point, replicate, <columns of draws_of>, case, policy``."""
    names = {f"{LABEL}{name}": name for name in ("case", "policy")}
    handled = results.table(TABLE)
    return handled[handled["draw"] < draws].merge(design.rename(columns=names)[[POINT, *names.values()]], on=POINT)


def officials_of(draws: pd.DataFrame) -> pd.DataFrame:
    """What officials do, by case and policy.

    ``draws``: ``case, policy`` and the columns of ``draws_of``.
    Returns ``case, policy, stage, outcome, count, draws, share, low, high, expected_share``: counts with their Wilson
    interval, and the mean of the probabilities that officials acted on.
    """
    parts = []
    for stage, names in STAGES.items():
        shares = shares_of(draws, ["case", "policy"], stage, names, of="draws").rename(columns={stage: "outcome"})
        chances = draws.groupby(["case", "policy"], sort=False)[[f"p_{stage}_{column(name)}" for name in names]].mean()
        parts.append(shares.assign(stage=stage, expected_share=chances.to_numpy().ravel()))
    columns = ["case", "policy", "stage", "outcome", "count", "draws", "share", "low", "high", "expected_share"]
    done: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return done[columns]
