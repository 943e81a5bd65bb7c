"""Files read as data, refused in words that name file, line and place: YAML, JSON, and tables.

A table is as people save it: CSV in UTF-8, UTF-16 or GB 18030, cells between , ; or tabs; or Excel.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import yaml

from zombielaw.experiments.errors import InputError, Message, nearest, unreadable

if TYPE_CHECKING:
    import pandas as pd

ENDS = (".csv", ".tsv", ".txt", ".xlsx")
"""Ends of names of tables that are read here."""
LARGEST_EXCEL = 20_000_000
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
_TENTHS = re.compile(r"([\d.]+|[一二三四五六七八九])成")
_DATE = re.compile(r"(\d{4})年(?:(\d+)月(?:份|(\d+)日)?)?")
"""A share in tenths, and a year, month or day, as one writes them in Chinese."""


def narrow(text: str) -> str:
    """Figures and signs as they are typed in Chinese, in ASCII: ３０％ and 三成 are 30%, 2027年1月 is 2027-01.

    A text that has other characters too is returned as it is.
    """

    def percent(tenths: re.Match[str]) -> str:
        digit = "一二三四五六七八九".find(tenths[1]) + 1
        return f"{10.0 * float(digit or tenths[1]):g}%"

    plain = unicodedata.normalize("NFKC", text).replace("、", ",")
    plain = _DATE.sub(lambda date: "-".join(f"{one:0>2}" for one in date.groups() if one), plain)
    plain = _TENTHS.sub(percent, plain)
    return plain if plain.isascii() else text


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
            [_point(cell, Message("{}, line {}", where, number)) for cell in row]
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
        if size > LARGEST_EXCEL:
            raise InputError(
                "{}: has more than {:,} bytes unpacked; is it the file that you meant?",
                where,
                LARGEST_EXCEL,
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
    return [*sheet.values]  # noqa: PD011 - of openpyxl


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


LARGEST, LARGEST_YAML = 10_000_000, 1_000_000
"""Bytes of a file at most, and of one in YAML, which takes longer: the longest of these that is read has some ten
thousand."""
DEEPEST = 40
"""Lists and mappings within each other at most: the deepest file that is read has six."""
DIGITS = 300
"""Digits of a whole number at most: more are no number that a computer counts with."""
LONGEST_NAME = 200
"""Characters of a name or label at most."""
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no page, table or program shows: control characters, and halves of characters."""
_FORMULA = re.compile(r"\s*[=+\-@].")
"""Beginning of a text that a spreadsheet takes for a formula."""
_TOO_LARGE = "{}: has more than {:,} bytes; is it the file that you meant?"
_NO_FILE = "{}: is a pipe, a device or a socket; write it to a file, and name that."
_NO_YAML = "{}, line {}: not valid YAML: {}"
_ODD = "the character {!r} is not allowed; take it out"
Files = dict[Path, bytes]
"""Files that were read, by the path by which they were named."""
_READ: ContextVar[Files | None] = ContextVar("read", default=None)
Place = tuple[Hashable, ...]
"""Place of a value: the keys and numbers of list entries that lead to it."""


@dataclass(frozen=True)
class YamlFile:
    """A YAML file: its values, and the line on which each stands."""

    path: Path
    data: Any
    lines: Mapping[Place, int]

    def at(self, *place: Hashable) -> str:
        """File and line of a value, or of the entry that should hold it."""
        while place not in self.lines and place:
            place = place[:-1]
        return Message("{}, line {}", self.path, self.lines[place]) if place else str(self.path)

    def place(self, *place: Hashable) -> str:
        """File, line, and the keys that lead to a value."""
        return Message("{}: {}", self.at(*place), ".".join(map(str, place))) if place else self.at()


