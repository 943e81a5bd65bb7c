"""Procuratorates and courts share one thing: they learn two offences by using them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa

from zombielaw.sim.decisions import learning, perception
from zombielaw.sim.decisions.perception import Merits, Seen
from zombielaw.sim.luck import Draw
from zombielaw.sim.parameters import STAGED
from zombielaw.sim.record import File

if TYPE_CHECKING:
    from zombielaw.sim.model import EnforcementModel


class LearningOffice(mesa.Agent):
    """An office with a familiarity (0-1) with each offence and this month's uses of it."""

    model: EnforcementModel

    def __init__(self, model: EnforcementModel, number: int, province: int) -> None:
        super().__init__(model)
        self.number = number
        self.province = province
        self.familiarity_286_1 = model.inputs.world.initial_familiarity_286_1
        self.familiarity_287_2 = model.inputs.world.initial_familiarity_287_2
        self.uses_286_1 = 0
        self.uses_287_2 = 0

    def chances(self, file: File, merits: Merits) -> Seen:
        """Chance that an official of this office sees each element as met."""
        policy = self.model.policy(self.province)
        return perception.chances(
            merits,
            self.model.clarity(file.kind, self.province),
            self.familiarity_286_1,
            self.familiarity_287_2,
            policy.knowing_standard,
            policy.knowing_test == STAGED,
            self.model.inputs.world,
        )

    def sees(self, file: File, chances: Seen, decision: Draw) -> Seen:
        """Bits that one official sees."""
        luck = self.model.luck
        return Seen(
            *[
                float(luck.uniform(decision, file.provider, file.opened, element) < chance)
                for element, chance in enumerate(chances)
            ]
        )

    def learn(self, province_uses: tuple[int, int], mean_uses: tuple[float, float]) -> None:
        """(18) Familiarity after this month's uses: own, of the province, of the mean office of the country."""
        world, model = self.model.inputs.world, self.model
        policy = model.policy(self.province)
        if world.familiarity_learns:
            pooling = policy.pooling
            a = learning.effective_uses(float(self.uses_286_1), float(province_uses[0]), mean_uses[0], pooling, world)
            b = learning.effective_uses(float(self.uses_287_2), float(province_uses[1]), mean_uses[1], pooling, world)
            b += world.outside_weight * model.outside
            self.familiarity_286_1 = learning.familiarity_after(
                self.familiarity_286_1, a, b, policy.training, model.guiding_cases[self.province], world
            )
            if world.rival_learns:
                self.familiarity_287_2 = learning.familiarity_after(self.familiarity_287_2, b, a, 0.0, 0.0, world)
        self.uses_286_1 = self.uses_287_2 = 0
