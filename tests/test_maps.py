"""Shared figure types: forest plots, fonts of the house style."""

from __future__ import annotations

import logging
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pictures import page_in as page
from PIL import Image

from zombielaw.experiments.figures import forest, rows, style
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
    forest.Output("rate", "Rate", "share"),
    forest.Output("rate again", "Rate", "share a year"),
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
    forest.draw(table, OUTPUTS, page(tmp_path), "levers", BAND, sides=sides, title="What moves")
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
    forest.draw(FEW, OUTPUTS, page(tmp_path), "levers", BAND, sides=sides, title="What moves")
    colours = {
        float(line.get_xdata()[0]): line.get_color()
        for line in panels[0].lines
        if line.get_marker() != "None"
    }
    assert colours == {
        0.1: PALE,
        -9.0: forest.SIDES["down"][0],
        2.0: WINE,
        3.0: forest.SIDES["other"][0],
    }
    assert [label.get_text() for label in panels[0].get_yticklabels()] == ["rule", "large", "small"]


def test_rows_of_one_label_share_a_line_below_the_name_of_their_group(tmp_path, panels):
    table = pd.DataFrame(
        {"at": [0.0, 1.0, 2.0], "part": [0.2, 0.4, 1.0], "word": ["", "40%", "all"]}
    )
    marks = [Marks("at"), Marks("at", text="word", shade="part")]
    options = {"title": "", "groups": ["last", "last", "first"]}
    rows.draw(table, "aab", {"": Panel(marks)}, page(tmp_path), "rows", BAND, **options)
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


def small_font(path: Path, family: str, character: str) -> None:
    """A font with one black square, for one character."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 900), (900, 900), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    glyphs = {".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()}
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupCharacterMap({ord(character): "square"})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    font.setupHorizontalHeader(ascent=900, descent=-100)
    font.setupNameTable({"familyName": family, "styleName": "Regular"})
    font.setupOS2(sTypoAscender=900, sTypoDescender=-100)
    font.setupPost()
    font.save(path)


@pytest.fixture
def only_dejavu(monkeypatch):
    """A machine without any font for Chinese."""
    manager = style.font_manager.fontManager
    own = [font for font in manager.ttflist if "DejaVu" in font.name]
    monkeypatch.setattr(manager, "ttflist", own)
    manager._findfont_cached.cache_clear()
    yield manager
    manager._findfont_cached.cache_clear()


def ink_of(folder: Path, title: str, name: str = "figure") -> int:
    with house_style():
        figure, axes = plt.subplots(figsize=(3.5, 2.0))
        axes.set_title(title)
        page(folder).save(figure, name, BAND)
    with Image.open(folder / f"{name}.png") as picture:
        return int((np.asarray(picture.convert("L")) < 60).sum())


def test_without_a_chinese_font_no_warning_but_a_word(tmp_path, capsys, caplog, only_dejavu):
    with caplog.at_level(logging.WARNING):
        ink_of(tmp_path, "Art. 286-1 – 5 × 10⁻³")
        assert capsys.readouterr().err == ""
        ink_of(tmp_path, "法与罪")
    assert not caplog.records, "matplotlib is asked for no font that is not there"
    assert "figure: no installed font writes 法罪与" in capsys.readouterr().err.replace(
        "与法罪", "法罪与"
    )


def test_with_a_chinese_font_chinese_is_written(tmp_path, capsys, caplog, only_dejavu):
    small_font(tmp_path / "one.ttf", "Noto Sans CJK SC", "法")
    only_dejavu.addfont(tmp_path / "one.ttf")
    with caplog.at_level(logging.WARNING):
        none, many = ink_of(tmp_path, "a"), ink_of(tmp_path, "a法法法")
    assert capsys.readouterr().err == ""
    assert not caplog.records
    assert many - none > 3 * 500, "three squares of a title's size"


def test_a_font_for_chinese_changes_no_other_figure(tmp_path, only_dejavu):
    ink_of(tmp_path, "Charges of 286-1", "without")
    small_font(tmp_path / "one.ttf", "Noto Sans CJK SC", "法")
    only_dejavu.addfont(tmp_path / "one.ttf")
    ink_of(tmp_path, "Charges of 286-1", "with")
    assert (tmp_path / "with.png").read_bytes() == (tmp_path / "without.png").read_bytes()


def test_a_bold_text_asks_for_no_bold_font(tmp_path, caplog, only_dejavu):
    small_font(tmp_path / "one.ttf", "Noto Sans CJK SC", "法")
    only_dejavu.addfont(tmp_path / "one.ttf")
    with house_style():
        figure = plt.figure(figsize=(1, 1))
        figure.text(0.5, 0.5, "法", weight="bold")
        page(tmp_path).save(figure, "figure", BAND)
    assert not caplog.records
