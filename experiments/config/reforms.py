"""Reforms laid over the settings of a command: labelled scenarios, and the table that is written of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES
from zombielaw.experiments.config.settings import Design, Settings, scenario_with, words_of
from zombielaw.experiments.config.values import TODAY, Reform, laid
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.sim.scenario import Scenario

POINT, LABEL = "point", "label."
NAME = f"{LABEL}name"
"""Column that names the scenarios of a design."""
SHARE = f"{LABEL}share_of_country"
"""Column: share of the country that the reform of a row covers, the others being as in the first row."""


def labels_in(design: Iterable[Any]) -> list[str]:
    """Columns of a design that name its scenarios."""
    return [name for name in map(str, design) if name.startswith(LABEL) and name != SHARE]


def table_of(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A design of rows: numbered, changes written as JSON."""
    design = pd.DataFrame([dict(row) for row in rows])
    if CHANGES in design:
        design[CHANGES] = [
            json.dumps(changes, separators=(",", ":")) for changes in design[CHANGES]
        ]
    design.insert(0, POINT, range(len(design)))
    return design


def reform_design(
    settings: Settings, reforms: Sequence[Reform], cells: Sequence[Mapping[str, Any]] = ()
) -> Design:
    """One scenario per reform, named by it.

    ``cells``: of reforms that are rows of a table, what else each row has by key: settings of world and law,
    ``policy.changes``, and labels. Such a reform may set what the command has.
    Raises InputError: a reform that is not allowed, or two of one name.
    """
    rows: list[dict[str, Any]] = []
    scenarios: list[Scenario] = []
    names: list[Mapping[Language, str]] = []
    for reform, rest in zip(reforms, cells or [{}] * len(reforms), strict=True):
        where = reform.place
        labels = {key: label for key, label in rest.items() if key.startswith(LABEL)}
        moved = {key: cell for key, cell in rest.items() if key not in labels}
        try:
            base = scenario_with(settings, moved) if moved else settings.scenario
        except InputError as error:
            raise InputError("{}: {}", where, error) from None
        one = laid(base, reform, row=bool(cells))
        if one.share != 1.0 and not rows:
            raise InputError(
                "{}: share= is of a reform, and this is what the reforms are compared with; leave it out.",
                where,
            )
        first, number = (each.size.provinces for each in ((*scenarios, base)[0], base))
        if one.share != 1.0 and number != first:
            raise InputError(
                "{}: share= joins the reform, province by province, with what it is compared with, and that has "
                "{}={}, not {}; give both the same.",
                where,
                "world.provinces",
                first,
                number,
            )
        shown, unnamed = words_of(one.scenario), "" if rest else TODAY
        names.append({lang: labels.get(NAME, own or unnamed) for lang, own in one.names.items()})
        row = dict.fromkeys(({} if NAME in rest else {NAME: ""}) | {**rest}) | {
            NAME: names[-1][LANGUAGES[0]]
        }
        row |= {key: shown[key] for key in (*moved, *one.keys)} | labels
        rows.append(row | ({SHARE: one.share} if one.share != 1.0 else {}))
        scenarios.append(one.scenario)
    own_cells = {**settings.plain, SHARE: 1.0}
    keys = dict.fromkeys(key for each in rows for key in each)
    if {one.changes for one in scenarios} == {settings.scenario.changes}:
        keys.pop(CHANGES, None)
    table = table_of({key: each.get(key, own_cells.get(key)) for key in keys} for each in rows)
    called = {
        lang: [
            ", ".join(
                str(text)
                for text in ({**row, NAME: own[lang]}[key] for key in labels_in(keys))
                if text
            )
            for row, own in zip(rows, names, strict=True)
        ]
        for lang in LANGUAGES
    }
    labelled = called.pop(LANGUAGES[0])
    for number, name in enumerate(labelled):
        if name in labelled[:number]:
            raise InputError(
                "{}: another scenario is called {}, too; name them apart: name=...",
                reforms[number].place,
                name,
            )
    other = {
        lang: {name: own for name, own in zip(labelled, there, strict=True) if name != own}
        for lang, there in called.items()
    }
    return Design(tuple(scenarios), table, tuple(labelled), other)
