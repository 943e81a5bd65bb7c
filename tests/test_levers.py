"""No dead dials: an end of each declared range makes another run than its default; levers push as theory says."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from shared import NO_LEARNING, run, scenario

from zombielaw.sim.parameters import Declared, Policy, WorldParameters, declared
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

SIZES = (
    (1, "world.providers=500", "study.months=50"), (1, "world.providers=1000", "study.months=100"),
    (1, "world.providers=2000", "study.months=122"), (2, "world.providers=2000", "study.months=122"),
    (3, "world.providers=2000", "study.months=122"),
)  # fmt: skip
"""Seed and size of the runs tried in turn. A dial that few files reach gets more files before it counts as dead."""


def dials() -> list:
    """Every parameter with the set that holds it."""
    return [
        pytest.param(holder, one, id=f"{holder}.{one.name}")
        for holder, kind in (("policy", Policy), ("world", WorldParameters))
        for one in declared(kind)
        if one.about.shows_in != "coded"  # tests/test_decisions.py turns these
    ]


def turned(given: Scenario, holder: str, dial: Declared, value: float) -> Scenario:
    """The scenario with one dial at a value."""
    value = bool(value) if dial.kind is bool else dial.kind(value)
    return replace(given, **{holder: getattr(given, holder)._replace(**{dial.name: value})})


def sums_of_probabilities(record: Record) -> dict[str, float]:
    """Expected counts of the panel, sanctions by kind, persons, and sums over files of each probability."""
    chances = [name for name in record.ledger if name.startswith("p_")]
    counted = ("expected_", "persons_", "fines", "suspensions")
    expected = [name for name in record.panel if name.startswith(counted)]
    return {**record.ledger[chances].sum().to_dict(), **record.panel[expected].sum().to_dict()}


usual_sums = cache(lambda given, seed: sums_of_probabilities(run(given, seed)))


@pytest.mark.parametrize(("holder", "dial"), dials())
def test_no_dial_is_dead(holder, dial):
    for seed, *size in SIZES:
        short = size if dial.about.shows_in != "meanfield" else size[1:]
        given = scenario(f"experiment={dial.about.shows_in}", *short)
        base = usual_sums(given, seed)
        for end in (dial.about.low, dial.about.high):
            if sums_of_probabilities(run(turned(given, holder, dial, end), seed)) != base:
                return
    pytest.fail(
        f"{holder}.{dial.name}: its ends make the run of its default in experiment={dial.about.shows_in}"
    )


def test_middle_options_are_not_dead_either():
    """Options between the first and the last of a choice change the run, too."""
    given = scenario("experiment=lively")
    dial = next(one for one in declared(Policy) if one.name == "concurrence")
    sums = [
        sums_of_probabilities(run(turned(given, "policy", dial, option))) for option in range(3)
    ]
    assert sums[0] != sums[1]
    assert sums[1] != sums[2]


FIXED = (
    "experiment=lively", "world.providers=600", "study.months=72", *NO_LEARNING, "world.capacity_ratio=100",
    "world.initial_familiarity_286_1=0.5",
)  # fmt: skip


def met(ledger: pd.DataFrame) -> set[str]:
    """Files in which 286-1 is satisfied, thresholds of 2019."""
    return set(ledger.loc[ledger["met_286_1_statute_thresholds2019"] == 2, "file"])


SAME_FACTS = (
    *FIXED,
    "policy.transfer_rate=0",
    "world.public_security_transfer=0",
    "world.trace_rate=1e-5",
)
"""Words of a world in which nobody is referred, so that the law has no later consequence."""


def test_a_lower_mark_only_adds_eligible_files():
    """Enforcement's own reference harm does not move with the mark: the facts stay, the eligible grow."""
    runs = [
        run(scenario(*SAME_FACTS, f"policy.consequence_threshold={mark}"))
        for mark in (4, 2, 1, 0.5, 0)
    ]
    facts = ["file", "end", "closed", "items", "items_after", "written_orders", "answer"]
    traced = set().union(
        *(set(record.ledger.query("began == 'police'")["provider"]) for record in runs)
    )
    ledgers = [
        record.ledger[~record.ledger["provider"].isin(traced)].reset_index(drop=True)
        for record in runs
    ]
    assert all(ledger[facts].equals(ledgers[0][facts]) for ledger in ledgers)
    eligible = [met(ledger) for ledger in ledgers]
    for less, more in itertools.pairwise(eligible):
        assert less <= more
    sizes = [len(files) for files in eligible]
    assert sizes[0] < sizes[-1]


def test_deleting_the_order_element_only_adds_eligible_files():
    required = met(run(scenario(*SAME_FACTS)).ledger)
    deleted = met(run(scenario(*SAME_FACTS, "policy.order_element_required=false")).ledger)
    assert required < deleted
    assert len(deleted) > 3 * len(required)
