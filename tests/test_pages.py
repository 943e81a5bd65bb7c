"""Pages stay short enough to be read: lines and words of the page of the studies, of the changelog, and of all."""

from __future__ import annotations

import re

import pytest

from zombielaw.experiments.paths import DOCS, ROOT
from zombielaw.experiments.publish.paper import REPORT, STUDIES_PAGE
from zombielaw.experiments.studies.registry import studies

CHANGELOG = ROOT / "CHANGELOG.md"
PAGES = [
    *sorted(DOCS.glob("*.md")),
    *(ROOT / f"{name}.md" for name in ("README", "README.zh", "CONTRIBUTING")),
    CHANGELOG,
]


def size(*pages) -> tuple[int, int]:
    """Lines and words of pages together."""
    texts = [page.read_text(encoding="utf-8") for page in pages]
    return sum(len(text.splitlines()) for text in texts), sum(len(text.split()) for text in texts)


@pytest.mark.parametrize(("pages", "lines", "words"), [
    ([STUDIES_PAGE], 300, 8_000), ([CHANGELOG], 102, 2_090), (PAGES, 3_930, 73_700),
], ids=["studies", "changelog", "all"])  # fmt: skip
def test_pages_are_no_longer_than_somebody_reads(pages, lines, words):
    """A page that is too long says less: shorten it, or let a command or a report say the rest."""
    here = size(*pages)
    assert here[0] <= lines and here[1] <= words, (
        f"{here[0]} lines and {here[1]} words; at most {lines} and {words}"
    )


def test_every_study_is_in_the_index_of_its_page():
    index = STUDIES_PAGE.read_text(encoding="utf-8").split("\n## ")[0]
    assert sorted(re.findall(r"\*(\w+)\*: \[", index)) == sorted(studies())


def test_every_section_on_a_study_has_its_question_its_report_and_its_limits():
    for section in STUDIES_PAGE.read_text(encoding="utf-8").split("\n## ")[2:]:
        title = section.splitlines()[0]
        assert "**Question.**" in section, title
        assert "**Design.**" in section, title
        assert REPORT.search(section), title
        assert "**What it cannot show.**" in section or "#what-it-cannot-show" in section, title
        assert section.count("![") <= 1, f"{title}: one figure, and links to the others"


def test_the_changelog_has_one_section_for_an_edition_each_with_what_moved():
    editions = re.split(r"^## ", CHANGELOG.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    names = [edition.split("]")[0] for edition in editions]
    assert len(names) == len({*names})
    assert all("### Results change" in edition for edition in editions)
