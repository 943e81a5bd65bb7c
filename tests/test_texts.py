"""Texts for readers: each key once, in both languages, with the same placeholders."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from shared import english_in

from zombielaw.beside import rows_beside
from zombielaw.experiments import opinion
from zombielaw.experiments.analysis.compared import CHAIN, COMPARED, title_of
from zombielaw.experiments.analysis.comparison import report
from zombielaw.experiments.studies.registry import composed
from zombielaw.experiments.words import texts as module
from zombielaw.experiments.words.texts import LANGUAGES, speaking
from zombielaw.sim.analysis.replay import ENDS, STARTS
from zombielaw.sim.decisions.judge import VERDICTS
from zombielaw.sim.law.offences import OFFENCES
from zombielaw.sim.measures import STAGES

COMMON = sorted(Path(module.__file__).parent.glob("*.csv"))
OPINION = sorted(Path(opinion.__file__).parent.glob("tables/*.csv"))


def rows(files=(*COMMON, *OPINION)):
    given = [row for path in files for row in rows_beside(str(path), path.name)]
    return [{"key": f"message.{row['en']}", **row} for row in given]


def places(text: str) -> set[str]:
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return {name or str(number) for number, name in enumerate(names)}


def test_no_key_is_there_twice():
    for files in (COMMON, OPINION):
        assert not [
            key for key, times in Counter(row["key"] for row in rows(files)).items() if times > 1
        ]


@pytest.mark.parametrize("path", (*COMMON, *OPINION), ids=lambda path: path.name)
def test_every_text_is_in_both_languages_with_the_same_places(path):
    for row in rows([path]):
        assert set(row) == {"key", *LANGUAGES}
        assert all(row[lang].strip() for lang in LANGUAGES), row
        assert len({frozenset(places(row[lang])) for lang in LANGUAGES}) == 1, row


def test_no_language_stands_in_the_text_of_the_other():
    """A comma of a text may be taken for the end of a cell, and the rest for the other language.

    A menu names a language in itself, and a command that is quoted is typed as it is.
    """
    typed = re.compile(r"(zombielaw|(pip|apt) install)( [\w./-]+)+")
    chinese, english = re.compile("[\u4e00-\u9fff]"), re.compile(r"[a-z]{2,}( [a-z]{2,}){2}")
    assert not [row for row in rows(COMMON) if row["key"] != "lang" and chinese.search(row["en"])]
    assert not [row for row in rows(COMMON) if english.search(typed.sub("", row["zh"]))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_has_no_text_is_said_by_its_name(lang):
    assert module.say("training.across_levels", lang, unit="x") == module.named(
        "no_such", "across_levels", lang
    )
    assert module.say("training.across_levels", lang) == "across levels"


def keys_used() -> Iterator[tuple[str, str]]:
    """Keys that the code says, as patterns, each with file and line; the variable parts of a key match anything."""
    for path in Path(module.__file__).parent.parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            name = (
                getattr(node.func, "attr", getattr(node.func, "id", ""))
                if isinstance(node, ast.Call)
                else ""
            )
            key = node.args[0] if name == "say" and node.args else None
            parts = getattr(key, "values", [key])
            patterns = [
                re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts
            ]
            if (
                key is not None
                and re.match(r"[a-z_]+(\\\.|$)", patterns[0])
                and " " not in "".join(patterns)
            ):
                yield "".join(patterns), f"{path.name}, line {node.lineno}"


def test_every_key_that_the_code_says_has_a_text():
    """A key without a text is shown by its name, which is meant for new studies only."""
    used = [*keys_used()]
    assert len(used) > 150
    known = [row["key"] for row in rows()]
    assert [where for key, where in used if not any(re.fullmatch(key, one) for one in known)] == []


def test_every_term_has_a_meaning_and_stands_once():
    own = [row["key"] for row in rows(path for path in COMMON if path.name == "glossary.csv")]
    terms = [key.removeprefix("term.") for key in own if key.startswith("term.")]
    assert own == [f"{part}.{name}" for name in terms for part in ("term", "means")]
    for lang in range(len(LANGUAGES)):
        names = [texts[lang] for key, texts in module.texts().items() if key.startswith("term.")]
        assert not [term for term, times in Counter(names).items() if times > 1]


def compared_tables() -> dict[str, pd.DataFrame]:
    row = {"difference": 0.5, "difference_low": 0.1, "difference_high": 0.9, "value": 1.5, "low": 1.0, "high": 2.0,
           "base": 1.0, "runs": 3, "years": "2018-2020"}  # fmt: skip
    rows = [
        {**row, "point": point, "scenario": name, "outcome": outcome}
        for point, name in enumerate(("today", "judiciary from 2018-01"))
        for outcome in COMPARED
    ]
    whole = pd.DataFrame(rows)
    years = pd.concat([whole.assign(year=year) for year in (2018, 2019)])
    prices = pd.DataFrame(
        {"point": 1, "scenario": "judiciary from 2018-01", "outcome": outcome, "value": 2.0, "low": 1.0, "high": 3.0}
        for outcome in ("own_days", "low", "high", "further_days", "days_per_conviction",
                        "days_per_wrongful_avoided", *CHAIN)
    )  # fmt: skip
    return {"compared": whole, "by_year": years, "where_it_holds": whole, "further": prices}


def test_a_comparison_is_told_in_both_languages():
    tables = compared_tables()
    english = "the country has 1.5 convictions of 286-1 a year, against 1 for *today* (expected, 2018-2020): 0.5 more"
    assert f"{english} (+0.1 to +0.9)." in report(tables)
    with speaking("zh"):
        chinese = report(tables)
    assert (
        "全国每年第二百八十六条之一定罪1.5件，现状为1件（期望值，2018—2020年）；增加0.5（+0.1至+0.9）。"
        in chinese
    )
    assert [part.splitlines()[0] for part in chinese.split("\n## ")[1:]] == [
        "附录：把握程度与成本",
        "有何存疑",
        "全部结果",
        "按年份：数值（期望值）及其与现状之差",
    ]
    assert not english_in(chinese.replace("judiciary from 2018-01", ""))


def test_every_name_that_a_report_tells_has_a_text():
    en, zh = LANGUAGES
    assert {name: title_of(name) for name in COMPARED} == {
        name: one.title for name, one in COMPARED.items()
    }
    assert {name: module.say(f"stage.{name}", en) for name, _, _ in STAGES} == {
        name: text for name, text, _ in STAGES
    }
    for start in STARTS:
        assert module.say(f"replay.stage.{start}", zh)
    for end in {*ENDS, *VERDICTS} - {*OFFENCES, "none"}:
        assert module.named("end", end, en) == end
        assert module.named("end", end, zh) != end


def test_another_language_is_no_other_study():
    english, chinese = (composed("study=baseline", f"lang={lang}") for lang in LANGUAGES)
    assert (english.lang, chinese.lang) == LANGUAGES
    assert english.plain == chinese.plain
