"""What the tests of the model share: scenarios as the command line composes them, and runs of them."""

from __future__ import annotations

from functools import cache, lru_cache

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim import simulate as door
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario


@cache
def scenario(*overrides: str) -> Scenario:
    """The scenario of a command: ``scenario("experiment=lively", "policy.pooling=0")``."""
    return composed(*overrides).scenario


@lru_cache(maxsize=48)
def run(given: Scenario, seed: int = 1, replicate: int = 0) -> Record:
    """A run of the compiled engine, kept for the tests that ask for it again; do not change its tables.

    The Mesa engine leaves the same record, bit for bit: ``tests/test_engines.py``.
    """
    return door.simulate(given, seed, replicate, "compiled")
