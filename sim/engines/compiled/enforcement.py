"""Regulators and police over records: orders, answers, transfers, filing.

Each stage of a file returns what its provider remembers of it: 0, or the bits :data:`SANCTION` and :data:`REFUSAL`.
"""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.decisions import perception, prosecutor, provider, regulator
from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.decisions.provider import COMPLY, PARTIAL, REFUSE
from zombielaw.sim.decisions.regulator import (
    CLOSED_DOWN,
    CLOSURE,
    CONTENT,
    FINED,
    INTERVIEW,
    NO_INSTRUMENT,
    PUBLIC_SECURITY,
    WRITTEN_ORDER,
)
from zombielaw.sim.decisions.routine import FILING_DAYS, FOLLOW_UP_DAYS, ORDER_DAYS, ROUND, TRANSFER_DAYS, months_of
from zombielaw.sim.engines.compiled.files import (
    become_diligent,
    choose,
    close,
    leave,
    merits_of,
    office_chances,
    schedule,
    sees,
    spend,
)
from zombielaw.sim.engines.compiled.providers import age_risk, draw, items, monthly_items, traits_of
from zombielaw.sim.engines.compiled.state import Matter, Month, Record
from zombielaw.sim.luck import Draw, lognormal
from zombielaw.sim.record import INSPECTION, End, Stage, units

NOTHING, SANCTION, REFUSAL, CONVICTION, JUDGMENT = 0, 1, 2, 4, 8
"""What a stage leaves in memory, as bits."""


@register_jitable
def respond(m: Month, matter: Matter, world: Record) -> int:
    """(5) Choose an instrument at a finding, first or repeated."""
    file, slot = matter.file, matter.slot
    turn = int(file.written_orders)
    harm = file.items_after if file.first_due >= 0 else file.items
    file.p_order = regulator.written_order(matter.regulator, harm, float(matter.sanctions), matter.rules, world)
    matter.count.expected_orders += units(file.p_order)
    if draw(m, Draw.ORDER, slot, file.opened, turn) < file.p_order:
        file.instrument = WRITTEN_ORDER
    elif turn > 0:
        file.instrument = NO_INSTRUMENT
    else:
        file.instrument = choose(m, Draw.INSTRUMENT, slot, file.opened, 0, regulator.instruments(world))
        if file.instrument == INTERVIEW:
            file.topic = regulator.topic(draw(m, Draw.TOPIC, slot, file.opened, turn), world)
    return int(file.instrument)


@register_jitable
def issue(m: Month, matter: Matter, world: Record) -> int:
    """(6)-(7) Write the order: three quality bits, a topic, a deadline, perhaps a sanction beside it."""
    file, slot, office, rules = matter.file, matter.slot, matter.regulator, matter.rules
    opened, turn = int(file.opened), int(file.written_orders)
    quality = regulator.order_quality(office, rules)
    file.topic = regulator.topic(draw(m, Draw.TOPIC, slot, opened, turn), world)
    file.basis = int(draw(m, Draw.BASIS, slot, opened, turn) < regulator.basis_quality(office, rules))
    file.clear = int(draw(m, Draw.CLEAR, slot, opened, turn) < quality)
    able = matter.person.ability >= draw(m, Draw.DEMAND, slot, opened, turn) * world.ability_demand
    file.attainable = int(able and draw(m, Draw.ATTAINABLE, slot, opened, turn) < quality)
    days = lognormal(draw(m, Draw.DEADLINE, slot, opened, turn), world.deadline_days, regulator.DEADLINE_SPREAD)
    file.deadline_days = min(max(days, regulator.SHORTEST_DEADLINE), regulator.LONGEST_DEADLINE)
    file.order = m.period
    if file.first_order < 0:
        file.first_order = m.period
    file.written_orders += 1
    wait = months_of(file.deadline_days)
    file.due = m.period + wait
    if file.topic == CONTENT:
        matter.person.told = True
    matter.count.written_orders += 1
    spend(matter, ORDER_DAYS)
    schedule(m, matter, Stage.ANSWER, wait)
    if draw(m, Draw.SANCTION, slot, opened, turn) < world.sanction_with_order:
        return sanction(m, matter)
    return NOTHING


