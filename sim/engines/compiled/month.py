"""The month's phases: the loops that own the arrays, and call the rules with single records."""

from __future__ import annotations

import math

import numpy as np
from numba.extending import register_jitable

from zombielaw.sim.decisions import regulator
from zombielaw.sim.decisions.provider import CLIENT_CAP
from zombielaw.sim.decisions.routine import CHECK_DAYS
from zombielaw.sim.engines.compiled import enforcement, files, justice, providers
from zombielaw.sim.engines.compiled.enforcement import CONVICTION, JUDGMENT, NOTHING, REFUSAL, SANCTION
from zombielaw.sim.engines.compiled.state import (
    CONVICTED,
    FILES,
    LOG,
    MONTH_START,
    OPEN,
    REFUSED,
    SANCTIONED,
    Array,
    Matter,
    Month,
    Record,
    Run,
    State,
    with_room,
)
from zombielaw.sim.engines.scan import CHUNK, inspected, make_words, may_strike, strikes
from zombielaw.sim.luck import Draw
from zombielaw.sim.record import INJECTED, INSPECTION, NEVER, POLICE, Stage, units

FOUND = len(Stage)
"""Stage of a file that was opened this month by a check: the instrument is still to be chosen."""
ENFORCEMENT, JUSTICE, CLOSING = range(3)
"""Sittings: regulators and police; prosecutors and courts; the law's answer on what is still open at the very end."""

_RECONSIDER, _TRACED = int(Draw.RECONSIDER), int(Draw.TRACED)


@register_jitable
def touch(m: Month, place: Record, count: Record) -> None:
    """Count a provider once among those that a decision visited this month."""
    if place.touched != m.period:
        place.touched = m.period
        count.touched += 1


@register_jitable
def open_files(
    s: State, m: Month, slots: Array, offices: Array, number: int, began: int, stage: int, wait: int, world: Record
) -> State:
    """Open files on the first ``number`` of some slots; return the state with room for them.

    ``offices`` are the regulators that began them, or :data:`NEVER`.
    """
    log = with_room(s.log, s.used[LOG], 3 * (s.used[OPEN] + number))
    opened = with_room(s.open, s.used[OPEN], number)
    all_files = with_room(s.files, s.used[FILES], number)
    places, people, provinces, panel = s.places, s.people, s.provinces, s.panel[m.period]
    regulators, prosecutors, blank, used = s.regulators, s.prosecutors, s.blank, s.used
    row, at = used[FILES], used[OPEN]
    for which in range(number):
        slot, office = slots[which], offices[which]
        place, person = places[slot], people[slot]
        where = place.province
        all_files[row] = blank[0]
        file = all_files[row]
        files.begin(m, file, slot, place, person, provinces[where], began, stage, wait)
        if began == INSPECTION:
            file.regulator, file.regulator_kind = office, regulators[office].kind
        elif began == POLICE:
            file.items = providers.items(m, slot, person, m.period, world)
            panel[where].traced += 1
            touch(m, place, panel[where])
        else:
            file.filed = m.period
            prosecutors[file.procuratorate].docket += 1
        opened[at] = row
        row += 1
        at += 1
    used[FILES], used[OPEN] = row, at
    return State(
        s.places, s.attention, s.score, s.numbers, s.people, all_files, s.blank, log, opened, s.used, s.regulators,
        s.supervision, s.prosecutors, s.judges, s.provinces, s.rules, s.rules_at, s.calendar, s.panel, s.learned,
        s.judgments,
    )  # fmt: skip


