"""Invariants that hold of every record of a named world; tests/test_engines.py asks the same of random ones."""

from __future__ import annotations

import pytest
from ledgers import check, check_instruments, check_outcomes, outcomes
from shared import run, scenario

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
    "much is not seen": (
        "experiment=lively", *SMALL, "policy.court_scrutiny=1", "world.miss=0.4", "world.miss_floor=0.1",
        "world.client_rate=5", "world.refusal=0.4",
    ),
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


@pytest.mark.parametrize("name", ["lively", "excluded", "no order needed", "campaign"])
def test_counts_follow_their_sums_of_probabilities(name):
    world = scenario(*WORLDS[name])
    pairs = outcomes([run(world, replicate=replicate) for replicate in range(4)], world.months)
    check_outcomes(pairs)
    assert pairs["orders"][0] > 500
    assert pairs["refusals"][0] > 50
    assert pairs["referrals"][0] > 20


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
