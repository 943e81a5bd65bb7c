"""Ends of a matter other than a sentence within the range: no prosecution, exemption, mitigation, measures.

Each stands once: its places, its days, who decides, and a condition on the matter. The texts were read in a public
collection of Chinese law; Art. 29 of the Administrative Penalty Law of 1996 was quoted on a page.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from zombielaw.experiments.opinion.duties import MEASURES, Measure
from zombielaw.experiments.opinion.matter import Examined, Raised
from zombielaw.experiments.opinion.outcome import FAILS, MADE_OUT, OUTCOMES
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import holds, more_than
from zombielaw.sim.law.offences import DECLARED, NONE
from zombielaw.sim.law.offences.declaration import limit_of, months_of
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

Condition = Callable[[Examined, Raised | None], int]
"""Truth of what an end asks, for a matter and the offence that it supports best."""
SHORT, YEARS_3 = 60.0, 36.0
"""Months to which a range may go for circumstances to be minor, and for a sentence to be suspended."""
REVISED_2018 = day_of(date(2018, 10, 26))
BEFORE_2018 = {"16": "15", "112": "110", "175": "171", "177": "173", "200": "195", "282": "271"}
"""Articles of the Criminal Procedure Law as revised in 2018, by their numbers of 2012."""
CHAPTER_IV = 232
"""First article of the fourth chapter of the special part."""
MUST, MAY, OPEN_END, MEASURE = RANKS = ("must", "may", "open", "measure")
"""Ranks of ends: before every offence; behind the best; if it is found; if it is no crime."""


class End(NamedTuple):
    """An end other than a sentence within the range."""

    name: str  # of its words
    places: tuple[Citation, ...]
    decided_by: tuple[str, ...]
    condition: Condition
    shall: bool = False  # it must follow where its condition is met
    since: date = date(2013, 1, 1)  # day of the decision
    until: date = date.max

    def rank(self, matter: Examined) -> str:
        """How it stands to the offences; empty if something known excludes it."""
        judgment = matter.days.judgment
        if day_of(self.since) > judgment.high or judgment.low > day_of(self.until):
            return ""
        truth = self.condition(matter, next(iter(matter.offences.values()), None))
        if truth == NOT_MET:
            return ""
        return OPEN_END if truth == OPEN else MUST if self.shall else MAY


def procedure(article: str, paragraph: int = 0, items: str = "") -> Citation:
    """A place in the Criminal Procedure Law, by its number of 2018."""
    return Citation("procedure_2018", article, paragraph, items)


def of_the_day(place: Citation, matter: Examined) -> Citation:
    """A place, in the Criminal Procedure Law by its number of the day."""
    if place.source != "procedure_2018" or matter.days.judgment.high >= REVISED_2018:
        return place
    return place._replace(source="procedure_2012", article=BEFORE_2018[place.article])


# ---- conditions of grounds


def fact(name: str) -> Condition:
    """A fact holds, as the file has it."""
    return lambda matter, offence: holds(getattr(matter.file, name))


def barred(matter: Examined, offence: Raised | None) -> int:
    """Limitation has run for the range that the file reaches; open where no day of filing is given."""
    if not offence:
        return NOT_MET
    limit, days = limit_of(matter.range_of(offence.code).low), matter.days
    over = days.judgment.high - days.conduct.low > limit
    unfiled = over and math.isinf(matter.facts.filed_day.low)
    return max(more_than(matter.law.elapsed, limit), OPEN if unfiled else NOT_MET)


def minor(matter: Examined, offence: Raised | None) -> int:
    """Circumstances may be minor: the range goes to five years at most. That they are is for whoever decides."""
    short = offence and months_of(matter.range_of(offence.code).low) <= SHORT
    return OPEN if short else NOT_MET


def minor_of(name: str) -> Condition:
    """Minor circumstances of an offence, of which a text of its own speaks."""
    return lambda matter, offence: (
        minor(matter, offence) if offence and offence.name == name else NOT_MET
    )


def no_crime(matter: Examined, offence: Raised | None) -> int:
    """The facts are no crime; age, death and limitation end a matter on grounds of their own."""
    own = (fact("under_16"), fact("died"), barred)
    ended = any(ground(matter, offence) == MET for ground in own)
    return MET if matter.outcome.best == OUTCOMES[NONE] and not ended else NOT_MET


def unproven(matter: Examined, offence: Raised | None) -> int:
    """An element of the offence is open."""
    grade = matter.outcome.grades[offence.name] if offence else MADE_OUT
    return OPEN if FAILS < grade < MADE_OUT else NOT_MET


def helper(matter: Examined, offence: Raised | None) -> int:
    """A mere helper is an accessory."""
    return holds(matter.file.aid) if offence and offence.declared.of_helpers else NOT_MET


def approved(matter: Examined, offence: Raised | None) -> int:
    """Merit may be major, of a suspect who confesses truthfully; both are for the authority that approves."""
    return min(holds(matter.file.merit), OPEN)


def young(matter: Examined, offence: Raised | None) -> int:
    """Below eighteen, an offence of chapters IV to VI, which may be worth a year at most."""
    if not offence or int(offence.name.partition("-")[0]) < CHAPTER_IV:
        return NOT_MET
    return min(holds(matter.file.under_18), minor(matter, offence))


def expired(years: float) -> Condition:
    """The time limit has run, or may have, for a measure that has a limit of some years."""
    return lambda matter, offence: max(
        (
            one.lapsed(matter.told, matter.days)
            for one in MEASURES
            if one.years[0] == years and one.truth(matter.told, matter.days) != NOT_MET
        ),
        default=NOT_MET,
    )


POLICE, PROCURATORATE, COURT = ALL = ("police", "procuratorate", "court")
BY = (POLICE, "regulator")
_LATE = (PROCURATORATE, COURT)


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
)
"""Ends by a ground, those of the criminal procedure first; measures stand in ``duties``."""


def ends_of(matter: Examined) -> dict[str, list[End | Measure]]:
    """Ends that nothing known excludes, by rank."""
    by_rank: dict[str, list[End | Measure]] = {rank: [] for rank in RANKS}
    by_rank[MEASURE] += matter.measures
    for one in ENDS:
        if rank := one.rank(matter):
            by_rank[rank].append(one)
    return {rank: some for rank, some in by_rank.items() if some}
