"""Tables as people save them, as rows of texts: CSV in UTF-8, UTF-16 or GB 18030, cells between , ; or tabs; Excel."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from zombielaw.experiments.errors import InputError, Said

ENDS = (".csv", ".tsv", ".txt", ".xlsx")
"""Ends of names of tables that are read here."""
LARGEST = 20_000_000
"""Bytes of an Excel file at most, unpacked."""
MOST_CELLS = 1_000_000
"""Cells of an Excel table at most, empty ones before the last too."""
_ZIP, _UTF16 = b"PK\x03\x04", (b"\xff\xfe", b"\xfe\xff")
_MARKED, _ENCODINGS = (
    (("utf-16", "UTF-16"),),
    (("utf-8-sig", "UTF-8"), ("gb18030", "GB 18030 (GBK)")),
)
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_DECIMAL = re.compile(r"([+-]?\d+),(\d+)")
"""A number with a decimal comma."""


class Table(NamedTuple):
    """Rows of a table, the heading first, with the form of the file and the sign between its cells."""

    rows: list[list[str]]
    form: str

    @property
    def plain(self) -> str:
        """The same as CSV with commas."""
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.rows)
        return text.getvalue()


def decoded(content: bytes, where: object) -> Table:
    """Read a table from the content of a file. ``where`` names the file.

    Raises InputError: it is no Excel file that can be read, or a text in none of the encodings, or a quotation mark is
    not closed.
    """
    if content.startswith(_ZIP):
        return Table(list(_of_excel(content, where)), "Excel, its first sheet")
    text, encoding = _text(content, where)
    try:
        heads = {
            mark: next(csv.reader(StringIO(text, newline=""), delimiter=mark), [])
            for mark in _SEPARATORS
        }
        mark = max(heads, key=lambda one: len(heads[one]))  # the first of those that give as many
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise InputError(
            "{}: not a readable CSV table, broken or truncated: {}.", where, error
        ) from None
    if mark == ";":
        rows = [
            [_point(cell, Said("{}, line {}", where, number)) for cell in row]
            for number, row in enumerate(rows, start=1)
        ]
    return Table(rows, f"CSV in {encoding}, cells between {_SEPARATORS[mark]}")


def _text(content: bytes, where: object) -> tuple[str, str]:
    for encoding, called in _MARKED if content.startswith(_UTF16) else _ENCODINGS:
        try:
            return content.decode(encoding), called
        except UnicodeDecodeError:
            continue
    raise InputError(
        "{}: not a readable CSV table: neither UTF-8 nor GB 18030 (GBK); save it as CSV UTF-8, or as .xlsx.",
        where,
    )


def _point(cell: str, where: str) -> str:
    """A decimal comma as a point: semicolons stand between cells where commas stand in numbers."""
    number = _DECIMAL.fullmatch(cell.strip())
    if number and len(number[2]) == 3:
        raise InputError(
            "{0}: {1} may be {2}{3} or {2}.{3}; write it without a comma.",
            where,
            cell,
            number[1],
            number[2],
        )
    return f"{number[1]}.{number[2]}" if number else cell


def _of_excel(content: bytes, where: object) -> Iterator[list[str]]:
    """Rows of the first sheet, without empty rows below and empty columns to the right."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
        if size > LARGEST:
            raise InputError(
                "{}: has more than {:,} bytes unpacked; is it the file that you meant?",
                where,
                LARGEST,
            )
        values, formulas = (_first_sheet(content, where, stored) for stored in (True, False))
    except InputError:
        raise
    except (
        BadZipFile,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        OSError,
        SyntaxError,
    ) as error:
        reason = " ".join(str(error).split())[:300]
        raise InputError(
            "{}: not a readable Excel table, broken or truncated: {}.", where, reason
        ) from None
    for number, pair in enumerate(zip(values, formulas, strict=True), start=1):
        for value, formula in zip(*pair, strict=True):
            if value is None and formula is not None:
                raise InputError(
                    "{}, line {}: a formula whose value is not stored; save the file by a spreadsheet program, or "
                    "write the value.",
                    where,
                    number,
                )
    rows = [[_cell(cell) for cell in row] for row in values]
    last = max((number for number, row in enumerate(rows, start=1) if any(row)), default=0)
    width = max(
        (number for row in rows for number, cell in enumerate(row, start=1) if cell), default=0
    )
    for row in rows[:last]:
        yield [*row[:width], *[""] * (width - len(row))]


def _first_sheet(content: bytes, where: object, stored: bool) -> list[tuple[object, ...]]:
    """Rows of the first sheet: of a formula its stored value, or itself."""
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - slow, and seldom needed

    sheet = load_workbook(BytesIO(content), data_only=stored).worksheets[0]
    if merged := sorted(map(str, sheet.merged_cells.ranges)):
        raise InputError(
            "{}, sheet {}: the cells {} are merged, so only the first of them has a value; unmerge them, "
            "and write the value into each.",
            where,
            sheet.title,
            merged[:5],
        )
    if sheet.max_row * sheet.max_column > MOST_CELLS:
        raise InputError(
            "{}: has more than {:,} cells, empty ones too; is a cell filled far from the others?",
            where,
            MOST_CELLS,
        )
    return [*sheet.values]


def _cell(value: object) -> str:
    """A cell of Excel as one writes it in CSV; a day at midnight as a date."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime():
            return (
                value.date().isoformat()
                if value.time() == datetime.min.time()
                else value.isoformat(" ")
            )
        case date():
            return value.isoformat()
    return str(value)
