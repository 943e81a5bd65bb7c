"""Every lever alone: what each contrast moves, signs that theory gives, and what pairing is worth."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.intervals import variance_ratio
from zombielaw.experiments.analysis.merits import MERITS
from zombielaw.experiments.designs.grids import BASE, contrasts
from zombielaw.experiments.studies.levers import study as levers
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.parameters import Policy, declared

WORLD = (
    "study=levers", "experiment=lively", "world=classroom", "world.providers=300", "study.months=26", "replicates=2",
    "policy.inspection_rate=6", "policy.transfer_rate=0.9", "policy.order_delay=0", "world.refusal=0.4",
    "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return levers.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('levers')}"))


@pytest.fixture(scope="module")
def moved(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "effects.csv")


def of(moved: pd.DataFrame, lever: str, side: str, outcome: str) -> pd.Series:
    mine = moved[(moved["lever"] == lever) & (moved["side"] == side) & (moved["outcome"] == outcome)]
    assert len(mine) == 1
    return mine.iloc[0]


def test_every_lever_is_moved_to_each_end_and_option(moved, folder):
    assert list(moved.columns) == [
        "point", "lever", "side", "own", "to", "outcome", "base", "value", "difference", "low", "high", "runs",
        "variance_ratio", "two_peaked",
    ]  # fmt: skip
    assert set(moved["lever"]) == {lever.name for lever in declared(Policy)}
    assert set(moved["outcome"]) == set(MERITS)
    assert set(levers.DRAWN) <= set(MERITS)
    points = moved.drop_duplicates("point")
    for lever in declared(Policy):
        mine = points[points["lever"] == lever.name]
        if lever.about.options:
            assert set(mine["side"]) == {"other"}
            assert {*mine["to"], mine["own"].iloc[0]} == set(lever.about.options)
        else:
            own = float(lever.default) if lever.kind is not bool else None
            assert set(mine["side"]) <= {"down", "up"}
            for row in mine.to_dict("records"):
                end = lever.about.low if row["side"] == "down" else lever.about.high
                to = {"True": 1.0, "False": 0.0}.get(str(row["to"]))
                assert (to if own is None else float(row["to"])) == end
    assert not points.duplicated(["lever", "to"]).any()
    base = pd.read_csv(folder / "tables" / "base.csv").set_index("quantity")["value"]
    for outcome, mine in moved.groupby("outcome"):
        np.testing.assert_allclose(mine.dropna(subset="base")["base"], base[outcome])


def test_a_difference_is_the_value_less_the_base(moved):
    known = moved.dropna(subset=["difference", "low"])
    np.testing.assert_allclose(known["difference"], known["value"] - known["base"], atol=1e-9, rtol=1e-9)
    assert (known["low"] <= known["difference"] + 1e-9).all()
    assert (known["difference"] <= known["high"] + 1e-9).all()


def test_levers_do_what_follows_from_the_rules(moved):
    """Exact consequences, whatever the world: no order or no check, no charge of 286-1, and so on."""
    for lever in ("corrective_order_rate", "inspection_rate", "detection_skill"):
        row = of(moved, lever, "down", "count")
        assert row["value"] == 0.0
        assert row["difference"] == -row["base"] < 0.0
    assert of(moved, "charge_preference", "down", "count")["difference"] > 0.0
    assert of(moved, "charge_preference", "up", "count")["difference"] < 0.0
    assert of(moved, "inspection_rate", "down", "days")["difference"] < 0.0
    assert of(moved, "inspection_rate", "up", "harm")["difference"] < 0.0
    assert of(moved, "order_element_required", "down", "count")["difference"] > 0.0
    no_order = of(moved, "corrective_order_rate", "down", "life")
    assert math.isnan(no_order["difference"]), "nobody is eligible where nothing is ordered"


def test_pairing_is_measured_for_each_lever(moved):
    assert moved["variance_ratio"].dropna().gt(0.0).all()
    still = moved[(moved["difference"] == 0.0) & (moved["low"] == 0.0) & (moved["high"] == 0.0)]
    assert np.isinf(still["variance_ratio"].dropna()).all(), "runs that stay what they were"
    worth = levers.pairing(moved).set_index("outcome")
    assert (worth["contrasts"] == moved["point"].nunique()).all()
    assert (worth["low"] <= worth["median"]).all()
    assert (worth["median"] <= worth["high"]).all()


def test_the_quartiles_of_pairing_leave_out_what_nothing_moves():
    rows = [(0.0, math.inf), (1.0, 2.0), (-1.0, 3.0), (2.0, 4.0), (1.0, 5.0), (3.0, math.inf), (math.nan, math.nan)]
    table = pd.DataFrame(rows, columns=["difference", "variance_ratio"]).assign(outcome="life")
    row = levers.pairing(table).set_index("outcome").loc["life"]
    assert (row["contrasts"], row["moved"], row["low"], row["median"], row["high"]) == (7, 5, 3.0, 4.0, 5.0)
    all_moved = levers.pairing(table.tail(2).head(1)).set_index("outcome").loc["life"]
    assert (all_moved["moved"], all_moved["median"]) == (1, math.inf)


def test_the_variance_ratio_is_told_for_each_lever(moved):
    lines = levers.worth(moved).splitlines()
    assert len(lines) == 2 + len(declared(Policy))
    row = next(line for line in lines if line.startswith("| `inspection_rate` |")).split(" | ")
    assert row[1] == "0.0, 12.0"
    assert len(row) == 2 + len(levers.DRAWN)
    assert row[2].startswith("–, "), "nobody is eligible where nobody is checked"


@pytest.mark.parametrize(
    ("difference", "ratio", "said"),
    [
        (0.0, math.inf, "="),
        (1.0, math.inf, "> 1,000"),
        (math.nan, math.nan, "–"),
        (0.5, 0.956, "0.96"),
        (0.5, 4.0, "4"),
        (0.5, 182.4, "182"),
    ],
)
def test_a_variance_ratio_for_a_reader(difference, ratio, said):
    assert levers._ratio(pd.Series({"difference": difference, "variance_ratio": ratio})) == said


def test_shared_luck_is_worth_what_it_says():
    """Two series with a common part of variance s and own parts of variance 1: the ratio is (s + 1) / 1."""
    luck = np.random.default_rng(5)
    common, one = 3.0 * luck.normal(size=4000), np.ones(4000)
    here, there = common + luck.normal(size=4000), common + luck.normal(size=4000)
    assert variance_ratio(here + 50.0, one, there + 50.0, one) == pytest.approx(10.0, rel=0.1)


def test_what_a_point_moves():
    settings = composed("study=levers")
    table = levers.lever_table(contrasts(settings))
    assert BASE not in set(table["lever"])
    rows = {(row["lever"], row["side"], str(row["to"])): row["own"] for row in table.to_dict("records")}
    assert rows["charge_preference", "down", "0.0"] == 0.7
    assert rows["concurrence", "other", "special_first"] == "label"
    assert rows["order_element_required", "down", "False"] is True
    assert ("training", "down", "0.0") not in rows, "training is at its low end today"


def test_the_folder_holds_figure_captions_and_findings(folder, moved):
    assert (folder / "figures" / "levers.png").stat().st_size > 20000
    assert (folder / "figures" / "levers.pdf").stat().st_size > 5000
    text = levers.findings(folder)
    assert f"* 2 paired runs; {moved['point'].nunique()} contrasts of {len(declared(Policy))} levers." in text
    life = moved[moved["outcome"] == "life"]
    assert f"{int(life['difference'].isna().sum())} have nothing to divide by" in text
    assert "Variance ratio of pairing" in text
