"""Diagnoses of the named worlds, which the page tells at once.

``python -m zombielaw.experiments.publish.diagnoses`` (ten minutes) writes them.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.explorer.state import EXPERIMENTS, State
from zombielaw.experiments.explorer.work import STORED, batches, diagnosed


def counted(experiment: str) -> pd.DataFrame:
    """Numbers of answers in a named world as it is: ``experiment, kind, answer, count``, the most frequent first."""
    state = State(experiment=experiment)
    answers = [
        (experiment, batch.kind, diagnosed(batch.scenario, batch.seed).diagnosis.conclusion)
        for batch in batches(state.scenario("a"), state.seed)
    ]
    table = pd.DataFrame(answers, columns=["experiment", "kind", "answer"])
    return table.value_counts().reset_index()


if __name__ == "__main__":
    pd.concat(map(counted, EXPERIMENTS)).to_csv(STORED, index=False)
