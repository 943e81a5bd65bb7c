"""Prosecutors: which offence to charge, if any."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import exits, judge, prosecutor
from zombielaw.sim.decisions.exits import Exits
from zombielaw.sim.decisions.judge import Verdict
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.decisions.prosecutor import Belief, Options, one_of
from zombielaw.sim.decisions.routine import bit_set, months_of
from zombielaw.sim.each import Each, times
from zombielaw.sim.entities import Office
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE
from zombielaw.sim.luck import Draw, Keyed, choose, draw, lognormal, poisson
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures.expectation import Expectation, When, book, note, take_back
from zombielaw.sim.procedures.file import close, law_by_the_marks, merits_of, schedule, spend
from zombielaw.sim.procedures.matter import NOTHING, Matter, Month, bit
from zombielaw.sim.procedures.provider import become_diligent
from zombielaw.sim.procedures.sight import current_clarity, observation_chances, observe
from zombielaw.sim.record import NEVER, End, Stage


class Charging(NamedTuple):
    """A charging decision."""

    seen: Seen
    chances: Options
    shares: Each  # of the rivals within their nest
    charge: int
    ground: int  # of no charge, a place in ``exits.GROUNDS``
    foreseen: Verdict


class Nest(NamedTuple):
    """Charges of rivals, by themselves and within their nest."""

    utilities: Each
    shares: Each


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
    ways_out = exits.exit_chances(merits, seen, world)
    chances = exits.with_exits(
        prosecutor.charge_probabilities(utilities), exits.without_exit(ways_out)
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
            ground = exits.EVIDENCE
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
    shares: Each,
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
        if file.ground == exits.COMPLIANCE and not world.injected:
            become_diligent(now, matter, world)
    else:
        file.trial_days = days
        schedule(now, matter, Stage.VERDICT, months_of(days))
    return NOTHING


@register_jitable
def count_ground(matter: Matter) -> None:
    """Count a decision not to charge by its ground."""
    count, ground = matter.row, matter.file.ground
    if ground == exits.CLEARLY_MINOR:
        count.not_charged_clearly_minor += 1
    elif ground == exits.MINOR:
        count.not_charged_minor += 1
    elif ground == exits.COMPLIANCE:
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
    charges, shares, law = decision.chances, decision.shares, law_by_the_marks(now, matter, world)
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
