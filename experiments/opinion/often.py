"""Number of coded cases whose answer turns on a fact: how often that fact is open in practice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

from zombielaw.experiments.data.cases import cases_in
from zombielaw.experiments.opinion.pivotal_facts import pivots
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import Statute


def coded_number() -> int:
    """Number of coded cases of the package."""
    return len(cases_in())


@cache
def often_open() -> Mapping[str, int]:
    """Number of coded cases whose answer turns on each fact, by the text of the statute and the law of their dates."""
    return Counter(
        weight.fact for case in cases_in().values() for weight in pivots(case.facts, Statute(), STATUTE).ranked
    )
