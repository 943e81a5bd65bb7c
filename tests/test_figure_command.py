"""``zombielaw figure``: figures of a finished study again, at another width, in grey, in Chinese, with captions."""

from __future__ import annotations

import ast
import json
import math
import re

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from pictures import HAIR, bands_of, page_in, width_of

from zombielaw.experiments.authors import figure as command
from zombielaw.experiments.authors.asked import source_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.figures import run, style
from zombielaw.experiments.figures.grey import in_grey
from zombielaw.experiments.figures.style import COLUMN, Look, house_style, plt
from zombielaw.experiments.page import _figure
from zombielaw.experiments.paths import PAPER, ROOT
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.words.texts import LANGUAGES, caption, captions, texts

BASELINE = str(PAPER / "run")


def has_chinese() -> bool:
    try:
        style.check_chinese()
    except InputError:
        return False
    return True


chinese = pytest.mark.skipif(not has_chinese(), reason=style.MISSING)


def test_a_figure_is_drawn_again_at_the_width_of_a_column_in_grey(tmp_path):
    told = command.answer([BASELINE, "width=column", "grey=true", "name=mischarge", "format=png", f"out={tmp_path}"])
    assert told.splitlines() == [str(tmp_path / "mischarge.png"), str(tmp_path / "mischarge.md"), str(tmp_path)]
    assert width_of(tmp_path / "mischarge.png") == pytest.approx(COLUMN, abs=HAIR)
    red, green, blue = bands_of(tmp_path / "mischarge.png")
    assert red == green == blue


@chinese
def test_a_figure_in_chinese_says_all_its_words_in_chinese(tmp_path, capsys):
    command.answer([BASELINE, "lang=zh", "format=svg", f"out={tmp_path}"])
    assert "no installed font" not in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["funnel.svg", "mischarge.svg", "over_time.svg"]
    for path in tmp_path.glob("*.svg"):
        comments = re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"))
        # texts stand in comments beside their outlines
        assert len(re.findall(r"[\u4e00-\u9fff]", "".join(comments))) > 40
        latin = [word for text in comments for word in re.findall(r"\b[a-z]{3,}\b", text)]
        assert set(latin) <= {"zombielaw", "mathdefault"}, path.name


def test_the_folder_says_what_differs(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "drawn", lambda _, look, to: asked.append((look, to)) or [])
    command.answer([BASELINE, "width=3.5", "grey=true", "format=[pdf,svg]"])
    command.answer([BASELINE])
    (look, to), (_, again) = asked
    assert (look.width, look.grey, look.formats) == (3.5, True, ("pdf", "svg"))
    assert (to.name, again.name) == ("figures-3.5in-grey", "figures-again")


