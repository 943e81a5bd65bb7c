"""The chain from a violation to the police, stage by stage, as ordinary offices let it pass.

Agents meet these decisions one by one, each with an office and a file of its own (``sim/procedures``). The prehistory
and the null model count without agents, and read the stages here, so a rule that is added to a stage is added once;
``tests/test_chain.py`` has who reads which stage, and who does not, with the reason. The small engine of other
offences has shares that are declared for each offence; of this file it takes :func:`passed` alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.decisions import prosecutor, provider, regulator
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS, Answers
from zombielaw.sim.decisions.regulator import (
    CYBERSPACE,
    PUBLIC_SECURITY,
    TELECOM_OFFICE,
    Office,
)
from zombielaw.sim.parameters import Policy, WorldParameters

Floats = npt.NDArray[np.float64]
ORDINARY = Office(CYBERSPACE, 0.0, 0.0, False)
"""An office of mean skill and habit."""


@register_jitable
def checked(score: float, rules: Policy, world: WorldParameters) -> float:
    """P(a provider of a risk score, 1 in the mean, is checked in a month), as far as offices can."""
    return regulator.check_probability(
        rules.inspection_rate * min(1.0, world.capacity_ratio), score
    )


@register_jitable
def found(score: float, rules: Policy, world: WorldParameters) -> float:
    """P(a violation by a provider of a risk score is found in a month)."""
    complaints = regulator.complaint_factor(rules.popularisation, world)
    return checked(score * complaints, rules, world) * regulator.detection(ORDINARY, rules)


@register_jitable
def ordered(items: float, sanctions: float, rules: Policy, world: WorldParameters) -> float:
    """P(written order) at a finding of so much harm, after so many sanctions."""
    return regulator.written_order(ORDINARY, items, sanctions, rules, world)


@register_jitable
def left_open(order: float, world: WorldParameters) -> float:
    """P(neither an order nor a closure) at a finding, where an order has this probability."""
    return (1.0 - order) * (1.0 - world.closure_share)


@register_jitable
def sanctions(share: float, world: WorldParameters) -> float:
    """P(sanction) by the office that checks, of whatever kind, where public security has this share of it."""
    police, telecom = world.public_security_share, world.telecom_share
    return (
        police * regulator.sanctions(share, PUBLIC_SECURITY, world)
        + telecom * regulator.sanctions(share, TELECOM_OFFICE, world)
        + (1.0 - police - telecom) * regulator.sanctions(share, CYBERSPACE, world)
    )


@register_jitable
def sanctioned(order: float, world: WorldParameters) -> float:
    """P(sanction) at a finding, where an order has this probability."""
    with_order, at_finding = (
        sanctions(world.sanction_with_order, world),
        sanctions(world.sanction_at_finding, world),
    )
    return order * with_order + left_open(order, world) * at_finding


@register_jitable
def answered(gain: float, size: float, risk: float, world: WorldParameters) -> Answers:
    """P(each answer to an order), where no conviction is feared."""
    return provider.answer_probabilities(provider.answer_utilities(gain, size, risk, 0.0, world))


@register_jitable
def corrected(answers: Answers, world: WorldParameters) -> float:
    """P(an answer ends the matter): compliance, or a part of it that is forgiven."""
    return answers.comply + answers.partial * world.forgiveness


def valid_order(policy: Policy, weighted: bool = False) -> float:
    """P(an order is valid) for a provider who can comply; ``weighted``: two of its three factors suffice."""
    basis, quality = (
        regulator.basis_quality(ORDINARY, policy),
        regulator.order_quality(ORDINARY, policy),
    )
    if weighted:
        return basis * (1.0 - (1.0 - quality) ** 2) + (1.0 - basis) * quality * quality
    return basis * quality * quality


def referred(policy: Policy, world: WorldParameters) -> float:
    """P(referral) of a refusal of the reference harm, by an office that is not public security."""
    return regulator.referral(REFERENCE_ITEMS, world.initial_trust, policy, world)


def referred_at_once(policy: Policy, world: WorldParameters) -> float:
    """P(referral) at a finding, where the law asks for no order."""
    readiness = regulator.direct_referral(REFERENCE_ITEMS, world.initial_trust, policy, world)
    return left_open(ordered(REFERENCE_ITEMS, 0.0, policy, world), world) * readiness


def filed(complete: bool, policy: Policy, world: WorldParameters) -> float:
    """P(the police file a matter that comes before them), at background load."""
    load = prosecutor.desk_load(0.0, 0, policy, world)
    return regulator.filing(complete, load, policy, world) * regulator.not_lost(policy, world)


STAGES = (
    checked,
    found,
    ordered,
    left_open,
    sanctions,
    sanctioned,
    answered,
    corrected,
    valid_order,
    referred,
    referred_at_once,
    filed,
)
"""The stages in their order."""


def passed(entering: Floats, rate: float | Floats, months: Any = 0) -> Floats:
    """Number that passes a stage each month, of those that entered some months before: (..., months).

    ``entering``: number in each month. ``rate``: share that passes, of the month in which it does. ``months``: that the
    stage takes, of the month of entry; what passes after the last is not counted.
    """
    number, late = entering.shape[-1], np.zeros_like(entering)
    if np.ndim(months) == 0:
        late[..., months:] = entering[..., : max(0, number - months)]
    else:
        late[:] = np.bincount(np.arange(number) + months, entering, number)[:number]
    return np.asarray(late * rate)
