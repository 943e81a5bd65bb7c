"""Studies of the mean field (hysteresis, pulse, pooling): theory lines against calculation by hand, designs, words."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shared import cells

from zombielaw.experiments.analysis import closed_form_world as meanfield
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import LABEL, table_of
from zombielaw.experiments.designs.grids import scenarios as scenarios_of
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import hysteresis, pooling, pulse, traps
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.studies.traps import preset
from zombielaw.sim.analysis.theory import Flow, equilibria
from zombielaw.sim.decisions import learning
from zombielaw.sim.parameters import SPECIAL_FIRST

pytestmark = pytest.mark.slow


def settings(*words: str, replicates: int = 2) -> Settings:
    return composed(*words, f"replicates={replicates}", "execute=serial")


# ---- what the studies share


def test_a_preference_moves_alpha_by_its_push():
    world = preset(settings("study=pulse"), "meanfield", 24)
    base, beta = meanfield.coefficients(world.scenario, 0)
    for push in (-3.0, 0.5, 4.0):
        level = meanfield.preference_for(world.scenario, push)
        moved = scenarios_of(world, table_of([{"policy.charge_preference": level}]))[0]
        assert meanfield.coefficients(moved, 0) == pytest.approx((base + push, beta))


def test_no_theory_of_a_world_that_is_not_that_of_the_closed_forms():
    lively = preset(settings("study=pulse"), "lively", 24)
    with pytest.raises(ValueError, match="officials see what is there"):
        meanfield.coefficients(lively.scenario, 0)
    uneven = preset(settings("study=pulse"), "meanfield", 24, "world.providers=50")
    with pytest.raises(ValueError, match="the same for every office"):
        meanfield.files(uneven.scenario)


def test_an_outcome_is_sums_over_sums_and_a_run_without_charges_is_not_alive():
    after = pd.DataFrame({"uses": [5.0, 3.0, 0.0], "charges": [10.0, 30.0, 0.0]})
    result = meanfield.outcome(after)
    assert result["share"] == pytest.approx((5.0 + 3.0) / 40.0)
    assert (result["alive"], result["runs"]) == (pytest.approx(1 / 3), 3)
    assert 0.0 <= result["low"] <= 0.1, "the interval holds what the runs have"
    assert 0.5 <= result["high"] <= 1.0
    assert math.isnan(meanfield.outcome(after.tail(1))["share"])


# ---- pulse


@pytest.fixture(scope="module")
def field() -> Settings:
    return pulse.field_of(settings("study=pulse"))


def test_the_pulse_begins_at_rest_in_the_dead_state(field):
    familiarity, share = meanfield.expected_path(field.scenario)
    assert np.ptp(familiarity) < 1e-5
    assert share[0] < 0.02


@pytest.mark.parametrize(("order", "size"), [("alone", 2.0), ("rule first", 1.0), ("rule last", 3.0)])
def test_the_least_lasting_length_is_that_of_the_timeline(field, order, size):
    """One month less leaves the office below the unstable state, by the months of the scenario and not of theory."""

    def left_by(months: int) -> float:
        """Expected familiarity when all reforms have ended, by the scenario's own timeline."""
        design = pulse.design_of(field, [size], [months])
        (scenario,) = scenarios_of(field, design[design[f"{LABEL}order"] == order])
        return float(meanfield.expected_path(scenario)[0][meanfield.moment(scenario) - meanfield.AFTER])

    barrier = equilibria(meanfield.expected_map(field.scenario, 0))[1].familiarity
    lasting = int(traps.shortest(field.scenario, order, size).lasting)
    assert left_by(lasting - 1) <= barrier < left_by(lasting)


def test_a_rule_and_a_reform_of_its_size_are_one(field):
    """Their order is no matter then; of unequal parts, the stronger one comes first."""
    push = field.scenario.world.special_law_push

    def lengths(size: float) -> list[float]:
        return [traps.shortest(field.scenario, order, size).lasting for order in ("rule first", "rule last")]

    first, last = lengths(push)
    assert first == last
    first, last = lengths(push - 1.0)
    assert first < last
    first, last = lengths(push + 2.0)
    assert first > last
    special = field.scenario.under(field.scenario.policy._replace(concurrence=SPECIAL_FIRST))
    gained = meanfield.coefficients(special, 0)[0] - meanfield.coefficients(field.scenario, 0)[0]
    assert gained == pytest.approx(push)


