"""The panel: one row per month and province, its columns declared once; both engines write these rows."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba.extending import register_jitable

from zombielaw.sim.digest import Words
from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS
from zombielaw.sim.record import Column


def counted(meaning: Words, unit: str) -> Any:
    """A column of the panel that is counted."""
    return field(default=0, metadata={"column": Column(meaning, unit), "start": ""})


def mean(meaning: Words, unit: str) -> Any:
    """A column of the panel that is a mean over offices."""
    return field(default=0.0, metadata={"column": Column(meaning, unit), "start": ""})


def of_rivals(start: str, meaning: Words, unit: str) -> Any:
    """A count for each rival; ``start`` is how the names of the columns begin."""
    about = {"column": Column(meaning, unit), "start": start}
    return field(default_factory=lambda: [0] * len(RIVALS), metadata=about)


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


@dataclass(eq=False)
class Row:
    """A month of a province: counts are summed in integers, states are means over offices."""

    providers: int = counted("licensees and tool sellers at work", "providers")
    non_compliant: int = counted("of these, non-compliant", "providers")
    exits: int = counted("services that ended", "providers")
    harm: int = counted("mean illegal items of the month of all non-compliant spells", "items")
    harm_after_orders: int = counted(
        "illegal items after missed deadlines, counted at the last follow-up, booked when the file ended",
        "items",
    )
    checks: int = counted("checks made", "checks")
    checks_over_capacity: int = counted("checks that did not fit into an office's month", "checks")
    findings: int = counted("violations found", "findings")
    responses: int = counted(
        "decisions of regulators on an instrument, first or repeated", "decisions"
    )
    orders_chosen: int = counted(
        "of these, for a written order, which may be issued later", "decisions"
    )
    written_orders: int = counted("written orders", "orders")
    interviews: int = counted("oral interviews", "interviews")
    closures: int = counted("closures by regulators", "closures")
    sanctions: int = counted("administrative sanctions", "sanctions")
    warnings: int = counted("of these, warnings", "sanctions")
    fines: int = counted("of these, fines", "sanctions")
    suspensions: int = counted("of these, suspensions", "sanctions")
    answers: int = counted("orders that fell due", "orders")
    refusals: int = counted("orders refused", "orders")
    follow_ups: int = counted("refusals followed up", "refusals")
    referrals: int = counted("refusals referred, public security's own files included", "files")
    traced: int = counted("files opened by the police from a client's crime", "files")
    own_files: int = counted("of the referrals, public security's own files", "files")
    filings: int = counted(
        "matters that the police filed, of those that other regulators referred or that the police traced; not own "
        "files of public security, nor given files, whose month stands in the ledger as filed",
        "files",
    )
    charges_286_1: int = counted("charges of 286-1", "files")
    charges_287_2: int = counted("charges of 287-2", "files")
    charges_other: int = counted("charges of other offences", "files")
    not_charged: int = counted("decisions not to charge", "files")
    not_charged_clearly_minor: int = counted("of these, as clearly minor", "files")
    not_charged_minor: int = counted("of these, as minor", "files")
    not_charged_compliance: int = counted("of these, of units that became compliant", "files")
    not_charged_evidence: int = counted(
        "of these, by the charging choice: evidence and the like", "files"
    )
    persons_charged_286_1: int = counted("persons charged with 286-1", "persons")
    persons_charged_287_2: int = counted("persons charged with 287-2", "persons")
    convictions_286_1: int = counted("convictions of 286-1", "files")
    convictions_287_2: int = counted("convictions of 287-2", "files")
    convictions_other: int = counted("convictions of other offences", "files")
    acquittals: int = counted("acquittals", "files")
    withdrawals: int = counted("charges withdrawn at court", "files")
    persons_convicted_286_1: int = counted("persons convicted of 286-1", "persons")
    persons_convicted_287_2: int = counted("persons convicted of 287-2", "persons")
    units_fined: int = counted("units convicted, and so fined", "units")
    undetected_286_1: int = counted(
        "undetected spells with 286-1 satisfied (2019 thresholds), booked when the spell or the run ended",
        "spells",
    )
    undetected_287_2: int = counted(
        "undetected spells with 287-2 satisfied (2019 thresholds), booked when the spell or the run ended",
        "spells",
    )
    expected_orders: int = counted("sum of probabilities: written orders", "orders")
    expected_refusals: int = counted("sum of probabilities: refusals", "orders")
    expected_referrals: int = counted("sum of probabilities: referrals", "files")
    expected_filings: int = counted("expectation from upstream: filings", "files")
    expected_charges_286_1: int = counted("expectation from upstream: charges of 286-1", "files")
    expected_charges_287_2: int = counted("expectation from upstream: charges of 287-2", "files")
    expected_not_charged: int = counted(
        "expectation from upstream: decisions not to charge", "files"
    )
    expected_convictions_286_1: int = counted(
        "expectation from upstream: convictions of 286-1", "files"
    )
    expected_convictions_287_2: int = counted(
        "expectation from upstream: convictions of 287-2", "files"
    )
    expected_acquittals: int = counted("expectation from upstream: acquittals", "files")
    expected_applied: int = counted(
        "expectation from upstream: convictions of 286-1 where it is satisfied (2019 thresholds)",
        "files",
    )
    expected_wrongful: int = counted(
        "expectation from upstream: convictions where no offence is satisfied or open (2019 thresholds)",
        "files",
    )
    official_days: int = counted("working days of officials", "days")
    open_files: int = counted("files open at the month's end", "files")
    touched: int = counted("providers visited by any decision in the month", "providers")
    outside_cases: float = mean("outside 287-2 cases per office", "cases")
    load: float = mean("mean load of the procuratorates at the month's start", "load")
    familiarity_286_1: float = mean(
        "mean familiarity of prosecutors with 286-1, month's end", "share"
    )
    familiarity_287_2: float = mean("mean familiarity of prosecutors with 287-2", "share")
    court_familiarity_286_1: float = mean("mean familiarity of judges with 286-1", "share")
    court_familiarity_287_2: float = mean("mean familiarity of judges with 287-2", "share")
    identity_clarity: float = mean("mean total clarity of who is a provider", "share")
    obligation_clarity: float = mean("mean total clarity of which duty binds", "share")
    trust: float = mean("mean belief of regulators that referrals are accepted", "share")
    rival_charges: list[int] = of_rivals("charges_", "charges of {}", "files")
    rival_convictions: list[int] = of_rivals("convictions_", "convictions of {}", "files")
    expected_rival_charges: list[int] = of_rivals(
        "expected_charges_", "expectation from upstream: charges of {}", "files"
    )
    expected_rival_convictions: list[int] = of_rivals(
        "expected_convictions_", "expectation from upstream: convictions of {}", "files"
    )


_FIELDS = {one.name: one.metadata for one in fields(Row)}
PANEL: dict[str, Column] = {
    name: about["column"] for name, about in _FIELDS.items() if not about["start"]
}
MEANS = tuple(
    one.name for one in fields(Row) if one.default == 0.0 and isinstance(one.default, float)
)
"""Columns that are means over offices and not counts."""
RIVAL_PANEL: dict[str, tuple[str, Column]] = {
    name: (about["start"], about["column"]) for name, about in _FIELDS.items() if about["start"]
}
"""Fields of the panel with a column for each rival: how the names of the columns begin, and what one is."""


def panel_rows(months: int, provinces: int) -> Any:
    """A panel without any number in it: records by month and province, their fields the columns."""
    kinds: list[tuple[Any, ...]] = [
        (name, np.float64 if name in MEANS else np.int64) for name in PANEL
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
        data: dict[str, Any] = {
            "replicate": np.full(self._rows.size, self._replicate, dtype=np.int64)
        }
        data |= {name: self[name].copy() for name in ("month", "province", *PANEL, *_RIVAL_AT)}
        return pd.DataFrame(data)
