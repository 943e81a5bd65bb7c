"""The life of a file over records: opened, scheduled, assessed, closed.  Same rules, same luck."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.decisions import perception
from zombielaw.sim.decisions.conduct import Conduct, eligible_conduct, law_codes_of_conduct, merits_of_conduct
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.engines.compiled.providers import (
    Ordered,
    age_risk,
    clients,
    conduct,
    draw,
    end_spell,
    items,
    take_posture,
)
from zombielaw.sim.engines.compiled.state import Matter, Month, Record, statute_of, widened
from zombielaw.sim.luck import Draw, chosen
from zombielaw.sim.parameters import STAGED
from zombielaw.sim.record import INJECTED, POLICE, units


@register_jitable
def choose(m: Month, decision: Draw, subject: int, period: int, index: int, utilities: tuple[float, ...]) -> int:
    """Choose by the logit."""
    return chosen(m.seed, m.replicate, decision, subject, period, index, utilities)


@register_jitable
def bit(happened: bool) -> float:
    """One for what happened."""
    return 1.0 if happened else 0.0


@register_jitable
def sees(m: Month, decision: Draw, slot: int, opened: int, chances: Seen) -> Seen:
    """Bits that one official sees."""
    return Seen(
        bit(draw(m, decision, slot, opened, 0) < chances.subject),
        bit(draw(m, decision, slot, opened, 1) < chances.duty),
        bit(draw(m, decision, slot, opened, 2) < chances.order),
        bit(draw(m, decision, slot, opened, 3) < chances.refusal),
        bit(draw(m, decision, slot, opened, 4) < chances.consequence),
        bit(draw(m, decision, slot, opened, 5) < chances.knowing),
        bit(draw(m, decision, slot, opened, 6) < chances.aid),
        bit(draw(m, decision, slot, opened, 7) < chances.serious),
        bit(draw(m, decision, slot, opened, 8) < chances.other),
    )


@register_jitable
def clarity(m: Month, learned: float, rules: Record, world: Record) -> Clarity:
    """Clarity of subject and duty, as it stood at the month's start."""
    return Clarity(
        perception.total_clarity(rules.identity_clarity, m.interpreted, learned, world),
        perception.total_clarity(rules.obligation_clarity, m.interpreted, learned, world),
    )


@register_jitable
def office_chances(m: Month, matter: Matter, office: Record, merits: Merits, world: Record) -> Seen:
    """Chance that an official of a procuratorate or court sees each element as met."""
    rules = matter.rules
    return perception.chances(
        merits,
        clarity(m, matter.learned, rules, world),
        office.familiarity_286_1,
        office.familiarity_287_2,
        rules.knowing_standard,
        rules.knowing_test == STAGED,
        world,
    )


@register_jitable
def spend(matter: Matter, days: float) -> None:
    """Book officials' working days."""
    matter.file.official_days += days
    matter.count.official_days += units(days)


@register_jitable
def begin(
    m: Month, file: Record, slot: int, place: Record, person: Record, here: Record, began: int, stage: int, wait: int
) -> None:
    """Begin a file that waits for a stage."""
    file.provider, file.generation, file.opened = slot, person.generation, m.period
    file.province, file.kind, file.size_, file.began = place.province, person.kind, person.size_, began
    file.procuratorate, file.court = place.procuratorate, place.court
    file.stage, file.next_month = stage, m.period + wait
    person.opened = m.period
    person.detected = True
    place.busy = True
    here.open += 1


@register_jitable
def schedule(m: Month, matter: Matter, stage: int, months: int) -> None:
    """Say what a file waits for."""
    matter.file.stage = stage
    matter.file.next_month = m.period + months


@register_jitable
def conduct_of(m: Month, matter: Matter, refusals: int, world: Record) -> Conduct:
    """What the provider of a file did so far."""
    file = matter.file
    if file.began == INJECTED:
        return eligible_conduct(m.day)
    written = file.written_orders > 0
    topic = widened(file.topic) if written else 0
    order = Ordered(
        written, file.basis == 1, file.clear == 1, file.attainable == 1, topic,
        file.first_due >= 0, file.items_after, float(max(refusals, 1)) if written else 0.0, matter.order_day,
        file.began == POLICE,
    )  # fmt: skip
    slot, person = matter.slot, matter.person
    # what was counted when the file was opened this month need not be counted again
    whole = file.items if file.opened == m.period else items(m, slot, person, m.period, world)
    return conduct(m, slot, person, m.period, whole, clients(m, slot, person, m.period), order, world)


@register_jitable
def merits_of(m: Month, matter: Matter, world: Record) -> Merits:
    """A matter as officials meet it: orders of other offices count where records are shared."""
    own_only = matter.file.regulator >= 0 and not matter.regulator.shares_records
    refusals = matter.refusals_here if own_only else matter.refusals
    return merits_of_conduct(conduct_of(m, matter, refusals, world), statute_of(matter.rules))


@register_jitable
def settle(m: Month, matter: Matter, world: Record) -> None:
    """Write down the facts, and what the law says of them."""
    file = matter.file
    done = conduct_of(m, matter, matter.refusals, world)
    file.clients, file.crime_confirmed = done.clients, int(done.confirmed)
    file.knows_client = int(done.knows and done.clients > 0.0)
    found = law_codes_of_conduct(done, statute_of(matter.rules))
    for number in range(8):
        file.law[number] = found[number]


@register_jitable
def close(m: Month, matter: Matter, end: int, world: Record) -> None:
    """End a file."""
    file = matter.file
    file.end, file.closed = end, m.period
    settle(m, matter, world)
    matter.count.harm_after_orders += int(file.items_after)
    matter.place.busy = False
    matter.here.open -= 1
    if not world.injected:
        matter.place.contacted = True


@register_jitable
def become_diligent(m: Month, matter: Matter, world: Record) -> None:
    """Correct what an order or a conviction asked, and leave it at that until the next reconsideration."""
    place, person = matter.place, matter.person
    age_risk(person, place.lax, m, world)
    take_posture(m, matter.slot, place, person, matter.here, matter.count, matter.rules, False, world)
    place.contacted = False


@register_jitable
def leave(m: Month, matter: Matter, world: Record) -> None:
    """A service ends; next month a successor takes its place."""
    place, person, here = matter.place, matter.person, matter.here
    if place.lax:
        end_spell(m, matter.slot, person, matter.count, matter.rules, m.period, world)
        here.lax -= 1
    here.working -= 1
    place.active = place.lax = place.contacted = False
    person.generation += 1
    matter.count.exits += 1
