"""Luck of whole runs: draws depend on names alone, so a change moves what it reaches and nothing else."""

from __future__ import annotations

import io
import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shared import NO_LEARNING, assert_same, run, scenario

from zombielaw.sim.decisions.regulator import CYBERSPACE
from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.engines.mesa import run as run_model
from zombielaw.sim.luck import Draw, Luck, draw
from zombielaw.sim.parameters import Policy, declared
from zombielaw.sim.procedures import regulator
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Change, Scenario
from zombielaw.sim.simulate import simulate
from zombielaw.sim.world import World, build_world

LIVELY = ("experiment=lively", "world.providers=600", "study.months=60")
ALONE = (
    *LIVELY, *NO_LEARNING, "world.effort_inflation=0", "policy.registration_pressure=0", "world.capacity_ratio=100",
)  # fmt: skip


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer)
    return buffer.getvalue()


def without(frame: pd.DataFrame, **wanted: int) -> pd.DataFrame:
    """Rows of all others than the given provider or province."""
    ((column, value),) = wanted.items()
    return frame[frame[column] != value].reset_index(drop=True)


def live(given: Scenario, luck: Luck, kind: type[EnforcementModel] = EnforcementModel) -> Record:
    return run_model(kind(given, luck))


def test_other_seeds_and_replicates_are_other_runs():
    given = scenario(*LIVELY)
    seen = {
        parquet(run(given, seed, replicate).panel)
        for seed, replicate in ((0, 0), (1, 0), (0, 1), (1, 1))
    }
    assert len(seen) == 4


def test_a_replicate_is_the_same_whatever_others_run():
    """Neither other replicates nor other worlds in the same process change a run."""
    given, other = (
        scenario(*LIVELY),
        scenario(*LIVELY, "world.refusal=0.5", "policy.inspection_rate=12"),
    )
    alone = simulate(given, 7, 3)
    for between, replicate in ((given, 5), (other, 3)):
        simulate(between, 7, replicate)
    assert_same(simulate(given, 7, 3), alone)


class Backwards(EnforcementModel):
    def visiting(self, matters):
        return list(reversed(matters))


class Shuffled(EnforcementModel):
    def visiting(self, matters):
        mixed = list(matters)
        random.Random(len(mixed) + 1000 * self.period).shuffle(mixed)
        return mixed


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Backwards, Shuffled])
@pytest.mark.parametrize("overrides", [
    LIVELY, ("experiment=excluded", "world.providers=600", "study.months=70", "world.trace_rate=0.01"),
    (*LIVELY, "world.capacity_ratio=0.2", "policy.order_element_required=false"),
    ("experiment=meanfield", "study.months=30"),
], ids=["lively", "traced", "little capacity", "meanfield"])  # fmt: skip
def test_the_order_of_visiting_changes_nothing(kind, overrides):
    given = scenario(*overrides)
    assert_same(live(given, Luck(1, 0), kind), run(given))


def busiest(ledger: pd.DataFrame) -> int:
    """Slot of the provider with the most files."""
    return int(ledger["provider"].value_counts().sort_index().idxmax())


@pytest.mark.parametrize(
    ("trait", "factor"),
    [("gain", 20.0), ("gain", 0.01), ("norm", 20.0), ("ability", 0.0), ("cost", -20.0)],
)
def test_one_changed_provider_changes_its_own_files_only(monkeypatch, trait, factor):
    given = scenario(*ALONE, "policy.order_quality=0.7")
    base = run(given)
    slot, drawn = busiest(base.ledger), World.traits

    def changed(self, slots, generations, world):
        return [
            traits._replace(**{trait: getattr(traits, trait) * factor})
            if number == slot
            else traits
            for number, traits in zip(
                slots.tolist(), drawn(self, slots, generations, world), strict=True
            )
        ]

    monkeypatch.setattr(World, "traits", changed)
    other = simulate(given, 1)
    assert_frame_equal(without(other.ledger, provider=slot), without(base.ledger, provider=slot))
    assert not other.ledger.equals(base.ledger)


def test_one_order_not_written_changes_that_provider_only(monkeypatch):
    given = scenario(*ALONE)
    base = run(given)
    row = base.ledger[
        (base.ledger["instrument"] == "order") & (base.ledger["answer"] == "refuse")
    ].iloc[0]
    slot = int(row["provider"])
    file = slot, int(row["opened"])

    def bent(luck, decision, subject, period, index):
        """Luck with one draw replaced: the order of one file is never written."""
        never = decision == Draw.ORDER and (subject, period) == file
        return 1.0 - 2.0**-53 if never else draw(luck, decision, subject, period, index)

    monkeypatch.setattr(regulator, "draw", bent)
    other = simulate(given, 1)
    assert_frame_equal(without(other.ledger, provider=slot), without(base.ledger, provider=slot))
    assert other.ledger.set_index("file").loc[row["file"], "instrument"] != "order"
    rest = base.panel["province"] != row["province"]
    assert_frame_equal(other.panel[rest], base.panel[rest])


@pytest.mark.parametrize("lever", declared(Policy), ids=lambda lever: lever.name)
def test_a_lever_moved_in_one_province_leaves_the_others_alone(lever):
    given = scenario(*ALONE, "world.salience=0")
    base = run(given)
    now = getattr(given.policy, lever.name)
    to = lever.kind(lever.about.high if now != lever.about.high else lever.about.low)
    moved = run(replace(given, changes=(Change(lever.name, to, 0, provinces=(1,)),)))
    assert_frame_equal(without(moved.ledger, province=1), without(base.ledger, province=1))
    assert_frame_equal(without(moved.panel, province=1), without(base.panel, province=1))


