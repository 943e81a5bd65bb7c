"""The record of a run: the ledger, one row per file, and the panel, one row per month and province.

Columns, types and meanings of the ledger are declared here, once, those of the panel in :mod:`zombielaw.sim.panel`;
both engines write these rows. A month is counted from November 2015 = 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from enum import IntEnum
from functools import cached_property
from typing import Any, Protocol

import numpy.typing as npt
import pandas as pd

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