class _NotTakenError(Exception):
    """YAML that can be read, but is refused: the problem with a value, and its line."""

    def __init__(self, problem: str, mark: yaml.Mark) -> None:
        super().__init__(problem)
        self.line = mark.line + 1


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, tags and octal numbers, which are not read as they look; and not too deep.
    ``endless``: ``.inf`` and ``.nan`` are values, which the caller checks.
    """

    def __init__(self, text: str, endless: bool) -> None:
        super().__init__(text)
        self.endless, self.depth = endless, 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            problem = (
                f"*{event.anchor} is an alias, which refers to another place; write the value out"
            )
            raise _NotTakenError(problem, event.start_mark)
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            problem = f"{tag} is a tag, which is not read; write the plain value"
            raise _NotTakenError(problem, event.start_mark)
        if self.depth > DEEPEST:
            raise _NotTakenError(
                f"more than {DEEPEST} lists or mappings within each other", event.start_mark
            )
        self.depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(node, yaml.ScalarNode) and not node.style and not node.value.isascii():
            node.value = narrow(node.value)
            node.tag = self.resolve(yaml.ScalarNode, node.value, (True, False))  # type: ignore[no-untyped-call]
        return node


def _real(loader: _Loader, node: yaml.ScalarNode) -> float:
    value: float = loader.construct_yaml_float(node)
    if value == 0.0 and vanishes(node.value.replace("_", "")):
        raise _NotTakenError(
            f"{node.value[:30]} is so small that it is taken for zero; write 0", node.start_mark
        )
    if not (math.isfinite(value) or loader.endless):
        problem = f"{node.value[:30]} is not a number to count with; write plain digits"
        raise _NotTakenError(problem, node.start_mark)
    return value


def vanishes(text: str) -> bool:
    """True for a number so small that a computer takes it for zero."""
    return float(text) == 0.0 and re.search("[1-9]", text.lower().partition("e")[0]) is not None


def _whole(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    text = loader.construct_scalar(node)
    if len(text) > DIGITS:
        raise _NotTakenError(f"a number of {len(text)} digits is too large", node.start_mark)
    if not re.fullmatch(r"[+-]?(0|[1-9][\d_]*)", text):
        problem = f"{text} is read as a number of another base than ten, write plain digits or put it in quotes"
        raise _NotTakenError(problem, node.start_mark)
    return int(text)


def _date(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        problem = (
            f"{node.value} is no date of the calendar ({error}), write a date such as 2019-11-01"
        )
        raise _NotTakenError(problem, node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _real)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def read_yaml(path: Path) -> Any:
    """Load a YAML file, or raise InputError that names it."""
    return read_yaml_file(path).data


def read_yaml_file(path: Path, endless: bool = False) -> YamlFile:
    """Load a YAML file with its lines. ``endless``: ``.inf`` and ``.nan`` are values, which the caller checks.

    Raises InputError: the file is missing, no file, too large, no UTF-8 or no YAML, a key stands in it twice, or it
    holds an alias, a tag, lists too deep, or an invalid character or number.
    """
    return yaml_in(text_of(path, LARGEST_YAML), path, endless)


def yaml_in(text: str, path: Path, endless: bool = False) -> YamlFile:
    """The YAML of a text that was read from a file. Raises InputError: as of :func:`read_yaml_file`."""
    try:
        loader = _Loader(text, endless)
        node = loader.get_single_node()
        lines = dict(_lines(node, ())) if node else {}
        return YamlFile(path, loader.construct_document(node) if node else None, lines)
    except _NotTakenError as error:
        raise InputError("{}, line {}: {}.", path, error.line, error) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, problem = (mark.line + 1 if mark else 1), str(error.problem or error.context)
        if "'\\t'" in problem:
            problem = "a tab stands where spaces are expected; indent with spaces"
    except (
        RecursionError,
        ValueError,
    ) as error:  # a number or date that YAML's own rules let through
        line, problem = 1, str(error)
    raise InputError(_NO_YAML, path, line, Message("broken or truncated: {}", problem))


def json_in(text: str) -> Any:
    """The value of a text in JSON.

    Raises ValueError: it is no JSON, too deep, a key stands there twice, or a number or character is invalid.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands there twice")
        return dict(pairs)

    def none(number: str) -> float:
        raise ValueError(f"{number} is no number")

    def real(number: str) -> float:
        return float(number) if math.isfinite(float(number)) else none(number)

    try:
        value = json.loads(text, object_pairs_hook=once, parse_constant=none, parse_float=real)
    except RecursionError:
        raise ValueError("lists within lists without end") from None
    if any(UNWRITABLE.search(each) for each in _texts_in(value)):
        raise ValueError("it holds a character that cannot be written")
    return value


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _texts_in(inner)


