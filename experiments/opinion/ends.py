"""Ends of a matter other than a sentence within the range: no prosecution, exemption, mitigation, measures.

Each stands once: its places, its days, who decides, and a condition on the matter. Measures with their amounts are
the table ``measures.csv`` beside. The texts were read in a public collection of Chinese law. The Public Security
Administration Punishments Law of 2025 was not seen, and of the Cybersecurity Law as amended for 2026 Art. 61 alone, in
a press copy, so rows of the older texts end with 2025. Art. 29 of the Administrative Penalty Law of 1996 was quoted on
a page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from zombielaw.beside import rows_beside
from zombielaw.experiments.opinion.duties import CONTENT
from zombielaw.experiments.opinion.matter import Matter, Raised
from zombielaw.experiments.opinion.outcome import FAILS, MADE_OUT, OUTCOMES, alleged
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import Interval, holds, more_than
from zombielaw.sim.law.offences import DECLARED, NONE
from zombielaw.sim.law.offences.declaration import YEAR, limit_of, months_of
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

Condition = Callable[[Matter, Raised | None], int]
"""Truth of what an end asks, for a matter and the offence that it supports best."""
SHORT, YEARS_3 = 60.0, 36.0
"""Months to which a range may go for circumstances to be minor, and for a sentence to be suspended."""
REVISED_2018 = day_of(date(2018, 10, 26))
BEFORE_2018 = {"16": "15", "112": "110", "175": "171", "177": "173", "200": "195", "282": "271"}
"""Articles of the Criminal Procedure Law as revised in 2018, by their numbers of 2012."""
CHAPTER_IV = 232
"""First article of the fourth chapter of the special part."""
AMOUNTS = ("times", "fine", "unit", "persons", "turnover", "days")
"""Amounts of a measure: times of the gain; yuan of whoever acts, of a unit, of persons in charge; per cent of a year's
turnover; days of detention."""
MUST, MAY, OPEN_END, MEASURE = RANKS = ("must", "may", "open", "measure")
"""Ranks of ends: before every offence; behind the best; if it is found; if it is no crime."""


class End(NamedTuple):
    """An end other than a sentence within the range."""

    name: str  # of its words
    places: tuple[Citation, ...]
    decided_by: tuple[str, ...]
    condition: Condition
    shall: bool = False  # it must follow where its condition is met
    since: date = date(2013, 1, 1)  # day of the decision; of a measure of the conduct
    until: date = date.max
    amounts: tuple[tuple[str, float, float], ...] = ()  # of a measure: one of AMOUNTS, least, most
    gain_below: float = 0.0  # gain in yuan below which the fine takes the place of the multiple
    # circumstances that it asks, and what else it allows, by their words
    others: tuple[str, ...] = ()
    # time limit of a measure; of two the longer is for harm to life, health or financial security
    years: tuple[float, ...] = ()

    @property
    def measure(self) -> bool:
        """True of a measure of an authority."""
        return bool(self.amounts or self.others)

    def truth(self, matter: Matter) -> int:
        """Truth of what it asks, on its days."""
        days = matter.days.conduct if self.measure else matter.days.judgment
        if day_of(self.since) > days.high or days.low > day_of(self.until):
            return NOT_MET
        if self.measure and holds(matter.file.died) == MET:
            return NOT_MET
        return self.condition(matter, next(iter(matter.offences.values()), None))

    def lapsed(self, matter: Matter) -> int:
        """Truth of "a measure's time limit has run", from the end of the conduct to the order or the filing."""
        facts, (conduct, judgment) = matter.facts, matter.days
        found = [facts.filed_day, *([facts.order_day] if alleged(facts, "orders") else [])]
        first, last = (min(judgment.high, *ends) for ends in zip(*found, strict=True))
        passed = Interval(first - conduct.high, last - conduct.low)
        short, long = (more_than(passed, one * YEAR) for one in (self.years[0], self.years[-1]))
        return min(short, max(OPEN, long))

    def rank(self, matter: Matter) -> str:
        """How it stands to the offences; empty if something known excludes it."""
        truth = self.truth(matter)
        if truth == NOT_MET or (self.measure and self.lapsed(matter) == MET):
            return ""
        return (
            MEASURE if self.measure else OPEN_END if truth == OPEN else MUST if self.shall else MAY
        )


def procedure(article: str, paragraph: int = 0, items: str = "") -> Citation:
    """A place in the Criminal Procedure Law, by its number of 2018."""
    return Citation("procedure_2018", article, paragraph, items)


def of_the_day(place: Citation, matter: Matter) -> Citation:
    """A place, in the Criminal Procedure Law by its number of the day."""
    if place.source != "procedure_2018" or matter.days.judgment.high >= REVISED_2018:
        return place
    return place._replace(source="procedure_2012", article=BEFORE_2018[place.article])


# ---- conditions of grounds


def fact(name: str) -> Condition:
    """A fact holds, as the file has it."""
    return lambda matter, offence: holds(getattr(matter.file, name))


def barred(matter: Matter, offence: Raised | None) -> int:
    """Limitation has run for the range that the file reaches; open where no day of filing is given."""
    if not offence:
        return NOT_MET
    limit, days = limit_of(matter.range_of(offence.code).low), matter.days
    over = days.judgment.high - days.conduct.low > limit
    unfiled = over and math.isinf(matter.facts.filed_day.low)
    return max(more_than(matter.law.elapsed, limit), OPEN if unfiled else NOT_MET)


def minor(matter: Matter, offence: Raised | None) -> int:
    """Circumstances may be minor: the range goes to five years at most. That they are is for whoever decides."""
    short = offence and months_of(matter.range_of(offence.code).low) <= SHORT
    return OPEN if short else NOT_MET


def minor_of(name: str) -> Condition:
    """Minor circumstances of an offence, of which a text of its own speaks."""
    return lambda matter, offence: (
        minor(matter, offence) if offence and offence.name == name else NOT_MET
    )


def no_crime(matter: Matter, offence: Raised | None) -> int:
    """The facts are no crime; age, death and limitation end a matter on grounds of their own."""
    own = (fact("under_16"), fact("died"), barred)
    ended = any(ground(matter, offence) == MET for ground in own)
    return MET if matter.outcome.best == OUTCOMES[NONE] and not ended else NOT_MET


def unproven(matter: Matter, offence: Raised | None) -> int:
    """An element of the offence is open."""
    grade = matter.outcome.grades[offence.name] if offence else MADE_OUT
    return OPEN if FAILS < grade < MADE_OUT else NOT_MET


def helper(matter: Matter, offence: Raised | None) -> int:
    """A mere helper is an accessory."""
    return holds(matter.file.aid) if offence and offence.declared.of_helpers else NOT_MET


def approved(matter: Matter, offence: Raised | None) -> int:
    """Merit may be major, of a suspect who confesses truthfully; both are for the authority that approves."""
    return min(holds(matter.file.merit), OPEN)


def young(matter: Matter, offence: Raised | None) -> int:
    """Below eighteen, an offence of chapters IV to VI, which may be worth a year at most."""
    if not offence or int(offence.name.partition("-")[0]) < CHAPTER_IV:
        return NOT_MET
    return min(holds(matter.file.under_18), minor(matter, offence))


# ---- conditions of measures


def done(facts: list[str], unless: Iterable[str] = ()) -> Condition:
    """The file alleges one of some facts, and none of others."""

    def condition(matter: Matter, offence: Raised | None) -> int:
        some, other = (any(alleged(matter.facts, name) for name in of) for of in (facts, unless))
        return OPEN if some and not other else NOT_MET

    return condition


def expired(years: float) -> Condition:
    """The time limit has run, or may have, for a measure that has a limit of some years."""
    return lambda matter, offence: max(
        (
            one.lapsed(matter)
            for one in MEASURES
            if one.years[0] == years and one.truth(matter) != NOT_MET
        ),
        default=NOT_MET,
    )


def breach(about: list[str]) -> Condition:
    """A duty about something was not performed, or an order refused."""
    content, else_than_content = CONTENT in about, {*about} != {CONTENT}

    def condition(matter: Matter, offence: Raised | None) -> int:
        known = holds(matter.facts.duty_on_content)
        fits = known == OPEN or (content if known == MET else else_than_content)
        return done(["breach", "refused"])(matter, offence) if fits else NOT_MET

    return condition


POLICE, PROCURATORATE, COURT = ALL = ("police", "procuratorate", "court")
BY = (POLICE, "regulator")
_LATE = (PROCURATORATE, COURT)


def _measures() -> list[End]:
    rows = []
    for row in rows_beside(__file__, "measures.csv"):
        amounts = ((name, *row[name].partition("-")[::2]) for name in AMOUNTS if row[name])
        rows.append(
            End(
                "measure",
                (Citation(row["source"], row["article"], int(row["paragraph"] or 0)),),
                (row["by"],),
                breach(row["duty"].split())
                if row["duty"]
                else done(row["facts"].split(), row["unless"].split()),
                since=date.fromisoformat(row["since"]),
                until=date.fromisoformat(row["until"]) if row["until"] else date.max,
                amounts=tuple((name, float(low), float(high)) for name, low, high in amounts),
                gain_below=float(row["gain_below"] or 0.0),
                others=tuple(row["others"].split()),
                years=tuple(map(float, row["years"].split("-"))),
            )
        )
    return rows


MEASURES = _measures()
_NO_CRIME = (procedure("112"), procedure("177", 1), procedure("200", items="2"))
_BARRED = (law_at("87", 0), law_at("88", 0), law_at("89", 0), procedure("16", items="2"))
_CLEARLY_MINOR = (law_at("13", 0), procedure("16", items="1"))
_UNPROVEN = (procedure("175", 4), procedure("200", items="3"))
ENDS: tuple[End, ...] = (
    End("age", (law_at("17", 0), procedure("16", items="6")), ALL, fact("under_16"), True),
    End("death", (procedure("16", items="5"),), ALL, fact("died"), True),
    End("limitation", _BARRED, ALL, barred, True),
    End("no_crime", _NO_CRIME, ALL, no_crime, True),
    End("clearly_minor", _CLEARLY_MINOR, ALL, minor),
    End("minor", (law_at("37", 0), procedure("177", 2)), _LATE, minor),
    *(
        End(name, (place,), _LATE, minor_of(one.name), since=since)
        for one in DECLARED.values()
        if one.spared
        for name, since, place in (one.spared,)
    ),
    End("evidence", _UNPROVEN, _LATE, unproven),
    End("surrender", (law_at("67"),), _LATE, fact("surrendered")),
    End("merit", (law_at("68", 0),), _LATE, fact("merit")),
    End("accessory", (law_at("27", 2),), _LATE, helper),
    End("mitigated", (law_at("17", 0), law_at("63", 0)), (COURT,), fact("under_18")),
    End("conditional", (procedure("282", 1),), (PROCURATORATE,), young),
    End("approved", (procedure("182", 1),), ALL[:2], approved, since=date(2018, 10, 26)),
    End(
        "expired",
        (Citation("penalty_law_1996", "29"),),
        BY,
        expired(2.0),
        True,
        until=date(2021, 7, 14),
    ),
    End("expired", (Citation("penalty_law", "36"),), BY, expired(2.0), True, date(2021, 7, 15)),
    End("expired_soon", (Citation("punishments_law", "22"),), BY[:1], expired(0.5), True),
    *MEASURES,
)
"""Ends, those of the criminal procedure first."""


def ends_of(matter: Matter) -> dict[str, list[End]]:
    """Ends that nothing known excludes, by rank."""
    by_rank: dict[str, list[End]] = {rank: [] for rank in RANKS}
    for one in ENDS:
        if rank := one.rank(matter):
            by_rank[rank].append(one)
    return {rank: some for rank, some in by_rank.items() if some}
