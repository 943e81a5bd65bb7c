"""Texts that authors take from finished studies: tables, citation, one archive, the ODD page."""

from __future__ import annotations

import json
import re
import shutil
from types import SimpleNamespace
from zipfile import ZipFile

import pandas as pd
import pytest
import shared
from shared import files_in

from zombielaw.experiments.errors import InputError
from zombielaw.experiments.export import arguments, figure, supplement, table
from zombielaw.experiments.export.arguments import Source
from zombielaw.experiments.paths import DOCS, PAPER, ROOT
from zombielaw.experiments.runs.study_store import sealed
from zombielaw.experiments.studies.registry import studies
from zombielaw.experiments.words.texts import speaking, texts
from zombielaw.sim.law.offences import RIVALS

BASELINE = str(PAPER / "run")
MANIFEST = json.loads((PAPER / "run" / "manifest.json").read_text())


def test_a_table_in_markdown_has_caption_units_and_intervals_behind_their_values():
    text = table.table([BASELINE, "numbers"])
    caption, body = text.split("\n\n")
    assert caption.startswith("Table numbers of the study baseline")
    assert "95 % intervals" in caption
    assert "30 runs" in caption
    head, _, first, *_ = body.splitlines()
    assert "Expected, a year in the country" in head
    assert "(per year)" in head, "units of the dictionary"
    assert "low" not in head
    row = pd.read_csv(PAPER / "run" / "tables" / "numbers.csv").iloc[0]
    assert f"{row['per_year']:.3g} ({row['low']:.3g} to {row['high']:.3g})" in first


def test_a_table_in_latex_and_chinese():
    words = [BASELINE, "over_time", "format=latex", "lang=zh", "columns=[year,offence,expected]"]
    with speaking("zh"):
        latex = table.table(words)
    assert latex.count("\\toprule") == latex.count("\\midrule") == latex.count("\\bottomrule") == 1
    assert "年份 & 罪名 & 期望值 \\\\" in latex
    assert re.search(r"^2016 & 286-1 & [\d.]+（[\d.]+至[\d.]+） \\\\$", latex, re.MULTILINE)
    assert "95\\%" in latex
    assert "\\label{tab:baseline-over_time}" in latex


def test_a_table_that_would_leave_the_page_has_cells_of_several_lines_and_a_long_one_goes_over_pages():
    wide = table.latex("c", "l", ["a", "b"], [["x" * 60, "y" * 40], ["1", "2"]], [1])
    shares = re.findall(r"\\arraybackslash}p{\\dimexpr([\d.]+)\\textwidth-2\\tabcolsep}", wide)
    assert sum(map(float, shares)) == pytest.approx(0.98, abs=0.002)
    assert wide.count("{") - wide.count("\\{") == wide.count("}") - wide.count("\\}")
    name = table.latex("50 %", "l", ["a"], [["corrective_order_rate=0.9, -1.5 in 2018-01"]], [])
    assert r"corrective\_\allowbreak{}order\_\allowbreak{}rate=\allowbreak{}0.9" in name
    assert r"\caption{50 \%}" in name
    assert "$-$1.5 in 2018-01" in name
    assert r"\begin{tabular}{lr}" in table.latex("c", "l", ["a", "b"], [["x", "1"]], [1])
    long = table.latex("c", "l", ["a", "b"], [["x", "1"]] * (table.LONG + 1), [1])
    assert r"\begin{longtable}{lr}" in long
    assert long.count(r"a & b \\") == 2, "the head stands on each page"
    assert r"\begin{table}" not in long


def table_lines(text):
    return [line for line in text.splitlines() if line.startswith("|")]


class Tables(dict):
    """Given tables in place of those of a finished study, with its folder and facts."""

    def __init__(self, finished, tables):
        super().__init__(tables)
        self.folder, self.facts = finished.folder, finished.facts


def compared_table():
    """Table of a comparison of two scenarios: a row for each outcome, one of them with a value near zero."""
    outcomes = [*table.SHOWN, "convictions_286_1"]
    rows = [
        {"point": point, "scenario": name, "outcome": outcome, "years": "2018-2023", "value": value, "low": value,
         "high": 2.0 * value, "runs": 6, "upper_share": float("nan"), "base": 1.0, "difference": point * value,
         "difference_low": point * value / 2.0, "difference_high": point * value, "p": 1.52e-107, "pairs": 6,
         "variance_ratio": 3.0, "two_groups": False}
        for point, name in enumerate(("today", "order rate 0.9")) for outcome in outcomes
        for value in [1.52e-107 if outcome == "expected_mislabelled" else 2.5]
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_the_default_table_of_a_comparison_is_that_of_its_report(monkeypatch):
    source = arguments.source_of(BASELINE)
    finished = {"compared": compared_table()}
    monkeypatch.setattr(
        table, "source_of", lambda _: Source(Tables(source.finished, finished), source.manifest)
    )
    text = table.table(["folder", "compared"])
    head, _, *rows = table_lines(text)
    assert [cell.strip() for cell in head.strip("|").split("|")] == [
        "Outcome",
        "today",
        "order rate 0.9",
        "Difference",
    ]
    assert len(rows) == len(table.SHOWN), "realised counts are in the file"
    assert "Years: 2018-2023." in text
    assert "Numbers are a year in the country" in text
    for word in ("e-107", "variance", "two groups", "upper", "runs |"):
        assert word not in text, word
    latex = table.table(["folder", "compared", "format=latex"])
    assert "$<$0.0001" in latex
    wanted = table.table(["folder", "compared", "columns=[scenario,outcome,p]"])
    assert len(table_lines(wanted)) == 2 + 2 * len(finished["compared"]) // 2, (
        "columns that are named have every row"
    )


