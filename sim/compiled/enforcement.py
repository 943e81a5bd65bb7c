"""Regulators and police over arrays: checks, orders, answers, transfers, traces."""

from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import register_jitable

from sim.compiled.files import (
    choose,
    close,
    is_due,
    leave,
    merits_of_file,
    office_chances,
    open_file,
    sanction,
    schedule,
    sees,
    spend,
)
from sim.compiled.providers import (
    age_risk,
    become_diligent,
    draw,
    items,
    refused_within,
    remember,
    sanctioned_before,
    trace_weight,
    traits_of,
)
from sim.compiled.state import (
    OPEN,
    REFUSED,
    Array,
    Month,
    State,
    policy_of,
)
from sim.decisions import perception, prosecutor, provider, regulator
from sim.decisions.perception import Merits
from sim.decisions.provider import CLIENT_CAP, COMPLY, PARTIAL, REFUSE
from sim.decisions.regulator import (
    CLOSED_DOWN,
    CLOSURE,
    CONTENT,
    FINED,
    INTERVIEW,
    NO_INSTRUMENT,
    PUBLIC_SECURITY,
    WRITTEN_ORDER,
    Office,
)
from sim.decisions.routine import (
    CHECK_DAYS,
    FILING_DAYS,
    FOLLOW_UP_DAYS,
    ORDER_DAYS,
    ROUND,
    TRANSFER_DAYS,
    months_of,
)
from sim.luck import Draw, lognormal
from sim.parameters import Policy, WorldParameters
from sim.record import INSPECTION, NEVER, POLICE, End, Stage, units


@register_jitable
def office_of(r: Array) -> Office:
    """What a regulator is."""
    return Office(r.kind, r.skill, r.habit, r.shares_records)


