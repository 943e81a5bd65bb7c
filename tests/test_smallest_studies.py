"""Each study at the smallest size that it allows: what was run has its report, figures and page."""

from __future__ import annotations

import re

import pytest

from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.registry import composed, run, studies

pytestmark = pytest.mark.slow

WORDS = {
    "attribution": "study.months=26",
    "baseline": "study.months=1 study.posterior_draws=0",
    "calibrate": "study.points=32 study.second=32 study.sets=10 study.draws=10",
    "cases": "study.draws=10",
    "compare": "study.months=26 study.posterior_draws=0 study.reforms='policy.order_quality=0.2 or policy.pooling=0.2'",
    "design": "study.months=62",
    "grid": "study.months=14 study.levels={policy.order_quality: [0.5]}",
    "information": "study.months=120 study.worlds=4",
    "levers": "study.months=26",
    "loop": "study.months=26",
    "offences": "study.draws=50",
    "portfolio": "study.months=26 study.start=2015-11 replicates=2 draws=2",
    "reforms": "study.months=98 study.start=2015-11",
    "replay": "study.case=cheng_cong study.draws=10",
    "rules": "study.months=14",
    "sensitivity": "study.months=26 study.base=2",
    "structure": "study.months=120",
    "trap": "study.months=120 study.worlds=2 study.planted=0",
    "validate": "study.planted=0 replicates=2 draws=2",
}


@pytest.mark.parametrize("study", WORDS)
def test_the_smallest_study_has_its_report(study, tmp_path, monkeypatch):
    """Failures of reports and figures are errors here: ``conftest.sparing``."""
    monkeypatch.chdir(tmp_path)
    known, own = studies()[study], re.split(r" (?=(?:study[.]|replicates|draws))", WORDS[study])
    words = {"world": "classroom", "world.providers": "8", "execute": "serial"}
    words |= {"replicates": "1"} if known.runs == "replicates" else {}
    words |= dict(word.split("=", 1) for word in own)
    asked = [f"{key}={value}" for key, value in words.items()]
    for lang in known.languages:
        folder = run(composed(f"study={study}", *asked, f"lang={lang}", "out=out"), shown=False)
        assert not manifest_of(folder).get("unmade")


def test_every_study_is_tried():
    assert {*WORDS} == {*studies()}
