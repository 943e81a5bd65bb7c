"""The file of expected values: those of each draw of the plain command, as the mean of several runs.

``python -m zombielaw.experiments.publish.expected`` writes ``data/expected.csv``, which ``make run`` reads. It is made
anew whenever the model or the posterior changes: a test fails where its key is not that of the plain command.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from zombielaw.experiments.analysis.expected import HOW, OWN, STORED, key_of, of_draws
from zombielaw.experiments.analysis.windows import PUBLISHED
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.baseline import drawn_settings
from zombielaw.experiments.studies.registry import composed

RUNS = 10
"""Runs of each draw: together as many providers as the country has."""


def write() -> None:
    """Run every draw of the plain command several times, and write what is expected in each."""
    parts = []
    for drawn in drawn_settings(composed("study=baseline"), PUBLISHED).values():
        several = run_design(replace(drawn, replicates=RUNS), OWN, measures=(), **HOW)
        rows = of_draws(several, PUBLISHED, drawn).reset_index()
        parts.append(rows.assign(key=key_of(drawn)))
    table = pd.concat(parts).set_index("key").reset_index()
    table.to_csv(DATA / STORED, index=False, float_format="%.6g", lineterminator="\n")


if __name__ == "__main__":
    write()
