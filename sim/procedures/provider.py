"""Providers: posture, non-compliant spells, what they did, how they answer and leave."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER, Conduct
from zombielaw.sim.decisions import provider
from zombielaw.sim.decisions.learning import ROUND
from zombielaw.sim.decisions.perception import satisfied
from zombielaw.sim.decisions.provider import CLIENT_CAP, Traits
from zombielaw.sim.entities import Person, Place
from zombielaw.sim.luck import WORD, Draw, choose, draw
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.matter import Matter, Month, Subject, statute_of, touch
from zombielaw.sim.procedures.prehistory import InitialCondition
from zombielaw.sim.record import NEVER, item_units, units

# ---- facts of a non-compliant spell


class Ordered(NamedTuple):
    """Orders in the file of a provider, as they add to its conduct."""

    written: bool = False
    basis: bool = False
    clear: bool = False
    attainable: bool = False
    topic: int = 0
    refused: bool = False
    items_after: float = 0.0
    orders: float = 0.0  # refused within two years
    order_day: float = 0.0
    by_police: bool = False


NO_FILE = Ordered()


@register_jitable
def of_spell(now: Month, decision: Draw, slot: int, since: int) -> float:
    """Uniform of a spell, by its first month; those before month 0 count down from 2**32."""
    return draw(now, decision, slot, int(since) & WORD, 0)


@register_jitable
def items(now: Month, slot: int, person: Person, month: int) -> float:
    """Illegal items of the spell up to a month."""
    u = of_spell(now, Draw.HARM_ITEMS, slot, person.since)
    return provider.items_so_far(u, person.monthly_items, float(month - person.since + 1))


@register_jitable
def clients(now: Month, slot: int, person: Person, month: int) -> float:
    """Criminal clients gained in the spell up to a month."""
    if person.demand <= 0.0:
        return 0.0
    u = of_spell(now, Draw.CLIENTS, slot, person.since)
    return min(
        CLIENT_CAP, provider.clients_so_far(u, person.demand, float(month - person.since + 1))
    )


@register_jitable
def conduct(
    now: Month,
    slot: int,
    person: Person,
    month: int,
    whole: float,
    number: float,
    order: Ordered,
    world: WorldParameters,
) -> Conduct:
    """Conduct of a provider up to a month (this one or the one before), as the law asks for it.

    ``whole`` and ``number`` are the illegal items and the criminal clients of its spell so far.
    """
    since = person.since
    confirmed = order.by_police
    if number > 0.0 and not confirmed:
        confirmed = of_spell(now, Draw.CONFIRMED, slot, since) < provider.any_confirmed(
            number, world
        )
    day = now.day if month == now.period else now.day_before
    order_day = order.order_day if order.written else day
    return Conduct(
        kind=person.kind + 0,  # + 0: a narrow column in the width in which all else is counted
        control=person.control,
        items=whole,
        clients=number,
        client_crime=provider.client_crime(of_spell(now, Draw.CLIENT_CRIME, slot, since)),
        confirmed=confirmed,
        knows=of_spell(now, Draw.KNOWS_CLIENT, slot, since) < world.actual_knowledge,
        accepts=of_spell(now, Draw.ACCEPTS_RESULT, slot, since) < provider.ACCEPTS_RESULT,
        notified=bool(person.notified),
        told_in_writing=bool(person.told_in_writing),
        client_fee_yuan=world.client_fee_yuan,
        settled_yuan=world.settled_yuan,
        cards=world.cards_per_client,
        months_non_compliant=float(month - since + 1),
        orders=order.orders,
        written=order.written,
        basis=order.basis,
        clear=order.clear,
        attainable=order.attainable,
        topic=order.topic,
        refused=order.refused,
        items_after=order.items_after,
        logs_share=of_spell(now, Draw.LOGS, slot, since),
        order_day=order_day,
        end_day=day,
        judgment_day=day,
    )


# ---- compliance


@register_jitable
def count_undetected(now: Month, subject: Subject, last: int, world: WorldParameters) -> None:
    """Book what was satisfied, up to its last month, in a non-compliant spell that was never detected."""
    slot, person, count, rules = subject.slot, subject.person, subject.row, subject.rules
    if person.detected:
        return
    number = clients(now, slot, person, last)
    if not rules.law_order_element_required or person.kind == TOOL_SELLER or number > 0.0:
        whole = items(now, slot, person, last)
        a, b = satisfied(
            conduct(now, slot, person, last, whole, number, NO_FILE, world), statute_of(rules)
        )
        count.undetected_286_1 += int(a)
        count.undetected_287_2 += int(b)


@register_jitable
def end_spell(now: Month, subject: Subject, last: int, world: WorldParameters) -> None:
    """End a non-compliant spell with its last month, this one or the one before."""
    monthly = item_units(subject.person.monthly_items)
    subject.province.monthly_items -= monthly
    if last == now.period:  # the month's end will not count it any more
        subject.row.harm += monthly
    count_undetected(now, subject, last, world)


@register_jitable
def begin_spell(now: Month, subject: Subject, world: WorldParameters) -> None:
    """Set the items and clients of a mean month of a new non-compliant spell."""
    person = subject.person
    level = of_spell(now, Draw.HARM_LEVEL, subject.slot, person.since)
    person.monthly_items = provider.monthly_items(level, person.size_, world)
    subject.province.monthly_items += item_units(person.monthly_items)
    person.demand = provider.client_demand(
        person.kind, person.size_, subject.rules.popularisation, world
    )


@register_jitable
def age_risk(now: Month, place: Place, person: Person, world: WorldParameters) -> None:
    """Unpunished non-compliance wears perceived risk away; nothing else happens to it between events."""
    if place.non_compliant and world.risk_learns:
        kept = provider.risk_left(float(now.period - person.risk_month), world)
        person.risk_administrative *= kept
        person.risk_criminal *= kept
    person.risk_month = now.period


@register_jitable
def change_compliance(
    now: Month, subject: Subject, non_compliant: bool, world: WorldParameters
) -> None:
    """Change to a non-compliant or a diligent posture."""
    place, person = subject.place, subject.person
    if not non_compliant:
        end_spell(now, subject, max(int(person.since), now.period - 1), world)
    place.non_compliant = non_compliant
    subject.province.non_compliant += 1 if non_compliant else -1
    person.since = now.period
    person.notified = person.told_in_writing = person.detected = False
    if non_compliant:
        begin_spell(now, subject, world)


@register_jitable
def reconsider(now: Month, subject: Subject, world: WorldParameters) -> None:
    """(1) Diligent or non-compliant, by the risks as they are perceived now; in month 0 all stand as they long have."""
    place, person, province = subject.place, subject.person, subject.province
    touch(now, place, subject.row)
    if now.period == 0:
        return
    if world.risk_learns:
        age_risk(now, place, person, world)
        person.risk_administrative = provider.risk_after_news(
            person.risk_administrative, province.sanctioned, 0.0, world
        )
        person.risk_criminal = provider.risk_after_news(
            person.risk_criminal, province.convicted, province.published, world
        )
    knows_duty = person.awareness < subject.rules.popularisation
    chance = provider.violation(
        knows_duty, person, person.risk_administrative, person.risk_criminal, world
    )
    non_compliant = draw(now, Draw.POSTURE, subject.slot, now.period, 0) < chance
    if non_compliant != place.non_compliant:
        change_compliance(now, subject, non_compliant, world)


@register_jitable
def enter(now: Month, subject: Subject, traits: Traits, heard: float) -> None:
    """A newcomer takes a vacant place: it perceives the risk that is heard of, and is diligent until it chooses."""
    place, person = subject.place, subject.person
    person.kind, person.size_, person.control, person.ability = (
        traits.kind,
        traits.size,
        traits.control,
        traits.ability,
    )
    person.gain, person.cost, person.norm, person.awareness = (
        traits.gain,
        traits.cost,
        traits.norm,
        traits.awareness,
    )
    person.risk_administrative, person.risk_criminal = heard, 0.0
    person.risk_month = person.since = now.period
    person.monthly_items = person.demand = 0.0
    person.notified = person.told_in_writing = person.detected = False
    person.opened = NEVER
    place.active = True
    subject.province.working += 1


@register_jitable
def resume(now: Month, subject: Subject, before: InitialCondition, world: WorldParameters) -> None:
    """Let a provider at work in month 0 go on with what it did before, under the rules of the base policy."""
    person = subject.person
    person.risk_administrative, person.since = before.risk, now.period - int(before.months)
    if before.non_compliant:
        subject.place.non_compliant, person.detected = True, before.detected
        person.notified, person.told_in_writing = before.notified, before.told_in_writing
        subject.province.non_compliant += 1
        begin_spell(now, subject, world)


@register_jitable
def become_diligent(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Correct what an order or a conviction asked, and leave it at that until the next reconsideration."""
    place = matter.place
    age_risk(now, place, matter.person, world)
    if place.non_compliant:
        subject = Subject(
            matter.slot, place, matter.person, matter.row, matter.province, matter.rules
        )
        change_compliance(now, subject, False, world)
    place.contacted = False


