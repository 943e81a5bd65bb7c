"""Art. 287-1: sites, groups or posts for crime, which no simulated provider sets up.

It is in force since 2015, its marks since the Interpretation of 2019.
"""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law.citations import law_at, rule_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval, most
from zombielaw.sim.law.offences.rival import (
    WITH_DETENTION,
    Entry,
    Rival,
    heavier,
    marks,
    range_from,
)
from zombielaw.sim.law.truth import MET, NOT_MET

_SITES = marks((3.0, WITH_DETENTION))
_GROUPS = marks((5.0, WITH_DETENTION))
_GAIN = marks((10_000.0, WITH_DETENTION))


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by the marks; before them whatever was set up may be serious."""
    condition = min(law.in_force, law.numeric_marks)
    sites, groups, gain = facts.crime_sites, facts.crime_groups, facts.crime_site_gain_yuan
    severity = heavier(range_from(_SITES, sites, condition), range_from(_GROUPS, groups, condition))
    severity = heavier(severity, range_from(_GAIN, gain, condition))
    anything = max(most(sites), most(groups), most(gain)) > 0.0
    if law.numeric_marks != MET and law.in_force != NOT_MET and anything:
        return Interval(severity.low, WITH_DETENTION)
    return severity


RIVAL = Rival(
    "287-1",
    law_at("287-1"),
    satisfied,
    (
        Entry(
            28711,
            "crime_sites",
            "crime_sites",
            _SITES,
            rule_at("10", "2"),
            "sites set up for crime",
            "Fa Shi [2019] No. 15, Art. 10(2): three sites",
            "high",
        ),
        Entry(
            28712,
            "crime_groups",
            "crime_groups",
            _GROUPS,
            rule_at("10", "3"),
            "communication groups set up for crime",
            "Fa Shi [2019] No. 15, Art. 10(3): five groups",
            "high",
        ),
        Entry(
            28713,
            "crime_site_gain",
            "crime_site_gain_yuan",
            _GAIN,
            rule_at("10", "5"),
            "yuan gained by setting up sites or posting for crime",
            "Fa Shi [2019] No. 15, Art. 10(5): 10,000 yuan",
            "high",
        ),
    ),
)
