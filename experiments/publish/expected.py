"""The files of expected values and of the defaults, which follow a posterior.

``python -m zombielaw.experiments.publish.expected`` writes ``data/expected.csv``, which ``make run`` reads: the mean of
several runs for each draw of the plain command; and ``data/typical.csv``, the draw that gives numbers without data
their defaults. Both are made anew whenever the model or the posterior changes: a test fails where the key of the first
is not that of the plain command.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.expected import HOW, OUTCOMES, OWN, STORED, key_of, of_draws
from zombielaw.experiments.analysis.observation import RARE
from zombielaw.experiments.analysis.windows import PUBLISHED
from zombielaw.experiments.config.settings import SINGLE
from zombielaw.experiments.config.values import levers_in
from zombielaw.experiments.data.priors import TYPICAL, doubtful
from zombielaw.experiments.designs.draws import draws_of
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.baseline import PART, drawn_settings
from zombielaw.experiments.studies.registry import composed

RUNS = 10
"""Runs of each draw: together as many providers as the country has."""


def write() -> bool:
    """Run every draw of the plain command several times; write what is expected in each, and the typical one.

    Returns whether the typical draw is another than before, so that the defaults of this process are old.
    """
    parts = {}
    drawn = drawn_settings(composed("study=baseline"), PUBLISHED)
    for part, own in drawn.items():
        several = run_design(replace(own, replicates=RUNS), OWN, measures=(), **HOW)
        parts[part] = of_draws(several, PUBLISHED, own)
    table = pd.concat(
        [rows.reset_index().assign(key=key_of(drawn[part])) for part, rows in parts.items()]
    ).set_index("key")
    table.to_csv(DATA / STORED, float_format="%.6g", lineterminator="\n")
    draws = draws_of(drawn[PART])
    chosen = draws.iloc[typical(draws, parts[PART])].rename_axis("number").rename("value")
    before, now = (DATA / TYPICAL).read_text(encoding="utf-8"), chosen.to_csv(lineterminator="\n")
    (DATA / TYPICAL).write_text(now, encoding="utf-8", newline="")
    return now != before


def typical(draws: pd.DataFrame, values: pd.DataFrame) -> int:
    """Row of the draw whose expected outcomes are nearest to those of all others: their medoid.

    ``draws``: a column for each number, by full key; ``values``: :data:`OUTCOMES` of each draw. Distances are Euclidean
    over the logarithms of the outcomes, a value below :data:`RARE` taken as that. A draw counts, but is not chosen, if
    in its practice a package of the paper would move one of its levers the other way, or not at all.
    """
    logs = np.log(values[[*OUTCOMES]].clip(lower=RARE).to_numpy(dtype=float))
    far = np.linalg.norm(logs[:, None] - logs, axis=-1).sum(axis=1)
    return int(np.where(_moved_by_all(draws), far, np.inf).argmin())


def _moved_by_all(draws: pd.DataFrame) -> pd.Series[bool]:
    """Whether each package moves each of its levers from the practice of a draw as it does from the prior median."""
    practice, moved = doubtful(), pd.Series(True, draws.index)
    for name in SINGLE:
        for key, to in levers_in([name], f"policy={name}").items():
            if key in practice:
                moved &= (to - practice[key].middle) * (to - draws[key]) > 0.0
    return moved


if __name__ == "__main__":
    write()