def test_the_shortest_enough_and_none_below_the_tipping_point(field):
    """The pulse must lift alpha above the end of the dead state, here by 0.6 logits."""
    assert traps.shortest(field.scenario, "alone", 0.3) == (math.inf, math.inf)
    assert traps.shortest(field.scenario, "alone", 1.5).lasting < math.inf
    assert [traps.least(lambda length, least=least: length >= least, 50) for least in (1, 7, 50)] == [1, 7, 50]
    assert traps.least(lambda length: False, 50) == math.inf


def test_one_looks_15_years_after_the_last_change(field):
    design, start = pulse.design_of(field, [2.0], [30]), pulse.START
    moments = dict(zip(design[f"{LABEL}order"], map(meanfield.moment, scenarios_of(field, design)), strict=True))
    assert moments["alone"] == start + 30 + 180
    assert moments["rule first"] == moments["rule last"] == start + 60 + 180
    assert moments["base"] == field.scenario.months


@pytest.fixture(scope="module")
def pulse_folder(tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulse, "OTHER_WORLDS", ())
        return pulse.STUDY.run(
            settings("study=pulse", "study.sizes=2", "study.lengths=2", f"out={tmp_path_factory.mktemp('pulse')}")
        )


def test_the_manifest_counts_the_runs_of_all_parts(pulse_folder):
    manifest = json.loads((pulse_folder / "manifest.json").read_text())
    designs = [len(pd.read_csv(path)) for path in pulse_folder.glob("*/tables/design.csv")]
    assert sorted(designs) == [2, 13]
    assert (manifest["points"], manifest["runs"], manifest["failures"]) == (15, 30, [])


def test_a_long_and_large_pulse_lasts_and_a_short_and_small_one_does_not(pulse_folder):
    cells = Finished(pulse_folder)["cells"].set_index(["order", "size", "months"])
    assert len(cells) == 1 + 2 * 2 * 3
    assert cells["runs"].eq(2).all()
    assert cells.loc[("base", 0.0, 0), "alive"] == 0.0
    for order in pulse.ORDERS:
        long, short = cells.loc[(order, 4.0, 120)], cells.loc[(order, 1.0, 6)]
        assert (long["alive"], short["alive"]) == (1.0, 0.0)
        assert long["share"] == pytest.approx(long["theory"], abs=0.15)
    assert np.isfinite(cells.loc[("alone", 4.0, 120), "lasting"])
    assert np.isinf(cells.loc[("alone", 1.0, 120), "lasting"])


def test_what_the_pulse_study_says_is_in_its_tables(pulse_folder):
    report = pulse.STUDY.report(Finished(pulse_folder))
    assert report.count("\n- ") == 1 + 1 + 1
    rows = cells(report)
    assert next(row[1] for row in rows if row[0] == "rule last") == "4"
    assert [row[1] for row in rows if row[0] == "alone"] == ["4", "above 20"]
    assert "0 of 2 runs are alive at the end" in report


# ---- pooling


def test_pooling_makes_many_offices_worth_few_and_what_explains_the_variance_is_found():
    for offices in pooling.NUMBERS:
        for effective in (2.0, 4.0):
            shared = pooling.pooling_for(offices, effective)
            assert offices / (1.0 + shared * (offices - 1)) == pytest.approx(effective)
    assert pooling.pooling_for(16, 16.0) == 0.0
    table = pd.DataFrame({"effective": [1, 1, 2, 2], "offices": [4, 8, 4, 8], "share": [0.1, 0.1, 0.7, 0.7]})
    assert pooling.explained(table, "effective") == pytest.approx(1.0)
    assert pooling.explained(table, "offices") == pytest.approx(0.0)
    swapped = table.assign(share=[0.1, 0.7, 0.1, 0.7])
    assert pooling.explained(swapped, "effective") == pytest.approx(0.0)


@pytest.mark.parametrize("memory", list(pooling.MEMORIES))
def test_one_effective_number_is_one_learning_strength(memory):
    world = pooling.world_of(settings("study=pooling"), memory)
    design = pooling.design_of([2.0, 4.0, 16.0])
    for row, scenario in zip(design.to_dict("records"), scenarios_of(world, design), strict=True):
        forgetting = learning.monthly(scenario.world.forgetting)
        wanted = pooling.FILES * scenario.world.lesson / (row[f"{LABEL}effective"] * forgetting)
        assert meanfield.kappa(scenario, 0) == pytest.approx(wanted, rel=1e-4)
        assert meanfield.files(scenario) * row[pooling.OFFICES] == pooling.FILES
    assert set(design[pooling.OFFICES]) == set(pooling.NUMBERS)


