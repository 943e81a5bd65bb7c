"""The law of the day in words: what the dates reach, duties in force, sentence, persons and exits."""

from __future__ import annotations

import math
from datetime import date

from zombielaw.experiments.opinion.citations import stands
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
    in_words,
    joined,
    range_in_words,
)
from zombielaw.experiments.opinion.outcome import MADE_OUT, OUTCOMES, dated
from zombielaw.experiments.opinion.pages import Block, Paragraph, Point, Points
from zombielaw.sim.law.citations import CRIMINAL_LAW, INTERPRETATION, Citation, law_at, rule_at
from zombielaw.sim.law.dates import DATED, day_of
from zombielaw.sim.law.facts import ANY_DAY, holds
from zombielaw.sim.law.offences import A_286_1, ALL, B_287_2, FIRST_RIVAL, NONE, OFFENCES, UNITS
from zombielaw.sim.law.offences.rival import BELOW_ALL, limit_of, months_of
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

NO_OFFENCE = OUTCOMES[NONE]


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
        outcome = self.matter.outcome
        # they are the duties of 286-1, and what an administrative end rests on
        asked = A_286_1 in outcome.raised or outcome.best == NO_OFFENCE
        duties = [Paragraph(self.duties())] if asked else []
        return [Paragraph(self.sentences(*sentences)), *duties]

    def dated(self) -> list[str]:
        """The clocks: the statute by the conduct, interpretations by the judgment."""
        key = {MET: "law.time_met", OPEN: "law.time_open", NOT_MET: "law.time_not"}[
            self.law.in_force
        ]
        marks = {MET: "law.marks_met", OPEN: "law.marks_open", NOT_MET: "law.marks_not"}[
            self.law.numeric_marks
        ]
        days = dated(self.facts)
        conduct = in_words("conduct_end_day", days.conduct_end_day, self.lang)
        sentences = [
            self.say("law.conduct", day=conduct, cites=self.citer.cite(law_at("12"))),
            self.say(key),
        ]
        # otherwise none of the articles of the Interpretation can matter
        if self.law.in_force != NOT_MET:
            judgment = in_words("judgment_day", days.judgment_day, self.lang)
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
        known = (self.facts.conduct_end_day, self.facts.judgment_day)
        return [*sentences, self.say("law.supposed")] if ANY_DAY in known else sentences

    def duties(self) -> str:
        """Sources of duty in force when the conduct ended, or maybe, and their penalties; with articles if it is known
        which duty it was.
        """
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
        open_ = in_force_within(conduct) is None
        named = [
            self.penalty(
                self.say(f"short.{source}") if open_ or about == OPEN else self.duty(source, of), of
            )
            for source, of in sources.items()
        ]
        return self.say("duties.unknown" if open_ else "duties.known", duties=self.listed(named))

    def penalty(self, name: str, of: list[Duty]) -> str:
        """A source; if no offence is the best or next outcome, with the articles under which a regulator punishes."""
        articles = tuple(dict.fromkeys(article for one in of for article in one.penalty))
        if not articles or NO_OFFENCE not in (self.matter.outcome.best, self.matter.outcome.next):
            return name
        return self.say("duty.penalty", name=name, articles=self.citer.articles(articles))

    def duty(self, source: str, of: list[Duty]) -> str:
        """One source, with the articles that set its duties."""
        about: dict[tuple[str, ...], list[str]] = {}
        for one in of:
            about.setdefault(one.articles, []).append(self.say(f"duty.{one.about}"))
        parts = [
            self.say(
                "duty.place", articles=self.citer.articles(articles), about=self.listed(subjects)
            )
            for articles, subjects in about.items()
        ]
        name = self.say(f"short.{source}")
        return self.say("duty.source", name=name, places=joined(parts, self.lang))


SHORT, SUSPENDED = 60.0, 36.0
"""Months to which a range may go, for circumstances to be minor and for a sentence to be suspended."""
PROCEDURE_2012, PROCEDURE_2018 = day_of(date(2013, 1, 1)), day_of(date(2018, 10, 26))
"""The Criminal Procedure Law as revised in 2012 and in 2018, with other numbers of its articles."""
GROUNDS = {
    "surrendered": law_at("67"),
    "pleads": Citation("procedure_2018", "15"),
    "restituted": law_at("64", 0),
    "sanctioned_before": Citation("opinion_2025", "9"),
}
"""Facts of a file that move the sentence, and the place that says how."""


