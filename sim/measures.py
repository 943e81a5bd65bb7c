"""Measures of a record: counts, shares and indices, each with its numerator and denominator.

Every function takes the ledger and panel of one replicate (or of several, stacked) and returns plain numbers; a ratio
whose denominator is zero is NaN. Indices that ask the law carry a suffix: ``""`` for the law in force when a file
ended, ``_thresholds2019`` for the thresholds of 2019 applied to all years. Eligible means that the law says MET; OPEN
is counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.law.concurrence import READINGS
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.record import LAWS, RIVAL_NAMES

Flags = npt.NDArray[np.bool_]

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


@dataclass(frozen=True)
class Measure:
    """Declaration of one measure."""

    name: str
    unit: str
    numerator: str
    denominator: str = "1"


class Quotient(NamedTuple):
    """A measure before division, so that replicates pool as sums over sums."""

    numerator: float
    denominator: float = 1.0

    @property
    def value(self) -> float:
        """The measure; NaN where nothing is divided."""
        return self.numerator / self.denominator if self.denominator else math.nan


LAW_INDICES = (
    ("eligible_286_1", "files", "files with the elements of 286-1 satisfied", "1"),
    ("open_286_1", "files", "files in which the law leaves 286-1 open", "1"),
    ("application_rate", "share", "of these, convicted of 286-1", "286-1 satisfied, detected or not"),
    ("application_rate_detected", "share", "of these, convicted of 286-1", "files with 286-1 satisfied"),
    ("application_rate_referred", "share", "the same", "files with 286-1 satisfied, referred or filed"),
    ("zombification", "share", "one minus application_rate_referred", "1"),
    ("pocket", "share", "287-2 convictions not satisfied, or preferred otherwise", "287-2 convictions"),
    ("substitution", "share", "of these, charged with 287-2", "charged files with 286-1 satisfied"),
    ("wrongful", "share", "convicted with no offence satisfied", "convictions"),
    ("mislabelled", "share", "convicted of one offence while only others are satisfied", "convictions"),
    ("impunity", "share", "of these, no conviction", "files with an offence satisfied"),
)
"""Measures that ask the law, for each reading and each law: name, unit, numerator, denominator."""


def _declared() -> Iterator[Measure]:
    for stage in ("charges", "convictions"):
        for offence in ("286_1", "287_2"):
            yield Measure(f"{stage}_{offence}", "files", f"{stage} of {offence} among providers")
            yield Measure(f"expected_{stage}_{offence}", "files", f"expectation from upstream: {stage} of {offence}")
        yield Measure(f"share_286_1_{stage}", "share", f"{stage} of 286-1", f"{stage} of 286-1 and 287-2")
        yield Measure(
            f"expected_share_286_1_{stage}", "share", f"expected {stage} of 286-1", f"expected {stage} of both"
        )
    for part, rival in zip(RIVAL_NAMES, RIVALS, strict=True):
        yield Measure(f"charges_{part}", "files", f"charges of {rival} among providers")
        yield Measure(f"convictions_{part}", "files", f"convictions of {rival} among providers")
        yield Measure(f"expected_convictions_{part}", "files", f"expectation from upstream: convictions of {rival}")
    yield Measure("expected_applied", "files", "expected convictions of 286-1 where it is satisfied (2019 thresholds)")
    yield Measure(
        "expected_wrongful_share", "share", "expected convictions where no offence is satisfied or open",
        "expected convictions of any offence",
    )  # fmt: skip
    for name, unit, numerator, denominator in (
        ("convictions_other", "files", "convictions of other offences", "1"),
        ("acquittal_rate", "share", "acquittals", "verdicts"),
        ("nonprosecution_rate", "share", "decisions not to charge", "charging decisions"),
        ("plea_rate", "share", "guilty pleas", "trials"),
        ("non_compliant_share", "share", "non-compliant provider-months", "provider-months"),
        ("compliance_after_order", "share", "orders complied with, in full or in part", "answers"),
        ("refusal_rate", "share", "orders refused", "answers"),
        ("order_rate", "share", "of these, for a written order", "decisions on an instrument, first or repeated"),
        ("harm_per_provider_year", "items", "illegal items", "provider-years"),
        ("days_order_to_judgment_median", "days", "median, files with order and verdict", "1"),
        ("official_days", "days", "working days of officials", "1"),
        ("activity", "share", "provider-months touched", "provider-months"),
        ("province_gini_convictions", "index", "Gini of convictions per provider over provinces", "1"),
    ):
        yield Measure(name, unit, numerator, denominator)
    for suffix in LAWS:
        for reading in READINGS:
            tail = f"{reading}{suffix}"
            for name, unit, numerator, denominator in LAW_INDICES:
                yield Measure(f"{name}_{tail}", unit, numerator, denominator)


UNDETECTED_UNDER = "statute_thresholds2019"
"""Law and reading under which undetected spells are assessed: other application rates count detected files only."""

MEASURES: tuple[Measure, ...] = tuple(_declared())


def _counts(panel: pd.DataFrame, ledger: pd.DataFrame) -> dict[str, Quotient]:
    total = {name: float(value) for name, value in panel.sum(numeric_only=True).items()}
    values: dict[str, Quotient] = {}
    for stage in ("charges", "convictions"):
        a, b = total[f"{stage}_286_1"], total[f"{stage}_287_2"]
        expected_a, expected_b = total[f"expected_{stage}_286_1"], total[f"expected_{stage}_287_2"]
        values[f"{stage}_286_1"], values[f"{stage}_287_2"] = Quotient(a), Quotient(b)
        values[f"expected_{stage}_286_1"] = Quotient(expected_a)
        values[f"expected_{stage}_287_2"] = Quotient(expected_b)
        values[f"share_286_1_{stage}"] = Quotient(a, a + b)
        values[f"expected_share_286_1_{stage}"] = Quotient(expected_a, expected_a + expected_b)
    for part in RIVAL_NAMES:
        for start in ("charges_", "convictions_", "expected_convictions_"):
            values[start + part] = Quotient(total[start + part])
    convictions = sum(total[f"expected_convictions_{part}"] for part in ("286_1", "287_2", *RIVAL_NAMES))
    values["expected_applied"] = Quotient(total["expected_applied"])
    values["expected_wrongful_share"] = Quotient(total["expected_wrongful"], convictions)
    tried = ledger["judged"].notna()
    verdicts = sum(total[f"convictions_{offence}"] for offence in ("286_1", "287_2", "other")) + total["acquittals"]
    vanished = float((ledger["end"] == "vanished").sum())
    dated = ledger.loc[tried & ledger["order"].notna()]
    wait = (dated["judged"] - dated["order"]).astype(float) * DAYS_PER_MONTH
    by_province = panel.groupby("province")[["convictions_286_1", "convictions_287_2", "providers"]].sum()
    convicted = by_province["convictions_286_1"] + by_province["convictions_287_2"]
    values |= {
        "convictions_other": Quotient(total["convictions_other"]),
        "acquittal_rate": Quotient(total["acquittals"], verdicts),
        "nonprosecution_rate": Quotient(total["not_charged"], float(ledger["charged"].notna().sum())),
        "plea_rate": Quotient(float(ledger.loc[tried, "plea"].sum()), float(tried.sum())),
        "non_compliant_share": Quotient(total["non_compliant"], total["providers"]),
        "compliance_after_order": Quotient(total["answers"] - total["refusals"] - vanished, total["answers"]),
        "refusal_rate": Quotient(total["refusals"], total["answers"]),
        "order_rate": Quotient(total["orders_chosen"], total["responses"]),
        "harm_per_provider_year": Quotient(total["harm"], total["providers"] / 12.0),
        "days_order_to_judgment_median": Quotient(float(wait.median()) if len(wait) else math.nan),
        "official_days": Quotient(total["official_days"]),
        "activity": Quotient(total["touched"], total["providers"]),
        "province_gini_convictions": Quotient(gini((convicted / by_province["providers"]).to_numpy())),
    }
    return values


def gini(values: npt.NDArray[np.float64]) -> float:
    """Gini coefficient of non-negative values; NaN if all are zero."""
    ordered = np.sort(values.astype(float))
    if ordered.sum() == 0.0:
        return math.nan
    rank = np.arange(1, ordered.size + 1)
    return float((2.0 * rank - ordered.size - 1.0) @ ordered / (ordered.size * ordered.sum()))


class _Ends(NamedTuple):
    """What officials did with each file, as flags."""

    referred: Flags
    charged: Flags
    charged_287_2: Flags
    convicted_286_1: Flags
    convicted_287_2: Flags
    guilty: Flags
    own: npt.NDArray[np.int8]  # truth of the rival of which a file was convicted; met where it was of none


def _ends(ledger: pd.DataFrame) -> _Ends:
    verdict, charge = (ledger[name].to_numpy(dtype=object) for name in ("verdict", "charge"))
    a, b = verdict == "286-1", verdict == "287-2"
    own = np.full(len(ledger), MET, dtype=np.int8)
    other = np.zeros(len(ledger), dtype=np.bool_)
    for name, part in zip(RIVALS, RIVAL_NAMES, strict=True):
        convicted = verdict == name
        other |= convicted
        own[convicted] = ledger[f"met_{part}"].to_numpy()[convicted]
    referred = (ledger["referred"].notna() | ledger["filed"].notna()).to_numpy()
    return _Ends(referred, charge != "none", charge == "287-2", a, b, a | b | other, own)


def _law_indices(ledger: pd.DataFrame, ends: _Ends, tail: str, undetected: float) -> dict[str, Quotient]:
    a, b, other = (ledger[f"met_{offence}_{tail}"].to_numpy() for offence in ("286_1", "287_2", "other"))
    eligible = a == MET
    some_met = eligible | (b == MET) | (other == MET)
    some_open = (a == OPEN) | (b == OPEN) | (other == OPEN)
    guilty = ends.guilty
    own = np.select([ends.convicted_286_1, ends.convicted_287_2], [a, b], default=ends.own)
    alive = _number(eligible & ends.convicted_286_1)
    prevails = ledger.loc[ends.convicted_287_2, f"law_{tail}"]
    pocket = (prevails != "open") & ((b[ends.convicted_287_2] != MET) | ~prevails.str.contains("287-2").astype(bool))
    decided = eligible & ends.charged
    return {
        f"eligible_286_1_{tail}": Quotient(_number(eligible)),
        f"open_286_1_{tail}": Quotient(_number(a == OPEN)),
        f"application_rate_{tail}": Quotient(alive, _number(eligible) + undetected),
        f"application_rate_detected_{tail}": Quotient(alive, _number(eligible)),
        f"application_rate_referred_{tail}": Quotient(alive, _number(eligible & ends.referred)),
        f"zombification_{tail}": Quotient(_number(eligible & ends.referred) - alive, _number(eligible & ends.referred)),
        f"pocket_{tail}": Quotient(float(pocket.sum()), _number(ends.convicted_287_2)),
        f"substitution_{tail}": Quotient(_number(eligible & ends.charged_287_2), _number(decided)),
        f"wrongful_{tail}": Quotient(_number(guilty & ~some_met & ~some_open), _number(guilty)),
        f"mislabelled_{tail}": Quotient(_number(guilty & some_met & (own < OPEN)), _number(guilty)),
        f"impunity_{tail}": Quotient(_number(some_met & ~guilty), _number(some_met)),
    }


def _number(condition: Flags) -> float:
    return float(np.count_nonzero(condition))


COLUMNS = frozenset(
    ["closed", "judged", "end", "order", "charged", "plea", "verdict", "charge", "referred", "filed"]
    + [f"{what}_{reading}{suffix}" for suffix in LAWS for reading in READINGS
       for what in ("law", "met_286_1", "met_287_2", "met_other")]
    + [f"met_{name}" for name in RIVAL_NAMES]
)  # fmt: skip
"""Columns of the ledger that the measures read, and that windows of time need."""


def quotients(ledger: pd.DataFrame, panel: pd.DataFrame) -> dict[str, Quotient]:
    """All measures of a record before division, by name: see :data:`MEASURES`.

    Parameters
    ----------
    ledger : DataFrame
        At least the columns of :data:`COLUMNS`.
    """
    values = _counts(panel, ledger)
    ends, undetected = _ends(ledger), float(panel["undetected_286_1"].sum())
    for suffix in LAWS:
        for reading in READINGS:
            tail = f"{reading}{suffix}"
            values.update(_law_indices(ledger, ends, tail, undetected if tail == UNDETECTED_UNDER else 0.0))
    return {declaration.name: values[declaration.name] for declaration in MEASURES}


def measure(ledger: pd.DataFrame, panel: pd.DataFrame) -> dict[str, float]:
    """All measures of a record, by name: see :data:`MEASURES`."""
    return {name: quotient.value for name, quotient in quotients(ledger, panel).items()}


def funnel(ledger: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """Where 286-1 falls away: count, expectation, share of the stage before, and log-attrition share of each stage.

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
            float((ordered & ledger["filed"].notna()).sum()) if name == "filings_after_order" else float(total[name])
        )
        expected = float(total[expectation]) if expectation else math.nan
        rows.append((name, meaning, count, expected))
    table = pd.DataFrame(rows, columns=["stage", "meaning", "count", "expected"])
    best = table["expected"].where(table["stage"].str.endswith("286_1"), table["count"])
    table["passed"] = best / best.shift(1)
    fall = np.log(table["passed"].where(table["passed"] > 0))
    table["attrition"] = fall / fall.sum()
    return table


