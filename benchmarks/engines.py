"""How fast the engines are: ratios in one run, medians of interleaved repeats; written to docs/benchmarks.md."""

from __future__ import annotations

import argparse
import platform
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks import earlier, execution, phases, reductions, yardstick
from benchmarks.measure import MONTHS, forget_worlds, interleaved, paragraph, table, world
from benchmarks.plain import PlainModel
from benchmarks.startup import first_number, starts
from benchmarks.vectorised import VectorisedModel
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.experiments.runs.executors import warm_up
from zombielaw.sim.engines import compiled
from zombielaw.sim.engines.compiled.start import first_state
from zombielaw.sim.engines.mesa import EnforcementModel, run
from zombielaw.sim.luck import Luck
from zombielaw.sim.measures import quotients
from zombielaw.sim.scenario import Change, Scenario
from zombielaw.sim.simulate import simulate_many

MILLION = 1_000_000
SIZES = (1_000, 10_000, 100_000, MILLION, 4 * MILLION)
LUCK = Luck(1, 0)
ENGINES = {
    "plain": "plain Mesa: every provider steps every month (`benchmarks/plain.py`)",
    "vectorised": "NumPy: providers are columns, their files agents (`benchmarks/vectorised.py`)",
    "mesa": "Mesa engine",
    "dense": "compiled engine, dense",
    "compiled": "compiled engine",
}
QUICK = 10
"""Runs of the compiled engine where another makes one: a tenth of a second alone is easily disturbed."""
LEDGER = ("files", "cases", "open", "log")
"""Arrays of a run with room for files: reserved at once, and memory only as they are written."""
MILD = {"corrective_order_rate": 0.02, "charge_preference": -0.02, "inspection_rate": 0.02}
"""Mild changes of levers: what is added to today's value."""
MEASURES = ("written_orders", "expected_charges_286_1", "expected_charges_287_2", "harm")


def same_record(scenario: Scenario) -> None:
    """The engines that are compared make the same record."""
    plain, scanned = run(PlainModel(scenario, LUCK), None), compiled.run(scenario, LUCK)
    vectorised = run(VectorisedModel(scenario, LUCK), None)
    for other, exact in ((plain, True), (vectorised, False)):
        pd.testing.assert_frame_equal(other.ledger, scanned.ledger, check_exact=exact)
        # who is visited is what the engines differ in
        left, right = (record.panel.drop(columns="touched") for record in (other, scanned))
        pd.testing.assert_frame_equal(left, right, check_exact=exact)


def memory(providers: int) -> tuple[float, int]:
    """Bytes of all arrays of a run but the ledger's, per slot; bytes of a file of the ledger."""
    scenario = world(providers)
    state, _ = first_state(scenario, LUCK)
    slots = state.places.size
    arrays = [array for name, array in state._asdict().items() if name not in LEDGER and isinstance(array, np.ndarray)]
    own = [array for array in arrays if array.size >= slots]
    return sum(array.nbytes for array in own) / slots, state.files.dtype.itemsize


def lone(scenario: Scenario, rounds: int) -> float:
    """Median seconds of a run, its world included."""

    def work() -> None:
        forget_worlds()
        compiled.run(scenario, LUCK)

    return interleaved({"one": work}, rounds)["one"]


def halves(rounds: int) -> float:
    """Seconds by the clock of 10⁶ providers as two half-worlds that share nothing, in two threads."""
    half, seeds = world(500_000), [(1, 0), (1, 1)]

    def work() -> None:
        forget_worlds()
        deque(simulate_many([half], seeds, 2), maxlen=0)

    return interleaved({"halves": work}, rounds, time.perf_counter)["halves"]


def threads_ratio(rounds: int) -> float:
    """How many times faster two threads make an ensemble than one."""
    scenarios, seeds = [world(10_000)], [(1, replicate) for replicate in range(8)]

    def ensemble(threads: int) -> None:
        deque(simulate_many(scenarios, seeds, threads), maxlen=0)

    found = interleaved({"one": lambda: ensemble(1), "two": lambda: ensemble(2)}, rounds, time.perf_counter)
    return found["one"] / found["two"]


def variance_ratios(replicates: int) -> pd.DataFrame:
    """Variance of a mild change's effect with independent luck over that with shared luck, by lever and measure.

    The lever moves in month 0, so that both countries begin alike, as before a reform.
    """
    base = world(2_000)

    def totals(scenario: Scenario, seed: int) -> pd.DataFrame:
        panels = [compiled.run(scenario, Luck(seed, replicate)).panel for replicate in range(replicates)]
        return pd.DataFrame([panel[list(MEASURES)].sum() for panel in panels]).reset_index(drop=True)

    start, rows = totals(base, 1), {}
    for lever, step in MILD.items():
        changed = replace(base, changes=(Change(lever, getattr(base.policy, lever) + step, 0),))
        paired, apart = totals(changed, 1) - start, totals(changed, 2) - start
        rows[lever] = apart.var() / paired.var().replace(0.0, np.nan)
    return pd.DataFrame(rows).T