class Ending(Section):
    """The section of an opinion on the sentence, persons and exits of the outcome supported best."""

    def blocks(self) -> list[Block]:
        """Points on range and fine, what moves them, who is punished, and the exits; none without an offence."""
        best = self.matter.outcome.best
        if best not in OFFENCES:
            return []
        code = OFFENCES.index(best) + 1
        told = {
            "sentence.range": self.range(code),
            "sentence.grounds": self.grounds(code),
            "sentence.persons": self.persons(code),
            "sentence.exits": self.exits(code),
        }
        return [Points(tuple(Point(self.say(key), text) for key, text in told.items() if text))]

    # ------------------------------------------------------------------------------------------------ the sentence

    def range(self, code: int) -> str:
        """The range that the file reaches, and the heaviest that it may reach; the fine; no months."""
        low, high = self.matter.range_of(code)
        ranges = [
            range_in_words(one, self.lang) for one in dict.fromkeys((low, high)) if one > BELOW_ALL
        ]
        words = joined(ranges, self.lang, "sentence.at_most") + self.say("list.stop")
        by_gain = ALL[code - FIRST_RIVAL].fine if code >= FIRST_RIVAL else None
        if by_gain and stands(by_gain, self.citer.days):
            return self.sentences(words, self.say("fine.gain", cites=self.citer.brief(by_gain)))
        plain = self.citer.brief(Citation("fashi_2000_45", "2"))
        return self.sentences(words, self.say("fine.plain", cites=plain))

    def grounds(self, code: int) -> str:
        """What the file knows that makes the punishment lighter or heavier, and suspension and bans."""
        known = [
            self.say(f"ground.{name}", cites=self.citer.brief(place))
            for name, place in GROUNDS.items()
            if holds(getattr(self.facts, name)) == MET and stands(place, self.citer.days)
        ]
        helper = code >= FIRST_RIVAL and ALL[code - FIRST_RIVAL].of_helpers
        helper = helper and holds(self.facts.aid) == MET
        known += (
            [self.say("ground.accessory", cites=self.citer.brief(law_at("27", 2)))]
            if helper
            else []
        )
        months = months_of(self.matter.range_of(code).low)
        if months <= SUSPENDED:
            known.append(self.say("ground.suspended", cites=self.citer.brief(law_at("72"))))
        return self.listed(known) + self.say("list.stop") if known else ""

    # ------------------------------------------------------------------------------------------------ persons

    def persons(self, code: int) -> str:
        """Who is punished for a unit, with the article that says so; nothing of a person."""
        if holds(self.matter.file.unit) != MET:
            return ""
        if holds(self.matter.file.sham_unit) == MET:
            return self.say("unit.sham", cites=self.citer.brief(Citation("fashi_1999_14", "2")))
        day = self.citer.days.conduct.high
        place = next((place for since, place in UNITS[code][::-1] if day_of(since) <= day), None)
        if place is None:
            return self.say("unit.persons", cites=self.citer.brief(Citation("npcsc_2014")))
        key = "unit.punished" if place.source == CRIMINAL_LAW else "unit.directly"
        return self.say(key, cites=self.citer.brief(place))

    # ------------------------------------------------------------------------------------------------ exits

    def exits(self, code: int) -> str:
        """Exits by name, as far as nothing that is known excludes them."""
        judgment = self.citer.days.judgment
        if judgment.high < PROCEDURE_2012:
            return ""
        parts = []
        short = months_of(self.matter.range_of(code).low) <= SHORT
        if short:
            places = [self.citer.brief(law_at("13", 0)), self.procedure("16", "15")]
            parts.append(self.say("exit.clearly_minor", cites=self.listed(places)))
            minor = [self.citer.brief(law_at("37", 0)), self.procedure("177", "173", 2)]
            if code in (A_286_1, B_287_2) and stands(rule_at("15"), self.citer.days):
                minor.append(self.citer.brief(rule_at("15")))
            parts.append(
                self.say(
                    "exit.minor", cites=self.listed(minor), penalty=self.procedure("177", "173", 3)
                )
            )
        days, limit = self.citer.days, limit_of(self.matter.range_of(code).low)
        if math.isinf(self.facts.filed_day.low) and days.judgment.high - days.conduct.low > limit:
            places = [self.citer.brief(law_at("87", 0)), self.procedure("16", "15")]
            parts.append(self.say("exit.limit", cites=self.listed(places)))
        if self.matter.outcome.grades[OFFENCES[code - 1]] < MADE_OUT:
            parts.append(self.say("exit.evidence", cites=self.procedure("175", "171", 4)))
        return self.listed(parts) + self.say("list.stop") if parts else ""

    def procedure(self, new: str, old: str, paragraph: int = 0) -> str:
        """A place in the Criminal Procedure Law, by its number of the day."""
        revised = self.citer.days.judgment.high >= PROCEDURE_2018
        place = ("procedure_2018", new) if revised else ("procedure_2012", old)
        return self.citer.brief(Citation(*place, paragraph))
