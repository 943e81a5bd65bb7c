"""Providers over records: posture, spells, facts, memory.  The rules are those of ``sim/decisions``."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.decisions import provider
from zombielaw.sim.decisions.conduct import Conduct, made_out
from zombielaw.sim.decisions.provider import CLIENT_CAP, TOOL_SELLER, Traits
from zombielaw.sim.decisions.routine import MEMORY_MONTHS
from zombielaw.sim.engines.compiled.state import (
    CONVICTED,
    LOG,
    REFUSED,
    SANCTIONED,
    Array,
    Month,
    Record,
    Run,
    statute_of,
    widened,
)
from zombielaw.sim.luck import Draw, keyed
from zombielaw.sim.record import NEVER
from zombielaw.sim.world import draw_traits


@register_jitable
def draw(m: Month, decision: Draw, subject: int, period: int, index: int) -> float:
    """Uniform of one decision."""
    return keyed(m.seed, m.replicate, decision, subject, period, index)


# ------------------------------------------------------------------------------------------------------- memory


@register_jitable
def remember(log: Array, used: Array, person: Record, slot: int, month: int, office: int, what: int) -> None:
    """Write an entry into the log."""
    at = used[LOG]
    entry = log[at]
    entry.slot, entry.month, entry.office, entry.what, entry.before = slot, month, office, what, NEVER
    if what == SANCTIONED:
        entry.before = person.last_sanction
        person.last_sanction = at
    elif what == REFUSED:
        entry.before = person.last_refusal
        person.last_refusal = at
    used[LOG] = at + 1


@register_jitable
def remembered(log: Array, last: int, month: int, office: int) -> int:
    """Entries within two years on a chain that ends in ``last``: all, or those of one office (``office >= 0``)."""
    number, at = 0, last
    while at >= 0 and month - log[at].month <= MEMORY_MONTHS:
        if office < 0 or log[at].office == office:
            number += 1
        at = log[at].before
    return number


# ------------------------------------------------------------------------------------------------- facts of a spell


class Ordered(NamedTuple):
    """What the file of a provider adds to its conduct."""

    written: bool
    basis: bool
    clear: bool
    attainable: bool
    topic: int
    refused: bool
    items_after: float
    orders: float  # refused within two years
    order_day: float
    by_police: bool


@register_jitable
def no_file() -> Ordered:
    """What no file adds."""
    return Ordered(False, False, False, False, 0, False, 0.0, 0.0, 0.0, False)


@register_jitable
def traits_of(person: Record) -> Traits:
    """Traits of a provider."""
    return Traits(
        widened(person.kind), person.size_, person.control, person.ability, person.gain, person.cost, person.norm,
        person.awareness,
    )  # fmt: skip


@register_jitable
def monthly_items(m: Month, slot: int, person: Record, world: Record) -> float:
    """Mean illegal items of a month of the spell."""
    return provider.monthly_items(draw(m, Draw.HARM_LEVEL, slot, person.since, 0), person.size_, world)


@register_jitable
def items(m: Month, slot: int, person: Record, month: int, world: Record) -> float:
    """Illegal items of the spell so far."""
    return provider.items_so_far(
        draw(m, Draw.HARM_ITEMS, slot, person.since, 0),
        monthly_items(m, slot, person, world),
        float(month - person.since + 1),
    )


@register_jitable
def clients(m: Month, slot: int, person: Record, month: int) -> float:
    """Criminal clients gained in the spell so far."""
    if person.demand <= 0.0:
        return 0.0
    gained = provider.clients_so_far(
        draw(m, Draw.CLIENTS, slot, person.since, 0), person.demand, float(month - person.since + 1)
    )
    return min(CLIENT_CAP, gained)


@register_jitable
def trace_weight(m: Month, slot: int, person: Record) -> float:
    """Client crimes from which the police may reach a provider; selling tools is one in itself."""
    number = clients(m, slot, person, m.period)
    return max(1.0, number) if person.kind == TOOL_SELLER else number


@register_jitable
def conduct(
    m: Month, slot: int, person: Record, month: int, whole: float, number: float, order: Ordered, world: Record
) -> Conduct:
    """What a provider did up to a month (this one or the one before), as the law asks for it.

    ``whole`` and ``number`` are the illegal items and the criminal clients of its spell so far.
    """
    confirmed = order.by_police
    if number > 0.0 and not confirmed:
        confirmed = draw(m, Draw.CONFIRMED, slot, person.since, 0) < provider.any_confirmed(number, world)
    knows = draw(m, Draw.KNOWS_CLIENT, slot, person.since, 0) < world.actual_knowledge
    accepts = draw(m, Draw.ACCEPTS_RESULT, slot, person.since, 0) < provider.ACCEPTS_RESULT
    crime = provider.client_crime(draw(m, Draw.CLIENT_CRIME, slot, person.since, 0))
    day = m.day if month == m.period else m.day_before
    before = person.sanctioned >= 0 and month - person.sanctioned <= MEMORY_MONTHS
    logs = draw(m, Draw.LOGS, slot, person.since, 0)
    return Conduct(
        widened(person.kind), person.control, whole, number, crime, confirmed, knows,
        accepts, bool(person.told), world.client_fee_yuan, float(month - person.since + 1), before, order.orders,
        order.written, order.basis, order.clear, order.attainable, order.topic, order.refused, order.items_after, logs,
        order.order_day if order.written else day, day, day,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- posture


@register_jitable
def end_spell(m: Month, slot: int, person: Record, count: Record, rules: Record, last: int, world: Record) -> None:
    """Book a lax spell up to its last month: its harm, and what was made out without ever being detected."""
    whole = items(m, slot, person, last, world)
    count.harm += int(whole)
    if person.detected:
        return
    number = clients(m, slot, person, last)
    needless = not rules.law_order_element_required
    if needless or person.kind == TOOL_SELLER or number > 0.0:
        a, b = made_out(conduct(m, slot, person, last, whole, number, no_file(), world), statute_of(rules))
        count.undetected_286_1 += int(a)
        count.undetected_287_2 += int(b)


@register_jitable
def age_risk(person: Record, lax: bool, m: Month, world: Record) -> None:
    """Unpunished laxity wears perceived risk away."""
    if lax and world.risk_learns:
        kept = provider.risk_kept(float(m.period - person.risk_month), world)
        person.risk_administrative *= kept
        person.risk_criminal *= kept
    person.risk_month = m.period


@register_jitable
def take_posture(
    m: Month, slot: int, place: Record, person: Record, here: Record, count: Record, rules: Record, lax: bool,
    world: Record,
) -> None:  # fmt: skip
    """Be lax or diligent from this month on."""
    if lax == place.lax:
        return
    if place.lax:
        last = max(int(person.since), m.period - 1)
        end_spell(m, slot, person, count, rules, last, world)
    place.lax = lax
    here.lax += 1 if lax else -1
    person.since = m.period
    person.told = False
    person.detected = False
    if lax:
        person.demand = provider.client_demand(widened(person.kind), person.size_, rules.popularisation, world)


@register_jitable
def reconsider(m: Month, slot: int, person: Record, here: Record, rules: Record, lax: bool, world: Record) -> bool:
    """(1) Diligent or lax (true), by the risks as they are perceived now."""
    if world.risk_learns:
        age_risk(person, lax, m, world)
        person.risk_administrative = provider.risk_after_news(person.risk_administrative, here.sanctioned, 0.0, world)
        person.risk_criminal = provider.risk_after_news(person.risk_criminal, here.convicted, here.published, world)
    knows_duty = person.awareness < rules.popularisation
    probability = provider.violation(
        knows_duty, traits_of(person), person.risk_administrative, person.risk_criminal, world
    )
    return draw(m, Draw.POSTURE, slot, m.period, 0) < probability


@register_jitable
def enter(m: Month, run: Run, slot: int, place: Record, person: Record, here: Record, world: Record) -> None:
    """A newcomer takes a vacant place; its posture is still to be chosen."""
    traits = draw_traits(m.seed, m.replicate, slot, person.generation, slot >= run.licensees, world)
    person.kind, person.size_, person.control, person.ability = traits.kind, traits.size, traits.control, traits.ability
    person.gain, person.cost, person.norm, person.awareness = traits.gain, traits.cost, traits.norm, traits.awareness
    person.risk_administrative = world.initial_risk_administrative
    person.risk_criminal = world.initial_risk_criminal
    person.risk_month = person.since = m.period
    person.demand = 0.0
    person.told = person.detected = False
    person.last_sanction = person.last_refusal = person.opened = person.sanctioned = NEVER
    place.active = True
    here.working += 1


@register_jitable
def feel(m: Month, person: Record, lax: bool, what: int, world: Record) -> None:
    """(2) This month's sanction or conviction raises the perceived risk of whom it met."""
    age_risk(person, lax, m, world)
    if what == CONVICTED:
        person.risk_criminal = provider.risk_after_sanction(person.risk_criminal, world)
    else:
        person.risk_administrative = provider.risk_after_sanction(person.risk_administrative, world)
