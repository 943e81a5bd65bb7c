"""The memorandum: a page that can be signed, and the examination as its annex, in two languages."""

from __future__ import annotations

import html
import random
import re
from datetime import date

import pytest
from arbitrary import STATUTES, some_facts
from files import AIDING, CASES, REFUSING, TOLERATING

from zombielaw.experiments.opinion.citations import IN_FORCE, cited, in_force
from zombielaw.experiments.opinion.duties import DUTIES, Measure
from zombielaw.experiments.opinion.ends import ends_of
from zombielaw.experiments.opinion.explain import (
    fact_in_words,
    in_words,
    offences_in_words,
    offences_sentence,
)
from zombielaw.experiments.opinion.matter import Examined
from zombielaw.experiments.opinion.memorandum import memorandum
from zombielaw.experiments.opinion.outcome import GRADES, OUTCOMES, WEIGHT, Matter
from zombielaw.experiments.opinion.words import law_text
from zombielaw.experiments.studies.replay import opinion_on
from zombielaw.experiments.words.texts import LANGUAGES, speaking
from zombielaw.sim.law.citations import Citation
from zombielaw.sim.law.concurrence import READINGS, Reading
from zombielaw.sim.law.dates import AS_OF_2019, AS_OF_2026, Statute, date_of, day_of
from zombielaw.sim.law.facts import (
    ANY_DAY,
    MAYBE,
    NO,
    NOTHING,
    UNKNOWN,
    YES,
    Facts,
    Interval,
    exactly,
    is_yes_no,
)

TODAY = Statute()
STATUTE = {"statute": READINGS["statute"]}
WORDS, SIGNS = 860, 2_250
"""Limits of length of an opinion on a coded case without its authorities: English words and Chinese signs."""

STRAY = re.compile(r"\b(?:None|nan|inf)\b|[{}]|\.\.|;;| [;,]|\(\)|（）|\[\]|。。|[；：]。")
"""Pattern of text that no page may hold: missing values, braces, doubled or stray punctuation."""


def page(
    facts: Facts,
    readings: dict[str, Reading] = READINGS,
    lang: str = "en",
    statute: Statute = TODAY,
) -> str:
    assert lang in LANGUAGES
    return memorandum(facts, statute, readings, lang, "Made up").markdown()


# ---- the outcome


def test_the_outcome_the_next_and_what_is_not_raised_stand_first():
    first = page(AIDING).split("## What would turn it")[0].replace("\\", "")
    assert (
        "* **Supported best:** Art. 286-1, made out. Art. 287-2 is made out as well, in an equal range; the special "
        "provision goes before the general.\n* **Next:** Art. 287-2, made out.\n* **Not raised:** 9 other offences."
    ) in first
    heavier = (
        "made out as well, as the heavier provision [Fa Shi [1997] No. 12, Art. 1, by analogy]"
    )
    assert heavier in page(TOLERATING).replace("\\", "")
    assert "Art. 286-1, proof is missing. Open or missing: order to rectify." in page(
        REFUSING._replace(order_basis=Interval(0.0, 1.0))
    )


def test_a_file_that_supports_nothing_is_open_and_asks_for_nothing():
    text = page(Facts()._replace(illegal_items=exactly(5_000.0)))
    assert "Open. The file supports no outcome." in text
    assert "counted by no offence that is raised: other illegal items spread: 5,000." in text
    for head in ("turn it", "the views change", "Sentence"):
        assert head not in text


def test_what_turns_it_is_told_with_its_value_and_its_outcome():
    text = page(AIDING._replace(order_clear=Interval(0.0, 1.0), clients_aided=exactly(2.0)))
    clear = "whether the order set clear and reasonable measures and a deadline: no."
    assert f"* **No offence, if:** {clear}" in text
    facts = REFUSING._replace(orders=Interval(2.0, UNKNOWN.high), illegal_items=exactly(0.0))
    turn = page(facts).split("What would turn it")[1].split("## ")[0]
    assert "* **No offence, if:**" in turn and ": 2." in turn
    tools = page(CASES["zhu_hao"].facts).replace("\\", "")
    assert "What a tool is made for is appraised" in tools
    assert "[Fa Shi [2011] No. 19, Art. 10]" in tools


