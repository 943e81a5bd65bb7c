"""Popularisation and perceived risk: the design, compliance against the rule itself, what sanctions teach."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.designs.grids import BASE
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.deterrence import study
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.decisions.provider import violation
from zombielaw.sim.world import draw_traits

pytestmark = pytest.mark.slow

WORLD = (
    "study=deterrence", "world=classroom", "world.providers=1000", "study.months=50", "study.levels=2", "replicates=2",
    "execute=serial",
)  # fmt: skip
UNSEEN = ("policy.inspection_rate=0", "world.trace_rate=0.00001", "world.inputs=none")
"""Nobody is checked, next to nobody traced, nobody joins: postures are those of the rule alone."""
WATCHED = ("policy.inspection_rate=6", "world.sanction_with_order=1", "world.inputs=none")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return study.STUDY.run(composed(*WORLD, *WATCHED, f"out={tmp_path_factory.mktemp('deterrence')}"))


@pytest.fixture(scope="module")
def unseen(tmp_path_factory) -> pd.DataFrame:
    where = study.STUDY.run(composed(*WORLD, *UNSEEN, f"out={tmp_path_factory.mktemp('deterrence')}"))
    return pd.read_csv(where / "tables" / "points.csv")


@pytest.fixture(scope="module")
def points(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "points.csv")


def compliance(points: pd.DataFrame, known: float, learns: bool, moved: str = BASE, end: str = BASE) -> float:
    mine = points[
        (points["outcome"] == "compliance") & (points["popularisation"] == known) & (points["risk_learns"] == learns)
        & (points["moved"] == moved) & (points["end"] == end)
    ]  # fmt: skip
    assert len(mine) == 1
    return float(mine["value"].iloc[0])


def foretold(known: float) -> float:
    """Mean diligence by the rule (1) where no risk is felt, over the traits of who exists."""
    settings = composed(*WORLD, *UNSEEN)
    world, size = settings.scenario.world, settings.scenario.size
    chances = []
    for replicate in range(2):
        for slot in range(size.providers + size.tool_sellers):
            traits = draw_traits(settings.seed, replicate, slot, 0, slot >= size.providers, world)
            knows = traits.awareness < known
            chances.append(violation(knows, traits, 0.0, 0.0, world))
    return 1.0 - float(np.mean(chances))


def test_the_design_moves_what_can_move():
    design = study.design_of(composed(*WORLD))
    first = design.iloc[0]
    assert (first["label.moved"], first["policy.popularisation"], first["world.risk_learns"]) == (BASE, 0.66, True)
    assert len(design) == 3 * (1 + 10) + 3 * (1 + 4), "no step of risk where risk does not learn"
    fixed = design[~design["world.risk_learns"].astype(bool)]
    assert not fixed["label.moved"].isin(["risk_publicity", "risk_own", "risk_decay"]).any()
    assert not design.drop(columns=["point", "label.moved", "label.end"]).duplicated().any()
    keys = [*study.WEIGHTS, *study.LOSSES]
    moved = (design[keys] != first[keys]).sum(axis=1)
    assert (moved == (design["label.moved"] != BASE)).all(), "one parameter of risk at a time"


@pytest.mark.parametrize("known", [0.0, 0.66, 1.0])
@pytest.mark.parametrize("learns", [True, False])
def test_who_was_never_checked_fears_nothing(unseen, known, learns):
    """Compliance is that of the rule, whatever a sanction or a conviction costs."""
    found = compliance(unseen, known, learns)
    assert found == pytest.approx(foretold(known), abs=0.02)
    for loss in ("administrative_loss", "criminal_loss"):
        for end in ("low", "high"):
            assert compliance(unseen, known, learns, loss, end) == pytest.approx(found, abs=0.005)


def test_who_does_not_know_the_duty_feels_no_risk_of_it(unseen):
    mine = unseen[(unseen["outcome"] == "compliance") & (unseen["popularisation"] == 0.0)]
    assert (mine["value"] - mine["value"].iloc[0]).abs().max() < 1e-3
    assert mine["value"].iloc[0] == pytest.approx(
        1.0 - composed(*WORLD).scenario.world.non_compliant_if_ignorant, abs=0.02
    )


@pytest.mark.parametrize("learns", [True, False])
def test_dearer_sanctions_mean_more_compliance_and_less_harm(points, learns):
    """Where offices check and sanction; where risk does not learn, by what providers had learnt before."""
    mine = points[(points["popularisation"] == 1.0) & (points["risk_learns"] == learns)]
    mine = mine[mine["moved"].isin([BASE, "administrative_loss"])]
    wide = mine.pivot_table(index="end", columns="outcome", values="value").loc[["low", BASE, "high"]]
    assert wide["compliance"].is_monotonic_increasing
    assert wide["harm"].is_monotonic_decreasing
    assert wide["compliance"].iloc[-1] > wide["compliance"].iloc[0] + 0.1


def test_what_wears_off_sooner_deters_less(points):
    slow, fast = (compliance(points, 1.0, True, "risk_decay", end) for end in ("low", "high"))
    assert slow > compliance(points, 1.0, True) > fast


def test_outcomes_are_the_measures(folder, points):
    runs = pd.read_parquet(folder / "runs.parquet")
    non_compliant = runs[runs["measure"] == "non_compliant_share"].groupby("point")[["numerator", "denominator"]].sum()
    mine = points[points["outcome"] == "compliance"].set_index("point")["value"]
    np.testing.assert_allclose(mine, 1.0 - non_compliant["numerator"] / non_compliant["denominator"])
    assert set(points["outcome"]) == set(study.OUTCOMES) == set(study.MEASURE_OF)


def test_a_quieter_law_is_counted_by_intervals():
    """Planted: one point better and quieter, one worse and used more, one whose interval of use covers zero."""
    rows = []
    for point, (comply, harm, use) in enumerate([(0, 0, 0), (1, -1, -1), (-1, 1, 1), (1, -1, 0)]):
        for name, middle in (("compliance", comply), ("harm", harm), ("use", use)):
            rows.append((point, name, middle - 0.5, middle + 0.5))
    table = pd.DataFrame(rows, columns=["point", "outcome", "difference_low", "difference_high"])
    assert study.quadrants(table).startswith(
        "Of 3 points beside the command's own, counted where intervals exclude zero, 2 have more compliance and less "
        "harm: use is lower in 1 of them and higher in 0. 1 have less compliance and more harm: use is lower in 0 of "
        "them and higher in 1."
    )
    unknown = study.quadrants(table.assign(difference_low=np.nan, difference_high=np.nan))
    assert " 0 have more compliance" in unknown, "one run has no interval"


def test_report_and_figure(folder, points):
    for kind in ("png", "pdf"):
        assert (folder / "figures" / f"deterrence.{kind}").stat().st_size > 5000
    text = study.STUDY.report(Finished(folder))
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.startswith("|")]
    assert f"{compliance(points, 0.66, True):.3g} (" in text
    assert sum(cells[1:3] == ["0.66", "risk learns"] and cells[3].startswith("`") for cells in rows) == 10
    assert text.strip() in (folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", ["study.levels=1", "study.levels=22", "study.months=0"])
def test_bad_input_is_refused(word):
    with pytest.raises(InputError, match=word):
        composed(*WORLD, word)
