"""Published patterns: what a file may say, what is counted in a run, and the probabilities of what is published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy as sp
import yaml
from shared import run, scenario

from zombielaw.experiments.analysis import observation
from zombielaw.experiments.analysis.fit import allowed
from zombielaw.experiments.data.statistics import read_statistics
from zombielaw.experiments.designs import targets
from zombielaw.experiments.designs.targets import AMOUNT, BOUND, SHARE, SPLIT, THINNED, Target
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_month import COLUMNS, PANEL, SELLERS, by_month
from zombielaw.sim.record import INSPECTION, End

ONE = {
    "meaning": "orders", "values": {"a": 0.2}, "model": {"sum": ["orders_chosen"], "among": ["checks"]},
    "window": {"a": ["2018-01", "2018-12"]}, "unit": "share", "observation": "share", "spread": 0.5, "use": "fit",
    "source": "none",
}  # fmt: skip


def read(tmp_path, entry, campaigns=None):
    path = tmp_path / "mine.yaml"
    path.write_text(
        yaml.safe_dump({"targets": {"mine": entry}, "campaigns": campaigns or {}}), encoding="utf-8"
    )
    return targets.read_targets(read_statistics(), COLUMNS, path)


def target(observation_, figures, **more):
    usual = {
        "name": "t", "meaning": "", "unit": "", "use": "fit", "source": "", "window": dict.fromkeys(figures, (0, 11)),
        "sums": tuple(figures) if observation_ == SPLIT else ("checks",),
    }  # fmt: skip
    return Target(observation=observation_, figures=figures, **{**usual, **more})


def test_the_repository_s_own_targets_name_series_and_sources():
    published = targets.read_targets(read_statistics(), COLUMNS, targets.DATA / targets.TARGETS)
    assert {"judgments", "second_orders", "repeated_orders", "sellers_of_tools"} <= set(
        published.of("fit")
    )
    assert published.of("check")
    assert sum(published.targets["judgments"].figures.values()) == 2.0, "of licensees at most two"
    for one in published.targets.values():
        own = {part: value for part, value in one.figures.items() if part not in one.data}
        assert not any(own.values()), (
            "what is no figure of statistics.csv is a year without a judgment"
        )
    assert all(one.source and one.meaning for one in published.targets.values())


@pytest.mark.parametrize(("changed", "says"), [
    ({"unit": "kilos"}, "mine.unit: no unit is called 'kilos'"),
    ({"window": {"a": ["2014-01", "2018-12"]}}, "'2014-01' given; allowed: a month from 2015-11 on"),
    ({"values": {"a": 1.5}}, "a=1.5; allowed: a share"),
    ({"figures": {"a": ["cac_finez", 2025]}}, "is called 'cac_finez' (did you mean 'cac_fines'?)"),
    ({"model": {"sum": ["orders_chosen"]}}, "is the sum of some columns among others"),
    ({"model": {"sum": ["orders_chosen"], "among": ["checks"], "under": "sweep"}}, "no campaign is called 'sweep'"),
    ({"spread": 0}, "mine.spread: 0 given; allowed: a number above 0 and below 10"),
    ({"published_by": "publication_rate"}, "observation share takes no published_by"),
])  # fmt: skip
def test_a_bad_entry_gets_one_message(tmp_path, changed, says):
    with pytest.raises(InputError, match=r"mine") as refused:
        read(tmp_path, {**ONE, **changed})
    assert says in str(refused.value)
    assert "mine.yaml, line" in str(refused.value)


def test_a_split_of_nothing_is_refused(tmp_path):
    entry = {
        **ONE,
        "observation": "split",
        "unit": "judgments",
        "model": {"sum": ["sellers_286_1"]},
        "values": {"a": 0},
    }
    del entry["spread"]
    with pytest.raises(InputError, match="a split of no judgment says nothing"):
        read(tmp_path, entry)


def test_a_good_entry_is_taken_and_a_missing_key_named(tmp_path):
    assert read(tmp_path, ONE).targets["mine"].figures == {"a": 0.2}
    with pytest.raises(InputError, match=r"targets\.mine\.source: source is missing"):
        read(tmp_path, {key: value for key, value in ONE.items() if key != "source"})


def test_judgments_are_whole_and_campaigns_counted_from_their_start(tmp_path):
    judged = {**ONE, "unit": "judgments", "observation": "thinned", "published_by": "publication_rate",
              "model": {"sum": ["expected_convictions_286_1"]}}  # fmt: skip
    del judged["spread"]
    with pytest.raises(InputError, match="a whole number of judgments"):
        read(tmp_path, judged)
    under = {**ONE, "model": {**ONE["model"], "under": "sweep"}, "window": {"a": [3, 4]}}
    sweep = {
        "sweep": {"months": 6, "changes": [{"lever": "inspection_rate", "to": 12, "start": 2}]}
    }
    assert read(tmp_path, under, sweep).targets["mine"].window == {"a": (3, 4)}
    with pytest.raises(InputError, match="the number of a month from the start of the campaign"):
        read(tmp_path, {**under, "window": {"a": ["2018-01", "2018-02"]}}, sweep)
    sweep["sweep"]["changes"][0]["start"] = 9
    with pytest.raises(InputError, match="after the end; it has 6 months"):
        read(tmp_path, under, sweep)


def test_months_add_up_to_the_panel_and_the_ledger():
    given = scenario("world=classroom", "study.months=60", "world.refusal=0.3")
    record = run(given)
    table = by_month(record, given)["months"]
    assert list(table.columns) == ["month", *COLUMNS]
    for name in PANEL:
        expected = record.panel.groupby("month")[name].sum().to_numpy()
        assert table[name].to_numpy() == pytest.approx(expected)
    sellers = record.ledger[record.ledger["kind"] == "tool_seller"]
    for name, (when, chance) in SELLERS.items():
        assert table[name].sum() == pytest.approx(sellers.loc[sellers[when].notna(), chance].sum())


def test_orders_that_fell_due_are_told_apart_by_their_turn_and_files_by_their_sanctions():
    given = scenario("world=classroom", "study.months=60", "world.refusal=0.5", "world.forgiveness=0.2",
                     "policy.corrective_order_rate=1", "policy.inspection_rate=6")  # fmt: skip
    record = run(given)
    table, files = by_month(record, given)["months"], record.files
    answered = files["written_orders"] - (files["due"] >= given.months)
    assert answered.sum() == record.panel["answers"].sum(), "an order that is due is answered"
    assert table["second_orders"].sum() == (answered > 1).sum() > (answered > 2).sum() > 0
    assert table["first_orders"].sum() == (answered > 0).sum()
    for turn, name in enumerate(("first", "second"), start=1):
        complied = (files["written_orders"] == turn) & (files["end"] == End.COMPLIED)
        assert table[f"{name}_missed"].sum() == table[f"{name}_orders"].sum() - complied.sum() > 0
    checked = files["began"] == INSPECTION
    assert table["sanctioned"].sum() == (checked & (files["sanctions"] > 0)).sum() > 0
    both = table["sanctioned"].sum() + table["ordered_only"].sum()
    assert both == (checked & ((files["sanctions"] > 0) | (files["written_orders"] > 0))).sum()


def test_quantities_are_logs_of_numbers_in_the_country_and_logits_of_shares():
    months = pd.DataFrame({
        "world": [0] * 4 + [1] * 2, "replicate": [0, 0, 1, 1, 0, 0], "month": [0, 1] * 3,
        "checks": [10.0, 20.0, 30.0, 40.0, 5.0, 5.0], "orders_chosen": [1.0, 2.0, 3.0, 4.0, 0.0, 0.0],
    })  # fmt: skip
    numbers = pd.DataFrame({"public_security_share": [0.5, 0.25]})
    counted = target(
        AMOUNT,
        {"a": 1.0},
        name="n",
        window={"a": (1, 1)},
        times="public_security_share",
        spread=0.3,
    )
    share = target(SHARE, {"a": 0.1}, name="s", window={"a": (0, 1)}, sums=("orders_chosen",), among=("checks",),
                   spread=0.5)  # fmt: skip
    quantities = observation.quantities(months, [counted, share], 10.0, numbers)
    assert np.exp(quantities["n", "a"]).tolist() == pytest.approx(
        [10.0 * 30.0 * 0.5, 10.0 * 5.0 * 0.25]
    )
    half = observation.HALF
    assert np.exp(quantities["s", "a"]).tolist() == pytest.approx(
        [(10.0 + half) / (90.0 + half), half / (10.0 + half)]
    )


@pytest.mark.parametrize(("expected", "stays"), [(2.9, True), (3.1, False)])
def test_a_complete_count_of_anybody_rules_out_a_world_that_expects_more(expected, stays):
    count, worlds = target(BOUND, {"a": 3.0}), np.log([[expected]])
    seen = observation.as_array(count)
    logs = observation.log_likelihood(count, seen, worlds, np.ones(1))
    assert np.exp(logs).tolist() == [float(stays)]
    table = pd.DataFrame(worlds, columns=pd.MultiIndex.from_tuples([("t", "a")]))
    share = target(SHARE, {"a": 0.5}, spread=0.1)
    assert allowed({"t": count, "other": share}, table).tolist() == [stays]
    drawn = observation.published(count, worlds, np.ones(1), np.random.default_rng(1))
    assert drawn.tolist() == [[pytest.approx(expected)]], "what it bounds"


CASES = (
    target(THINNED, {"a": 2.0, "b": 0.0}, published_by="publication_rate"),
    target(BOUND, {"a": 3.0}, published_by="publication_rate"),
    target(SPLIT, {"a": 3.0, "b": 2.0}),
)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.observation)
def test_counts_have_the_probabilities_with_which_they_are_drawn(one):
    worlds = np.log([[1.5, 0.7][: len(one.figures)]])
    chance, rng = np.array([0.6]), np.random.default_rng(1)
    many = 40_000
    drawn = observation.published(
        one, np.repeat(worlds, many, axis=0), np.repeat(chance, many), rng
    )
    seen = observation.as_array(one)
    frequency = (
        (drawn <= seen).all(axis=1).mean()
        if one.observation == BOUND
        else (drawn == seen).all(axis=1).mean()
    )
    stated = np.exp(observation.log_likelihood(one, seen, worlds, chance))[0]
    assert frequency == pytest.approx(stated, abs=4 * np.sqrt(stated * (1 - stated) / many))


@pytest.mark.parametrize("one", [
    target(SHARE, {"a": 0.2, "b": 0.3}, spread=0.5),
    target(AMOUNT, {"a": 3.0, "b": 5.0}, spread=0.3, fall_on=(0.03, 1.0)),
    target(AMOUNT, {"a": 3.0}, spread=0.3, fall_on=(0.5, 0.5)),
], ids=["share", "amount", "amount of a known share"])  # fmt: skip
def test_densities_integrate_to_one_and_agree_with_draws(one):
    """On the scale of logits or logarithms."""
    parts = len(one.figures)
    worlds = np.array([[0.3, -0.4][:parts]])
    line = np.linspace(-8.0, 10.0, 361)
    grid = np.stack(np.meshgrid(*[line] * parts, indexing="ij"), axis=-1).reshape(-1, parts)
    seen = sp.special.expit(grid) if one.observation == SHARE else np.exp(grid)
    density = np.exp(
        observation.log_likelihood(
            one, seen, np.broadcast_to(worlds, grid.shape), np.ones(len(grid))
        )
    )
    cell = (line[1] - line[0]) ** parts
    assert density.sum() * cell == pytest.approx(1.0, abs=1e-3)
    drawn = observation.published(
        one, np.repeat(worlds, 20_000, axis=0), np.ones(20_000), np.random.default_rng(2)
    )
    back = sp.special.logit(drawn) if one.observation == SHARE else np.log(drawn)
    mean = (density[:, None] * grid).sum(axis=0) * cell
    assert back.mean(axis=0) == pytest.approx(mean, abs=0.03)
