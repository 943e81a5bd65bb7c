"""Measures of a record: counts, shares and indices, each a ratio of sums with its numerator and denominator.

``measures.csv`` declares them, each once. Ledger and panel may be those of one replicate or of several, stacked, and
as tables or as a record has them; a ratio whose denominator is zero is NaN. Indices that ask the law carry a suffix:
``""`` for the law in force when a file ended, ``_thresholds2019`` for the thresholds of 2019 applied to all years.
Eligible means that the law says MET; OPEN is counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.sim.decisions.judge import ACQUITTED
from zombielaw.sim.decisions.prosecutor import GROUNDS, WITHDRAWAL
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.digest import Words
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVAL_NAMES
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.ledger import UNDETERMINED, columns_of
from zombielaw.sim.record import LAWS, Columns, End


class Ratio(NamedTuple):
    """Declaration of a ratio of sums, or of a sum.

    Attributes
    ----------
    name, unit : str
    title, meaning : str
        As a figure writes it; what is counted, of what.
    over, under : tuple of str
        What is summed; a name with a minus is taken off. Without ``under`` it is the sum.
    per : float
        The denominator is divided by it.
    log : bool
        It is drawn on a log scale.
    """

    name: str
    title: Words
    unit: str
    meaning: Words
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    per: float = 1.0
    log: bool = False

    @property
    def head(self) -> str:
        """Title and unit, as the head of a column."""
        return f"{self.title}, {self.unit}"


def total(names: Iterable[str], of: Callable[[str], Any]) -> Any:
    """Sum of what is named; a name with a minus is taken off."""
    return sum(-of(name[1:]) if name[0] == "-" else of(name) for name in names)


def ratio(row: Mapping[str, str]) -> Ratio:
    """A ratio as a row of a table declares it: the attributes; those with a default may be missing or empty."""
    return Ratio(
        row["name"],
        row.get("title") or row["name"],
        row["unit"],
        row["meaning"],
        tuple(row.get("over", "").split()),
        tuple(row.get("under", "").split()),
        float(row.get("per") or 1.0),
        row.get("log") == "yes",
    )


Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
UNDETECTED_UNDER = "statute_thresholds2019"
"""Law and reading under which undetected spells are assessed: other application rates count detected files only."""


class Counted:
    """Counts of one replicate, or of several that were stacked.

    Parameters
    ----------
    files, months : Columns
        Of ledger and panel.
    """

    def __init__(self, files: Columns, months: Columns) -> None:
        self.files, self.months = files, months
        self._totals: dict[str, float] = {}
        self._laws: dict[str, UnderLaw] = {}

    def total(self, column: str) -> float:
        """Sum of a column of the panel."""
        if column not in self._totals:
            self._totals[column] = float(self.months[column].sum())
        return self._totals[column]

    def count(self, name: str) -> float:
        """A count by its name here, also under a law (``eligible@<law>``), or the sum of a column of the panel."""
        name, _, law = name.partition("@")
        here = self.under(law) if law else self
        counted: float = getattr(here, name) if hasattr(here, name) else self.total(name)
        return counted

    def under(self, tail: str) -> UnderLaw:
        """Answers of a law under a reading; both are named by the end of the names of their columns."""
        if tail not in self._laws:
            self._laws[tail] = UnderLaw(self, tail)
        return self._laws[tail]

    @cached_property
    def referred(self) -> Flags:
        """Files that reached the police or a prosecutor."""
        return (self.files["referred"] >= 0) | (self.files["filed"] >= 0)

    @cached_property
    def charged(self) -> Rows:
        """Files with a charge."""
        return np.flatnonzero(self.files["charge"] != NONE)

    @cached_property
    def guilty(self) -> Rows:
        """Files with a conviction, of whatever."""
        verdict = self.files["verdict"]
        return np.flatnonzero((verdict != NONE) & (verdict != ACQUITTED))

    @cached_property
    def convicted_of(self) -> npt.NDArray[np.int64]:
        """The offence of each of the guilty."""
        return self.files["verdict"][self.guilty].astype(np.int64)

    @cached_property
    def rival_met(self) -> npt.NDArray[np.int8]:
        """Truth of the rival of which each of the guilty was convicted; met where it was of none."""
        met = np.full(self.guilty.size, MET, dtype=np.int8)
        for number, part in enumerate(RIVAL_NAMES, FIRST_RIVAL):
            own = self.convicted_of == number
            met[own] = self.files[f"met_{part}"][self.guilty[own]]
        return met

    @cached_property
    def tried(self) -> Rows:
        """Files that came before a court: with a verdict, or with a charge that was withdrawn there."""
        return np.flatnonzero(self.files["judged"] >= 0)

    @property
    def pleas(self) -> float:
        """Guilty pleas among the files that came before a court."""
        return number(self.files["plea"][self.tried] == 1)

    @property
    def trials(self) -> float:
        """Files that came before a court."""
        return float(self.tried.size)

    @property
    def decided(self) -> float:
        """Charging decisions."""
        return number(self.files["charged"] >= 0)

    @property
    def vanished(self) -> float:
        """Files that ended because the provider vanished."""
        return number(self.files["end"] == End.VANISHED)

    @property
    def days_to_judgment(self) -> float:
        """Median from the last order to the verdict, of the files that have both; NaN without any."""
        order, judged = (
            self.files[name][self.tried].astype(np.float64) for name in ("order", "judged")
        )
        days = DAYS_PER_MONTH * (judged - order)[order >= 0.0]
        return float(np.median(days)) if days.size else math.nan

    @property
    def gini_of_provinces(self) -> float:
        """Gini coefficient of convictions of both offences per provider, over provinces."""
        convicted = self.by_province("convictions_286_1") + self.by_province("convictions_287_2")
        return gini(convicted / self.by_province("providers"))

    def by_province(self, column: str) -> npt.NDArray[np.float64]:
        """Sum of a column of the panel over the months of each province that there is."""
        province = np.unique(self.months["province"], return_inverse=True)[1]
        return np.bincount(province, self.months[column]).astype(np.float64)


class UnderLaw:
    """Numbers of files by what the law says of them, under one reading and one law."""

    def __init__(self, counted: Counted, tail: str) -> None:
        a, b, other = (
            counted.files[f"met_{offence}_{tail}"] for offence in ("286_1", "287_2", "other")
        )
        guilty, convicted_of = counted.guilty, counted.convicted_of
        eligible = a == MET
        some_met = eligible | (b == MET) | (other == MET)
        of_a, of_b = convicted_of == A_286_1, convicted_of == B_287_2
        own = np.select([of_a, of_b], [a[guilty], b[guilty]], default=counted.rival_met)
        prevails = counted.files[f"law_{tail}"][guilty]
        elsewhere = (b[guilty] != MET) | (prevails >> B_287_2 & 1 == 0)
        some_open = (a[guilty] == OPEN) | (b[guilty] == OPEN) | (other[guilty] == OPEN)
        charges = counted.files["charge"][counted.charged[eligible[counted.charged]]]
        self.eligible = number(eligible)
        self.undetected = counted.total("undetected_286_1") if tail == UNDETECTED_UNDER else 0.0
        self.open = number(a == OPEN)
        self.applied = number(eligible[guilty] & of_a)
        self.referred = number(eligible & counted.referred)
        self.pocketed = number(of_b & (prevails & UNDETERMINED == 0) & elsewhere)
        self.convictions_287_2 = number(of_b)
        self.charged = float(charges.size)
        self.charged_287_2 = number(charges == B_287_2)
        self.convictions = float(guilty.size)
        self.without_offence = number(~some_met[guilty] & ~some_open)
        self.of_another = number(some_met[guilty] & (own < OPEN))
        self.some_met = number(some_met)
        self.unpunished = self.some_met - number(some_met[guilty])


def number(condition: Flags) -> float:
    """Number of the files of which a condition is true."""
    return float(np.count_nonzero(condition))


def gini(values: npt.NDArray[np.float64]) -> float:
    """Gini coefficient of non-negative values; NaN if all are zero."""
    ordered = np.sort(values.astype(float))
    if ordered.sum() == 0.0:
        return math.nan
    rank = np.arange(1, ordered.size + 1)
    return float((2.0 * rank - ordered.size - 1.0) @ ordered / (ordered.size * ordered.sum()))


STAGES = (
    ("findings", "violations found", None),
    ("written_orders", "written orders", "expected_orders"),
    ("refusals", "orders refused", "expected_refusals"),
    ("referrals", "refusals referred", "expected_referrals"),
    ("filings_after_order", "filed after an order", None),
    ("charges_286_1", "charged with 286-1", "expected_charges_286_1"),
    ("convictions_286_1", "convicted of 286-1", "expected_convictions_286_1"),
)
"""The funnel of 286-1: count, words, and the sum of probabilities beside it."""

APPLIED = ("286-1", "287-2", "other", "none")
"""Offences as charged or convicted: rivals together, and no conviction as none."""


class Quotient(NamedTuple):
    """A measure before division, so that replicates pool as sums over sums."""

    numerator: float
    denominator: float = 1.0

    @property
    def value(self) -> float:
        """The measure; NaN where nothing is divided."""
        return self.numerator / self.denominator if self.denominator else math.nan


def _declared() -> Iterator[Ratio]:
    """Rows of the table; rows for each offence, rival, ground or law follow each other for the first, the second ..."""
    of: dict[str, list[str]] = {
        "offence": ["286_1", "287_2"],
        "rival": [*RIVAL_NAMES],
        "ground": [one.name.replace(" ", "_") for one in GROUNDS[:WITHDRAWAL]],
        "law": [f"{reading}{suffix}" for suffix in LAWS for reading in READINGS],
    }
    for each, rows in groupby(rows_beside(__file__, "measures.csv"), itemgetter("each")):
        block = [*rows]
        for one in of.get(each, [""]):
            own = {**of, each: [one]} if each else of
            yield from (
                ratio({key: _filled(cell, own) for key, cell in row.items()}) for row in block
            )


def _filled(cell: str, of: Mapping[str, Sequence[str]]) -> str:
    """A cell with each word that has a name in braces repeated for all that it may stand for."""
    words = cell.split(" ")
    for name, parts in of.items():
        mark = f"{{{name}}}"
        words = [
            one.replace(mark, part) for one in words for part in (parts if mark in one else [""])
        ]
    return " ".join(words)


MEASURES = tuple(_declared())
_BY_NAME = {declaration.name: declaration for declaration in MEASURES}


def quotients(
    ledger: Columns | pd.DataFrame,
    panel: Columns | pd.DataFrame,
    names: Iterable[str] | None = None,
) -> dict[str, Quotient]:
    """Measures of a record before division, by name.

    Parameters
    ----------
    ledger, panel : Columns or DataFrame
        ``record.files`` and ``record.months``, or tables of them.
    names : iterable of str, optional
        Which of :data:`MEASURES`; all by default. No other is counted.

    Raises
    ------
    KeyError
        A name is not that of a measure.
    """
    counted = Counted(columns_of(ledger), columns_of(panel))
    wanted = (_BY_NAME[name] for name in (_BY_NAME if names is None else names))
    return {
        one.name: Quotient(
            total(one.over, counted.count),
            total(one.under, counted.count) / one.per if one.under else 1.0,
        )
        for one in wanted
    }


def measure(ledger: Columns | pd.DataFrame, panel: Columns | pd.DataFrame) -> dict[str, float]:
    """All measures of a record, by name: see :data:`MEASURES`."""
    return {name: quotient.value for name, quotient in quotients(ledger, panel).items()}


def funnel(ledger: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Stages at which 286-1 falls away: count, expectation, share of the stage before, and log-attrition share of each.

    Returns
    -------
    DataFrame
        Columns ``stage, meaning, count, expected, passed, attrition``; ``attrition`` is the share of the whole fall
        that happens between the stage before and this one, and sums to 1.
    """
    total = panel.sum(numeric_only=True)
    ordered = ledger["began"] == "inspection"
    rows = []
    for name, meaning, expectation in STAGES:
        count = (
            float((ordered & ledger["filed"].notna()).sum())
            if name == "filings_after_order"
            else float(total[name])
        )
        expected = float(total[expectation]) if expectation else math.nan
        rows.append((name, meaning, count, expected))
    table = pd.DataFrame(rows, columns=["stage", "meaning", "count", "expected"])
    best = table["expected"].where(table["stage"].str.endswith("286_1"), table["count"])
    # a share of nothing is none, not an infinite one
    table["passed"] = (best / best.shift(1)).replace(math.inf, math.nan)
    fall = np.log(table["passed"].where(table["passed"] > 0))
    table["attrition"] = fall / fall.sum()
    return table