LAW_ANSWERS = ("286-1", "286-1 and 287-2", "287-2", "other only", "none", "open")
"""What the law says of a file: offences whose elements are satisfied, or that it leaves the answer open."""


def law_answers(ledger: pd.DataFrame) -> npt.NDArray[np.str_]:
    """One of :data:`LAW_ANSWERS` for each file, under :data:`UNDETECTED_UNDER`."""
    a, b, other = (
        (ledger[f"met_{offence}_{UNDETECTED_UNDER}"] == MET).to_numpy() for offence in ("286_1", "287_2", "other")
    )
    cases = [(ledger[f"law_{UNDETECTED_UNDER}"] == "open").to_numpy(), a & b, a, b, other]
    answers = ["open", "286-1 and 287-2", "286-1", "287-2", "other only"]
    return np.select(cases, answers, default="none")


def applied(outcome: pd.Series[str]) -> npt.NDArray[np.object_]:
    """One of :data:`APPLIED` for each charge or verdict: rivals together, and no conviction as none."""
    names = dict.fromkeys(RIVALS, "other") | {"acquitted": "none"}
    return outcome.astype(str).replace(names).to_numpy(dtype=object)


def mischarge(ledger: pd.DataFrame) -> pd.DataFrame:
    """Mischarge matrix over charging decisions: what the law says (rows) against the charge (columns)."""
    decided = ledger[ledger["charged"].notna()]
    law = pd.Series(law_answers(decided), name="law")
    table = pd.crosstab(law, pd.Series(applied(decided["charge"]), name="charge"))
    return table.reindex(index=list(LAW_ANSWERS), columns=list(APPLIED), fill_value=0)
