"""Numbers and tables for a reader: digits, intervals, what covers zero, columns in line."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from jinja2 import UndefinedError

from zombielaw.experiments.analysis.wording import (
    NOTHING,
    aligned,
    difference,
    interval,
    listed,
    number,
    table,
    templates,
)
from zombielaw.experiments.paths import STUDIES


@pytest.mark.parametrize(("value", "sign", "words"), [
    (0.0, "", "0"), (0.012345, "", "0.0123"), (999.4, "", "999"), (1000.0, "", "1,000"), (-134177.4, "", "-134,177"),
    (12.0, "+", "+12"), (4321.0, "+", "+4,321"), (math.nan, "", NOTHING), (math.inf, "+", NOTHING),
])  # fmt: skip
def test_a_number_has_three_digits_and_thousands_in_full(value, sign, words):
    assert number(value, sign) == words


def test_an_interval_stands_beside_its_number_where_there_is_one():
    row = {
        "value": 2.0,
        "low": 1.0,
        "high": 3.0,
        "share": 0.5,
        "share_low": 0.25,
        "share_high": 0.75,
    }
    assert interval(row) == "2 (1 to 3)"
    assert interval(row, "share") == "0.5 (0.25 to 0.75)"
    assert interval(pd.Series(row), sign="+") == "+2 (+1 to +3)"
    assert interval({**row, "low": math.nan, "high": math.nan}) == "2"
    assert interval({"value": math.nan, "low": math.nan, "high": math.nan}) == NOTHING


@pytest.mark.parametrize(("ends", "words"), [
    ((0.5, 2.0), "+1 (+0.5 to +2)"), ((-0.5, 2.0), "+1 (-0.5 to +2, covers zero)"),
    ((0.0, 2.0), "+1 (+0 to +2, covers zero)"),
])  # fmt: skip
def test_a_difference_says_whether_its_interval_covers_zero(ends, words):
    row = {"difference": 1.0, "difference_low": ends[0], "difference_high": ends[1]}
    assert difference(row) == words


def test_a_difference_within_the_least_is_none():
    row = {"difference": 1e-5, "difference_low": -2e-5, "difference_high": 3e-5}
    assert difference(row, least=1e-4) == "none"
    assert difference(row, least=1e-5).endswith("covers zero)")
    assert difference(dict.fromkeys(row, 0.0)) == "none"


def test_a_table_is_markdown_whose_columns_stand_in_line():
    lines = table(("name", "a year"), [("first", 7), ("b", 12345)], right=[1]).splitlines()
    assert lines == [
        "| name  | a year |",
        "| ----- | -----: |",
        "| first |      7 |",
        "| b     |  12345 |",
    ]
    assert table(("a",), []).splitlines() == ["| a   |", "| --- |"]


def test_names_are_listed():
    assert listed(["a", 2]) == "a, 2"
    assert listed([]) == "none"


def test_no_value_of_a_template_ends_a_cell_a_line_or_is_left_out():
    text = "| {{ name }} | {{ one|interval }} | {{ share|form('.0%') }} |"
    row = {"name": "a|b\nc", "one": {"value": 1.0, "low": 0.5, "high": 2.0}, "share": 0.5}
    assert templates().from_string(text).render(row) == "| a\\|b c | 1 (0.5 to 2) | 50% |"
    with pytest.raises(UndefinedError, match="'share' is undefined"):
        templates().from_string("{{ share }}").render()


def test_tables_of_a_text_stand_in_line_and_a_bar_in_a_cell_is_none():
    text = aligned("one\n\n| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n\n| c |\n| --- |\n")
    assert text == "one\n\n| a    |   b |\n| ---- | --: |\n| x\\|y |   1 |\n\n| c   |\n| --- |\n"


@pytest.mark.parametrize(
    "template", sorted(STUDIES.rglob("*.md")), ids=lambda path: str(path.relative_to(STUDIES))
)
def test_every_template_is_filled_by_the_module_beside_it(template):
    assert re.search(
        r"rendered\(\s*__file__,", template.with_suffix(".py").read_text(encoding="utf-8")
    )
