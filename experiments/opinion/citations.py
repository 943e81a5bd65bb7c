"""Places in the law in words: source, article, paragraph and item, and since when the version used is in force."""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from zombielaw.experiments.data.acts import ROWS
from zombielaw.experiments.opinion.words import law_text, texts
from zombielaw.experiments.words.texts import Language, language, speaking
from zombielaw.sim.law.citations import CRIMINAL_LAW, TEXTS, Citation, law_at
from zombielaw.sim.law.dates import DATED, Statute, date_of, day_of
from zombielaw.sim.law.facts import Facts, Interval, exactly
from zombielaw.sim.law.offences import ALL, DECLARED, OFFENCES
from zombielaw.sim.law.offences.table import CODE_OF_1997
from zombielaw.sim.law.routes import ROUTES, Route

ARTICLES: dict[str, date] = {
    **dict.fromkeys(("12", "13", "14", "25", "87", "88"), CODE_OF_1997),
    **{one.article.article: one.ranges[0].since for one in DECLARED.values()},
}
"""Day from which an article of the Criminal Law stands as cited; some were changed: ``LATER``."""
LATER: dict[str, tuple[date, ...]] = {
    one.article.article: tuple(version.since for version in one.ranges[1:])
    for one in DECLARED.values()
}

IN_FORCE: dict[str, date] = {
    **{row.place.source: date_of(round(row.since)) for row in ROWS},
    **{one.text.place.source: one.text.since for rival in ALL for one in rival.entries[::-1]},
    **TEXTS,
    "competition_law": date(2018, 1, 1),
    "competition_law_2025": date(2025, 10, 15),
    "fashi_1997_12": date(1998, 1, 13),
    "rules_2001": date(2001, 12, 17),
    "npcsc_2014": date(2014, 4, 24),
    "fashi_1999_14": date(1999, 7, 3),
    "fashi_2000_45": date(2000, 12, 19),
    "procedure_2012": date(2013, 1, 1),
    "procedure_2018": date(2018, 10, 26),
}
"""Day from which each source is in force (or its date, where a document has no such day)."""
REVISED: dict[str, tuple[date, ...]] = {"standards_ii": (date(2022, 5, 15),)}
"""Days from which revised versions of a text are in force."""
REPEALED: dict[Citation, date] = {Citation("fashi_2015_11", "8"): date(2025, 8, 26)}
"""Days from which a place guides no judgment. The marks of a text may reach older conduct after its repeal."""
WRITINGS, ALONE = ("pan_xiong",), "statute_alone"
VERSION_DAYS = {2015: date(2015, 11, 1), 2019: date(2019, 11, 1), 2026: date(2026, 1, 1)}
"""The day whose law a fixed version takes."""


class Days(NamedTuple):
    """Days on which the conduct may have ended, and on which judgment may come."""

    conduct: Interval
    judgment: Interval


def days_of(facts: Facts, statute: Statute) -> Days:
    """The days that decide which law is cited: those of the facts, or the day of a fixed version."""
    if statute.version != DATED:
        fixed = exactly(float(day_of(VERSION_DAYS[statute.version])))
        return Days(fixed, fixed)
    conduct, judgment = facts.conduct_end_day, facts.judgment_day
    return Days(Interval(conduct.low, min(conduct.high, judgment.high)), judgment)


def stands(citation: Citation, days: Days) -> bool:
    """True of a place that was in force for the conduct or for the judgment, or may have been."""
    if citation.source == CRIMINAL_LAW:
        return day_of(ARTICLES.get(citation.article, CODE_OF_1997)) <= days.conduct.high
    since, end = IN_FORCE.get(citation.source, date.min), REPEALED.get(citation, date.max)
    return day_of(since) <= days.judgment.high and days.judgment.low < day_of(end)


def places_in_force(code: int, days: Days) -> list[Citation]:
    """Places of a route that stand on the days, and at least the article whose element it is."""
    cited_there = ROUTES[code].citations
    places_there = [one for one in cited_there if stands(one, days)]
    refusing, aiding = code < 60 or 300 < code < 700, 60 <= code < 1_400 or 12_000 < code < 13_000
    return places_there or (
        [law_at("286-1")] if refusing else [law_at("287-2")] if aiding else [*cited_there[:1]]
    )


