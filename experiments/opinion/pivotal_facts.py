"""Pivotal facts: what would have to be known for the answer to be settled, and how much each unknown fact matters.

Facts are tried jointly. For each offence that may prevail, and for "no offence", the unknown facts are first fixed in
its favour; what is not needed is then taken away again, until the answer would be open without any one of the rest.
What is left are the smallest demands: a fact and the values it must have. Up to three facts nothing smaller is missed
among those that favour the answer; beyond three no part of a set suffices, but another set may be smaller.

An answer that is settled stays so when more is known. So many demands are dropped, or tried, at once: if all of them
together can be dropped, each can; if all of them together do not settle the answer, none does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from zombielaw.experiments.opinion.explain import thresholds
from zombielaw.sim.law import dates, elements, elements_287_2, offences
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, Assessment, Examinations
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import ANY_DAY, SHARES, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, OFFENCES, RIVALS
from zombielaw.sim.law.routes import ROUTES

SMALL = 3
"""Number of facts up to which all sets are searched."""
PASSES = 3
MOST_TRIED = 3_000
DAYS = ("conduct_end_day", "order_day", "judgment_day")
AGAINST = ("rebutted", "duty_on_content")
"""Facts that weaken the offence to whose elements they belong."""


class Demand(NamedTuple):
    """A fact, and values that it must have."""

    fact: str
    within: Interval


class Way(NamedTuple):
    """A smallest set of demands under which the answer is settled."""

    offence: int  # prevails, alone or in a tie
    bits: int  # the whole answer
    demands: tuple[Demand, ...]


class Weight(NamedTuple):
    """Effect of one unknown fact on the answer."""

    fact: str
    removes: int  # possible answers that fixing it alone can exclude, at most
    ways: int  # smallest sets in which it stands
    instead: int  # demands of these sets for which it can stand in


class Pivots(NamedTuple):
    """Causes for which an answer is open: facts, law, or both; none of a settled answer."""

    bits: int
    open: bool
    ranked: tuple[Weight, ...]  # facts that matter, the most weighty first
    ways: tuple[Way, ...]  # the smallest first
    never: int  # bits of answers that no facts were found to settle


def marks(statute: Statute) -> dict[str, tuple[float, ...]]:
    """Values from which the law decides otherwise, by fact."""
    values: dict[str, set[float]] = {}
    for route, mark in thresholds(statute).items():
        for name in ROUTES[route].facts:
            if not is_yes_no(name):
                values.setdefault(name, set()).add(mark)
    for entries in offences.TABLE.values():
        for entry in entries:
            values[entry.fact] |= {mark for mark in entry.marks if mark < math.inf}
            for name, much in entry.asks:
                values.setdefault(name, set()).add(max(much, 1.0))
    clocks = (
        dates.INTERPRETATION_DAY,
        dates.CARD_MINUTES_DAY,
        dates.CARD_NUMBERS_DAY,
        dates.CARD_LIMITS_DAY,
        dates.CARD_OPINION_DAY,
    )
    values |= {
        "conduct_end_day": {dates.STATUTE_DAY, dates.TWO_YEARS, *offences.DAYS},
        "order_day": {dates.STATUTE_DAY, dates.CYBERSECURITY_AMENDMENT_DAY},
        "judgment_day": {*clocks, *offences.DAYS},
        "control": {elements.EFFECTIVE_CONTROL},
        "orders": {1.0, 2.0, elements.SEVERAL_ORDERS},
        "intent": {elements.INDIRECT_INTENT, elements.DIRECT_INTENT},
        "users_without_logs": {math.nextafter(elements.MAJORITY, 1.0), elements.GREAT_MAJORITY},
        "harm_before_order": {statute.consequence_multiple},
        "card_flow_yuan": {elements_287_2.CARD_FLOW_YUAN + 1.0},
        "others_flow_yuan": {elements_287_2.CARD_FLOW_YUAN + 1.0},
        "accounts_of_others": {1.0, elements_287_2.BANK_CARDS},
        "card_fraud_yuan": {1.0, elements_287_2.CARD_FRAUD_YUAN},
    }
    return {name: tuple(sorted(some)) for name, some in values.items()}


def pieces(
    name: str, fact: Interval, at: Mapping[str, tuple[float, ...]], weighed: bool = False
) -> list[Interval]:
    """The parts of an unknown fact between which the law may decide otherwise, in rising order.

    ``weighed``: the law has no thresholds, and nil is a part of its own.
    """
    default = Facts._field_defaults[name]
    shares = name in SHARES
    starts = set(at.get(name, ())) or {1.0}
    if weighed and default != ANY_DAY and name != "intent":
        starts |= {math.nextafter(0.0, 1.0) if shares else 1.0}
    cuts = sorted(start for start in starts if fact.low < start <= fact.high)
    small = shares or name == "harm_before_order"
    ends = [
        *(math.nextafter(cut, -1.0) if small else max(fact.low, cut - 1.0) for cut in cuts),
        fact.high,
    ]
    return [Interval(low, high) for low, high in zip([fact.low, *cuts], ends, strict=True)]


_FACTS_OF = {
    A_286_1: {
        *(
            "network_service",
            "legal_duty",
            "breach",
            "conduct_end_day",
            "refused",
            "intent",
            "control",
        ),
        *(
            name
            for code, route in ROUTES.items()
            if 31 <= code <= 37 or 301 <= code <= 699
            for name in route.facts
        ),
        *("followers", "mainly_illegal", "harm_before_order", "judgment_day"),
    },
    B_287_2: {
        *("knows", "accepts_result", "aid", "conduct_end_day", "judgment_day"),
        *(
            name
            for code, route in ROUTES.items()
            if 1101 <= code <= 1301 or code > 12_110
            for name in route.facts
            if code < 13_000
        ),
    },
    **{
        FIRST_RIVAL + number: {
            name for entry in offences.TABLE[rival] for name in ROUTES[entry.route].facts
        }
        for number, rival in enumerate(RIVALS)
    },
}


class _Question:
    """One matter under one law and reading."""

    def __init__(self, facts: Facts, shared: Examinations, reading: Reading) -> None:
        self.facts, self.shared, self.reading = facts, shared, reading
        self.now, statute = shared.assess(facts, reading), shared.statute
        unknown = [
            name for name in Facts._fields if getattr(facts, name).low < getattr(facts, name).high
        ]
        at = marks(statute)
        weighed = dates.law_in_force(facts, statute).numeric_marks != 2
        self.parts = {name: pieces(name, getattr(facts, name), at, weighed) for name in unknown}
        self.unknown = [
            *(name for name in unknown if name in DAYS),
            *(name for name in unknown if name not in DAYS),
        ]

    def assessment(self, fixed: Mapping[str, Interval]) -> Assessment:
        return self.shared.assess(self.facts._replace(**fixed), self.reading)

    def settles(self, fixed: Mapping[str, Interval], offence: int) -> bool:
        assessment = self.assessment(fixed)
        return not assessment.open and bool(assessment.prevailing >> offence & 1)

    def favour(self, assessment: Assessment, offence: int) -> tuple[float, ...]:
        """Strength of an offence, as numbers: possible, its rivals few and weak, its own elements strong, settled."""
        bits = assessment.prevailing
        refusing = sum(getattr(assessment, name).truth for name in ELEMENTS_286_1)
        aiding = sum(getattr(assessment, name).truth for name in ELEMENTS_287_2)
        strength = {A_286_1: (refusing, refusing), B_287_2: (aiding, aiding)}
        strength |= {
            FIRST_RIVAL + number: ends
            for number, ends in enumerate(zip(*assessment.rivals, strict=True))
        }
        own = strength[offence][0] if offence != NONE else 0.0
        truths = {A_286_1: assessment.a_286_1, B_287_2: assessment.b_287_2}
        against = sum(
            high
            for code, (_, high) in strength.items()
            if code != offence and truths.get(code, high)
        )
        return (
            bits >> offence & 1,
            truths.get(offence, 2) if offence != NONE else 0,
            not assessment.open,
            -(bits & ~(1 << offence)).bit_count(),
            own,
            -against,
        )

    def favoured(self, offence: int) -> dict[str, Interval] | None:
        """All unknown facts fixed so that an offence prevails, if that is possible."""
        fixed: dict[str, Interval] = {}
        own = _FACTS_OF.get(offence, set())
        for _ in range(PASSES):
            before = dict(fixed)
            for name in self.unknown:
                rising = (name in own or name in DAYS) and name not in AGAINST
                options = self.parts[name] if rising else self.parts[name][::-1]
                fixed[name] = max(
                    reversed(options),
                    key=lambda part, name=name: self.favour(  # type: ignore[misc]
                        self.assessment({**fixed, name: part}), offence
                    ),
                )
            if self.settles(fixed, offence):
                return fixed
            if fixed == before:
                return None
        return None

    def reduced(
        self, fixed: Mapping[str, Interval], offence: int, order: Sequence[str]
    ) -> dict[str, Interval]:
        """Demands that are left when what is not needed is dropped, one after the other."""
        without = _without(fixed, order)
        if self.settles(without, offence):
            return without
        if len(order) == 1:
            return dict(fixed)
        half = len(order) // 2
        return self.reduced(self.reduced(fixed, offence, order[:half]), offence, order[half:])

    def smallest(self, fixed: dict[str, Interval], offence: int) -> dict[str, Interval]:
        """A smallest part of the demands that settles the answer."""
        wholly = [
            name for name in fixed if getattr(self.facts, name) == Facts._field_defaults[name]
        ]
        partly = [name for name in fixed if name not in wholly]
        days = [name for name in DAYS if name in fixed]
        orders = ([*wholly[::-1], *partly], [*wholly, *partly], [*days, *partly, *wholly[::-1]])
        fewest = min((self.reduced(fixed, offence, order) for order in orders), key=len)
        needed = [name for name in fewest if not self.settles(_without(fixed, [name]), offence)]
        rest = [name for name in fixed if name not in needed]
        for size in range(len(needed), min(SMALL, len(fewest) - 1) + 1):
            if math.comb(len(rest), size - len(needed)) > MOST_TRIED:
                break
            for more in combinations(rest, size - len(needed)):
                some = {name: fixed[name] for name in fixed if name in needed or name in more}
                if self.settles(some, offence):
                    return some
        return fewest

    def substitutes(
        self, smallest: Mapping[str, Interval], fixed: Mapping[str, Interval], offence: int
    ) -> list[str]:
        """Facts that would do in place of a demand of a smallest set, once for each such demand."""
        others = [name for name in fixed if name not in smallest]
        return [
            other
            for name in smallest
            for other in self.settling(_without(smallest, [name]), fixed, others, offence)
        ]

    def settling(
        self,
        demands: Mapping[str, Interval],
        fixed: Mapping[str, Interval],
        others: Sequence[str],
        offence: int,
    ) -> list[str]:
        """Those of some other facts, fixed as they are, that would settle the answer if added to the demands."""
        if not others or not self.settles(
            {**demands, **{name: fixed[name] for name in others}}, offence
        ):
            return []
        if len(others) == 1:
            return list(others)
        half = len(others) // 2
        return [
            name
            for part in (others[:half], others[half:])
            for name in self.settling(demands, fixed, part, offence)
        ]

    def widened(self, demands: Mapping[str, Interval], offence: int) -> tuple[Demand, ...]:
        """The same demands, each as weak as it may be."""
        wide = dict(demands)
        for name in demands:
            parts = self.parts[name]
            first = last = parts.index(wide[name])
            while first > 0 and self.settles(
                {**wide, name: Interval(parts[first - 1].low, parts[last].high)}, offence
            ):
                first -= 1
            while last < len(parts) - 1 and self.settles(
                {**wide, name: Interval(parts[first].low, parts[last + 1].high)}, offence
            ):
                last += 1
            wide[name] = Interval(parts[first].low, parts[last].high)
        return tuple(Demand(name, wide[name]) for name in Facts._fields if name in wide)

    def removed(self, name: str) -> int:
        """Largest number of possible answers that fixing one fact alone can exclude."""
        return max(
            (self.now.prevailing & ~self.assessment({name: part}).prevailing).bit_count()
            for part in self.parts[name]
        )


def _without(demands: Mapping[str, Interval], names: Iterable[str]) -> dict[str, Interval]:
    return {name: within for name, within in demands.items() if name not in names}


@lru_cache(16)  # an opinion asks in each language, and so does the table beside it
def pivots_each(
    facts: Facts, statute: Statute, readings: tuple[Reading, ...]
) -> tuple[Pivots, ...]:
    """:func:`pivots` under several readings, which share what they do not dispute; one for each."""
    shared = Examinations(statute)
    return tuple(_pivots(_Question(facts, shared, reading)) for reading in readings)


def pivots(facts: Facts, statute: Statute, reading: Reading) -> Pivots:
    """Facts on which the answer turns, and the smallest sets of them that settle it.

    ``facts, statute, reading``: as for ``assess``.
    Empty of facts where the answer is settled. Where it is open, every answer that facts can settle has a way.
    """
    return pivots_each(facts, statute, (reading,))[0]


def _pivots(question: _Question) -> Pivots:
    now = question.now
    if not now.open:
        return Pivots(now.prevailing, False, (), (), 0)
    ways: list[Way] = []
    never, instead = 0, dict.fromkeys(question.unknown, 0)
    for offence in range(len(OFFENCES) + 1):
        if not now.prevailing >> offence & 1:
            continue
        fixed = question.favoured(offence)
        if fixed is None:
            never |= 1 << offence
            continue
        smallest = question.smallest(fixed, offence)
        for name in question.substitutes(smallest, fixed, offence):
            instead[name] += 1
        demands = question.widened(smallest, offence)
        bits = question.assessment({one.fact: one.within for one in demands}).prevailing
        ways.append(Way(offence, bits, demands))
    ways.sort(key=lambda way: len(way.demands))
    stand = {
        name: sum(any(one.fact == name for one in way.demands) for way in ways)
        for name in question.unknown
    }
    weights = [
        Weight(name, question.removed(name), stand[name], instead[name])
        for name in Facts._fields
        if name in stand
    ]
    ranked = sorted(
        (one for one in weights if any(one[1:])),
        key=lambda one: tuple(-number for number in one[1:]),
    )
    return Pivots(now.prevailing, True, tuple(ranked), tuple(ways), never)
