"""Digests of a few runs are committed: a change of results shows itself, and so does one that only the compiler makes.

Floating-point functions of another C library or processor may give another last bit, so numbers are digested to a dozen
digits. Remake the file after a change of results that is meant: ``python -m tests.test_digests``.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from zombielaw.experiments.studies.registry import composed
from zombielaw.sim.record import Record
from zombielaw.sim.scenario import Scenario, Size
from zombielaw.sim.simulate import ENGINES, simulate

COMMITTED = Path(__file__).parent / "digests.json"
NAMED = {
    "lively": ("experiment=lively", "world.providers=300", "study.months=60"),
    "excluded": (
        "experiment=excluded",
        "world.providers=300",
        "study.months=60",
        "world.trace_rate=0.01",
    ),
    "deleted": (
        "experiment=lively",
        "world.providers=300",
        "study.months=40",
        "policy.order_element_required=false",
    ),
    "injected": ("experiment=meanfield", "study.months=24"),
}
TINY = replace(
    composed("experiment=lively").scenario,
    size=Size(60, 1, 3, 1, 1, 2),
    months=24,
    growth=(1.0,),
    outside_cases=(0.5,),
)


def digest(record: Record) -> str:
    """Digest of both tables, numbers to a dozen digits."""
    tables = (
        table.to_csv(index=False, float_format="%.12g") for table in (record.ledger, record.panel)
    )
    return hashlib.sha256("".join(tables).encode()).hexdigest()[:16]


def scenarios() -> dict[str, Scenario]:
    return {name: composed(*words).scenario for name, words in NAMED.items()} | {"tiny": TINY}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [*NAMED, "tiny"])
def test_a_run_is_the_one_that_was_committed(name, engine):
    assert (
        digest(simulate(scenarios()[name], 1, engine=engine))
        == json.loads(COMMITTED.read_text())[name]
    )


def test_a_tiny_world_without_the_compiler():
    """The compiled engine's functions as plain Python: no other test in the fast suite runs its loops so."""
    words = [sys.executable, "-m", "tests.test_digests", "tiny"]
    made = subprocess.run(
        words,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    assert made.stdout.strip() == json.loads(COMMITTED.read_text())["tiny"]


if __name__ == "__main__":
    if sys.argv[1:] == ["tiny"]:
        print(digest(simulate(TINY, 1, engine="compiled")))
    else:
        digests = {name: digest(simulate(scenario, 1)) for name, scenario in scenarios().items()}
        COMMITTED.write_text(json.dumps(digests, indent=2) + "\n")
