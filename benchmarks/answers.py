"""Time that users wait for answers, beside the commit :data:`BASE`: written to docs/benchmarks.md.

``python -m benchmarks.answers FOLDER`` runs the commands of README and start pages in turn in both versions, a
quarter of an hour of a processor; the page is written after each. FOLDER is a worktree of that commit that ``make``
has set up. With a second word, ``cold``, the first number is asked where nothing is compiled, too. Nothing is stored
before a command; *warm* means that the model is compiled, and that the command was asked once before.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from zombielaw.experiments.analysis.wording import table
from zombielaw.experiments.paths import DOCS, ROOT
from zombielaw.experiments.publish.documentation import write_part

BASE = "1b524a8e"
REFORM = ("compare", "policy.corrective_order_rate=0.9", "start=2018-01")
LEVELS = [level / 10.0 for level in range(1, 10)]
GRID = (
    f"study.levels={{policy.corrective_order_rate: {LEVELS}, policy.charge_preference: {LEVELS}}}"
)


class Command(NamedTuple):
    """A command that is measured: its words, its bar as a ratio of seconds of a processor, and how often it is run."""

    words: tuple[str, ...]
    must: float
    rounds: int = 1


COMMANDS = {
    "help": Command(("--help",), 0.6, 9),
    "studies": Command(("studies",), 0.6, 9),
    "results": Command(("results", str(ROOT / "results" / "paper")), 0.6, 9),
    "a reform, classroom": Command((*REFORM, "world=classroom"), 0.35),
    "a coded case": Command(("replay", "study.case=cheng_cong"), 0.6),
    "the first number": Command(("baseline",), 0.5),
    "a grid of 81 points, classroom": Command(
        ("grid", GRID, "replicates=15", "world=classroom"), 0.5
    ),
    "a reform, region": Command(REFORM, 0.5),
}
"""Commands that are measured warm, by the words of the table."""
COLD = "the first number, nothing compiled"
FIRST = Command(("baseline",), 0.75)


class Version:
    """A version of zombielaw in a tree, by the Python that the tree has or this one. Python keeps its bytecode.

    ``cache``: folder of compiled code of its own; by default that of the tree.
    """

    def __init__(self, tree: Path, cache: str = "") -> None:
        self.tree = tree
        own = tree / ".venv" / "bin" / "python"
        self.python = str(own if own.exists() else sys.executable)
        self.around = {
            **os.environ,
            "PYTHONPATH": str(tree),
            "NUMBA_CACHE_DIR": cache,
            "PYTHONDONTWRITEBYTECODE": "",
        }


class Took(NamedTuple):
    """Seconds that a command took: by the clock to its first line and to its end, and those of a processor."""

    first: float
    end: float
    processor: float
    engine: float  # of these, those of the runs


def asked(version: Version, words: tuple[str, ...]) -> Took:
    """Ask a version, into an empty folder of results."""
    with TemporaryDirectory() as out:
        stored = [f"out={out}"] if words[0] in ("baseline", "compare", "grid", "replay") else []
        began = time.perf_counter()
        process = subprocess.Popen(
            [version.python, "-m", "zombielaw", *words, *stored],
            cwd=version.tree,
            env=version.around,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        process.stdout.readline()
        first = time.perf_counter() - began
        process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        end = time.perf_counter() - began
        if status:
            raise SystemExit(f"{version.tree}: {' '.join(words)} ended with {status}.")
        made = [
            json.loads(file.read_text())["made_by"] for file in Path(out).glob("*/*/manifest.json")
        ]
        return Took(
            first,
            end,
            used.ru_utime + used.ru_stime,
            sum(one["seconds"] for by in made for one in by),
        )


def row(name: str, command: Command, sides: list[Version]) -> list[str]:
    """Row of the table: this version, and its ratios to the base."""
    pairs = []
    if name != COLD:
        for side in sides:
            asked(side, command.words)
    for turn in range(command.rounds):
        order = -1 if turn % 2 else 1
        pairs.append([asked(side, command.words) for side in sides[::order]][::order])
    ours = Took(*(median(values) for values in zip(*(pair[0] for pair in pairs), strict=True)))
    ratios = [median(pair[0][at] / pair[1][at] for pair in pairs) for at in range(3)]
    return [
        name,
        *(f"{one:.3g}" for one in ours[:3]),
        f"{ours.engine / ours.processor:.0%}" if ours.engine else "",
        *(f"{ratio:.2f}" for ratio in ratios),
        f"{command.must:g}",
    ]


def pages(folder: str, cold: str = "") -> Iterator[str]:
    """All that is measured, as Markdown: again after each command."""
    trees, commands = (ROOT, Path(folder).resolve()), {COLD: FIRST, **COMMANDS}
    rows = {
        name: [name, "not measured", *[""] * 6, f"{one.must:g}"] for name, one in commands.items()
    }
    for name, command in commands.items():
        if name != COLD or cold:
            with TemporaryDirectory() as empty:
                own = [f"{empty}/{at}" if name == COLD else "" for at in (0, 1)]
                rows[name] = row(name, command, list(map(Version, trees, own)))
            yield page([*rows.values()])


def page(rows: list[list[str]]) -> str:
    """The table and what it says, as Markdown."""
    head = [
        "command",
        "first line",
        "end",
        "processor",
        "runs",
        "first: ratio",
        "end: ratio",
        "processor: ratio",
        "must",
    ]
    made = (
        f"Made by `python -m benchmarks.answers FOLDER` beside commit {BASE}, in turn on one machine: "
        f"{platform.machine()}, {os.cpu_count()} processors. Seconds to the first line and to the end are those"
        " of the clock, and follow whatever else the machine does; *runs* is the part of the processor's"
        " seconds that the runs and what is kept of them take. Ratios below 1 = this version takes less;"
        " *must* is the bar of the processor's ratio. Help, studies and results are medians of nine, all else"
        " was measured once, and each was asked once before. With the word *cold* after FOLDER the first row is"
        " measured, too."
    )
    return f"{textwrap.fill(made, 120)}\n\n{table(head, rows, range(1, len(head)))}"


if __name__ == "__main__":
    for written in pages(*sys.argv[1:]):
        write_part(DOCS / "benchmarks.md", "answers", written)
