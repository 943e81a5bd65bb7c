"""Police: see evidence, trace providers from the crimes of their clients, file matters or not."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.decisions import perception, prosecutor, regulator
from zombielaw.sim.decisions.provider import TOOL_SELLER
from zombielaw.sim.decisions.routine import FILING_DAYS, months_of
from zombielaw.sim.luck import Draw, draw, lognormal
from zombielaw.sim.panel import units
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import sight
from zombielaw.sim.procedures.file import close, merits_of, schedule, spend
from zombielaw.sim.procedures.matter import NOTHING, Entity, Matter, Month
from zombielaw.sim.procedures.provider import clients
from zombielaw.sim.record import INSPECTION, End, Stage


@register_jitable
def chance_to_trace(now: Month, slot: int, person: Entity, world: WorldParameters) -> float:
    """P(the police reach a provider from client crimes this month); selling tools is such a crime in itself."""
    number = clients(now, slot, person, now.period)
    return regulator.traced(max(1.0, number) if person.kind == TOOL_SELLER else number, now.campaign, world)


@register_jitable
def see(now: Month, matter: Matter, world: WorldParameters) -> bool:
    """Does any offence that is open to the file look satisfied to the police?"""
    merits = merits_of(now, matter, world)
    clear = sight.clarity(now.interpreted, matter.learned, matter.rules, world)
    chance = sight.chances(merits, clear, matter.prosecutor, matter.rules, world)
    seen = sight.sees(now, Draw.EVIDENCE, matter.slot, matter.file.opened, chance)
    a = merits.open_286_1 and perception.all_286_1(seen) == 1.0
    b = merits.open_287_2 and perception.all_287_2(seen) == 1.0
    saw = int(a) + 2 * int(b)
    for number in range(len(seen.rivals)):
        if seen.rivals[number] == 1.0:
            saw |= 4 << number
    matter.file.police_saw = saw
    return saw > 0


@register_jitable
def file_or_not(now: Month, matter: Matter, world: WorldParameters) -> int:
    """(10) File a matter that was referred or traced, or not; a file may be lost between jurisdictions."""
    file, slot, rules = matter.file, matter.slot, matter.rules
    complete = see(now, matter, world)
    filed = regulator.filing(complete, matter.prosecutor.load, rules, world)
    kept = regulator.kept(rules, world)
    file.p_file = filed * kept
    matter.count.expected_filings += units(file.p_file)
    spend(matter, FILING_DAYS)
    accepted = draw(now, Draw.FILE, slot, file.opened, 0) < filed
    lost = draw(now, Draw.JURISDICTION, slot, file.opened, 0) >= kept
    if file.began == INSPECTION:
        matter.regulator.referrals += 1
        matter.regulator.accepted += int(accepted and not lost)
    if accepted and not lost:
        matter.count.filings += 1
        bring(now, matter, world)
    else:
        close(now, matter, End.LOST if accepted else End.NOT_FILED, world)
    return NOTHING


@register_jitable
def bring(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Put a filed matter on the prosecutor's docket; it is charged after investigation and review."""
    file, slot, office = matter.file, matter.slot, matter.prosecutor
    office.docket += 1
    file.filed = now.period
    slow = 1.0 + world.effort_inflation * office.load
    spread = world.duration_spread
    inquiry = lognormal(draw(now, Draw.INVESTIGATION, slot, file.opened, 0), world.investigation_days, spread)
    review = lognormal(draw(now, Draw.REVIEW, slot, file.opened, 0), world.review_days, spread)
    file.investigation_days = slow * (inquiry + review + prosecutor.tracing(matter.rules, world))
    schedule(now, matter, Stage.CHARGE, months_of(file.investigation_days))
