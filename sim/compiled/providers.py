"""Providers over arrays: posture, spells, memory, answers.  The rules are those of ``sim/decisions``."""

from __future__ import annotations

import numpy as np
from numba import njit
from numba.extending import register_jitable

from sim.compiled.state import (
    CONVICTED,
    LOG,
    MONTH_START,
    REFUSED,
    SANCTIONED,
    Array,
    Month,
    State,
    policy_of,
    statute_of,
)
from sim.decisions import provider
from sim.decisions.conduct import Conduct, law_codes_of_conduct
from sim.decisions.provider import CLIENT_CAP, TOOL_SELLER, Traits
from sim.decisions.routine import MEMORY_MONTHS
from sim.law.truth import MET
from sim.luck import Draw, keyed
from sim.parameters import WorldParameters
from sim.record import NEVER, POLICE
from sim.world import draw_traits


@register_jitable
def draw(m: Month, decision: Draw, subject: int, period: int, index: int) -> float:
    """Uniform of one decision."""
    return keyed(m.seed, m.replicate, decision, subject, period, index)


# ------------------------------------------------------------------------------------------------------- memory


@register_jitable
def remember(s: State, slot: int, month: int, office: int, what: int) -> None:
    """Write an entry into the log."""
    entry, p = s.log[s.used[LOG]], s.providers[slot]
    entry.slot, entry.month, entry.office, entry.what = slot, month, office, what
    if what == SANCTIONED:
        entry.before = p.last_sanction
        p.last_sanction = s.used[LOG]
    elif what == REFUSED:
        entry.before = p.last_refusal
        p.last_refusal = s.used[LOG]
    else:
        entry.before = NEVER
    s.used[LOG] += 1


@register_jitable
def sanctioned_before(s: State, slot: int, month: int) -> int:
    """Administrative sanctions within two years."""
    number, at = 0, s.providers[slot].last_sanction
    while at >= 0 and month - s.log[at].month <= MEMORY_MONTHS:
        number += 1
        at = s.log[at].before
    return number


@register_jitable
def refused_within(s: State, slot: int, month: int, office: int) -> int:
    """Orders refused within two years: all, or those that one office gave (``office >= 0``)."""
    number, at = 0, s.providers[slot].last_refusal
    while at >= 0 and month - s.log[at].month <= MEMORY_MONTHS:
        if office < 0 or s.log[at].office == office:
            number += 1
        at = s.log[at].before
    return number


# ------------------------------------------------------------------------------------------------- facts of a spell


@register_jitable
def traits_of(p: Array) -> Traits:
    """Traits of a provider."""
    return Traits(int(p.kind), p.size, p.control, p.ability, p.gain, p.cost, p.norm, p.awareness)


@register_jitable
def items(s: State, m: Month, slot: int, month: int, world: WorldParameters) -> float:
    """Illegal items of the spell so far."""
    p = s.providers[slot]
    return provider.items_so_far(
        draw(m, Draw.HARM_LEVEL, slot, p.since, 0),
        draw(m, Draw.HARM_ITEMS, slot, p.since, 0),
        p.size,
        float(month - p.since + 1),
        world,
    )


@register_jitable
def clients(s: State, m: Month, slot: int, month: int) -> float:
    """Criminal clients gained in the spell so far."""
    p = s.providers[slot]
    gained = provider.clients_so_far(draw(m, Draw.CLIENTS, slot, p.since, 0), p.demand, float(month - p.since + 1))
    return min(CLIENT_CAP, gained)


@register_jitable
def trace_weight(s: State, m: Month, slot: int, month: int) -> float:
    """Client crimes from which the police may reach a provider; selling tools is one in itself."""
    number = clients(s, m, slot, month)
    return max(1.0, number) if s.providers[slot].kind == TOOL_SELLER else number


