"""Providers: violate or not, harm done, criminal clients, answer to an order.

Equation numbers are those of the ODD (docs/ODD.md). Money-like quantities are in units of the mean cost of complying.
"""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

from numba.extending import register_jitable

from zombielaw.sim.luck import normal, poisson
from zombielaw.sim.numbers import log_share, sigmoid
from zombielaw.sim.parameters import REFERENCE, WorldParameters

CONTROL = (0.3, 0.9, 0.7, 0.6, 0.5)
"""Mean share of data and conduct that a provider of each kind can steer (assumption, no data; Pan and Xiong 3.1)."""
CLIENTS = (1.5, 0.7, 1.0, 1.0, 0.0)
"""Criminal clients of each kind relative to the mean; whoever sells tools to users aids no crime (no data)."""

CLIENT_CRIMES = (0.4, 0.25, 0.25, 0.1)
"""Shares of the crimes of clients, by their codes (assumption, no data)."""

COMPLY, PARTIAL, REFUSE, VANISH = range(4)
ANSWERS = ("comply", "partial", "refuse", "vanish")

SMALL = 0.5
"""Below this size (median 1) a provider is small."""
REFERENCE_ITEMS = 2000.0
"""Enforcement's own reference harm, items: it does not move with the legal mark."""
MOST_DOUBLINGS = 20.0
"""Harm after an ignored order grows a million-fold at the most."""
DAYS_PER_MONTH = 30.436875
ACCEPTS_RESULT = 0.5
"""P(a provider that aids a client indulges the result): assumption, no data."""
CLIENT_CAP = 50.0
"""No provider is credited with more criminal clients: the bound of the trace scan."""


class Traits(NamedTuple):
    """Traits of a provider, drawn once per generation of a slot."""

    kind: int
    size: float  # median 1
    control: float  # 0-1
    ability: float  # 0-1
    gain: float  # from non-compliance
    cost: float  # of complying
    norm: float  # norm cost of violating
    awareness: float  # uniform: knows the duty iff below popularisation


class Minded(Protocol):
    """A provider as the choice of its posture reads it."""

    @property
    def gain(self) -> float:
        """Gain from non-compliance."""

    @property
    def cost(self) -> float:
        """Cost of complying."""

    @property
    def norm(self) -> float:
        """Norm cost of violating."""


class Answers(NamedTuple):
    """Utilities, or probabilities, of the four answers to an order."""

    comply: float
    partial: float
    refuse: float
    vanish: float


@register_jitable
def feared(world: WorldParameters) -> tuple[float, float]:
    """Losses (costs of complying) that a sanction and a conviction are taken to bring; none where nobody fears them."""
    if world.sanctions_feared:
        return world.administrative_loss, world.criminal_loss
    return 0.0, 0.0


@register_jitable
def violation(
    knows_duty: bool,
    traits: Minded,
    risk_administrative: float,
    risk_criminal: float,
    world: WorldParameters,
) -> float:
    """(1) Probability that a provider that reconsiders is non-compliant."""
    if not knows_duty:
        return world.non_compliant_if_ignorant
    sanction, conviction = feared(world)
    return sigmoid(
        world.choice_precision
        * (
            traits.gain
            + traits.cost
            - risk_administrative * sanction
            - risk_criminal * conviction
            - traits.norm
        )
    )


@register_jitable
def risk_left(months_non_compliant: float, world: WorldParameters) -> float:
    """(2) Share of perceived risk that is left after months of unpunished violation."""
    return math.pow(1.0 - world.risk_decay, months_non_compliant)


@register_jitable
def risk_after_sanction(risk: float, world: WorldParameters) -> float:
    """(2) Perceived risk after an own sanction."""
    return risk + world.risk_own * (1.0 - risk)


@register_jitable
def yearly_rate(events: int, non_compliant: int) -> float:
    """Sanctions or convictions of a month per non-compliant provider and year, 0-1: what a province hears of peers."""
    return min(1.0, events / (max(1, non_compliant) / 12.0))


