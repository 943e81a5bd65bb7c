"""Judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zombielaw.sim.agents.office import LearningOffice
from zombielaw.sim.decisions import judge
from zombielaw.sim.decisions.judge import Court, Verdict
from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.prosecutor import A_286_1, B_287_2, OTHER, Options
from zombielaw.sim.decisions.routine import SCRUTINY_DAYS, TRIAL_DAYS, bit_set
from zombielaw.sim.luck import Draw
from zombielaw.sim.record import File

if TYPE_CHECKING:
    from zombielaw.sim.model import EnforcementModel


class Judge(LearningOffice):
    """A court: the unit that learns."""

    def __init__(self, model: EnforcementModel, number: int) -> None:
        super().__init__(model, number, int(model.world.court_province[number]))

    def foresees(self, file: File, merits: Merits, charges: Options) -> Verdict:
        """Chances of the ends of a trial, before the charge is drawn."""
        return judge.foreseen(
            charges,
            merits,
            self.chances(file, merits),
            self.familiarity_286_1,
            self.familiarity_287_2,
            self.model.policy(self.province),
            self.model.inputs.world,
        )

    def decide(self, file: File, merits: Merits) -> int:
        """(14)-(17) Try a charge."""
        model, luck, world = self.model, self.model.luck, self.model.inputs.world
        policy, slot, opened, charge = model.policy(self.province), file.provider, file.opened, file.charge
        plea = luck.uniform(Draw.PLEA, slot, opened) < world.plea_rate
        rival = self.familiarity_287_2 if charge == A_286_1 else self.familiarity_286_1
        expected = judge.court_chances(charge, merits, rival, float(plea), policy, world)
        chances = self.chances(file, merits)
        foreseen = judge.verdict(charge, merits, chances, expected, policy)
        seen = self.sees(file, chances, Draw.JUDGE_SEES)
        court = Court(
            *[
                float(luck.uniform(draw, slot, opened) < chance)
                for draw, chance in zip(
                    (Draw.SCRUTINY, Draw.ORDER_CAUGHT, Draw.DEFENCE, Draw.LOOK_AGAIN, Draw.WITHDRAWN),
                    expected,
                    strict=True,
                )
            ]
        )
        end = judge.verdict(charge, merits, seen, court, policy)
        file.verdict = (0, A_286_1, B_287_2, OTHER, judge.ACQUITTED)[max(range(5), key=end.__getitem__)]
        file.judged = model.period
        file.p_verdict_286_1, file.p_verdict_287_2, file.p_verdict_other = foreseen.a, foreseen.b, foreseen.other
        file.p_acquitted = foreseen.acquitted
        file.judge_saw = bit_set(seen)
        file.scrutiny, file.order_caught = int(court.scrutiny), int(court.order_caught)
        file.defence, file.looked_again, file.plea = int(court.defence), int(court.look_again), int(plea)
        model.spend(self.province, file, TRIAL_DAYS + SCRUTINY_DAYS * court.scrutiny)
        if file.verdict == A_286_1:
            self.uses_286_1 += 1
        elif file.verdict == B_287_2:
            self.uses_287_2 += 1
        return file.verdict
