"""Advice for when memory runs out, in one sentence, with a world that would fit."""

from __future__ import annotations

import os
from contextlib import suppress

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.errors import Said
from zombielaw.sim.simulate import memory_of

SHARE = 0.5
"""Share of free memory that the arrays of one run may take: records and tables need the rest."""


def out_of_memory(settings: Settings) -> str:
    """Message with the memory that a run takes, the memory that is free, and a world that would fit."""
    scenario = settings.scenario
    takes, free = memory_of(scenario), free_bytes()
    message = f"Memory ran out. A run of world.providers={scenario.size.providers} takes {in_units(takes)} or more"
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
    limits = []
    with suppress(AttributeError, OSError, ValueError):
        limits.append(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on Windows

        limit = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit != resource.RLIM_INFINITY:
            limits.append(limit)
    return min(limits, default=None)


def in_units(number: float) -> str:
    """Bytes in GB or MB."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 1):.0f} MB"
