"""The panel: one row per month and province, its columns declared once; both engines write these rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba.extending import register_jitable

from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS
from zombielaw.sim.record import Column


@dataclass(frozen=True)
class PanelColumn(Column):
    """Declaration of one column of the panel; counts are summed in integers, states are means over offices."""

    counted: bool = True


UNIT = 1 << 40
"""Units of a probability of one."""


@register_jitable
def units(probability: float) -> int:
    """A probability in units of 2**-40: sums of integers do not depend on the order of visiting."""
    return int(probability * UNIT + 0.5)


ITEM = 1 << 20
"""Units of an illegal item: coarser, so that the sum over a hundred million of the worst providers fits."""


@register_jitable
def item_units(items: float) -> int:
    """Mean illegal items in units of 2**-20, for the same reason."""
    return int(items * ITEM + 0.5)


def unit_of(column: str) -> int:
    """Units of one in which a column of the panel is summed."""
    if column == "harm":
        return ITEM
    return UNIT if column.startswith("expected_") or column == "official_days" else 1


PANEL: dict[str, PanelColumn] = {
    "providers": PanelColumn("licensees and tool sellers at work", "providers"),
    "non_compliant": PanelColumn("of these, non-compliant", "providers"),
    "exits": PanelColumn("services that ended", "providers"),
    "harm": PanelColumn("mean illegal items of the month of all non-compliant spells", "items"),
    "harm_after_orders": PanelColumn(
        "illegal items after missed deadlines, counted at the last follow-up, booked when the file ended", "items"
    ),
    "checks": PanelColumn("checks made", "checks"),
    "checks_over_capacity": PanelColumn("checks that did not fit into an office's month", "checks"),
    "findings": PanelColumn("violations found", "findings"),
    "responses": PanelColumn("decisions of regulators on an instrument, first or repeated", "decisions"),
    "orders_chosen": PanelColumn("of these, for a written order, which may be issued later", "decisions"),
    "written_orders": PanelColumn("written orders", "orders"),
    "interviews": PanelColumn("oral interviews", "interviews"),
    "closures": PanelColumn("closures by regulators", "closures"),
    "sanctions": PanelColumn("administrative sanctions", "sanctions"),
    "warnings": PanelColumn("of these, warnings", "sanctions"),
    "fines": PanelColumn("of these, fines", "sanctions"),
    "suspensions": PanelColumn("of these, suspensions", "sanctions"),
    "answers": PanelColumn("orders that fell due", "orders"),
    "refusals": PanelColumn("orders refused", "orders"),
    "follow_ups": PanelColumn("refusals followed up", "refusals"),
    "referrals": PanelColumn("refusals referred, public security's own files included", "files"),
    "traced": PanelColumn("files opened by the police from a client's crime", "files"),
    "own_files": PanelColumn("of the referrals, public security's own files", "files"),
    "filings": PanelColumn("matters that the police filed, of those referred or traced", "files"),
    "charges_286_1": PanelColumn("charges of 286-1", "files"),
    "charges_287_2": PanelColumn("charges of 287-2", "files"),
    "charges_other": PanelColumn("charges of other offences", "files"),
    "not_charged": PanelColumn("decisions not to charge", "files"),
    "not_charged_clearly_minor": PanelColumn("of these, as clearly minor", "files"),
    "not_charged_minor": PanelColumn("of these, as minor", "files"),
    "not_charged_compliance": PanelColumn("of these, of units that became compliant", "files"),
    "not_charged_evidence": PanelColumn("of these, by the charging choice: evidence and the like", "files"),
    "persons_charged_286_1": PanelColumn("persons charged with 286-1", "persons"),
    "persons_charged_287_2": PanelColumn("persons charged with 287-2", "persons"),
    "convictions_286_1": PanelColumn("convictions of 286-1", "files"),
    "convictions_287_2": PanelColumn("convictions of 287-2", "files"),
    "convictions_other": PanelColumn("convictions of other offences", "files"),
    "acquittals": PanelColumn("acquittals", "files"),
    "withdrawals": PanelColumn("charges withdrawn at court", "files"),
    "persons_convicted_286_1": PanelColumn("persons convicted of 286-1", "persons"),
    "persons_convicted_287_2": PanelColumn("persons convicted of 287-2", "persons"),
    "units_fined": PanelColumn("units convicted, and so fined", "units"),
    "undetected_286_1": PanelColumn(
        "undetected spells with 286-1 satisfied (2019 thresholds), booked when the spell or the run ended", "spells"
    ),
    "undetected_287_2": PanelColumn(
        "undetected spells with 287-2 satisfied (2019 thresholds), booked when the spell or the run ended", "spells"
    ),
    "expected_orders": PanelColumn("sum of probabilities: written orders", "orders"),
    "expected_refusals": PanelColumn("sum of probabilities: refusals", "orders"),
    "expected_referrals": PanelColumn("sum of probabilities: referrals", "files"),
    "expected_filings": PanelColumn("expectation from upstream: filings", "files"),
    "expected_charges_286_1": PanelColumn("expectation from upstream: charges of 286-1", "files"),
    "expected_charges_287_2": PanelColumn("expectation from upstream: charges of 287-2", "files"),
    "expected_not_charged": PanelColumn("expectation from upstream: decisions not to charge", "files"),
    "expected_convictions_286_1": PanelColumn("expectation from upstream: convictions of 286-1", "files"),
    "expected_convictions_287_2": PanelColumn("expectation from upstream: convictions of 287-2", "files"),
    "expected_acquittals": PanelColumn("expectation from upstream: acquittals", "files"),
    "expected_applied": PanelColumn(
        "expectation from upstream: convictions of 286-1 where it is satisfied (2019 thresholds)", "files"
    ),
    "expected_wrongful": PanelColumn(
        "expectation from upstream: convictions where no offence is satisfied or open (2019 thresholds)", "files"
    ),
    "official_days": PanelColumn("working days of officials", "days"),
    "open_files": PanelColumn("files open at the month's end", "files"),
    "touched": PanelColumn("providers visited by any decision in the month", "providers"),
    "outside_cases": PanelColumn("outside 287-2 cases per office", "cases", counted=False),
    "load": PanelColumn("mean load of the procuratorates at the month's start", "load", counted=False),
    "familiarity_286_1": PanelColumn("mean familiarity of prosecutors with 286-1, month's end", "share", counted=False),
    "familiarity_287_2": PanelColumn("mean familiarity of prosecutors with 287-2", "share", counted=False),
    "court_familiarity_286_1": PanelColumn("mean familiarity of judges with 286-1", "share", counted=False),
    "court_familiarity_287_2": PanelColumn("mean familiarity of judges with 287-2", "share", counted=False),
    "identity_clarity": PanelColumn("mean total clarity of who is a provider", "share", counted=False),
    "obligation_clarity": PanelColumn("mean total clarity of which duty binds", "share", counted=False),
    "trust": PanelColumn("mean belief of regulators that referrals are accepted", "share", counted=False),
}


RIVAL_PANEL: dict[str, tuple[str, PanelColumn]] = {
    "rival_charges": ("charges_", PanelColumn("charges of {}", "files")),
    "rival_convictions": ("convictions_", PanelColumn("convictions of {}", "files")),
    "expected_rival_charges": ("expected_charges_", PanelColumn("expectation from upstream: charges of {}", "files")),
    "expected_rival_convictions": (
        "expected_convictions_",
        PanelColumn("expectation from upstream: convictions of {}", "files"),
    ),
}
"""Fields of the panel with a column for each rival: how the names of the columns begin, and what one is."""


def panel_rows(months: int, provinces: int) -> Any:
    """A panel without any number in it: records by month and province, their fields the columns."""
    kinds: list[tuple[Any, ...]] = [
        (name, np.int64 if column.counted else np.float64) for name, column in PANEL.items()
    ]
    kinds += [(name, np.int64, (len(RIVALS),)) for name in RIVAL_PANEL]
    return np.zeros((months, provinces), dtype=np.dtype((np.record, kinds)))


_RIVAL_AT = {
    start + name: (field, number)
    for field, (start, _) in RIVAL_PANEL.items()
    for number, name in enumerate(RIVAL_NAMES)
}


class Months:
    """The panel of a run, from the rows that the run wrote.

    Parameters
    ----------
    rows : (months, provinces) array
        As of ``panel_rows``.
    """

    def __init__(self, rows: Any, replicate: int) -> None:
        self._rows, self._replicate = rows, replicate

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """A column: one number for each month and province, the provinces of a month together."""
        if name in ("month", "province"):
            month, province = np.indices(self._rows.shape, dtype=np.int16)
            return np.ravel(month if name == "month" else province)
        field, number = _RIVAL_AT.get(name, (name, None))
        values: npt.NDArray[Any] = self._rows[field].reshape(self._rows.size, -1)[:, number or 0]
        unit = unit_of(name)
        return values / unit if unit > 1 else values

    def frame(self) -> pd.DataFrame:
        """The whole table."""
        data: dict[str, Any] = {"replicate": np.full(self._rows.size, self._replicate, dtype=np.int32)}
        data |= {name: self[name].copy() for name in ("month", "province", *PANEL, *_RIVAL_AT)}
        return pd.DataFrame(data)
