"""The null model: the chain from violation to conviction as a product of declared rates.

Nobody acts here: a constant share of the providers violates, offices are those of reference, and nobody learns from
use, answers or is saturated; what is declared to be taught is known. What the model has beyond is of agents, or left
out here. Rates are those of ``sim/decisions`` under levers and law of each month. Harm has to pass a mark, and clients
gather with time; so the law is asked about files that stand evenly in the declared distributions. Left out are sellers
of tools, second orders, that an obeyed order ends a spell, dockets, and what notices tell.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy as sp

from zombielaw.errors import InputError, nearest
from zombielaw.sim.analysis.replay import Office as Desk
from zombielaw.sim.conduct import PLATFORM, Conduct
from zombielaw.sim.decisions import chain, learning, perception, prosecutor, provider, regulator
from zombielaw.sim.decisions.chain import passed
from zombielaw.sim.decisions.learning import months_of
from zombielaw.sim.decisions.perception import Merits, Seen, merits_of_conduct
from zombielaw.sim.decisions.provider import REFERENCE_ITEMS, Traits
from zombielaw.sim.decisions.regulator import CONTENT
from zombielaw.sim.entities import starts
from zombielaw.sim.law.dates import MID_MONTH, Statute, first_day_of_month
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.luck import lognormal
from zombielaw.sim.measures import STAGES
from zombielaw.sim.months import year_of
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures.matter import current_clarity, observation_chances
from zombielaw.sim.procedures.prehistory import OLDEST
from zombielaw.sim.procedures.prosecutor import foresee, weighed
from zombielaw.sim.scenario import Scenario, interpreted
from zombielaw.sim.world import kind_of, province_shares

Floats = npt.NDArray[np.float64]

COUNTED = (
    "providers",
    "non_compliant",
    "checks",
    "sanctions",
    *(name for name, *_ in STAGES),
    "charges_287_2",
    "convictions_287_2",
)
"""Counted quantities, by names of the panel and of the stages."""
FILES = 256
"""Files of which the law is asked."""
TAUGHT = 20
"""Steps of familiarity that rates tell apart."""
_CHANCES = 11  # that make a file
_REFUSED, _FINDING, _TRACED = range(3)  # a matter comes from a refusal, a finding, the police


# ---- rates of one month


class Course(NamedTuple):
    """Shares of what becomes of a matter of one origin, each of the stage before."""

    referral: float
    filing: float
    charge_286_1: float
    charge_287_2: float
    conviction_286_1: float
    conviction_287_2: float


NOWHERE = Course(*[0.0] * len(Course._fields))


class Rates(NamedTuple):
    """The chain in one month: each share is one of the stage before."""

    violating: float  # share of the providers
    check: float  # per provider
    finding: float  # per violating provider
    sanction: float  # per finding
    order: float
    refusal: float
    refused: Course
    at_finding: Course  # referred without an order: nothing, as long as the law asks for one
    traced: float  # per violating provider
    tracing: Course
    delay: int  # months from a finding to its order
    deadline: int
    follow_up: int
    inquiry: int  # months from filing to charge
    trial: int


def non_compliant(knows_duty: bool, world: WorldParameters, feared: float = 0.0) -> float:
    """P(violation) of a provider of median gain and mean costs, who perceives so much criminal risk."""
    gain, norm = world.gain_median, world.norm_mean
    traits = Traits(PLATFORM, 1.0, 1.0, 1.0, gain=gain, cost=1.0, norm=norm, awareness=0.0)
    return provider.violation(knows_duty, traits, 0.0, feared, world)


def share_non_compliant(policy: Policy, world: WorldParameters) -> float:
    """Share of the providers that violate if nobody perceives a risk."""
    informed = policy.popularisation
    return informed * non_compliant(True, world) + (1.0 - informed) * non_compliant(False, world)


def desk(
    policy: Policy, world: WorldParameters, known: bool = True, taught: float | None = None
) -> Desk:
    """A procuratorate or court that has learnt from no use.

    ``known``: the 2019 Interpretation is in force. ``taught``: familiarity with 286-1, that of the start if none.
    """
    own = {**starts(Desk, world), "load": prosecutor.desk_load(0.0, 0, policy, world)}
    if taught is not None:
        own["familiarity_286_1"] = taught
    return Desk(**own, clarity=current_clarity(known, 0.0, policy, world))


def taught_by(scenario: Scenario, province: int) -> list[float]:
    """Familiarity with 286-1 at the start of each month, by training and guiding cases alone, in steps."""
    world, level = scenario.world, scenario.world.initial_familiarity_286_1
    levels = []
    for month in range(scenario.months):
        levels.append(round(TAUGHT * level) / TAUGHT)
        policy = scenario.policy_at(month, province)
        if world.familiarity_learns:
            guiding = float(learning.guiding_cases(policy.guiding_cases, month))
            level = learning.familiarity_after(level, 0.0, 0.0, policy.training, guiding, world)
    return levels


def consequence(policy: Policy, world: WorldParameters, month: int) -> float:
    """P(a refused order has a consequence under the law of a month), by the follow-up."""
    violating = share_non_compliant(policy, world)
    files = _files(_REFUSED, violating, policy.popularisation, world, Statute(), month)
    return sum(part for (_, merits), part in files.items() if merits.consequence == MET)


@lru_cache(maxsize=1024)
def rates(
    policy: Policy,
    world: WorldParameters,
    statute: Statute,
    month: int,
    campaign: float = 1.0,
    taught: float | None = None,
) -> Rates:
    """The chain under levers and law of a month; ``campaign``: multiple of the trace rate; ``taught``: see desk."""
    violating = share_non_compliant(policy, world)
    complained_of = chain.checked(
        regulator.complaint_factor(policy.popularisation, world), policy, world
    )
    here = desk(policy, world, interpreted(month), taught)

    def files(origin: int) -> Mapping[tuple[float, Merits], float]:
        return _files(origin, violating, policy.popularisation, world, statute, month)

    def course(origin: int, of: Mapping[tuple[float, Merits], float]) -> Course:
        return _course(origin, of, here, policy, world, statute)

    reached = {
        file: part * regulator.traced(file[0], campaign, world)
        for file, part in files(_TRACED).items()
    }
    at_once = not statute.order_element_required and policy.direct_transfer_rate > 0.0
    slow = 1.0 + world.effort_inflation * here.load
    inquiry = world.investigation_days + world.review_days + prosecutor.tracing(policy, world)
    written = chain.ordered(REFERENCE_ITEMS, 0.0, policy, world)
    return Rates(
        violating=violating,
        check=violating * complained_of + (1.0 - violating) * chain.checked(1.0, policy, world),
        finding=chain.found(1.0, policy, world),
        sanction=chain.sanctioned(written, world),
        order=written,
        refusal=chain.answered(world.gain_median, 1.0, 0.0, world).refuse,
        refused=course(_REFUSED, files(_REFUSED)),
        at_finding=course(_FINDING, files(_FINDING)) if at_once else NOWHERE,
        traced=sum(reached.values()),
        tracing=course(_TRACED, reached),
        delay=round(policy.order_delay),
        deadline=months_of(world.deadline_days),
        follow_up=months_of(world.follow_up_days),
        inquiry=months_of(slow * inquiry),
        trial=months_of(slow * world.trial_days),
    )


# ---- files


@lru_cache(maxsize=64)
def _files(
    origin: int,
    violating: float,
    informed: float,
    world: WorldParameters,
    statute: Statute,
    month: int,
) -> Mapping[tuple[float, Merits], float]:
    """Shares of files of a month by criminal clients (where they lead the police) and merits, with valid orders.

    Amounts are rounded to a power of two, so that few files differ.
    """
    shares: dict[tuple[float, Merits], float] = defaultdict(float)
    traced, whole = origin == _TRACED, 0.0
    for chances in sp.stats.qmc.Sobol(_CHANCES, rng=0).random(FILES).tolist():
        size, conduct = _conduct(
            origin,
            chances,
            violating,
            informed,
            world,
            float(first_day_of_month(month) + MID_MONTH),
        )
        merits = merits_of_conduct(conduct, statute)
        merits = merits._replace(
            consequence_size=_rounded(merits.consequence, merits.consequence_size),
            serious_size=_rounded(merits.serious, merits.serious_size),
        )
        part = 1.0 if traced else math.pow(size, world.risk_targeting)
        shares[conduct.clients if traced else 0.0, merits] += part
        whole += part
    return {file: part / whole for file, part in shares.items()}


def _rounded(truth: int, size: float) -> float:
    return (
        0.0
        if truth == NOT_MET or size <= 0.0
        else 2.0 ** round(min(4.0, max(-4.0, math.log2(size))))
    )


def _conduct(
    origin: int,
    chances: list[float],
    violating: float,
    informed: float,
    world: WorldParameters,
    day: float,
) -> tuple[float, Conduct]:
    """Size of a provider, and what it did, by a point in the declared distributions."""
    which, scale, age, gained, level, wait, topic, known, crime, believed, rest = chances
    refused, kind = origin == _REFUSED, kind_of(which, world)
    size = lognormal(scale, 1.0, world.size_spread)
    stays = world.reconsideration_months / max(1.0 - violating, 1e-9)
    months = min(-math.log1p(-age) * stays, OLDEST)
    ignored = float(months_of(lognormal(wait, world.follow_up_days, world.duration_spread)))
    if refused:
        months += months_of(world.deadline_days) + ignored
    monthly = provider.monthly_items(level, size, world)
    whole = provider.items_so_far(0.5, monthly, months)
    after = provider.items_after_deadline(0.5, monthly, ignored, world) if refused else 0.0
    clients = provider.clients_so_far(
        gained, provider.client_demand(kind, size, informed, world), months
    )
    confirmed = clients > 0.0 and (
        origin == _TRACED or believed < provider.any_confirmed(clients, world)
    )
    return size, Conduct(
        kind=kind,
        control=provider.CONTROL[kind],
        items=whole,
        clients=clients,
        client_crime=provider.client_crime(crime),
        confirmed=confirmed,
        knows=known < world.actual_knowledge,
        accepts=rest < provider.ACCEPTS_RESULT,
        notified=False,
        told_in_writing=False,
        client_fee_yuan=world.client_fee_yuan,
        settled_yuan=world.settled_yuan,
        cards=world.cards_per_client,
        months_non_compliant=months,
        orders=float(refused),
        written=refused,
        basis=refused,
        clear=refused,
        attainable=refused,
        topic=regulator.topic(topic, world) if refused else CONTENT,
        refused=refused,
        items_after=after,
        logs_share=rest,
        order_day=day,
        end_day=day,
        judgment_day=day,
    )


# ---- what officials make of files


def _course(
    origin: int,
    files: Mapping[tuple[float, Merits], float],
    here: Desk,
    policy: Policy,
    world: WorldParameters,
    statute: Statute,
) -> Course:
    """Shares over files of one origin."""
    police = 0.0 if origin == _TRACED else world.public_security_share
    sent = {_TRACED: lambda *_: 1.0, _REFUSED: chain.referred, _FINDING: chain.referred_at_once}
    to_police = sent[origin](policy, world)
    valid = 1.0
    if origin == _REFUSED and statute.order_element_required:
        valid = chain.valid_order(policy, statute.order_weighted)
    sums = np.zeros(len(Course._fields))
    for (_, merits), part in files.items():
        for given, chance in ((merits, valid), (merits._replace(order=NOT_MET), 1.0 - valid)):
            if chance == 0.0:
                continue
            for complete, seen, ends in _sights(given, here, policy, world):
                own = to_police if origin == _FINDING else regulator.own_file(complete, world)
                brought = to_police * chain.filed(complete, policy, world)
                come, kept = (
                    (1.0 - police) * to_police + police * own,
                    (1.0 - police) * brought + police * own,
                )
                sums += part * chance * seen * np.array((come, kept, *(kept * end for end in ends)))
    referral, filing, charge_a, charge_b, convicted_a, convicted_b = sums.tolist()
    passed_on = (
        (referral, sum(files.values())),
        (filing, referral),
        (charge_a, filing),
        (charge_b, filing),
        (convicted_a, charge_a),
        (convicted_b, charge_b),
    )
    return Course(*(number / before if before > 0.0 else 0.0 for number, before in passed_on))


def _sights(
    merits: Merits, here: Desk, policy: Policy, world: WorldParameters
) -> Iterator[tuple[bool, float, tuple[float, ...]]]:
    """Views of a file by officials: if it looks like an offence, the chance, its :func:`ends` if filed.

    An offence is seen in full or not at all, and what looks like none ends without a charge.
    """
    seen = observation_chances(merits, here.clarity, here, policy, world)
    whole = (
        perception.all_286_1(seen) if merits.open_286_1 else 0.0,
        perception.all_287_2(seen) if merits.open_287_2 else 0.0,
        1.0 - math.prod(1.0 - chance for chance in seen.rivals),
    )
    for a, b, rival in product((0.0, 1.0), repeat=3):
        chance = math.prod(
            part if bit else 1.0 - part for part, bit in zip(whole, (a, b, rival), strict=True)
        )
        looks = Seen(a, a, a, a, a, b, b, b, tuple(rival * (one > 0.0) for one in seen.rivals))
        some = any((a, b, rival))
        if chance > 0.0:
            yield some, chance, ends(merits, looks, here, policy, world) if some else (0.0,) * 4


def ends(
    merits: Merits, looks: Seen, here: Desk, policy: Policy, world: WorldParameters
) -> tuple[float, float, float, float]:
    """P(charge of 286-1), P(of 287-2), P(conviction of 286-1), P(of 287-2) of a filed matter that looks like this."""
    own = weighed(merits, looks, here.clarity, here, policy, world)
    trial = foresee(own.chances, own.nest.shares, merits, here.clarity, here, policy, world)
    return own.chances.a, own.chances.b, trial.a, trial.b


# ---- a scenario


def expected(scenario: Scenario) -> dict[str, Floats]:
    """Expected number of each of :data:`COUNTED` in each month of a scenario, in its own world."""
    local = any(change.provinces for change in scenario.changes)
    parts = province_shares(scenario.size.provinces).tolist() if local else [1.0]
    providers = np.array(
        [scenario.providers(month) for month in range(scenario.months)], dtype=float
    )
    known: dict[tuple[object, ...], Rates] = {}
    taught = [taught_by(scenario, province) for province in range(len(parts))]
    first: dict[tuple[object, ...], int] = {}

    def at(month: int, province: int) -> Rates:
        policy, campaign = scenario.policy_at(month, province), scenario.trace_factor(month)
        regime = (
            policy,
            campaign,
            interpreted(month),
            prosecutor.piloted(float(first_day_of_month(month) + MID_MONTH)),
        )
        since, level = first.setdefault(regime, month), taught[province][month]
        if (*regime, level) not in known:
            known[*regime, level] = rates(
                policy, scenario.world, scenario.statute_at(policy), since, campaign, level
            )
        return known[*regime, level]

    places = [
        counts(part * providers, [at(month, province) for month in range(scenario.months)])
        for province, part in enumerate(parts)
    ]
    return {name: np.sum([place[name] for place in places], axis=0) for name in COUNTED}


def counts(providers: Floats, months: Sequence[Rates]) -> dict[str, Floats]:
    """Expected number of each of :data:`COUNTED` in each month, of so many providers under the rates of each month."""
    of = {name: np.array([getattr(month, name) for month in months]) for name in Rates._fields}
    non_compliant = passed(providers, of["violating"])
    findings = passed(non_compliant, of["finding"])
    orders = passed(findings, of["order"], of["delay"])
    refusals = passed(orders, of["refusal"], of["deadline"])
    ordered, straight, traced = (
        _followed(entering, of[course].T, wait, of["inquiry"], of["trial"])
        for entering, course, wait in (
            (refusals, "refused", of["follow_up"]),
            (findings, "at_finding", 0),
            (passed(non_compliant, of["traced"]), "tracing", 0),
        )
    )
    referrals, filings, *_ = inspected = ordered + straight
    charges_a, charges_b, convictions_a, convictions_b = (inspected + traced)[2:]
    each = (
        providers,
        non_compliant,
        passed(providers, of["check"]),
        passed(findings, of["sanction"]),
        findings,
        orders,
        refusals,
        referrals,
        filings,
        charges_a,
        convictions_a,
        charges_b,
        convictions_b,
    )
    return dict(zip(COUNTED, each, strict=True))


def _followed(entering: Floats, shares: Floats, wait: Any, inquiry: Any, trial: Any) -> Floats:
    """Numbers of a course in each month, in the order of :class:`Course`."""
    referrals = passed(entering, shares[0], wait)
    filings = passed(referrals, shares[1], 1)
    charges = [passed(filings, share, inquiry) for share in shares[2:4]]
    convictions = [
        passed(number, share, trial) for number, share in zip(charges, shares[4:], strict=True)
    ]
    return np.array([referrals, filings, *charges, *convictions])


def yearly(
    scenario: Scenario, years: Collection[int], names: Collection[str] = COUNTED
) -> dict[str, float]:
    """Mean number a year of some of :data:`COUNTED` over calendar years, in the scenario's own world.

    Raises InputError: an unknown name, or a year that the scenario does not live in full.
    """
    for name in names:
        if name not in COUNTED:
            raise InputError(
                f"{name} is not counted{nearest(name, COUNTED)}; allowed: {', '.join(COUNTED)}."
            )
    of_year = year_of(np.arange(scenario.months))
    for year in years:
        if (of_year == year).sum() != 12:
            raise InputError(
                f"{year} is no full year of a scenario of {scenario.months} months; give years lived in full."
            )
    counted, within = expected(scenario), np.isin(of_year, list(years))
    return {name: float(counted[name][within].sum()) / len(years) for name in names}
