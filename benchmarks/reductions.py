"""What it costs to count from a run what a study keeps of it, and the memory of a process that does so."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.execution import peak
from benchmarks.measure import forget_worlds, interleaved
from zombielaw.experiments.analysis.outcomes import REALISED, YEARLY
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.reducers.reducer import Reduction, reduced
from zombielaw.experiments.runs.blocks import Point
from zombielaw.experiments.runs.run_store import Chunk
from zombielaw.experiments.runs.run_task import Task, run_task
from zombielaw.experiments.runs.sources import modules_of, process_with
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.engines import compiled
from zombielaw.sim.luck import Luck
from zombielaw.sim.record import Record

KEPT = Reduction(REALISED, YEARLY, expected)
"""What the study of the levers keeps of a run."""
LUCK = Luck(1, 0)


def with_reductions(name: str, rounds: int) -> tuple[float, float, float]:
    """Milliseconds of a run of a named world with its reductions, and of one of a later scenario of the replicate.

    The first makes its world and its population, the other takes both from the run before. Last the reductions' share
    of a chunk of single runs that is made and encoded.
    """
    scenario = composed(f"world={name}").scenario
    process = process_with(modules_of(KEPT))
    task = Task(Chunk("0" * 32, 1, 0, 8), (Point(scenario),), LUCK.seed, "compiled", KEPT, process)
    kept: list[Record] = []

    def alone() -> None:
        forget_worlds()
        simulated()

    def simulated() -> None:
        kept[:] = [compiled.run(scenario, LUCK)]  # a record anew, in which nothing is looked up yet

    def counted() -> None:
        reduced(kept[0], scenario, KEPT)

    for work in (simulated, counted):
        work()
    works = {"alone": alone, "later": simulated, "reduce": counted, "chunk": lambda: run_task(task)}
    took = interleaved(works, 3 * rounds)
    first, later = (1e3 * (took[name] + took["reduce"]) for name in ("alone", "later"))
    return first, later, 8.0 * took["reduce"] / took["chunk"]


def stored() -> float:
    """Bytes of what is kept of a run of the region, as it is stored."""
    scenario = composed("world=region").scenario
    process = process_with(modules_of(KEPT))
    runs = 8
    task = Task(Chunk("0" * 32, 1, 0, runs), (Point(scenario),), LUCK.seed, "compiled", KEPT, process)
    return len(run_task(task).content) / runs


def worker() -> float:
    """Greatest memory (MB) of a process that makes runs of the country with their reductions."""
    words = [sys.executable, "-m", "benchmarks.reductions"]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    country = composed("world=national").scenario
    for replicate in range(2):
        reduced(compiled.run(country, Luck(LUCK.seed, replicate)), country, KEPT)
    print(peak())
