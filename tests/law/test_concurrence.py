"""Concurrence: the offence that prevails by declared rules, ties and open answers; and the table of rivals."""

from __future__ import annotations

import itertools
import math
import random
from datetime import date

import pytest
from arbitrary import STATUTES, some_facts

from zombielaw.sim.law.concurrence import EXAMINED, READINGS, STATUTE, Reading, prevails
from zombielaw.sim.law.dates import Statute, day_of, law_in_force
from zombielaw.sim.law.facts import (
    FIRST_MEASURED,
    FIRST_OF_PROSECUTION,
    NO,
    NOTHING,
    YES,
    Facts,
    Interval,
    exactly,
)
from zombielaw.sim.law.offences import (
    A_286_1,
    ALL,
    B_287_2,
    FIRST_RIVAL,
    NONE,
    OFFENCES,
    RIVALS,
    SEVERITY_286_1,
    SEVERITY_287_2,
    rivals,
)
from zombielaw.sim.law.offences.declaration import (
    LIFE,
    SURVEILLANCE,
    Entry,
    months_of,
    severity,
    weight,
)
from zombielaw.sim.law.offences.rivals import (
    NO_RIVALS,
    Rivals,
    lightened,
    ranges_in_force,
    rivals_of,
    truth_of_rival,
)
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
    yes = ("vpn_is_tool", "violations_count", "signs_suffice", "catch_all_named", "ability_needed")
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


ENTRIES = [(number, one) for number, rival in enumerate(ALL) for one in rival.entries]


def test_the_table_and_its_sources():
    assert ("286-1", "287-2", *RIVALS) == OFFENCES
    assert len({entry.route for _, entry in ENTRIES}) == len(ENTRIES)
    for number, entry in ENTRIES:
        finite = [mark for mark in entry.marks if mark < math.inf]
        assert finite == sorted(finite) and finite[0] > 0
        assert all(list(one.codes) == sorted(one.codes) for one in ALL[number].ranges)
        assert entry.text.confidence in ("high", "medium", "medium-high", "low")
        assert len(entry.text.source) > 20 and entry.text.since < entry.text.until
        names = (entry.fact, *(name for name, _ in entry.asks))
        assert {*names} <= {*Facts._fields[FIRST_MEASURED:FIRST_OF_PROSECUTION]}
    assert months_of(ALL[RIVALS.index("266")].ranges[0].codes[2]) == LIFE


def within(entry: Entry, **days: float) -> Facts:
    """Facts on which a row applies on its second day, but for other days that are given."""
    second = day_of(entry.text.since) + 1
    middle = dict.fromkeys(("conduct_end_day", "judgment_day"), second)
    asked = {name: exactly(much) for name, much in entry.asks}
    return NOTHING._replace(
        **{name: exactly(float(day)) for name, day in {**middle, **days}.items()},
        **dict.fromkeys(("sells_tools", "intrusion_tools", "knows", "crime_confirmed", "business_named"), YES),
        unit=YES if entry.unit else NO,
        **asked,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("number", "entry"), ENTRIES, ids=lambda one: str(getattr(one, "route", ""))
)
def test_a_row_applies_between_its_days_and_from_its_mark(number, entry):
    clocks, (since, until) = ("conduct_end_day", "judgment_day"), map(day_of, entry.text[3:5])
    starts, ends = clocks[entry.text.starts], clocks[entry.text.ends]

    def truth(**days: float) -> int:
        facts = within(entry, **days)
        return rivals.applies(entry, facts, law_in_force(facts, Statute()), STATUTE)

    assert [truth(**{starts: since + step}) for step in (-1, 0, 1)] == [NOT_MET, MET, MET]
    if entry.text.until < date.max:
        assert [truth(**{ends: until + step}) for step in (-1, 0, 1)] == [MET, MET, NOT_MET]
    mark, facts = min(entry.marks), within(entry)
    below = mark - 1.0 if mark > 1.0 else 0.0
    codes = ranges_in_force(number, law_in_force(facts, Statute()))
    lows, highs = [], []
    for amount in (below, mark):
        found = rivals_of(
            facts._replace(**{entry.fact: exactly(amount)}), law_in_force(facts, Statute()), STATUTE
        )
        lows.append(found.low[number])
        highs.append(found.high[number])
        assert not any(high for other, high in enumerate(found.high) if other != number), (
            "one row, one offence"
        )
    assert highs[1] >= codes[entry.marks.index(mark)]
    if entry.shall:
        assert lows[1] >= codes[entry.marks.index(mark)] > lows[0]


def test_unknown_amounts_leave_a_rival_open():
    facts = NOTHING._replace(fraud_yuan=Interval(0.0, 40_000.0))
    rivals = rivals_of(facts, law_in_force(facts, Statute()), STATUTE)
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
        given.append(
            (facts, law_in_force(facts, statute), STATUTE._replace(vpn_is_tool=number % 3 == 0))
        )
    at_once = sum(not rivals.may_reach_a_mark(facts) for facts, _, _ in given)
    answers = [rivals_of(*one) for one in given]
    monkeypatch.setattr(rivals, "may_reach_a_mark", lambda _: True)
    assert answers == [rivals_of(*one) for one in given]
    assert 50 < at_once < len(given) - 50


def test_tools_that_are_not_sold_are_no_offence():
    facts = NOTHING._replace(intrusion_tools=YES, tool_users=exactly(100.0))
    assert rivals_of(facts, law_in_force(facts, Statute()), STATUTE) == NO_RIVALS