@register_jitable
def respond(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> int:
    """(5) Choose an instrument at a finding, first or repeated."""
    file = s.files[row]
    slot, turn = file.provider, file.written_orders
    harm = file.items_after if file.first_due >= 0 else file.items
    before = float(sanctioned_before(s, slot, m.period))
    file.p_order = regulator.written_order(office_of(s.regulators[file.regulator]), harm, before, policy, world)
    s.counts[file.province].expected_orders += units(file.p_order)
    if draw(m, Draw.ORDER, slot, file.opened, turn) < file.p_order:
        file.instrument = WRITTEN_ORDER
    elif turn > 0:
        file.instrument = NO_INSTRUMENT
    else:
        file.instrument = choose(m, Draw.INSTRUMENT, slot, file.opened, 0, regulator.instruments(world))
        if file.instrument == INTERVIEW:
            file.topic = regulator.topic(draw(m, Draw.TOPIC, slot, file.opened, turn), world)
    return file.instrument


@register_jitable
def issue(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> None:
    """(6)-(7) Write the order: three quality bits, a topic, a deadline, perhaps a sanction beside it."""
    file = s.files[row]
    slot, opened, turn = file.provider, file.opened, file.written_orders
    office = office_of(s.regulators[file.regulator])
    quality = regulator.order_quality(office, policy)
    file.topic = regulator.topic(draw(m, Draw.TOPIC, slot, opened, turn), world)
    file.basis = int(draw(m, Draw.BASIS, slot, opened, turn) < regulator.basis_quality(office, policy))
    file.clear = int(draw(m, Draw.CLEAR, slot, opened, turn) < quality)
    able = s.providers[slot].ability >= draw(m, Draw.DEMAND, slot, opened, turn) * world.ability_demand
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
        s.providers[slot].told = True
    s.counts[file.province].written_orders += 1
    spend(s, row, ORDER_DAYS)
    if draw(m, Draw.SANCTION, slot, opened, turn) < world.sanction_with_order:
        sanction(s, m, row)
    schedule(s, m, row, Stage.ANSWER, wait)


@register_jitable
def schedule_order(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> None:
    """Write an order after the policy's delay, at once where there is none."""
    delay = round(policy.order_delay)
    if delay > 0 or s.files[row].written_orders > 0:
        schedule(s, m, row, Stage.ISSUE, max(1, delay))
    else:
        issue(s, m, row, policy, world)


@register_jitable
def police_see(s: State, m: Month, row: int, merits: Merits, world: WorldParameters) -> bool:
    """Does any offence that is open to the file look made out to the police?"""
    file = s.files[row]
    chances = office_chances(s, m, s.prosecutors[file.procuratorate], file.kind, merits, world)
    seen = sees(m, Draw.EVIDENCE, file.provider, file.opened, chances)
    a = merits.open_286_1 and perception.all_286_1(seen) == 1.0
    b = merits.open_287_2 and perception.all_287_2(seen) == 1.0
    other = merits.open_other and seen.other == 1.0
    file.police_saw = int(a) + 2 * int(b) + 4 * int(other)
    return a or b or other


@register_jitable
def sends_on(s: State, m: Month, row: int, harm: float, policy: Policy, world: WorldParameters) -> bool:
    """(9) Transfer to the police, or public security's own file."""
    file = s.files[row]
    office = s.regulators[file.regulator]
    if office.kind == PUBLIC_SECURITY:
        complete = police_see(s, m, row, merits_of_file(s, m, row, world), world)
        file.p_transfer = regulator.own_file(complete, world)
    else:
        file.p_transfer = regulator.transfer(harm, office.trust, policy, world)
    s.counts[file.province].expected_transfers += units(file.p_transfer)
    return draw(m, Draw.TRANSFER, file.provider, file.opened, file.written_orders) < file.p_transfer


@register_jitable
def receive(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> None:
    """Put a filed matter on the docket."""
    file = s.files[row]
    office = s.prosecutors[file.procuratorate]
    office.docket += 1
    file.filed = m.period
    slow = 1.0 + world.effort_inflation * office.load
    spread = world.duration_spread
    inquiry = lognormal(draw(m, Draw.INVESTIGATION, file.provider, file.opened, 0), world.investigation_days, spread)
    review = lognormal(draw(m, Draw.REVIEW, file.provider, file.opened, 0), world.review_days, spread)
    tracing = prosecutor.tracing(policy, world)
    file.investigation_days = slow * (inquiry + review + tracing)
    schedule(s, m, row, Stage.CHARGE, months_of(file.investigation_days))


@register_jitable
def send_on(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> None:
    """To the police; public security, which is the police, files at once."""
    file = s.files[row]
    file.transferred = m.period
    count = s.counts[file.province]
    count.transfers += 1
    spend(s, row, TRANSFER_DAYS)
    if s.regulators[file.regulator].kind == PUBLIC_SECURITY:
        count.own_files += 1
        receive(s, m, row, policy, world)
    else:
        schedule(s, m, row, Stage.FILING, 1)


@njit(cache=True, nogil=True)
def inspect(s: State, m: Month, slots: Array, offices: Array, made: Array, world: WorldParameters) -> None:
    """3. Checks within capacity, findings, instruments; orders that were delayed are written."""
    for number in range(slots.size):
        slot, office = slots[number], offices[number]
        count = s.counts[s.province[slot]]
        if not made[number]:
            count.checks_over_capacity += 1
            continue
        count.checks += 1
        count.official_days += units(CHECK_DAYS)
        s.touched[slot] = True
        if not s.lax[slot] or s.busy[slot]:
            continue
        policy = policy_of(s.provinces[s.province[slot]].policy)
        chance = regulator.detection(office_of(s.regulators[office]), policy)
        if draw(m, Draw.DETECT, slot, m.period, 0) >= chance:
            continue
        row = open_file(s, m, slot, INSPECTION, office)
        file = s.files[row]
        file.items = items(s, m, slot, m.period, world)
        count.findings += 1
        instrument = respond(s, m, row, policy, world)
        if instrument == WRITTEN_ORDER:
            schedule_order(s, m, row, policy, world)
        elif instrument == CLOSURE:
            count.closures += 1
            close(s, m, row, End.CLOSED, world)
            leave(s, m, slot, world)
        else:
            if instrument == INTERVIEW:
                p = s.providers[slot]
                p.told = p.told or file.topic == CONTENT
                count.interviews += 1
            needless = not policy.order_element_required and file.items > 0.0
            if needless and sends_on(s, m, row, file.items, policy, world):
                send_on(s, m, row, policy, world)
            else:
                close(s, m, row, End.INTERVIEWED if instrument == INTERVIEW else End.NO_INSTRUMENT, world)
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if is_due(s, m, row, Stage.ISSUE):
            issue(s, m, row, policy_of(s.provinces[s.files[row].province].policy), world)


@njit(cache=True, nogil=True)
def answer(s: State, m: Month, world: WorldParameters) -> None:
    """4. Orders fall due."""
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if not is_due(s, m, row, Stage.ANSWER):
            continue
        file = s.files[row]
        slot, opened, turn = file.provider, file.opened, file.written_orders
        p, count = s.providers[slot], s.counts[file.province]
        policy = policy_of(s.provinces[file.province].policy)
        age_risk(p, s.lax[slot], m, world)
        utilities = provider.answer_utilities(traits_of(p), p.risk_administrative, p.risk_criminal, world)
        file.p_refuse = provider.answer_probabilities(utilities).refuse
        file.answer = choose(m, Draw.ANSWER, slot, opened, turn * ROUND, utilities)
        count.answers += 1
        count.expected_refusals += units(file.p_refuse)
        if file.answer == REFUSE:
            remember(s, slot, m.period, file.regulator, REFUSED)
            file.orders_refused = refused_within(s, slot, m.period, NEVER)
            count.refusals += 1
            if file.first_due < 0:
                file.first_due = m.period
            days = lognormal(draw(m, Draw.FOLLOW_UP, slot, opened, turn), world.follow_up_days, world.duration_spread)
            schedule(s, m, row, Stage.FOLLOW_UP, months_of(days))
        elif file.answer == PARTIAL and draw(m, Draw.FORGIVEN, slot, opened, turn) >= world.forgiveness:
            if respond(s, m, row, policy, world) == WRITTEN_ORDER:
                schedule_order(s, m, row, policy, world)
            else:
                close(s, m, row, End.DROPPED, world)
        elif file.answer == COMPLY or file.answer == PARTIAL:  # noqa: PLR1714 - a chained test compiles
            close(s, m, row, End.COMPLIED, world)
            become_diligent(s, m, slot, world)
        else:
            close(s, m, row, End.VANISHED, world)
            leave(s, m, slot, world)


@register_jitable
def follow_up(s: State, m: Month, row: int, policy: Policy, world: WorldParameters) -> None:
    """(9) A refusal is sent on, ordered again, fined, closed or dropped."""
    file = s.files[row]
    slot, opened, turn = file.provider, file.opened, file.written_orders
    count = s.counts[file.province]
    file.followed_up = m.period
    file.items_after = provider.items_after_deadline(
        draw(m, Draw.HARM_LEVEL, slot, s.providers[slot].since, 0),
        draw(m, Draw.ITEMS_AFTER, slot, opened, 0),
        s.providers[slot].size,
        float(m.period - file.first_due),
        world,
    )
    count.follow_ups += 1
    spend(s, row, FOLLOW_UP_DAYS)
    if sends_on(s, m, row, file.items_after, policy, world):
        send_on(s, m, row, policy, world)
    elif respond(s, m, row, policy, world) == WRITTEN_ORDER:
        schedule_order(s, m, row, policy, world)
    else:
        option = choose(m, Draw.SANCTION_REFUSAL, slot, opened, turn * ROUND, regulator.ends_of_refusal(world))
        if option == FINED:
            sanction(s, m, row)
            close(s, m, row, End.FINED, world)
        elif option == CLOSED_DOWN:
            count.closures += 1
            close(s, m, row, End.CLOSED, world)
            leave(s, m, slot, world)
        else:
            close(s, m, row, End.DROPPED, world)


@njit(cache=True, nogil=True)
def move_on(s: State, m: Month, world: WorldParameters) -> None:
    """5. The police file or do not; refusals are sent on, ordered again, fined, closed or dropped."""
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if not is_due(s, m, row, Stage.FILING):
            continue
        file = s.files[row]
        policy = policy_of(s.provinces[file.province].policy)
        complete = police_see(s, m, row, merits_of_file(s, m, row, world), world)
        filed = regulator.filing(complete, s.prosecutors[file.procuratorate].load, policy, world)
        kept = regulator.kept(policy, world)
        file.p_file = filed * kept
        count = s.counts[file.province]
        count.expected_filings += units(file.p_file)
        spend(s, row, FILING_DAYS)
        accepted = draw(m, Draw.FILE, file.provider, file.opened, 0) < filed
        lost = draw(m, Draw.JURISDICTION, file.provider, file.opened, 0) >= kept
        if file.began == INSPECTION:
            office = s.regulators[file.regulator]
            office.transfers += 1
            office.accepted += int(accepted and not lost)
        if accepted and not lost:
            count.filings += 1
            receive(s, m, row, policy, world)
        else:
            close(s, m, row, End.LOST if accepted else End.NOT_FILED, world)
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if is_due(s, m, row, Stage.FOLLOW_UP):
            follow_up(s, m, row, policy_of(s.provinces[s.files[row].province].policy), world)


@njit(cache=True, nogil=True)
def traceable(s: State, m: Month, world: WorldParameters) -> Array:
    """Lax providers without a file of this month whose draw falls under an upper bound of the trace probability."""
    bound = 1.0 if m.dense else regulator.traced(CLIENT_CAP, m.campaign, world)
    lax, busy, people = s.lax, s.busy, s.providers
    struck, number = np.empty(lax.size, np.int64), 0
    for slot in range(lax.size):
        idle = lax[slot] and not busy[slot] and people[slot].opened != m.period
        if idle and draw(m, Draw.TRACED, slot, m.period, 0) < bound:
            struck[number] = slot
            number += 1
    return struck[:number].copy()


@njit(cache=True, nogil=True)
def trace(s: State, m: Month, slots: Array, world: WorldParameters) -> None:
    """The police reach lax providers from the crimes of their clients."""
    for slot in slots:
        chance = regulator.traced(trace_weight(s, m, slot, m.period), m.campaign, world)
        if draw(m, Draw.TRACED, slot, m.period, 0) < chance:
            row = open_file(s, m, slot, POLICE, NEVER)
            s.files[row].items = items(s, m, slot, m.period, world)
            s.counts[s.province[slot]].traced += 1
            s.touched[slot] = True
            schedule(s, m, row, Stage.FILING, 1)
