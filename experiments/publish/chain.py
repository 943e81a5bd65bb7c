"""Steps of the model at one reference file and office, by its own decisions: what docs/claims.md says is built in.

The reference office is new to both offences, of mean skill, with no load but the background, after November 2019, under
today's levers. The reference file is that of a unit after the compliance pilot; it has every element satisfied and
seen, amounts of twice the marks, harm at the reference and complete evidence.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from zombielaw.experiments.analysis.outcomes import OUTCOMES
from zombielaw.experiments.data.reforms import read_proposals
from zombielaw.experiments.data.statistics import outside_cases, read_statistics
from zombielaw.sim.conduct import PLATFORM
from zombielaw.sim.decisions import exits, judge, learning, perception, prosecutor, provider, regulator
from zombielaw.sim.decisions.perception import ALL_SEEN, Clarity, Merits, Seen
from zombielaw.sim.each import put
from zombielaw.sim.law.offences import B_287_2, NO_RIVALS, SEVERITY_287_2, Rivals
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.months import month_number
from zombielaw.sim.parameters import HABIT, SPECIAL_FIRST, TODAY, Policy, WorldParameters

WORLD = WorldParameters()
AFTER_PILOT = exits.PILOT[-1][0]
OFFICE = regulator.Office(regulator.CYBERSPACE, 0.0, 0.0, False)
SATISFIED = Merits(
    subject=MET, duty=MET, order=MET, refusal=MET, consequence=MET, actual_knowledge=True, presumed_knowledge=MET,
    accepts_result=True, aid=MET, serious=MET, rivals=NO_RIVALS, consequence_size=2.0, serious_size=2.0,
    open_286_1=True, open_287_2=True, unit=True, grave=False, day=AFTER_PILOT,
)  # fmt: skip
_ONE = put(NO_RIVALS.low, 0, SEVERITY_287_2)
ONE_RIVAL = Rivals(_ONE, _ONE)
MONTHS_AT_REST = 3600
LEVELS = 2000

Values = tuple[float, ...]


class At(NamedTuple):
    """The two parameter sets at which an output is computed."""

    policy: Policy
    world: WorldParameters

    def put(self, **values: float) -> At:
        """The same with other values of some parameters, by name."""
        levers = {name: value for name, value in values.items() if name in Policy._fields}
        others = {name: value for name, value in values.items() if name in WorldParameters._fields}
        return At(self.policy._replace(**levers), self.world._replace(**others))  # type: ignore[arg-type]


DEFAULTS = At(TODAY, WORLD)


def reform(name: str) -> dict[str, float]:
    """Levers that a proposal sets, from ``data/reforms.yaml``."""
    return {lever: float(value) for lever, value in read_proposals(OUTCOMES)[name].levers.items()}


def charge(at: At, merits: Merits = SATISFIED, seen: Seen = ALL_SEEN, f_a: float = 0.0, f_b: float = 0.0) -> Values:
    """P(no charge), P(286-1), P(287-2), P(another offence) of a prosecutor."""
    policy, world = at
    clear = Clarity(policy.identity_clarity, policy.obligation_clarity)
    belief = prosecutor.win_odds(seen, clear, f_a, f_b, world)
    load = world.background_load
    rivals = prosecutor.rival_utilities(merits, seen, load, policy, world)
    chances = prosecutor.charge_probabilities(
        prosecutor.charge_utilities(merits, seen, belief, rivals, f_a, f_b, load, policy, world)
    )
    return tuple(exits.with_exits(chances, exits.weighed(exits.chances(merits, seen, world))))


def both(at: At) -> Values:
    return charge(at)[1:3]


def both_with_a_known_rival(at: At) -> Values:
    return charge(at, f_b=1.0)[1:3]


def alone(at: At) -> Values:
    """P(286-1) where 287-2 is not available: an office new to 286-1, and one that knows it in full."""
    merits = SATISFIED._replace(open_287_2=False)
    return charge(at, merits)[1], charge(at, merits, f_a=1.0)[1]


def only_287_2(at: At) -> Values:
    none, _, b, _ = charge(at, SATISFIED._replace(open_286_1=False))
    return b, none


def special_law(at: At) -> Values:
    return charge(at.put(concurrence=SPECIAL_FIRST))[1:3]


def tool_seller(at: At) -> Values:
    _, a, _, other = charge(at, SATISFIED._replace(open_287_2=False, rivals=ONE_RIVAL))
    return a, other


def elements_seen(at: At) -> Values:
    """P(all five elements of 286-1 are seen), P(all three of 287-2) where each is satisfied."""
    policy, world = at
    clear = Clarity(policy.identity_clarity, policy.obligation_clarity)
    seen = perception.chances(SATISFIED, clear, 0.0, 0.0, policy.knowing_standard, False, world)
    return perception.all_286_1(seen), perception.all_287_2(seen)


def presumed_knowing(at: At) -> Values:
    policy, world = at
    miss = perception.missed(world.settled_clarity, 0.0, world)
    only_presumed = SATISFIED._replace(actual_knowledge=False)
    return (perception.chance_knowing(only_presumed, policy.knowing_standard, False, miss, world),)


def trial(at: At, merits: Merits, at_trial: Seen) -> judge.Verdict:
    """A trial of 287-2, plea and second look as they come on average, by a court that knows 286-1 in full."""
    court = judge.court_chances(B_287_2, merits, 1.0, at.world.plea_rate, at.policy, at.world)
    return judge.verdict(B_287_2, merits, at_trial, court, at.policy)


def renamed(at: At) -> Values:
    """P(a charge of 287-2 ends as 286-1) where both are satisfied, under the special-law rule and under habit."""
    habit, rule = (trial(at.put(concurrence=one), SATISFIED, ALL_SEEN) for one in (HABIT, SPECIAL_FIRST))
    return rule.a, habit.a


def pocket(at: At) -> Values:
    """P(conviction of 287-2) where knowing fails and the court would see that, and 286-1 is not available."""
    innocent = SATISFIED._replace(
        actual_knowledge=False, presumed_knowledge=NOT_MET, accepts_result=False, open_286_1=False
    )
    return (trial(at, innocent, ALL_SEEN._replace(knowing=0.0)).b,)


def acquitted(at: At) -> Values:
    """P(acquittal) of a charge of 287-2 that is satisfied and seen, and 286-1 is not available."""
    return (trial(at, SATISFIED._replace(open_286_1=False), ALL_SEEN).acquitted,)


def valid_order(at: At) -> Values:
    """P(an order is valid), by an office of mean skill to a provider who can comply."""
    quality = regulator.order_quality(OFFICE, at.policy)
    return (regulator.basis_quality(OFFICE, at.policy) * quality * quality,)


def ordered(at: At) -> float:
    """P(written order) at a finding with harm at the reference and no history."""
    return regulator.written_order(OFFICE, provider.REFERENCE_ITEMS, 0.0, at.policy, at.world)


def referred(at: At) -> float:
    """P(referral) of a refusal with harm at the reference, by an office that is not public security."""
    return regulator.referral(provider.REFERENCE_ITEMS, at.world.initial_trust, at.policy, at.world)


def filed_by_others(at: At) -> float:
    """P(a refusal is referred and filed) where the office is not public security."""
    filing = regulator.filing(True, at.world.background_load, at.policy, at.world)
    return referred(at) * filing * regulator.kept(at.policy, at.world)


def filed(at: At) -> tuple[float, float]:
    """P(a refusal becomes a file) through other offices and through public security, by their share of checks."""
    police = at.world.public_security_share
    return (1.0 - police) * filed_by_others(at), police * regulator.own_file(True, at.world)


def files_after_orders(at: At) -> Values:
    """Matters filed after an order, per 1,000 findings."""
    return (1000.0 * ordered(at) * at.world.refusal * sum(filed(at)),)


def own_files(at: At) -> Values:
    others, own = filed(at)
    return (own / (others + own),)


def ends_of_refusals(at: At) -> Values:
    """P(a refusal ends in a fine), P(in closure), by an office that is not public security."""
    rest = (1.0 - referred(at)) * (1.0 - ordered(at))
    weights = [math.exp(utility) for utility in regulator.ends_of_refusal(at.world)]
    return tuple(rest * weights[end] / sum(weights) for end in (regulator.FINED, regulator.CLOSED_DOWN))


def left_open(at: At) -> float:
    """P(neither an order nor a closure) at a finding with harm at the reference and no history."""
    return (1.0 - ordered(at)) * (1.0 - at.world.closure_share)


def without_order(at: At) -> Values:
    """With the order element deleted: referrals straight from findings over referrals of refusals."""
    trust = at.world.initial_trust
    readiness = regulator.direct_referral(provider.REFERENCE_ITEMS, trust, at.policy, at.world)
    refusals = ordered(at) * at.world.refusal * referred(at)
    return (left_open(at) * readiness / refusals if refusals > 0.0 else math.inf,)


def sanctioned(at: At) -> Values:
    """P(a sanction without an order), P(a sanction beside one) at a finding with harm at the reference."""
    return left_open(at) * at.world.sanction_at_finding, ordered(at) * at.world.sanction_with_order


def shyness(at: At) -> Values:
    """Orders times referrals under the review of F13, as a multiple of today's."""
    reviewed = at.put(order_review=reform("F13")["order_review"])
    return (ordered(reviewed) * referred(reviewed) / (ordered(at) * referred(at)),)