@pytest.mark.parametrize(("words", "said"), [
    ([], "takes one folder"),
    (["results"], "no folder of a finished study"),
    ([BASELINE, "width=200"], "width=200 is no width of a figure; allowed: 2.5 to 20 inches"),
    ([BASELINE, "width=wide"], "width=wide is no width"),
    ([BASELINE, "width=nan"], "width=nan is no width"),
    ([BASELINE, "grey=grey"], "neither true nor false"),
    ([BASELINE, "lang=fr"], "lang=fr is no language; allowed: en, zh"),
    ([BASELINE, "format=gif"], "format=gif is not known; allowed: png, pdf, svg"),
    ([BASELINE, "format=[]"], "names no format"),
    ([BASELINE, "widht=3"], "did you mean 'width'"),
    ([BASELINE, "width=3", "width=4"], "twice"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused(words, said):
    with pytest.raises(InputError, match=re.escape(said)):
        command.answer(words)


def test_a_figure_that_the_study_does_not_have_is_refused(tmp_path):
    with pytest.raises(InputError, match="did you mean 'verdicts'"):
        command.answer([str(PAPER / "replay" / "zhu_hao"), "name=verdict", f"out={tmp_path}"])


def test_chinese_without_a_font_is_one_message(monkeypatch):
    monkeypatch.setattr(style, "families", lambda: ["DejaVu Sans"])
    with pytest.raises(InputError, match="apt install fonts-noto-cjk"):
        command.answer([BASELINE, "lang=zh"])


def test_panels_go_below_each_other_where_the_page_is_narrow(tmp_path):
    with house_style():
        for width, rows, columns in ((None, 2, 3), (6.5, 2, 3), (3.5, 6, 1)):
            figure, grid = page_in(tmp_path, width=width).panels(2, 3, 4.0, sharex=True, height_ratios=(1.0, 2.0))
            assert grid.shape == (2, 3)
            place = grid[0, 0].get_gridspec()
            assert (place.nrows, place.ncols) == (rows, columns)
            assert figure.get_size_inches().tolist() == [width or 7.2, 4.0 * rows / 2]
            plt.close(figure)


def test_long_titles_and_wide_legends_stay_inside_a_narrow_figure(tmp_path, capsys):
    page = page_in(tmp_path, width=3.0)
    with house_style():
        figure = page.figure(3.0)
        axes = figure.subplots()
        for number in range(6):
            axes.plot([0, 1], [0, number], label=f"one of several long words {number}")
        axes.set(title="A title of more words than fit into one line of a column", ylabel="label " * 20)
        page.legend(figure, loc="outside lower center", ncols=6)
        page.save(figure, "long", "no band")
    assert "make room" not in capsys.readouterr().err
    assert width_of(tmp_path / "long.png") == pytest.approx(3.0, abs=HAIR)


def test_colours_of_one_lightness_part_in_grey():
    with house_style():
        figure, axes = plt.subplots()
        same = ("#CC0000", "#006800")
        lines = [axes.plot([0, 1], [0, 1], "o", color=colour, linestyle="-")[0] for colour in same]
        bars = [axes.bar([0], [1], color=colour)[0] for colour in same]
        in_grey(figure)
        for parts, look in ((lines, "get_marker"), (lines, "get_linestyle"), (bars, "get_hatch")):
            assert len({getattr(part, look)() for part in parts}) == 2
        greys = [to_rgb(line.get_color()) for line in lines]
        plt.close(figure)
    assert all(len(set(grey)) == 1 for grey in greys)
    assert abs(greys[0][0] - greys[1][0]) > 0.3


def names_drawn() -> set[str]:
    """Names that figures of studies are saved under: constants given to ``page.save`` and to the shared types."""
    found = set()
    for path in [*(ROOT / "experiments" / "studies").rglob("*.py"), *(ROOT / "experiments" / "figures").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("save", "draw") and len(node.args) > 2:
                found |= {arg.value for arg in node.args[1:-1] if isinstance(arg, ast.Constant)}
    return found


def test_every_figure_has_a_caption_in_both_languages():
    committed = {path.stem for path in PAPER.rglob("figures/*.png")}
    names = {name for name in names_drawn() if isinstance(name, str)} | committed
    assert {"funnel", "compared", "levers", "boundary_charge"} <= names
    lacking = [name for name in sorted(names) if f"caption.{name}" not in texts()]
    assert not lacking


def test_a_caption_asks_for_nothing_that_its_study_does_not_say():
    for place in sorted(PAPER.rglob("figures/*.png")):
        facts = json.loads((place.parents[1] / "summary.json").read_text())
        told = captions(place.stem, facts)
        assert len(told) == len(LANGUAGES)
        assert not [text for text in told if "{" in text]


def test_a_caption_says_how_many_runs_and_which_band():
    facts = {"replicates": 30, "seed": 5, "providers": 13400, "scale": 10.0, "years": "2016-2022"}
    english, chinese_text = captions("funnel", facts)
    assert "30 runs of each scenario (seed 5)" in english
    assert "95 % intervals" in english
    assert "30次" in chinese_text
    assert "One run of each" in caption("funnel", "en", {**facts, "replicates": 1})
    assert caption("a figure of one's own", "en", facts) == ""


def test_the_report_page_shows_the_caption_and_goes_without(tmp_path):
    picture = tmp_path / "funnel.png"
    picture.write_bytes(b"x")
    assert 'alt="funnel"' in _figure(picture, "en")
    assert "figcaption" not in _figure(picture, "en")
    picture.with_suffix(".md").write_text("Bars <are> means.\n\n条形为均值。\n", encoding="utf-8")
    shown = _figure(picture, "en")
    assert 'alt="Bars &lt;are&gt; means."' in shown
    assert "<figcaption>Bars &lt;are&gt; means.</figcaption>" in shown
    assert "<figcaption>条形为均值。</figcaption>" in _figure(picture, "zh")


@pytest.mark.parametrize(("look", "wide", "columns"), [(Look(), 7.2, 2), (Look(width=3.5, grey=True), 3.5, 1)])
def test_the_figure_of_a_run_takes_a_width_and_goes_without_colours(tmp_path, look, wide, columns):
    stages = pd.DataFrame({"stage": ["findings", "referrals"], "count": [40, 2], "expected": [math.nan, 2.5]})
    charges = {f"{start}charges_{part}": [0, 1] for start in ("", "expected_") for part in ("286_1", "287_2")}
    figure = run.draw(stages, pd.DataFrame({"month": [2, 14], **charges}), tmp_path / "run.png", look)
    assert figure.get_size_inches()[0] == wide
    assert figure.axes[0].get_gridspec().ncols == columns
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["violations found", "refusals referred"]
    red, _, blue = bands_of(tmp_path / "run.png")
    assert (red == blue) is look.grey


TABLES_ALONE = ("loop", "loop_posterior", "agreement")
"""Results without a figure."""


@pytest.mark.parametrize("name", TABLES_ALONE)
def test_a_result_without_a_figure_says_so(tmp_path, name):
    with pytest.raises(InputError, match="has no figures"):
        command.drawn(source_of(str(PAPER / name)), Look(), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=chinese)])
@pytest.mark.parametrize("name", [name for name in entries() if name not in TABLES_ALONE])
def test_every_figure_is_drawn_from_the_committed_tables_and_fits_into_a_column(tmp_path, capsys, name, lang):
    """No label leaves the figure or takes the room of its panels."""
    command.drawn(source_of(str(PAPER / name)), Look(width=3.5, lang=lang, formats=("png",)), tmp_path)
    told = capsys.readouterr().err
    assert "make room" not in told
    assert "leave no room" not in told
