"""Grounds on which a file ends without a verdict: conditions of each, which changes only the files that meet them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from test_worlds_by_hand import GIVEN

from zombielaw.sim.conduct import HOSTING, TOOL_SELLER
from zombielaw.sim.decisions import prosecutor as rule
from zombielaw.sim.decisions.perception import ALL_SEEN, Merits
from zombielaw.sim.decisions.prosecutor import NO_EXITS, Exits
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.offences import RIVALS
from zombielaw.sim.law.offences.declaration import TO_SEVEN, WITH_DETENTION
from zombielaw.sim.law.offences.rivals import NO_RIVALS, NONE_OF_THEM, Rivals
from zombielaw.sim.luck import Luck
from zombielaw.sim.numbers import put
from zombielaw.sim.parameters import WorldParameters
from zombielaw.sim.procedures import prosecutor
from zombielaw.sim.record import NEVER, File, Record
from zombielaw.sim.scenario import Size
from zombielaw.sim.simulate import simulate

CERTAIN = WorldParameters(clearly_minor_exit=1.0, minor_exit=1.0, compliance_exit=1.0)
IN_ALL, BEFORE, SECOND = (
    float(day_of(day)) for day in (date(2023, 5, 1), date(2020, 2, 29), date(2021, 6, 1))
)
UNIT = Merits(
    2, 2, 2, 2, 2, True, 2, True, 2, 2, NO_RIVALS, 1.2, 1.2, True, True, True, False, IN_ALL
)
NO_RIVAL_SEEN = ALL_SEEN._replace(rivals=NONE_OF_THEM)
WITH_285_3 = ALL_SEEN._replace(rivals=put(NONE_OF_THEM, RIVALS.index("285-3"), 1.0))


def of_285_3(code: float) -> Rivals:
    each = put(NONE_OF_THEM, RIVALS.index("285-3"), code)
    return Rivals(each, each)


@pytest.mark.parametrize(("changed", "seen", "expected"), [
    ({}, NO_RIVAL_SEEN, (1, 1, 1)),
    # one element is not seen of either offence: the evidence decides, and no exit is open
    ({}, NO_RIVAL_SEEN._replace(order=0.0, knowing=0.0), (0, 0, 0)),
    # what is not open to the file does not count, however well it is seen
    ({"open_286_1": False, "open_287_2": False}, NO_RIVAL_SEEN, (0, 0, 0)),
    # amounts: one and a half marks are no longer clearly minor, five no longer minor
    ({"consequence_size": 1.49}, NO_RIVAL_SEEN, (1, 1, 1)),
    ({"consequence_size": 1.5}, NO_RIVAL_SEEN, (0, 1, 1)),
    ({"serious_size": 4.99}, NO_RIVAL_SEEN, (0, 1, 1)),
    ({"serious_size": 5.0}, NO_RIVAL_SEEN, (0, 0, 1)),
    # the amount of an offence that does not look satisfied is not asked
    ({"serious_size": 50.0}, NO_RIVAL_SEEN._replace(knowing=0.0), (1, 1, 1)),
    ({"grave": True}, NO_RIVAL_SEEN, (0, 0, 1)),
    # another offence that looks satisfied: never clearly minor, and nothing beyond its first range
    ({"rivals": of_285_3(WITH_DETENTION)}, WITH_285_3, (0, 1, 1)),
    ({"rivals": of_285_3(TO_SEVEN)}, WITH_285_3, (0, 0, 0)),
    ({"rivals": of_285_3(TO_SEVEN)}, NO_RIVAL_SEEN, (1, 1, 1)),
    # it is open in law whether the heavier range is reached: that is not proven
    ({"rivals": Rivals(NONE_OF_THEM, of_285_3(TO_SEVEN).high)}, WITH_285_3, (0, 1, 1)),
    # compliance: units alone, in the pilot alone
    ({"unit": False}, NO_RIVAL_SEEN, (1, 1, 0)),
    ({"day": BEFORE}, NO_RIVAL_SEEN, (1, 1, 0)),
    ({"day": SECOND}, NO_RIVAL_SEEN, (1, 1, 0.13)),
    ({"day": float(day_of(date(2025, 1, 1)))}, NO_RIVAL_SEEN, (1, 1, 0)),
])  # fmt: skip
def test_each_exit_asks_its_own(changed, seen, expected):
    assert rule.exit_chances(UNIT._replace(**changed), seen, CERTAIN) == expected


def test_exits_are_drawn_with_their_chances():
    luck, chances, number = Luck(3, 0), Exits(0.1, 0.3, 0.5), 20_000
    taken = pd.Series(
        [prosecutor.exit_taken(luck, slot, 0, chances) for slot in range(number)]
    ).value_counts(normalize=True)
    assert taken[NEVER] == pytest.approx(rule.without_exit(chances), abs=0.015)
    assert taken[0] == pytest.approx(0.1, abs=0.01)
    assert taken[1] == pytest.approx(0.9 * 0.3, abs=0.015)
    assert taken[2] == pytest.approx(0.9 * 0.7 * 0.5, abs=0.015)


# ---- paired worlds


LICENSEES = 900
WORLD = replace(
    GIVEN, months=110, world=GIVEN.world._replace(client_rate=0.6, items_per_month=600.0),
    size=Size(LICENSEES, 1, 3, 1, 1, 20), growth=(1.0 / LICENSEES, 1.0),
)  # fmt: skip
"""A larger world without learning, in which the fate of one provider changes no other."""
NO_CHANCE = WORLD.world._replace(clearly_minor_exit=0.0, minor_exit=0.0, compliance_exit=0.0)
ASKED = rule.exit_chances


@pytest.fixture(scope="module")
def without():
    return simulate(replace(WORLD, world=NO_CHANCE), 3)


def certain(name: str, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Record of the world in which one exit is sure to come about where its conditions are met, and no other does."""

    def sure(*given: object) -> Exits:
        return NO_EXITS._replace(**{name: float(getattr(ASKED(*given), name) > 0.0)})

    monkeypatch.setattr(rule, "exit_chances", sure)
    return simulate(WORLD, 3)


