"""A matter among officials: what they would do with given facts, many lucks over.

A matter starts at one of :data:`STARTS` and passes the procedures of the engines. Familiarity is what the policy
teaches without any use of 286-1 in the office: the outside stream of 287-2 cases, training and guiding cases, year
after year. So the answer is that of ordinary officials, not of an office that happens to have had such a file before.
What facts do not say of the provider is drawn as in the model; the risk that it perceives has worn off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zombielaw.sim import entities
from zombielaw.sim.conduct import KINDS, PLATFORM, TOOL_SELLER
from zombielaw.sim.decisions import learning
from zombielaw.sim.decisions.judge import ACQUITTED, VERDICTS
from zombielaw.sim.decisions.perception import (
    Clarity,
    Merits,
    consequence_size,
    facts_of,
    law_codes_of_conduct,
    merits_of,
)
from zombielaw.sim.decisions.prosecutor import GROUND_NAMES, desk_load
from zombielaw.sim.decisions.provider import DAYS_PER_MONTH, REFERENCE_ITEMS
from zombielaw.sim.decisions.regulator import (
    CONTENT,
    CYBERSPACE,
    LOGS,
    PUBLIC_SECURITY,
    SECURITY,
    TELECOM_OFFICE,
)
from zombielaw.sim.entities import Person, Place, Province, starts
from zombielaw.sim.law.assess import examined
from zombielaw.sim.law.concurrence import STATUTE
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import NO, YES, Facts, as_intervals, exactly
from zombielaw.sim.law.offences import NONE, OFFENCES
from zombielaw.sim.law.offences.rivals import truth_of_any
from zombielaw.sim.law.truth import NOT_MET
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.months import month_read
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import court, prosecutor
from zombielaw.sim.procedures.court import pass_stage
from zombielaw.sim.procedures.file import conduct_of
from zombielaw.sim.procedures.matter import (
    REFUSAL,
    SANCTION,
    Matter,
    Month,
    current_clarity,
    statute_of,
)
from zombielaw.sim.record import INSPECTION, POLICE, End, File, Row, Stage
from zombielaw.sim.scenario import Scenario, interpreted
from zombielaw.sim.world import draw_traits

STARTS = ("finding", "refusal", "referral", "filing", "charge")
"""Starts of a matter: a violation is found and the regulator chooses an instrument; an order was refused and the
regulator follows up; the regulator referred the matter to the police; the police have it and file it or not; it was
filed and is with the prosecutor."""
STAGES = (Stage.INSTRUMENT, Stage.FOLLOW_UP, Stage.FILING, Stage.FILING, Stage.CHARGE)
_END_OF_FILE = {
    End.NO_INSTRUMENT: "no measure",
    End.INTERVIEWED: "interview",
    End.FINED: "sanction only",
    End.COMPLIED: "compliance",
    End.VANISHED: "vanished",
    End.CLOSED: "closed",
    End.DROPPED: "dropped",
    End.NOT_FILED: "not filed",
    End.LOST: "not filed",
}
"""End of a matter that does not come to the prosecutor, by that of its file."""
BEFORE_COURT = (*dict.fromkeys(_END_OF_FILE.values()), "not charged", "withdrawn")
ENDS = (*BEFORE_COURT, *OFFENCES, "acquitted")
"""Ends of a matter; an offence is a conviction of it."""
LIMITATION, NO_OFFENCE = "limitation", "no offence"
"""Grounds of no charge that leave no choice (Criminal Procedure Law, Arts. 16(2) and 177(1))."""
_MOST_ORDERS = 12
"""Orders before the start that are counted one by one."""


@dataclass(eq=False)
class Office(entities.Office):
    """Ordinary offices, procuratorate and court in one, and what is clear to them."""

    clarity: Clarity = Clarity(0.0, 0.0)
    learned: float = 0.0  # clarity that cases have taught


class Handling(NamedTuple):
    """Charge and verdict of a matter that came to the prosecutor, and the chances that officials acted on."""

    charge: int
    verdict: int
    charge_chances: tuple[float, ...]  # by the code of the charge, none first
    # by the code of the verdict: none, each offence, acquitted; over all charges
    verdict_chances: tuple[float, ...]
    ground: str  # of no charge; empty if it is charged


class Course(NamedTuple):
    """Course of a matter to its end."""

    end: int  # place in ENDS
    # by end: those of charge and verdict, if it came to the prosecutor; else what happened
    chances: tuple[float, ...]
    filed: bool  # it came to the prosecutor
    handling: Handling | None  # there


def ordinary_office(scenario: Scenario) -> Office:
    """Office after the scenario's months under its policy, without any file on 286-1 of its own."""
    policy, world = scenario.policy, scenario.world
    a, b, learned = world.initial_familiarity_286_1, world.initial_familiarity_287_2, 0.0
    for month in range(scenario.months):
        guiding = float(learning.guiding_cases(policy.guiding_cases, month))
        outside = world.outside_weight * scenario.outside(month)
        if world.familiarity_learns:
            a = learning.familiarity_after(a, 0.0, outside, policy.training, guiding, world)
            if world.rival_learns:
                b = learning.familiarity_after(b, outside, 0.0, 0.0, 0.0, world)
        if world.clarity_learns:
            learned = learning.clarity_after(learned, 0.0, guiding, world)
    last = scenario.months - 1
    clarity = current_clarity(interpreted(last), learned, policy, world)
    load = desk_load(scenario.outside(last), 0, policy, world)
    return Office(
        familiarity_286_1=a, familiarity_287_2=b, load=load, clarity=clarity, learned=learned
    )


