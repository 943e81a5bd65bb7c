"""One matter through officials: what they would do with given facts, many lucks over.

The matter enters on the prosecutor's desk. Familiarity is what the policy teaches without any use of 286-1 in the
office: the outside stream of 287-2 cases, training and guiding cases, year after year. So the answer is that of an
ordinary office, not of one that happens to have had such a file before.
"""

from __future__ import annotations

from typing import NamedTuple

from zombielaw.sim.decisions import judge, learning, perception, prosecutor
from zombielaw.sim.decisions.conduct import merits_of
from zombielaw.sim.decisions.judge import ACQUITTED, Court, Verdict
from zombielaw.sim.decisions.perception import Clarity, Seen
from zombielaw.sim.decisions.prosecutor import A_286_1, B_287_2, NONE, OTHER, Options
from zombielaw.sim.law.assess import examine
from zombielaw.sim.law.dates import law_in_force
from zombielaw.sim.law.facts import Facts
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.parameters import STAGED
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
    known = interpreted(last)
    clarity = Clarity(
        perception.total_clarity(policy.identity_clarity, known, learned, world),
        perception.total_clarity(policy.obligation_clarity, known, learned, world),
    )
    load = prosecutor.desk_load(scenario.outside(last), 0, world)
    return Office(a, b, clarity, load)


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
    chances = perception.chances(
        merits,
        office.clarity,
        office.familiarity_286_1,
        office.familiarity_287_2,
        policy.knowing_standard,
        policy.knowing_test == STAGED,
        world,
    )
    seen = _sees(luck, Draw.EVIDENCE, subject, chances)
    belief = prosecutor.win_odds(seen, office.clarity, office.familiarity_286_1, office.familiarity_287_2, world)
    utilities = prosecutor.charge_utilities(
        merits, seen, belief, office.familiarity_286_1, office.familiarity_287_2, office.load, policy, world
    )
    charge_chances = prosecutor.charge_probabilities(utilities)
    charge = luck.choose(Draw.CHARGE, subject, 0, 0, utilities)
    expected = judge.foreseen(
        charge_chances, merits, chances, office.familiarity_286_1, office.familiarity_287_2, policy, world
    )
    plea = float(luck.uniform(Draw.PLEA, subject, 0) < world.plea_rate)
    rival = office.familiarity_287_2 if charge == A_286_1 else office.familiarity_286_1
    court = judge.court_chances(charge, merits, rival, plea, policy, world)
    happened = Court(
        *(
            float(luck.uniform(draw, subject, 0) < chance)
            for draw, chance in zip(
                (Draw.SCRUTINY, Draw.ORDER_CAUGHT, Draw.DEFENCE, Draw.LOOK_AGAIN, Draw.WITHDRAWN), court, strict=True
            )
        )
    )
    end = judge.verdict(charge, merits, _sees(luck, Draw.JUDGE_SEES, subject, chances), happened, policy)
    verdict = (NONE, A_286_1, B_287_2, OTHER, ACQUITTED)[max(range(5), key=end.__getitem__)]
    return Handling(charge, verdict, charge_chances, expected)


def _sees(luck: Luck, draw: Draw, subject: int, chances: Seen) -> Seen:
    return Seen(*(float(luck.uniform(draw, subject, 0, e) < chance) for e, chance in enumerate(chances)))
