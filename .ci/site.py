"""Build the documentation as a site, and refuse one that would ask another host for anything.

Pages and the files that they show are laid out under ``build/pages`` as they lie in the repository, so that a link
leads to the same place in both. MkDocs builds them strictly: a link or an anchor that leads nowhere ends it. What its
theme would load from other hosts (two scripts that no page needs, and counts of a repository) is taken out of the
theme's script. The notebooks of the tutorials hold no output: each is run from clean, and becomes a page with what its
cells answered. ``python .ci/site.py`` writes the site to ``site/``; with the word ``plain`` the notebooks are not run,
for where a test has run them already.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbconvert import MarkdownExporter

ROOT = Path(__file__).resolve().parent.parent
PAGES, SITE = ROOT / "build" / "pages", ROOT / "site"
SHOWN = (
    "README.md",
    "README.zh.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "docs/**/*.md",
    "docs/img/*",
    "results/paper/**/report.md",
    "results/paper/**/figures/*.png",
    "results/predictions/*.png",
)
FIRST, HOME = "docs/online/index.html", "home.md"
"""The page at the root of the site, whose links to other pages work there, and the README beside it."""
NOTEBOOKS = "docs/tutorials/*.ipynb"
ELSEWHERE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[\w-]+(?:\.[\w-]+)+[^\s\"'`)]*")
"""An address on another host; w3.org gives names to kinds of XML, and is never asked."""
IN_QUOTES = re.compile(rf"([\"'`])({ELSEWHERE.pattern})\1")
IN_STYLE = re.compile(rf"(?:url\(|@import)\s*[\"']?({ELSEWHERE.pattern})")


class Loaded(HTMLParser):
    """Addresses that a browser asks for by itself, and not at a click of the reader."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag loads."""
        self.addresses += [
            value or ""
            for name, value in attrs
            if name in ("src", "srcset", "poster", "data", "action")
            or (name == "href" and tag in ("link", "use"))
        ]


def asked_elsewhere(name: str, text: str) -> list[str]:
    """Addresses on other hosts that a file of the site would have a browser ask."""
    if name.endswith(".html"):
        loaded = Loaded()
        loaded.feed(text)
        styles = re.findall(r"<style.*?</style>", text, re.DOTALL)
        return [one for one in loaded.addresses if ELSEWHERE.match(one)] + IN_STYLE.findall(
            "".join(styles)
        )
    if name.endswith(".css"):
        return IN_STYLE.findall(text)
    return [match[1] for match in IN_QUOTES.findall(text)] if name.endswith(".js") else []


def lay_out(root: Path, place: Path) -> None:
    """Copy pages and what they show."""
    shutil.rmtree(place, ignore_errors=True)
    for pattern in SHOWN:
        for file in root.glob(pattern):
            target = place / file.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            if file.suffix == ".md":
                up = "../" * (len(file.relative_to(root).parts) - 1)
                text = for_mkdocs(file.read_text(encoding="utf-8"))
                target.write_text(text.replace(f"]({up}README.md", f"]({up}{HOME}"), "utf-8")
            else:
                shutil.copy2(file, target)
    (place / "README.md").rename(place / HOME)
    first = (root / FIRST).read_text(encoding="utf-8")
    for name, pages in (("index.html", "docs/"), (FIRST, "../")):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(first.replace("<html", f'<html data-pages="{pages}"', 1), "utf-8")


def for_mkdocs(text: str) -> str:
    """A page as MkDocs reads Markdown: a blank line before a list or a table, inner lists four spaces in, and notebooks
    by their pages.
    """
    lines, fenced, before = [], False, ""
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        if not fenced:
            begins_list = re.match(r"([*-]|\d+\.) ", line) and not re.match(
                r"\s|[*-] |\d+\. ", before
            )
            begins_table = line.startswith("|") and not before.startswith("|")
            if before and (begins_list or begins_table):
                lines.append("")
        lines.append(line if fenced else re.sub(r"^ +", lambda spaces: 2 * spaces[0], line))
        before = line
    return "\n".join([*lines, ""]).replace(".ipynb)", ".md)")


def executed(notebook: Path, folder: Path) -> nbformat.NotebookNode:
    """Run a notebook from clean in a folder, where its results go. An error in a cell is raised."""
    book = nbformat.read(notebook, as_version=4)
    quiet = ["--log-level=ERROR"]
    where = {"metadata": {"path": str(folder)}}
    return NotebookClient(book, timeout=600, resources=where, extra_arguments=quiet).execute()


def page_of(book: nbformat.NotebookNode, place: Path) -> None:
    """Write an executed notebook as a page, its pictures beside it, and the solutions of exercises folded."""
    cells = []
    for cell in book.cells:
        if cell.cell_type == "code":
            # progress of runs
            cell.outputs = [one for one in cell.outputs if one.get("name") != "stderr"]
        if "answer" in cell.metadata.get("tags", ()):
            begin = '<details markdown="1">\n<summary>Run it</summary>'
            cells += [
                nbformat.v4.new_markdown_cell(begin),
                cell,
                nbformat.v4.new_markdown_cell("</details>"),
            ]
        else:
            cells.append(cell)
    book.cells = cells
    text, parts = MarkdownExporter().from_notebook_node(book, {"output_files_dir": place.stem})
    text = re.sub(r"<style scoped>.*?</style>\n", "", text, flags=re.DOTALL)
    text = text.replace('<table border="1" class="dataframe">', "<table>").replace(
        "<details>", '<details markdown="1">'
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text.replace(".ipynb)", ".md)"), encoding="utf-8")
    for name, picture in parts["outputs"].items():
        (place.parent / name).parent.mkdir(exist_ok=True)
        (place.parent / name).write_bytes(picture)


def tutorials(root: Path, place: Path, run: bool) -> None:
    """Run all notebooks, two at a time, or take them as they are, and lay out their pages."""

    def one(notebook: Path) -> None:
        with TemporaryDirectory() as folder:
            book = (
                executed(notebook, Path(folder)) if run else nbformat.read(notebook, as_version=4)
            )
            page_of(book, place / notebook.relative_to(root).with_suffix(".md"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, sorted(root.glob(NOTEBOOKS))))


def faults(site: Path) -> Iterator[str]:
    """Lines on what a built site would ask of other hosts."""
    for file in sorted(site.rglob("*")):
        if file.suffix in (".html", ".css", ".js"):
            for address in asked_elsewhere(file.name, file.read_text(encoding="utf-8")):
                yield f"{file.relative_to(site)} asks {address}"


def main() -> int:
    """Lay out, build, clean, and look."""
    lay_out(ROOT, PAGES)
    tutorials(ROOT, PAGES, run=sys.argv[1:] != ["plain"])
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # of the theme, about its successor
    # Not --quiet: what is not logged does not count as a warning for --strict.
    words = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--clean",
        "--site-dir",
        str(SITE),
    ]
    done = subprocess.run(words, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        return done.returncode
    for script in SITE.rglob("*.js"):
        script.write_text(
            IN_QUOTES.sub(r"\1\1", script.read_text(encoding="utf-8")), encoding="utf-8"
        )
    lines = [*faults(SITE)]
    for fault in lines:
        print(f"site: {fault}; load it from the site itself, or make it a link.", file=sys.stderr)
    if not lines:
        print(SITE / "index.html")
    return bool(lines)


if __name__ == "__main__":
    raise SystemExit(main())
