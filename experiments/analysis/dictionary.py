"""The dictionary of a study's tables: each column and outcome in them, with its unit and meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from zombielaw.experiments.analysis.estimates import COLUMNS
from zombielaw.experiments.analysis.over_draws import MEANINGS, OVER_DRAWS
from zombielaw.sim.measures import Ratio

DICTIONARY = ["table", "column", "unit", "meaning"]


def dictionary(
    tables: Mapping[str, pd.DataFrame],
    columns: Sequence[tuple[str, str, str, str]],
    outcomes: Mapping[str, Ratio],
) -> pd.DataFrame:
    """Every column and outcome of the tables: ``table, column, unit, meaning``.

    ``columns`` and ``outcomes`` are those that the study declares; those of estimates and of draws are known here.
    """
    rows = [(_there(places, tables), *rest) for places, *rest in columns]
    rows += [
        ("all", f"outcome {name}", outcome.unit, outcome.meaning)
        for name, outcome in outcomes.items()
    ]
    estimated = {
        name: set(table) for name, table in tables.items() if {"value", "upper_share"} <= set(table)
    }
    for column, meaning in COLUMNS.items():
        places = ", ".join(
            name for name, held in estimated.items() if set(column.split(", ")) <= held
        )
        rows += [(places, column, "", meaning)] if places else []
    spread = ", ".join(name for name, table in tables.items() if set(OVER_DRAWS) <= set(table))
    rows += [(spread, name, "", meaning) for name, meaning in MEANINGS.items() if spread]
    return pd.DataFrame(rows, columns=DICTIONARY)


def _there(places: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """Tables that a declaration names and that were written; a declaration without any stays as it is."""
    return ", ".join(name for name in places.split(", ") if name in tables) or places
