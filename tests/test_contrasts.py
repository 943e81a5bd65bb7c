"""Studies of contrasts: contents of all; for each its levers, exact consequences and the origin of its numbers."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from shared import NO_LEARNING, cells, run

from zombielaw.experiments.analysis.estimates import DIFFERENCES, LEVELS
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, OUTCOMES, YEARLY, outcomes_of
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.config.settings import Settings, scenario_with
from zombielaw.experiments.designs.grids import BASE, contrasts, grid, scenarios
from zombielaw.experiments.figures.style import Page
from zombielaw.experiments.reducers.charges_vs_law import SATISFIED, applied
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import boundary, deterrence, levers, order_quality, sweep
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed, studies
from zombielaw.sim.decisions.provider import violation
from zombielaw.sim.law.offences import RIVAL_NAMES
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.ledger import Table
from zombielaw.sim.measures import APPLIED, LAW_ANSWERS, mischarge
from zombielaw.sim.parameters import TODAY, Policy, declared
from zombielaw.sim.record import Record
from zombielaw.sim.simulate import simulate
from zombielaw.sim.world import draw_traits

pytestmark = pytest.mark.slow

LIVELY = ("experiment=lively", "policy.transfer_rate=0.9", "policy.order_delay=0", "world.refusal=0.4")
CHECKED = (*LIVELY, "policy.inspection_rate=12")
FIXED = (*(word for word in NO_LEARNING if "rival" not in word), "world.effort_inflation=0")
WORLDS = {
    "levers": (*LIVELY, "policy.inspection_rate=6", "world.providers=3000", "study.months=38"),
    "sweep": (*CHECKED, "world.providers=400", "study.months=38", "study.levels=3"),
    "order_quality": (*CHECKED, "world.providers=4000", "study.months=30", "study.levels=2"),
    "deterrence": ("world.providers=1000", "study.months=50", "study.levels=2", "world.inputs=none"),
    "boundary": (*CHECKED, "world.providers=1000", "study.months=26", "world.familiarity_learns=false",
                 "world.effort_inflation=0"),
}  # fmt: skip
SOUND = ("policy.order_quality=1", "policy.mandate_clarity=1")
UNSEEN = ("policy.inspection_rate=0", "world.trace_rate=0.00001")
"""Words of a world in which nobody is checked, next to nobody traced, nobody joins: postures follow the rule alone."""
MORE = {
    "sweep": (*FIXED, "policy.charge_preference=0.5"),  # the preference moves the choice between the offences alone
    "order_quality": SOUND,  # review has nothing to catch
    "deterrence": ("policy.inspection_rate=6", "world.sanction_with_order=1"),
}
Made = Callable[..., Finished]


def settings(name: str, *words: str) -> Settings:
    return composed(f"study={name}", "world=classroom", *WORLDS[name], "replicates=2", "execute=serial", *words)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    """Finished study of a name, run in its small world of this file or with other words."""

    @cache
    def of(name: str, *words: str) -> Finished:
        given = settings(name, *(words or MORE.get(name, ())), f"out={tmp_path_factory.mktemp(name)}")
        return Finished(studies()[name].run(given, shown=False))

    return of


def of(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return table[table["outcome"] == outcome]


# ---- all of them

OUTCOME_TABLES = {"levers": "effects", "boundary": "indices"}
FIGURES = {
    "levers": {"levers.png": 20_000, "levers.pdf": 5000},
    "boundary": {f"boundary_{act}.{kind}": 10_000 for act in ("charge", "conviction") for kind in ("png", "pdf")},
}
"""Figures of studies that do not name theirs after themselves, each with its least size in bytes."""


@pytest.mark.parametrize("name", WORLDS)
def test_the_folder_holds_figures_dictionary_and_report(made, name):
    tables = made(name)
    for file, size in FIGURES.get(name, {f"{name}.png": 5000, f"{name}.pdf": 5000}).items():
        assert (tables.folder / "figures" / file).stat().st_size > size
    dictionary = pd.read_csv(tables.folder / "data_dictionary.csv")
    outcomes = studies()[name].outcomes
    assert {f"outcome {outcome}" for outcome in outcomes} <= set(dictionary["column"])
    assert set(tables[OUTCOME_TABLES.get(name, "points")]["outcome"]) == set(outcomes)
    assert studies()[name].report(tables).strip() in (tables.folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", WORLDS)
def test_a_difference_is_the_value_less_the_base(made, name):
    table = made(name)[OUTCOME_TABLES.get(name, "points")]
    known = table.dropna(subset=["difference", "difference_low"])
    assert len(known) > 20
    np.testing.assert_allclose(known["difference"], known["value"] - known["base"], atol=1e-9, rtol=1e-9)
    assert (known["difference_low"] <= known["difference"] + 1e-9).all()
    assert (known["difference"] <= known["difference_high"] + 1e-9).all()
    whole = table.dropna(subset=["low", "high"])
    assert (whole["low"] <= whole["value"] + 1e-12).all()
    assert (whole["value"] <= whole["high"] + 1e-12).all()


@pytest.mark.parametrize("name", [name for name in WORLDS if name != "levers"])
def test_the_base_differs_from_itself_by_nothing(made, name):
    table = made(name)[OUTCOME_TABLES.get(name, "points")]
    base = own_point(table) if name == "boundary" else 0
    own = table.loc[table["point"] == base, ["difference", "difference_low", "difference_high"]].dropna()
    assert len(own) > 3
    assert (own == 0.0).all().all()


# ---- levers


def lever(moved: pd.DataFrame, name: str, side: str, outcome: str) -> pd.Series:
    (row,) = moved[(moved["lever"] == name) & (moved["side"] == side) & (moved["outcome"] == outcome)].index
    return moved.loc[row]


def test_every_lever_is_moved_to_each_end_and_option(made):
    moved = made("levers")["effects"]
    head = ["point", "lever", "side", "own", "to", "outcome"]
    assert list(moved.columns) == [*head, *LEVELS, *DIFFERENCES]
    assert set(moved["lever"]) == {one.name for one in declared(Policy)}
    assert set(moved["outcome"]) == set(BY_CHARGES)
    assert set(levers.DRAWN) <= set(BY_CHARGES)
    points = moved.drop_duplicates("point")
    for one in declared(Policy):
        rows = points[points["lever"] == one.name]
        if one.about.options:
            assert set(rows["side"]) == {"other"}
            assert {*rows["to"], rows["own"].iloc[0]} == set(one.about.options)
        else:
            own = float(one.default) if one.kind is not bool else None
            assert set(rows["side"]) <= {"down", "up"}
            for row in rows.to_dict("records"):
                end = one.about.low if row["side"] == "down" else one.about.high
                to = {"True": 1.0, "False": 0.0}.get(str(row["to"]))
                assert (to if own is None else float(row["to"])) == end
    assert not points.duplicated(["lever", "to"]).any()
    base = made("levers")["base"].set_index("outcome")["value"]
    for outcome, effects in moved.groupby("outcome"):
        np.testing.assert_allclose(effects.dropna(subset="base")["base"], base[outcome])


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


def test_pairing_is_measured_for_each_lever(made):
    moved = made("levers")["effects"]
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


@pytest.mark.parametrize(
    ("difference", "ratio", "text"),
    [(0.0, math.inf, "="), (1.0, math.inf, "> 1,000"), (math.nan, math.nan, "–"), (0.5, 0.956, "0.96"),
     (0.5, 4.0, "4"), (0.5, 182.4, "182")],
)  # fmt: skip
def test_a_factor_for_a_reader(difference, ratio, text):
    assert levers.factor(difference, ratio) == text


def test_what_a_point_moves():
    table = levers.lever_table(contrasts(composed("study=levers")))
    assert BASE not in set(table["lever"])
    rows = {(row["lever"], row["side"], str(row["to"])): row["own"] for row in table.to_dict("records")}
    assert rows["charge_preference", "down", "0.0"] == 0.7
    assert rows["concurrence", "other", "special_first"] == "habit"
    assert rows["order_element_required", "down", "False"] is True
    assert ("training", "down", "0.0") not in rows, "training is at its low end today"


def test_the_report_of_levers_names_factors_and_the_largest_differences(made):
    moved, text = made("levers")["effects"], levers.report(made("levers"))
    assert f"2 paired runs; {moved['point'].nunique()} contrasts of {len(declared(Policy))} levers." in text
    assert f"{int(of(moved, 'application_rate')['difference'].isna().sum())} have nothing to divide by" in text
    assert "Variance-reduction factor of pairing" in text
    for name in levers.DRAWN:
        known = of(moved, name).dropna(subset=["difference", "difference_low"])
        first = known.loc[known["difference"].abs().idxmax()]
        line = next(line for line in text.splitlines() if line.startswith(f"- {OUTCOMES[name].title} ("))
        assert (
            f"Largest differences: `policy.{first['lever']}={first['to']}` {number(first['difference'], '+')} (" in line
        )
    rows = {row[0]: row for row in cells(levers.factors(made("levers")["effects"]))}
    assert len(rows) == 2 + len(declared(Policy))
    row = rows["`inspection_rate`"]
    assert (row[1], len(row)) == ("0.0, 12.0", 2 + len(levers.DRAWN))
    assert row[2].startswith("–, "), "no elements are satisfied where nobody is checked"


# ---- sweep


def test_the_table_has_every_pair_of_levels_and_every_outcome(made):
    points = made("sweep")["points"]
    assert list(points.columns) == ["point", "setting", "x", "y", "outcome", *LEVELS, *DIFFERENCES]
    for _, rows in points.groupby("outcome"):
        assert rows["setting"].tolist() == [BASE, *["grid"] * 9]
        levels = list(zip(rows["x"], rows["y"], strict=True))
        assert levels == [(0.8, 0.5), *((x, y) for y in (0.0, 0.5, 1.0) for x in (0.0, 0.5, 1.0))]


def test_no_order_no_charge_of_286_1_and_the_more_287_2_is_preferred_the_fewer(made):
    """Nothing learns, so the files are the same but for services that a conviction ends, and every chance falls."""
    points = made("sweep")["points"]
    count = of(points, "expected_charges_286_1")
    assert (count[count["x"] == 0.0]["value"] == 0.0).all()
    assert (count[(count["x"] > 0.0) & (count["y"] < 1.0)]["value"] > 0.0).all()
    for outcome in (count, of(points, "share_of_charges")):
        for _, line in outcome.query("setting == 'grid' and x > 0").groupby("x"):
            values = line.sort_values("y")["value"].tolist()
            assert values[0] > values[1] > values[2] >= 0.0


def test_the_point_of_the_map_that_is_the_command_differs_from_it_by_nothing(made):
    points = made("sweep", "policy.corrective_order_rate=0.5", "policy.charge_preference=0.5")["points"]
    same = points[(points["x"] == 0.5) & (points["y"] == 0.5) & (points["setting"] == "grid")]
    assert len(same) == len(BY_CHARGES)
    assert (same.dropna(subset="difference")[["difference", "difference_low", "difference_high"]] == 0.0).all().all()
    assert (points[(points["x"] == 1.0) & (points["y"] == 0.0)]["difference"].abs() > 0.0).any()


def test_outcomes_are_the_sums_of_the_record(tmp_path):
    study_settings = settings("sweep", f"out={tmp_path}", "replicates=1")
    results = run_design(study_settings, sweep.design_of(study_settings).head(1), yearly=YEARLY, reduce=expected)
    outcomes = outcomes_of(results, study_settings.scale, BY_CHARGES)
    assert outcomes["outcome"].tolist() == list(BY_CHARGES)
    outcomes = outcomes.set_index("outcome")
    record = simulate(study_settings.scenario, 1, 0, "compiled")
    ledger, panel = record.ledger, record.panel
    full = panel[(panel["month"] >= 2) & (panel["month"] < 26)]  # 2016 and 2017; the last full year is not read
    a, b = full["expected_charges_286_1"].sum(), full["expected_charges_287_2"].sum()
    assert a > 0.0
    guilty = panel[[f"expected_convictions_{name}" for name in ("286_1", "287_2", *RIVAL_NAMES)]].to_numpy().sum()
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


def test_levels_are_even_and_a_choice_has_all_its_options():
    assert sweep.levels_of("policy.order_delay", 4) == [0.0, 4.0, 8.0, 12.0]
    assert sweep.levels_of("policy.concurrence", 2) == ["habit", "statute", "special_first"]
    assert sweep.levels_of("policy.order_element_required", 9) == [False, True]
    design = sweep.design_of(settings("sweep", "study.x=concurrence", "study.y=order_element_required"))
    assert len(design) == 1 + 3 * 2
    square = pd.DataFrame({"x": [0.0, 0.5, 1.0] * 2, "y": [0.0] * 3 + [1.0] * 3})
    nearest = [set(sweep.nearest_line(square, "y", value)["y"]) for value in (0.2, 0.5, 0.76)]
    assert nearest == [{0.0}, {0.0}, {1.0}], "the line of a map is the nearest"


def test_the_report_of_a_sweep_follows_the_table_and_its_words_for_levels(made):
    text, count = sweep.report(made("sweep")), of(made("sweep")["points"], "expected_charges_286_1")
    most = count.loc[count[count["setting"] == "grid"]["value"].idxmax()]
    assert f"at `policy.corrective_order_rate={most['x']}`, `policy.charge_preference={most['y']}`." in text
    assert "0 (0 to 0) at `policy.corrective_order_rate=0.0`" in text
    tables = made("sweep", "study.x=concurrence", "study.y=order_element_required", "replicates=1")
    text = sweep.report(tables)
    assert "special_first" in text
    assert "From `policy.concurrence=habit` to special_first, at `policy.order_element_required=True`: " in text
    assert (tables.folder / "figures" / "sweep.png").stat().st_size > 5000
    assert "1 runs a point" in text


def test_the_range_of_a_lever_is_the_difference_between_two_points(made):
    ranges, points = made("sweep")["ranges"], made("sweep")["points"]
    assert len(ranges) == 2 * len(BY_CHARGES)
    for row in ranges.to_dict("records"):
        other = "y" if row["side"] == "x" else "x"
        assert row["at"] == {"x": 1.0, "y": 0.5}[other], "next to the command's own 0.8 and 0.5"
        line = of(points, row["outcome"]).query("setting == 'grid'").set_index([row["side"], other])["value"]
        apart = line[1.0, row["at"]] - line[0.0, row["at"]]
        assert row["difference"] == pytest.approx(apart, nan_ok=True)
        assert not row["difference_low"] > row["difference"]
    count = of(ranges, "expected_charges_286_1").set_index("side")
    assert count.loc["x", "difference"] > 0.0 > count.loc["y", "difference"]


# ---- order_quality


def test_the_design_moves_both_levers_and_review_alone():
    design = order_quality.design_of(settings("order_quality"))
    assert design["label.setting"].tolist() == [BASE, *["grid"] * 4, *["own quality"] * 2, *["not shy"] * 2]
    shy = design["label.setting"] != "not shy"
    assert (design.loc[shy, list(order_quality.SHYNESS)] > 0.0).all().all()
    assert (design.loc[~shy, list(order_quality.SHYNESS)] == 0.0).all().all()
    assert not design.drop(columns=["point", "label.setting"]).duplicated().any()
    one = settings("order_quality", "policy.order_quality=1", "policy.order_review=0")
    labels = order_quality.design_of(one)["label.setting"].tolist()
    assert labels == [BASE, *["grid"] * 3, "not shy"], "the grid has the own quality, and the base is not run twice"


def test_no_order_is_sound_at_quality_zero_and_review_that_catches_all_leaves_no_conviction(made):
    points = made("order_quality")["points"]
    correct, wrongful = (of(points, name) for name in ("correct", "wrongful"))
    assert (correct[correct["order_quality"] == 0.0]["value"] == 0.0).all()
    assert (correct[correct["order_quality"] == 1.0]["value"] > 0.0).all()
    both = (wrongful["order_quality"] == 0.0) & (wrongful["order_review"] == 0.0)
    assert (wrongful[both]["value"] > 0.0).all()
    caught = points[(points["order_quality"] == 0.0) & (points["order_review"] == 1.0)].set_index("outcome")["value"]
    assert caught["correct"] == caught["wrongful"] == 0.0
    assert caught["referrals"] > 0.0


def test_where_orders_are_sound_and_nobody_is_shy_review_moves_nothing(made):
    points = made("order_quality")["points"]
    unshy = points[points["setting"] == "not shy"]
    still = unshy[unshy["outcome"].isin(["correct", "orders", "referrals"])]
    assert len(still) == 6
    assert (still[["difference", "difference_low", "difference_high"]] == 0.0).all().all()
    wrongful = of(unshy, "wrongful").sort_values("order_review")["difference"].tolist()
    assert wrongful[0] >= 0.0 >= wrongful[1], "review catches files without any order, and nothing else"
    assert max(map(abs, wrongful)) < 1e-3 * of(points, "wrongful")["value"].iloc[0]
    shy = of(points, "orders").query("setting == 'grid' and order_quality == 1 and order_review == 1")
    assert (shy["difference"] < 0.0).all(), "shy regulators write fewer orders"


def test_the_parts_are_all_that_was_foreseen_when_charges_were_decided(made):
    points, study_settings = made("order_quality")["points"], settings("order_quality", *SOUND)
    whole = [
        np.mean([simulate(given, study_settings.seed, number).ledger["p_convict_286_1"].sum() for number in range(2)])
        for given in scenarios(study_settings, order_quality.design_of(study_settings))
    ]
    parts = points[points["outcome"].isin(["correct", "wrongful", "open"])].groupby("point")["value"].sum()
    scale = 134177 / 4000 * 12 / 30
    np.testing.assert_allclose(parts, np.array(whole) * scale, rtol=1e-9, atol=1e-12)
    wide = points.pivot_table(index="point", columns="outcome", values="value", dropna=False)
    assert (wide["no_offence"] <= wide["wrongful"] + 1e-12).all()
    some = wide["wrongful"] > 0.0
    share = wide["wrongful"] / (wide["wrongful"] + wide["correct"])
    np.testing.assert_allclose(wide["wrongful_share"][some], share[some])


def test_review_takes_its_part_of_each_unsound_conviction_and_of_no_sound_one():
    """The same files under three levels of review: linear where the order is unsound, still where it is sound."""
    study_settings = settings(
        "order_quality", "world.providers=20000", "policy.order_quality=0.75", *FIXED, "world.order_shyness=0",
        "world.transfer_shyness=0", "policy.charge_preference=0.1", "policy.court_scrutiny=0",
    )  # fmt: skip
    ledgers = []
    for level in (0.0, 0.5, 1.0):
        ledger = run(scenario_with(study_settings, {"policy.order_review": level})).ledger
        ledgers.append(ledger[ledger["charged"].notna()].set_index("file"))
    shared = ledgers[0].index.intersection(ledgers[1].index).intersection(ledgers[2].index)
    facts = ["charged", "p_charge_286_1", "p_charge_287_2", "met_286_1_statute_thresholds2019"]
    same = [files.loc[shared, facts].astype(float) for files in ledgers]
    shared = shared[((same[0] == same[1]) & (same[0] == same[2])).all(axis=1)]
    chance = [files.loc[shared, "p_convict_286_1"].to_numpy(dtype=float) for files in ledgers]
    sound = (ledgers[0].loc[shared, "met_286_1_statute_thresholds2019"] == MET).to_numpy()
    assert sound.sum() > 10
    np.testing.assert_allclose(chance[1][sound], chance[0][sound], rtol=1e-9)
    np.testing.assert_allclose(chance[2][sound], chance[0][sound], rtol=1e-9)
    np.testing.assert_allclose(chance[1], (chance[0] + chance[2]) / 2.0, rtol=1e-9, atol=1e-12)
    fell = chance[0] - chance[2] > 1e-6
    assert fell.sum() > 5
    assert not (fell & sound).any()


def test_the_front_is_reported_and_drawn_and_has_no_officials_who_are_not_shy(tmp_path, made):
    tables = made("order_quality")
    text, points, front = studies()["order_quality"].report(tables), tables["points"], tables["front"]
    assert f"Of {len(front)} points with shy officials, {(front['front'] == 'on').sum()} are on the front" in text
    assert text.count("not shy of review") == (points.drop_duplicates("point")["setting"] == "not shy").sum()
    assert "The 2 runs of this point" in text
    assert "not shy" not in set(front["setting"])
    shutil.copytree(tables.folder, tmp_path / "made")
    points[points["setting"] != "not shy"].to_csv(tmp_path / "made" / "tables" / "points.csv", index=False)
    order_quality.draw(Finished(tmp_path / "made"), Page(tmp_path, "k", 1, 2, "a world"))
    assert (tmp_path / "order_quality.png").stat().st_size > 5000


# ---- deterrence


def compliance(points: pd.DataFrame, known: float, learns: bool, moved: str = BASE, end: str = BASE) -> float:
    values = of(points, "compliance").set_index(["popularisation", "risk_learns", "moved", "end"])["value"]
    return float(values[known, learns, moved, end].item())


def foretold(known: float) -> float:
    """Mean diligence by the rule (1) where no risk is felt, over the traits of who exists."""
    study_settings = settings("deterrence", *UNSEEN)
    world, size = study_settings.scenario.world, study_settings.scenario.size
    chances = []
    for replicate in range(2):
        for slot in range(size.providers + size.tool_sellers):
            traits = draw_traits(study_settings.seed, replicate, slot, 0, slot >= size.providers, world)
            knows = traits.awareness < known
            chances.append(violation(knows, traits, 0.0, 0.0, world))
    return 1.0 - float(np.mean(chances))


def test_the_design_moves_what_can_move():
    design = deterrence.design_of(settings("deterrence"))
    first = design.iloc[0]
    assert (first["label.moved"], first["policy.popularisation"], first["world.risk_learns"]) == (BASE, 0.66, True)
    assert len(design) == 3 * (1 + 10) + 3 * (1 + 4), "no step of risk where risk does not learn"
    fixed = design[~design["world.risk_learns"].astype(bool)]
    assert not fixed["label.moved"].isin(["risk_publicity", "risk_own", "risk_decay"]).any()
    assert not design.drop(columns=["point", "label.moved", "label.end"]).duplicated().any()
    keys = [*deterrence.WEIGHTS, *deterrence.LOSSES]
    moved = (design[keys] != first[keys]).sum(axis=1)
    assert (moved == (design["label.moved"] != BASE)).all(), "one parameter of risk at a time"


@pytest.mark.parametrize("known", [0.0, 0.66, 1.0])
@pytest.mark.parametrize("learns", [True, False])
def test_who_was_never_checked_fears_nothing(made, known, learns):
    """Compliance is that of the rule, whatever a sanction or a conviction costs."""
    unseen = made("deterrence", *UNSEEN)["points"]
    at_base = compliance(unseen, known, learns)
    assert at_base == pytest.approx(foretold(known), abs=0.02)
    for loss in ("administrative_loss", "criminal_loss"):
        for end in ("low", "high"):
            assert compliance(unseen, known, learns, loss, end) == pytest.approx(at_base, abs=0.005)


def test_who_does_not_know_the_duty_feels_no_risk_of_it(made):
    shares = of(made("deterrence", *UNSEEN)["points"], "compliance").query("popularisation == 0")["value"]
    assert (shares - shares.iloc[0]).abs().max() < 1e-3
    assert shares.iloc[0] == pytest.approx(
        1.0 - settings("deterrence").scenario.world.non_compliant_if_ignorant, abs=0.02
    )


@pytest.mark.parametrize("learns", [True, False])
def test_dearer_sanctions_mean_more_compliance_and_less_harm(made, learns):
    """Holds where offices check and sanction; if risk does not learn, by what providers had learnt before the run."""
    points = made("deterrence")["points"]
    rows = points[(points["popularisation"] == 1.0) & (points["risk_learns"] == learns)]
    rows = rows[rows["moved"].isin([BASE, "administrative_loss"])]
    wide = rows.pivot_table(index="end", columns="outcome", values="value").loc[["low", BASE, "high"]]
    assert wide["compliance"].is_monotonic_increasing
    assert wide["harm"].is_monotonic_decreasing
    assert wide["compliance"].iloc[-1] > wide["compliance"].iloc[0] + 0.1
    slow, fast = (compliance(points, 1.0, True, "risk_decay", end) for end in ("low", "high"))
    assert slow > compliance(points, 1.0, True) > fast, "what wears off sooner deters less"


def test_outcomes_are_the_measures(made):
    runs = pd.read_parquet(made("deterrence").folder / "runs.parquet")
    non_compliant = runs[runs["measure"] == "non_compliant_share"].groupby("point")[["numerator", "denominator"]].sum()
    shares = of(made("deterrence")["points"], "compliance").set_index("point")["value"]
    np.testing.assert_allclose(shares, 1.0 - non_compliant["numerator"] / non_compliant["denominator"])
    assert set(deterrence.OUTCOMES) == set(deterrence.MEASURE_OF)


def test_a_quieter_law_is_counted_by_intervals():
    """Three points: one better and quieter, one worse and used more, one whose interval of use covers zero."""
    rows = []
    for point, (comply, harm, use) in enumerate([(0, 0, 0), (1, -1, -1), (-1, 1, 1), (1, -1, 0)]):
        for name, middle in (("compliance", comply), ("harm", harm), ("use", use)):
            rows.append((point, name, middle - 0.5, middle + 0.5))
    table = pd.DataFrame(rows, columns=["point", "outcome", "difference_low", "difference_high"])
    assert deterrence.quadrants(table).startswith(
        "Of 3 points beside the command's own, counted where intervals exclude zero, 2 have more compliance and less "
        "harm: use is lower in 1 of them and higher in 0. 1 have less compliance and more harm: use is lower in 0 of "
        "them and higher in 1."
    )
    unknown = deterrence.quadrants(table.assign(difference_low=np.nan, difference_high=np.nan))
    assert " 0 have more compliance" in unknown, "one run has no interval"


def test_the_report_of_deterrence_moves_one_thing_in_each_row(made):
    text = studies()["deterrence"].report(made("deterrence"))
    assert f"{compliance(made('deterrence')['points'], 0.66, True):.3g} (" in text
    assert sum(row[:2] == ["0.66", "risk learns"] and row[2].startswith("`") for row in cells(text)) == 10


# ---- boundary


def own_point(table: pd.DataFrame) -> int:
    return int(table.loc[boundary.at(table, boundary.NOW), "point"].iloc[0])


def test_the_factorial_is_whole_and_holds_today(made):
    matrices = made("boundary")["matrices"]
    points = matrices.drop_duplicates("point")
    assert len(points) == 27
    assert not points.duplicated(list(boundary.LEVELS)).any()
    own = points[points["point"] == own_point(points)].iloc[0]
    assert own["knowing_standard"] == TODAY.knowing_standard
    assert own["consequence_threshold"] == TODAY.consequence_threshold
    assert own["concurrence"] == "habit" == boundary.RULES[TODAY.concurrence]
    cells = matrices[matrices["point"] == 0]
    assert len(cells) == 2 * len(LAW_ANSWERS) * len(APPLIED)
    assert not cells.duplicated(["act", "law", "applied"]).any()


def test_each_row_is_a_whole_and_counts_its_files(made):
    rows = made("boundary")["matrices"].groupby(["point", "act", "law"])
    share, files = rows["share"].sum(min_count=4), rows["files"].first()
    np.testing.assert_allclose(share[files > 0], 1.0)
    assert share[files == 0].isna().all()
    factor = 134177 / 1000 * 12 / 26 / 2
    np.testing.assert_allclose(rows["count"].sum(), files * factor)
    np.testing.assert_allclose(rows["expected"].sum(), files * factor, atol=1e-9)
    charge, conviction = files.xs("charge", level="act"), files.xs("conviction", level="act")
    assert (charge == conviction).all(), "both acts are told of the same files"
    assert files.sum() > 100


def test_realised_charges_are_those_of_the_declared_matrix(made):
    """Counts at today's point are added up again from the records."""
    matrices, study_settings = made("boundary")["matrices"], settings("boundary")
    point = own_point(matrices)
    design = grid({f"policy.{name}": levels for name, levels in boundary.LEVELS.items()})
    row = design.loc[design["point"] == point].drop(columns="point").iloc[0].to_dict()
    scenario = scenario_with(study_settings, row)
    wanted = sum(mischarge(run(scenario, 1, replicate).ledger) for replicate in range(2))
    own = matrices[(matrices["point"] == point) & (matrices["act"] == "charge")]
    counts = own.pivot_table(index="law", columns="applied", values="count").loc[list(LAW_ANSWERS), list(APPLIED)]
    factor = study_settings.scale * 12 / 26 / 2
    np.testing.assert_allclose(counts, wanted.loc[list(LAW_ANSWERS), list(APPLIED)] * factor)


