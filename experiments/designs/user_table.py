"""A user's own design: a table of scenarios in a file, checked when it is read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.data.files import check_name, table_in, vanishes
from zombielaw.experiments.designs.grids import LABEL, POINT, SHARE, check_column, scenarios
from zombielaw.experiments.designs.reform_rows import reform_design
from zombielaw.experiments.designs.reform_words import KEYS
from zombielaw.experiments.errors import InputError, Said, in_row
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.words.texts import LANGUAGES, Language

EXAMPLE = "data/example_design.csv"
"""The table that is read where none is named."""
REFORM = tuple(key for key in KEYS if key != "name")
"""Columns of a reform: a package, and when and where it and the levers of its row are moved; cells may be empty."""
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DAY = re.compile(r"^(\d{4}-\d\d)-01$")
"""The first day of a month, into which Excel turns a month."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


def table_at(name: str) -> Path:
    """Path of a table by its name; the example is that of the package, in whatever folder the command is given."""
    return DATA / Path(EXAMPLE).name if name == EXAMPLE else Path(name)


def read_design(settings: Settings, path: Path, lang: Language = LANGUAGES[0]) -> pd.DataFrame:
    """Read a CSV or Excel table of scenarios and check all of it.

    Raises InputError: the file cannot be read, or a column, row or cell is not allowed; the message names them. Rows
    are counted from 1, the first below the heading. ``lang``: language in which reforms are named.
    """
    head, rows = _read_csv(path)
    if not rows:
        raise InputError("{}: no rows; a design has at least one scenario.", path)
    for name in head:
        check_name(name, f"{path}, heading")
    twice = [name for number, name in enumerate(head) if name in head[:number]]
    if twice:
        raise InputError("{}, column {}: stands there twice; keep one.", path, twice[0])
    for number, row in enumerate(rows, start=1):
        if all(cell == "" for cell in row):
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
            if name.startswith(LABEL):
                check_name(cell, Said("{}, row {}, column {}", path, number, name))
    design = pd.DataFrame(rows, columns=head, dtype=object)
    design = design.drop(columns=POINT, errors="ignore")  # rows are numbered anew
    if {*REFORM} & {*head}:
        for name in head:
            if not name.startswith(LABEL):
                check_column(name, str(path), (*KEYS, POINT))
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
    shares = design.get(SHARE, design[POINT] * 0)
    every = zip(scenarios(settings, design, str(path)), shares, strict=True)
    for number, each in enumerate(every, start=1):
        first = seen.setdefault(each, number)
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
