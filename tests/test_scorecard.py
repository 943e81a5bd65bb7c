"""The rows of a comparison: numbers as the table has them, in their unit, and a dot that lies where it says."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from zombielaw.experiments.analysis.compared import COMPARED
from zombielaw.experiments.analysis.outcomes import LIFE
from zombielaw.experiments.analysis.prices import PRICED_DAYS
from zombielaw.experiments.analysis.scorecard import (
    CARD,
    STEPS,
    as_text,
    drawn,
    scorecard,
    unclear,
    verdicts,
)
from zombielaw.experiments.studies import decide, reforms
from zombielaw.experiments.words.texts import speaking, texts

TITLES = ("use", "share", "rival", "wrongful", "harm", "days", "priced")
EACH = (*COMPARED, PRICED_DAYS)
NUMBERS = ["value", "low", "high", "base", "difference", "difference_low", "difference_high"]


def whole(changes: dict[str, dict[str, tuple[float, ...]]]) -> pd.DataFrame:
    """The table of the whole window: ``changes`` by scenario and outcome are difference and interval; the base is 2."""
    rows = [(0, "today", outcome, 2.0, 1.5, 2.5, 2.0, 0.0, 0.0, 0.0) for outcome in EACH]
    for point, (scenario, own) in enumerate(changes.items(), 1):
        for outcome in EACH:
            change = own.get(outcome, (0.0, 0.0, 0.0))
            rows.append((point, scenario, outcome, 2.0 + change[0], 1.0, 4.0, 2.0, *change))
    return pd.DataFrame(rows, columns=["point", "scenario", "outcome", *NUMBERS])


def test_the_rows_are_those_of_the_table_in_their_unit():
    table = whole({"mine": {"harm": (-1.0, -1.5, -0.5), "share_of_convictions": (0.1, -0.1, 0.3)}})
    lines = scorecard(table)["mine"]
    assert tuple(line.name for line in lines) == TITLES == tuple(CARD)
    by = {line.name: line for line in lines}
    assert (by["harm"].base, by["harm"].value, by["harm"].change) == (2.0, 1.0, -1.0)
    assert (by["harm"].base_low, by["harm"].base_high, by["harm"].low, by["harm"].high) == (
        1.5,
        2.5,
        1.0,
        4.0,
    )
    share = by["share"]
    assert (share.base, share.change, share.change_low, share.change_high) == pytest.approx(
        (200.0, 10.0, -10.0, 30.0)
    )
    assert [line.name for line in lines if line.clear] == ["harm"]
    assert "Illegal items per provider a year" not in unclear({"mine": lines})
    assert len(unclear({"mine": lines})) == 6


def test_a_dot_lies_at_its_change_and_its_band_at_the_ends():
    table = whole({
        "one": {"harm": (-1.0, -2.0, -0.5)},
        "two": {"harm": (4.0, 0.0, 8.0), "official_days": (3.0, math.nan, math.nan)},
    })  # fmt: skip
    card = scorecard(table)
    one, two = card["one"][4], card["two"][4]
    assert one.reach == two.reach == 8.0, "scenarios share the line of a row"
    assert (one.place(one.change), one.band) == (0.5 - 1 / 16, (0.5 - 2 / 16, 0.5 - 0.5 / 16))
    assert (two.place(two.change), two.band) == (0.75, (0.5, 1.0))
    text = drawn(two)
    assert (len(text), text[10], text.index("○"), text.count("━")) == (STEPS, "┼", 15, 9)
    assert drawn(one).index("●") < 10
    alone = card["two"][5]
    assert (alone.clear, alone.band) == (False, (1.0, 1.0)), "of one run there is no interval"
    assert drawn(alone) == "─" * 10 + "┼" + "─" * 9 + "○"
    assert drawn(card["one"][0]).index("○") == 10, "no change lies in the middle"


def life(rate: float, share: float, wide: float = 0.0) -> pd.DataFrame:
    """The parts of *alive* of one scenario; ``wide``: half of their intervals."""
    values = {"application_rate": rate, "share_of_convictions": share}
    rows = [(0, "mine", name, value, value - wide, value + wide) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["point", "scenario", "outcome", "value", "low", "high"])


@pytest.mark.parametrize(("rate", "share", "short"), [
    (0.05, 0.25, []), (0.03, 0.4, ["3 %"]), (0.2, 0.195, ["19.5 %"]), (0.017, 0.047, ["1.7 %", "4.7 %"]),
    (math.nan, 0.4, ["– %"]),
])  # fmt: skip
def test_a_verdict_has_its_parts_and_names_what_falls_short(rate, share, short):
    (sentence,) = verdicts(life(rate, share), lambda name: f"*{name}*")
    assert sentence.startswith(
        f"*mine*: 286-1 is {'not ' if short else ''}alive. It is applied in "
    )
    fails = [part for part in sentence.split(" and makes ") if "too few: " in part]
    assert len(fails) == len(short)
    assert all(value in part for value, part in zip(short, fails, strict=True))
    assert sentence.count("5 % needed") == 2, "of the cases 5 %, of the convictions 25 %"
    with speaking("zh"):
        (chinese,) = verdicts(life(rate, share))
    assert ("未达到“存活”标准" in chinese) == bool(short)
    assert chinese.count("不足") == len(short)
    assert verdicts(life(rate, share).head(1)) == [], (
        "a table of an earlier edition has one part alone"
    )


@pytest.mark.parametrize(("rate", "share", "begins"), [
    (0.06, 0.3, "*mine*: these runs cannot tell"), (0.08, 0.3, "*mine*: 286-1 is alive"),
    (0.06, 0.22, "*mine*: 286-1 is not alive"), (0.04, 0.3, "*mine*: these runs cannot tell"),
])  # fmt: skip
def test_a_verdict_asks_for_whole_intervals(rate, share, begins):
    (sentence,) = verdicts(life(rate, share, 0.02), lambda name: f"*{name}*")
    assert sentence.startswith(begins)
    assert ("open: 5 % needed" in sentence) == (abs(rate - 0.05) < 0.02)
    assert f"{100 * rate:.3g} % ({100 * rate - 2:.3g} to {100 * rate + 2:.3g})" in sentence


def test_all_who_say_alive_ask_one_rule(monkeypatch):
    """Scorecard, decisions and reforms follow where a line of the rule is moved."""
    parts = {"application_rate": 0.1, "share_of_convictions": 0.5}
    row = {"low": 0.1, "high": 0.2}

    def said() -> list[bool]:
        return [
            "not alive" not in verdicts(life(0.1, 0.5))[0], decide.alive(parts),
            reforms.state_of(row, {"low": 0.5, "high": 0.6}) == reforms.ALIVE,
        ]  # fmt: skip

    assert said() == [True] * 3
    monkeypatch.setitem(LIFE, "application_rate", 0.15)
    assert said() == [False] * 3


def test_no_chinese_sentence_says_of_a_law_that_is_applied_that_it_is_not_and_the_diagnosis_has_words_of_its_own():
    untrue = re.compile("未被适用|不再适用|不被适用|没有适用|(?<!从)未适用")
    assert not [key for key, (_, said) in texts().items() if untrue.search(said)]
    mixed = re.compile(r"\b(alive|dead|lives?|to life)\b|存活|死亡|复活")
    keys = [
        key
        for key in texts()
        if key.startswith(("why.", "cause.", "probe.", "diagnosis.", "answer."))
    ]
    assert len(keys) > 40
    assert not [key for key in keys for words in texts()[key] if mixed.search(words)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_as_text_it_is_rows_that_say_the_same(lang):
    lines = scorecard(whole({"mine": {"harm": (-1.0, -1.5, -0.5)}}))["mine"]
    with speaking(lang):
        head, _, *rows = as_text(lines, "today").splitlines()
    assert "today" in head
    assert len(rows) == len(CARD)
    cells = [cell.strip() for cell in rows[4].strip("|").split("|")]
    assert cells[1:4] == ["2", "1", "-1"]
    assert all(end in cells[4] for end in ("-1.5", "-0.5"))
    assert cells[5] == f"`{drawn(lines[4])}`"
