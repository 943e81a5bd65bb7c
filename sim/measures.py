"""Measures of a record: counts, shares and indices, each with its numerator and denominator.

``measures.csv`` declares them, each once. Ledger and panel may be those of one replicate or of several, stacked,
and as tables or as a record has them; a ratio whose denominator is zero is NaN. Indices that ask the law carry a
suffix: ``""`` for the law in force when a file ended, ``_thresholds2019`` for the thresholds of 2019 applied to all
years. Eligible means that the law says MET; OPEN is counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.sim.counted import UNDETECTED_UNDER, Counted
from zombielaw.sim.decisions.judge import ACQUITTED
from zombielaw.sim.decisions.prosecutor import GROUNDS, WITHDRAWAL
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE, RIVAL_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.ledger import UNDETERMINED, columns_of
from zombielaw.sim.ratio import Ratio, ratio, total
from zombielaw.sim.record import LAWS, Columns

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
