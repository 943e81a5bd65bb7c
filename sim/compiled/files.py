"""The life of a file over arrays: opened, scheduled, assessed, closed.  Same rules, same luck."""

from __future__ import annotations

import math

from numba import njit
from numba.extending import register_jitable

from sim.compiled.providers import (
    conduct,
    draw,
    end_spell,
    remember,
)
from sim.compiled.state import (
    FILES,
    OPEN,
    SANCTIONED,
    Array,
    Month,
    State,
    policy_of,
    statute_of,
)
from sim.decisions import perception
from sim.decisions.conduct import Conduct, eligible_conduct, law_codes_of_conduct, merits_of_conduct
from sim.decisions.perception import Clarity, Merits, Seen
from sim.luck import Draw, gumbel
from sim.parameters import STAGED, Policy, WorldParameters
from sim.record import INJECTED, NEVER, units


@register_jitable
def choose(m: Month, decision: Draw, subject: int, period: int, index: int, utilities: tuple[float, ...]) -> int:
    """Choose by the logit: one uniform per option, the largest noisy utility wins."""
    best, chosen = -math.inf, 0
    for option in range(len(utilities)):
        noisy = utilities[option] + gumbel(draw(m, decision, subject, period, index + option))
        if noisy > best:
            best, chosen = noisy, option
    return chosen


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
def clarity(s: State, m: Month, kind: int, policy: Policy, world: WorldParameters) -> Clarity:
    """Clarity of subject and duty of one kind of provider, as it stood at the month's start."""
    learned = s.learned[kind]
    return Clarity(
        perception.total_clarity(policy.identity_clarity, m.interpreted, learned, world),
        perception.total_clarity(policy.obligation_clarity, m.interpreted, learned, world),
    )


@register_jitable
def office_chances(s: State, m: Month, office: Array, kind: int, merits: Merits, world: WorldParameters) -> Seen:
    """Chance that an official of a procuratorate or court sees each element as met."""
    policy = policy_of(s.provinces[office.province].policy)
    return perception.chances(
        merits,
        clarity(s, m, kind, policy, world),
        office.familiarity_286_1,
        office.familiarity_287_2,
        policy.knowing_standard,
        policy.knowing_test == STAGED,
        world,
    )


@register_jitable
def spend(s: State, row: int, days: float) -> None:
    """Book officials' working days."""
    file = s.files[row]
    file.official_days += days
    s.counts[file.province].official_days += units(days)


@register_jitable
def open_file(s: State, m: Month, slot: int, began: int, office: int) -> int:
    """Open a file; return its row."""
    row = s.used[FILES]
    file, p = s.files[row], s.providers[slot]
    file.provider, file.generation, file.opened = slot, p.generation, m.period
    file.province, file.kind, file.size, file.began = s.province[slot], p.kind, p.size, began
    file.regulator = office
    file.regulator_kind = s.regulators[office].kind if office >= 0 else NEVER
    file.procuratorate, file.court = s.procuratorate[slot], s.court[slot]
    p.opened = m.period
    p.detected = True
    s.busy[slot] = True
    s.open[s.used[OPEN]] = row
    s.used[OPEN] += 1
    s.used[FILES] += 1
    return row


@register_jitable
def schedule(s: State, m: Month, row: int, stage: int, months: int) -> None:
    """Say what a file waits for."""
    s.files[row].stage = stage
    s.files[row].next_month = m.period + months


@register_jitable
def is_due(s: State, m: Month, row: int, stage: int) -> bool:
    """Has a file come to this stage this month?"""
    file = s.files[row]
    if file.next_month != m.period or file.stage != stage:
        return False
    file.next_month = NEVER
    s.touched[file.provider] = True
    return True


@register_jitable
def conduct_of_file(s: State, m: Month, row: int, known_to: int, world: WorldParameters) -> Conduct:
    """What the provider of a file did so far."""
    file = s.files[row]
    if file.began == INJECTED:
        return eligible_conduct(s.days[m.period])
    return conduct(s, m, file.provider, m.period, row, known_to, world)


@register_jitable
def merits_of_file(s: State, m: Month, row: int, world: WorldParameters) -> Merits:
    """A matter as officials meet it: orders of other offices count where records are shared."""
    file = s.files[row]
    known_to = file.regulator
    if known_to >= 0 and s.regulators[known_to].shares_records:
        known_to = NEVER
    return merits_of_conduct(conduct_of_file(s, m, row, known_to, world), statute_of(s.provinces[file.province]))


@register_jitable
def settle(s: State, m: Month, row: int, world: WorldParameters) -> None:
    """Write down the facts, and what the law says of them."""
    file = s.files[row]
    done = conduct_of_file(s, m, row, NEVER, world)
    file.clients, file.crime_confirmed = done.clients, int(done.confirmed)
    file.knows_client = int(done.knows and done.clients > 0.0)
    found = law_codes_of_conduct(done, statute_of(s.provinces[file.province]))
    for number in range(8):
        s.law[row, number] = found[number]


@register_jitable
def close(s: State, m: Month, row: int, end: int, world: WorldParameters) -> None:
    """End a file."""
    file = s.files[row]
    file.end, file.closed = end, m.period
    settle(s, m, row, world)
    s.counts[file.province].harm_after_orders += int(file.items_after)
    s.busy[file.provider] = False
    if not world.injected:
        s.contacted[file.provider] = True


@register_jitable
def leave(s: State, m: Month, slot: int, world: WorldParameters) -> None:
    """A service ends; next month a successor takes its place."""
    if s.lax[slot]:
        end_spell(s, m, slot, m.period, world)
    s.active[slot] = s.lax[slot] = s.contacted[slot] = False
    s.providers[slot].generation += 1
    s.counts[s.province[slot]].exits += 1


@register_jitable
def sanction(s: State, m: Month, row: int) -> None:
    """An administrative sanction: recorded now, felt at the month's end."""
    file = s.files[row]
    file.sanctions += 1
    remember(s, file.provider, m.period, file.regulator, SANCTIONED)
    s.counts[file.province].sanctions += 1


@njit(cache=True, nogil=True)
def compact(s: State) -> None:
    """Forget the closed files among the open ones."""
    kept = 0
    for place in range(s.used[OPEN]):
        row = s.open[place]
        if s.files[row].closed < 0:
            s.open[kept] = row
            kept += 1
    s.used[OPEN] = kept


@njit(cache=True, nogil=True)
def settle_open(s: State, m: Month, world: WorldParameters) -> None:
    """At the end of the run: files that are still open are assessed as they stand."""
    for place in range(s.used[OPEN]):
        settle(s, m, s.open[place], world)
