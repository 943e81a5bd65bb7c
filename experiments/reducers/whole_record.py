"""The whole record of a run: a reducer for studies that publish ledger and panel. Its source is in the runs' key."""

from __future__ import annotations

import pandas as pd

from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

LEDGER, PANEL = "ledger", "panel"


def whole_record(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Ledger (one row per file) and panel (one row per month and province), as they are in the record.

    ``Results.table`` gives them after ``point, replicate``, the columns in the order of the record.
    """
    return {LEDGER: record.ledger, PANEL: record.panel}
