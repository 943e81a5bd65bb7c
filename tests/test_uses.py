"""Uses of published figures: one each, and derived figures count with those that they come from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from zombielaw.experiments.data.statistics import read_statistics
from zombielaw.experiments.designs.targets import FIT, read_targets
from zombielaw.experiments.designs.uses import DATA, PRIOR, TARGET, USES, uses_of, uses_table
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_month import COLUMNS
from zombielaw.sim.parameters import Policy, WorldParameters, declared

STATISTICS = read_statistics()
TARGETS = read_targets(STATISTICS, COLUMNS).targets


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
    more = replace(TARGETS["judgments"], name="again", data={"2021": datum}, use=FIT)
    assert shared in used_twice(uses_of(STATISTICS, {**TARGETS, "again": more}))


def test_every_row_that_was_found_is_a_target_a_bound_or_set_aside_with_a_reason():
    rows = pd.read_csv(DATA / "counted.csv", keep_default_na=False)
    assert rows["row"].is_unique
    assert rows["use"].value_counts().to_dict() == {
        "set aside": 30,
        "fit": 8,
        "check": 5,
        "bound": 5,
    }
    for row in rows.to_dict("records"):
        named = row["target"].split()
        assert bool(named) == (row["use"] != "set aside"), row["row"]
        assert named or row["reason"], row["row"]
        for name in named:
            target = TARGETS[name]
            assert target.rules_out == (row["use"] == "bound"), row["row"]
            assert row["use"] in (target.use, "bound"), row["row"]
            assert all(part in target.data for part in target.figures), (
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
