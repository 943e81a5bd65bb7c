"""Hinges: the unknown facts on which an answer turns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import NamedTuple

from zombielaw.sim.law import elements, offences
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import (
    CYBERSECURITY_AMENDMENT_DAY,
    INTERPRETATION_DAY,
    PENAL_AMENDMENT_XI_DAY,
    STATUTE_DAY,
    Statute,
)
from zombielaw.sim.law.facts import MAYBE, Facts, exactly
from zombielaw.sim.law.routes import ROUTES


class Outcome(NamedTuple):
    """What the law would answer if the unknown facts had these values."""

    values: tuple[float, ...]
    a_286_1: int
    b_287_2: int
    other: int
    prevailing: int


class Hinge(NamedTuple):
    """Unknown facts (one, or a pair) whose resolution moves the answer, with the distinct outcomes in rising order."""

    facts: tuple[str, ...]
    narrows: bool  # the prevailing offences change, not only the truth of an offence
    outcomes: tuple[Outcome, ...]


def marks(statute: Statute) -> dict[str, tuple[float, ...]]:
    """Values at which the law changes its mind, by fact."""
    multiple = statute.consequence_multiple
    found: dict[str, tuple[float, ...]] = {
        "conduct_end_day": (STATUTE_DAY, PENAL_AMENDMENT_XI_DAY),
        "order_day": (CYBERSECURITY_AMENDMENT_DAY,),
        "judgment_day": (INTERPRETATION_DAY,),
        "control": (elements.EFFECTIVE_CONTROL,),
        "orders": (1.0, 2.0, elements.SEVERAL_ORDERS),
        "intent": (elements.INDIRECT_INTENT,),
        "illegal_videos": (elements.VIDEOS * multiple,),
        "illegal_items": (elements.ITEMS * multiple,),
        "accounts_reached": (elements.ACCOUNTS * multiple,),
        "group_members": (elements.GROUP_MEMBERS * multiple,),
        "followers": (elements.FOLLOWERS * multiple,),
        "clicks": (elements.CLICKS * multiple,),
        "leaked_sensitive": (elements.LEAKED_SENSITIVE * multiple,),
        "leaked_important": (elements.LEAKED_IMPORTANT * multiple,),
        "leaked_other": (elements.LEAKED_OTHER * multiple,),
        "users_without_logs": (elements.MAJORITY, elements.GREAT_MAJORITY),
        "clients_aided": (elements.CLIENTS,),
        "payment_yuan": (elements.PAYMENT_YUAN, elements.PAYMENT_YUAN * elements.FIVEFOLD),
        "advert_yuan": (elements.ADVERT_YUAN, elements.ADVERT_YUAN * elements.FIVEFOLD),
        "gain_yuan": (elements.GAIN_YUAN, elements.GAIN_YUAN * elements.FIVEFOLD),
    }
    for entry in offences.TABLE:
        measured = ROUTES[entry.route].facts[-1]
        found[measured] = (entry.mark, entry.second_mark, entry.third_mark)
    return found


def _values(name: str, facts: Facts, at: dict[str, tuple[float, ...]]) -> list[float]:
    """Ends of an unknown fact, and each mark inside with the value just below it."""
    low, high = getattr(facts, name)
    values = {low, high}
    for mark in at.get(name, ()):
        below = mark if Facts._field_defaults[name] == MAYBE else mark - 1.0
        values |= {value for value in (below, mark) if low <= value <= high}
    return sorted(values)


def _outcome(
    facts: Facts, statute: Statute, reading: Reading, names: tuple[str, ...], values: tuple[float, ...]
) -> Outcome:
    resolved = facts._replace(**{name: exactly(value) for name, value in zip(names, values, strict=True)})
    found = assess(resolved, statute, reading)
    return Outcome(values, found.a_286_1, found.b_287_2, found.other.truth, found.prevailing)


def hinges(facts: Facts, statute: Statute, reading: Reading) -> list[Hinge]:
    """Unknown facts on which the answer turns.

    A fact is a hinge if fixing it alone, at an end of its range, at a mark or just below one, changes which offences
    may prevail or the truth of an offence. If no single fact does, the pairs that do are returned.

    Parameters
    ----------
    facts, statute, reading
        As for ``assess``.

    Returns
    -------
    list of Hinge
        Those that change the prevailing offences first; otherwise in the order of ``Facts``.
    """
    now = _outcome(facts, statute, reading, (), ())
    at = marks(statute)
    unknown = [name for name in Facts._fields if getattr(facts, name).low < getattr(facts, name).high]

    def turning(size: int) -> Iterator[Hinge]:
        for names in combinations(unknown, size):
            # A pair needs its ends only: each fact moves a truth in one direction.
            options = [_values(name, facts, at) if size == 1 else list(getattr(facts, name)) for name in names]
            distinct: dict[tuple[int, ...], Outcome] = {}
            for values in product(*options):
                outcome = _outcome(facts, statute, reading, names, values)
                distinct.setdefault(outcome[1:], outcome)
            if any(answer != now[1:] for answer in distinct):
                narrows = any(outcome.prevailing != now.prevailing for outcome in distinct.values())
                yield Hinge(names, narrows, tuple(distinct.values()))

    found = list(turning(1)) or list(turning(2))
    return sorted(found, key=lambda hinge: not hinge.narrows)
