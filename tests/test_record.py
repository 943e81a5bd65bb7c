"""The record: every column is declared, what did not happen is empty, types do not depend on what happened."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shared import run, scenario

from zombielaw.sim.law.offences import OFFENCES, RIVAL_NAMES
from zombielaw.sim.ledger import UNDETERMINED, Table, files_of
from zombielaw.sim.record import (
    LEDGER,
    MEANS,
    PANEL,
    RIVAL_PANEL,
    Months,
    dictionary,
    law_columns,
    panel_rows,
    rival_columns,
    units,
)
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import simulate

LIVELY = ("experiment=lively", "world.providers=1000", "study.months=100")


@pytest.fixture(scope="module")
def record():
    return run(scenario(*LIVELY))


def test_the_dictionary_covers_every_column_and_no_other(record):
    table = dictionary()
    for name, frame in (("ledger", record.ledger), ("panel", record.panel)):
        rows = table[table["table"] == name]
        assert rows["column"].tolist() == list(frame.columns)
        assert rows["column"].is_unique
        assert rows["meaning"].str.len().gt(3).all()
    assert {*LEDGER, *rival_columns(), *law_columns(), "file", "replicate"} == set(record.ledger)
    of_rivals = {start + name for start, _ in RIVAL_PANEL.values() for name in RIVAL_NAMES}
    assert {*PANEL, *of_rivals, "month", "province", "replicate"} == set(record.panel)


def test_months_are_empty_where_nothing_happened(record):
    """More of it: ``ledgers.check_files``."""
    ledger = record.ledger
    months = [name for name, column in LEDGER.items() if column.unit.startswith("month")]
    assert {str(ledger[name].dtype) for name in months} == {"Int16"}
    for nothing, columns in (
        (
            ledger["written_orders"] == 0,
            "first_order due first_due basis clear attainable deadline_days",
        ),
        (ledger["judged"].isna(), "plea scrutiny order_caught defence looked_again"),
        (ledger["began"] == "police", "regulator_kind"),
    ):
        assert ledger.loc[nothing, columns.split()].isna().all(axis=None)


def test_named_columns_hold_their_names_only(record):
    for name, column in LEDGER.items():
        if column.names:
            assert set(record.ledger[name].dropna()) <= set(column.names), name
    for name in law_columns():
        if name.startswith("met_"):
            assert set(record.ledger[name]) <= {0, 1, 2}
        else:
            values = set(record.ledger[name])
            assert all(
                one in {*OFFENCES, "none", "open"} or one.startswith("either: ") for one in values
            )


def test_the_arrays_say_what_the_tables_say(record):
    """Every column, read from the run's own arrays and back from the words of its tables."""
    order = np.lexsort((record.files["provider"], record.files["opened"]))
    for name in [*LEDGER, *rival_columns(), *law_columns()]:
        array, read = record.files[name][order], Table(record.ledger)[name]
        if name.startswith("law_"):  # of what is open only that is written
            assert ((array & UNDETERMINED) == (read & UNDETERMINED)).all(), name
            array, read = (codes[array & UNDETERMINED == 0] for codes in (array, read))
        np.testing.assert_array_equal(array, read, err_msg=name)
    for name in set(record.panel) - {"replicate"}:
        np.testing.assert_array_equal(record.months[name], Table(record.panel)[name], err_msg=name)


def test_the_ledger_is_in_the_order_of_opening_and_provider(record):
    ledger = record.ledger
    assert ledger[["opened", "provider"]].apply(tuple, axis=1).is_monotonic_increasing
    assert ledger["file"].tolist() == [
        f"P{provider:07d}-{2015 + (opened + 10) // 12}-{(opened + 10) % 12 + 1:02d}"
        for provider, opened in zip(ledger["provider"], ledger["opened"], strict=True)
    ]


def test_an_empty_ledger_has_the_types_of_a_full_one(record):
    """Tables of many runs are stacked; a run without files must not change a column's type."""
    empty = files_of([], 0).frame()
    assert list(empty) == list(record.ledger)
    different = {
        name: (str(empty[name].dtype), str(record.ledger[name].dtype))
        for name in empty
        if empty[name].dtype != record.ledger[name].dtype
    }
    assert not different


def test_a_run_without_any_file_has_a_record():
    quiet = scenario(
        "world=classroom", "study.months=5", "policy.inspection_rate=0", "world.trace_rate=1e-5"
    )
    record = simulate(quiet, 1)
    assert len(record.ledger) == 0
    assert len(record.panel) == 5 * 4
    assert record.panel["findings"].sum() == 0


def test_one_month_is_a_run():
    record = simulate(Scenario(months=1, size=Size(providers=50)), 1)
    assert record.panel["month"].unique().tolist() == [0]


def test_sums_of_probabilities_do_not_depend_on_order():
    rng = np.random.default_rng(1)
    chances = rng.uniform(size=5000)
    forward, backward = sum(map(units, chances)), sum(map(units, chances[::-1]))
    assert forward == backward
    assert forward / units(1.0) == pytest.approx(chances.sum(), abs=5000 * 2.0**-41)


def test_the_panel_has_one_row_per_month_and_province():
    rows = panel_rows(3, 2)
    rows["checks"][1, 1] = 7
    rows["expected_orders"][2, 0] = units(0.25)
    frame = Months(rows, 9).frame()
    assert frame[["month", "province"]].apply(tuple, axis=1).tolist() == [
        (m, p) for m in range(3) for p in range(2)
    ]
    assert frame.loc[3, "checks"] == 7
    assert frame.loc[4, "expected_orders"] == 0.25
    assert (frame["replicate"] == 9).all()


def test_counts_are_whole_and_shares_are_shares(record):
    panel = record.panel
    for name, column in PANEL.items():
        if name in (
            "harm",
            "expected_orders",
            "expected_refusals",
            "expected_referrals",
            "official_days",
        ):
            assert (panel[name] >= 0.0).all(), name
        elif name.startswith(
            "expected_"
        ):  # what was foretold for one month may be taken back for another
            assert panel[name].sum() > 0.0, name
        elif name not in MEANS:
            assert pd.api.types.is_integer_dtype(panel[name]), name
            assert (panel[name] >= 0).all(), name
        elif column.unit == "share":
            assert panel[name].between(0.0, 1.0).all(), name


def test_rivals_are_recorded_by_name(record):
    """Chances of the rivals add up to that of their nest, and only what the law does not exclude has one."""
    decided = record.ledger[record.ledger["charged"].notna()]
    for stage in ("p_charge", "p_convict"):
        by_name = decided[[f"{stage}_{name}" for name in RIVAL_NAMES]]
        assert np.allclose(by_name.sum(axis=1), decided[f"{stage}_other"])
    for name in RIVAL_NAMES:
        assert (decided.loc[decided[f"p_charge_{name}"] > 0.0, f"p_charge_{name}"] <= 1.0).all()
    for name in ("285_3", "225"):
        assert decided[f"p_charge_{name}"].sum() > 0.0, "simulated providers may commit it"
    met = record.ledger[[f"met_{name}" for name in RIVAL_NAMES]].max(axis=1)
    assert (met == record.ledger["met_other_statute"]).all()
    panel = record.panel
    assert (
        panel[[f"charges_{name}" for name in RIVAL_NAMES]].sum(axis=1) == panel["charges_other"]
    ).all()
