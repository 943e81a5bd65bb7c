"""More orders: closed forms against iteration by hand, the push of the rule, paired worlds, refusals, words."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from shared import NO_LEARNING

from zombielaw.experiments.analysis import closed_form_world as meanfield
from zombielaw.experiments.analysis.wording import number
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.orders import regimes
from zombielaw.experiments.studies.orders import study as orders
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.analysis.theory import equilibria
from zombielaw.sim.parameters import SPECIAL_FIRST
from zombielaw.sim.simulate import simulate

pytestmark = pytest.mark.slow

WORLD = (
    "study=orders", "world=region", "world.providers=2000", "world.refusal=0.4", "policy.transfer_rate=0.9",
    "policy.order_delay=0", "study.start=2", "study.months=86", "replicates=2", "execute=serial",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return orders.STUDY.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('orders')}"))


@pytest.fixture(scope="module")
def table(folder) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / "orders.csv")


def rest_by_hand(alpha: float, beta: float, kappa: float) -> float:
    """Share at which familiarity rests, from below, by iteration."""
    familiarity = 0.0
    for _ in range(20_000):
        share = expit(alpha + beta * familiarity)
        familiarity = kappa * share / (1.0 + kappa * share)
    return float(share)


@pytest.mark.parametrize(("share", "familiarity"), [(0.003, 0.001), (0.01, 0.04), (0.2, 0.02)])
def test_the_flow_agrees_with_the_row_it_is_made_from_and_with_iteration(share, familiarity):
    flow = regimes.flow_at(share, familiarity, pull=6.0)
    assert flow is not None
    assert regimes.at_rest(flow, 0.0, 1.0).share == pytest.approx(share)
    for multiple in (3.0, 10.0):
        by_hand = rest_by_hand(flow.alpha, 6.0, multiple * flow.kappa)
        assert regimes.at_rest(flow, 0.0, multiple).share == pytest.approx(by_hand, rel=1e-6)


def test_no_flow_rests_where_nothing_is_used_and_none_moves_where_nothing_is_learnt():
    assert regimes.flow_at(0.0, 0.1, 6.0) is None
    assert regimes.flow_at(1.0, 0.5, 6.0) is None
    untaught = regimes.flow_at(0.1, 0.0, 6.0)
    assert untaught is not None
    assert regimes.at_rest(untaught, 0.0, 30.0).share == pytest.approx(0.1)


def row(share: float, **other: float) -> dict[str, float]:
    """A row without the rule."""
    return {
        "share": share, "familiarity_286_1": 0.02, "familiarity_287_2": 0.4, "merit": 0.1, "share_ruled": 0.05,
        "count": 1.0, "count_contested": 0.25, **other,
    }  # fmt: skip


def test_without_feedback_orders_move_the_count_alone_and_the_rule_moves_the_share_by_its_push():
    start = row(0.01)
    plain = regimes.resting(start, start, 10.0, ruled=False, pull=0.0)
    assert plain["share_theory"] == pytest.approx(0.01)
    assert plain["count_theory"] == pytest.approx(10.0)
    assert plain["elasticity_theory"] == 0.0
    assert plain["elasticity_alpha"] == pytest.approx(0.99), "1 - p without a multiplier"
    ruled = regimes.resting(start, start, 10.0, ruled=True, pull=0.0)
    assert ruled["share_theory"] == pytest.approx(0.05)
    assert ruled["count_theory"] == pytest.approx(10.0 * (0.75 + 0.25 * 0.05 / 0.01))


def test_what_theory_says_of_a_small_change_is_the_slope_of_its_line():
    start = row(0.01)
    one = regimes.resting(start, start, 1.0, ruled=False, pull=6.0)
    more = regimes.resting(start, start, 1.001, ruled=False, pull=6.0)
    slope = math.log(more["share_theory"] / one["share_theory"]) / math.log(1.001)
    assert one["elasticity_theory"] == pytest.approx(slope, rel=1e-2)
    gain = 6.0 * 0.02 * 0.98 * 0.99  # beta F (1 - F)(1 - p)
    assert one["elasticity_theory"] == pytest.approx(gain / (1.0 - gain))


def test_a_more_familiar_rival_and_better_files_move_the_given_line_by_their_log_odds():
    start = row(0.01)
    rival = regimes.resting(start, row(0.01, familiarity_287_2=0.5), 1.0, ruled=False, pull=6.0)
    assert rival["share_theory"] == pytest.approx(0.01), "the closed form holds the rival fixed"
    flow = regimes.flow_at(0.01, 0.02, 6.0)
    assert rival["share_given"] == pytest.approx(rest_by_hand(flow.alpha - 0.6, 6.0, flow.kappa))
    files = regimes.resting(start, row(0.01, merit=0.2), 1.0, ruled=False, pull=0.0)
    assert logit(files["share_given"]) == pytest.approx(logit(0.01) + logit(0.2) - logit(0.1))


def test_the_trapped_world_has_the_exact_path():
    scenario = regimes.world_of(composed(*WORLD), regimes.REGIMES["trapped"]).scenario
    alpha, beta = meanfield.coefficients(scenario, 85)
    forgetting = 1.0 - (1.0 - scenario.world.forgetting) ** (1 / 12)
    number, lesson, familiarity, shares = meanfield.files(scenario), scenario.world.lesson, 0.0, []
    for _ in range(86):
        share = float(expit(alpha + beta * familiarity))
        shares.append(share)
        taught = 1.0 - (1.0 - share * (1.0 - math.exp(-lesson))) ** number
        familiarity += (1.0 - familiarity) * taught - forgetting * familiarity
    exact = regimes.exact(scenario, range(2021, 2022))
    assert meanfield.coefficients(scenario, 0)[0] == pytest.approx(alpha)
    assert len(equilibria(meanfield.expected_map(scenario, 85))) == 3, "a trap exists where it is said to"
    assert exact["share_theory"] == pytest.approx(np.mean(shares[62:74])), "January to December 2021"
    assert exact["count_theory"] == pytest.approx(12 * number * np.mean(shares[62:74]))


def test_the_push_of_the_rule_is_foreseen_from_a_run_without_it():
    """Learning off, so that the files are the same: the share under the rule follows from the run without."""
    still = [word for word in NO_LEARNING if "rival" not in word]
    words = ("experiment=excluded", "study.months=180", *still)
    shares = {}
    for rule in regimes.RULES:
        settings = composed(*words, f"policy.concurrence={rule}")
        record = simulate(settings.scenario, 1, 0, engine="compiled")
        shares[rule] = expected(record, settings.scenario)["expected"].sum()
    label, ruled = shares["habit"], shares["special_first"]
    assert label["contested"] == ruled["contested"] > 40
    assert 0 < label["within_reach"] < label["contested"]
    both = label["contested_286_1"] + label["contested_287_2"]
    foreseen = label["ruled_286_1"] / both
    observed = ruled["contested_286_1"] / (ruled["contested_286_1"] + ruled["contested_287_2"])
    assert label["contested_286_1"] / both < foreseen
    assert observed == pytest.approx(foreseen, rel=0.05)


def test_levers_multiply_the_orders_asked():
    settings = composed("study=orders")
    own = settings.scenario.policy
    for multiple in regimes.MULTIPLES:
        levers = regimes.multiplied(settings, multiple)
        asked = levers["corrective_order_rate"] * levers["inspection_rate"]
        assert asked == pytest.approx(multiple * own.corrective_order_rate * own.inspection_rate)
        assert levers["corrective_order_rate"] <= 1.0


def test_orders_that_cannot_be_multiplied_and_worlds_with_too_few_offices_are_refused():
    with pytest.raises(InputError, match=r"cannot be multiplied by 30.*no orders stay none"):
        regimes.multiplied(composed("study=orders", "policy.corrective_order_rate=0"), 30)
    with pytest.raises(InputError, match=r"cannot be multiplied by 30"):
        regimes.multiplied(composed("study=orders", "policy.inspection_rate=6"), 30)
    with pytest.raises(InputError, match=r"world.procuratorates=12 is too few.*world=region"):
        regimes.concentrated(composed("study=orders", "world=classroom"), 30)


def test_every_regime_has_every_multiple_with_the_rule_and_without(table):
    keys = table.groupby(["regime", "way"], sort=False)[["rule", "multiple"]].agg(list)
    assert list(keys.index) == [(name, way) for name, regime in regimes.REGIMES.items() for way in regime.ways]
    assert (table.groupby(["regime", "way", "rule"])["multiple"].agg(tuple) == regimes.MULTIPLES).all()
    for name in ("count", "share", "share_all", "application_rate"):
        known = table.dropna(subset=[name, f"{name}_low"])
        assert len(known) > len(table) / 2
        assert (known[f"{name}_low"] <= known[name] + 1e-12).all()
        assert (known[name] <= known[f"{name}_high"] + 1e-12).all()


def test_the_first_points_of_both_ways_are_the_same_world(table):
    today = table[(table["regime"] == "today") & (table["multiple"] == 1)].set_index(["rule", "way"])
    for rule in regimes.RULES:
        levers, files = today.loc[rule, "levers"], today.loc[rule, "files"]
        pd.testing.assert_series_equal(levers, files, check_names=False)
    assert (table.loc[table["multiple"] == 1, "orders"] == 1.0).all()


def test_first_points_lie_on_their_closed_form_and_agents_of_the_trapped_world_follow_the_exact_path(table):
    own = table[(table["multiple"] == 1) & (table["rule"] == "habit") & (table["regime"] != "trapped")]
    np.testing.assert_allclose(own["share_theory"], own["share"])
    np.testing.assert_allclose(own["count_theory"], own["count"])
    np.testing.assert_allclose(own["share_given"], own["share"])
    # Where the expectation is not in passage from one state to another, agents lie on it.
    rows = table[(table["regime"] == "trapped") & (table["multiple"] >= 10)]
    np.testing.assert_allclose(rows["share"], rows["share_theory"], rtol=0.01)
    np.testing.assert_allclose(rows["count"], rows["count_theory"], rtol=0.01)


def test_a_rule_without_a_push_changes_nothing(tmp_path):
    """The same luck with the rule and without, where no court looks again: the rule acts by its push alone."""
    settings = composed(*WORLD, "world.special_law_push=0", "study.months=86", "replicates=1", f"out={tmp_path}")
    scenarios = [
        composed(*WORLD, "world.special_law_push=0", "world.look_again=0", f"policy.concurrence={rule}").scenario
        for rule in regimes.RULES
    ]
    assert scenarios[1].policy.concurrence == SPECIAL_FIRST
    panels = [simulate(scenario, settings.seed, 0, engine="compiled").panel for scenario in scenarios]
    pd.testing.assert_frame_equal(panels[0], panels[1])


def test_multiples_are_paired_with_the_first_point_without_the_rule(table):
    for _, rows in table.groupby(["regime", "way"]):
        base = rows[(rows["rule"] == "habit") & (rows["multiple"] == 1)].iloc[0]
        for name in orders.MULTIPLIED:
            assert [base[f"{name}_times{end}"] for end in ("", "_low", "_high")] == pytest.approx([1.0] * 3)
            if name in rows:
                np.testing.assert_allclose(rows[f"{name}_times"], rows[name] / base[name])
            known = rows.dropna(subset=[f"{name}_times_low"])
            assert (known[f"{name}_times_low"] <= known[f"{name}_times"] * (1 + 1e-12)).all()
            assert (known[f"{name}_times"] <= known[f"{name}_times_high"] * (1 + 1e-12)).all()


def test_every_column_is_in_the_dictionary_and_every_regime_leaves_its_design(folder, table):
    dictionary = pd.read_csv(folder / "data_dictionary.csv")
    columns = set(dictionary.loc[dictionary["table"] == "orders", "column"])
    ends = {f"{name}_{end}" for name in columns for end in ("low", "high")}
    assert columns <= set(table.columns) <= columns | ends
    for name in regimes.REGIMES:
        assert (folder / name / "tables" / "design.csv").exists()


def test_an_elasticity_is_the_log_share_over_the_log_orders(table):
    rows = table[(table["regime"] == "trapped") & (table["rule"] == "habit")].set_index("multiple")
    for multiple in (3, 10, 30):
        by_hand = math.log(rows.loc[multiple, "share"] / rows.loc[1, "share"]) / math.log(rows.loc[multiple, "orders"])
        assert rows.loc[multiple, "elasticity"] == pytest.approx(by_hand)
    assert math.isnan(rows.loc[1, "elasticity"])


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ((0.0, 0.01), (0.0, 0.2), "it stays below the line"),
        ((0.0, 0.01), (0.3, 0.4), "it comes to lie above the line"),
        ((0.0, 0.01), (0.2, 0.3), "an interval covers the line"),
        ((0.25, 0.3), (0.25, 0.9), "it stays above the line"),
        ((math.nan, math.nan), (0.3, 0.4), "an interval covers the line"),
    ],
)
def test_the_side_of_the_line_of_life_follows_from_the_whole_interval(before, after, words):
    one, ten = ({"share_low": low, "share_high": high} for low, high in (before, after))
    assert orders.where(one, ten).startswith(words)


def test_what_is_told_is_what_the_table_holds_and_only_closed_forms_have_one_beside_them(folder, table):
    text = orders.STUDY.report(Finished(folder))
    assert text.count("Ten times the orders asked make") == table.groupby(["regime", "way"]).ngroups
    trapped = table[(table["regime"] == "trapped") & (table["rule"] == "habit")].set_index("multiple")
    grown = trapped.loc[10, "count"] / trapped.loc[1, "count"]
    assert f"Charges of 286-1: ×{number(grown)} (" in text
    assert "nan" not in text
    assert (folder / "figures" / "orders.png").stat().st_size > 20000
    for regime, way in table[["regime", "way"]].drop_duplicates().itertuples(index=False):
        text = orders.bullet(table, regime, way)
        assert ("closed form ×" in text) == (regime == "trapped")
        assert ("check ×" in text) == (regime != "trapped")
