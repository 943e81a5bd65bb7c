"""Sight of a matter: what an official of an office can see, and sees."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.decisions import perception
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.each import put
from zombielaw.sim.entities import Office
from zombielaw.sim.luck import Draw, Keyed, draw
from zombielaw.sim.parameters import STAGED, Policy, WorldParameters
from zombielaw.sim.procedures.matter import bit

FIRST_OF_RIVALS = len(perception.ELEMENTS)
"""Index of the draw for the first rival."""


@register_jitable
def current_clarity(
    interpreted: bool, learned: float, rules: Policy, world: WorldParameters
) -> Clarity:
    """Clarity of subject and duty: the base of the rules, and what judgments have taught."""
    return Clarity(
        perception.total_clarity(rules.identity_clarity, interpreted, learned, world),
        perception.total_clarity(rules.obligation_clarity, interpreted, learned, world),
    )


@register_jitable
def observation_chances(
    merits: Merits, clear: Clarity, office: Office, rules: Policy, world: WorldParameters
) -> Seen:
    """Chance that an official of a procuratorate or court sees each element as met."""
    return perception.chances(
        merits,
        clear,
        office.familiarity_286_1,
        office.familiarity_287_2,
        rules.knowing_standard,
        rules.knowing_test == STAGED,
        world,
    )


@register_jitable
def observe(luck: Keyed, decision: Draw, slot: int, opened: int, chance: Seen) -> Seen:
    """Bits that one official sees."""
    rivals = chance.rivals
    for number in range(len(rivals)):
        rivals = put(rivals, number, _observe_rival(luck, decision, slot, opened, number, chance))
    return Seen(
        subject=bit(draw(luck, decision, slot, opened, 0) < chance.subject),
        duty=bit(draw(luck, decision, slot, opened, 1) < chance.duty),
        order=bit(draw(luck, decision, slot, opened, 2) < chance.order),
        refusal=bit(draw(luck, decision, slot, opened, 3) < chance.refusal),
        consequence=bit(draw(luck, decision, slot, opened, 4) < chance.consequence),
        knowing=bit(draw(luck, decision, slot, opened, 5) < chance.knowing),
        aid=bit(draw(luck, decision, slot, opened, 6) < chance.aid),
        serious=bit(draw(luck, decision, slot, opened, 7) < chance.serious),
        rivals=rivals,
    )


@register_jitable
def _observe_rival(
    luck: Keyed, decision: Draw, slot: int, opened: int, number: int, chance: Seen
) -> float:
    """Bit of one official seeing a rival; its draw is named by the rival, and one that cannot be seen has none."""
    if chance.rivals[number] <= 0.0:
        return 0.0
    return bit(draw(luck, decision, slot, opened, FIRST_OF_RIVALS + number) < chance.rivals[number])
