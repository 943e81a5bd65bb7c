"""Charges that are expected where Art. 286-1 is satisfied, with and without Art. 287-2, and where it may be charged.

The source of this module is part of the key of every run that keeps this table, so it holds nothing else.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.sim.ledger import decided
from zombielaw.sim.measures import LAW_ANSWERS, law_answers
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

TABLE = "same_files"
SATISFIED = ("286-1 and 287-2", "286-1")
"""Answers of the law on the files that are counted."""
CHARGES = {"286-1": "286_1", "287-2": "287_2", "other": "other", "none": "none"}
"""Charges, and the ending of the column with the chance of each."""
CONSIDERED = "considered"


def same_files(record: Record, scenario: Scenario) -> dict[str, dict[str, npt.NDArray[Any]]]:
    """``year, considered``: decided files in which 286-1 may be charged. ``<law> to <charge>``: chances, summed."""
    years = np.unique(year_of(record.months["month"]))
    files = record.files.only(decided(record.files))
    law, place = law_answers(files), year_of(files["charged"]) - years[0]
    considered = np.bincount(place, files["p_charge_286_1"] > 0.0, years.size).astype(float)
    columns: dict[str, npt.NDArray[Any]] = {"year": years, CONSIDERED: considered}
    for answer in SATISFIED:
        there = law == LAW_ANSWERS.index(answer)
        for charge, name in CHARGES.items():
            chance = np.where(there, files[f"p_charge_{name}"], 0.0)
            columns[f"{answer} to {charge}"] = np.bincount(place, chance, years.size).astype(float)
    return {TABLE: columns}
