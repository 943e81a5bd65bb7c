"""Parts of all benchmarks: worlds of any size like the baseline's, and times that a noisy machine cannot bend."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.engines.compiled.state import populated
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.world import build_world

MONTHS = 120
HERE = Path(__file__).parents[1]


def world(providers: int) -> Scenario:
    """The baseline's world with another number of providers, offices in proportion, flat in time."""
    national = composed("world=national", f"study.months={MONTHS}").scenario
    share = providers / national.size.providers

    def in_proportion(number: int, least: int) -> int:
        return max(least, math.ceil(number * min(1.0, share)))

    provinces = max(1, round(31 * min(1.0, share)))
    size = replace(
        national.size,
        providers=providers,
        provinces=provinces,
        regulators=max(3 * provinces, in_proportion(national.size.regulators, 3)),
        procuratorates=in_proportion(national.size.procuratorates, provinces),
        courts=in_proportion(national.size.courts, provinces),
        tool_sellers=round(providers / 100),
    )
    return replace(national, size=size, growth=(1.0,), weight=1.0 / share)


@contextmanager
def unpacked(commit: str) -> Iterator[Path]:
    """The tree of a commit in a folder of its own."""
    packed = subprocess.run(
        ["git", "archive", commit], cwd=HERE, capture_output=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as place, tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")
        yield Path(place)


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


def timed(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of some work: of the processor, unless another clock is given."""
    began = clock()
    work()
    return clock() - began


def forget_worlds() -> None:
    """Let the next run make its world and its population anew, as the first scenario of a replicate does."""
    build_world.cache_clear()
    populated.cache_clear()


def interleaved(
    works: dict[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """Median seconds of each, repeated in turn so that a noisy moment meets all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            seconds[name].append(timed(work, clock))
    return {name: statistics.median(values) for name, values in seconds.items()}


def paragraph(text: str) -> list[str]:
    """A paragraph of the page, in lines that can be read."""
    return [*textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False), ""]


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A table of the page: the first column to the left, the others to the right."""
    return [
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * (len(head) - 1)}",
        *[f"| {' | '.join(row)} |" for row in rows],
        "",
    ]
