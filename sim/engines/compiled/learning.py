"""The month's beginning and end: loops over offices and provinces."""

from __future__ import annotations

import numpy as np
from numba.extending import register_jitable

from zombielaw.sim.decisions import learning as rule
from zombielaw.sim.decisions.prosecutor import desk_load
from zombielaw.sim.engines.compiled.state import Array, Record, Run, State
from zombielaw.sim.procedures import learning
from zombielaw.sim.procedures.matter import Month


@register_jitable
def begin(s: State, now: Month, world: Record) -> None:
    """1. The load with which the month begins."""
    outside = s.calendar[now.period].outside
    for office in s.prosecutors:
        rules = s.rules[s.rules_at[now.period, office.province]]
        office.load = desk_load(outside, office.docket, rules, world)


@register_jitable
def learn(s: State, run: Run, now: Month, world: Record) -> None:
    """8. All learn, from counts, at once."""
    guiding = np.zeros(s.provinces.size)
    for where in range(guiding.size):
        learning.hear_news(s.provinces[where], s.panel[now.period, where], world)
        guiding[where] = rule.guiding_cases(s.rules[s.rules_at[now.period, where]].guiding_cases, now.period)
    _learn_offences(s, now, s.prosecutors, guiding, world)
    _learn_offences(s, now, s.judges, guiding, world)
    for office in s.regulators:
        learning.learn_trust(office, world)
    if world.clarity_learns:
        mean = guiding.sum() / guiding.size
        for kind in range(s.learned.size):
            s.learned[kind] = rule.clarity_after(s.learned[kind], s.judgments[kind] * run.weight, mean, world)
    s.judgments[:] = 0


@register_jitable
def _learn_offences(s: State, now: Month, offices: Array, guiding: Array, world: Record) -> None:
    for here in s.provinces:
        here.uses_286_1 = here.uses_287_2 = 0
    total_a = total_b = 0
    for office in offices:
        here = s.provinces[office.province]
        here.uses_286_1 += office.uses_286_1
        here.uses_287_2 += office.uses_287_2
        total_a += office.uses_286_1
        total_b += office.uses_287_2
    mean_a, mean_b, outside = total_a / offices.size, total_b / offices.size, s.calendar[now.period].outside
    forgotten = rule.monthly(world.forgetting)
    for office in offices:
        where = office.province
        rules = s.rules[s.rules_at[now.period, where]]
        learning.learn_offences(
            office, s.provinces[where], mean_a, mean_b, outside, guiding[where], forgotten, rules, world
        )


@register_jitable
def write(s: State, now: Month, world: Record) -> None:
    """Write the month's states into the panel: means over the offices of each province."""
    panel, outside = s.panel[now.period], s.calendar[now.period].outside
    for office in s.prosecutors:
        row = panel[office.province]
        row.familiarity_286_1 += office.familiarity_286_1
        row.familiarity_287_2 += office.familiarity_287_2
        row.load += office.load
    for office in s.judges:
        row = panel[office.province]
        row.court_familiarity_286_1 += office.familiarity_286_1
        row.court_familiarity_287_2 += office.familiarity_287_2
    for office in s.regulators:
        panel[office.province].trust += office.trust
    for where in range(panel.size):
        rules = s.rules[s.rules_at[now.period, where]]
        learning.write_means(panel[where], s.provinces[where], now.interpreted, outside, s.learned, rules, world)
