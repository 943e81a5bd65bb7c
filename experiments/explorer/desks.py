"""Data of the desks: the files of a run as dots, and the counts of its table; plain, in no language."""

from __future__ import annotations

from typing import Any

import numpy as np

from zombielaw.experiments.analysis.desks import DESKS, FELL, Months, convicted, counts, journeys
from zombielaw.experiments.door import Run
from zombielaw.experiments.words.texts import Language, say
from zombielaw.sim.ledger import file_names

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
