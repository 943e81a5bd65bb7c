"""Files under ``data/``: read, and refused in words that name the file and the place; tables of declarations."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from zombielaw.experiments.errors import InputError, nearest, unreadable


def rows_beside(module: str, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table that lies beside a module (its ``__file__``): what is declared there in words."""
    with Path(module).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_yaml(path: Path) -> Any:
    """Load a YAML file, or raise InputError that names it."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(unreadable(path, error)) from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        said = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise InputError(f"{path}{where}: not valid YAML, broken or truncated: {said}") from None


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """The value, if it is a mapping of names to values."""
    if not isinstance(value, dict):
        found = "nothing" if value is None else f"a {type(value).__name__}"
        raise InputError(f"{where}: must be a mapping of names to values, found {found}; is the file truncated?")
    return value


def check_known(name: Any, known: Collection[str], where: str, what: str) -> None:
    """Refuse a name that there is not."""
    if name not in known:
        near = nearest(str(name), known) or f"; allowed are {', '.join(known)}"
        raise InputError(f"{where}: no {what} is called {name!r}{near}")


def check_count(path: Path, announced: Any, found: int, what: str) -> None:
    """Refuse a file that announces another number of entries than it has, as one that was cut off between two."""
    if announced != found:
        raise InputError(
            f"{path}: 'count' announces {announced} {what}s, found {found}; "
            f"is the file truncated? If a {what} was added or removed, change 'count' too"
        )
