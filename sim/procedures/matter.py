"""Arguments of procedures (a month, a provider, a matter with everybody who has to do with it), and sight of a matter.

Entities are those of ``sim/entities.py``: agents in the one engine, records of arrays in the other. A matter whose
facts are given passes the same procedures as a simulated one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from numba.extending import overload, register_jitable

from zombielaw.sim.decisions import perception
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.entities import Office, Person, Place, Province, Regulator
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.luck import Draw, Keyed, draw
from zombielaw.sim.months import year_of
from zombielaw.sim.numbers import put
from zombielaw.sim.parameters import STAGED, Policy, WorldParameters
from zombielaw.sim.record import File, Row
from zombielaw.sim.scenario import Rules

register_jitable(year_of)  # rules of a year of an office are compiled, dates are not

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
    province: Province
    rules: Rules  # levers and law in force here


class Matter(NamedTuple):
    """A file with everybody who has to do with it, and what is remembered of its provider."""

    slot: int
    file: File
    case: File  # the file itself, or a record of its own: what is foreseen of charge and trial
    place: Place
    person: Person
    row: Row  # of the panel
    province: Province
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


Answer = TypeVar("Answer")
Rule = Callable[[Month, Matter, WorldParameters], Answer]


def unless_given(rule: Rule[Answer]) -> Rule[Answer]:
    """Let given facts answer in the place of a rule about simulated conduct.

    A matter with given facts has ``person.given``: an object with a method of the rule's name, which takes the month
    and the matter. No engine has such matters, so compiled code knows the rule alone.
    """

    @wraps(rule)
    def ask(now: Month, matter: Matter, world: WorldParameters) -> Any:
        given = getattr(matter.person, "given", None)
        return (
            rule(now, matter, world)
            if given is None
            else getattr(given, rule.__name__)(now, matter)
        )

    @overload(ask, strict=False)
    def _compiled(*_: Any, **__: Any) -> Any:
        return rule

    return ask


FIRST_OF_RIVALS = len(perception.ELEMENTS)
"""Index of the draw for the first rival."""


@register_jitable
def current_clarity(
    interpreted: bool, learned: float, rules: Policy, world: WorldParameters
) -> Clarity:
    """Clarity of subject and duty: the base of the rules, and what judgments have taught."""
    return Clarity(
        perception.total_clarity(rules.identity_clarity, interpreted, learned, world),
        perception.total_clarity(rules.obligation_clarity, interpreted, learned, world),
    )


@register_jitable
def observation_chances(
    merits: Merits, clear: Clarity, office: Office, rules: Policy, world: WorldParameters
) -> Seen:
    """Chance that an official of a procuratorate or court sees each element as met."""
    return perception.chances(
        merits,
        clear,
        office.familiarity_286_1,
        office.familiarity_287_2,
        rules.knowing_standard,
        rules.knowing_test == STAGED,
        world,
    )


@register_jitable
def observe(luck: Keyed, decision: Draw, slot: int, opened: int, chance: Seen) -> Seen:
    """Bits that one official sees."""
    rivals = chance.rivals
    for number in range(len(rivals)):
        rivals = put(rivals, number, _observe_rival(luck, decision, slot, opened, number, chance))
    return Seen(
        subject=bit(draw(luck, decision, slot, opened, 0) < chance.subject),
        duty=bit(draw(luck, decision, slot, opened, 1) < chance.duty),
        order=bit(draw(luck, decision, slot, opened, 2) < chance.order),
        refusal=bit(draw(luck, decision, slot, opened, 3) < chance.refusal),
        consequence=bit(draw(luck, decision, slot, opened, 4) < chance.consequence),
        knowing=bit(draw(luck, decision, slot, opened, 5) < chance.knowing),
        aid=bit(draw(luck, decision, slot, opened, 6) < chance.aid),
        serious=bit(draw(luck, decision, slot, opened, 7) < chance.serious),
        rivals=rivals,
    )


@register_jitable
def _observe_rival(
    luck: Keyed, decision: Draw, slot: int, opened: int, number: int, chance: Seen
) -> float:
    """Bit of one official seeing a rival; its draw is named by the rival, and one that cannot be seen has none."""
    if chance.rivals[number] <= 0.0:
        return 0.0
    return bit(draw(luck, decision, slot, opened, FIRST_OF_RIVALS + number) < chance.rivals[number])
