"""The six rows that the page and the report show: numbers of ``compare``, a share of sums, a sentence."""

from __future__ import annotations

import pandas as pd
import pytest

from zombielaw.experiments.analysis.compared import WHOLE, compared
from zombielaw.experiments.analysis.scorecard import SCORED, SHARE, USE, change, percent, rows_of, scorecard, sentence
from zombielaw.experiments.reducers.by_place import ERRORS, PANEL
from zombielaw.experiments.words.texts import LANGUAGES

YEARS = range(2016, 2018)


class Ran:
    """Runs in memory: the second scenario has twice the convictions of 286-1 of the first."""

    design = pd.DataFrame({"point": [0, 1], "label.reform": ["today", "more"]})

    def table(self, _):
        rows = [
            {"point": point, "replicate": replicate, "year": year, "province": 0, "months": 12,
             **dict.fromkeys((*PANEL, *ERRORS), 1.0 + replicate),
             "expected_convictions_286_1": (1.0 + point) * (1.0 + replicate), "providers": 120.0}
            for point in (0, 1) for replicate in range(4) for year in YEARS
        ]  # fmt: skip
        return pd.DataFrame(rows)


def test_the_rows_are_those_of_the_comparison_and_a_share_of_sums():
    card = scorecard(Ran(), YEARS, 10.0)
    whole = compared(Ran(), YEARS, 10.0, [WHOLE])[WHOLE]
    rows = rows_of(card, 1)
    assert list(rows) == list(SCORED)
    for name in set(SCORED) - {SHARE}:
        theirs = whole[(whole["point"] == 1) & (whole["outcome"] == name)].iloc[0]
        for column in ("value", "base", "difference", "difference_low", "difference_high"):
            assert rows[name][column] == theirs[column], (name, column)
    assert rows[USE]["value"] == 2.0 * rows[USE]["base"] == pytest.approx(50.0)
    assert (rows[SHARE]["base"], rows[SHARE]["value"]) == (0.5, pytest.approx(2.0 / 3.0))
    assert rows_of(card, 0)[USE]["value"] == pytest.approx(25.0)


def test_without_years_there_is_no_row():
    assert scorecard(Ran(), range(0), 10.0).empty


def test_the_sentence_has_levels_before_differences():
    rows = rows_of(scorecard(Ran(), YEARS, 10.0), 1)
    for lang in LANGUAGES:
        assert "25 → 50" in sentence(rows, lang)
    assert change(rows[USE]) == "more"
    assert change({**rows[USE], "difference_low": -1.0}) == "none"
    assert percent(rows[USE], "en") == "+100 %"
    assert percent(rows["harm"], "en") == "as before"
    assert percent({"base": 0.0, "difference": 2.0}, "en") == "+2"
