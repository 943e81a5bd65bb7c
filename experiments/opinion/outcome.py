"""Outcome to which an opinion commits: the one that a file supports best, the next best, and what would turn it.

The rule stands in docs/own_case.md, "How the opinion commits"; it was fixed before it was tried on any judgment.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from zombielaw.experiments.data.acts import NO_ACTS, ROWS, Acts, Row, Told, is_yes_no
from zombielaw.experiments.data.acts import closed as closed_acts
from zombielaw.experiments.opinion.citations import days_of
from zombielaw.experiments.opinion.duties import measures_of
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
        codes = [OUTCOMES.index(name) for name, grade in self.grades.items() if grade > NOT_RAISED]
        return sorted(codes, key=lambda code: self._place(OUTCOMES[code]))

    def _place(self, offence: str) -> tuple[bool, bool, int]:
        return offence != self.best, offence != self.next, -self.grades[offence]


class Turn(NamedTuple):
    """A value of an unknown fact, and the outcome with it."""

    fact: str
    within: Interval
    outcome: Committed


def truths_of(assessment: Assessment) -> dict[int, int]:
    """Truth of every offence, by its code."""
    return {A_286_1: assessment.a_286_1, B_287_2: assessment.b_287_2} | {
        FIRST_RIVAL + number: truth_of_rival(assessment.rivals, number)
        for number in range(len(ALL))
    }


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


def answered(told: Told, statute: Statute, reading: Reading) -> Assessment:
    """Answers of the law, with what acts reach."""
    answers = assessed(told.facts, statute, reading)
    law = law_in_force(told.facts, statute)
    return answers._replace(rivals=with_acts(answers.rivals, told, law))


def _most(facts: Facts, names: Iterable[str]) -> Facts:
    """The facts, with what is unknown of some turned against the accused."""
    return facts._replace(
        **{name: exactly(getattr(facts, name)[0 if name in AGAINST else -1]) for name in names}
    )


def _least(facts: Facts) -> Facts:
    """The facts, each number and amount as little as the file says at least."""
    counted = [name for name, default in Facts._field_defaults.items() if default == UNKNOWN]
    return facts._replace(**{name: exactly(getattr(facts, name).low) for name in counted})


def proven(facts: Facts) -> Facts:
    """The facts as a file alleges them, what is open of proof turned against the accused."""
    # who gives cards away settles nothing: a provider, who would, is one of whom an order is alleged
    ordered = any(map(Told(facts).alleges, CONDUCT[A_286_1]))
    return _most(closed(facts), PROOF if ordered else PROOF - {"network_service"})


def committed(
    facts: Facts,
    statute: Statute = AS_IT_STANDS,
    reading: Reading = STATUTE,
    acts: Acts = NO_ACTS,
) -> Committed:
    """Outcome that a file supports best, the next best, and the support of each offence.

    ``facts``: a coded case with its days, and ``acts`` beside. ``statute, reading``: as for ``assess``. Where the
    offences raised lack conduct or weight, and a measure is for what is alleged, it is no crime.
    """
    told = Told(facts, acts)
    file, against, known = closed(facts), proven(facts), dated(facts)
    as_alleged, at_worst = closed_acts(acts), closed_acts(acts, proven=True)
    sure, at_most, possible = (
        answered(Told(one, of), statute, reading)
        for one, of in ((file, as_alleged), (against, at_worst), (known, as_alleged))
    )
    law = law_in_force(file, statute)
    truths = [truths_of(one) for one in (sure, at_most, possible)]

    def grade(code: int) -> int:
        conduct, weight = CONDUCT[code], WEIGHT[code]
        own = conduct if code == A_286_1 else conduct | weight
        raised = any(map(told.alleges, own))
        if not raised and not any(map(told.alleges, BY_ACTS.get(OUTCOMES[code], ()))):
            return NOT_RAISED
        if ended:
            return FAILS
        now, then, ever = (one[code] for one in truths)
        if MET in (now, then):
            return MADE_OUT if min(now, joint(code)) == MET else PROOF_MISSING
        if then == OPEN and without_weight(code):
            return PROOF_MISSING if knowing_of(code, file) != MET else MADE_OUT
        if then == OPEN:
            return TO_BE_WEIGHED if truth(_least(against), code) == OPEN else AMOUNT_OPEN
        if not raised or ever == NOT_MET or (code < FIRST_RIVAL and law.in_limit == NOT_MET):
            return FAILS
        unknown = [name for name in weight if not told.alleges(name)]
        if len(unknown) < len(weight):
            unproven = _most(
                against._replace(**{name: getattr(known, name) for name in conduct}), conduct
            )
            return FAILS if truth(unproven, code) == NOT_MET else UNSUPPORTED
        unknown = [name for name in WEIGHT[code] if name in unknown]
        heavy = file._replace(**{name: exactly(getattr(known, name).high) for name in unknown})
        return WEIGHT_MISSING if truth(heavy, code) == MET else UNSUPPORTED

    def without_weight(code: int) -> bool:
        """True if a text has no amount for an article that asks for none: weighing takes out only what is minor."""
        return code >= FIRST_RIVAL and any(
            getattr(file, entry.fact).low >= ANY
            for entry in DECLARED[code].entries
            if not entry.serious and applies(entry, against, law, reading) == MET
        )

    def joint(code: int) -> int:
        """Truth of what makes a helper a joint offender: knowing, and a crime of the one helped that is confirmed."""
        helps = DECLARED[code].supposes == HELPED and told.alleges("aid")
        return min(knowing_of(code, file), holds(file.crime_confirmed)) if helps else MET

    def truth(some: Facts, code: int) -> int:
        return truths_of(answered(Told(some, at_worst), statute, reading))[code]

    ended = MET in (holds(file.under_16), holds(file.died))
    grades = {code: grade(code) for code in range(1, len(OUTCOMES))}
    ranked: list[int] = []
    for level, world in (
        (MADE_OUT, sure),
        (PROOF_MISSING, at_most),
        (TO_BE_WEIGHED, None),
        (AMOUNT_OPEN, None),
        (WEIGHT_MISSING, None),
    ):
        left = [code for code in SPECIAL_FIRST if grades[code] == level]
        while left:
            ranked.append(_first(left, world and world.rivals.low, law, reading))
            left.remove(ranked[-1])
    raised = [code for code in SPECIAL_FIRST if grades[code] in (FAILS, UNSUPPORTED)]
    if ranked:
        best, after = ranked[0], [*ranked[1:], NONE]
    else:
        left = [code for code in raised if grades[code] == UNSUPPORTED]
        light = not any(told.alleges(name) for code in left for name in WEIGHT[code])
        none = (
            (possible.prevailing == 1 << NONE and not possible.open)
            or (bool(raised) and not left)
            or (light and bool(measures_of(told, days_of(known, statute))))
        )
        best, after = NONE if ended or (none and not unread(told, law, raised)) else -1, raised
    return Committed(
        OUTCOMES[best] if best >= 0 else UNDECIDED,
        OUTCOMES[after[0]] if after else "",
        {OUTCOMES[code]: support for code, support in grades.items()},
    )


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


def turns(facts: Facts, statute: Statute, reading: Reading, acts: Acts = NO_ACTS) -> list[Turn]:
    """Unknown facts of the offences raised that alone would make another outcome best, those that move most first.

    Each is tried at every value between the marks of the law, and told at the one that moves the support of all
    offences furthest.
    """
    now, at = committed(facts, statute, reading, acts), marks(statute)
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
        fact = getattr(facts, name)
        if name in asked and fact.low < fact.high and (name not in DAYS or fact != default):
            tried = [
                Turn(name, part, committed(facts._replace(**{name: part}), statute, reading, acts))
                for part in pieces(name, fact, at)
            ]
            found.append(max(tried, key=moved))
    return sorted((one for one in found if moved(one)[0]), key=moved, reverse=True)


def knowing_of(code: int, facts: Facts) -> int:
    """Truth of the knowing that another offence asks for; met if it asks for none."""
    knowing = DECLARED[code].knowing
    return knowing(facts).truth if knowing else MET


def beside(code: int) -> set[str]:
    """Facts beside conduct and amounts that an offence asks for."""
    return _BESIDE[code] or {*DECLARED[code].proof}
