"""Desks: through which offices each case file went, month by month; the files of a run as dots, and their counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.api import Run
from zombielaw.experiments.words.texts import Language, say
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE
from zombielaw.sim.ledger import file_names
from zombielaw.sim.record import INJECTED, INSPECTION, POLICE, Columns, End

DESKS = ("regulator", "police", "prosecutor", "court")
HOW = OPEN, FELL, OF_286_1, OF_287_2, OF_OTHER = range(5)
"""State of a file at the end of the run: open, off the desk, or convicted of 286-1, 287-2 or another offence."""
Months = npt.NDArray[np.int64]
MOST = 4000
"""Files of a policy at their first desk that are drawn, at most; of more, every second or third is drawn."""

TEXTS = (
    "convicted",
    "286_1",
    "287_2",
    "other",
    "came",
    "there",
    "on",
    "fell",
    "desk",
    "play",
    "stop",
    "month",
    "legend",
    "still",
)


def step_of(*runs: Run) -> int:
    """Step of the sample of files that stay at their first desk: one in so many is drawn; the same for all runs."""
    return max(-(-len(run.record.files["opened"]) // MOST) for run in runs) or 1


def dots(run: Run, every: int) -> dict[str, Any]:
    """The files of a run as ``drawings.js`` takes them: columns of months by desk, and counts by month of all files."""
    went, months = journeys(run.record.files), run.scenario.months
    rows = _drawn(went, every)
    return {
        "files": {name: values[rows].tolist() for name, values in went.items()},
        "counts": counts(went, months),
        "convicted": convicted(went, months),
    }


def name_of(run: Run, dot: int, every: int) -> str:
    """Name of the file of a dot; empty if there is no such dot."""
    files = run.record.files
    row = _drawn(journeys(files), every)[max(dot, 0) :][: int(dot >= 0)]
    return "".join(map(str, file_names(files["provider"][row], files["opened"][row])))


def _drawn(went: dict[str, Months], every: int) -> Months:
    """Rows of the files that are drawn: all that came to a second desk or a verdict, one in ``every`` of the others."""
    further = (np.sum([went[desk] >= 0 for desk in DESKS], axis=0) > 1) | (went["how"] > FELL)
    return np.flatnonzero(further | (np.arange(len(further)) % every == 0))


def words(lang: Language) -> dict[str, str]:
    """Texts that ``drawings.js`` shows, by name."""
    return {key: say(f"desks.{key}", lang) for key in (*DESKS, *TEXTS)}


def journeys(files: Columns) -> dict[str, Months]:
    """Month in which each file came to each of :data:`DESKS`; ``end``: left the last one; ``how``: one of :data:`HOW`.

    ``files``: of a ledger. Returns (files,) arrays: months since November 2015; -1 of what did not come about. A file
    comes to a desk at most once, and in the order of the desks.
    """
    began, opened = files["began"], files["opened"]
    charged = np.where(files["charge"] != NONE, files["charged"], -1)
    arrivals = {
        "regulator": np.where(began == INSPECTION, opened, -1),
        "police": np.where(began == POLICE, opened, files["referred"]),
        "prosecutor": np.where(began == INJECTED, opened, files["filed"]),
        "court": charged,
    }
    verdict = files["verdict"]
    of = np.where(verdict == A_286_1, OF_286_1, np.where(verdict == B_287_2, OF_287_2, OF_OTHER))
    how = np.where(files["closed"] < 0, OPEN, np.where(files["end"] == End.CONVICTED, of, FELL))
    return {
        name: values.astype(np.int64)
        for name, values in {**arrivals, "end": files["closed"], "how": how}.items()
    }


def counts(went: dict[str, Months], months: int) -> dict[str, dict[str, list[int]]]:
    """Files at each desk by the end of each month: ``came, on, fell``, from the start on.

    ``went``: as of :func:`journeys`. ``on``: to a later desk, or convicted; at the desk are those that are left.
    """
    by_desk = {}
    came = {desk: went[desk] >= 0 for desk in DESKS}
    for place, desk in enumerate(DESKS):
        left, further = np.full(len(went["how"]), -1), np.zeros(len(went["how"]), dtype=bool)
        for later in DESKS[place + 1 :]:
            first = (left < 0) & came[later]
            left, further = np.where(first, went[later], left), further | first
        last = came[desk] & ~further
        left = np.where(last, went["end"], left)
        fell = last & (went["how"] == FELL)
        on = came[desk] & (left >= 0) & ~fell
        by = {"came": went[desk][came[desk]], "on": left[on], "fell": left[fell]}
        by_desk[desk] = {name: _until(values, months) for name, values in by.items()}
    return by_desk


def convicted(went: dict[str, Months], months: int) -> dict[str, list[int]]:
    """Files convicted by the end of each month, of ``286_1``, ``287_2`` and ``other``."""
    codes = {"286_1": OF_286_1, "287_2": OF_287_2, "other": OF_OTHER}
    return {name: _until(went["end"][went["how"] == code], months) for name, code in codes.items()}


def _until(when: Months, months: int) -> list[int]:
    return [int(number) for number in np.bincount(when, minlength=months)[:months].cumsum()]
