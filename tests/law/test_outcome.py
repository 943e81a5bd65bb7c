"""The outcome to which an opinion commits: its grades, their order, and the facts that turn it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from files import AIDING, CASES, REFUSING, TOLERATING

from zombielaw.experiments.data.acts import Acts
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.opinion.outcome import (
    CONDUCT,
    GRADES,
    OUTCOMES,
    WEIGHT,
    Matter,
    beside,
    closed,
    marks,
    pieces,
)
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import Statute
from zombielaw.sim.law.facts import MAYBE, NO, NOTHING, UNKNOWN, YES, Facts, Interval, exactly

TODAY, STATUTE = Statute(), READINGS["statute"]
HELP = Facts()._replace(aid=YES, crime_confirmed=YES, clients_aided=exactly(3.0))
EARLIER = {"conduct_end_day": exactly(1_500.0), "judgment_day": exactly(1_900.0)}
LENT = {"accounts_of_others": exactly(2.0), "payment_yuan": exactly(290_000.0)}
FEE = exactly(90_000.0)
CASINO = {
    "casino_fee_yuan": exactly(200_000.0),
    "told_of_aided": YES,
    "told_in_writing": MAYBE,
    "knows": exactly(0.0),
}


@pytest.mark.parametrize(("facts", "best", "after", "grade"), [
    (REFUSING, "286-1", "none", "made_out"),
    # equal ranges: the special before the general; the heavier before both
    (AIDING, "286-1", "287-2", "made_out"),
    (TOLERATING, "363-1", "286-1", "made_out"),
    # what is open of proof, what is weighed, what lacks its weight
    (REFUSING._replace(order_basis=MAYBE, intent=Interval(0.0, 2.0)), "286-1", "none", "proof_missing"),
    (HELP, "287-2", "none", "proof_missing"),
    (REFUSING._replace(judgment_day=exactly(1460.0), conduct_end_day=exactly(900.0)), "286-1", "none", "to_be_weighed"),
    (REFUSING._replace(illegal_items=Interval(1.0, 5000.0)), "286-1", "none", "amount_open"),
    # what the law leaves open supports more than an amount that may fall short
    (CASES["zhu_hao"].facts._replace(vpn_tools=exactly(0.0)), "286-1", "225", "to_be_weighed"),
    (Facts()._replace(aid=YES, crime_confirmed=YES, knows=YES), "287-2", "none", "weight_missing"),
    # a helper is a joint offender only with a crime that is confirmed
    (HELP._replace(casino_fee_yuan=FEE, knows=YES), "303-2", "287-2", "made_out"),
    (HELP._replace(casino_fee_yuan=FEE, knows=YES, crime_confirmed=MAYBE), "303-2", "287-2", "proof_missing"),
    # an article that asks for no amount, after its mark was dropped; before, a mark in force decides
    (HELP._replace(knows=YES, proceeds_yuan=exactly(30_000.0)), "312", "287-2", "made_out"),
    (HELP._replace(proceeds_yuan=exactly(30_000.0)), "312", "287-2", "proof_missing"),
    (HELP._replace(knows=YES, proceeds_yuan=exactly(5_000.0), **EARLIER), "287-2", "312", "made_out"),
    # made out beats open, however heavy
    (AIDING._replace(refused=exactly(0.0), **CASINO), "287-2", "303-2", "made_out"),
    # who only gives cards away is not taken for a provider who settles, whatever else is proven
    (HELP._replace(knows=YES, clients_aided=exactly(1.0), **LENT), "287-2", "none", "to_be_weighed"),
    (HELP._replace(knows=YES, clients_aided=exactly(1.0), network_service=YES, **LENT), "287-2", "none", "made_out"),
    # a known fact excludes it, or what is alleged of its weight falls short
    (REFUSING._replace(refused=exactly(0.0)), "none", "286-1", "fails"),
    (REFUSING._replace(illegal_items=exactly(1999.0)), "none", "286-1", "fails"),
    (REFUSING._replace(illegal_items=exactly(1999.0), clicks=UNKNOWN), "none", "286-1", "fails"),
    (NOTHING, "none", "", ""),
    # nothing is raised, the conduct is not alleged, or both sides are open
    (Facts(), "open", "", ""),
    (Facts()._replace(network_service=YES, illegal_items=exactly(5000.0)), "open", "", ""),
    (REFUSING._replace(refused=MAYBE), "open", "286-1", "unsupported"),
    (Facts()._replace(aid=YES), "open", "287-2", "unsupported"),
])  # fmt: skip
def test_an_outcome_is_that_of_the_best_grade(facts, best, after, grade):
    outcome = Matter(facts, TODAY, STATUTE).outcome
    assert (outcome.best, outcome.next) == (best, after)
    if grade:
        about = best if best in OUTCOMES[1:] else after
        assert GRADES[outcome.grades[about]] == grade


ENDED = Facts()._replace(conduct_end_day=exactly(2_500.0), judgment_day=exactly(2_700.0))
LATE = ENDED._replace(conduct_end_day=exactly(3_636.0), judgment_day=exactly(3_900.0))
BREACH = ENDED._replace(breach=YES, duty_on_content=exactly(0.0))
MANY = {"personal_items_traded": exactly(25_000.0)}
ITEMS = ENDED._replace(personal_items_traded=exactly(2_500.0))
DEALS = ENDED._replace(knows=YES, crime_confirmed=YES)
SOLD = {"obscene_for_profit": YES, "obscene_videos": exactly(100.0)}
LENT_EARLY = HELP._replace(
    knows=YES,
    clients_aided=exactly(0.0),
    bank_cards=exactly(6.0),
    conduct_end_day=exactly(1_500.0),
    judgment_day=exactly(1_872.0),
)


@pytest.mark.parametrize(("facts", "acts", "best", "says"), [
    # a breach that raises no offence ends in the measure of the duty that is named, the heaviest first
    (BREACH, {"data_duty": YES}, "none", "measure: licence withdrawn, fine of 50,000 to 2,000,000 yuan"),
    (BREACH, {"names_duty": YES}, "none", "measure: suspension or closure, fine of 50,000 to 500,000 yuan"),
    (BREACH._replace(orders=YES, refused=YES), {"logs_duty": YES}, "none", "Cybersecurity Law, Art. 59"),
    (BREACH._replace(died=YES), {}, "none", "death"),
    # own use of a channel, and false deals for others by the law of the day
    (ENDED, {"own_channel": YES}, "none", "gain confiscated, fine of at most 15,000 yuan (police) [Interim"),
    (ENDED, {"fakes_reviews": YES}, "none", "fine of 200,000 to 2,000,000 yuan"),
    (LATE._replace(conduct_end_day=exactly(3_635.0)), {"fakes_reviews": YES}, "none", "Law, Art. 20, para. 1"),
    (LATE, {"fakes_reviews": YES}, "none", "was not seen (regulator) [Anti-Unfair Competition Law (2025), Art. 9"),
    # who publishes obscene items himself, for profit; else the text is named, and no end is told over it
    (ENDED, SOLD | {"obscene_videos": exactly(19.0)}, "none", ""),
    (ENDED, SOLD | {"obscene_videos": exactly(20.0)}, "363-1", "detention or imprisonment to 3 years"),
    (ENDED, SOLD, "363-1", "imprisonment of 3 to 10 years"),
    (ENDED, SOLD | {"obscene_videos": exactly(500.0)}, "363-1", "reached: 500 [Fa Shi [2004] No. 11, Art. 1"),
    (ENDED, SOLD | {"obscene_for_profit": MAYBE}, "363-1", "proof is missing. Open or missing: whether it published"),
    (ENDED, SOLD | {"obscene_for_profit": NO}, "open", "Seen, and without a row here: Fa Shi [2004] No. 11, Art. 3"),
    # half of the marks for what was got in one's own work
    (ITEMS, {}, "none", ""),
    (ITEMS, {"own_work": YES}, "253-1", "reached: 2,500 [Fa Shi [2017] No. 10, Art. 5, para. 1, item (8)]"),
    (ITEMS._replace(**MANY), {"own_work": YES}, "253-1", "imprisonment of 3 to 7 years"),
    # stolen data and accounts; a system that was entered; what no fact names; cards before their first text
    (DEALS, {"stolen_data_gain_yuan": exactly(5_000.0)}, "312", "reached: 5,000 [Fa Shi [2011] No. 19, Art. 7]"),
    (DEALS, {"stolen_data_gain_yuan": exactly(4_999.0)}, "none", "below: 5,000"),
    (DEALS._replace(conduct_end_day=exactly(-900.0), filed_day=exactly(1_000.0)),
     {"stolen_data_gain_yuan": exactly(5_000.0)}, "none", "limitation"),
    (ENDED, {"enters_system": YES}, "open", "Seen, and without a row here: Fa Shi [2011] No. 19, Art. 1."),
    (ENDED._replace(under_16=YES), {"enters_system": YES}, "none", "age below sixteen"),
    (NOTHING, {"other_act": YES}, "open", "other conduct is alleged that no fact names"),
    (LENT_EARLY, {}, "open", "No rule coded here covers"),
])  # fmt: skip
def test_what_the_model_does_not_read_has_its_end(facts, acts, best, says):
    assert Matter(facts, acts=Acts(**acts)).outcome.best == best
    page = memorandum(facts, TODAY, {"statute": STATUTE}, acts=Acts(**acts)).markdown()
    assert says in page.replace("\\", "")


def test_an_amount_that_nobody_alleges_raises_nothing_and_is_not_asked_for():
    outcome = Matter(HELP, TODAY, STATUTE).outcome
    assert outcome.raised == [OUTCOMES.index("287-2")]
    own = set().union(*(WEIGHT[code] | CONDUCT[code] | beside(code) for code in outcome.raised))
    found = [one.fact for one in Matter(HELP, TODAY, STATUTE).turns]
    assert found and set(found) <= own | {"rebutted"}
    assert Matter(Facts(), TODAY, STATUTE).turns == []


def test_the_facts_to_find_first_are_those_that_move_this_file_furthest():
    notice = {"knows": exactly(0.0), "told_of_aided": YES, "told_in_writing": YES}
    facts = TOLERATING._replace(order_clear=MAYBE, rebutted=MAYBE, **notice)
    (rebutted,) = Matter(facts, TODAY, STATUTE).turns  # order_clear moves the next best alone
    assert (rebutted.fact, rebutted.outcome.best) == ("rebutted", "286-1")
    facts = REFUSING._replace(order_clear=MAYBE, illegal_items=Interval(1.0, 5000.0), aid=MAYBE)
    assert [one.fact for one in Matter(facts, TODAY, STATUTE).turns] == [
        "order_clear",
        "illegal_items",
    ]


def test_views_move_the_outcome_as_they_move_the_law():
    def best(facts: Facts, **switches: Any) -> str:
        return Matter(facts, TODAY, Reading(**switches)).outcome.best

    assert best(AIDING, main_penalties_only=True) == "287-2"
    assert best(AIDING, residual=True) == "287-2"
    assert best(AIDING, direct_intent=True) == "287-2"
    assert (
        best(CASES["zhu_hao"].facts) == "285-3" != best(CASES["zhu_hao"].facts, vpn_is_tool=False)
    )


def test_a_day_that_no_document_gives_is_the_latest():
    facts = closed(REFUSING._replace(conduct_end_day=Facts().conduct_end_day))
    assert facts.conduct_end_day == exactly(REFUSING.judgment_day.high)
    assert Matter(REFUSING._replace(judgment_day=Facts().judgment_day)).outcome.best == "286-1"


def test_what_is_made_out_prevails_in_law():
    """On files in which all is known the outcome is one of those that the law names."""
    for facts in (NOTHING, REFUSING, AIDING, TOLERATING):
        for reading in READINGS.values():
            bits = assess(facts, TODAY, reading).prevailing
            assert bits >> OUTCOMES.index(Matter(facts, TODAY, reading).outcome.best) & 1


def test_pieces_cover_the_fact_and_break_at_its_marks():
    at = marks(TODAY)
    for name, fact in Facts._field_defaults.items():
        parts = pieces(name, fact, at)
        assert (parts[0].low, parts[-1].high) == tuple(fact)
        assert all(one.high < two.low for one, two in pairwise(parts))
    assert [part.low for part in pieces("clients_aided", UNKNOWN, at)] == [0.0, 1.0, 3.0]
