"""Concurrence: the offence that prevails by declared rules, ties and open answers; and the table of rivals."""

from __future__ import annotations

import itertools
import random

import pytest
from arbitrary import STATUTES, some_facts

from zombielaw.sim.law import offences
from zombielaw.sim.law.concurrence import EXAMINED, READINGS, Reading, prevails
from zombielaw.sim.law.dates import Statute, law_in_force
from zombielaw.sim.law.facts import FIRST_MEASURED, NO, NOTHING, YES, Facts, Interval, exactly
from zombielaw.sim.law.offences import (
    A_286_1,
    B_287_2,
    FIRST_RIVAL,
    NO_RIVALS,
    NONE,
    OFFENCES,
    RIVALS,
    SEVERITY_286_1,
    SEVERITY_287_2,
    TABLE,
    Rivals,
    lightened,
    rivals_of,
    truth_of_rival,
)
from zombielaw.sim.law.offences.rival import LIFE, SURVEILLANCE, months_of, severity, weight
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN

TRUTHS = (NOT_MET, OPEN, MET)
POSSIBLE = {NOT_MET: (False,), OPEN: (False, True), MET: (True,)}
CODES = (
    0.0,
    SEVERITY_286_1,
    SEVERITY_287_2,
    severity(36.0, SURVEILLANCE),
    severity(60.0, 2.0, False),
    severity(LIFE, 120.0),
)


def decided(refusing: bool, aiding: bool, codes: tuple[float, ...], reading: Reading) -> int:
    """The rule of concurrence where nothing is open, written as a lawyer would say it."""
    if reading.accessory_lightened:
        codes = lightened(Rivals(codes, codes)).low
    if reading.residual and (aiding or any(codes)):
        refusing = False
    if reading.special_law and refusing:
        aiding = False
    severities = {FIRST_RIVAL + number: code for number, code in enumerate(codes) if code}
    if refusing:
        severities[A_286_1] = SEVERITY_286_1
    if aiding:
        severities[B_287_2] = SEVERITY_287_2
    if not severities:
        return 1 << NONE
    weights = {
        offence: weight(code, reading.main_penalties_only) for offence, code in severities.items()
    }
    return sum(1 << offence for offence, value in weights.items() if value == max(weights.values()))


def some_reading(chance: random.Random) -> Reading:
    return Reading(*[bool(chance.getrandbits(1)) for _ in Reading._fields])


def some_rivals(chance: random.Random) -> Rivals:
    """Rivals of which at most three are anything but excluded."""
    low, high = [0.0] * len(RIVALS), [0.0] * len(RIVALS)
    for number in chance.sample(range(len(RIVALS)), chance.randrange(4)):
        low[number], high[number] = sorted(chance.choices(CODES, k=2))
        if months_of(low[number]) == months_of(high[number]):
            low[number] = high[number]  # the ranges of one offence rise by their maximum
    return Rivals(tuple(low), tuple(high))


def test_the_readings_and_their_order():
    assert list(READINGS) == ["statute", "special_first", "pan_xiong", "chen"]
    yes = ("vpn_is_tool", "violations_count", "signs_suffice")
    for switch in EXAMINED:
        sides = {getattr(one, switch) for one in READINGS.values()}
        assert sides == {switch in yes}, "an examination serves all named readings"


def test_open_offences_give_the_union_of_all_ways_they_may_turn_out():
    chance = random.Random(5)
    open_results = 0
    for _ in range(6000):
        a, b, rivals, reading = (
            chance.choice(TRUTHS),
            chance.choice(TRUTHS),
            some_rivals(chance),
            some_reading(chance),
        )
        ends = [sorted({low, high}) for low, high in zip(rivals.low, rivals.high, strict=True)]
        answers = {
            decided(*way, reading)
            for way in itertools.product(POSSIBLE[a], POSSIBLE[b], itertools.product(*ends))
        }
        result = prevails(a, b, rivals, reading)
        union = 0
        for answer in answers:
            union |= answer
        assert result.offences & union == union, "no answer is left out"
        assert result.open or len(answers) == 1, "a closed answer is one answer"
        if not reading.residual:
            assert result.offences == union
        if len(answers) == 1:
            assert not result.open
            assert result.offences == union
        open_results += result.open
    assert 500 < open_results < 5500


