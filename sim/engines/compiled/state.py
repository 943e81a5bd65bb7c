"""Arrays of a run: the entities of the procedures as records.

Every array holds records. The loops of a month own the arrays; what they call gets single records and plain numbers,
because an array that crosses a function boundary costs more (reference counts) than most decisions. No array grows
within a compiled call: a month begins only where there is room for all that it may write.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba.extending import register_jitable

from zombielaw.sim.engines.scan import Offices
from zombielaw.sim.entities import IN_ARRAYS, Office, Person, Place, Province, Regulator, types_of
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.parameters import TODAY, WorldParameters
from zombielaw.sim.procedures.learning import Country
from zombielaw.sim.procedures.matter import Month
from zombielaw.sim.processor import LINE
from zombielaw.sim.record import (
    BOOKED,
    CASE_FIELDS,
    FIELD_OF,
    LEDGER,
    MONTH,
    RIVAL_CHANCES,
    WHOLE,
)
from zombielaw.sim.scenario import RULES, Scenario

Array = Any  # of records: Numba knows their fields, the type checker does not
Record = Any  # one element of such an array: an entity of the procedures


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

RULE = records(*_numbers(Scenario().rules_of(TODAY), RULES))
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