@register_jitable
def leave(now: Month, matter: Matter, world: WorldParameters) -> None:
    """A service ends; next month a successor takes its place."""
    place, province = matter.place, matter.province
    if place.non_compliant:
        subject = Subject(matter.slot, place, matter.person, matter.row, province, matter.rules)
        end_spell(now, subject, now.period, world)
        province.non_compliant -= 1
    province.working -= 1
    place.active = place.non_compliant = place.contacted = False
    matter.person.generation += 1
    matter.row.exits += 1


@register_jitable
def feel(now: Month, place: Place, person: Person, criminal: bool, world: WorldParameters) -> None:
    """(2) This month's sanction or conviction raises the perceived risk of whom it met."""
    if not world.risk_learns or not place.active:
        return
    age_risk(now, place, person, world)
    if criminal:
        person.risk_criminal = provider.risk_after_sanction(person.risk_criminal, world)
    else:
        person.risk_administrative = provider.risk_after_sanction(person.risk_administrative, world)


# ---- answer


@register_jitable
def answer(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(8) Comply, comply in part, refuse or vanish, when an order is due."""
    file, person, count = matter.file, matter.person, matter.row
    age_risk(now, matter.place, person, world)
    utilities = provider.answer_utilities(
        person.gain, person.size_, person.risk_administrative, person.risk_criminal, world
    )
    file.p_refuse = provider.answer_probabilities(utilities).refuse
    file.answer = choose(
        now, Draw.ANSWER, matter.slot, file.opened, file.written_orders * ROUND, utilities
    )
    count.answers += 1
    count.expected_refusals += units(file.p_refuse)
    if file.answer == provider.REFUSE:
        file.orders_refused = matter.refusals + 1
        count.refusals += 1
        if file.first_due < 0:
            file.first_due = now.period
    return int(file.answer)
