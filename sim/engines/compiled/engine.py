"""The months of a run over arrays: loops that own the arrays, and call procedures and rules with single records."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numba.extending import register_jitable

from zombielaw.sim.compiling import ask_ahead, compiled
from zombielaw.sim.decisions import regulator as rule
from zombielaw.sim.decisions.learning import CHECK_DAYS, MEMORY_MONTHS
from zombielaw.sim.decisions.provider import CLIENT_CAP
from zombielaw.sim.engines.compiled.state import (
    CALLED,
    CASES,
    CONVICTED,
    FILES,
    LOG,
    MONTH_START,
    NOBODY,
    OPEN,
    REFUSED,
    SANCTIONED,
    Array,
    Entity,
    Ledger,
    Run,
    State,
    country_of,
    first_state,
    has_room,
    month_of,
    with_room,
    world_record,
)
from zombielaw.sim.engines.scan import CHUNK, inspected, make_draws, may_strike
from zombielaw.sim.ledger import Files
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.procedures import court, learning, provider, regulator
from zombielaw.sim.procedures import file as files
from zombielaw.sim.procedures.matter import (
    CONVICTION,
    JUDGMENT,
    REFUSAL,
    SANCTION,
    Matter,
    Month,
    Subject,
)
from zombielaw.sim.procedures.prehistory import practice_of
from zombielaw.sim.record import INJECTED, INSPECTION, NEVER, POLICE, UNIT, Months, Record, Stage
from zombielaw.sim.scenario import Scenario, ScenarioError
from zombielaw.sim.world import draw_traits

ENFORCEMENT, JUSTICE, CLOSING = range(3)
"""Sittings: regulators and police; prosecutors and courts; the law's answer on what is still open at the very end."""

AHEAD = 4
"""Distance in the list of open files: the records of the file so many places further on are asked for."""

_RECONSIDER, _TRACED = int(Draw.RECONSIDER), int(Draw.TRACED)


@register_jitable
def begin(s: State, run: Run, now: Month, world: Entity) -> None:
    """1. Load with which the month begins."""
    s.used[MONTH_START] = s.used[LOG]
    learning.begin(country_of(s, run, now), world)


@register_jitable
def remember(
    log: Array, used: Array, person: Entity, slot: int, month: int, office: int, what: int
) -> None:
    """Write an entry into the log."""
    at = used[LOG]
    entry = log[at]
    entry.slot, entry.month, entry.office, entry.what, entry.before = (
        slot,
        month,
        office,
        what,
        NEVER,
    )
    if what == SANCTIONED:
        entry.before = person.last_sanction
        person.last_sanction = at
    elif what == REFUSED:
        entry.before = person.last_refusal
        person.last_refusal = at
    used[LOG] = at + 1


@register_jitable
def remembered(log: Array, last: int, month: int, office: int) -> int:
    """Entries within two years on a chain that ends in ``last``: all, or those of one office (``office >= 0``)."""
    number, at = 0, last
    while at >= 0 and month - log[at].month <= MEMORY_MONTHS:
        if office < 0 or log[at].office == office:
            number += 1
        at = log[at].before
    return number


@register_jitable
def open_files(s: State, now: Month, slots: Array, offices: Array, number: int, began: int) -> None:
    """Open files on the first ``number`` of some slots.

    ``offices`` are the regulators that began them, or :data:`NEVER`.
    """
    all_files, opened, used, prosecutors, blank = s.files, s.open, s.used, s.prosecutors, s.blank
    places, people, provinces, panel = s.places, s.people, s.provinces, s.panel[now.period]
    rules, rules_at = s.rules, s.rules_at[now.period]
    row, at = used[FILES], used[OPEN]
    for which in range(number):
        slot = int(slots[which])
        all_files[row] = blank[0]
        file, entry = all_files[row], opened[at]
        place = places[slot]
        where = place.province
        subject = Subject(
            slot, place, people[slot], panel[where], provinces[where], rules[rules_at[where]]
        )
        files.begin(now, file, subject, began)
        file.regulator = offices[which]
        if began == INJECTED:
            prosecutors[file.procuratorate].docket += 1
        entry.slot, entry.row, entry.due, entry.stage = slot, row, file.next_month, file.stage
        row += 1
        at += 1
    used[FILES], used[OPEN] = row, at


