"""The memorandum: a page that can be signed, and the examination as its annex, in two languages."""

from __future__ import annotations

import html
import random
import re
from datetime import date
from pathlib import Path

import pytest
from arbitrary import STATUTES, some_facts

from zombielaw.experiments.data.cases import read_cases
from zombielaw.experiments.opinion import matter
from zombielaw.experiments.opinion.citations import IN_FORCE, in_force
from zombielaw.experiments.opinion.duties import DUTIES
from zombielaw.experiments.opinion.explain import (
    ELEMENT_WORDS,
    FACT_WORDS,
    in_words,
    offence_names,
    switch_in_words,
)
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.opinion.pages import markdown
from zombielaw.experiments.opinion.pivotal_facts import Pivots
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.studies.replay import opinion_on
from zombielaw.experiments.words.texts import LANGUAGES
from zombielaw.sim.law.assess import assess
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import (
    AS_OF_2019,
    AS_OF_2026,
    DIRECT_FINE_DAY,
    Statute,
    date_of,
    day_of,
)
from zombielaw.sim.law.facts import ANY_DAY, NOTHING, UNKNOWN, YES, Facts, Interval, exactly

CASES = read_cases(Path(__file__).parents[2] / "data" / "cases.yaml")
TODAY = Statute()
STATUTE = {"statute": READINGS["statute"]}
REFUSING = NOTHING._replace(
    **dict.fromkeys(
        [
            "network_service",
            "control",
            "legal_duty",
            "breach",
            "order_written",
            "order_basis",
            "order_clear",
        ],
        YES,
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
WORDS, SIGNS = 350, 700
"""Limits of length of the first page: English words and Chinese signs."""

STRAY = re.compile(r"\b(?:None|nan|inf)\b|[{}]|\.\.|;;| [;,]|\(\)|（）|\[\]|。。|[；：]。")
"""Pattern of text that no page may hold: missing values, braces, doubled or stray punctuation."""


def first_page(name: str, lang: str) -> str:
    """The page without its annex."""
    opinion = opinion_on(CASES[name], TODAY, lang)
    return markdown(opinion.page, lang)


def page(
    facts: Facts,
    readings: dict[str, Reading] = READINGS,
    lang: str = "en",
    statute: Statute = TODAY,
) -> str:
    assert lang in LANGUAGES
    return memorandum(facts, statute, readings, lang, "Made up").markdown()


def test_every_fact_and_every_element_has_words():
    assert set(FACT_WORDS) == set(Facts._fields)
    assert len(set(FACT_WORDS.values())) == len(FACT_WORDS)
    assert all(ELEMENT_WORDS.values())


# ---- the answer


def test_the_answer_stands_first():
    text = page(REFUSING, STATUTE)
    first = text[: text.index("## Annex")]
    assert "Art. 286-1 prevails; no other offence examined is made out." in first
    assert (
        "Eleven offences were examined (annex). Articles without a law are of the Criminal Law."
        in first
    )
    assert "No other offence examined reaches its threshold." in text


def test_a_tie_is_told_as_what_it_is_and_each_reading_apart():
    text = page(AIDING)
    assert (
        "* **Under the text of the statute:** Art. 286-1 and Art. 287-2 are made out; in this view none is heavier "
        "[Fa Shi [1997] No. 12, Art. 1, by analogy]."
    ) in text.replace("\\", "")
    assert "Whether Arts. 286-1 and 287-2 weigh the same is disputed." in text
    assert "an added fine decides between equals: Art. 287-2 prevails" in text, (
        "the other side is a single dispute"
    )
    assert "Art. 286-1 prevails over Art. 287-2 as the special law (法条竞合)." in text
    assert "* **Under the reading of Chen Hongbing:** Art. 287-2 prevails; no other" in text


def test_the_heavier_provision_is_named_with_what_it_beats():
    text = page(TOLERATING)
    assert (
        "Art. 363, para. 1 prevails over Art. 286-1 and Art. 287-2 as the heavier provision (从一重处罚) "
        "[Fa Shi [1997] No. 12, Art. 1, by analogy]."
    ) in text


def test_what_is_lacking_is_named():
    text = page(REFUSING._replace(illegal_items=exactly(1999.0)))
    assert "**Under all four readings:** No offence of the eleven examined is made out." in text
    assert "Art. 286-1 is not made out; lacking: consequence." in text
    assert "No threshold is reached. Known: other illegal items spread: 1,999" in text


def test_an_open_offence_that_cannot_prevail_is_told_as_such():
    text = page(TOLERATING._replace(crime_confirmed=Interval(0.0, 1.0)), STATUTE)
    assert "Art. 363, para. 1 prevails over Art. 286-1 as the heavier provision" in text
    assert "Art. 287-2 is open; undecided: weight of the aid." in text
    assert "What is open would not prevail." in text


# ---- the trace


def test_citations_name_article_paragraph_item_and_date():
    text = page(REFUSING._replace(orders=exactly(3.0), illegal_items=exactly(0.0)), STATUTE)
    assert "Criminal Law, Art. 286-1, para. 1, in force 1 November 2015" in text
    assert (
        "Interpretation Fa Shi [2019] No. 15 (法释〔2019〕15号), in force 1 November 2019" in text
    )
    assert "Interpretation, Art. 6, item (2)" in text
    assert not re.search(r"Art\. \d+(-\d)?\(\d", text), "items and paragraphs are told apart"


@pytest.mark.slow
def test_an_open_element_shows_all_its_items_that_are_not_excluded():
    facts = REFUSING._replace(
        illegal_items=exactly(5.0), illegal_videos=UNKNOWN, evidence_lost=Interval(0.0, 1.0)
    )
    line = next(
        one for one in page(facts, STATUTE).splitlines() if one.startswith("* **Consequence")
    )
    for item in (
        "item (1), 200 illegal videos",
        "item (3), videos and other items",
        "Art. 5: evidence of a crime lost",
    ):
        assert item in line
    for excluded in ("2,000 other illegal items", "real clicks", "leaked", "Art. 6"):
        assert excluded not in line
    assert "other illegal items spread: 5" in line, "what is known stands beside"


def test_practice_on_cards_stands_only_where_it_may_apply():
    """Texts that came after the judgment, or that a reading does not take, are no open items."""
    facts = CASES["website_builder_fraud"].facts._replace(knows=YES, crime_confirmed=YES)
    texts_by_day = {"2021-04-01": ["Minutes (2020)"], "2021-12-01": ["Minutes (2020)", "Opinion II"],
                    "2025-12-01": ["Opinion II", "Opinion (2025)"]}  # fmt: skip
    for day, texts in texts_by_day.items():
        judged = facts._replace(judgment_day=exactly(float(day_of(date.fromisoformat(day)))))
        line = next(
            one for one in page(judged, STATUTE).splitlines() if one.startswith("* **Serious")
        )
        for text in ("Minutes (2020)", "Opinion II", "Opinion (2025)"):
            assert (text in line) == (text in texts), (day, text)
        assert "sites aided" not in line
    sites = page(judged, {"mine": Reading(sites_count=True)})
    assert "item (1), 3 sites aided" in sites


def test_what_happened_before_the_offences_is_not_examined_by_element():
    text = page(CASES["kuaibo"].facts)
    assert text.count("Art. 286-1 and Art. 287-2 were not in force when the conduct ended.") == 1
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
    lines = [one for one in text.splitlines() if one.startswith("* On the view that")]
    intent = next(
        one
        for one in lines
        if one.startswith("* On the view that Art. 286-1 asks for direct intent: ")
    )
    assert "Art. 287-2 prevails" in intent
    assert not any("control" in one for one in lines)
    assert "No single dispute, decided otherwise, changes the answer." in page(NOTHING, STATUTE)


def test_a_reading_of_one_switch_is_told_as_the_dispute_that_it_is():
    sentence = "Art. 286-1 is the special law and displaces Art. 287-2 (the special-law reading): Art. 286-1 prevails"
    assert sentence in page(AIDING)
    assert "* **The special-law reading:**" not in page(CASES["cheng_cong"].facts), (
        "it moves nothing there"
    )


# ---- the law of the day


def test_duties_in_force_are_named_with_articles():
    text = page(
        REFUSING._replace(conduct_end_day=exactly(float(DIRECT_FINE_DAY)), duty_on_content=YES),
        STATUTE,
    )
    assert "Cybersecurity Law (《网络安全法》), Art. 47 (content), in force 1 June 2017" in text
    assert "real names)" not in text
    assert "The law is taken as of 2026" in page(
        REFUSING, STATUTE, statute=Statute(version=AS_OF_2026)
    )


def test_a_duty_of_an_unknown_day_is_told_as_supposed():
    text = page(CASES["cheng_cong"].facts)
    assert (
        "duty (信息网络安全管理义务), as coded, supposing that its source was in force when the conduct ended"
        in text
    )
    assert "supposing" not in page(CASES["jiangsu_idc_2018"].facts)


# ---- what is claimed, and on what view


def test_a_settled_answer_names_the_view_on_which_it_rests():
    """Zhu Hao: all hangs on whether a VPN is a tool for intrusion."""
    text = page(CASES["zhu_hao"].facts)
    first = text[: text.index("## Annex")]
    assert (
        "On the view that a VPN is no tool for intrusion under Art. 285: the answer is open: Art. 286-1"
        in first
    )
    assert "What is open would not prevail." in first


def test_a_vpn_is_taken_for_a_tool_and_the_mark_of_the_maximum_is_printed():
    text = page(CASES["zhu_hao"].facts)
    part = text[text.index("### Art. 285, para. 3") : text.index("### Art. 225")]
    assert "This rests on the view that a VPN is such a tool." in part
    assert (
        "Reached: 20 person-times of supply of tools for intrusion (known: 478 or more; from 100 the range is 3 to"
        in part
    )
    assert (
        "Not excluded: 5,000 yuan gained from such tools (known: at most 1,741,620 yuan; from 25,000 yuan"
        in part
    )
    assert "whether the tools were made for intrusion" not in part
    plain = CASES["zhu_hao"].facts._replace(vpn_tools=exactly(0.0), intrusion_tools=YES)
    assert "on the view that a VPN" not in page(plain)


def test_ranges_follow_amendment_xi():
    casino = AIDING._replace(casino_fee_yuan=exactly(100_000.0))
    assert "from 100,000 yuan the range is 3 to 10 years" in page(
        casino._replace(conduct_end_day=exactly(1946.0)), STATUTE
    )
    assert "from 100,000 yuan the range is 5 to 10 years" in page(
        casino._replace(conduct_end_day=exactly(1947.0)), STATUTE
    )


def test_a_possible_tie_is_told_where_the_answer_is_open():
    facts, disputed = (
        CASES["cheng_cong"].facts,
        "by main punishments Art. 287-2 (from detention, 拘役) is heavier",
    )
    assert disputed in page(facts)
    for reading in (READINGS["special_first"], READINGS["chen"], Reading(main_penalties_only=True)):
        assert disputed not in page(facts, {"mine": reading})


def test_a_sign_that_needs_the_interpretation_is_told_apart():
    line = next(
        one for one in page(CASES["cheng_cong"].facts).splitlines() if one.startswith("* **Knowing")
    )
    sure, rest = line.split("Otherwise open, and any would do:")
    assert (
        "Established: Interpretation, Art. 11: item (1), going on after a regulator's notice."
        in sure
    )
    assert (
        "If the Interpretation applies, knowing may be found from it, unless there is evidence to the contrary."
        in sure
    )
    assert "item (1), going on" not in rest
    assert "item (2), reports not handled" in rest
    facts = CASES["cheng_cong"].facts._replace(mainly_crime=YES)
    assert "If the Interpretation applies, this suffices." in page(facts)


def test_where_the_articles_do_not_reach_nothing_is_said_of_what_they_ask():
    text = page(CASES["kuaibo"].facts)
    for words in ("Interpretation Fa Shi [2019]", "no thresholds", "a guide only", "The trace follows", "displaces",
                  "No element comes out", "What follows is for"):  # fmt: skip
        assert words not in text.replace("\\", "")
    assert "Where the readings differ" not in text
    assert "50 obscene videos that, for profit, it let others publish on its own platform" in text
    assert "Whether it knew is open." in text


def test_before_the_interpretation_the_statute_alone_is_asked():
    text = page(CASES["zhu_hao"].facts)
    assert "For Arts. 286-1 and 287-2 none was in force" in text
    assert "What an order to rectify must be like is taken from the statute." in text
    oral = page(CASES["zhu_hao"].facts._replace(order_written=exactly(0.0)), STATUTE)
    assert "No document was given. Whether an oral order sufficed was unsettled." in oral
    assert "Whether Art. 287-2 can rest on an unchecked crime was unsettled." in text
    assert "Interpretation, Art." not in text + oral


# ---- the page


def test_the_facts_to_find_first_are_those_on_which_most_coded_cases_turn():
    part = first_page("cheng_cong", "en").split("## Facts to find first")[1].split("## ")[0]
    counts = [int(number) for number in re.findall(r"\((\d+)\):", part)]
    assert len(counts) == 3
    assert counts == sorted(counts, reverse=True)
    assert "* whether a competent body gave the order on a legal ground" in part
    assert "if not, Art. 286-1 cannot prevail." in part
    assert "obscene sites" not in part, (
        "a fact of which few cases hang comes later, however wide its range"
    )


def test_a_unit_and_the_exits_of_the_day_are_named():
    text = page(
        AIDING._replace(unit=YES, conduct_end_day=exactly(2000.0), judgment_day=exactly(2300.0))
    )
    assert (
        "A unit acted. For Art. 286-1 and Art. 287-2 it is fined, and those directly in charge"
        in text
    )
    assert "[Criminal Law, Art. 286-1, para. 2; Criminal Law, Art. 287-2, para. 2]." in text
    assert "compliance of the unit (pilot of 2020 to 2024)" in text
    assert (
        "Criminal Procedure Law, Art. 16]; minor circumstances, no prosecution [same law, Art. 177, para. 2]"
        in text
    )
    assert "insufficient evidence" not in text, "nothing is open"
    fraud = page(AIDING._replace(unit=YES, fraud_yuan=exactly(5_000.0)))
    assert "For Art. 266 no unit is liable" in fraud
    assert "A unit acted" not in page(AIDING)
    early = page(CASES["kuaibo"].facts)
    assert (
        "Criminal Procedure Law, Art. 15]; minor circumstances, no prosecution [same law, Art. 173, para. 2]"
        in early
    )
    assert "compliance" not in page(AIDING._replace(unit=YES, judgment_day=exactly(3500.0)))
    assert "Exits" not in page(NOTHING)
    grave = page(AIDING._replace(fraud_yuan=exactly(600_000.0)))
    assert "minor circumstances" not in grave
    assert "minor circumstances" not in first_page("pudong_2018_vpn", "en"), (
        "whatever prevails is beyond a first range"
    )
    assert "Numbers of the 2018 revision." in first_page("nanchang_2018_casino", "en"), (
        "it was judged before or after"
    )
    assert "2018 revision" not in text + early + first_page("cheng_cong", "en")


def test_a_judgment_is_told_with_the_views_on_which_it_is_right():
    assert "can be right for whoever holds that a VPN is no tool for intrusion" in first_page(
        "zhu_hao", "en"
    )
    assert "no text set thresholds then" in first_page("zhu_hao", "en")
    assert "this can be right by the text of the statute" in first_page("kuaibo", "en")
    assert "The court" not in first_page("jiangsu_idc_2018", "en"), "no court decided"

    def text_on(verdict: str) -> str:
        return memorandum(TOLERATING, TODAY, STATUTE, verdict=verdict).markdown()

    assert "this is right by the text" in text_on("363-1")
    assert (
        "this is right for whoever holds that the heavier provision is found by main punishments"
        in text_on("287-2")
    )
    assert "or that a helper is an accessory" in text_on("287-2")
    assert "no set of up to four disputed views" in text_on("225")


# ---- the law of the day

DATES = [date(2016, 6, 1), date(2018, 6, 1), date(2019, 12, 1), date(2021, 4, 16), date(2021, 12, 1), date(2023, 6, 1),
         date(2026, 6, 1)]  # fmt: skip
NAMED = {
    "interpretation": ("[2019] No. 15", "Interpretation, Art.", "法释〔2019〕15号", "《解释》"),
    "opinion_ii": ("Opinion II (2021)", "意见（二）"), "minutes_2020": ("Minutes (2020)", "2020年《会议纪要》"),
    "minutes_2022": ("Minutes (2022)", "2022年《会议纪要》"), "opinion_2025": ("Opinion (2025)", "2025年《意见》"),
    "fashi_2017_10": ("[2017] No. 10", "法释〔2017〕10号"), "fafa_2016_32": ("[2016] No. 32", "法发〔2016〕32号"),
    "data_security_law": ("Data Security Law", "数据安全法"), "anti_fraud_law": ("Anti-Telecom", "反电信网络诈骗法"),
    "network_data_regulations": ("Network Data Regulations", "网络数据安全管理条例"),
    "cybersecurity_law_2026": ("Cybersecurity Law as amended", "修正后的《网络安全法》"),
    "cybersecurity_law": ("Cybersecurity Law (", "《网络安全法》"),
}  # fmt: skip
"""Names of dated sources on a page, in both languages."""
SINCE = {**IN_FORCE, **{one.source: one.since for one in DUTIES}}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("day", [None, *DATES])
def test_nothing_is_cited_that_was_not_in_force(day, lang, monkeypatch):
    # what would settle an answer cites nothing, and takes long
    settled = Pivots(0, False, (), (), 0)
    monkeypatch.setattr(
        matter, "pivots_each", lambda facts, statute, readings: tuple(settled for _ in readings)
    )
    everything = Facts()._replace(**dict.fromkeys(("bulk_devices", "opens_as_staff", "unit"), YES))
    for facts in (*(case.facts for case in CASES.values()), Facts(), everything):
        judged = exactly(float(day_of(day))) if day else facts.judgment_day
        if facts.conduct_end_day.low > judged.low or judged.high == ANY_DAY.high:
            continue
        opinion, last = (
            memorandum(facts._replace(judgment_day=judged), TODAY, STATUTE, lang),
            date_of(int(judged.high)),
        )
        text = opinion.markdown().replace("\\", "")
        for source, names in NAMED.items():
            assert SINCE[source] <= last or not [name for name in names if name in text], (
                source,
                last,
            )
        for one in opinion.cited:
            assert (in_force(one, last) or last) <= last, one


def test_a_mark_that_is_gone_is_weighed_and_a_sign_of_a_later_text_too():
    proceeds = AIDING._replace(proceeds_yuan=exactly(5_000.0))
    before = proceeds._replace(conduct_end_day=exactly(1_900.0), order_day=exactly(1_800.0))
    assert "3,000 yuan of criminal proceeds" in page(before, STATUTE)
    assert "3,000 yuan" not in page(proceeds, STATUTE)
    sign = AIDING._replace(knows=Interval(0.0, 1.0), bulk_devices=YES)
    assert "Also established, and to be weighed: card pools, dialling devices" in page(
        sign, STATUTE
    )


def test_a_fixed_version_cites_the_law_of_its_year():
    text = page(CASES["cheng_cong"].facts, STATUTE, statute=Statute(version=AS_OF_2019)).replace(
        "\\", ""
    )
    assert "Interpretation, Art. 11" in text
    assert "Opinion" not in text


# ---- any facts


@pytest.mark.slow
def test_any_facts_make_a_page_that_does_not_contradict_itself():
    chance = random.Random(5)
    for number in range(40):
        facts, statute = some_facts(chance), chance.choice(STATUTES) if number % 2 else TODAY
        readings = {name: READINGS[name] for name in chance.sample(list(READINGS), 1 + number % 2)}
        if number % 5 == 0:
            readings["mine"] = Reading(*[chance.random() < 0.5 for _ in Reading._fields])
        assessments = [assess(facts, statute, reading) for reading in readings.values()]
        for lang in LANGUAGES:
            opinion = memorandum(facts, statute, readings, lang)
            text = opinion.markdown()
            assert STRAY.findall(text) == [], number
            for one in assessments:
                assert not one.open or all(
                    name in text for name in offence_names(one.prevailing, lang)
                )
            settled = law_text("pivot.settled", lang)
            settling = (law_text("pivot.ways", lang), law_text("pivot.never", lang, offences="|").split("|")[0],
                        law_text("pivot.never_weighed", lang, offences="|").split("|")[0])  # fmt: skip
            assert (settled in text.splitlines()) == all(not one.open for one in assessments)
            if any(one.open for one in assessments):
                assert any(words in text for words in settling), "open, but turning on nothing"
            page_ = opinion.html()
            assert page_.count("<li>") == page_.count("</li>")
            assert f'<html lang="{lang}">' in page_


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_coded_case_fits_one_page(name):
    english, chinese = (re.sub(r"[*#\\]", "", first_page(name, lang)) for lang in LANGUAGES)
    assert len(english.split()) <= WORDS
    assert len("".join(chinese.split())) <= SIGNS


def test_chinese_pages_hold_no_english():
    for case in ("cheng_cong", "zhu_hao", "kuaibo"):
        text = memorandum(CASES[case].facts, TODAY, READINGS, "zh", "案").markdown()
        assert set(re.findall(r"[A-Za-z]+", text)) <= {"VPN"}
        assert ("法释〔2019〕15号" in text) == (case == "cheng_cong"), (
            "the others were judged before it"
        )


def test_the_chinese_memorandum_bears_the_chinese_name():
    assert opinion_on(CASES["kuaibo"], TODAY, "zh").title == "法律分析（模型生成）：快播案"
    assert opinion_on(CASES["zhu_hao"], TODAY, "zh").title.endswith("Zhu Hao案（音译）")
    assert (
        opinion_on(CASES["kuaibo"], TODAY, "en").title
        == "Legal analysis (written by a model): Kuaibo, platform"
    )


def test_renderings_say_the_same_and_are_safe():
    opinion = memorandum(AIDING, TODAY, STATUTE, "en", "<b>A & B</b> *x*")
    assert "<b>" not in opinion.html()
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in opinion.html()
    assert "\\*x\\*" in opinion.markdown()
    plain = re.sub(
        r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", opinion.html().split("<body>")[1]))
    )
    for sentence in (
        "in this view none is heavier",
        "No other offence examined reaches its threshold.",
    ):
        assert sentence in plain
    assert opinion.markdown(level=2).startswith("## Legal analysis")


# ---- facts in words


@pytest.mark.parametrize(
    ("name", "fact", "english", "chinese"),
    [
        ("illegal_items", exactly(1999.0), "1,999", "1999"),
        ("illegal_items", Interval(2000.0, UNKNOWN.high), "2,000 or more", "不少于2000"),
        ("illegal_items", Interval(5.0, 10.0), "5 to 10", "5至10"),
        ("gain_yuan", Interval(0.0, 9_999.0), "less than 10,000 yuan", "不足1万元"),
        ("intent", Interval(1.0, 2.0), "indirect intent or direct intent", "间接故意或者直接故意"),
        ("judgment_day", exactly(1461.0), "1 November 2019", "2019年11月1日"),
        (
            "judgment_day",
            Interval(ANY_DAY.low, -1.0),
            "31 October 2015 or earlier",
            "不晚于2015年10月31日",
        ),
    ],
)
def test_facts_in_words(name, fact, english, chinese):
    assert (in_words(name, fact), in_words(name, fact, "zh")) == (english, chinese)
