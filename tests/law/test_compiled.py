"""The compiled law is the interpreted law, on arbitrary facts, and all of it."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest
from arbitrary import SOME_READINGS, STATUTES, some_facts
from numba import njit

import zombielaw.sim.law
from zombielaw.sim.decisions.perception import NOTHING_MET, law_codes, packed
from zombielaw.sim.law.assess import assess, assessed, examine, may_be_any, may_be_charged, read
from zombielaw.sim.law.concurrence import EXAMINED, READINGS, STATUTE
from zombielaw.sim.law.dates import AS_OF_2019, Statute, law_in_force
from zombielaw.sim.law.facts import NOTHING, Facts, Known, as_intervals
from zombielaw.sim.law.offences import ALL, NONE
from zombielaw.sim.law.offences.rivals import truth_of_any
from zombielaw.sim.law.truth import NOT_MET

FOLDER = Path(zombielaw.sim.law.__file__).parent


@njit
def compiled_assess(facts, statute, reading):
    return assess(facts, statute, reading)


@njit
def compiled_law(facts, statute):
    return law_in_force(facts, statute)


@pytest.mark.slow
def test_compiled_and_interpreted_law_agree():
    chance = random.Random(2)
    for number in range(6000):
        facts, statute = some_facts(chance), STATUTES[number % len(STATUTES)]
        if number % 3 == 0:
            statute = Statute()
        reading = chance.choice(SOME_READINGS)
        assert compiled_assess(facts, statute, reading) == assess(facts, statute, reading)
        if number % 20 == 0:
            assert compiled_law(facts, statute) == law_in_force(facts, statute)
    assert len(compiled_assess.signatures) == 1, "one compilation serves all"


def test_readings_together_are_each_alone():
    """Readings that dispute a point of the examination itself are among them: each such switch the other way."""
    others = [STATUTE._replace(**{name: not getattr(STATUTE, name)}) for name in EXAMINED]
    readings, chance, differing = [*READINGS.values(), *others], random.Random(5), 0
    for _ in range(200):
        facts = some_facts(chance)
        answers = [assessed(facts, Statute(), reading) for reading in readings]
        assert answers == [assess(facts, Statute(), reading) for reading in readings]
        differing += any(answers[0] != other for other in answers[len(READINGS) :])
    assert differing > 20


def test_what_needs_no_examination_meets_nothing_under_any_reading():
    """Exits before and in :func:`law_codes` change no answer: the whole examination of the same facts says the same."""
    chance, left_out, at_once = random.Random(4), 0, 0
    for number in range(1500):
        facts, statute = some_facts(chance), STATUTES[number % len(STATUTES)]
        if number % 2 == 0:  # most conduct of the model is neither refusal nor aid
            facts = NOTHING._replace(
                **{name: getattr(facts, name) for name in chance.sample(Facts._fields, 12)}
            )
        law = law_in_force(facts, statute)
        examined = examine(facts, law, STATUTE)
        if not may_be_charged(facts, statute.order_element_required):
            assert not may_be_any(facts, law, STATUTE)
            at_once += 1
        if not may_be_any(facts, law, STATUTE):
            left_out += 1
            for reading in READINGS.values():
                answer = read(examined, reading)
                assert (answer.a_286_1, answer.b_287_2, truth_of_any(answer.rivals)) == (
                    NOT_MET,
                    NOT_MET,
                    NOT_MET,
                )
                assert (answer.prevailing, answer.open) == (1 << NONE, False)
        marks = statute._replace(version=AS_OF_2019)
        marked = examine(facts, law_in_force(facts, marks), STATUTE)
        whole = [
            packed(each, reading) for each in (examined, marked) for reading in READINGS.values()
        ]
        assert list(law_codes(facts, statute)) == whole
        assert may_be_charged(facts, statute.order_element_required) or set(whole) == {NOTHING_MET}
    assert left_out > 100
    assert at_once > 50


@pytest.mark.slow
def test_assess_reaches_every_rule():
    """The comparisons above run all rules, then; a rule that nothing reaches is dead."""
    declared = {
        (path.name, name)
        for path in FOLDER.rglob("*.py")
        for name in re.findall(
            r"^@register_jitable(?:\(forceinline=True\))?\ndef (\w+)",
            path.read_text(),
            flags=re.MULTILINE,
        )
    }
    reached = set()

    def note(frame, event, _):
        if event == "call":
            reached.add((Path(frame.f_code.co_filename).name, frame.f_code.co_name))

    chance = random.Random(4)
    cases = [(some_facts(chance), STATUTES[i % len(STATUTES)]) for i in range(200)]
    sys.setprofile(note)
    try:
        for facts, statute in cases:
            may_be_any(facts, law_in_force(facts, statute), STATUTE)
            may_be_charged(facts, statute.order_element_required)
            for reading in SOME_READINGS:
                assess(facts, statute, reading)
    finally:
        sys.setprofile(None)
    assert len(declared) > 30
    supply = {
        (Path(of.__code__.co_filename).name, of.__name__)
        for one in ALL
        for of in one.simulated.values()
    }
    others = {
        ("dates.py", "fine_needs_no_refusal"), ("knowledge.py", "ground_of"), ("elements.py", "intent_shown"),
    }  # fmt: skip
    assert declared - reached - supply == others, "others call these"


def test_a_known_fact_is_an_interval_of_one_number():
    """Simulated facts are single numbers, coded ones intervals: the law says the same of both."""
    chance = random.Random(6)
    for number in range(500):
        some, statute = some_facts(chance), STATUTES[number % len(STATUTES)]
        known = Facts(*(Known(chance.choice([fact.low, min(fact.high, 1e9)])) for fact in some))
        law = law_in_force(known, statute)
        assert law == law_in_force(as_intervals(known), statute)
        assert examine(known, law, STATUTE) == examine(as_intervals(known), law, STATUTE)
    assert as_intervals(some) == some
