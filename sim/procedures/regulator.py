"""Regulators and police: findings, orders, follow-up of refusals, referrals; tracing and filing."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import perception, provider, regulator
from zombielaw.sim.decisions.learning import (
    CHECK_DAYS,
    FILING_DAYS,
    FOLLOW_UP_DAYS,
    ORDER_DAYS,
    REFERRAL_DAYS,
    ROUND,
    months_of,
)
from zombielaw.sim.decisions.perception import Seen
from zombielaw.sim.decisions.provider import PARTIAL, REFUSE, VANISH
from zombielaw.sim.decisions.regulator import (
    CLOSED_DOWN,
    CLOSURE,
    CONTENT,
    FINE,
    FINED,
    INTERVIEW,
    LOGS,
    NO_INSTRUMENT,
    PUBLIC_SECURITY,
    WARNING,
    WRITTEN_ORDER,
)
from zombielaw.sim.entities import Person, Regulator
from zombielaw.sim.law.dates import fine_needs_no_refusal
from zombielaw.sim.luck import Draw, choose, draw, lognormal
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import prosecutor
from zombielaw.sim.procedures.file import close, schedule, spend, take_back
from zombielaw.sim.procedures.matter import (
    NOTHING,
    REFUSAL,
    SANCTION,
    Matter,
    Month,
    Subject,
    observe,
    touch,
    unless_given,
)
from zombielaw.sim.procedures.prosecutor import Evidence
from zombielaw.sim.procedures.provider import answer, become_diligent, clients, leave
from zombielaw.sim.record import INSPECTION, End, Stage, units


@register_jitable
def chance_to_trace(now: Month, slot: int, person: Person, world: WorldParameters) -> float:
    """P(the police reach a provider from client crimes this month); selling tools is such a crime in itself."""
    number = clients(now, slot, person, now.period)
    return regulator.traced(
        max(1.0, number) if person.kind == TOOL_SELLER else number, now.campaign, world
    )


@register_jitable
def see(now: Month, matter: Matter, evidence: Evidence) -> Seen:
    """Look at the evidence, and write down which of the offences that are open to the file look satisfied."""
    merits = evidence.merits
    seen = observe(now, Draw.EVIDENCE, matter.slot, matter.file.opened, evidence.chance)
    a = merits.open_286_1 and perception.all_286_1(seen) == 1.0
    b = merits.open_287_2 and perception.all_287_2(seen) == 1.0
    saw = int(a) + 2 * int(b)
    for number in range(len(seen.rivals)):
        if seen.rivals[number] == 1.0:
            saw |= 4 << number
    matter.file.police_saw = saw
    return seen


@register_jitable
def chance_to_file(matter: Matter, complete: bool, world: WorldParameters) -> float:
    """P(the police file a matter, and it is not lost)."""
    filed = regulator.filing(complete, matter.prosecutor.load, matter.rules, world)
    return filed * regulator.not_lost(matter.rules, world)


@register_jitable
def book_before_police(
    now: Month,
    matter: Matter,
    evidence: Evidence,
    weight: float,
    month: int,
    world: WorldParameters,
) -> None:
    """Book the expectation of a matter that comes before the police with some chance, in a month."""
    blind, convinced = chance_to_file(matter, False, world), chance_to_file(matter, True, world)
    prosecutor.book_matter(now, matter, evidence, weight, blind, convinced, month, False, world)


@register_jitable
def file_or_not(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(10) File a matter that was referred or traced, or not; a file may be lost between jurisdictions."""
    file, slot, rules = matter.file, matter.slot, matter.rules
    evidence = prosecutor.gather(now, matter, world)
    take_back(now, matter)
    book_before_police(now, matter, evidence, 1.0, now.period, world)
    seen = see(now, matter, evidence)
    complete = file.police_saw > 0
    filed = regulator.filing(complete, matter.prosecutor.load, rules, world)
    not_lost = regulator.not_lost(rules, world)
    file.p_file = chance_to_file(matter, complete, world)
    spend(matter, FILING_DAYS)
    accepted = draw(now, Draw.FILE, slot, file.opened, 0) < filed
    lost = draw(now, Draw.JURISDICTION, slot, file.opened, 0) >= not_lost
    if file.began == INSPECTION:
        matter.regulator.referrals += 1
        matter.regulator.accepted += int(accepted and not lost)
    if accepted and not lost:
        matter.row.filings += 1
        prosecutor.keep_what_was_seen(now, matter, evidence, seen, world)
        bring(now, matter, world)
    else:
        close(now, matter, End.LOST if accepted else End.NOT_FILED, world)
    return NOTHING


