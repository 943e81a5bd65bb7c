"""The memorandum: the answer first, one trace, what differs, and what would settle it, in two languages."""

from __future__ import annotations

import html
import random
import re
from datetime import date
from pathlib import Path

import pytest
from arbitrary import STATUTES, some_facts

from zombielaw.experiments.data.cases import read_cases
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import AS_OF_2026, DIRECT_FINE_DAY, Statute, day_of
from zombielaw.sim.law.explain import ELEMENT_WORDS, FACT_WORDS, in_words, offence_names, switch_in_words
from zombielaw.sim.law.facts import ANY_DAY, NOTHING, UNKNOWN, YES, Facts, Interval, exactly
from zombielaw.sim.law.memorandum import memorandum
from zombielaw.sim.law.pages import WIDTH
from zombielaw.sim.words.catalogue import LANGUAGES, say

CASES = read_cases(Path(__file__).parents[2] / "data" / "cases.yaml")
TODAY = Statute()
STATUTE = {"statute": READINGS["statute"]}
REFUSING = NOTHING._replace(
    **dict.fromkeys(
        ["network_service", "control", "legal_duty", "breach", "order_written", "order_basis", "order_clear"], YES
    ),
    **dict.fromkeys(["order_attainable", "refused", "orders"], YES),
    conduct_end_day=exactly(2500.0),
    order_day=exactly(2400.0),
    judgment_day=exactly(2750.0),
    intent=exactly(1.0),
    illegal_items=exactly(2000.0),
)
AIDING = REFUSING._replace(knows=YES, aid=YES, clients_aided=exactly(3.0), crime_confirmed=YES)
TOLERATING = AIDING._replace(obscene_videos_tolerated=exactly(60.0))
WORDS, SIGNS = 1_800, 4_600
"""Of two dense pages, in English words and Chinese signs: authorities and lists of facts are no prose."""
SILENT_WORDS, SILENT_SIGNS = 2_750, 6_900
SAID = ("zhu_hao", "pudong_2018_vpn", "kuaibo", "cheng_cong", "vpn_zhejiang_2018")
"""Cases of which enough is coded; of the others next to nothing is, every element stays open and has to be listed."""

STRAY = re.compile(r"\b(?:None|nan|inf)\b|[{}]|\.\.|;;| [;,]|\(\)|（）|\[\]|。。|[；：]。")
"""What no page may hold."""


def page(facts: Facts, readings: dict[str, Reading] = READINGS, lang: str = "en", statute: Statute = TODAY) -> str:
    assert lang in LANGUAGES
    return memorandum(facts, statute, readings, lang, "Made up").markdown()


def test_every_fact_and_every_element_has_words():
    assert set(FACT_WORDS) == set(Facts._fields)
    assert len(set(FACT_WORDS.values())) == len(FACT_WORDS)
    assert all(ELEMENT_WORDS.values())


# ---- the answer


def test_the_answer_stands_first():
    text = page(REFUSING, STATUTE)
    first = text[: text.index("## 2")]
    assert "Art. 286-1 prevails. No other offence is made out." in first
    assert "No other offence reaches its threshold." in first


def test_a_tie_is_told_as_what_it_is_and_each_reading_apart():
    text = page(AIDING)
    assert (
        "* **Under the text of the statute:** Art. 286-1 and Art. 287-2 are made out, and their ranges of punishment "
        "are equal [Fa Shi [1997] No. 12, Art. 1, by analogy]. The law leaves the choice."
    ) in text.replace("\\", "")
    assert "* **Under the special-law reading:** Art. 286-1 prevails over Art. 287-2 as the special law." in text
    assert "* **Under the reading of Chen Hongbing:** Art. 287-2 prevails." in text


def test_the_heavier_provision_is_named_with_what_it_beats():
    text = page(TOLERATING)
    assert (
        "Art. 363, para. 1 prevails over Art. 286-1 and Art. 287-2 as the heavier provision (从一重处罚) "
        "[Fa Shi [1997] No. 12, Art. 1, by analogy]."
    ) in text


def test_what_is_lacking_is_named():
    text = page(REFUSING._replace(illegal_items=exactly(1999.0)))
    assert "**Under all four readings:** No offence is made out." in text
    assert "Art. 286-1 is not made out. Lacking: consequence." in text
    assert "No threshold is reached. Known: other illegal items spread: 1,999" in text


