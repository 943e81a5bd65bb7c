"""The month's end: offices, regulators and provinces learn from counts; means over offices are written down."""

from __future__ import annotations

from collections.abc import Sequence

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import learning, provider
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import sight
from zombielaw.sim.procedures.matter import Entity


@register_jitable
def hear_news(here: Entity, count: Entity, world: WorldParameters) -> None:
    """Set what a province will have heard of this month."""
    convictions = count.convictions_286_1 + count.convictions_287_2 + count.convictions_other
    here.sanctioned = provider.yearly_rate(count.sanctions, here.non_compliant)
    here.convicted = provider.yearly_rate(convictions, here.non_compliant)
    here.published = convictions * world.publication_rate


@register_jitable
def learn_offences(
    office: Entity,
    here: Entity,
    mean_a: float,
    mean_b: float,
    outside: float,
    guiding: float,
    forgotten: float,
    rules: Entity,
    world: WorldParameters,
) -> None:
    """(18) Familiarity after this month's uses: own, of the province, of the mean office of the country.

    ``here`` is whoever counted the uses of all offices of the province; ``outside`` are cases of 287-2 from elsewhere,
    ``guiding`` the guiding cases of the month, ``forgotten`` the share of familiarity that fades in it.
    """
    if world.familiarity_learns:
        a = learning.effective_uses(float(office.uses_286_1), float(here.uses_286_1), mean_a, rules.pooling, world)
        b = learning.effective_uses(float(office.uses_287_2), float(here.uses_287_2), mean_b, rules.pooling, world)
        b += world.outside_weight * outside
        office.familiarity_286_1 = learning.familiarity_left(
            office.familiarity_286_1, a, b, rules.training, guiding, forgotten, world
        )
        if world.rival_learns:
            office.familiarity_287_2 = learning.familiarity_left(
                office.familiarity_287_2, b, a, 0.0, 0.0, forgotten, world
            )
    office.uses_286_1 = office.uses_287_2 = 0


@register_jitable
def learn_trust(office: Entity, world: WorldParameters) -> None:
    """Trust of a regulator in referrals follows their acceptance."""
    if world.trust_learns:
        office.trust = learning.trust_after(office.trust, float(office.referrals), float(office.accepted), world)
    office.referrals = office.accepted = 0


@register_jitable
def write_means(
    row: Entity,
    here: Entity,
    interpreted: bool,
    outside: float,
    learned: Sequence[float],
    rules: Entity,
    world: WorldParameters,
) -> None:
    """Turn the sums over the offices of a province into means, and write the other states beside them."""
    row.familiarity_286_1 /= here.procuratorates
    row.familiarity_287_2 /= here.procuratorates
    row.load /= here.procuratorates
    row.court_familiarity_286_1 /= here.courts
    row.court_familiarity_287_2 /= here.courts
    row.trust /= here.regulators
    row.outside_cases = outside
    row.open_files = here.open
    row.harm += here.monthly_items
    for kind in range(TOOL_SELLER):
        clear = sight.clarity(interpreted, learned[kind], rules, world)
        row.identity_clarity += clear.identity / TOOL_SELLER
        row.obligation_clarity += clear.obligation / TOOL_SELLER
