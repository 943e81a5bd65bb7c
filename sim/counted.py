"""Counts behind the measures: sums of a panel, and what officials and the law say of the files of a ledger.

Everything is made when it is first asked for, so that nobody pays for what no measure needs.
"""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np
import numpy.typing as npt

from zombielaw.sim.decisions.judge import ACQUITTED
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVAL_NAMES
from zombielaw.sim.law.truth import MET, OPEN
from zombielaw.sim.ledger import UNDETERMINED
from zombielaw.sim.record import Columns, End

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
