"""The record of a run: the ledger, one row per file, and the panel, one row per month and province.

Columns, types and meanings are declared here, once; both engines write these rows. A month is counted from November
2015 = 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from enum import IntEnum
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from numba.extending import register_jitable

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.perception import SIGHTS
from zombielaw.sim.decisions.prosecutor import CHARGES, GROUND_NAMES
from zombielaw.sim.decisions.provider import ANSWERS
from zombielaw.sim.decisions.regulator import INSTRUMENTS, REGULATOR_KINDS, SANCTIONS, TOPICS
from zombielaw.sim.digest import Words
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.knowledge import GROUNDS
from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS

NEVER = -1
"""Month of what did not happen, code of what was not decided; empty in the tables."""

MONTH = "month since November 2015"
"""Unit of the columns with a month."""

BEGAN = ("inspection", "police", "injected")
INSPECTION, POLICE, INJECTED = range(3)


class End(IntEnum):
    """End of a file."""

    OPEN = 0  # still open at the end of the run
    NO_INSTRUMENT = 1
    INTERVIEWED = 2
    CLOSED = 3
    COMPLIED = 4
    VANISHED = 5
    FINED = 6
    DROPPED = 7
    NOT_FILED = 8
    LOST = 9
    NOT_CHARGED = 10
    WITHDRAWN = 11
    ACQUITTED = 12
    CONVICTED = 13


BOOKED = 9 + 2 * len(RIVALS)
"""Ends of a file of which the chance is booked: see ``procedures/file.py``."""


class Stage(IntEnum):
    """Step that a file waits for."""

    ISSUE = 0
    ANSWER = 1
    FOLLOW_UP = 2
    FILING = 3
    CHARGE = 4
    VERDICT = 5
    INSTRUMENT = 6  # opened this month by a check: the instrument is still to be chosen


ENDS = tuple(end.name.lower().replace("_", " ") for end in End)


@dataclass(frozen=True)
class Column:
    """Declaration of one column."""

    meaning: Words
    unit: str = ""
    names: tuple[str, ...] = ()


def column(
    meaning: Words, unit: str = "", names: tuple[str, ...] = (), start: float = NEVER
) -> Any:
    """A field of a file that is a column of the ledger."""
    return field(default=start, metadata={"column": Column(meaning, unit, names)})


def month(meaning: Words) -> Any:
    """A column with a month."""
    return column(meaning, MONTH)


def _bits(who: Words) -> Any:
    return column(
        f"bits that {who} saw as met, one per element and rival: {', '.join(SIGHTS)}", "bit set"
    )


def _chance(meaning: Words) -> Any:
    return column(meaning, "probability", start=math.nan)


def _booked(what: Words) -> Any:
    return column(
        f"expectation from upstream, also of what comes after the run: {what}", "files", start=0.0
    )


@dataclass(slots=True)
class File:
    """Case file: a provider and the month in which the file was opened.

    The fields that are columns of the ledger are declared as such; see :data:`FIELD_OF`.
    """

    provider: int = column("slot of the provider", "number")
    generation: int = column("which occupant of the slot", "number", start=0)
    opened: int = month("month of opening")
    province: int = column("province", "number")
    kind: int = column("kind of provider", names=KINDS)
    # arrays have a ``size`` of their own
    size_: float = column("size of the provider", "median 1", start=1.0)
    began: int = column("how the file began", names=BEGAN)
    regulator: int = column("supervising office", "number")
    regulator_kind: int = column("kind of supervising office", names=REGULATOR_KINDS)
    procuratorate: int = column("procuratorate", "number")
    court: int = column("court", "number")
    end: int = column("how the file ended", names=ENDS, start=End.OPEN)
    closed: int = month("month in which it ended")
    # facts
    items: float = column("illegal items of the spell when first looked at", "items", start=0.0)
    items_after: float = column("illegal items after the first missed deadline", "items", start=0.0)
    clients: float = column("criminal clients at the last stage", "clients", start=0.0)
    crime_confirmed: int = column("the crime of a client is confirmed", "yes/no", start=0)
    knowledge: int = column(
        "on what knowing of it rests, the first of these", names=GROUNDS, start=0
    )
    # the order
    instrument: int = column("last instrument of the regulator", names=INSTRUMENTS)
    written_orders: int = column("written orders in this file", "orders", start=0)
    orders_refused: int = column("orders refused within 24 months, all files", "orders", start=0)
    first_order: int = month("month of the first written order")
    order: int = month("month of the last written order")
    topic: int = column("topic of the last order or interview", names=TOPICS)
    deadline_days: float = column("deadline of the last order", "days", start=math.nan)
    basis: int = column("order has a competent body and legal ground", "yes/no")
    clear: int = column("order states clear measures and deadline", "yes/no")
    attainable: int = column("order can be complied with", "yes/no")
    sanctions: int = column("administrative sanctions in this file", "sanctions", start=0)
    sanction: int = column("kind of the last of them", names=SANCTIONS)
    due: int = month("month in which the last order was due")
    first_due: int = month("month in which the first refused order was due")
    answer: int = column("answer to the last order", names=ANSWERS)
    # referral, charge, verdict
    followed_up: int = month("month of the last follow-up of a refusal")
    referred: int = month("month of referral, or of public security's own file")
    filed: int = month(
        "month of filing by the police; of public security's own file that of its referral, of a given file the first"
    )
    charged: int = month("month of the charging decision")
    judged: int = month("month of the verdict")
    charge: int = column("charge", names=CHARGES, start=0)
    ground: int = column(
        "ground on which it ended without a verdict, from the prosecutor on", names=GROUND_NAMES
    )
    persons: int = column("persons charged", "persons", start=0)
    verdict: int = column("offence of the conviction, or acquitted", names=VERDICTS, start=0)
    unit_fined: int = column("a unit is convicted, and so fined", "yes/no", start=0)
    investigation_days: float = column("investigation and review", "days", start=math.nan)
    trial_days: float = column("charge to verdict", "days", start=math.nan)
    official_days: float = column("working days spent on the file", "days", start=0.0)
    # what each official saw
    police_saw: int = column(
        "offences that the police saw satisfied: 1 = 286-1, 2 = 287-2, 4 = 285-3 and so on",
        "bit set",
    )
    prosecutor_saw: int = _bits("the prosecutor")
    judge_saw: int = _bits("the judge")
    scrutiny: int = column("court tested every element itself", "yes/no")
    order_caught: int = column("court caught an invalid order", "yes/no")
    defence: int = column("a safe-harbour defence succeeded", "yes/no")
    plea: int = column("guilty plea", "yes/no")
    looked_again: int = column("court looked again at the charge", "yes/no")
    # probabilities that were drawn from
    p_order: float = _chance("written order, last finding")
    p_refuse: float = _chance("refusal of the last order")
    p_referral: float = _chance("referral, or own file, at the last follow-up")
    p_file: float = _chance("filing, jurisdiction included")
    p_charge_none: float = _chance("no charge, on whatever ground")
    p_charge_286_1: float = _chance("charge of 286-1")
    p_charge_287_2: float = _chance("charge of 287-2")
    p_charge_other: float = _chance("charge of another offence")
    p_convict_286_1: float = _chance("conviction of 286-1, foreseen when the charge is decided")
    p_convict_287_2: float = _chance("conviction of 287-2, likewise")
    p_convict_other: float = _chance("conviction of another offence, likewise")
    p_verdict_286_1: float = _chance("conviction of 286-1 at the verdict, given the charge")
    p_verdict_287_2: float = _chance("conviction of 287-2 at the verdict, given the charge")
    p_verdict_other: float = _chance("conviction of another offence at the verdict, likewise")
    p_acquitted: float = _chance("acquittal at the verdict, given the charge")
    # what was booked on the file from upstream, see procedures/file.py
    expected_charge_286_1: float = _booked("charges of 286-1")
    expected_charge_287_2: float = _booked("charges of 287-2")
    expected_charge_other: float = _booked("charges of other offences")
    expected_conviction_286_1: float = _booked("convictions of 286-1")
    expected_conviction_287_2: float = _booked("convictions of 287-2")
    expected_conviction_other: float = _booked("convictions of other offences")
    # what it waits for, and the law on the true facts when it ended, packed: see law_columns
    stage: int = NEVER
    next_month: int = NEVER
    law: list[int] = field(default_factory=lambda: [0] * 8)
    # chance of a charge and of a conviction for each rival, see RIVAL_CHANCES
    p_charge_rival: list[float] = field(default_factory=lambda: [math.nan] * len(RIVALS))
    p_convict_rival: list[float] = field(default_factory=lambda: [math.nan] * len(RIVALS))
    # what is still booked on it, and in which months, see procedures/file.py
    booked_ends: list[int] = field(default_factory=lambda: [0] * BOOKED)
    booked_filing: int = NEVER
    booked_charge: int = NEVER
    booked_verdict: int = NEVER


_FIELDS = {one.name: one for one in fields(File)}
FIELD_OF = {name.rstrip("_"): name for name, one in _FIELDS.items() if "column" in one.metadata}
"""Field of a file for each column of the ledger."""
LEDGER: dict[str, Column] = {name: _FIELDS[at].metadata["column"] for name, at in FIELD_OF.items()}
WHOLE = {name: _FIELDS[at].type == "int" for name, at in FIELD_OF.items()}
"""Columns of the ledger, and which hold whole numbers."""
MONTHS = [name for name, column in LEDGER.items() if column.unit == MONTH]
YES_NO = [name for name, column in LEDGER.items() if column.unit == "yes/no"]

RIVAL_CHANCES: dict[str, tuple[str, str]] = {
    "p_charge_rival": ("p_charge_", "charge of {}"),
    "p_convict_rival": ("p_convict_", "conviction of {}, foreseen when the charge is decided"),
}
"""Fields of a file with a number for each rival: beginning of the column names, and meaning."""

CASE_FIELDS = tuple(
    name
    for name in _FIELDS
    if name.startswith(
        ("p_charge_", "p_convict_", "p_verdict_", "p_acquitted", "expected_", "booked_")
    )
)
"""Fields of a file that only a referral, a trace or a charge fills: what is foreseen of charge and trial."""

LAWS = ("", "_thresholds2019")
"""Suffixes: the law in force when the file ended, and the 2019 thresholds applied to all years."""


def rival_columns() -> dict[str, Column]:
    """Columns that speak of each rival by name."""
    columns = {}
    for start, meaning in RIVAL_CHANCES.values():
        for part, name in zip(RIVAL_NAMES, RIVALS, strict=True):
            columns[start + part] = Column(meaning.format(name), "probability")
    for part, name in zip(RIVAL_NAMES, RIVALS, strict=True):
        columns[f"met_{part}"] = Column(
            f"{name} is satisfied; reading statute, law in force", TRUTH
        )
    return columns


TRUTH = "truth: 0 not met, 1 open, 2 met"


def law_columns() -> dict[str, Column]:
    """Columns that say what the law says of a file's true facts, per law and reading."""
    columns = {}
    for suffix in LAWS:
        under = "2019 thresholds in all years" if suffix else "law in force"
        for reading in READINGS:
            about = f"reading {reading}, {under}"
            columns[f"law_{reading}{suffix}"] = Column(f"offence that prevails; {about}")
            columns[f"met_286_1_{reading}{suffix}"] = Column(f"286-1 is satisfied; {about}", TRUTH)
            columns[f"met_287_2_{reading}{suffix}"] = Column(f"287-2 is satisfied; {about}", TRUTH)
            columns[f"met_other_{reading}{suffix}"] = Column(
                f"some other offence is satisfied; {about}", TRUTH
            )
    return columns


