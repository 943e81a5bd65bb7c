"""Designs: output of the builders, allowed cells of a user's table, and rows that mean what the command line means."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.config.schema import CHANGES, PRACTICE
from zombielaw.experiments.designs import grids as design
from zombielaw.experiments.designs.draws import saltelli
from zombielaw.experiments.designs.grids import read_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.registry import composed

RATE, QUALITY, RULE = "policy.corrective_order_rate", "policy.order_quality", "policy.concurrence"


@pytest.fixture(scope="module")
def settings():
    return composed("world=classroom")


# ---- builders


def test_a_grid_has_every_combination_in_order():
    table = design.grid({RATE: [0.1, 0.2], RULE: ["habit", "statute"]})
    assert table.to_dict("list") == {
        "point": [0, 1, 2, 3], RATE: [0.1, 0.1, 0.2, 0.2], RULE: ["habit", "statute"] * 2,
    }  # fmt: skip


def test_coalitions_are_all_sets_and_join_their_changes(settings):
    change = {"lever": "order_quality", "to": 0.9, "start": 60}
    later = {"lever": "detection_skill", "to": 0.9, "start": 60}
    table = design.coalitions(
        settings,
        {
            "a": {RATE: 0.9, "policy.changes": [change]},
            "b": {QUALITY: 0.9, RATE: 0.8},
            "c": {"policy.changes": [later]},
        },
    )
    assert len(table) == 8
    names = [
        tuple(name for name in "abc" if row[f"label.{name}"]) for row in table.to_dict("records")
    ]
    assert names == [(), ("a",), ("b",), ("a", "b"), ("c",), ("a", "c"), ("b", "c"), tuple("abc")]
    everything = table.iloc[-1]
    assert everything[["label.a", "label.b", "label.c"]].all()
    assert json.loads(everything["policy.changes"]) == [change, later]
    assert everything[RATE] == 0.8, "the last part has it"
    assert not table.iloc[0][["label.a", "label.b", "label.c"]].any()
    assert table.iloc[0][RATE] == PRACTICE.corrective_order_rate


# ---- samples of the priors


def test_a_saltelli_sample_has_the_rows_that_its_analysis_needs():
    keys = [RATE, "world.items_per_month", RULE]
    unit = saltelli(keys, 16, seed=1)
    assert unit.shape == (16 * (3 + 2), 3)
    assert np.array_equal(unit, saltelli(keys, 16, seed=1))
    assert not np.array_equal(unit, saltelli(keys, 16, seed=2))


def test_numbers_of_one_group_are_drawn_apart_and_exchanged_together():
    first, second, third, last = (
        saltelli(["a", "b", "a"], 8, seed=1).reshape(8, 4, 3).transpose(1, 0, 2)
    )
    assert np.array_equal(second, np.column_stack([last[:, 0], first[:, 1], last[:, 2]]))
    assert np.array_equal(third, np.column_stack([first[:, 0], last[:, 1], first[:, 2]]))
    assert abs(np.corrcoef(first[:, 0], first[:, 2])[0, 1]) < 0.9


# ---- a row means what the command line means


@pytest.mark.parametrize(
    "cells",
    [
        {RATE: 0.8, RULE: "special_first"},
        {"world.providers": 300, "world.items_per_month": 30.0},
        {
            "law.version": 2019,
            "law.order_validity": "weighted",
            "policy.order_element_required": False,
        },
        {
            "policy.changes": '[{"lever":"order_quality","to":0.9,"start":60,"ramp_months":6,"provinces":[1]}]'
        },
    ],
)
def test_a_row_is_the_scenario_of_the_command(settings, cells):
    words = [f"{key}={str(value).replace(chr(34), '')}" for key, value in cells.items()]
    row = pd.DataFrame([{"point": 0, "label.mine": "x", **cells}])
    assert design.scenarios(settings, row) == [composed("world=classroom", *words).scenario]


# ---- tables that a user brings


def table_file(tmp_path, text, name="mine.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(settings, path) -> str:
    with pytest.raises(InputError) as refused:
        read_design(settings, path)
    return str(refused.value)


def test_a_csv_is_read_as_the_command_line_reads(settings, tmp_path):
    text = (
        f'label.name,{RATE},policy.order_element_required,law.version,policy.changes\n'
        f'1,50\u3000％,TRUE,2019,[]\n"a, b",1e-1,false,dated,"[{{""lever"":""pooling"",""to"":1,""start"":3}}]"\n'
    )  # fmt: skip
    given = read_design(settings, table_file(tmp_path, "\ufeff" + text))
    table = given.table
    assert table["label.name"].tolist() == ["1", "a, b"]
    assert table["point"].tolist() == [0, 1]
    first, second = given.scenarios
    assert (first.policy.corrective_order_rate, second.policy.corrective_order_rate) == (0.5, 0.1)
    assert (first.policy.order_element_required, second.policy.order_element_required) == (
        True,
        False,
    )
    assert (first.statute.version, second.statute.version) == (2019, 0)
    assert second.changes[0].to == 1.0


def test_a_design_is_read_from_the_csv_in_which_it_is_kept(settings, tmp_path):
    change = {"lever": "corrective_order_rate", "to": 0.6, "start": 60, "end": 72}
    rows = [
        {f"{design.LABEL}reform": name, CHANGES: changes}
        for name, changes in (("none", []), ("one", [change]))
    ]
    table = design.table_of(rows).assign(**{QUALITY: 0.5})
    table.to_csv(tmp_path / "mine.csv", index=False)
    pd.testing.assert_frame_equal(read_design(settings, tmp_path / "mine.csv").table, table)


HEAD = f"{RATE},{QUALITY}\n"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["the file is empty"]),
        (HEAD, ["no rows"]),
        (HEAD + "0.1,0.2\n\n", ["row 2", "the row is empty"]),
        (HEAD + "0.1,0.2\n0.3,\n", ["row 2", QUALITY, "empty"]),
        (HEAD + "0.1,0.2\n0.3,0.4,0.5\n", ["row 2", "3 cells under 2 columns"]),
        (HEAD + "0.1,0.2\n0.3,1.5\n", ["row 2", f"{QUALITY}=1.5 is out of range", "from 0 to 1"]),
        (HEAD + "0.1,nan\n", ["row 1", f"{QUALITY}=nan is not a number"]),
        ("study.months\n24\n", ["column study.months", "varies settings of world, policy, law only", "label.months"]),
        (HEAD + "0.1,0.2\n0.3,0.4\n.1,0.20\n", ["row 3", "same scenario as row 1"]),
        (f"{RATE},{RATE}\n1,1\n", [f"column {RATE}", "twice"]),
        ("policy.order_qualty\n0.5\n", ["policy.order_qualty", "did you mean 'policy.order_quality'?"]),
        ("name,policy.order_quality\na,1\n", ["column name", "label.name"]),
        ("label.name\na\n", ["no column names a setting", "policy.order_quality"]),
        ("policy.changes\nnonsense\n", ["row 1", "column policy.changes", "JSON"]),
        ('policy.changes\n"[{""lever"":""nothing"",""to"":1,""start"":0}]"\n', ["no lever is called 'nothing'"]),
        ("world.refusal,world.partial,world.inputs\n0.5,0.4,none\n", ["world.inputs is not a setting"]),
        ("world.refusal,world.partial,world.vanish\n0.5,0.4,0.1\n", ["row 1:", "keep their sum at 0.95"]),
        (HEAD + '0.1,"0.2\n', ["not a readable CSV table"]),
        ("label.n,world.refusal\n=1+1,0.4\n", ["row 1, column label.n", "a spreadsheet would read it as a formula"]),
        ("label.$,world.refusal\na,0.4\n", ["heading", "a figure or a page would read"]),
        ('label.n,world.refusal\n"a\x01",0.4\n', ["line 2", "not allowed"]),
        ('policy,policy.pooling,start\ntoday,,\n,"0,95",2017-01\n', ["row 2: policy.pooling=0,95 is not a number"]),
        ("policy,start\ntoday,\nnone.yaml,2017-01\n", ["row 2: none.yaml: no such file"]),
        ("policy,name\ntoday,\njudiciary,a\nall,a\n", ["row 3: another scenario is called a"]),
        ("policy,world.provinces,provinces\ntoday,2,\nall,x,0\n", ["row 2: world.provinces=x is not a number"]),
        ("policy,strat\ntoday,\nall,2017-01\n", ["column strat", "did you mean 'start'?"]),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused_with_row_and_column(settings, tmp_path, text, parts):
    path = table_file(tmp_path, text)
    message = refusal(settings, path)
    assert str(path) in message
    for part in parts:
        assert part in message, message


def test_a_file_that_is_no_table_is_refused(settings, tmp_path):
    table_file(tmp_path, HEAD + "0.1,0.2\n", "mine.csv")
    assert "did you mean 'mine.csv'?" in refusal(settings, tmp_path / "mine.cvs")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    assert "not a readable CSV table" in refusal(settings, tmp_path / "bytes.csv")
    assert "is a folder" in refusal(settings, tmp_path)


def test_the_example_is_a_design(settings):
    assert (
        len(read_design(settings, Path(composed("study=design").study_keys["table"])).scenarios)
        == 4
    )


def test_odd_cells_are_refused_in_words(tmp_path):
    digits = tmp_path / "wide.csv"
    digits.write_text("policy.pooling\n０.５\n５成\n", encoding="utf-8")
    with pytest.raises(InputError, match="the same scenario as row 1"):
        read_design(composed(), digits)
    twice = '[{"lever":"pooling","to":0.1,"to":0.2,"start":0}]'
    for text in (twice, "[" * 100_000):
        path = tmp_path / "changes.csv"
        cell = text.replace('"', '""')
        path.write_text(f'policy.changes\n"{cell}"\n')
        with pytest.raises(InputError, match="is no list of changes in JSON, each key once"):
            read_design(composed(), path)