def test_no_default_table_is_wider_than_seven_columns_or_has_powers_of_ten():
    for path in sorted(PAPER.glob("[op]*/tables/*.csv")):
        if len(pd.read_csv(path)):
            text = table.table([str(path.parent.parent), path.stem])
            assert table_lines(text)[0].count("|") <= table.MOST + 1, path
            assert not re.search(r"\d[eE]-\d", text), path


def test_a_table_takes_the_rows_that_are_named_in_each_column_that_holds_them():
    text = table.table([BASELINE, "numbers", "format=markdown", "rows=[charges,286-1]"])
    _, _, row = table_lines(text)
    assert [cell.strip() for cell in row.split("|")[1:3]] == ["286-1", "charges"]
    assert len(table_lines(table.table([BASELINE, "numbers", "rows=[286-1]"]))) == 4


def test_a_table_without_a_row_says_so(monkeypatch):
    source = SimpleNamespace(finished={"none": pd.DataFrame({"case": []})})
    monkeypatch.setattr(table, "source_of", lambda given: source)
    with pytest.raises(InputError, match="none of this study has no row"):
        table.table(["results", "none"])


def test_every_special_character_of_latex_is_escaped():
    assert "a_b & 5 % {x} #1 $ ~ ^ \\".translate(table.SPECIAL) == (
        r"a\_b \& 5 \% \{x\} \#1 \$ \textasciitilde{} \textasciicircum{} \textbackslash{}"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "tables/numbers.csv",
            b"a,b\n1,2,3\n",
            "tables/numbers.csv: missing, or changed since it was written",
        ),
        ("manifest.json", b"{}", "manifest.json: missing, or changed since it was written"),
        ("manifest.json", sealed({"files": {}}), "manifest.json: no study"),
        (
            "manifest.json",
            sealed({**MANIFEST, "files": {}, "settings": 3}),
            "manifest.json: no settings",
        ),
    ],
)
def test_a_study_that_is_not_as_it_was_written_is_refused_by_every_command(
    tmp_path, name, content, reason
):
    shutil.copytree(BASELINE, tmp_path / "run")
    (tmp_path / "run" / name).write_bytes(content)
    folder = str(tmp_path / "run")
    for answer, words in (
        (figure.figure, []), (table.table, ["numbers"]), (supplement.cite, []), (supplement.supplement, [])
    ):  # fmt: skip
        with pytest.raises(
            InputError, match=re.escape(f"{folder} cannot be read ({reason}); run the study again.")
        ):
            answer([folder, *words])


def test_a_citation_says_what_the_manifest_says():
    text = supplement.cite([BASELINE])
    software = supplement.citation()
    for word in (
        f"zombielaw {software['version']}", MANIFEST["key"], f"seed {MANIFEST['settings']['seed']}", "13,400",
        f"runs in all: {MANIFEST['runs']:,}", "law.version=dated", "Policy of the command: that of today",
        "at their defaults", MANIFEST["commit"], MANIFEST["command"],
        f"numpy {MANIFEST['versions']['numpy']}", software["license"],
        "@software{", "@article{pan", "Pan, Zhe and Xiong, Jingyi",
    ):  # fmt: skip
        assert word in text, word
    with speaking("zh"):
        chinese = supplement.cite([BASELINE, "lang=zh"])
    assert "拒不履行信息网络安全管理义务罪" in chinese
    assert MANIFEST["key"] in chinese


@pytest.mark.parametrize(
    ("lang", "says"), [("en", "drawn 100 times from the posterior,"), ("zh", "自后验（")]
)
def test_a_citation_of_draws_from_the_posterior_does_not_call_them_draws_from_the_priors(
    lang, says
):
    with speaking(lang):
        text = supplement.cite([str(PAPER / "decide")])
    assert says in text
    assert "from their declared priors" not in text
    assert "自其所声明的先验中抽取" not in text


