"""Results of the runs of a study, written the same way always."""

from __future__ import annotations

import pandas as pd
from tiny_design import DESIGN, alive, settings

from zombielaw.experiments.designs import grids
from zombielaw.experiments.reducers.by_place import TABLE, by_place
from zombielaw.experiments.reducers.filed_record import filed_record
from zombielaw.experiments.runs.run_design import manifest_of, run_design, write_results
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


def test_the_panel_and_the_files_that_were_filed_come_back(tmp_path):
    busy = {
        "world.refusal": [0.3],
        "world.client_rate": [5.0],
        "policy.inspection_rate": [12.0],
        "policy.corrective_order_rate": [0.9],
        "policy.transfer_rate": [0.5],
    }
    asked, design = settings(tmp_path, replicates=3), grids.grid(busy)
    results, scenario = (
        run_design(asked, design, reduce=filed_record),
        grids.scenarios(asked, design)[0],
    )
    for replicate in range(3):
        record = simulate(scenario, 1, replicate, "compiled")
        filed = record.ledger[record.ledger["filed"].notna() | record.ledger["charged"].notna()]
        assert 0 < len(filed) < len(record.ledger) / 2
        for name, whole in (("ledger", filed), ("panel", record.panel)):
            table = results.table(name)
            stored = (
                table[table["replicate"] == replicate].drop(columns="point").reset_index(drop=True)
            )
            expected = whole.astype({"replicate": "int64"}).reset_index(drop=True)
            pd.testing.assert_frame_equal(stored, expected)


def test_columns_of_each_run_come_back_at_its_place(tmp_path):
    for replicates in (5, 2):  # of more that are stored no more are read
        asked = settings(tmp_path, replicates=replicates)
        table = run_design(asked, DESIGN.head(3), reduce=by_place).table(TABLE)
    assert list(table)[:2] == ["point", "replicate"]
    for (point, replicate), stored in table.groupby(["point", "replicate"]):
        scenario = grids.scenarios(asked, DESIGN)[point]
        counts = by_place(simulate(scenario, 1, replicate, "compiled"), scenario)[TABLE]
        own = stored.drop(columns=["point", "replicate"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(own, pd.DataFrame(counts))
    assert len(table.groupby(["point", "replicate"])) == 6
