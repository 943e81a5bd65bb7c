"""One walk over a case before the law: all that an opinion tells, as plain data in no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zombielaw.experiments.opinion.citations import Days, days_of
from zombielaw.experiments.opinion.inverted import Views, views_of
from zombielaw.experiments.opinion.pivotal_facts import Pivots, pivots_each
from zombielaw.sim.law.assess import Assessment, assess, assess_each
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Law, Statute, law_in_force
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVALS, truth_of_rival
from zombielaw.sim.law.truth import NOT_MET, OPEN


class Dispute(NamedTuple):
    """A dispute that changes the answer if it alone is decided otherwise than in the first reading."""

    switch: str
    reading: Reading
    assessment: Assessment


@dataclass(frozen=True)
class Matter:
    """One course of conduct under a law and its readings, of which the first is examined in full.

    ``readings``: by name, at least one.
    """

    facts: Facts
    statute: Statute
    readings: Mapping[str, Reading]

    @cached_property
    def law(self) -> Law:
        """The law in force for the conduct."""
        return law_in_force(self.facts, self.statute)

    @cached_property
    def days(self) -> Days:
        """The days that decide which law is cited."""
        return days_of(self.facts, self.statute)

    @cached_property
    def assessments(self) -> dict[str, Assessment]:
        """The answer of the law, by reading."""
        return dict(
            zip(
                self.readings,
                assess_each(self.facts, self.statute, self.readings.values()),
                strict=True,
            )
        )

    @cached_property
    def turning(self) -> dict[str, Pivots]:
        """Facts on which the answer turns, and the smallest sets that settle it, by reading."""
        each = pivots_each(self.facts, self.statute, tuple(self.readings.values()))
        return dict(zip(self.readings, each, strict=True))

    @cached_property
    def views(self) -> Views:
        """The answer on every set of disputed views."""
        return views_of(self.facts, self.statute)

    @cached_property
    def disputes(self) -> list[Dispute]:
        """Single disputes that change the answer."""
        reading, now = self.reading, self.assessment
        others = [
            (name, reading._replace(**{name: not getattr(reading, name)}))
            for name in Reading._fields
        ]
        tried = [
            Dispute(name, other, assess(self.facts, self.statute, other)) for name, other in others
        ]
        return [
            one
            for one in tried
            if (one.assessment.prevailing, one.assessment.open) != (now.prevailing, now.open)
        ]

    @property
    def first(self) -> str:
        """Name of the first reading."""
        return next(iter(self.readings))

    @property
    def reading(self) -> Reading:
        """The first reading."""
        return self.readings[self.first]

    @property
    def assessment(self) -> Assessment:
        """The answer under the first reading."""
        return self.assessments[self.first]

    @property
    def weighed(self) -> bool:
        """True if at the judgment no text set thresholds."""
        return self.law.numeric_marks == NOT_MET

    @property
    def readings_matter(self) -> bool:
        """False where the two articles do not reach the conduct, so that no reading of them moves anything."""
        answers = {(one.prevailing, one.open, one.rivals) for one in self.assessments.values()}
        return self.law.in_force != NOT_MET or len(answers) > 1


def rivals_of(assessment: Assessment) -> dict[int, int]:
    """Truth of every other offence, by its code."""
    return {
        FIRST_RIVAL + number: truth_of_rival(assessment.rivals, number)
        for number in range(len(RIVALS))
    }


def truths_of(assessment: Assessment) -> dict[int, int]:
    """Truth of every offence, by its code."""
    return {A_286_1: assessment.a_286_1, B_287_2: assessment.b_287_2} | rivals_of(assessment)


def undecided_of(assessment: Assessment) -> list[int]:
    """Offences that are open beside a settled answer, and would not prevail."""
    if assessment.open or assessment.prevailing == 1 << NONE:
        return []
    truths = truths_of(assessment)
    return [
        code
        for code, truth in truths.items()
        if truth == OPEN and not assessment.prevailing >> code & 1
    ]
