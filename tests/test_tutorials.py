"""The tutorials: what each notebook must have, that its numbers are those of its cells, and that all run from clean."""

from __future__ import annotations

import ast
import json
import math
import re
from functools import cache

import pytest
from patience import ROOT
from shared import ci

from zombielaw.experiments.explorer.state import stops

NOTEBOOKS = sorted((ROOT / "docs" / "tutorials").glob("*.ipynb"))
# what an assignment of the first notebook gives its functions
CONSTANT = {ast.Constant, ast.Tuple, ast.List}
HEADINGS = ["## Exercise", "## What the numbers do not say", "## Next"]
DECIMAL = re.compile(r"\d+\.\d+")
CLAIMS = {
    "0_first_model": {
        "a classroom would wait for decades to see one conviction":
            "(one := zl.scenario('world=classroom')).weight"
            " / funnel.expected(one)['convictions_286_1'].sum() > 20",
        "Findings, orders and refusals stay. What comes after a referral is halved. Convictions under 287-2 are "
        "not quite halved": "(part := (product_of(halved) / product_of(rates)).round(6))[:3].eq(1).all()"
                  " and part[3:7].eq(0.5).all() and part.iloc[-1] > 0.5",
    },
    "1_case_files": {
        "2,000 providers in four provinces, from November 2015 to December 2025":
            "(size := zl.scenario('world=classroom').size).providers == 2000 and size.provinces == 4"
            " and [*run.panel['date'].iloc[[0, -1]]] == ['2015-11', '2025-12']",
        "The next table counts the first by stage":
            "run.cases['began'].value_counts()['inspection'] == run.funnel['count'].iloc[0] < len(run.cases)",
        "So the next cell adds up twenty runs": "len(runs) == 20 * len(stages)",
        "Which stage lets the fewest through? Before you call few refusals a failure, think of what an order is for":
            "stages['passed'].idxmin() == 'refusals referred'",
        "a legal analysis follows, and is left out here":
            "analysis.startswith('Legal analysis') and 'It convicted of' in happened and '#' not in happened[1:]",
        "runs this world thirty times": "__import__('zombielaw.experiments.studies.registry', fromlist=['composed'])"
            ".composed('study=baseline', 'world=classroom').replicates == 30",
        "half of the refusals are referred":
            "zl.scenario('experiment=lively').policy.transfer_rate == 0.5",
        "Refusals go on, but they end at the regulator":
            "(part := (b['value'] / a['value'])[['refusals', 'referrals']]).iloc[0] > 0.9 and part.iloc[1] < 0.3",
    },
    "2_count_or_share": {
        "a reform that brings more files brings them to both offences":
            "growth['charges of 286-1'] > growth['share of 286-1'] > 1 and growth['charges of 287-2'] > 1",
        "This is today's world": "zl.scenario('world=classroom').policy == zl.scenario().policy",
        "Orders grow, but most are complied with, few refusals are referred":
            "b.loc['written_orders', 'value'] > 1.5 * a.loc['written_orders', 'value']"
            " and (b['value'][['refusals', 'referrals']].pct_change().iloc[1] < -0.9)",
        "A larger number of orders changes a number that is next to nothing":
            "a.loc[rows[0], 'value'] < b.loc[rows[0], 'value'] < 4",
        "it also moves when the number under 287-2 moves":
            "(part := b.loc[rows, 'value'] / a.loc[rows, 'value']).iloc[1] != 1.0"
            " and abs(part.iloc[2] - part.iloc[0]) > 0.01",
        "Even a mean over twenty runs of a small world has a wide interval":
            "a.loc[rows[0], 'high'] - a.loc[rows[0], 'low'] > 0.5 * a.loc[rows[0], 'value']",
    },
    "3_one_case": {
        "meet both offences under some readings, and the readings differ on which prevails":
            "(law[['286-1', '287-2']] == 'met').all(axis=1).any() and law['prevails'].nunique() > 1",
        "Look for the row whose answers differ":
            "(elements.groupby('element')['truth'].nunique() > 1).sum() == 1",
        "Without a written order the element `order` is lacking":
            "(oral['elements'].query(\"law == 'dated' and element == 'order'\")['truth'] == 'not met').all()",
        "(0.3 in place of 0.7)": "zl.scenario('experiment=excluded').policy.charge_preference == 0.7",
    },
    "4_your_reform": {
        "The report begins with its findings in words":
            "(said := result.text.split('\\n\\n')[1]).startswith('With *the reform*') and '|' not in said",
        "Read all five rows": "len(table) == 5",
        "The table begins with the first year of the reform": "years.index[0] == 2018",
        "The effect needs time": "abs(years['difference'].iloc[0]) < years['difference'].max() / 10",
        "Six runs of a small world": "(result['compared']['runs'] == 6).all()",
        "B checks each provider once in two years in place of once a month":
            "zl.scenario('experiment=deterred').policy.inspection_rate == 12",
        "The second row shows that convictions could not have told you":
            "b['value'][rows[0]] > 2 * a['value'][rows[0]] and max(one['value'][rows[1]] for one in (a, b)) < 0.1",
    },
    "5_trapped_or_starved": {
        "In the trapped world plenty of files arrive, and nearly all are charged with 287-2":
            "trapped['charges'].min() > 100 and zl.simulate('experiment=trapped', seed=1)"
            ".panel[['charges_286_1', 'charges_other']].sum().sum() < 0.05 * trapped['charges'].sum()",
        "In the starved world next to nothing arrives": "starved['charges'].max() < 5",
        "the training pushed the law from one to the other":
            "last.loc['training', 'trapped'] > 0.5 and last.loc['no training', 'trapped'] < 0.1",
        "Without use, what was learnt is forgotten":
            "last.loc['training', 'starved'] < trained['starved']['familiarity'].max() / 2",
    },
    "6_your_table": {
        "The second row of the table raises the use of 286-1":
            "outcome(result, 'expected_convictions_286_1')['difference_low'].iloc[1] > 0",
        "Where runs are made changes no number":
            "len({outcome(one, 'expected_convictions_286_1')['value'].iloc[0] for one in (result, alone)}) == 1",
        "more files mean more errors too": "outcome(result, 'expected_wrongful')['difference_low'].iloc[1] > 0",
    },
}  # fmt: skip
"""What a tutorial says of its results, and the condition on the names of its cells under which that is true."""
each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


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
            yield from (
                [output["text"]] if "text" in output else map(str, output.get("data", {}).values())
            )


