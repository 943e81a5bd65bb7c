"""Procedures by the stage of a file."""

from __future__ import annotations

from numba.extending import register_jitable

from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import court, police, prosecutor, regulator
from zombielaw.sim.procedures.matter import Matter, Month, touch
from zombielaw.sim.record import NEVER, Stage


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
        return police.file_or_not(now, matter, world)
    if stage == Stage.CHARGE:
        return prosecutor.charge(now, matter, world)
    return court.judge_file(now, matter, world)
