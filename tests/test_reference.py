"""The committed results are those of the code: measures agree to 1e-9, whatever Python or Mesa."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.paths import REFERENCE
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.publish.reference import READMES, readme_with
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.replay import STUDY as REPLAY
from zombielaw.sim.measures import MEASURES, quotients
from zombielaw.sim.simulate import simulate

SMALL = {name: entry.words("small") for name, entry in entries().items()}
HINT = "If the change is meant, say so in CHANGELOG under 'Results change' and run: make reference"


def test_replicate_zero_of_the_baseline_is_the_committed_one():
    settings = composed(*SMALL["baseline"])
    record = simulate(settings.scenario, settings.seed, 0)
    committed = pd.read_csv(REFERENCE / "baseline" / "tables" / "measures.csv").query("replicate == 0")
    found = quotients(record.ledger, record.panel)
    assert list(committed["measure"]) == [measure.name for measure in MEASURES]
    for row in committed.itertuples():
        quotient = found[row.measure]
        np.testing.assert_allclose(
            [quotient.numerator, quotient.denominator], [row.numerator, row.denominator], rtol=1e-9, atol=1e-9,
            err_msg=f"{row.measure}. {HINT}",
        )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SMALL if name.startswith("replay")])
def test_a_replay_is_the_committed_one(name, tmp_path):
    folder = REPLAY.run(composed(*SMALL[name], f"out={tmp_path}"))
    tables = sorted((REFERENCE / name / "tables").glob("*.csv"))
    assert [table.name for table in tables] == sorted(table.name for table in (folder / "tables").glob("*.csv"))
    for table in tables:
        pd.testing.assert_frame_equal(
            pd.read_csv(folder / "tables" / table.name), pd.read_csv(table), rtol=1e-9, atol=1e-9, obj=HINT
        )
    committed = json.loads((REFERENCE / name / "summary.json").read_text(encoding="utf-8"))
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == committed, HINT


def test_the_estimates_of_the_baseline_pool_the_committed_measures():
    folder = REFERENCE / "baseline" / "tables"
    estimates = pd.read_csv(folder / "estimates.csv").set_index("outcome")
    measures = pd.read_csv(folder / "measures.csv")
    assert list(estimates.index) == [measure.name for measure in MEASURES]
    for name in ("charges_287_2", "refusal_rate", "expected_share_286_1_charges"):
        rows, row = measures[measures["measure"] == name], estimates.loc[name]
        assert row["value"] == pytest.approx(rows["numerator"].sum() / rows["denominator"].sum(), rel=1e-9)
        assert row["low"] <= row["value"] <= row["high"]
        assert row["runs"] == rows["replicate"].nunique()


@pytest.mark.parametrize("lang", READMES)
def test_the_readme_shows_the_committed_number(lang):
    numbers = pd.read_csv(REFERENCE / "baseline" / "tables" / "numbers.csv")
    readme = READMES[lang].read_text(encoding="utf-8")
    assert readme_with(numbers, readme, lang) == readme, "run: make reference"
    assert f"{numbers['expected_per_year'][1]:.3g}" in readme
