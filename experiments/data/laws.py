"""Public counts of a law by place and window of months, and where they place it: files of a desk against share charged.

A count is a row: ``provision, place, begin, end, stage, count``; further columns are for the reader. Desks of a place
may stand once for all provisions (``provision`` is *all*).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pandas as pd
from pydantic import Strict

from zombielaw.experiments.data.files import read_csv
from zombielaw.experiments.data.typed import Entry, fits, one_of, typed
from zombielaw.experiments.errors import InputError, Message
from zombielaw.experiments.paths import DATA

LAWS = "laws.csv"
STAGES = ("penalties", "referrals", "filings", "files", "charges", "judgments", "desks")
"""Stages of a law in their order, and the desks of the prosecutors."""
NEEDED = ("provision", "place", "begin", "end", "stage", "count")
ALL = "all"
"""A count of desks that holds for every provision of a place."""
_Name = Annotated[str, fits(bool, "a text")]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_Month = Annotated[str, fits(lambda one: bool(_MONTH.fullmatch(one)), "a month such as 2019-11")]


class Count(Entry):
    """A row of a table of counts."""

    provision: _Name
    place: _Name
    begin: _Month
    end: _Month
    stage: Annotated[str, one_of(*STAGES)]
    count: Annotated[
        float, Strict(False), fits(lambda one: 0.0 <= one < math.inf, "a number from 0 on")
    ]
    unit: str = ""

    @property
    def months(self) -> int:
        """Length of its window."""
        (year, month), (to_year, to_month) = (
            map(int, one.split("-")) for one in (self.begin, self.end)
        )
        return 12 * (to_year - year) + to_month - month + 1


class Placed(NamedTuple):
    """A provision in a place and window of months.

    ``files``: counted in the window. ``desk``: files a year and desk.
    ``share``: charges per file, or judgments (``by``) where charges were not counted.
    ``missing``: what it would take to place it, in the order of the stages; NaN is what cannot be said.
    """

    provision: str
    place: str
    begin: str
    end: str
    files: float
    desk: float
    share: float
    by: str
    missing: tuple[str, ...]


def read_counts(path: Path = DATA / LAWS) -> list[Count]:
    """Read a table of counts. Raises InputError: a column is missing or a row is wrong; it names the line."""
    table = read_csv(path, dtype=str, keep_default_na=False)
    if lacking := [name for name in NEEDED if name not in table]:
        raise InputError("{}: columns {} are missing; needed are {}.", path, lacking, NEEDED)
    return [_count(path, line, cells) for line, cells in enumerate(table.to_dict("records"), 2)]


def _count(path: Path, line: int, cells: dict[Any, str]) -> Count:
    where = Message("{}, line {}", path, line)

    def place(*keys: object) -> str:
        return Message("{}: {}", where, keys[-1]) if keys else where

    row: Count = typed(
        Count, {name: cells[name] for name in (*NEEDED, "unit") if name in cells}, place
    )
    if row.months < 1:
        raise InputError("{}: ends in {}, before it begins in {}.", where, row.end, row.begin)
    return row


def places_of(counts: list[Count]) -> Iterator[Placed]:
    """Each provision in each place and window, placed as far as its counts reach."""
    desks = {(row.provision, row.place): row.count for row in counts if row.stage == "desks"}
    windows: dict[tuple[str, str, str, str], dict[str, Count]] = {}
    for row in counts:
        if row.stage != "desks":
            windows.setdefault((row.provision, row.place, row.begin, row.end), {})[row.stage] = row
    for key, stages in windows.items():
        provision, place, *_ = key
        files, many = stages.get("files"), desks.get((provision, place), desks.get((ALL, place)))
        by = next((name for name in ("charges", "judgments") if name in stages), "")
        alike = not files or not by or {files.unit, stages[by].unit} != {"cases", "persons"}
        known = {"files": files, "charges": by and alike, "desks": many}
        desk = 12.0 * files.count / files.months / many if files and many else math.nan
        share = (
            stages[by].count / files.count if files and by and alike and files.count else math.nan
        )
        number = files.count if files else math.nan
        yield Placed(
            *key, number, desk, share, by, tuple(name for name in known if not known[name])
        )


def as_table(counts: list[Count]) -> pd.DataFrame:
    """The same as a table."""
    return pd.DataFrame(places_of(counts), columns=Placed._fields)
