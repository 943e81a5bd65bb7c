"""From a new interpreter to the first result, with and without compiled code in the cache."""

from __future__ import annotations

import math
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.measure import timed

FIRST_RESULT = """
from dataclasses import replace
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import simulate
scenario = replace(Scenario(), size=Size(1000, 1, 6, 2, 2, 10), months=120)
print(len(simulate(scenario, 1, 0, "compiled").ledger))
"""


def start(cache: str) -> float:
    """Seconds until a new interpreter has lived 120 months of 1,000 providers."""
    words = [sys.executable, "-c", FIRST_RESULT]
    environment = {**os.environ, "NUMBA_CACHE_DIR": cache}

    def work() -> None:
        subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)

    return timed(work, time.perf_counter)


def first_number() -> float:
    """Seconds until a command with nothing compiled tells its first number, from two finished runs.

    All its processes are ended then: the one that compiles would go on beside the next measurement.
    """
    words = [sys.executable, "-m", "zombielaw", "baseline", "replicates=30"]
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "NUMBA_CACHE_DIR": f"{place}/cache"}
        began = time.perf_counter()
        with subprocess.Popen(
            [*words, f"out={place}/out"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        ) as process:  # fmt: skip
            lines = iter(process.stderr or ())
            told = any(line.startswith("Provisional") for line in lines)
            found = time.perf_counter() - began if told else math.nan
            os.killpg(process.pid, signal.SIGKILL)
    return found


def starts(rounds: int) -> tuple[float, float]:
    """Seconds of a cold start (compiling), and the median of warm ones."""
    with tempfile.TemporaryDirectory() as cache:
        cold = start(cache)
        return cold, statistics.median(start(cache) for _ in range(rounds))