class Columns(Protocol):
    """Ledger or panel of a run, column by column."""

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Values of a column, one a row, as a run leaves it: :data:`NEVER` for what did not happen, codes for words."""

    def frame(self) -> pd.DataFrame:
        """The whole table, with words."""


class FileColumns(Columns, Protocol):
    """Ledger of a run."""

    def only(self, rows: npt.NDArray[Any]) -> FileColumns:
        """The ledger of some of its files."""


@dataclass(frozen=True)
class Record:
    """Record of a run: the ledger and the panel.

    Attributes
    ----------
    files, months : Columns
        Of ledger and panel: what is counted is counted from these. The rows of the ledger stand in any order.
    """

    files: FileColumns
    months: Columns

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Table with one row per file, made when it is first asked for."""
        return self.files.frame()

    @cached_property
    def panel(self) -> pd.DataFrame:
        """Table with one row per month and province, made when it is first asked for."""
        return self.months.frame()


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


_COUNTS = {one.name: one.metadata for one in fields(Row)}
PANEL: dict[str, Column] = {
    name: about["column"] for name, about in _COUNTS.items() if not about["start"]
}
MEANS = tuple(
    one.name for one in fields(Row) if one.default == 0.0 and isinstance(one.default, float)
)
"""Columns that are means over offices and not counts."""
RIVAL_PANEL: dict[str, tuple[str, Column]] = {
    name: (about["start"], about["column"]) for name, about in _COUNTS.items() if about["start"]
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