def non_compliant(at: At, months: float = 0.0, published: float = 0.0, felt: bool = True) -> float:
    """P(non-compliant) of a provider who knows the duty, with median gain and mean cost and norm cost.

    It felt no risk; then it was sanctioned (``felt``), and that many months of unpunished violation passed.
    """
    world = at.world
    traits = provider.Traits(
        PLATFORM, 1.0, 1.0, 1.0, gain=world.gain_median, cost=1.0, norm=world.norm_mean, awareness=0.0
    )
    sanctioned = provider.risk_after_sanction(0.0, world) * provider.risk_kept(months, world) if felt else 0.0
    criminal = provider.risk_after_news(0.0, 0.0, published, world)
    return provider.violation(True, traits, sanctioned, criminal, world)


def knowing_the_duty(at: At) -> Values:
    return non_compliant(at, felt=False), at.world.non_compliant_if_ignorant


def wearing_off(at: At) -> Values:
    return non_compliant(at), non_compliant(at, months=24.0)


def publicity(at: At) -> Values:
    return non_compliant(at, felt=False, published=1.0), non_compliant(at, felt=False)


def traced(at: At) -> Values:
    """Providers with one criminal client that the police reach in a year of the campaign, per 1,000."""
    month = regulator.traced(1.0, at.world.campaign_factor, at.world)
    return (1000.0 * (1.0 - math.pow(1.0 - month, 12.0)),)


