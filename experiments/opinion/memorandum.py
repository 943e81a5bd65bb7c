"""The law's answer as an opinion of a page or two: the answer first, one trace, and what would settle what is open.

It renders truths, routes and pivotal facts and decides nothing. Words stand in ``tables/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zombielaw.experiments.opinion.applicable import Applicable
from zombielaw.experiments.opinion.citations import cited
from zombielaw.experiments.opinion.explain import (
    Speaker,
    joined,
    offence_names,
    offences_in_words,
    reading_name,
    readings_named,
    switch_in_words,
    switches_in_words,
    truth_in_words,
    upper,
    with_term,
)
from zombielaw.experiments.opinion.pages import Block, Heading, Paragraph, Point, Points, markdown, page_html, text
from zombielaw.experiments.opinion.pivotal_facts import pivots_each
from zombielaw.experiments.opinion.rivalry import Rivalry
from zombielaw.experiments.opinion.settling import Settling
from zombielaw.experiments.opinion.trace import Citer, Trace
from zombielaw.experiments.opinion.words import say
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.assess import Assessment, assess, assess_each
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import Reading, prevails
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NO_RIVALS, NONE, OFFENCES, RIVALS, truth_of_rival
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

MANY = 2
"""Above so many, other offences are told in one list."""
SHOWN_286_1 = ("in_force", "subject", "duty", "breach", "order", "refusal", "intent", "consequence")
SHOWN_287_2 = ("in_force", "knowing", "aid", "aided_crime", "serious", "fivefold")

HEAVIER = Citation("fashi_1997_12", "1")


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

    ``facts, statute``: what happened, as far as it is known, and the law's configuration. ``readings``: by name, at
    least one. The trace follows the first; of the others the differences are told. ``lang``: "en" or "zh". ``matter``:
    name of the matter, for the title.
    """
    return _Opinion(facts, statute, readings, lang).written(matter)


