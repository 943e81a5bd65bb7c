"""The page of a finished study."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.page import PageText, page

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
