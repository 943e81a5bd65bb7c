"""The main figures of ``make bench`` by version: what was measured once stays, so that one sees what a change did."""

from __future__ import annotations

import math
import subprocess
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from benchmarks.measure import paragraph, table

TABLE = Path(__file__).with_name("history.csv")
COLUMNS = ["version", "commit", "date", "figure", "value"]


def commit() -> str:
    """The commit that is measured, in short."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, cwd=TABLE.parent, capture_output=True, text=True, check=True).stdout.strip()


def section(figures: dict[str, float]) -> list[str]:
    """Keep the figures of this commit, and tell those of all: lines of the page."""
    known = pd.read_csv(TABLE, dtype={"commit": str})
    here = (version("zombielaw"), commit(), date.today().isoformat())
    mine = [(*here, name, value) for name, value in figures.items() if not math.isnan(value)]
    every = pd.concat([known[known["commit"] != here[1]], pd.DataFrame(mine, columns=COLUMNS)])
    every.to_csv(TABLE, index=False)
    wide = every.pivot_table("value", ["date", "version", "commit"], "figure", "first", sort=False).reset_index()
    names = [name for name in dict.fromkeys([*figures, *every["figure"]]) if name in wide]
    shown = wide[names].map(lambda value: "" if math.isnan(value) else f"{value:.3g}")
    rows = [
        [f"{row['version']} ({row['commit']}, {row['date']})", *cells]
        for row, cells in zip(wide.to_dict("records"), shown.to_numpy().tolist(), strict=True)
    ]
    return [
        *paragraph("By version (`benchmarks/history.csv`). Seconds and milliseconds are of the machine of the day."),
        *table(["version", *names], rows),
    ]
