"""What the law says of a coded case, and what officials do with it: a block of draws of what the case leaves unknown.

The source of this module is part of the key of its runs, so it holds nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from zombielaw.experiments.data.case_priors import Priors, sample
from zombielaw.experiments.data.cases import Case
from zombielaw.sim.analysis.replay import handle, ordinary_office
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.law.assess import Assessment, examine, read
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, NONE, OTHER, READINGS
from zombielaw.sim.law.dates import law_in_force
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario

TABLE = "draws"
BLOCK = 50
"""Draws of a run: block ``r`` holds the draws ``r * BLOCK ...``, each named by its number alone."""
ANSWERS = ("286-1", "either", "open", "287-2", "other", "rest", "none")
"""What prevails: 286-1; a tie of it with others; undetermined, 286-1 among what may; 287-2; another offence; not 286-1,
and which of the rest is a tie or undetermined; no offence."""
_ALONE = {A_286_1: "286-1", B_287_2: "287-2", OTHER: "other", NONE: "none"}


class CaseFile(NamedTuple):
    """A coded case with the priors of what it leaves unknown."""

    case: Case
    priors: Priors


def case_file(case: Case, priors: Priors) -> CaseFile:
    """A case without what officials did in fact and without its sources, and the priors of its kind: the input."""
    return CaseFile(replace(case, codings={}, outcome={}), priors.only(case.kind))


def column(name: str) -> str:
    """Name of an offence or verdict within the name of a column."""
    return name.replace("-", "_")


def answer_of(found: Assessment) -> str:
    """One of :data:`ANSWERS`."""
    if found.open or found.prevailing not in _ALONE:
        undecided = "open" if found.open else "either"
        return undecided if found.prevailing & A_286_1 else "rest"
    return _ALONE[found.prevailing]


def draws_of(scenario: Scenario, file: CaseFile, luck: Luck) -> Mapping[str, pd.DataFrame]:
    """A block of draws under the policy, law and world of a scenario.

    Returns
    -------
    mapping
        ``draws``: one row per draw: ``draw``, the day of judgment, the law's answer under each reading (``law_*``, one
        of :data:`ANSWERS`), charge and verdict, and the probabilities of both before the charge (``p_charge_*``,
        ``p_verdict_*``).
    """
    luck, first = Luck(luck.seed, 0), luck.replicate * BLOCK
    office, statute = ordinary_office(scenario), scenario.statute_at(scenario.policy)
    rows = []
    for draw in range(first, first + BLOCK):
        facts = sample(file.case, file.priors, scenario.policy, luck, draw)
        examined = examine(facts, law_in_force(facts, statute))
        handled = handle(facts, scenario, office, luck, draw)
        rows.append(
            (draw, int(facts.judgment_day.low), *(answer_of(read(examined, reading)) for reading in READINGS.values()),
             CHARGES[handled.charge], VERDICTS[handled.verdict], *handled.charge_chances, *handled.verdict_chances)
        )  # fmt: skip
    columns = [
        "draw", "day", *(f"law_{reading}" for reading in READINGS), "charge", "verdict",
        *(f"p_charge_{column(name)}" for name in CHARGES), *(f"p_verdict_{column(name)}" for name in VERDICTS),
    ]  # fmt: skip
    return {TABLE: pd.DataFrame(rows, columns=columns)}
