"""Works whose time is taken, in a process of one version of zombielaw: that of the folder in which it is started.

A line of the input names a kind of work and what it is done with; the answer is a line with its seconds of the
processor. ``peak -`` answers with the greatest memory of the process so far, in MB.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import forget_worlds, world
from zombielaw.experiments.analysis.outcomes import OFFENDERS, YEARLY
from zombielaw.experiments.reducers.expected_by_year import expected
from zombielaw.experiments.reducers.reducer import Reduction, reduced
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.engines import compiled
from zombielaw.sim.luck import Luck

LUCK = Luck(1, 0)
KEPT = Reduction((OFFENDERS,), YEARLY, expected)
"""Reductions of a run that the study of the levers keeps."""


def run(providers: str) -> Callable[[], object]:
    """A run of so many providers, its world and its population made anew."""
    scenario = world(int(providers))

    def work() -> None:
        forget_worlds()
        compiled.run(scenario, LUCK)

    return work


def reduction(name: str) -> Callable[[], object]:
    """A run of a named world, and what a study keeps of it."""
    scenario = composed(f"world={name}").scenario

    def work() -> None:
        forget_worlds()
        reduced(compiled.run(scenario, LUCK), scenario, KEPT)

    return work


def main() -> None:
    """Do the work of each line of the input, and print its answer."""
    ready: dict[str, Callable[[], object]] = {}
    for line in sys.stdin:
        kind, what = line.split()
        if kind == "peak":
            status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
            answer = float(next(one.split()[1] for one in status if "VmHWM" in one)) / 1e3
        else:
            work = ready.get(line) or ready.setdefault(
                line, {"run": run, "reduction": reduction}[kind](what)
            )
            began = time.process_time()
            work()
            answer = time.process_time() - began
        print(answer, flush=True)


if __name__ == "__main__":
    main()
