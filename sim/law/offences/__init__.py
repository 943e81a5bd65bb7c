"""Offences by code and by name. What the law says of each stands in its declaration (``table``), and nowhere else."""

from __future__ import annotations

import math
from itertools import count

from zombielaw.sim.law import routes
from zombielaw.sim.law.citations import CRIMINAL_LAW
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.offences import table
from zombielaw.sim.law.offences.declaration import Entry, Offence

NONE, A_286_1, B_287_2, FIRST_RIVAL = range(4)
FIRST_ROUTE = 20_000


def facts_of(entry: Entry) -> tuple[str, ...]:
    """Facts that a row asks: its conditions, and the amount."""
    of_units = () if entry.unit is None else ("unit", "sham_unit")
    asked = [name for name, _ in entry.asks]
    gate = table.GATES.get(entry.gate, ())
    return (*dict.fromkeys((*of_units, *gate, *asked)), entry.fact)


_codes = count(FIRST_ROUTE)


def _with_route(entry: Entry, rival: Offence) -> Entry:
    """The row, with the next code of a route, which is declared."""
    places = dict.fromkeys((rival.article, entry.place))
    code = routes.declare(next(_codes), (*places,), *facts_of(entry))
    routes.NAMES[code] = entry.name
    return entry._replace(route=code)


ALL: tuple[Offence, ...] = tuple(
    rival._replace(entries=tuple(_with_route(entry, rival) for entry in rival.entries))
    for rival in table.RIVALS
)
"""The rivals: offences other than the two, which the same conduct may satisfy."""
RIVALS = tuple(rival.name for rival in ALL)
RIVAL_NAMES = tuple(rival.part for rival in ALL)
"""The rivals as parts of names of columns and parameters."""
DECLARED: dict[int, Offence] = dict(enumerate((table.REFUSING, table.AIDING, *ALL), A_286_1))
"""Declarations by the code of the offence; 0 is none."""
OFFENCES = tuple(offence.name for offence in DECLARED.values())
"""Offences by name, in the order of their codes."""
UNITS_SINCE = (
    math.inf,
    *(
        min(
            (float(day_of(since)) for since, at in one.units if at.source == CRIMINAL_LAW),
            default=math.inf,
        )
        for one in DECLARED.values()
    ),
)
"""Day of the conduct from which a unit is fined for an offence, by its code, none first."""
SEVERITY_286_1, SEVERITY_287_2 = (one.ranges[0].codes[0] for one in (table.REFUSING, table.AIDING))