@register_jitable
def operate(s: State, run: Run, now: Month, world: Entity) -> None:
    """2. Newcomers choose a posture; others reconsider theirs after contact, or in a month of their own."""
    places, people, called, used, score = s.places, s.people, s.called, s.used, s.score
    provinces, panel, rules, rules_at = (
        s.provinces,
        s.panel[now.period],
        s.rules,
        s.rules_at[now.period],
    )
    draws, struck = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32)
    slots, kept, working = np.empty(CHUNK, np.int64), 0, s.calendar[now.period].working
    for first in range(0, used[CALLED], CHUNK):
        number = 0
        for at in range(first, min(first + CHUNK, used[CALLED])):
            # + 0 widens a narrow column to 64 bits, so that Numba compiles what takes it once
            slot = int(called[at]) + 0
            place, person = places[slot], people[slot]
            if place.active:
                met = place.contacted and not place.busy
                place.contacted = False
                if not met:
                    continue
            elif s.licence[slot] >= working:
                called[kept] = slot
                kept += 1
                continue
            else:
                traits = draw_traits(
                    now.root,
                    slot,
                    person.generation + 0,
                    s.licence[slot] < 0,
                    world,
                )
                where = place.province
                subject = Subject(
                    slot, place, person, panel[where], provinces[where], rules[rules_at[where]]
                )
                provider.enter(now, subject, traits, practice_of(subject.rules, world).sanctioned)
                person.last_sanction = person.last_refusal = NEVER
                if person.generation > 0:
                    score[slot] = math.pow(person.size_, world.risk_targeting) / run.mean_score
            ask_ahead(people, slot)
            slots[number] = slot
            number += 1
        reconsider(s, now, slots, number, world)
    used[CALLED] = kept
    chance = 1.0 / world.reconsideration_months
    for first in range(0, places.size, CHUNK):
        drawn, number = min(CHUNK, places.size - first), 0
        make_draws(now.root, _RECONSIDER, now.period, first, drawn, draws)
        for at in range(may_strike(draws, drawn, 1.0 if run.dense else chance, struck)):
            slot = first + int(struck[at])
            place = places[slot]
            if (
                place.active
                and not place.busy
                and place.touched != now.period
                and draws[struck[at]] < chance
            ):
                ask_ahead(people, slot)
                slots[number] = slot
                number += 1
        reconsider(s, now, slots, number, world)
    for where in range(provinces.size):
        panel[where].providers = provinces[where].working
        panel[where].non_compliant = provinces[where].non_compliant


@register_jitable
def reconsider(s: State, now: Month, slots: Array, number: int, world: Entity) -> None:
    """Let the first ``number`` of some slots reconsider their posture."""
    places, people, provinces, panel = s.places, s.people, s.provinces, s.panel[now.period]
    rules, rules_at = s.rules, s.rules_at[now.period]
    for at in range(number):
        slot = int(slots[at])
        place = places[slot]
        where = place.province
        subject = Subject(
            slot, place, people[slot], panel[where], provinces[where], rules[rules_at[where]]
        )
        provider.reconsider(now, subject, world)


@register_jitable
def inspect(s: State, run: Run, now: Month, world: Entity) -> None:
    """3. Checks within capacity; each finding opens a file."""
    places, people, held, regulators = s.places, s.people, s.provinces, s.regulators
    rules, rules_at, panel, provinces = (
        s.rules,
        s.rules_at[now.period],
        s.panel[now.period],
        s.provinces.size,
    )
    rate, complaints, working = (
        np.empty(provinces),
        np.empty(provinces),
        np.empty(provinces, np.int64),
    )
    for where in range(provinces):
        there = rules[rules_at[where]]
        rate[where] = there.inspection_rate
        complaints[where] = rule.complaint_factor(there.popularisation, world)
        working[where] = s.provinces[where].working
    checks = inspected(
        now.root,
        now.period,
        run.dense,
        places["active"],
        places["non_compliant"],
        s.score,
        places["province"],
        s.numbers,
        rate,
        complaints,
        working,
        s.supervision,
    )
    slots, offices, made, number = checks.slots, checks.offices, checks.made, 0
    for which in range(slots.size):
        slot, office = slots[which], offices[which]
        place = places[slot]
        where = place.province
        subject = Subject(
            slot, place, people[slot], panel[where], held[where], rules[rules_at[where]]
        )
        if not made[which]:
            subject.row.checks_over_capacity += 1
        elif regulator.check(now, subject, regulators[office]):
            ask_ahead(s.people, slot)
            slots[number], offices[number] = slot, office
            number += 1
    open_files(s, now, slots, offices, number, INSPECTION)