def _ratio(value: float) -> str:
    return "no effect" if np.isnan(value) else "> 1,000" if value > 1e3 else f"{value:.3g}"


def bars(
    seconds: dict[str, float], scaling: dict[int, float], more: dict[str, float], slower: float
) -> list[list[str]]:
    """What was asked of the engines, and what was measured.

    Parameters
    ----------
    more : dict
        By the names of the rows.
    slower : float
        Times that this machine takes as long as the one for which the seconds were asked.
    """
    sizes = list(scaling)
    slope = float(np.polyfit(np.log(sizes), np.log(list(scaling.values())), 1)[0])
    asked = [
        ("compiled against plain, times", seconds["plain"] / seconds["compiled"], 200.0, 280.0),
        ("Mesa engine against plain, times", seconds["plain"] / seconds["mesa"], 5.0, 8.0),
        ("scan against dense, times", seconds["dense"] / seconds["compiled"], 1.2, 1.2),
        (f"exponent of time over {sizes[0]:,} to {sizes[-1]:,} providers", slope, -1.15, -1.06),
        ("bytes per provider, without the ledger", more["bytes"], -190.0, -100.0),
        ("two threads against one, times", more["threads"], 1.6, 1.8),
        ("10⁶ providers × 120 months, seconds", scaling.get(MILLION, np.nan), -4.0 * slower, -3.0 * slower),
        (
            "the same as two half-worlds in two threads, seconds by the clock",
            more["halves"],
            -2.5 * slower,
            -1.8 * slower,
        ),
        ("a region run with reductions, ms", more["region"], -60.0 * slower, -40.0 * slower),
        ("a classroom run with reductions, ms", more["classroom"], -12.0 * slower, -8.0 * slower),
        ("the reductions' share of a region chunk, %", more["share"], -15.0, -8.0),
        ("worker at its peak, national, MB", more["worker"], -450.0, -420.0),
        ("cold start (compiling) to first result, seconds by the clock", more["cold"], -35.0 * slower, -20.0 * slower),
        (
            "cold command to its first, provisional number, seconds by the clock",
            more["first"],
            -20.0 * slower,
            -8.0 * slower,
        ),
        ("warm start to first result, seconds", more["warm"], -2.5 * slower, -1.2 * slower),
        ("two Dask workers against one, times", more["cluster"], 1.8, 1.95),
        ("variance ratio of pairing, mild changes, median", more["pairing"], 100.0, 480.0),
        ("variance ratio of pairing, mild changes, least", more["pairing, least"], 2.0, 10.0),
    ]
    rows = []
    for name, value, must, good in asked:
        sign = -1.0 if must < 0 else 1.0
        reached = "good" if sign * value >= good else "must" if sign * value >= must else "not reached"
        verdict = "not measured" if np.isnan(value) else reached
        rows.append([name, f"{value:.3g}", f"{abs(must):.3g}", f"{abs(good):.3g}", verdict])
    return rows


PLANNED, MANY = 10_000, 256
"""Replicates of the plan, in a world of the largest size, and its workers."""


