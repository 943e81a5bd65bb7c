"""The machinery of contrasts, asked of its studies; levers, exact consequences and the origin of the numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from shared import NO_LEARNING, cells

from zombielaw.experiments.analysis.compared import COMPARED, SHOWN
from zombielaw.experiments.analysis.estimates import DIFFERENCES, LEVELS
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, outcomes_of
from zombielaw.experiments.analysis.wording import difference, rows_by
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, contrasts, table_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import levers
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.contrast import BY_YEAR
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.decisions.provider import violation
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.law.truth import MET
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import SPECIAL_FIRST, Policy, declared
from zombielaw.sim.simulate import simulate
from zombielaw.sim.world import draw_traits

pytestmark = pytest.mark.slow

LIVELY = (
    "experiment=lively",
    "policy.transfer_rate=0.9",
    "policy.order_delay=0",
    "world.refusal=0.4",
)
CHECKED = (*LIVELY, "policy.inspection_rate=12")
FIXED = (*(word for word in NO_LEARNING if "rival" not in word), "world.effort_inflation=0")
WORDS = {
    "levers": (*LIVELY, "policy.inspection_rate=6", "world.providers=3000", "study.months=38"),
    "grid": (*CHECKED, *FIXED, "world.providers=400", "study.months=38", "policy.charge_preference=0.5",
             "study.levels={policy.corrective_order_rate: [0, 0.5, 1], policy.charge_preference: [0, 0.5, 1]}"),
}  # fmt: skip
"""Small world of each study; in that of the grid the preference moves the choice between the offences alone."""
TOLD = (
    "expected_charges_286_1",
    "wrongful_share",
    "harm",
    "application_rate",
    "impunity",
    "official_days",
)
"""Outcomes in the report of the levers."""
TABLES = {
    "levers": ("effects", BY_CHARGES, levers.STUDY),
    "grid": ("grid", COMPARED, studies()["grid"]),
}
Made = Callable[..., Finished]


def settings(name: str, *words: str) -> Settings:
    return composed(f"study={name}", "world=classroom", *words, "replicates=2", "execute=serial")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Finished study of a name, run in its small world."""

    @cache
    def of(name: str) -> Finished:
        given = settings(name, *WORDS[name], f"out={tmp_path_factory.mktemp(name)}")
        return Finished(studies()[name].run(given, shown=False))

    return of