@register_jitable
def trace(s: State, run: Run, now: Month, world: Entity) -> None:
    """The police reach non-compliant providers from the crimes of their clients; a month has one file of a provider."""
    bound = 1.0 if run.dense else rule.traced(CLIENT_CAP, now.campaign, world)
    draws, struck = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32)
    slots, nobody = np.empty(CHUNK, np.int64), np.full(CHUNK, NEVER)
    places, people = s.places, s.people
    for first in range(0, places.size, CHUNK):
        drawn, number = min(CHUNK, places.size - first), 0
        make_draws(now.root, _TRACED, now.period, first, drawn, draws)
        for at in range(may_strike(draws, drawn, bound, struck)):
            slot = first + int(struck[at])
            place, person = places[slot], people[slot]
            if not place.non_compliant or place.busy or person.opened == now.period:
                continue
            chance = regulator.chance_to_trace(now, slot, person, world)
            if draws[struck[at]] < chance:
                slots[number] = slot
                number += 1
        open_files(s, now, slots, nobody, number, POLICE)


@register_jitable
def inject(s: State, run: Run, now: Month, world: Entity) -> None:
    """Theory: every second month an eligible file of each provider lies on the prosecutor's desk."""
    if not world.injected:
        return
    slots, number = np.empty(s.places.size, np.int64), 0
    for slot in range(s.places.size):
        place = s.places[slot]
        turn = s.numbers[slot] // s.provinces[place.province].procuratorates % 2 == now.period % 2
        if turn and place.active and not place.busy:
            slots[number] = slot
            number += 1
    open_files(s, now, slots, np.full(number, NEVER), number, INJECTED)


@register_jitable
def may_be_foreseen(stage: int, rules: Entity) -> bool:
    """True if a stage may ask what charge and trial will bring."""
    if stage == Stage.INSTRUMENT:
        return not rules.law_order_element_required
    return stage not in (Stage.ISSUE, Stage.ANSWER)


@register_jitable
def sit(s: State, now: Month, sitting: int, world: Entity) -> None:
    """Take the files that are due at the stages of a sitting, in any order: none reads what another writes."""
    all_files, cases, opened, log, places, people, used = (
        s.files,
        s.cases,
        s.open,
        s.log,
        s.places,
        s.people,
        s.used,
    )
    panel, provinces, rules, rules_at = (
        s.panel[now.period],
        s.provinces,
        s.rules,
        s.rules_at[now.period],
    )
    regulators, prosecutors, judges, calendar, learned = (
        s.regulators,
        s.prosecutors,
        s.judges,
        s.calendar,
        s.learned,
    )
    for at in range(used[OPEN]):
        entry = opened[at]
        justice = entry.stage in (Stage.CHARGE, Stage.VERDICT)
        if sitting != CLOSING and (entry.due != now.period or justice != (sitting == JUSTICE)):
            continue
        file, slot = all_files[entry.row], int(entry.slot) + 0
        later = opened[min(at + AHEAD, used[OPEN] - 1)]
        ask_ahead(all_files, int(later.row))
        ask_ahead(people, int(later.slot))
        if (
            file.case == NOBODY
            and sitting != CLOSING
            and may_be_foreseen(entry.stage, rules[rules_at[file.province]])
        ):
            file.case = used[CASES]
            cases[file.case] = cases[NOBODY]
            used[CASES] += 1
        place, person, where = places[slot], people[slot], file.province
        sanctions = refusals = refusals_here = 0
        if person.last_sanction >= 0:
            sanctions = remembered(log, person.last_sanction, now.period, NEVER)
        if person.last_refusal >= 0:
            refusals = remembered(log, person.last_refusal, now.period, NEVER)
            refusals_here = remembered(log, person.last_refusal, now.period, file.regulator + 0)
        matter = Matter(
            slot=slot,
            file=file,
            case=cases[file.case],
            place=place,
            person=person,
            row=panel[where],
            province=provinces[where],
            rules=rules[rules_at[where]],
            regulator=regulators[max(0, file.regulator)],
            prosecutor=prosecutors[file.procuratorate],
            judge=judges[file.court],
            learned=learned[file.kind],
            sanctions=sanctions,
            refusals=refusals,
            refusals_here=refusals_here,
            order_day=calendar[max(0, file.order)].day,
            ahead=s.panel,
        )
        if sitting == CLOSING:
            files.settle(now, matter, world)
            continue
        memory = court.pass_stage(now, matter, world)
        entry.due, entry.stage = file.next_month, file.stage
        if memory & SANCTION:
            remember(log, used, person, slot, now.period, file.regulator, SANCTIONED)
        if memory & REFUSAL:
            remember(log, used, person, slot, now.period, file.regulator, REFUSED)
        if memory & CONVICTION:
            remember(log, used, person, slot, now.period, NEVER, CONVICTED)
        if memory & JUDGMENT:
            s.judgments[file.kind] += 1


