"""Art. 363(1): spreading obscene articles for profit, by hosting, or by tolerating them on an own platform."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import OBSCENE, Conduct, fees, serves
from zombielaw.sim.law import knowledge
from zombielaw.sim.law.citations import Citation, law_at
from zombielaw.sim.law.dates import Law
from zombielaw.sim.law.facts import Facts, Interval, most
from zombielaw.sim.law.finding import Finding
from zombielaw.sim.law.offences.rival import (
    LIFE,
    SURVEILLANCE,
    TO_TEN,
    Entry,
    Rival,
    heavier,
    marks,
    range_from,
    severity,
)

_RANGE, _GRAVE = severity(36.0, SURVEILLANCE), severity(LIFE, 120.0)
_SITES = marks((5.0, _RANGE), (25.0, TO_TEN), (125.0, _GRAVE))
_FEE = marks((20_000.0, _RANGE), (100_000.0, TO_TEN), (500_000.0, _GRAVE))
_TOLERATED = marks((50.0, _RANGE), (250.0, TO_TEN), (1_000.0, _GRAVE))
_PLACE = Citation("fashi_2010_3", "6", 1)


@register_jitable(forceinline=True)
def satisfied(facts: Facts, law: Law, vpn_is_tool: bool) -> Interval:
    """Greatest severity of what was knowingly hosted and tolerated."""
    knowing = knowledge.of_obscene(facts, True).truth
    hosted = heavier(
        range_from(_SITES, facts.obscene_sites, knowing),
        range_from(_FEE, facts.obscene_fee_yuan, knowing),
    )
    tolerating = knowledge.of_obscene(facts, False).truth
    return heavier(hosted, range_from(_TOLERATED, facts.obscene_videos_tolerated, tolerating))


def _knowing(facts: Facts) -> Finding:
    return knowledge.of_obscene(
        facts, most(facts.obscene_sites) > 0.0 or most(facts.obscene_fee_yuan) > 0.0
    )


@register_jitable
def _sites(c: Conduct) -> float:
    return c.clients if serves(c, OBSCENE) else 0.0


@register_jitable
def _fee(c: Conduct) -> float:
    return fees(c) if serves(c, OBSCENE) else 0.0


RIVAL = Rival(
    "363-1",
    law_at("363"),
    satisfied,
    (
        Entry(
            36311,
            "obscene_sites",
            "obscene_sites",
            _SITES,
            _PLACE,
            "obscene sites hosted for a fee",
            "Fa Shi [2010] No. 3, Art. 6: five sites; five-fold: serious; twenty-five-fold: especially serious",
            "high",
        ),
        Entry(
            36312,
            "obscene_fee",
            "obscene_fee_yuan",
            _FEE,
            _PLACE,
            "yuan of service fee from obscene sites",
            "Fa Shi [2010] No. 3, Art. 6: 20,000 yuan; five-fold: serious; twenty-five-fold: especially serious",
            "high",
        ),
        Entry(
            36313,
            "obscene_tolerated",
            "obscene_videos_tolerated",
            _TOLERATED,
            Citation("fashi_2010_3", "4"),
            "obscene videos left on the provider's own platform, for profit",
            "Fa Shi [2010] No. 3, Art. 4: 50 videos; the heavier ranges from 250 and 1,000 (twenty-five and a hundred "
            "times the first mark of Art. 1(2))",
            "high",
        ),
    ),
    beside=(
        "knows",
        "told_of_aided",
        "told_in_writing",
        "ignored_reports",
        "abnormal_price",
        "rebutted",
    ),
    knowing=_knowing,
    simulated={"obscene_sites": _sites, "obscene_fee_yuan": _fee},
    of_helpers=True,
)
