"""One walk over a case before the law: all that an opinion tells, as plain data in no language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zombielaw.experiments.opinion.citations import Days, days_of
from zombielaw.experiments.opinion.outcome import (
    Committed,
    Turn,
    closed,
    committed,
    dated,
    proven,
    turns,
)
from zombielaw.sim.law.assess import Assessment, assess
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Law, Statute, law_in_force
from zombielaw.sim.law.facts import Facts, Interval, exactly
from zombielaw.sim.law.offences import (
    A_286_1,
    FIRST_RIVAL,
    SEVERITY_286_1,
    SEVERITY_287_2,
    ranges_in_force,
)


class View(NamedTuple):
    """Outcome under another view: of a named reading, or of one dispute decided otherwise (``switch``)."""

    reading: str
    switch: str
    outcome: Committed


@dataclass(frozen=True)
class Matter:
    """One course of conduct under a law and its readings, of which the first is examined in full.

    ``readings``: by name, at least one.
    """

    facts: Facts
    statute: Statute
    readings: Mapping[str, Reading]

    @cached_property
    def file(self) -> Facts:
        """The facts as the file alleges them."""
        return closed(self.facts)

    @cached_property
    def law(self) -> Law:
        """The law in force for the conduct."""
        return law_in_force(self.file, self.statute)

    @cached_property
    def days(self) -> Days:
        """The days that decide which law is cited."""
        return days_of(dated(self.facts), self.statute)

    @cached_property
    def outcome(self) -> Committed:
        """Outcome under the first reading."""
        return committed(self.facts, self.statute, self.reading)

    @cached_property
    def turning(self) -> list[Turn]:
        """Unknown facts that would turn the outcome."""
        return turns(self.facts, self.statute, self.reading)

    @cached_property
    def assessment(self) -> Assessment:
        """The file under the first reading."""
        return assess(self.file, self.statute, self.reading)

    @cached_property
    def against(self) -> Facts:
        """The file if what is open of proof comes out against the accused."""
        return proven(self.facts)

    @cached_property
    def at_most(self) -> Assessment:
        """The file if what is open of proof comes out against the accused."""
        return assess(self.against, self.statute, self.reading)

    @cached_property
    def views(self) -> list[View]:
        """Other named readings, and single disputes, under which another outcome is supported best."""
        single = {
            switch: self.reading._replace(**{switch: not getattr(self.reading, switch)})
            for switch in Reading._fields
        }
        names = {reading: name for name, reading in self.readings.items()}
        tried = [(names.get(reading, ""), switch, reading) for switch, reading in single.items()]
        tried = [
            *((name, "", one) for one, name in names.items() if one not in single.values()),
            *tried,
        ]
        answers = (
            View(name, switch, committed(self.facts, self.statute, reading))
            for name, switch, reading in tried
        )
        return [one for one in answers if one.outcome.best != self.outcome.best]

    @property
    def reading(self) -> Reading:
        """The first reading."""
        return next(iter(self.readings.values()))

    def range_of(self, code: int) -> Interval:
        """Ranges of an offence that the file reaches at least and at most, as codes of punishments."""
        if code < FIRST_RIVAL:
            return exactly(SEVERITY_286_1 if code == A_286_1 else SEVERITY_287_2)
        number = code - FIRST_RIVAL
        low, high = (ends[number] for ends in self.at_most.rivals)
        first, *_ = ranges_in_force(number, self.law)
        return Interval(low or first, high or first)