def test_a_short_memory_has_the_same_learning_strength():
    long, short = (pooling.world_of(settings("study=pooling"), memory).scenario for memory in ("long", "short"))
    assert meanfield.kappa(short, 0) == pytest.approx(meanfield.kappa(long, 0), rel=1e-4)
    assert short.world.lesson == pytest.approx(8.0 * long.world.lesson)
    assert learning.monthly(short.world.forgetting) == pytest.approx(
        8.0 * learning.monthly(long.world.forgetting), 1e-4
    )


@pytest.mark.parametrize(("offices", "effective"), [(4, 4.0), (16, 4.0), (48, 2.0)])
def test_the_expected_month_of_pooling_offices(offices, effective):
    """Theory's step against the mean of draws: binomial uses in every office, taught by the model's own rules."""
    world = pooling.world_of(settings("study=pooling"), "long")
    design = pooling.design_of([effective])
    scenario = scenarios_of(world, design[design[pooling.OFFICES] == offices].head(1))[0]
    unit, luck = meanfield.pooled_map(scenario, 0), np.random.default_rng(5)
    shared = scenario.policy.pooling
    for familiarity in (0.05, 0.45, 0.8):
        share = float(unit.share(familiarity))
        uses = luck.binomial(pooling.FILES // offices, share, size=(4000, offices))
        taught = [
            learning.effective_uses(float(own), float(every), 0.0, shared, scenario.world)
            for own, every in zip(uses[:, 0], uses.sum(axis=1), strict=True)
        ]
        after = [learning.familiarity_after(familiarity, one, 0.0, 0.0, 0.0, scenario.world) for one in taught]
        error = np.std(after) / math.sqrt(len(after))
        # Lessons are small, not nil.
        bias = 0.1 * (float(np.mean(after)) - (1.0 - unit.delta) * familiarity) * unit.supply
        assert np.mean(after) == pytest.approx(unit.step(familiarity), abs=4.0 * error + bias)


@pytest.fixture(scope="module")
def pooling_folder(tmp_path_factory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pooling, "NUMBERS", (4, 16))
        out = tmp_path_factory.mktemp("pooling")
        return pooling.STUDY.run(settings("study=pooling", "study.levels=2", "study.months=240", f"out={out}"))


def test_the_effective_number_decides_and_theory_is_drawn_for_the_long_memory_alone(pooling_folder):
    points = pd.read_csv(pooling_folder / "tables" / "points.csv")
    assert len(points) == 2 * 2 * 3
    long, short = (points[points["memory"] == memory] for memory in ("long", "short"))
    assert long["theory"].notna().all()
    assert short[["alpha", "theory", "states"]].isna().all().all()
    assert (long["share"] - long["theory"]).abs().max() < 0.1
    few, many = (long[long["effective"] == effective] for effective in pooling.WORTH)
    assert few["share"].min() > 0.5 > many["share"].max()
    assert np.ptp(few[few["start"] == "alive"]["share"]) < 0.1
    report = pooling.STUDY.report(Finished(pooling_folder))
    assert sum(line.startswith(("| long ", "| short ")) for line in report.splitlines()) == 4
    assert "Long memory (" in report
    assert "nan" not in report


def test_the_curve_of_pooling_is_at_rest(pooling_folder):
    curve = pd.read_csv(pooling_folder / "tables" / "curve.csv")
    world = pooling.world_of(settings("study=pooling"), "long").scenario
    alpha, beta = meanfield.coefficients(world, 0)
    forgetting = learning.monthly(world.world.forgetting)
    taught = 1.0 - np.exp(-curve["level"] * forgetting * curve["share"])
    assert np.allclose((1.0 - curve["familiarity"]) * taught, forgetting * curve["familiarity"])
    assert np.allclose(np.log(curve["share"] / (1.0 - curve["share"])), alpha + beta * curve["familiarity"])
    assert not curve["stable"].all()


# ---- hysteresis


@pytest.fixture(scope="module")
def worlds() -> dict[str, Settings]:
    return traps.worlds_of(settings("study=hysteresis", "world=classroom", "study.months=240"))


def test_every_level_is_run_from_both_starts(worlds):
    designs = [design for _, design in traps.sweeps_of(worlds).values()]
    designs += [traps.full_design(worlds[name], 3) for name in ("own", "lively")]
    for design in designs:
        rest = [column for column in design.columns if column not in ("point", meanfield.FAMILIARITY)]
        starts = design.groupby(rest)[meanfield.FAMILIARITY].agg(lambda values: tuple(sorted(values)))
        assert set(starts) == {tuple(sorted(meanfield.START_OF))}


def test_the_map_stands_on_even_advantages(worlds):
    single, design = traps.sweeps_of(worlds)["map"]
    alphas = sorted({round(meanfield.coefficients(given, 0)[0], 6) for given in scenarios_of(single, design)})
    assert alphas == pytest.approx(np.linspace(*traps.ADVANTAGE, worlds["own"].study_keys["map_levels"]))


def test_two_states_lie_between_the_borders_of_the_map(worlds):
    border = traps.border_of(worlds["single"])
    beta = meanfield.coefficients(worlds["single"].scenario, 0)[1]
    assert border.iloc[0]["alpha_low"] == border.iloc[0]["alpha_high"]
    for row in border.iloc[20::25].to_dict("records"):
        within = (row["alpha_low"] + row["alpha_high"]) / 2.0
        states = [
            len(equilibria(Flow(alpha, beta, row["kappa"])))
            for alpha in (row["alpha_high"] - 0.01, within, row["alpha_low"] + 0.01)
        ]
        assert states == [1, 3, 1]


@pytest.fixture(scope="module")
def ramps_in(worlds) -> dict[str, traps.Ramp]:
    return traps.ramps_in(worlds)


@pytest.mark.parametrize("name", ["clarity", "supply", "orders"])
def test_a_ramp_begins_at_rest_and_moves_between_its_holds(ramps_in, name):
    ramp = ramps_in[name]
    design, levers = traps.ramps_of(ramp), [key.removeprefix("policy.") for key in ramp.levers]
    for row, scenario in zip(design.to_dict("records"), scenarios_of(ramp.world, design), strict=True):
        level = [getattr(scenario.policy_at(month, 0), levers[0]) for month in range(scenario.months)]
        begin, end = (0.0, 1.0) if row[f"{LABEL}direction"] == "up" else (1.0, 0.0)
        assert set(level[: traps.HOLD]) == {begin}
        assert set(level[scenario.months - traps.HOLD :]) == {end}
        assert len(set(level)) == scenario.months - 2 * traps.HOLD + 2
        assert {change["lever"] for change in json.loads(row[CHANGES])} == set(levers)
        if ramp.unit is None:
            assert row[meanfield.FAMILIARITY] == meanfield.STARTS["dead" if begin == 0.0 else "alive"]
            continue
        familiarity, share = meanfield.expected_path(scenario, ramp.unit)
        assert np.ptp(familiarity[: traps.HOLD]) < 1e-4
        assert (share[0] > meanfield.ALIVE) == (begin == 1.0)


def test_pooling_carries_the_case_supply_over_both_tipping_points(ramps_in):
    ends = scenarios_of(ramps_in["supply"].world, table_of([{traps.POOLING: level} for level in (0.0, 0.3, 1.0)]))
    assert meanfield.kappa(ends[2], 0) / meanfield.kappa(ends[0], 0) == pytest.approx(16)
    rests = [equilibria(meanfield.pooled_map(end, 0)) for end in ends]
    assert [sum(state.stable for state in states) for states in rests] == [1, 2, 1]


def path_of(**heights: float) -> pd.DataFrame:
    level = np.linspace(0.0, 1.0, 11)
    return pd.concat(
        [pd.DataFrame({"direction": way, "level": level, "share": height, "theory": 0.5})
         for way, height in heights.items()], ignore_index=True
    )  # fmt: skip


def test_the_area_of_a_loop():
    path = path_of(up=0.2, down=0.8)
    assert traps.area(path, "share") == pytest.approx(0.6)
    assert traps.area(path, "theory") == pytest.approx(0.0)
    path.loc[(path["direction"] == "up") & (path["level"] < 0.45), "share"] = math.nan
    assert traps.area(path, "share") == pytest.approx(0.3), "over the levels that both ways have a share at"
    assert math.isnan(traps.area(path_of(up=0.2), "share"))


def test_agents_follow_the_expected_path_of_a_ramp_of_case_supply(ramps_in):
    """The ramp goes down from the living state, where chance tips nobody before theory does."""
    ramp = ramps_in["supply"]
    results = run_design(ramp.world, traps.ramps_of(ramp), yearly=traps.YEARLY)
    table = traps.path_of("supply", ramp, results)
    down = table[(table["direction"] == "down") & (table["level"] > 0.2)]
    assert len(down) > 10
    np.testing.assert_allclose(down["share"], down["theory"], atol=0.05)
    loop = traps.loop_of(table, results)
    assert loop["runs"] == 2
    assert loop["low"] <= loop["area"] <= loop["high"]
    assert loop["area"] > 0.3, "two stable states between: the ways are apart"


def test_levels_that_still_show_their_start_are_counted():
    rows = [
        (start, 1.0, share, share - 0.05, share + 0.05, share, float(share > 0.5), states)
        for share_of, states in (((0.1, 0.9), 1), ((0.4, 0.42), 1), ((0.1, 0.9), 2))
        for start, share in zip(("dead", "alive"), share_of, strict=True)
    ]
    levels = pd.DataFrame(rows, columns=["start", "level", "share", "low", "high", "theory", "alive", "states"])
    numbers = hysteresis.sweep_numbers(levels)
    assert numbers["starts end apart, one stable state"] == "0.410 (2 levels)"
    assert numbers["starts end apart, two stable states"] == "0.800 (1 levels)"
    assert numbers["of these still showing the start"] == "1, by 0.800"


@pytest.mark.parametrize(
    ("dead", "alive", "state"),
    [(0.0, 0.0, "dead"), (1.0, 1.0, "alive"), (0.05, 0.95, "two"), (0.5, 1.0, "mixed"), (1.0, 0.0, "mixed")],
)
def test_the_states_of_the_map(dead, alive, state):
    assert hysteresis.state_of(dead, alive) == state


UNFELT = ("world.familiarity_gain=0", "world.element_familiarity=0", "world.miss=0", "world.miss_floor=0")
"""Settings under which familiarity moves neither the charge, nor the elements, nor the notice of an offence."""


def memory_of(out: Path, *words: str, replicates: int = 2) -> pd.DataFrame:
    """Table of the memory of the start in a small lively world, by level and start."""
    small = ("study=hysteresis", "experiment=lively", "world.providers=400", "study.months=240", f"out={out}")
    world = settings(*small, *words, replicates=replicates)
    return hysteresis.full_table("own", run_design(world, traps.full_design(world, 2), yearly=traps.YEARLY))


def test_nothing_is_left_of_the_start_where_familiarity_does_not_matter(tmp_path):
    """Worlds share their luck, so the two starts are one run, to the last digit."""
    table = memory_of(tmp_path, *UNFELT)
    known = table["memory"].dropna()
    assert (len(table), len(known) >= 6) == (2 * 2 * 2, True)
    assert (known == 0.0).all()
    assert (table["charges"] > 0.0).any()


def test_the_start_is_all_where_nothing_is_learnt_or_forgotten(tmp_path):
    table = memory_of(tmp_path, "world.familiarity_learns=false", replicates=20)
    orders = table[(table["lever"] == "orders") & (table["level"] == 1.0)]
    assert (orders["memory_low"] > 0.0).all()
    wide = orders.set_index("start")["share"]
    assert orders["memory"].iloc[0] == pytest.approx(wide["alive"] - wide["dead"])


def test_the_study_of_hysteresis_lies_on_its_curves(tmp_path):
    levels = ("study.levels=4", "study.map_levels=4", "study.own_levels=2")
    world = ("world=classroom", "world.providers=400", "study.months=360")
    folder = hysteresis.STUDY.run(settings("study=hysteresis", *world, *levels, f"out={tmp_path}", replicates=6))
    steps = pd.read_csv(folder / "tables" / "steps.csv")
    living = steps[(steps["sweep"] != "map") & (steps["start"] == "alive")]
    assert (living["share"] - living["theory"]).abs().max() < 0.06
    wide = steps.pivot_table(index=["sweep", "alpha", "kappa"], columns="start", values=["share", "states"])
    apart = wide["share"]["alive"] - wide["share"]["dead"]
    assert (apart > -0.05).all()
    assert (apart[wide["states"]["dead"] == 2.0] > 0.3).all()
    loops = pd.read_csv(folder / "tables" / "loops.csv").set_index("ramp")
    assert loops.loc["clarity", "area"] == pytest.approx(loops.loc["clarity", "theory"], abs=0.05)
    assert loops.loc["supply", "area"] == pytest.approx(loops.loc["supply", "theory"], abs=0.1)
    assert math.isnan(loops.loc["orders", "theory"])
    lines = hysteresis.STUDY.report(Finished(folder)).splitlines()
    assert sum(line.startswith(("| own, ", "| lively, ")) for line in lines) == 4
    assert sum(line.startswith(("| mean field, ", "| full model, ")) for line in lines) == 3
