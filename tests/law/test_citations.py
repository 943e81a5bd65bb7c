"""Places in the law, and the dated sources of duty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zombielaw.experiments.opinion.citations import (
    WRITINGS,
    Citer,
    Days,
    cited,
    in_force,
    numeral,
)
from zombielaw.experiments.opinion.duties import CHANNELS, CONTENT, DUTIES, LOGS, NAMES, SPREADING
from zombielaw.experiments.opinion.duties import in_force as duties_on
from zombielaw.sim.law import routes
from zombielaw.sim.law.citations import CRIMINAL_LAW, INTERPRETATION, Citation
from zombielaw.sim.law.dates import (
    CYBERSECURITY_AMENDMENT_DAY,
    DIRECT_FINE_DAY,
    INTERPRETATION_DAY,
    OPINION_2025_DAY,
    OPINION_II_DAY,
    STATUTE_DAY,
    date_of,
    day_of,
    fine_needs_no_refusal,
)
from zombielaw.sim.law.facts import Facts, exactly
from zombielaw.sim.law.offences import ALL


@pytest.mark.parametrize(
    ("number", "words"),
    [(10, "十"), (20, "二十"), (64, "六十四"), (110, "一百一十"),
     (286, "二百八十六"), (312, "三百一十二")],
)  # fmt: skip
def test_numerals(number, words):
    assert numeral(number) == words


@pytest.mark.parametrize(
    ("citation", "english", "chinese"),
    [
        (Citation(CRIMINAL_LAW, "286-1", 1, "4"), "Criminal Law, Art. 286-1, para. 1, item (4)",
         "《刑法》第二百八十六条之一第一款第四项"),
        (Citation(INTERPRETATION, "6", 0, "2"), "Interpretation, Art. 6, item (2)", "《解释》第六条第二项"),
        (Citation(INTERPRETATION, "6", 0, "4-7"), "Interpretation, Art. 6, items (4) to (7)",
         "《解释》第六条第四项至第七项"),
        (Citation("gongtongzi_2010_40", "II"), "Gong Tong Zi [2010] No. 40, part II", "公通字〔2010〕40号第二部分"),
        (Citation("pan_xiong", "3.2.1"), "Pan and Xiong, s. 3.2.1", "潘、熊文第3.2.1部分"),
        (Citation("amendment_ix"), "Amendment IX", "《刑法修正案（九）》"),
    ],
)  # fmt: skip
def test_a_place_names_article_paragraph_and_item(citation, english, chinese):
    assert (cited(citation, "en"), cited(citation, "zh")) == (english, chinese)


def test_every_route_has_facts_of_the_law_and_dated_places():
    codes = [
        value for name, value in vars(routes).items() if name.isupper() and isinstance(value, int)
    ]
    codes += [entry.route for rival in ALL for entry in rival.entries]
    assert sorted(codes) == sorted(routes.ROUTES), "no code is given twice"
    rows = {entry.route for rival in ALL for entry in rival.entries}
    names = [name for code, name in routes.NAMES.items() if code not in rows]
    assert len(set(names)) == len(names)
    of_ends = {"pleads", "surrendered", "restituted", "merit", "under_16", "under_18", "died"}
    asked = {name for route in routes.ROUTES.values() for name in route.facts}
    asked |= {version.asks for rival in ALL for version in rival.ranges if version.asks}
    assert asked | of_ends == set(Facts._fields), "each fact counts"
    undated = {"statute_alone", "standards_ii", *WRITINGS}
    for route in routes.ROUTES.values():
        for one in route.citations:
            assert one.source in undated or in_force(one) is not None, one


def test_the_criminal_law_is_dated_by_the_conduct_and_standards_by_the_judgment():
    conduct, judged = (exactly(float(day_of(date(year, 1, 1)))) for year in (2020, 2023))
    citer = Citer(Days(conduct, judged))
    assert "29 June 2006" in citer.cite(Citation(CRIMINAL_LAW, "303", 2))
    assert "15 May 2022" in citer.cite(Citation("standards_ii", "46"))


def test_the_version_follows_the_day():
    casino = Citation(CRIMINAL_LAW, "303", 2)
    assert in_force(casino) == in_force(casino, date(2021, 3, 1)) == date(2021, 3, 1)
    assert in_force(casino, date(2021, 2, 28)) == date(2006, 6, 29)
    assert in_force(Citation(CRIMINAL_LAW, "286-1")) == date_of(STATUTE_DAY)
    assert in_force(Citation(INTERPRETATION)) == date_of(INTERPRETATION_DAY)
    assert in_force(Citation("opinion_ii")) == date_of(OPINION_II_DAY)
    assert in_force(Citation("opinion_2025")) == date_of(OPINION_2025_DAY)


def test_duties_stand_in_the_order_of_their_days_and_give_way():
    days = [one.since for one in DUTIES]
    assert days == sorted(days)
    for day, wanted, gone in (
        (date(2017, 5, 31), "decision_2012", "cybersecurity_law"),
        (date(2017, 6, 1), "cybersecurity_law", "data_security_law"),
        (date(2021, 9, 1), "data_security_law", "personal_information_law"),
        (date(2022, 12, 1), "anti_fraud_law", "cybersecurity_law_2026"),
        (date(2026, 1, 1), "cybersecurity_law_2026", "cybersecurity_law"),
    ):
        sources = {one.source for one in duties_on(day)}
        assert wanted in sources
        assert gone not in sources
    assert all(one.seen and one.confidence for one in DUTIES)


def test_article_64_and_the_network_data_regulations():
    fined = {
        article
        for one in duties_on(date(2025, 1, 1))
        if one.penalty == ("64",)
        for article in one.articles
    }
    assert fined == {"22", "41", "42", "43"}, "Art. 40 has no penalty there"
    assert any("40" in one.articles and not one.fine_at_once for one in duties_on(date(2025, 1, 1)))
    for day, there in ((date(2024, 12, 31), False), (date(2025, 1, 1), True)):
        assert ("network_data_regulations" in {one.source for one in duties_on(day)}) == there


def test_the_table_and_the_rule_of_the_model_agree_on_fines_at_a_finding():
    for start in (DIRECT_FINE_DAY, CYBERSECURITY_AMENDMENT_DAY, day_of(date(2017, 6, 1))):
        for day in (start - 1, start):
            table = duties_on(date_of(0) + timedelta(days=day))
            content = any(one.fine_at_once for one in table if one.about in (CONTENT, LOGS))
            names = any(one.fine_at_once for one in table if one.about == NAMES)
            assert fine_needs_no_refusal(day, False, False) == content
            assert fine_needs_no_refusal(day, False, True) == names


def test_what_is_forbidden_to_everyone_could_always_be_fined_at_once():
    """Order 195, Arts. 6 and 14; Measures of 1997, Arts. 5 and 20, to which Art. 20 of those of 2000 refers."""
    fines = {(one.source, one.articles, one.penalty): one.fine_at_once
             for one in duties_on(date(2016, 10, 20)) if one.about in (CHANNELS, SPREADING)}  # fmt: skip
    assert fines == {
        ("order_195", ("6",), ("14",)): True,
        ("measures_1997", ("5",), ("20",)): True,
        ("measures_2000", ("15",), ("20",)): True,
    }
    managing = [
        one for one in duties_on(date(2016, 10, 20)) if one.about not in (CHANNELS, SPREADING)
    ]
    assert not any(one.fine_at_once for one in managing), "missing measures asked for a refusal"
