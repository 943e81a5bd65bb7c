"""What the desks draw: the files of a run as dots, and the counts of its table; plain data, in no language."""

from __future__ import annotations

from typing import Any

from zombielaw.experiments.analysis.desks import DESKS, convicted, counts, journeys
from zombielaw.experiments.door import Run
from zombielaw.experiments.words.texts import Language, say
from zombielaw.sim.ledger import file_names

MOST = 4000
"""Dots of a policy at most; of a run with more files every second is drawn, or every third."""

SAID = (
    "convicted", "286_1", "287_2", "other", "came", "there", "on", "fell", "desk", "play", "stop", "month", "legend",
    "still",
)  # fmt: skip


def step_of(*runs: Run) -> int:
    """One of how many files is drawn, the same for all runs."""
    return max(-(-len(run.record.files["opened"]) // MOST) for run in runs) or 1


def dots(run: Run, every: int) -> dict[str, Any]:
    """The files of a run as ``drawings.js`` takes them: columns of months by desk, and counts by month of all files."""
    went, months = journeys(run.record.files), run.scenario.months
    return {
        "files": {name: values[::every].tolist() for name, values in went.items()},
        "counts": counts(went, months),
        "convicted": convicted(went, months),
    }


def name_of(run: Run, dot: int, every: int) -> str:
    """Name of the file of a dot."""
    files, row = run.record.files, slice(dot * every, dot * every + 1)
    return str(file_names(files["provider"][row], files["opened"][row])[0])


def words(lang: Language) -> dict[str, str]:
    """What ``drawings.js`` says."""
    return {key: say(f"desks.{key}", lang) for key in (*DESKS, *SAID)}
