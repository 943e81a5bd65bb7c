"""The boundary of 286-1 and 287-2: matrices against the declared one, rows, what may move what, planted files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shared import run

from zombielaw.experiments.config.settings import scenario_with
from zombielaw.experiments.designs.grids import grid
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.charges_vs_law import SATISFIED, applied
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.boundary import study
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.ledger import Table
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS, mischarge
from zombielaw.sim.parameters import TODAY
from zombielaw.sim.record import Record

pytestmark = pytest.mark.slow

WORLD = (
    "study=boundary", "experiment=lively", "world=classroom", "world.providers=1000", "study.months=26",
    "replicates=2", "policy.inspection_rate=12", "policy.transfer_rate=0.9", "policy.order_delay=0",
    "world.refusal=0.4", "world.familiarity_learns=false", "world.effort_inflation=0", "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return study.STUDY.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('boundary')}"))


@pytest.fixture(scope="module")
def matrices(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "matrices.csv")


@pytest.fixture(scope="module")
def indices(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "indices.csv")


def own_point(table: pd.DataFrame) -> int:
    return study.points_by(table)[tuple(study.NOW.values())]


def test_the_factorial_is_whole_and_holds_today(matrices):
    points = matrices.drop_duplicates("point")
    assert len(points) == 27
    assert not points.duplicated(list(study.LEVELS)).any()
    own = points[points["point"] == own_point(points)].iloc[0]
    assert own["knowing_standard"] == TODAY.knowing_standard
    assert own["consequence_threshold"] == TODAY.consequence_threshold
    assert own["concurrence"] == "habit" == study.RULES[TODAY.concurrence]
    cells = matrices[matrices["point"] == 0]
    assert len(cells) == 2 * len(LAW_ANSWERS) * len(APPLIED)
    assert not cells.duplicated(["act", "law", "applied"]).any()


def test_each_row_is_a_whole_and_counts_its_files(matrices):
    rows = matrices.groupby(["point", "act", "law"])
    share, files = rows["share"].sum(min_count=4), rows["files"].first()
    np.testing.assert_allclose(share[files > 0], 1.0)
    assert share[files == 0].isna().all()
    factor = 134177 / 1000 * 12 / 26 / 2
    np.testing.assert_allclose(rows["count"].sum(), files * factor)
    np.testing.assert_allclose(rows["expected"].sum(), files * factor, atol=1e-9)
    charge, conviction = files.xs("charge", level="act"), files.xs("conviction", level="act")
    assert (charge == conviction).all(), "both acts are told of the same files"
    assert files.sum() > 100


def test_realised_charges_are_those_of_the_declared_matrix(matrices):
    """At today's point, from the records themselves."""
    settings = composed(*WORLD)
    point = own_point(matrices)
    design = grid({f"policy.{name}": levels for name, levels in study.LEVELS.items()})
    row = design.loc[design["point"] == point].drop(columns="point").iloc[0].to_dict()
    scenario = scenario_with(settings, row)
    wanted = sum(mischarge(run(scenario, 1, replicate).ledger) for replicate in range(2))
    mine = matrices[(matrices["point"] == point) & (matrices["act"] == "charge")]
    found = mine.pivot_table(index="law", columns="applied", values="count").loc[list(LAW_ANSWERS), list(APPLIED)]
    factor = settings.scale * 12 / 26 / 2
    np.testing.assert_allclose(found, wanted.loc[list(LAW_ANSWERS), list(APPLIED)] * factor)


def test_indices_follow_from_the_matrices(matrices, indices):
    """The share charged with 286-1 and the files behind it, added up again."""
    charge = matrices[(matrices["act"] == "charge") & matrices["law"].isin(SATISFIED)]
    over = charge[charge["applied"] == "286-1"].groupby("point")["expected"].sum()
    under = charge.groupby("point")["expected"].sum()
    wide = indices.pivot_table(index="point", columns="outcome", values="value", dropna=False)
    np.testing.assert_allclose(wide["satisfied"], under)
    np.testing.assert_allclose(wide["share_286_1"], (over / under).where(under > 0))
    convicted = matrices[(matrices["act"] == "conviction") & (matrices["applied"] != "none")]
    convicted = convicted[convicted["law"] != "open"]
    none = convicted[convicted["law"] == "none"].groupby("point")["expected"].sum()
    np.testing.assert_allclose(wide["wrongful"], none / convicted.groupby("point")["expected"].sum())


