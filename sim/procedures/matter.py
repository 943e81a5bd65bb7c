"""Arguments of procedures: a month, and a matter with everybody who has to do with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.law.dates import Statute

Entity = Any
"""An agent, or one record of an array: whatever has the attributes that a procedure reads and writes."""

NOTHING, SANCTION, REFUSAL, CONVICTION, JUDGMENT = 0, 1, 2, 4, 8
"""Marks that a stage of a file leaves in the memory of its provider, and of the country (``JUDGMENT``), as bits."""


class Month(NamedTuple):
    """Date, luck and dated law of the month being simulated; names draws as :class:`zombielaw.sim.luck.Luck` does."""

    seed: int
    replicate: int
    period: int
    interpreted: bool  # the 2019 Interpretation is in force
    campaign: float  # multiple of the trace rate
    day: float  # that stands for the month
    day_before: float
    months: int  # of the record; 0 where none is written


class Matter(NamedTuple):
    """A file with everybody who has to do with it, and what is remembered of its provider."""

    slot: int
    file: Entity
    case: Entity  # of the file, what is foreseen of charge and trial: the file itself, or a record of its own
    place: Entity  # the provider: what its month asks
    person: Entity  # the provider: all else
    count: Entity  # row of the panel
    here: Entity  # province
    rules: Entity  # levers and law in force here
    regulator: Entity  # of a file that a check began
    prosecutor: Entity
    judge: Entity
    learned: float  # clarity about this kind of provider
    sanctions: int  # within two years
    refusals: int  # within two years
    refusals_here: int  # of these, of this regulator's orders
    order_day: float  # day of the last order
    ahead: Any  # rows of the panel by (month, province), those of later months too


@register_jitable
def statute_of(rules: Entity) -> Statute:
    """The law in force in a province this month."""
    return Statute(
        rules.law_version,
        rules.law_order_element_required,
        rules.law_consequence_multiple,
        rules.law_intent_required,
        rules.law_order_weighted,
    )


@register_jitable
def bit(happened: bool) -> float:
    """Bit of an event: 1 if it happened, else 0."""
    return 1.0 if happened else 0.0
