"""The one door into the model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numba

from sim.luck import Luck
from sim.record import Record
from sim.scenario import Scenario

ENGINES = ("mesa", "compiled")


def compiled_before() -> bool:
    """Has this version of the compiled engine run on this machine?"""
    return any(Path(numba.config.CACHE_DIR).glob("**/*try_charges*"))  # type: ignore[attr-defined]


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int = 0,
    engine: str = "mesa",
    progress: Callable[[int], None] | None = None,
) -> Record:
    """Run one replicate of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Law, policy timeline, world.
    seed, replicate : int
        0 to 2**32 - 1; the same two numbers give the same luck in every scenario.
    engine : str
        One of :data:`ENGINES`.
    progress : callable, optional
        Called after each month with the number of months done.

    Returns
    -------
    Record
        Ledger (one row per file) and panel (one row per month and province).

    Raises
    ------
    ValueError
        Unknown engine, seed or replicate out of range.
    """
    for name, value in (("seed", seed), ("replicate", replicate)):
        if not 0 <= value < 2**32:
            raise ValueError(f"{name}={value} is out of range; allowed: 0 to {2**32 - 1}")
    luck = Luck(seed, replicate)
    # an engine is imported when it is asked for: workers of the one need not load the other
    if engine == "mesa":
        from sim.model import EnforcementModel, run  # noqa: PLC0415

        return run(EnforcementModel(scenario, luck), progress)
    if engine == "compiled":
        from sim import compiled  # noqa: PLC0415

        return compiled.run(scenario, luck, progress)
    raise ValueError(f"engine={engine!r} is not known; allowed: {', '.join(ENGINES)}")