@register_jitable
def bring(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Put a filed matter on the prosecutor's docket; it is charged after investigation and review."""
    file = matter.file
    matter.prosecutor.docket += 1
    file.filed = now.period
    file.investigation_days = prosecutor.investigation_days(now, matter, world)
    schedule(now, matter, Stage.CHARGE, months_of(file.investigation_days))


@register_jitable
def check(now: Month, subject: Subject, office: Regulator) -> bool:
    """Check a provider; true if the check finds a violation on which no file is open."""
    place, count = subject.place, subject.row
    touch(now, place, count)
    count.checks += 1
    count.official_days += units(CHECK_DAYS)
    if not place.non_compliant or place.busy:
        return False
    return draw(now, Draw.DETECT, subject.slot, now.period, 0) < regulator.detection(
        office, subject.rules
    )


@register_jitable
def take_up(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Take up a violation that a check has found: choose an instrument and use it."""
    file, count = matter.file, matter.row
    file.regulator_kind = matter.regulator.kind
    count.findings += 1
    instrument = respond(now, matter, world)
    if instrument == WRITTEN_ORDER:
        return schedule_order(now, matter, world)
    if instrument == CLOSURE:
        close_down(now, matter, world)
        return NOTHING
    if instrument == INTERVIEW:
        give_notice(now, matter, False, world)
        count.interviews += 1
    memory = NOTHING
    if draw(now, Draw.SANCTION, matter.slot, file.opened, 0) < regulator.sanctions(
        world.sanction_at_finding, matter.regulator.kind, world
    ):
        memory = sanction(now, matter, file.items, world)
    # with the order element deleted, a breach with a consequence can be referred at once
    needless = not matter.rules.law_order_element_required and file.items > 0.0
    if needless and refers_at_once(now, matter, world):
        refer(now, matter, world)
    else:
        close(now, matter, End.INTERVIEWED if instrument == INTERVIEW else End.NO_INSTRUMENT, world)
    return memory


@register_jitable
def respond(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(5) Choose an instrument at a finding, first or repeated."""
    file, slot, turn = matter.file, matter.slot, matter.file.written_orders
    harm = file.items_after if file.first_due >= 0 else file.items
    file.p_order = regulator.written_order(
        matter.regulator, harm, float(matter.sanctions), matter.rules, world
    )
    matter.row.responses += 1
    matter.row.expected_orders += units(file.p_order)
    if draw(now, Draw.ORDER, slot, file.opened, turn) < file.p_order:
        file.instrument = WRITTEN_ORDER
        matter.row.orders_chosen += 1
    elif turn > 0:
        file.instrument = NO_INSTRUMENT  # what else may follow an order is not chosen here
    else:
        file.instrument = choose(
            now, Draw.INSTRUMENT, slot, file.opened, 0, regulator.instruments(world)
        )
        if file.instrument == INTERVIEW:
            file.topic = regulator.topic(draw(now, Draw.TOPIC, slot, file.opened, turn), world)
    return int(file.instrument)


@register_jitable
def schedule_order(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Write an order after the policy's delay, at once where there is none."""
    delay = round(matter.rules.order_delay)
    if delay > 0 or matter.file.written_orders > 0:
        schedule(now, matter, Stage.ISSUE, max(1, delay))
        return NOTHING
    return issue(now, matter, world)


@register_jitable
def issue(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(6)-(7) Write the order: three quality bits, a topic, a deadline, perhaps a sanction beside it."""
    file, slot, office, rules = matter.file, matter.slot, matter.regulator, matter.rules
    opened, turn = file.opened, int(file.written_orders)
    quality = regulator.order_quality(office, rules)
    file.topic = regulator.topic(draw(now, Draw.TOPIC, slot, opened, turn), world)
    file.basis = int(
        draw(now, Draw.BASIS, slot, opened, turn) < regulator.basis_quality(office, rules)
    )
    file.clear = int(draw(now, Draw.CLEAR, slot, opened, turn) < quality)
    able = (
        matter.person.ability >= draw(now, Draw.DEMAND, slot, opened, turn) * world.ability_demand
    )
    file.attainable = int(able and draw(now, Draw.ATTAINABLE, slot, opened, turn) < quality)
    days = lognormal(
        draw(now, Draw.DEADLINE, slot, opened, turn), world.deadline_days, regulator.DEADLINE_SPREAD
    )
    file.deadline_days = min(max(days, regulator.SHORTEST_DEADLINE), regulator.LONGEST_DEADLINE)
    give_notice(now, matter, True, world)
    file.order = now.period
    if file.first_order < 0:
        file.first_order = now.period
    file.written_orders += 1
    wait = months_of(file.deadline_days)
    file.due = now.period + wait
    matter.row.written_orders += 1
    spend(matter, ORDER_DAYS)
    schedule(now, matter, Stage.ANSWER, wait)
    if draw(now, Draw.SANCTION, slot, opened, turn) < regulator.sanctions(
        world.sanction_with_order, matter.regulator.kind, world
    ):
        return sanction(now, matter, file.items_after if file.first_due >= 0 else file.items, world)
    return NOTHING


@register_jitable
def give_notice(now: Month, matter: Matter, in_writing: bool, world: WorldParameters) -> None:
    """An order is in writing, an interview is not; one about content may name the client and its crime."""
    file, person = matter.file, matter.person
    if file.topic != CONTENT:
        return
    if (
        draw(now, Draw.NOTICE, matter.slot, file.opened, int(file.written_orders))
        < world.notice_names_client
    ):
        person.notified = True
        person.told_in_writing = person.told_in_writing or in_writing


@register_jitable
def sanction(now: Month, matter: Matter, harm: float, world: WorldParameters) -> int:
    """A warning, fine or suspension, as the statute allows: recorded now, felt at the month's end.

    A refusal, or harm at the mark, opens fines and suspensions; else the date and the duty decide.
    """
    file = matter.file
    if file.topic < 0:
        file.topic = regulator.topic(draw(now, Draw.TOPIC, matter.slot, file.opened, 0), world)
    grave = harm >= provider.REFERENCE_ITEMS
    allowed = file.first_due >= 0 or fine_needs_no_refusal(now.day, grave, file.topic == LOGS)
    u = draw(now, Draw.SANCTION_KIND, matter.slot, file.opened, int(file.sanctions))
    kind = regulator.sanction_kind(u, allowed, world)
    return book_sanction(now, matter, kind)


@register_jitable
def book_sanction(now: Month, matter: Matter, kind: int) -> int:
    """Write a sanction down."""
    file, count = matter.file, matter.row
    if kind == WARNING:
        count.warnings += 1
    elif kind == FINE:
        count.fines += 1
    else:
        count.suspensions += 1
    count.sanctions += 1
    file.sanction = kind
    file.sanctions += 1
    return SANCTION


@register_jitable
def hear_answer(now: Month, matter: Matter, world: WorldParameters) -> int:
    """An order falls due: compliance ends the file, a refusal waits for its follow-up."""
    file, slot = matter.file, matter.slot
    opened, turn = file.opened, int(file.written_orders)
    heard = answer(now, matter, world)
    if heard == REFUSE:
        days = lognormal(
            draw(now, Draw.FOLLOW_UP, slot, opened, turn),
            world.follow_up_days,
            world.duration_spread,
        )
        schedule(now, matter, Stage.FOLLOW_UP, months_of(days))
        return REFUSAL
    if heard == PARTIAL and draw(now, Draw.FORGIVEN, slot, opened, turn) >= world.forgiveness:
        if respond(now, matter, world) == WRITTEN_ORDER:
            return schedule_order(now, matter, world)
        close(now, matter, End.DROPPED, world)
    elif heard == VANISH:
        close(now, matter, End.VANISHED, world)
        leave(now, matter, world)
    else:
        close(now, matter, End.COMPLIED, world)
        become_diligent(now, matter, world)
    return NOTHING


@unless_given
def harm_after(now: Month, matter: Matter, world: WorldParameters) -> float:
    """(3) Illegal items since the first missed deadline."""
    file = matter.file
    return provider.items_after_deadline(
        draw(now, Draw.ITEMS_AFTER, matter.slot, file.opened, 0),
        matter.person.monthly_items,
        float(now.period - file.first_due),
        world,
    )


@register_jitable
def follow_up(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(9) A refusal is referred, ordered again, fined, closed or dropped."""
    file, slot, opened = matter.file, matter.slot, matter.file.opened
    file.followed_up = now.period
    file.items_after = harm_after(now, matter, world)
    matter.row.follow_ups += 1
    spend(matter, FOLLOW_UP_DAYS)
    if refers(now, matter, file.items_after, world):
        refer(now, matter, world)
        return NOTHING
    if respond(now, matter, world) == WRITTEN_ORDER:
        return schedule_order(now, matter, world)
    index = file.written_orders * ROUND
    end = choose(now, Draw.SANCTION_REFUSAL, slot, opened, index, regulator.ends_of_refusal(world))
    if end == FINED:
        memory = book_sanction(now, matter, FINE)
        close(now, matter, End.FINED, world)
        return memory
    if end == CLOSED_DOWN:
        close_down(now, matter, world)
    else:
        close(now, matter, End.DROPPED, world)
    return NOTHING


@register_jitable
def close_down(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Close the service."""
    matter.row.closures += 1
    close(now, matter, End.CLOSED, world)
    leave(now, matter, world)


@register_jitable
def refers_at_once(now: Month, matter: Matter, world: WorldParameters) -> bool:
    """(9) Referral straight from a finding, where the statute needs no order; public security opens its own file."""
    file = matter.file
    file.p_referral = regulator.direct_referral(
        file.items, matter.regulator.trust, matter.rules, world
    )
    matter.row.expected_referrals += units(file.p_referral)
    if file.p_referral > 0.0:
        evidence = prosecutor.gather(now, matter, world)
        if matter.regulator.kind == PUBLIC_SECURITY:
            prosecutor.book_matter(
                now, matter, evidence, file.p_referral, 1.0, 1.0, now.period, True, world
            )
        else:
            book_before_police(now, matter, evidence, file.p_referral, now.period + 1, world)
    return draw(now, Draw.REFERRAL, matter.slot, file.opened, 0) < file.p_referral


@register_jitable
def refers(now: Month, matter: Matter, harm: float, world: WorldParameters) -> bool:
    """(9) Referral to the police, or public security's own file."""
    file, office = matter.file, matter.regulator
    evidence = prosecutor.gather(now, matter, world)
    if office.kind == PUBLIC_SECURITY:
        return opens_own_file(now, matter, evidence, world)
    file.p_referral = regulator.referral(harm, office.trust, matter.rules, world)
    matter.row.expected_referrals += units(file.p_referral)
    book_before_police(now, matter, evidence, file.p_referral, now.period + 1, world)
    return draw(now, Draw.REFERRAL, matter.slot, file.opened, file.written_orders) < file.p_referral


@register_jitable
def opens_own_file(now: Month, matter: Matter, evidence: Evidence, world: WorldParameters) -> bool:
    """(9) and (10) in one: public security looks, as the police that it is, and opens a file of its own, or not."""
    file, looked = matter.file, matter.file.police_saw >= 0
    seen = see(now, matter, evidence)
    if looked:  # at an earlier refusal: what is seen is not open any more
        evidence = Evidence(evidence.merits, evidence.clear, seen)
    blind, convinced = regulator.own_file(False, world), regulator.own_file(True, world)
    prosecutor.book_matter(now, matter, evidence, 1.0, blind, convinced, now.period, True, world)
    file.p_referral = regulator.own_file(file.police_saw > 0, world)
    matter.row.expected_referrals += units(file.p_referral)
    own = draw(now, Draw.REFERRAL, matter.slot, file.opened, file.written_orders) < file.p_referral
    if own:
        prosecutor.keep_what_was_seen(now, matter, evidence, seen, world)
    return own


@register_jitable
def refer(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Refer a matter to the police; public security, which is the police, files at once."""
    matter.file.referred = now.period
    matter.row.referrals += 1
    spend(matter, REFERRAL_DAYS)
    if matter.regulator.kind == PUBLIC_SECURITY:
        matter.row.own_files += 1
        bring(now, matter, world)
    else:
        schedule(now, matter, Stage.FILING, 1)
