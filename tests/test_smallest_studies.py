"""Each study at the smallest size that it allows: what was run has its report, its figures and its page."""

from __future__ import annotations

import re

import pytest

from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.registry import composed, run, studies

pytestmark = pytest.mark.slow

WORDS = {
    "attribution": "study.months=26",
    "baseline": "study.months=1 study.posterior_draws=0",
    "calibrate": "study.points=32 study.second=10 study.sets=10 study.draws=10",
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


OPEN = pytest.mark.xfail(
    strict=True, reason="few worlds that are not ruled out are refused after the second wave"
)


@pytest.mark.parametrize(
    "study", [pytest.param(name, marks=[OPEN] if name == "calibrate" else []) for name in WORDS]
)
def test_the_smallest_study_has_its_report(study, tmp_path):
    """Failures of reports and figures are errors here: ``conftest.sparing``."""
    own = re.split(r" (?=(?:study[.]|replicates|draws))", WORDS[study])
    words = (
        f"study={study}",
        "world=classroom",
        "world.providers=8",
        "execute=serial",
        "replicates=1",
    )
    words = tuple(
        word
        for word in words
        if word.partition("=")[0] not in {one.partition("=")[0] for one in own}
    )
    for lang in studies()[study].languages:
        folder = run(composed(*words, *own, f"lang={lang}", f"out={tmp_path}"), shown=False)
        assert not manifest_of(folder).get("unmade")


def test_every_study_is_tried():
    assert {*WORDS} == {*studies()}
