"""Art. 253-1: trading in personal information, which no simulated provider does.

Amendment IX opened it to everyone and added the heavier range in November 2015; its marks are of June 2017.
"""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval, most
from zombielaw.sim.law.offences.rival import (
    TO_SEVEN,
    WITH_DETENTION,
    Entry,
    Rival,
    heavier,
    marks,
    range_from,
)
from zombielaw.sim.law.truth import MET, NOT_MET

_ITEMS = marks((5_000.0, WITH_DETENTION), (50_000.0, TO_SEVEN))
_GAIN = marks((5_000.0, WITH_DETENTION), (50_000.0, TO_SEVEN))
_PLACE = Citation("fashi_2017_10", "5", 1)


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by items or gain, from the marks on; before them, and for conduct before Amendment IX, it is open."""
    items, gain = facts.personal_items_traded, facts.personal_gain_yuan
    condition = min(law.in_force, law.personal_marks)
    severity = heavier(range_from(_ITEMS, items, condition), range_from(_GAIN, gain, condition))
    if condition == MET or max(most(items), most(gain)) == 0.0:
        return severity
    return Interval(severity.low, WITH_DETENTION if law.in_force == NOT_MET else TO_SEVEN)


RIVAL = Rival(
    "253-1",
    law_at("253-1"),
    satisfied,
    (
        Entry(
            25311,
            "personal_items",
            "personal_items_traded",
            _ITEMS,
            _PLACE,
            "items of ordinary personal information traded or got illegally",
            "Fa Shi [2017] No. 10, Art. 5: 5,000 items (500 or 50 of the protected kinds count as much); ten-fold: "
            "especially serious. Open for judgments before 1 June 2017, and for conduct that ended before Amendment IX "
            "(November 2015), to three years then",
            "high",
        ),
        Entry(
            25312,
            "personal_gain",
            "personal_gain_yuan",
            _GAIN,
            _PLACE,
            "yuan gained from such information",
            "Fa Shi [2017] No. 10, Art. 5: 5,000 yuan; ten-fold: especially serious",
            "high",
        ),
    ),
)
