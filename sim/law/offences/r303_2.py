"""Art. 303(2): running a casino, by knowing service for a fee; raised by Amendment XI."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import GAMBLING, Conduct, fees, serves
from zombielaw.sim.law import knowledge
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval
from zombielaw.sim.law.offences.rival import (
    SURVEILLANCE,
    TO_TEN,
    Entry,
    Rival,
    either_entry,
    marks,
    range_from,
    severity,
)

_MARKS = marks((20_000.0, severity(60.0, SURVEILLANCE)), (100_000.0, severity(120.0, 60.0)))
_BEFORE_XI = marks((20_000.0, severity(36.0, SURVEILLANCE)), (100_000.0, TO_TEN))


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by the fee of sites knowingly served, and the ranges of the day."""
    fee, knowing = facts.casino_fee_yuan, knowledge.of_casino(facts).truth
    return either_entry(
        law.amendment_xi, range_from(_MARKS, fee, knowing), range_from(_BEFORE_XI, fee, knowing)
    )


@register_jitable
def _fee(c: Conduct) -> float:
    return fees(c) if serves(c, GAMBLING) else 0.0


RIVAL = Rival(
    "303-2",
    law_at("303", 2),
    satisfied,
    (
        Entry(
            30321,
            "casino",
            "casino_fee_yuan",
            _MARKS,
            Citation("gongtongzi_2010_40", "II"),
            "yuan of service fee from casino sites",
            "Online-casino opinion (Gong Tong Zi [2010] No. 40), II: 20,000 yuan; five-fold: serious. For conduct that "
            "ended before 1 March 2021 the ranges end at three years and begin, if serious, at three",
            "medium-high",
            before_xi=_BEFORE_XI,
        ),
    ),
    beside=(
        "knows",
        "told_of_aided",
        "told_in_writing",
        "abnormal_price",
        "obstructs_inquiry",
        "rebutted",
    ),
    knowing=knowledge.of_casino,
    simulated={"casino_fee_yuan": _fee},
    of_units=False,
    of_helpers=True,
)
