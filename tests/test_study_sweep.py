"""Two levers over their ranges: closed ends, monotone in the preference, paired with the command's own point."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from zombielaw.experiments.analysis.estimates import DIFFERENCES, LEVELS
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, YEARLY, outcomes_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.sweep import study as sweep
from zombielaw.sim import simulate as door
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.law.truth import MET

pytestmark = pytest.mark.slow

WORLD = (
    "study=sweep", "experiment=lively", "world=classroom", "world.providers=400", "study.months=38", "study.levels=3",
    "policy.inspection_rate=12", "policy.transfer_rate=0.9", "policy.order_delay=0", "world.refusal=0.4",
)  # fmt: skip
FIXED = ("world.familiarity_learns=false", "world.clarity_learns=false", "world.trust_learns=false",
         "world.risk_learns=false")  # fmt: skip


def settings(*words: str, replicates: int = 2) -> Settings:
    return composed(*WORLD, f"replicates={replicates}", "execute=serial", *words)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Nothing learns and no load, so that the preference moves the choice between the offences alone."""
    out = tmp_path_factory.mktemp("sweep")
    return sweep.STUDY.run(settings(*FIXED, "world.effort_inflation=0", "policy.charge_preference=0.5", f"out={out}"))


@pytest.fixture(scope="module")
def points(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "points.csv")


def of(points: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return points[points["outcome"] == outcome]


def test_the_table_has_every_pair_of_levels_and_every_outcome(points, folder):
    assert list(points.columns) == ["point", "setting", "x", "y", "outcome", *LEVELS, *DIFFERENCES]
    assert set(points["outcome"]) == set(BY_CHARGES)
    dictionary = pd.read_csv(folder / "data_dictionary.csv")
    assert {f"outcome {name}" for name in BY_CHARGES} <= set(dictionary["column"])
    for _, mine in points.groupby("outcome"):
        assert mine["setting"].tolist() == [BASE, *["grid"] * 9]
        levels = list(zip(mine["x"], mine["y"], strict=True))
        assert levels == [(0.8, 0.5), *((x, y) for y in (0.0, 0.5, 1.0) for x in (0.0, 0.5, 1.0))]
    known = points.dropna(subset=["low", "high"])
    assert (known["low"] <= known["value"] + 1e-12).all()
    assert (known["value"] <= known["high"] + 1e-12).all()


def test_no_order_no_charge_of_286_1(points):
    count = of(points, "expected_charges_286_1")
    assert (count[count["x"] == 0.0]["value"] == 0.0).all()
    assert (count[(count["x"] > 0.0) & (count["y"] < 1.0)]["value"] > 0.0).all()


def test_the_more_287_2_is_preferred_the_less_is_286_1(points):
    """Nothing learns, so the files are the same but for services that a conviction ends, and every chance falls."""
    for outcome in ("expected_charges_286_1", "share_of_charges"):
        grid = of(points, outcome).query("setting == 'grid' and x > 0")
        for _, line in grid.groupby("x"):
            values = line.sort_values("y")["value"].tolist()
            assert values[0] > values[1] > values[2] >= 0.0


def test_the_base_differs_from_itself_by_nothing(tmp_path):
    found = pd.read_csv(
        sweep.STUDY.run(settings("policy.corrective_order_rate=0.5", "policy.charge_preference=0.5", f"out={tmp_path}",
                           "study.levels=3", replicates=2)) / "tables" / "points.csv"
    )  # fmt: skip
    same = found[(found["x"] == 0.5) & (found["y"] == 0.5) & (found["setting"] == "grid")]
    assert len(same) == len(BY_CHARGES)
    assert (same.dropna(subset="difference")[["difference", "difference_low", "difference_high"]] == 0.0).all().all()
    assert (found[(found["x"] == 1.0) & (found["y"] == 0.0)]["difference"].abs() > 0.0).any()


def test_outcomes_are_the_sums_of_the_record(tmp_path):
    mine = settings(f"out={tmp_path}", replicates=1)
    design = sweep.design_of(mine).head(1)
    results = run_design(mine, design, yearly=YEARLY, reduce=expected)
    found = outcomes_of(results, mine.scale, BY_CHARGES)
    assert found["outcome"].tolist() == list(BY_CHARGES)
    found = found.set_index("outcome")
    record = door.simulate(mine.scenario, 1, 0, "compiled")
    ledger, panel = record.ledger, record.panel
    full = panel[(panel["month"] >= 2) & (panel["month"] < 26)]  # 2016 and 2017; the last full year is not read
    a, b = full["expected_charges_286_1"].sum(), full["expected_charges_287_2"].sum()
    assert a > 0.0
    guilty = panel[[f"expected_convictions_{name}" for name in ("286_1", "287_2", *RIVAL_NAMES)]].to_numpy().sum()
    every = ledger[[f"met_{name}_statute_thresholds2019" for name in ("286_1", "287_2", "other")]]
    offenders = float((every == MET).any(axis=1).sum())
    wanted = {
        "share_of_charges": (a, a + b),
        "expected_charges_286_1": (a, 2.0 / mine.scale),
        "official_days": (full["official_days"].sum(), 2.0 / mine.scale),
        "harm": (full["harm"].sum(), full["providers"].sum() / 12.0),
        "impunity": (offenders - guilty + panel["expected_wrongful"].sum(), offenders),
    }
    for name, (over, under) in wanted.items():
        assert found.loc[name, "numerator"] == pytest.approx(over), name
        assert found.loc[name, "denominator"] == pytest.approx(under), name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("study.x=charge_prefrence",),
            r"study.x=charge_prefrence is not a lever \(did you mean 'charge_preference'\?",
        ),
        (("study.y=world",), "study.y=world is not a lever; allowed: corrective_order_rate, "),
        (("study.x=charge_preference",), "study.x and study.y are both policy.charge_preference; give two levers"),
        (("study.x=policy.pooling", "study.y=pooling"), "are both policy.pooling"),
        (("study.levels=1",), "study.levels=1 is out of range; allowed: a whole number from 2 to 101"),
        (("study.x=3",), "study.x=3 is not the name of a lever"),
        (("study.months=13",), "study.months=13 is out of range"),
    ],
)
def test_bad_input_is_refused_before_any_run(tmp_path, words, said):
    with pytest.raises(InputError, match=said):
        sweep.STUDY.run(settings(*words, f"out={tmp_path}/none"))
    assert not (tmp_path / "none").exists()


