"""Prosecutors and judges over records: charges and verdicts."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.decisions import judge, prosecutor
from zombielaw.sim.decisions.judge import Court
from zombielaw.sim.decisions.prosecutor import A_286_1, B_287_2, NONE, Options
from zombielaw.sim.decisions.routine import SCRUTINY_DAYS, TRIAL_DAYS, bit_set, months_of
from zombielaw.sim.engines.compiled.enforcement import CONVICTION, JUDGMENT, NOTHING
from zombielaw.sim.engines.compiled.files import (
    become_diligent,
    bit,
    choose,
    clarity,
    close,
    merits_of,
    office_chances,
    schedule,
    sees,
    spend,
)
from zombielaw.sim.engines.compiled.providers import draw
from zombielaw.sim.engines.compiled.state import Matter, Month, Record
from zombielaw.sim.luck import Draw, lognormal
from zombielaw.sim.record import End, Stage, units


@register_jitable
def charge(m: Month, matter: Matter, world: Record) -> int:
    """6. A charge, or none."""
    file, slot, office, court, count = matter.file, matter.slot, matter.prosecutor, matter.judge, matter.count
    opened, rules = int(file.opened), matter.rules
    merits = merits_of(m, matter, world)
    clear = clarity(m, matter.learned, rules, world)
    fa, fb = office.familiarity_286_1, office.familiarity_287_2
    seen = sees(m, Draw.EVIDENCE, slot, opened, office_chances(m, matter, office, merits, world))
    file.prosecutor_saw = bit_set(seen)
    belief = prosecutor.win_odds(seen, clear, fa, fb, world)
    utilities = prosecutor.charge_utilities(merits, seen, belief, fa, fb, office.load, rules, world)
    chances: Options = prosecutor.charge_probabilities(utilities)
    file.charge = choose(m, Draw.CHARGE, slot, opened, 0, utilities)
    file.charged = m.period
    file.p_charge_none, file.p_charge_286_1 = chances.none, chances.a
    file.p_charge_287_2, file.p_charge_other = chances.b, chances.other
    foreseen = judge.foreseen(
        chances,
        merits,
        office_chances(m, matter, court, merits, world),
        court.familiarity_286_1,
        court.familiarity_287_2,
        rules,
        world,
    )
    file.p_convict_286_1, file.p_convict_287_2, file.p_convict_other = foreseen.a, foreseen.b, foreseen.other
    office.docket -= 1
    if file.charge == A_286_1:
        office.uses_286_1 += 1
        count.charges_286_1 += 1
        spend(matter, world.days_286_1)
    elif file.charge == B_287_2:
        office.uses_287_2 += 1
        count.charges_287_2 += 1
        spend(matter, max(0.0, prosecutor.days_287_2(rules, world)))
    elif file.charge == NONE:
        count.not_charged += 1
    else:
        count.charges_other += 1
        spend(matter, world.days_other)
    count.expected_charges_286_1 += units(file.p_charge_286_1)
    count.expected_charges_287_2 += units(file.p_charge_287_2)
    count.expected_convictions_286_1 += units(file.p_convict_286_1)
    count.expected_convictions_287_2 += units(file.p_convict_287_2)
    if file.charge == NONE:
        close(m, matter, End.NOT_CHARGED, world)
    else:
        slow = 1.0 + world.effort_inflation * office.load
        file.trial_days = slow * lognormal(
            draw(m, Draw.TRIAL, slot, opened, 0), world.trial_days, world.duration_spread
        )
        schedule(m, matter, Stage.VERDICT, months_of(file.trial_days))
    return NOTHING


@register_jitable
def try_charge(m: Month, matter: Matter, world: Record) -> int:
    """7. A verdict."""
    file, slot, office, count = matter.file, matter.slot, matter.judge, matter.count
    opened, rules, charged = int(file.opened), matter.rules, int(file.charge)
    merits = merits_of(m, matter, world)
    plea = draw(m, Draw.PLEA, slot, opened, 0) < world.plea_rate
    rival = office.familiarity_287_2 if charged == A_286_1 else office.familiarity_286_1
    expected = judge.court_chances(charged, merits, rival, bit(plea), rules, world)
    chances = office_chances(m, matter, office, merits, world)
    foreseen = judge.verdict(charged, merits, chances, expected, rules)
    seen = sees(m, Draw.JUDGE_SEES, slot, opened, chances)
    court = Court(
        bit(draw(m, Draw.SCRUTINY, slot, opened, 0) < expected.scrutiny),
        bit(draw(m, Draw.ORDER_CAUGHT, slot, opened, 0) < expected.order_caught),
        bit(draw(m, Draw.DEFENCE, slot, opened, 0) < expected.defence),
        bit(draw(m, Draw.LOOK_AGAIN, slot, opened, 0) < expected.look_again),
        bit(draw(m, Draw.WITHDRAWN, slot, opened, 0) < expected.withdrawn),
    )
    end = judge.verdict(charged, merits, seen, court, rules)
    best, verdict = -1.0, 0
    for option in range(5):
        if end[option] > best:
            best, verdict = end[option], option
    file.verdict, file.judged = verdict, m.period
    file.p_verdict_286_1, file.p_verdict_287_2 = foreseen.a, foreseen.b
    file.p_verdict_other, file.p_acquitted = foreseen.other, foreseen.acquitted
    file.judge_saw = bit_set(seen)
    file.scrutiny, file.order_caught = int(court.scrutiny), int(court.order_caught)
    file.defence, file.looked_again, file.plea = int(court.defence), int(court.look_again), int(plea)
    spend(matter, TRIAL_DAYS + SCRUTINY_DAYS * court.scrutiny)
    left = JUDGMENT if charged == A_286_1 or verdict == A_286_1 else NOTHING  # noqa: PLR1714
    if verdict == A_286_1:
        office.uses_286_1 += 1
        count.convictions_286_1 += 1
    elif verdict == B_287_2:
        office.uses_287_2 += 1
        count.convictions_287_2 += 1
    elif verdict == judge.ACQUITTED:
        count.acquittals += 1
        close(m, matter, End.ACQUITTED, world)
        return left
    elif verdict == NONE:
        close(m, matter, End.WITHDRAWN, world)
        return left
    else:
        count.convictions_other += 1
    close(m, matter, End.CONVICTED, world)
    if not world.injected:
        become_diligent(m, matter, world)
    return left | CONVICTION
