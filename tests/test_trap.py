"""The bound on traps: closed forms by hand, and the ceiling of the application rate by counting."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from shared import run, scenario

from zombielaw.experiments.reducers.expected_by_year import familiarity_pull
from zombielaw.experiments.studies.baseline.trap import trap_sentences, trap_table
from zombielaw.sim.law.truth import MET

BUSY = ("experiment=lively", "world.providers=800", "study.months=48")


@pytest.fixture(scope="module")
def record():
    return run(scenario(*BUSY))


def values(table: pd.DataFrame) -> dict[str, float]:
    return table.set_index("quantity")["value"].to_dict()


def test_strength_and_need_are_those_of_theory(record):
    given = scenario(*BUSY)
    numbers = values(trap_table(record.ledger, record.panel, given, 3.0))
    world, size = given.world, given.size
    files = (record.ledger["p_charge_286_1"] > 0.0).sum() / 4.0
    sisters = size.procuratorates // size.provinces
    heard = 1.0 + given.policy.pooling * (sisters - 1) + world.salience
    assert numbers["files"] == pytest.approx(3.0 * files)
    assert numbers["kappa"] == pytest.approx(world.lesson * files * heard / (size.procuratorates * world.forgetting))
    assert numbers["kappa_needed"] == pytest.approx(4.0 / (familiarity_pull(world) - 4.0))
    assert numbers["files_needed"] / numbers["files"] == pytest.approx(numbers["kappa_needed"] / numbers["kappa"])
    assert numbers["offices_needed"] / numbers["offices"] == pytest.approx(numbers["kappa"] / numbers["kappa_needed"])


def test_the_ceiling_is_above_every_application_rate(record):
    table = trap_table(record.ledger, record.panel, scenario(*BUSY), 1.0).set_index("quantity").loc["ceiling"]
    eligible = record.ledger["met_286_1_statute_thresholds2019"] == MET
    everybody = eligible.sum() + record.panel["undetected_286_1"].sum()
    convicted = (eligible & (record.ledger["verdict"] == "286-1")).sum()
    assert 0.0 < convicted / everybody <= table["value"] < 1.0
    assert table["low"] < table["value"] < table["high"]


def test_worlds_without_a_trap_or_files_say_so(record):
    given, none = scenario(*BUSY), record.ledger.head(0)
    blind = given.world._replace(familiarity_gain=0.0, conviction_weight=0.5)
    flat = trap_table(record.ledger, record.panel, replace(given, world=blind), 1.0)
    assert math.isnan(values(flat)["kappa_needed"])
    assert "No learning makes a trap" in trap_sentences(flat)
    nobody = record.panel.assign(undetected_286_1=0)
    empty = trap_table(none, nobody, given, 1.0)
    assert (values(empty)["kappa"], values(empty)["files"]) == (0.0, 0.0)
    assert np.isnan(values(empty)["ceiling"])
    sentences = trap_sentences(empty)
    assert "here there are none" in sentences
    assert "no ceiling to tell" in sentences
    assert "nan" not in sentences
