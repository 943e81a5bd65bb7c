"""The law's answer as one page that can be signed: the outcome, what would turn it, and the examination behind it.

The page has the outcome that the file supports best, the next best, the facts that would turn it, what the views
change, the offences that are raised, the sentence, persons and exits, and the law of the day. It renders what
``outcome`` decides. Words stand in ``tables/``.
"""

from __future__ import annotations

from collections.abc import Mapping

from zombielaw.experiments.opinion.citer import Citer
from zombielaw.experiments.opinion.examination import Examination
from zombielaw.experiments.opinion.explain import (
    asked,
    in_words,
    joined,
    reading_name,
    switch_in_words,
)
from zombielaw.experiments.opinion.law_of_the_day import Applicable, Ending
from zombielaw.experiments.opinion.matter import Matter, View
from zombielaw.experiments.opinion.outcome import (
    GRADES,
    MADE_OUT,
    NOT_RAISED,
    OUTCOMES,
    UNDECIDED,
    Turn,
)
from zombielaw.experiments.opinion.pages import (
    Block,
    Heading,
    Memorandum,
    Paragraph,
    Point,
    Points,
    shortened,
)
from zombielaw.experiments.opinion.words import short_name
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import ALL, NONE
from zombielaw.sim.law.offences.rival import weight

HEAVIER = Citation("fashi_1997_12", "1")
MOST_FACTS = 2
"""Facts that would turn the outcome, told for each other outcome, and such outcomes."""


def memorandum(
    facts: Facts,
    statute: Statute,
    readings: Mapping[str, Reading],
    lang: Language = "en",
    matter: str = "",
    verdict: str = "",
) -> Memorandum:
    """Write an opinion on one course of conduct.

    ``facts, statute``: what happened, as far as it is known, and the law's configuration. ``readings``: by name, at
    least one. The examination follows the first; of the others the differences are shown. ``lang``: "en" or "zh".
    ``matter``: name of the matter, for the title. ``verdict``: offence of the conviction, if there was one; it moves
    no answer.
    """
    matter_ = Matter(facts, statute, readings)
    return _Opinion(matter_, Citer(matter_.days, lang)).whole(matter, verdict)


