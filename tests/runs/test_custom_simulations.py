"""Runs that are no simulation: stored, resumed and grown like all others."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from tiny_design import DESIGN, settings

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs.run_design import Results, manifest_of, run_design, write_results
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.scenario import Scenario

pytestmark = pytest.mark.slow


class Matter(NamedTuple):
    """Subject of a custom simulation: a case and its number of draws."""

    case: str
    draws: int


SUBJECTS = [Matter(f"case {number}", 3) for number in range(len(DESIGN))]


def tossed(scenario: Scenario, subject: Matter, luck: Luck) -> dict[str, pd.DataFrame]:
    """A block of draws."""
    draws = [luck.uniform(Draw.PLEA, draw, 0) for draw in range(subject.draws)]
    rate = scenario.policy.inspection_rate
    return {
        "tosses": pd.DataFrame(
            {"case": subject.case, "rate": rate, "draw": range(subject.draws), "luck": draws}
        )
    }


def tossed_otherwise(scenario: Scenario, subject: Matter, luck: Luck) -> dict[str, pd.DataFrame]:
    """Another custom simulation of the same module."""
    return tossed(scenario, subject, luck)


def played(
    out: Path, how: str = "serial", replicates: int = 5, custom=tossed, subjects=SUBJECTS
) -> Results:
    return run_design(settings(out, how, replicates), DESIGN, custom=custom, subjects=subjects)


def test_a_custom_simulation_has_its_scenario_its_subject_and_its_luck(tmp_path):
    results = played(tmp_path)
    tosses = results.table("tosses")
    assert list(tosses) == ["point", "replicate", "case", "rate", "draw", "luck"]
    assert len(tosses) == 6 * 5 * 3
    row = tosses.query("point == 4 and replicate == 2 and draw == 1").iloc[0]
    assert (row["case"], row["rate"]) == ("case 4", 12.0)
    assert row["luck"] == Luck(1, 2).uniform(Draw.PLEA, 1, 0)
    assert results.made == 30


def test_another_custom_simulation_subject_or_seed_is_another_run(tmp_path):
    played(tmp_path, replicates=1)
    assert played(tmp_path, replicates=1, custom=tossed_otherwise).made == 6
    assert (
        played(tmp_path, replicates=1, subjects=[one._replace(draws=2) for one in SUBJECTS]).made
        == 6
    )
    other = replace(settings(tmp_path, replicates=1), seed=2)
    assert run_design(other, DESIGN, custom=tossed, subjects=SUBJECTS).made == 6


def test_a_custom_simulation_has_no_measures_and_no_engine(tmp_path):
    results = played(tmp_path, replicates=2)
    runs = results.runs()
    assert runs.empty
    with pytest.raises(ValueError, match="application_rate_statute was not asked of these runs"):
        results.runs("application_rate_statute")
    assert list(runs) == ["point", "replicate", "measure", "numerator", "denominator"]
    write_results(tmp_path / "final", {"cases": results})
    assert sorted(path.name for path in (tmp_path / "final").rglob("*.*")) == ["design.csv"]
    manifest = manifest_of({"cases": results})
    assert (manifest["engine"], manifest["runs"], manifest["failures"]) == ("", 12, [])
    assert manifest["made_by"][0]["runs"] == 12


def reserved(scenario: Scenario, subject: Matter, luck: Luck) -> dict[str, pd.DataFrame]:
    """A custom simulation whose table has a name that is taken."""
    return {"measures": pd.DataFrame({"x": [1]})}


def test_what_no_custom_simulation_may_be_is_refused(tmp_path):
    def within(scenario, subject, luck):
        return {}

    for own in (lambda *_: {}, within, partial(tossed)):
        with pytest.raises(InputError, match="allowed: a module's own function"):
            played(tmp_path, custom=own)
        with pytest.raises(InputError, match="allowed: a module's own function"):
            run_design(settings(tmp_path), DESIGN, reduce=own)
    with pytest.raises(InputError, match="5 subjects for 6 points"):
        played(tmp_path, subjects=SUBJECTS[1:])
    with pytest.raises(InputError, match="without yearly and reduce"):
        run_design(settings(tmp_path), DESIGN, custom=tossed, subjects=SUBJECTS, yearly=("load",))
    with pytest.raises(
        InputError,
        match="6 subjects for 6 points; allowed: one for each point of a custom simulation",
    ):
        run_design(settings(tmp_path), DESIGN, subjects=SUBJECTS)
    assert not (tmp_path / "runs").exists(), "refused before anything is written"
    failures = played(tmp_path, replicates=1, custom=reserved).failures
    assert set(failures["stage"]) == {"play"}
    assert set(failures["error"]) == {"ValueError: a study's own table may not be called measures"}
