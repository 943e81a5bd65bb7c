"""The page for a minister: its sentence follows the numbers by rule, and it prints on one sheet."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from zombielaw.experiments.analysis.brief import DAYS, USE, WRONGFUL, brief
from zombielaw.experiments.analysis.compared import COMPARED
from zombielaw.experiments.studies.base import PAGES
from zombielaw.experiments.studies.registry import composed, run
from zombielaw.experiments.words.texts import say, speaking

MOST_WORDS = 250
A_WORD = 1.6
"""Characters of a word of Chinese."""
SMALL = (
    "world=classroom",
    "world.providers=200",
    "study.months=62",
    "replicates=3",
    "study.posterior_draws=2",
    "execute=serial",
)
LONG = "policy.corrective_order_rate=0.9 policy.transfer_rate=0.6 policy.training=0.1 start=2018-01"
CLEAR, HIDDEN = (1.0, 0.5, 1.5), (1.0, -0.5, 1.5)


class Known(dict):
    """Tables with facts."""

    facts: dict = {}


def tables(use, wrongful, days, drawn=None, own=(0.0, 0.0, 0.0), unpriced=()) -> Known:
    """Tables of one reform from the differences that are given: each with the ends of its interval.

    ``drawn``: difference and share of draws with its sign, of use and of wrongful convictions. ``own``: further working
    days of the levers at the lowest, assumed and highest prices.
    """
    given = {USE: use, WRONGFUL: wrongful, DAYS: days}
    rows = [
        (point, scenario, outcome, 1000.0 + point * size, size, low, high)
        for point, scenario in enumerate(("today", "mine"))
        for outcome in COMPARED
        for size, low, high in [given.get(outcome, (0.0, 0.0, 0.0))]
    ]
    names = ["point", "scenario", "outcome", "value", "difference"]
    frame = pd.DataFrame(rows, columns=[*names, "difference_low", "difference_high"])
    known = Known(compared=frame.assign(base=1000.0, years="2026-2030", unit=""))
    known.facts = {"unpriced": [*unpriced]}
    known["further"] = pd.DataFrame(
        zip([1] * 3, ["mine"] * 3, ("low", "own_days", "high"), own, strict=True),
        columns=["point", "scenario", "outcome", "value"],
    )
    if drawn:
        own_draws = frame[frame["outcome"].isin((USE, WRONGFUL))].copy()
        signs = {USE: drawn[0], WRONGFUL: drawn[1]}
        own_draws[["difference", "same_sign"]] = [signs[one] for one in own_draws["outcome"]]
        known["posterior"] = own_draws.assign(difference_draws=20.0)
    return known


SENTENCES = {
    "all clear, and all draws agree": (
        tables(CLEAR, CLEAR, (500.0, 400.0, 600.0), ((1.0, 1.0), (1.0, 0.95))),
        ("use.more", "wrongful.more", "cost.dear", "sure.very_likely"),
    ),
    "as sure as the least sure change": (
        tables(CLEAR, (-1.0, -1.5, -0.5), (50.0, 40.0, 60.0), ((1.0, 1.0), (-1.0, 0.7))),
        ("use.more", "wrongful.fewer", "cost.cheap", "sure.likely"),
    ),
    "draws go the other way": (
        tables(CLEAR, HIDDEN, (-50.0, -60.0, -40.0), ((-1.0, 0.8), (1.0, 0.6))),
        ("use.more", "wrongful.unclear", "cost.saves", "sure.unsure"),
    ),
    "what the defaults hide nearly all draws show": (
        tables(HIDDEN, HIDDEN, (0.0, 0.0, 0.0), ((1.0, 0.5), (1.0, 0.9)), (50.0, 90.0, 300.0)),
        ("use.unclear", "wrongful.more", "cost.unclear", "sure.very_likely"),
    ),
    "nothing is clear": (
        tables(HIDDEN, HIDDEN, (5.0, 1.0, 9.0), ((1.0, np.nan), (1.0, np.nan)), unpriced=["x"]),
        ("use.unclear", "wrongful.unclear", "cost.unknown", "sure.unsure"),
    ),
    "dear even without the price of a lever, and no draws": (
        tables((-1.0, -2.0, -0.5), CLEAR, (500.0, 400.0, 600.0), unpriced=["x"]),
        ("use.fewer", "wrongful.more", "cost.dear", "sure.unasked"),
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_sentence_follows_the_numbers_by_rule(case):
    known, parts = SENTENCES[case]
    for lang in ("en", "zh"):
        with speaking(lang):
            words = {part.partition(".")[0]: say(f"brief.{part}") for part in parts}
            expected = say("brief.sentence", name="mine", **words)
            assert brief(known).partition("\n")[0] == expected


def test_a_lowered_lever_may_cost_less_at_higher_prices_and_draws_are_counted():
    known = tables(CLEAR, CLEAR, (100.0, 90.0, 110.0), ((-1.0, 0.75), (1.0, 1.0)), (-1, -9, -99))
    lines = re.findall(r"^\|.*", brief(known), re.MULTILINE)
    cells = [[cell.strip() for cell in line.split("|")[2:4]] for line in lines[2:]]
    assert cells == [
        ["1,000", "1,001"],
        ["1,000", "1,001"],
        ["", "+91 (+1 to +99)"],
        ["", "5 of 20; 20 of 20"],
    ]


def test_there_is_no_page_for_many_reforms_nor_for_given_files():
    known, _ = SENTENCES["all clear, and all draws agree"]
    whole = known["compared"]
    reform = whole[whole["point"] == 1]
    many = [reform.assign(point=at, scenario=f"other {at}") for at in range(2, 5)]
    assert brief(known)
    assert not brief({**known, "compared": pd.concat([whole, *many])})
    assert not brief({**known, "compared": whole.assign(unit="per 100 files")})
    assert not brief({})


@pytest.fixture(scope="module", params=[1, 2])
def printed(request, tmp_path_factory):
    """The folder of one reform, and of as many as the page holds, with long names."""
    rates = (0.9, 0.8)[: request.param]
    reforms = " or ".join(LONG.replace("0.9", str(rate), 1) for rate in rates)
    asked = (*SMALL, f"study.reforms='{reforms}'", f"out={tmp_path_factory.mktemp('brief')}")
    settings = composed("study=compare", *asked)
    run(settings, shown=False)
    return run(replace(settings, lang="zh"), shown=False)


def words_of(text: str, lang: str) -> float:
    """Words of a text; of Chinese, characters in words."""
    return len(re.findall(r"[\u4e00-\u9fff]", text)) / A_WORD if lang == "zh" else len(text.split())


def sheets(tab) -> int:
    """Sheets of A4 that a page is printed on."""
    made = tab.pdf(prefer_css_page_size=True)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[(.*?)\]", made)}
    assert all(np.allclose(box, (0.0, 0.0, 595.3, 841.9), atol=1.0) for box in boxes)
    return len(re.findall(rb"/Type\s*/Page\b", made))


@pytest.mark.parametrize(("lang", "file"), PAGES.items())
def test_a_browser_prints_it_on_one_sheet_before_the_report(browser, printed, lang, file):
    tab = browser.new_page()
    tab.goto((printed / file).as_uri())
    tab.emulate_media(media="print")
    first = tab.inner_text("section.brief")
    assert words_of(first, lang) <= MOST_WORDS
    assert say("page.not_for", lang) in first
    assert tab.locator("section.brief img").count() == 1
    report = tab.inner_text("body").removeprefix(first)
    body, _, appendix = report.partition(say("compared.appendix", lang))
    assert 0 < words_of(body, lang) <= words_of(appendix, lang), (
        "half of the report's words stand in its appendix"
    )
    every, left = sheets(tab), []
    for parts in ("body > :not(.brief)", ".brief"):
        tab.goto((printed / file).as_uri())
        tab.evaluate(f"document.querySelectorAll('{parts}').forEach(one => one.remove())")
        left.append(sheets(tab))
    assert left == [1, every - 1], "it fills one sheet, and the report begins on the next"
    tab.close()
