"""Start of the replay of a coded case, and the reason for it."""

from __future__ import annotations

import math

from zombielaw.experiments.data.cases import Case
from zombielaw.sim.law.facts import FIRST_MEASURED, FIRST_OF_PROSECUTION


def starts_at(case: Case) -> str:
    """Stage at which the replay of a case starts: the one that it names, else the one that its facts have reached.

    A case that was filed on a known day is before the prosecutor. A refused order is followed up. Who sells tools,
    aided a confirmed crime, or has an amount that only another offence measures, is with the police. Anything else was
    found by a regulator.
    """
    facts = case.facts
    if case.stage:
        return case.stage
    if facts.filed_day.low > -math.inf:
        return "charge"
    if facts.refused.low >= 1.0 and facts.orders.low >= 1.0:
        return "refusal"
    crime = (facts.sells_tools, facts.crime_confirmed, *facts[FIRST_MEASURED:FIRST_OF_PROSECUTION])
    return "filing" if any(fact.low > 0.0 for fact in crime) else "finding"


def chosen_for(case: Case) -> str:
    """Reason for the start of a replay: ``case``, if the case names it, or the stage that the facts have reached."""
    return "case" if case.stage else starts_at(case)
