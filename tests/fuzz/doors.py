"""The other doors at random: Python, the addresses of the page, and labels in every kind of file that is written.

Promise: Python and the page take what they are given, or refuse it in one line; a label is refused before the
first run, or is the same text in each file.
"""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
from markdown_it import MarkdownIt
from matplotlib.figure import Figure
from openpyxl import load_workbook

import zombielaw as zl
from tests.fuzz.input import VALUES, reform_words, spoilt
from zombielaw.experiments.analysis.wording import table, templates
from zombielaw.experiments.data.files import check_name
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer.state import State, read_state, what_can_be_shown
from zombielaw.experiments.export.table import latex, write_excel
from zombielaw.experiments.offences.declaration import built_in, units_of
from zombielaw.experiments.offences.scored import read_outcomes
from zombielaw.experiments.paths import ROOT
from zombielaw.experiments.words.texts import plain
from zombielaw.sim.scenario import Scenario, Size, varied
from zombielaw.sim.simulate import simulate as run_of
from zombielaw.sim.simulate import simulate_many


class Silent:
    """An object that cannot be shown."""

    def __repr__(self) -> str:
        raise RuntimeError


ODD: list[Any] = [
    Silent(), Silent, [], {}, (1,), len, b"x", object(), float("nan"), float("inf"), -1, 10**400, 1j, True, 0.5, pd.NA,
    *VALUES, "\ud800",
    "a" * 100_000,
]  # fmt: skip
TINY = Scenario(
    months=14, size=Size(providers=30, provinces=2, regulators=6, procuratorates=2, courts=2)
)
LATEX = re.compile(r"\\[&%$#_{}]|\\text\w+\{\}|\\allowbreak\{\}|\$[<>-]\$")
"""What stands for a sign in LaTeX."""
PARTS = ["{{ 7*7 }}", "{% raw %}", "{#", "\\input{/etc/passwd}", "\\write18{a}", "<img src=x onerror=a>",
         "=1+1", "+a", "-a", "@a", "$", "<script>", "</td>", "[a](http://b)", "![a](http://b)", "|", "`", "**",
         "\\", "%", "&amp;", "#", "_", "{}", "~", "^", "\n", "\x00", "\x07", "\u200b", "\u202e", "法", "é", "a", "b",
         " ", "1", "-3", "#N/A", "'", '"', ",", ";", "x" * 300]  # fmt: skip


@cache
def _run() -> zl.Run:
    return zl.simulate(TINY, engine="mesa")


def python(luck: random.Random, _: Path) -> None:
    """A public function with an odd argument."""
    run, odd = _run(), luck.choice(ODD)
    methods = [getattr(run, name) for name in ("row", "story", "explain")]
    named = luck.choice(["width", "lang"])
    calls: list[Callable[[], Any]] = [
        lambda: luck.choice(methods)(odd), lambda: run.plot(**{named: odd}), lambda: run.story("", odd),
        lambda: zl.scenario(odd), lambda: zl.compare(odd), lambda: zl.study(odd), lambda: zl.model(odd),
        lambda: zl.simulate(TINY, **{luck.choice(["seed", "replicate", "engine"]): odd}),
        lambda: zl.study("baseline", "replicates=0", odd), lambda: zl.many(TINY, odd, threads=0.5),
        lambda: zl.simulate(TINY, **{luck.choice(["sed", "world", "a b"]): odd}),
        lambda: zl.simulate(TINY, engine="mesa", agents=odd), lambda: varied(odd, {}), lambda: varied(TINY, odd),
        lambda: varied(TINY, {luck.choice(["months", "size", "world", "pooling", "x", 3]): odd}),
        lambda: zl.grid(odd), lambda: zl.grid({luck.choice([odd, "policy.pooling"]): odd}),
        lambda: run_of(TINY, 1, 0, **{luck.choice(["engine", "agents"]): odd}),
        lambda: [*simulate_many(luck.choice([odd, [odd]]), [(1, 0)])],
        lambda: [*simulate_many([TINY], luck.choice([odd, [odd]]), luck.choice([odd, 1]))],
    ]  # fmt: skip
    luck.choice(calls)()


