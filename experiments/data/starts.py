"""Start of the replay of a coded case, and the reason for it."""

from __future__ import annotations

from zombielaw.experiments.data.cases import Case


def starts_at(case: Case) -> str:
    """Stage at which the replay of a case starts: the one that it names, else the one that its facts have reached.

    A refused order is followed up. Who sells tools, or aided a confirmed crime, is with the police, for the sale is a
    crime in itself. Anything else was found by a regulator.
    """
    facts = case.facts
    if case.stage:
        return case.stage
    if facts.refused.low >= 1.0 and facts.orders.low >= 1.0:
        return "refusal"
    return "filing" if max(facts.sells_tools.low, facts.crime_confirmed.low) >= 1.0 else "finding"


def chosen_for(case: Case) -> str:
    """Reason for the start of a replay: ``case``, if the case names it, or the stage that the facts have reached."""
    return "case" if case.stage else starts_at(case)
