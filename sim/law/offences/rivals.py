"""Rivals of Arts. 286-1 and 287-2 that the facts satisfy, read from the rows of their declarations."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

import numpy as np
from numba.extending import overload, register_jitable

from zombielaw.sim.law import knowledge
from zombielaw.sim.law.dates import LIMIT_DAYS, Law, day_of
from zombielaw.sim.law.facts import (
    FIRST_MEASURED,
    FIRST_OF_PROSECUTION,
    Facts,
    Interval,
    at_least,
    holds,
    least,
    more_than,
    most,
)
from zombielaw.sim.law.offences import ALL, FIRST_ROUTE, RIVALS
from zombielaw.sim.law.offences.declaration import BELOW_ALL, Entry, Offence, Ranges, limit_of
from zombielaw.sim.law.offences.table import GATES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, negate
from zombielaw.sim.numbers import RivalVector, put


class Rivals(NamedTuple):
    """Range of each rival, as a code, in the order of :data:`RIVALS`: the least proven and the most that is possible.

    0 is "not satisfied"; so a rival is met where ``low`` is positive, and excluded where ``high`` is 0.
    """

    low: RivalVector
    high: RivalVector


NONE_OF_THEM: RivalVector = (0.0,) * len(RIVALS)
NO_RIVALS = Rivals(NONE_OF_THEM, NONE_OF_THEM)
"""Conduct that satisfies no other offence."""


@register_jitable(forceinline=True)
def truth_of_rival(rivals: Rivals, number: int) -> int:
    """Truth of one rival."""
    if rivals.low[number] > 0.0:
        return MET
    return NOT_MET if rivals.high[number] == 0.0 else OPEN


@register_jitable(forceinline=True)
def truth_of_any(rivals: Rivals) -> int:
    """Truth of "some rival is satisfied"."""
    truth = NOT_MET
    for number in range(len(rivals.low)):
        truth = max(truth, truth_of_rival(rivals, number))
    return truth


@register_jitable(forceinline=True)
def may_reach_a_mark(facts: Facts) -> bool:
    """False only if all rivals are excluded: no amount reaches a mark of its rows."""
    measured = facts[FIRST_MEASURED:FIRST_OF_PROSECUTION]
    for number in range(len(measured)):  # noqa: SIM110 - compiled code has no generators
        if most(measured[number]) >= _of_fact(number)[0]:
            return True
    return False


LIGHTER: tuple[tuple[float, float, float], ...] = tuple(
    dict.fromkeys(
        (float(number), code, below)
        for number, rival in enumerate(ALL)
        if rival.of_helpers
        for version in rival.ranges
        for below, code in pairwise((BELOW_ALL, *version.codes))
        if below != code
    )
)
"""Place of a rival, a range of it, and the range below, to which the punishment of an accessory is mitigated."""


@register_jitable
def lightened(rivals: Rivals) -> Rivals:
    """Rivals as they are compared where a helper is an accessory (Criminal Law, Arts. 27 and 63)."""
    low, high = rivals.low, rivals.high
    for place, code, below in LIGHTER:
        number = int(place)
        if rivals.low[number] == code:
            low = put(low, number, below)
        if rivals.high[number] == code:
            high = put(high, number, below)
    return Rivals(low, high)


# ------------------------------------------------------------------------------------------------ rows as numbers

RIVAL, FACT, FIRST, SECOND, THIRD, SINCE, UNTIL, STARTS, ENDS, UNIT, GATE, SHALL, ASKS = range(13)
"""Columns of a row as numbers; behind the last stand pairs of a fact and how much of it is needed."""
_ASKED = 3
_MEASURED = Facts._fields[FIRST_MEASURED:FIRST_OF_PROSECUTION]
_GATES = ("", *GATES)


def _numbers(rival: int, entry: Entry) -> tuple[float, ...]:
    text, asks = entry.text, [(_MEASURED.index(name), much) for name, much in entry.asks]
    pairs = [*asks, *[(-1, 0.0)] * (_ASKED - len(asks))]
    # no amount reaches a mark that is not there, not even one without limit
    marks = [mark if mark < math.inf else math.nan for mark in entry.marks]
    days = float(day_of(text.since)), float(day_of(text.until))
    unit = 0.0 if entry.unit is None else 1.0 if entry.unit else -1.0
    own = (_MEASURED.index(entry.fact), *marks, *days, text.starts, text.ends, unit)
    rest = (_GATES.index(entry.gate), entry.shall, *(number for pair in pairs for number in pair))
    return tuple(map(float, (rival, *own, *rest)))


def _rows(rows: Sequence[tuple[float, ...]]) -> Callable[[int], tuple[float, ...]]:
    """A function that gives a row by its number: a tuple, or, compiled, a row of a constant array."""
    array = np.array(rows)

    def row(number: int) -> tuple[float, ...]:
        return rows[number]

    @overload(row, strict=False)
    def compiled(number: Any) -> Any:
        return lambda number: array[number]

    return row


def _versions(number: int, rival: Offence) -> list[tuple[float, ...]]:
    """Ranges of a rival with the days between which they apply; the first are those before it was one."""
    before = Ranges(rival.ranges[0].since, (0.0, 0.0, 0.0))
    begins = [float(day_of(version.since)) for version in rival.ranges]
    days = zip((-math.inf, *begins), (*begins, math.inf), (before, *rival.ranges), strict=True)
    return [
        (
            float(number),
            since,
            until,
            float(_MEASURED.index(version.asks) if version.asks else -1),
            *version.codes,
        )
        for since, until, version in days
    ]


DAYS = frozenset(
    float(day)
    for rival in ALL
    for first in (
        *(version.since for version in rival.ranges),
        *(one.text.since for one in rival.entries),
        *(one.text.until + timedelta(1) for one in rival.entries if one.text.until < date.max),
    )
    if (day := day_of(first)) > 0
)
"""Days after 1 November 2015 on which the answer for a rival may change."""
_ROWS = [_numbers(number, one) for number, rival in enumerate(ALL) for one in rival.entries]
_VERSIONS = [one for number, rival in enumerate(ALL) for one in _versions(number, rival)]
_BY_FACT = sorted(_ROWS, key=lambda row: row[FACT])
_MARKS = np.array(_BY_FACT)[:, FACT:SINCE]
_PLACES = np.searchsorted(_MARKS[:, 0], range(len(_MEASURED) + 1)).tolist()
_VERSION_COUNT = len(_VERSIONS)
_row, _version = _rows(_BY_FACT), _rows(_VERSIONS)
# least mark of the rows that measure a fact, and the first and the end of these rows
_of_fact = _rows(
    [
        (np.nanmin(_MARKS[first:end, 1:], initial=math.inf), first, end)
        for first, end in pairwise(_PLACES)
    ]
)


@register_jitable
def _level(row: Any, amount: float) -> int:
    """Range that an amount reaches: 1 to 3, or 0 for none."""
    if amount >= row[THIRD]:
        return 3
    if amount >= row[SECOND]:
        return 2
    return 1 if amount >= row[FIRST] else 0


class Sides(Protocol):
    """A reading, as far as rows ask it."""

    @property
    def vpn_is_tool(self) -> bool: ...
    @property
    def catch_all_named(self) -> bool: ...
    @property
    def tolerated_weighed(self) -> bool: ...


@register_jitable
def conditions(facts: Facts, reading: Sides) -> tuple[int, ...]:
    """Truths of the conditions of rows that ask more than a fact, in the order of ``table.GATES``."""
    made_for = holds(facts.intrusion_tools)
    if reading.vpn_is_tool:
        made_for = max(made_for, holds(facts.vpn_tools))
    tolerated = knowledge.of_obscene(facts, False).truth
    heavily = min(tolerated, OPEN) if reading.tolerated_weighed else tolerated
    named = holds(facts.business_named)
    return (
        max(min(holds(facts.sells_tools), made_for), holds(facts.supplied_to_intruders)),
        knowledge.of_casino(facts).truth,
        min(knowledge.of_proceeds(facts).truth, holds(facts.crime_confirmed)),
        knowledge.of_obscene(facts, True).truth,
        tolerated,
        heavily,
        max(named, OPEN) if reading.catch_all_named else max(named, MET),
    )


@register_jitable
def _applies(row: Any, facts: Facts, law: Law, gates: tuple[int, ...]) -> int:
    """Truth of "the row governs this conduct": its days, its conditions, and a unit or a person where it names one."""
    begun = law.judged if row[STARTS] > 0.0 else law.conduct
    over = law.judged if row[ENDS] > 0.0 else law.conduct
    truth = min(at_least(begun, row[SINCE]), negate(more_than(over, row[UNTIL])))
    if row[UNIT] != 0.0:
        unit = min(holds(facts.unit), negate(holds(facts.sham_unit)))
        truth = min(truth, unit if row[UNIT] > 0.0 else negate(unit))
    gate = int(row[GATE])
    if gate > 0:
        truth = min(truth, gates[gate - 1])
    measured = facts[FIRST_MEASURED:FIRST_OF_PROSECUTION]
    for number in range(_ASKED):
        place, much = int(row[ASKS + 2 * number]), row[ASKS + 2 * number + 1]
        if place >= 0:
            asked = measured[place]
            truth = min(truth, at_least(asked, much) if much > 0.0 else negate(holds(asked)))
    return truth


@register_jitable
def _within_limit(rivals: Rivals, elapsed: Interval) -> Rivals:
    """Rivals that limitation does not bar, by the range that applies."""
    low, high = rivals.low, rivals.high
    for number in range(len(low)):
        if elapsed.high > limit_of(low[number]):
            low = put(low, number, 0.0)
        if elapsed.low > limit_of(high[number]):
            high = put(high, number, 0.0)
    return Rivals(low, high)


@register_jitable
def rivals_of(facts: Facts, law: Law, reading: Sides) -> Rivals:
    """Severity of each rival. They need no order."""
    if not may_reach_a_mark(facts):
        return NO_RIVALS
    gates, measured = conditions(facts, reading), facts[FIRST_MEASURED:FIRST_OF_PROSECUTION]
    proven, possible, low, high = NONE_OF_THEM, NONE_OF_THEM, NONE_OF_THEM, NONE_OF_THEM
    none = True
    for fact in range(len(measured)):
        amount, about = measured[fact], _of_fact(fact)
        if most(amount) < about[0]:
            continue
        for number in range(int(about[1]), int(about[2])):
            row = _row(number)
            rival, reached = int(row[RIVAL]), _level(row, most(amount))
            truth = _applies(row, facts, law, gates) if reached > 0 else NOT_MET
            if truth != NOT_MET:
                possible = put(possible, rival, max(possible[rival], float(reached)))
                low, none = put(low, rival, math.inf), False
            if truth == MET and row[SHALL] > 0.0:
                proven = put(proven, rival, max(proven[rival], float(_level(row, least(amount)))))
    if none:
        return NO_RIVALS
    # over the versions that may apply the least of what is proven, and the most of what is possible
    for number in range(_VERSION_COUNT):
        version = _version(number)
        rival = int(version[0])
        of_proven, of_possible = int(proven[rival]), int(possible[rival])
        applies_never = most(law.conduct) < version[1] or least(law.conduct) >= version[2]
        if of_possible == 0 or applies_never:
            continue
        asked = int(version[3])
        sure = of_proven > 0 and (asked < 0 or holds(measured[asked]) == MET)
        code = version[3 + of_proven] if sure else 0.0
        low = put(low, rival, min(low[rival], code))
        high = put(high, rival, max(high[rival], version[3 + of_possible]))
    rivals = Rivals(low, high)
    return _within_limit(rivals, law.elapsed) if law.elapsed.high > LIMIT_DAYS else rivals


def applies(entry: Entry, facts: Facts, law: Law, reading: Sides) -> int:
    """Truth of "a row of the table governs this conduct"."""
    row = _ROWS[entry.route - FIRST_ROUTE]
    return _applies(row, facts, law, conditions(facts, reading))


def ranges_in_force(rival: int, law: Law) -> tuple[float, float, float]:
    """Ranges of a rival for the conduct; the latest that may apply."""
    versions = [one for one in ALL[rival].ranges if day_of(one.since) <= law.conduct.high]
    return (versions or ALL[rival].ranges)[-1].codes
