"""Outcome to which an opinion commits: the one that a file supports best, the next best, and what would turn it.

The rule stands in docs/own_case.md, "How the opinion commits"; it was fixed before it was tried on any judgment.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from zombielaw.experiments.data.acts import NO_ACTS, ROWS, Acts, Row, Told, is_yes_no
from zombielaw.experiments.data.acts import closed as closed_acts
from zombielaw.experiments.opinion.citations import Days, days_of
from zombielaw.experiments.opinion.duties import Measure, measures_of
from zombielaw.experiments.opinion.explain import thresholds
from zombielaw.sim.law import dates, elements, elements_287_2
from zombielaw.sim.law.assess import Assessment, assessed
from zombielaw.sim.law.concurrence import STATUTE, Reading, prevails
from zombielaw.sim.law.dates import Law, Statute, day_of, law_in_force
from zombielaw.sim.law.elements_287_2 import PRACTICE
from zombielaw.sim.law.facts import (
    ANY_DAY,
    IN_TIME,
    SHARES,
    UNKNOWN,
    Facts,
    Interval,
    at_least,
    exactly,
    holds,
)
from zombielaw.sim.law.offences import (
    A_286_1,
    ALL,
    B_287_2,
    DECLARED,
    FIRST_RIVAL,
    NONE,
    OFFENCES,
    RIVALS,
    SEVERITY_287_2,
    facts_of,
)
from zombielaw.sim.law.offences.declaration import ANY, limit_of
from zombielaw.sim.law.offences.rivals import (
    DAYS as RIVAL_DAYS,
)
from zombielaw.sim.law.offences.rivals import (
    Rivals,
    applies,
    ranges_in_force,
    truth_of_rival,
)
from zombielaw.sim.law.offences.table import HELPED
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.numbers import RivalVector

OUTCOMES = ("none", *OFFENCES)
"""Outcomes by code: no offence, and the offences."""
UNDECIDED = "open"
"""Outcome of a file that supports nothing."""
(
    NOT_RAISED,
    FAILS,
    UNSUPPORTED,
    WEIGHT_MISSING,
    AMOUNT_OPEN,
    TO_BE_WEIGHED,
    PROOF_MISSING,
    MADE_OUT,
) = range(8)
GRADES = (
    "not_raised",
    "fails",
    "unsupported",
    "weight_missing",
    "amount_open",
    "to_be_weighed",
    "proof_missing",
    "made_out",
)
"""Support of an offence, the least first."""
AS_IT_STANDS = Statute()
TEXTS_READ = float(day_of(date(2026, 11, 30)))
"""Day to which the texts of the law were followed: a matter without a judgment is judged then."""
DAYS = ("conduct_end_day", "order_day", "judgment_day")
AGAINST = ("duty_on_content",)
PROOF = {name for one in DECLARED.values() for name in one.proof}
"""Facts that evidence settles once the conduct is alleged; those of ``AGAINST`` speak for the accused."""


def _facts_of(codes: str) -> set[str]:
    """Facts of the routes whose codes have a form."""
    return {
        name
        for code, route in ROUTES.items()
        if re.fullmatch(codes, str(code))
        for name in route.facts
    }


_BESIDE = {
    code: {name for entry in one.entries for name in facts_of(entry) if name != entry.fact}
    for code, one in DECLARED.items()
}


def _others(code: int) -> list[set[str]]:
    """Facts beside amounts that offences other than one ask for."""
    return [names for other, names in _BESIDE.items() if other != code]


KNOWING = Facts._fields[Facts._fields.index("knows") : Facts._fields.index("aid")]
CONDUCT = {
    code: {*one.conduct} or _BESIDE[code].difference(PROOF, KNOWING, ("unit",), *_others(code))
    for code, one in DECLARED.items()
}
"""Facts of the conduct of an offence, by its code: of another one those that it alone names."""
WEIGHT = {
    A_286_1: _facts_of(r"[3-6]\d{2,3}").difference(PROOF, CONDUCT[A_286_1]),
    B_287_2: _facts_of(r"12(1\d+|2[2-9])").difference(PROOF),
} | {code: {entry.fact for entry in one.entries} for code, one in DECLARED.items() if one.entries}
"""Amounts and circumstances that make it serious."""
BY_ACTS: dict[str, set[str]] = {
    row.offence: {one.fact for one in ROWS if one.offence == row.offence} for row in ROWS
}
"""Facts and acts that rows beside the model read, by offence."""
SPECIAL_FIRST = (*range(FIRST_RIVAL, len(OUTCOMES)), A_286_1, B_287_2)


class Committed(NamedTuple):
    """Outcomes, each one of ``OUTCOMES`` or ``UNDECIDED``; ``next`` is empty if there is none."""

    best: str
    next: str
    grades: Mapping[str, int]  # support of each offence

    @property
    def raised(self) -> list[int]:
        """Codes of the offences that the file raises, the best supported first."""
        codes = [code for code, name in enumerate(OUTCOMES) if self.grades.get(name, NOT_RAISED)]
        return sorted(codes, key=lambda code: self._place(OUTCOMES[code]))

    def _place(self, offence: str) -> tuple[bool, bool, int]:
        return offence != self.best, offence != self.next, -self.grades[offence]


class Turn(NamedTuple):
    """A value of an unknown fact, and the outcome with it."""

    fact: str
    within: Interval
    outcome: Committed


@dataclass(frozen=True)
class Matter:
    """One course of conduct under a law and a reading, and the outcome that it supports.

    ``facts``: a coded case with its days, and ``acts`` beside. ``statute, reading``: as for ``assess``.
    """

    facts: Facts
    statute: Statute = AS_IT_STANDS
    reading: Reading = STATUTE
    acts: Acts = NO_ACTS

    @property
    def told(self) -> Told:
        """Facts and acts."""
        return Told(self.facts, self.acts)

    @cached_property
    def dated(self) -> Facts:
        """The facts, each day that no document gives as the latest that the others allow."""
        return dated(self.facts)

    @cached_property
    def file(self) -> Facts:
        """The facts as the file alleges them."""
        return closed(self.facts)

    @cached_property
    def against(self) -> Facts:
        """The file if what is open of proof comes out against the accused."""
        # who gives cards away settles nothing: a provider, who would, is one of whom an order is alleged
        ordered = any(map(self.told.alleges, CONDUCT[A_286_1]))
        return _most(self.file, PROOF if ordered else PROOF - {"network_service"})

    @cached_property
    def worst(self) -> Told:
        """Facts and acts, what is open of proof turned against the accused."""
        return Told(self.against, closed_acts(self.acts, proven=True))

    @cached_property
    def law(self) -> Law:
        """The law in force for the conduct."""
        return law_in_force(self.file, self.statute)

    @cached_property
    def days(self) -> Days:
        """The days that decide which law is cited."""
        return days_of(self.dated, self.statute)

    # ---- answers of the law

    def answered(self, told: Told) -> Assessment:
        """Answers of the law, with what acts reach."""
        answers = assessed(told.facts, self.statute, self.reading)
        law = law_in_force(told.facts, self.statute)
        return answers._replace(rivals=with_acts(answers.rivals, told, law))

    @cached_property
    def as_alleged(self) -> Assessment:
        """The file, with what is not alleged as nil."""
        return self.answered(Told(self.file, closed_acts(self.acts)))

    @cached_property
    def at_most(self) -> Assessment:
        """The file if what is open of proof comes out against the accused."""
        return self.answered(self.worst)

    @cached_property
    def possible(self) -> Assessment:
        """The file, with what is not alleged as unknown."""
        return self.answered(Told(self.dated, closed_acts(self.acts)))

    def truth(self, facts: Facts, code: int) -> int:
        """Truth of an offence on other facts, with acts as they are at worst."""
        return truth_of(self.answered(self.worst._replace(facts=facts)), code)

    # ---- the outcome

    @cached_property
    def ended(self) -> bool:
        """True if age or death ends the matter."""
        return MET in (holds(self.file.under_16), holds(self.file.died))

    @cached_property
    def outcome(self) -> Committed:
        """Outcome that the file supports best, the next best, and the support of each offence.

        Where the offences raised lack conduct or weight, and a measure is for what is alleged, it is no crime.
        """
        grades = {code: self._grade(code) for code in range(1, len(OUTCOMES))}
        ranked: list[int] = []
        for level, ranges in (
            (MADE_OUT, self.as_alleged.rivals.low),
            (PROOF_MISSING, self.at_most.rivals.low),
            (TO_BE_WEIGHED, None),
            (AMOUNT_OPEN, None),
            (WEIGHT_MISSING, None),
        ):
            left = [code for code in SPECIAL_FIRST if grades[code] == level]
            while left:
                ranked.append(_first(left, ranges, self.law, self.reading))
                left.remove(ranked[-1])
        raised = [code for code in SPECIAL_FIRST if grades[code] in (FAILS, UNSUPPORTED)]
        if ranked:
            best, after = ranked[0], [*ranked[1:], NONE]
        else:
            best, after = NONE if self._is_no_crime(raised, grades) else -1, raised
        return Committed(
            OUTCOMES[best] if best >= 0 else UNDECIDED,
            OUTCOMES[after[0]] if after else "",
            {OUTCOMES[code]: support for code, support in grades.items()},
        )

    def _grade(self, code: int) -> int:
        alleges, conduct, weight = self.told.alleges, CONDUCT[code], WEIGHT[code]
        raised = any(map(alleges, conduct if code == A_286_1 else conduct | weight))
        if not raised and not any(map(alleges, BY_ACTS.get(OUTCOMES[code], ()))):
            return NOT_RAISED
        if self.ended:
            return FAILS
        now, then, ever = (
            truth_of(one, code) for one in (self.as_alleged, self.at_most, self.possible)
        )
        if MET in (now, then):
            return MADE_OUT if min(now, self._joint(code)) == MET else PROOF_MISSING
        if then == OPEN and self._without_weight(code):
            return PROOF_MISSING if knowing_of(code, self.file) != MET else MADE_OUT
        if then == OPEN:
            least = self.truth(_least(self.against), code)
            return TO_BE_WEIGHED if least == OPEN else AMOUNT_OPEN
        barred = code < FIRST_RIVAL and self.law.in_limit == NOT_MET
        if not raised or ever == NOT_MET or barred:
            return FAILS
        unknown = [name for name in weight if not alleges(name)]
        known = self.dated._asdict()
        if len(unknown) < len(weight):
            open_ = self.against._replace(**{name: known[name] for name in conduct})
            return FAILS if self.truth(_most(open_, conduct), code) == NOT_MET else UNSUPPORTED
        heavy = self.file._replace(**{name: exactly(known[name].high) for name in weight})
        return WEIGHT_MISSING if self.truth(heavy, code) == MET else UNSUPPORTED

    def _without_weight(self, code: int) -> bool:
        """True if a text has no amount for an article that asks for none: weighing takes out only what is minor."""
        return code >= FIRST_RIVAL and any(
            getattr(self.file, entry.fact).low >= ANY
            for entry in DECLARED[code].entries
            if not entry.serious and applies(entry, self.against, self.law, self.reading) == MET
        )

    def _joint(self, code: int) -> int:
        """Truth of what makes a helper a joint offender: knowing, and a crime of the one helped that is confirmed."""
        helps = DECLARED[code].supposes == HELPED and self.told.alleges("aid")
        knowing, crime = knowing_of(code, self.file), holds(self.file.crime_confirmed)
        return min(knowing, crime) if helps else MET

    def _is_no_crime(self, raised: list[int], grades: Mapping[int, int]) -> bool:
        """True if a file that makes out nothing supports that it is no crime."""
        if self.ended:
            return True
        left = [code for code in raised if grades[code] == UNSUPPORTED]
        light = not any(self.told.alleges(name) for code in left for name in WEIGHT[code])
        return not unread(self.told, self.law, raised) and (
            (self.possible.prevailing == 1 << NONE and not self.possible.open)
            or (bool(raised) and not left)
            or (light and bool(self.measures))
        )

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures of authorities that nothing known excludes, the heaviest first."""
        return measures_of(self.told, self.days)

    @cached_property
    def turns(self) -> list[Turn]:
        """Unknown facts of the offences raised that alone would make another outcome best, those that move most first.

        Each is tried at every value between the marks of the law, and told at the one that moves the support of all
        offences furthest.
        """
        now, at = self.outcome, marks(self.statute)
        if not now.raised:
            return []
        asked = {*DAYS, "rebutted"}.union(
            *(CONDUCT[code] | WEIGHT[code] | beside(code) for code in now.raised)
        )

        def moved(one: Turn) -> tuple[bool, int]:
            steps = (abs(grade - now.grades[name]) for name, grade in one.outcome.grades.items())
            return one.outcome.best != now.best, sum(steps)

        found = []
        for name, default in Facts._field_defaults.items():
            fact = getattr(self.facts, name)
            if name in asked and fact.low < fact.high and (name not in DAYS or fact != default):
                tried = [
                    Turn(name, part, self._with(facts=self.facts._replace(**{name: part})))
                    for part in pieces(name, fact, at)
                ]
                found.append(max(tried, key=moved))
        return sorted((one for one in found if moved(one)[0]), key=moved, reverse=True)

    def under(self, reading: Reading) -> Committed:
        """Outcome under another reading."""
        return self._with(reading=reading)

    def _with(self, **changed: Any) -> Committed:
        return replace(self, **changed).outcome


