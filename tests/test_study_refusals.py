"""Settings that do not go with a study are refused before anything is run or written."""

from __future__ import annotations

import re

import pytest

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.registry import composed, run

LEVELS = [
    (
        "levers study.months=25",
        "study.months=25 is too short: outcomes are read in full calendar years",
    ),
    ("grid study.months=13", "study.months=13 is out of range"),
    ("grid", "needs settings and their levels"),
]
REFUSED = [
    ("attribution study.months=20", "study.months=20 is too short"),
    ("calibrate world=classroom world.providers=300 policy=judiciary", "learns about today's practice"),
    ("calibrate world=classroom study.points=20", "20 simulated worlds are too few for 15 groups; allowed: 32 or more"),
    ("calibrate world=classroom study.second=31", "31 simulated worlds are too few for 15 groups; allowed: 32"),
    ("compare world=classroom posterior=mine.csv", "is read with parameters=posterior only"),
    ("trap study.months=119", "study.months=119 is too short for a diagnosis: .* need 120; lengthen the run"),
    ("trap policy.changes=[{lever:training,to:0.1,start:3}]", "this study moves levers by its probes"),
    ("trap study.worlds=1", "study.worlds=1 is out of range"),
    ("information study.worlds=3", "study.worlds=3 .*4"),
    ("information study.months=100", "too short"),
    ("information policy.changes=[{lever:transfer_rate,to:0.5,start:2018-01}]", "policy.changes: this study"),
    ("information parameters=prior", "parameters=prior does not go with study=information"),
    ("reforms study.months=130", "too short"),
    ("portfolio parameters=median", "parameters=median does not go with study=portfolio"),
    ("sensitivity world=classroom study.base=192", "study.base=192 is no power of two; allowed: 2, 4, 8"),
    ("structure study.months=119", "study.months=119 is too short for a diagnosis"),
    ("structure policy.inspection_rate=0", "policy.inspection_rate=0 cannot be raised 10-fold"),
    ("structure policy.inspection_rate=1.3", "policy.inspection_rate=1.3 cannot be raised 10-fold, .* at most 1.2"),
    ("validate world=classroom study.months=40", "judgments needs 2023-04, and runs end in 2019-02; run longer"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "message"), [*LEVELS, *REFUSED])
def test_what_does_not_go_is_said_before_any_run(tmp_path, command, message):
    study, *words = command.split()
    with pytest.raises(InputError, match=re.compile(message, re.DOTALL)):
        run(composed(f"study={study}", *words, f"out={tmp_path}/none"), shown=False)
    assert not (tmp_path / "none").exists()
