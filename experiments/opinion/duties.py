"""Dated sources of the duty to manage network security: which statute asked what of a provider, and since when.

Art. 286-1 takes its duty from statutes and administrative regulations. The table names those that matter here, and two
prohibitions that stand beside them, for a fine for these could always come at once. The texts were read in public
collections of Chinese law, not in the official gazette; the Decision of 2012 was not seen, and of the Cybersecurity
Law as amended for 2026 one article alone.
"""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from zombielaw.beside import rows_beside
from zombielaw.sim.law.dates import date_of, day_of
from zombielaw.sim.law.facts import Interval

CONTENT, LOGS, NAMES, DATA, FRAUD, MINORS = "content", "logs", "names", "data", "fraud", "minors"
CHANNELS, SPREADING = "channels", "spreading"
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
