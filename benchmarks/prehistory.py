"""Test of the number of years before month 0: runs with as many as they have, and paired ones with twice as many.

``python -m benchmarks.prehistory`` (some minutes, most of compilation) writes the largest change to docs/validation.md.
All providers are at work from month 0 on, so that each brings its prehistory.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from unittest import mock

import pandas as pd

from benchmarks.measure import world
from zombielaw.experiments.paths import DOCS
from zombielaw.experiments.publish.documentation import write_part
from zombielaw.sim.procedures import prehistory
from zombielaw.sim.simulate import simulate_many

PROVIDERS, PAIRS = 10_000, 300
COLUMNS = (
    "non_compliant",
    "exits",
    "harm",
    "harm_after_orders",
    "findings",
    "orders_chosen",
    "written_orders",
    "interviews",
    "closures",
    "sanctions",
    "fines",
    "answers",
    "refusals",
    "follow_ups",
    "referrals",
    "traced",
    "own_files",
    "filings",
    "not_charged",
    "charges_287_2",
    "convictions_287_2",
    "warnings",
    "undetected_287_2",
    "expected_referrals",
    "expected_filings",
    "expected_charges_286_1",
    "expected_charges_287_2",
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
)
"""Columns of the panel that are compared, each added up over the run."""


def totals(months_before: int, runs: int) -> pd.DataFrame:
    """Sums of each run, a row a run.

    In a fresh process with a cache of its own, for compiled code holds the length as a constant.
    """
    prehistory.MONTHS_BEFORE = months_before
    made = simulate_many([world(PROVIDERS)], [(1, number) for number in range(runs)], 2)
    return pd.DataFrame(
        [{name: float(one.record.months[name].sum()) for name in COLUMNS} for one in made]
    )


def compared(runs: int) -> pd.DataFrame:
    """Each column with the prehistory as it is and with one twice as long: ``value, change, z``."""
    lengths = prehistory.MONTHS_BEFORE, 2 * prehistory.MONTHS_BEFORE
    sums = []
    for length in lengths:
        with (
            TemporaryDirectory() as cache,
            mock.patch.dict(os.environ, NUMBA_CACHE_DIR=cache),
            ProcessPoolExecutor(1, get_context("spawn")) as process,
        ):
            sums.append(process.submit(totals, length, runs).result())
    less = sums[1] - sums[0]
    return pd.DataFrame(
        {
            "value": sums[0].mean(),
            "change": less.mean() / sums[0].mean(),
            "z": less.mean() / less.sem(),
        }
    )


def main() -> None:
    """Run and write the largest change."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=int, nargs="?", default=PAIRS)
    changes = compared(parser.parse_args().pairs)
    name = changes["z"].abs().idxmax()
    most = changes.loc[name]
    part = f"{most['z']:+.1f}, of {len(changes)} columns: {most['change']:+.2%} of `{name}`."
    write_part(DOCS / "validation.md", "prehistory", f"The largest *z* is {part}")


if __name__ == "__main__":
    main()
