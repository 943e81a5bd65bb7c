"""Facts in words: those to find first, the sets that settle the answer, and the views on which a judgment is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from zombielaw.experiments.data.cases import cases_in
from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.explain import (
    asked,
    fact_in_words,
    in_words,
    joined,
    offence_names,
    offences_in_words,
    possible,
    reading_name,
    readings_named,
)
from zombielaw.experiments.opinion.inverted import (
    reading_of,
    smallest_views,
    switches_of,
    view_in_words,
)
from zombielaw.experiments.opinion.pages import Block, Paragraph, Point, Points
from zombielaw.experiments.opinion.pivotal_facts import (
    Demand,
    Pivots,
    Way,
    Weight,
    marks,
    pieces,
    pivots,
)
from zombielaw.experiments.opinion.trace import ITEMS
from zombielaw.experiments.opinion.words import law_text
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import UNKNOWN, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, OFFENCES, RIVALS, TABLE
from zombielaw.sim.law.routes import ROUTES
from zombielaw.sim.law.truth import MET

FACTS, VIEWS = 3, 2
"""Facts to find, and sets of views, that the page names."""


def coded_number() -> int:
    """Number of coded cases of the package."""
    return len(cases_in())


@cache
def often_open() -> Mapping[str, int]:
    """Number of coded cases whose answer turns on each fact, by the text of the statute and the law of their dates."""
    return Counter(
        weight.fact
        for case in cases_in().values()
        for weight in pivots(case.facts, Statute(), STATUTE).ranked
    )


class First(Section):
    """Facts to find, and views on a judgment."""

    def facts_to_find(self) -> list[Block]:
        """The facts to find first: of those on which the answer turns, those on which most coded cases turn."""
        name = next((name for name, one in self.matter.turning.items() if one.open), "")
        if not name:
            return [Paragraph(self.say("pivot.settled"))]
        count = often_open()

        def order(one: Weight) -> tuple[bool, int, int]:
            return not one.removes, -count.get(one.fact, 0), -one.ways

        first = sorted(self.matter.turning[name].ranked, key=order)[:FACTS]
        if not first:
            return []
        points = tuple(
            Point("", self.first_fact(one.fact, count.get(one.fact, 0), name)) for one in first
        )
        follows = (
            self.say("pivot.follows", reading=reading_name(name, self.lang))
            if name != self.matter.first
            else ""
        )
        return [
            Paragraph(self.sentences(follows, self.say("first.lead", number=coded_number()))),
            Points(points),
        ]

    def first_fact(self, name: str, count: int, reading: str) -> str:
        """A fact to find, the number of coded cases whose answer turns on it, and the answers that it would exclude."""
        now = self.matter.assessments[reading].prevailing
        left: dict[Interval, int] = {}
        for part in pieces(
            name, getattr(self.facts, name), marks(self.statute), self.law.numeric_marks != MET
        ):
            known = self.facts._replace(**{name: part})
            left[part] = now & assess(known, self.statute, self.matter.readings[reading]).prevailing
        part = min(left, key=lambda one: left[one].bit_count())
        if left[part] == now:
            return self.say("first.jointly", fact=asked(name, self.lang), count=count)
        then = self.then(name, part, now & ~left[part], left[part])
        return self.say("first.fact", fact=asked(name, self.lang), count=count, excluded=then)

    def then(self, name: str, part: Interval, gone: int, left: int) -> str:
        """Consequence of a value of a fact: the answers that it excludes, or the few that it leaves."""
        if gone == 1 << NONE:
            then = self.say("first.some")
        elif left.bit_count() < gone.bit_count():
            then = self.say("first.left", offences=possible(left, self.lang))
        else:
            names = joined(offence_names(gone & ~(1 << NONE), self.lang), self.lang)
            then = self.say("first.gone", offences=names)
        if is_yes_no(name):
            return self.say("first.if_so" if part.low >= 1.0 else "first.if_not", then=then)
        nil = Facts._field_defaults[name] == UNKNOWN and part.high == 0.0
        key = "first.if_none" if nil else "first.if"
        return self.say(key, value=in_words(name, part, self.lang), then=then)

    def judgment(self, verdict: str) -> list[Block]:
        """Views on which the judgment is right on these facts."""
        if not verdict:
            return []
        code = OFFENCES.index(verdict) + 1
        views = self.matter.views
        sets = smallest_views(views, code)
        offence = self.offence(code)
        if not sets:
            return [Paragraph(self.say("verdict.never", offence=offence))]
        key = "verdict.can" if views.open[sets[0]] else "verdict.is"
        holds = [view_in_words(switches_of(one), self.lang) for one in sets[:VIEWS] if one]
        on_views = (
            self.say(key, offence=offence, views=joined(holds, self.lang, "list.or_else"))
            if holds
            else ""
        )
        plain = self.say(f"{key}_by_text", offence=offence)
        never = pivots(self.facts, self.statute, reading_of(sets[0])).never >> code & 1
        of_law = "verdict.weighed" if self.matter.weighed else "verdict.unsettled"
        return [Paragraph(self.sentences(on_views or plain, self.say(of_law) if never else ""))]


MOST_OTHERS = 2
FEW = 3
"""Number from which on demands that deny the items of one element, or marks of offences, stand in one phrase."""
_NOT = ("pivot.not.item", "pivot.not.first", "pivot.not.later")
_WHETHER = ("pivot.whether.item", "pivot.whether.first", "pivot.whether.later")
_ITEMISED = {"consequence": A_286_1, "knowing": B_287_2, "serious": B_287_2}


_MARKED = {
    fact: [
        (FIRST_RIVAL + number, entry)
        for number, rival in enumerate(RIVALS)
        for entry in TABLE[rival]
        if entry.fact == fact
    ]
    for fact in Facts._fields
}


class Settling(Section):
    """The section of an opinion on pivotal facts, by reading."""

    def blocks(self) -> list[Block]:
        by_reading = self.matter.turning
        settled = [name for name, one in by_reading.items() if not one.open]
        if len(settled) == len(by_reading):
            return []
        blocks: list[Block] = []
        if settled:
            blocks.append(
                Paragraph(
                    self.say("pivot.settled_under", readings=readings_named(settled, self.lang))
                )
            )
        first = next(name for name, one in by_reading.items() if one.open)
        turning = by_reading[first]
        differ = any(one != turning for one in by_reading.values())
        lead = (
            self.say("pivot.follows", reading=readings_named([first], self.lang)) if differ else ""
        )
        if lead:
            blocks.append(Paragraph(lead))
        if turning.ways:
            blocks += self.ways(turning)
        if turning.never:
            key = "pivot.never_weighed" if self.matter.weighed else "pivot.never"
            blocks.append(
                Paragraph(self.say(key, offences=offences_in_words(turning.never, self.lang)))
            )
        changes: dict[tuple[str, str], list[str]] = {}
        for name in by_reading:
            if name not in (first, *settled):
                for offence, change in self.other(name, turning):
                    changes.setdefault((offence, change), []).append(name)
        if changes:
            points = [
                Point(
                    self.say(
                        "pivot.also", offence=offence, readings=readings_named(names, self.lang)
                    ),
                    change,
                )
                for (offence, change), names in changes.items()
            ]
            blocks += [Paragraph(self.say("pivot.differ")), Points(tuple(points))]
        return blocks

    def ways(self, turning: Pivots) -> list[Block]:
        """The smallest sets; the demands that most of them share stand once."""
        others = [way for way in turning.ways if way.offence >= FIRST_RIVAL]
        shown = [
            way for way in turning.ways if way.offence < FIRST_RIVAL or way in others[:MOST_OTHERS]
        ]
        left_out = sum(1 << way.offence for way in others[MOST_OTHERS:])
        demands = [set(way.demands) for way in shown]
        every = [one for way in shown for one in way.demands]
        counts = {one: every.count(one) for one in every}
        most = max(counts.values(), default=0)
        common = {one for one, count in counts.items() if count == most} if most >= 3 else set()
        having = [common <= one for one in demands]
        if len(common) < 2 or sum(having) != most:
            common, having = set(), [False] * len(demands)
        blocks: list[Block] = [Paragraph(self.say("pivot.ways"))]
        if common:
            shared = tuple(one for one in shown[having.index(True)].demands if one in common)
            blocks.append(Paragraph(self.say("pivot.common", facts=self.flat(shared))))
        points = []
        for way, has in zip(shown, having, strict=True):
            own = tuple(one for one in way.demands if not has or one not in common)
            text = (
                self.say("pivot.with_common", facts=self.flat(own))
                if has and own
                else self.demands(own)
            )
            points.append(Point(self.lead(way), text))
        blocks.append(Points(tuple(points)))
        if left_out:
            blocks.append(
                Paragraph(
                    self.say("pivot.left_out", offences=offences_in_words(left_out, self.lang))
                )
            )
        return blocks

    def lead(self, way: Way) -> str:
        others = way.bits & ~(1 << way.offence)
        offence = self.offence(way.offence)
        if way.offence == NONE:
            return self.say("pivot.way_none")
        if others:
            return self.say(
                "pivot.way_tie", offence=offence, others=offences_in_words(others, self.lang)
            )
        return self.say("pivot.way", offence=offence)

    def demands(self, demands: tuple[Demand, ...]) -> str:
        none, rest = self.without_items(demands)
        shown = [fact_in_words(*one, self.lang) for one in rest if not _denied(one)]
        denied = [law_text(f"fact.{one.fact}", self.lang) for one in rest if _denied(one)]
        return self.sentences(
            *self.listing("pivot.shown", [*shown, *none]), *self.listing("pivot.excluded", denied)
        )

    def flat(self, demands: tuple[Demand, ...]) -> str:
        """Demands in one list."""
        none, rest = self.without_items(demands)
        clauses = [
            self.say("pivot.denied", clause=law_text(f"fact.{one.fact}", self.lang))
            if _denied(one)
            else fact_in_words(*one, self.lang)
            for one in rest
        ]
        return self.listed([*clauses, *none])

    def without_items(
        self, demands: tuple[Demand, ...], whether: bool = False
    ) -> tuple[list[str], list[Demand]]:
        """Phrases for demands that no item of an element be met, as demands or as questions; and the other demands."""
        item, first, later = _WHETHER if whether else _NOT
        clauses, rest = [], list(demands)
        for element, code in _ITEMISED.items():
            of = {fact for route in ITEMS[element] for fact in ROUTES[route].facts}
            low = [one for one in rest if one.fact in of and _low(one)]
            if len(low) >= FEW:
                rest = [one for one in rest if one not in low]
                name = self.say(f"element.{element}")
                clauses.append(self.say(item, element=name, offence=self.offence(code)))
        reached = {first: 0, later: 0}
        below: list[Demand] = []
        for one in rest:
            for code, entry in _MARKED.get(one.fact, ()):
                if (
                    one.within.high < entry.marks.third
                    and one.within.low == Facts._field_defaults[one.fact].low
                ):
                    reached[first if one.within.high < entry.marks.first else later] |= 1 << code
                    below.append(one)
        if len(set(below)) >= FEW:
            rest = [one for one in rest if one not in below]
            reached[later] &= ~reached[first]
            clauses += [
                self.say(key, offences=offences_in_words(bits, self.lang))
                for key, bits in reached.items()
                if bits
            ]
        return clauses, rest

    def other(self, name: str, base: Pivots) -> list[tuple[str, str]]:
        """Differences of the sets of another reading: the offence, and what is needed or not."""
        changes = []
        before = {way.offence: way for way in base.ways}
        for way in self.matter.turning[name].ways:
            if way.offence >= FIRST_RIVAL:
                continue
            if way.offence not in before:
                changes.append((self.lead(way), self.demands(way.demands)))
                continue
            old = before[way.offence].demands
            more = tuple(one for one in way.demands if one not in old)
            gone = {one.fact for one in way.demands}
            less = tuple(one for one in old if one.fact not in gone)
            none, rest = self.without_items(less, whether=True)
            either = [*(asked(one.fact, self.lang) for one in rest if _denied(one)), *none]
            needed = [fact_in_words(*one, self.lang) for one in rest if not _denied(one)]
            parts = [self.say("pivot.more", facts=self.flat(more))] if more else []
            parts += [*self.listing("pivot.less", needed), *self.listing("pivot.either", either)]
            if parts:
                changes.append((self.lead(way), self.sentences(*parts)))
        return changes


def _denied(demand: Demand) -> bool:
    return is_yes_no(demand.fact) and demand.within.high < 1.0


def _low(demand: Demand) -> bool:
    default: Interval = Facts._field_defaults[demand.fact]
    return demand.within.high < default.high and demand.fact not in (
        "orders",
        "refused",
        "order_written",
    )