def test_an_open_offence_that_cannot_prevail_is_told_as_such():
    text = page(TOLERATING._replace(crime_confirmed=Interval(0.0, 1.0)), STATUTE)
    assert "Art. 363, para. 1 prevails over Art. 286-1 as the heavier provision" in text
    assert "Whether Art. 287-2 is made out as well is open, but it would not prevail." in text


# ---- the trace


def test_citations_name_article_paragraph_item_and_date():
    text = page(REFUSING._replace(orders=exactly(3.0), illegal_items=exactly(0.0)), STATUTE)
    assert "Criminal Law, Art. 286-1, para. 1, in force 1 November 2015" in text
    assert "Interpretation Fa Shi [2019] No. 15 (法释〔2019〕15号), in force 1 November 2019" in text
    assert "Interpretation, Art. 6, item (2)" in text
    assert not re.search(r"Art\. \d+(-\d)?\(\d", text), "items and paragraphs are told apart"


def test_an_open_element_shows_all_its_items_that_are_not_excluded():
    facts = REFUSING._replace(illegal_items=exactly(5.0), illegal_videos=UNKNOWN, evidence_lost=Interval(0.0, 1.0))
    line = next(one for one in page(facts, STATUTE).splitlines() if one.startswith("* **Consequence"))
    for item in (
        "item (1), 200 illegal videos",
        "item (3), videos and other items",
        "Art. 5: evidence of a crime lost",
    ):
        assert item in line
    for excluded in ("2,000 other illegal items", "real clicks", "leaked", "Art. 6"):
        assert excluded not in line
    assert "other illegal items spread: 5" in line, "what is known stands beside"


def test_the_trace_is_told_once():
    text = page(CASES["cheng_cong"].facts)
    assert text.count("* **Order to rectify (责令改正):**") == 1
    assert text.count("### Art. 286-1") == 1
    assert text.count("200 illegal videos") == 1


def test_thresholds_follow_the_multiple():
    text = page(REFUSING._replace(illegal_items=UNKNOWN), STATUTE, statute=Statute(consequence_multiple=2.0))
    assert "item (2), 4,000 other illegal items" in text
    assert "The statute is changed: thresholds of Arts. 3 and 4 of the Interpretation times 2." in text


def test_what_happened_before_the_offences_is_not_examined_by_element():
    text = page(CASES["kuaibo"].facts)
    assert "Art. 286-1 was not in force when the conduct ended." in text
    assert "**Intent" not in text
    assert "Measures on International Networking" in text


# ---- readings


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", Reading._fields)
def test_every_switch_appears_in_words(name, lang):
    value = not getattr(READINGS["statute"], name)
    readings = {**STATUTE, "mine": READINGS["statute"]._replace(**{name: value})}
    words = switch_in_words(name, value, lang)
    text = page(CASES["cheng_cong"].facts, readings, lang)
    assert words[1:] in text
    assert "* **Mine" in text


def test_a_single_dispute_that_moves_the_answer_is_named():
    text = page(AIDING, STATUTE)
    line = next(one for one in text.splitlines() if one.startswith("* **Single disputes"))
    assert "On the view that Art. 286-1 asks for direct intent: Art. 287-2 prevails." in line
    assert "control" not in line
    assert "No single dispute, decided otherwise, changes the answer." in page(NOTHING, STATUTE)


# ---- the law of the day


@pytest.mark.parametrize(
    ("day", "said", "not_said"),
    [
        (date(2016, 1, 1), "A fine came only if nothing was corrected in time", "asked for a refusal"),
        (date(2018, 1, 1), "asked for a refusal or for serious circumstances", "at once"),
        (date(2023, 1, 1), "For real names under the Anti-Telecom-Fraud Law", "as amended"),
        (date(2026, 2, 1), "fine at once, before any refusal", "A fine or a suspension asked for a refusal"),
    ],
)
def test_what_a_regulator_could_do_at_the_finding(day, said, not_said):
    facts = REFUSING._replace(order_day=exactly(day_of(day)), conduct_end_day=exactly(day_of(day)))
    text = page(facts, STATUTE)
    assert said in text
    assert not_said not in text


