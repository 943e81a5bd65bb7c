"""Art. 285(3): supplying tools for intrusion or illegal control; whether a VPN is one is disputed."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import tool_turnover, tools_sold
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval, holds
from zombielaw.sim.law.offences.rival import (
    TO_SEVEN,
    WITH_DETENTION,
    Entry,
    Rival,
    heavier,
    marks,
    range_from,
)

_USERS = marks((20.0, WITH_DETENTION), (100.0, TO_SEVEN))
_GAIN = marks((5_000.0, WITH_DETENTION), (25_000.0, TO_SEVEN))
_PLACE = Citation("fashi_2011_19", "3", 1)


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity of tools that were sold, and made for intrusion."""
    made_for = holds(facts.intrusion_tools)
    if vpn_is_tool:
        made_for = max(made_for, holds(facts.vpn_tools))
    sold = min(holds(facts.sells_tools), made_for)
    return heavier(
        range_from(_USERS, facts.tool_users, sold), range_from(_GAIN, facts.tool_gain_yuan, sold)
    )


RIVAL = Rival(
    "285-3",
    law_at("285", 3),
    satisfied,
    (
        Entry(
            28531,
            "tools_by_users",
            "tool_users",
            _USERS,
            _PLACE,
            "persons supplied with tools made for intrusion or illegal control",
            "Fa Shi [2011] No. 19, Art. 3: 20 person-times; five-fold: especially serious",
            "high",
        ),
        Entry(
            28532,
            "tools_by_gain",
            "tool_gain_yuan",
            _GAIN,
            _PLACE,
            "yuan gained by supplying such tools",
            "Fa Shi [2011] No. 19, Art. 3: 5,000 yuan; five-fold: especially serious",
            "high",
        ),
    ),
    beside=("sells_tools", "vpn_tools", "intrusion_tools"),
    simulated={"tool_users": tools_sold, "tool_gain_yuan": tool_turnover},
)