class _Opinion(Examination):
    def whole(self, title: str, verdict: str) -> Memorandum:
        matter, citer = self.matter, self.citer
        heading = self.say("list.colon").join(filter(None, [self.say("head.title"), title]))
        parts: list[tuple[str, list[Block]]] = [
            ("head.answer", self.outcomes()),
            ("head.turn", self.turning() if matter.outcome.raised else []),
            ("head.views", self.views() if matter.outcome.raised else []),
            ("head.raised", self.blocks()),
            ("head.ending", Ending(matter, citer).blocks()),
            ("head.law", Applicable(matter, citer).blocks()),
            ("head.verdict", self.judgment(verdict)),
        ]
        parts.append(("head.sources", [citer.sources()] if citer.cited else []))
        page: list[Block] = [Heading(1, heading)]
        for head, body in parts:
            page += [Heading(2, self.say(head)), *body] if body else []
        page.append(Paragraph(self.say("page.basis")))
        return Memorandum(self.lang, heading, shortened(tuple(page), self.lang), tuple(citer.cited))

    # ------------------------------------------------------------------------------------------------ outcomes

    def outcomes(self) -> list[Block]:
        """The outcome supported best, the next best, and the offences that are not raised."""
        outcome = self.matter.outcome
        points = [
            Point(self.say("outcome.best"), self.sentences(self.told(outcome.best), self.order()))
        ]
        if outcome.next:
            none = outcome.next == OUTCOMES[NONE]
            told = self.say("outcome.none_next") if none else self.told(outcome.next)
            points.append(Point(self.say("outcome.next"), told))
        absent = [
            self.offence(OUTCOMES.index(name))
            for name, grade in outcome.grades.items()
            if grade == NOT_RAISED
        ]
        if absent:
            points.append(
                Point(
                    self.say("outcome.not_raised"),
                    self.listed(absent) + self.say("list.stop"),
                )
            )
        return [Points(tuple(points))]

    def told(self, outcome: str) -> str:
        """Sentence on an outcome."""
        if outcome in (UNDECIDED, OUTCOMES[NONE]):
            return self.say(f"outcome.{outcome}")
        return self.support(OUTCOMES.index(outcome))

    def named(self, outcome: str) -> str:
        """An outcome by name."""
        return (
            self.say("outcome.open_name")
            if outcome == UNDECIDED
            else short_name(outcome, self.lang)
        )

    def order(self) -> str:
        """Rule by which one of two offences that are made out goes before the other."""
        outcome = self.matter.outcome
        both = [outcome.grades.get(name, NOT_RAISED) for name in (outcome.best, outcome.next)]
        if both != [MADE_OUT, MADE_OUT]:
            return ""
        first, second = (
            weight(
                self.matter.range_of(OUTCOMES.index(name)).low,
                self.matter.reading.main_penalties_only,
            )
            for name in (outcome.best, outcome.next)
        )
        key = "order.heavier" if first > second else "order.special"
        return self.say(key, other=self.named(outcome.next), cites=self.citer.brief(HEAVIER))

    # ------------------------------------------------------------------------------------------------ what turns it

    def turning(self) -> list[Block]:
        """The unknown facts that would turn the outcome, by the outcome that they lead to."""
        now = self.matter.outcome
        to: dict[str, list[Turn]] = {}
        for one in self.matter.turning:
            to.setdefault(one.outcome.best, []).append(one)
        points = [
            Point(
                _upper(self.say("turn.to", outcome=self.named(name))),
                self.listed(map(self.if_so, some[:MOST_FACTS])) + self.say("list.stop"),
            )
            for name, some in [*to.items()][:MOST_FACTS]
        ]
        blocks: list[Block] = [
            Points(tuple(points)) if points else Paragraph(self.say("turn.none"))
        ]
        blocks += [
            Paragraph(self.say("turn.appraisal", cites=self.citer.brief(one.appraisal)))
            for one in ALL
            if one.appraisal and one.name in (now.best, now.next)
        ]
        return blocks

    def if_so(self, one: Turn) -> str:
        """A fact with the value at which it turns the outcome."""
        return (
            asked(one.fact, self.lang)
            + self.say("list.colon")
            + in_words(one.fact, one.within, self.lang)
        )

    # ------------------------------------------------------------------------------------------------ views

    def views(self) -> list[Block]:
        """Views under which another outcome is supported best, one line each."""
        views = self.matter.views
        if not views:
            return [Paragraph(self.say("views.none"))]
        return [Points(tuple(Point("", self.view(one)) for one in views))]

    def view(self, one: View) -> str:
        """A view, and its outcome."""
        return self.say(
            "views.on", words=_upper(self.held(one)), outcome=self.named(one.outcome.best)
        )

    def held(self, one: View) -> str:
        """What a view holds, and the reading that is of this view."""
        named = reading_name(one.reading, self.lang) if one.reading else ""
        if not one.switch:
            return self.say("views.of", reading=named)
        words = switch_in_words(one.switch, not getattr(self.matter.reading, one.switch), self.lang)
        words += self.say("list.open") + named + self.say("list.close") if named else ""
        return self.say("views.that", words=words)

    # ------------------------------------------------------------------------------------------------ the judgment

    def judgment(self, verdict: str) -> list[Block]:
        """What the file says of the offence of a conviction."""
        if not verdict:
            return []
        outcome = self.matter.outcome
        offence = self.offence(OUTCOMES.index(verdict))
        place = (
            "best" if verdict == outcome.best else "next" if verdict == outcome.next else "other"
        )
        grade = self.say(f"grade.{GRADES[outcome.grades[verdict]]}")
        on = [self.held(one) for one in self.matter.views if one.outcome.best == verdict]
        views = self.say("verdict.views", views=joined(on, self.lang, "list.or_else")) if on else ""
        return [
            Paragraph(
                self.sentences(self.say(f"verdict.{place}", offence=offence, grade=grade), views)
            )
        ]


def _upper(words: str) -> str:
    """The first letter as a capital."""
    return words[:1].upper() + words[1:]
