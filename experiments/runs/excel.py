"""Tables as one Excel file, in which no text is read as a formula."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

SHEET = 100_000
"""Rows of the largest table that goes into the Excel file."""
_INSTANT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""A time in the properties of an Excel file."""


def write_excel(path: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of one Excel file; one that is larger than a sheet is left out.

    The same tables give the same bytes: the dates that the format carries are those of 1980.
    """
    fitting = {name: table for name, table in tables.items() if len(table) < SHEET}
    if not fitting:
        return
    dated = BytesIO()
    with pd.ExcelWriter(dated, engine="openpyxl") as book:
        for name, table in fitting.items():
            table.to_excel(book, sheet_name=name[:31], index=False)
            for row in book.sheets[name[:31]].iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        cell.data_type = "s"  # a text that begins with = is no formula
    with ZipFile(dated) as parts, ZipFile(path, "w", ZIP_DEFLATED) as undated:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "docProps/core.xml":
                content = _INSTANT.sub(b"1980-01-01T00:00:00Z", content)
            undated.writestr(ZipInfo(name), content, ZIP_DEFLATED)
