"""Memory that is too small, said before the runs, with a world that would fit."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, replace
from math import ceil, inf
from pathlib import Path
from typing import TYPE_CHECKING

from zombielaw.experiments.errors import ExecutionError

if TYPE_CHECKING:
    from zombielaw.experiments.runs.run_store import Block

PEAK = 1.9
"""Memory of a run at its peak, over that of the arrays of its world: for these and for the worlds that are kept, and as
much again for each file of a provider. As measured with the compiled engine, and a tenth more.
"""
LEAST = 3_000_000_000
"""Addresses that a process needs at least: the compiler, and what computes and draws, end in their own words below."""


def check_limit() -> None:
    """Raise ExecutionError if a process may have fewer addresses than any study needs; libraries are not yet loaded."""
    if (limit := allowed()) < LEAST:
        raise ExecutionError(
            "A process may have {} of memory here (ulimit -v), and a study needs {}; raise the limit.",
            in_units(limit),
            in_units(LEAST),
        )


def check_fits(blocks: Iterable[Block], runs: int) -> None:
    """Raise ExecutionError if so many runs at once of a scenario of these blocks need more memory than there is.

    What they take must be free, by the files of a run of a province of the mean size (changes of some provinces are
    left out). What a run asks for, of which it uses a part, the machine must have.
    """
    from zombielaw.sim.engines.compiled.state import FILE, PACE, ROOM  # noqa: PLC0415 - a limit is checked before what
    from zombielaw.sim.simulate import memory_of, simulate  # noqa: PLC0415 - is large is loaded

    free = has("MemAvailable")
    for one in {point.scenario for block in blocks for point in block.points}:
        size, takes = one.size, runs * PEAK * memory_of(one)
        if one.months * takes < free:  # a provider has hardly more files than months
            continue
        mean = type(size)(*(ceil(each / size.provinces) for each in astuple(size)))
        changes = tuple(change for change in one.changes if not change.provinces)
        part = simulate(replace(one, size=mean, changes=changes), 1, 0, "compiled")
        takes *= 1.0 + part.files["provider"].size / mean.providers
        asked = (ROOM + one.months // PACE) * FILE.itemsize * size.providers
        fits = min(free / takes, has("MemTotal") / asked)
        if fits < 1.0:
            raise ExecutionError(
                "Too little memory: {} runs at once of world.providers={} need {}, and {} are free; some {} "
                "providers would fit. Give execute.workers=1 or a smaller world.",
                runs,
                size.providers,
                in_units(max(takes, asked)),
                in_units(free),
                int(float(f"{fits * size.providers:.1g}")),
            )


def has(what: str) -> float:
    """Bytes that this process may have of the machine's ``MemTotal`` or ``MemAvailable``; without a limit, infinite."""
    with suppress(OSError, StopIteration):  # of Linux; what it keeps of files is free too
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
        found = 1024.0 * int(next(x for x in lines if x.startswith(what)).split()[1])
        return min(allowed(), found)
    return allowed()


def allowed() -> float:
    """Addresses that this process may have; infinite without a limit."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        return inf if limit == resource.RLIM_INFINITY else float(limit)
    return inf


def in_units(number: float) -> str:
    """Bytes in GB or MB."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.0f} MB"