def test_duties_in_force_are_named_with_articles():
    text = page(REFUSING._replace(conduct_end_day=exactly(float(DIRECT_FINE_DAY)), duty_on_content=YES), STATUTE)
    assert "Cybersecurity Law (《网络安全法》), Art. 47 (content), in force 1 June 2017" in text
    assert "real names)" not in text
    assert "The law is taken as of 2026" in page(REFUSING, STATUTE, statute=Statute(version=AS_OF_2026))


# ---- any facts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_any_facts_make_a_page_that_does_not_contradict_itself(lang):
    chance = random.Random(5)
    for number in range(40):
        facts, statute = some_facts(chance), chance.choice(STATUTES) if number % 2 else TODAY
        readings = {name: READINGS[name] for name in chance.sample(list(READINGS), 1 + number % 2)}
        if number % 5 == 0:
            readings["mine"] = Reading(*[chance.random() < 0.5 for _ in Reading._fields])
        opinion = memorandum(facts, statute, readings, lang)
        text = opinion.markdown()
        assert STRAY.findall(text) == [], number
        found = [assess(facts, statute, reading) for reading in readings.values()]
        for one in found:
            assert not one.open or all(name in text for name in offence_names(one.prevailing, lang))
        settled = say("pivot.settled", lang)
        settling = (say("pivot.ways", lang), say("pivot.never", lang, offences="|").split("|")[0],
                    say("pivot.never_weighed", lang, offences="|").split("|")[0])  # fmt: skip
        if all(not one.open for one in found):
            assert settled in text
        else:
            assert settled not in text
            assert any(words in text for words in settling), "open, but turning on nothing"
        assert max(len(line) for line in opinion.text().splitlines()) <= WIDTH
        page_ = opinion.html()
        assert page_.count("<li>") == page_.count("</li>")
        assert f'<html lang="{lang}">' in page_


@pytest.mark.parametrize("name", CASES)
def test_a_coded_case_fills_about_two_pages(name):
    english, chinese = (memorandum(CASES[name].facts, TODAY, READINGS, lang, name).markdown() for lang in LANGUAGES)
    assert len(english.split()) <= (WORDS if name in SAID else SILENT_WORDS)
    assert len(chinese) <= (SIGNS if name in SAID else SILENT_SIGNS)


def test_chinese_pages_hold_no_english():
    for case in ("cheng_cong", "zhu_hao", "kuaibo"):
        text = memorandum(CASES[case].facts, TODAY, READINGS, "zh", "案").markdown()
        assert set(re.findall(r"[A-Za-z]+", text)) <= {"VPN"}
        assert "法释〔2019〕15号" in text


def test_renderings_say_the_same_and_are_safe():
    opinion = memorandum(AIDING, TODAY, STATUTE, "en", "<b>A & B</b> *x*")
    assert "<b>" not in opinion.html()
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in opinion.html()
    assert "\\*x\\*" in opinion.markdown()
    plain = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", opinion.html().split("<body>")[1])))
    for sentence in ("The law leaves the choice.", "No other offence reaches its threshold."):
        assert sentence in plain
        assert sentence in re.sub(r"\s+", " ", opinion.text())
    assert opinion.markdown(level=2).startswith("## Memorandum")


# ---- facts in words


@pytest.mark.parametrize(
    ("name", "fact", "english", "chinese"),
    [
        ("illegal_items", exactly(1999.0), "1,999", "1999"),
        ("illegal_items", Interval(2000.0, UNKNOWN.high), "2,000 or more", "不少于2000"),
        ("illegal_items", Interval(0.0, 10.0), "at most 10", "不超过10"),
        ("illegal_items", Interval(5.0, 10.0), "5 to 10", "5至10"),
        ("illegal_items", UNKNOWN, "unknown", "不明"),
        ("gain_yuan", Interval(0.0, 9_999.0), "less than 10,000 yuan", "不足1万元"),
        ("refused", YES, "yes", "是"),
        ("control", exactly(0.25), "25%", "25%"),
        ("intent", Interval(1.0, 2.0), "indirect intent or direct intent", "间接故意或者直接故意"),
        ("judgment_day", exactly(1461.0), "1 November 2019", "2019年11月1日"),
        ("judgment_day", Interval(ANY_DAY.low, -1.0), "31 October 2015 or earlier", "不晚于2015年10月31日"),
    ],
)
def test_facts_in_words(name, fact, english, chinese):
    assert (in_words(name, fact), in_words(name, fact, "zh")) == (english, chinese)