def truth_of(assessment: Assessment, code: int) -> int:
    """Truth of an offence, by its code."""
    if code >= FIRST_RIVAL:
        return truth_of_rival(assessment.rivals, code - FIRST_RIVAL)
    return assessment.a_286_1 if code == A_286_1 else assessment.b_287_2


def dated(facts: Facts) -> Facts:
    """The facts, with the latest day that the others allow for each that no document gives."""
    # a bar that has run fails an offence only if it surely has
    filed = facts.filed_day if facts.filed_day != ANY_DAY else IN_TIME
    latest, days = math.inf, {"filed_day": filed}
    for name in ("judgment_day", "conduct_end_day", "order_day"):
        low, high = getattr(facts, name)
        if math.isinf(low) or math.isinf(high):
            known = [one for one in (low, facts.conduct_end_day.low) if not math.isinf(one)]
            high = min(high, latest, max([TEXTS_READ, *known]))
            low = high
        days[name], latest = Interval(low, high), high
    return facts._replace(**days)


def closed(facts: Facts) -> Facts:
    """The facts as a file alleges them: what it does not speak of is nil, but for what is a matter of proof."""
    nil = {
        name: exactly(0.0)
        for name, default in Facts._field_defaults.items()
        if name not in PROOF and default != ANY_DAY and getattr(facts, name) == default
    }
    return dated(facts)._replace(**nil)


