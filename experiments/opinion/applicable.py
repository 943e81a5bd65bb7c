"""The law that applies, in words: what the dates reach, duties of the day, what a regulator could do at a finding."""

from __future__ import annotations

import math

from zombielaw.experiments.opinion.duties import (
    CONTENT,
    DATA,
    DUTIES,
    FIRST_MEASURES,
    FIRST_STATUTE,
    PROHIBITED,
    Duty,
    in_force_within,
)
from zombielaw.experiments.opinion.explain import Speaker, changes_in_words, day, in_words, joined, with_term
from zombielaw.experiments.opinion.pages import Block, Paragraph
from zombielaw.experiments.opinion.trace import Citer
from zombielaw.sim.law.citations import INTERPRETATION, Citation
from zombielaw.sim.law.dates import DATED, Statute, day_of, fine_needs_no_refusal, law_in_force
from zombielaw.sim.law.facts import Facts, holds
from zombielaw.sim.law.routes import IN_FORCE
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


class Applicable(Speaker):
    """The section of an opinion on the law that applies."""

    def __init__(self, facts: Facts, statute: Statute, citer: Citer) -> None:
        self.facts, self.statute, self.citer, self.lang = facts, statute, citer, citer.lang
        self.law = law_in_force(facts, statute)

    def blocks(self) -> list[Block]:
        marks = {MET: "law.marks_met", OPEN: "law.marks_open", NOT_MET: "law.marks_not"}[self.law.numeric_marks]
        key = {MET: "law.time_met", OPEN: "law.time_open", NOT_MET: "law.time_not"}[self.law.in_force]
        dated = self.statute.version == DATED
        conduct = in_words("conduct_end_day", self.facts.conduct_end_day, self.lang)
        said = [self.say("law.conduct", day=conduct) if dated else self.say("law.fixed", year=self.statute.version)]
        said.append(self.say(key, cites=self.citer.cites(IN_FORCE)))
        if self.law.in_force != NOT_MET:  # otherwise none of the articles of the Interpretation can matter
            named = self.citer.cite(Citation(INTERPRETATION))
            judgment = in_words("judgment_day", self.facts.judgment_day, self.lang)
            said += [self.say("law.judgment", day=judgment, interpretation=named)] if dated else []
            said.append(self.say(marks))
        changes = changes_in_words(self.statute, self.lang)
        said += [self.say("law.changes", changes=self.listed(changes))] if changes else []
        return [Paragraph(self.sentences(*said)), Paragraph(self.sentences(self.duties(), self.regulator()))]

    # ------------------------------------------------------------------------------------------------ duties

    def duties(self) -> str:
        """Sources of duty in force when the conduct ended; what is forbidden to everyone is told of regulators."""
        about = holds(self.facts.duty_on_content)
        table = in_force_within(self.facts.conduct_end_day)
        some = [
            one for one in (DUTIES if table is None else table)
            if one.about not in PROHIBITED and (about == OPEN or (one.about == CONTENT) == (about == MET))
        ]  # fmt: skip
        if not some:
            return self.say("duties.none")
        sources: dict[str, list[Duty]] = {}
        for one in some:
            sources.setdefault(one.source, []).append(one)
        if table is not None:
            named = [self.duty(source, of) for source, of in sources.items()]
        else:
            named = [
                self.say("duty.short", name=self.say(f"short.{source}"), since=day(of[0].since, self.lang))
                for source, of in sources.items()
            ]
        return self.say("duties.unknown" if table is None else "duties.known", duties=self.listed(named))

    def duty(self, source: str, of: list[Duty]) -> str:
        lang = self.lang
        about: dict[tuple[str, ...], list[str]] = {}
        for one in of:
            about.setdefault(one.articles, []).append(self.say(f"duty.{one.about}"))
        parts = [
            self.say("duty.place", articles=self.citer.articles(articles), about=self.listed(subjects))
            for articles, subjects in about.items()
        ]
        name = with_term(f"short.{source}", lang)
        since = self.say("source.since", day=day(of[0].since, lang))
        return self.say("duty.source", name=name, places=joined(parts, lang), since=since)

    # ------------------------------------------------------------------------------------------------ regulators

    def regulator(self) -> str:
        """What a regulator could do at the finding, before any refusal."""
        low, high = self.facts.order_day
        if math.isinf(low) or math.isinf(high):
            low, high = self.facts.conduct_end_day
        if high < FIRST_STATUTE:
            if not math.isinf(low) and low < FIRST_MEASURES:
                return ""
            said = self.say("regulator.before")
        else:
            answers = {self.at_finding(when) for when in (low, high)}
            unknown = low < FIRST_STATUTE or math.isinf(high) or len(answers) > 1
            said = self.say("regulator.unknown") if unknown else answers.pop()
        return self.sentences(said, self.say("regulator.always"))

    def at_finding(self, when: float) -> str:
        first = "regulator.amended" if fine_needs_no_refusal(when, False, False) else "regulator.first"
        data = any(one.about == DATA and one.fine_at_once and day_of(one.since) <= when for one in DUTIES)
        return self.sentences(
            self.say(first),
            self.say("regulator.names") if fine_needs_no_refusal(when, False, True) else "",
            self.say("regulator.data") if data else "",
        )
