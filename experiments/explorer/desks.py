"""Desks: through which offices each case file went; the files of a run as dots in heaps, and their counts, by month."""

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
WIDTHS = np.array([44.0, 14.0, 14.0, 14.0, 14.0])
"""Widths of the desks and of the convictions in per cent: most files stop at the first desk."""
LARGEST, SMALLEST, HEIGHT = 9.0, 2.0, 160.0
"""Pixels: size of a dot at most and at least, and height of all heaps."""
FLAT = 2.5
"""Width of the largest heap over its height."""
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


class Scale(NamedTuple):
    """Size of a dot in pixels, and rows of dots above and below the line."""

    size: float
    above: int
    below: int


def heaps(
    went: Journeys, month: int, every: int
) -> tuple[dict[int, list[tuple[float, float, int]]], list[float], Scale]:
    """Dots as (x in per cent, y in rows, file), by state; the middles of the columns; the scale of all.

    All that came to a second desk or to a verdict are drawn, and one in ``every`` of the others. The scale is that of
    the last month, so that a heap grows while months go by.
    """
    further = ((went.came >= 0).sum(axis=0) > 1) | (went.how > FELL)
    drawn = further | (np.arange(len(further)) % every == 0)
    across = np.maximum(4, np.sqrt(FLAT * drawn.sum()) * WIDTHS / WIDTHS[0]).astype(int)
    left = WIDTHS.cumsum() - WIDTHS
    place, state = standing(went, month)
    points: dict[int, list[tuple[float, float, int]]] = {one: [] for one in STATES}
    for at in range(len(WIDTHS)):
        for below in (False, True):
            rows = np.flatnonzero(drawn & (place == at) & ((state == FELL) == below))
            level, column = np.divmod(np.arange(len(rows)), across[at])
            x = left[at] + (column + 1.0) * WIDTHS[at] / (across[at] + 1.0)
            y = (level + 1.0) * (-1.0 if below else 1.0)
            for one in np.unique(state[rows]):
                mine = state[rows] == one
                points[int(one)] += list(
                    zip(
                        x[mine].round(2).tolist(),
                        y[mine].tolist(),
                        rows[mine].tolist(),
                        strict=True,
                    )
                )
    lowest = int(drawn.sum() // across[0]) + 2
    above = max(6, lowest // 3)
    size = float(np.clip(HEIGHT / (lowest + above), SMALLEST, LARGEST))
    return points, (left + WIDTHS / 2.0).tolist(), Scale(size, above, lowest)


def name_of(run: Run, row: object) -> str:
    """Name of the file in a row of the ledger; empty if there is no such row."""
    files = run.record.files
    if not isinstance(row, int) or not 0 <= row < len(files["opened"]):
        return ""
    return str(file_names(files["provider"][[row]], files["opened"][[row]])[0])
