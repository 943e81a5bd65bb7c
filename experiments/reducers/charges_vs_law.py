"""Offences that officials apply to charged files, against what the law says of them: a reducer of runs.

The rows are those of ``mischarge``; sums of probabilities stand beside the counts, because few files
are charged in a run. The source of this module is part of the key of the runs that use it, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zombielaw.sim import measures
from zombielaw.sim.ledger import decided
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS, counts_by_law, law_answers
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

TABLE = "applied"
SATISFIED = LAW_ANSWERS[:2]
"""Rows in which 286-1 is satisfied."""
ACTS = ("charge", "conviction")


def applied(record: Record, scenario: Scenario) -> Mapping[str, pd.DataFrame]:
    """Charges and convictions, by what the law says.

    The table ``applied`` has ``law, act, applied, count, expected``, dense; ``none`` is no charge, or no conviction.
    Expected convictions are those foreseen when the charge is decided.
    """
    rows = decided(record.files)
    law = law_answers(record.files)[rows]
    counts, sums = [], []
    for outcome, chance in (("charge", "p_charge"), ("verdict", "p_convict")):
        chances = [record.files[f"{chance}_{name.replace('-', '_')}"][rows] for name in APPLIED[:-1]]
        chances.append(1.0 - np.sum(chances, axis=0))
        counts.append(counts_by_law(law, measures.applied(record.files[outcome][rows])))
        sums.append(np.transpose([np.bincount(law, each, len(LAW_ANSWERS)) for each in chances]))
    return {
        TABLE: pd.DataFrame({
            "law": np.tile(np.repeat(LAW_ANSWERS, len(APPLIED)), len(ACTS)),
            "act": np.repeat(ACTS, len(LAW_ANSWERS) * len(APPLIED)),
            "applied": np.tile(APPLIED, len(ACTS) * len(LAW_ANSWERS)),
            "count": np.concatenate(counts, axis=None).astype(float),
            "expected": np.concatenate(sums, axis=None).astype(float),
        })
    }  # fmt: skip