@pytest.mark.parametrize("lever", ["corrective_order_rate", "transfer_rate", "inspection_rate"])
def test_only_the_country_wide_loops_carry_a_lever_over_the_border(lever):
    """Pooling, trust, load and fear end at the province; clarity and salience are of the whole country."""
    at_home = scenario(
        "experiment=lively", "study.months=90", "world.salience=0", "world.clarity_learns=false"
    )
    abroad = scenario("experiment=lively", "study.months=90", "world.salience=20")
    for world, contained in ((at_home, True), (abroad, False)):
        base, change = run(world), Change(lever, 0.1, 0, provinces=(1,))
        moved = run(replace(world, changes=(change,)))
        assert not moved.panel.equals(base.panel)
        assert without(moved.panel, province=1).equals(without(base.panel, province=1)) is contained


AFTER_TRIAL = {
    "end", "closed", "judged", "verdict", "judge_saw", "scrutiny", "order_caught", "defence", "plea", "looked_again",
    "official_days", "unit_fined",
}  # fmt: skip
BY_TRIAL = ("p_convict", "expected_conviction", "p_verdict", "p_acq", "law_", "met_")


@pytest.mark.parametrize("lever", ["court_scrutiny", "order_review", "safe_harbour_screen"])
def test_a_lever_of_the_court_leaves_everything_before_trial_alone(lever):
    """Records are equal until a provider's first trial, as a verdict may turn its later conduct."""
    more = ("world.providers=2000", "study.months=100", "policy.order_quality=0.7")
    shy = ("world.order_shyness=0", "world.transfer_shyness=0")
    low, high = (
        run(scenario(*ALONE, *more, *shy, f"policy.{lever}={value}")).ledger for value in (0, 1)
    )
    shared = [name for name in low if name not in AFTER_TRIAL and not name.startswith(BY_TRIAL)]

    def until_trial(ledger: pd.DataFrame) -> pd.DataFrame:
        trial = ledger[ledger["charge"] != "none"].groupby("provider")["opened"].min()
        last = ledger["provider"].map(trial.astype(float)).fillna(np.inf)
        # a withdrawal is the court's
        known = ledger.assign(ground=ledger["ground"].where(ledger["charge"] == "none"))
        return known.loc[ledger["opened"] <= last, shared].reset_index(drop=True)

    assert_frame_equal(until_trial(low), until_trial(high))
    assert low["p_convict_286_1"].sum() != high["p_convict_286_1"].sum()


ONE_OFFICE = (
    "experiment=lively", "study.months=24", "world.public_security_share=0", "world.telecom_share=0",
    "policy.inspection_rate=12", "policy.detection_skill=1",
)  # fmt: skip
"""All checks of a province fall to one office, and a non-compliant provider that is checked is found."""


def test_no_office_checks_more_than_it_can():
    given, luck = scenario(*ONE_OFFICE, "world.capacity_ratio=0.2"), Luck(1, 0)
    panel, world = run(given).panel, build_world(given.size, given.world, luck)
    shape = (given.months, given.size.provinces)
    made = panel["checks"].to_numpy().reshape(shape)
    called = made + panel["checks_over_capacity"].to_numpy().reshape(shape)
    cyberspace = [
        number for number, office in enumerate(world.regulators) if office.kind == CYBERSPACE
    ]
    assert [int(world.regulator_province[office]) for office in cyberspace] == list(
        range(given.size.provinces)
    )
    providers = panel["providers"].to_numpy().reshape(shape)
    room = np.floor(
        given.world.capacity_ratio * given.policy.inspection_rate / 12.0 * providers + 0.5
    )
    assert (made == np.minimum(called, np.maximum(1, room))).all()
    assert (called > room).all()
    assert panel["checks_over_capacity"].sum() > 1000
    more = run(scenario(*ONE_OFFICE, "world.capacity_ratio=0.2", "world.regulators=24")).panel
    assert more["checks"].sum() == pytest.approx(panel["checks"].sum(), rel=0.02), "they share it"
    assert (
        run(scenario(*ONE_OFFICE, "world.capacity_ratio=100")).panel["checks_over_capacity"].sum()
        == 0
    )


def test_capacity_takes_checks_in_keyed_order():
    """Growing capacity only adds checks, and those made come first in the order of their own draw."""
    checked = {}
    # nobody is checked before the run, so that all start from one state
    start = (
        "policy.inspection_rate=0",
        "policy.changes=[{lever: inspection_rate, to: 12, start: 0}]",
    )
    for ratio in (0.2, 0.4, 0.5, 100):
        ledger = run(scenario(*ONE_OFFICE, *start, f"world.capacity_ratio={ratio}")).ledger
        first = ledger[(ledger["opened"] == 0) & (ledger["began"] == "inspection")]
        checked[ratio] = dict(zip(first["provider"], first["province"], strict=True))
    sizes = [len(here) for here in checked.values()]
    assert sizes == sorted(set(sizes))
    for less, more in ((0.2, 0.4), (0.4, 0.5), (0.5, 100)):
        assert set(checked[less]) < set(checked[more])
    order = Luck(1, 0).uniforms(Draw.CHECK_ORDER, max(checked[100]) + 1, 0)
    for province in range(4):
        made = [slot for slot, where in checked[0.4].items() if where == province]
        left = [
            slot
            for slot, where in checked[100].items()
            if where == province and slot not in checked[0.4]
        ]
        assert max(order[made]) < min(order[left])
