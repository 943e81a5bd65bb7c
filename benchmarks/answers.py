"""Time that users wait for answers, beside the commit :data:`BASE`: written to docs/benchmarks.md.

``python -m benchmarks.answers`` runs the commands of README and start pages in turn in both versions, an hour of a
quiet machine. With ``size=small`` it asks three with few runs once, and prints the table instead. Nothing is stored
before a command; *warm* means that the model is compiled.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.measure import HERE, Version, paragraph, table, unpacked
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part

BASE = "7b02a892"
REFORM = ("compare", "policy.corrective_order_rate=0.9", "start=2018-01")
LEVELS = [level / 10.0 for level in range(1, 10)]
GRID = (
    f"study.levels={{policy.corrective_order_rate: {LEVELS}, policy.charge_preference: {LEVELS}}}"
)
COMMANDS = {
    "help": ("--help",),
    "studies": ("studies",),
    "results": ("results", str(HERE / "results" / "paper")),
    "a coded case": ("replay", "study.case=cheng_cong"),
    "a reform, classroom": (*REFORM, "world=classroom"),
    "a reform, region": REFORM,
    "the first number": ("baseline",),
    "a grid of 81 points, classroom": ("grid", GRID, "replicates=15", "world=classroom"),
}
"""Commands that are measured warm, by the words of the table. The one named :data:`COLD` is measured cold, too."""
COLD = "the first number"
SMALL = ("replicates=2", "study.posterior_draws=2")
ROUNDS = 3


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
            [sys.executable, "-m", "zombielaw", *words, *stored],
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


def rows(commands: dict[str, tuple[str, ...]], rounds: int) -> Iterator[list[str]]:
    """Rows of the table: of each command this version, and its ratios to the base."""
    with unpacked(BASE) as tree, TemporaryDirectory() as cache:
        sides = [Version(HERE, f"{cache}/ours"), Version(tree, f"{cache}/base")]
        asks = [(f"{COLD}, nothing compiled", commands[COLD], 1)]
        for name, words, times in [
            *asks,
            *((name, words, rounds) for name, words in commands.items()),
        ]:
            took = [
                [asked(side, words) for side in sides[:: -1 if turn % 2 else 1]]
                for turn in range(times)
            ]
            pairs = [one[:: -1 if turn % 2 else 1] for turn, one in enumerate(took)]
            ours = Took(
                *(median(values) for values in zip(*(pair[0] for pair in pairs), strict=True))
            )
            ratios = [median(pair[0][at] / pair[1][at] for pair in pairs) for at in range(3)]
            share = f"{ours.engine / ours.processor:.0%}" if ours.engine else ""
            yield [
                name,
                *(f"{one:.3g}" for one in ours[:3]),
                share,
                *(f"{ratio:.2f}" for ratio in ratios),
            ]


def page(commands: dict[str, tuple[str, ...]], rounds: int) -> str:
    """All that is measured, as Markdown."""
    head = [
        "command",
        "first line",
        "end",
        "processor",
        "runs",
        "first: ratio",
        "end: ratio",
        "processor: ratio",
    ]
    return "\n".join(
        [
            *paragraph(
                f"Made by `python -m benchmarks.answers` beside commit {BASE}, in turn on one machine: "
                f"{platform.machine()}, {os.cpu_count()} processors. Seconds to the first line and to the end are those"
                " of the clock; *runs* is the part of the processor's seconds that the runs and what is kept of them"
                f" take. Medians of {rounds}; ratios below 1 = this version takes less."
            ),
            *table(head, list(rows(commands, rounds))),
        ]
    ).rstrip()


if __name__ == "__main__":
    if sys.argv[1:] == ["size=small"]:
        tried = {"results": (), COLD: SMALL, "a reform, classroom": SMALL}
        print(page({name: (*COMMANDS[name], *fewer) for name, fewer in tried.items()}, 1))
    elif sys.argv[1:]:
        sys.exit(f"{' '.join(sys.argv[1:])} is not known; give size=small, or nothing.")
    else:
        write_part(DOCS / "benchmarks.md", "answers", page(COMMANDS, ROUNDS))
