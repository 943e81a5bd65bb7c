"""The data dictionary of ledger and panel."""

from __future__ import annotations

import pandas as pd

from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS
from zombielaw.sim.panel import PANEL, RIVAL_PANEL
from zombielaw.sim.record import LEDGER, MONTH, Column, law_columns, rival_columns


def dictionary() -> pd.DataFrame:
    """The data dictionary of both tables."""
    rows = [
        ("ledger", "replicate", Column("replicate", "number")),
        ("ledger", "file", Column("name of the file")),
    ]
    rows += [
        ("ledger", name, column)
        for name, column in {**LEDGER, **rival_columns(), **law_columns()}.items()
    ]
    rows += [
        ("panel", "replicate", Column("replicate", "number")),
        ("panel", "month", Column("month", MONTH)),
    ]
    rows += [("panel", "province", Column("province", "number"))]
    rows += [("panel", name, column) for name, column in PANEL.items()]
    rows += [
        ("panel", start + part, Column(column.meaning.format(name), column.unit))
        for start, column in RIVAL_PANEL.values()
        for part, name in zip(RIVAL_NAMES, RIVALS, strict=True)
    ]
    return pd.DataFrame(
        [
            (table, name, column.unit, column.meaning, ", ".join(column.names))
            for table, name, column in rows
        ],
        columns=["table", "column", "unit", "meaning", "values"],
    )
