"""A user's own design: a table of scenarios in a file, checked when it is read; or named ranges of settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.config.reform_words import KEYS
from zombielaw.experiments.config.schema import CHANGES, SETTINGS, read
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_name, content_of, table_in, vanishes
from zombielaw.experiments.designs.grids import (
    BASE,
    LABEL,
    NAME,
    POINT,
    scenarios,
    table_of,
    value_in,
)
from zombielaw.experiments.designs.reform_rows import reform_design
from zombielaw.experiments.errors import InputError, Said, in_row
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.parameters import written

EXAMPLE = "data/example_design.csv"
"""The table that is read where none is named."""
REFORM = tuple(key for key in KEYS if key != "name")
"""Columns of a reform: a package, and when and where it and the levers of its row are moved; cells may be empty."""
MOST, MOST_COLUMNS = 20_000, 1_000
"""Scenarios of the largest design, and settings of each."""
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DAY = re.compile(r"^(\d{4}-\d\d)-01$")
"""The first day of a month, into which Excel turns a month."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


def table_at(name: str) -> Path:
    """Path of a table by its name; the example is that of the package, in whatever folder the command is given."""
    return DATA / Path(EXAMPLE).name if name == EXAMPLE else Path(name)


def read_design(settings: Settings, path: Path, lang: Language = LANGUAGES[0]) -> pd.DataFrame:
    """Read a CSV, Excel or Parquet table of scenarios and check all of it.

    Raises InputError: the file cannot be read, or a column, row or cell is not allowed; the message names them. Rows
    are counted from 1, the first below the heading. ``lang``: language in which reforms are named.
    """
    head, rows = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    if not rows:
        raise InputError("{}: no rows; a design has at least one scenario.", path)
    for name in head:
        check_name(name, f"{path}, heading")
    twice = [name for number, name in enumerate(head) if name in head[:number]]
    if twice:
        raise InputError("{}, column {}: stands there twice; keep one.", path, twice[0])
    for number, row in enumerate(rows, start=1):
        if all(cell in (None, "") for cell in row):
            raise InputError(
                "{}, row {}: the row is empty; remove it, or write today into a column policy.",
                path,
                number,
            )
        if len(row) != len(head):
            raise InputError(
                "{}, row {}: {} cells under {} columns; quote cells with commas.",
                path,
                number,
                len(row),
                len(head),
            )
        for name, cell in zip(head, row, strict=True):
            if name.startswith(LABEL) and cell is not None:
                check_name(str(cell), Said("{}, row {}, column {}", path, number, name))
    design = pd.DataFrame(rows, columns=head, dtype=object)
    if POINT in design:
        if [str(point) for point in design[POINT]] != [
            str(number) for number in range(len(design))
        ]:
            raise InputError(
                "{}, column {}: must count the rows, 0, 1, 2, ...; or leave the column out.",
                path,
                POINT,
            )
        design = design.drop(columns=POINT)
    if {*REFORM} & {*head}:
        given = [
            dict(zip(map(str, design), row, strict=True))
            for row in design.to_numpy(dtype=object).tolist()
        ]
        named = [(in_row(path, number), row) for number, row in enumerate(given, start=1)]
        design = reform_design(settings, named, table=True, lang=lang)
        design = design.drop(columns=POINT)
    elif all(name.startswith(LABEL) for name in head if name != POINT):
        raise InputError(
            "{}: no column names a setting; name one as on the command line: policy.order_quality.",
            path,
        )
    design.insert(0, POINT, range(len(design)))
    seen: dict[Any, int] = {}
    for number, scenario in enumerate(scenarios(settings, design, str(path)), start=1):
        first = seen.setdefault(scenario, number)
        if first != number:
            raise InputError(
                "{}, row {}: the same scenario as row {}; remove one of them.", path, number, first
            )
    return design.infer_objects()


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    lines = table_in(path).rows
    if not lines:
        raise InputError(
            "{}: the file is empty; a design has a heading and at least one row.", path
        )
    head, *body = lines
    names = [name.strip() for name in head]
    as_text = {
        number for number, name in enumerate(names) if name == CHANGES or name.startswith(LABEL)
    }
    dates = {number for number, name in enumerate(names) if name in ("start", "end")}
    for line in body:
        line[:] = [
            _DAY.sub(r"\1", cell) if number in dates else cell for number, cell in enumerate(line)
        ]
    rows = [
        [cell if number in as_text else _value(cell) for number, cell in enumerate(line)]
        for line in body
    ]
    return names, rows


