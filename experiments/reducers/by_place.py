"""Realised and expected outcomes of a run, by calendar year and province.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVAL_NAMES
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
    "filings",
    "findings",
    "harm",
    "official_days",
    "providers",
    "referrals",
    "refusals",
    "written_orders",
    "undetected_286_1",
)
"""Columns of the panel, summed over months."""
OFFENCES = {
    "286_1": A_286_1,
    "287_2": B_287_2,
    **{name: FIRST_RIVAL + at for at, name in enumerate(RIVAL_NAMES)},
}
ERRORS = ("wrongful", "mislabelled", "expected_mislabelled")
"""Convictions where the elements of no offence are satisfied or open, and of one whose elements are not while those of
another are: those that were passed, and the sum of the probabilities foreseen at the charging decision. Files count
when they ended."""
ELIGIBLE = "eligible"
"""Column: files in which 286-1 is satisfied, when they ended."""
UNDETECTED = PANEL[-1]


def by_place(record: Record, scenario: Scenario) -> dict[str, dict[str, npt.NDArray[Any]]]:
    """``year, province, months``, then :data:`PANEL`, :data:`ERRORS` and :data:`ELIGIBLE`: sums."""
    months, files = record.months, record.files
    month, province = months["month"], months["province"]
    years, provinces = np.unique(year_of(month)), np.unique(province)
    panel = {"months": np.ones(month.size), **{name: months[name] for name in PANEL}}
    # spells that no file ended by then may yet be found
    panel[UNDETECTED] = np.where(month == month[-1], 0, panel[UNDETECTED])
    closed, where = files["closed"], files["province"]
    ended = np.flatnonzero(closed >= 0)
    decided = ended[(files["charged"][ended] >= 0) | (files["verdict"][ended] != NONE)]
    eligible = {ELIGIBLE: files[f"met_286_1_{UNDETECTED_UNDER}"][ended] == MET}
    columns = {
        "year": years.repeat(provinces.size),
        "province": np.tile(provinces, years.size),
    }
    for months_of, places, counts in (
        (month, province, panel),
        (closed[decided], where[decided], _errors(files.only(decided))),
        (closed[ended], where[ended], eligible),
    ):
        cells = (year_of(months_of) - years[0]) * provinces.size + places
        for name, values in counts.items():
            # of nothing it makes integers
            columns[name] = np.bincount(cells, values, columns["year"].size).astype(float)
    columns["months"] = columns["months"].astype(np.int64)
    return {TABLE: columns}


def _errors(files: Columns) -> dict[str, npt.NDArray[Any]]:
    """:data:`ERRORS` of each file."""
    asked = [files[f"met_{name}_{UNDETECTED_UNDER}"] for name in ("286_1", "287_2", "other")]
    some_met, none = np.max(asked, axis=0) == MET, np.max(asked, axis=0) < OPEN
    own = [*asked[:2], *(files[f"met_{name}"] for name in RIVAL_NAMES)]
    lacking = [truth < OPEN for truth in own]
    passed = [files["verdict"] == code for code in OFFENCES.values()]
    decided = files["charged"] >= 0
    foreseen = [np.where(decided, files[f"p_convict_{name}"], 0.0) for name in OFFENCES]
    return {
        "wrongful": np.any(passed, axis=0) & none,
        "mislabelled": np.any([a & b for a, b in zip(passed, lacking, strict=True)], axis=0)
        & some_met,
        "expected_mislabelled": np.sum(
            [a * b for a, b in zip(foreseen, lacking, strict=True)], axis=0
        )
        * some_met,
    }