def test_there_are_seven():
    assert [path.stem[0] for path in NOTEBOOKS] == list("0123456")


@cache
def first_model():
    """Names that the code of the first notebook defines."""
    names = {}
    for cell in cells_of(NOTEBOOKS[0], "code"):
        code = "".join(cell["source"]).replace("%matplotlib inline\n", "")
        kept = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef | ast.Assign
        defined = [
            part
            for part in ast.parse(code).body
            if isinstance(part, kept)
            and (not isinstance(part, ast.Assign) or part.value.__class__ in CONSTANT)
        ]
        exec(compile(ast.Module(defined, []), NOTEBOOKS[0].name, "exec"), names)
    return names


def test_the_mean_of_the_first_model_is_that_of_the_null_model():
    names = first_model()
    rates = names["rates_of"]()
    runs, expected = names["counts_of"](rates, runs=20), names["product_of"](rates)
    assert (expected > 1.0).all()
    off = (runs[names["stages"]].mean() - expected) / (
        runs[names["stages"]].std() / math.sqrt(len(runs))
    )
    assert off.abs().max() < 4.0
    assert runs["findings"].std() > 0.0


def test_a_lever_of_the_first_model_moves_what_it_should():
    names = first_model()
    before, after = (
        names["product_of"](names["rates_of"](*words))
        for words in ((), ("policy.corrective_order_rate=0.4",))
    )
    assert after["findings"] == before["findings"]
    assert after["written_orders"] == pytest.approx(before["written_orders"] / 2)
    assert after["convictions_286_1"] == pytest.approx(before["convictions_286_1"] / 2)


@each
def test_each_has_an_exercise_and_its_folded_answer(notebook):
    prose = prose_of(notebook)
    assert [line for line in prose.splitlines() if line in HEADINGS] == HEADINGS
    exercise = prose[prose.index(HEADINGS[0]) : prose.index(HEADINGS[1])]
    assert re.search(
        r"<details>\n<summary>Answer</summary>\n\n.+\n\n</details>", exercise, re.DOTALL
    )
    assert (
        sum("answer" in cell["metadata"].get("tags", ()) for cell in cells_of(notebook, "code"))
        == 1
    )
    code = cells_of(notebook, "code")
    assert code
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


def test_each_stop_of_the_browser_is_an_exercise_in_the_same_words():
    asked = {
        name: notebook
        for notebook in NOTEBOOKS
        for name in re.findall(r"<!-- stop: (\w+) -->", prose_of(notebook))
    }
    assert asked.keys() == {stop.name for stop in stops().values()}
    for stop in stops().values():
        prose = in_one_line(prose_of(asked[stop.name]))
        assert f"<!-- stop: {stop.name} --> {stop.text['en']}" in prose
        assert in_one_line(stop.why["en"]) in prose


@each
def test_each_claim_that_is_tested_stands_in_the_prose(notebook):
    prose = in_one_line(prose_of(notebook))
    assert [words for words in CLAIMS[notebook.stem] if words not in prose] == []


def with_claims(notebook, folder):
    """A copy of a notebook with one more cell, which fails if a claim of the prose is not true of its results."""
    book = json.loads(notebook.read_text(encoding="utf-8"))
    lines = [f"assert {holds}, {words!r}\n" for words, holds in CLAIMS[notebook.stem].items()]
    book["cells"].append(ci("site").nbformat.v4.new_code_cell("".join(lines)))
    copy = folder / notebook.name
    copy.write_text(json.dumps(book), encoding="utf-8")
    return copy


@pytest.mark.slow
@each
def test_each_runs_from_clean_and_its_prose_says_what_its_cells_say(notebook, tmp_path):
    book = ci("site").executed(with_claims(notebook, tmp_path), tmp_path)
    told = [
        one["text"]
        for cell in book.cells
        for one in cell.get("outputs", ())
        if one.get("name") == "stderr"
    ]
    assert not any("\x1b" in text for text in told), "progress is drawn as a bar, again and again"
    outputs = [*outputs_of(book)]
    assert not any(re.search(r"Warning|\binf\b", text) for text in outputs)
    assert any(
        "image/png" in one.get("data", {}) for cell in book.cells for one in cell.get("outputs", ())
    ), "no figure"
    code = ["".join(cell["source"]) for cell in cells_of(notebook, "code")]
    known = {float(number) for text in [*code, *outputs] for number in DECIMAL.findall(text)}
    unknown = [
        number for number in DECIMAL.findall(prose_of(notebook)) if float(number) not in known
    ]
    assert not unknown, f"{notebook.name} speaks of {', '.join(unknown)}, which no cell says"