def test_levels_are_even_and_a_choice_has_all_its_options():
    assert sweep.levels_of("policy.order_delay", 4) == [0.0, 4.0, 8.0, 12.0]
    assert sweep.levels_of("policy.concurrence", 2) == ["habit", "statute", "special_first"]
    assert sweep.levels_of("policy.order_element_required", 9) == [False, True]
    design = sweep.design_of(settings("study.x=concurrence", "study.y=order_element_required"))
    assert len(design) == 1 + 3 * 2


def test_words_for_levels_are_reported_and_drawn(tmp_path, capsys):
    where = sweep.STUDY.run(
        settings("study.x=concurrence", "study.y=order_element_required", f"out={tmp_path}", replicates=1)
    )
    shown = capsys.readouterr().out
    assert "special_first" in shown
    text = sweep.STUDY.report(Finished(where))
    assert "From `policy.concurrence=habit` to special_first, at `policy.order_element_required=True`: " in text
    assert (where / "figures" / "sweep.png").stat().st_size > 5000
    assert "1 runs a point" in text


def test_the_report_follows_the_table(folder, points):
    text = sweep.STUDY.report(Finished(folder))
    count = of(points, "expected_charges_286_1").query("setting == 'grid'")
    most = count.loc[count["value"].idxmax()]
    assert f"at `policy.corrective_order_rate={most['x']}`, `policy.charge_preference={most['y']}`." in text
    assert "0 (0 to 0) at `policy.corrective_order_rate=0.0`" in text


def test_the_range_of_a_lever_is_the_difference_between_two_points(folder, points):
    ranges = pd.read_csv(folder / "tables" / "ranges.csv")
    assert len(ranges) == 2 * len(BY_CHARGES)
    for row in ranges.to_dict("records"):
        other = "y" if row["side"] == "x" else "x"
        assert row["at"] == {"x": 1.0, "y": 0.5}[other], "next to the command's own 0.8 and 0.5"
        line = of(points, row["outcome"]).query("setting == 'grid'").set_index([row["side"], other])["value"]
        apart = line[1.0, row["at"]] - line[0.0, row["at"]]
        assert row["difference"] == pytest.approx(apart, nan_ok=True)
        assert not row["difference_low"] > row["difference"]
    count = ranges[ranges["outcome"] == "expected_charges_286_1"].set_index("side")
    assert count.loc["x", "difference"] > 0.0 > count.loc["y", "difference"]


@pytest.mark.parametrize("value", [0.2, 0.5, 0.76])
def test_the_line_of_a_map_is_the_nearest(value):
    grid = pd.DataFrame({"x": [0.0, 0.5, 1.0] * 2, "y": [0.0] * 3 + [1.0] * 3})
    assert set(sweep.nearest_line(grid, "y", value)["y"]) == {0.0 if value <= 0.5 else 1.0}
