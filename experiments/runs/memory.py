"""Memory that is too small, said before the runs where it can be known, with a world that would fit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from zombielaw.experiments.errors import ExecutionError, Said

if TYPE_CHECKING:
    from zombielaw.experiments.config.settings import Settings

SHARE = 0.5
"""Share of free memory that the arrays of one run may take: records and tables need the rest."""

LEAST = 3_000_000_000
"""Addresses that a process needs at least: the compiler, and what computes and draws, end in their own words below."""


def check_limit() -> None:
    """Raise ExecutionError if the limit of a process is below what any study needs; libraries are not yet loaded."""
    limit = _limit()
    if limit is not None and limit < LEAST:
        raise ExecutionError(
            "A process may have {} of memory here (ulimit -v), and a study needs {}; raise the limit.",
            in_units(limit),
            in_units(LEAST),
        )


def check_fits(settings: Settings) -> None:
    """Raise ExecutionError if the arrays of one run are larger than the memory that is free."""
    from zombielaw.sim.simulate import memory_of  # noqa: PLC0415 - a limit is checked before what is large is loaded

    free = free_bytes()
    if free is not None and memory_of(settings.scenario) > free:
        raise ExecutionError(out_of_memory(settings))


def out_of_memory(settings: Settings) -> str:
    """Message with the memory that a run takes, the memory that is free, and a world that would fit."""
    from zombielaw.sim.simulate import memory_of  # noqa: PLC0415

    scenario = settings.scenario
    takes, free = memory_of(scenario), free_bytes()
    message = f"Too little memory: a run of world.providers={scenario.size.providers} takes {in_units(takes)} or more"
    if free is not None:
        fits = int(SHARE * free / takes * scenario.size.providers)
        message += f", {in_units(free)} are free"
        if 0 < fits < scenario.size.providers:
            message += (
                f"; about world.providers={float(f'{fits:.2g}'):.0f} would fit, one run at a time"
            )
    return Said(
        "{}. What is whole stays: give execute.workers=1 or a smaller world, and the same command goes on.",
        message,
    )


def free_bytes() -> int | None:
    """Memory that this process may still have, as far as the system says; None if it does not."""
    limits = [_limit()]
    with suppress(OSError, StopIteration):  # of Linux; what it keeps of files is free too
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
        limits.append(1024 * int(next(x for x in lines if x.startswith("MemAvailable")).split()[1]))
    return min((limit for limit in limits if limit is not None), default=None)


def _limit() -> int | None:
    """Addresses that this process may have; None without a limit."""
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        return None if limit == resource.RLIM_INFINITY else limit
    return None


def in_units(number: float) -> str:
    """Bytes in GB or MB."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 1):.0f} MB"