@register_jitable
def operate(s: State, run: Run, m: Month, world: Record) -> None:
    """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
    places, people, attention, score = s.places, s.people, s.attention, s.score
    provinces, rules, rules_at, panel = s.provinces, s.rules, s.rules_at[m.period], s.panel[m.period]
    words, found = np.empty((2, CHUNK // 2), np.uint32), np.empty(2 * CHUNK + 1, np.int32)
    chance, working = 1.0 / world.reconsideration_months, s.calendar[m.period].working
    for first in range(0, places.size, CHUNK):
        number = min(CHUNK, places.size - first)
        make_words(m.seed, m.replicate, _RECONSIDER, m.period, first, words)
        count = may_strike(words, number, 1.0 if run.dense else chance, found)
        for at in range(number):
            found[count] = at
            count += int(attention[first + at])
        for at in range(count):
            slot = first + int(found[at])
            place = places[slot]
            if place.touched == m.period:  # both called on and struck by the draw
                continue
            where = place.province
            person, here, there, row = people[slot], provinces[where], rules[rules_at[where]], panel[where]
            if not place.active:
                if slot >= working and slot < run.licensees:
                    continue
                providers.enter(m, run, slot, place, person, here, world)
                if person.generation > 0:
                    score[slot] = math.pow(person.size_, world.risk_targeting) / run.mean_score
            elif place.busy or not (
                place.contacted or strikes(words, found[at], chance, m.seed, m.replicate, _RECONSIDER, slot, m.period)
            ):
                attention[slot] = place.contacted = False
                continue
            touch(m, place, row)
            attention[slot] = place.contacted = False
            posture = providers.reconsider(m, slot, person, here, there, place.lax, world)
            providers.take_posture(m, slot, place, person, here, row, there, posture, world)
    for where in range(provinces.size):
        panel[where].providers = provinces[where].working
        panel[where].lax = provinces[where].lax


@register_jitable
def inspect(s: State, run: Run, m: Month, world: Record) -> State:
    """3. Checks within capacity; each finding opens a file."""
    provinces = s.provinces.size
    rate, complaints, working = np.empty(provinces), np.empty(provinces), np.empty(provinces, np.int64)
    for where in range(provinces):
        rules = s.rules[s.rules_at[m.period, where]]
        rate[where] = rules.inspection_rate
        complaints[where] = regulator.complaint_factor(rules.popularisation, world)
        working[where] = s.provinces[where].working
    checks = inspected(
        m.seed, m.replicate, m.period, run.dense, s.places["active"], s.places["lax"], s.score, s.places["province"],
        s.numbers, rate, complaints, working, s.supervision,
    )  # fmt: skip
    places, panel, regulators, rules, rules_at = (
        s.places,
        s.panel[m.period],
        s.regulators,
        s.rules,
        s.rules_at[m.period],
    )
    slots, offices, made, number = checks.slots, checks.offices, checks.made, 0
    for which in range(slots.size):
        slot, office = slots[which], offices[which]
        place = places[slot]
        where = place.province
        count = panel[where]
        if not made[which]:
            count.checks_over_capacity += 1
            continue
        count.checks += 1
        count.official_days += units(CHECK_DAYS)
        touch(m, place, count)
        if not place.lax or place.busy:
            continue
        chance = regulator.detection(regulators[office], rules[rules_at[where]])
        if providers.draw(m, Draw.DETECT, slot, m.period, 0) < chance:
            slots[number], offices[number] = slot, office
            number += 1
    return open_files(s, m, slots, offices, number, INSPECTION, FOUND, 0, world)


@register_jitable
def trace(s: State, run: Run, m: Month, world: Record) -> State:
    """The police reach lax providers from the crimes of their clients."""
    bound = 1.0 if run.dense else regulator.traced(CLIENT_CAP, m.campaign, world)
    words, found = np.empty((2, CHUNK // 2), np.uint32), np.empty(CHUNK + 1, np.int32)
    slots, nobody = np.empty(CHUNK, np.int64), np.full(CHUNK, NEVER)
    for first in range(0, s.places.size, CHUNK):
        make_words(m.seed, m.replicate, _TRACED, m.period, first, words)
        places, people, number = s.places, s.people, 0
        for at in range(may_strike(words, min(CHUNK, places.size - first), bound, found)):
            slot = first + int(found[at])
            place, person = places[slot], people[slot]
            if not place.lax or place.busy or person.opened == m.period:
                continue
            chance = regulator.traced(providers.trace_weight(m, slot, person), m.campaign, world)
            if strikes(words, found[at], chance, m.seed, m.replicate, _TRACED, slot, m.period):
                slots[number] = slot
                number += 1
        s = open_files(s, m, slots, nobody, number, POLICE, Stage.FILING, 1, world)
    return s


@register_jitable
def inject(s: State, m: Month, world: Record) -> State:
    """Theory: every second month an eligible file of each provider lies on the prosecutor's desk."""
    offices = np.zeros(s.provinces.size, np.int64)
    for office in s.prosecutors:
        offices[office.province] += 1
    slots, number = np.empty(s.places.size, np.int64), 0
    for slot in range(s.places.size):
        place = s.places[slot]
        turn = s.numbers[slot] // offices[place.province] % 2 == m.period % 2
        if turn and place.active and not place.busy:
            slots[number] = slot
            number += 1
    return open_files(s, m, slots, np.full(number, NEVER), number, INJECTED, Stage.CHARGE, 0, world)


