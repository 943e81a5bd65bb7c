"""What officials apply to the files that are charged, against what the law says of them: a reducer of runs.

The rows are those of ``mischarge``; sums of probabilities stand beside the counts, because few files
are charged in a run. The source of this module is part of the key of the runs that use it, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zombielaw.sim import measures
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS, law_answers
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

TABLE = "applied"
SATISFIED = LAW_ANSWERS[:2]
"""Rows in which 286-1 is satisfied."""
ACTS = ("charge", "conviction")


def applied(record: Record, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """What is charged, and of what is convicted, by what the law says.

    Returns
    -------
    mapping
        ``applied``: ``law, act, applied, count, expected``, dense. ``none`` is no charge, or no conviction. Expected
        convictions are those foreseen when the charge is decided.
    """
    decided = record.ledger[record.ledger["charged"].notna()]
    law = law_answers(decided)
    rows = []
    for act, outcome, chance in (("charge", "charge", "p_charge"), ("conviction", "verdict", "p_convict")):
        chances = {name: decided[f"{chance}_{name.replace('-', '_')}"].to_numpy(dtype=float) for name in APPLIED[:-1]}
        chances["none"] = 1.0 - np.sum(list(chances.values()), axis=0)
        done = measures.applied(decided[outcome])
        for said in LAW_ANSWERS:
            rows += [
                (said, act, name, float((done[law == said] == name).sum()), float(chances[name][law == said].sum()))
                for name in APPLIED
            ]
    return {TABLE: pd.DataFrame(rows, columns=["law", "act", "applied", "count", "expected"])}