@register_jitable
def risk_after_news(
    risk: float, peer_rate: float, published: float, world: WorldParameters
) -> float:
    """(2) Perceived risk after last month's news: yearly sanction rate of the non-compliant, published cases."""
    moved = risk + world.risk_peers * (peer_rate - risk)
    if published == 0.0:
        return moved  # as below, without the power
    return moved + (1.0 - moved) * (1.0 - math.pow(1.0 - world.risk_publicity, published))


@register_jitable
def client_demand(kind: int, size: float, popularisation: float, world: WorldParameters) -> float:
    """Criminal clients gained per non-compliant month; users who know the law buy less of what such clients sell."""
    demand = (1.5 - popularisation) / (1.5 - REFERENCE.popularisation)
    return CLIENTS[kind] * math.sqrt(size) * world.client_rate / 12.0 * demand


@register_jitable
def monthly_items(level: float, size: float, world: WorldParameters) -> float:
    """(3) Mean illegal items per non-compliant month.

    The level of a spell is the square of a normal draw, a gamma of shape one half and mean one; with a Poisson count on
    top a spell of any length is one negative-binomial draw of dispersion one half.
    """
    z = normal(level)
    return world.items_per_month * math.pow(size, world.harm_size_exponent) * z * z


@register_jitable
def items_so_far(u: float, monthly: float, months: float) -> float:
    """(3) Illegal items of a spell of some months; at fixed luck they grow with it, but for the step of ``poisson``."""
    return poisson(u, monthly * months)


@register_jitable
def items_after_deadline(u: float, monthly: float, months: float, world: WorldParameters) -> float:
    """(3) Illegal items accrued after an ignored deadline, at a rate that doubles."""
    doubling = world.harm_doubling_months
    doublings = min(months / doubling, MOST_DOUBLINGS)
    effective = doubling / math.log(2.0) * (math.exp(math.log(2.0) * doublings) - 1.0)
    return poisson(u, monthly * effective)


@register_jitable
def clients_so_far(u: float, demand: float, months: float) -> float:
    """Criminal clients gained in a spell; at fixed luck they grow with it, but for the step of ``poisson``."""
    return poisson(u, demand * months)


@register_jitable
def client_crime(u: float) -> int:
    """Crime of a spell's clients, by the shares of :data:`CLIENT_CRIMES`."""
    for crime in range(len(CLIENT_CRIMES)):
        u -= CLIENT_CRIMES[crime]
        if u < 0.0:
            return crime
    return len(CLIENT_CRIMES) - 1


@register_jitable
def any_confirmed(clients: float, world: WorldParameters) -> float:
    """Probability that the crime of at least one client is confirmed."""
    return 1.0 - math.pow(1.0 - world.crime_confirmed, clients)


@register_jitable
def answer_utilities(
    gain: float,
    size: float,
    risk_administrative: float,
    risk_criminal: float,
    world: WorldParameters,
) -> Answers:
    """(8) Utilities of the four answers; the reference provider (median gain and size, perceived risk worn off)
    answers by the declared shares."""
    comply = max(1e-9, 1.0 - world.refusal - world.partial - world.vanish)
    reference = math.log(comply)
    sanction, conviction = feared(world)
    fear = risk_criminal * conviction + risk_administrative * sanction
    refuse = (
        log_share(world.refusal)
        - reference
        + world.answer_gain * math.log(gain / world.gain_median)
        - world.answer_risk * fear
        + (world.small_refuses if size < SMALL else 0.0)
    )
    return Answers(
        0.0,
        log_share(world.partial) - reference,
        refuse,
        log_share(world.vanish) - reference - world.vanish_size * math.log(size),
    )


@register_jitable
def answer_probabilities(utilities: Answers) -> Answers:
    """(8) Logit shares of the four answers."""
    top = max(utilities.comply, utilities.partial, utilities.refuse, utilities.vanish)
    c = math.exp(utilities.comply - top)
    p = math.exp(utilities.partial - top)
    r = math.exp(utilities.refuse - top)
    v = math.exp(utilities.vanish - top)
    total = c + p + r + v
    return Answers(c / total, p / total, r / total, v / total)