def with_acts(rivals: Rivals, told: Told, law: Law) -> Rivals:
    """Ranges of the rivals, raised to those that acts reach."""
    low, high = list(rivals.low), list(rivals.high)
    for row in ROWS:
        if not row.offence:
            continue
        place = RIVALS.index(row.offence)
        codes = (0.0, *ranges_in_force(place, law))
        least, most = (codes[sum(mark <= end for mark in row.marks)] for end in told.of(row.fact))
        asked = min(holds(told.of(row.asks)), at_least(law.judged, row.since))
        if law.elapsed.low > limit_of(most) or asked == NOT_MET:
            continue
        high[place] = max(high[place], most)
        if asked == MET:
            low[place] = max(low[place], least)
    return Rivals(tuple(low), tuple(high))


def _most(facts: Facts, names: Iterable[str]) -> Facts:
    """The facts, with what is unknown of some turned against the accused."""
    return facts._replace(
        **{name: exactly(getattr(facts, name)[0 if name in AGAINST else -1]) for name in names}
    )


def _least(facts: Facts) -> Facts:
    """The facts, each number and amount as little as the file says at least."""
    counted = [name for name, default in Facts._field_defaults.items() if default == UNKNOWN]
    return facts._replace(**{name: exactly(getattr(facts, name).low) for name in counted})


