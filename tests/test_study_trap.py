"""Study of the trap: causes counted, and planted worlds told by their counts."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis import diagnosed
from zombielaw.experiments.analysis.counts import ABOVE, BELOW, ONE, OPEN, Slope, slopes, verdict
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs import planted
from zombielaw.experiments.designs.prior_worlds import TODAY, WITH, WITHOUT
from zombielaw.experiments.studies import trap
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.analysis.diagnosis import PARTS

slow = pytest.mark.slow


def settings(*words: str) -> Settings:
    small = (
        "world=classroom",
        "world.providers=300",
        "study.worlds=3",
        "replicates=2",
        "execute=serial",
    )
    return composed("study=trap", *small, *words)


def diagnoses() -> pd.DataFrame:
    """Four worlds with feedback, one alive and three dead, two of them starved; without feedback two alive."""
    state = {WITH: ("alive", "dead", "dead", "dead"), WITHOUT: ("alive", "alive", "dead", "dead")}
    both = [(world, feedback) for feedback in state for world in range(4)]
    found = pd.DataFrame(both, columns=["world", "feedback"]).assign(
        practice=TODAY, **dict.fromkeys(PARTS, 0.0)
    )
    return found.assign(
        state=[state[feedback][world] for world, feedback in both],
        found=[("alive", "starved", "starved", "undecided")[world] for world, _ in both],
        why=[diagnosed.LOST if world == 3 else "" for world, _ in both],
        findable=["starved trapped" if world > 1 else "starved" for world, _ in both],
    )


@slow
def test_causes_are_counted_with_feedback_and_states_with_and_without(monkeypatch, tmp_path):
    monkeypatch.setattr(trap, "diagnosed", lambda *_: diagnoses())
    tables = trap.causes_of(
        trap.Work(
            settings("study.months=120", "study.worlds=2", "study.planted=0", f"out={tmp_path}")
        )
    )
    causes = tables["causes"].set_index("answer")
    assert causes["share"].sum() == pytest.approx(1.0)
    row = causes.loc["starved"]
    # z = 1.96, 2 of 4: centre 1/2, half-width z / sqrt(4 + z^2) / 2
    half = 1.95996 / math.sqrt(4 + 1.95996**2) / 2
    assert (row["share"], row["low"], row["high"]) == pytest.approx(
        (0.5, 0.5 - half, 0.5 + half), abs=1e-4
    )
    assert causes.loc["undecided: not even by all together", "worlds"] == 1
    could = causes["findable"].dropna()
    assert could[could > 0].to_dict() == {"starved": 3, "trapped": 2}
    assert len(could) == 5
    assert set(causes["lifeless"]) == {3}
    states = tables["states"].set_index(["feedback", "state"])["worlds"]
    assert (states[WITH, "alive"], states[WITHOUT, "alive"], states[WITH, "dead"]) == (1, 2, 3)


# ---- slopes of counts


def drawn(rise: float, within: float, seed: int = 3) -> pd.DataFrame:
    """Counts of thirty places in eight years whose uses follow files between places and within them."""
    luck = np.random.default_rng(seed)
    place, year = (index.ravel() for index in np.indices((30, 8)))
    level, move = luck.normal(3.5, 0.8, 30)[place], luck.normal(0.0, 0.5, place.size)
    uses = luck.poisson(np.exp(rise * (level - 3.5) + within * move + 2.0 + 0.1 * year))
    return pd.DataFrame({"place": place, "year": year, "files": np.exp(level + move), "uses": uses})


@pytest.mark.parametrize(("rise", "within"), [(1.0, 1.0), (1.6, 1.0), (1.0, 0.4), (2.0, 2.0)])
def test_slopes_between_and_within_places_are_those_that_were_drawn(rise, within):
    for seed in range(3):
        between, inside = slopes(drawn(rise, within, seed))
        assert between.value == pytest.approx(rise, abs=0.25)
        assert inside.value == pytest.approx(within, abs=0.15)
        assert inside.low < inside.value < inside.high < inside.low + 0.6


def test_an_interval_holds_the_drawn_slope_about_as_often_as_it_says():
    held = [(one := slopes(drawn(1.0, 1.3, seed))[1]).low < 1.3 < one.high for seed in range(60)]
    assert np.mean(held) > 0.75  # errors that thirty places share are a little too small


def test_too_few_places_or_no_use_have_no_slope():
    counts = drawn(1.0, 1.0)
    for none in (counts.query("place < 2"), counts.assign(uses=0)):
        assert all(math.isnan(one.value) and one.side == OPEN for one in slopes(none))


def test_what_two_slopes_say():
    above, below, one, still = (
        Slope(0, *ends) for ends in ((1.1, 2), (0.2, 0.9), (0.9, 1.1), (0.5, 2))
    )
    assert [s.side for s in (above, below, one, still)] == [ABOVE, BELOW, ONE, OPEN]
    assert verdict(above, still) is verdict(one, above) is True
    assert verdict(one, one) is False
    assert {verdict(above, below), verdict(one, still), verdict(below, one)} == {None}


# ---- planted worlds


def test_kinds_differ_in_what_they_plant_and_share_their_files():
    made = pd.DataFrame([{**labels, **cells} for labels, cells in planted.rows(2)])
    assert len(made) == 2 * len(planted.KINDS) * planted.OFFICES
    files = made.pivot_table(index=["panel", "office"], columns="kind", values="world.providers")
    assert (files.max(axis=1) == files.min(axis=1)).all()
    assert files.nunique().min() > 5
    level = made.groupby("kind")["policy.charge_preference"].nunique()
    assert set(level[level > 1].index) == {"deterrence", "selection"}
    learns = made.groupby("kind")["world.familiarity_learns"].first()
    assert learns.to_dict() == {kind: about.learns for kind, about in planted.KINDS.items()}


@slow
def test_counts_tell_learning_from_none_and_what_imitates_it_not(tmp_path):
    """Twenty worlds of a kind. Seeds: tables of files 1 to 10 of seed 74, replicates 0 and 1 of seed 1."""
    words = ("study.planted=10", "engine=compiled", f"out={tmp_path}")
    told = trap.told_of(trap.Work(settings(*words))).set_index("kind")
    assert (told["worlds"] == 20).all()
    assert (told[[*trap.ANSWERS]].sum(axis=1) == 20).all()
    print(told.to_string())
    assert told.loc["learning", "right"] > 15
    assert told.loc["none", "wrong"] < 5
    assert told.loc["selection", "wrong"] > 15
    assert told.loc["rival", "right"] < 10
