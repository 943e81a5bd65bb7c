"""First parts of the page of an opinion: the facts to find, and the views on which a judgment is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from zombielaw.experiments.data.cases import cases_in
from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.explain import (
    asked,
    in_words,
    joined,
    offence_names,
    possible,
    reading_name,
)
from zombielaw.experiments.opinion.inverted import reading_of, smallest_views, switches_of, view_in_words
from zombielaw.experiments.opinion.pages import Block, Paragraph, Point, Points
from zombielaw.experiments.opinion.pivotal_facts import Weight, marks, pieces, pivots
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import UNKNOWN, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import NONE, OFFENCES
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
        weight.fact for case in cases_in().values() for weight in pivots(case.facts, Statute(), STATUTE).ranked
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
        points = tuple(Point("", self.first_fact(one.fact, count.get(one.fact, 0), name)) for one in first)
        follows = self.say("pivot.follows", reading=reading_name(name, self.lang)) if name != self.matter.first else ""
        return [Paragraph(self.sentences(follows, self.say("first.lead", number=coded_number()))), Points(points)]

    def first_fact(self, name: str, count: int, reading: str) -> str:
        """A fact to find, the number of coded cases whose answer turns on it, and the answers that it would exclude."""
        now = self.matter.assessments[reading].prevailing
        left: dict[Interval, int] = {}
        for part in pieces(name, getattr(self.facts, name), marks(self.statute), self.law.numeric_marks != MET):
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
        on_views = self.say(key, offence=offence, views=joined(holds, self.lang, "list.or_else")) if holds else ""
        plain = self.say(f"{key}_by_text", offence=offence)
        never = pivots(self.facts, self.statute, reading_of(sets[0])).never >> code & 1
        of_law = "verdict.weighed" if self.matter.weighed else "verdict.unsettled"
        return [Paragraph(self.sentences(on_views or plain, self.say(of_law) if never else ""))]
