"""The committed results are those of the code: the cheap part of them is made again, and agrees to 1e-9."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.paths import PAPER
from zombielaw.experiments.publish.paper import RUN, entries
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.measures import MEASURES, quotients
from zombielaw.sim.simulate import simulate

ENTRIES = entries()
AGAIN = [RUN, "replay/cheng_cong"]
HINT = (
    "If the change is meant, say so in CHANGELOG under 'Results change', and run: make paper NAMES="
)


def test_replicate_zero_of_the_baseline_is_the_committed_one():
    settings = composed(*ENTRIES[RUN].words("full"))
    record = simulate(settings.scenario, settings.seed, 0, "compiled")
    committed = pd.read_csv(PAPER / RUN / "tables" / "measures.csv").query("replicate == 0")
    recomputed = quotients(record.ledger, record.panel)
    assert list(committed["measure"]) == [measure.name for measure in MEASURES], f"{HINT}{RUN}"
    for row in committed.itertuples():
        quotient = recomputed[row.measure]
        np.testing.assert_allclose(
            [quotient.numerator, quotient.denominator], [row.numerator, row.denominator], rtol=1e-9, atol=1e-9,
            err_msg=f"{row.measure}. {HINT}{RUN}",
        )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", AGAIN)
def test_a_result_made_again_is_the_committed_one(name, tmp_path):
    folder = ENTRIES[name].make("full", tmp_path)
    tables = sorted((PAPER / name / "tables").glob("*.csv"))
    assert {table.name for table in tables} == {
        table.name for table in (folder / "tables").glob("*.csv")
    }
    for table in tables:
        again = pd.read_csv(folder / "tables" / table.name)
        pd.testing.assert_frame_equal(
            again, pd.read_csv(table), rtol=1e-9, atol=1e-9, obj=f"{HINT}{name}"
        )
    committed = json.loads((PAPER / name / "summary.json").read_text(encoding="utf-8"))
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == committed, (
        f"{HINT}{name}"
    )
