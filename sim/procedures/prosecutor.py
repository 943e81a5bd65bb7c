"""Prosecutors: which offence to charge, if any; and the expected charges of a matter that nobody has looked at yet.

An official sees bits, each by itself (:func:`observe`), and police and prosecutor see the same evidence. A charge
depends on the bits of an offence through its log-odds of conviction alone, and in these the elements whose clarity is
settled count alike. So the sum over the 2**16 sets of bits runs over 16 states of 286-1, times 4 of 287-2, times what
is seen of the rivals that the law does not exclude; an offence that is not open to the file has one.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import judge, prosecutor
from zombielaw.sim.decisions.judge import Verdict
from zombielaw.sim.decisions.learning import bit_set, months_of
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.decisions.prosecutor import Belief, Exits, Options, one_of
from zombielaw.sim.entities import Office
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVALS
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM
from zombielaw.sim.luck import Draw, Keyed, choose, draw, lognormal, poisson
from zombielaw.sim.numbers import RivalVector, plus, put, times
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures import file
from zombielaw.sim.procedures.file import (
    Expectation,
    When,
    book,
    close,
    law_by_2019_thresholds,
    merits_of,
    note,
    schedule,
    spend,
    take_back,
)
from zombielaw.sim.procedures.matter import (
    NOTHING,
    Matter,
    Month,
    bit,
    current_clarity,
    observation_chances,
    observe,
)
from zombielaw.sim.procedures.provider import become_diligent
from zombielaw.sim.record import NEVER, End, Stage


class Charging(NamedTuple):
    """A charging decision."""

    seen: Seen
    chances: Options
    shares: RivalVector  # of the rivals within their nest
    charge: int
    ground: int  # of no charge, a place in ``exits.GROUNDS``
    foreseen: Verdict


class Nest(NamedTuple):
    """Charges of rivals, by themselves and within their nest."""

    utilities: RivalVector
    shares: RivalVector


class Weighed(NamedTuple):
    """Charges as an office weighs them that sees so much."""

    utilities: Options
    nest: Nest
    ways_out: Exits
    chances: Options  # exits included


@register_jitable
def nest_of(
    merits: Merits, seen: Seen, office: Office, rules: Policy, world: WorldParameters
) -> Nest:
    """(12) Charges of rivals in a matter that looks like this."""
    utilities = prosecutor.rival_utilities(merits, seen, office.load, rules, world)
    return Nest(utilities, prosecutor.rival_shares(utilities))


@register_jitable
def weighed(
    merits: Merits,
    seen: Seen,
    clear: Clarity,
    office: Office,
    rules: Policy,
    world: WorldParameters,
) -> Weighed:
    """(11)-(13) Weigh the charges of a matter that looks like this."""
    a, b = office.familiarity_286_1, office.familiarity_287_2
    belief = prosecutor.win_odds(seen, clear, a, b, world)
    nest = nest_of(merits, seen, office, rules, world)
    return weighed_by(belief, nest, merits, seen, office, rules, world)


@register_jitable
def weighed_by(
    belief: Belief,
    nest: Nest,
    merits: Merits,
    seen: Seen,
    office: Office,
    rules: Policy,
    world: WorldParameters,
) -> Weighed:
    """(12)-(13) Weigh the charges where the log-odds of conviction and the rivals are known."""
    a, b = office.familiarity_286_1, office.familiarity_287_2
    utilities = prosecutor.charge_utilities(
        merits, seen, belief, nest.utilities, a, b, office.load, rules, world
    )
    ways_out = prosecutor.exit_chances(merits, seen, world)
    chances = prosecutor.with_exits(
        prosecutor.charge_probabilities(utilities), prosecutor.without_exit(ways_out)
    )
    return Weighed(utilities, nest, ways_out, chances)


@register_jitable
def deliberate(
    luck: Keyed,
    slot: int,
    opened: int,
    merits: Merits,
    clear: Clarity,
    office: Office,
    court: Office,
    rules: Policy,
    world: WorldParameters,
) -> Charging:
    """Look at the evidence of a matter and choose a charge; nothing is written down."""
    seen = observe(
        luck, Draw.EVIDENCE, slot, opened, observation_chances(merits, clear, office, rules, world)
    )
    own = weighed(merits, seen, clear, office, rules, world)
    shares = own.nest.shares
    chosen, ground = NONE, exit_taken(luck, slot, opened, own.ways_out)
    if ground == NEVER:
        chosen = choose(luck, Draw.CHARGE, slot, opened, 0, own.utilities)
        if chosen == NONE:
            ground = prosecutor.EVIDENCE
        elif chosen == FIRST_RIVAL:
            chosen += choose(luck, Draw.RIVAL, slot, opened, 0, own.nest.utilities)
    return Charging(
        seen,
        own.chances,
        shares,
        chosen,
        ground,
        foresee(own.chances, shares, merits, clear, court, rules, world),
    )


@register_jitable
def exit_taken(luck: Keyed, slot: int, opened: int, ways_out: Exits) -> int:
    """The exit that ends a file before a charge is weighed; ``NEVER`` if none does."""
    for number in range(len(ways_out)):
        if draw(luck, Draw.EXIT, slot, opened, number) < ways_out[number]:
            return number
    return NEVER


@register_jitable
def foresee(
    chances: Options,
    shares: RivalVector,
    merits: Merits,
    clear: Clarity,
    court: Office,
    rules: Policy,
    world: WorldParameters,
) -> Verdict:
    """Chances of the ends of a trial at a court, before it is known what is charged."""
    at_trial = observation_chances(merits, clear, court, rules, world)
    return judge.foreseen(
        chances,
        shares,
        merits,
        at_trial,
        court.familiarity_286_1,
        court.familiarity_287_2,
        rules,
        world,
    )


@register_jitable
def charge(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Charge the provider of a file, or close the file."""
    file, case, slot, office = matter.file, matter.case, matter.slot, matter.prosecutor
    count, rules = matter.row, matter.rules
    clear = current_clarity(now.interpreted, matter.learned, rules, world)
    merits = merits_of(now, matter, world)
    decision = deliberate(now, slot, file.opened, merits, clear, office, matter.judge, rules, world)
    chances, foreseen = decision.chances, decision.foreseen
    file.prosecutor_saw = bit_set(decision.seen)
    file.charge, file.charged, file.ground = decision.charge, now.period, decision.ground
    case.p_charge_none, case.p_charge_286_1 = chances.none, chances.a
    case.p_charge_287_2, case.p_charge_other = chances.b, chances.other
    case.p_convict_286_1, case.p_convict_287_2, case.p_convict_other = (
        foreseen.a,
        foreseen.b,
        foreseen.other,
    )
    office.docket -= 1
    if file.charge != NONE:
        file.persons = persons(now, matter, world)
    if file.charge == A_286_1:
        office.uses_286_1 += 1
        count.charges_286_1 += 1
        count.persons_charged_286_1 += file.persons
        spend(matter, world.days_286_1)
    elif file.charge == B_287_2:
        office.uses_287_2 += 1
        count.charges_287_2 += 1
        count.persons_charged_287_2 += file.persons
        spend(matter, max(0.0, prosecutor.days_287_2(rules, world)))
    elif file.charge == NONE:
        count.not_charged += 1
        count_ground(matter)
    else:
        count.charges_other += 1
        count.rival_charges[file.charge - FIRST_RIVAL] += 1
        spend(matter, world.days_other)
    for number in range(len(decision.shares)):
        case.p_charge_rival[number] = chances.other * decision.shares[number]
        case.p_convict_rival[number] = decision.foreseen.rivals[number]
    days = trial_days(now, matter, world)
    when = When(NEVER, now.period, now.period + months_of(days))
    book_decision(now, matter, decision, merits, clear, when, world)
    if file.charge == NONE:
        close(now, matter, End.NOT_CHARGED, world)
        if file.ground == prosecutor.COMPLIANCE and not world.injected:
            become_diligent(now, matter, world)
    else:
        file.trial_days = days
        schedule(now, matter, Stage.VERDICT, months_of(days))
    return NOTHING


