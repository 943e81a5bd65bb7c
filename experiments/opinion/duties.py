"""Dated sources of the duty to manage network security: which statute asked what of a provider, and since when.

Art. 286-1 takes its duty from statutes and administrative regulations. The table names those that matter here, and two
prohibitions that stand beside them, for a fine for these could always come at once. The texts were read in public
collections of Chinese law, not in the official gazette; the Decision of 2012 was not seen.
"""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from zombielaw.sim.law.dates import date_of, day_of
from zombielaw.sim.law.facts import Interval

CONTENT, LOGS, NAMES, DATA, FRAUD = "content", "logs", "names", "data", "fraud"
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


_LAST_OF_2017 = date(2025, 12, 31)
_CYBER, _AMENDED = date(2017, 6, 1), date(2026, 1, 1)
_TEXT = "text in a public collection of Chinese law"
_QUOTED = "the articles quoted in public repositories, agreeing"
_RECALLED = "recollection; text not seen"

DUTIES: tuple[Duty, ...] = (
    Duty("order_195", ("6",), CHANNELS, date(1996, 2, 1), None, ("14",), True, _QUOTED, "high"),
    Duty(
        "measures_1997", ("5",), SPREADING, date(1997, 12, 30), None, ("20",), True, _QUOTED, "high"
    ),
    Duty(
        "measures_1997", ("10",), CONTENT, date(1997, 12, 30), None, ("21",), False, _TEXT, "high"
    ),
    Duty("measures_1997", ("10",), LOGS, date(1997, 12, 30), None, ("21",), False, _TEXT, "high"),
    Duty(
        "measures_2000", ("15",), SPREADING, date(2000, 9, 25), None, ("20",), True, _QUOTED, "high"
    ),
    Duty("measures_2000", ("16",), CONTENT, date(2000, 9, 25), None, ("23",), False, _TEXT, "high"),
    Duty("measures_2000", ("14",), LOGS, date(2000, 9, 25), None, ("21",), False, _TEXT, "high"),
    Duty(
        "decision_2012", ("5",), CONTENT, date(2012, 12, 28), None, (), False, _RECALLED, "medium"
    ),
    Duty("decision_2012", ("6",), NAMES, date(2012, 12, 28), None, (), False, _RECALLED, "medium"),
    Duty("decision_2012", ("4",), DATA, date(2012, 12, 28), None, (), False, _RECALLED, "medium"),
    Duty(
        "cybersecurity_law", ("47",), CONTENT, _CYBER, _LAST_OF_2017, ("68",), False, _TEXT, "high"
    ),
    Duty(
        "cybersecurity_law",
        ("21", "25"),
        LOGS,
        _CYBER,
        _LAST_OF_2017,
        ("59",),
        False,
        _TEXT,
        "high",
    ),
    Duty("cybersecurity_law", ("24",), NAMES, _CYBER, _LAST_OF_2017, ("61",), False, _TEXT, "high"),
    Duty("cybersecurity_law", ("40",), DATA, _CYBER, _LAST_OF_2017, (), False, _TEXT, "high"),
    Duty(
        "cybersecurity_law",
        ("22", "41", "42", "43"),
        DATA,
        _CYBER,
        _LAST_OF_2017,
        ("64",),
        True,
        _TEXT,
        "high",
    ),
    Duty(
        "data_security_law",
        ("27", "29"),
        DATA,
        date(2021, 9, 1),
        None,
        ("45",),
        True,
        _TEXT,
        "high",
    ),
    Duty(
        "personal_information_law",
        ("51", "57"),
        DATA,
        date(2021, 11, 1),
        None,
        ("66",),
        False,
        _TEXT,
        "high",
    ),
    Duty(
        "anti_fraud_law",
        ("9", "21"),
        NAMES,
        date(2022, 12, 1),
        None,
        ("39", "41"),
        True,
        _TEXT,
        "high",
    ),
    Duty(
        "anti_fraud_law",
        ("22", "25"),
        FRAUD,
        date(2022, 12, 1),
        None,
        ("41", "43"),
        True,
        _TEXT,
        "high",
    ),
    Duty(
        "network_data_regulations",
        ("9", "11"),
        DATA,
        date(2025, 1, 1),
        None,
        ("58",),
        True,
        _TEXT,
        "high",
    ),
    Duty(
        "cybersecurity_law_2026",
        ("49",),
        CONTENT,
        _AMENDED,
        None,
        ("69",),
        True,
        _TEXT,
        "medium-high",
    ),
    Duty(
        "cybersecurity_law_2026",
        ("23", "27"),
        LOGS,
        _AMENDED,
        None,
        ("61",),
        True,
        _TEXT,
        "medium-high",
    ),
    Duty(
        "cybersecurity_law_2026",
        ("26",),
        NAMES,
        _AMENDED,
        None,
        ("64",),
        False,
        _TEXT,
        "medium-high",
    ),
)
"""Duties in the order of their days."""

FIRST_STATUTE = day_of(_CYBER)
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
