"""An earlier version beside this one: the same runs, in the same hour, on the same machine."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from benchmarks.measure import paragraph

COMMIT = "c474fcd"
"""The version that an outside reader measured; the seconds that are asked of an engine are of a machine on which it
takes :data:`ASKED` seconds for 10⁶ providers × 120 months."""
ASKED = 8.0

RUNS = """
import json, time
from benchmarks.measure import world
from sim.compiled import run
from sim.luck import Luck
began = time.perf_counter()
run(world(1_000), Luck(1, 0))
found = {"cold": time.perf_counter() - began}
for size, rounds in ((10_000, 5), (1_000_000, 1)):
    scenario, times = world(size), []
    for replicate in range(rounds):
        began = time.process_time()
        run(scenario, Luck(1, replicate))
        times.append(time.process_time() - began)
    found[str(size)] = sorted(times)[rounds // 2]
print(json.dumps(found))
"""


def measured() -> dict[str, float]:
    """Seconds of :data:`COMMIT`: compiling, and runs of 10⁴ and 10⁶ providers; empty where git does not know it."""
    root = Path(__file__).parents[1]
    packed = subprocess.run(["git", "archive", COMMIT], cwd=root, capture_output=True, check=False)
    if packed.returncode:
        return {}
    with tempfile.TemporaryDirectory() as place, tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(place, filter="data")
        environment = {**os.environ, "PYTHONPATH": place, "NUMBA_CACHE_DIR": f"{place}/cache"}
        told = subprocess.run(
            [sys.executable, "-c", RUNS], cwd=place, env=environment, check=True, capture_output=True, text=True
        )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def slower(before: dict[str, float]) -> float:
    """Times that this machine takes as long as the one for which seconds were asked; 1 where that is not known."""
    return before["1000000"] / ASKED if before else 1.0


def section(before: dict[str, float], ten_thousand: float, million: float) -> list[str]:
    """Lines of the page; seconds of this version, not a number where they were not measured."""
    if not before:
        return paragraph(f"{COMMIT} is not in this copy of the repository, so that the seconds below stand alone.")
    beside = f"; 10⁶ providers {before['1000000']:.1f} s, where this version takes {million:.1f} s"
    more = "" if math.isnan(million) else beside
    return paragraph(
        f"Beside it, in the same run: {COMMIT} takes {before['10000']:.3f} s for 10,000 providers, where this version"
        f" takes {ten_thousand:.3f} s{more}. {COMMIT} compiles in {before['cold']:.0f} s. Bars in seconds were asked of"
        f" a machine on which {COMMIT} takes {ASKED:g} s for 10⁶ providers; here they are {slower(before):.2f} times as"
        " long."
    )