def test_views_have_a_line_each_where_they_change_the_outcome():
    text = page(AIDING)
    assert "* Under the reading of Chen Hongbing: Art. 287-2." in text
    assert "* On the view that Art. 286-1 asks for direct intent: Art. 287-2." in text
    assert "control" not in text.split("the views change")[1].split("## ")[0]
    grave = TOLERATING._replace(obscene_videos_tolerated=exactly(1_500.0))
    assert "No reading and no single dispute" in page(grave)
    zhu = page(CASES["zhu_hao"].facts)
    assert "* On the view that a VPN is no tool for intrusion under Art. 285: Art. 286-1." in zhu
    assert "This rests on the view that a VPN is such a tool." in zhu


# ---- the offences raised

AMOUNTS = [(code, name) for code in WEIGHT for name in sorted(WEIGHT[code])]


@pytest.mark.parametrize(("code", "name"), AMOUNTS)
def test_a_known_amount_never_vanishes(code, name):
    value = YES if is_yes_no(name) or name == "users_without_logs" else exactly(7.0)
    for day in (1_000.0, 3_600.0):
        days = {"judgment_day": exactly(day), "conduct_end_day": exactly(day - 100.0)}
        text = page(Facts()._replace(aid=YES, **{name: value}, **days), STATUTE)
        assert fact_in_words(name, value) in text.replace("\\", ""), OUTCOMES[code]


def test_an_element_stands_with_its_place_and_its_amounts_with_their_marks():
    text = page(REFUSING._replace(illegal_items=exactly(1999.0)), STATUTE).replace("\\", "")
    assert "Criminal Law, Art. 286-1, para. 1, in force 1 November 2015" in text
    assert (
        "Interpretation Fa Shi [2019] No. 15 (法释〔2019〕15号), Art. 1, in force 1 November 2019"
        in text
    )
    assert "Lacking: consequence." in text
    assert (
        "other illegal items spread: 1,999 (below: 2,000 other illegal items [Interpretation, Art. 3, item (2)])"
        in text
    )
    early = page(
        REFUSING._replace(judgment_day=exactly(1_400.0), conduct_end_day=exactly(1_300.0)), STATUTE
    )
    assert "2,000 (no mark in force measures it; the circumstances are weighed)" in early
    assert "Interpretation, Art." not in early
    assert not re.search(r"Art\. \d+(-\d)?\(\d", text), "items and paragraphs are told apart"


def test_what_happened_before_the_offences_lacks_its_time():
    text = page(CASES["kuaibo"].facts)
    assert "Lacking: time and limitation: the Article covers the conduct in time" in text
    assert "Arts. 286-1, 287-1 and 287-2 do not reach it" in text
    assert "Interpretation Fa Shi [2019]" not in text.replace("\\", "")


# ---- sentence, persons, exits

UNITS = {
    "286-1": (REFUSING, "Art. 286-1, para. 2"),
    "287-2": (AIDING._replace(refused=exactly(0.0)), "Art. 287-2, para. 2"),
    "363-1": (TOLERATING, "Criminal Law, Art. 366"),
    "225": (
        NOTHING._replace(unlicensed_turnover_yuan=exactly(600_000.0)),
        "Criminal Law, Art. 231",
    ),
    "253-1": (NOTHING._replace(personal_items_traded=exactly(9_000.0)), "Art. 253-1, para. 4"),
    "285-3": (
        NOTHING._replace(sells_tools=YES, intrusion_tools=YES, tool_users=exactly(30.0)),
        "Art. 285, para. 4",
    ),
}


