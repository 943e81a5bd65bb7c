"""Art. 266: fraud, where the provider shares the intent; no simulated provider does."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval
from zombielaw.sim.law.offences.rival import (
    LIFE,
    TO_TEN,
    WITH_SURVEILLANCE,
    Entry,
    Rival,
    marks,
    range_from,
    severity,
)

_MARKS = marks((3_000.0, WITH_SURVEILLANCE), (30_000.0, TO_TEN), (500_000.0, severity(LIFE, 120.0)))


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by the yuan that were taken."""
    return range_from(_MARKS, facts.fraud_yuan)


RIVAL = Rival(
    "266",
    law_at("266", 0),
    satisfied,
    (
        Entry(
            26601,
            "fraud",
            "fraud_yuan",
            _MARKS,
            Citation("fafa_2016_32"),
            "yuan taken by frauds in which the provider shares the intent",
            "Fa Fa [2016] No. 32, II(1), with Fa Shi [2011] No. 7, Art. 1: 3,000, 30,000 and 500,000 yuan",
            "high",
        ),
    ),
    of_units=False,
    of_helpers=True,
)