def check_name(name: str, where: str) -> None:
    """Refuse a name or label that not every page, table and program shows as the text that it is."""
    if not name.isprintable():
        odd = next(letter for letter in name if not letter.isprintable())
        raise InputError(
            "{}: {} holds the character {!r}, which cannot be printed; take it out.",
            where,
            in_yaml(name),
            odd,
        )
    if sign := next((letter for letter in name if letter in "$`*"), ""):
        raise InputError(
            "{}: {} holds {}, which a figure or a page would read as a sign of its own; use a word.",
            where,
            in_yaml(name),
            sign,
        )
    if len(name) > LONGEST_NAME:
        raise InputError(
            "{}: a name of {} characters; allowed: {} at most.", where, len(name), LONGEST_NAME
        )
    if _FORMULA.match(name) and not _is_figure(name):
        raise InputError(
            "{}: {} begins with {}, and a spreadsheet would read it as a formula; begin it with a letter.",
            where,
            in_yaml(name),
            name.strip()[0],
        )


def _is_figure(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def check_regular(path: Path, largest: int = LARGEST) -> None:
    """Refuse a file that is too large, or that is no plain file: a folder, a device, or a pipe, which may never end.

    Raises InputError; or OSError, if there is no file, or it cannot be asked.
    """
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise InputError("{}: is a folder; name a file in it.", path)
    if not stat.S_ISREG(about.st_mode):
        raise InputError(_NO_FILE, path)
    if about.st_size > largest:
        raise InputError(_TOO_LARGE, path, largest)


def _at_once(name: str, flags: int) -> int:
    """Open without waiting: the path may be no plain file any more, or only look like one, as some below /proc."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def read_once(files: Files) -> Iterator[None]:
    """Context in which a file is read once and kept in ``files``: it may be edited or removed meanwhile, and whoever
    reads it again gets the same. Inside another such context that of the outer one is used.
    """
    token = _READ.set(files if (outer := _READ.get()) is None else outer)
    try:
        yield
    finally:
        _READ.reset(token)


def content_of(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a user's file: a plain one, and not too large; see :func:`read_once`.

    Raises InputError: it is missing, cannot be read, is no plain file, or is too large.
    """
    kept = _READ.get()
    if kept is None:
        return _content(path, largest)
    if path not in kept:
        kept[path] = _content(path, largest)
    return kept[path]


def _content(path: Path, largest: int) -> bytes:
    try:
        check_regular(path, largest)
        with open(path, "rb", opener=_at_once) as file:
            content = file.read(largest + 1)
    except InputError:
        raise
    except OSError as error:
        raise InputError(unreadable(path, error)) from None
    except ValueError:  # a name with a null character
        raise InputError("{!r}: is no name of a file.", str(path)) from None
    if content is None:
        raise InputError(_NO_FILE, path)
    if len(content) > largest:  # its size is not known beforehand, as below /proc
        raise InputError(_TOO_LARGE, path, largest)
    return content


def text_of(path: Path, largest: int = LARGEST) -> str:
    """The text of a user's YAML file: see :func:`content_of`; in UTF-8, of characters that can be written.

    Raises InputError: as :func:`content_of`; or a byte or character that is not allowed.
    """
    content = content_of(path, largest)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = Message(
            "the byte 0x{:02x} is not UTF-8; save the file in the encoding UTF-8",
            content[error.start],
        )
        raise InputError(_NO_YAML, path, content.count(b"\n", 0, error.start) + 1, wrong) from None
    if odd := UNWRITABLE.search(text):
        raise InputError(
            _NO_YAML, path, text.count("\n", 0, odd.start()) + 1, Message(_ODD, odd[0])
        )
    return text


def table_in(path: Path) -> Table:
    """A user's table. Raises InputError: it is no plain file, too large, or no table."""
    table = decoded(content_of(path), path)
    for number, row in enumerate(table.rows, start=1):
        if odd := UNWRITABLE.search("".join(row)):
            raise InputError(
                "{}, line {}: not a readable table: {}", path, number, Message(_ODD, odd[0])
            )
        row[:] = map(narrow, row)
    return table


def read_csv(path: Path, **options: Any) -> pd.DataFrame:
    """A table of a user's, read from a plain file that is not too large: CSV or Excel, see :func:`tables.decoded`.

    Raises InputError: as :func:`content_of`, or it is no table.
    """
    import pandas as pd  # noqa: PLC0415 - slow, and texts are read without it

    given = table_in(path)
    head = given.rows[0] if given.rows else []
    if twice := [name for at, name in enumerate(head) if name in head[:at]]:
        raise InputError("{}, column {}: stands there twice; keep one.", path, twice[0])
    try:
        table: pd.DataFrame = pd.read_csv(StringIO(given.plain, newline=""), **options)
    except ValueError as error:
        raise InputError("{!r}: not a readable CSV table: {}", str(path), error) from None
    return table


def understood(path: Path) -> str:
    """Summary of how a table was read, in a line."""
    table = table_in(path)
    head, *body = table.rows or [[]]
    return f"{path.name} was read as {table.form}: {len(body)} rows below {', '.join(head)}."


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    """Places and lines of a node and of all below it; a key that stands twice is refused."""
    if place == ():
        yield (), node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise _NotTakenError("a list or mapping where a name is expected", key.start_mark)
            if key.tag.endswith(":merge"):
                raise _NotTakenError(
                    "<< joins another mapping; write its lines out", key.start_mark
                )
            _check_written(key)
            if key.value in seen:
                problem = (
                    f"{key.value} stands here again, first on line {seen[key.value]}; keep one"
                )
                raise _NotTakenError(problem, key.start_mark)
            seen[key.value] = line
            yield (*place, key.value), line
            yield from _lines(value, (*place, key.value))
    elif isinstance(node, yaml.ScalarNode):
        _check_written(node)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*place, number), value.start_mark.line + 1
            yield from _lines(value, (*place, number))