@register_jitable
def sanction(m: Month, matter: Matter) -> int:
    """An administrative sanction: recorded now, felt at the month's end."""
    matter.file.sanctions += 1
    matter.person.sanctioned = m.period
    matter.count.sanctions += 1
    return SANCTION


@register_jitable
def schedule_order(m: Month, matter: Matter, world: Record) -> int:
    """Write an order after the policy's delay, at once where there is none."""
    delay = round(matter.rules.order_delay)
    if delay > 0 or matter.file.written_orders > 0:
        schedule(m, matter, Stage.ISSUE, max(1, delay))
        return NOTHING
    return issue(m, matter, world)


@register_jitable
def police_see(m: Month, matter: Matter, merits: Merits, world: Record) -> bool:
    """Does any offence that is open to the file look made out to the police?"""
    chances = office_chances(m, matter, matter.prosecutor, merits, world)
    seen = sees(m, Draw.EVIDENCE, matter.slot, matter.file.opened, chances)
    a = merits.open_286_1 and perception.all_286_1(seen) == 1.0
    b = merits.open_287_2 and perception.all_287_2(seen) == 1.0
    other = merits.open_other and seen.other == 1.0
    matter.file.police_saw = int(a) + 2 * int(b) + 4 * int(other)
    return a or b or other


@register_jitable
def sends_on(m: Month, matter: Matter, harm: float, world: Record) -> bool:
    """(9) Transfer to the police, or public security's own file."""
    file, office = matter.file, matter.regulator
    if office.kind == PUBLIC_SECURITY:
        complete = police_see(m, matter, merits_of(m, matter, world), world)
        file.p_transfer = regulator.own_file(complete, world)
    else:
        file.p_transfer = regulator.transfer(harm, office.trust, matter.rules, world)
    matter.count.expected_transfers += units(file.p_transfer)
    return draw(m, Draw.TRANSFER, matter.slot, file.opened, file.written_orders) < file.p_transfer


@register_jitable
def receive(m: Month, matter: Matter, world: Record) -> None:
    """Put a filed matter on the docket."""
    file, office = matter.file, matter.prosecutor
    office.docket += 1
    file.filed = m.period
    slow = 1.0 + world.effort_inflation * office.load
    spread = world.duration_spread
    inquiry = lognormal(draw(m, Draw.INVESTIGATION, matter.slot, file.opened, 0), world.investigation_days, spread)
    review = lognormal(draw(m, Draw.REVIEW, matter.slot, file.opened, 0), world.review_days, spread)
    tracing = prosecutor.tracing(matter.rules, world)
    file.investigation_days = slow * (inquiry + review + tracing)
    schedule(m, matter, Stage.CHARGE, months_of(file.investigation_days))


@register_jitable
def send_on(m: Month, matter: Matter, world: Record) -> None:
    """To the police; public security, which is the police, files at once."""
    matter.file.transferred = m.period
    matter.count.transfers += 1
    spend(matter, TRANSFER_DAYS)
    if matter.regulator.kind == PUBLIC_SECURITY:
        matter.count.own_files += 1
        receive(m, matter, world)
    else:
        schedule(m, matter, Stage.FILING, 1)


@register_jitable
def find(m: Month, matter: Matter, world: Record) -> int:
    """3. A check has found a violation: an instrument."""
    file, count = matter.file, matter.count
    file.items = items(m, matter.slot, matter.person, m.period, world)
    count.findings += 1
    instrument = respond(m, matter, world)
    if instrument == WRITTEN_ORDER:
        return schedule_order(m, matter, world)
    if instrument == CLOSURE:
        count.closures += 1
        close(m, matter, End.CLOSED, world)
        leave(m, matter, world)
        return NOTHING
    if instrument == INTERVIEW:
        matter.person.told = matter.person.told or file.topic == CONTENT
        count.interviews += 1
    needless = not matter.rules.law_order_element_required and file.items > 0.0
    if needless and sends_on(m, matter, file.items, world):
        send_on(m, matter, world)
    else:
        close(m, matter, End.INTERVIEWED if instrument == INTERVIEW else End.NO_INSTRUMENT, world)
    return NOTHING


