"""Sections of an opinion, and its citations: in full at the first mention, short after it, and listed at its end."""

from __future__ import annotations

import math
from collections.abc import Iterable

from zombielaw.experiments.opinion.citations import (
    WRITINGS,
    Days,
    cited,
    in_force,
    place,
    places_in_force,
)
from zombielaw.experiments.opinion.explain import (
    day,
    joined,
    listed,
    offences_in_words,
    sentences,
    with_term,
)
from zombielaw.experiments.opinion.matter import Matter
from zombielaw.experiments.opinion.pages import Point, Points
from zombielaw.experiments.opinion.words import law_text, texts
from zombielaw.experiments.words.texts import Language
from zombielaw.sim.law.citations import CRIMINAL_LAW, Citation
from zombielaw.sim.law.dates import date_of


class Citer:
    """Cites in full at the first mention, and short after it; lists what was cited."""

    def __init__(self, days: Days, lang: Language) -> None:
        self.days, self.lang = days, lang
        self.conduct, self.judged = (
            None if math.isinf(one.high) else date_of(round(one.high)) for one in days
        )
        self.cited: dict[Citation, None] = {}
        self.introduced: set[tuple[str, str]] = set()

    def brief(self, citation: Citation) -> str:
        """A place, always short."""
        self.cited[citation] = None
        return cited(citation, self.lang)

    def cite(self, citation: Citation) -> str:
        """A place, in full at its first mention."""
        lang, source = self.lang, citation.source
        key = (source, citation.article if source == CRIMINAL_LAW else "")
        short = self.brief(citation)
        if key in self.introduced or source in (*WRITINGS, "statute_alone"):
            return short
        self.introduced.add(key)
        since = in_force(citation, self.conduct if source == CRIMINAL_LAW else self.judged)
        first = f"first.{source}"
        if first in texts():
            where = place(citation, lang)
            short = law_text(first, lang) + (f", {where}" if where and lang == "en" else where)
        return (
            law_text("cite.since", lang, citation=short, day=day(since, lang)) if since else short
        )

    def cites(self, route: int) -> str:
        """All places of a route."""
        return listed([self.cite(one) for one in self.of(route)], self.lang)

    def of(self, route: int) -> list[Citation]:
        """Places of a route that were in force."""
        return places_in_force(route, self.days)

    def articles(self, articles: tuple[str, ...]) -> str:
        """Several articles of one source."""
        if self.lang == "en":
            return f"{'Arts.' if len(articles) > 1 else 'Art.'} {joined(articles, 'en')}"
        return joined([place(Citation("", one), "zh") for one in articles], "zh")

    def sources(self) -> Points:
        """Sources that were cited, in full, with Chinese names."""
        names = list(
            dict.fromkeys(one.source for one in self.cited if one.source != "statute_alone")
        )
        return Points(tuple(Point("", self.line(name)) for name in names))

    def line(self, source: str) -> str:
        if source in WRITINGS:
            return law_text(f"source.{source}", self.lang) + law_text("list.stop", self.lang)
        words = with_term(f"source.{source}", self.lang)
        since = None if source == CRIMINAL_LAW else in_force(Citation(source), self.judged)
        if since:
            words += law_text("list.comma_then", self.lang)
            words += law_text("source.since", self.lang, day=day(since, self.lang))
        return words + law_text("list.stop", self.lang)


class Section:
    """Base of every section of an opinion: a matter, told in the language of its citations."""

    def __init__(self, matter: Matter, citer: Citer) -> None:
        self.matter, self.citer, self.lang = matter, citer, citer.lang
        self.facts, self.statute, self.law = matter.facts, matter.statute, matter.law

    def say(self, key: str, **values: object) -> str:
        """Text of a key, its placeholders filled."""
        return law_text(key, self.lang, **values)

    def listing(self, key: str, facts: Iterable[str]) -> list[str]:
        """A text with a list of ``facts``; nothing if there are none."""
        some = list(facts)
        return [self.say(key, facts=self.listed(some))] if some else []

    def listed(self, parts: Iterable[str]) -> str:
        """A; B; C."""
        return listed(parts, self.lang)

    def sentences(self, *parts: str) -> str:
        """Sentences one after the other; the empty ones are left out."""
        return sentences(parts, self.lang)

    def offence(self, code: int) -> str:
        """An offence by its code."""
        return offences_in_words(1 << code, self.lang)
