"""The life of a file: opened, scheduled, put before the law, closed; and what is expected of it.

The chance of each end of a file is booked ahead, and renewed as the file moves on. When a refusal is followed up, or a
traced file reaches the police, the chance of every end further down is added to the panel, in the month in which that
end would come, whatever then happens. Where the file really goes on, what was booked is taken back at its next step,
and what is expected now is booked in its place. So what is learnt between the steps (familiarity, load, clarity,
further facts) enters, while the draw of a step changes nothing that is booked.

Each sum has the mean of the counts beside it, month by month, exactly: what a step books is the mean, over its draw,
of what the next step takes back. It varies less, because no draw adds noise of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from numba.extending import register_jitable

from zombielaw.sim.conduct import Conduct
from zombielaw.sim.decisions.judge import Verdict
from zombielaw.sim.decisions.perception import (
    A_SHIFT,
    TRUTH_BITS,
    Merits,
    eligible_conduct,
    knowledge_of_conduct,
    law_code_by_2019_thresholds,
    law_codes_of_conduct,
    merits_of_conduct,
)
from zombielaw.sim.decisions.prosecutor import Options
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.law.truth import MET, NOT_MET
from zombielaw.sim.numbers import RivalVector, put
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures.matter import Matter, Month, Subject, statute_of, touch, unless_given
from zombielaw.sim.procedures.provider import Ordered, clients, conduct, items
from zombielaw.sim.record import BOOKED, INJECTED, INSPECTION, POLICE, UNIT, File, Stage, units


@register_jitable
def begin(now: Month, file: File, subject: Subject, began: int) -> None:
    """Open a file on a provider: by a check, by the police from a client's crime, or injected."""
    slot, place, person, count = subject.slot, subject.place, subject.person, subject.row
    touch(now, place, count)
    file.provider, file.generation, file.opened = slot, person.generation, now.period
    file.province, file.kind, file.size_, file.began = (
        place.province,
        person.kind,
        person.size_,
        began,
    )
    file.procuratorate, file.court = place.procuratorate, place.court
    file.stage, file.next_month = Stage.INSTRUMENT, now.period
    person.opened = now.period
    person.detected = place.busy = True
    subject.province.open += 1
    if began == POLICE:
        file.stage, file.next_month = Stage.FILING, now.period + 1
        count.traced += 1
    elif began == INJECTED:
        file.stage, file.filed = Stage.CHARGE, now.period
        return
    file.items = items(now, slot, person, now.period)


@register_jitable
def schedule(now: Month, matter: Matter, stage: int, months: int) -> None:
    """Set what a file waits for, and from which month."""
    matter.file.stage = stage
    matter.file.next_month = now.period + months


@register_jitable
def spend(matter: Matter, days: float) -> None:
    """Book officials' working days."""
    matter.file.official_days += days
    matter.row.official_days += units(days)


@register_jitable
def conduct_of(now: Month, matter: Matter, refusals: int, world: WorldParameters) -> Conduct:
    """Conduct of the provider of a file so far."""
    file, slot, person = matter.file, matter.slot, matter.person
    if file.began == INJECTED:
        return eligible_conduct(now.day)
    written = file.written_orders > 0
    order = Ordered(
        written=written,
        basis=file.basis == 1,
        clear=file.clear == 1,
        attainable=file.attainable == 1,
        topic=file.topic + 0 if written else 0,
        refused=file.first_due >= 0,
        items_after=file.items_after,
        orders=float(max(refusals, 1)) if written else 0.0,
        order_day=matter.order_day,
        by_police=file.began == POLICE,
    )
    # what was counted when the file was opened this month need not be counted again
    whole = file.items if file.opened == now.period else items(now, slot, person, now.period)
    return conduct(
        now, slot, person, now.period, whole, clients(now, slot, person, now.period), order, world
    )


@unless_given
def merits_of(now: Month, matter: Matter, world: WorldParameters) -> Merits:
    """A matter as officials meet it: orders of other offices count where records are shared."""
    own_only = matter.file.began == INSPECTION and not matter.regulator.shares_records
    refusals = matter.refusals_here if own_only else matter.refusals
    return merits_of_conduct(conduct_of(now, matter, refusals, world), statute_of(matter.rules))


@register_jitable
def law_by_2019_thresholds(now: Month, matter: Matter, world: WorldParameters) -> int:
    """Answer of the law on a file, by the text of the statute with the thresholds of 2019, packed."""
    return law_code_by_2019_thresholds(
        conduct_of(now, matter, matter.refusals, world), statute_of(matter.rules)
    )


@unless_given
def settle(now: Month, matter: Matter, world: WorldParameters) -> None:
    """Write down the facts, and what the law says of them."""
    file = matter.file
    done = conduct_of(now, matter, matter.refusals, world)
    file.clients, file.crime_confirmed = done.clients, int(done.confirmed)
    file.knowledge = knowledge_of_conduct(done)
    codes = law_codes_of_conduct(done, statute_of(matter.rules))
    for number in range(8):
        file.law[number] = codes[number]


@register_jitable
def close(now: Month, matter: Matter, end: int, world: WorldParameters) -> None:
    """End a file."""
    file = matter.file
    file.end, file.closed = end, now.period
    settle(now, matter, world)
    matter.row.harm_after_orders += int(file.items_after)
    matter.place.busy = False
    matter.province.open -= 1
    if not world.injected:
        matter.place.contacted = True