def handle(facts: Facts, scenario: Scenario, office: Office, luck: Luck, subject: int) -> Handling:
    """Charge and verdict on known facts.

    Parameters
    ----------
    facts : Facts
        Every fact exactly known.
    scenario : Scenario
        Policy (its base levers), law and world.
    office : Office
        State of procuratorate and court.
    luck, subject : Luck, int
        The draw is named by its subject.
    """
    policy, world = scenario.policy, scenario.world
    statute = scenario.statute_at(policy)
    merits = merits_at_law(facts, statute)
    charging = prosecutor.deliberate(
        luck, subject, 0, merits, office.clarity, office, office, policy, world
    )
    trial = court.hear(
        luck, subject, 0, charging.charge, merits, office.clarity, office, policy, world
    )
    chances, ends = charging.chances, charging.foreseen
    return Handling(
        charging.charge,
        trial.verdict,
        (chances.none, chances.a, chances.b, *(chances.other * share for share in charging.shares)),
        (ends.withdrawn, ends.a, ends.b, *ends.rivals, ends.acquitted),
        "" if charging.charge != NONE else ground_of(charging.ground, facts, merits, statute),
    )


def merits_at_law(facts: Facts, statute: Statute) -> Merits:
    """Facts as officials meet them under the law in force."""
    return merits_of(facts, examined(facts, statute, STATUTE), law_in_force(facts, statute))


def ground_of(ground: int, facts: Facts, merits: Merits, statute: Statute) -> str:
    """Ground on which a matter is not charged: one that leaves no choice, or else that of the prosecutor."""
    if any_offence(merits):
        return GROUND_NAMES[ground]
    lifted = merits_at_law(facts._replace(limit_lifted=YES), statute)
    return LIMITATION if any_offence(lifted) else NO_OFFENCE


def any_offence(merits: Merits) -> bool:
    """True if some offence is open to the matter."""
    rival = truth_of_any(merits.rivals) != NOT_MET
    return merits.open_286_1 or merits.open_287_2 or rival


@dataclass(eq=False)
class Known(Person):
    """A provider whose facts are given."""

    given: Given | None = None