@pytest.mark.parametrize("offence", UNITS)
def test_a_unit_is_punished_by_the_article_of_its_offence(offence):
    facts, place = UNITS[offence]
    facts = facts._replace(unit=YES, conduct_end_day=exactly(2500.0), judgment_day=exactly(2750.0))
    assert Matter(facts).outcome.best == offence
    text = page(facts).replace("\\", "")
    persons = text[text.index("**Persons:**") :].split("\n")[0]
    assert "it is fined, and those directly in charge" in persons and place in persons
    assert "**Persons:**" not in page(facts._replace(unit=exactly(0.0)))
    assert "mainly committing crime, is none" in page(facts._replace(sham_unit=YES))


def test_the_sentence_is_a_range_a_fine_and_what_the_file_knows():
    text = page(TOLERATING._replace(surrendered=YES, pleads=YES)).replace("\\", "")
    assert (
        "**Range:** public surveillance, detention or imprisonment to 3 years, with a fine." in text
    )
    assert "one to five times the gain [Fa Shi [2010] No. 3, Art. 11]" in text
    assert "gain [Fa Shi [2017] No. 10, Art. 12]" in page(UNITS["253-1"][0])
    assert "surrender: lighter or mitigated" in text and "plea: lighter as a rule" in text
    grave = page(TOLERATING._replace(obscene_videos_tolerated=exactly(5_000.0)))
    assert "imprisonment of 10 years to life, with a fine or confiscation of property" in grave
    assert "suspended" not in grave and "minor circumstances" not in grave
    assert "plea" not in page(REFUSING)


def test_ends_are_those_of_the_day():
    text = page(REFUSING).replace("\\", "")
    assert "[Criminal Law, Art. 37; Criminal Procedure Law, Art. 177, para. 2]" in text
    assert "[Interpretation, Art. 15]" in text
    assert "[Measures on International Networking, Art. 21]" in text, "an administrative end"
    assert "insufficient evidence" not in text, "all is made out"
    unproven = REFUSING._replace(order_basis=Interval(0.0, 1.0))
    assert (
        "insufficient evidence (procuratorate or court) [Criminal Procedure Law, Art. 175, para. 4;"
        in page(unproven)
    )
    assert "Art. 171, para. 4" in page(CASES["kuaibo"].facts._replace(told_of_aided=MAYBE))
    assert "Sentence" not in page(NOTHING)


def ends(facts: Facts) -> dict[str, list[str]]:
    """Names of ends by rank, and places of measures."""
    by_rank = ends_of(Examined(facts, TODAY))
    return {
        rank: [cited(one.places[0], "en") if isinstance(one, Measure) else one.name for one in some]
        for rank, some in by_rank.items()
    }


OLD = {"conduct_end_day": exactly(243.0), "judgment_day": exactly(3300.0)}
GAMES = NOTHING._replace(casino_fee_yuan=exactly(9.0), **OLD)
CARDS = Facts()._replace(aid=YES, bank_cards=exactly(1.0), conduct_end_day=exactly(2700.0))


@pytest.mark.parametrize(("facts", "rank", "end"), [
    (AIDING._replace(under_16=YES), "must", "age"),
    (AIDING._replace(died=YES), "must", "death"),
    (AIDING._replace(filed_day=exactly(3000.0), **OLD), "must", "limitation"),
    (AIDING._replace(filed_day=ANY_DAY, **OLD), "open", "limitation"),
    (REFUSING._replace(refused=exactly(0.0)), "must", "no_crime"),
    (AIDING, "open", "clearly_minor"),
    (AIDING._replace(refused=NO, crime_confirmed=MAYBE), "open", "evidence"),
    (AIDING._replace(surrendered=YES), "may", "surrender"),
    (AIDING._replace(merit=YES), "may", "merit"),
    (AIDING._replace(under_18=YES), "open", "conditional"),
    (AIDING._replace(merit=YES), "open", "approved"),
    (TOLERATING, "may", "accessory"),
    (CARDS, "measure", "Anti-Telecom-Fraud Law, Art. 44"),
    (REFUSING._replace(duty_on_content=YES), "measure", "Cybersecurity Law, Art. 68"),
    (NOTHING._replace(casino_fee_yuan=exactly(9.0), **OLD), "measure", "Punishments Law (2005), Art. 70"),
    (NOTHING._replace(crime_posts=YES, conduct_end_day=exactly(900.0)), "measure", "Cybersecurity Law, Art. 67"),
    (NOTHING._replace(pyramid_members=exactly(9.0)), "measure", "Pyramid Selling Regulations, Art. 24"),
    (REFUSING._replace(duty_on_content=NO), "measure", "Personal Information Protection Law, Art. 66, para. 2"),
    # time limits: six months, two years, five years for harm to financial security
    (GAMES._replace(filed_day=exactly(430.0)), "must", "expired_soon"),
    (GAMES._replace(filed_day=exactly(420.0)), "measure", "Punishments Law (2005), Art. 70"),
    (GAMES._replace(filed_day=ANY_DAY), "open", "expired_soon"),
    (CARDS._replace(filed_day=exactly(3435.0)), "open", "expired"),
    (CARDS._replace(filed_day=exactly(4527.0), judgment_day=exactly(4600.0)), "must", "expired"),
])  # fmt: skip
def test_each_ground_and_measure_is_an_end(facts, rank, end):
    assert end in ends(facts)[rank]
    assert law_text("head.ends", "en") in page(facts, STATUTE)


