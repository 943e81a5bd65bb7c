"""Results of the runs of a study, written the same way always."""

from __future__ import annotations

import pandas as pd
from tiny_design import DESIGN, alive, settings

from zombielaw.experiments.reducers.whole_record import whole_record
from zombielaw.experiments.runs.results import manifest_of, write_results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate


def brittle(record: Record, scenario: Scenario) -> dict[str, pd.DataFrame]:
    """A reducer that fails where many orders are written."""
    if scenario.policy.corrective_order_rate == 0.9:
        raise ZeroDivisionError("no files here")
    return alive(record, scenario)


def files_of(folder) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def test_one_part_has_no_folder_of_its_own(tmp_path):
    results = run_design(settings(tmp_path, replicates=1), DESIGN.head(2), reduce=brittle)
    write_results(tmp_path / "final", {"only": results})
    assert files_of(tmp_path / "final") == [
        "runs.parquet",
        "tables/design.csv",
        "tables/failures.csv",
    ]
    assert "part" not in pd.read_csv(tmp_path / "final" / "tables" / "failures.csv")
    assert "part" not in manifest_of({"only": results})["failures"][0]


def test_parts_without_failures_have_no_table_of_them(tmp_path):
    parts = {
        name: run_design(settings(tmp_path / name, replicates=1), DESIGN.head(1))
        for name in ("a", "b")
    }
    write_results(tmp_path / "final", parts)
    assert not (tmp_path / "final" / "tables").exists()
    assert manifest_of(parts)["failures"] == []


def test_the_whole_record_comes_back(tmp_path):
    asked = settings(tmp_path, replicates=3)
    results = run_design(asked, DESIGN.head(1), reduce=whole_record)
    for replicate in range(3):
        scenario = asked.scenario.under(
            asked.scenario.policy._replace(inspection_rate=0.5, corrective_order_rate=0.2)
        )
        record = simulate(scenario, 1, replicate, "compiled")
        for name in ("ledger", "panel"):
            table = results.table(name)
            stored = (
                table[table["replicate"] == replicate].drop(columns="point").reset_index(drop=True)
            )
            expected = getattr(record, name).astype({"replicate": "int64"}).reset_index(drop=True)
            pd.testing.assert_frame_equal(stored, expected)
    assert results.runs("application_rate_statute").shape[0] == 3