@register_jitable
def enforce(s: State, run: Run, now: Month, world: Entity) -> None:
    """4.-5. Regulators and police take their files."""
    sit(s, now, ENFORCEMENT, world)


@register_jitable
def judge(s: State, run: Run, now: Month, world: Entity) -> None:
    """6.-7. Prosecutors and courts take theirs."""
    sit(s, now, JUSTICE, world)


@register_jitable
def learn(s: State, run: Run, now: Month, world: Entity) -> None:
    """8. This month's sanctions and convictions are felt by those who met them; all learn, from counts, at once."""
    log = s.log
    for at in range(s.used[MONTH_START], s.used[LOG]):
        entry = log[at]
        if entry.what != REFUSED:
            provider.feel(
                now, s.places[entry.slot], s.people[entry.slot], entry.what == CONVICTED, world
            )
    learning.learn(country_of(s, run, now), now, world)


@register_jitable
def write(s: State, run: Run, now: Month, world: Entity) -> None:
    """Write the month into the panel; in the last month what is open is put before the law."""
    put_away(s)
    if now.period == s.calendar.size - 1:
        end_open_spells(s, now, world)
        sit(s, now, CLOSING, world)
    learning.write(country_of(s, run, now), now, world)


@register_jitable
def put_away(s: State) -> None:
    """Closed files, which wait for nothing, leave the list; their providers are visited when the next month begins."""
    kept, opened, called, used = 0, s.open, s.called, s.used
    for at in range(used[OPEN]):
        if opened[at].due == NEVER:
            called[used[CALLED]] = opened[at].slot
            used[CALLED] += 1
        else:
            opened[kept] = opened[at]
            kept += 1
    used[OPEN] = kept


@register_jitable
def end_open_spells(s: State, now: Month, world: Entity) -> None:
    """At the end of the run: what is satisfied in open spells that were never detected."""
    places, people, provinces, panel = s.places, s.people, s.provinces, s.panel[now.period]
    rules, rules_at = s.rules, s.rules_at[now.period]
    for slot in range(places.size):
        place = places[slot]
        if place.non_compliant:
            where = place.province
            subject = Subject(
                slot, place, people[slot], panel[where], provinces[where], rules[rules_at[where]]
            )
            provider.count_undetected(now, subject, now.period, world)


STRETCH = 4_000_000
"""Provider-months lived in one compiled call: about a tenth of a second, after which the caller is heard."""


def run(
    scenario: Scenario,
    luck: Luck,
    progress: Callable[[int], None] | None = None,
    dense: bool = False,
) -> Record:
    """Live all months of a scenario.

    Parameters
    ----------
    progress : callable, optional
        Called from time to time with the number of months done, and at the end.
    dense : bool
        Visit every provider that a draw of the month concerns, also where a bound already excludes it: the oracle of
        the scan. The record is the same.
    """
    state, mean_score = first_state(scenario, luck)
    parameters = world_record(scenario.world)
    made = Run(luck.root, scenario.weight, mean_score, dense)
    stretch = max(1, STRETCH // state.places.size)
    done = 0
    while done < scenario.months:
        done = live(state, made, done, min(done + stretch, scenario.months), parameters)
        if progress is not None:
            progress(done)
        if done < scenario.months and not has_room(state):
            state = with_room(state, done / scenario.months)
    files, cases = state.files[: state.used[FILES]], state.cases[: state.used[CASES]]
    months = Months(state.panel, luck.replicate)
    # each act that books a chance books days: where a sum of units is too large for its column, that of days is, first
    days = files["official_days"].sum() + CHECK_DAYS * months["checks"].sum()
    if abs(months["official_days"].sum() - days) > 1.0 + days * 1e-6:
        raise ScenarioError(
            "Officials work more days in a month of a province than a record holds ({:,}); give more provinces, or "
            "fewer providers.",
            2**63 // UNIT,
        )
    return Record(Files(Ledger(files, cases), luck.replicate), months)


@compiled
def live(s: State, made: Run, first: int, last: int, parameters: Array) -> int:
    """Live the months ``first ... last - 1``, or those for which there is room; return the month that comes next.

    The last month of the calendar ends the run.
    """
    world = parameters[0]
    for period in range(first, last):
        if not has_room(s):
            return period
        now = month_of(made, s.calendar, period)
        begin(s, made, now, world)
        operate(s, made, now, world)
        inspect(s, made, now, world)
        enforce(s, made, now, world)
        trace(s, made, now, world)
        inject(s, made, now, world)
        judge(s, made, now, world)
        learn(s, made, now, world)
        write(s, made, now, world)
    return last