def test_ends_follow_their_conditions():
    assert "conditional" not in ends(AIDING)["open"]
    grown = NOTHING._replace(
        unlicensed_turnover_yuan=exactly(6e5), business_named=YES, under_18=YES
    )
    assert "conditional" not in ends(grown)["open"], "225 stands in chapter III"
    assert "Anti-Telecom-Fraud Law, Art. 44" not in ends(
        CARDS._replace(conduct_end_day=exactly(2586.0))
    ).get("measure", [])
    for facts in (AIDING._replace(under_16=YES), AIDING._replace(died=YES)):
        assert Matter(facts).outcome.best == "none"
        assert "no_crime" not in ends(facts)["must"], "age and death are grounds of their own"
    assert "measure" in ends(AIDING._replace(under_16=YES))
    assert "measure" not in ends(AIDING._replace(died=YES)), "nobody is fined who has died"
    logs = ends(REFUSING._replace(duty_on_content=NO))["measure"]
    assert "Measures on International Networking, Art. 21" in logs
    assert (
        "fine of 1 to 10 times the gain, or, with no gain or less than 20,000 yuan, a fine of at most 200,000 yuan"
        in page(CARDS, STATUTE)
    )
    settles = NOTHING._replace(unlicensed_turnover_yuan=exactly(6e4))
    unlicensed = "Internet Information Services Measures, Art. 19, para. 1"
    assert unlicensed in ends(settles)["measure"]
    assert "measure" not in ends(settles._replace(unlicensed_settlement=YES))
    gone = ends(GAMES._replace(filed_day=exactly(430.0)))
    assert "measure" not in gone and "expired" not in gone["must"], (
        "each limit ends its own measures"
    )
    ordered = {"orders": exactly(1.0), "order_day": exactly(2710.0)}
    assert "expired" not in ends(CARDS._replace(filed_day=exactly(3435.0), **ordered))["open"]
    assert "insufficient evidence" in page(Facts()._replace(aid=YES)), (
        "ends stand on open pages too"
    )
    barred = Facts()._replace(
        aid=YES,
        casino_fee_yuan=exactly(3e4),
        knows=YES,
        crime_confirmed=YES,
        filed_day=exactly(2400.0),
        **OLD,
    )
    assert Matter(barred).outcome.best == "none", "287-2 is barred as 303(2) is"


# ---- what the page cites


