"""The whole record of a run: a reducer that keeps ledger and panel. Its source is part of the runs' key."""

from __future__ import annotations

import pandas as pd

from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario


def whole_record(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Tables ``ledger`` (one row per case file) and ``panel`` (one row per month and province)."""
    return {"ledger": record.ledger.drop(columns="replicate"), "panel": record.panel.drop(columns="replicate")}
