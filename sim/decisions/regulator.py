"""Regulators: inspect, order, follow up, refer.  Police: trace and file."""

from __future__ import annotations

import math
from typing import NamedTuple, Protocol

from numba.extending import register_jitable

from zombielaw.sim.decisions.provider import REFERENCE_ITEMS
from zombielaw.sim.numbers import log_share, shifted
from zombielaw.sim.parameters import REFERENCE, Policy, WorldParameters

CYBERSPACE, TELECOM_OFFICE, PUBLIC_SECURITY = range(3)
REGULATOR_KINDS = ("cyberspace", "telecom", "public_security")

NO_INSTRUMENT, INTERVIEW, CLOSURE, WRITTEN_ORDER = range(4)
INSTRUMENTS = ("none", "interview", "closure", "order")

CONTENT, LOGS, SECURITY = range(3)
TOPICS = ("content", "logs", "security")

SHORTEST_DEADLINE, LONGEST_DEADLINE = 3.0, 60.0
DEADLINE_SPREAD = 0.6


class Office(NamedTuple):
    """Traits of a regulator."""

    kind: int
    skill: float  # logit shift of quality and detection
    habit: float  # logit shift of ordering
    shares_records: bool


class Supervisor(Protocol):
    """An office as its decisions read it: its traits alone, or the whole of it."""

    @property
    def skill(self) -> float:
        """Logit shift of quality and detection."""

    @property
    def habit(self) -> float:
        """Logit shift of ordering."""


@register_jitable
def check_probability(rate: float, score: float) -> float:
    """(4) P(check in a month) at a yearly rate; ``score`` is relative to the mean risk score."""
    return 1.0 - math.exp(-(rate / 12.0) * score)


@register_jitable
def complaint_factor(popularisation: float, world: WorldParameters) -> float:
    """Multiple of the risk score of a non-compliant provider: users who know the law complain."""
    return 1.0 + world.complainants * popularisation


@register_jitable
def detection(office: Supervisor, policy: Policy) -> float:
    """P(a violation is found), given check and violation."""
    return shifted(policy.detection_skill, office.skill)


@register_jitable
def harm_pull(items: float) -> float:
    """Log of harm relative to the reference harm, zero at the mark."""
    return math.log(1.0 + items / REFERENCE_ITEMS) - math.log(2.0)


@register_jitable
def written_order(
    office: Supervisor, items: float, sanctions: float, policy: Policy, world: WorldParameters
) -> float:
    """(5) P(written order) at a finding, first or repeated."""
    return shifted(
        policy.corrective_order_rate,
        office.habit
        + world.order_harm * harm_pull(items)
        + world.order_history * sanctions
        - world.order_shyness * (policy.order_review - REFERENCE.order_review),
    )


class Instruments(NamedTuple):
    """Utilities of what may be done where no order is written, in the order of :data:`INSTRUMENTS`."""

    none: float
    interview: float
    closure: float


@register_jitable
def instruments(world: WorldParameters) -> Instruments:
    """(5) Utilities of an oral interview, closure or nothing, where no order is written."""
    none = max(0.0, 1.0 - world.interview_share - world.closure_share)
    return Instruments(
        log_share(none), log_share(world.interview_share), log_share(world.closure_share)
    )


WARNING, FINE, SUSPENSION = range(3)
SANCTIONS = ("warning", "fine", "suspension")


@register_jitable
def sanction_kind(u: float, allowed: bool, world: WorldParameters) -> int:
    """(5) Kind of an administrative sanction; ``allowed``: the statute lets more than a warning come."""
    if not allowed or u >= world.fine_share + world.suspension_share:
        return WARNING
    return FINE if u < world.fine_share else SUSPENSION


@register_jitable
def sanctions(share: float, kind: int, world: WorldParameters) -> float:
    """(5) P(sanction) by a kind of office, where public security has this share of it."""
    if kind == PUBLIC_SECURITY:
        return share
    telecom = kind == TELECOM_OFFICE
    return shifted(share, world.telecom_sanctions if telecom else world.cyberspace_sanctions)


DROPPED, FINED, CLOSED_DOWN = range(3)
"""Ends of a refusal that is neither referred nor ordered again."""


@register_jitable
def ends_of_refusal(world: WorldParameters) -> tuple[float, float, float]:
    """Utilities of dropping, fining and closing, in the order of :data:`DROPPED`, FINED, CLOSED_DOWN."""
    drop = max(0.0, 1.0 - world.fine_after_refusal - world.closure_after_refusal)
    return (
        log_share(drop),
        log_share(world.fine_after_refusal),
        log_share(world.closure_after_refusal),
    )


@register_jitable
def topic(u: float, world: WorldParameters) -> int:
    """Topic of an order or interview."""
    if u < world.topic_content:
        return CONTENT
    return LOGS if u < world.topic_content + world.topic_logs else SECURITY


@register_jitable
def basis_quality(office: Supervisor, policy: Policy) -> float:
    """(6) P(competent body and legal ground)."""
    return shifted(policy.order_quality, office.skill) * policy.mandate_clarity


@register_jitable
def order_quality(office: Supervisor, policy: Policy) -> float:
    """(6) P(clear measures and deadline), and P(attainable) within the provider's ability."""
    return shifted(policy.order_quality, office.skill)


@register_jitable
def referral_pull(items: float, trust: float, policy: Policy, world: WorldParameters) -> float:
    """(9) Logit shift of a referral by harm, trust, supervision and the dislike of court review."""
    return (
        world.transfer_harm * harm_pull(items)
        + world.transfer_trust * (trust - world.initial_trust)
        + policy.transfer_supervision
        - world.transfer_shyness * (policy.order_review - REFERENCE.order_review)
    )


@register_jitable
def referral(items: float, trust: float, policy: Policy, world: WorldParameters) -> float:
    """(9) P(a refused order is referred to the police)."""
    return shifted(policy.transfer_rate, referral_pull(items, trust, policy, world))


@register_jitable
def direct_referral(items: float, trust: float, policy: Policy, world: WorldParameters) -> float:
    """(9) P(a finding is referred at once), where the statute needs no order: pulled like a refused order."""
    return shifted(policy.direct_transfer_rate, referral_pull(items, trust, policy, world))


@register_jitable
def filing(complete: bool, load: float, policy: Policy, world: WorldParameters) -> float:
    """(10) P(the police file a matter); the reference file is complete, at mean load and today's pressure."""
    pressure = (
        policy.registration_pressure * load
        - REFERENCE.registration_pressure * world.background_load
    )
    return shifted(world.filing, (0.0 if complete else -world.filing_evidence) - pressure)


@register_jitable
def not_lost(policy: Policy, world: WorldParameters) -> float:
    """P(a file is not lost between jurisdictions)."""
    return 1.0 - world.jurisdiction_loss * (1.0 - policy.cross_region)


@register_jitable
def own_file(complete: bool, world: WorldParameters) -> float:
    """(9) and (10) in one: P(public security, which is the police, opens its own file on a refusal)."""
    return shifted(world.public_security_transfer, 0.0 if complete else -world.filing_evidence)


@register_jitable
def traced(clients: float, campaign: float, world: WorldParameters) -> float:
    """P(police reach a provider from its clients' crimes in a month)."""
    return 1.0 - math.exp(-world.trace_rate * campaign * clients)
