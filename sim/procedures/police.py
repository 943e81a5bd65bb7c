"""Police: see evidence, trace providers from the crimes of their clients, file matters or not."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import perception, regulator
from zombielaw.sim.decisions.perception import Seen
from zombielaw.sim.decisions.routine import FILING_DAYS, months_of
from zombielaw.sim.entities import Person
from zombielaw.sim.luck import Draw, draw
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import foresight, prosecutor
from zombielaw.sim.procedures.expectation import take_back
from zombielaw.sim.procedures.file import close, schedule, spend
from zombielaw.sim.procedures.foresight import Evidence
from zombielaw.sim.procedures.matter import NOTHING, Matter, Month
from zombielaw.sim.procedures.provider import clients
from zombielaw.sim.procedures.sight import observe
from zombielaw.sim.record import INSPECTION, End, Stage


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
    return filed * regulator.kept(matter.rules, world)


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
    foresight.book_matter(now, matter, evidence, weight, blind, convinced, month, False, world)


@register_jitable
def file_or_not(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(10) File a matter that was referred or traced, or not; a file may be lost between jurisdictions."""
    file, slot, rules = matter.file, matter.slot, matter.rules
    evidence = foresight.gather(now, matter, world)
    take_back(now, matter)
    book_before_police(now, matter, evidence, 1.0, now.period, world)
    seen = see(now, matter, evidence)
    complete = file.police_saw > 0
    filed = regulator.filing(complete, matter.prosecutor.load, rules, world)
    kept = regulator.kept(rules, world)
    file.p_file = chance_to_file(matter, complete, world)
    spend(matter, FILING_DAYS)
    accepted = draw(now, Draw.FILE, slot, file.opened, 0) < filed
    lost = draw(now, Draw.JURISDICTION, slot, file.opened, 0) >= kept
    if file.began == INSPECTION:
        matter.regulator.referrals += 1
        matter.regulator.accepted += int(accepted and not lost)
    if accepted and not lost:
        matter.row.filings += 1
        foresight.keep_what_was_seen(now, matter, evidence, seen, world)
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
