"""The compiled law is the interpreted law, on arbitrary facts, and all of it."""

from __future__ import annotations

import random
import re
import sys
import time
from pathlib import Path

import pytest
from arbitrary import SOME_READINGS, STATUTES, some_facts
from numba import njit

import zombielaw.sim.law
from zombielaw.sim.law.assess import assess, examine, read
from zombielaw.sim.law.concurrence import READINGS, STATUTE
from zombielaw.sim.law.dates import Statute, law_in_force

FOLDER = Path(zombielaw.sim.law.__file__).parent


@njit
def compiled_assess(facts, statute, reading):
    return assess(facts, statute, reading)


@njit
def compiled_law(facts, statute):
    return law_in_force(facts, statute)


@pytest.fixture(scope="module")
def compile_seconds() -> float:
    start = time.perf_counter()
    compiled_assess(some_facts(random.Random(0)), Statute(), READINGS["statute"])
    return time.perf_counter() - start


def test_compiled_and_interpreted_law_agree(compile_seconds):
    chance = random.Random(2)
    for number in range(6000):
        facts, statute = some_facts(chance), STATUTES[number % len(STATUTES)]
        if number % 3 == 0:
            statute = Statute()
        reading = chance.choice(SOME_READINGS)
        assert compiled_assess(facts, statute, reading) == assess(facts, statute, reading)
        if number % 20 == 0:
            assert compiled_law(facts, statute) == law_in_force(facts, statute)


def test_one_compilation_serves_all(compile_seconds):
    assert len(compiled_assess.signatures) == 1
    assert compile_seconds < 30.0


def test_the_shared_examination_gives_the_same_answer():
    chance = random.Random(3)
    for _ in range(200):
        facts = some_facts(chance)
        found = examine(facts, law_in_force(facts, Statute()), STATUTE)
        for reading in READINGS.values():
            assert read(found, reading) == assess(facts, Statute(), reading)


def test_assess_reaches_every_rule():
    """So the comparison above compiles all of them; a rule that nothing reaches is dead."""
    declared = {
        (path.name, name)
        for path in FOLDER.glob("*.py")
        for name in re.findall(r"^@register_jitable\ndef (\w+)", path.read_text(), flags=re.MULTILINE)
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
            for reading in SOME_READINGS:
                assess(facts, statute, reading)
    finally:
        sys.setprofile(None)
    assert len(declared) > 30
    assert declared - reached == {("facts.py", "exactly"), ("dates.py", "fine_needs_no_refusal")}, "others call these"