def of(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return table[table["outcome"] == outcome]


# ---- all of them


@pytest.mark.parametrize(("name", "outcomes"), [("levers", TOLD), ("grid", SHOWN)])
def test_a_report_has_every_scenario_and_its_differences(made, name, outcomes):
    """Each row of its table says what a scenario is, and each outcome that is shown, less the base."""
    tables, (table, _, study) = made(name), TABLES[name]
    points = tables[table][tables[table][POINT] > 0]
    by, rows = rows_by(points, POINT, "outcome"), cells(study.report(tables))[2:]
    assert len(rows) == points[POINT].nunique()
    for row, point in zip(rows, dict.fromkeys(points[POINT]), strict=True):
        assert row[-len(outcomes) :] == [difference(by[point, outcome]) for outcome in outcomes]
        named = [
            str(cell) for cell in points[points[POINT] == point].iloc[0].loc[:"outcome"].iloc[1:-1]
        ]
        assert [cell.removesuffix(".0") for cell in row[: -len(outcomes)]] == [
            one.removesuffix(".0") for one in named
        ]


# ---- levers


def lever(moved: pd.DataFrame, name: str, side: str, outcome: str) -> pd.Series:
    (row,) = moved[
        (moved["lever"] == name) & (moved["side"] == side) & (moved["outcome"] == outcome)
    ].index
    return moved.loc[row]


def test_every_lever_is_moved_to_each_end_and_option(made):
    moved = made("levers")["effects"]
    head = ["point", "lever", "side", "own", "to", "outcome"]
    assert list(moved.columns) == [*head, *LEVELS, *DIFFERENCES]
    assert set(moved["lever"]) == {one.name for one in declared(Policy)}
    assert set(moved["outcome"]) == set(BY_CHARGES)
    points = moved.drop_duplicates("point")
    for one in declared(Policy):
        rows = points[points["lever"] == one.name]
        own = rows["own"].iloc[0]
        if one.about.options:
            assert {*rows["to"], own} == set(one.about.options)
        elif one.kind is not bool:
            assert {*map(float, rows["to"])} == {one.about.low, one.about.high} - {float(own)}
    assert not points.duplicated(["lever", "to"]).any()
    base = made("levers")["base"].set_index("outcome")["value"]
    for outcome, rows in moved.groupby("outcome"):
        np.testing.assert_allclose(rows.dropna(subset="base")["base"], base[outcome])


def test_levers_do_what_follows_from_the_rules(made):
    """Exact consequences, whatever the world: no order or no check, no charge of 286-1, and so on."""
    moved = made("levers")["effects"]
    for name in ("corrective_order_rate", "inspection_rate", "detection_skill"):
        row = lever(moved, name, "down", "expected_charges_286_1")
        assert row["value"] == 0.0
        assert row["difference"] == -row["base"] < 0.0
    for name, side, outcome, sign in (
        ("charge_preference", "down", "expected_charges_286_1", 1),
        ("charge_preference", "up", "expected_charges_286_1", -1),
        ("inspection_rate", "down", "official_days", -1), ("inspection_rate", "up", "harm", -1),
        ("order_element_required", "down", "expected_charges_286_1", 1),
    ):  # fmt: skip
        assert sign * lever(moved, name, side, outcome)["difference"] > 0.0, name
    no_order = lever(moved, "corrective_order_rate", "down", "application_rate")
    assert math.isnan(no_order["difference"]), "no elements are satisfied where nothing is ordered"


# ---- grid


def test_no_order_no_charge_of_286_1_and_the_more_287_2_is_preferred_the_fewer(made):
    """Nothing learns, so the files are the same but for services that a conviction ends, and every chance falls."""
    x, y = "policy.corrective_order_rate", "policy.charge_preference"
    points = made("grid")["grid"]
    assert len(points.drop_duplicates(POINT)) == 1 + 9, (
        "the command's own, 0.8 and 0.5, and every pair of levels"
    )
    count = of(points, "expected_charges_286_1")
    assert (count[count[x] == 0.0]["value"] == 0.0).all()
    assert (count[(count[x] > 0.0) & (count[y] < 1.0)]["value"] > 0.0).all()
    for _, line in count[(count[POINT] > 0) & (count[x] > 0.0)].groupby(x):
        values = line.sort_values(y)["value"].tolist()
        assert values[0] > values[1] > values[2] >= 0.0


def test_outcomes_are_the_sums_of_the_record(tmp_path):
    words = (
        *CHECKED,
        *FIXED,
        "world.providers=400",
        "study.months=38",
        "policy.charge_preference=0.5",
    )
    study_settings = settings("levers", *words, f"out={tmp_path}")
    results = run_design(study_settings, contrasts(study_settings).head(1), **BY_YEAR)
    outcomes = outcomes_of(results, study_settings.scale, BY_CHARGES)
    assert list(dict.fromkeys(outcomes["outcome"])) == list(BY_CHARGES)
    outcomes = outcomes[outcomes["replicate"] == 0].set_index("outcome")
    record = simulate(study_settings.scenario, 1, 0, "compiled")
    ledger, panel = record.ledger, record.panel
    # 2016 and 2017; the last full year is not read
    full = panel[(panel["month"] >= 2) & (panel["month"] < 26)]
    a, b = full["expected_charges_286_1"].sum(), full["expected_charges_287_2"].sum()
    assert a > 0.0
    guilty = (
        panel[[f"expected_convictions_{name}" for name in ("286_1", "287_2", *RIVAL_NAMES)]]
        .to_numpy()
        .sum()
    )
    every = ledger[[f"met_{name}_statute_thresholds2019" for name in ("286_1", "287_2", "other")]]
    offenders = float((every == MET).any(axis=1).sum())
    wanted = {
        "share_of_charges": (a, a + b),
        "expected_charges_286_1": (a, 2.0 / study_settings.scale),
        "official_days": (full["official_days"].sum(), 2.0 / study_settings.scale),
        "harm": (full["harm"].sum(), full["providers"].sum() / 12.0),
        "impunity": (offenders - guilty + panel["expected_wrongful"].sum(), offenders),
    }
    for name, parts in wanted.items():
        assert tuple(outcomes.loc[name, ["numerator", "denominator"]]) == pytest.approx(parts), name


# ---- what the model does, whatever study asks


def test_a_rule_without_a_push_changes_nothing():
    """The same luck with the rule and without, where no court looks again: the rule acts by its push alone."""
    words = ("world=region", "world.providers=2000", "world.refusal=0.4", "policy.transfer_rate=0.9",
             "policy.order_delay=0", "study.months=86", "world.special_law_push=0", "world.look_again=0")  # fmt: skip
    scenarios = [
        composed(*words, f"policy.concurrence={rule}").scenario
        for rule in ("habit", "special_first")
    ]
    assert scenarios[1].policy.concurrence == SPECIAL_FIRST
    panels = [simulate(scenario, 1, 0, engine="compiled").panel for scenario in scenarios]
    pd.testing.assert_frame_equal(panels[0], panels[1])


KNOWN, LEARNS, LOSS = "policy.popularisation", "world.risk_learns", "world.administrative_loss"
FELT = ("world.providers=1000", "study.months=50", "world.inputs=none")
UNSEEN = (*FELT, "policy.inspection_rate=0", "world.trace_rate=0.00001")
"""Words of a world in which nobody is checked, next to nobody traced, nobody joins: postures follow the rule alone."""


def compliance(tmp_path, words: tuple[str, ...], *rows: dict[str, object]) -> list[float]:
    """Share of provider-months that are diligent, in each row of a design."""
    given = settings("levers", *words, f"out={tmp_path}")
    results = run_design(given, table_of(rows), measures=("non_compliant_share",))
    sums = results.runs("non_compliant_share").groupby(POINT)[["numerator", "denominator"]].sum()
    return (1.0 - sums["numerator"] / sums["denominator"]).tolist()


def foretold(known: float) -> float:
    """Mean diligence by the rule (1) where no risk is felt, over the traits of who exists."""
    study_settings = settings("levers", *UNSEEN)
    world, size = study_settings.scenario.world, study_settings.scenario.size
    chances = []
    for replicate in range(2):
        for slot in range(size.providers + size.tool_sellers):
            traits = draw_traits(
                Luck(study_settings.seed, replicate).root, slot, 0, slot >= size.providers, world
            )
            knows = traits.awareness < known
            chances.append(violation(knows, traits, 0.0, 0.0, world))
    return 1.0 - float(np.mean(chances))


@pytest.mark.parametrize("learns", [True, False])
def test_dearer_sanctions_mean_more_compliance(tmp_path, learns):
    """Holds where offices check and sanction; if risk does not learn, by what providers had learnt before the run."""
    words = (*FELT, "policy.inspection_rate=6", "world.sanction_with_order=1")
    rows = [{KNOWN: 1.0, LEARNS: learns, LOSS: loss} for loss in (0.5, 3.16, 20.0)]
    low, own, high = compliance(tmp_path, words, *rows)
    assert low < own < high
    assert high > low + 0.1
    if learns:
        decays = [
            {KNOWN: 1.0, LEARNS: True, "world.risk_decay": decay} for decay in (0.02, 0.085, 0.15)
        ]
        slow, own, fast = compliance(tmp_path, words, *decays)
        assert slow > own > fast, "what wears off sooner deters less"
