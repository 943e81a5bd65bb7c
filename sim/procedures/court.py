"""Courts: verdicts; and who takes a file at each of its stages."""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import TOOL_SELLER
from zombielaw.sim.decisions import judge
from zombielaw.sim.decisions.judge import Court, Verdict
from zombielaw.sim.decisions.learning import SCRUTINY_DAYS, TRIAL_DAYS, bit_set
from zombielaw.sim.decisions.perception import Clarity, Merits, Seen
from zombielaw.sim.decisions.prosecutor import WITHDRAWAL, Options
from zombielaw.sim.entities import Office
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, UNITS_SINCE
from zombielaw.sim.law.offences.rivals import NONE_OF_THEM
from zombielaw.sim.luck import Draw, Keyed, draw
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures import prosecutor, regulator
from zombielaw.sim.procedures.file import (
    Expectation,
    When,
    book,
    close,
    law_by_2019_thresholds,
    merits_of,
    spend,
    take_back,
)
from zombielaw.sim.procedures.matter import (
    CONVICTION,
    JUDGMENT,
    NOTHING,
    Matter,
    Month,
    bit,
    current_clarity,
    observation_chances,
    observe,
    touch,
)
from zombielaw.sim.procedures.provider import become_diligent
from zombielaw.sim.record import NEVER, End, Stage


class Hearing(NamedTuple):
    """A trial."""

    seen: Seen
    court: Court
    plea: float
    foreseen: Verdict  # chances of its ends, given the charge
    verdict: int


@register_jitable
def hear(
    luck: Keyed,
    slot: int,
    opened: int,
    charge: int,
    merits: Merits,
    clear: Clarity,
    office: Office,
    rules: Policy,
    world: WorldParameters,
) -> Hearing:
    """(14)-(17) Try a charge; nothing is written down."""
    plea = bit(draw(luck, Draw.PLEA, slot, opened, 0) < world.plea_rate)
    rival = office.familiarity_287_2 if charge == A_286_1 else office.familiarity_286_1
    expected = judge.court_chances(charge, merits, rival, plea, rules, world)
    chances = observation_chances(merits, clear, office, rules, world)
    seen = observe(luck, Draw.JUDGE_SEES, slot, opened, chances)
    court = Court(
        scrutiny=bit(draw(luck, Draw.SCRUTINY, slot, opened, 0) < expected.scrutiny),
        order_caught=bit(draw(luck, Draw.ORDER_CAUGHT, slot, opened, 0) < expected.order_caught),
        defence=bit(draw(luck, Draw.DEFENCE, slot, opened, 0) < expected.defence),
        look_again=bit(draw(luck, Draw.LOOK_AGAIN, slot, opened, 0) < expected.look_again),
        withdrawn=bit(draw(luck, Draw.WITHDRAWN, slot, opened, 0) < expected.withdrawn),
    )
    end = judge.verdict(charge, merits, seen, court, rules)
    verdict = NONE
    if end.a > 0.0:
        verdict = A_286_1
    elif end.b > 0.0:
        verdict = B_287_2
    elif end.other > 0.0:
        for number in range(len(end.rivals)):
            if end.rivals[number] > 0.0:
                verdict = FIRST_RIVAL + number
    elif end.acquitted > 0.0:
        verdict = judge.ACQUITTED
    return Hearing(
        seen, court, plea, judge.verdict(charge, merits, chances, expected, rules), verdict
    )


@register_jitable
def judge_file(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Try the charge of a file, and close it."""
    file, case, office, count, charge = (
        matter.file,
        matter.case,
        matter.judge,
        matter.row,
        # + 0 widens a narrow column to 64 bits, so that Numba compiles what takes it once
        int(matter.file.charge) + 0,
    )
    clear = current_clarity(now.interpreted, matter.learned, matter.rules, world)
    merits = merits_of(now, matter, world)
    trial = hear(now, matter.slot, file.opened, charge, merits, clear, office, matter.rules, world)
    court, foreseen, verdict = trial.court, trial.foreseen, trial.verdict
    file.verdict, file.judged = verdict, now.period
    case.p_verdict_286_1, case.p_verdict_287_2 = foreseen.a, foreseen.b
    case.p_verdict_other, case.p_acquitted = foreseen.other, foreseen.acquitted
    file.judge_saw = bit_set(trial.seen)
    file.scrutiny, file.order_caught = int(court.scrutiny), int(court.order_caught)
    file.defence, file.looked_again, file.plea = (
        int(court.defence),
        int(court.look_again),
        int(trial.plea),
    )
    spend(matter, TRIAL_DAYS + SCRUTINY_DAYS * court.scrutiny)
    renew_expectation(now, matter, foreseen, world)
    memory = JUDGMENT if charge == A_286_1 or verdict == A_286_1 else NOTHING  # noqa: PLR1714 - a chained test compiles
    if verdict == NONE:
        file.ground = WITHDRAWAL
        count.withdrawals += 1
        close(now, matter, End.WITHDRAWN, world)
        return memory
    if verdict == judge.ACQUITTED:
        count.acquittals += 1
        close(now, matter, End.ACQUITTED, world)
        return memory
    if verdict == A_286_1:
        office.uses_286_1 += 1
        count.convictions_286_1 += 1
        count.persons_convicted_286_1 += file.persons
    elif verdict == B_287_2:
        office.uses_287_2 += 1
        count.convictions_287_2 += 1
        count.persons_convicted_287_2 += file.persons
    else:
        count.convictions_other += 1
        count.rival_convictions[verdict - FIRST_RIVAL] += 1
    file.unit_fined = int(file.kind != TOOL_SELLER and now.day >= UNITS_SINCE[verdict])
    count.units_fined += file.unit_fined
    close(now, matter, End.CONVICTED, world)
    if not world.injected:
        become_diligent(now, matter, world)
    return memory | CONVICTION


@register_jitable
def renew_expectation(now: Month, matter: Matter, chances: Verdict, world: WorldParameters) -> None:
    """Book the expectation of a trial in the place of what was booked when it was charged."""
    law, when = law_by_2019_thresholds(now, matter, world), When(NEVER, NEVER, now.period)
    take_back(now, matter)
    nothing = Options(0.0, 0.0, 0.0, 0.0)
    book(
        now,
        matter,
        Expectation(0.0, nothing, NONE_OF_THEM, chances, law),
        1.0,
        when,
    )


@register_jitable
def pass_stage(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Pass a stage of a file; gives what it leaves in memory, as bits."""
    touch(now, matter.place, matter.row)
    stage = matter.file.stage
    matter.file.next_month = NEVER
    if stage == Stage.INSTRUMENT:
        return regulator.take_up(now, matter, world)
    if stage == Stage.ISSUE:
        return regulator.issue(now, matter, world)
    if stage == Stage.ANSWER:
        return regulator.hear_answer(now, matter, world)
    if stage == Stage.FOLLOW_UP:
        return regulator.follow_up(now, matter, world)
    if stage == Stage.FILING:
        return regulator.file_or_not(now, matter, world)
    if stage == Stage.CHARGE:
        return prosecutor.charge(now, matter, world)
    return judge_file(now, matter, world)
