"""Arrays of a run: the same state as the agents', by the same names."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from sim.decisions.provider import KINDS
from sim.law.dates import MID_MONTH, Statute, first_day_of_month
from sim.parameters import Policy, WorldParameters
from sim.record import NEVER, PANEL, WHOLE, File
from sim.scenario import Scenario
from sim.world import World

Array = Any  # of records: Numba knows their fields, the type checker does not


FILE_COLUMNS = [(name, np.int32 if whole else np.float64) for name, whole in WHOLE.items()]
FILE = np.dtype([*FILE_COLUMNS, ("stage", np.int8), ("next_month", np.int32)])
"""An open or closed file: the columns of the ledger, and what it waits for."""

PROVIDER = np.dtype(
    [
        ("size", np.float64), ("control", np.float64), ("ability", np.float64), ("gain", np.float64),
        ("cost", np.float64), ("norm", np.float64), ("awareness", np.float64),
        ("risk_administrative", np.float64), ("risk_criminal", np.float64), ("demand", np.float64),
        ("risk_month", np.int32), ("since", np.int32), ("generation", np.int32),
        ("last_sanction", np.int32), ("last_refusal", np.int32), ("opened", np.int32),
        ("kind", np.int64), ("told", np.bool_), ("detected", np.bool_),
    ]
)  # fmt: skip
"""What nothing reads until something happens to a provider."""

OFFICE = np.dtype(
    [
        ("province", np.int32), ("docket", np.int32), ("uses_286_1", np.int32), ("uses_287_2", np.int32),
        ("familiarity_286_1", np.float64), ("familiarity_287_2", np.float64), ("load", np.float64),
    ]
)  # fmt: skip
"""A procuratorate or a court."""

REGULATOR = np.dtype(
    [
        ("province", np.int32), ("kind", np.int32), ("transfers", np.int32), ("accepted", np.int32),
        ("shares_records", np.bool_), ("skill", np.float64), ("habit", np.float64), ("trust", np.float64),
    ]
)  # fmt: skip

ENTRY = np.dtype(
    [("slot", np.int32), ("month", np.int32), ("office", np.int32), ("before", np.int32), ("what", np.int8)]
)
"""An entry of the log of what providers remember: chained to the one before of the same provider and sort."""
SANCTIONED, REFUSED, CONVICTED = range(3)

COUNTED = np.dtype([(name, np.int64) for name, column in PANEL.items() if column.counted])
"""Counts of the panel in one province and month."""

PROVINCE = np.dtype(
    [
        ("policy", np.float64, (len(Policy._fields),)), ("popularisation", np.float64),
        ("sanctioned", np.float64), ("convicted", np.float64), ("published", np.float64),
        ("guiding", np.int32), ("version", np.int64), ("order_element_required", np.bool_),
        ("consequence_multiple", np.float64), ("intent_required", np.bool_), ("order_weighted", np.bool_),
    ]
)  # fmt: skip
"""A province in one month: levers, law, and the news of the month before."""


class State(NamedTuple):
    """Everything that a month reads and writes."""

    active: Array
    lax: Array
    busy: Array
    touched: Array
    contacted: Array
    score: Array
    province: Array
    procuratorate: Array
    court: Array
    providers: Array
    files: Array
    law: Array
    log: Array
    open: Array  # rows of the open files
    used: Array  # rows in use: files, log, log at the month's start, open files
    regulators: Array
    prosecutors: Array
    judges: Array
    provinces: Array
    counts: Array  # of this month
    learned: Array  # clarity by kind
    days: Array  # day that stands for each month
    judgments: Array  # this month's verdicts on 286-1 by kind


class Month(NamedTuple):
    """What a month is, besides its state."""

    seed: int
    replicate: int
    period: int
    interpreted: bool
    weight: float
    campaign: float  # multiple of the trace rate
    outside: float
    licensees: int  # places of the world
    working: int  # licensees this month
    dense: bool  # visit whom the scan would leave out


FILES, LOG, MONTH_START, OPEN = range(4)


def first_state(scenario: Scenario, world: World) -> State:
    """State before the first month."""
    slots, parameters = world.slots, scenario.world
    providers = np.zeros(slots, dtype=PROVIDER)
    score = np.power(world.size, parameters.risk_targeting)
    score = score / float(score[: world.licensees].mean())
    regulators = np.zeros(len(world.regulators), dtype=REGULATOR)
    for number, office in enumerate(world.regulators):
        regulators[number] = (
            world.regulator_province[number], office.kind, 0, 0, office.shares_records, office.skill, office.habit,
            parameters.initial_trust,
        )  # fmt: skip
    return State(
        active=np.zeros(slots, dtype=np.bool_),
        lax=np.zeros(slots, dtype=np.bool_),
        busy=np.zeros(slots, dtype=np.bool_),
        touched=np.zeros(slots, dtype=np.bool_),
        contacted=np.zeros(slots, dtype=np.bool_),
        score=score,
        province=world.province,
        procuratorate=world.procuratorate,
        court=world.court,
        providers=providers,
        files=new_files(1024),
        law=np.zeros((1024, 8), dtype=np.int32),
        log=np.zeros(1024, dtype=ENTRY),
        open=np.zeros(1024, dtype=np.int64),
        used=np.zeros(4, dtype=np.int64),
        regulators=regulators,
        prosecutors=_offices(world.procuratorate_province, parameters),
        judges=_offices(world.court_province, parameters),
        provinces=np.zeros(world.provinces, dtype=PROVINCE),
        counts=np.zeros(world.provinces, dtype=COUNTED),
        learned=np.zeros(len(KINDS)),
        days=np.array([float(first_day_of_month(month) + MID_MONTH) for month in range(scenario.months)]),
        judgments=np.zeros(len(KINDS), dtype=np.int64),
    )


def new_files(number: int) -> Array:
    """Empty rows of the ledger: every column at its default."""
    blank = np.zeros(1, dtype=FILE)
    defaults = {name: field.default for name, field in File.__dataclass_fields__.items()}
    for name, _ in FILE_COLUMNS:
        if isinstance(defaults[name], int | float):
            blank[name] = defaults[name]
    blank["next_month"] = NEVER
    return np.repeat(blank, number)


def _offices(province: Array, parameters: WorldParameters) -> Array:
    offices = np.zeros(province.size, dtype=OFFICE)
    offices["province"] = province
    offices["familiarity_286_1"] = parameters.initial_familiarity_286_1
    offices["familiarity_287_2"] = parameters.initial_familiarity_287_2
    offices["load"] = parameters.background_load
    return offices


@register_jitable
def policy_of(v: Array) -> Policy:
    """Levers of a province from their plain numbers, in the order of :class:`Policy`."""
    return Policy(
        v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], int(v[9]), v[10], v[11], v[12], v[13], int(v[14]), v[15],
        v[16], v[17], v[18], v[19], v[20], v[21], v[22], v[23], v[24] > 0.5,
    )  # fmt: skip


@register_jitable
def statute_of(province: Any) -> Statute:
    """Law of a province this month."""
    return Statute(
        province.version,
        province.order_element_required,
        province.consequence_multiple,
        province.intent_required,
        province.order_weighted,
    )