class Given:
    """Facts of a matter, in the place of a simulated provider's conduct.

    What was ordered since the start replaces what the facts say of orders; from a finding on, nothing was ordered
    before. The harm is that of the facts.
    """

    def __init__(self, facts: Facts, from_finding: bool) -> None:
        self.facts = facts  # when it starts
        self.from_finding = from_finding
        self.ordered = 0 if from_finding else orders_before(facts)
        self.harm = REFERENCE_ITEMS * consequence_size(facts._replace(orders=NO, refused=NO), 1.0)

    def standing(self, file: File, person: Person) -> Facts:
        """The facts as they stand."""
        facts = self.facts
        if file.written_orders == self.ordered:
            return (
                facts._replace(orders=NO, order_written=NO, refused=NO)
                if self.from_finding
                else facts
            )
        refused, aids = file.first_due >= 0, facts.aid.low >= 1.0
        return facts._replace(
            orders=exactly(float(max(file.orders_refused, 1))),
            order_written=YES,
            order_basis=exactly(float(file.basis)),
            order_clear=exactly(float(file.clear)),
            order_attainable=exactly(float(file.attainable)),
            refused=YES if refused else NO,
            told_of_aided=YES if person.notified and aids else facts.told_of_aided,
            told_in_writing=YES if person.told_in_writing and aids else facts.told_in_writing,
        )

    def merits_of(self, _: Month, matter: Matter) -> Merits:
        """The matter as officials meet it."""
        return merits_at_law(self.standing(matter.file, matter.person), statute_of(matter.rules))

    def settle(self, now: Month, matter: Matter) -> None:
        """Nothing to write down: the law is asked of the facts elsewhere."""

    def harm_after(self, _: Month, __: Matter) -> float:
        """Harm since the refused order."""
        return self.harm


def orders_before(facts: Facts) -> int:
    """Orders that were refused before a follow-up."""
    return int(min(max(facts.orders.low, 1.0), _MOST_ORDERS))


def follow(
    facts: Facts,
    kind: str,
    start: str,
    scenario: Scenario,
    office: Office,
    luck: Luck,
    subject: int,
) -> Course:
    """From a start to the end, on facts of which every one is exactly known.

    Parameters
    ----------
    kind : str
        Kind of provider; one that the model does not know has the traits of a platform.
    start : str
        One of :data:`STARTS`.
    """
    if start == "refusal":
        facts = facts._replace(refused=YES, orders=exactly(max(facts.orders.low, 1.0)))
    given, world = Given(facts, start == "finding"), _topic_of(facts, scenario.world)
    if start == "filing":
        world = world._replace(jurisdiction_loss=0.0)  # the police that have it are competent
    now, matter = _matter(given, kind, start, scenario, office, world, luck, subject)
    file, first = matter.file, now.day
    while file.closed < 0 and file.stage != Stage.CHARGE:
        now = now._replace(period=max(now.period, file.next_month))
        now = now._replace(day=first + now.period * DAYS_PER_MONTH)
        memory = pass_stage(now, matter, world)
        more = int(bool(memory & REFUSAL))
        matter = matter._replace(
            sanctions=matter.sanctions + int(bool(memory & SANCTION)),
            refusals=matter.refusals + more,
            refusals_here=matter.refusals_here + more,
            order_day=now.day,
        )
    if file.closed >= 0:
        end = _END_OF_FILE[End(file.end)]
        if end in ("no measure", "interview", "dropped") and file.sanctions > 0:
            end = "sanction only"
        return Course(ENDS.index(end), tuple(float(name == end) for name in ENDS), False, None)
    done = handle(given.standing(file, matter.person), scenario, office, luck, subject)
    uncharged, withdrawn = done.charge_chances[NONE], done.verdict_chances[NONE]
    on_the_way = (0.0,) * (len(BEFORE_COURT) - 2)
    chances = (
        *(*on_the_way, uncharged, max(0.0, withdrawn - uncharged)),
        *done.verdict_chances[1 : ACQUITTED + 1],
    )
    end = "not charged" if done.charge == NONE else "withdrawn"
    if done.verdict != NONE:
        end = VERDICTS[done.verdict]
    return Course(ENDS.index(end), chances, True, done)


def _topic_of(facts: Facts, world: WorldParameters) -> WorldParameters:
    """A world in which orders are about the duty that was breached."""
    topic = _topic(facts)
    return world._replace(topic_content=float(topic == CONTENT), topic_logs=float(topic == LOGS))


def _topic(facts: Facts) -> int:
    if facts.duty_on_content.low >= 1.0:
        return CONTENT
    leaked = max(
        facts.leaked_sensitive.low,
        facts.leaked_important.low,
        facts.leaked_other.low,
        facts.leak_grave.low,
    )
    return SECURITY if leaked > 0.0 else LOGS


