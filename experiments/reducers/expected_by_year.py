"""Expected outcomes of a run, by calendar year.

Where 286-1 is next to never applied, realised counts are noise. Convictions are expectations from upstream, in the year
in which they would come; eligible files count in the year in which they ended. The law is asked for the thresholds of
2019 in all years, under the reading of the text.

The source of this module is part of the key of every run that keeps these tables, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.sim.decisions import prosecutor
from zombielaw.sim.decisions.perception import ALL_SEEN, Clarity
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.record import Columns, Record
from zombielaw.sim.scenario import Scenario

TABLE = "expected"
CONVICTIONS = [f"expected_convictions_{name}" for name in ("286_1", "287_2", *RIVAL_NAMES)]
COLUMNS = {
    "eligible": "files in which 286-1 is satisfied",
    "applied": "expected convictions of 286-1 in files in which it is satisfied",
    "convicted": "expected convictions of any offence",
    "wrongful": "of these, in files with no offence satisfied, nor open",
}
"""Columns of the table."""


def familiarity_pull(world: WorldParameters) -> float:
    """Log-odds of a charge of 286-1 gained from no to full familiarity: ``beta`` of the theory, by its ends.

    Every element is seen, and clear as the settled ones.
    """
    clarity = Clarity(world.settled_clarity, world.settled_clarity)
    none, full = (
        prosecutor.win_odds(ALL_SEEN, clarity, familiarity, 0.0, world).a
        for familiarity in (0.0, 1.0)
    )
    return world.familiarity_gain + world.conviction_weight * (full - none)


def expected(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Yearly sums: see :data:`COLUMNS`."""
    first, last = year_of(record.months["month"][[0, -1]])
    columns = {"year": np.arange(first, last + 1)}
    for when, sums in (_eligible(record.files), _convicted(record.months)):
        year = year_of(when) - first
        for name, values in sums.items():
            # of nothing it makes integers
            columns[name] = np.bincount(year, values, last + 1 - first).astype(float)
    return {TABLE: pd.DataFrame({name: columns[name] for name in ("year", *COLUMNS)})}


Sums = tuple[npt.NDArray[Any], dict[str, npt.NDArray[Any]]]
"""Months, and by name of column what is added up in the year of each."""


def _eligible(files: Columns) -> Sums:
    closed = files["closed"]
    rows = np.flatnonzero((closed >= 0) & (files[f"met_286_1_{UNDETECTED_UNDER}"] == MET))
    return closed[rows], {"eligible": np.ones(rows.size)}


def _convicted(months: Columns) -> Sums:
    return months["month"], {
        "applied": months["expected_applied"],
        "convicted": np.sum([months[name] for name in CONVICTIONS], axis=0),
        "wrongful": months["expected_wrongful"],
    }
