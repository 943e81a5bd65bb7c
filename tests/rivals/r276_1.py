"""Art. 276-1: refusing to pay labour remuneration; a rival that the model does not have, for a test."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import Conduct, tool_turnover
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval
from zombielaw.sim.law.offences.rival import WITH_DETENTION, Entry, Rival, marks, range_from

_MARKS = marks((5_000.0, WITH_DETENTION))


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Range of punishment by the wages that are owed (yuan)."""
    return range_from(_MARKS, facts.wages_yuan)


@register_jitable
def _owed(c: Conduct) -> float:
    return 0.25 * tool_turnover(c)


RIVAL = Rival(
    "276-1", law_at("276-1"), satisfied,
    (
        Entry(
            27611, "wages", "wages_yuan", _MARKS, Citation("fashi_2013_3", "3"),
            "yuan of wages owed and not paid",
            "Fa Shi [2013] No. 3, Art. 3: one worker, three months and 5,000 to 20,000 yuan by province", "medium",
        ),
    ),
    simulated={"wages_yuan": _owed},
)  # fmt: skip