FLOW = AIDING._replace(
    bank_cards=exactly(3.0), card_flow_yuan=exactly(4e5), card_fraud_yuan=exactly(5e3)
)
MINUTES = FLOW._replace(judgment_day=exactly(1_950.0), conduct_end_day=exactly(1_900.0))
TODAYS = FLOW._replace(judgment_day=exactly(3_650.0))
LARGE = NOTHING._replace(unit=NO, business_named=YES, unlicensed_turnover_yuan=exactly(6e6))
SETTLER = Facts()._replace(aid=YES, knows=YES, settles_payments=YES, obscene_fee_yuan=exactly(3e4))
SENT = AIDING._replace(refused=NO, fraud_messages=exactly(6_000.0))
MOVED = AIDING._replace(refused=NO, proceeds_yuan=exactly(2e4))
BEFORE = {"conduct_end_day": exactly(-400.0), "judgment_day": exactly(-300.0)}
JOINT = "knowing (明知) [Criminal Law, Art. 25, para. 1, in force 1 October 1997; Fa Shi [2011] No. 7, Art. 7"


@pytest.mark.parametrize(("facts", "says", "not_"), [
    # the mark that opens the range, with a higher one that the text leaves to weighing
    (TOLERATING._replace(obscene_videos_tolerated=exactly(1_500.0)), "reached: 1,000 obscene videos", "reached: 50 o"),
    (LARGE, "not settled by the amount alone: turnover of 5,000,000 yuan", "no mark"),
    # flows through cards: the minutes of 2020 are the mark of their days, and three accounts need their flow
    (MINUTES, "Minutes (2020), Art. 5", "Minutes (2022)"),
    (TODAYS, "reached: 3 accounts", "no mark"),
    (TODAYS._replace(card_flow_yuan=exactly(1e5)), "100,000 yuan (its marks ask for more", "reached: 3 accounts"),
    # knowing as the law of each offence asks for it
    (AIDING._replace(refused=NO, fraud_yuan=exactly(5e4)), JOINT, "made for intrusion"),
    (MOVED._replace(judgment_day=exactly(3_650.0)), "upstream crime (上游犯罪).", "Fa Shi [2015]"),
    (MOVED._replace(**BEFORE), "upstream crime (上游犯罪).", "Fa Shi [2015]"),
    # who settles for obscene sites is under Art. 7, who hosts under Art. 6
    (SETTLER, "No. 3, Art. 7, para. 1, item (5)", "Art. 6, para. 1"),
    (SETTLER._replace(settles_payments=NO), "No. 3, Art. 6, para. 1, item (2)", "Art. 7, para. 1"),
    # an attempt, where messages open a heavier range than money does
    (SENT, "attempt: lighter", "completed"),
    (SENT._replace(fraud_yuan=exactly(5e4)), "reached: 5,000 messages", "attempt: lighter"),
    (SENT._replace(fraud_yuan=exactly(5e3)), "attempt: lighter", "completed"),
    (MOVED, "upstream crime (上游犯罪) [Fa Shi [2015] No. 11, Art. 8", "e+"),
    (AIDING._replace(gain_yuan=exactly(6.47e10)), "64,700,000,000 yuan", "e+10"),
])  # fmt: skip
def test_the_page_cites_what_it_says(facts, says, not_):
    text = page(facts, STATUTE).replace("\\", "")
    assert says in text and not_ not in text


def test_a_place_in_part_iv_is_said_in_chinese_as_the_fourth():
    assert cited(Citation("gongtongzi_2013_37", "IV"), "zh").endswith("第四部分")


def test_no_end_is_told_over_what_no_row_reads():
    early = {"conduct_end_day": exactly(-2_000.0), "judgment_day": exactly(-1_900.0)}
    fraud = Facts()._replace(fraud_yuan=exactly(5e5), **early)
    assert Matter(fraud).outcome.best == "open", "no mark of 266 before April 2011 is coded"
    assert "No rule coded here covers: amount of frauds" in page(fraud, STATUTE)
    spread = NOTHING._replace(illegal_videos=exactly(500.0))
    assert Matter(spread).outcome.best == "open", "no row reads what nobody was ordered to remove"
    assert Matter(fraud._replace(fraud_yuan=exactly(0.0))).outcome.best == "open"
    late = {"conduct_end_day": exactly(900.0), "judgment_day": exactly(1_000.0)}
    assert Matter(fraud._replace(fraud_yuan=exactly(2_999.0), **late)).outcome.best == "none"


