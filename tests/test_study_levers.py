"""Every lever alone: what each contrast moves, signs that theory gives, and how far pairing reduces variance."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.estimates import DIFFERENCES, LEVELS
from zombielaw.experiments.analysis.intervals import variance_ratio
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, OUTCOMES
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.designs.grids import BASE, contrasts
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.levers import study as levers
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.parameters import Policy, declared

pytestmark = pytest.mark.slow

WORLD = (
    "study=levers", "experiment=lively", "world=classroom", "world.providers=3000", "study.months=38", "replicates=2",
    "policy.inspection_rate=6", "policy.transfer_rate=0.9", "policy.order_delay=0", "world.refusal=0.4",
    "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return levers.STUDY.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('levers')}"))


@pytest.fixture(scope="module")
def moved(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "effects.csv")


def of(moved: pd.DataFrame, lever: str, side: str, outcome: str) -> pd.Series:
    mine = moved[(moved["lever"] == lever) & (moved["side"] == side) & (moved["outcome"] == outcome)]
    assert len(mine) == 1
    return mine.iloc[0]


def test_every_lever_is_moved_to_each_end_and_option(moved, folder):
    head = ["point", "lever", "side", "own", "to", "outcome"]
    assert list(moved.columns) == [*head, *LEVELS, *DIFFERENCES]
    assert set(moved["lever"]) == {lever.name for lever in declared(Policy)}
    assert set(moved["outcome"]) == set(BY_CHARGES)
    assert set(levers.DRAWN) <= set(BY_CHARGES)
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
    base = pd.read_csv(folder / "tables" / "base.csv").set_index("outcome")["value"]
    for outcome, mine in moved.groupby("outcome"):
        np.testing.assert_allclose(mine.dropna(subset="base")["base"], base[outcome])


def test_a_difference_is_the_value_less_the_base(moved):
    known = moved.dropna(subset=["difference", "difference_low"])
    np.testing.assert_allclose(known["difference"], known["value"] - known["base"], atol=1e-9, rtol=1e-9)
    assert (known["difference_low"] <= known["difference"] + 1e-9).all()
    assert (known["difference"] <= known["difference_high"] + 1e-9).all()


def test_levers_do_what_follows_from_the_rules(moved):
    """Exact consequences, whatever the world: no order or no check, no charge of 286-1, and so on."""
    for lever in ("corrective_order_rate", "inspection_rate", "detection_skill"):
        row = of(moved, lever, "down", "expected_charges_286_1")
        assert row["value"] == 0.0
        assert row["difference"] == -row["base"] < 0.0
    assert of(moved, "charge_preference", "down", "expected_charges_286_1")["difference"] > 0.0
    assert of(moved, "charge_preference", "up", "expected_charges_286_1")["difference"] < 0.0
    assert of(moved, "inspection_rate", "down", "official_days")["difference"] < 0.0
    assert of(moved, "inspection_rate", "up", "harm")["difference"] < 0.0
    assert of(moved, "order_element_required", "down", "expected_charges_286_1")["difference"] > 0.0
    no_order = of(moved, "corrective_order_rate", "down", "application_rate")
    assert math.isnan(no_order["difference"]), "no elements are satisfied where nothing is ordered"


def test_pairing_is_measured_for_each_lever(moved):
    assert moved["variance_ratio"].dropna().gt(0.0).all()
    still = moved[(moved[["difference", "difference_low", "difference_high"]] == 0.0).all(axis="columns")]
    assert np.isinf(still["variance_ratio"].dropna()).all(), "runs that stay what they were"
    factors = levers.pairing(moved).set_index("outcome")
    assert (factors["contrasts"] == moved["point"].nunique()).all()
    assert (factors["low"] <= factors["median"]).all()
    assert (factors["median"] <= factors["high"]).all()


def test_the_quartiles_of_pairing_leave_out_what_nothing_moves():
    rows = [(0.0, math.inf), (1.0, 2.0), (-1.0, 3.0), (2.0, 4.0), (1.0, 5.0), (3.0, math.inf), (math.nan, math.nan)]
    table = pd.DataFrame(rows, columns=["difference", "variance_ratio"]).assign(outcome="application_rate")
    row = levers.pairing(table).set_index("outcome").loc["application_rate"]
    assert (row["contrasts"], row["moved"], row["low"], row["median"], row["high"]) == (7, 5, 3.0, 4.0, 5.0)
    all_moved = levers.pairing(table.tail(2).head(1)).set_index("outcome").loc["application_rate"]
    assert (all_moved["moved"], all_moved["median"]) == (1, math.inf)


def test_the_factor_of_each_lever_is_reported(moved):
    lines = levers.factors(moved).splitlines()
    assert len(lines) == 2 + len(declared(Policy))
    line = next(line for line in lines if line.startswith("| `inspection_rate` "))
    row = [cell.strip() for cell in line.strip("|").split("|")]
    assert row[1] == "0.0, 12.0"
    assert len(row) == 2 + len(levers.DRAWN)
    assert row[2].startswith("–, "), "no elements are satisfied where nobody is checked"


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
def test_a_factor_for_a_reader(difference, ratio, said):
    assert levers.factor(difference, ratio) == said


def test_shared_draws_reduce_variance_as_they_should():
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
    assert rows["concurrence", "other", "special_first"] == "habit"
    assert rows["order_element_required", "down", "False"] is True
    assert ("training", "down", "0.0") not in rows, "training is at its low end today"


def test_the_folder_holds_figure_and_report(folder, moved):
    assert (folder / "figures" / "levers.png").stat().st_size > 20000
    assert (folder / "figures" / "levers.pdf").stat().st_size > 5000
    text = levers.STUDY.report(Finished(folder))
    assert f"2 paired runs; {moved['point'].nunique()} contrasts of {len(declared(Policy))} levers." in text
    rate = moved[moved["outcome"] == "application_rate"]
    assert f"{int(rate['difference'].isna().sum())} have nothing to divide by" in text
    assert "Variance-reduction factor of pairing" in text
    for name in levers.DRAWN:
        known = moved[moved["outcome"] == name].dropna(subset=["difference", "difference_low"])
        first = known.loc[known["difference"].abs().idxmax()]
        line = next(line for line in text.splitlines() if line.startswith(f"- {OUTCOMES[name].title} ("))
        assert (
            f"Largest differences: `policy.{first['lever']}={first['to']}` {number(first['difference'], '+')} (" in line
        )
