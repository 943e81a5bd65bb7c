"""Tables of users as Excel and its neighbours save them: each says the same as the plain one."""

from __future__ import annotations

import csv
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from shared import files_in, undrawn

from zombielaw.experiments.data.files import decoded, understood
from zombielaw.experiments.data.priors import read_posterior
from zombielaw.experiments.data.statistics import own_statistics
from zombielaw.experiments.designs.grids import read_design
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies import base
from zombielaw.experiments.studies.registry import composed, run

FIGURES = [
    ["series", "year", "value", "来源"],
    ["a287_2_persons_prosecuted", "2022", "129000", "最高检"],
]
DESIGN = [
    ["label.name", "policy", "start", "policy.order_quality"],
    ["现状", "today", "", ""],
    ["书面责令", "", "2018-03", "0.95"],
]
DRAWS = [["world.refusal", "world.partial"], ["0.02", "0.1"], ["0.04", "0.15"]]
TABLES = {"figures": FIGURES, "design": DESIGN, "draws": DRAWS}


def plain(rows, separator=","):
    text = StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def excel(rows):
    """A workbook as Excel keeps it: numbers as numbers, a month as its first day, empty rows and columns around. Of its
    size it says too little, as some programs do.
    """
    book = Workbook()
    book.active.calculate_dimension = lambda: "A1:B2"
    for row in rows:
        cells = [float(cell) if cell.replace(".", "").isdecimal() else cell or None for cell in row]
        dated = [
            datetime.fromisoformat(f"{c}-01") if isinstance(c, str) and c[:2] == "20" else c
            for c in cells
        ]
        book.active.append([*dated, None])
    book.active.append([None, None])
    book.create_sheet("notes").merge_cells("A1:B2")
    content = BytesIO()
    book.save(content)
    return content.getvalue()


FORMS = {
    "utf8.csv": lambda rows: plain(rows).encode(),
    "marked.csv": lambda rows: plain(rows).encode("utf-8-sig"),
    "gbk.csv": lambda rows: plain(rows).encode("gbk"),
    "semicolons.csv": lambda rows: (
        plain(rows, ";").replace(".95", ",95").replace("0.", "0,").encode()
    ),
    "gbk_semicolons.csv": lambda rows: plain(rows, ";").encode("gb18030"),
    "unicode.txt": lambda rows: plain(rows, "\t").encode("utf-16"),
    "book.xlsx": excel,
}


def read(name, path):
    """A table as the code that needs it reads it."""
    if name == "figures":
        return own_statistics(str(path)).table
    if name == "design":
        return read_design(composed("world=classroom"), path).table
    return read_posterior(str(path))


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_table_says_the_same_as_the_plain_one(name, form, tmp_path):
    path, first = tmp_path / form, tmp_path / "plain.csv"
    path.write_bytes(FORMS[form](TABLES[name]))
    first.write_bytes(FORMS["utf8.csv"](TABLES[name]))
    assert read(name, path).equals(read(name, first))


@pytest.mark.parametrize(("form", "words"), [
    ("gbk.csv", "read as CSV in GB 18030 (GBK), cells between commas: 2 rows below label.name, policy"),
    ("gbk_semicolons.csv", "read as CSV in GB 18030 (GBK), cells between semicolons: 2 rows"),
    ("unicode.txt", "read as CSV in UTF-16, cells between tabs"),
    ("book.xlsx", "read as Excel, its first sheet: 2 rows below label.name"),
])  # fmt: skip
def test_what_was_understood_is_one_line(form, words, tmp_path):
    (tmp_path / form).write_bytes(FORMS[form](DESIGN))
    line = understood(tmp_path / form)
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize(("content", "words"), [
    (b"PK\x03\x04 and no more", "not a readable Excel table"),
    (b"a,b\n\xff\xff\xff,1\n", "neither UTF-8 nor GB 18030"),
    (b'a,b\n"1,2\n', "broken or truncated"),
    (b"series;value\nx;130,000\n", "line 2: 130,000 may be 130000 or 130.000; write it without a comma"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(content, words):
    with pytest.raises(InputError, match="mine") as error:
        decoded(content, "mine")
    assert words in str(error.value)


@pytest.mark.parametrize(("cell", "value", "words"), [
    ("A2", "=1+1", "line 2: a formula whose value is not stored"),
    ("XFD100", "far", "has more than 1,000,000 cells, empty ones too"),
    ("A2:A3", "merged", "sheet Sheet: the cells A2:A3 are merged"),
    ("A1048576", "far", "has more than 1,000,000 cells, empty ones too"),
])  # fmt: skip
def test_a_formula_without_value_merged_cells_and_a_far_one_are_refused(cell, value, words):
    book, content = Workbook(), BytesIO()
    book.active.append(["policy", "policy.pooling"])
    if value == "merged":
        book.active.merge_cells(cell)
    else:
        book.active[cell] = value
    book.save(content)
    with pytest.raises(InputError, match=words):
        decoded(content.getvalue(), "mine")


MINE = {
    "mine.csv": "policy,policy.order_quality,start\ntoday,,\n,0.95,2016-03\nown.yaml,,2016-03\n",
    "own.yaml": "pooling: 0.3\norder_quality: 0.95\n",
    "figures.csv": "series,year,value\na287_2_persons_prosecuted,2022,129000\n",
}


@pytest.mark.parametrize("words", [["compare", "study.posterior_draws=0"], ["design"]])
def test_a_file_is_what_it_was_when_the_command_began(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tiny = ["world=classroom", "world.providers=60", "study.months=26", "replicates=2"]
    files = ["study.table=mine.csv", "world.statistics=figures.csv"]

    def write(old="", new=""):
        for name, text in MINE.items():
            Path(name).write_text(text.replace(old, new))

    def made(out, meanwhile):
        write()
        monkeypatch.setattr(base, "run_design", lambda *a, **b: meanwhile() or run_design(*a, **b))
        with undrawn():
            folder = run(composed(*words, *tiny, *files, f"out={out}"), shown=False)
        names = files_in(folder) - {"manifest.json"}
        return {name: (folder / name).read_bytes() for name in names}

    alone = made("alone", write)
    assert {name: alone[f"inputs/{name}"].decode() for name in MINE} == MINE
    assert made("edited", lambda: write("9", "5")) == alone
    assert made("removed", lambda: any(map(Path.unlink, map(Path, MINE)))) == alone


def test_a_series_that_there_is_not_gets_the_nearest_and_the_list(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("series,year,value\na287_persons_prosecuted,2022,3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"did you mean 'a287_2_persons_prosecuted'\?\)"):
        own_statistics(str(path))


@pytest.mark.slow
def test_a_report_quotes_the_figures_of_the_user(tmp_path, capsys):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(excel(FIGURES))
    tiny = (
        "world=classroom",
        "world.providers=60",
        "study.months=26",
        "replicates=2",
        "study.posterior_draws=0",
    )
    asked = composed(
        "study=baseline",
        *tiny,
        "engine=mesa",
        f"world.statistics={path}",
        f"out={tmp_path / 'out'}",
    )
    folder = run(asked, shown=False)
    for name in ("report.md", "report.zh.md"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "129,000" in text, name
        assert "130,000" not in text, name
    assert "mine.xlsx was read as Excel" in capsys.readouterr().err
