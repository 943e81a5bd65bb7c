"""The measure on matters told as conduct: its table is what its command makes, and what it counts as right."""

import io
import re

import pandas as pd

from tests.matters import scored
from tests.matters.mapping import HERE, read, told_of
from zombielaw.experiments.paths import DOCS


def test_the_committed_table_is_what_the_command_makes():
    made = pd.read_csv(io.StringIO(scored.made().to_csv(index=False)))
    pd.testing.assert_frame_equal(pd.read_csv(HERE / "scores.csv"), made)


LINES = (("end", "all"), ("end", "without conviction"), ("offence", "all"), ("range", "all"))


def test_the_page_has_the_first_answers_and_beside_them_those_in_sample():
    page, of = (
        (DOCS / "validation.md").read_text("utf-8"),
        ["half", "coder", "rule", "measure", "kind"],
    )
    tables = [
        pd.read_csv(HERE / name).set_index(of).sort_index()
        for name in ("scores_first.csv", "scores.csv")
    ]
    for line in LINES:
        first, now = (one.loc[("aside", "first", "opinion", *line)] for one in tables)
        told = rf"{first.right:.0f} \(\d+% to \d+%\) \| {first.open:.0f} \| {now.right:.0f} \| {now.open:.0f} \|"
        assert re.search(told, page)


def test_a_code_that_says_nothing_of_a_fact_leaves_it_unknown():
    matter = next(one for one in read("first.yaml") if one["id"] == "n002")
    facts = told_of(matter).facts
    assert facts.under_18.high == 0.0, "his age is told"
    assert (facts.knows.low, facts.tool_users.low, facts.aid) == (1.0, 0.0, (0.0, 1.0))


def test_an_answer_is_right_by_article_range_and_mark_of_the_decision():
    end = {
        "kind": "conviction",
        "article": "177-1(1); 363(1)",
        "range": "second",
        "mark": "违法所得5万元以上",
    }
    right = scored.judged(scored.Answer("conviction", "363-1", "second", 50000.0), end)
    assert right == dict.fromkeys(("end", "offence", "range", "mark"), True)
    other = scored.judged(scored.Answer("conviction", "287-2", "second", 50000.0), end)
    assert other == {"end": True, "offence": False, "range": False, "mark": False}
    assert scored.offences_in("285(2); 303(1)") == set(), "no offences of the model"
    spared = scored.judged(scored.Answer("open"), {"kind": "dismissed"})
    assert spared == {"end": False}, "an open answer is not right"
