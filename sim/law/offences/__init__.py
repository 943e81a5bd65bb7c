"""Offences by code and by name. What the law says of each stands in its declaration (``table``), and nowhere else."""

from __future__ import annotations

import math

from zombielaw.sim.law.citations import CRIMINAL_LAW
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.offences import table
from zombielaw.sim.law.offences.declaration import Offence

NONE, A_286_1, B_287_2, FIRST_RIVAL = range(4)
FIRST_ROUTE = 20_000


def _with_routes(rival: Offence, before: int) -> Offence:
    entries = enumerate(rival.entries, FIRST_ROUTE + before)
    return rival._replace(entries=tuple(one._replace(route=route) for route, one in entries))


ALL: tuple[Offence, ...] = tuple(
    _with_routes(rival, sum(len(one.entries) for one in table.RIVALS[:number]))
    for number, rival in enumerate(table.RIVALS)
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
