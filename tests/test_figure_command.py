"""``zombielaw figure``: figures of a finished study again, at another width, in Chinese, with captions."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from patience import ended_well
from pictures import HAIR, page_in, width_of

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export import figure as command
from zombielaw.experiments.export.arguments import source_of
from zombielaw.experiments.figures import style
from zombielaw.experiments.figures.style import COLUMN, Look, house_style, plt
from zombielaw.experiments.paths import PAPER, ROOT
from zombielaw.experiments.publish.paper import entries
from zombielaw.experiments.runs.study_store import manifest_of
from zombielaw.experiments.studies.base import BEHIND, Finished
from zombielaw.experiments.words.texts import LANGUAGES, caption, captions, speaking, texts

BASELINE = str(PAPER / "run")


def test_a_figure_is_drawn_again_at_the_width_of_a_column(tmp_path):
    answer = command.figure(
        [BASELINE, "width=column", "name=funnel", "format=png", f"out={tmp_path}"]
    )
    assert answer.splitlines() == [
        str(tmp_path / "funnel.png"),
        str(tmp_path / "funnel.md"),
        str(tmp_path),
    ]
    assert width_of(tmp_path / "funnel.png") == pytest.approx(COLUMN, abs=HAIR)


def test_title_and_provenance_can_leave_the_picture_for_the_caption(tmp_path):
    key = manifest_of(Path(BASELINE))["key"]
    for title in ("true", "false"):
        words = ["name=funnel", "format=svg", f"title={title}", f"out={tmp_path}"]
        answer = command.figure([BASELINE, *words])
        picture = (tmp_path / "funnel.svg").read_text().partition("</metadata>")[2]
        assert ("steepest step" in picture, key in picture) == (title == "true",) * 2
        assert (key in answer) == (title == "false")
    assert answer.startswith((tmp_path / "funnel.md").read_text())


def test_a_figure_in_chinese_says_all_its_words_in_chinese(tmp_path, capsys):
    with speaking("zh"):
        command.figure([BASELINE, "lang=zh", "format=svg", f"out={tmp_path}"])
    assert "no font of the figures" not in capsys.readouterr().err
    assert {path.name for path in tmp_path.glob("*.svg")} == {"funnel.svg", "same_files.svg"}
    for path in tmp_path.glob("*.svg"):
        written = re.findall(r"<text[^>]*>(.*?)</text>", path.read_text(encoding="utf-8"))
        assert len(re.findall(r"[\u4e00-\u9fff]", "".join(written))) > 40
        latin = [word for text in written for word in re.findall(r"\b[a-z]{3,}\b", text)]
        assert set(latin) <= {"zombielaw", "mathdefault"}, path.name


def test_the_folder_says_what_differs(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "drawn", lambda _, look, to: asked.append((look, to)) or [])
    command.figure([BASELINE, "width=3.5", "format=[pdf,svg]"])
    command.figure([BASELINE])
    (look, to), (_, again) = asked
    assert (look.width, look.formats) == (3.5, ("pdf", "svg"))
    assert (to.name, again.name) == ("figures-3.5in", "figures-again")


@pytest.mark.slow
def test_without_a_home_that_can_be_written_a_figure_is_drawn_without_a_word(tmp_path):
    words = ("-m", "zombielaw", "figure", BASELINE, "name=funnel", f"out={tmp_path}")
    none = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR"))
    assert ended_well(*words, HOME=__file__, **none).stderr == ""


def test_a_figure_grows_by_the_lines_of_its_title(tmp_path):
    page = page_in(tmp_path)
    figure = page.figure(2.0)
    page.title(figure, "Orders rise " * 11 + "Orders rise")
    assert " ".join(figure.get_suptitle().split()).endswith("Orders rise")
    assert figure.get_size_inches()[1] > 2.1
    plt.close(figure)


COVERS = {"difference_low": -1e9, "difference_high": 1e9}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "table", "other", "before", "after"), [
    ("validate", "targets", {"p": 0.001}, " 0 of 22 published", "22 of 22 published"),
    ("levers", "effects", COVERS, "today, the largest changes: charges", "today, nothing clearly changes"),
    ("run", "funnel", {"per_year": 5.0}, "refusals are not referred", "of 5 violations found a year, 5 end in"),
    ("replay/zhu_hao", "institutions", {"share": 0.0}, "once with the prosecutor", "never convicted of Art. 286-1"),
    ("offences", "units", {"cost": 2.0}, "would be charged", "charged 2 times as often"),
    ("reforms", "beyond", {"model": 3.0, "funnel": 2.0}, "declared rates", "finds 3 times today's convictions"),
])  # fmt: skip
def test_a_title_follows_the_data(tmp_path, monkeypatch, name, table, other, before, after):
    source, titles = source_of(str(PAPER / name)), []
    monkeypatch.setattr(
        style.Page, "title", lambda self, figure, text, place="": titles.append(text)
    )
    command.drawn(source, Look(formats=("svg",)), tmp_path)
    number, changed = len(titles), source.finished[table].assign(**other)
    held = type(source.finished).__getitem__
    monkeypatch.setattr(
        type(source.finished),
        "__getitem__",
        lambda self, key: changed.copy() if key == table else held(self, key),
    )
    command.drawn(source, Look(formats=("svg",)), tmp_path)
    assert before in " ".join(titles[:number])
    assert after in " ".join(titles[number:])


def test_long_titles_and_wide_legends_stay_inside_a_narrow_figure(tmp_path, capsys):
    page = page_in(tmp_path, width=3.0)
    with house_style():
        figure = page.figure(3.0)
        axes = figure.subplots()
        for number in range(6):
            axes.plot([0, 1], [0, number], label=f"one of several long words {number}")
        axes.set(
            title="A title of more words than fit into one line of a column", ylabel="label " * 20
        )
        page.legend(figure, loc="outside lower center", ncols=6)
        page.save(figure, "long", "no band")
    assert "a larger width" not in capsys.readouterr().err
    assert width_of(tmp_path / "long.png") == pytest.approx(3.0, abs=HAIR)


def test_every_colour_of_a_figure_is_of_the_palette():
    folders = (ROOT / "experiments" / name for name in ("figures", "studies"))
    others = [path for folder in folders for path in folder.rglob("*.py") if path.stem != "colours"]
    assert len(others) > 25
    assert not [path for path in others if re.search(r"#[0-9A-Fa-f]{6}", path.read_text("utf-8"))]


def test_every_figure_has_a_caption_in_both_languages():
    names = {path.stem for path in PAPER.rglob("figures/*.png")} | {"compared", "grid", "contrast"}
    lacking = [name for name in sorted(names) if f"caption.{name}" not in texts()]
    assert not lacking


def test_beside_figures_stands_which_tables_are_behind_each():
    for place in sorted({path.parent for path in PAPER.rglob("figures/*.png")}):
        behind = pd.read_csv(place / BEHIND, index_col="figure")["tables"].str.split()
        assert {path.stem for path in place.glob("*.png")} <= {*behind.index}
        assert all(behind.str.len()), place
        assert {*behind.explode()} <= {*Finished(place.parent)}


def test_a_caption_asks_for_nothing_that_its_study_does_not_say():
    for place in sorted(PAPER.rglob("figures/*.png")):
        facts = Finished(place.parents[1]).facts
        by_language = captions(place.stem, facts)
        assert len(by_language) == len(LANGUAGES)
        assert not [text for text in by_language if "{" in text]


def test_a_caption_says_how_many_runs_and_which_band():
    facts = {"replicates": 30, "seed": 5, "providers": 13400, "scale": 10.0, "years": "2016-2022"}
    english, chinese_text = captions("funnel", facts)
    assert "30 runs of each scenario (seed 5)" in english
    assert "95 % intervals" in english
    assert "30次" in chinese_text
    assert "One run of each" in caption("funnel", {**facts, "replicates": 1})
    assert caption("a figure of one's own", facts) == ""


TABLES_ALONE = (
    "rules",
    "structure/ample",
    "structure/rivalled",
    "structure/trapped",
)
"""Results that have tables only."""


@pytest.mark.parametrize("name", TABLES_ALONE)
def test_a_result_without_a_figure_says_so(tmp_path, name):
    with pytest.raises(InputError, match="has no figures"):
        command.drawn(source_of(str(PAPER / name)), Look(), tmp_path)


def words_in(svg: Path) -> set[str]:
    """Latin words of a picture: texts stand in written beside their outlines."""
    texts = "".join(re.findall(r"<text[^>]*>(.*?)</text>", svg.read_text(encoding="utf-8")))
    return {*re.findall(r"(?<![0-9A-Za-z])[A-Za-z_]{3,}(?![0-9A-Za-z])", texts)}


LATIN = {
    "zombielaw", "mathdefault", "VPN", "IDC", "App", "Zhu", "Hao", "Cheng", "Cong", "csv", "points",
    "Shapley", "Sobol",
}  # fmt: skip
"""Words that a figure in Chinese may have: names, and files."""


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in entries() if name not in TABLES_ALONE])
def test_every_figure_is_drawn_from_the_committed_tables_and_fits_into_a_column(
    tmp_path, capsys, name, lang
):
    """No label leaves the figure or takes the room of its panels, and it is no taller than a page."""
    kind = "svg" if lang == "zh" else "png"
    with speaking(lang):
        look = Look(width=3.5, formats=(kind,))
        files = command.drawn(source_of(str(PAPER / name)), look, tmp_path)
    warnings = capsys.readouterr().err
    assert "a larger width" not in warnings
    assert "leave no room" not in warnings
    assert "in tall" not in warnings
    for file in [file for file in files if file.suffix == ".svg"]:
        assert words_in(file) <= LATIN, file.name
