"""How fast the engines are: ratios in one run, medians of interleaved repeats; written to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import math
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.plain import PlainModel
from experiments.settings import composed
from experiments.warmup import warm_up
from sim import compiled
from sim.luck import Luck
from sim.model import EnforcementModel, run
from sim.scenario import Scenario

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
MONTHS = 120


def world(providers: int) -> Scenario:
    """The baseline's world with another number of providers, offices in proportion, flat in time."""
    national = composed("world=national", f"study.months={MONTHS}").scenario
    share = providers / national.size.providers
    size = replace(
        national.size,
        providers=providers,
        provinces=max(1, min(31, round(31 * share))) if share < 1 else 31,
        regulators=max(3, min(333, math.ceil(333 * share) + 3)),
        procuratorates=max(1, min(3600, math.ceil(3600 * share))),
        courts=max(1, min(3500, math.ceil(3500 * share))),
        tool_sellers=round(providers / 100),
    )
    return replace(national, size=size, growth=(1.0,), weight=1.0 / share)


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of some work."""
    began = time.process_time()
    work()
    return time.process_time() - began


def interleaved(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each, repeated in turn so that a noisy moment meets all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            seconds[name].append(timed(work))
    return {name: statistics.median(values) for name, values in seconds.items()}


def same(scenario: Scenario) -> None:
    """The engines that are compared make the same record."""
    plain, scanned = run(PlainModel(scenario, Luck(1, 0)), None), compiled.run(scenario, Luck(1, 0))
    pd.testing.assert_frame_equal(plain.ledger, scanned.ledger, check_exact=True)
    # who is visited is what the engines differ in
    left, right = (record.panel.drop(columns="touched") for record in (plain, scanned))
    pd.testing.assert_frame_equal(left, right, check_exact=True)


def paired_variance(scenario: Scenario, replicates: int) -> float:
    """Variance of a mild lever's effect on written orders with independent luck, over that with paired luck."""
    other = replace(scenario, policy=scenario.policy._replace(corrective_order_rate=0.42))

    def orders(given: Scenario, seed: int, replicate: int) -> float:
        return float(compiled.run(given, Luck(seed, replicate)).panel["written_orders"].sum())

    base = np.array([orders(scenario, 1, r) for r in range(replicates)])
    paired = np.array([orders(other, 1, r) for r in range(replicates)])
    apart = np.array([orders(other, 2, r) for r in range(replicates)])
    return float(np.var(apart - base, ddof=1) / np.var(paired - base, ddof=1))


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--largest", type=int, default=1_000_000)
    options = parser.parse_args()
    for engine in ("mesa", "compiled"):
        warm_up(engine)
    ten = world(10_000)
    same(world(2_000))
    luck = Luck(1, 0)
    found = interleaved(
        {
            "plain": lambda: run(PlainModel(ten, luck), None),
            "mesa": lambda: run(EnforcementModel(ten, luck), None),
            "dense": lambda: compiled.run(ten, luck, dense=True),
            "compiled": lambda: compiled.run(ten, luck),
        },
        options.rounds,
    )
    panel = compiled.run(ten, luck).panel
    activity = panel["touched"].sum() / panel["providers"].sum()
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000, 4_000_000) if size <= options.largest]
    scaling = {size: timed(lambda size=size: compiled.run(world(size), luck)) for size in sizes}
    slope = np.polyfit(np.log(sizes), np.log(list(scaling.values())), 1)[0]
    per_month = 1e9 / (10_000 * MONTHS)
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`; CPU seconds, medians of interleaved repeats in one run. Ratios travel between machines,",
        f"seconds do not. {platform.machine()}, Python {platform.python_version()}, {options.rounds} rounds; 10,000",
        f"providers × {MONTHS} months of the baseline, in which {activity:.1%} of provider-months are",
        "touched. *Plain* is",
        "the same month as an idiomatic Mesa model lives it (`benchmarks/plain.py`): every provider steps every",
        "month in shuffled order, with a DataCollector. All make the same record.",
        "",
        "| engine | seconds | ns per provider-month | plain = 1 |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {name} | {seconds:.3f} | {seconds * per_month:,.0f} | {found['plain'] / seconds:.1f} |"
        for name, seconds in found.items()
    ]
    lines += [
        "",
        "| providers | seconds, compiled | ns per provider-month |",
        "| ---: | ---: | ---: |",
        *[f"| {size:,} | {seconds:.2f} | {seconds * 1e9 / (size * MONTHS):.0f} |" for size, seconds in scaling.items()],
        "",
        f"Exponent of time over size: {slope:.2f}. Greatest memory of the whole process: "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB.",
        "",
        f"Pairing: the effect of `corrective_order_rate` 0.40 against 0.42 on written orders has "
        f"{paired_variance(world(2_000), 30):.0f} times less variance with shared luck than with independent luck",
        "(30 replicates, 2,000 providers).",
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
