"""Scenario discovery: a planted box is found, by the library and by the search of the core; noise is found out."""

from __future__ import annotations

import builtins
import sys

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis import discovery
from zombielaw.experiments.config.options import PER_DRAW
from zombielaw.experiments.designs.grids import NAME, POINT
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies import discovery as discover
from zombielaw.experiments.studies.discovery import STUDY
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.analysis.lines import LINES

pytestmark = pytest.mark.slow


def points(number: int, seed: int, keys: int = 12) -> pd.DataFrame:
    unit = np.random.default_rng(seed).random((number, keys))
    return pd.DataFrame(unit, columns=[f"world.k{key}" for key in range(keys)])


def reached(table: pd.DataFrame) -> discovery.Bools:
    return ((table["world.k0"] > 0.5) & (table["world.k1"] < 0.6)).to_numpy()


def settings(*words: str):
    return composed("study=discovery", "draws=4", *words)


def test_a_planted_box_is_found_and_holds_on_fresh_points():
    table = points(300, 1)
    box = discovery.find(table, reached(table))
    limits = box.limits.set_index("setting")
    assert set(limits.index) == {"world.k0", "world.k1"}, "no other number is bounded"
    assert limits.loc["world.k0", "low"] == pytest.approx(0.5, abs=0.1)
    assert limits.loc["world.k1", "high"] == pytest.approx(0.6, abs=0.1)
    assert limits["qp_low"].isna().tolist() == [key != "world.k0" for key in limits.index]
    assert (limits[["qp_low", "qp_high"]].min(axis=1) <= discovery.SURE).all()
    chosen = box.trajectory[box.trajectory["chosen"]].iloc[0]
    here = discovery.held_out(table, reached(table), box.limits)
    assert (here["density"], here["coverage"], here["mass"]) == pytest.approx(
        (chosen["density"], chosen["coverage"], chosen["mass"])
    )
    fresh = points(300, 2)
    there = discovery.held_out(fresh, reached(fresh), box.limits)
    assert there["low"] > there["base"] == pytest.approx(reached(fresh).mean())


def test_a_box_in_noise_does_not_hold_on_fresh_points():
    generator = np.random.default_rng(3)
    table, fresh = points(80, 4, 100), points(80, 5, 100)
    noise, other = (generator.random(80) < 0.5 for _ in range(2))
    box = discovery.find(table, noise)
    there = discovery.held_out(fresh, other, box.limits)
    assert box.trajectory["density"].max() > 0.75 > noise.mean(), "the search finds a box in any noise"
    assert there["low"] <= there["base"]


def test_the_search_of_the_core_finds_the_same_box():
    table = points(300, 1, 4)
    hits = reached(table)
    core = discovery.box(table, hits, list(table)).set_index("setting")
    library = discovery.find(table, hits).limits.set_index("setting")
    for key, end in (("world.k0", 0), ("world.k1", 1)):
        ends = [float(word) for word in core.loc[key, "within"].split(" to ")]
        assert core.loc[key, "bounds"]
        assert ends[end] == pytest.approx(library.loc[key, ("low", "high")[end]], abs=0.1)
    assert core["share"].iloc[0] > 0.9
    limits = pd.DataFrame([("world.k0", 0.5, 0.9, 0.1, 0.9, 0.01, np.nan)], columns=discovery.LIMITS)
    some = pd.DataFrame({"world.k0": [0.4, 0.6, 0.99]})
    assert discovery.inside(some, limits).tolist() == [False, True, True], "an end that is not bounded bounds nothing"


def test_a_library_that_is_not_there_is_told_with_what_to_do(monkeypatch):
    real_import = builtins.__import__

    def without(name, *rest, **named):
        if name.startswith("ema_workbench"):
            raise ModuleNotFoundError(f"No module named {name!r}")
        return real_import(name, *rest, **named)

    for name in [name for name in sys.modules if name.startswith("ema_workbench")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"make \.venv/discovery installs it"):
        STUDY.check(settings())


DESIGN = pd.DataFrame({POINT: [0, 1, 2], NAME: ["today", "good", "harsh"]})


def test_a_package_works_where_286_1_is_alive_and_no_more_are_convicted_wrongly():
    rate, share = LINES["application_rate"].high, LINES["share"].high
    rows = []
    for draw in (0, 1):
        for point, (life, part, wrongful) in enumerate([(0.0, 0.0, 2.0), (rate, share, 2.0), (1.0, 1.0, 2.1)]):
            for run in (0, 1):
                for outcome, value in zip(discover.READ, (life, part, wrongful), strict=True):
                    weaker = value * (0.5 if draw and outcome == "application_rate" else 1.0)
                    rows.append((point, draw * PER_DRAW + run, outcome, weaker, 1.0))
    runs = pd.DataFrame(rows, columns=["point", "replicate", "outcome", "numerator", "denominator"])
    by_draw = discover.packages_in(runs, DESIGN).set_index(["draw", "package"])
    assert by_draw["alive"].to_dict() == {(0, "good"): True, (0, "harsh"): True, (1, "good"): False, (1, "harsh"): True}
    assert by_draw.index[by_draw["works"]].tolist() == [(0, "good")]
    assert (by_draw["today"] == 2.0).all()
    claims = discover.claims_of(by_draw.reset_index())
    assert claims["none_works"].tolist() == [False, True]
    assert claims["none_alive"].tolist() == [False, False]
    works = discover.works_of(by_draw.reset_index().assign(sample="found")).set_index("package")
    assert works.loc["at least one", ["alive", "works", "of"]].tolist() == [2, 1, 2]


def test_the_study_runs_and_checks_its_box_on_draws_of_another_seed(tmp_path):
    command = settings(f"out={tmp_path}", "execute=serial", "world.providers=400", "study.months=218", "draws=12")
    folder = STUDY.run(command, shown=False)
    drawn = pd.read_csv(folder / "tables" / "points.csv")
    assert drawn.groupby("sample").size().to_dict() == {"found": 12, "fresh": 12}
    first, second = (side.drop(columns=["sample", "draw", *discover.CLAIMS]) for _, side in drawn.groupby("sample"))
    assert not np.isclose(first.to_numpy(), second.to_numpy()).all()
    assert "no package brings 286-1 back" in (folder / "report.md").read_text(encoding="utf-8")


def test_a_claim_that_holds_everywhere_has_no_box():
    table = pd.concat([points(40, seed).assign(sample=sample) for seed, sample in ((1, "found"), (2, "fresh"))])
    table = table.assign(none_works=True, none_alive=table["world.k0"] > 0.5)
    boxes = discover.boxes_of(table.reset_index(drop=True))
    assert set(boxes["limits"]["claim"]) == {"none_alive"}
    assert boxes["limits"]["setting"].tolist() == ["world.k0"]
    fresh = boxes["held_out"].set_index("sample").loc["fresh"]
    assert fresh["density"] > 0.9
    assert discover.tells(fresh), "report and title say that it holds"
    assert not discover.tells({**fresh, "low": fresh["base"]})
