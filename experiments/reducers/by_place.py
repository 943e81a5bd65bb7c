"""What a run brought and was expected to bring, by calendar year and province.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.reducers.expected_by_year import year_of
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.record import RIVAL_NAMES, Record
from zombielaw.sim.scenario import Scenario

TABLE = "places"
SOURCES = ("zombielaw.experiments.reducers.expected_by_year",)
PANEL = (
    "charges_286_1", "charges_287_2", "convictions_286_1", "convictions_287_2", "expected_charges_286_1",
    "expected_charges_287_2", "expected_convictions_286_1", "expected_convictions_287_2", "harm", "official_days",
    "providers",
)  # fmt: skip
"""Columns of the panel, summed over months."""
OFFENCES = ("286_1", "287_2", *RIVAL_NAMES)
ERRORS = ("wrongful", "mislabelled", "expected_wrongful", "expected_mislabelled")
"""Convictions where the elements of no offence are satisfied or open, and of one whose elements are not while those of
another are: those that were passed, and the sums of foreseen probabilities. Files count when they ended."""
READ = frozenset(
    ["closed", "province", "verdict", f"met_other_{UNDETECTED_UNDER}"]
    + [f"p_convict_{name}" for name in OFFENCES]
    + [f"met_{name}_{UNDETECTED_UNDER}" for name in ("286_1", "287_2")]
    + [f"met_{name}" for name in RIVAL_NAMES]
)
"""Columns of the ledger."""
WHERE = ["year", "province"]


def by_place(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``year, province, months``, then :data:`PANEL` and :data:`ERRORS`: sums."""
    dated = record.panel.assign(year=year_of(record.panel["month"]))
    groups = dated.groupby(WHERE)
    table = groups[[*PANEL]].sum().astype(float)
    table.insert(0, "months", groups["month"].nunique())
    ledger = record.part(READ)
    ended = ledger[ledger["closed"].notna()]
    errors = _errors(ended).groupby([year_of(ended["closed"]).rename("year"), ended["province"]]).sum()
    return {TABLE: table.join(errors.reindex(table.index).fillna(0.0)).reset_index()}


def _errors(files: pd.DataFrame) -> pd.DataFrame:
    """:data:`ERRORS` of each file."""
    tail, verdict = UNDETECTED_UNDER, files["verdict"].astype(str).to_numpy()
    own = files[[f"met_{name}_{tail}" for name in OFFENCES[:2]] + [f"met_{name}" for name in RIVAL_NAMES]].to_numpy()
    asked = files[[f"met_{name}_{tail}" for name in ("286_1", "287_2", "other")]].to_numpy()
    some_met, none = (asked == MET).any(axis=1), (asked < OPEN).all(axis=1)
    passed = np.stack([verdict == name.replace("_", "-") for name in OFFENCES], axis=1).astype(float)
    foreseen = files[[f"p_convict_{name}" for name in OFFENCES]].fillna(0.0).to_numpy(dtype=float)

    def both(convicted: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        return convicted.sum(axis=1) * none, (convicted * (own < OPEN)).sum(axis=1) * some_met

    columns = (*both(passed), *both(foreseen))
    return pd.DataFrame(dict(zip(ERRORS, columns, strict=True)), index=files.index)
