"""What the tests of the model share: scenarios as the command line composes them, and runs of them."""

from __future__ import annotations

from functools import cache, lru_cache

import pytest
from hydra import compose, initialize_config_dir

from zombielaw.experiments.config.settings import register, settings_from
from zombielaw.experiments.paths import CONFIGS
from zombielaw.sim import simulate as door
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario

register()


@cache
def scenario(*overrides: str) -> Scenario:
    """The scenario of a command: ``scenario("experiment=lively", "policy.pooling=0")``."""
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        return settings_from(compose("config", overrides=list(overrides))).scenario


@lru_cache(maxsize=48)
def run(given: Scenario, seed: int = 1, replicate: int = 0) -> Record:
    """A run, kept for the tests that ask for it again; do not change its tables."""
    return door.simulate(given, seed, replicate)


@pytest.fixture(name="scenario")
def _scenario():
    return scenario