def test_a_tie_and_an_open_answer_are_told_apart():
    tie = prevails(MET, MET, NO_RIVALS, READINGS["statute"])
    unknown = prevails(MET, OPEN, NO_RIVALS, READINGS["statute"])
    assert tie.offences == unknown.offences == 1 << A_286_1 | 1 << B_287_2
    assert not tie.open
    assert unknown.open


def test_what_is_heavier():
    obscene, fraud = severity(36.0, SURVEILLANCE), severity(36.0, SURVEILLANCE, False)
    assert weight(SEVERITY_286_1, False) == weight(SEVERITY_287_2, False) == weight(fraud, False)
    assert weight(obscene, False) > weight(SEVERITY_287_2, False), (
        "a fine that is added, against one that may stand alone"
    )
    assert (
        weight(SEVERITY_287_2, True)
        > weight(obscene, True)
        > weight(SEVERITY_286_1, True)
        == weight(fraud, True)
    )
    assert weight(severity(37.0, SURVEILLANCE, False), False) > weight(
        severity(36.0, 36.0), False
    ), "the maximum comes first"


def test_the_table_and_its_sources():
    assert list(TABLE) == list(RIVALS)
    assert OFFENCES[: FIRST_RIVAL - 1] == ("286-1", "287-2")
    for entry in itertools.chain(*TABLE.values()):
        at = entry.marks
        assert 0 < at.first <= at.second <= at.third
        assert at.first_range <= at.second_range <= at.third_range
        assert entry.confidence in ("high", "medium", "medium-high", "low")
        assert len(entry.source) > 20
        assert entry.fact in Facts._fields[FIRST_MEASURED:]
    assert months_of(TABLE["266"][0].marks.third_range) == LIFE


@pytest.mark.parametrize(
    "entry", list(itertools.chain(*TABLE.values())), ids=lambda entry: str(entry.route)
)
def test_an_entry_begins_at_its_mark(entry):
    name = next(name for name, entries in TABLE.items() if entry in entries)
    base = NOTHING._replace(
        conduct_end_day=exactly(2500.0), judgment_day=exactly(2600.0), sells_tools=YES, intrusion_tools=YES,
        knows=YES,
        unit=YES if entry.unit else NO,
    )  # fmt: skip
    first, last = entry.marks.first, entry.marks.third
    for amount, truth in ((first, MET), (first - 1.0, NOT_MET), (last, MET)):
        facts = base._replace(**{entry.fact: exactly(amount)})
        rivals = rivals_of(facts, law_in_force(facts, Statute()), True)
        assert truth_of_rival(rivals, RIVALS.index(name)) == truth
        assert all(
            truth_of_rival(rivals, number) == NOT_MET
            for number, rival in enumerate(RIVALS)
            if rival != name
        ), "an entry speaks about one offence"


def test_unknown_amounts_leave_a_rival_open():
    facts = NOTHING._replace(fraud_yuan=Interval(0.0, 40_000.0))
    rivals = rivals_of(facts, law_in_force(facts, Statute()), True)
    assert truth_of_rival(rivals, RIVALS.index("266")) == OPEN
    assert months_of(rivals.high[RIVALS.index("266")]) == 120.0


def test_conduct_without_any_amount_has_no_rival(monkeypatch):
    """The answer is given at once; the whole table says the same."""
    chance, given = random.Random(8), []
    for number in range(1200):
        facts, statute = some_facts(chance), STATUTES[number % len(STATUTES)]
        if number % 2 == 0:  # most conduct of the model has no amount that a rival asks for
            facts = NOTHING._replace(
                **{name: getattr(facts, name) for name in chance.sample(Facts._fields, 12)}
            )
        given.append((facts, law_in_force(facts, statute), number % 3 == 0))
    at_once = sum(not offences.anything_measured(facts) for facts, _, _ in given)
    answers = [rivals_of(*one) for one in given]
    monkeypatch.setattr(offences, "anything_measured", lambda _: True)
    assert answers == [rivals_of(*one) for one in given]
    assert 50 < at_once < len(given) - 50


def test_tools_that_are_not_sold_are_no_offence():
    facts = NOTHING._replace(intrusion_tools=YES, tool_users=exactly(100.0))
    assert rivals_of(facts, law_in_force(facts, Statute()), True) == NO_RIVALS