def plan(scaling: dict[int, float], each: float, ledger: float) -> list[str]:
    """What a world of the largest size with many replicates would take, from what was measured.

    Parameters
    ----------
    each, ledger : float
        Bytes for a provider: of its arrays, of its files.
    """
    size = max(scaling)
    hours, stored = scaling[size] * PLANNED / 3600.0, reductions.stored()
    arrays, files = each * size / 1e9, ledger * size / 1e9
    return paragraph(
        f"A plan, not tried: {size:,} providers × {PLANNED:,} replicates × {MONTHS} months. A run takes"
        f" {scaling[size]:.0f} s of a processor, so all take {hours:,.0f} hours of one; by the clock"
        f" {hours / MANY:.1f} hours on {MANY}, if they scale as here. A worker needs {arrays:.1f} GB for its arrays and"
        f" {files:.1f} GB for the files of its ledger, {MANY} workers {MANY * (arrays + files):,.0f} GB: 16 machines of"
        f" {MANY / 16 * (arrays + files):.0f} GB. What is kept of a run is {stored / 1e3:.0f} kB whatever its size, so"
        f" {stored * PLANNED / 1e6:.0f} MB move to the commanding process and are stored. It would break first at the"
        " ledger: where a study keeps whole records, these move instead. Then at shared memory: runs of this size wait"
        " for it, so that the processors of one machine slow each other."
    )


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    options = parser.parse_args()
    for engine in ("mesa", "compiled"):
        warm_up(engine)
    same_record(world(2_000))
    ten, per_month = world(10_000), 1e9 / (10_000 * MONTHS)

    def alone(work: Callable[[], object], times: int = 1) -> Callable[[], object]:
        """Each run makes its world, and who is at work in month 0: no engine takes them from the one before."""

        def first() -> None:
            for _ in range(times):
                forget_worlds()
                work()

        return first

    seconds = interleaved(
        {
            "plain": alone(lambda: run(PlainModel(ten, LUCK), None)),
            "vectorised": alone(lambda: run(VectorisedModel(ten, LUCK), None)),
            "mesa": alone(lambda: run(EnforcementModel(ten, LUCK, watched=False), None)),
            "dense": alone(lambda: compiled.run(ten, LUCK, dense=True), QUICK),
            "compiled": alone(lambda: compiled.run(ten, LUCK), QUICK),
        },
        options.rounds,
    )
    seconds |= {name: seconds[name] / QUICK for name in ("dense", "compiled")}
    record = compiled.run(ten, LUCK)
    tables = interleaved(
        {"ledger": record.files.frame, "measures": lambda: quotients(record.files, record.months)},
        options.rounds,
    )
    scaling = {size: lone(world(size), 5 if size <= 100_000 else 1) for size in SIZES if size <= options.largest}
    before = earlier.measured()
    cold, warm = starts(options.rounds)
    large = options.largest >= MILLION
    own, a_file = memory(MILLION if large else 100_000)
    pairing = variance_ratios(30)
    (region, region_later, share), (classroom, classroom_later, _) = (
        reductions.with_reductions(name, options.rounds) for name in ("region", "classroom")
    )
    more = {
        "region": region,
        "classroom": classroom,
        "share": 100.0 * share,
        "worker": reductions.worker(),
        "bytes": own,
        "halves": halves(3) if large else np.nan,
        "cluster": execution.cluster_ratio(),
        "first": first_number(),
        "cold": cold,
        "threads": threads_ratio(options.rounds),
        "warm": warm,
        "pairing": float(np.nanmedian(pairing.to_numpy())),
        "pairing, least": float(np.nanmin(pairing.to_numpy())),
    }
    activity = record.panel["touched"].sum() / record.panel["providers"].sum()
    lines = [
        *paragraph(
            "Made by `make bench`: medians of interleaved repeats in one run, seconds of the processor where one thread"
            f" works. Ratios travel between machines, seconds do not. {platform.machine()}, Python"
            f" {platform.python_version()}, {options.rounds} rounds. 10,000 providers × {MONTHS} months of the"
            f" baseline, in which {activity:.1%} of provider-months are touched. All make the same record (NumPy to"
            " a dozen digits), which is checked first."
        ),
        *table(
            ["engine", "seconds", "ns per provider-month", "plain = 1"],
            [
                [ENGINES[name], f"{took:.3f}", f"{took * per_month:,.0f}", f"{seconds['plain'] / took:.1f}"]
                for name, took in seconds.items()
            ],
        ),
        *paragraph(
            "The plain model takes its agents from `agents_by_type`. Until c474fcd it selected them anew four times a"
            " month, 44 % of its time: against that yardstick the compiled engine was 257 to 280 times as fast, against"
            " this one 146 times, by the same record, as an outside reader measured it."
        ),
        *paragraph(
            f"The ledger of {len(record.ledger):,} files as a table takes {tables['ledger']:.3f} s more, all measures"
            f" of it {tables['measures']:.3f} s."
        ),
        *earlier.section(before, seconds["compiled"], scaling.get(MILLION, np.nan)),
        *table(["asked", "measured", "must", "good", "reached"], bars(seconds, scaling, more, earlier.slower(before))),
        *paragraph(
            "A run of the region or the classroom makes its world and who is at work in month 0. Another scenario of"
            " the same replicate that differs in later changes alone takes both from the run before. Then a region run"
            f" takes {region_later:.1f} ms, a classroom run {classroom_later:.1f} ms."
        ),
        *table(
            ["providers, compiled engine", "seconds", "ns per provider-month"],
            [[f"{size:,}", f"{took:.2f}", f"{took * 1e9 / (size * MONTHS):.0f}"] for size, took in scaling.items()],
        ),
        *paragraph(
            f"A new interpreter has its first result (1,000 providers, {MONTHS} months) after {warm:.2f} s, after"
            f" {cold:.0f} s where the model is compiled first."
        ),
        *paragraph(
            "Pairing: how many times less variance the effect of a mild change has with shared luck than with"
            " independent luck (30 replicates, 2,000 providers)."
        ),
        *table(
            ["change", *(f"`{name}`" for name in MEASURES)],
            [
                [f"`{lever}` {MILD[lever]:+g}", *map(_ratio, values)]
                for lever, values in zip(pairing.index, pairing.to_numpy(), strict=True)
            ],
        ),
        *phases.section(options.rounds),
        *yardstick.section(options.rounds),
        *execution.section(options.rounds),
        *plan(scaling, own, a_file * len(record.ledger) / 10_000),
    ]
    write_part(DOCS / "benchmarks.md", "measured", "\n".join(lines).rstrip())


if __name__ == "__main__":
    main()