def test_a_helper_of_obscene_sites_needs_no_confirmed_crime():
    facts = Facts()._replace(aid=YES, knows=YES, obscene_sites=exactly(6.0))
    outcome = Matter(facts).outcome
    assert GRADES[outcome.grades["363-1"]] == "made_out", (
        "Fa Shi [2010] No. 3, Art. 6, asks for none"
    )


def test_a_judgment_is_compared_with_the_outcome():
    def text_on(verdict: str) -> str:
        return memorandum(AIDING, TODAY, READINGS, verdict=verdict).markdown()

    assert "The file supports this best." in text_on("286-1")
    assert (
        "The file supports this next (made out). It is supported best under the reading of Chen"
        in text_on("287-2")
    )
    assert "supports another outcome better (Art. 225: not raised)" in text_on("225")
    assert "The court" not in opinion_on(CASES["jiangsu_idc_2018"], TODAY, "en").markdown(), (
        "no court decided"
    )


# ---- the law of the day


def test_duties_in_force_are_named_with_articles():
    text = page(REFUSING._replace(duty_on_content=YES, conduct_end_day=exactly(2587.0)), STATUTE)
    assert "Cybersecurity Law, Art. 47 (content)" in text
    assert "real names)" not in text
    assert "Duties" not in page(TOLERATING._replace(orders=exactly(0.0), refused=exactly(0.0)))
    assert "The law is taken as of 2026" in page(REFUSING, statute=Statute(version=AS_OF_2026))


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
    # what would turn an outcome cites nothing, and takes long
    monkeypatch.setattr(Examined, "turns", [])
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
        for lang in LANGUAGES:
            opinion = memorandum(facts, statute, readings, lang)
            text = opinion.markdown()
            assert STRAY.findall(text) == [], number
            best = Matter(facts, statute, next(iter(readings.values()))).outcome.best
            ranged = f"**{law_text('sentence.range', lang)}" in text
            assert ranged == (best in OUTCOMES[1:]), "a range for an offence, and for nothing else"
            page_ = opinion.html()
            assert page_.count("<li>") == page_.count("</li>")
            assert f'<html lang="{lang}">' in page_


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_coded_case_fits_one_page(name):
    english, chinese = (
        re.sub(r"[*#\\]", "", opinion_on(CASES[name], TODAY, lang).markdown()).split(
            f"\n {law_text('head.sources', lang)}\n"
        )[0]
        for lang in LANGUAGES
    )
    assert len(english.split()) <= WORDS
    assert len("".join(chinese.split())) <= SIGNS


def test_chinese_pages_hold_no_english():
    for case in ("cheng_cong", "zhu_hao", "kuaibo"):
        text = memorandum(CASES[case].facts, TODAY, READINGS, "zh", "案").markdown()
        assert set(re.findall(r"[A-Za-z]+", text)) <= {"VPN"}


def test_the_chinese_memorandum_bears_the_chinese_name():
    assert opinion_on(CASES["kuaibo"], TODAY, "zh").title == "法律分析（模型生成）：快播案"
    assert opinion_on(CASES["zhu_hao"], TODAY, "zh").title.endswith("朱皓案")
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
        "in an equal range",
        "No text gives months, and none are forecast.",
    ):
        assert sentence in plain
    assert opinion.markdown(level=2).startswith("## Legal analysis")


# ---- facts in words


def test_offences_to_which_no_fact_points_are_counted():
    every = offences_in_words((1 << len(OUTCOMES)) - 1)
    assert offences_sentence(every, {"none", "286-1", "225"}) == (
        "no offence, Art. 286-1, Art. 225 or 9 other offences"
    )
    one = offences_in_words(0b111)
    assert offences_sentence(one, {"none", "286-1"}) == one, "a single other one is named"
    with speaking("zh"):
        assert offences_sentence(every, {"none"}) == "不构成犯罪或者其他11个罪名"


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
    assert in_words(name, fact) == english
    with speaking("zh"):
        assert in_words(name, fact) == chinese