@register_jitable
def conduct(
    s: State, m: Month, slot: int, month: int, row: int, known_to: int, world: WorldParameters,
) -> Conduct:  # fmt: skip
    """What a provider did up to a month, as the law asks for it; ``row`` is its file, or negative."""
    p = s.providers[slot]
    number = clients(s, m, slot, month)
    confirmed = draw(m, Draw.CONFIRMED, slot, p.since, 0) < provider.any_confirmed(number, world)
    written = basis = clear = attainable = refused = False
    topic, items_after, orders = 0, 0.0, 0.0
    if row >= 0:
        file = s.files[row]
        written = file.written_orders > 0
        basis, clear, attainable = file.basis == 1, file.clear == 1, file.attainable == 1
        refused = file.first_due >= 0
        items_after = file.items_after
        confirmed = confirmed or file.began == POLICE
        if written:
            topic = int(file.topic)
            orders = float(max(refused_within(s, slot, month, known_to), 1))
    knows = draw(m, Draw.KNOWS_CLIENT, slot, p.since, 0) < world.actual_knowledge
    accepts = draw(m, Draw.ACCEPTS_RESULT, slot, p.since, 0) < provider.ACCEPTS_RESULT
    crime = provider.client_crime(draw(m, Draw.CLIENT_CRIME, slot, p.since, 0))
    day = s.days[month]
    order_day = s.days[s.files[row].order] if written else day
    before = sanctioned_before(s, slot, month) > 0
    logs = draw(m, Draw.LOGS, slot, p.since, 0)
    whole = items(s, m, slot, month, world)
    length = float(month - p.since + 1)
    return Conduct(
        int(p.kind), p.control, whole, number, crime, confirmed, knows, accepts, p.told, world.client_fee_yuan, length,
        before, orders, written, basis, clear, attainable, topic, refused, items_after, logs, order_day, day, day,
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------- posture


@register_jitable
def end_spell(s: State, m: Month, slot: int, last: int, world: WorldParameters) -> None:
    """Book a lax spell up to its last month: its harm, and what was made out without ever being detected."""
    p, province = s.providers[slot], s.province[slot]
    count = s.counts[province]
    count.harm += int(items(s, m, slot, last, world))
    if p.detected:
        return
    here = s.provinces[province]
    needless = not here.order_element_required
    if needless or p.kind == TOOL_SELLER or clients(s, m, slot, last) > 0.0:
        found = law_codes_of_conduct(conduct(s, m, slot, last, NEVER, NEVER, world), statute_of(here))
        code = found[4]
        count.undetected_286_1 += int((code >> 5) & 3 == MET)
        count.undetected_287_2 += int((code >> 7) & 3 == MET)


@register_jitable
def age_risk(p: Array, lax: bool, m: Month, world: WorldParameters) -> None:
    """Unpunished laxity wears perceived risk away."""
    if lax and world.risk_learns:
        months = float(m.period - p.risk_month)
        p.risk_administrative = provider.faded_risk(p.risk_administrative, months, world)
        p.risk_criminal = provider.faded_risk(p.risk_criminal, months, world)
    p.risk_month = m.period


@register_jitable
def take_posture(s: State, m: Month, slot: int, lax: bool, world: WorldParameters) -> None:
    """Be lax or diligent from this month on."""
    if lax == s.lax[slot]:
        return
    p = s.providers[slot]
    if s.lax[slot]:
        end_spell(s, m, slot, max(p.since, m.period - 1), world)
    s.lax[slot] = lax
    p.since = m.period
    p.told = False
    p.detected = False
    popularisation = policy_of(s.provinces[s.province[slot]].policy).popularisation
    p.demand = provider.client_demand(p.kind, p.size, popularisation, world)


@register_jitable
def become_diligent(s: State, m: Month, slot: int, world: WorldParameters) -> None:
    """Correct what an order or a conviction asked, and leave it at that until the next reconsideration."""
    age_risk(s.providers[slot], s.lax[slot], m, world)
    take_posture(s, m, slot, False, world)
    s.contacted[slot] = False


@register_jitable
def reconsider(p: Array, here: Array, slot: int, lax: bool, m: Month, world: WorldParameters) -> bool:
    """(1) Diligent or lax (true), by the risks as they are perceived now.

    Records and scalars only: to hand the state itself to a function once per provider costs more than the decision.
    """
    if world.risk_learns:
        age_risk(p, lax, m, world)
        p.risk_administrative = provider.risk_after_news(p.risk_administrative, here.sanctioned, 0.0, world)
        p.risk_criminal = provider.risk_after_news(p.risk_criminal, here.convicted, here.published, world)
    knows_duty = p.awareness < here.popularisation
    probability = provider.violation(knows_duty, traits_of(p), p.risk_administrative, p.risk_criminal, world)
    return draw(m, Draw.POSTURE, slot, m.period, 0) < probability


@register_jitable
def enter(s: State, m: Month, slot: int, mean_score: float, world: WorldParameters) -> None:
    """A newcomer takes a vacant place and chooses a posture."""
    p = s.providers[slot]
    tool_seller = slot >= m.licensees
    t = draw_traits(m.seed, m.replicate, slot, p.generation, tool_seller, world)
    p.kind, p.size, p.control, p.ability = t.kind, t.size, t.control, t.ability
    p.gain, p.cost, p.norm, p.awareness = t.gain, t.cost, t.norm, t.awareness
    p.risk_administrative, p.risk_criminal = world.initial_risk_administrative, world.initial_risk_criminal
    p.risk_month = p.since = m.period
    p.demand = 0.0
    p.told = p.detected = False
    p.last_sanction = p.last_refusal = p.opened = NEVER
    if p.generation > 0:
        s.score[slot] = t.size**world.risk_targeting / mean_score
    s.active[slot] = True
    take_posture(s, m, slot, reconsider(p, s.provinces[s.province[slot]], slot, False, m, world), world)


@njit(cache=True, nogil=True)
def operate(s: State, m: Month, mean_score: float, world: WorldParameters) -> None:
    """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
    chance = 1.0 / world.reconsideration_months
    active, lax, busy, contacted, touched = s.active, s.lax, s.busy, s.contacted, s.touched
    people, province, provinces = s.providers, s.province, s.provinces
    working, lazy = np.zeros(provinces.size, np.int64), np.zeros(provinces.size, np.int64)
    for slot in range(active.size):
        touched[slot] = False
        if not active[slot]:
            if slot < m.working or slot >= m.licensees:
                enter(s, m, slot, mean_score, world)
                touched[slot] = True
        elif not busy[slot] and (contacted[slot] or draw(m, Draw.RECONSIDER, slot, m.period, 0) < chance):
            posture = reconsider(people[slot], provinces[province[slot]], slot, lax[slot], m, world)
            if posture != lax[slot]:
                take_posture(s, m, slot, posture, world)
            touched[slot] = True
        contacted[slot] = False
        if active[slot]:
            working[province[slot]] += 1
            if lax[slot]:
                lazy[province[slot]] += 1
    for where in range(provinces.size):
        s.counts[where].providers = working[where]
        s.counts[where].lax = lazy[where]


@njit(cache=True, nogil=True)
def feel(s: State, m: Month, world: WorldParameters) -> None:
    """(2) This month's sanctions and convictions raise the perceived risk of those who met them."""
    if not world.risk_learns:
        return
    for at in range(s.used[MONTH_START], s.used[LOG]):
        entry = s.log[at]
        if entry.what == REFUSED or not s.active[entry.slot]:
            continue
        p = s.providers[entry.slot]
        age_risk(p, s.lax[entry.slot], m, world)
        if entry.what == CONVICTED:
            p.risk_criminal = provider.risk_after_sanction(p.risk_criminal, world)
        else:
            p.risk_administrative = provider.risk_after_sanction(p.risk_administrative, world)


@njit(cache=True, nogil=True)
def end_open_spells(s: State, m: Month, world: WorldParameters) -> None:
    """At the end of the run: spells that are still open are booked as they stand."""
    for slot in range(s.lax.size):
        if s.lax[slot]:
            end_spell(s, m, slot, m.period, world)
