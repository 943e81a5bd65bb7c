"""The record of a run as the first number reads it: a reducer. Its source is in the runs' key."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

LEDGER, PANEL = "ledger", "panel"


def filed_record(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Ledger of the files that the police filed or a prosecutor decided, and the whole panel, as in the record.

    Of all files these are one in fifty. ``Results.table`` gives them after ``point, replicate``.
    """
    files = record.files
    rows = np.flatnonzero((files["filed"] >= 0) | (files["charged"] >= 0))
    return {LEDGER: files.only(rows).frame(), PANEL: record.panel}
