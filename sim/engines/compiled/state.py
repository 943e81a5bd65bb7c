"""Arrays of a run: the entities of the procedures as records, and the state before the first month.

Every array holds records. The loops of a month own the arrays; what they call gets single records and plain numbers,
because an array that crosses a function boundary costs more (reference counts) than most decisions. No array grows
within a compiled call: a month begins only where there is room for all that it may write.

Who is at work before the first month has lived ten years, which take a good part of the time of a run. They depend on
the luck, the world and a few levers of the base policy alone. So the population is kept for the next scenario, which
may differ in all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.compiling import LINE, compiled
from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions.regulator import Office as Traits
from zombielaw.sim.engines.scan import Offices, offices_of
from zombielaw.sim.entities import (
    IN_ARRAYS,
    Office,
    Person,
    Place,
    Province,
    Regulator,
    starts,
    types_of,
)
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import REFERENCE, Policy, WorldParameters
from zombielaw.sim.procedures import provider
from zombielaw.sim.procedures.learning import Country
from zombielaw.sim.procedures.matter import Month, Subject
from zombielaw.sim.procedures.prehistory import LEVERS, initial_condition, practice_of
from zombielaw.sim.record import (
    BOOKED,
    CASE_FIELDS,
    FIELD_OF,
    LEDGER,
    MONTH,
    NEVER,
    RIVAL_CHANCES,
    WHOLE,
    File,
    panel_rows,
)
from zombielaw.sim.scenario import RULES, Scenario, Size, interpreted
from zombielaw.sim.world import build_world, draw_traits

Array = Any  # of records: Numba knows their fields, the type checker does not
Entity = Any  # one element of such an array: an entity of the procedures


def records(*fields: tuple[Any, ...]) -> Any:
    """Type of records whose fields are attributes, compiled or not."""
    return np.dtype((np.record, np.dtype(list(fields), align=True)))


def records_of(entity: type, *more: tuple[Any, ...], line: bool = False) -> Any:
    """Records of an entity, with what this engine adds; ``line``: they fill whole lines of memory."""
    own = [*types_of(entity).items(), *more]
    if line:
        own.append(
            ("rest_of_line", np.int8, (-records(*own, ("end", np.int8)).fields["end"][1] % LINE,))
        )
    return records(*own)


def _numbers(values: Any, names: Sequence[str]) -> Any:
    """Fields of records that hold a set of parameters."""
    return [(name, IN_ARRAYS[type(getattr(values, name))]) for name in names]


def _column_type(name: str) -> Any:
    if not WHOLE[name]:
        return np.float64
    about = LEDGER[name]
    if about.names or about.unit == "yes/no":
        return np.int8
    return np.int16 if about.unit == MONTH else np.int32


FILE = records(
    *[(field, _column_type(name)) for name, field in FIELD_OF.items() if field not in CASE_FIELDS],
    ("stage", np.int8),
    ("next_month", np.int16),
    ("law", np.int64, (8,)),
    ("case", np.int32),
)
"""An open or closed file: columns of the ledger, what it waits for, what the law says of it, the row of its case."""

CASE = records(
    *[(field, np.float64) for field in FIELD_OF.values() if field in CASE_FIELDS],
    *[(field, np.float64, (len(RIVALS),)) for field in RIVAL_CHANCES],
    ("booked_ends", np.int64, (BOOKED,)),
    ("booked_filing", np.int16),
    ("booked_charge", np.int16),
    ("booked_verdict", np.int16),
)
"""Forecasts of charge and trial for the few files that come so far. Row 0 stands for all others."""

PLACE = records_of(Place)
PERSON = records_of(Person, ("last_sanction", np.int32), ("last_refusal", np.int32), line=True)
"""A provider, and its last entries in the log, on two lines of memory."""
OPEN_FILE = records(("slot", np.int32), ("row", np.int32), ("due", np.int16), ("stage", np.int8))
"""An entry of the list of open files: whose, where, and what it waits for, so that others are not looked at."""

OFFICE, REGULATOR, PROVINCE = records_of(Office), records_of(Regulator), records_of(Province)

ENTRY = records(
    ("slot", np.int32),
    ("month", np.int16),
    ("office", np.int32),
    ("before", np.int32),
    ("what", np.int8),
)
"""An entry of the log of what providers remember: chained to the one before of the same provider and sort."""
SANCTIONED, REFUSED, CONVICTED = range(3)

RULE = records(*_numbers(Scenario().rules_of(REFERENCE), RULES))
"""Rules of a province in a month: its levers by name, and the law."""

CALENDAR = records(
    ("interpreted", np.bool_),
    ("outside", np.float64),
    ("campaign", np.float64),
    ("working", np.int64),
    ("day", np.float64),
)
"""Outside inputs of a month; ``campaign`` is the multiple of the trace rate, ``day`` the one that stands for it."""

WORLD = records(*_numbers(WorldParameters(), WorldParameters._fields))


class State(NamedTuple):
    """Everything that a run reads and writes."""

    files: Array
    cases: Array
    open: Array  # the open files
    log: Array
    called: Array  # slots to visit when the month begins: vacant, or met by an official
    places: Array
    score: Array
    numbers: Array  # of the providers within their province
    licence: Array
    people: Array
    blank: Array  # a new file
    used: Array  # entries in use of the first five arrays, and of the log at the month's start
    regulators: Array
    supervision: Offices
    prosecutors: Array
    judges: Array
    provinces: Array
    rules: Array
    rules_at: Array  # (month, province) -> row of the rules
    calendar: Array
    panel: Array  # (month, province)
    learned: Array  # clarity by kind
    judgments: Array  # this month's verdicts on 286-1 by kind


class Run(NamedTuple):
    """Constants of a run, which stand beside its state."""

    root: int
    weight: float
    mean_score: float
    dense: bool  # visit whom the scan would leave out


FILES, CASES, OPEN, LOG, CALLED, MONTH_START = range(6)
NOBODY = 0
"""Row of the cases of a file that has none."""
ROOM = 4
"""Files of a provider for which there is room at first, beside one for each :data:`PACE` months; memory is taken as it
is written."""
PACE = 24
"""Months of a provider for each file at most, as a rule: no copy is made of what is written."""
LISTED = 2
"""Entries of a provider in the list of open files: one that closes stays until the month ends, and in that month one
more may be opened."""


def on_lines(count: int, kind: Any) -> Array:
    """Records without any number in them, the first of which begins a line of memory."""
    whole = np.zeros(count * kind.itemsize + LINE, dtype=np.uint8)
    first = -whole.ctypes.data % LINE
    return whole[first : first + count * kind.itemsize].view(kind)


def _larger(array: Array, used: int, size: int) -> Array:
    larger = np.empty(size, array.dtype)
    larger[:used] = array[:used]
    return larger


@register_jitable
def has_room(s: State) -> bool:
    """True if there is room for a month: two new files and two cases of each provider, and three memories of each."""
    slots = s.places.size
    room = min(s.files.size - s.used[FILES], s.cases.size - s.used[CASES])
    return room >= 2 * slots and s.log.size - s.used[LOG] >= 3 * slots


def with_room(s: State, share: float) -> State:
    """The state with room for a month, and for the rest of a run at half as much again as the pace of the ``share`` of
    it that is over: a pace may rise.
    """
    files, cases, log = (int(1.5 * s.used[which] / share) for which in (FILES, CASES, LOG))
    slots = s.places.size
    return s._replace(
        files=_larger(s.files, s.used[FILES], files + 2 * slots),
        cases=_larger(s.cases, s.used[CASES], cases + 2 * slots),
        log=_larger(s.log, s.used[LOG], log + 6 * slots),
    )


class Ledger:
    """Files of a run, with their cases."""

    def __init__(self, files: Array, cases: Array) -> None:
        self._files, self._cases = files, cases

    def __getitem__(self, which: str | npt.NDArray[np.intp]) -> Any:
        """Values of a field, one or several for each file: (files,), or (files, values). Of rows: these files."""
        if not isinstance(which, str):
            return Ledger(self._files[which], self._cases)
        if which in CASE.names:
            return self._cases[which][self._files["case"]]
        return self._files[which]


@register_jitable
def country_of(s: State, run: Run, now: Month) -> Country:
    """All offices in a month."""
    return Country(
        s.regulators,
        s.prosecutors,
        s.judges,
        s.provinces,
        s.panel[now.period],
        s.rules,
        s.rules_at[now.period],
        s.calendar[now.period].outside,
        s.learned,
        s.judgments,
        run.weight,
    )


@register_jitable
def month_of(run: Run, calendar: Array, period: int) -> Month:
    """A month of a run."""
    now = calendar[period]
    before = calendar[max(0, period - 1)].day
    return Month(
        run.root,
        period,
        now.interpreted,
        now.campaign,
        now.day,
        before,
        calendar.size,
    )


SHARED = 50_000
"""Slots up to which the state of providers before month 0 is kept for the next scenario: a few megabytes."""


class Population(NamedTuple):
    """Providers at work in month 0, and what is counted of them."""

    places: Array
    people: Array
    score: Array  # relative risk of every slot
    mean_score: float  # of licensees, in which scores are counted
    provinces: Array  # at work and non-compliant


def first_state(scenario: Scenario, luck: Luck) -> tuple[State, float]:
    """State before the first month, and the mean risk score of licensees in which scores are counted."""
    world, parameters = (
        build_world(scenario.size, scenario.world, luck, scenario.newcomers),
        scenario.world,
    )
    slots = world.slots
    rules, rules_at, calendar = timeline(scenario)
    before = rules[0][[*LEVERS]].item()
    given = scenario.size, parameters, luck, before, scenario.providers(0), scenario.newcomers
    population = _copied(populated(*given)) if slots <= SHARED else populated.__wrapped__(*given)
    places, provinces = population.places, population.provinces
    vacant = np.flatnonzero(~places["active"])
    called = np.empty(slots, dtype=np.int32)
    called[: vacant.size] = vacant
    panel = panel_rows(scenario.months, world.provinces)
    panel["touched"][0] = provinces["working"]
    for name, where in (
        ("regulators", world.regulator_province),
        ("procuratorates", world.procuratorate_province),
        ("courts", world.court_province),
    ):
        provinces[name] = np.bincount(where)
    regulators = started(REGULATOR, Regulator, parameters, world.regulator_province)
    for name in Traits._fields:
        regulators[name] = [getattr(office, name) for office in world.regulators]
    cases = np.empty(ROOM * slots, dtype=CASE)
    cases[:1] = blank(CASE)
    state = State(
        files=np.empty((ROOM + scenario.months // PACE) * slots, dtype=FILE),
        cases=cases,
        open=np.empty(LISTED * slots, dtype=OPEN_FILE),
        log=np.empty(2 * ROOM * slots, dtype=ENTRY),
        called=called,
        places=places,
        score=population.score,
        numbers=world.place,
        licence=world.licence,
        people=population.people,
        blank=blank(FILE),
        used=np.array([0, 1, 0, 0, vacant.size, 0]),
        regulators=regulators,
        supervision=offices_of(world, parameters),
        prosecutors=started(OFFICE, Office, parameters, world.procuratorate_province),
        judges=started(OFFICE, Office, parameters, world.court_province),
        provinces=provinces,
        rules=rules,
        rules_at=rules_at,
        calendar=calendar,
        panel=panel,
        learned=np.zeros(len(KINDS)),
        judgments=np.zeros(len(KINDS), dtype=np.int64),
    )
    return state, population.mean_score


@lru_cache(maxsize=2)
def populated(
    size: Size,
    parameters: WorldParameters,
    luck: Luck,
    levers: tuple[float, ...],
    licensees: int,
    newcomers: int,
) -> Population:
    """Providers at work in month 0.

    ``levers``: those of the base policy that the years before it go by. ``licensees``: how many of them are licensed.
    ``newcomers``: how many more will be.
    """
    world = build_world(size, parameters, luck, newcomers)
    places = np.zeros(world.slots, dtype=PLACE)
    places["touched"] = NEVER
    rules = np.zeros(1, dtype=RULE)
    rules[[*LEVERS]] = levers
    for name in ("province", "procuratorate", "court"):
        places[name] = getattr(world, name)
    score = np.power(world.size, parameters.risk_targeting)
    mean_score = float(score[: world.licensees].mean())
    people, provinces = on_lines(world.slots, PERSON), np.zeros(world.provinces, dtype=PROVINCE)
    population = Population(places, people, score / mean_score, mean_score, provinces)
    _enter(
        luck.root,
        world.licence,
        licensees,
        places,
        people,
        population.score,
        provinces,
        panel_rows(1, world.provinces),
        rules,
        world_record(parameters),
    )
    return population


@compiled
def _enter(
    root: int,
    licence: Array,
    working: int,
    places: Array,
    people: Array,
    score: Array,
    provinces: Array,
    panel: Array,
    base: Array,
    parameters: Array,
) -> None:
    """Let all who are at work in month 0 enter, with what they did before."""
    now, rules, world = (
        Month(root, 0, False, 0.0, 0.0, 0.0, 0),
        base[0],
        parameters[0],
    )
    practice = practice_of(rules, world)
    for slot in range(places.size):
        if licence[slot] >= working:
            continue
        place, person = places[slot], people[slot]
        subject = Subject(
            slot, place, person, panel[0, place.province], provinces[place.province], rules
        )
        traits = draw_traits(root, slot, 0, licence[slot] < 0, world)
        provider.enter(now, subject, traits, practice.sanctioned)
        before = initial_condition(now, slot, traits, score[slot], practice, rules, world)
        provider.resume(now, subject, before, world)
        person.last_sanction = person.last_refusal = NEVER
        place.touched = now.period


def _copied(population: Population) -> Population:
    places, people, score, mean_score, provinces = population
    own = on_lines(people.size, PERSON)
    own.view(np.uint8)[:] = people.view(np.uint8)
    return Population(places.copy(), own, score.copy(), mean_score, provinces.copy())


@lru_cache(maxsize=256)
def timeline(scenario: Scenario) -> tuple[Array, Array, Array]:
    """Rules, which hold in each month and province, and the calendar; the replicates of a scenario share them."""
    return *_rules(scenario), _calendar(scenario)


def _rules(scenario: Scenario) -> tuple[Array, Array]:
    """Every set of levers that a run meets, the base policy first, and which holds in each month and province."""
    numbers: dict[Policy, int] = {scenario.policy: 0}
    provinces = scenario.size.provinces
    everywhere = not any(change.provinces for change in scenario.changes)
    at = np.zeros((scenario.months, provinces), dtype=np.int32)
    for month in range(scenario.months):
        for province in range(1 if everywhere else provinces):
            policy = scenario.policy_at(month, province)
            at[month, province:] = numbers.setdefault(policy, len(numbers))
    return np.array(
        [attrgetter(*RULES)(scenario.rules_of(policy)) for policy in numbers], dtype=RULE
    ), at


def _calendar(scenario: Scenario) -> Array:
    months = [
        (
            interpreted(month),
            scenario.outside(month),
            scenario.trace_factor(month),
            scenario.providers(month),
            float(first_day_of_month(month) + MID_MONTH),
        )
        for month in range(scenario.months)
    ]
    return np.array(months, dtype=CALENDAR)


def world_record(parameters: WorldParameters) -> Array:
    """The assumptions about the world as an array of one record."""
    return np.array([tuple(parameters)], dtype=WORLD)


@cache
def blank(kind: Any) -> Array:
    """Row of the files, or of their cases, with every field at its default, to be copied."""
    row = np.zeros(1, dtype=kind)
    plain = File()
    for name in kind.names:
        row[name] = getattr(plain, name, NOBODY)
    return row


def started(kind: Any, entity: type, parameters: WorldParameters, province: Any) -> Array:
    """Offices as they start, in these provinces."""
    offices = np.zeros(province.size, dtype=kind)
    for name, value in {
        **vars(entity()),
        **starts(entity, parameters),
        "province": province,
    }.items():
        offices[name] = value
    return offices
