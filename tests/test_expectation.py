"""Expectation from upstream: equal to enumeration, and with the mean of the counts beside it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from types import SimpleNamespace

import numpy as np
import pytest
from shared import run, scenario

from zombielaw.sim.analysis.replay import Known
from zombielaw.sim.decisions import regulator as supervision
from zombielaw.sim.decisions.perception import A_SHIFT, ELEMENTS, TRUTH_BITS, Clarity, Merits, Seen
from zombielaw.sim.entities import Office, Place, Province, Regulator
from zombielaw.sim.law.offences import A_286_1, B_287_2, FIRST_RIVAL, NONE, RIVAL_NAMES, RIVALS
from zombielaw.sim.law.offences.rivals import Rivals
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN
from zombielaw.sim.luck import Luck
from zombielaw.sim.parameters import HABIT, SPECIAL_FIRST, STATUTE, Policy, WorldParameters
from zombielaw.sim.procedures import court, prosecutor, regulator
from zombielaw.sim.procedures import court as courts
from zombielaw.sim.procedures import file as files
from zombielaw.sim.procedures.matter import Matter, Month, current_clarity, observation_chances
from zombielaw.sim.record import (
    INSPECTION,
    NEVER,
    PANEL,
    POLICE,
    RIVAL_PANEL,
    UNIT,
    File,
    Row,
    Stage,
)
from zombielaw.sim.scenario import Scenario

SEVERITY = {number: 1000.0 + number for number in range(len(RIVALS))}
IN_THE_PILOT = 2500.0
LIVELY = ("experiment=lively", "world.providers=1000", "study.months=100")


def merits(rng: np.random.Generator, open_a: bool, open_b: bool, rivals: int) -> Merits:
    """A matter of which some rivals are satisfied or open, and everything else is as it falls."""
    truth = lambda: int(rng.choice([NOT_MET, OPEN, MET], p=[0.2, 0.2, 0.6]))  # noqa: E731
    named = set(rng.choice(len(RIVALS), size=rivals, replace=False).tolist())
    high = tuple(SEVERITY[n] if n in named else 0.0 for n in range(len(RIVALS)))
    low = tuple(value if rng.random() < 0.7 else 0.0 for value in high)
    return Merits(
        *(truth() for _ in range(5)), bool(rng.integers(2)), truth(), bool(rng.integers(2)), truth(), truth(),
        Rivals(low, high), float(rng.uniform(0.2, 3.0)), float(rng.uniform(0.2, 3.0)), open_a, open_b,
        True, False, IN_THE_PILOT,
    )  # fmt: skip


def office(rng: np.random.Generator) -> Office:
    return Office(
        familiarity_286_1=rng.uniform(), familiarity_287_2=rng.uniform(), load=rng.uniform(0.5, 2.0)
    )


def every_sight(chance: Seen) -> list[tuple[float, Seen]]:
    """All sets of bits that may be seen, one bit at a time, with their probabilities."""
    flat = [*(getattr(chance, name) for name in ELEMENTS), *chance.rivals]
    sights = []
    for bits in itertools.product(*[(0.0, 1.0) if p > 0.0 else (0.0,) for p in flat]):
        weight = float(np.prod([p if bit else 1.0 - p for p, bit in zip(flat, bits, strict=True)]))
        sights.append((weight, Seen(*bits[: len(ELEMENTS)], bits[len(ELEMENTS) :])))
    return sights


def convinces(given: Merits, seen: Seen) -> bool:
    a = (
        given.open_286_1
        and min(seen.subject, seen.duty, seen.order, seen.refusal, seen.consequence) == 1.0
    )
    b = given.open_287_2 and min(seen.knowing, seen.aid, seen.serious) == 1.0
    return bool(a or b or max(seen.rivals) == 1.0)


@pytest.mark.parametrize("concurrence", [HABIT, STATUTE, SPECIAL_FIRST])
@pytest.mark.parametrize(
    ("open_a", "open_b", "rivals"),
    [(True, False, 0), (False, True, 2), (True, True, 1), (False, False, 2)],
)
def test_prospects_are_the_sum_over_every_set_of_bits(concurrence, open_a, open_b, rivals):
    rng = np.random.default_rng(10 * concurrence + 4 * open_a + 2 * open_b + rivals)
    world, rules, desk = (
        WorldParameters(false_alarm=0.07),
        Policy(concurrence=concurrence),
        office(rng),
    )
    given, clear = merits(rng, open_a, open_b, rivals), Clarity(rng.uniform(), rng.uniform())
    chance = observation_chances(given, clear, desk, rules, world)
    blind, convinced = 0.3, 0.8
    filed, charges, by_name = 0.0, np.zeros(4), np.zeros(len(RIVALS))
    for weight, seen in every_sight(chance):
        passed = weight * (convinced if convinces(given, seen) else blind)
        own = prosecutor.weighed(given, seen, clear, desk, rules, world)
        chances = own.chances
        filed += passed
        charges += passed * np.array(chances)
        by_name += passed * chances.other * np.array(own.nest.shares)
    evidence = prosecutor.Evidence(given, clear, chance)
    foreseen = prosecutor.expected_charges(evidence, blind, convinced, desk, rules, world)
    assert foreseen.filed == pytest.approx(filed, rel=1e-12)
    assert foreseen.charges == pytest.approx(charges, rel=1e-12, abs=1e-15)
    assert foreseen.rivals == pytest.approx(by_name, rel=1e-12, abs=1e-15)


# ---- a tiny world: one matter, every path through the procedures


class Fixed:
    """Facts that stay as they are."""

    def __init__(self, given: Merits) -> None:
        self.given = given

    def merits_of(self, _: Month, __: Matter) -> Merits:
        return self.given

    def settle(self, _: Month, __: Matter) -> None:
        pass

    def harm_after(self, _: Month, __: Matter) -> float:
        return 4000.0


LAW = (MET | OPEN << TRUTH_BITS) << A_SHIFT
"""286-1 satisfied, 287-2 open."""


def matter(start: str, given: Merits, policy: Policy, world: WorldParameters) -> Matter:
    """One matter before its follow-up, or before the police that traced it."""
    rng = np.random.default_rng(2)
    person = Known(
        given=Fixed(given), notified=True, told_in_writing=True, risk_administrative=0.1, risk_criminal=0.1,
        monthly_items=10.0, detected=True,
    )  # fmt: skip
    kind = supervision.PUBLIC_SECURITY if start == "own" else supervision.CYBERSPACE
    bureau = Regulator(kind=kind, shares_records=True, trust=world.initial_trust)
    file = File(provider=0, opened=0, province=0, kind=0, written_orders=1, items_after=4000.0)
    file.began, file.stage = (
        (POLICE, Stage.FILING) if start == "traced" else (INSPECTION, Stage.FOLLOW_UP)
    )
    place, here = Place(active=True, busy=True), Province(open=1, working=1)
    rules = Scenario(world=world).rules_of(policy)
    return Matter(
        0, file, file, place, person, Row(), here, rules, bureau, office(rng), office(rng), 0.0, 0, 1, 1, 0.0,
        defaultdict(Row),
    )  # fmt: skip


class Script:
    """The draws of a path: each gives what the path prescribes, whatever its probability."""

    def __init__(self, seen: Seen, charge: int, plea: float) -> None:
        self.seen, self.charge, self.plea = seen, charge, plea

    def draw(self, _: object, decision: object, *__: int) -> float:
        return self.plea if decision is courts.Draw.PLEA else 1e-9 if decision in HAPPENS else 0.5

    def choose(self, _: object, decision: object, *__: object) -> int:
        if decision is prosecutor.Draw.CHARGE:
            return min(self.charge, FIRST_RIVAL)
        return self.charge - FIRST_RIVAL

    def observe(self, *_: object) -> Seen:
        return self.seen


HAPPENS = (regulator.Draw.REFERRAL, regulator.Draw.FILE, regulator.Draw.JURISDICTION)


def booked(one: Matter) -> dict[str, float]:
    """Sums of the panel's expected counts over all months."""
    rows = [*one.ahead.values(), one.row]
    sums = {
        name: sum(getattr(r, name) for r in rows) / UNIT
        for name in PANEL
        if name.startswith("expected_")
    }
    for field, (start, _) in RIVAL_PANEL.items():
        if field.startswith("expected_"):
            for number, name in enumerate(RIVAL_NAMES):
                sums[start + name] = sum(getattr(r, field)[number] for r in rows) / UNIT
    return sums


