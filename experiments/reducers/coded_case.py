"""Answers of the law to a coded case, and acts of officials: a block of draws of the facts that are unknown.

The sources of this module and of those named in :data:`SOURCES` are part of the key of its runs, so it holds nothing
else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from zombielaw.experiments.data import cases
from zombielaw.experiments.data.cases import Case, Priors, readings_of, samples, starts_at
from zombielaw.sim.analysis.replay import ENDS, follow, handle, ordinary_office
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.decisions.prosecutor import CHARGES
from zombielaw.sim.law.assess import Assessment, assessed
from zombielaw.sim.law.offences import A_286_1, OFFENCES, RIVALS
from zombielaw.sim.luck import Luck
from zombielaw.sim.scenario import Scenario

SOURCES = (cases.__name__,)
"""Other modules that decide what a block holds."""
TABLE = "draws"
BLOCK = 50
"""Draws of a run: block ``r`` holds the draws ``r * BLOCK ...``, each named by its number alone."""
ANSWERS = ("286-1", "either", "open", "287-2", *RIVALS, "rest", "none")
"""Prevailing offences: 286-1; a tie of it with others; undetermined, 286-1 among what may; 287-2; another by name;
not 286-1, and which of the rest is a tie or undetermined; no offence."""
PREVAILING = ("none", *OFFENCES)
"""Offences that may prevail, by the bit of an answer."""
_ALONE = {1 << code: name for code, name in enumerate(PREVAILING)}


class CaseFile(NamedTuple):
    """A coded case with the priors of what it leaves unknown."""

    case: Case
    priors: Priors


def case_file(case: Case, priors: Priors) -> CaseFile:
    """A case without what officials did in fact and without its sources, and the priors of its kind: the input."""
    return CaseFile(
        replace(case, codings={}, outcome={}, stage=starts_at(case)), priors.only(case.kind)
    )


def column(name: str) -> str:
    """Name of an offence, verdict or end within the name of a column."""
    return name.replace("-", "_").replace(" ", "_")


def answer_of(assessment: Assessment) -> str:
    """One of :data:`ANSWERS`."""
    if assessment.open or assessment.prevailing not in _ALONE:
        undecided = "open" if assessment.open else "either"
        return undecided if assessment.prevailing >> A_286_1 & 1 else "rest"
    return _ALONE[assessment.prevailing]


def draws_of(scenario: Scenario, file: CaseFile, luck: Luck) -> Mapping[str, pd.DataFrame]:
    """A block of draws under the policy, law and world of a scenario.

    The table ``draws`` has one row per draw: ``draw``, the day of judgment, the law's answer under each reading, those
    of the case's own behind the named ones (``law_*``, one of :data:`ANSWERS`; ``bits_*``: what may prevail, a bit for
    each of :data:`PREVAILING`); charge and verdict if the matter is before the prosecutor, the ground of no
    charge, and the probabilities of both before the charge (``p_charge_*``, ``p_verdict_*``); and on its way from the
    ``start`` whether it came to the prosecutor (``filed``), the end, and the probability of each end as they stood at
    the prosecutor (``p_end_*``).
    """
    luck, first = Luck(luck.seed, 0), luck.replicate * BLOCK
    office, statute = ordinary_office(scenario), scenario.statute_at(scenario.policy)
    case, readings, rows = file.case, readings_of(file.case), []
    draws = range(first, first + BLOCK)
    for draw, facts in zip(
        draws, samples(case, file.priors, scenario.policy, luck, draws), strict=True
    ):
        assessments = [assessed(facts, statute, reading) for reading in readings.values()]
        handled = handle(facts, scenario, office, luck, draw)
        course = follow(facts, case.kind, case.stage, scenario, office, luck, draw)
        rows.append(
            (
                draw,
                int(facts.judgment_day.low),
                *map(answer_of, assessments),
                *(one.prevailing for one in assessments),
                CHARGES[handled.charge],
                VERDICTS[handled.verdict],
                handled.ground,
                *handled.charge_chances,
                *handled.verdict_chances,
                case.stage,
                course.filed,
                ENDS[course.end],
                *course.chances,
            )
        )
    columns = [
        "draw",
        "day",
        *(f"law_{reading}" for reading in readings),
        *(f"bits_{reading}" for reading in readings),
        "charge",
        "verdict",
        "ground",
        *(f"p_charge_{column(name)}" for name in CHARGES),
        *(f"p_verdict_{column(name)}" for name in VERDICTS),
        "start",
        "filed",
        "end",
        *(f"p_end_{column(name)}" for name in ENDS),
    ]
    return {TABLE: pd.DataFrame(rows, columns=columns)}