@register_jitable
def count_ground(matter: Matter) -> None:
    """Count a decision not to charge by its ground."""
    count, ground = matter.row, matter.file.ground
    if ground == prosecutor.CLEARLY_MINOR:
        count.not_charged_clearly_minor += 1
    elif ground == prosecutor.MINOR:
        count.not_charged_minor += 1
    elif ground == prosecutor.COMPLIANCE:
        count.not_charged_compliance += 1
    else:
        count.not_charged_evidence += 1


@register_jitable
def persons(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Persons charged in a file: a seller of tools; of a unit those who are directly responsible, one at least."""
    if matter.file.kind == TOOL_SELLER:
        return 1
    u = draw(now, Draw.PERSONS, matter.slot, matter.file.opened, 0)
    return 1 + int(poisson(u, world.persons_per_file - 1.0))


@register_jitable
def investigation_days(now: Month, matter: Matter, world: WorldParameters) -> float:
    """Days from filing to the charging decision, if it is filed at this load."""
    slot, opened, spread = matter.slot, matter.file.opened, world.duration_spread
    slow = 1.0 + world.effort_inflation * matter.prosecutor.load
    inquiry = lognormal(
        draw(now, Draw.INVESTIGATION, slot, opened, 0), world.investigation_days, spread
    )
    review = lognormal(draw(now, Draw.REVIEW, slot, opened, 0), world.review_days, spread)
    return slow * (inquiry + review + prosecutor.tracing(matter.rules, world))


@register_jitable
def trial_days(now: Month, matter: Matter, world: WorldParameters) -> float:
    """Days from charge to verdict, if it is charged at this load."""
    u = draw(now, Draw.TRIAL, matter.slot, matter.file.opened, 0)
    slow = 1.0 + world.effort_inflation * matter.prosecutor.load
    return slow * lognormal(u, world.trial_days, world.duration_spread)


@register_jitable
def book_decision(
    now: Month,
    matter: Matter,
    decision: Charging,
    merits: Merits,
    clear: Clarity,
    when: When,
    world: WorldParameters,
) -> None:
    """Book the expectation of a charging decision, and note that of the trial, given the charge."""
    charges, shares, law = (
        decision.chances,
        decision.shares,
        law_by_2019_thresholds(now, matter, world),
    )
    take_back(now, matter)
    book(
        now,
        matter,
        Expectation(0.0, charges, times(shares, charges.other), decision.foreseen, law),
        1.0,
        when,
    )
    a, b = bit(decision.charge == A_286_1), bit(decision.charge == B_287_2)
    rival = bit(decision.charge >= FIRST_RIVAL)
    charged = one_of(decision.charge - FIRST_RIVAL, rival)
    trial = foresee(
        Options(0.0, a, b, rival), charged, merits, clear, matter.judge, matter.rules, world
    )
    note(
        matter, Expectation(0.0, Options(0.0, 0.0, 0.0, 0.0), times(shares, 0.0), trial, law), when
    )


STATES_A, STATES_B = 16, 4
"""Subject and duty, each seen or not, times 0-3 of order, refusal and consequence; 0-3 of the elements of 287-2."""
_NO_STATES_A, _NO_STATES_B = (0.0,) * STATES_A, (0.0,) * STATES_B
LEAST = sys.float_info.min
"""Least chance of rivals that is divided among them: the reciprocal of a smaller one may be infinite."""


class Evidence(NamedTuple):
    """A matter as it lies before police and own."""

    merits: Merits
    clear: Clarity
    chance: Seen  # that each bit is seen, or, where they have looked, the bits


class States(NamedTuple):
    """States of an offence, by what is seen of its elements."""

    chances: tuple[float, ...]
    odds: tuple[float, ...]  # log-odds of conviction


class ExpectedCharges(NamedTuple):
    """Chances of what police and prosecutor make of a matter."""

    filed: float
    charges: Options  # none: filed and not charged
    rivals: RivalVector  # charges of each rival


@register_jitable
def gather(now: Month, matter: Matter, world: WorldParameters) -> Evidence:
    """Put a matter before the police; nobody has looked yet."""
    merits = merits_of(now, matter, world)
    clear = current_clarity(now.interpreted, matter.learned, matter.rules, world)
    return Evidence(
        merits, clear, observation_chances(merits, clear, matter.prosecutor, matter.rules, world)
    )


@register_jitable
def _of_three(p: float, q: float, r: float, number: int) -> float:
    """Chance that so many of three are seen."""
    if number == 0:
        return (1.0 - p) * (1.0 - q) * (1.0 - r)
    if number == 1:
        return p * (1.0 - q) * (1.0 - r) + (1.0 - p) * q * (1.0 - r) + (1.0 - p) * (1.0 - q) * r
    if number == 2:
        return p * q * (1.0 - r) + p * (1.0 - q) * r + (1.0 - p) * q * r
    return p * q * r


@register_jitable
def _chance_a(chance: Seen, state: int) -> float:
    """Chance of a state of 286-1: bit 0 the subject, bit 1 the duty, the rest how many of the others are seen."""
    subject = chance.subject if state & 1 else 1.0 - chance.subject
    duty = chance.duty if state & 2 else 1.0 - chance.duty
    return subject * duty * _of_three(chance.order, chance.refusal, chance.consequence, state >> 2)


@register_jitable
def _chance_of_rivals(chance: RivalVector, pattern: int) -> float:
    """Chance that just the rivals in a bit set are seen."""
    whole = 1.0
    for number in range(len(chance)):
        whole *= chance[number] if pattern >> number & 1 else 1.0 - chance[number]
    return whole


@register_jitable
def _rivals_of(pattern: int) -> RivalVector:
    """Bits of the rivals in a bit set."""
    rivals = NONE_OF_THEM
    for number in range(len(rivals)):
        rivals = put(rivals, number, float(pattern >> number & 1))
    return rivals


@register_jitable
def _bits(a: int, b: int, rivals: RivalVector) -> Seen:
    """Bits that stand for a state of each offence."""
    n = a >> 2
    return Seen(
        float(a & 1),
        float(a >> 1 & 1),
        bit(n > 0),
        bit(n > 1),
        bit(n > 2),
        bit(b > 0),
        bit(b > 1),
        bit(b > 2),
        rivals,
    )


@register_jitable
def states_of_286_1(evidence: Evidence, office: Office, world: WorldParameters) -> States:
    """States of 286-1; one that is certain where the offence is not open to the file."""
    chances = odds = _NO_STATES_A
    for state in range(STATES_A):
        chance = bit(state == 0)
        if evidence.merits.open_286_1:
            chance = _chance_a(evidence.chance, state)
        chances = put(chances, state, chance)
        odds = put(
            odds,
            state,
            prosecutor.win_odds_of_286_1(
                _bits(state, 0, NONE_OF_THEM), evidence.clear, office.familiarity_286_1, world
            ),
        )
    return States(chances, odds)


@register_jitable
def states_of_287_2(evidence: Evidence, office: Office, world: WorldParameters) -> States:
    """States of 287-2, likewise."""
    chances = odds = _NO_STATES_B
    seen = evidence.chance
    for state in range(STATES_B):
        chance = bit(state == 0)
        if evidence.merits.open_287_2:
            chance = _of_three(seen.knowing, seen.aid, seen.serious, state)
        chances = put(chances, state, chance)
        odds = put(
            odds,
            state,
            prosecutor.win_odds_of_287_2(
                _bits(0, state, NONE_OF_THEM), office.familiarity_287_2, world
            ),
        )
    return States(chances, odds)


@register_jitable
def expected_charges(
    evidence: Evidence,
    blind: float,
    convinced: float,
    office: Office,
    rules: Policy,
    world: WorldParameters,
) -> ExpectedCharges:
    """Chances of filing and of each charge: a sum over what may be seen of the rivals, of 286-1 and of 287-2.

    Parameters
    ----------
    blind, convinced
        P(filed) where no offence that is open to the file looks satisfied to the police, and where one does.
    office
        The procuratorate.
    """
    merits = evidence.merits
    of_a, of_b = (
        states_of_286_1(evidence, office, world),
        states_of_287_2(evidence, office, world),
    )
    filed = none = to_a = to_b = to_other = 0.0
    to_rivals = NONE_OF_THEM
    for pattern in range((1 << len(RIVALS)) - 1, -1, -1):
        of_pattern = _chance_of_rivals(evidence.chance.rivals, pattern)
        if of_pattern == 0.0:
            continue
        rivals = _rivals_of(pattern)
        nest = nest_of(merits, _bits(0, 0, rivals), office, rules, world)
        other = 0.0
        for a in range(STATES_A):
            for b in range(STATES_B):
                chance = of_pattern * of_a.chances[a] * of_b.chances[b]
                if chance == 0.0:
                    continue
                satisfied = pattern > 0 or a == STATES_A - 1 or b == STATES_B - 1
                chance *= convinced if satisfied else blind
                belief = Belief(of_a.odds[a], of_b.odds[b])
                charges = weighed_by(
                    belief, nest, merits, _bits(a, b, rivals), office, rules, world
                ).chances
                filed += chance
                none += chance * charges.none
                to_a += chance * charges.a
                to_b += chance * charges.b
                other += chance * charges.other
        to_other += other
        to_rivals = plus(to_rivals, times(nest.shares, other))
    return ExpectedCharges(filed, Options(none, to_a, to_b, to_other), to_rivals)


@register_jitable
def expectation_of(
    now: Month,
    matter: Matter,
    evidence: Evidence,
    blind: float,
    convinced: float,
    world: WorldParameters,
) -> Expectation:
    """Chances of every end of a matter, by the state of this month."""
    foreseen = expected_charges(evidence, blind, convinced, matter.prosecutor, matter.rules, world)
    other = foreseen.charges.other
    shares = times(foreseen.rivals, 1.0 / other if other >= LEAST else 0.0)
    trial = foresee(
        foreseen.charges, shares, evidence.merits, evidence.clear, matter.judge, matter.rules, world
    )
    return Expectation(
        foreseen.filed,
        foreseen.charges,
        foreseen.rivals,
        trial,
        law_by_2019_thresholds(now, matter, world),
    )


@register_jitable
def book_matter(
    now: Month,
    matter: Matter,
    evidence: Evidence,
    weight: float,
    blind: float,
    convinced: float,
    month: int,
    own: bool,
    world: WorldParameters,
) -> None:
    """Book the expectation of a matter that may be filed.

    Parameters
    ----------
    weight
        Chance that it comes before the police.
    month
        In which they decide.
    own
        It is a file of their own, of which the panel counts no filing.
    """
    if now.months == 0:
        return
    charged = month + months_of(investigation_days(now, matter, world))
    judged = charged + months_of(trial_days(now, matter, world))
    expected = expectation_of(now, matter, evidence, blind, convinced, world)
    file.book(now, matter, expected, weight, When(NEVER if own else month, charged, judged))


@register_jitable
def keep_what_was_seen(
    now: Month, matter: Matter, evidence: Evidence, seen: Seen, world: WorldParameters
) -> None:
    """Keep the expectation of a filed matter as the police saw it; nothing is booked."""
    if now.months == 0:
        return
    known = Evidence(evidence.merits, evidence.clear, seen)
    charged, judged = matter.case.booked_charge, matter.case.booked_verdict
    expected = expectation_of(now, matter, known, 1.0, 1.0, world)
    file.note(matter, expected, When(NEVER, charged, judged))