def firsts(record: Record) -> pd.DataFrame:
    """First file of each provider that is decided: nothing before it can have gone another way."""
    decided = record.ledger[record.ledger["charged"].notna()].sort_values(["opened", "provider"])
    return decided.drop_duplicates("provider").set_index("file")


@pytest.mark.parametrize("name", Exits._fields)
def test_only_files_that_meet_the_ground_change(without, name, monkeypatch):
    before, after = firsts(without), firsts(certain(name, monkeypatch))
    assert before.index.equals(after.index)
    left = after["ground"] == name.replace("_", " ")
    assert 5 < left.sum() < len(left), "some meet it, and some do not"
    # upstream an exit was possible
    done = [name for name in before if not name.startswith("expected_")]
    pd.testing.assert_frame_equal(before.loc[~left, done], after.loc[~left, done], check_exact=True)
    assert (after.loc[left, "end"] == "not charged").all()
    assert (after.loc[left, "persons"] == 0).all()
    looked = before.loc[left, "prosecutor_saw"]
    own, aiding, rival = (
        looked & 0b11111 == 0b11111,
        looked & 0b11100000 == 0b11100000,
        looked > 255,
    )
    assert (own | aiding | rival).all(), "some offence looked satisfied"
    spread = (
        before["charge"].eq("286-1")
        & before["topic"].eq("content")
        & before["kind"].ne("tool_seller")
    )
    if name == "minor":
        assert (before.loc[left & spread, "items_after"] < 10_000).all()
        assert (before.loc[~left & spread, "items_after"] >= 10_000).any()
    if name == "compliance":
        assert (after.loc[left, "charged"] >= 52).all(), "from March 2020"
        assert (after.loc[left, "kind"] != "tool_seller").all()
    assert (after.loc[left, "p_charge_none"] == 1.0).all()


def test_without_chances_the_record_is_as_without_exits(without, monkeypatch):
    monkeypatch.setattr(rule, "with_exits", lambda charges, _: charges)
    monkeypatch.setattr(prosecutor, "exit_taken", lambda *_: NEVER)
    record = simulate(WORLD, 3)
    pd.testing.assert_frame_equal(without.panel, record.panel, check_exact=True)
    pd.testing.assert_frame_equal(without.ledger, record.ledger, check_exact=True)


def test_a_unit_that_left_by_compliance_is_diligent(monkeypatch):
    record = certain("compliance", monkeypatch)
    left = record.ledger[record.ledger["ground"] == "compliance"]
    again = record.ledger.merge(
        left[["provider", "generation", "closed"]], on=["provider", "generation"]
    )
    assert not (again["opened"] == again["closed_y"]).any()


# ---- persons and units


def test_persons_are_those_of_the_file(without):
    ledger, panel = without.ledger, without.panel.sum(numeric_only=True)
    charged, convicted = ledger[ledger["charge"] != "none"], ledger[ledger["end"] == "convicted"]
    assert (charged["persons"] >= 1).all()
    assert (ledger.loc[ledger["charge"] == "none", "persons"] == 0).all()
    for offence in ("286-1", "287-2"):
        part = offence.replace("-", "_")
        assert (
            panel[f"persons_charged_{part}"]
            == charged.loc[charged["charge"] == offence, "persons"].sum()
        )
        assert (
            panel[f"persons_convicted_{part}"]
            == convicted.loc[convicted["verdict"] == offence, "persons"].sum()
        )
    fined = ~convicted["verdict"].isin(["266", "303-2"]) & convicted["kind"].ne("tool_seller")
    assert panel["units_fined"] == ledger["unit_fined"].sum() == fined.sum() < len(convicted)


def test_a_seller_of_tools_stands_alone_and_a_unit_has_the_declared_mean():
    now = Luck(1, 0)
    counts = {
        kind: [prosecutor.persons(now, SimpleNamespace(slot=slot, file=File(kind=kind, opened=0)), WORLD.world)
               for slot in range(5000)] for kind in (HOSTING, TOOL_SELLER)
    }  # fmt: skip
    assert set(counts[TOOL_SELLER]) == {1}
    assert min(counts[HOSTING]) == 1
    assert sum(counts[HOSTING]) / 5000 == pytest.approx(WORLD.world.persons_per_file, abs=0.06)


def test_fewer_persons_move_nothing_else(without):
    alone = simulate(replace(WORLD, world=NO_CHANCE._replace(persons_per_file=1.0)), 3)
    assert set(alone.ledger["persons"]) == {0, 1}
    columns = [name for name in without.panel if not name.startswith("persons_")]
    pd.testing.assert_frame_equal(without.panel[columns], alone.panel[columns], check_exact=True)