def test_indices_follow_from_the_matrices(made):
    """The share charged with 286-1 and the files behind it, added up again."""
    matrices, indices = made("boundary")["matrices"], made("boundary")["indices"]
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


def test_the_special_law_first_lowers_no_share_of_286_1_and_a_lower_threshold_satisfies_no_fewer_files(made):
    """Nothing is learnt, so the rule only pushes the choice, and only where both are provable."""
    shares, satisfied = (of(made("boundary")["indices"], name) for name in ("share_286_1", "satisfied"))
    rows = ["knowing_standard", "consequence_threshold"]
    wide = shares.pivot_table(index=rows, columns="concurrence", values="value")
    assert len(wide) == 9
    assert (wide["special_first"] >= wide["habit"] - 1e-12).all()
    assert (wide["special_first"] > wide["habit"] + 1e-3).any()
    wide = satisfied.pivot_table(
        index=["knowing_standard", "concurrence"], columns="consequence_threshold", values="value"
    )
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
    table = applied(planted(), settings("boundary").scenario)["applied"].set_index(["act", "law", "applied"])
    assert len(table) == 2 * len(LAW_ANSWERS) * len(APPLIED)
    counted = table[table["count"] > 0]["count"]
    assert counted.xs("charge").to_dict() == {
        ("286-1", "286-1"): 1.0, ("286-1 and 287-2", "287-2"): 1.0, ("287-2", "287-2"): 1.0,
        ("other only", "none"): 1.0, ("none", "other"): 1.0, ("open", "286-1"): 1.0,
    }  # fmt: skip
    for law in ("287-2", "open"):
        assert counted.xs("conviction").loc[law].to_dict() == {"none": 1.0}, "acquitted is convicted of nothing"
    chances = table["expected"].xs("charge").loc["287-2"]
    assert chances["286-1"] == pytest.approx(0.15)
    assert chances.sum() == pytest.approx(1.0)
    assert table["expected"].xs("conviction").loc["none"]["none"] == pytest.approx(0.85)


def test_the_report_of_the_boundary_counts_the_files_behind_it(made):
    matrices, text = made("boundary")["matrices"], studies()["boundary"].report(made("boundary"))
    own = matrices[matrices["point"] == own_point(matrices)]
    rows = own[(own["act"] == "charge") & own["law"].isin(SATISFIED)].drop_duplicates("law")
    assert f"{int(rows['files'].sum())} files in 2 runs" in text
    assert text.count("| concurrence=") == text.count("| knowing_standard=") == 2
    shares = of(made("boundary")["indices"], "share_286_1")["value"]
    assert f"runs from {shares.min():.3g} (" in text
