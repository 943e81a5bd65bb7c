"""Studies of contrasts that stop when they know enough: the rule, its door, and what it leaves in the manifest."""

from __future__ import annotations

import pytest

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, run, studies

pytestmark = pytest.mark.slow

SMALL = ("world=classroom", "world.providers=80", "execute=serial", "replicates=60")
WORDS = {
    "compare": (
        "study.months=62",
        "study.reforms='policy.corrective_order_rate=0.9 start=2018-01'",
    ),
    "levers": ("study.months=40",),
    "grid": ("study.months=40", "study.levels={policy.order_quality: [0.5, 0.9]}"),
}
PRECISE = [
    name for name, study in studies().items() if "precision" in study.keys and "of" in study.keys
]


def settings(name: str, *words: str):
    return composed(f"study={name}", *SMALL, *WORDS[name], *words)


def test_these_studies_have_the_rule():
    assert sorted(PRECISE) == sorted(WORDS)


@pytest.mark.parametrize("name", WORDS)
def test_a_wide_interval_is_enough_after_the_first_stage(name, tmp_path):
    manifest = manifest_of(
        run(settings(name, "study.precision=1e9", f"out={tmp_path}"), shown=False)
    )
    assert manifest["precision_reached"]
    assert 0.0 <= manifest["half_width"] <= 1e9
    assert manifest["replicates"] == 20


def test_all_runs_are_made_where_the_interval_stays_wide(tmp_path, capsys):
    words = ("study.of=harm", "study.precision=1e-9", f"out={tmp_path}")
    folder = run(settings("compare", *words), shown=False)
    manifest = manifest_of(folder)
    assert not manifest["precision_reached"]
    assert "Precision 1e-09 not reached" in capsys.readouterr().err
    rows = Finished(folder)["compared"]
    (row,) = rows[(rows["outcome"] == "harm") & (rows["point"] == 1)].to_dict("records")
    assert row["pairs"] == 60
    assert manifest["half_width"] == pytest.approx(
        (row["difference_high"] - row["difference_low"]) / 2.0
    )


@pytest.mark.parametrize("name", WORDS)
def test_an_outcome_of_another_study_is_refused_before_any_run(name, tmp_path):
    with pytest.raises(
        InputError, match=r"study\.of: no outcome of this study is called 'crime_rate'"
    ):
        run(settings(name, "study.of=crime_rate", f"out={tmp_path / 'none'}"))
    assert not (tmp_path / "none").exists()
    assert composed(f"study={name}").study_keys["of"] in studies()[name].outcomes