def _value(text: str) -> Any:
    """A cell as yes or no, as a number in plain digits, or else as a word, such as nan and 1_0."""
    plain = text.strip()
    if plain.lower() in ("true", "false"):
        return plain.lower() == "true"
    if _WHOLE.fullmatch(plain):
        # Python reads no number of thousands of digits
        return int(plain) if len(plain) < 100 else float(plain)
    return float(plain) if _NUMBER.fullmatch(plain) and not vanishes(plain) else plain


def _read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    content = content_of(path)
    try:
        about = pq.ParquetFile(BytesIO(content)).metadata
        if about.num_rows > MOST or about.num_columns > MOST_COLUMNS:
            raise ValueError(f"it has more than {MOST:,} rows or {MOST_COLUMNS:,} columns")
        table = pd.read_parquet(BytesIO(content))
    except Exception as error:  # whatever a broken file sets off in what reads it
        reason = " ".join(str(error).split())[:300]
        raise InputError(
            "{}: not a readable Parquet table, broken or truncated: {}.", path, reason
        ) from None
    plain = table.astype(object).where(table.notna(), None)
    rows = [
        [cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in row]
        for row in plain.to_numpy()
    ]
    return [str(name) for name in table.columns], rows


# ---- ranges that a user names: a grid, or a Latin hypercube


def in_ranges(
    settings: Settings, ranges: Mapping[str, Any], samples: int, levels: int
) -> pd.DataFrame:
    """The command's own scenario, then a sample or a grid of named ranges.

    ``ranges``: by setting: two numbers, low and high; or options. ``samples``: points of a Latin hypercube; 0 = a grid
    of ``levels`` even values of each number, and of every option.
    Raises InputError: a setting or range that is not allowed, or too many points.
    """
    values = {key: _range(settings, key, ends) for key, ends in ranges.items()}
    if samples:
        unit = sp.stats.qmc.LatinHypercube(len(values), rng=settings.seed).random(samples)
        columns = [
            _at(key, ends, column)
            for (key, ends), column in zip(values.items(), unit.T, strict=True)
        ]
        rows = [dict(zip(values, row, strict=True)) for row in zip(*columns, strict=True)]
    else:
        every = {key: _levels(key, ends, levels) for key, ends in values.items()}
        if (number := int(np.prod([len(each) for each in every.values()]))) > MOST:
            raise InputError(
                "A grid of {} scenarios is too large; allowed: {}; or give study.samples=200.",
                number,
                MOST,
            )
        rows = [dict(zip(every, row, strict=True)) for row in product(*every.values())]
    own = {key: value_in(settings, key) for key in values}
    named = [
        {NAME: BASE, **own},
        *({NAME: str(number), **row} for number, row in enumerate(rows, start=1)),
    ]
    return table_of(
        one
        for number, one in enumerate(named)
        if not number or any(one[key] != own[key] for key in own)
    )


def _range(settings: Settings, key: str, ends: object) -> list[Any]:
    value_in(settings, key)
    about, where = SETTINGS.get(key), f"study.ranges: {key}"
    if about is not None and isinstance(ends, list) and len(ends) > 1:
        values = [about.shown(read(where, end, about)) for end in ends]
        if (
            len(set(values)) == len(values)
            if not _is_number(key)
            else len(values) == 2 and values[0] < values[1]
        ):
            return values
    raise InputError(
        "{}={} is no range; allowed: [low, high], or a list of options, each once.",
        where,
        written(ends),
    )


def _is_number(key: str) -> bool:
    about = SETTINGS[key]
    return not about.about.options and about.kind is not bool


def _at(key: str, ends: Sequence[Any], unit: np.ndarray[Any, Any]) -> list[Any]:
    """Values at places in the unit interval."""
    if not _is_number(key):
        return [ends[min(len(ends) - 1, int(place * len(ends)))] for place in unit]
    return _rounded(key, [ends[0] + place * (ends[1] - ends[0]) for place in unit.tolist()])


def _levels(key: str, ends: Sequence[Any], levels: int) -> list[Any]:
    if not _is_number(key):
        return list(ends)
    values = _rounded(key, np.linspace(float(ends[0]), float(ends[1]), levels).tolist())
    return sorted(set(values)) if SETTINGS[key].kind is int else values


def _rounded(key: str, values: Iterable[float]) -> list[Any]:
    """Numbers as one writes them: whole where the setting is, else with six digits."""
    return [round(one) if SETTINGS[key].kind is int else float(f"{one:.6g}") for one in values]