def _matter(
    given: Given,
    kind: str,
    start: str,
    scenario: Scenario,
    office: Office,
    world: WorldParameters,
    luck: Luck,
    subject: int,
) -> tuple[Month, Matter]:
    """A file at its start, with everybody who has to do with it; the supervising office is drawn as checks are."""
    facts = given.facts
    traits = draw_traits(luck.root, subject, 0, kind == KINDS[TOOL_SELLER], world)
    number = KINDS.index(kind) if kind in KINDS else PLATFORM
    person = Known(
        given=given,
        kind=number,
        size_=traits.size,
        control=traits.control,
        ability=traits.ability,
        gain=traits.gain,
    )
    u, kind_of_office = luck.uniform(Draw.CHECK_OFFICE, subject, 0), CYBERSPACE
    if u < world.public_security_share:
        kind_of_office = PUBLIC_SECURITY
    elif u < world.public_security_share + world.telecom_share:
        kind_of_office = TELECOM_OFFICE
    regulator = entities.Regulator(
        kind=kind_of_office, shares_records=True, **starts(entities.Regulator, world)
    )
    file = File(
        provider=subject, opened=0, province=0, kind=number, size_=traits.size, items=given.harm
    )
    file.began = POLICE if start == "filing" else INSPECTION
    file.regulator_kind, file.next_month, file.stage = (
        kind_of_office,
        0,
        STAGES[STARTS.index(start)],
    )
    refused = 0
    if start == "refusal":
        refused = given.ordered
        file.order = file.first_order = file.first_due = file.due = 0
        file.topic = _topic(facts)
    if not given.from_finding:
        file.written_orders = file.orders_refused = given.ordered
    last, day = scenario.months - 1, facts.conduct_end_day.low
    now = Month(luck.root, 0, interpreted(last), scenario.trace_factor(last), day, day, 0)
    desk = replace(office)
    return now, Matter(
        slot=subject,
        file=file,
        case=file,
        place=Place(active=True, busy=True),
        person=person,
        row=Row(),
        province=Province(working=1, open=1),
        rules=scenario.rules_of(scenario.policy),
        regulator=regulator,
        prosecutor=desk,
        judge=desk,
        learned=office.learned,
        sanctions=0,
        refusals=refused,
        refusals_here=refused,
        order_day=facts.order_day.low,
        ahead={},
    )


# ---- the facts of a simulated case file

_NAME = re.compile(r"P(\d{7,})-(\d{4}-\d{2})")


class CaseFile(NamedTuple):
    """A case file with its facts, and the law under which it ended."""

    file: File
    facts: Facts
    statute: Statute


def place_of(name: str) -> tuple[int, int] | None:
    """Provider and month of opening that the name of a file says; None if it is no name."""
    match = _NAME.fullmatch(name)
    month = month_read(match[2]) if match else None
    return None if match is None or month is None else (int(match[1]), month)


def case_file(
    scenario: Scenario, luck: Luck, provider: int, opened: int, agents: Sequence[type] = ()
) -> CaseFile | None:
    """A case file as it was when it ended, or when the run ended; None if the run has no such file."""
    from zombielaw.sim.engines.mesa import EnforcementModel  # noqa: PLC0415 - an engine, when it is asked for

    class Watched(EnforcementModel):
        case: CaseFile | None = None

        def pass_stage(self, file: File) -> None:
            if (file.provider, file.opened) != (provider, opened):
                super().pass_stage(file)
                return
            matter = self.matter(file, self.provider(file.provider))
            before = conduct_of(self.now, matter, matter.refusals, self.inputs.world)
            super().pass_stage(file)
            after = conduct_of(self.now, matter, matter.refusals, self.inputs.world)
            statute = statute_of(matter.rules)
            # what the last stage does to the provider comes after the law was asked, what it does to the file before
            asked = next(
                (
                    one
                    for one in (after, before)
                    if law_codes_of_conduct(one, statute) == tuple(file.law)
                ),
                after,
            )
            self.case = CaseFile(file, as_intervals(facts_of(asked)), statute)

    model = Watched(scenario, luck, agents=agents)
    while model.running and (model.case is None or model.case.file.closed < 0):
        model.step()
    return model.case
