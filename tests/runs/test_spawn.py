"""Processes that are started anew, as on Windows and macOS: nothing is inherited, and records are the same."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256

import pytest
from shared import scenario

from zombielaw.sim.simulate import simulate

WORDS = ("experiment=lively", "world.providers=300", "study.months=12")


def digest(replicate: int) -> str:
    """Digest of a run by the engine that needs no compilation."""
    return sha256(simulate(scenario(*WORDS), 1, replicate, "mesa").ledger.to_csv().encode()).hexdigest()


@pytest.mark.slow
def test_spawned_processes_make_the_same_records():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(digest, range(2))) == [digest(0), digest(1)]
