"""The law's answer as an opinion of a page or two: the answer first, one trace, and what would settle what is open.

It renders truths, routes and pivotal facts and decides nothing. Words stand in ``sim/words``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from zombielaw.sim.law.assess import Assessment, assess
from zombielaw.sim.law.citations import INTERPRETATION, Citation, cited
from zombielaw.sim.law.concurrence import Reading
from zombielaw.sim.law.dates import (
    DATED,
    Statute,
    date_of,
    day_of,
    fine_needs_no_refusal,
    law_in_force,
)
from zombielaw.sim.law.duties import CONTENT, DATA, DUTIES, Duty, in_force
from zombielaw.sim.law.explain import (
    changes_in_words,
    day,
    in_words,
    joined,
    listed,
    offence_names,
    offences_in_words,
    reading_name,
    readings_named,
    sentences,
    switch_in_words,
    switches_in_words,
    truth_in_words,
    upper,
    with_term,
)
from zombielaw.sim.law.facts import Facts, holds
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, OFFENCES, RIVALS, truth_of_rival
from zombielaw.sim.law.pages import Block, Heading, Paragraph, Point, Points, markdown, page_html, text
from zombielaw.sim.law.pivotal_facts import pivots
from zombielaw.sim.law.routes import IN_FORCE
from zombielaw.sim.law.settling import Settling
from zombielaw.sim.law.trace import Citer, Trace
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.words.catalogue import Language, say

MANY = 2
"""Above so many, other offences are told in one list."""
FIRST_STATUTE = day_of(next(one.since for one in DUTIES if one.source == "cybersecurity_law"))
SHOWN_286_1 = ("in_force", "subject", "duty", "breach", "order", "refusal", "intent", "consequence")
SHOWN_287_2 = ("in_force", "knowing", "aid", "aided_crime", "serious", "fivefold")


HEAVIER = Citation("fashi_1997_12", "1")
_CLOCKS = ("conduct_end_day", "judgment_day")


class Memorandum(NamedTuple):
    """An opinion as a structure."""

    lang: Language
    title: str
    blocks: tuple[Block, ...]

    def markdown(self, level: int = 1) -> str:
        """The opinion as Markdown; ``level`` is that of its title."""
        return markdown(self.blocks, say("list.colon", self.lang), level)

    def html(self) -> str:
        """The opinion as one HTML page."""
        return page_html(self.blocks, self.lang, self.title, say("list.colon", self.lang))

    def text(self) -> str:
        """The opinion as plain text."""
        return text(self.blocks, say("list.colon", self.lang))


def memorandum(
    facts: Facts, statute: Statute, readings: Mapping[str, Reading], lang: Language = "en", matter: str = ""
) -> Memorandum:
    """Write an opinion on one course of conduct.

    Parameters
    ----------
    facts, statute
        What happened, as far as it is known, and the law's configuration.
    readings
        By name, at least one. The trace follows the first; of the others the differences are told.
    lang
        "en" or "zh".
    matter
        Name of the matter, for the title.
    """
    return _Opinion(facts, statute, readings, lang).written(matter)


class _Opinion:
    def __init__(self, facts: Facts, statute: Statute, readings: Mapping[str, Reading], lang: Language) -> None:
        self.facts, self.statute, self.readings, self.lang = facts, statute, readings, lang
        self.found = {name: assess(facts, statute, reading) for name, reading in readings.items()}
        self.turning = {name: pivots(facts, statute, reading) for name, reading in readings.items()}
        self.base = next(iter(readings))
        self.law = law_in_force(facts, statute)
        self.citer = Citer(facts, lang)

    def say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def sentences(self, *parts: str) -> str:
        return sentences(parts, self.lang)

    def named(self, *names: str) -> str:
        return readings_named(names, self.lang)

    def offence(self, code: int) -> str:
        return offences_in_words(1 << code, self.lang)

    # ------------------------------------------------------------------------------------------------ the whole

    def written(self, matter: str) -> Memorandum:
        title = self.say("head.title")
        heading = f"{title}{self.say('list.colon')}{matter}" if matter else title
        blocks: list[Block] = [Heading(1, heading)]
        sections = (
            ("head.answer", self.answers()),
            ("head.law", self.laws()),
            ("head.elements", self.trace()),
            ("head.readings", self.differences()),
            ("head.facts", Settling(self.turning, self.law.numeric_marks == NOT_MET, self.lang).blocks()),
        )
        number = 0
        for head, body in sections:
            if body:
                number += 1
                blocks += [Heading(2, self.numbered(head, number)), *body]
        return Memorandum(self.lang, heading, (*blocks, Heading(2, self.numbered("head.sources", number + 1)),
                                               self.citer.sources()))  # fmt: skip

    def numbered(self, head: str, number: int) -> str:
        return self.say("head.number", number=self.say(f"number.{number}"), head=self.say(head))

    # ------------------------------------------------------------------------------------------------ the answer

    def answers(self) -> list[Block]:
        groups: dict[str, list[str]] = {}
        for name in self.readings:
            groups.setdefault(self.answer(self.found[name], self.readings[name]), []).append(name)
        points = tuple(
            Point(
                self.say("under.all", count=self.say(f"count.{len(self.readings)}"))
                if len(groups) == 1 and 1 < len(self.readings) <= 4
                else self.say("under.some", readings=self.named(*names)),
                answer,
            )
            for answer, names in groups.items()
        )
        settles = self.say("answer.settles") if any(one.open for one in self.found.values()) else ""
        why = self.sentences(self.why(), self.of_law(), settles, self.say("answer.basis"))
        return [Points(points), Paragraph(why)]

    def answer(self, found: Assessment, reading: Reading) -> str:
        bits, lang = found.prevailing, self.lang
        if found.open:
            return self.say("answer.open", offences=listed(offence_names(bits, lang), lang))
        if bits == 1 << NONE:
            return self.say("answer.none")
        truths = {A_286_1: found.a_286_1, B_287_2: found.b_287_2}
        truths |= {FIRST_RIVAL + number: truth_of_rival(found.rivals, number) for number in range(len(RIVALS))}
        beaten = [code for code, truth in truths.items() if truth == MET and not bits >> code & 1]
        maybe = [code for code, truth in truths.items() if truth == OPEN and not bits >> code & 1]
        whatever = ""
        if maybe:
            names = joined([self.offence(code) for code in maybe], lang, "list.or")
            whatever = self.say("answer.whatever", others=names)
        if bits & (bits - 1):
            tied = joined(offence_names(bits, lang), lang)
            return self.sentences(self.say("answer.tie", offences=tied, cites=self.heavier()), whatever)
        offence = offences_in_words(bits, lang)
        others = joined([self.offence(code) for code in beaten], lang) if beaten else ""
        special = reading.special_law and bits == 1 << A_286_1 and B_287_2 in beaten
        if special and len(beaten) == 1:
            said = self.say("answer.special", offence=offence, others=others)
        elif special:
            said = self.say("answer.special_and_heavier", offence=offence)
        elif beaten:
            said = self.say("answer.over", offence=offence, others=others, cites=self.heavier())
        else:
            said = self.say("answer.prevails" if maybe else "answer.alone", offence=offence)
        return self.sentences(said, whatever)

    def heavier(self) -> str:
        """What "heavier" means, cited short, so that equal answers read alike."""
        self.citer.cite(HEAVIER)
        return cited(HEAVIER, self.lang)

    def why(self) -> str:
        found = self.found[self.base]
        parts = []
        for code, truth, names in (
            (A_286_1, found.a_286_1, SHOWN_286_1),
            (B_287_2, found.b_287_2, (*SHOWN_287_2[:-3], "weight")),
        ):
            if found.in_force.truth == NOT_MET:
                parts.append(self.say("why.too_early", offence=self.offence(code)))
                continue
            worst = [self.say(f"element.{name}") for name in names if getattr(found, name).truth == truth]
            key = {MET: "why.met", OPEN: "why.open", NOT_MET: "why.fails"}[truth]
            parts.append(self.say(key, offence=self.offence(code), elements=joined(worst, self.lang)))
        truths = [truth_of_rival(found.rivals, number) for number in range(len(RIVALS))]
        for key, truth in (("why.rivals_met", MET), ("why.rivals_open", OPEN)):
            some = [self.offence(FIRST_RIVAL + number) for number, one in enumerate(truths) if one == truth]
            if some:
                parts.append(self.say(key, offences=joined(some, self.lang)))
        if max(truths) == NOT_MET:
            parts.append(self.say("why.rivals_none"))
        lead = self.say("why.lead", reading=self.named(self.base)) if len(self.readings) > 1 else ""
        return self.sentences(lead, *parts)

    def of_law(self) -> str:
        """Say that what is open is so in law, where facts alone cannot settle it."""
        if not any(one.never for one in self.turning.values()):
            return ""
        weighed = self.law.numeric_marks == NOT_MET
        return self.say("why.law", reason=self.say("law.weighing" if weighed else "law.unsettled"))

    # ------------------------------------------------------------------------------------------------ the law

    def laws(self) -> list[Block]:
        facts, statute, lang = self.facts, self.statute, self.lang
        if statute.version == DATED:
            conduct, judgment = (in_words(name, getattr(facts, name), lang) for name in _CLOCKS)
            named = self.citer.cite(Citation(INTERPRETATION))
            first = self.say("law.dated", conduct=conduct, judgment=judgment, interpretation=named)
        else:
            first = self.say("law.fixed", year=statute.version)
        marks = {MET: "law.marks_met", OPEN: "law.marks_open", NOT_MET: "law.marks_not"}[self.law.numeric_marks]
        key = {MET: "law.time_met", OPEN: "law.time_open", NOT_MET: "law.time_not"}[self.law.in_force]
        time = self.say(key, cites=self.citer.cites(IN_FORCE))
        changes = changes_in_words(statute, lang)
        changed = self.say("law.changes", changes=listed(changes, lang)) if changes else ""
        return [
            Paragraph(self.sentences(first, time, self.say(marks), changed)),
            Paragraph(self.sentences(self.duties(), self.regulator())),
        ]

    def duties(self) -> str:
        """Sources of duty in force when the conduct ended."""
        low, high = self.facts.conduct_end_day
        about = holds(self.facts.duty_on_content)
        latest = math.inf if math.isinf(high) else high
        first = in_force(date_of(round(low))) if not math.isinf(low) else ()
        last = in_force(date_of(round(latest))) if not math.isinf(latest) else ()
        known = first == last if not math.isinf(low) else latest < FIRST_STATUTE
        table = last if known else DUTIES
        some = [one for one in table if about == OPEN or (one.about == CONTENT) == (about == MET)]
        if not some:
            return self.say("duties.none")
        sources: dict[str, list[Duty]] = {}
        for one in some:
            sources.setdefault(one.source, []).append(one)
        if known:
            named = [self.duty(source, of) for source, of in sources.items()]
        else:
            named = [
                self.say("duty.short", name=self.say(f"short.{source}"), since=day(of[0].since, self.lang))
                for source, of in sources.items()
            ]
        return self.say("duties.known" if known else "duties.unknown", duties=listed(named, self.lang))

    def duty(self, source: str, of: list[Duty]) -> str:
        lang = self.lang
        about: dict[tuple[str, ...], list[str]] = {}
        for one in of:
            about.setdefault(one.articles, []).append(self.say(f"duty.{one.about}"))
        parts = [
            self.say("duty.place", articles=self.citer.articles(articles), about=joined(subjects, lang))
            for articles, subjects in about.items()
        ]
        name = with_term(f"short.{source}", lang)
        since = self.say("source.since", day=day(of[0].since, lang))
        return self.say("duty.source", name=name, places=joined(parts, lang), since=since)

    def regulator(self) -> str:
        """What a regulator could do at the finding, before any refusal."""
        low, high = self.facts.order_day
        if math.isinf(low) or math.isinf(high):
            low, high = self.facts.conduct_end_day
        if high < FIRST_STATUTE:
            return self.say("regulator.before") if low >= day_of(DUTIES[0].since) or math.isinf(low) else ""
        answers = {self.at_finding(when) for when in (low, high)}
        if low < FIRST_STATUTE or math.isinf(high) or len(answers) > 1:
            return self.say("regulator.unknown")
        return answers.pop()

    def at_finding(self, when: float) -> str:
        first = "regulator.amended" if fine_needs_no_refusal(when, False, False) else "regulator.first"
        data = any(one.about == DATA and one.fine_at_once and day_of(one.since) <= when for one in DUTIES)
        return self.sentences(
            self.say(first),
            self.say("regulator.names") if fine_needs_no_refusal(when, False, True) else "",
            self.say("regulator.data") if data else "",
        )

    # ------------------------------------------------------------------------------------------------ the trace

    def trace(self) -> list[Block]:
        found = self.found[self.base]
        trace = Trace(self.facts, self.statute, self.readings[self.base], found, self.citer)
        blocks: list[Block] = []
        if len(self.readings) > 1:
            blocks.append(Paragraph(self.say("trace.reading", reading=self.named(self.base))))
        if found.in_force.truth == NOT_MET:
            blocks.append(Paragraph(self.say("trace.not_in_force")))
        else:
            for code, truth, names in ((A_286_1, found.a_286_1, SHOWN_286_1), (B_287_2, found.b_287_2, SHOWN_287_2)):
                shown = [name for name in names if trace.shown(name)]
                blocks += [self.head(code, truth), Points(trace.points(shown))]
        truths = {FIRST_RIVAL + number: truth_of_rival(found.rivals, number) for number in range(len(RIVALS))}
        open_ones = {code: truth for code, truth in truths.items() if truth != NOT_MET}
        if len(open_ones) > MANY:
            blocks.append(Heading(3, self.say("trace.others")))
            points = [
                Point(f"{self.titled(code)}{self.say('list.comma_then')}{self.say(f'made_out.{truth}')}",
                      trace.rival(code - FIRST_RIVAL, briefly=True))
                for code, truth in open_ones.items()
            ]  # fmt: skip
            blocks.append(Points(tuple(points)))
        else:
            for code, truth in open_ones.items():
                blocks += [self.head(code, truth), Paragraph(trace.rival(code - FIRST_RIVAL))]
        if len(open_ones) < len(RIVALS):
            blocks.append(Paragraph(self.say("trace.rest" if open_ones else "why.rivals_none")))
        return blocks

    def titled(self, code: int) -> str:
        name = OFFENCES[code - 1]
        title = with_term(f"title.{name}", self.lang)
        return self.say("trace.offence_short", offence=self.say(f"article.{name}"), title=title)

    def head(self, code: int, truth: int) -> Heading:
        return Heading(3, f"{self.titled(code)}{self.say('list.colon')}{self.say(f'made_out.{truth}')}")

    # ------------------------------------------------------------------------------------------------ readings

    def differences(self) -> list[Block]:
        points = []
        base = self.found[self.base]
        for name, reading in self.readings.items():
            switches = switches_in_words(reading, self.lang)
            words = self.say("reading.says", words=upper(listed(switches, self.lang))) if switches else ""
            if name == self.base:
                said = words or self.say("reading.base")
            else:
                said = self.sentences(words, self.changes(base, self.found[name]))
            points.append(Point(upper(reading_name(name, self.lang)), said))
        return [Points((*points, Point(self.say("dispute.lead"), self.disputes())))]

    def changes(self, base: Assessment, found: Assessment) -> str:
        moves = [
            (self.say(f"element.{name}"), truth_in_words(before, self.lang), truth_in_words(now, self.lang))
            for name in dict.fromkeys((*SHOWN_286_1, *SHOWN_287_2))
            if (before := getattr(base, name).truth) != (now := getattr(found, name).truth)
            and base.in_force.truth != NOT_MET
        ]
        moves += [
            (self.offence(code), self.say(f"made_out.{before}"), self.say(f"made_out.{now}"))
            for code, before, now in (
                (A_286_1, base.a_286_1, found.a_286_1),
                (B_287_2, base.b_287_2, found.b_287_2),
            )
            if before != now
        ]
        told = [self.say("reading.move", what=what, before=before, truth=truth) for what, before, truth in moves]
        said = [self.say("reading.moves", moves=listed(told, self.lang))] if told else []
        same = (base.prevailing, base.open) == (found.prevailing, found.open)
        if same and not said:
            return self.say("reading.same")
        said.append(self.say("reading.answer_same" if same else "reading.answer"))
        return self.sentences(*said)

    def disputes(self) -> str:
        """Disputes that change the answer if they alone are decided otherwise than in the first reading."""
        reading, now = self.readings[self.base], self.found[self.base]
        told = []
        for name in Reading._fields:
            other = reading._replace(**{name: not getattr(reading, name)})
            found = assess(self.facts, self.statute, other)
            if (found.prevailing, found.open) != (now.prevailing, now.open):
                words = switch_in_words(name, getattr(other, name), self.lang)
                gone = now.prevailing & ~found.prevailing
                if found.open and gone and not found.prevailing & ~now.prevailing:
                    answer = self.say("dispute.fewer", offences=offences_in_words(gone, self.lang))
                else:
                    answer = self.answer(found, other)
                told.append(self.say("dispute.one", words=words, answer=answer))
        if not told:
            return self.say("dispute.none")
        return self.sentences(self.say("dispute.matter"), *told)
