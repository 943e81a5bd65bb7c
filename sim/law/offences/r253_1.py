"""Art. 253-1: trading in personal information, which no simulated provider does."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval
from zombielaw.sim.law.offences.rival import TO_SEVEN, WITH_DETENTION, Entry, Rival, heavier, marks, range_from

_ITEMS = marks((5_000.0, WITH_DETENTION), (50_000.0, TO_SEVEN))
_GAIN = marks((5_000.0, WITH_DETENTION), (50_000.0, TO_SEVEN))
_PLACE = Citation("fashi_2017_10", "5", 1)


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """By items or by gain."""
    return heavier(range_from(_ITEMS, facts.personal_items_traded), range_from(_GAIN, facts.personal_gain_yuan))


RIVAL = Rival(
    "253-1", law_at("253-1"), satisfied,
    (
        Entry(
            25311, "personal_items", "personal_items_traded", _ITEMS, _PLACE,
            "items of ordinary personal information traded or got illegally",
            "Fa Shi [2017] No. 10, Art. 5: 5,000 items (500 or 50 of the protected kinds count as much); ten-fold: "
            "especially serious", "high",
        ),
        Entry(
            25312, "personal_gain", "personal_gain_yuan", _GAIN, _PLACE,
            "yuan gained from such information", "Fa Shi [2017] No. 10, Art. 5: 5,000 yuan; ten-fold: especially "
            "serious", "high",
        ),
    ),
)  # fmt: skip