@register_jitable
def sit(s: State, m: Month, sitting: int, world: Record) -> None:
    """Take the files that are due at the stages of a sitting, in any order: none reads what another writes."""
    all_files, opened, places, people, log, used = s.files, s.open, s.places, s.people, s.log, s.used
    panel, provinces, rules, rules_at = s.panel[m.period], s.provinces, s.rules, s.rules_at[m.period]
    regulators, prosecutors, judges, calendar, learned = s.regulators, s.prosecutors, s.judges, s.calendar, s.learned
    for at in range(used[OPEN]):
        file = all_files[opened[at]]
        stage = file.stage
        if sitting == CLOSING:
            if file.closed >= 0:
                continue
        elif file.next_month != m.period or (stage in (Stage.CHARGE, Stage.VERDICT)) != (sitting == JUSTICE):
            continue
        slot = file.provider
        place, person, where = places[slot], people[slot], file.province
        sanctions = refusals = refusals_here = 0
        if person.last_sanction >= 0:
            sanctions = providers.remembered(log, person.last_sanction, m.period, NEVER)
        if person.last_refusal >= 0:
            refusals = providers.remembered(log, person.last_refusal, m.period, NEVER)
            refusals_here = providers.remembered(log, person.last_refusal, m.period, file.regulator)
        matter = Matter(
            slot, file, place, person, panel[where], provinces[where], rules[rules_at[where]],
            regulators[max(0, file.regulator)], prosecutors[file.procuratorate], judges[file.court], learned[file.kind],
            sanctions, refusals, refusals_here,
            calendar[max(0, file.order)].day,
        )  # fmt: skip
        if sitting == CLOSING:
            files.settle(m, matter, world)
            continue
        file.next_month = NEVER
        touch(m, place, matter.count)
        left = _pass(m, matter, stage, world)
        if left & SANCTION:
            providers.remember(log, used, person, slot, m.period, file.regulator, SANCTIONED)
        if left & REFUSAL:
            providers.remember(log, used, person, slot, m.period, file.regulator, REFUSED)
        if left & CONVICTION:
            providers.remember(log, used, person, slot, m.period, NEVER, CONVICTED)
        if left & JUDGMENT:
            s.judgments[file.kind] += 1


@register_jitable
def _pass(m: Month, matter: Matter, stage: int, world: Record) -> int:
    """One stage of a file; what it leaves in memory."""
    if stage == FOUND:
        return enforcement.find(m, matter, world)
    if stage == Stage.ISSUE:
        return enforcement.issue(m, matter, world)
    if stage == Stage.ANSWER:
        return enforcement.answer(m, matter, world)
    if stage == Stage.FOLLOW_UP:
        return enforcement.follow_up(m, matter, world)
    if stage == Stage.FILING:
        return enforcement.file_or_not(m, matter, world)
    if stage == Stage.CHARGE:
        return justice.charge(m, matter, world)
    if stage == Stage.VERDICT:
        return justice.try_charge(m, matter, world)
    return NOTHING


@register_jitable
def feel(s: State, m: Month, world: Record) -> None:
    """(2) This month's sanctions and convictions are felt by those who met them."""
    if not world.risk_learns:
        return
    for at in range(s.used[MONTH_START], s.used[LOG]):
        entry = s.log[at]
        place = s.places[entry.slot]
        if entry.what != REFUSED and place.active:
            providers.feel(m, s.people[entry.slot], place.lax, entry.what, world)


@register_jitable
def put_away(s: State) -> None:
    """Closed files leave the list; their providers are looked at when the next month begins."""
    kept, opened, all_files = 0, s.open, s.files
    for at in range(s.used[OPEN]):
        row = opened[at]
        if all_files[row].closed < 0:
            opened[kept] = row
            kept += 1
        else:
            s.attention[all_files[row].provider] = True
    s.used[OPEN] = kept


@register_jitable
def end_open_spells(s: State, m: Month, world: Record) -> None:
    """At the end of the run: spells that are still open are booked as they stand."""
    panel: Array = s.panel[m.period]
    for slot in range(s.places.size):
        place = s.places[slot]
        if place.lax:
            rules = s.rules[s.rules_at[m.period, place.province]]
            providers.end_spell(m, slot, s.people[slot], panel[place.province], rules, m.period, world)
