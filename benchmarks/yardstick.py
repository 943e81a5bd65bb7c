"""One phase of the compiled month beside the same rule in C: the scan of all providers for draws below a bound."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from benchmarks.measure import interleaved, paragraph
from zombielaw.sim.engines.scan import CHUNK, make_draws, may_strike
from zombielaw.sim.luck import Draw

SOURCE = Path(__file__).with_name("scan.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
COUNT, MONTH, BOUND = 1 << 20, 5, 0.01
_CHECK = int(Draw.CHECK)


@njit(cache=True)
def scanned(count: int, month: int, bound: float, found: Any) -> int:
    """The scan of the compiled engine: providers below the bound, and how many they are."""
    draws, struck, number = np.empty(CHUNK), np.empty(CHUNK + 1, np.int32), 0
    for first in range(0, count, CHUNK):
        drawn = min(CHUNK, count - first)
        make_draws(1, 0, _CHECK, month, first, drawn, draws)
        for at in range(may_strike(draws, drawn, bound, struck)):
            found[number] = first + struck[at]
            number += 1
    return number


def in_c(compiler: str, folder: Path) -> Any:
    """The same in C, compiled for this machine."""
    library = folder / "scan.so"
    subprocess.run([compiler, *FLAGS, "-o", str(library), str(SOURCE)], check=True)
    function = ctypes.CDLL(str(library)).scan
    word = ctypes.c_uint64
    function.argtypes = [word, word, word, word, ctypes.c_int64, ctypes.c_double, ctypes.c_void_p]
    function.restype = ctypes.c_int64
    return lambda count, month, bound, found: function(1, 0, _CHECK, month, count, bound, found.ctypes.data)


def costs(rounds: int) -> tuple[float, float] | None:
    """Nanoseconds of the scan for a provider, compiled from Python and in C; None where there is no C compiler.

    Raises
    ------
    AssertionError
        They find other providers.
    """
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return None
    ours, theirs = (np.empty(COUNT + 1, np.int32) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        plain = in_c(compiler, Path(folder))
        number = scanned(COUNT, MONTH, BOUND, ours)
        assert number == plain(COUNT, MONTH, BOUND, theirs)
        assert np.array_equal(ours[:number], theirs[:number])
        works = {
            "compiled": lambda: scanned(COUNT, MONTH, BOUND, ours),
            "C": lambda: plain(COUNT, MONTH, BOUND, theirs),
        }
        seconds = interleaved(works, 20 * rounds)
    return seconds["compiled"] * 1e9 / COUNT, seconds["C"] * 1e9 / COUNT


def section(rounds: int) -> list[str]:
    """Lines of the page."""
    found = costs(rounds)
    if found is None:
        return paragraph("The scan in C (`benchmarks/scan.c`) was not measured: this machine has no C compiler.")
    ours, theirs = found
    return paragraph(
        "One phase beside C: the scan of all providers for the draws of one decision below a bound takes"
        f" {ours:.2f} ns for a provider in the compiled engine and {theirs:.2f} ns in C (`benchmarks/scan.c`,"
        f" {' '.join(FLAGS[:3])}), {ours / theirs:.2f} times as long. Both find the same providers."
    )