_DIGITS = "零一二三四五六七八九"
_PARTS = dict(zip(("I", "II", "III", "IV", "V", "VI"), _DIGITS[1:], strict=False))


def numeral(number: int) -> str:
    """Chinese numeral of 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def day(when: date) -> str:
    """A date: 1 November 2019."""
    if language() == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {when:%B %Y}"


def place(citation: Citation) -> str:
    """Article, paragraph and item, without the source."""
    english = language() == "en"
    _, article, paragraph, items = citation
    if not article:
        return ""
    if citation.source in WRITINGS:
        return law_text("cite.section", section=article)
    if not article[0].isdigit():
        return law_text("cite.part", part=article if english else _PARTS[article])
    first, _, last = items.partition("-")
    if english:
        text = f"Art. {article}" + (f", para. {paragraph}" if paragraph else "")
        return text + (
            f", items ({first}) to ({last})" if last else f", item ({first})" if first else ""
        )
    number, _, added = article.partition("-")
    text = f"第{numeral(int(number))}条" + (f"之{numeral(int(added))}" if added else "")
    text += f"第{numeral(paragraph)}款" if paragraph else ""
    text += f"第{numeral(int(first))}项" if first else ""
    return text + (f"至第{numeral(int(last))}项" if last else "")


def article(offence: str) -> str:
    """Article of an offence, with the paragraph where its name has one."""
    at = DECLARED[OFFENCES.index(offence) + 1].article
    return place(at._replace(paragraph=0) if at.article == offence else at)


def offence_name(offence: str) -> str:
    """An offence by its article, in Chinese by its title; "none" is no offence."""
    if offence == "none":
        return law_text("offence.none")
    return law_text(f"title.{offence}") if language() == "zh" else article(offence)


def short_name(offence: str) -> str:
    """Everyday name of an offence: its short name, or its name where it has none."""
    key = f"brief.{offence}"
    return law_text(key) if key in texts() else offence_name(offence)


def cited(citation: Citation, lang: Language | None = None) -> str:
    """Short citation: ``Interpretation, Art. 6, item (2)``."""
    with speaking(lang or language()):
        return _after(law_text(f"short.{citation.source}"), citation)


def _after(name: str, citation: Citation) -> str:
    """A place behind the name of its source."""
    where = place(citation)
    return name + (f", {where}" if where and language() == "en" else where)


def places(route: Route) -> str:
    """The places in the law behind a route, in English and short."""
    return "; ".join(cited(one, "en") for one in route.citations)


def in_force(citation: Citation, day: date | None = None) -> date | None:
    """Day from which the version of a place is in force that governs a day; of the latest, if no day is given."""
    place, sources, later = citation.source, IN_FORCE, REVISED
    if citation.source == CRIMINAL_LAW:
        place, sources, later = citation.article, ARTICLES, LATER
    first = sources.get(place)
    versions = [first, *later.get(place, ())] if first else []
    return max((one for one in versions if day is None or one <= day), default=first)


class Citer:
    """Cites in full at the first mention, and short after it; keeps what was cited."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.conduct, self.judged = (
            None if math.isinf(one.high) else date_of(round(one.high)) for one in days
        )
        self.cited: dict[Citation, None] = {}
        self.introduced: set[tuple[str, str]] = set()

    def brief(self, citation: Citation) -> str:
        """A place, always short."""
        self.cited[citation] = None
        return cited(citation)

    def cite(self, citation: Citation) -> str:
        """A place, in full at its first mention."""
        short, source = self.brief(citation), citation.source
        key = (source, citation.article if source == CRIMINAL_LAW else "")
        if key in self.introduced or source in (*WRITINGS, ALONE):
            return short
        self.introduced.add(key)
        since = in_force(citation, self.conduct if source == CRIMINAL_LAW else self.judged)
        first = f"first.{source}"
        if first in texts():
            short = _after(law_text(first), citation)
        return law_text("cite.since", citation=short, day=day(since)) if since else short

    def sources(self) -> dict[str, date | None]:
        """Sources that were cited, and since when the version used is in force, where that is said."""
        names = dict.fromkeys(one.source for one in self.cited if one.source != ALONE)
        undated = (CRIMINAL_LAW, *WRITINGS)
        return {
            name: None if name in undated else in_force(Citation(name), self.judged)
            for name in names
        }
