"""Files read as data, refused in words that name file, line and place; tables of declarations."""

from __future__ import annotations

import csv
import math
import re
import stat
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from zombielaw.experiments.data.tables import decoded
from zombielaw.experiments.errors import InputError, nearest, unreadable

LARGEST = 10_000_000
"""Bytes of a file at most: the longest that is read has some ten thousand."""
DIGITS = 300
"""Digits of a whole number at most: more are no number that a computer counts with."""
Place = tuple[Hashable, ...]
"""Where a value stands: the keys and numbers of list entries that lead to it."""


@dataclass(frozen=True)
class YamlFile:
    """A YAML file: its values, and the line on which each stands."""

    path: Path
    data: Any
    lines: Mapping[Place, int]

    def at(self, *place: Hashable) -> str:
        """The file and the line of a value, or of what should hold it."""
        while place not in self.lines and place:
            place = place[:-1]
        return f"{self.path}, line {self.lines[place]}" if place else str(self.path)


class _NotTakenError(Exception):
    """YAML that can be read, but is not taken: what is wrong with a value, and where."""

    def __init__(self, problem: str, mark: yaml.Mark) -> None:
        super().__init__(problem)
        self.line = mark.line + 1


class _Loader(yaml.SafeLoader):
    """Safe YAML without what is read otherwise than it looks: aliases, tags, octal numbers."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            problem = f"*{event.anchor} is an alias, which refers to another place; write the value out"
            raise _NotTakenError(problem, event.start_mark)
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            problem = f"{tag} is a tag, which is not read; write the plain value"
            raise _NotTakenError(problem, event.start_mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


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
        problem = f"{node.value} is no date of the calendar ({error}), write a date such as 2019-11-01"
        raise _NotTakenError(problem, node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)


def rows_beside(module: str, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table that lies beside a module (its ``__file__``): what is declared there in words.

    Where several modules have such a table, that of ``orders.py`` is called ``orders.columns.csv``.
    """
    own = Path(module).with_suffix(f".{name}")
    with (own if own.exists() else Path(module).with_name(name)).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_yaml(path: Path) -> Any:
    """Load a YAML file, or raise InputError that names it."""
    return read_yaml_file(path).data


def read_yaml_file(path: Path) -> YamlFile:
    """Load a YAML file with its lines.

    Raises InputError: the file is missing, no file, too large, no UTF-8 or no YAML, or a key stands in it twice.
    """
    text = _text(path)
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        lines = dict(_lines(node, ())) if node else {}
        return YamlFile(path, loader.construct_document(node) if node else None, lines)
    except _NotTakenError as error:
        raise InputError(f"{path}, line {error.line}: {error}.") from None
    except yaml.reader.ReaderError as error:
        line, said = text.count("\n", 0, error.position) + 1, f"the character {error.character!r} is not allowed"
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, said = (mark.line + 1 if mark else 1), str(error.problem or error.context)
        if "'\\t'" in said:
            said = "a tab stands where spaces are expected; indent with spaces"
    except RecursionError:
        line, said = 1, "lists within lists without end"
    except ValueError as error:  # a number or date that YAML's own rules let through
        line, said = 1, str(error)
    raise InputError(f"{path}, line {line}: not valid YAML, broken or truncated: {said}")


def check_regular(path: Path) -> None:
    """Refuse what is too large, or no plain file: a folder, a device, or a pipe, for which one may wait without end.

    Raises InputError; or OSError, where it is not there, or cannot be asked.
    """
    about = path.stat()
    if stat.S_ISDIR(about.st_mode):
        raise InputError(f"{path}: is a folder; name a file in it.")
    if not stat.S_ISREG(about.st_mode):
        raise InputError(f"{path}: is a pipe, a device or a socket; write it to a file, and name that.")
    if about.st_size > LARGEST:
        raise InputError(f"{path}: has more than {LARGEST:,} bytes; is it the file that you meant?")


def read_csv(path: Path, lead: str = "", give: str = "", **options: Any) -> pd.DataFrame:
    """A table of a user's, read from a plain file that is not too large: CSV or Excel, see :func:`tables.decoded`.

    ``lead, give``: what a message says before and behind that it is not there, or cannot be read.
    Raises InputError: so it is, or it is no plain file, too large, or no table.
    """
    try:
        check_regular(path)
        table: pd.DataFrame = pd.read_csv(StringIO(decoded(path.read_bytes(), path).plain), **options)
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{lead}{unreadable(path, error)}; {give}.") from None
    except ValueError as error:  # also a name with a null character, and bytes that are no text
        raise InputError(f"{str(path)!r}: not a readable CSV table: {error}") from None
    return table


def _text(path: Path) -> str:
    try:
        check_regular(path)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except InputError:
        raise
    except OSError as error:
        raise InputError(unreadable(path, error)) from None
    except ValueError:  # a name with a null character
        raise InputError(f"{path!r}: is no name of a file.") from None
    if len(content) > LARGEST:
        raise InputError(f"{path}: has more than {LARGEST:,} bytes; is it the file that you meant?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}, line {line}: not valid YAML: the byte 0x{content[error.start]:02x} is not UTF-8; save the file "
            "in the encoding UTF-8."
        ) from None


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
            if key.value in seen:
                problem = f"{key.value} stands here again, first on line {seen[key.value]}; keep one"
                raise _NotTakenError(problem, key.start_mark)
            seen[key.value] = line
            yield (*place, key.value), line
            yield from _lines(value, (*place, key.value))
    elif isinstance(node, yaml.ScalarNode):
        if any("\ud800" <= character <= "\udfff" for character in node.value):
            raise _NotTakenError("half a character, which cannot be written; take it out", node.start_mark)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*place, number), value.start_mark.line + 1
            yield from _lines(value, (*place, number))


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


def mapping(value: Any, where: str, known: Collection[str] | None = None, what: str = "key") -> Mapping[str, Any]:
    """The value, if it is a mapping of names, all of them known, to values."""
    if not isinstance(value, dict):
        found = "nothing" if value is None else f"a {type(value).__name__}"
        raise InputError(f"{where}: must be a mapping of names to values, found {found}; is the file truncated?")
    for key in value if known is not None else ():
        check_known(key, known or (), where, what)
    return value


def is_number(value: Any) -> bool:
    """Tell a number from a yes or no, which Python counts among them."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_known(name: Any, known: Collection[str], where: str, what: str) -> None:
    """Refuse a name that there is not."""
    if not isinstance(name, str) or name not in known:
        near = nearest(str(name), known) or f"; allowed are {', '.join(known)}"
        raise InputError(f"{where}: no {what} is called {in_yaml(name)}{near}")


def check_count(path: object, announced: Any, found: int, what: str) -> None:
    """Refuse a file that announces another number of entries than it has, as one that was cut off between two."""
    if announced != found:
        raise InputError(
            f"{path}: 'count' announces {in_yaml(announced)} {what}s, found {found}; "
            f"is the file truncated? If a {what} was added or removed, change 'count' too"
        )
