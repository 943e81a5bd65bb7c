"""The tutorials: what each notebook must have, that its numbers are those of its cells, and that all run from clean."""

from __future__ import annotations

import ast
import importlib.util
import json
import math
import re
from functools import cache
from pathlib import Path

import pytest

from zombielaw.experiments.explorer.state import stops

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "tutorials").glob("*.ipynb"))
CONSTANT = {ast.Constant, ast.Tuple, ast.List}  # what an assignment of the first notebook gives its functions
HEADINGS = ["## Exercise", "## What the numbers do not say", "## Next"]
DECIMAL = re.compile(r"\d+\.\d+")
each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def site():
    spec = importlib.util.spec_from_file_location("site_of_tutorials", ROOT / ".ci" / "site.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells_of(notebook, kind):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == kind]


def prose_of(notebook):
    return "\n\n".join("".join(cell["source"]) for cell in cells_of(notebook, "markdown"))


def in_one_line(text):
    """Words of a text, without the marks of a quotation."""
    return " ".join(re.sub(r"^> ?", "", text, flags=re.MULTILINE).split())


def outputs_of(book):
    """Texts and figures that the cells of an executed notebook give, as the page keeps them."""
    for cell in book.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                continue
            yield from [output["text"]] if "text" in output else map(str, output.get("data", {}).values())


def test_there_are_seven():
    assert [path.stem[0] for path in NOTEBOOKS] == list("0123456")


@cache
def first_model():
    """Names that the code of the first notebook defines, and its number of lines."""
    names, lines = {}, 0
    for cell in cells_of(NOTEBOOKS[0], "code"):
        code = "".join(cell["source"]).replace("%matplotlib inline\n", "")
        lines += len([line for line in code.splitlines() if line.strip()])
        kept = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign
        body = [part for part in ast.parse(code).body if isinstance(part, kept)]
        defined = [part for part in body if not isinstance(part, ast.Assign) or part.value.__class__ in CONSTANT]
        exec(compile(ast.Module(defined, []), NOTEBOOKS[0].name, "exec"), names)
    return names, lines


def test_the_first_model_is_short():
    assert first_model()[1] <= 150


def test_the_mean_of_the_first_model_is_that_of_the_null_model():
    names, _ = first_model()
    rates = names["rates_of"]()
    runs, expected = names["counts_of"](rates, runs=60), names["product_of"](rates)
    assert (expected > 1.0).all()
    off = (runs[names["stages"]].mean() - expected) / (runs[names["stages"]].std() / math.sqrt(len(runs)))
    assert off.abs().max() < 4.0
    assert runs["findings"].std() > 0.0


def test_a_lever_of_the_first_model_moves_what_it_should():
    names, _ = first_model()
    before, after = (
        names["product_of"](names["rates_of"](*words)) for words in ((), ("policy.corrective_order_rate=0.4",))
    )
    assert after["findings"] == before["findings"]
    assert after["written_orders"] == pytest.approx(before["written_orders"] / 2)
    assert after["convictions_286_1"] == pytest.approx(before["convictions_286_1"] / 2)


@each
def test_each_has_an_exercise_and_its_folded_answer(notebook):
    prose = prose_of(notebook)
    assert [line for line in prose.splitlines() if line in HEADINGS] == HEADINGS
    exercise = prose[prose.index(HEADINGS[0]) : prose.index(HEADINGS[1])]
    assert re.search(r"<details>\n<summary>Answer</summary>\n\n.+\n\n</details>", exercise, re.DOTALL)
    assert sum("answer" in cell["metadata"].get("tags", ()) for cell in cells_of(notebook, "code")) == 1
    code = cells_of(notebook, "code")
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_each_stop_of_the_browser_is_an_exercise_in_the_same_words():
    asked = {
        name: notebook for notebook in NOTEBOOKS for name in re.findall(r"<!-- stop: (\w+) -->", prose_of(notebook))
    }
    assert asked.keys() == {stop.name for stop in stops()}
    for stop in stops():
        prose = in_one_line(prose_of(asked[stop.name]))
        assert f"<!-- stop: {stop.name} --> {stop.text['en']}" in prose
        assert in_one_line(stop.why["en"]) in prose


@pytest.mark.slow
@each
def test_each_runs_from_clean_and_its_prose_has_no_number_of_its_own(notebook, tmp_path):
    book = site().executed(notebook, tmp_path)
    outputs = [*outputs_of(book)]
    assert not any("Warning" in text for text in outputs)
    assert any("image/png" in one.get("data", {}) for cell in book.cells for one in cell.get("outputs", ())), (
        "no figure"
    )
    code = ["".join(cell["source"]) for cell in cells_of(notebook, "code")]
    known = {float(number) for text in [*code, *outputs] for number in DECIMAL.findall(text)}
    unknown = [number for number in DECIMAL.findall(prose_of(notebook)) if float(number) not in known]
    assert not unknown, f"{notebook.name} speaks of {', '.join(unknown)}, which no cell says"


def test_a_page_shows_results_and_folds_the_solution(tmp_path):
    new = site().nbformat.v4
    shown = new.new_output("execute_result", data={"text/html": '<table border="1" class="dataframe"></table>'})
    book = new.new_notebook(
        cells=[
            new.new_markdown_cell("[next](2.ipynb)"),
            new.new_code_cell("1", outputs=[shown, new.new_output("stream", name="stderr", text="3 runs are done")]),
            new.new_code_cell("2", metadata={"tags": ["answer"]}),
            new.new_code_cell("3", outputs=[new.new_output("display_data", data={"image/png": "aGk="})]),
        ]
    )
    site().page_of(book, tmp_path / "one.md")
    page = (tmp_path / "one.md").read_text(encoding="utf-8")
    assert "[next](2.md)" in page
    assert "<table>" in page
    assert "runs are done" not in page
    assert re.search(r'<details markdown="1">\n<summary>Run it</summary>\s+```\n2\n```\s+</details>', page)
    assert (tmp_path / re.search(r"!\[png\]\((.+)\)", page)[1]).read_bytes() == b"hi"
