"""Designs: plain tables, one row per scenario.

A column is named as on the command line: ``policy.<lever>``, ``world.<parameter>``, ``law.<setting>``. The column
``policy.changes`` holds a list of temporary changes as JSON. A column ``label.<word>`` is carried along, never read by
the model. ``point`` numbers the rows. Every cell is filled: a setting that a row does not move has the command's value.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES, GROUPS, SETTINGS, parameter_of, unknown_key
from zombielaw.experiments.config.settings import Settings, scenario_with
from zombielaw.experiments.data.files import json_in
from zombielaw.experiments.errors import InputError, Said, in_row
from zombielaw.sim.parameters import Policy, declared, written
from zombielaw.sim.scenario import Scenario

POINT, LABEL = "point", "label."
NAME = f"{LABEL}name"
"""Column that names the scenarios of a design."""
SHARE = f"{LABEL}share_of_country"
"""Column: share of the country that the reform of a row covers, the others being as in the first row."""
PROVIDERS, PROVINCES = "world.providers", "world.provinces"
"""Columns: sizes of the sample that is simulated."""
VARIED = ("world", "policy", "law")
"""Groups of settings that a design may vary."""
INPUTS = ("world.inputs", "world.statistics")
"""Settings of these groups that decide the input series of a command, and that no row of a design varies."""
GRID, LEVELS = (
    "grid",
    "{policy.corrective_order_rate: [0.2, 0.4, 0.8], policy.order_quality: [0.5, 0.9]}",
)
"""Table of a study of every combination of levels, and an example of these."""
BASE = "base"
"""Label of the row in which nothing is moved."""


def grid(levels: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Every combination of levels; the last setting varies fastest."""
    return table_of(dict(zip(levels, values, strict=True)) for values in product(*levels.values()))


def contrasts(settings: Settings) -> pd.DataFrame:
    """The command's own scenario, then each lever alone at the low and the high end of its range, or each other option.

    ``label.setting`` is the lever that is moved, ``label.end`` its new value: ``low``, ``high`` or the option; both are
    ``base`` where nothing is moved. An end that the command has already is left out.
    """
    levers = {f"policy.{lever.name}": lever for lever in declared(Policy)}
    base = {key: value_in(settings, key) for key in levers}
    rows = [{f"{LABEL}setting": BASE, f"{LABEL}end": BASE, **base}]
    for key, lever in levers.items():
        names = lever.about.options or ("low", "high")
        rows += [
            {f"{LABEL}setting": key, f"{LABEL}end": name, **base, key: level}
            for name, level in zip(names, ends(key), strict=True)
            if level != base[key]
        ]
    return table_of(rows)


def ends(key: str) -> tuple[Any, ...]:
    """Both ends of the declared range of a setting, or its options."""
    parameter = parameter_of(key)
    if parameter.about.options:
        return parameter.about.options
    return tuple(parameter.kind(end) for end in (parameter.about.low, parameter.about.high))


def coalitions(settings: Settings, parts: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Every set of parts: 2**k rows, from none to all; part ``k`` is in where bit ``k`` of the row's number is set.

    ``parts``: by name, settings of each part. ``policy.changes`` of several parts are joined; of any other setting that
    several parts move, the last part has it.
    ``label.<part>`` says whether a part is in.
    """
    keys = dict.fromkeys(key for part in parts.values() for key in part)
    rows = []
    for number in range(2 ** len(parts)):
        row: dict[str, Any] = {
            f"{LABEL}{name}": bool(number >> bit & 1) for bit, name in enumerate(parts)
        }
        row |= {key: value_in(settings, key) for key in keys}
        for name, part in parts.items():
            if row[f"{LABEL}{name}"]:
                row |= {
                    key: [*row[key], *value] if key == CHANGES else value
                    for key, value in part.items()
                }
        rows.append(row)
    return table_of(rows)


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


def value_in(settings: Settings, key: str) -> Any:
    """Value of a setting in a command, as the command writes it.

    Raises InputError: there is no such setting, or no design may vary it.
    """
    check_column(key)
    return settings.plain[key]


def scenarios(settings: Settings, design: pd.DataFrame, source: str = "design") -> list[Scenario]:
    """The scenario of each row, checked as on the command line.

    ``source``: name of the table, for messages.
    Raises InputError: an unknown column, an empty cell, a value that is not allowed; the message names column and row,
    from 1.
    """
    keys = [
        str(column)
        for column in design.columns
        if column != POINT and not str(column).startswith(LABEL)
    ]
    for key in keys:
        check_column(key, source)
    if design.empty:
        raise InputError("{}: no rows; a design has at least one scenario.", source)
    by_row = []
    for number, values in enumerate(design[keys].to_numpy(dtype=object).tolist()):
        where = in_row(source, number + 1)
        cells = {key: _cell(key, value, where) for key, value in zip(keys, values, strict=True)}
        try:
            by_row.append(scenario_with(settings, cells))
        except InputError as error:
            raise InputError("{}: {}", where, error) from None
    return by_row


def scale_of(settings: Settings, design: pd.DataFrame) -> pd.Series[float]:
    """Providers of the country per provider that is simulated, August 2022: of each row of a design, by point."""
    simulated = design.get(PROVIDERS, settings.scenario.size.providers)
    return settings.national / pd.Series(simulated, design[POINT], dtype=float)


def check_column(key: str, source: str = "design", also: Collection[str] = ()) -> None:
    """Refuse a column that names no setting of a design, and is not ``also`` allowed."""
    known = [
        *also,
        *(known for known in SETTINGS if known.partition(".")[0] in VARIED and known not in INPUTS),
        CHANGES,
    ]
    if key in known:
        return
    group, _, name = key.partition(".")
    message = unknown_key(key, [*known, POINT])
    if group in GROUPS and group not in VARIED and name:
        message = Said(
            "a design varies settings of {} only; give {}=... to the command.", VARIED, key
        )
    raise InputError(
        "{}, column {}: {} A column of your own is named {}{}.",
        source,
        key,
        message,
        LABEL,
        name or group,
    )


def _cell(key: str, value: Any, where: str) -> Any:
    # of NumPy: one value, or a list of them
    plain = value.tolist() if hasattr(value, "tolist") else value
    if plain == "" or (not isinstance(plain, list | dict) and pd.isna(plain)):
        raise InputError(
            "{}, column {}: the cell is empty; write the command's own value if it is not moved.",
            where,
            key,
        )
    if key == CHANGES and isinstance(plain, str):
        try:
            return json_in(plain)
        except ValueError:
            raise InputError(
                "{}, column {}: {} is no list of changes in JSON, each key once; allowed: [] or "
                '[{{"lever":"order_quality","to":0.9,"start":"2020-11","end":"2022-11"}}].',
                where,
                key,
                written(plain),
            ) from None
    return plain
