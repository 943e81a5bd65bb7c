"""Desks: through which offices each case file went; the files of a run as dots, and their counts, by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zombielaw.experiments.api import Run
from zombielaw.sim.law.offences import A_286_1, B_287_2, NONE
from zombielaw.sim.ledger import file_names
from zombielaw.sim.record import INJECTED, INSPECTION, POLICE, Columns, End

DESKS = ("regulator", "police", "prosecutor", "court")
STATES = {0: "there", 1: "fell", 2: "286_1", 3: "287_2", 4: "other"}
"""Name of each state of a file: on a desk, fallen off it, or convicted of 286-1, 287-2 or another offence."""
THERE, FELL, OF_286_1, OF_287_2, OF_OTHER = STATES
MOST = 3000
"""Files at their first desk that are drawn, at most; of more, every second or third is drawn."""
ACROSS = 60
"""Dots beside each other."""
GAP = 2
"""Rows of dots between the bands of two desks."""
Numbers = npt.NDArray[np.int64]


class Journeys(NamedTuple):
    """Months in which files came to desks and ended, counted from November 2015; -1 of what did not come about.

    A file comes to a desk at most once, and in the order of the desks.
    """

    came: Numbers  # (desks, files)
    end: Numbers  # (files,)
    how: Numbers  # (files,): state in the end, one of ``STATES``


def journeys(files: Columns) -> Journeys:
    """Journeys of the files of a ledger."""
    began, opened = files["began"], files["opened"]
    arrivals = (
        np.where(began == INSPECTION, opened, -1),
        np.where(began == POLICE, opened, files["referred"]),
        np.where(began == INJECTED, opened, files["filed"]),
        np.where(files["charge"] != NONE, files["charged"], -1),
    )
    verdict = files["verdict"]
    of = np.where(verdict == A_286_1, OF_286_1, np.where(verdict == B_287_2, OF_287_2, OF_OTHER))
    how = np.where(files["closed"] < 0, THERE, np.where(files["end"] == End.CONVICTED, of, FELL))
    return Journeys(np.array(arrivals, dtype=np.int64), files["closed"].astype(np.int64), how)


def standing(went: Journeys, month: int) -> tuple[Numbers, Numbers]:
    """Place of each file at the end of a month (a desk; 4: convicted; -1: nowhere yet), and its state."""
    here = (went.came >= 0) & (went.came <= month)
    last = np.where(here.any(axis=0), len(DESKS) - 1 - here[::-1].argmax(axis=0), -1)
    state = np.where((went.end >= 0) & (went.end <= month), went.how, THERE)
    return np.where(state > FELL, len(DESKS), last), state


def counts(went: Journeys, month: int) -> dict[str, dict[str, int]]:
    """Files at each desk by the end of a month: ``came, there, on, fell``; *on*: to a later desk, or convicted."""
    place, state = standing(went, month)
    by_desk = {}
    for at, desk in enumerate(DESKS):
        came = int(((went.came[at] >= 0) & (went.came[at] <= month)).sum())
        there, fell = (int(((place == at) & (state == one)).sum()) for one in (THERE, FELL))
        by_desk[desk] = {"came": came, "there": there, "on": came - there - fell, "fell": fell}
    return by_desk


def convicted(went: Journeys, month: int) -> dict[str, int]:
    """Files convicted by the end of a month, of ``286_1``, ``287_2`` and ``other``."""
    _, state = standing(went, month)
    return {STATES[of]: int((state == of).sum()) for of in (OF_286_1, OF_287_2, OF_OTHER)}


def step_of(*runs: Run) -> int:
    """Step of the sample of files that stay at their first desk: one in so many is drawn; the same for all runs."""
    return max(-(-len(run.record.files["opened"]) // MOST) for run in runs) or 1


def bands(went: Journeys, month: int, every: int) -> tuple[dict[int, list[list[int]]], list[int]]:
    """Dots as (column, row, file), by state; the first row of each desk, of the convictions, and the end.

    All that came to a second desk or to a verdict are drawn, and one in ``every`` of the others. A desk has room for
    all that ever come to it, so that nothing jumps while months go by.
    """
    guilty = went.how > FELL
    further = ((went.came >= 0).sum(axis=0) > 1) | guilty
    drawn = further | (np.arange(len(further)) % every == 0)
    most = np.array([*(went.came[:, drawn] >= 0).sum(axis=1), guilty.sum()])
    starts = np.cumsum([0, *(-(-most // ACROSS) + GAP)])
    place, state = standing(went, month)
    points: dict[int, list[list[int]]] = {one: [] for one in STATES}
    for at, start in enumerate(starts[:-1]):
        files = np.flatnonzero(drawn & (place == at))
        files = files[np.argsort(state[files], kind="stable")]
        down, column = np.divmod(np.arange(len(files)), ACROSS)
        dots = np.column_stack([column, start + down, files])
        for one in STATES:
            points[one] += dots[state[files] == one].tolist()
    return points, starts.tolist()


def name_of(run: Run, row: object) -> str:
    """Name of the file in a row of the ledger; empty if there is no such row."""
    files = run.record.files
    if not isinstance(row, int) or not 0 <= row < len(files["opened"]):
        return ""
    return str(file_names(files["provider"][[row]], files["opened"][[row]])[0])
