"""Elements: routes, order of items, soundness under better knowledge, and what reforms can and cannot do."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from arbitrary import LAW_IN_ALL_ELEMENTS, STATUTES, narrowed, some_facts
from hypothesis import given
from hypothesis import strategies as st

from zombielaw.experiments.data.cases import SIGNS
from zombielaw.sim.law import elements, elements_287_2, knowledge, routes
from zombielaw.sim.law.assess import Assessment, assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import (
    AIDING_SCOPES,
    MINUTES_2022_DAY,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    Statute,
    law_in_force,
)
from zombielaw.sim.law.elements_287_2 import (
    BANK_CARDS,
    CARD_FLOW_YUAN,
    CARD_FRAUD_YUAN,
)
from zombielaw.sim.law.facts import NO, NOTHING, YES, Interval, exactly
from zombielaw.sim.law.truth import MET, NOT_MET, OPEN, Finding, stronger, weaker

CHANCES = st.integers(0, 2**32 - 1).map(random.Random)
TODAY = Statute()
JUDGED = NOTHING._replace(judgment_day=exactly(2600.0), conduct_end_day=exactly(2500.0))
RECENT = law_in_force(JUDGED, TODAY)

# Each item of Arts. 3-6 at its mark, and what lies just below.
ITEMS = [
    ("illegal_videos", 200.0, 199.0, routes.SPREAD_VIDEOS),
    ("illegal_items", 2000.0, 1999.0, routes.SPREAD_ITEMS),
    ("accounts_reached", 2000.0, 1999.0, routes.SPREAD_ACCOUNTS),
    ("group_members", 3000.0, 2999.0, routes.SPREAD_GROUPS),
    ("followers", 30000.0, 29999.0, routes.SPREAD_FOLLOWERS),
    ("clicks", 50000.0, 49999.0, routes.SPREAD_CLICKS),
    ("leaked_sensitive", 500.0, 499.0, routes.LEAK_SENSITIVE),
    ("leaked_important", 5000.0, 4999.0, routes.LEAK_IMPORTANT),
    ("leaked_other", 50000.0, 49999.0, routes.LEAK_OTHER),
    ("leak_grave", 1.0, 0.0, routes.LEAK_GRAVE),
    ("evidence_lost", 1.0, 0.0, routes.EVIDENCE_LOST),
    ("users_without_logs", 0.8, 0.5, routes.NO_LOGS),
    ("mainly_crime", 1.0, 0.0, routes.MAINLY_CRIME),
    ("mainly_illegal", 1.0, 0.0, routes.MAINLY_ILLEGAL),
    ("spread_grave", 1.0, 0.0, routes.SPREAD_GRAVE),
    ("other_grave", 1.0, 0.0, routes.OTHER_GRAVE),
]


@pytest.mark.parametrize(("name", "mark", "below", "route"), ITEMS)
def test_each_item_of_articles_3_to_6_decides_alone(name, mark, below, route):
    assert elements.consequence(JUDGED._replace(**{name: exactly(mark)}), RECENT, True, False) == (
        MET,
        route,
    )
    finding = elements.consequence(JUDGED._replace(**{name: exactly(below)}), RECENT, True, False)
    assert finding == (NOT_MET, routes.NO_MARK_REACHED)


@pytest.mark.parametrize(("name", "mark", "below", "route"), ITEMS)
def test_a_multiple_scales_quantities_and_nothing_else(name, mark, below, route):
    doubled = law_in_force(JUDGED, Statute(consequence_multiple=2.0))
    quantity = name.endswith(
        ("videos", "items", "reached", "members", "followers", "clicks")
    ) or name.startswith("leaked")
    reached = mark * 2.0 if quantity else mark
    assert elements.consequence(
        JUDGED._replace(**{name: exactly(reached)}), doubled, True, False
    ) == (MET, route)
    short = JUDGED._replace(**{name: exactly(reached - 1.0 if quantity else below)})
    assert elements.consequence(short, doubled, True, False).truth == NOT_MET


@pytest.mark.parametrize("name", [name for name, *_ in ITEMS])
def test_without_marks_one_of_anything_is_open_and_none_is_not(name):
    early = JUDGED._replace(judgment_day=exactly(900.0))
    law = law_in_force(early, TODAY)
    assert elements.consequence(early._replace(**{name: YES}), law, True, False) == (
        OPEN,
        routes.BEFORE_THE_MARKS,
    )
    assert elements.consequence(early, law, True, False) == (NOT_MET, routes.NOTHING_HAPPENED)


UNCHECKED = ("payment_yuan", "advert_yuan", "gain_yuan", "aided_especially_grave")
"""Weights of aid whose five-fold counts where the crime that was aided cannot be checked."""
OTHERS = (
    *(
        "clients_aided",
        "sanctioned_before",
        "aided_grave",
        "aid_other_grave",
        "sites_aided",
        "phone_cards",
    ),
    *("own_phone_cards", "bank_cards", "card_flow_yuan", "accounts_of_others", "others_flow_yuan"),
)


@pytest.mark.parametrize("name", UNCHECKED + OTHERS)
def test_without_marks_aid_of_any_weight_is_open(name):
    early = JUDGED._replace(judgment_day=exactly(900.0))
    law = law_in_force(early, TODAY)
    assert elements_287_2.serious(early, law, False, False) == (NOT_MET, routes.NOTHING_HAPPENED)
    assert elements_287_2.serious(early._replace(**{name: YES}), law, False, False).truth == OPEN
    assert elements_287_2.fivefold(early._replace(**{name: YES}), law).truth == NOT_MET
    assert elements_287_2.fivefold(early._replace(**{name: YES}, uncheckable=YES), law).truth == (
        OPEN if name in UNCHECKED else NOT_MET
    )


def test_proportions_use_both_ends_of_what_is_known():
    spread = JUDGED._replace(
        illegal_videos=Interval(0.0, 100.0), illegal_items=Interval(0.0, 1000.0)
    )
    assert elements.spread(spread, 1.0) == (OPEN, routes.SPREAD_MIXED)
    assert (
        elements.spread(spread._replace(illegal_items=Interval(0.0, 999.0)), 1.0).truth == NOT_MET
    )
    leak = JUDGED._replace(
        leaked_sensitive=Interval(0.0, 200.0),
        leaked_important=Interval(0.0, 2000.0),
        leaked_other=Interval(0.0, 10_000.0),
    )
    assert elements.leak(leak, 1.0) == (OPEN, routes.LEAK_MIXED)
    assert elements.leak(leak._replace(leaked_other=Interval(0.0, 9_999.0)), 1.0).truth == NOT_MET
    assert elements.leak(leak, 2.0).truth == NOT_MET
    proven = leak._replace(
        leaked_important=Interval(2000.0, 3000.0), leaked_sensitive=Interval(200.0, 300.0)
    )
    assert elements.leak(proven, 0.8) == (MET, routes.LEAK_MIXED)
    unproven = proven._replace(leaked_important=Interval(1999.0, 3000.0))
    assert elements.leak(unproven, 0.8).truth == OPEN


@pytest.mark.parametrize(
    ("name", "route"),
    [
        ("told_of_aided", routes.NOTIFIED_BY_REGULATOR),
        ("ignored_reports", routes.IGNORED_REPORTS),
        ("abnormal_price", routes.ABNORMAL_PRICE),
        ("abnormal_dealing", routes.ABNORMAL_DEALING),
        ("tools_for_crime", routes.TOOLS_FOR_CRIME),
        ("evades_supervision", routes.EVADES_SUPERVISION),
        ("helps_evade", routes.HELPS_EVADE),
        ("trades_unit_accounts", routes.UNIT_ACCOUNTS),
        ("opens_as_staff", routes.OPENED_BY_STAFF),
        ("bulk_devices", routes.BULK_DEVICES),
        ("restricted_before", routes.RESTRICTED_BEFORE),
        ("prepared_answers", routes.PREPARED_ANSWERS),
    ],
)
def test_each_sign_decides_alone_in_its_time_and_falls_to_rebuttal(name, route):
    """Art. 11, Opinion II Art. 8, Opinion of 2025 Art. 5."""
    known = JUDGED._replace(judgment_day=exactly(float(OPINION_2025_DAY)))
    law, sign = law_in_force(known, TODAY), known._replace(**{name: YES})
    assert knowledge.of_aided_crime(sign, law, True) == (MET, route)
    assert knowledge.of_aided_crime(sign, law, False) == (OPEN, routes.MAY_BE_FOUND)
    assert knowledge.of_aided_crime(sign._replace(rebutted=YES), law, True) == (
        NOT_MET,
        routes.REBUTTED,
    )
    assert knowledge.of_aided_crime(sign._replace(knows=YES, rebutted=YES), law, True) == (
        MET,
        routes.KNOWN,
    )
    assert knowledge.of_aided_crime(known, law, True) == (NOT_MET, routes.NO_SIGN)
    before = law_in_force(JUDGED._replace(judgment_day=exactly(0.0)), TODAY)
    assert knowledge.of_aided_crime(sign, before, True) == (OPEN, route)


def test_a_notice_counts_by_its_form_and_each_offence_has_its_own_list():
    notified = JUDGED._replace(told_of_aided=YES)
    written = notified._replace(told_in_writing=YES)
    assert knowledge.of_obscene(written, True) == (MET, routes.OBSCENE_NOTICE)
    assert knowledge.of_obscene(notified, True) == (NOT_MET, routes.NO_SIGN_OBSCENE)
    assert knowledge.of_casino(written) == (MET, routes.CASINO_NOTICE)
    assert knowledge.of_casino(notified) == (OPEN, routes.CASINO_NOTICE)
    for rule, sign in (
        (knowledge.of_casino, "abnormal_price"),
        (knowledge.of_casino, "obstructs_inquiry"),
    ):
        assert rule(JUDGED._replace(**{sign: YES})).truth == MET
    assert knowledge.of_casino(JUDGED._replace(ignored_reports=YES)).truth == NOT_MET
    dear = JUDGED._replace(abnormal_price=YES)
    assert knowledge.of_obscene(dear, True).truth == MET
    assert knowledge.of_obscene(dear, False).truth == NOT_MET, (
        "no fee is taken for what others post"
    )
    for finding in (knowledge.of_obscene(written._replace(rebutted=YES), True),
                    knowledge.of_casino(written._replace(rebutted=YES))):  # fmt: skip
        assert finding.truth == NOT_MET
    assert knowledge.of_proceeds(JUDGED).truth == NOT_MET
    assert knowledge.of_proceeds(dear).truth == OPEN, "circumstances are weighed"
    assert knowledge.of_proceeds(JUDGED._replace(knows=YES)).truth == MET


@pytest.mark.parametrize(
    ("name", "mark", "below", "route"),
    [
        ("clients_aided", 3.0, 2.0, routes.THREE_CLIENTS),
        ("payment_yuan", 200_000.0, 199_999.0, routes.PAYMENT_SETTLED),
        ("advert_yuan", 50_000.0, 49_999.0, routes.ADVERTS_FUNDED),
        ("gain_yuan", 10_000.0, 9_999.0, routes.ILLEGAL_GAIN),
        ("sanctioned_before", 1.0, 0.0, routes.SANCTIONED_BEFORE),
        ("aided_grave", 1.0, 0.0, routes.AIDED_GRAVE),
        ("sites_aided", 3.0, 2.0, routes.THREE_SITES),
        ("phone_cards", 20.0, 19.0, routes.PHONE_CARDS),
        ("bank_cards", 5.0, 4.0, routes.BANK_CARDS),
        ("aid_other_grave", 1.0, 0.0, routes.AID_OTHER_GRAVE),
    ],
)
def test_each_item_of_article_12_decides_alone(name, mark, below, route):
    assert elements_287_2.serious(
        JUDGED._replace(**{name: exactly(mark)}), RECENT, True, False
    ) == (MET, route)
    assert elements_287_2.serious(
        JUDGED._replace(**{name: exactly(below)}), RECENT, True, False
    ) == (
        NOT_MET,
        routes.NO_MARK_REACHED,
    )


@pytest.mark.parametrize(
    ("name", "mark"),
    [("payment_yuan", 1_000_000.0), ("advert_yuan", 250_000.0), ("gain_yuan", 50_000.0)],
)
def test_five_times_the_mark(name, mark):
    unchecked = JUDGED._replace(uncheckable=YES)
    assert elements_287_2.fivefold(unchecked._replace(**{name: exactly(mark)}), RECENT).truth == MET
    assert (
        elements_287_2.fivefold(unchecked._replace(**{name: exactly(mark - 1.0)}), RECENT).truth
        == NOT_MET
    )
    assert elements_287_2.fivefold(JUDGED._replace(**{name: exactly(mark)}), RECENT) == (
        NOT_MET,
        routes.UNCHECKABLE,
    )


@pytest.mark.parametrize(
    "missing", ["orders", "order_written", "order_basis", "order_clear", "order_attainable"]
)
def test_an_order_needs_every_part(missing):
    whole = LAW_IN_ALL_ELEMENTS
    assert elements.order_validity(whole, RECENT, False, False) == (MET, routes.ORDER_VALID)
    assert (
        elements.order_validity(whole._replace(**{missing: NO}), RECENT, False, False).truth
        == NOT_MET
    )
    assert (
        elements.order_validity(
            whole._replace(**{missing: Interval(0.0, 1.0)}), RECENT, False, False
        ).truth
        == OPEN
    )


@pytest.mark.parametrize(
    "factors", list(itertools.product((NO, Interval(0.0, 1.0), YES), repeat=3))
)
def test_weighed_factors_are_two_of_three(factors):
    names = ("order_basis", "order_clear", "order_attainable")
    facts = LAW_IN_ALL_ELEMENTS._replace(**dict(zip(names, factors, strict=True)))
    worst, best = (sum(getattr(factor, end) for factor in factors) for end in ("low", "high"))
    expected = MET if worst >= 2 else NOT_MET if best < 2 else OPEN
    assert (
        elements.order_validity(facts, RECENT._replace(order_weighted=True), False, False).truth
        == expected
    )
    assert elements.order_validity(facts, RECENT, False, True).truth == expected


def test_the_first_of_equal_items_is_named():
    first, second = Finding(OPEN, 1), Finding(OPEN, 2)
    assert stronger(first, second) == weaker(first, second) == first
    assert stronger(first, Finding(MET, 3)).route == 3
    assert weaker(first, Finding(NOT_MET, 3)).route == 3


@pytest.mark.parametrize(
    ("share", "truth"), [(0.5, NOT_MET), (0.51, OPEN), (0.79, OPEN), (0.8, MET), (1.0, MET)]
)
def test_the_great_majority(share, truth):
    assert elements.great_majority(exactly(share)) == truth


# ------------------------------------------------------------------------------------------------ properties


def truths(assessment: Assessment) -> list[int]:
    """Every truth of an assessment."""
    nested = [field.truth for field in assessment if isinstance(field, Finding)]
    return [*nested, assessment.a_286_1, assessment.b_287_2]


@given(CHANCES, st.sampled_from(STATUTES), st.sampled_from(list(READINGS.values())))
def test_knowing_more_never_turns_an_answer_round(chance, statute, reading):
    facts = some_facts(chance)
    before, after = (
        assess(facts, statute, reading),
        assess(narrowed(facts, chance), statute, reading),
    )
    for old, new in zip(truths(before), truths(after), strict=True):
        assert old in (OPEN, new)
    assert after.prevailing & before.prevailing == after.prevailing
    for old, new in zip(before.rivals.low, after.rivals.low, strict=True):
        assert old <= new
    for old, new in zip(before.rivals.high, after.rivals.high, strict=True):
        assert new <= old
    assert before.open or not after.open


@given(
    CHANCES,
    st.sampled_from(STATUTES),
    st.sampled_from(list(READINGS.values())),
    st.floats(0, 4),
    st.floats(0, 4),
)
def test_a_laxer_consequence_only_adds_286_1(chance, statute, reading, first, second):
    non_compliant, strict = sorted((first, second))
    facts = some_facts(chance)
    answers = [
        assess(facts, statute._replace(consequence_multiple=multiple), reading)
        for multiple in (non_compliant, strict)
    ]
    assert answers[0].a_286_1 >= answers[1].a_286_1
    assert answers[0].b_287_2 == answers[1].b_287_2
    assert answers[0].rivals == answers[1].rivals


AIDED = JUDGED._replace(
    network_service=YES,
    aid=YES,
    crime_confirmed=YES,
    clients_aided=exactly(3.0),
    told_of_aided=YES,
)


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        ({}, {"all"}),
        ({"knows": YES}, {"all", "actual_knowledge"}),
        ({"settles_payments": YES}, {"all", "no_neutral_services"}),
        ({"phone_cards": exactly(1.0)}, {"all", "no_neutral_services"}),
        ({"abnormal_price": YES, "knows": YES}, {*AIDING_SCOPES}),
    ],
)
def test_the_scope_of_287_2_takes_out_knowing_from_signs_or_ordinary_services(facts, met):
    answers = {
        name: assess(AIDED._replace(**facts), TODAY._replace(aiding_scope=number), Reading())
        for number, name in enumerate(AIDING_SCOPES)
    }
    assert {name for name, answer in answers.items() if answer.b_287_2 == MET} == met


@pytest.mark.parametrize(
    "lax",
    [
        {"order_element_required": False},
        {"intent_required": False},
        {"order_weighted": True},
        {"consequence_multiple": 0.0},
    ],
)
def test_a_laxer_statute_only_adds_286_1(lax):
    chance = random.Random(1)
    gained = 0
    for _ in range(1000):
        facts = some_facts(chance)
        for reading in READINGS.values():
            before, after = (
                assess(facts, TODAY, reading),
                assess(facts, TODAY._replace(**lax), reading),
            )
            assert after.a_286_1 >= before.a_286_1
            assert after.b_287_2 == before.b_287_2
            gained += after.a_286_1 > before.a_286_1
    assert gained > 0


def test_arbitrary_facts_reach_every_truth_of_every_element():
    chance = random.Random(0)
    seen = {}
    for _ in range(4000):
        assessment = assess(some_facts(chance), TODAY, Reading(residual=True))
        for name in Assessment._fields:
            value = getattr(assessment, name)
            seen.setdefault(name, set()).add(value.truth if isinstance(value, Finding) else value)
    for name in seen.keys() - {"rivals", "prevailing", "open"}:
        assert seen[name] == {NOT_MET, OPEN, MET}, name
    assert seen["open"] == {False, True}


def test_whether_the_number_of_five_cards_decides_follows_the_day_and_the_reading():
    """Five cards decide until the Opinion of 2025; until the minutes of 2022, for who takes these to reach them."""
    amounts = (
        0.0,
        CARD_FRAUD_YUAN - 1.0,
        CARD_FRAUD_YUAN,
        CARD_FLOW_YUAN,
        CARD_FLOW_YUAN + 1.0,
        math.inf,
    )
    ranges = [
        Interval(low, high) for low, high in itertools.combinations_with_replacement(amounts, 2)
    ]
    days, decides = (OPINION_II_DAY, MINUTES_2022_DAY, OPINION_2025_DAY), set()
    for day, flow, fraud, need in itertools.product(days, ranges, ranges, (False, True)):
        judged = JUDGED._replace(
            judgment_day=exactly(float(day)), others_flow_yuan=flow, card_fraud_yuan=fraud
        )
        law = law_in_force(judged, TODAY)
        none = elements_287_2.cards(judged, law, need).truth
        five = elements_287_2.cards(
            judged._replace(bank_cards=exactly(BANK_CARDS)), law, need
        ).truth
        if five > none:
            decides.add((day, need, five))
    assert decides == {
        (OPINION_II_DAY, False, MET), (OPINION_II_DAY, True, MET), (MINUTES_2022_DAY, False, MET),
        (OPINION_2025_DAY, False, OPEN), (OPINION_2025_DAY, True, OPEN),
    }  # fmt: skip


def test_what_can_be_rebutted_are_the_signs_of_all_lists():
    """The reader of cases refuses a rebuttal without a sign: its signs are those of the law."""
    lists = {
        name: code
        for name, code in vars(routes).items()
        if name.isupper() and isinstance(code, int)
    }
    signs = [
        code
        for name, code in lists.items()
        if 1101 <= code < 1200 or name.startswith(("OBSCENE_", "CASINO_"))
    ]
    assert {routes.ROUTES[code].facts[0] for code in signs} == set(SIGNS)