def unread(told: Told, law: Law, raised: list[int]) -> list[str]:
    """What a file alleges and no row reads: no mark of its offence had begun, none is coded, or no fact names it."""
    counted: set[str] = set().union(*(WEIGHT[code] for code in raised))
    idle = [name for name in WEIGHT[A_286_1] - counted if told.alleges(name)]
    early = [
        name
        for code, one in DECLARED.items()
        if code in raised and one.entries and day_of(one.ranges[0].since) <= law.conduct.high
        for name in WEIGHT[code]
        if told.alleges(name)
        and all(
            day_of(entry.text.since) > law.judged.high
            for entry in one.entries
            if entry.fact == name
        )
    ]
    first = min(one.since for one in PRACTICE)
    if B_287_2 in raised and law.judged.high < first and holds(told.facts.knows) != NOT_MET:
        early += [name for one in PRACTICE for name in one.measures if told.alleges(name)]
    names = {*idle, *early, *(one.fact for one in gaps(told))}
    names |= {"other_act"} if told.alleges("other_act") else set()
    return sorted(names, key=[*Facts._fields, *Acts._fields].index)


def gaps(told: Told) -> list[Row]:
    """Rows of texts that would decide what a file alleges, under offences that are not coded."""

    def asked(row: Row) -> bool:
        name = row.asks.removeprefix("not ")
        return not name or holds(told.of(name)) == NOT_MET

    return [row for row in ROWS if not row.offence and told.alleges(row.fact) and asked(row)]


