"""One matter through officials: what they would do with given facts, many lucks over.

The matter enters on the prosecutor's desk. Familiarity is what the policy teaches without any use of 286-1 in the
office: the outside stream of 287-2 cases, training and guiding cases, year after year. So the answer is that of an
ordinary office, not of one that happens to have had such a file before.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.conduct import merits_of
from zombielaw.sim.decisions.judge import Verdict
from zombielaw.sim.decisions.perception import Clarity
from zombielaw.sim.decisions.prosecutor import Options, desk_load
from zombielaw.sim.law.assess import examine
from zombielaw.sim.law.dates import law_in_force
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.luck import Luck
from zombielaw.sim.procedures import court, prosecutor, sight
from zombielaw.sim.scenario import Scenario, interpreted


class Office(NamedTuple):
    """State of an ordinary office."""

    familiarity_286_1: float
    familiarity_287_2: float
    clarity: Clarity
    load: float


class Handling(NamedTuple):
    """What officials did with a matter, and the chances they acted on."""

    charge: int
    verdict: int
    charge_chances: Options
    verdict_chances: Verdict  # over all charges


def ordinary_office(scenario: Scenario) -> Office:
    """Office after the scenario's months under its policy, without any file on 286-1 of its own."""
    policy, world = scenario.policy, scenario.world
    a, b, learned = world.initial_familiarity_286_1, world.initial_familiarity_287_2, 0.0
    for month in range(scenario.months):
        guiding = float(learning.guiding_cases(policy.guiding_cases, month))
        outside = world.outside_weight * scenario.outside(month)
        a = learning.familiarity_after(a, 0.0, outside, policy.training, guiding, world)
        b = learning.familiarity_after(b, outside, 0.0, 0.0, 0.0, world)
        learned = learning.clarity_after(learned, 0.0, guiding, world)
    last = scenario.months - 1
    clarity = sight.clarity(interpreted(last), learned, policy, world)
    return Office(a, b, clarity, desk_load(scenario.outside(last), 0, world))


def handle(facts: Facts, scenario: Scenario, office: Office, luck: Luck, subject: int) -> Handling:
    """Charge and verdict on known facts.

    Parameters
    ----------
    facts : Facts
        Every fact exactly known.
    scenario : Scenario
        Policy (its base levers), law and world.
    office : Office
        State of procuratorate and court.
    luck, subject : Luck, int
        The draw is named by its subject.
    """
    policy, world = scenario.policy, scenario.world
    law = law_in_force(facts, scenario.statute_at(policy))
    merits = merits_of(facts, examine(facts, law), law)
    charging = prosecutor.deliberate(luck, subject, 0, merits, office.clarity, office, office, policy, world)
    trial = court.hear(luck, subject, 0, charging.charge, merits, office.clarity, office, policy, world)
    return Handling(charging.charge, trial.verdict, charging.chances, charging.foreseen)
