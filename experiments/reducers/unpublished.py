"""What may be learnt of a run: tallies that the diagnosis reads, and numbers that could be counted and published.

The source of this module is part of the key of every run that keeps one of these tables, so it holds nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zombielaw.sim.analysis.diagnosis import WINDOW, Tally, tally
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.ledger import decided
from zombielaw.sim.record import INSPECTION, Record
from zombielaw.sim.scenario import Scenario

TALLIES = "tallies"
"""Name of the table: ``at``, the month after the window, then the sums of ``Tally``."""
STEP = WINDOW // 3
"""Months between two readings."""


def dates(months: int) -> tuple[int, ...]:
    """Months at which a state is read: the end of the run, and every :data:`STEP` months before it."""
    return tuple(sorted(range(months, WINDOW - 1, -STEP)))


def tallies(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """Tallies of a run at each of its :func:`dates`."""
    rows = [(at, *tally(record, at)) for at in dates(scenario.months)]
    return {TALLIES: pd.DataFrame(rows, columns=["at", *Tally._fields])}


TABLE = "counts"
PANEL = (
    "providers",
    "checks",
    "findings",
    "written_orders",
    "interviews",
    "sanctions",
    "answers",
    "refusals",
    "referrals",
    "charges_286_1",
    "expected_orders",
    "expected_refusals",
    "expected_referrals",
    "expected_filings",
    "expected_charges_286_1",
    "expected_charges_287_2",
    "expected_not_charged",
    "expected_convictions_286_1",
)
"""Columns of the panel, summed."""
FILES = {
    "filed_after_order": "sum of probabilities that the police file a matter that a regulator referred, when referred",
    "considered": "charging decisions in which 286-1 was an option",
    "considered_none": "sum of probabilities of these to end without a charge",
    "considered_286_1": "sum of probabilities of these to be a charge of 286-1",
}
"""Sums over files."""
YEAR = 12
WHERE = ["before_end", "province"]


def counts(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """``before_end, province``, then :data:`PANEL` and :data:`FILES`; year 0 before the end is the last twelve months.

    Months before the first whole such year are in none.
    """
    months, files, end = record.months, record.files, scenario.months
    table = pd.DataFrame({name: months[name] for name in PANEL}).astype(float)
    keys = [(end - 1 - months["month"].astype(int)) // YEAR, months["province"].astype(int)]
    table = table.groupby(keys).sum().rename_axis(WHERE)

    def of_files(
        rows: np.ndarray[tuple[int], np.dtype[np.intp]], month: str, sums: dict[str, object]
    ) -> pd.DataFrame:
        when = [
            (end - 1 - files[month][rows].astype(int)) // YEAR,
            files["province"][rows].astype(int),
        ]
        return pd.DataFrame(sums).astype(float).groupby(when).sum().rename_axis(WHERE)

    sent = np.flatnonzero((files["referred"] >= 0) & (files["began"] == INSPECTION))
    # sums are the same by every engine
    sent = sent[np.lexsort((files["provider"][sent], files["opened"][sent]))]
    chosen = decided(files)
    chosen = chosen[files["p_charge_286_1"][chosen] > 0.0]
    parts = [
        of_files(sent, "referred", {"filed_after_order": np.nan_to_num(files["p_file"][sent])}),
        of_files(
            chosen,
            "charged",
            {
                "considered": np.ones(chosen.size),
                "considered_none": files[f"p_charge_{CHARGES[0]}"][chosen],
                "considered_286_1": files["p_charge_286_1"][chosen],
            },
        ),
    ]
    for part in parts:
        table = table.join(part)
    whole = table.index.get_level_values("before_end") < end // YEAR
    return {TABLE: table[whole].fillna(0.0).reset_index()}
