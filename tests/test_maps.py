"""Shared figure types: forest plots, fonts of the house style."""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pictures import page_in as page
from PIL import Image

from zombielaw.experiments.figures import rows, style
from zombielaw.experiments.figures.colours import PALE, WINE
from zombielaw.experiments.figures.rows import Marks, Panel
from zombielaw.experiments.figures.style import house_style, plt

BAND = "bands: 95 % intervals"


def written(folder: Path, name: str) -> bool:
    return all((folder / f"{name}.{kind}").stat().st_size > 1000 for kind in ("png", "pdf"))


def effects(*rows: tuple[str, str, float], grouped: bool = False) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["row", "side", "difference"])
    table["difference_low"], table["difference_high"] = (
        table["difference"] - 1.0,
        table["difference"] + 1.0,
    )
    return table.assign(output="rate", two_groups=grouped)


FEW = effects(
    ("small", "up", 0.1), ("large", "down", -9.0), ("large", "up", 2.0), ("rule", "other", 3.0)
)
OUTPUTS = [
    rows.Output("rate", "Rate", "share"),
    rows.Output("rate again", "Rate", "share a year"),
]


@pytest.mark.slow
@pytest.mark.parametrize("table", [
    FEW,
    FEW.assign(two_groups=[True, False, False, True]),
    FEW.assign(difference_low=math.nan, difference_high=math.nan),
    FEW.assign(difference=math.nan, difference_low=math.nan, difference_high=math.nan),
    FEW.assign(difference=0.0, difference_low=0.0, difference_high=0.0),
    FEW.head(1),
])  # fmt: skip
def test_a_forest_is_drawn_whatever_it_holds(tmp_path, table):
    before = table.copy()
    sides = {"down": "low", "up": "high", "other": "option"}
    rows.draw_forest(
        table, OUTPUTS, page(tmp_path), "levers", BAND, sides=sides, title="What moves"
    )
    assert table.equals(before)
    assert written(tmp_path, "levers")


@pytest.fixture
def panels(monkeypatch):
    """Panels of the figures that are saved, in place of files."""
    saved = []
    monkeypatch.setattr(style.Page, "save", lambda _, figure, *__: saved.extend(figure.axes))
    yield saved
    plt.close("all")


def test_an_effect_whose_interval_covers_zero_is_pale(tmp_path, panels):
    sides = {"down": "low", "up": "high", "other": "option"}
    rows.draw_forest(FEW, OUTPUTS, page(tmp_path), "levers", BAND, sides=sides, title="What moves")
    colours = {
        float(line.get_xdata()[0]): line.get_color()
        for line in panels[0].lines
        if line.get_marker() != "None"
    }
    assert colours == {
        0.1: PALE,
        -9.0: rows.SIDES["down"][0],
        2.0: WINE,
        3.0: rows.SIDES["other"][0],
    }
    assert [label.get_text() for label in panels[0].get_yticklabels()] == ["rule", "large", "small"]


def test_rows_of_one_label_share_a_line_below_the_name_of_their_group(tmp_path, panels):
    table = pd.DataFrame(
        {"at": [0.0, 1.0, 2.0], "part": [0.2, 0.4, 1.0], "word": ["", "40%", "all"]}
    )
    marks = [Marks("at"), Marks("at", text="word", shade="part")]
    options = {"title": "", "groups": ["last", "last", "first"]}
    rows.draw_rows(table, "aab", {"": Panel(marks)}, page(tmp_path), "rows", BAND, **options)
    (axes,) = panels
    lines = ["a", "last", "b", "first"]
    assert [label.get_text() for label in axes.get_yticklabels()] == lines, "from below"
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == ["normal", "bold"] * 2
    assert axes.lines[0].get_ydata().tolist() == [0, 0, 2]
    assert [(word.get_text(), *word.get_position()) for word in axes.texts[1:]] == [
        ("40%", 1.0, 0),
        ("all", 2.0, 2),
    ]
    greys = [sum(cell.get_facecolor()[:3]) for cell in axes.patches]
    assert greys == sorted(greys, reverse=True), "the larger the darker"


def ink_of(folder: Path, title: str, name: str = "figure") -> int:
    with house_style():
        figure, axes = plt.subplots(figsize=(3.5, 2.0))
        axes.set_title(title)
        page(folder).save(figure, name, BAND)
    with Image.open(folder / f"{name}.png") as picture:
        return int((np.asarray(picture.convert("L")) < 60).sum())


def test_chinese_is_written_by_the_font_of_the_package(tmp_path, capsys, caplog):
    """On every machine by the same one, whatever fonts its system has; other figures of the process keep theirs."""
    with caplog.at_level(logging.WARNING):
        none, many = ink_of(tmp_path, "a"), ink_of(tmp_path, "a法法法")
    assert many > none + 500
    assert (caplog.records, capsys.readouterr().err) == ([], "")
    with house_style():
        font = plt.rcParams["font.family"][1]
    assert Path(style.font_manager.findfont(font)).parts[-3:-1] == ("zhplot", "fonts")
    assert plt.rcParams["font.family"] == ["sans-serif"]


def test_characters_that_no_font_writes_are_said_and_not_warned_of(tmp_path, capsys, caplog):
    with caplog.at_level(logging.WARNING):
        ink_of(tmp_path, "Art. 286-1 – 5 × 10⁻³")
        assert capsys.readouterr().err == ""
        ink_of(tmp_path, "\u0e01")
    assert not caplog.records
    assert "figure: no font of the figures writes \u0e01;" in capsys.readouterr().err


def test_a_bold_text_asks_for_no_bold_font(tmp_path, caplog):
    with house_style():
        figure = plt.figure(figsize=(1, 1))
        figure.text(0.5, 0.5, "法", weight="bold")
        page(tmp_path).save(figure, "figure", BAND)
    assert not caplog.records
