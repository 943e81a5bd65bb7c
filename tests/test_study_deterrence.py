"""Popularisation and perceived risk: the design, compliance against the rule itself, beliefs that are never tested."""

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

WORLD = (
    "study=deterrence", "world=classroom", "world.providers=1000", "study.months=50", "study.levels=2", "replicates=2",
    "execute=serial",
)  # fmt: skip
UNSEEN = ("policy.inspection_rate=0", "world.trace_rate=0.00001", "world.inputs=none")
"""Nobody is checked, next to nobody traced, nobody joins: postures are those of the rule alone."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return study.STUDY.run(composed(*WORLD, *UNSEEN, f"out={tmp_path_factory.mktemp('deterrence')}"))


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


def foretold(known: float, criminal: float | None = None) -> float:
    """Mean diligence by the rule (1), over the traits of who exists."""
    settings = composed(*WORLD, *UNSEEN)
    world, size = settings.scenario.world, settings.scenario.size
    risk = world.initial_risk_criminal if criminal is None else criminal
    chances = []
    for replicate in range(2):
        for slot in range(size.providers + size.tool_sellers):
            traits = draw_traits(settings.seed, replicate, slot, 0, slot >= size.providers, world)
            knows = traits.awareness < known
            chances.append(violation(knows, traits, world.initial_risk_administrative, risk, world))
    return 1.0 - float(np.mean(chances))


def test_the_design_moves_what_can_move():
    design = study.design_of(composed(*WORLD))
    first = design.iloc[0]
    assert (first["label.moved"], first["policy.popularisation"], first["world.risk_learns"]) == (BASE, 0.66, True)
    assert len(design) == 3 * (1 + 8) + 3 * (1 + 4), "no step of risk where risk does not learn"
    fixed = design[~design["world.risk_learns"].astype(bool)]
    assert not fixed["label.moved"].isin(["risk_publicity", "risk_own"]).any()
    assert not design.drop(columns=["point", "label.moved", "label.end"]).duplicated().any()
    keys = [*study.WEIGHTS, *study.STARTS]
    moved = (design[keys] != first[keys]).sum(axis=1)
    assert (moved == (design["label.moved"] != BASE)).all(), "one parameter of risk at a time"


@pytest.mark.parametrize("known", [0.0, 0.66, 1.0])
def test_compliance_is_that_of_the_rule_where_risk_stays_and_nobody_is_checked(points, known):
    found = compliance(points, known, False)
    assert found == pytest.approx(foretold(known), abs=0.02)
    high = compliance(points, known, False, "initial_risk_criminal", "high")
    assert high == pytest.approx(foretold(known, 0.3), abs=0.02)


def test_who_does_not_know_the_duty_feels_no_risk_of_it(points):
    mine = points[(points["outcome"] == "compliance") & (points["popularisation"] == 0.0)]
    assert (mine["value"] - mine["value"].iloc[0]).abs().max() < 1e-3
    assert mine["value"].iloc[0] == pytest.approx(
        1.0 - composed(*WORLD).scenario.world.non_compliant_if_ignorant, abs=0.02
    )


def test_belief_fades_where_nothing_follows(points):
    """Unpunished, the informed become laxer than they were at entry, and the more so the more are informed."""
    loss = {known: compliance(points, known, False) - compliance(points, known, True) for known in (0.66, 1.0)}
    assert 0.0 < loss[0.66] < loss[1.0]
    assert compliance(points, 1.0, True, "initial_risk_criminal", "high") > 0.9, "what is feared is never tested"
    assert compliance(points, 1.0, True, "initial_risk_criminal", "low") < compliance(points, 1.0, True)


def test_more_compliance_is_less_harm(points):
    """Where risk stays: along criminal risk at entry, all else the same."""
    fixed = points[(points["popularisation"] == 1.0) & ~points["risk_learns"].astype(bool)]
    fixed = fixed[fixed["moved"].isin([BASE, "initial_risk_criminal"])]
    wide = fixed.pivot_table(index="end", columns="outcome", values="value").loc[["low", BASE, "high"]]
    assert wide["compliance"].is_monotonic_increasing
    assert wide["harm"].is_monotonic_decreasing
    assert wide["harm"].iloc[0] > 5.0 * wide["harm"].iloc[-1] > 0.0


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
    assert f"compliance is {compliance(points, 1.0, True, 'initial_risk_criminal', 'low'):.3g} (" in text
    assert sum(cells[1:3] == ["0.66", "risk learns"] and cells[3].startswith("`") for cells in rows) == 8
    assert text.strip() in (folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", ["study.levels=1", "study.levels=22", "study.months=0"])
def test_bad_input_is_refused(word):
    with pytest.raises(InputError, match=word):
        composed(*WORLD, word)
