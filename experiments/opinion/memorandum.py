"""The law's answer as one page that can be signed, with the examination as its annex.

The page has the answer under each reading, the facts to find first, the disputes that decide, units and exits, and the
views on which a judgment is right. It renders truths, routes and pivotal facts and decides nothing. Words stand in
``tables/``.
"""

from __future__ import annotations

from collections.abc import Mapping

from zombielaw.experiments.opinion.applicable import Applicable
from zombielaw.experiments.opinion.citations import days_of
from zombielaw.experiments.opinion.citer import Citer
from zombielaw.experiments.opinion.document import Memorandum, shortened
from zombielaw.experiments.opinion.ending import Ending
from zombielaw.experiments.opinion.explain import (
    BOTH,
    FEW_RIVALS,
    Speaker,
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
from zombielaw.experiments.opinion.first import First
from zombielaw.experiments.opinion.pages import Block, Heading, Paragraph, Point, Points
from zombielaw.experiments.opinion.pivotal_facts import pivots_each
from zombielaw.experiments.opinion.rivalry import Rivalry
from zombielaw.experiments.opinion.settling import Settling
from zombielaw.experiments.opinion.trace import Trace
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.assess import Assessment, assess, assess_each
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import Reading, prevails
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NO_RIVALS, NONE, OFFENCES, RIVALS, truth_of_rival
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
    return _Opinion(facts, statute, readings, lang).written(matter, verdict)


class _Opinion(Speaker):
    def __init__(self, facts: Facts, statute: Statute, readings: Mapping[str, Reading], lang: Language) -> None:
        self.facts, self.statute, self.readings, self.lang = facts, statute, readings, lang
        self.assessments = dict(zip(readings, assess_each(facts, statute, readings.values()), strict=True))
        self.turning = dict(zip(readings, pivots_each(facts, statute, tuple(readings.values())), strict=True))
        self.base = next(iter(readings))
        self.law = law_in_force(facts, statute)
        self.citer = Citer(days_of(facts, statute), lang)
        self.flips = self.flipped()
        self.on_page: list[tuple[str, Reading, Assessment]] = []

    # ------------------------------------------------------------------------------------------------ the whole

    def written(self, matter: str, verdict: str) -> Memorandum:
        title = self.say("head.title")
        heading = f"{title}{self.say('list.colon')}{matter}" if matter else title
        first = First(self.facts, self.statute, self.readings, self.assessments, self.turning, self.law, self.lang)
        parts: list[tuple[str, list[Block]]] = [
            ("head.answer", self.answers()),
            ("head.first", first.facts_to_find()),
            ("head.disputes", self.first_disputes()),
            ("head.ending", Ending(self.facts, self.assessments[self.base], self.citer, self.law).blocks()),
            ("head.verdict", first.judgment(verdict)),
        ]
        page: list[Block] = [Heading(1, heading)]
        for head, body in parts:
            page += [Heading(2, self.say(head)), *body] if body else []
        page.append(Paragraph(self.say("page.basis", count=upper(self.say(f"count.{len(OFFENCES)}")))))
        sections: list[tuple[str, list[Block]]] = [
            ("annex.law", Applicable(self.facts, self.statute, self.citer).blocks()),
            ("annex.elements", self.trace()),
            ("annex.readings", self.differences()),
            ("annex.facts", Settling(self.turning, self.law.numeric_marks == NOT_MET, self.lang).blocks()),
        ]
        sections.append(("annex.sources", [self.citer.sources()]))
        annex: list[Block] = [Heading(2, self.say("head.annex"))]
        for number, (head, body) in enumerate((one for one in sections if one[1]), start=1):
            annex += [Heading(3, self.say("head.number", number=self.say(f"number.{number}"), head=self.say(head)))]
            annex += body
        return Memorandum(self.lang, heading, shortened(tuple(page), self.lang), tuple(annex), tuple(self.citer.cited))

    # ------------------------------------------------------------------------------------------------ the page

    def answers(self) -> list[Block]:
        groups: dict[str, list[str]] = {}
        base = self.assessments[self.base]
        for name, assessment in self.assessments.items():
            moved = self.moved(assessment) if base.open and assessment.open else ""
            answer = (
                self.say("answer.open_too", changes=moved)
                if moved
                else self.prevailing(assessment, self.readings[name])
            )
            groups.setdefault(answer, []).append(name)
        points = tuple(
            Point(
                self.say("under.all", count=self.say(f"count.{len(self.readings)}"))
                if len(groups) == 1 and 1 < len(self.readings) <= 4
                else self.say("under.some", readings=readings_named(names, self.lang)),
                answer,
            )
            for answer, names in groups.items()
        )
        return [Points(points), Paragraph(self.sentences(self.why(), self.of_law()))]

    def first_disputes(self) -> list[Block]:
        """Disputes that decide: that on the tie of the two articles, if a reading has it, and those that move most."""
        points = [Point("", words) for words in filter(None, [self.disputed_tie()])]
        others = [one for one in self.flips if not (points and one[0] == "main_penalties_only")]
        now = self.assessments[self.base]
        others.sort(key=lambda one: -(one[2].prevailing ^ now.prevailing).bit_count())
        shown = others[: FIRST_DISPUTES - len(points)]
        self.on_page = shown
        points += [Point("", self.dispute(*one)) for one in shown]
        if not points:
            return [Paragraph(self.say("dispute.none"))] if self.law.in_force != NOT_MET else []
        more = len(others) - len(shown)
        return [Points(tuple(points)), *([Paragraph(self.say("dispute.more", count=more))] if more else [])]

    # ------------------------------------------------------------------------------------------------ answers

    def answer(self, assessment: Assessment, reading: Reading) -> str:
        """Sentences on the offence that prevails, and on those that are open beside it."""
        maybe = self.undecided(assessment)
        names = joined([self.offence(code) for code in maybe], self.lang, "list.or") if maybe else ""
        whatever = self.say("answer.whatever", others=names) if maybe else ""
        return self.sentences(self.prevailing(assessment, reading), whatever)

    def truths(self, assessment: Assessment) -> dict[int, int]:
        return {A_286_1: assessment.a_286_1, B_287_2: assessment.b_287_2} | self.rivals(assessment)

    def rivals(self, assessment: Assessment) -> dict[int, int]:
        return {FIRST_RIVAL + number: truth_of_rival(assessment.rivals, number) for number in range(len(RIVALS))}

    def undecided(self, assessment: Assessment) -> list[int]:
        """Offences that are open beside a settled answer, and would not prevail."""
        if assessment.open or assessment.prevailing == 1 << NONE:
            return []
        truths = self.truths(assessment)
        return [code for code, truth in truths.items() if truth == OPEN and not assessment.prevailing >> code & 1]

    def prevailing(self, assessment: Assessment, reading: Reading) -> str:
        bits, lang = assessment.prevailing, self.lang
        if assessment.open:
            return self.say("answer.open", offences=possible(bits, self.lang))
        if bits == 1 << NONE:
            return self.say("answer.none", count=self.say(f"count.{len(OFFENCES)}"))
        beaten = [code for code, truth in self.truths(assessment).items() if truth == MET and not bits >> code & 1]
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
            return self.say("answer.over", offence=offence, others=others, cites=self.citer.brief(HEAVIER))
        return self.say("answer.prevails" if self.undecided(assessment) else "answer.alone", offence=offence)

    def disputed_tie(self) -> str:
        """Say that the tie of 286-1 and 287-2 is disputed, and what the other side says, where a reading ties them."""
        tied = (
            assessment.prevailing & BOTH == BOTH and prevails(MET, MET, NO_RIVALS, self.readings[name]).offences == BOTH
            for name, assessment in self.assessments.items()
        )
        return self.say("tie.disputed") if any(tied) else ""

    def why(self) -> str:
        assessment = self.assessments[self.base]
        early = joined([self.offence(code) for code in (A_286_1, B_287_2)], self.lang)
        parts = [self.say("why.too_early", offences=early)] if assessment.in_force.truth == NOT_MET else []
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
            elements = joined([self.say(f"element.{name}") for name in worst], self.lang) if worst else ""
            parts.append(self.say(key, offence=self.offence(code), elements=elements))
        truths = self.rivals(assessment)
        for key, truth in (("why.rivals_met", MET), ("why.rivals_open", OPEN)):
            some = [self.offence(code) for code, one in truths.items() if one == truth]
            if some and not (assessment.open and truth == OPEN and len(some) <= FEW_RIVALS):
                parts.append(self.say(key, offences=joined(some, self.lang)))
        if self.undecided(assessment):
            parts.append(self.say("why.would_not"))
        lead = self.say("why.lead", reading=reading_name(self.base, self.lang)) if len(self.readings) > 1 else ""
        return self.sentences(lead, *parts)

    def of_law(self) -> str:
        """Say that what is open is so in law, where facts alone cannot settle it."""
        if not any(one.never for one in self.turning.values()):
            return ""
        weighed = self.law.numeric_marks == NOT_MET
        return self.say("why.law", reason=self.say("law.weighing" if weighed else "law.unsettled"))

    # ------------------------------------------------------------------------------------------------ the trace

    def trace(self) -> list[Block]:
        assessment = self.assessments[self.base]
        trace = Trace(self.facts, self.statute, self.readings[self.base], assessment, self.citer)
        rivalry = Rivalry(trace)
        blocks: list[Block] = []
        if len(self.readings) > 1 and self.readings_matter():
            blocks.append(Paragraph(self.say("trace.reading", reading=reading_name(self.base, self.lang))))
        if assessment.in_force.truth == NOT_MET:
            blocks.append(Paragraph(self.say("trace.not_in_force")))
        else:
            for code, truth, names in (
                (A_286_1, assessment.a_286_1, SHOWN_286_1),
                (B_287_2, assessment.b_287_2, SHOWN_287_2),
            ):
                shown = [name for name in names if trace.shown(name)]
                blocks += [self.head(code, truth), Points(trace.points(shown))]
        open_ones = {code: truth for code, truth in self.rivals(assessment).items() if truth != NOT_MET}
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
        return Heading(4, f"{self.titled(code)}{self.say('list.colon')}{self.say(f'made_out.{truth}')}")

    # ------------------------------------------------------------------------------------------------ readings

    def readings_matter(self) -> bool:
        """False where the two articles do not reach the conduct, so that no reading of them moves anything."""
        answers = {(one.prevailing, one.open, one.rivals) for one in self.assessments.values()}
        return self.law.in_force != NOT_MET or len(answers) > 1

    def differences(self) -> list[Block]:
        """Changes under the other readings, and those that each single dispute would make; empty if there are none."""
        points, base = [], self.assessments[self.base]
        for name, reading in self.readings.items() if self.readings_matter() else ():
            if name == self.base:
                continue
            moved = self.changes(base, self.assessments[name])
            if moved or reading_name(name, self.lang) == name:  # one of the user's own is always told
                words = self.listed(switches_in_words(reading, self.readings[self.base], self.lang))
                text = self.say("reading.says", words=upper(words)) if words else ""
                text = self.sentences(text, moved or self.say("reading.same"))
                points.append(Point(upper(reading_name(name, self.lang)), text))
        points += [Point("", self.dispute(*one)) for one in self.flips if one not in self.on_page]
        return [Paragraph(self.say("reading.lead")), Points(tuple(points))] if points else []

    def changes(self, base: Assessment, assessment: Assessment) -> str:
        moves = [
            (self.say(f"element.{name}"), truth_in_words(before, self.lang), truth_in_words(now, self.lang))
            for name in dict.fromkeys((*SHOWN_286_1, *SHOWN_287_2))
            if (before := getattr(base, name).truth) != (now := getattr(assessment, name).truth)
            and base.in_force.truth != NOT_MET
        ]
        made_out = ((A_286_1, base.a_286_1, assessment.a_286_1), (B_287_2, base.b_287_2, assessment.b_287_2))
        moves += [
            (self.offence(code), self.say(f"made_out.{before}"), self.say(f"made_out.{now}"))
            for code, before, now in made_out
            if before != now
        ]
        parts = [self.say("reading.move", what=what, before=before, truth=truth) for what, before, truth in moves]
        sentences = [self.say("reading.moves", moves=self.listed(parts))] if parts else []
        if (base.prevailing, base.open) != (assessment.prevailing, assessment.open):
            sentences.append(self.say("reading.answer"))
        return self.sentences(*sentences)

    def flipped(self) -> list[tuple[str, Reading, Assessment]]:
        """Disputes that change the answer if they alone are decided otherwise than in the first reading."""
        reading, now = self.readings[self.base], self.assessments[self.base]
        others = [(name, reading._replace(**{name: not getattr(reading, name)})) for name in Reading._fields]
        tried = [(name, other, assess(self.facts, self.statute, other)) for name, other in others]
        return [one for one in tried if (one[2].prevailing, one[2].open) != (now.prevailing, now.open)]

    def dispute(self, name: str, other: Reading, assessment: Assessment) -> str:
        """Change that one dispute would make; a reading that differs by it alone is named."""
        words = switch_in_words(name, getattr(other, name), self.lang)
        called = [reading_name(one, self.lang) for one, reading in self.readings.items() if reading == other]
        if called:
            words += self.say("list.open") + joined(called, self.lang) + self.say("list.close")
        if not assessment.open:
            answer = self.answer(assessment, other)
        elif not self.assessments[self.base].open:
            answer = self.say("dispute.opens", offences=possible(assessment.prevailing, self.lang))
        else:
            answer = self.moved(assessment)
        return self.say("dispute.one", words=words, answer=answer)

    def moved(self, assessment: Assessment) -> str:
        """Differences of the possible answers from those of the first reading."""
        now = self.assessments[self.base].prevailing
        gone, more = now & ~assessment.prevailing, assessment.prevailing & ~now
        some = self.say("first.some") + self.say("list.stop") if gone >> NONE & 1 else ""
        fewer = self.named("dispute.fewer", gone & ~(1 << NONE), "list.and")
        parts = [one for one in (fewer, some, self.named("dispute.also", more, "list.or")) if one]
        return self.sentences(*parts[:1], *map(upper, parts[1:]))

    def named(self, key: str, bits: int, last: str) -> str:
        return self.say(key, offences=possible(bits, self.lang, last)) if bits else ""
