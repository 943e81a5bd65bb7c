"""Contribution of the agents: the model beside the product, ratios with intervals, and reforms that act together."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from shared import cells

from zombielaw.experiments.analysis import beyond
from zombielaw.experiments.analysis.wording import NOTHING
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.studies.reforms.added import added, added_table
from zombielaw.experiments.studies.registry import composed

MODEL = pd.DataFrame({"name": ["a", "b"], "model": [3.0, 1.0], "low": [2.0, 0.5], "high": [4.0, 1.5]})


def test_what_is_beyond_is_the_model_over_the_product():
    rows = beyond.beside({"a": 2.0, "b": 0.0}, MODEL).set_index("name")
    assert rows.loc["a", ["funnel", "beyond", "beyond_low", "beyond_high"]].tolist() == [2.0, 1.5, 1.0, 2.0]
    assert rows.loc["b", "beyond_low":].isna().all(), "nothing is told of what the product does not have"
    head, _, first, second = cells(beyond.reader_table(rows.reset_index(), "stage", {"a": "first"}))
    assert head == ["stage", "funnel", "model (95 %)", "beyond the funnel"]
    assert (first, second[-1]) == (["first", "2", "3 (2 to 4)", "1.5 (1 to 2)"], NOTHING)


def test_changes_are_multiples_of_the_base_by_both():
    effects = pd.DataFrame({
        "point": [1, 2], "base": [2.0, 2.0], "difference": [2.0, -1.0], "difference_low": [1.0, -1.2],
        "difference_high": [4.0, 0.0],
    })  # fmt: skip
    rows = beyond.multiples({0: 0.5, 1: 0.75, 2: 0.5}, effects, {1: "up", 2: "down"}).set_index("name")
    assert rows.loc["up", ["funnel", "model", "low", "high", "beyond"]].tolist() == [1.5, 2.0, 1.5, 3.0, 2.0 / 1.5]
    assert rows.loc["down", ["funnel", "model", "high"]].tolist() == [1.0, 0.5, 1.0]


def runs_of(*means: float, number: int = 200, spread: float = 0.02) -> pd.DataFrame:
    """Runs of points with these means, each point with luck of its own."""
    rng = np.random.default_rng(3)
    rows = [
        (point, one, mean * rng.normal(1.0, spread), 1.0) for point, mean in enumerate(means) for one in range(number)
    ]
    return pd.DataFrame(rows, columns=["point", "replicate", "numerator", "denominator"])


@pytest.mark.parametrize(("joint", "truth"), [(6.0, 1.0), (3.0, 0.5)])
def test_what_acts_together_is_held_against_the_product_of_its_parts(joint, truth):
    value, low, high = beyond.together(runs_of(1.0, 2.0, 3.0, joint), 0, [1, 2], 3)
    assert low < truth < high
    assert value == pytest.approx(truth, rel=0.02)
    error = 0.02 * math.sqrt(4.0 / 200)
    assert math.log(high / low) == pytest.approx(2.0 * 1.97 * error, rel=0.3), "four means, each with its error"


def test_no_interval_comes_of_one_run_or_of_nothing():
    assert all(map(math.isnan, beyond.together(runs_of(1.0, 2.0, 3.0, number=1), 0, [1], 2)))
    assert all(map(math.isnan, beyond.together(runs_of(0.0, 2.0, 3.0), 0, [1], 2)))


def test_the_product_of_a_design_is_that_of_its_scenarios():
    settings = composed("study=reforms", "world=classroom", "study.months=98", "study.start=14")
    design = table_of([{f"{LABEL}name": rate, "policy.detection_skill": rate} for rate in (0.75, 0.375)])
    products = beyond.of_design(settings, design, [2020, 2021], "findings")
    assert products[1] == pytest.approx(0.5 * products[0])
    larger = composed("study=reforms", "world=classroom", "world.providers=4000", "study.months=98", "study.start=14")
    assert beyond.of_design(larger, design, [2020, 2021], "findings")[0] == pytest.approx(products[0], rel=1e-3)


def test_the_list_says_what_each_lever_works_through():
    names, outcomes = (
        ["today", "one", "two", "all"],
        ["expected_convictions_286_1", "wrongful", "harm", "official_days"],
    )
    levels = pd.DataFrame([(name, outcome, 1.0, 0.5, 2.0) for name in names for outcome in outcomes],
                          columns=["name", "outcome", "value", "low", "high"])  # fmt: skip
    changes = beyond.beside({"one": 2.0, "two": 4.0, "all": 16.0}, pd.DataFrame(
        [("one", 4.0, 3.0, 5.0), ("two", 3.0, 2.0, 4.0), ("all", 6.0, 5.0, 7.0)],
        columns=["name", "model", "low", "high"],
    ))  # fmt: skip
    moved = {"one": ["training", "order_delay"], "two": ["inspection_rate"], "all": ["training", "inspection_rate"]}
    points = {name: point for point, name in enumerate(names)}
    rows = added(changes, moved, levels, 0.5, runs_of(1.0, 4.0, 3.0, 6.0), points).set_index(["what", "name"])
    assert rows.loc[("learning", "one"), "beyond"] == 2.0
    assert rows.loc[("deterrence and correction", "two"), "beyond"] == 0.75
    assert rows.loc[("level, a year", "today"), "beyond"] == 2.0
    saturated = rows.loc[("saturation", "all")]
    assert saturated["funnel"] == 2.0
    assert saturated["model"] == pytest.approx(0.5, rel=0.02)
    assert "all" not in rows.loc["learning"].index, "all packages together work through everything"
    assert rows.loc[("harm", "all"), ["funnel", "beyond"]].isna().all()
    assert "Wrongful convictions, per year in the country" in added_table(rows.reset_index())