def test_today_differs_from_itself_by_nothing(indices):
    own = indices[indices["point"] == own_point(indices)]
    assert (own[["difference", "difference_low", "difference_high"]].dropna() == 0.0).all().all()
    assert set(own["outcome"]) == set(study.OUTCOMES)


def test_the_special_law_first_never_lowers_the_share_of_286_1(indices):
    """Nothing is learnt, so the rule only pushes the choice, and only where both are provable."""
    shares = indices[indices["outcome"] == "share_286_1"]
    wide = shares.pivot_table(
        index=["knowing_standard", "consequence_threshold"], columns="concurrence", values="value"
    )
    assert len(wide) == 9
    assert (wide["special_first"] >= wide["habit"] - 1e-12).all()
    assert (wide["special_first"] > wide["habit"] + 1e-3).any()


def test_a_lower_threshold_satisfies_no_fewer_files(indices):
    files = indices[indices["outcome"] == "satisfied"]
    wide = files.pivot_table(index=["knowing_standard", "concurrence"], columns="consequence_threshold", values="value")
    assert (wide[0.25] > wide[4.0]).all()


def planted() -> Record:
    """Six decided files, one for each answer of the law, and one that is not decided on."""
    truths = {
        "286-1": (MET, NOT_MET, NOT_MET), "286-1 and 287-2": (MET, MET, NOT_MET), "287-2": (NOT_MET, MET, MET),
        "other only": (NOT_MET, NOT_MET, MET), "none": (NOT_MET,) * 3, "open": (OPEN, NOT_MET, NOT_MET),
    }  # fmt: skip
    rows = []
    for place, (name, met) in enumerate([*truths.items(), ("286-1", (MET, NOT_MET, NOT_MET))]):
        decided = place < len(truths)
        rows.append({
            "charged": 5 if decided else None, "law_statute_thresholds2019": "open" if name == "open" else "none",
            "provider": place, "opened": 0,
            **{f"met_{o}_statute_thresholds2019": t for o, t in zip(("286_1", "287_2", "other"), met, strict=True)},
            "charge": ("286-1", "287-2", "287-2", "none", "363-1", "286-1", "none")[place],
            "verdict": ("286-1", "287-2", "acquitted", "none", "363-1", "none", "none")[place],
            **{f"p_charge_{o}": 0.1 * (place + 1) / k for k, o in enumerate(("286_1", "287_2", "other"), start=2)},
            **{f"p_convict_{o}": 0.05 for o in ("286_1", "287_2", "other")},
        })  # fmt: skip
    return Record(Table(pd.DataFrame(rows)), Table(pd.DataFrame()))


def test_planted_files_stand_where_they_belong():
    table = applied(planted(), composed(*WORLD).scenario)["applied"].set_index(["act", "law", "applied"])
    assert len(table) == 2 * len(LAW_ANSWERS) * len(APPLIED)
    counted = table[table["count"] > 0]["count"]
    assert counted.xs("charge").to_dict() == {
        ("286-1", "286-1"): 1.0, ("286-1 and 287-2", "287-2"): 1.0, ("287-2", "287-2"): 1.0,
        ("other only", "none"): 1.0, ("none", "other"): 1.0, ("open", "286-1"): 1.0,
    }  # fmt: skip
    assert counted.xs("conviction").loc["287-2"].to_dict() == {"none": 1.0}, "acquitted is convicted of nothing"
    assert counted.xs("conviction").loc["open"].to_dict() == {"none": 1.0}
    chances = table["expected"].xs("charge").loc["287-2"]
    assert chances["286-1"] == pytest.approx(0.15)
    assert chances.sum() == pytest.approx(1.0)
    assert table["expected"].xs("conviction").loc["none"]["none"] == pytest.approx(0.85)


def test_report_and_figures(folder, matrices, indices):
    for act in ("charge", "conviction"):
        for kind in ("png", "pdf"):
            assert (folder / "figures" / f"boundary_{act}.{kind}").stat().st_size > 10000
    text = study.STUDY.report(Finished(folder))
    own = matrices[matrices["point"] == own_point(matrices)]
    rows = own[(own["act"] == "charge") & own["law"].isin(SATISFIED)].drop_duplicates("law")
    assert f"{int(rows['files'].sum())} files in 2 runs" in text
    assert text.count("| concurrence=") == text.count("| knowing_standard=") == 2
    shares = indices[indices["outcome"] == "share_286_1"]["value"]
    assert f"runs from {shares.min():.3g} (" in text


def test_bad_input_is_refused():
    with pytest.raises(InputError, match=r"study.months=0 is out of range"):
        composed(*WORLD, "study.months=0")
