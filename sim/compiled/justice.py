"""Prosecutors and judges over arrays: charges and verdicts."""

from __future__ import annotations

from numba import njit

from sim.compiled.files import (
    bit,
    choose,
    clarity,
    close,
    is_due,
    merits_of_file,
    office_chances,
    open_file,
    schedule,
    sees,
    spend,
)
from sim.compiled.providers import (
    become_diligent,
    draw,
    remember,
)
from sim.compiled.state import (
    CONVICTED,
    OPEN,
    Array,
    Month,
    State,
    policy_of,
)
from sim.decisions import judge, prosecutor
from sim.decisions.judge import Court
from sim.decisions.prosecutor import A_286_1, B_287_2, NONE, Options
from sim.decisions.routine import (
    SCRUTINY_DAYS,
    TRIAL_DAYS,
    bit_set,
    months_of,
)
from sim.luck import Draw, lognormal
from sim.parameters import WorldParameters
from sim.record import INJECTED, NEVER, End, Stage, units


@njit(cache=True, nogil=True)
def inject(s: State, m: Month, turn: Array) -> None:
    """Theory: every second month an eligible file of each provider lies on the prosecutor's desk."""
    for slot in range(s.active.size):
        if turn[slot] and s.active[slot] and not s.busy[slot]:
            row = open_file(s, m, slot, INJECTED, NEVER)
            file = s.files[row]
            file.filed = m.period
            s.prosecutors[file.procuratorate].docket += 1
            schedule(s, m, row, Stage.CHARGE, 0)


@njit(cache=True, nogil=True)
def charge(s: State, m: Month, world: WorldParameters) -> None:
    """6. Charges."""
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if not is_due(s, m, row, Stage.CHARGE):
            continue
        file = s.files[row]
        office, court, count = s.prosecutors[file.procuratorate], s.judges[file.court], s.counts[file.province]
        policy = policy_of(s.provinces[file.province].policy)
        merits = merits_of_file(s, m, row, world)
        clear = clarity(s, m, file.kind, policy, world)
        fa, fb = office.familiarity_286_1, office.familiarity_287_2
        seen = sees(
            m, Draw.EVIDENCE, file.provider, file.opened, office_chances(s, m, office, file.kind, merits, world)
        )
        file.prosecutor_saw = bit_set(seen)
        belief = prosecutor.win_odds(seen, clear, fa, fb, world)
        utilities = prosecutor.charge_utilities(merits, seen, belief, fa, fb, office.load, policy, world)
        chances: Options = prosecutor.charge_probabilities(utilities)
        file.charge = choose(m, Draw.CHARGE, file.provider, file.opened, 0, utilities)
        file.charged = m.period
        file.p_charge_none, file.p_charge_286_1 = chances.none, chances.a
        file.p_charge_287_2, file.p_charge_other = chances.b, chances.other
        foreseen = judge.foreseen(
            chances,
            merits,
            office_chances(s, m, court, file.kind, merits, world),
            court.familiarity_286_1,
            court.familiarity_287_2,
            policy,
            world,
        )
        file.p_convict_286_1, file.p_convict_287_2, file.p_convict_other = foreseen.a, foreseen.b, foreseen.other
        office.docket -= 1
        if file.charge == A_286_1:
            office.uses_286_1 += 1
            count.charges_286_1 += 1
            spend(s, row, world.days_286_1)
        elif file.charge == B_287_2:
            office.uses_287_2 += 1
            count.charges_287_2 += 1
            spend(s, row, max(0.0, prosecutor.days_287_2(policy, world)))
        elif file.charge == NONE:
            count.not_charged += 1
        else:
            count.charges_other += 1
            spend(s, row, world.days_other)
        count.expected_charges_286_1 += units(file.p_charge_286_1)
        count.expected_charges_287_2 += units(file.p_charge_287_2)
        count.expected_convictions_286_1 += units(file.p_convict_286_1)
        count.expected_convictions_287_2 += units(file.p_convict_287_2)
        if file.charge == NONE:
            close(s, m, row, End.NOT_CHARGED, world)
        else:
            slow = 1.0 + world.effort_inflation * office.load
            file.trial_days = slow * lognormal(
                draw(m, Draw.TRIAL, file.provider, file.opened, 0), world.trial_days, world.duration_spread
            )
            schedule(s, m, row, Stage.VERDICT, months_of(file.trial_days))


@njit(cache=True, nogil=True)
def try_charges(s: State, m: Month, world: WorldParameters) -> None:
    """7. Verdicts."""
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if not is_due(s, m, row, Stage.VERDICT):
            continue
        file = s.files[row]
        slot, opened = file.provider, file.opened
        office, count = s.judges[file.court], s.counts[file.province]
        policy = policy_of(s.provinces[file.province].policy)
        merits = merits_of_file(s, m, row, world)
        plea = draw(m, Draw.PLEA, slot, opened, 0) < world.plea_rate
        rival = office.familiarity_287_2 if file.charge == A_286_1 else office.familiarity_286_1
        expected = judge.court_chances(file.charge, merits, rival, bit(plea), policy, world)
        chances = office_chances(s, m, office, file.kind, merits, world)
        foreseen = judge.verdict(file.charge, merits, chances, expected, policy)
        seen = sees(m, Draw.JUDGE_SEES, slot, opened, chances)
        court = Court(
            bit(draw(m, Draw.SCRUTINY, slot, opened, 0) < expected.scrutiny),
            bit(draw(m, Draw.ORDER_CAUGHT, slot, opened, 0) < expected.order_caught),
            bit(draw(m, Draw.DEFENCE, slot, opened, 0) < expected.defence),
            bit(draw(m, Draw.LOOK_AGAIN, slot, opened, 0) < expected.look_again),
            bit(draw(m, Draw.WITHDRAWN, slot, opened, 0) < expected.withdrawn),
        )
        end = judge.verdict(file.charge, merits, seen, court, policy)
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
        spend(s, row, TRIAL_DAYS + SCRUTINY_DAYS * court.scrutiny)
        if verdict == A_286_1:
            office.uses_286_1 += 1
        elif verdict == B_287_2:
            office.uses_287_2 += 1
        if file.charge == A_286_1 or verdict == A_286_1:  # noqa: PLR1714
            s.judgments[file.kind] += 1
        if verdict == judge.ACQUITTED:
            count.acquittals += 1
            close(s, m, row, End.ACQUITTED, world)
        elif verdict == NONE:
            close(s, m, row, End.WITHDRAWN, world)
        else:
            if verdict == A_286_1:
                count.convictions_286_1 += 1
            elif verdict == B_287_2:
                count.convictions_287_2 += 1
            else:
                count.convictions_other += 1
            close(s, m, row, End.CONVICTED, world)
            remember(s, slot, m.period, NEVER, CONVICTED)
            if not world.injected:
                become_diligent(s, m, slot, world)
