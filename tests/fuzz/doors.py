"""The other doors at random: Python, the addresses of the page, and labels in every kind of file that is written.

Promise: Python and the page take what they are given, or refuse it in one line; a label is refused before the
first run, or is the same text in each file.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from markdown_it import MarkdownIt
from matplotlib.figure import Figure
from openpyxl import load_workbook

import zombielaw as zl
from tests.fuzz.input import VALUES
from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.data.files import check_name
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.explorer.state import State, read_state
from zombielaw.experiments.runs.excel import write_excel
from zombielaw.experiments.words.texts import plain
from zombielaw.sim.scenario import Scenario, Size

ODD: list[Any] = [
    [], {}, (1,), len, b"x", object(), float("nan"), float("inf"), -1, 10**400, 1j, True, 0.5, pd.NA, *VALUES, "\ud800",
    "a" * 100_000,
]  # fmt: skip
TINY = Scenario(
    months=14, size=Size(providers=30, provinces=2, regulators=6, procuratorates=2, courts=2)
)
PARTS = ["=1+1", "+a", "-a", "@a", "$", "<script>", "</td>", "[a](http://b)", "![a](http://b)", "|", "`", "**",
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
    ]  # fmt: skip
    luck.choice(calls)()


def address(luck: random.Random, _: Path) -> None:
    """An address of the page."""
    keys = [*State.__dataclass_fields__, "x"]
    read_state(
        {
            luck.choice(keys): str(luck.choice(ODD))[: luck.choice([10, 10_000])]
            for _ in range(luck.randint(1, 3))
        }
    )


def label(luck: random.Random, folder: Path) -> None:
    """A label, written as a spreadsheet, Markdown, HTML and a figure have it, if it is taken."""
    name = "".join(luck.choice(PARTS) for _ in range(luck.randint(1, 4)))
    check_name(name, "here")
    write_excel(folder / "label.xlsx", {"a": pd.DataFrame({"label": [name]})})
    cell = load_workbook(BytesIO((folder / "label.xlsx").read_bytes()))["a"]["A2"]
    assert (str(cell.value), cell.data_type) in ((name, "s"), (name, "inlineStr")), (
        "Excel reads something else"
    )
    tokens = (
        MarkdownIt("commonmark").enable("table").parse(plain(table(("label", "b"), [(name, "c")])))
    )
    cells = [token for token in tokens if token.type == "inline"]
    kinds = {child.type for token in cells for child in token.children or ()}
    assert len(cells) == 4, "Markdown has other cells"
    assert not kinds & {"html_inline", "link_open", "image"}, f"Markdown has {kinds}"
    figure = Figure(figsize=(1, 1))
    figure.text(0.5, 0.5, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of characters that no font has
        figure.savefig(BytesIO(), format="png", dpi=20)


KINDS: dict[str, Callable[[random.Random, Path], None]] = {
    "calls in Python": python, "addresses of the page": address, "labels": label,
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