LAW_ANSWERS = ("286-1", "286-1 and 287-2", "287-2", "other only", "none", "open")
"""Answers of the law on a file: offences whose elements are satisfied, or that it leaves the answer open."""
_APPLIED_AS = np.full(ACQUITTED + 1, APPLIED.index("other"))
_APPLIED_AS[[NONE, A_286_1, B_287_2, ACQUITTED]] = [
    APPLIED.index(name) for name in ("none", "286-1", "287-2", "none")
]


def law_answers(ledger: Columns | pd.DataFrame) -> npt.NDArray[np.int64]:
    """For each file the place of what the law says in :data:`LAW_ANSWERS`, under :data:`UNDETECTED_UNDER`."""
    files = columns_of(ledger)
    a, b, other = (
        files[f"met_{offence}_{UNDETECTED_UNDER}"] == MET for offence in ("286_1", "287_2", "other")
    )
    cases = [files[f"law_{UNDETECTED_UNDER}"] & UNDETERMINED != 0, a & b, a, b, other]
    answers = ("open", "286-1 and 287-2", "286-1", "287-2", "other only")
    return np.select(
        cases, [LAW_ANSWERS.index(name) for name in answers], LAW_ANSWERS.index("none")
    )


def applied(outcome: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Place in :data:`APPLIED` of each charge or verdict."""
    places: npt.NDArray[np.int64] = _APPLIED_AS[outcome]
    return places


def counts_by_law(law: npt.NDArray[np.int64], act: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number of each pair: rows of :data:`LAW_ANSWERS`, columns of :data:`APPLIED`."""
    shape = len(LAW_ANSWERS), len(APPLIED)
    return np.bincount(law * shape[1] + act, minlength=shape[0] * shape[1]).reshape(shape)


def mischarge(ledger: Columns | pd.DataFrame) -> pd.DataFrame:
    """Mischarge matrix over charging decisions: what the law says (rows) against the charge (columns)."""
    files = columns_of(ledger)
    rows = np.flatnonzero(files["charged"] >= 0)
    counts = counts_by_law(law_answers(files)[rows], applied(files["charge"])[rows])
    index, columns = pd.Index(LAW_ANSWERS, name="law"), pd.Index(APPLIED, name="charge")
    return pd.DataFrame(counts, index=index, columns=columns)