def consequence(at: At) -> Values:
    """P(2,000 illegal items between deadline and median follow-up) for a provider of median size."""
    months = math.ceil(at.world.follow_up_days / provider.DAYS_PER_MONTH)
    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    items = [
        provider.items_after_deadline(0.5, provider.monthly_items(level, 1.0, at.world), months, at.world)
        for level in levels.tolist()
    ]
    return (float(np.mean(np.array(items) >= provider.REFERENCE_ITEMS)),)


def at_rest(uses: float, world: WorldParameters) -> float:
    """Familiarity that so many uses a month lead to."""
    familiarity = 0.0
    for _ in range(MONTHS_AT_REST):
        familiarity = learning.familiarity_after(familiarity, uses, 0.0, 0.0, 0.0, world)
    return familiarity


def rival_from_cards(at: At) -> Values:
    month = month_number(2022, 6)
    return (at_rest(at.world.outside_weight * outside_cases(read_statistics(), month + 1)[month], at.world),)


def one_use_a_year(at: At) -> Values:
    return (at_rest(1.0 / 12.0, at.world),)


def valid_files(at: At) -> float:
    """Matters with a valid order that are filed, per check of a non-compliant provider."""
    found = regulator.detection(OFFICE, at.policy)
    return found * ordered(at) * valid_order(at)[0] * at.world.refusal * sum(filed(at))
