"""The site of the documentation: what it asks of other hosts is seen, and its pages are laid out to be read by MkDocs.

``make docs`` builds it strictly and looks through all of it; that is a step of ``.ci/run``.
"""

from __future__ import annotations

import re

import pytest
import yaml
from patience import ROOT
from shared import ci

SITE = ci("site")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://cdn.example.org/a.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//fonts.example.org/css?family=Roboto">'),
        ("a.html", '<img src="http://example.org/a.png">'),
        ("a.html", '<style>@import "https://example.org/a.css";</style>'),
        ("a.css", "@font-face{src:url(https://example.org/a.woff2)}"),
        ("a.js", 'load("https://unpkg.example.com/shim")'),
    ],
)
def test_what_asks_another_host_is_seen(name, text):
    assert len(SITE.asked_elsewhere(name, text)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<a href="https://example.org/">read</a><script src="assets/a.js"></script>'),
        (
            "a.css",
            ".a{background:url(data:image/svg+xml;charset=utf-8,<svg xmlns='http://www.w3.org/2000/svg'/>)}",
        ),
        ("a.js", '/*! see https://example.org/licence */ n("http://www.w3.org/2000/svg")'),
    ],
)
def test_what_a_reader_may_click_is_not(name, text):
    assert not SITE.asked_elsewhere(name, text)


def test_a_built_page_is_looked_through(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.html").write_text('<img src="https://example.org/a.png">')
    assert list(SITE.faults(tmp_path)) == ["docs/a.html asks https://example.org/a.png"]


def test_lists_and_tables_begin_after_a_blank_line():
    text = "So:\n- one\n- two\n  - inner\n<!-- mark -->\n| a |\n| --- |\n```\nso:\n- code\n```\n"
    assert SITE.for_mkdocs(text) == (
        "So:\n\n- one\n- two\n    - inner\n<!-- mark -->\n\n| a |\n| --- |\n```\nso:\n- code\n```\n"
    )


def test_pages_lie_as_in_the_repository_and_each_is_in_the_menu(tmp_path):
    SITE.lay_out(ROOT, tmp_path)
    pages = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.md")}
    assert all((ROOT / page).is_file() for page in pages - {SITE.HOME})
    assert (tmp_path / "index.html").is_file(), "the first page is at the root of the site"
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    menu = yaml.safe_load(configuration[configuration.index("\nnav:") :])["nav"]

    def listed(entries):
        for entry in entries:
            for value in entry.values():
                yield from listed(value) if isinstance(value, list) else [value]

    notebooks = {
        file.relative_to(ROOT).with_suffix(".md").as_posix() for file in ROOT.glob(SITE.NOTEBOOKS)
    }
    reports = {page for page in pages if page.startswith("results/")}
    assert "results/paper/baseline/report.md" in reports, "the page of the studies links them"
    assert set(listed(menu)) == (pages - reports) | notebooks


def test_what_a_page_links_or_shows_lies_in_the_site(tmp_path):
    SITE.lay_out(ROOT, tmp_path)
    missing = [
        f"{page.relative_to(tmp_path)}: {link}"
        for page in tmp_path.rglob("*.md")
        for link in re.findall(r"\]\(([^)#:]+)[)#]", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists() and "tutorials/" not in str(page.parent / link)
    ]
    assert missing == []