def address(luck: random.Random, folder: Path) -> None:
    """An address of the page: what can be shown of it has an address that leads there again."""
    query = {}
    for key in luck.choices(
        [*State.__dataclass_fields__, "a", "b", "months", "x"], k=luck.randint(1, 4)
    ):
        value = str(luck.choice([*ODD[2:], "25", "62", "region", "lively"]))[
            : luck.choice([10, 10_000])
        ]
        query[key] = " ".join(reform_words(luck, folder)[1:-1]) if key in "ab" else value
    state, error = what_can_be_shown(query)
    again = dict(parse_qsl(state.query.removeprefix("?"), keep_blank_values=True))
    assert read_state(again) == state, "its address leads elsewhere"
    if error:
        raise error


def predictions(luck: random.Random, folder: Path) -> None:
    """A table of outcomes that registered predictions are scored against, spoilt."""
    path = folder / "outcomes.csv"
    path.write_bytes(spoilt(luck, (ROOT / "results/predictions/outcomes.csv").read_bytes()))
    read_outcomes(path, _units())


@cache
def _units() -> dict[str, Any]:
    return units_of(built_in().values())


def label(luck: random.Random, folder: Path) -> None:
    """A label, written as a spreadsheet, Markdown, HTML and a figure have it, if it is taken."""
    name = "".join(luck.choice(PARTS) for _ in range(luck.randint(1, 4)))
    check_name(name, "here")
    write_excel(folder / "label.xlsx", {"a": pd.DataFrame({"label": [name]})})
    cell = load_workbook(BytesIO((folder / "label.xlsx").read_bytes()))["a"]["A2"]
    assert (str(cell.value), cell.data_type) in ((name, "s"), (name, "inlineStr")), (
        "Excel reads something else"
    )
    in_jinja = templates().from_string("| a | b |\n| --- | --- |\n| {{ name }} | c |")
    for text in (table(("label", "b"), [(name, "c")]), in_jinja.render(name=name)):
        tokens = MarkdownIt("commonmark").enable("table").parse(plain(text))
        cells = [token for token in tokens if token.type == "inline"]
        kinds = {child.type for token in cells for child in token.children or ()}
        assert len(cells) == 4, "Markdown has other cells"
        assert not kinds & {"html_inline", "link_open", "image"}, f"Markdown has {kinds}"
    row = (
        latex("", "", ("a", "b"), [(name, "c")], ())
        .partition("midrule")[2]
        .partition("bottomrule")[0]
    )
    bare = LATEX.sub("", row).replace("&", "", 1)
    assert not set("&%$#_~^") & set(bare), f"LaTeX reads {row!r}"
    figure = Figure(figsize=(1, 1))
    figure.text(0.5, 0.5, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of characters that no font has
        figure.savefig(BytesIO(), format="png", dpi=20)


KINDS: dict[str, Callable[[random.Random, Path], None]] = {
    "calls in Python": python, "addresses of the page": address, "labels": label,
    "outcomes of predictions": predictions,
}  # fmt: skip


def run(seed: int, each: int, folder: Path) -> tuple[dict[str, tuple[int, int]], list[str]]:
    """Ask ``each`` of every kind: counts of tried and as promised, by kind, and complaints about the others."""
    counts, complaints = {}, []
    for kind, ask in KINDS.items():
        luck, wrong = random.Random(f"{seed} {kind}"), 0
        for number in range(each):
            try:
                ask(luck, folder)
                broken = ""
            except InputError as error:
                broken = (
                    "" if str(error) and "\n" not in str(error) else f"said {str(error)[:300]!r}"
                )
            except BaseException as error:
                broken = f"{type(error).__name__}: {error}"[:300]
            if broken:
                wrong += 1
                complaints.append(f"{kind} {number}: {broken}")
        counts[kind] = (each, each - wrong)
    return counts, complaints
