"""The life of a file: opened, scheduled, put before the law, closed."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import Conduct
from zombielaw.sim.decisions.conduct import (
    eligible_conduct,
    knowledge_of_conduct,
    law_code_by_the_marks,
    law_codes_of_conduct,
    merits_of_conduct,
)
from zombielaw.sim.decisions.perception import Merits
from zombielaw.sim.panel import units
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.given import unless_given
from zombielaw.sim.procedures.matter import Matter, Month, Subject, statute_of, touch
from zombielaw.sim.procedures.provider import Ordered, clients, conduct, items
from zombielaw.sim.record import INJECTED, INSPECTION, POLICE, File, Stage


@register_jitable
def begin(now: Month, file: File, subject: Subject, began: int) -> None:
    """Open a file on a provider: by a check, by the police from a client's crime, or injected."""
    slot, place, person, count = subject.slot, subject.place, subject.person, subject.row
    touch(now, place, count)
    file.provider, file.generation, file.opened = slot, person.generation, now.period
    file.province, file.kind, file.size_, file.began = (
        place.province,
        person.kind,
        person.size_,
        began,
    )
    file.procuratorate, file.court = place.procuratorate, place.court
    file.stage, file.next_month = Stage.INSTRUMENT, now.period
    person.opened = now.period
    person.detected = place.busy = True
    subject.here.open += 1
    if began == POLICE:
        file.stage, file.next_month = Stage.FILING, now.period + 1
        count.traced += 1
    elif began == INJECTED:
        file.stage, file.filed = Stage.CHARGE, now.period
        return
    file.items = items(now, slot, person, now.period)


@register_jitable
def schedule(now: Month, matter: Matter, stage: int, months: int) -> None:
    """Set what a file waits for, and from which month."""
    matter.file.stage = stage
    matter.file.next_month = now.period + months


@register_jitable
def spend(matter: Matter, days: float) -> None:
    """Book officials' working days."""
    matter.file.official_days += days
    matter.row.official_days += units(days)


@register_jitable
def conduct_of(now: Month, matter: Matter, refusals: int, world: WorldParameters) -> Conduct:
    """Conduct of the provider of a file so far."""
    file, slot, person = matter.file, matter.slot, matter.person
    if file.began == INJECTED:
        return eligible_conduct(now.day)
    written = file.written_orders > 0
    order = Ordered(
        written=written,
        basis=file.basis == 1,
        clear=file.clear == 1,
        attainable=file.attainable == 1,
        topic=file.topic + 0 if written else 0,
        refused=file.first_due >= 0,
        items_after=file.items_after,
        orders=float(max(refusals, 1)) if written else 0.0,
        order_day=matter.order_day,
        by_police=file.began == POLICE,
    )
    # what was counted when the file was opened this month need not be counted again
    whole = file.items if file.opened == now.period else items(now, slot, person, now.period)
    return conduct(
        now, slot, person, now.period, whole, clients(now, slot, person, now.period), order, world
    )


@unless_given
def merits_of(now: Month, matter: Matter, world: WorldParameters) -> Merits:
    """A matter as officials meet it: orders of other offices count where records are shared."""
    own_only = matter.file.began == INSPECTION and not matter.regulator.shares_records
    refusals = matter.refusals_here if own_only else matter.refusals
    return merits_of_conduct(conduct_of(now, matter, refusals, world), statute_of(matter.rules))


@register_jitable
def law_by_the_marks(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Answer of the law on a file, by the text of the statute with the thresholds of 2019, packed."""
    return law_code_by_the_marks(
        conduct_of(now, matter, matter.refusals, world), statute_of(matter.rules)
    )


@unless_given
def settle(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Write down the facts, and what the law says of them."""
    file = matter.file
    done = conduct_of(now, matter, matter.refusals, world)
    file.clients, file.crime_confirmed = done.clients, int(done.confirmed)
    file.knowledge = knowledge_of_conduct(done)
    codes = law_codes_of_conduct(done, statute_of(matter.rules))
    for number in range(8):
        file.law[number] = codes[number]


@register_jitable
def close(now: Month, matter: Matter, end: int, world: WorldParameters) -> None:
    """End a file."""
    file = matter.file
    file.end, file.closed = end, now.period
    settle(now, matter, world)
    matter.row.harm_after_orders += int(file.items_after)
    matter.place.busy = False
    matter.here.open -= 1
    if not world.injected:
        matter.place.contacted = True
