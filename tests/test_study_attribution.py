"""Attribution: planted games, which setting each set of causes has, paired worlds, refusals, words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.config.settings import packages
from zombielaw.experiments.studies import attribution
from zombielaw.experiments.studies.attribution import CAUSES, READ, STUDY
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import composed

pytestmark = pytest.mark.slow

WORLD = (
    "study=attribution", "experiment=lively", "world=classroom", "world.providers=1500", "policy.inspection_rate=6",
    "policy.order_delay=0", "policy.transfer_rate=0.05", "world.refusal=0.4", "world.rival_learns=false",
    "world.initial_familiarity_287_2=0", "study.months=62", "replicates=2", "execute=serial",
)  # fmt: skip
"""A world in which nobody knows the rival offence or prefers it: two of the causes are gone already."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Finished(STUDY.run(composed(*WORLD, f"out={tmp_path_factory.mktemp('attribution')}")))


@pytest.mark.parametrize("name", ["clarity", "order_quality", "referral", "charge_preference"])
def test_a_cause_is_removed_to_what_the_packages_say(name):
    reforms = packages(composed("study=attribution"))
    for key, value in CAUSES[name].removed.items():
        lever = key.removeprefix("policy.")
        assert value != getattr(reforms["today"], lever)
        assert value == getattr(reforms["all"], lever), f"{key}: the cause and the reform differ"


def test_bit_k_of_a_point_says_that_cause_k_is_removed():
    settings = composed("study=attribution")
    design = attribution.design_of(settings)
    assert len(design) == 2 ** len(CAUSES)
    for bit, (words, cause) in enumerate(CAUSES.items()):
        apart = []
        for name, removed in cause.removed.items():
            own = settings.plain[name]
            apart.append(own != removed)
            for point, value in enumerate(design[name]):
                assert value == (removed if point >> bit & 1 else own), (name, point)
        assert any(apart), f"{words} is removed by nothing"
    names = [name for cause in CAUSES.values() for name in cause.removed]
    assert len(names) == len(set(names))


def planted(worth, under=1.0) -> pd.DataFrame:
    """Runs of every set of causes, in a mixed order, with noise that all sets of a replicate share."""
    noise = np.random.default_rng(3).normal(500.0, 100.0, 6)
    rows = [
        (point, replicate, "wrongful", under * (worth(point) + noise[replicate]), under)
        for point in range(2 ** len(CAUSES))
        for replicate in range(6)
    ]
    runs = pd.DataFrame(rows, columns=["point", "replicate", "outcome", "numerator", "denominator"])
    return runs.sample(frac=1.0, random_state=1)


@pytest.mark.parametrize("under", [1.0, 8.0])
def test_an_additive_world_gives_each_cause_its_own(under):
    parts = [3.0, -1.0, 0.0, 2.0, 5.0, 0.5, 0.25]
    result = attribution.attributed(
        planted(
            lambda point: sum(part for bit, part in enumerate(parts) if point >> bit & 1), under
        ),
        "wrongful",
    )
    values = result.values  # noqa: PD011 - a table
    assert list(values["cause"]) == list(CAUSES)
    np.testing.assert_allclose(values["value"], parts, atol=1e-9)
    np.testing.assert_allclose(values["low"], parts, atol=1e-9, err_msg="what is shared cancels")
    np.testing.assert_allclose(values["alone"], parts, atol=1e-9)


def test_a_replicate_that_a_set_lacks_is_left_out_of_all():
    runs = planted(float)
    kept = runs[(runs["point"] != 5) | (runs["replicate"] != 2)], runs[runs["replicate"] != 2]
    one, other = (attribution.attributed(some, "wrongful") for some in kept)
    pd.testing.assert_frame_equal(one.values, other.values)


def test_values_sum_to_the_world_without_causes_less_the_world_as_it_is(made):
    values, ends, levels = (made[name] for name in ("values", "ends", "levels"))
    levels = levels.set_index(["outcome", "point"])["value"]
    assert list(ends["outcome"]) == list(READ)
    for row in ends.to_dict("records"):
        outcome = row["outcome"]
        assert row["none_removed"] == pytest.approx(levels[outcome, 0])
        assert row["all_removed"] == pytest.approx(levels[outcome, 2 ** len(CAUSES) - 1])
        total = values.loc[values["outcome"] == outcome, "value"].sum()
        assert total == pytest.approx(row["all_removed"] - row["none_removed"])


@pytest.mark.parametrize("cause", ["rival_familiarity", "charge_preference"])
def test_a_cause_that_is_gone_already_has_no_part(made, cause):
    values = made["values"]
    gone = values[values["cause"] == cause]
    assert (gone[["value", "low", "high", "alone", "last"]] == 0.0).all(axis=None)


def test_what_opens_the_gate_adds_to_convictions(made):
    added = (
        made["values"].query("outcome == 'expected_convictions_286_1'").set_index("cause")["value"]
    )
    assert added["order_element"] > 0.0
    assert added["referral"] > 0.0
