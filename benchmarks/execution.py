"""What execution and storage cost beside the simulation, and whether memory grows with the number of runs."""

from __future__ import annotations

import math
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import interleaved, paragraph, timed
from zombielaw.experiments.config.settings import Execute, Settings
from zombielaw.experiments.designs.grids import grid, scenarios
from zombielaw.experiments.runs.executors import warm_up
from zombielaw.experiments.runs.results import write_results
from zombielaw.experiments.runs.run_design import run_design
from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.measures import quotients
from zombielaw.sim.simulate import simulate

LEVELS = {"policy.corrective_order_rate": [0.2, 0.4, 0.6, 0.8], "policy.charge_preference": [0.1, 0.5, 0.9]}


def settings(replicates: int, out: Path, execute: Execute) -> Settings:
    """Twelve points of the small world, with so many replicates."""
    return replace(composed("world=classroom", f"replicates={replicates}"), out=out, execute=execute)


def bare(given: Settings) -> None:
    """The runs and their measures alone, in the order of a design: the points of a replicate share its world."""
    points = scenarios(given, grid(LEVELS))
    for replicate in range(given.replicates):
        for scenario in points:
            record = simulate(scenario, given.seed, replicate, "compiled")
            quotients(record.files, record.months)


def executed(given: Settings) -> None:
    """The same runs as a design that is run, stored in a new place and read back."""
    with tempfile.TemporaryDirectory() as folder:
        run_design(replace(given, out=Path(folder)), grid(LEVELS)).runs("application_rate_statute")


def peak() -> float:
    """Greatest memory of this process so far, MB; the operating system's count may include that of its parent."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(next(line.split()[1] for line in status.read_text().splitlines() if "VmHWM" in line)) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def memory(replicates: int) -> float:
    """Greatest memory (MB) of a process that runs the design serially and writes its table."""
    words = [sys.executable, "-m", "benchmarks.execution", str(replicates)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def cluster_ratio() -> float:
    """How many times the runs a second of one Dask worker two make, on this machine; NaN without distributed."""
    try:
        from distributed import LocalCluster  # noqa: PLC0415 - an extra
    except ImportError:
        return math.nan
    given = replace(composed("world=region", "replicates=20"), engine="compiled")
    seconds = []
    for workers in (1, 2):
        with LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs="CRITICAL"
        ) as cluster:
            on_cluster = replace(given, execute=Execute("dask", 0, cluster.scheduler_address))
            executed(replace(on_cluster, replicates=1))  # each has loaded its code
            seconds.append(timed(lambda there=on_cluster: executed(there), time.perf_counter))
    return seconds[0] / seconds[1]


def section(rounds: int) -> list[str]:
    """Lines of the page."""
    warm_up("compiled")
    nowhere, serial = Path(), Execute("serial")
    one, three = (settings(replicates, nowhere, serial) for replicates in (20, 60))
    two = replace(three, execute=Execute("processes", 2))
    works = {"bare": lambda: bare(one), "stored": lambda: executed(one), "two": lambda: executed(two)}
    seconds = interleaved(works, rounds, time.perf_counter)
    few, many = memory(2), memory(100)
    return paragraph(
        f"Execution, by the clock: 240 classroom runs with their measures take {seconds['bare']:.1f} s in a bare loop"
        f" and {seconds['stored']:.1f} s as a design that is stored in chunks and read back"
        f" ({seconds['stored'] / seconds['bare'] - 1:+.1%}). Two processes make"
        f" {3 * seconds['stored'] / seconds['two']:.2f} times as many runs a second as one, their start included. The"
        f" greatest memory of the process is {few:.0f} MB for 24 runs and {many:.0f} MB for 1,200."
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings(int(sys.argv[1]), Path(folder), Execute("serial"))
        write_results(Path(folder), {"levels": run_design(chosen, grid(LEVELS))})
    print(peak())