class _Opinion(Speaker):
    def __init__(self, facts: Facts, statute: Statute, readings: Mapping[str, Reading], lang: Language) -> None:
        self.facts, self.statute, self.readings, self.lang = facts, statute, readings, lang
        self.found = dict(zip(readings, assess_each(facts, statute, readings.values()), strict=True))
        self.turning = dict(zip(readings, pivots_each(facts, statute, tuple(readings.values())), strict=True))
        self.base = next(iter(readings))
        self.law = law_in_force(facts, statute)
        self.citer = Citer(facts, lang)
        reached = law_in_force(facts, statute).in_force != NOT_MET
        answers = {(one.prevailing, one.open, one.rivals) for one in self.found.values()}
        self.readings_matter = reached or len(answers) > 1

    # ------------------------------------------------------------------------------------------------ the whole

    def written(self, matter: str) -> Memorandum:
        title = self.say("head.title")
        heading = f"{title}{self.say('list.colon')}{matter}" if matter else title
        blocks: list[Block] = [Heading(1, heading)]
        sections: list[tuple[str, list[Block]]] = [
            ("head.answer", self.answers()),
            ("head.law", Applicable(self.facts, self.statute, self.citer).blocks()),
            ("head.elements", self.trace()),
            ("head.readings", self.differences()),
            ("head.facts", Settling(self.turning, self.law.numeric_marks == NOT_MET, self.lang).blocks()),
        ]
        sections.append(("head.sources", [self.citer.sources()]))
        for number, (head, body) in enumerate((one for one in sections if one[1]), start=1):
            said = self.say("head.number", number=self.say(f"number.{number}"), head=self.say(head))
            blocks += [Heading(2, said), *body]
        return Memorandum(self.lang, heading, tuple(blocks))

    # ------------------------------------------------------------------------------------------------ the answer

    def answers(self) -> list[Block]:
        groups: dict[str, list[str]] = {}
        for name in self.readings:
            groups.setdefault(self.prevailing(self.found[name], self.readings[name]), []).append(name)
        points = tuple(
            Point(
                self.say("under.all", count=self.say(f"count.{len(self.readings)}"))
                if len(groups) == 1 and 1 < len(self.readings) <= 4
                else self.say("under.some", readings=readings_named(names, self.lang)),
                answer,
            )
            for answer, names in groups.items()
        )
        settles = self.say("answer.settles") if any(one.open for one in self.found.values()) else ""
        basis = self.say("answer.basis", count=self.say(f"count.{len(OFFENCES)}"))
        why = self.sentences(self.why(), self.hangs(), self.tie(), self.disputed_tie(), self.of_law(), settles, basis)
        return [Points(points), Paragraph(why)]

    def answer(self, found: Assessment, reading: Reading) -> str:
        """What prevails, and what is open beside it."""
        maybe = self.undecided(found)
        names = joined([self.offence(code) for code in maybe], self.lang, "list.or") if maybe else ""
        whatever = self.say("answer.whatever", others=names) if maybe else ""
        return self.sentences(self.prevailing(found, reading), whatever)

    def truths(self, found: Assessment) -> dict[int, int]:
        return {A_286_1: found.a_286_1, B_287_2: found.b_287_2} | self.rivals(found)

    def rivals(self, found: Assessment) -> dict[int, int]:
        return {FIRST_RIVAL + number: truth_of_rival(found.rivals, number) for number in range(len(RIVALS))}

    def undecided(self, found: Assessment) -> list[int]:
        """Offences that are open beside a settled answer, and would not prevail."""
        if found.open or found.prevailing == 1 << NONE:
            return []
        truths = self.truths(found)
        return [code for code, truth in truths.items() if truth == OPEN and not found.prevailing >> code & 1]

    def prevailing(self, found: Assessment, reading: Reading) -> str:
        bits, lang = found.prevailing, self.lang
        if found.open:
            return self.say("answer.open", offences=self.listed(offence_names(bits, lang)))
        if bits == 1 << NONE:
            return self.say("answer.none", count=self.say(f"count.{len(OFFENCES)}"))
        beaten = [code for code, truth in self.truths(found).items() if truth == MET and not bits >> code & 1]
        if bits & (bits - 1):
            tied = joined(offence_names(bits, lang), lang)
            return self.say("answer.tie", offences=tied, cites=self.heavier())
        offence = offences_in_words(bits, lang)
        others = joined([self.offence(code) for code in beaten], lang) if beaten else ""
        special = reading.special_law and bits == 1 << A_286_1 and B_287_2 in beaten
        if special and len(beaten) == 1:
            return self.say("answer.special", offence=offence, others=others)
        if special:
            return self.say("answer.special_and_heavier", offence=offence)
        if beaten:
            return self.say("answer.over", offence=offence, others=others, cites=self.heavier())
        return self.say("answer.prevails" if self.undecided(found) else "answer.alone", offence=offence)

    def heavier(self) -> str:
        """What "heavier" means, cited short, so that equal answers read alike."""
        self.citer.cite(HEAVIER)
        return cited(HEAVIER, self.lang)

    def hangs(self) -> str:
        """The disputed views on which a settled answer rests: decided otherwise, each alone would change it."""
        if self.found[self.base].open:
            return ""
        reading = self.readings[self.base]
        views = [switch_in_words(name, getattr(reading, name), self.lang) for name, _, _ in self.flips()]
        return self.say("why.hangs", views=self.listed(views)) if views else ""

    def tie(self) -> str:
        """Say that 286-1 and 287-2 would tie, where both are open or met, and nothing settles the answer."""
        found, reading = self.found[self.base], self.readings[self.base]
        both = 1 << A_286_1 | 1 << B_287_2
        if not found.open or found.prevailing & both != both:
            return ""
        if prevails(MET, MET, NO_RIVALS, reading).offences != both:
            return ""
        return self.say("why.tie", cites=self.heavier())

    def disputed_tie(self) -> str:
        """Say that the tie of 286-1 and 287-2 is disputed, and what the other side says, where a reading ties them."""
        both = 1 << A_286_1 | 1 << B_287_2
        tied = (
            found.prevailing & both == both and prevails(MET, MET, NO_RIVALS, self.readings[name]).offences == both
            for name, found in self.found.items()
        )
        return self.say("tie.disputed") if any(tied) else ""

    def why(self) -> str:
        found = self.found[self.base]
        early = joined([self.offence(code) for code in (A_286_1, B_287_2)], self.lang)
        parts = [self.say("why.too_early", offences=early)] if found.in_force.truth == NOT_MET else []
        special = (A_286_1, found.a_286_1, SHOWN_286_1), (B_287_2, found.b_287_2, (*SHOWN_287_2[:-3], "weight"))
        for code, truth, names in special if found.in_force.truth != NOT_MET else ():
            worst = [self.say(f"element.{name}") for name in names if getattr(found, name).truth == truth]
            key = {MET: "why.met", OPEN: "why.open", NOT_MET: "why.fails"}[truth]
            parts.append(self.say(key, offence=self.offence(code), elements=joined(worst, self.lang)))
        truths = self.rivals(found)
        for key, truth in (("why.rivals_met", MET), ("why.rivals_open", OPEN)):
            some = [self.offence(code) for code, one in truths.items() if one == truth]
            if some:
                parts.append(self.say(key, offences=joined(some, self.lang)))
        if max(truths.values()) == NOT_MET:
            parts.append(self.say("why.rivals_none"))
        if self.undecided(found):
            parts.append(self.say("why.would_not"))
        lead = self.say("why.lead", reading=reading_name(self.base, self.lang)) if len(self.readings) > 1 else ""
        return self.sentences(lead, *parts)

    def of_law(self) -> str:
        """Say that what is open is so in law, where facts alone cannot settle it."""
        if not any(one.never for one in self.turning.values()):
            return ""
        weighed = self.law.numeric_marks == NOT_MET
        return self.say("why.law", reason=self.say("law.weighing" if weighed else "law.unsettled"))

    def flips(self) -> list[tuple[str, Reading, Assessment]]:
        """Disputes that change the answer if they alone are decided otherwise than in the first reading."""
        reading, now = self.readings[self.base], self.found[self.base]
        others = [(name, reading._replace(**{name: not getattr(reading, name)})) for name in Reading._fields]
        tried = [(name, other, assess(self.facts, self.statute, other)) for name, other in others]
        return [one for one in tried if (one[2].prevailing, one[2].open) != (now.prevailing, now.open)]

    # ------------------------------------------------------------------------------------------------ the trace

    def trace(self) -> list[Block]:
        found = self.found[self.base]
        trace = Trace(self.facts, self.statute, self.readings[self.base], found, self.citer)
        rivalry = Rivalry(trace)
        blocks: list[Block] = []
        if len(self.readings) > 1 and self.readings_matter:
            blocks.append(Paragraph(self.say("trace.reading", reading=reading_name(self.base, self.lang))))
        if found.in_force.truth == NOT_MET:
            blocks.append(Paragraph(self.say("trace.not_in_force")))
        else:
            for code, truth, names in ((A_286_1, found.a_286_1, SHOWN_286_1), (B_287_2, found.b_287_2, SHOWN_287_2)):
                shown = [name for name in names if trace.shown(name)]
                blocks += [self.head(code, truth), Points(trace.points(shown))]
        open_ones = {code: truth for code, truth in self.rivals(found).items() if truth != NOT_MET}
        if len(open_ones) > MANY:
            blocks.append(Heading(3, self.say("trace.others")))
            points = [
                Point(f"{self.titled(code)}{self.say('list.comma_then')}{self.say(f'made_out.{truth}')}",
                      rivalry.of(code - FIRST_RIVAL, briefly=True))
                for code, truth in open_ones.items()
            ]  # fmt: skip
            blocks.append(Points(tuple(points)))
        else:
            for code, truth in open_ones.items():
                blocks += [self.head(code, truth), Paragraph(rivalry.of(code - FIRST_RIVAL))]
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
        if not self.readings_matter:
            one = len(self.readings) == 1
            return [Paragraph(self.sentences("" if one else self.say("reading.none_matters"), self.disputes()))]
        points = []
        base = self.found[self.base]
        for name, reading in self.readings.items():
            switches = switches_in_words(reading, self.lang)
            words = self.say("reading.says", words=upper(self.listed(switches))) if switches else ""
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
        made_out = ((A_286_1, base.a_286_1, found.a_286_1), (B_287_2, base.b_287_2, found.b_287_2))
        moves += [
            (self.offence(code), self.say(f"made_out.{before}"), self.say(f"made_out.{now}"))
            for code, before, now in made_out
            if before != now
        ]
        told = [self.say("reading.move", what=what, before=before, truth=truth) for what, before, truth in moves]
        said = [self.say("reading.moves", moves=self.listed(told))] if told else []
        same = (base.prevailing, base.open) == (found.prevailing, found.open)
        if same and not said:
            return self.say("reading.same")
        said.append(self.say("reading.answer_same" if same else "reading.answer"))
        return self.sentences(*said)

    def disputes(self) -> str:
        """What each single dispute would change."""
        now, told = self.found[self.base], []
        for name, other, found in self.flips():
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
