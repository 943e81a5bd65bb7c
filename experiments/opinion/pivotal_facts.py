"""Values of facts from which on the law may decide otherwise, and the parts of an unknown fact between them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from zombielaw.experiments.opinion.explain import thresholds
from zombielaw.sim.law import dates, elements, elements_287_2
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import ANY_DAY, SHARES, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import ALL, rivals
from zombielaw.sim.law.routes import ROUTES

DAYS = ("conduct_end_day", "order_day", "judgment_day")


def marks(statute: Statute) -> dict[str, tuple[float, ...]]:
    """Values from which the law decides otherwise, by fact."""
    values: dict[str, set[float]] = {}
    for route, mark in thresholds(statute).items():
        for name in ROUTES[route].facts:
            if not is_yes_no(name):
                values.setdefault(name, set()).add(mark)
    for one in ALL:
        for entry in one.entries:
            some = values.setdefault(entry.fact, set())
            some |= {mark for mark in entry.marks if mark < math.inf}
            for name, much in entry.asks:
                values.setdefault(name, set()).add(max(much, 1.0))
    values |= {
        "conduct_end_day": {dates.STATUTE_DAY, dates.TWO_YEARS, *rivals.DAYS},
        "order_day": {dates.STATUTE_DAY, dates.CYBERSECURITY_AMENDMENT_DAY},
        "judgment_day": {*dates.TEXT_DAYS[1:], *rivals.DAYS},
        "control": {elements.EFFECTIVE_CONTROL},
        "orders": {1.0, 2.0, elements.SEVERAL_ORDERS},
        "intent": {elements.INDIRECT_INTENT, elements.DIRECT_INTENT},
        "users_without_logs": {math.nextafter(elements.MAJORITY, 1.0), elements.GREAT_MAJORITY},
        "harm_before_order": {statute.consequence_multiple},
        "card_flow_yuan": {elements_287_2.CARD_FLOW_YUAN + 1.0},
        "others_flow_yuan": {elements_287_2.CARD_FLOW_YUAN + 1.0},
        "accounts_of_others": {1.0, elements_287_2.BANK_CARDS},
        "card_fraud_yuan": {1.0, elements_287_2.CARD_FRAUD_YUAN},
    }
    return {name: tuple(sorted(some)) for name, some in values.items()}


def pieces(name: str, fact: Interval, at: Mapping[str, tuple[float, ...]]) -> list[Interval]:
    """The parts of an unknown fact between which the law may decide otherwise, in rising order; nil is one of its own.

    ``at``: as :func:`marks` gives them.
    """
    default = Facts._field_defaults[name]
    shares = name in SHARES
    starts = set(at.get(name, ())) or {1.0}
    if default != ANY_DAY and name != "intent":
        starts |= {math.nextafter(0.0, 1.0) if shares else 1.0}
    cuts = sorted(start for start in starts if fact.low < start <= fact.high)
    small = shares or name == "harm_before_order"
    ends = [
        *(math.nextafter(cut, -1.0) if small else max(fact.low, cut - 1.0) for cut in cuts),
        fact.high,
    ]
    return [Interval(low, high) for low, high in zip([fact.low, *cuts], ends, strict=True)]
