"""The law of the day in words: what the dates reach, duties in force, persons whom a conviction reaches, and exits."""

from __future__ import annotations

import math
from datetime import date

from zombielaw.experiments.opinion.citations import place
from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.duties import (
    CONTENT,
    PROHIBITED,
    Duty,
    in_force_within,
    possible_within,
)
from zombielaw.experiments.opinion.explain import (
    changes_in_words,
    day,
    in_words,
    joined,
    offence_names,
    with_term,
)
from zombielaw.experiments.opinion.pages import Block, Paragraph
from zombielaw.sim.decisions.exits import COMPLIANCE, GROUNDS
from zombielaw.sim.law.citations import INTERPRETATION, Citation, law_at, rule_at
from zombielaw.sim.law.dates import DATED, day_of
from zombielaw.sim.law.facts import holds
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE, OF_UNITS
from zombielaw.sim.law.offences.rival import months_of
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


class Applicable(Section):
    """The section of an opinion on the law that applies."""

    def blocks(self) -> list[Block]:
        """Paragraphs on the law that the dates reach, and on the duties in force."""
        sentences = (
            self.dated()
            if self.statute.version == DATED
            else [self.say("law.fixed", year=self.statute.version)]
        )
        changes = changes_in_words(self.statute, self.lang)
        sentences += [self.say("law.changes", changes=self.listed(changes))] if changes else []
        return [Paragraph(self.sentences(*sentences)), Paragraph(self.duties())]

    def dated(self) -> list[str]:
        """The clocks: the statute by the conduct, interpretations by the judgment."""
        key = {MET: "law.time_met", OPEN: "law.time_open", NOT_MET: "law.time_not"}[
            self.law.in_force
        ]
        marks = {MET: "law.marks_met", OPEN: "law.marks_open", NOT_MET: "law.marks_not"}[
            self.law.numeric_marks
        ]
        conduct = in_words("conduct_end_day", self.facts.conduct_end_day, self.lang)
        sentences = [
            self.say("law.conduct", day=conduct, cites=self.citer.cite(law_at("12"))),
            self.say(key),
        ]
        # otherwise none of the articles of the Interpretation can matter
        if self.law.in_force != NOT_MET:
            judgment = in_words("judgment_day", self.facts.judgment_day, self.lang)
            sentences.append(
                self.say(
                    "law.judgment", day=judgment, cites=self.citer.cite(Citation("rules_2001"))
                )
            )
            applies = self.law.numeric_marks != NOT_MET
            sentences.append(
                self.say(
                    marks,
                    interpretation=self.citer.cite(Citation(INTERPRETATION)) if applies else "",
                )
            )
        return sentences

    def duties(self) -> str:
        """Sources of duty that were in force when the conduct ended, or may have been."""
        about, conduct = holds(self.facts.duty_on_content), self.citer.days.conduct
        some = [
            one
            for one in possible_within(conduct)
            if one.about not in PROHIBITED
            and (about == OPEN or (one.about == CONTENT) == (about == MET))
        ]
        if not some:
            return self.say("duties.none")
        sources: dict[str, list[Duty]] = {}
        for one in some:
            sources.setdefault(one.source, []).append(one)
        if in_force_within(conduct) is None:
            named = [
                self.say(
                    "duty.short",
                    name=self.say(f"short.{source}"),
                    since=day(of[0].since, self.lang),
                )
                for source, of in sources.items()
            ]
            return self.say("duties.unknown", duties=self.listed(named))
        return self.say(
            "duties.known",
            duties=self.listed(self.duty(source, of) for source, of in sources.items()),
        )

    def duty(self, source: str, of: list[Duty]) -> str:
        """One source, with the articles that set its duties."""
        lang = self.lang
        about: dict[tuple[str, ...], list[str]] = {}
        for one in of:
            about.setdefault(one.articles, []).append(self.say(f"duty.{one.about}"))
        parts = [
            self.say(
                "duty.place", articles=self.citer.articles(articles), about=self.listed(subjects)
            )
            for articles, subjects in about.items()
        ]
        name = with_term(f"short.{source}", lang)
        since = self.say("source.since", day=day(of[0].since, lang))
        return self.say("duty.source", name=name, places=joined(parts, lang), since=since)


