"""A user's table: estimates of what it says, wherever it lies, and refused before any run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shared import cells

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.design import ESTIMATED, STUDY
from zombielaw.experiments.studies.registry import composed

pytestmark = pytest.mark.slow

TABLE = "label.name,policy.corrective_order_rate\nfew,0.2\nmany,0.9\n"


def settings(table: Path, *words: str) -> Settings:
    return composed("study=design", "world=classroom", "world.providers=60", "study.months=24", "replicates=4",
                    "execute=serial", f"study.table={table}", *words)  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_each_scenario_is_estimated_and_compared_with_the_first(table, tmp_path):
    folder = STUDY.run(settings(table, f"out={tmp_path}", "study.measure=official_days"))
    estimates = Finished(folder)["estimates"]
    assert len(estimates) == 2 * len(ESTIMATED), "the measure is one of these"
    runs = pd.read_parquet(folder / "runs.parquet").query("measure == 'official_days'")
    means = runs.groupby("point")["numerator"].mean()
    days = estimates[estimates["outcome"] == "official_days"].set_index("point")
    np.testing.assert_allclose(days["value"], means)
    assert days.loc[1, "difference"] == pytest.approx(means[1] - means[0])
    text = STUDY.report(Finished(folder))
    rows = cells(text[text.index("\n|") + 1 :].split("\n\n")[0])[2:]
    assert [row[1] for row in rows] == ["few", "many"]
    assert rows[1][2].startswith(f"{means[1]:.3g} (")


@pytest.mark.parametrize(("word", "message"), [
    ("study.measure=application_rate_statut",
     "application_rate_statut is not a measure .*did you mean 'application_rate_statute'"),
    ("study.table=none.csv", "none.csv: no such file"),
])  # fmt: skip
def test_bad_input_is_refused_before_any_run(table, tmp_path, word, message):
    with pytest.raises(InputError, match=message):
        STUDY.run(settings(table, word, f"out={tmp_path}/none"))
    assert not (tmp_path / "none").exists()
