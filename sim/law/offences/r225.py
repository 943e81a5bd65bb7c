"""Art. 225: business without a licence that it needs; a unit's marks are ten times a person's."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import tool_turnover
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval, holds
from zombielaw.sim.law.offences.rival import (
    DETENTION,
    Entry,
    Rival,
    either_entry,
    heavier,
    marks,
    range_from,
    severity,
)

_RANGE = severity(60.0, DETENTION, fine_added=False)
_GRAVE = (5_000_000.0, severity(180.0, 60.0))
_PERSON, _UNIT = marks((50_000.0, _RANGE), _GRAVE), marks((500_000.0, _RANGE), _GRAVE)
_GAIN_OF_PERSON, _GAIN_OF_UNIT = marks((10_000.0, _RANGE)), marks((100_000.0, _RANGE))
_PLACE = Citation("standards_ii")
_SOURCE = (
    "Filing and Prosecution Standards II (2010, Art. 79(8); 2022, Art. 71(12)): a person from 50,000 yuan of turnover "
    "or 10,000 of gain, a unit from ten times as much; especially serious by analogy with Fa Shi [2000] No. 12, Art. 2 "
    "(telecommunications): 5,000,000 yuan of turnover. A narrower view takes that decree's first mark too, 1,000,000"
)


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by the marks of a unit or of a person."""
    turnover, gain = facts.unlicensed_turnover_yuan, facts.unlicensed_gain_yuan
    of_unit = heavier(range_from(_UNIT, turnover), range_from(_GAIN_OF_UNIT, gain))
    of_person = heavier(range_from(_PERSON, turnover), range_from(_GAIN_OF_PERSON, gain))
    return either_entry(holds(facts.unit), of_unit, of_person)


RIVAL = Rival(
    "225",
    law_at("225", 0),
    satisfied,
    (
        Entry(
            22501,
            "business_of_person",
            "unlicensed_turnover_yuan",
            _PERSON,
            _PLACE,
            "yuan turned over by a person whose business needs a licence and has none",
            _SOURCE,
            "medium",
            unit=False,
        ),
        Entry(
            22502,
            "business_of_unit",
            "unlicensed_turnover_yuan",
            _UNIT,
            _PLACE,
            "yuan turned over by a unit whose business needs a licence and has none",
            _SOURCE,
            "medium",
            unit=True,
        ),
        Entry(
            22503,
            "business_gain_of_person",
            "unlicensed_gain_yuan",
            _GAIN_OF_PERSON,
            _PLACE,
            "yuan gained by a person from such a business",
            _SOURCE,
            "medium",
            unit=False,
        ),
        Entry(
            22504,
            "business_gain_of_unit",
            "unlicensed_gain_yuan",
            _GAIN_OF_UNIT,
            _PLACE,
            "yuan gained by a unit from such a business",
            _SOURCE,
            "medium",
            unit=True,
        ),
    ),
    beside=("unit",),
    simulated={"unlicensed_turnover_yuan": tool_turnover, "unlicensed_gain_yuan": tool_turnover},
)
