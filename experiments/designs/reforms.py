"""Reforms as rows of a design: what each sets, over the policy of the command, with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from zombielaw.experiments.config.reforms import AGAINST, laid, reforms_in
from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import NAME, table_of
from zombielaw.experiments.errors import InputError


def worded_design(settings: Settings, text: str, where: str) -> pd.DataFrame:
    """The design of reforms in words: what they are compared with, then one row per reform.

    Raises
    ------
    InputError
        As of :func:`reform_design`, or words that cannot be read.
    """
    reforms = enumerate(reforms_in(text, where))
    return reform_design(settings, [(f"reform {number}" if number else AGAINST, each) for number, each in reforms])


def reform_design(
    settings: Settings, reforms: Iterable[tuple[str, Mapping[str, Any]]], table: bool = False
) -> pd.DataFrame:
    """One row per reform.

    Parameters
    ----------
    reforms
        Where each stands, for messages, and what it says: see ``config.reforms``.
    table : bool
        They are rows of a table, which may set anything else too.

    Raises
    ------
    InputError
        A reform that is not allowed, or two of one name.
    """
    rows: list[dict[str, Any]] = []
    for where, given in reforms:
        name, cells = laid(settings, given, where, table)
        rest = {key: value for key, value in given.items() if key.startswith(("world.", "law.", "label."))}
        own = "today" if not name and not rest else name
        rows.append({**({} if NAME in rest else {NAME: own}), **rest, **cells})
    keys = dict.fromkeys(key for row in rows for key in row)
    filled = [{key: row.get(key, settings.plain.get(key)) for key in keys} for row in rows]
    names = [tuple(str(row[key]) for key in keys if key.startswith("label.")) for row in filled]
    for number, one in enumerate(names):
        if one in names[:number]:
            raise InputError(f"Two scenarios are called {', '.join(one)}; name them apart: name=...")
    if all(row[CHANGES] == filled[0][CHANGES] for row in filled) and filled[0][CHANGES] == settings.plain[CHANGES]:
        filled = [{key: value for key, value in row.items() if key != CHANGES} for row in filled]
    return table_of(filled)
