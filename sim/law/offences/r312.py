"""Art. 312: concealing criminal proceeds, which no simulated provider does."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.law import knowledge
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval
from zombielaw.sim.law.offences.rival import (
    TO_SEVEN,
    WITH_SURVEILLANCE,
    Entry,
    Rival,
    marks,
    range_from,
)

_MARKS = marks((3_000.0, WITH_SURVEILLANCE), (100_000.0, TO_SEVEN))


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Severity by the yuan that were knowingly moved or hidden."""
    return range_from(_MARKS, facts.proceeds_yuan, knowledge.of_proceeds(facts).truth)


RIVAL = Rival(
    "312",
    law_at("312"),
    satisfied,
    (
        Entry(
            31201,
            "proceeds",
            "proceeds_yuan",
            _MARKS,
            Citation("fashi_2015_11", "1"),
            "yuan of criminal proceeds moved or hidden",
            "Fa Shi [2015] No. 11, Arts. 1 and 3: 3,000 to 10,000 yuan by province, serious from 100,000. The first "
            "mark was dropped on 15 April 2021 and all circumstances are weighed since; Fa Shi [2025] No. 13 applies "
            "from 26 August 2025, its amounts are not in the code",
            "low",
        ),
    ),
    beside=(
        "knows",
        "abnormal_price",
        "abnormal_dealing",
        "evades_supervision",
        "helps_evade",
        "trades_unit_accounts",
        "restricted_before",
        "prepared_answers",
        "rebutted",
    ),
    knowing=knowledge.of_proceeds,
)