SHORT = 60.0
"""Months to which a first range may go; beyond it, circumstances are not minor."""
PROCEDURE_2012, PROCEDURE_2018 = day_of(date(2013, 1, 1)), day_of(date(2018, 10, 26))
"""The Criminal Procedure Law as revised in 2012 and in 2018, with other numbers of its articles."""


class Ending(Section):
    """The section of an opinion on persons and exits."""

    def blocks(self) -> list[Block]:
        """Paragraph on a conviction of a unit, and on the exits; nothing where no offence may prevail."""
        if self.matter.assessment.prevailing == 1 << NONE:
            return []
        parts = self.sentences(self.units() if holds(self.facts.unit) == MET else "", self.exits())
        return [Paragraph(parts)] if parts else []

    def units(self) -> str:
        """Sentences on the offences that a unit may commit, if they prevail, and on who answers for the others."""
        codes = [
            code
            for code in range(1, len(OF_UNITS))
            if self.matter.assessment.prevailing >> code & 1
        ]
        of_units = sum(1 << code for code in codes if OF_UNITS[code])
        of_persons = sum(1 << code for code in codes if not OF_UNITS[code])
        places = [
            law_at(article, 2)
            for code, article in ((A_286_1, "286-1"), (B_287_2, "287-2"))
            if of_units >> code & 1
        ]
        cites = (
            self.say("trace.cite", cites=self.listed(map(self.citer.brief, places)))
            if places
            else ""
        )
        parts = []
        if of_units:
            parts.append(
                self.sentences(self.say("unit.punished", offences=self.names(of_units)), cites)
            )
        if of_persons:
            by = self.citer.brief(Citation("npcsc_2014"))
            parts.append(self.say("unit.persons", offences=self.names(of_persons), cites=by))
        return self.sentences(*parts)

    def names(self, bits: int) -> str:
        return joined(offence_names(bits, self.lang), self.lang)

    def exits(self) -> str:
        """Exits by name, as far as nothing that is known excludes them."""
        if self.citer.days.judgment.high < PROCEDURE_2012:
            return ""
        parts = []
        # whatever prevails is no lighter than what is met
        short = max(map(months_of, self.matter.assessment.rivals.low)) <= SHORT
        if short and not any(self.matter.assessment.rivals.low):
            places = [self.citer.brief(law_at("13", 0)), self.procedure("16", "15")]
            parts.append(self.say("exit.clearly_minor", cites=self.listed(places)))
        if short:
            parts.append(self.say("exit.minor", cites=self.procedure("177", "173", 2)))
        if short and holds(self.facts.unit) != NOT_MET and self.pilot():
            parts.append(self.say("exit.compliance"))
        if self.matter.assessment.open:
            parts.append(self.say("exit.evidence", cites=self.procedure("175", "171", 4)))
        cites_procedure = len(parts) > (self.say("exit.compliance") in parts)
        fifteen = short and self.law.numeric_marks != NOT_MET
        see = self.say("exit.see") if fifteen and self.citer.brief(rule_at("15")) else ""
        lead = self.say("exit.lead", cites=see, exits=self.listed(parts)) if parts else ""
        return self.sentences(
            lead, self.say("exit.numbers") if cites_procedure and self.revised_within() else ""
        )

    def pilot(self) -> bool:
        """True if the judgment may lie in the years of the compliance pilot."""
        first, last = (day_of(GROUNDS[COMPLIANCE].open[place][0]) for place in (0, -1))
        judgment = self.citer.days.judgment
        return judgment.high >= first and judgment.low < last

    def revised_within(self) -> bool:
        """True if the days between which the judgment came lie on both sides of the revision of 2018."""
        judgment = self.citer.days.judgment
        return -math.inf < judgment.low < PROCEDURE_2018 <= judgment.high

    def procedure(self, new: str, old: str, paragraph: int = 0) -> str:
        """A place in the Criminal Procedure Law, by its number of the day; the law is named once."""
        revised = self.citer.days.judgment.high >= PROCEDURE_2018
        citation = (
            Citation("procedure_2018", new, paragraph)
            if revised
            else Citation("procedure_2012", old, paragraph)
        )
        again = any(one.source == citation.source for one in self.citer.cited)
        named = self.citer.brief(citation)
        return self.say("cite.same", place=place(citation, self.lang)) if again else named