@pytest.mark.parametrize("start", ["refusal", "own", "traced"])
def test_a_tiny_world_is_enumerated_path_by_path(monkeypatch, start):
    """Every path from the follow-up to the verdict, through the procedures of the engines, against what is booked."""
    world = WorldParameters(false_alarm=0.05, transfer_harm=0.2)
    policy = Policy(court_scrutiny=0.4, order_review=0.3, transfer_rate=0.3)
    given = merits(np.random.default_rng(3), True, False, 1)._replace(
        subject=MET, duty=OPEN, order=MET, refusal=OPEN, consequence=MET
    )
    for module in (prosecutor, courts):
        monkeypatch.setattr(module, "law_by_2019_thresholds", lambda *_: LAW)
    # the path without a charge stands for exits, too
    monkeypatch.setattr(prosecutor, "exit_taken", lambda *_: NEVER)
    first = matter(start, given, policy, world)
    clear = current_clarity(True, 0.0, first.rules, world)
    sights = every_sight(observation_chances(given, clear, first.prosecutor, first.rules, world))
    sums = defaultdict(float)
    offences = {A_286_1: "286_1", B_287_2: "287_2"} | {
        FIRST_RIVAL + n: name for n, name in enumerate(RIVAL_NAMES)
    }
    own = set(np.flatnonzero(np.array(given.rivals.high) > 0.0) + FIRST_RIVAL)
    reachable = [charge for charge in offences if charge == A_286_1 or charge in own]
    paths = {}
    # 287-2 is not open to the file: paths that differ in its bits alone go the same way
    for weight, seen in sights:
        key = seen[:5], seen.rivals
        paths[key] = paths.get(key, (0.0, seen))[0] + weight, seen
    for (weight, seen), charge, plea in itertools.product(
        paths.values(), [NONE, *reachable], (True, False)
    ):
        one = matter(start, given, policy, world)
        script = Script(seen, charge, 1e-9 if plea else 1.0 - 1e-9)
        for module in (regulator, prosecutor, courts):
            if hasattr(module, "draw"):
                monkeypatch.setattr(module, "draw", script.draw)
            if hasattr(module, "choose"):
                monkeypatch.setattr(module, "choose", script.choose)
            if hasattr(module, "observe"):
                monkeypatch.setattr(module, "observe", script.observe)
        now, passed = Month(Luck(1, 0).root, 5, True, 1.0, 3000.0, 2970.0, 400), weight
        while one.file.closed < 0:
            stage, file = one.file.stage, one.file
            court.pass_stage(now, one, world)
            if stage == Stage.FOLLOW_UP:
                passed *= file.p_referral
                sums["expected_referrals"] += passed * plea * (charge == NONE)
            elif stage == Stage.FILING:
                passed *= file.p_file
                sums["expected_filings"] += passed * plea * (charge == NONE)
            elif stage == Stage.CHARGE:
                of_charge = [
                    file.p_charge_none,
                    file.p_charge_286_1,
                    file.p_charge_287_2,
                    *file.p_charge_rival,
                ]
                passed *= of_charge[charge]
                name = f"expected_charges_{offences[charge]}" if charge else "expected_not_charged"
                sums[name] += passed * plea
            else:
                passed *= world.plea_rate if plea else 1.0 - world.plea_rate
                sums["expected_convictions_286_1"] += passed * file.p_verdict_286_1
                sums["expected_convictions_287_2"] += passed * file.p_verdict_287_2
                # whatever was charged may become the one rival that is open
                (rival,) = own
                sums[f"expected_convictions_{offences[rival]}"] += passed * file.p_verdict_other
                sums["expected_acquittals"] += passed * file.p_acquitted
                sums["expected_applied"] += passed * file.p_verdict_286_1
            now = now._replace(period=max(now.period + 1, one.file.next_month))
    one = matter(start, given, policy, world)
    monkeypatch.setattr(regulator, "draw", lambda *_: 1.0 - 1e-9)
    monkeypatch.setattr(regulator, "choose", lambda *_: supervision.DROPPED)
    court.pass_stage(Month(Luck(1, 0).root, 5, True, 1.0, 3000.0, 2970.0, 400), one, world)
    assert one.file.closed == 5, "nothing happened to it"
    expected = booked(one)
    if start == "own":
        # a chance given what is seen, as it was
        del expected["expected_referrals"], sums["expected_referrals"]
    del expected["expected_orders"], expected["expected_refusals"]
    assert sums["expected_charges_286_1"] > 1e-4
    assert expected == pytest.approx({name: sums[name] for name in expected}, abs=1e-9)


