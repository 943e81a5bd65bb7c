"""Contribution of the agents: the model beside the product, ratios with intervals, and reforms that act together."""

from __future__ import annotations

import pandas as pd
import pytest
from shared import cells

from zombielaw.experiments.analysis import beyond
from zombielaw.experiments.analysis.wording import NOTHING
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.studies.registry import composed

MODEL = pd.DataFrame(
    {"name": ["a", "b"], "model": [3.0, 1.0], "low": [2.0, 0.5], "high": [4.0, 1.5]}
)


def test_what_is_beyond_is_the_model_over_the_product():
    rows = beyond.beside({"a": 2.0, "b": 0.0}, MODEL).set_index("name")
    assert rows.loc["a", ["funnel", "beyond", "beyond_low", "beyond_high"]].tolist() == [
        2.0,
        1.5,
        1.0,
        2.0,
    ]
    assert rows.loc["b", "beyond_low":].isna().all(), (
        "nothing is told of what the product does not have"
    )
    head, _, first, second = cells(beyond.reader_table(rows.reset_index(), "stage", {"a": "first"}))
    assert head == ["stage", "funnel", "model (95 %)", "beyond the funnel"]
    assert (first, second[-1]) == (["first", "2", "3 (2 to 4)", "1.5 (1 to 2)"], NOTHING)


def test_changes_are_multiples_of_the_base_by_both():
    effects = pd.DataFrame({
        "point": [1, 2], "base": [2.0, 2.0], "difference": [2.0, -1.0], "difference_low": [1.0, -2.4],
        "difference_high": [4.0, 0.0],
    })  # fmt: skip
    rows = beyond.multiples({0: 0.5, 1: 0.75, 2: 0.5}, effects, {1: "up", 2: "down"}).set_index(
        "name"
    )
    assert rows.loc["up", ["funnel", "model", "low", "high", "beyond"]].tolist() == [
        1.5,
        2.0,
        1.5,
        3.0,
        2.0 / 1.5,
    ]
    assert rows.loc["down", ["funnel", "model", "low", "high"]].tolist() == [1.0, 0.5, 0.0, 1.0]
    three = beyond.multiples(
        {0: 0.5, 1: 0.75, 2: 0.5}, effects, {1: "up", 2: "down"}, {0: 1.0, 1: 1.6, 2: 0.5}
    )
    up = three.set_index("name").loc["up", ["funnel", "loops_off", "model", "beyond"]]
    assert up.tolist() == [1.5, 1.6, 2.0, 2.0 / 1.6], "the last is over the middle"
    head, _, first, _ = cells(beyond.reader_table(three, "change", {}, "added"))
    assert head[1:] == ["funnel", "agents without loops", "model (95 %)", "what the loops add"]
    assert first[1:3] == ["1.5", "1.6"]


def test_the_product_of_a_design_is_that_of_its_scenarios():
    settings = composed("study=reforms", "world=classroom", "study.months=98", "study.start=14")
    design = table_of(
        [{f"{LABEL}name": rate, "policy.detection_skill": rate} for rate in (0.75, 0.375)]
    )
    products = beyond.of_design(settings, design, [2020, 2021], "findings")
    assert products[1] == pytest.approx(0.5 * products[0])
    larger = composed(
        "study=reforms",
        "world=classroom",
        "world.providers=4000",
        "study.months=98",
        "study.start=14",
    )
    assert beyond.of_design(larger, design, [2020, 2021], "findings")[0] == pytest.approx(
        products[0], rel=1e-3
    )