@pytest.mark.parametrize(
    ("lang", "says"),
    [("en", "{none} of {every} inputs have no data"), ("zh", "{every}项输入中有{none}项没有数据")],
)
def test_a_citation_says_how_many_inputs_have_no_data(lang, says):
    """Counted anew, from the table of parameters: what has the source none."""
    page = (DOCS / "parameters.md").read_text(encoding="utf-8")
    rows = (
        line
        for line in page.partition("## Prices")[0].splitlines()
        if line[:3] == "| `"
        for _ in range(len(RIVALS) if "_OFFENCE`" in line else 1 + ("_EITHER`" in line))
    )
    sources = [re.split(r" (?<!\\)\| ", line)[5].strip(" |") for line in rows]
    counted = {"none": sum(source.startswith("none") for source in sources), "every": len(sources)}
    with speaking(lang):
        assert says.format(**counted) in supplement.cite([BASELINE])
        text = supplement.cite([str(PAPER / "offences")])
    assert "no data" not in text, "no agents, no inputs of theirs"
    assert "data/behaviour.yaml" in text


def test_a_citation_says_what_the_reform_was_how_many_runs_were_asked_for_and_of_which_code(
    tmp_path,
):
    design = pd.DataFrame({
        "point": [0, 1], "label.name": ["today", "better"], "policy.changes": [
            "[]", '[{"lever":"corrective_order_rate","to":0.9,"start":"2018-01"}]',
        ],
    })  # fmt: skip
    source = arguments.source_of(BASELINE)
    manifest = {
        **MANIFEST,
        "commit": "0123456789ab-dirty",
        "settings": {**MANIFEST["settings"], "replicates": 400},
    }
    text = supplement.cited(Source(Tables(source.finished, {"design": design}), manifest))
    assert (
        "The scenarios are “today” (as the command has it); “better” (Order rate: 0.168 → 0.9, from 2018-01). "
        in text
    )
    assert "Scenarios: 2; runs of each: 30 of the 400 that were asked for" in text
    assert "in no commit" in text
    assert "in no commit" not in supplement.cited(
        source._replace(manifest={**manifest, "commit": "0123456789ab"})
    )
    many = pd.concat([design] * 10, ignore_index=True)
    text = supplement.cited(Source(Tables(source.finished, {"design": many}), manifest))
    assert "What each scenario sets stands in the table design" in text


@pytest.mark.slow
def test_a_supplement_is_the_same_bytes_and_holds_what_a_reader_needs(tmp_path):
    folders = [BASELINE, str(PAPER / "replay" / "zhu_hao")]
    for name in ("one.zip", "two.zip"):
        answer = supplement.supplement([*folders, f"out={tmp_path / name}"])
        assert answer.splitlines()[-1] == str(tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with ZipFile(tmp_path / "one.zip") as archive:
        names = set(archive.namelist())
    assert {
        "ODD.md",
        "LICENSE",
        "CITATION.cff",
        "run/manifest.json",
        "run/data_dictionary.csv",
        "run/tables/numbers.csv",
        "run/figures/funnel.png",
        "run/methods.zh.md",
        "replay-zhu_hao/memorandum.md",
        "RERUN.zh.md",
        "requirements.lock",
        "software/zombielaw/sim/simulate.py",
    } <= names


def test_a_supplement_takes_plain_files_only_and_quotes_the_words_of_a_manifest(tmp_path):
    folder = shutil.copytree(BASELINE, tmp_path / "run")
    words = {"command": "zombielaw --version; touch X; echo '\n```'", "study": "$(id)"}
    (folder / "manifest.json").write_bytes(sealed({**MANIFEST, **words}))
    text = supplement.rerun({"run": arguments.source_of(str(folder))})
    assert r"-m zombielaw '--version;' touch 'X;' echo '\n```' out=" in text
    assert "/'$(id)'/*/tables" in text
    (folder / "odd").symlink_to(__file__)
    with pytest.raises(InputError, match="run/odd: is no plain file"):
        supplement.supplement([str(folder), f"out={tmp_path / 'one.zip'}"])
    assert not (tmp_path / "one.zip").exists()


def test_the_commands_of_the_page_leave_the_committed_set_as_it_is(tmp_path, monkeypatch):
    """What they write beside is ignored by git."""
    monkeypatch.setattr(arguments, "BESIDE", tmp_path / "beside", raising=False)
    monkeypatch.chdir(tmp_path)
    before, page = files_in(PAPER), (DOCS / "start_author.md").read_text(encoding="utf-8")
    for line in re.findall(r"zombielaw (\w+ FOLDER[^#\n`]*)", page):
        words = [word.replace("FOLDER", str(PAPER / "levers")) for word in line.split()]
        code, _, error = shared.answer(*words)
        assert code == 0, error
    assert files_in(PAPER) == before
    written = {path.split("/")[0] for path in files_in(tmp_path)}
    assert written == {"beside", "supplement.zip"}
    assert "\n/supplement.zip\n" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_every_study_has_a_title_in_both_languages():
    assert not [name for name in studies() if f"study.{name}" not in texts()]
