"""Published patterns: what a file may say, what is counted in a run, and the probabilities of what is published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy as sp
import yaml
from shared import run, scenario

from zombielaw.experiments.analysis import observation
from zombielaw.experiments.analysis.weighted_draws import obeying
from zombielaw.experiments.data.statistics import read_statistics
from zombielaw.experiments.designs import targets
from zombielaw.experiments.designs.targets import BOUND, FIT, SHARE, SPLIT, THINNED, Target
from zombielaw.experiments.designs.uses import DATA, PRIOR, TARGET, USES, uses_of, uses_table
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_month import ACTS, COLUMNS, PANEL, SELLERS, by_month
from zombielaw.sim.decisions.regulator import REGULATOR_KINDS
from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.record import INSPECTION, End

STATISTICS = read_statistics()
TARGETS = targets.read_targets(STATISTICS, COLUMNS).targets
ONE = {
    "meaning": "orders", "values": {"a": 0.2}, "over": "orders_chosen", "under": "checks",
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
        "over": " ".join(figures) if observation_ == SPLIT else "checks",
    }  # fmt: skip
    return Target.model_construct(observation=observation_, values=figures, **{**usual, **more})


def test_the_repository_s_own_targets_name_series_and_sources():
    published = targets.read_targets(read_statistics(), COLUMNS, targets.DATA / targets.TARGETS)
    assert {"judgments", "second_orders", "repeated_orders"} <= set(published.of("fit"))
    assert {"sellers_of_tools", "listed_firms_2022"} <= set(published.of("check"))
    assert published.targets["judgments"].published.sum() == 2.0, "of licensees at most two"
    for one in published.targets.values():
        rest = one.only(set(one.parts) - set(one.figures))
        assert not rest.published.any(), "what is no figure of statistics.csv is a year of none"
    assert all(one.source and one.meaning for one in published.targets.values())


@pytest.mark.parametrize(("changed", "says"), [
    ({"unit": "kilos"}, "mine.unit: no unit is called 'kilos'"),
    ({"window": {"a": ["2014-01", "2018-12"]}}, "'2014-01' given; allowed: a month from 2015-11 on"),
    ({"values": {"a": 1.5}}, "a=1.5; allowed: a share"),
    ({"figures": {"a": ["cac_finez", 2025]}}, "is called 'cac_finez' (did you mean 'cac_fines'?)"),
    ({"under": ""}, "is the sum of some columns per that of others"),
    ({"over": "orders_choosen"}, "no column of a run is called 'orders_choosen' (did you mean 'orders_chosen'?)"),
    ({"campaign": "sweep"}, "no campaign is called 'sweep'"),
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
        "over": "sellers_286_1",
        "values": {"a": 0},
    }
    del entry["spread"], entry["under"]
    with pytest.raises(InputError, match="a split of no judgment says nothing"):
        read(tmp_path, entry)


def test_a_good_entry_is_taken_and_a_missing_key_named(tmp_path):
    assert read(tmp_path, ONE).targets["mine"].published.tolist() == [0.2]
    with pytest.raises(InputError, match=r"targets\.mine\.source: source is missing"):
        read(tmp_path, {key: value for key, value in ONE.items() if key != "source"})


@pytest.mark.parametrize(("changed", "use"), [
    ({}, "fit"), ({"window": {"a": ["2021-01", "2022-01"]}}, "check"), ({"use": "check"}, "check"),
    ({"window": {"a": ["2018-01", "2025-12"]}, "use": "fit"}, "fit"),
    # the year is that of the figure, where there is one, and not of the window
    ({"values": {}, "figures": {"a": ["ratio_apps_removed_per_named", 2021]}, "window": {"a": ["2021-01", "2022-01"]}},
     "fit"),
])  # fmt: skip
def test_what_a_target_is_for_follows_from_its_year_unless_its_file_says(tmp_path, changed, use):
    entry = {key: value for key, value in ONE.items() if key != "use"}
    assert read(tmp_path, {**entry, **changed}).targets["mine"].use == use


def test_a_figure_of_low_confidence_is_no_target_of_the_fit():
    assert STATISTICS.sure("vpn_seller_judgments_a286_1", 2020)
    assert not STATISTICS.sure("vpn_seller_judgments_other", 2020)
    assert (TARGETS["sellers_of_tools"].year, TARGETS["sellers_of_tools"].use) == (2020, "check")


def test_judgments_are_whole_and_campaigns_counted_from_their_start(tmp_path):
    judged = {**ONE, "unit": "judgments", "observation": "thinned", "published_by": "publication_rate",
              "over": "expected_convictions_286_1"}  # fmt: skip
    del judged["spread"], judged["under"]
    with pytest.raises(InputError, match="a whole number of judgments"):
        read(tmp_path, judged)
    under = {**ONE, "campaign": "sweep", "window": {"a": [3, 4]}}
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
                     "policy.corrective_order_rate=0.9", "policy.inspection_rate=6")  # fmt: skip
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
    by_kind = {
        act: table[[f"{kind}_{act}" for kind in REGULATOR_KINDS]].to_numpy().sum(axis=0)
        for act in ACTS
    }
    assert all(number.all() for number in by_kind.values()), "offices of each kind do each"
    assert by_kind["sanctioned"].sum() == (checked & (files["sanctions"] > 0)).sum()
    both = by_kind["sanctioned"].sum() + by_kind["ordered_only"].sum()
    assert both == (checked & ((files["sanctions"] > 0) | (files["written_orders"] > 0))).sum()
    assert by_kind["sanctions"].sum() == record.panel["sanctions"].sum()
    assert by_kind["interviews"].sum() == record.panel["interviews"].sum()


def test_quantities_are_logs_of_numbers_in_the_country_and_logits_of_shares():
    months = pd.DataFrame({
        "world": [0] * 4 + [1] * 2, "replicate": [0, 0, 1, 1, 0, 0], "month": [0, 1] * 3,
        "checks": [10.0, 20.0, 30.0, 40.0, 5.0, 5.0], "orders_chosen": [1.0, 2.0, 3.0, 4.0, 0.0, 0.0],
    })  # fmt: skip
    numbers = pd.DataFrame({"public_security_share": [0.5, 0.25]})
    counted = target(
        BOUND, {"a": 1.0}, name="n", window={"a": (1, 1)}, times="public_security_share"
    )
    share = target(SHARE, {"a": 0.1}, name="s", window={"a": (0, 1)}, over="orders_chosen", under="checks",
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
    seen = count.published
    logs = observation.log_likelihood(count, seen, worlds, np.ones(1))
    assert np.exp(logs).tolist() == [float(stays)]
    table = pd.DataFrame(worlds, columns=pd.MultiIndex.from_tuples([("t", "a")]))
    share = target(SHARE, {"a": 0.5}, spread=0.1)
    assert obeying({"t": count, "other": share}, table, 1).tolist() == [stays]
    drawn = observation.draw_figures(count, worlds, np.ones(1), np.random.default_rng(1))
    assert drawn.tolist() == [[pytest.approx(expected)]], "what it bounds"


CASES = (
    target(THINNED, {"a": 2.0, "b": 0.0}, published_by="publication_rate"),
    target(BOUND, {"a": 3.0}, spread=0.5),
    target(SPLIT, {"a": 3.0, "b": 2.0}),
)


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.observation)
def test_counts_have_the_probabilities_with_which_they_are_drawn(one):
    worlds = np.log([[1.5, 0.7][: len(one.parts)]])
    chance, rng = np.array([0.6]), np.random.default_rng(1)
    many = 40_000
    drawn = observation.draw_figures(
        one, np.repeat(worlds, many, axis=0), np.repeat(chance, many), rng
    )
    seen = one.published
    frequency = (
        (drawn <= seen).all(axis=1).mean()
        if one.observation == BOUND
        else (drawn == seen).all(axis=1).mean()
    )
    stated = np.exp(observation.log_likelihood(one, seen, worlds, chance))[0]
    assert frequency == pytest.approx(stated, abs=4 * np.sqrt(stated * (1 - stated) / many))


@pytest.mark.parametrize("one", [
    target(SHARE, {"a": 0.2, "b": 0.3}, spread=0.5),
])  # fmt: skip
def test_densities_integrate_to_one_and_agree_with_draws(one):
    """On the scale of logits."""
    parts = len(one.parts)
    worlds = np.array([[0.3, -0.4][:parts]])
    line = np.linspace(-8.0, 10.0, 361)
    grid = np.stack(np.meshgrid(*[line] * parts, indexing="ij"), axis=-1).reshape(-1, parts)
    seen = sp.special.expit(grid)
    density = np.exp(
        observation.log_likelihood(
            one, seen, np.broadcast_to(worlds, grid.shape), np.ones(len(grid))
        )
    )
    cell = (line[1] - line[0]) ** parts
    assert density.sum() * cell == pytest.approx(1.0, abs=1e-3)
    drawn = observation.draw_figures(
        one, np.repeat(worlds, 20_000, axis=0), np.ones(20_000), np.random.default_rng(2)
    )
    mean = (density[:, None] * grid).sum(axis=0) * cell
    assert sp.special.logit(drawn).mean(axis=0) == pytest.approx(mean, abs=0.03)


# ---- one use of each figure, and derived figures count with those that they come from


def used_twice(uses):
    """Figures that set a prior and are a target, or are two targets, with their uses."""
    return {
        datum: its
        for datum, its in uses.items()
        if sum(use.startswith(TARGET) for use in its) + any(use.startswith(PRIOR) for use in its)
        > 1
    }


def test_no_figure_sets_a_prior_and_is_a_target_or_is_two_targets():
    uses = uses_of(STATISTICS, TARGETS)
    assert used_twice(uses) == {}
    assert len(uses) == len(STATISTICS.table)
    assert set(uses_table(uses)["series"]) == {series for (series, _), its in uses.items() if its}


@pytest.mark.parametrize(("datum", "shared"), [
    (("ratio_rectify_orders_per_check", 2021), ("mps_education_game_sites_checked", 2021)),
    (("mps_education_game_sites_ordered_to_rectify", 2021), ("mps_education_game_sites_ordered_to_rectify", 2021)),
    (("a286_1_convictions_by_docket_year", 2018), ("a286_1_convictions_by_docket_year", 2018)),
    (("cac_fines", 2025), ("cac_fines", 2025)),
])  # fmt: skip
def test_a_second_use_is_seen_also_through_what_is_derived(datum, shared):
    """The sweep of 2021 set priors, the dockets of 2018 are those of the sellers: neither may be a target once more."""
    more = TARGETS["judgments"].model_copy(
        update={"name": "again", "figures": {"2021": datum}, "use": FIT}
    )
    assert shared in used_twice(uses_of(STATISTICS, {**TARGETS, "again": more}))


def test_the_use_of_every_row_that_was_found_follows_from_what_is_declared_of_it():
    rows = pd.read_csv(DATA / "counted.csv", keep_default_na=False)
    assert rows["row"].is_unique
    assert rows["use"].value_counts().to_dict() == {"set aside": 31, "fit": 12, "check": 5}
    for row in rows.to_dict("records"):
        named, sure = row["target"].split(), not row["confidence"].startswith("low")
        own = targets.use_of(int(row["end"][:4]), sure) if row["holds"] else "set aside"
        assert row["use"] == own, row["row"]
        assert bool(named) == bool(row["holds"]), row["row"]
        assert named or row["reason"], row["row"]
        for name in named:
            target = TARGETS[name]
            assert target.complete == (row["holds"] == "all"), row["row"]
            assert row["use"] == target.use, row["row"]
            assert all(part in target.figures for part in target.parts), (
                "it stands in statistics.csv"
            )


def test_what_sets_a_prior_names_numbers_of_the_model():
    known = {f"world.{one.name}" for one in declared(WorldParameters)}
    known |= {f"policy.{lever.name}" for lever in declared(Policy)}
    rows = [
        line.split(",")[2] for line in (DATA / USES).read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert {name for row in rows for name in row.split()} <= known


def test_a_figure_that_there_is_not_is_refused(tmp_path):
    path = tmp_path / "uses.csv"
    path.write_text("series,year,sets,from\ncac_fines,1999,world.fine_share,\n", encoding="utf-8")
    with pytest.raises(InputError, match="cac_fines of 1999 is no figure of statistics"):
        uses_of(STATISTICS, TARGETS, path)
