"""Tables of declarations, which lie beside the modules that read them."""

from __future__ import annotations

import csv
from pathlib import Path


def rows_beside(module: str, name: str) -> list[dict[str, str]]:
    """Rows of a CSV table that lies beside a module (its ``__file__``), with declarations in words.

    Where several modules have such a table, that of ``orders.py`` is called ``orders.columns.csv``.
    """
    own = Path(module).with_suffix(f".{name}")
    with (own if own.exists() else Path(module).with_name(name)).open(
        encoding="utf-8", newline=""
    ) as file:
        return list(csv.DictReader(file))