@register_jitable
def answer(m: Month, matter: Matter, world: Record) -> int:
    """4. An order falls due."""
    file, slot, person, count = matter.file, matter.slot, matter.person, matter.count
    opened, turn = int(file.opened), int(file.written_orders)
    age_risk(person, matter.place.lax, m, world)
    utilities = provider.answer_utilities(traits_of(person), person.risk_administrative, person.risk_criminal, world)
    file.p_refuse = provider.answer_probabilities(utilities).refuse
    file.answer = choose(m, Draw.ANSWER, slot, opened, turn * ROUND, utilities)
    count.answers += 1
    count.expected_refusals += units(file.p_refuse)
    if file.answer == REFUSE:
        file.orders_refused = matter.refusals + 1
        count.refusals += 1
        if file.first_due < 0:
            file.first_due = m.period
        days = lognormal(draw(m, Draw.FOLLOW_UP, slot, opened, turn), world.follow_up_days, world.duration_spread)
        schedule(m, matter, Stage.FOLLOW_UP, months_of(days))
        return REFUSAL
    if file.answer == PARTIAL and draw(m, Draw.FORGIVEN, slot, opened, turn) >= world.forgiveness:
        if respond(m, matter, world) == WRITTEN_ORDER:
            return schedule_order(m, matter, world)
        close(m, matter, End.DROPPED, world)
    elif file.answer == COMPLY or file.answer == PARTIAL:  # noqa: PLR1714 - a chained test compiles
        close(m, matter, End.COMPLIED, world)
        become_diligent(m, matter, world)
    else:
        close(m, matter, End.VANISHED, world)
        leave(m, matter, world)
    return NOTHING


@register_jitable
def follow_up(m: Month, matter: Matter, world: Record) -> int:
    """(9) A refusal is sent on, ordered again, fined, closed or dropped."""
    file, slot, count = matter.file, matter.slot, matter.count
    opened, turn = int(file.opened), int(file.written_orders)
    file.followed_up = m.period
    file.items_after = provider.items_after_deadline(
        draw(m, Draw.ITEMS_AFTER, slot, opened, 0),
        monthly_items(m, slot, matter.person, world),
        float(m.period - file.first_due),
        world,
    )
    count.follow_ups += 1
    spend(matter, FOLLOW_UP_DAYS)
    if sends_on(m, matter, file.items_after, world):
        send_on(m, matter, world)
    elif respond(m, matter, world) == WRITTEN_ORDER:
        return schedule_order(m, matter, world)
    else:
        option = choose(m, Draw.SANCTION_REFUSAL, slot, opened, turn * ROUND, regulator.ends_of_refusal(world))
        if option == FINED:
            left = sanction(m, matter)
            close(m, matter, End.FINED, world)
            return left
        if option == CLOSED_DOWN:
            count.closures += 1
            close(m, matter, End.CLOSED, world)
            leave(m, matter, world)
        else:
            close(m, matter, End.DROPPED, world)
    return NOTHING


@register_jitable
def file_or_not(m: Month, matter: Matter, world: Record) -> int:
    """5. The police file a matter or do not."""
    file, rules = matter.file, matter.rules
    complete = police_see(m, matter, merits_of(m, matter, world), world)
    filed = regulator.filing(complete, matter.prosecutor.load, rules, world)
    kept = regulator.kept(rules, world)
    file.p_file = filed * kept
    matter.count.expected_filings += units(file.p_file)
    spend(matter, FILING_DAYS)
    accepted = draw(m, Draw.FILE, matter.slot, file.opened, 0) < filed
    lost = draw(m, Draw.JURISDICTION, matter.slot, file.opened, 0) >= kept
    if file.began == INSPECTION:
        matter.regulator.transfers += 1
        matter.regulator.accepted += int(accepted and not lost)
    if accepted and not lost:
        matter.count.filings += 1
        receive(m, matter, world)
    else:
        close(m, matter, End.LOST if accepted else End.NOT_FILED, world)
    return NOTHING
