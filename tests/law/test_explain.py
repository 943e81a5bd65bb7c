"""Explanations and hinges."""

from __future__ import annotations

import random

import pytest
from arbitrary import STATUTES, some_facts

from zombielaw.sim.law import routes
from zombielaw.sim.law.assess import ELEMENTS_286_1, ELEMENTS_287_2, assess
from zombielaw.sim.law.concurrence import A_286_1, B_287_2, READINGS
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.explain import ELEMENT_WORDS, FACT_WORDS, explain, in_words
from zombielaw.sim.law.facts import ANY_DAY, NOTHING, UNKNOWN, YES, Facts, Interval, exactly
from zombielaw.sim.law.pivotal_facts import hinges
from zombielaw.sim.law.truth import MET, NOT_MET

REFUSING = NOTHING._replace(
    **dict.fromkeys(
        ["network_service", "control", "legal_duty", "breach", "order_written", "order_basis", "order_clear"], YES
    ),
    **dict.fromkeys(["order_attainable", "refused", "orders"], YES),
    conduct_end_day=exactly(2500.0),
    order_day=exactly(2400.0),
    judgment_day=exactly(2600.0),
    intent=exactly(1.0),
    illegal_items=exactly(1999.0),
)
STATUTE = READINGS["statute"]


def page(facts: Facts, statute: Statute = Statute(), reading: str = "statute") -> str:
    return explain(assess(facts, statute, READINGS[reading]), facts, statute, READINGS[reading])


def test_every_route_every_fact_and_every_element_has_words():
    codes = {value for name, value in vars(routes).items() if name.isupper() and isinstance(value, int)}
    assert codes == set(routes.ROUTES)
    names = [name for name in vars(routes) if name.isupper() and isinstance(getattr(routes, name), int)]
    assert len(names) == len(codes)  # no code is given twice
    assert set(FACT_WORDS) == set(Facts._fields)
    assert {name for route in routes.ROUTES.values() for name in route.facts} <= set(Facts._fields)
    assert {*ELEMENTS_286_1, *ELEMENTS_287_2} == set(ELEMENT_WORDS)


def test_a_page_names_article_fact_and_rule():
    text = page(REFUSING._replace(illegal_items=exactly(2000.0)))
    assert "Art. 286-1, refusing to perform the duty to manage network security: met" in text
    assert "2,000 other illegal items spread [Interpretation Art. 3(2)]" in text
    assert "other illegal items: 2,000" in text
    assert text.endswith("Art. 286-1 prevails: nothing else is satisfied.")


def test_a_failing_page_shows_what_fell_short():
    text = page(REFUSING)
    assert "other illegal items: 1,999" in text
    assert text.endswith("No offence is satisfied.")


def test_a_tie_and_an_open_answer_read_differently():
    both = REFUSING._replace(
        illegal_items=exactly(2000.0), knows=YES, aid=YES, clients_aided=exactly(3.0), crime_confirmed=YES
    )
    assert assess(both, Statute(), STATUTE).prevailing == A_286_1 | B_287_2
    assert "Either Art. 286-1 or Art. 287-2: the maxima are equal (36 months)" in page(both)
    assert "prevails over Art. 287-2, as the special law" in page(both, reading="special_first")
    assert page(both._replace(crime_confirmed=Interval(0.0, 1.0))).endswith(
        "Open: Art. 286-1 or Art. 287-2, depending on what is open above."
    )


@pytest.mark.parametrize("reading", READINGS)
def test_any_assessment_can_be_explained(reading):
    chance = random.Random(5)
    for _ in range(300):
        text = page(some_facts(chance), chance.choice(STATUTES), reading)
        assert max(len(line) for line in text.splitlines()) <= 118
        assert reading in text


@pytest.mark.parametrize(
    ("name", "fact", "words"),
    [
        ("illegal_items", exactly(1999.0), "1,999"),
        ("illegal_items", Interval(2000.0, UNKNOWN.high), "2,000 or more"),
        ("illegal_items", Interval(0.0, 10.0), "at most 10"),
        ("illegal_items", Interval(5.0, 10.0), "5 to 10"),
        ("illegal_items", UNKNOWN, "unknown"),
        ("refused", YES, "yes"),
        ("control", exactly(0.25), "25%"),
        ("intent", Interval(1.0, 2.0), "indirect intent to direct intent"),
        ("judgment_day", exactly(1461.0), "2019-11-01"),
        ("judgment_day", Interval(ANY_DAY.low, -1.0), "2015-10-31 or earlier"),
    ],
)
def test_facts_in_words(name, fact, words):
    assert in_words(name, fact) == words


def test_a_single_unknown_fact_is_the_hinge():
    found = hinges(REFUSING._replace(orders=Interval(2.0, UNKNOWN.high)), Statute(), STATUTE)
    assert [hinge.facts for hinge in found] == [("orders",)]
    assert found[0].narrows
    assert [(outcome.values, outcome.a_286_1) for outcome in found[0].outcomes] == [((2.0,), NOT_MET), ((3.0,), MET)]


def test_where_no_single_fact_decides_the_pairs_are_named():
    facts = REFUSING._replace(evidence_lost=Interval(0.0, 1.0), mainly_crime=Interval(0.0, 1.0))
    assert {hinge.facts for hinge in hinges(facts, Statute(), STATUTE)} == {("evidence_lost",), ("mainly_crime",)}
    unread = REFUSING._replace(rebutted=Interval(0.0, 1.0), gain_yuan=UNKNOWN)
    assert hinges(unread, Statute(), STATUTE) == []
    apart = NOTHING._replace(  # two ways to be serious without a mark: only together does their absence settle it
        **{**REFUSING._asdict(), "judgment_day": exactly(500.0), "illegal_items": exactly(0.0)}
    )._replace(evidence_lost=Interval(0.0, 1.0), mainly_crime=Interval(0.0, 1.0))
    assert [hinge.facts for hinge in hinges(apart, Statute(), STATUTE)] == [("evidence_lost", "mainly_crime")]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("illegal_videos", 200.0),
        ("illegal_items", 2000.0),
        ("accounts_reached", 2000.0),
        ("group_members", 3000.0),
        ("followers", 30_000.0),
        ("clicks", 50_000.0),
        ("leaked_sensitive", 500.0),
        ("leaked_important", 5000.0),
        ("leaked_other", 50_000.0),
    ],
)
def test_hinges_name_the_mark_and_follow_the_multiple(name, mark):
    facts = REFUSING._replace(illegal_items=exactly(0.0))._replace(**{name: UNKNOWN})
    for multiple in (1.0, 2.0):
        (hinge,) = hinges(facts, Statute(consequence_multiple=multiple), STATUTE)
        assert [outcome.values for outcome in hinge.outcomes] == [(0.0,), (mark * multiple,)]
