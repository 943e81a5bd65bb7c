"""Each study at the smallest and the largest size that it allows: what was run has its report, figures and page.

Largest are the length of runs and the number of scenarios, of draws where a run is short: what reports and figures have
to hold. More worlds or draws (``study.points=100000``) make tables no larger and are not run.
"""

from __future__ import annotations

import re
from pathlib import Path

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
    "sensitivity": "study.months=26 study.base=2",
    "structure": "study.months=120",
    "trap": "study.months=120 study.worlds=2",
    "validate": "study.planted=0 replicates=2 draws=2",
}


MANY = [f"{number / 200}" for number in range(200)]
LARGEST = {
    "baseline": {"study.posterior_draws": "100"},
    "compare": {"study.reforms": f"'{' or '.join(f'policy.pooling={each}' for each in MANY[100:])}'"},
    "design": {"study.table": "many.csv"},
    "grid": {"study.levels": f"{{policy.order_quality: [{', '.join(MANY)}], policy.pooling: [0.1, 0.2]}}"},
    "offences": {"study.draws": "5000"},
}  # fmt: skip


@pytest.mark.parametrize("size", ["smallest", "largest"])
@pytest.mark.parametrize("study", WORDS)
def test_a_study_of_any_size_has_its_report(study, size, tmp_path, monkeypatch):
    """Failures of reports and figures are errors here: ``conftest.sparing``."""
    monkeypatch.chdir(tmp_path)
    Path("many.csv").write_text("\n".join(["policy.pooling", *MANY]))
    known, own = studies()[study], re.split(r" (?=(?:study[.]|replicates|draws))", WORDS[study])
    words = {"world": "classroom", "world.providers": "8", "execute": "serial"}
    words |= {"replicates": "1"} if known.runs == "replicates" else {}
    words |= dict(word.split("=", 1) for word in own)
    if size == "largest":
        words |= {"study.months": "600"} if "months" in known.keys else {}
        words |= LARGEST.get(study, {})
    asked = [f"{key}={value}" for key, value in words.items()]
    for lang in known.languages:
        folder = run(composed(f"study={study}", *asked, f"lang={lang}", "out=out"), shown=False)
        assert not manifest_of(folder).get("unmade")


def test_every_study_is_tried():
    assert {*WORDS} == {*studies()}
