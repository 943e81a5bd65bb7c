"""Arguments of procedures: a month, a provider with its province, and a matter with everybody who has to do with it.

Entities are those of ``sim/entities.py``: agents in the one engine, records of arrays in the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.entities import Office, Person, Place, Province, Regulator
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.panel import Row
from zombielaw.sim.record import File
from zombielaw.sim.scenario import Rules

NOTHING, SANCTION, REFUSAL, CONVICTION, JUDGMENT = 0, 1, 2, 4, 8
"""Marks that a stage of a file leaves in the memory of its provider, and of the country (``JUDGMENT``), as bits."""


class Month(NamedTuple):
    """Date, luck and dated law of the month being simulated; names draws as :class:`zombielaw.sim.luck.Luck` does."""

    root: int
    period: int
    interpreted: bool  # the 2019 Interpretation is in force
    campaign: float  # multiple of the trace rate
    day: float  # that stands for the month
    day_before: float
    months: int  # of the record; 0 where none is written


class Subject(NamedTuple):
    """A provider, and what it stands in."""

    slot: int
    place: Place  # what its month asks
    person: Person  # all else
    row: Row  # of the panel
    here: Province
    rules: Rules  # levers and law in force here


class Matter(NamedTuple):
    """A file with everybody who has to do with it, and what is remembered of its provider."""

    slot: int
    file: File
    case: File  # the file itself, or a record of its own: what is foreseen of charge and trial
    place: Place
    person: Person
    row: Row  # of the panel
    here: Province
    rules: Rules
    regulator: Regulator  # of a file that a check began
    prosecutor: Office
    judge: Office
    learned: float  # clarity about this kind of provider
    sanctions: int  # within two years
    refusals: int  # within two years
    refusals_here: int  # of these, of this regulator's orders
    order_day: float  # day of the last order
    # rows of the panel by (month, province), those of later months too
    ahead: Mapping[tuple[int, int], Row]


@register_jitable
def statute_of(rules: Rules) -> Statute:
    """The law in force in a province this month."""
    return Statute(
        rules.law_version,
        rules.law_order_element_required,
        rules.law_consequence_multiple,
        rules.law_intent_required,
        rules.law_order_weighted,
        rules.law_aiding_scope,
    )


@register_jitable
def touch(now: Month, place: Place, count: Row) -> None:
    """Count a provider once among those that a decision visited this month."""
    if place.touched != now.period:
        place.touched = now.period
        count.touched += 1


@register_jitable
def bit(happened: bool) -> float:
    """Bit of an event: 1 if it happened, else 0."""
    return 1.0 if happened else 0.0