FILED, NOT_CHARGED, CHARGE_A, CHARGE_B = range(4)
CHARGE_RIVAL = 4
CONVICT_A = CHARGE_RIVAL + len(RIVALS)
CONVICT_B, CONVICT_RIVAL = CONVICT_A + 1, CONVICT_A + 2
ACQUITTED = CONVICT_RIVAL + len(RIVALS)
APPLIED, WRONGFUL = ACQUITTED + 1, ACQUITTED + 2


class Expectation(NamedTuple):
    """Chance of each end of a file further down."""

    filed: float
    charges: Options  # none: filed and not charged
    rivals: RivalVector  # charges of each rival
    trial: Verdict
    law: int  # packed answer of the statute with the thresholds of 2019, see ``perception.packed``


class When(NamedTuple):
    """Months in which a file is, or would be, filed, charged and judged."""

    filed: int
    charged: int
    judged: int


Amounts = tuple[int, ...]
"""Amounts, one for each end, in units of 2**-40."""
_NO_UNITS, _NOTHING_BOOKED = (0,) * len(RIVALS), (0,) * BOOKED


@register_jitable
def _units_of(each: RivalVector, weight: float) -> Amounts:
    """A chance of each rival times a weight, in units."""
    amounts = _NO_UNITS
    for number in range(len(each)):
        amounts = put(amounts, number, units(weight * each[number]))
    return amounts


@register_jitable
def _amounts(expected: Expectation, weight: float) -> Amounts:
    """An expectation times the chance of coming so far, end by end."""
    charges, verdict, truths, w = (
        expected.charges,
        expected.trial,
        expected.law >> A_SHIFT,
        weight,
    )
    applied = verdict.a if truths % (1 << TRUTH_BITS) == MET else 0.0
    # NOT_MET of every offence
    wrongful = verdict.a + verdict.b + verdict.other if truths == NOT_MET else 0.0
    charged = (
        units(w * expected.filed),
        units(w * charges.none),
        units(w * charges.a),
        units(w * charges.b),
    )
    judged = units(w * verdict.acquitted), units(w * applied), units(w * wrongful)
    to_rivals, of_rivals = _units_of(expected.rivals, w), _units_of(expected.trial.rivals, w)
    return charged + to_rivals + (units(w * verdict.a), units(w * verdict.b)) + of_rivals + judged


@register_jitable
def _add(now: Month, matter: Matter, amounts: Amounts, when: When, sign: int) -> None:
    """Add amounts to the months of their ends, or take them away; the panel leaves out what comes after the run."""
    case, where, charged, convicted = matter.case, matter.file.province, 0, 0
    for number in range(len(RIVALS)):
        charged += amounts[CHARGE_RIVAL + number]
        convicted += amounts[CONVICT_RIVAL + number]
    case.expected_charge_286_1 += sign * amounts[CHARGE_A] / UNIT
    case.expected_charge_287_2 += sign * amounts[CHARGE_B] / UNIT
    case.expected_charge_other += sign * charged / UNIT
    case.expected_conviction_286_1 += sign * amounts[CONVICT_A] / UNIT
    case.expected_conviction_287_2 += sign * amounts[CONVICT_B] / UNIT
    case.expected_conviction_other += sign * convicted / UNIT
    if now.period <= when.filed < now.months:
        matter.ahead[when.filed, where].expected_filings += sign * amounts[FILED]
    if now.period <= when.charged < now.months:
        row = matter.ahead[when.charged, where]
        row.expected_not_charged += sign * amounts[NOT_CHARGED]
        row.expected_charges_286_1 += sign * amounts[CHARGE_A]
        row.expected_charges_287_2 += sign * amounts[CHARGE_B]
        for number in range(len(RIVALS)):
            row.expected_rival_charges[number] += sign * amounts[CHARGE_RIVAL + number]
    if now.period <= when.judged < now.months:
        row = matter.ahead[when.judged, where]
        row.expected_convictions_286_1 += sign * amounts[CONVICT_A]
        row.expected_convictions_287_2 += sign * amounts[CONVICT_B]
        for number in range(len(RIVALS)):
            row.expected_rival_convictions[number] += sign * amounts[CONVICT_RIVAL + number]
        row.expected_acquittals += sign * amounts[ACQUITTED]
        row.expected_applied += sign * amounts[APPLIED]
        row.expected_wrongful += sign * amounts[WRONGFUL]


@register_jitable
def note(matter: Matter, expected: Expectation, when: When) -> None:
    """Remember what is booked of a file that goes on from here, to be taken back at its next step."""
    case, amounts = matter.case, _amounts(expected, 1.0)
    for end in range(BOOKED):
        case.booked_ends[end] = amounts[end]
    case.booked_filing, case.booked_charge, case.booked_verdict = (
        when.filed,
        when.charged,
        when.judged,
    )


@register_jitable
def book(now: Month, matter: Matter, expected: Expectation, weight: float, when: When) -> None:
    """Book an expectation.

    Parameters
    ----------
    weight
        Chance that the file comes so far.
    """
    _add(now, matter, _amounts(expected, weight), when, 1)
    note(matter, expected, when)


@register_jitable
def take_back(now: Month, matter: Matter) -> None:
    """Take back what was booked of a file at its last step."""
    case, amounts = matter.case, _NOTHING_BOOKED
    for end in range(BOOKED):
        amounts = put(amounts, end, case.booked_ends[end])
    # + 0 widens a narrow column to 64 bits, so that Numba compiles what takes it once
    when = When(case.booked_filing + 0, case.booked_charge + 0, case.booked_verdict + 0)
    _add(now, matter, amounts, when, -1)
