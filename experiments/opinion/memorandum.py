"""The law's answer as one page that can be signed, with the examination as its annex.

The page has the answer under each reading, the facts to find first, the disputes that decide, units and exits, and the
views on which a judgment is right. It renders truths, routes and pivotal facts and decides nothing. Words stand in
``tables/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from zombielaw.experiments.opinion.citer import Citer, Section
from zombielaw.experiments.opinion.explain import (
    BOTH,
    FEW_RIVALS,
    joined,
    offence_names,
    offences_in_words,
    possible,
    reading_name,
    readings_named,
    switch_in_words,
    switches_in_words,
    truth_in_words,
    upper,
    with_term,
)
from zombielaw.experiments.opinion.facts_to_find import First, Settling
from zombielaw.experiments.opinion.law_of_the_day import Applicable, Ending
from zombielaw.experiments.opinion.matter import Dispute, Matter, rivals_of, truths_of, undecided_of
from zombielaw.experiments.opinion.pages import (
    Block,
    Heading,
    Memorandum,
    Paragraph,
    Point,
    Points,
    shortened,
)
from zombielaw.experiments.opinion.rivalry import Rivalry
from zombielaw.experiments.opinion.trace import Trace
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.assess import Assessment
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import Reading, prevails
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import (
    A_286_1,
    B_287_2,
    FIRST_RIVAL,
    NO_RIVALS,
    NONE,
    OFFENCES,
    RIVALS,
)
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

MANY = 2
"""Number of other offences above which they stand in one list."""
FIRST_DISPUTES = 3
"""Disputes that the page names."""
SHOWN_286_1 = ("in_force", "subject", "duty", "breach", "order", "refusal", "intent", "consequence")
SHOWN_287_2 = ("in_force", "knowing", "aid", "aided_crime", "serious", "fivefold")

HEAVIER = Citation("fashi_1997_12", "1")


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


class _Opinion(Section):
    # ------------------------------------------------------------------------------------------------ the whole

    def whole(self, title: str, verdict: str) -> Memorandum:
        matter, citer = self.matter, self.citer
        heading = self.say("list.colon").join(filter(None, [self.say("head.title"), title]))
        first = First(matter, citer)
        parts: list[tuple[str, list[Block]]] = [
            ("head.answer", self.answers()),
            ("head.first", first.facts_to_find()),
            ("head.disputes", self.first_disputes()),
            ("head.ending", Ending(matter, citer).blocks()),
            ("head.verdict", first.judgment(verdict)),
        ]
        page: list[Block] = [Heading(1, heading)]
        for head, body in parts:
            page += [Heading(2, self.say(head)), *body] if body else []
        page.append(
            Paragraph(self.say("page.basis", count=upper(self.say(f"count.{len(OFFENCES)}"))))
        )
        sections: list[tuple[str, list[Block]]] = [
            ("annex.law", Applicable(matter, citer).blocks()),
            ("annex.elements", self.trace()),
            ("annex.readings", self.differences()),
            ("annex.facts", Settling(matter, citer).blocks()),
        ]
        sections.append(("annex.sources", [citer.sources()]))
        annex: list[Block] = [Heading(2, self.say("head.annex"))]
        for number, (head, body) in enumerate((one for one in sections if one[1]), start=1):
            annex += [
                Heading(
                    3,
                    self.say(
                        "head.number", number=self.say(f"number.{number}"), head=self.say(head)
                    ),
                )
            ]
            annex += body
        return Memorandum(
            self.lang, heading, shortened(tuple(page), self.lang), tuple(annex), tuple(citer.cited)
        )

    # ------------------------------------------------------------------------------------------------ the page

    def answers(self) -> list[Block]:
        groups: dict[str, list[str]] = {}
        readings = self.matter.readings
        for name, assessment in self.matter.assessments.items():
            moved = (
                self.moved(assessment) if self.matter.assessment.open and assessment.open else ""
            )
            answer = (
                self.say("answer.open_too", changes=moved)
                if moved
                else self.prevailing(assessment, readings[name])
            )
            groups.setdefault(answer, []).append(name)
        points = tuple(
            Point(
                self.say("under.all", count=self.say(f"count.{len(readings)}"))
                if len(groups) == 1 and 1 < len(readings) <= 4
                else self.say("under.some", readings=readings_named(names, self.lang)),
                answer,
            )
            for answer, names in groups.items()
        )
        return [Points(points), Paragraph(self.sentences(self.why(), self.of_law()))]

    def first_disputes(self) -> list[Block]:
        """Disputes that decide: that on the tie of the two articles, if a reading has it, and those that move most."""
        tie, shown = self.disputed_tie(), self.shown
        points = [Point("", words) for words in filter(None, [tie, *map(self.dispute, shown)])]
        if not points:
            return [Paragraph(self.say("dispute.none"))] if self.law.in_force != NOT_MET else []
        more = len(self.others) - len(shown)
        return [
            Points(tuple(points)),
            *([Paragraph(self.say("dispute.more", count=more))] if more else []),
        ]

    @cached_property
    def others(self) -> list[Dispute]:
        """Disputes that decide, without that of a tie that is told already; those that move most come first."""
        tie = self.disputed_tie()
        others = [
            one for one in self.matter.disputes if not (tie and one.switch == "main_penalties_only")
        ]
        now = self.matter.assessment.prevailing
        return sorted(others, key=lambda one: -(one.assessment.prevailing ^ now).bit_count())

    @property
    def shown(self) -> list[Dispute]:
        """Those that the page names."""
        return self.others[: FIRST_DISPUTES - bool(self.disputed_tie())]

    # ------------------------------------------------------------------------------------------------ answers

    def answer(self, assessment: Assessment, reading: Reading) -> str:
        """Sentences on the offence that prevails, and on those that are open beside it."""
        maybe = undecided_of(assessment)
        names = (
            joined([self.offence(code) for code in maybe], self.lang, "list.or") if maybe else ""
        )
        whatever = self.say("answer.whatever", others=names) if maybe else ""
        return self.sentences(self.prevailing(assessment, reading), whatever)

    def prevailing(self, assessment: Assessment, reading: Reading) -> str:
        bits, lang = assessment.prevailing, self.lang
        if assessment.open:
            return self.say("answer.open", offences=possible(bits, self.lang))
        if bits == 1 << NONE:
            return self.say("answer.none", count=self.say(f"count.{len(OFFENCES)}"))
        beaten = [
            code
            for code, truth in truths_of(assessment).items()
            if truth == MET and not bits >> code & 1
        ]
        if bits & (bits - 1):
            tied = joined(offence_names(bits, lang), lang)
            return self.say("answer.tie", offences=tied, cites=self.citer.brief(HEAVIER))
        offence = offences_in_words(bits, lang)
        others = joined([self.offence(code) for code in beaten], lang) if beaten else ""
        special = reading.special_law and bits == 1 << A_286_1 and B_287_2 in beaten
        if special and len(beaten) == 1:
            return self.say("answer.special", offence=offence, others=others)
        if special:
            return self.say("answer.special_and_heavier", offence=offence)
        if beaten:
            return self.say(
                "answer.over", offence=offence, others=others, cites=self.citer.brief(HEAVIER)
            )
        return self.say(
            "answer.prevails" if undecided_of(assessment) else "answer.alone", offence=offence
        )

    def disputed_tie(self) -> str:
        """Say that the tie of 286-1 and 287-2 is disputed, and what the other side says, where a reading ties them."""
        matter = self.matter
        tied = (
            assessment.prevailing & BOTH == BOTH
            and prevails(MET, MET, NO_RIVALS, reading).offences == BOTH
            for assessment, reading in zip(
                matter.assessments.values(), matter.readings.values(), strict=True
            )
        )
        return self.say("tie.disputed") if any(tied) else ""

    def why(self) -> str:
        assessment = self.matter.assessment
        early = joined([self.offence(code) for code in (A_286_1, B_287_2)], self.lang)
        parts = (
            [self.say("why.too_early", offences=early)]
            if assessment.in_force.truth == NOT_MET
            else []
        )
        special = (
            (A_286_1, assessment.a_286_1, SHOWN_286_1),
            (B_287_2, assessment.b_287_2, (*SHOWN_287_2[:-3], "weight")),
        )
        for code, truth, names in special if assessment.in_force.truth != NOT_MET else ():
            worst = [name for name in names if getattr(assessment, name).truth == truth]
            key = {MET: "why.met", OPEN: "why.open", NOT_MET: "why.fails"}[truth]
            if truth == OPEN and 2 * len(worst) > len(names) + 2:
                worst = [name for name in names if name not in worst]
                key = "why.open_but" if worst else "why.open_all"
            elements = (
                joined([self.say(f"element.{name}") for name in worst], self.lang) if worst else ""
            )
            parts.append(self.say(key, offence=self.offence(code), elements=elements))
        truths = rivals_of(assessment)
        for key, truth in (("why.rivals_met", MET), ("why.rivals_open", OPEN)):
            some = [self.offence(code) for code, one in truths.items() if one == truth]
            if some and not (assessment.open and truth == OPEN and len(some) <= FEW_RIVALS):
                parts.append(self.say(key, offences=joined(some, self.lang)))
        if undecided_of(assessment):
            parts.append(self.say("why.would_not"))
        several = len(self.matter.readings) > 1
        lead = (
            self.say("why.lead", reading=reading_name(self.matter.first, self.lang))
            if several
            else ""
        )
        return self.sentences(lead, *parts)

    def of_law(self) -> str:
        """Say that what is open is so in law, where facts alone cannot settle it."""
        if not any(one.never for one in self.matter.turning.values()):
            return ""
        key = "law.weighing" if self.matter.weighed else "law.unsettled"
        return self.say("why.law", reason=self.say(key))

    # ------------------------------------------------------------------------------------------------ the trace

    def trace(self) -> list[Block]:
        assessment = self.matter.assessment
        trace, rivalry = Trace(self.matter, self.citer), Rivalry(self.matter, self.citer)
        blocks: list[Block] = []
        if len(self.matter.readings) > 1 and self.matter.readings_matter:
            blocks.append(
                Paragraph(
                    self.say("trace.reading", reading=reading_name(self.matter.first, self.lang))
                )
            )
        if assessment.in_force.truth == NOT_MET:
            blocks.append(Paragraph(self.say("trace.not_in_force")))
        else:
            for code, truth, names in (
                (A_286_1, assessment.a_286_1, SHOWN_286_1),
                (B_287_2, assessment.b_287_2, SHOWN_287_2),
            ):
                shown = [name for name in names if trace.shown(name)]
                blocks += [self.head(code, truth), Points(trace.points(shown))]
        open_ones = {
            code: truth for code, truth in rivals_of(assessment).items() if truth != NOT_MET
        }
        if len(open_ones) > MANY:
            blocks.append(Heading(4, self.say("trace.others")))
            points = [
                Point(
                    f"{self.titled(code)}{self.say('list.comma_then')}{self.say(f'made_out.{truth}')}",
                    rivalry.of(code - FIRST_RIVAL, briefly=True),
                )
                for code, truth in open_ones.items()
            ]
            blocks.append(Points(tuple(points)))
        else:
            for code, truth in open_ones.items():
                blocks += [self.head(code, truth), Paragraph(rivalry.of(code - FIRST_RIVAL))]
        if len(open_ones) < len(RIVALS):
            blocks.append(Paragraph(self.say("trace.rest" if open_ones else "trace.rivals_none")))
        return blocks

    def titled(self, code: int) -> str:
        name = OFFENCES[code - 1]
        title = with_term(f"title.{name}", self.lang)
        return self.say("trace.offence_short", offence=self.say(f"article.{name}"), title=title)

    def head(self, code: int, truth: int) -> Heading:
        return Heading(
            4, f"{self.titled(code)}{self.say('list.colon')}{self.say(f'made_out.{truth}')}"
        )

    # ------------------------------------------------------------------------------------------------ readings

    def differences(self) -> list[Block]:
        """Changes under the other readings, and those that each single dispute would make; empty if there are none."""
        points, base = [], self.matter.assessment
        for name, reading in self.matter.readings.items() if self.matter.readings_matter else ():
            if name == self.matter.first:
                continue
            moved = self.changes(base, self.matter.assessments[name])
            # one of the user's own is always told
            if moved or reading_name(name, self.lang) == name:
                words = self.listed(switches_in_words(reading, self.matter.reading, self.lang))
                text = self.say("reading.says", words=upper(words)) if words else ""
                text = self.sentences(text, moved or self.say("reading.same"))
                points.append(Point(upper(reading_name(name, self.lang)), text))
        points += [
            Point("", self.dispute(one)) for one in self.matter.disputes if one not in self.shown
        ]
        return [Paragraph(self.say("reading.lead")), Points(tuple(points))] if points else []

    def changes(self, base: Assessment, assessment: Assessment) -> str:
        moves = [
            (
                self.say(f"element.{name}"),
                truth_in_words(before, self.lang),
                truth_in_words(now, self.lang),
            )
            for name in dict.fromkeys((*SHOWN_286_1, *SHOWN_287_2))
            if (before := getattr(base, name).truth) != (now := getattr(assessment, name).truth)
            and base.in_force.truth != NOT_MET
        ]
        made_out = (
            (A_286_1, base.a_286_1, assessment.a_286_1),
            (B_287_2, base.b_287_2, assessment.b_287_2),
        )
        moves += [
            (self.offence(code), self.say(f"made_out.{before}"), self.say(f"made_out.{now}"))
            for code, before, now in made_out
            if before != now
        ]
        parts = [
            self.say("reading.move", what=what, before=before, truth=truth)
            for what, before, truth in moves
        ]
        sentences = [self.say("reading.moves", moves=self.listed(parts))] if parts else []
        if (base.prevailing, base.open) != (assessment.prevailing, assessment.open):
            sentences.append(self.say("reading.answer"))
        return self.sentences(*sentences)

    def dispute(self, one: Dispute) -> str:
        """Change that one dispute would make; a reading that differs by it alone is named."""
        name, other, assessment = one
        words = switch_in_words(name, getattr(other, name), self.lang)
        called = [
            reading_name(own, self.lang)
            for own, reading in self.matter.readings.items()
            if reading == other
        ]
        if called:
            words += self.say("list.open") + joined(called, self.lang) + self.say("list.close")
        if not assessment.open:
            answer = self.answer(assessment, other)
        elif not self.matter.assessment.open:
            answer = self.say("dispute.opens", offences=possible(assessment.prevailing, self.lang))
        else:
            answer = self.moved(assessment)
        return self.say("dispute.one", words=words, answer=answer)

    def moved(self, assessment: Assessment) -> str:
        """Differences of the possible answers from those of the first reading."""
        now = self.matter.assessment.prevailing
        gone, more = now & ~assessment.prevailing, assessment.prevailing & ~now
        some = self.say("first.some") + self.say("list.stop") if gone >> NONE & 1 else ""
        fewer = self.named("dispute.fewer", gone & ~(1 << NONE), "list.and")
        parts = [one for one in (fewer, some, self.named("dispute.also", more, "list.or")) if one]
        return self.sentences(*parts[:1], *map(upper, parts[1:]))

    def named(self, key: str, bits: int, last: str) -> str:
        return self.say(key, offences=possible(bits, self.lang, last)) if bits else ""