# ---- whole runs


def test_what_is_booked_on_files_is_what_stands_in_the_panel():
    ended = "policy.changes=[{lever: inspection_rate, to: 0, start: 60}]", "world.trace_rate=1e-5"
    record = run(scenario(*LIVELY, *ended))
    for stage in ("charge", "conviction"):
        for offence in ("286_1", "287_2"):
            assert (
                record.ledger[f"expected_{stage}_{offence}"].sum()
                == record.panel[f"expected_{stage}s_{offence}"].sum()
            )
        rivals = (
            record.panel[[f"expected_{stage}s_{name}" for name in RIVAL_NAMES]].to_numpy().sum()
        )
        assert record.ledger[f"expected_{stage}_other"].sum() == rivals
    touched = (
        record.ledger[[name for name in record.ledger if name.startswith("expected_")]]
        .abs()
        .sum(axis=1)
        > 0.0
    )
    reached = record.ledger["followed_up"].notna() | record.ledger["began"].eq("police")
    assert (touched <= reached).all()
    assert touched.sum() > 10


# ---- what an office knows


@pytest.mark.parametrize(("began", "shares", "known"), [
    (INSPECTION, False, 1), (INSPECTION, True, 3), (POLICE, False, 3),
])  # fmt: skip
def test_refusals_of_other_offices_count_where_records_are_shared(
    monkeypatch, began, shares, known
):
    for name, answer in (
        ("conduct_of", lambda now, matter, refusals, world: refusals),
        ("merits_of_conduct", lambda done, statute: done),
        ("statute_of", lambda rules: rules),
    ):
        monkeypatch.setattr(files, name, answer)
    matter = SimpleNamespace(
        file=File(began=began), regulator=Regulator(shares_records=shares), person=None, rules=None,
        refusals=3, refusals_here=1,
    )  # fmt: skip
    assert files.merits_of(None, matter, WorldParameters()) == known