def _check_written(node: yaml.ScalarNode) -> None:
    """Refuse a character that an escape such as ``"\\x01"`` brings in."""
    if node.value == "???":
        raise _NotTakenError(
            "??? says that a value is lacking; write it, or leave the line out", node.start_mark
        )
    if odd := UNWRITABLE.search(node.value):
        half = "half a character" if "\ud800" <= odd[0] <= "\udfff" else f"the character {odd[0]!r}"
        raise _NotTakenError(f"{half}, which cannot be written; take it out", node.start_mark)


def in_yaml(value: Any) -> str:
    """A value as one writes it in a file, cut where it is long."""
    if isinstance(value, list):
        text = f"[{', '.join(map(in_yaml, value))}]"
    elif isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, float) and not math.isfinite(value):
        text = ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def is_number(value: Any) -> bool:
    """Tell a number from a yes or no, which Python counts among them."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def unknown_name(name: Any, known: Collection[str], what: str) -> InputError:
    """Refusal of a name that is not among the known ones."""
    near = nearest(str(name), known) or Message("; allowed are {}", known)
    return InputError("no {} is called {}{}", Message(what), in_yaml(name), near)


def check_known(name: Any, known: Collection[str], where: str, what: str) -> None:
    """Refuse a name that is not among the known ones."""
    if not isinstance(name, str) or name not in known:
        raise InputError("{}: {}", where, unknown_name(name, known, what))


def check_count(path: object, announced: Any, entries: int, what: str) -> None:
    """Refuse a file that announces another number of entries than it has, as one that was cut off between two."""
    if announced != entries:
        raise InputError(
            "{0}: 'count' announces {1} {2}s, found {3}; is the file truncated? If a {2} was added "
            "or removed, change 'count' too",
            path,
            in_yaml(announced),
            what,
            entries,
        )
