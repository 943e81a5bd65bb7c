"""Shares of draws in which officials charge and convict of each offence."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.intervals import wilson_interval
from zombielaw.experiments.reducers.coded_case import column
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES

STAGES = {"charge": CHARGES, "verdict": VERDICTS}


def officials_of(draws: pd.DataFrame) -> pd.DataFrame:
    """What officials do, by case and policy.

    Parameters
    ----------
    draws : DataFrame
        ``case, policy`` and the columns of ``draws_of``.

    Returns
    -------
    DataFrame
        ``case, policy, stage, outcome, count, draws, share, low, high, expected_share``: counts with their Wilson
        interval, and the mean of the probabilities that officials acted on.
    """
    rows = []
    for (case, policy), handled in draws.groupby(["case", "policy"], sort=False):
        number = len(handled)
        for stage, names in STAGES.items():
            for name in names:
                count = int((handled[stage] == name).sum())
                expected = float(handled[f"p_{stage}_{column(name)}"].mean())
                rows.append((case, policy, stage, name, count, number, count / number,
                             *wilson_interval(count, number), expected))  # fmt: skip
    columns = ["case", "policy", "stage", "outcome", "count", "draws", "share", "low", "high", "expected_share"]
    return pd.DataFrame(rows, columns=columns)
