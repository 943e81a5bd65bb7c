"""The page of a finished study."""

from __future__ import annotations

import re

import pandas as pd

from zombielaw.experiments.webpage import PageText, page
from zombielaw.experiments.words.texts import say

TAG = "<img src=x onerror=alert(1)>"


def test_what_a_user_wrote_is_text_and_no_part_of_the_page(tmp_path):
    """Labels of a table and texts of a case come from files that somebody else may have written."""
    report = f"Found: {TAG}\n\n{TAG}\n\n| label |\n| --- |\n| {TAG} |"
    page_text = PageText(TAG, report, [(TAG, TAG)], [TAG], TAG, TAG, {}, folds=False)
    html = page(tmp_path, page_text, {"table": pd.DataFrame({TAG: [TAG]})})
    assert "<img" not in html
    assert html.count("&lt;img") >= 10
    picture = "![x](https://example.org/t.png) [go](https://example.org)"
    shown = page(tmp_path, page_text._replace(report=f"| label |\n| --- |\n| {picture} |"), {})
    assert "<img" not in shown
    assert "<a " not in shown


def test_what_a_reader_needs_stands_outside_what_printing_drops(tmp_path):
    """A closed section is not printed, so none holds the reform, the doubts, the command or what it is not for."""
    scenario = [("", "providers"), ("", "years"), ("", "runs"), ("my reform", "order rate 0.9")]
    report = "Answer.\n\n## All outcomes\n\n| a |\n| --- |\n| folded |"
    text = PageText("Q", report, scenario * 2, ["a doubt"], "zombielaw compare x", "key", {}, True)
    html = page(tmp_path, text, {})
    printed = re.sub(r"(?s)<details>.*?</details>", "", html)
    for words in (
        "order rate 0.9",
        "a doubt",
        "zombielaw compare x",
        "key",
        "providers",
    ):
        assert printed.count(words) == 1, words
    assert say("page.not_for", "en") in printed
    assert "folded" in html
    assert "folded" not in printed
