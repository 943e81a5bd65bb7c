"""Realised and expected outcomes of a run, by calendar year and province.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, RIVAL_NAMES
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.measures import UNDETECTED_UNDER
from zombielaw.sim.record import Columns, Record
from zombielaw.sim.scenario import Scenario

TABLE = "places"
PANEL = (
    "charges_286_1",
    "charges_287_2",
    "convictions_286_1",
    "convictions_287_2",
    "expected_applied",
    "expected_charges_286_1",
    "expected_charges_287_2",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "harm",
    "official_days",
    "providers",
    "undetected_286_1",
)
"""Columns of the panel, summed over months."""
OFFENCES = {"286_1": A_286_1, "287_2": B_287_2, **{name: FIRST_RIVAL + at for at, name in enumerate(RIVAL_NAMES)}}
ERRORS = ("wrongful", "mislabelled", "expected_mislabelled")
"""Convictions where the elements of no offence are satisfied or open, and of one whose elements are not while those of
another are: those that were passed, and the sum of the probabilities foreseen at the charging decision. Files count
when they ended."""
ELIGIBLE = "eligible"
"""Column: files in which 286-1 is satisfied, when they ended."""
WHERE = ["year", "province"]


def by_place(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``year, province, months``, then :data:`PANEL`, :data:`ERRORS` and :data:`ELIGIBLE`: sums."""
    months, files = record.months, record.files
    panel = pd.DataFrame({name: months[name] for name in ("month", "province", *PANEL)})
    panel["undetected_286_1"] *= panel["month"] < panel["month"].max()  # others still go on, and may yet be found
    groups = panel.assign(year=year_of(months["month"])).groupby(WHERE)
    table = groups[[*PANEL]].sum().astype(float)
    table.insert(0, "months", groups["month"].nunique())
    ended = np.flatnonzero(files["closed"] >= 0)
    counts = pd.DataFrame(_counts(files, ended))
    counts = counts.groupby([year_of(files["closed"][ended]), files["province"][ended]]).sum().rename_axis(WHERE)
    return {TABLE: table.join(counts.reindex(table.index).fillna(0.0)).reset_index()}


def _counts(files: Columns, rows: npt.NDArray[np.intp]) -> dict[str, npt.NDArray[Any]]:
    """:data:`ERRORS` and :data:`ELIGIBLE` of each of the rows."""
    asked = [files[f"met_{name}_{UNDETECTED_UNDER}"][rows] for name in ("286_1", "287_2", "other")]
    some_met, none = np.max(asked, axis=0) == MET, np.max(asked, axis=0) < OPEN
    own = [*asked[:2], *(files[f"met_{name}"][rows] for name in RIVAL_NAMES)]
    lacking = [truth < OPEN for truth in own]
    passed = [files["verdict"][rows] == code for code in OFFENCES.values()]
    decided = files["charged"][rows] >= 0
    foreseen = [np.where(decided, files[f"p_convict_{name}"][rows], 0.0) for name in OFFENCES]
    return {
        "wrongful": np.any(passed, axis=0) & none,
        "mislabelled": np.any([a & b for a, b in zip(passed, lacking, strict=True)], axis=0) & some_met,
        "expected_mislabelled": np.sum([a * b for a, b in zip(foreseen, lacking, strict=True)], axis=0) * some_met,
        ELIGIBLE: asked[0] == MET,
    }
