"""A design that a user brings as a file: read, and refused where it is not a table of scenarios."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.config.reforms import KEYS
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_regular
from zombielaw.experiments.designs.grids import LABEL, POINT, scenarios
from zombielaw.experiments.designs.reforms import reform_design
from zombielaw.experiments.errors import InputError, unreadable
from zombielaw.experiments.paths import DATA

EXAMPLE = "data/example_design.csv"
"""The table that is read where none is named."""
REFORM = tuple(key for key in KEYS if key != "name")
"""Columns of a reform: a package, and when and where it and the levers of its row are moved; cells may be empty."""
_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


def table_at(name: str) -> Path:
    """The file of a name: the example is that of the package, wherever the command is given."""
    return DATA / Path(EXAMPLE).name if name == EXAMPLE else Path(name)


def read_design(settings: Settings, path: Path) -> pd.DataFrame:
    """Read a CSV or Parquet table of scenarios and check all of it.

    Raises InputError: the file cannot be read, or a column, row or cell is not allowed; the message names them. Rows
    are counted from 1, the first below the heading.
    """
    try:
        check_regular(path)
    except OSError as error:
        raise InputError(f"study.table={unreadable(path, error)}; give a CSV or Parquet table.") from None
    head, rows = _read_parquet(path) if path.suffix == ".parquet" else _read_csv(path)
    if not rows:
        raise InputError(f"{path}: no rows; a design has at least one scenario.")
    twice = [name for number, name in enumerate(head) if name in head[:number]]
    if twice:
        raise InputError(f"{path}, column {twice[0]}: stands there twice; keep one.")
    for number, row in enumerate(rows, start=1):
        if all(cell in (None, "") for cell in row):
            raise InputError(f"{path}, row {number}: the row is empty; remove it, or write today into a column policy.")
        if len(row) != len(head):
            raise InputError(
                f"{path}, row {number}: {len(row)} cells under {len(head)} columns; quote cells with commas."
            )
    design = pd.DataFrame(rows, columns=head, dtype=object)
    if POINT in design:
        if [str(point) for point in design[POINT]] != [str(number) for number in range(len(design))]:
            raise InputError(f"{path}, column {POINT}: must count the rows, 0, 1, 2, ...; or leave the column out.")
        design = design.drop(columns=POINT)
    if {*REFORM} & {*head}:
        given = [dict(zip(map(str, design), row, strict=True)) for row in design.to_numpy(dtype=object).tolist()]
        named = [(f"{path}, row {number}", row) for number, row in enumerate(given, start=1)]
        design = reform_design(settings, named, table=True)
        design = design.drop(columns=POINT)
    elif all(name.startswith(LABEL) for name in head if name != POINT):
        raise InputError(f"{path}: no column names a setting; name one as on the command line: policy.order_quality.")
    design.insert(0, POINT, range(len(design)))
    seen: dict[Any, int] = {}
    for number, scenario in enumerate(scenarios(settings, design, str(path)), start=1):
        first = seen.setdefault(scenario, number)
        if first != number:
            raise InputError(f"{path}, row {number}: the same scenario as row {first}; remove one of them.")
    return design.infer_objects()


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except OSError as error:
        raise InputError(f"study.table={unreadable(path, error)}; give a CSV or Parquet table.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not a readable CSV table, broken or truncated: {error}.") from None
    if not lines:
        raise InputError(f"{path}: the file is empty; a design has a heading and at least one row.")
    head, *body = lines
    names = [name.strip() for name in head]
    as_text = {number for number, name in enumerate(names) if name == CHANGES or name.startswith(LABEL)}
    rows = [[cell if number in as_text else _value(cell) for number, cell in enumerate(line)] for line in body]
    return names, rows


def _value(text: str) -> Any:
    """A cell as a truth, a number in plain digits, or the word that it is: nan and 1_0 are words."""
    plain = text.strip()
    if plain.lower() in ("true", "false"):
        return plain.lower() == "true"
    if _WHOLE.fullmatch(plain):
        return int(plain) if len(plain) < 100 else float(plain)  # Python reads no number of thousands of digits
    return float(plain) if _NUMBER.fullmatch(plain) else plain


def _read_parquet(path: Path) -> tuple[list[str], list[list[Any]]]:
    try:
        table = pd.read_parquet(path)
    except OSError as error:
        raise InputError(f"study.table={unreadable(path, error)}; give a CSV or Parquet table.") from None
    except Exception as error:  # whatever a broken file sets off in what reads it
        said = " ".join(str(error).split())[:300]
        raise InputError(f"{path}: not a readable Parquet table, broken or truncated: {said}.") from None
    plain = table.astype(object).where(table.notna(), None)
    rows = [[cell.tolist() if isinstance(cell, np.ndarray) else cell for cell in row] for row in plain.to_numpy()]
    return [str(name) for name in table.columns], rows
