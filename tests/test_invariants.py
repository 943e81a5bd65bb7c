"""Invariants that hold of every record, whatever the policy, the world and the timeline."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledgers import check, check_instruments, check_outcomes, outcomes
from shared import run, scenario

from zombielaw.sim.parameters import Policy, WorldParameters, declared
from zombielaw.sim.scenario import Change, Scenario, Size
from zombielaw.sim.simulate import simulate

SMALL = ("world.providers=600", "study.months=90")
DELETED = (
    *SMALL,
    "experiment=lively",
    "policy.order_element_required=false",
    "policy.corrective_order_rate=0.5",
)
WORLDS = {
    "today": ("world=classroom", "study.months=90", "world.refusal=0.2"),
    "lively": ("experiment=lively", *SMALL),
    "excluded": ("experiment=excluded", *SMALL),
    "displaced": ("experiment=displaced", *SMALL),
    "deterred": ("experiment=deterred", *SMALL),
    "meanfield": ("experiment=meanfield", "study.months=40"),
    "all packages": ("world=classroom", "policy=all", *SMALL),
    "no order needed": DELETED,
    "campaign": ("experiment=lively", *SMALL, "world.trace_rate=0.01", "world.campaign_factor=100"),
    "little capacity": ("experiment=lively", *SMALL, "world.capacity_ratio=0.2"),
    "timeline": (
        "experiment=lively", *SMALL,
        "policy.changes=[{lever: corrective_order_rate, to: 0.0, start: 20, end: 40, provinces: [1]},"
        "{lever: transfer_rate, to: 1.0, start: 30, ramp_months: 12},"
        "{lever: order_element_required, to: false, start: 50, end: 60}]",
    ),
    # refusals without end at the shortest doubling time: harm that no integer holds must not arise
    "endless refusal": (
        "world=classroom", "world.refusal=0.5", "world.harm_doubling_months=1", "world.follow_up_days=365",
        "world.public_security_transfer=0", "policy.corrective_order_rate=1", "policy.transfer_rate=0",
        "policy.inspection_rate=12",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORLDS)
def test_named_worlds_keep_their_books(name):
    world = scenario(*WORLDS[name])
    check(world, run(world))


@pytest.mark.parametrize("name", ["lively", "no order needed"])
def test_an_instrument_that_is_chosen_is_used(name):
    world = scenario(*WORLDS[name])
    check_instruments(world, run(world))


@st.composite
def parameters(draw: st.DrawFn, kind: type, share: int):
    """A parameter set, about one in ``share`` of its values moved anywhere in its range, ends likely."""
    moved = {}
    for one in declared(kind):
        if one.name != "injected" and draw(st.integers(1, share)) == 1:
            low, high = one.about.low, one.about.high
            value = draw(st.one_of(st.sampled_from([low, high]), st.floats(low, high)))
            moved[one.name] = bool(round(value)) if one.kind is bool else one.kind(value)
    return kind()._replace(**moved)


@st.composite
def timelines(draw: st.DrawFn):
    """Changes of different levers, so that none overlap."""
    levers = draw(
        st.lists(st.sampled_from(declared(Policy)), max_size=4, unique_by=lambda lever: lever.name)
    )
    changes = []
    for lever in levers:
        to = lever.kind(draw(st.sampled_from([lever.about.low, lever.about.high])))
        start = draw(st.integers(0, 30))
        ramp = draw(st.integers(0, 12)) if lever.kind is float else 0
        end = draw(st.one_of(st.none(), st.integers(start + 1, 36)))
        where = tuple(draw(st.sets(st.integers(0, 2), max_size=2)))
        changes.append(Change(lever.name, to, start, ramp, end, where))
    return tuple(changes)


SCENARIOS = st.builds(
    Scenario, policy=parameters(Policy, 3), changes=timelines(), world=parameters(WorldParameters, 4),
    size=st.just(Size(300, 3, 9, 5, 4, 9)), months=st.sampled_from([36, 60]),
    growth=st.sampled_from([(1.0,), (0.5, 0.6, 0.8, 1.0)]), outside_cases=st.sampled_from([(0.0,), (0.0, 3.0)]),
    campaign=st.sampled_from([(0.0,), (0.0, 1.0)]),
)  # fmt: skip


@pytest.mark.slow
# a failing world is told by its scenario; shrinking one takes minutes
@settings(max_examples=40, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(world=SCENARIOS, seed=st.integers(0, 2**32 - 1))
def test_arbitrary_worlds_keep_their_books(world, seed):
    check(world, simulate(world, seed, engine="compiled"))


@pytest.mark.parametrize("name", ["lively", "excluded", "no order needed", "campaign"])
def test_counts_follow_their_sums_of_probabilities(name):
    world = scenario(*WORLDS[name])
    pairs = outcomes([run(world, replicate=replicate) for replicate in range(4)], world.months)
    check_outcomes(pairs)
    assert pairs["orders"][0] > 500
    assert pairs["refusals"][0] > 50
    assert pairs["referrals"][0] > 20


def test_without_orders_nobody_is_charged_with_refusing_them():
    for replicate in range(3):
        world = scenario("experiment=lively", *SMALL, "policy.corrective_order_rate=0")
        record = run(world, replicate=replicate)
        assert record.panel["written_orders"].sum() == 0
        assert record.panel["refusals"].sum() == 0
        assert not (record.ledger["charge"] == "286-1").any()
        assert record.panel["expected_charges_286_1"].sum() == 0.0
        assert record.panel["findings"].sum() > 50


def test_regulators_sanction_without_an_order():
    """Regulators warn at a finding and, where harm or a statute allows it, fine or suspend."""
    unordered = ("experiment=lively", *SMALL, "policy.corrective_order_rate=0")
    record = run(scenario(*unordered, "world.fine_share=0.4"))
    assert record.panel["written_orders"].sum() == 0
    assert record.panel["warnings"].sum() > record.panel["fines"].sum() > 0
    never = run(scenario(*unordered, "world.sanction_at_finding=0"))
    assert never.panel["sanctions"].sum() == 0


def test_without_the_order_element_286_1_is_charged_without_orders():
    more = (
        "policy.corrective_order_rate=0",
        "policy.direct_transfer_rate=0.5",
        "world.client_rate=0.05",
    )
    world = scenario(*DELETED, *more)
    records = [run(world, replicate=replicate) for replicate in range(3)]
    assert sum(record.panel["written_orders"].sum() for record in records) == 0
    assert sum((record.ledger["charge"] == "286-1").sum() for record in records) > 0


def test_the_change_of_law_and_the_channel_are_two_things():
    """Without the order element a finding is referred at once only as far as the lever of that channel says."""
    closed = [run(scenario(*DELETED), replicate=replicate) for replicate in range(2)]
    opened = [
        run(scenario(*DELETED, "policy.direct_transfer_rate=0.3"), replicate=replicate)
        for replicate in range(2)
    ]
    for record in closed:
        assert record.ledger.loc[record.ledger["referred"].notna(), "first_due"].notna().all()
    assert any(
        record.ledger.loc[record.ledger["referred"].notna(), "first_due"].isna().any()
        for record in opened
    )
    required = run(scenario("experiment=lively", *SMALL, "policy.direct_transfer_rate=1"))
    assert required.ledger.equals(run(scenario("experiment=lively", *SMALL)).ledger), (
        "the statute closes the channel"
    )
