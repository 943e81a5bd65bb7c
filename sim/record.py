"""The record of a run: the ledger, one row per file, and the panel, one row per month and province.

Columns, types and meanings of the ledger are declared here, once, those of the panel in :mod:`zombielaw.sim.panel`;
both engines write these rows. A month is counted from November 2015 = 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Annotated, Any, Protocol, get_type_hints

import numpy.typing as npt
import pandas as pd

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions.exits import GROUND_NAMES
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.perception import SIGHTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.decisions.provider import ANSWERS
from zombielaw.sim.decisions.regulator import INSTRUMENTS, REGULATOR_KINDS, SANCTIONS, TOPICS
from zombielaw.sim.digest import Words
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.knowledge import GROUNDS
from zombielaw.sim.law.offences import RIVAL_NAMES, RIVALS

NEVER = -1
"""Month of what did not happen, code of what was not decided; empty in the tables."""

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


FORETOLD = 9 + 2 * len(RIVALS)
"""Ends of a file of which the chance is booked: see ``procedures/expectation.py``."""


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


def month_column(meaning: Words) -> Column:
    return Column(meaning, "month since November 2015")


def _bits(who: Words) -> Column:
    return Column(f"bits that {who} saw as met, one per element and rival: {', '.join(SIGHTS)}", "bit set")


def _chance(meaning: Words) -> Column:
    return Column(meaning, "probability")


def _booked(what: Words) -> Column:
    return Column(f"expectation from upstream, also of what comes after the run: {what}", "files")


@dataclass(slots=True)
class File:
    """Case file: a provider and the month in which the file was opened.

    The fields that are columns of the ledger are declared as such; see :data:`FIELD_OF`.
    """

    provider: Annotated[int, Column("slot of the provider", "number")] = NEVER
    generation: Annotated[int, Column("which occupant of the slot", "number")] = 0
    opened: Annotated[int, month_column("month of opening")] = NEVER
    province: Annotated[int, Column("province", "number")] = NEVER
    kind: Annotated[int, Column("kind of provider", names=KINDS)] = NEVER
    size_: Annotated[float, Column("size of the provider", "median 1")] = 1.0  # arrays have a ``size`` of their own
    began: Annotated[int, Column("how the file began", names=BEGAN)] = NEVER
    regulator: Annotated[int, Column("supervising office", "number")] = NEVER
    regulator_kind: Annotated[int, Column("kind of supervising office", names=REGULATOR_KINDS)] = NEVER
    procuratorate: Annotated[int, Column("procuratorate", "number")] = NEVER
    court: Annotated[int, Column("court", "number")] = NEVER
    end: Annotated[int, Column("how the file ended", names=ENDS)] = End.OPEN
    closed: Annotated[int, month_column("month in which it ended")] = NEVER
    # facts
    items: Annotated[float, Column("illegal items of the spell when first looked at", "items")] = 0.0
    items_after: Annotated[float, Column("illegal items after the first missed deadline", "items")] = 0.0
    clients: Annotated[float, Column("criminal clients at the last stage", "clients")] = 0.0
    crime_confirmed: Annotated[int, Column("the crime of a client is confirmed", "yes/no")] = 0
    knowledge: Annotated[int, Column("on what knowing of it rests, the first of these", names=GROUNDS)] = 0
    # the order
    instrument: Annotated[int, Column("last instrument of the regulator", names=INSTRUMENTS)] = NEVER
    written_orders: Annotated[int, Column("written orders in this file", "orders")] = 0
    orders_refused: Annotated[int, Column("orders refused within 24 months, all files", "orders")] = 0
    first_order: Annotated[int, month_column("month of the first written order")] = NEVER
    order: Annotated[int, month_column("month of the last written order")] = NEVER
    topic: Annotated[int, Column("topic of the last order or interview", names=TOPICS)] = NEVER
    deadline_days: Annotated[float, Column("deadline of the last order", "days")] = math.nan
    basis: Annotated[int, Column("order has a competent body and legal ground", "yes/no")] = NEVER
    clear: Annotated[int, Column("order states clear measures and deadline", "yes/no")] = NEVER
    attainable: Annotated[int, Column("order can be complied with", "yes/no")] = NEVER
    sanctions: Annotated[int, Column("administrative sanctions in this file", "sanctions")] = 0
    sanction: Annotated[int, Column("kind of the last of them", names=SANCTIONS)] = NEVER
    due: Annotated[int, month_column("month in which the last order was due")] = NEVER
    first_due: Annotated[int, month_column("month in which the first refused order was due")] = NEVER
    answer: Annotated[int, Column("answer to the last order", names=ANSWERS)] = NEVER
    # referral, charge, verdict
    followed_up: Annotated[int, month_column("month of the last follow-up of a refusal")] = NEVER
    referred: Annotated[int, month_column("month of referral, or of public security's own file")] = NEVER
    filed: Annotated[int, month_column("month of filing by the police")] = NEVER
    charged: Annotated[int, month_column("month of the charging decision")] = NEVER
    judged: Annotated[int, month_column("month of the verdict")] = NEVER
    charge: Annotated[int, Column("charge", names=CHARGES)] = 0
    ground: Annotated[
        int, Column("ground on which it ended without a verdict, from the prosecutor on", names=GROUND_NAMES)
    ] = NEVER
    persons: Annotated[int, Column("persons charged", "persons")] = 0
    verdict: Annotated[int, Column("offence of the conviction, or acquitted", names=VERDICTS)] = 0
    unit_fined: Annotated[int, Column("a unit is convicted, and so fined", "yes/no")] = 0
    investigation_days: Annotated[float, Column("investigation and review", "days")] = math.nan
    trial_days: Annotated[float, Column("charge to verdict", "days")] = math.nan
    official_days: Annotated[float, Column("working days spent on the file", "days")] = 0.0
    # what each official saw
    police_saw: Annotated[
        int, Column("offences that the police saw satisfied: 1 = 286-1, 2 = 287-2, 4 = 285-3 and so on", "bit set")
    ] = NEVER
    prosecutor_saw: Annotated[int, _bits("the prosecutor")] = NEVER
    judge_saw: Annotated[int, _bits("the judge")] = NEVER
    scrutiny: Annotated[int, Column("court tested every element itself", "yes/no")] = NEVER
    order_caught: Annotated[int, Column("court caught an invalid order", "yes/no")] = NEVER
    defence: Annotated[int, Column("a safe-harbour defence succeeded", "yes/no")] = NEVER
    plea: Annotated[int, Column("guilty plea", "yes/no")] = NEVER
    looked_again: Annotated[int, Column("court looked again at the charge", "yes/no")] = NEVER
    # probabilities that were drawn from
    p_order: Annotated[float, _chance("written order, last finding")] = math.nan
    p_refuse: Annotated[float, _chance("refusal of the last order")] = math.nan
    p_referral: Annotated[float, _chance("referral, or own file, at the last follow-up")] = math.nan
    p_file: Annotated[float, _chance("filing, jurisdiction included")] = math.nan
    p_charge_none: Annotated[float, _chance("no charge, on whatever ground")] = math.nan
    p_charge_286_1: Annotated[float, _chance("charge of 286-1")] = math.nan
    p_charge_287_2: Annotated[float, _chance("charge of 287-2")] = math.nan
    p_charge_other: Annotated[float, _chance("charge of another offence")] = math.nan
    p_convict_286_1: Annotated[float, _chance("conviction of 286-1, foreseen when the charge is decided")] = math.nan
    p_convict_287_2: Annotated[float, _chance("conviction of 287-2, likewise")] = math.nan
    p_convict_other: Annotated[float, _chance("conviction of another offence, likewise")] = math.nan
    p_verdict_286_1: Annotated[float, _chance("conviction of 286-1 at the verdict, given the charge")] = math.nan
    p_verdict_287_2: Annotated[float, _chance("conviction of 287-2 at the verdict, given the charge")] = math.nan
    p_verdict_other: Annotated[float, _chance("conviction of another offence at the verdict, likewise")] = math.nan
    p_acquitted: Annotated[float, _chance("acquittal at the verdict, given the charge")] = math.nan
    # what was booked on the file from upstream, see procedures/expectation.py
    expected_charge_286_1: Annotated[float, _booked("charges of 286-1")] = 0.0
    expected_charge_287_2: Annotated[float, _booked("charges of 287-2")] = 0.0
    expected_charge_other: Annotated[float, _booked("charges of other offences")] = 0.0
    expected_conviction_286_1: Annotated[float, _booked("convictions of 286-1")] = 0.0
    expected_conviction_287_2: Annotated[float, _booked("convictions of 287-2")] = 0.0
    expected_conviction_other: Annotated[float, _booked("convictions of other offences")] = 0.0
    # what it waits for, and the law on the true facts when it ended, packed: see law_columns
    stage: int = NEVER
    next_month: int = NEVER
    law: list[int] = field(default_factory=lambda: [0] * 8)
    # chance of a charge and of a conviction for each rival, see RIVAL_CHANCES
    p_charge_rival: list[float] = field(default_factory=lambda: [math.nan] * len(RIVALS))
    p_convict_rival: list[float] = field(default_factory=lambda: [math.nan] * len(RIVALS))
    # what is still booked on it, and in which months, see procedures/expectation.py
    foretold: list[int] = field(default_factory=lambda: [0] * FORETOLD)
    filing_foretold: int = NEVER
    charge_foretold: int = NEVER
    verdict_foretold: int = NEVER


_HINTS = get_type_hints(File, include_extras=True)
FIELD_OF = {name.rstrip("_"): name for name, hint in _HINTS.items() if hasattr(hint, "__metadata__")}
"""Field of a file for each column of the ledger."""
LEDGER: dict[str, Column] = {name: _HINTS[at].__metadata__[0] for name, at in FIELD_OF.items()}
WHOLE = {name: _HINTS[at].__origin__ is int for name, at in FIELD_OF.items()}
"""Columns of the ledger, and which hold whole numbers."""
MONTHS = [name for name, column in LEDGER.items() if column.unit.startswith("month")]
YES_NO = [name for name, column in LEDGER.items() if column.unit == "yes/no"]

RIVAL_CHANCES: dict[str, tuple[str, str]] = {
    "p_charge_rival": ("p_charge_", "charge of {}"),
    "p_convict_rival": ("p_convict_", "conviction of {}, foreseen when the charge is decided"),
}
"""Fields of a file with a number for each rival: beginning of the column names, and meaning."""

CASE_FIELDS = tuple(
    name
    for name in _HINTS
    if name.startswith(("p_charge_", "p_convict_", "p_verdict_", "p_acquitted", "expected_")) or "foretold" in name
)
"""Fields of a file that only a referral, a trace or a charge fills: what is foreseen of charge and trial."""

LAWS = ("", "_thresholds2019")
"""Suffixes: the law in force when the file ended, and the 2019 thresholds applied to all years."""


def rival_columns() -> dict[str, Column]:
    """Columns that speak of each rival by name."""
    columns = {}
    for start, meaning in RIVAL_CHANCES.values():
        for part, name in zip(RIVAL_NAMES, RIVALS, strict=True):
            columns[start + part] = _chance(meaning.format(name))
    for part, name in zip(RIVAL_NAMES, RIVALS, strict=True):
        columns[f"met_{part}"] = Column(f"{name} is satisfied; reading statute, law in force", TRUTH)
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
            columns[f"met_other_{reading}{suffix}"] = Column(f"some other offence is satisfied; {about}", TRUTH)
    return columns


class Columns(Protocol):
    """Ledger or panel of a run, column by column."""

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        """Values of a column, one a row, as a run leaves it: :data:`NEVER` for what did not happen, codes for words."""

    def frame(self) -> pd.DataFrame:
        """The whole table, with words."""


@dataclass(frozen=True)
class Record:
    """Record of a run: the ledger and the panel.

    Attributes
    ----------
    files, months : Columns
        Of ledger and panel: what is counted is counted from these. The rows of the ledger stand in any order.
    """

    files: Columns
    months: Columns

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Table with one row per file, made when it is first asked for."""
        return self.files.frame()

    @cached_property
    def panel(self) -> pd.DataFrame:
        """Table with one row per month and province, made when it is first asked for."""
        return self.months.frame()