def _first(codes: list[int], proven_: RivalVector | None, law: Law, reading: Reading) -> int:
    """Offence that prevails over others of its grade; their ranges are those proven, or the first, or all alike."""
    ranges = (SEVERITY_287_2,) * len(ALL)
    if proven_ is not None:
        ranges = tuple(one or ranges_in_force(place, law)[0] for place, one in enumerate(proven_))
    ranges = tuple(one if code in codes else 0.0 for code, one in enumerate(ranges, FIRST_RIVAL))
    refusing, aiding = (MET if code in codes else NOT_MET for code in (A_286_1, B_287_2))
    bits = prevails(refusing, aiding, Rivals(ranges, ranges), reading).offences
    return next(code for code in codes if bits >> code & 1)


def marks(statute: Statute) -> dict[str, tuple[float, ...]]:
    """Values from which the law decides otherwise, by fact."""
    values: dict[str, set[float]] = {}
    for route, mark in thresholds(statute).items():
        for name in ROUTES[route].facts:
            if not is_yes_no(name):
                values.setdefault(name, set()).add(mark)
    for one in ALL:
        for entry in one.entries:
            some = values.setdefault(entry.fact, set())
            some |= {mark for mark in entry.marks if mark < math.inf}
            for name, much in entry.asks:
                values.setdefault(name, set()).add(max(much, 1.0))
    values |= {
        "conduct_end_day": {dates.STATUTE_DAY, dates.TWO_YEARS, *RIVAL_DAYS},
        "order_day": {dates.STATUTE_DAY, dates.CYBERSECURITY_AMENDMENT_DAY},
        "judgment_day": {*dates.TEXT_DAYS[1:], *RIVAL_DAYS},
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


def pieces(name: str, fact: Interval, at: Mapping[str, tuple[float, ...]]) -> list[Interval]:
    """The parts of an unknown fact between which the law may decide otherwise, in rising order; nil is one of its own.

    ``at``: as :func:`marks` gives them.
    """
    default = Facts._field_defaults[name]
    shares = name in SHARES
    starts = set(at.get(name, ())) or {1.0}
    if default != ANY_DAY and name != "intent":
        starts |= {math.nextafter(0.0, 1.0) if shares else 1.0}
    cuts = sorted(start for start in starts if fact.low < start <= fact.high)
    small = shares or name == "harm_before_order"
    ends = [
        *(math.nextafter(cut, -1.0) if small else max(fact.low, cut - 1.0) for cut in cuts),
        fact.high,
    ]
    return [Interval(low, high) for low, high in zip([fact.low, *cuts], ends, strict=True)]


def knowing_of(code: int, facts: Facts) -> int:
    """Truth of the knowing that another offence asks for; met if it asks for none."""
    knowing = DECLARED[code].knowing
    return knowing(facts).truth if knowing else MET


def beside(code: int) -> set[str]:
    """Facts beside conduct and amounts that an offence asks for."""
    return _BESIDE[code] or {*DECLARED[code].proof}
