"""Dated sources of the duty to manage network security: which statute asked what of a provider, and since when.

Art. 286-1 takes its duty from statutes and administrative regulations. The table names those that matter here, and two
prohibitions that stand beside them, for a fine for these could always come at once; ``measures.csv`` the measures of
authorities for their breach, and for conduct that is no crime. The texts were read in public collections of Chinese
law, not in the official gazette. Not seen: the Decision of 2012; of the Cybersecurity Law as amended for 2026 all but
Art. 61 (in a press copy); the Public Security Administration Punishments Law of 2025, so rows of the older text end
with 2025; the penalty for Art. 9 of the Anti-Unfair Competition Law of 2025, whose row has no amount.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from zombielaw.beside import rows_beside
from zombielaw.experiments.data.acts import Acts, Told
from zombielaw.experiments.opinion.citations import Days
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.dates import date_of, day_of
from zombielaw.sim.law.facts import Interval, holds, more_than
from zombielaw.sim.law.offences.declaration import YEAR
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

CONTENT, LOGS, NAMES, DATA, FRAUD, MINORS = "content", "logs", "names", "data", "fraud", "minors"
CHANNELS, SPREADING = "channels", "spreading"
ON_CONTENT = (CONTENT, MINORS)
PROHIBITED = (CHANNELS, SPREADING)
"""Conduct that is forbidden to everyone: other channels abroad, and spreading forbidden content oneself."""


class Duty(NamedTuple):
    """One duty in one source."""

    source: str  # id of the catalogue: source.<id>, short.<id>
    articles: tuple[str, ...]
    about: str  # one of the words above
    since: date
    until: date | None  # last day of this version
    penalty: tuple[str, ...]  # articles of the same source; empty: not examined
    fine_at_once: bool  # a fine may come at a finding, without refusal or grave circumstances
    seen: str
    confidence: str


def _duty(row: dict[str, str]) -> Duty:
    return Duty(
        row["source"],
        tuple(row["articles"].split()),
        row["about"],
        date.fromisoformat(row["since"]),
        date.fromisoformat(row["until"]) if row["until"] else None,
        tuple(row["penalty"].split()),
        row["fine_at_once"] == "yes",
        row["seen"],
        row["confidence"],
    )


DUTIES = tuple(map(_duty, rows_beside(__file__, "duties.csv")))
"""Duties in the order of their days."""

FIRST_STATUTE = day_of(date(2017, 6, 1))
"""The day on which the Cybersecurity Law came into force."""


def in_force(day: date) -> tuple[Duty, ...]:
    """Duties in force on a day."""
    return tuple(
        one for one in DUTIES if one.since <= day and (one.until is None or day <= one.until)
    )


def possible_within(days: Interval) -> tuple[Duty, ...]:
    """Duties that were in force on the day on which conduct ended, or may have been."""
    return in_force_within(days) or tuple(
        one
        for one in DUTIES
        if day_of(one.since) <= days.high and (one.until is None or days.low <= day_of(one.until))
    )


def in_force_within(days: Interval) -> tuple[Duty, ...] | None:
    """Duties in force when conduct ended; None where they differ between the days on which it may have ended.

    Of conduct that ended at an unknown day before the Cybersecurity Law, those of the last such day are taken.
    """
    if math.isinf(days.high) or (math.isinf(days.low) and days.high >= FIRST_STATUTE):
        return None
    last = in_force(date_of(round(days.high)))
    return last if math.isinf(days.low) or in_force(date_of(round(days.low))) == last else None


# ---- measures of authorities

AMOUNTS = ("times", "fine", "unit", "persons", "turnover", "days")
"""Amounts of a measure: times of the gain; yuan of whoever acts, of a unit, of persons in charge; per cent of a year's
turnover; days of detention."""
NAMED = tuple(name for name in Acts._fields if name.endswith("_duty"))
"""Acts that name the duty that was not performed."""


def concerns(told: Told, about: Iterable[str]) -> bool:
    """True if the duty not performed may be one about some things."""
    content, subjects = holds(told.facts.duty_on_content), {*about}
    named = {name.removesuffix("_duty") for name in NAMED if told.alleges(name)}
    if content == MET:
        return not subjects.isdisjoint(ON_CONTENT)
    if named:
        return not subjects.isdisjoint(named)
    return content == OPEN or not subjects.issubset(ON_CONTENT)


class Measure(NamedTuple):
    """A measure of an authority, for the breach of a duty or for conduct."""

    places: tuple[Citation, ...]
    decided_by: tuple[str, ...]
    duties: tuple[str, ...]  # of which a breach is punished; empty: conduct is
    facts: tuple[str, ...]  # of the conduct, one of which must be alleged
    unless: tuple[str, ...]  # of which none may be
    since: date  # of the end of the conduct
    until: date
    amounts: tuple[tuple[str, float, float], ...]  # one of AMOUNTS, least, most
    gain_below: float  # gain in yuan below which the fine takes the place of the multiple
    others: tuple[str, ...]  # circumstances that it asks, and what else it allows, by their words
    # time limit; of two the longer is for harm to life, health or financial security
    years: tuple[float, ...]

    @property
    def place_in_order(self) -> tuple[bool, float]:
        """Place in a list: those for grave circumstances last, those with a heavier fine before others."""
        fine = max((most for name, _, most in self.amounts if name in ("fine", "unit")), default=0)
        return "grave_gain" in self.others, -fine

    def truth(self, told: Told, days: Days) -> int:
        """Open if the file alleges what it is for, on its days; not met else."""
        facts, (conduct, _) = told.facts, days
        in_time = day_of(self.since) <= conduct.high and conduct.low <= day_of(self.until)
        if not in_time or holds(facts.died) == MET:
            return NOT_MET
        if self.duties:
            failed = told.alleges("breach") or told.alleges("refused")
            return OPEN if failed and concerns(told, self.duties) else NOT_MET
        some, other = (any(map(told.alleges, of)) for of in (self.facts, self.unless))
        return OPEN if some and not other else NOT_MET

    def lapsed(self, told: Told, days: Days) -> int:
        """Truth of "its time limit has run", from the end of the conduct to the order or the filing."""
        facts, (conduct, judgment) = told.facts, days
        found = [facts.filed_day, *([facts.order_day] if told.alleges("orders") else [])]
        first, last = (min(judgment.high, *ends) for ends in zip(*found, strict=True))
        passed = Interval(first - conduct.high, last - conduct.low)
        short, long = (more_than(passed, one * YEAR) for one in (self.years[0], self.years[-1]))
        return min(short, max(OPEN, long))


def _measure(row: dict[str, str]) -> Measure:
    amounts = ((name, *row[name].partition("-")[::2]) for name in AMOUNTS if row[name])
    return Measure(
        (Citation(row["source"], row["article"], int(row["paragraph"] or 0)),),
        (row["by"],),
        tuple(row["duty"].split()),
        tuple(row["facts"].split()),
        tuple(row["unless"].split()),
        date.fromisoformat(row["since"]),
        date.fromisoformat(row["until"]) if row["until"] else date.max,
        tuple((name, float(low), float(high)) for name, low, high in amounts),
        float(row["gain_below"] or 0.0),
        tuple(row["others"].split()),
        tuple(map(float, row["years"].split("-"))),
    )


MEASURES = sorted(
    map(_measure, rows_beside(__file__, "measures.csv")), key=lambda one: one.place_in_order
)
"""Measures, those with the heaviest fine first (Administrative Penalty Law, Art. 29), for grave circumstances last."""


def measures_of(told: Told, days: Days) -> list[Measure]:
    """Measures for what a file alleges that no time limit excludes for sure, in their order."""
    return [
        one
        for one in MEASURES
        if one.truth(told, days) != NOT_MET and one.lapsed(told, days) != MET
    ]
