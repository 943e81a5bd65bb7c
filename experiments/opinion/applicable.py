"""The law that applies, in words: what the dates reach, and the duties of the day."""

from __future__ import annotations

from zombielaw.experiments.opinion.citer import Section
from zombielaw.experiments.opinion.duties import CONTENT, PROHIBITED, Duty, in_force_within, possible_within
from zombielaw.experiments.opinion.explain import changes_in_words, day, in_words, joined, with_term
from zombielaw.experiments.opinion.pages import Block, Paragraph
from zombielaw.sim.law.citations import INTERPRETATION, Citation, law_at
from zombielaw.sim.law.dates import DATED
from zombielaw.sim.law.facts import holds
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN


class Applicable(Section):
    """The section of an opinion on the law that applies."""

    def blocks(self) -> list[Block]:
        """Paragraphs on the law that the dates reach, and on the duties in force."""
        sentences = (
            self.dated() if self.statute.version == DATED else [self.say("law.fixed", year=self.statute.version)]
        )
        changes = changes_in_words(self.statute, self.lang)
        sentences += [self.say("law.changes", changes=self.listed(changes))] if changes else []
        return [Paragraph(self.sentences(*sentences)), Paragraph(self.duties())]

    def dated(self) -> list[str]:
        """The clocks: the statute by the conduct, interpretations by the judgment."""
        key = {MET: "law.time_met", OPEN: "law.time_open", NOT_MET: "law.time_not"}[self.law.in_force]
        marks = {MET: "law.marks_met", OPEN: "law.marks_open", NOT_MET: "law.marks_not"}[self.law.numeric_marks]
        conduct = in_words("conduct_end_day", self.facts.conduct_end_day, self.lang)
        sentences = [self.say("law.conduct", day=conduct, cites=self.citer.cite(law_at("12"))), self.say(key)]
        if self.law.in_force != NOT_MET:  # otherwise none of the articles of the Interpretation can matter
            judgment = in_words("judgment_day", self.facts.judgment_day, self.lang)
            sentences.append(self.say("law.judgment", day=judgment, cites=self.citer.cite(Citation("rules_2001"))))
            applies = self.law.numeric_marks != NOT_MET
            sentences.append(
                self.say(marks, interpretation=self.citer.cite(Citation(INTERPRETATION)) if applies else "")
            )
        return sentences

    def duties(self) -> str:
        """Sources of duty that were in force when the conduct ended, or may have been."""
        about, conduct = holds(self.facts.duty_on_content), self.citer.days.conduct
        some = [
            one
            for one in possible_within(conduct)
            if one.about not in PROHIBITED and (about == OPEN or (one.about == CONTENT) == (about == MET))
        ]
        if not some:
            return self.say("duties.none")
        sources: dict[str, list[Duty]] = {}
        for one in some:
            sources.setdefault(one.source, []).append(one)
        if in_force_within(conduct) is None:
            named = [
                self.say("duty.short", name=self.say(f"short.{source}"), since=day(of[0].since, self.lang))
                for source, of in sources.items()
            ]
            return self.say("duties.unknown", duties=self.listed(named))
        return self.say("duties.known", duties=self.listed(self.duty(source, of) for source, of in sources.items()))

    def duty(self, source: str, of: list[Duty]) -> str:
        """One source, with the articles that set its duties."""
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
