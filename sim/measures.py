"""Measures of a record: counts, shares and indices, each with its numerator and denominator.

Each is declared once, with how it is counted. Ledger and panel may be those of one replicate or of several, stacked,
and as tables or as a record has them; a ratio whose denominator is zero is NaN. Indices that ask the law carry a
suffix: ``""`` for the law in force when a file ended, ``_thresholds2019`` for the thresholds of 2019 applied to all
years. Eligible means that the law says MET; OPEN is counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.counted import Counted, UnderLaw
from zombielaw.sim.decisions.exits import GROUNDS, WITHDRAWAL
from zombielaw.sim.decisions.judge import ACQUITTED
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.digest import Words
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE, RIVAL_NAMES, RIVALS
from zombielaw.sim.law.truth import MET
from zombielaw.sim.ledger import UNDETERMINED, columns_of
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


@dataclass(frozen=True)
class Measure:
    """Declaration of one measure.

    Attributes
    ----------
    name, unit, numerator, denominator : str
        As the data dictionary has them.
    of : callable
        How it is counted.
    """

    name: str
    unit: str
    numerator: Words
    denominator: Words
    of: Callable[[Counted], Quotient]


UNDETECTED_UNDER = "statute_thresholds2019"
"""Law and reading under which undetected spells are assessed: other application rates count detected files only."""


def _sum_of(name: str, unit: str, meaning: Words) -> Measure:
    """A measure that is the sum of the column of the panel of its name."""
    return Measure(name, unit, meaning, "1", lambda of: Quotient(of.total(name)))


def _share_of(name: str, numerator: Words, denominator: Words, column: str, other: str) -> Measure:
    """Share of one column of the panel in the sum of two."""
    return Measure(
        name,
        "share",
        numerator,
        denominator,
        lambda of: Quotient(of.total(column), of.total(column) + of.total(other)),
    )


def _acquitted(of: Counted) -> Quotient:
    convictions = sum(of.total(f"convictions_{offence}") for offence in ("286_1", "287_2", "other"))
    return Quotient(of.total("acquittals"), convictions + of.total("acquittals"))


def _expected_wrongful(of: Counted) -> Quotient:
    convictions = sum(
        of.total(f"expected_convictions_{part}") for part in ("286_1", "287_2", *RIVAL_NAMES)
    )
    return Quotient(of.total("expected_wrongful"), convictions)


def _complied(of: Counted) -> Quotient:
    return Quotient(of.total("answers") - of.total("refusals") - of.vanished, of.total("answers"))


def _days_to_judgment(of: Counted) -> Quotient:
    months = of.months_to_judgment
    return Quotient(float(np.median(months * DAYS_PER_MONTH)) if months.size else math.nan)


def _gini_of_provinces(of: Counted) -> Quotient:
    convicted = of.by_province("convictions_286_1") + of.by_province("convictions_287_2")
    return Quotient(gini(convicted / of.by_province("providers")))


def _declared() -> Iterator[Measure]:
    for stage in ("charges", "convictions"):
        a, b = f"{stage}_286_1", f"{stage}_287_2"
        for column in (a, b):
            offence = column.removeprefix(f"{stage}_")
            yield _sum_of(column, "files", f"{stage} of {offence} among providers")
            yield _sum_of(
                f"expected_{column}", "files", f"expectation from upstream: {stage} of {offence}"
            )
        yield _share_of(
            f"share_286_1_{stage}", f"{stage} of 286-1", f"{stage} of 286-1 and 287-2", a, b
        )
        yield _share_of(
            f"expected_share_286_1_{stage}",
            f"expected {stage} of 286-1",
            f"expected {stage} of both",
            f"expected_{a}",
            f"expected_{b}",
        )
    for part, rival in zip(RIVAL_NAMES, RIVALS, strict=True):
        yield _sum_of(f"charges_{part}", "files", f"charges of {rival} among providers")
        yield _sum_of(f"convictions_{part}", "files", f"convictions of {rival} among providers")
        yield _sum_of(
            f"expected_convictions_{part}",
            "files",
            f"expectation from upstream: convictions of {rival}",
        )
    yield _sum_of(
        "expected_applied",
        "files",
        "expected convictions of 286-1 where it is satisfied (2019 thresholds)",
    )
    yield Measure(
        "expected_wrongful_share",
        "share",
        "expected convictions where no offence is satisfied or open",
        "expected convictions of any offence",
        _expected_wrongful,
    )
    yield _sum_of("convictions_other", "files", "convictions of other offences")
    for stage in ("charged", "convicted"):
        for part in ("286_1", "287_2"):
            yield _sum_of(
                f"persons_{stage}_{part}", "persons", f"persons {stage} of {part.replace('_', '-')}"
            )
    yield _sum_of("units_fined", "units", "units convicted, and so fined")
    for ground in GROUNDS[:WITHDRAWAL]:
        name = ground.name.replace(" ", "_")
        yield _sum_of(
            f"not_charged_{name}", "files", f"decisions not to charge, ground: {ground.name}"
        )
    yield _sum_of("withdrawals", "files", "charges withdrawn at court")
    yield Measure("acquittal_rate", "share", "acquittals", "verdicts", _acquitted)
    yield Measure(
        "nonprosecution_rate",
        "share",
        "decisions not to charge",
        "charging decisions",
        lambda of: Quotient(of.total("not_charged"), of.decided),
    )
    yield Measure(
        "plea_rate",
        "share",
        "guilty pleas",
        "trials",
        lambda of: Quotient(of.pleas, float(of.tried.size)),
    )
    yield Measure(
        "non_compliant_share",
        "share",
        "non-compliant provider-months",
        "provider-months",
        lambda of: Quotient(of.total("non_compliant"), of.total("providers")),
    )
    yield Measure(
        "compliance_after_order",
        "share",
        "orders complied with, in full or in part",
        "answers",
        _complied,
    )
    yield Measure(
        "refusal_rate",
        "share",
        "orders refused",
        "answers",
        lambda of: Quotient(of.total("refusals"), of.total("answers")),
    )
    yield Measure(
        "order_rate",
        "share",
        "of these, for a written order",
        "decisions on an instrument, first or repeated",
        lambda of: Quotient(of.total("orders_chosen"), of.total("responses")),
    )
    yield Measure(
        "harm_per_provider_year",
        "items",
        "illegal items",
        "provider-years",
        lambda of: Quotient(of.total("harm"), of.total("providers") / 12.0),
    )
    yield Measure(
        "days_order_to_judgment_median",
        "days",
        "median, files with order and verdict",
        "1",
        _days_to_judgment,
    )
    yield _sum_of("official_days", "days", "working days of officials")
    yield Measure(
        "activity",
        "share",
        "provider-months touched",
        "provider-months",
        lambda of: Quotient(of.total("touched"), of.total("providers")),
    )
    yield Measure(
        "province_gini_convictions",
        "index",
        "Gini of convictions per provider over provinces",
        "1",
        _gini_of_provinces,
    )
    for suffix in LAWS:
        for reading in READINGS:
            yield from _asking(f"{reading}{suffix}")


def _asking(tail: str) -> Iterator[Measure]:
    """Measures that ask the law, under one reading and one law."""

    def index(
        name: str,
        unit: str,
        numerator: str,
        denominator: str,
        of: Callable[[UnderLaw], tuple[float, float]],
    ) -> Measure:
        def count(counted: Counted) -> Quotient:
            return Quotient(*of(counted.under(tail)))

        return Measure(f"{name}_{tail}", unit, numerator, denominator, count)

    yield index(
        "eligible_286_1",
        "files",
        "files with the elements of 286-1 satisfied",
        "1",
        lambda law: (law.eligible, 1.0),
    )
    yield index(
        "open_286_1",
        "files",
        "files in which the law leaves 286-1 open",
        "1",
        lambda law: (law.open, 1.0),
    )
    of_these, satisfied = "of these, convicted of 286-1", "files with 286-1 satisfied"
    undetected = tail == UNDETECTED_UNDER
    yield Measure(
        f"application_rate_{tail}",
        "share",
        of_these,
        "286-1 satisfied, detected or not" if undetected else satisfied,
        lambda of: Quotient(
            of.under(tail).applied,
            of.under(tail).eligible + (of.total("undetected_286_1") if undetected else 0.0),
        ),
    )
    yield index(
        "application_rate_detected",
        "share",
        of_these,
        satisfied,
        lambda law: (law.applied, law.eligible),
    )
    yield index(
        "application_rate_referred",
        "share",
        of_these,
        f"{satisfied}, referred or filed",
        lambda law: (law.applied, law.referred),
    )
    yield index(
        "zombification",
        "share",
        "of these, not convicted of 286-1",
        f"{satisfied}, referred or filed",
        lambda law: (law.referred - law.applied, law.referred),
    )
    yield index(
        "pocket",
        "share",
        "287-2 convictions not satisfied, or preferred otherwise",
        "287-2 convictions",
        lambda law: (law.pocketed, law.convictions_287_2),
    )
    yield index(
        "substitution",
        "share",
        "of these, charged with 287-2",
        f"charged {satisfied}",
        lambda law: (law.charged_287_2, law.charged),
    )
    yield index(
        "wrongful",
        "share",
        "convicted with no offence satisfied or open",
        "convictions",
        lambda law: (law.without_offence, law.convictions),
    )
    yield index(
        "mislabelled",
        "share",
        "convicted of one offence while only others are satisfied",
        "convictions",
        lambda law: (law.of_another, law.convictions),
    )
    yield index(
        "impunity",
        "share",
        "of these, no conviction",
        "files with an offence satisfied",
        lambda law: (law.unpunished, law.some_met),
    )


def gini(values: npt.NDArray[np.float64]) -> float:
    """Gini coefficient of non-negative values; NaN if all are zero."""
    ordered = np.sort(values.astype(float))
    if ordered.sum() == 0.0:
        return math.nan
    rank = np.arange(1, ordered.size + 1)
    return float((2.0 * rank - ordered.size - 1.0) @ ordered / (ordered.size * ordered.sum()))


MEASURES: tuple[Measure, ...] = tuple(_declared())
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
    return {name: _BY_NAME[name].of(counted) for name in (_BY_NAME if names is None else names)}


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
