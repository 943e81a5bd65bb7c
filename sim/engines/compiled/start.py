"""The state before the first month.

Who is at work then has lived ten years, which take a good part of the time of a run. They depend on the luck, the
world and a few levers of the base policy alone. So the population is kept for the next scenario, which may differ in
all else.
"""

from __future__ import annotations

from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from zombielaw.sim.conduct import KINDS
from zombielaw.sim.decisions.regulator import Office as Traits
from zombielaw.sim.engines.compiled.state import (
    CALENDAR,
    CASE,
    ENTRY,
    FILE,
    LISTED,
    NOBODY,
    OFFICE,
    OPEN_FILE,
    PACE,
    PERSON,
    PLACE,
    PROVINCE,
    REGULATOR,
    ROOM,
    RULE,
    WORLD,
    Array,
    State,
    on_lines,
)
from zombielaw.sim.engines.scan import offices_of
from zombielaw.sim.entities import Office, Regulator, starts
from zombielaw.sim.law.dates import MID_MONTH, first_day_of_month
from zombielaw.sim.linking import compiled
from zombielaw.sim.luck import Luck
from zombielaw.sim.panel import panel_rows
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.procedures import provider
from zombielaw.sim.procedures.matter import Month, Subject
from zombielaw.sim.procedures.prehistory import LEVERS, practice_of, standing
from zombielaw.sim.record import NEVER, File
from zombielaw.sim.scenario import RULES, Scenario, Size, interpreted
from zombielaw.sim.world import build_world, draw_traits

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
        before = standing(now, slot, traits, score[slot], practice, rules, world)
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
