"""Speed of this version beside the commit :data:`BASE`, in one run: written to docs/benchmarks.md.

``python -m benchmarks.speed`` takes half an hour of a quiet machine. With ``size=small`` it takes small worlds once,
and prints the page instead: a trial. Seconds are those of the processor, unless the page says the clock.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.measure import (
    HERE,
    Version,
    forget_worlds,
    interleaved,
    paragraph,
    table,
    unpacked,
    world,
)
from benchmarks.plain import PlainModel
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.sim.compiling import compiled as compile_
from zombielaw.sim.engines import compiled
from zombielaw.sim.engines.compiled import engine
from zombielaw.sim.engines.compiled.state import (
    OPEN,
    Run,
    first_state,
    has_room,
    month_of,
    with_room,
    world_record,
)
from zombielaw.sim.engines.mesa import EnforcementModel
from zombielaw.sim.engines.mesa import run as run_mesa
from zombielaw.sim.engines.scan import CHUNK, make_draws, may_strike
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.record import Stage
from zombielaw.sim.scenario import Scenario
from zombielaw.sim.simulate import simulate_many

BASE = "84af8408"
LUCK = Luck(1, 0)


class Sizes(NamedTuple):
    """Worlds that are measured, and how often."""

    run: int = 10_000
    large: int = 1_000_000
    region: str = "region"
    country: str = "national"
    rounds: int = 9
    starts: int = 3


SMALL = Sizes(1_000, 5_000, "classroom", "classroom", 1, 1)

# ---------------------------------------------------------------------------------------------- beside an older version


@contextmanager
def works(version: Version) -> Iterator[Callable[[str], float]]:
    """A process of a version in which works are done one after the other; see :mod:`benchmarks.work`."""
    words = [sys.executable, str(HERE / "benchmarks" / "work.py")]
    with subprocess.Popen(
        words,
        cwd=version.tree,
        env=version.around,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        source, sink = process.stdout, process.stdin

        def done(work: str) -> float:
            print(work, file=sink, flush=True)
            return float(source.readline())

        yield done
        sink.close()


class Pairs(NamedTuple):
    """Measurements of this version and of the base, in turn."""

    ours: list[float]
    base: list[float]

    def row(self, name: str, unit: str, must: float, good: float | None = None) -> list[str]:
        """A row of the page: both medians, the median of their ratios and how far these go, and the bar."""
        ratios = [one / other for one, other in zip(self.ours, self.base, strict=True)]
        ratio = statistics.median(ratios)
        reached = "good" if good and ratio <= good else "must" if ratio <= must else "not reached"
        if reached == "not reached" and min(ratios) <= must:
            reached = "within noise"
        numbers = [f"{statistics.median(side):.3g}" for side in (self.ours, self.base)]
        bar = f"{must:g}" + (f" (good {good:g})" if good else "")
        return [
            f"{name}, {unit}",
            *numbers,
            f"{ratio:.2f}",
            f"{min(ratios):.2f}-{max(ratios):.2f}",
            bar,
            reached,
        ]


def in_turn(rounds: int, ours: Callable[[], float], base: Callable[[], float]) -> Pairs:
    """Measure both so often, the first of a round by turns."""
    pairs = Pairs([], [])
    for number in range(rounds):
        for work, values in ((ours, pairs.ours), (base, pairs.base))[:: -1 if number % 2 else 1]:
            values.append(work())
    return pairs


def beside_the_base(sizes: Sizes) -> list[list[str]]:
    """Rows of the page."""
    with unpacked(BASE) as tree, tempfile.TemporaryDirectory() as caches:
        versions = [Version(HERE, f"{caches}/ours"), Version(tree, f"{caches}/base")]
        rows = []
        with ExitStack() as stack:
            asked = [stack.enter_context(works(one)) for one in versions]

            def measured(work: str, times: int, rounds: int) -> Pairs:
                for ask in asked:
                    ask(work)  # what is loaded once is loaded
                return in_turn(
                    rounds,
                    *(
                        lambda ask=ask: sum(ask(work) for _ in range(times)) / times
                        for ask in asked
                    ),
                )

            name = f"a run of {sizes.run:,} providers x 120 months"
            rows += [measured(f"run {sizes.run}", 10, sizes.rounds).row(name, "seconds", 1.0, 0.9)]
            name = f"a run of the {sizes.region} with reductions"
            rows += [
                measured(f"reduction {sizes.region}", 10, sizes.rounds).row(
                    name, "seconds", 1.0, 0.9
                )
            ]
            name = f"{sizes.large:,} providers x 120 months, one thread"
            rows += [measured(f"run {sizes.large}", 1, sizes.starts).row(name, "seconds", 1.0)]
        peaks = Pairs([], [])
        for version, values in zip(versions, peaks, strict=True):
            with works(version) as ask:
                ask(f"reduction {sizes.country}")
                values.append(ask("peak -"))
        return [*rows, peaks.row(f"memory of a worker at its peak, {sizes.country}", "MB", 1.05)]


# ------------------------------------------------------------------------------------------------------ beside, no bars


def engines(sizes: Sizes) -> list[str]:
    """The compiled engine and the Mesa engine beside a plain Mesa model; all make the same record, which is checked."""
    scenario = world(sizes.run)
    models: dict[str, Callable[[], Any]] = {
        "plain Mesa: every provider steps every month (`benchmarks/plain.py`)": lambda: run_mesa(
            PlainModel(scenario, LUCK)
        ),
        "Mesa engine, its rules compiled": lambda: run_mesa(
            EnforcementModel(scenario, LUCK, watched=False)
        ),
        "Mesa engine, as one steps through it": lambda: run_mesa(EnforcementModel(scenario, LUCK)),
        "compiled engine": lambda: compiled.run(scenario, LUCK),
    }
    records = [model() for model in models.values()]
    for record in records[1:]:
        pd.testing.assert_frame_equal(record.ledger, records[0].ledger)
        # who is visited is what they differ in
        pd.testing.assert_frame_equal(
            *(one.panel.drop(columns="touched") for one in (record, records[0]))
        )

    def alone(work: Callable[[], object]) -> Callable[[], None]:
        def done() -> None:
            forget_worlds()
            work()

        return done

    seconds = interleaved({name: alone(work) for name, work in models.items()}, sizes.starts)
    plain = next(iter(seconds.values()))
    rows = [[name, f"{took:.3f}", f"{plain / took:.1f}"] for name, took in seconds.items()]
    return table([f"{sizes.run:,} providers x 120 months", "seconds", "plain = 1"], rows)


def threads(sizes: Sizes) -> str:
    """Two threads against one, by the clock."""
    scenarios, seeds = [world(sizes.run)], [(1, replicate) for replicate in range(8)]
    works = {n: lambda n=n: deque(simulate_many(scenarios, seeds, n), maxlen=0) for n in (1, 2)}
    seconds = interleaved(
        {str(n): work for n, work in works.items()}, sizes.rounds, time.perf_counter
    )
    return f"Two threads make runs of {sizes.run:,} providers {seconds['1'] / seconds['2']:.2f} times as fast as one."


@compile_
def _operate(s: Any, made: Any, period: int, world: Any) -> None:
    now = month_of(made, s.calendar, period)
    engine.begin(s, made, now, world[0])
    engine.operate(s, made, now, world[0])


@compile_
def _inspect(s: Any, made: Any, period: int, world: Any) -> None:
    engine.inspect(s, made, month_of(made, s.calendar, period), world[0])


@compile_
def _sit(s: Any, made: Any, period: int, world: Any) -> None:
    engine.enforce(s, made, month_of(made, s.calendar, period), world[0])


@compile_
def _rest(s: Any, made: Any, period: int, world: Any) -> None:
    now = month_of(made, s.calendar, period)
    engine.trace(s, made, now, world[0])
    engine.judge(s, made, now, world[0])
    engine.learn(s, made, now, world[0])
    engine.write(s, made, now, world[0])


VISITS = {"a reconsideration": _operate, "a check": _inspect, "a stage of a file": _sit}


def visits(scenario: Scenario) -> dict[str, float]:
    """Nanoseconds of each visit, the scan of all others included."""
    state, mean_score = first_state(scenario, LUCK)
    made = Run(LUCK.root, scenario.weight, mean_score, False)
    seconds, number, parameters = (
        dict.fromkeys(VISITS, 0.0),
        dict.fromkeys(VISITS, 0),
        world_record(scenario.world),
    )
    for period in range(scenario.months):
        if not has_room(state):
            state = with_room(state, period / scenario.months)
        for name, phase in VISITS.items():
            files = state.open[: state.used[OPEN]]
            at_court = np.isin(files["stage"], (int(Stage.CHARGE), int(Stage.VERDICT)))
            due = np.count_nonzero((files["due"] == period) & ~at_court)
            began = time.process_time()
            phase(state, made, period, parameters)
            took = time.process_time() - began
            if period:  # all are visited in the first month
                seconds[name] += took
                touched = np.count_nonzero(state.places["touched"] == period)
                number[name] += int(
                    {_operate: touched, _inspect: state.panel["checks"][period].sum(), _sit: due}[
                        phase
                    ]
                )
        _rest(state, made, period, parameters)
    return {name: seconds[name] * 1e9 / number[name] for name in VISITS}


@compile_
def scanned(count: int, month: int, bound: float, providers: Any) -> int:
    """The scan of the compiled engine: providers whose draw is below the bound, and how many they are."""
    draws, struck, number = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32), 0
    for first in range(0, count, CHUNK):
        drawn = min(CHUNK, count - first)
        make_draws(1, 0, Draw.CHECK + 0, month, first, drawn, draws)
        for at in range(may_strike(draws, drawn, bound, struck)):
            providers[number] = first + struck[at]
            number += 1
    return number


def scan(rounds: int, count: int = 1 << 20) -> str:
    """The scan of all providers for one decision beside the same in C."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return (
            "The scan in C (`benchmarks/scan.c`) was not measured: this machine has no C compiler."
        )
    ours, theirs = (np.empty(count + 1, np.int32) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        flags = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
        subprocess.run(
            [compiler, *flags, "-o", f"{folder}/scan.so", str(HERE / "benchmarks/scan.c")],
            check=True,
        )
        in_c = ctypes.CDLL(f"{folder}/scan.so").scan
        in_c.argtypes = [ctypes.c_uint64] * 4 + [ctypes.c_int64, ctypes.c_double, ctypes.c_void_p]
        in_c.restype = ctypes.c_int64
        works: dict[str, Callable[[], int]] = {
            "ours": lambda: scanned(count, 5, 0.01, ours),
            "C": lambda: int(in_c(1, 0, int(Draw.CHECK), 5, count, 0.01, theirs.ctypes.data)),
        }
        number = works["ours"]()
        assert number == works["C"]()
        assert np.array_equal(ours[:number], theirs[:number])
        took = interleaved(works, 20 * rounds)
    return (
        f"The scan of all providers for the draws of one decision takes {took['ours'] * 1e9 / count:.2f} ns for a"
        f" provider, and in C (`benchmarks/scan.c`, {' '.join(flags[:3])}) {took['C'] * 1e9 / count:.2f} ns:"
        f" {took['ours'] / took['C']:.2f} times as long. Both find the same providers."
    )


def page(sizes: Sizes) -> str:
    """All that is measured, as Markdown."""
    rows, scenario = beside_the_base(sizes), world(10 * sizes.run)
    visits(world(100))  # compiled
    nanoseconds = [visits(scenario) for _ in range(sizes.starts)]
    each = [f"{name} {statistics.median(one[name] for one in nanoseconds):,.0f}" for name in VISITS]
    head = ["measured", "this version", BASE, "ratio", "least-most", "must", "reached"]
    return "\n".join(
        [
            *paragraph(
                f"Made by `python -m benchmarks.speed` beside commit {BASE}, in turn on one machine: "
                f"{platform.machine()},"
                f" Python {platform.python_version()}, {os.cpu_count()} processors. Seconds are those of the processor;"
                " ratios are medians of pairs (below 1 = this version takes less), and travel between machines."
            ),
            *table(head, rows),
            *paragraph("Without a bar, this version alone:"),
            *engines(sizes),
            *paragraph(threads(sizes)),
            *paragraph(
                f"Nanoseconds of a visit in a month of {10 * sizes.run:,} providers, the scan of all others included:"
                f" {', '.join(each)}."
            ),
            *paragraph(scan(sizes.rounds)),
        ]
    ).rstrip()


if __name__ == "__main__":
    if sys.argv[1:] == ["size=small"]:
        print(page(SMALL))
    elif sys.argv[1:]:
        sys.exit(f"{' '.join(sys.argv[1:])} is not known; give size=small, or nothing.")
    else:
        write_part(DOCS / "benchmarks.md", "measured", page(Sizes()))
