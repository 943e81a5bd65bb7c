"""Grounds on which a file that reached a prosecutor ends without a verdict: one table, and what each of them asks.

The first three are exits. They are asked before a charge is weighed, in the order of the table, each under conditions
of its own; so no exit is a label on a file that was dropped for another reason.
"""

from __future__ import annotations

import math
from datetime import date
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions.perception import Merits, Seen, all_286_1, all_287_2
from zombielaw.sim.decisions.prosecutor import Options
from zombielaw.sim.digest import Words
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.offences import ALL
from zombielaw.sim.law.offences.rival import months_of
from zombielaw.sim.parameters import WorldParameters


class Ground(NamedTuple):
    """Ground on which a case ends without a conviction."""

    name: str
    official: str  # who decides
    place: Words
    parameter: str  # with its chance
    asked: Words
    # share of the procuratorates from a day on; empty: all, always
    open: tuple[tuple[date, float], ...] = ()


CLEARLY_MINOR, MINOR, COMPLIANCE, EVIDENCE, WITHDRAWAL = range(5)
GROUNDS = (
    Ground(
        "clearly minor",
        "prosecutor",
        "Criminal Law Art. 13; Criminal Procedure Law Arts. 16(1), 177(1); Interpretation Art. 15 (from November 2019)",
        "clearly_minor_exit",
        "286-1, 287-2 or both look satisfied, no other offence does, and no amount reaches one and a half marks",
    ),
    Ground(
        "minor",
        "prosecutor",
        "Criminal Procedure Law Art. 177(2); Interpretation Art. 15 (from November 2019)",
        "minor_exit",
        "some offence looks satisfied, none beyond its first range, and no amount of 286-1 or 287-2 reaches five marks",
    ),
    Ground(
        "compliance",
        "prosecutor",
        "compliance pilot of the procuratorates; Criminal Procedure Law Art. 177(2)",
        "compliance_exit",
        "a unit; some offence looks satisfied, none beyond its first range",
        (
            (date(2020, 3, 1), 0.002),
            (date(2021, 3, 1), 0.13),
            (date(2022, 4, 2), 1.0),
            (date(2025, 1, 1), 0.0),
        ),
    ),
    Ground(
        "evidence",
        "prosecutor",
        "Criminal Procedure Law Art. 175(4)",
        "nonprosecution",
        "no exit came about; the charging choice, which weighs what was seen",
    ),
    Ground(
        "withdrawal",
        "prosecutor, at court",
        "SPP Rules Art. 424",
        "withdrawal",
        "the charge would end in an acquittal",
    ),
)
"""The grounds. Codes are stored, and the place here gives the code: a new one goes to the end."""
GROUND_NAMES = tuple(ground.name for ground in GROUNDS)
CLEARLY_MINOR_BELOW = 1.5
"""Marks below which circumstances may be clearly minor; no text draws the line."""
MINOR_BELOW = 5.0
"""Marks below which they may be minor: most interpretations begin the next range at five."""
PILOT = tuple((float(day_of(day)), share) for day, share in GROUNDS[COMPLIANCE].open)
"""The compliance pilot: six of some 2,900 basic procuratorates; 387 in ten provinces; all; none. No text that ends it
was found; new cases were rare from 2024."""
FIRST_TERMS = tuple(max(months_of(version.codes[0]) for version in rival.ranges) for rival in ALL)
"""Longest term of the first range of each rival, in months."""


class Exits(NamedTuple):
    """Chance of each exit, where none before it ended the file."""

    clearly_minor: float
    minor: float
    compliance: float


NO_EXITS = Exits(0.0, 0.0, 0.0)


@register_jitable
def piloted(day: float) -> float:
    """Share of the procuratorates that take part in the compliance pilot."""
    share = 0.0
    for since, covered in PILOT:
        if day >= since:
            share = covered
    return share


@register_jitable
def exit_chances(merits: Merits, seen: Seen, world: WorldParameters) -> Exits:
    """Chance of each exit of a matter of which a prosecutor sees so much."""
    a = merits.open_286_1 and all_286_1(seen) == 1.0
    b = merits.open_287_2 and all_287_2(seen) == 1.0
    rival = False
    for number in range(len(seen.rivals)):
        if seen.rivals[number] == 1.0:
            rival = True
            if months_of(merits.rivals.low[number]) > FIRST_TERMS[number]:
                return NO_EXITS
    if not (a or b or rival):
        return NO_EXITS
    marks = math.inf if merits.grave else 0.0
    if a:
        marks = max(marks, merits.consequence_size)
    if b:
        marks = max(marks, merits.serious_size)
    return Exits(
        world.clearly_minor_exit if marks < CLEARLY_MINOR_BELOW and not rival else 0.0,
        world.minor_exit if marks < MINOR_BELOW else 0.0,
        world.compliance_exit * piloted(merits.day) if merits.unit else 0.0,
    )


@register_jitable
def without_exit(exits: Exits) -> float:
    """Chance that no exit ends a file, and a charge is weighed."""
    left = 1.0
    for number in range(len(exits)):
        left *= 1.0 - exits[number]
    return left


@register_jitable
def with_exits(charges: Options, left: float) -> Options:
    """Chances of the charges of a file of which some part is ``left`` to them; no charge takes the exits in."""
    return Options(
        1.0 - left + left * charges.none, left * charges.a, left * charges.b, left * charges.other
    )
