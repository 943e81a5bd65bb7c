"""One walk over a case before the law: all that an opinion tells, as plain data in no language."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from zombielaw.experiments.data.acts import DEFAULTS, ROWS, Row, is_yes_no
from zombielaw.experiments.opinion.citations import stands
from zombielaw.experiments.opinion.explain import thresholds
from zombielaw.experiments.opinion.outcome import (
    BY_ACTS,
    FAILS,
    KNOWING,
    MADE_OUT,
    NOT_RAISED,
    OUTCOMES,
    WEIGHT,
    Committed,
    Matter,
    Turn,
    beside,
    gaps,
    truth_of,
    unread,
)
from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assessed
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.elements_287_2 import PRACTICE, Practice
from zombielaw.sim.law.facts import (
    ANY_DAY,
    NO,
    YES,
    Interval,
    at_least,
    exactly,
    holds,
)
from zombielaw.sim.law.offences import A_286_1, B_287_2, DECLARED, FIRST_RIVAL
from zombielaw.sim.law.offences.declaration import ANY, Offence, weight
from zombielaw.sim.law.offences.rivals import applies, ranges_in_force
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, Finding

ELEMENTS = {A_286_1: ELEMENTS_286_1[1:], B_287_2: ELEMENTS_287_2[1:-1]}
"""Elements that are told one by one."""
STATES = {NOT_MET: "short", OPEN: "open", MET: "reached"}


class View(NamedTuple):
    """Outcome under another view: of a named reading, or of one dispute decided otherwise (``switch``)."""

    reading: str
    switch: str
    outcome: Committed


class Mark(NamedTuple):
    """A mark of the law, and how an amount stands to it."""

    route: int
    number: float
    level: int  # of the range that it opens, from 1
    truth: int  # of "the amount reaches it"
    shall: bool = True  # false: the text says that it may do, or leaves it to weighing
    place: Citation | None = None  # of a row beside the model, which has no route

    @property
    def state(self) -> str:
        """Last part of the key of its words."""
        if self.shall:
            return STATES[self.truth]
        return "weighed" if self.number <= ANY else "may"


class Amount(NamedTuple):
    """An amount or circumstance of the file, with the marks that it comes nearest to."""

    fact: str
    marks: tuple[Mark, ...] = ()
    unmarked: str = ""  # where no mark applies, the key of the reason


class Raised(NamedTuple):
    """An offence that a file raises."""

    code: int
    findings: Mapping[str, Finding]  # elements, or the knowing of another offence
    amounts: tuple[Amount, ...]
    lacks: tuple[str, ...]  # keys of what is open or missing

    @property
    def name(self) -> str:
        """Its number."""
        return OUTCOMES[self.code]

    @property
    def declared(self) -> Offence:
        """Its declaration."""
        return DECLARED[self.code]


class Examined(Matter):
    """A matter with the offences that its file raises, element by element and amount by amount."""

    @property
    def turning(self) -> dict[str, list[Turn]]:
        """Unknown facts that would turn the outcome, by the outcome that they lead to."""
        to: dict[str, list[Turn]] = {}
        for one in self.turns:
            to.setdefault(one.outcome.best, []).append(one)
        return to

    def views(self, readings: Mapping[str, Reading]) -> list[View]:
        """Other named readings, and single disputes, under which another outcome is supported best."""
        single = {
            switch: self.reading._replace(**{switch: not getattr(self.reading, switch)})
            for switch in Reading._fields
        }
        names = {reading: name for name, reading in readings.items()}
        tried = [
            *((name, "", one) for one, name in names.items() if one not in single.values()),
            *((names.get(reading, ""), switch, reading) for switch, reading in single.items()),
        ]
        answers = (View(name, switch, self.under(reading)) for name, switch, reading in tried)
        return [one for one in answers if one.outcome.best != self.outcome.best]

    def range_of(self, code: int) -> Interval:
        """Ranges of an offence that the file reaches at least and at most, as codes of punishments."""
        if code < FIRST_RIVAL:
            return exactly(DECLARED[code].ranges[0].codes[0])
        number = code - FIRST_RIVAL
        low, high = (ends[number] for ends in self.at_most.rivals)
        first, *_ = ranges_in_force(number, self.law)
        return Interval(low or first, high or first)

    # ------------------------------------------------------------------------------------------------ the offences

    @cached_property
    def offences(self) -> dict[str, Raised]:
        """Offences that the file raises, the best supported first, by name."""
        return {OUTCOMES[code]: self._offence(code) for code in self.outcome.raised}

    def _offence(self, code: int) -> Raised:
        findings = self._findings(code)
        amounts = tuple(
            self._amount(code, name)
            for name in DEFAULTS
            if name in WEIGHT[code] | BY_ACTS.get(OUTCOMES[code], set()) and self.told.alleges(name)
        )
        lacks = [f"element.{name}" for name, one in findings.items() if one.truth != MET]
        if code >= FIRST_RIVAL:
            lacks += [f"ask.{name}" for name in self._undecided(code)]
            lacks += [
                f"ask.{row.asks}"
                for row in self._rows(code)
                if self.told.alleges(row.fact) and holds(self.told.of(row.asks)) != MET
            ][:1]
            reached = any(mark.truth == MET for one in amounts for mark in one.marks)
            lacks += [] if reached else ["exam.mark"]
            barred = not lacks and self.outcome.grades[OUTCOMES[code]] == FAILS
            lacks += ["route.in_limit"] if barred else []
        if self.outcome.grades[OUTCOMES[code]] == MADE_OUT:
            lacks = []
        return Raised(code, findings, amounts, tuple(lacks))

    def _findings(self, code: int) -> dict[str, Finding]:
        if code >= FIRST_RIVAL:
            return self._supposed(DECLARED[code])
        answers = self.as_alleged
        if answers.in_force.truth == NOT_MET:
            return {"in_force": answers.in_force}
        found: dict[str, Finding] = {name: getattr(answers, name) for name in ELEMENTS[code]}
        if code == B_287_2 and (
            found["aided_crime"].truth == MET or found["fivefold"].truth == NOT_MET
        ):
            del found["fivefold"]
        return found

    def _supposed(self, rival: Offence) -> dict[str, Finding]:
        """What another offence asks of knowing, and the crime of others that it supposes."""
        found = {}
        helps = rival.of_helpers and self.told.alleges("aid")
        gated = any(entry.gate for entry in rival.entries)
        own = any(map(self.told.alleges, BY_ACTS.get(rival.name, ())))
        if rival.knowing and (helps or (gated and not own)):
            found["knowing"] = rival.knowing(self.file)
        element, route = rival.supposes
        if element and (helps or not rival.of_helpers):
            found[element] = Finding(holds(self.file.crime_confirmed), route)
        return found

    def _undecided(self, code: int) -> list[str]:
        """Facts beside amounts and knowing that are not shown, and without which the offence has less support."""

        def truth(name: str, value: Interval) -> int:
            facts = self.against._replace(**{name: value})
            return truth_of(assessed(facts, self.statute, self.reading), code)

        return [
            name
            for name in self.facts._fields
            if name in beside(code).difference(KNOWING, ["unit", "crime_confirmed"])
            and is_yes_no(name)
            and holds(getattr(self.file, name)) != MET
            and truth(name, NO) < truth(name, YES)
        ]

    def _amount(self, code: int, name: str) -> Amount:
        marks = list(self._marks(code, name))
        if not marks:
            return Amount(name, unmarked=self._unmarked(code, name))
        # of marks that are alike the first, of those reached the one that opens the heaviest range
        nearest = max(
            marks,
            key=lambda one: (
                one.truth,
                one.shall,
                one.level if one.truth == MET else -one.level,
            ),
        )
        above = [one for one in marks if one.level > nearest.level and one.truth != NOT_MET]
        heaviest = max(above, key=lambda one: one.level, default=None)
        reached = nearest.truth == MET and heaviest is not None
        return Amount(name, (nearest, heaviest) if reached and heaviest else (nearest,))

    def _rows(self, code: int) -> list[Row]:
        """Rows beside the model of an offence."""
        return [row for row in ROWS if row.offence == OUTCOMES[code]]

    def _marks(self, code: int, name: str) -> Iterator[Mark]:
        """Marks in force of a fact."""
        fact = self.told.of(name)
        for row in self._rows(code):
            asked = min(holds(self.worst.of(row.asks)), at_least(self.law.judged, row.since))
            for level, mark in enumerate(row.marks, start=1) if row.fact == name and asked else ():
                yield Mark(0, mark, level, at_least(fact, mark), place=row.place)
        if code >= FIRST_RIVAL:
            for entry in DECLARED[code].entries:
                applied = entry.fact == name and applies(
                    entry, self.against, self.law, self.reading
                )
                for level, mark in enumerate(entry.marks, start=1) if applied else ():
                    if mark < math.inf:
                        yield Mark(entry.route, mark, level, at_least(fact, mark), entry.shall)
            return
        for route, number, text in self._routes_of(name):
            if not self._governs(route, text):
                continue
            truth, shall = at_least(fact, number), True
            if text:
                ruled = text.rule(self.file, self.law, False).truth
                if truth == MET and ruled == NOT_MET:
                    continue
                truth, shall = max(truth, ruled), truth != MET or ruled == MET
            yield Mark(route, number, 1, truth, shall and self._counts(route))

    def _counts(self, route: int) -> bool:
        """False of a mark of which the reading says that it is none."""
        return route != routes.THREE_SITES or self.reading.sites_count

    def _routes_of(self, name: str) -> Iterator[tuple[int, float, Practice | None]]:
        """Routes of 286-1 and 287-2 that measure a fact, with their marks, and the text of those on cards."""
        numbers = thresholds(self.statute)
        for route, of in ROUTES.items():
            texts = [one for one in PRACTICE if one.route == route]
            for one in texts:
                if name in one.measures:
                    yield route, one.mark, one
            if not texts and name in of.facts[:1] and (route in numbers or is_yes_no(name)):
                yield route, numbers.get(route, 1.0), None

    def _governs(self, route: int, text: Practice | None = None) -> bool:
        """True of a mark that is in force, or may be."""
        if text:
            judgment = self.days.judgment
            return text.since <= judgment.high and judgment.low < text.until
        return stands(ROUTES[route].citations[-1], self.days)

    def _unmarked(self, code: int, name: str) -> str:
        """Key of the reason why no mark applies: none measures the fact, none is in force, or all ask for more."""
        measures = [(route, text) for route, _, text in self._routes_of(name)]
        if code >= FIRST_RIVAL:
            measures = [(one.route, None) for one in DECLARED[code].entries if one.fact == name]
        governing = [self._governs(*one) for one in measures]
        return "more" if any(governing) else "unmarked" if governing else ""

    # ------------------------------------------------------------------------------------------------ the whole

    @property
    def absent(self) -> list[str]:
        """Offences that the file does not raise."""
        return [name for name in self.outcome.grades if name not in self.offences]

    @cached_property
    def _unread(self) -> list[str]:
        return unread(self.told, self.law, self.outcome.raised)

    @property
    def idle(self) -> list[Amount]:
        """Amounts of 286-1 that the file alleges, and that no offence raised counts."""
        return [Amount(name) for name in self._unread if name in WEIGHT[A_286_1]]

    @property
    def unread(self) -> list[str]:
        """What else the file alleges, and no row reads at the day of the judgment."""
        return [name for name in self._unread if name not in WEIGHT[A_286_1]]

    @property
    def gaps(self) -> list[Citation]:
        """Places that would decide what no row reads."""
        return list(dict.fromkeys(row.place for row in gaps(self.told)))

    @property
    def supposes_a_day(self) -> bool:
        """True if no document gives the end of the conduct or the judgment."""
        return ANY_DAY in (self.facts.conduct_end_day, self.facts.judgment_day)

    @property
    def precedence(self) -> str:
        """Key of the rule by which the best of two offences that are made out goes before the next; empty if none."""
        best, after = self.outcome.best, self.outcome.next
        if [self.outcome.grades.get(name, NOT_RAISED) for name in (best, after)] != [MADE_OUT] * 2:
            return ""
        only = self.reading.main_penalties_only
        first, second = (
            weight(self.range_of(OUTCOMES.index(name)).low, only) for name in (best, after)
        )
        return "order.heavier" if first > second else "order.special"

    @property
    def appraisals(self) -> list[Citation]:
        """Places that have experts appraise what the best or the next offence is about."""
        best_two = (self.outcome.best, self.outcome.next)
        return [
            one.appraisal for one in DECLARED.values() if one.appraisal and one.name in best_two
        ]

    def rests_on_vpn(self, offence: Raised) -> bool:
        """True if an offence rests on the view that a VPN is a tool for intrusion."""
        asked = "vpn_tools" in beside(offence.code) and self.reading.vpn_is_tool
        return asked and holds(self.facts.vpn_tools) == MET
