"""Every number of README and docs stands in a committed table, in a declaration of the code, or in a citation."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from zombielaw.experiments.paths import CONFIGS, DATA, DOCS, PAPER, REFERENCE, ROOT
from zombielaw.experiments.publish.numbers import kept, numbers_in, value_of
from zombielaw.experiments.publish.paper import SET, entries, finding
from zombielaw.experiments.studies.base import Finished
from zombielaw.experiments.studies.registry import studies
from zombielaw.sim.parameters import Policy, WorldParameters
from zombielaw.sim.parameters import declared as parameters

PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted(DOCS.glob("*.md"))]
STUDIES = DOCS / "studies.md"
_CITED = r"\d[\d.]*(?:\(\w+\))*"
CITED = re.compile(
    r"^\s*(?:#+ [\d.]+|\d+\.) "  # headings and items of a list
    rf"|(?:Arts?\.?|Articles?|Order|No\.|Rules|section|Python|\bD|第)\s*{_CITED}(?:(?:,| and| or|、| ?或)\s?{_CITED})*",
    re.MULTILINE,
)
"""Articles, orders, versions: no numbers of this project."""
TELLING = {"README.md": ["baseline"], "README.zh.md": ["baseline"], "ODD.md": ["baseline"], "law.md": ["cases"]}
"""Committed results that a page tells."""
FIRST, LAST = 1900, 2100
"""Years."""


@cache
def in_file(path: Path) -> frozenset[float]:
    """Numbers that stand in a file."""
    return frozenset(map(value_of, re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", path.read_text(encoding="utf-8"))))


@cache
def in_code(folder: Path) -> frozenset[float]:
    """Numbers that are written in code, also within its strings."""
    found: set[float] = set()
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                found.add(abs(float(node.value)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(map(value_of, numbers_in(node.value)))
    return frozenset(found)


@cache
def declared() -> frozenset[float]:
    """Numbers of the model and its inputs: its code, settings, published figures and coded cases."""
    files = [
        *(path for path in CONFIGS.rglob("*.yaml") if path.name != "paper.yaml"),
        *DATA.glob("*.yaml"),
        DATA / "statistics.csv",
    ]
    defaults = {round(float(one.default), 4) for one in (*parameters(Policy), *parameters(WorldParameters))}
    return frozenset().union(*map(in_file, files), in_code(ROOT / "sim"), defaults)


@cache
def results_of(folder: Path) -> tuple[frozenset[float], frozenset[float]]:
    """Values of the committed tables of a result, to be rounded; and what was set for it, which is not."""
    study = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["study"]
    tables = frozenset().union(*map(in_file, (folder / "tables").glob("*.csv")), in_file(folder / "summary.json"))
    return tables, in_file(folder / "manifest.json") | in_code(ROOT / "experiments" / "studies" / study)


def rounds_to(number: str, values: frozenset[float]) -> bool:
    """Is this how one of the values is written, as it is or in per cent?"""
    wanted = value_of(number)
    decimals = len(number.split(".")[1]) if "." in number else 0
    near = 0.5 * 10.0**-decimals * (1.0 + 1e-9)
    return any(abs(value * scale - wanted) <= near for value in values for scale in (1.0, 100.0))


def is_one_of(number: str, values: frozenset[float]) -> bool:
    """Is this one of the values, as it is or in per cent?"""
    wanted = value_of(number)
    return wanted in values or round(wanted / 100.0, 12) in values


def unfounded(text: str, results: list[Path], exact: frozenset[float], noted: set[str]) -> list[str]:
    """Numbers of a text that stand nowhere: in no table of these results, in no declaration, in no row of the page."""
    missing = []
    by_hand = re.sub(r"<!-- made: (\w+) -->.*?<!-- end: \1 -->", "", text, flags=re.DOTALL)  # held by test_claims
    for number in numbers_in(CITED.sub(" ", by_hand)):
        year = number.isdigit() and FIRST <= int(number) <= LAST
        if year or number.lstrip("+-−") in noted or is_one_of(number, exact):
            continue
        if not any(rounds_to(number, tables) or is_one_of(number, own) for tables, own in map(results_of, results)):
            missing.append(number)
    return missing


def noted_on(page: Path) -> set[str]:
    rows = kept()
    return {number.lstrip("+-−") for number in rows.loc[rows["page"] == page.name, "number"]}


def sections() -> dict[str, tuple[str, list[Path]]]:
    """What is written by hand in each section of the page of the studies, and the results that it tells."""
    found = {}
    for part in re.split(r"^## ", STUDIES.read_text(encoding="utf-8"), flags=re.MULTILINE):
        results = [PAPER / name for name in re.findall(r"<!-- findings (\w+) -->", part) if name != SET]
        by_hand = re.sub(r"<!-- findings (\w+) -->.*?<!-- end \1 -->", "", part, flags=re.DOTALL)
        found[part.split("\n")[0]] = by_hand, results
    return found


SETS = [(REFERENCE, "make reference"), (PAPER, "make paper")]


@pytest.mark.parametrize(("place", "command"), SETS, ids=["small", "full"])
@pytest.mark.parametrize("name", entries())
def test_the_findings_of_a_study_are_what_its_code_says_of_the_committed_tables(name, place, command):
    folder = place / name
    said = studies()[entries()[name].study].report(Finished(folder)).split("\n## ")[0].strip()
    assert said == finding(folder), f"the tables are older than the words; run: {command}"


OTHERS = [page for page in PAGES if page != STUDIES]


@pytest.mark.parametrize("page", OTHERS, ids=[page.name for page in OTHERS])
def test_every_number_of_a_page_stands_in_a_table_or_a_declaration(page):
    results = [REFERENCE / name for name in TELLING.get(page.name, [])]
    assert unfounded(page.read_text(encoding="utf-8"), results, declared(), noted_on(page)) == []


@pytest.mark.parametrize("title", sections())
def test_every_number_of_a_study_stands_in_its_own_tables_or_settings(title):
    text, results = sections()[title]
    own = in_file(CONFIGS / "paper.yaml") | in_code(ROOT / "sim" / "analysis")
    assert unfounded(text, results, own if results else declared(), noted_on(STUDIES)) == []


def test_a_number_that_stands_nowhere_is_seen():
    text, results = sections()["How often, and where it falls away"]
    assert unfounded(text.replace("0.418", "0.419"), results, frozenset(), set()) == ["0.419"] * text.count("0.418")
    assert unfounded("1,234.5 of Art. 79(8), in 2019, `77.7`", [], frozenset(), {"5"}) == ["1,234.5"]


def test_no_noted_number_is_left_over():
    """Each row of the table is still on its page, and says what gives the number again."""
    for page, rows in kept().groupby("page"):
        (path,) = (one for one in PAGES if one.name == page)
        there = {number.lstrip("+-−") for number in numbers_in(path.read_text(encoding="utf-8"))}
        assert {number.lstrip("+-−") for number in rows["number"]} <= there, page
        assert rows["source"].str.len().min() > 5
