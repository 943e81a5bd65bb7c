"""Designs: labelled scenarios, from grids of levels, from reforms, and from a user's table of either.

What is written of a design is a table, one row per scenario. A column is named as on the command line:
``policy.<lever>``, ``world.<parameter>``, ``law.<setting>``. The column ``policy.changes`` holds a list of temporary
changes as JSON. A column ``label.<word>`` is carried along, never read by the model. ``point`` numbers the rows. Every
cell is filled: a setting that a row does not move has the command's value.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd

from zombielaw.experiments.config.schema import CHANGES, GROUPS, SETTINGS, parameter_of, unknown_key
from zombielaw.experiments.config.settings import (
    LABEL,
    NAME,
    POINT,
    REST,
    SHARE,
    Design,
    Settings,
    labels_in,
    packages,
    reform_design,
    scenario_with,
    table_of,
)
from zombielaw.experiments.config.values import KEYS, read_reform
from zombielaw.experiments.data.files import check_name, json_in, table_in, vanishes
from zombielaw.experiments.errors import InputError, Message, in_row
from zombielaw.experiments.paths import DATA
from zombielaw.sim.parameters import Policy, declared, written
from zombielaw.sim.scenario import Scenario

__all__ = ["LABEL", "NAME", "POINT", "REST", "SHARE", "labels_in", "table_of"]
PROVIDERS = "world.providers"
"""Column: size of the sample that is simulated."""
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
EXAMPLE = "data/example_design.csv"
"""The table that is read where none is named."""
REFORM = tuple(key for key in KEYS if key != "name")
"""Columns of a reform: a package, and when and where it and the levers of its row are moved; cells may be empty."""
_WHOLE = re.compile(r"[+-]?[0-9]+")
_DAY = re.compile(r"^(\d{4}-\d\d)-01$")
"""The first day of a month, into which Excel turns a month."""
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)


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


def names_of(design: pd.DataFrame) -> pd.Series[str]:
    """Name of each scenario: its labels, or the values that it sets."""
    labels = labels_in(design) or [str(name) for name in design if name != POINT]
    cells = design.set_index(POINT)[labels].astype(object).fillna("").astype(str)
    return pd.Series([", ".join(filter(None, row)) for row in cells.to_numpy()], cells.index)


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
        message = Message(
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


def over(settings: Settings, table: pd.DataFrame, source: str = "design") -> Design:
    """The design of a table: each row laid over the settings of a command. Raises InputError: as :func:`scenarios`."""
    return Design(tuple(scenarios(settings, table, source)), table, tuple(names_of(table)))


# ---- packages


def levers_of(settings: Settings, policy: Policy) -> dict[str, Any]:
    """Levers that a policy moves from that of a command, as a user writes them."""
    return {
        lever.name: lever.shown(getattr(policy, lever.name))
        for lever in declared(Policy)
        if getattr(policy, lever.name) != getattr(settings.scenario.policy, lever.name)
    }


def package_design(settings: Settings, cases: Iterable[str]) -> pd.DataFrame:
    """Every coded case under the policy of the command and each package.

    Returns ``label.case``, ``label.policy``, and the levers that any package moves.
    """
    moved = {name: levers_of(settings, policy) for name, policy in packages(settings).items()}
    keys = dict.fromkeys(f"policy.{lever}" for levers in moved.values() for lever in levers)
    own = {key: value_in(settings, key) for key in keys}
    return table_of(
        {
            f"{LABEL}case": case,
            f"{LABEL}policy": name,
            **own,
            **{f"policy.{key}": to for key, to in levers.items()},
        }
        for case in cases
        for name, levers in moved.items()
    )


# ---- a table of a user's own


def table_at(name: str) -> Path:
    """Path of a table by its name; the example is that of the package, in whatever folder the command is given."""
    return DATA / Path(EXAMPLE).name if name == EXAMPLE else Path(name)


def read_design(settings: Settings, path: Path) -> Design:
    """Read a CSV or Excel table of scenarios and check all of it.

    Raises InputError: the file cannot be read, or a column, row or cell is not allowed; the message names them. Rows
    are counted from 1, the first below the heading.
    """
    head, rows = _read_csv(path)
    if not rows:
        raise InputError("{}: no rows; a design has at least one scenario.", path)
    for name in head:
        check_name(name, f"{path}, heading")
    twice = [name for number, name in enumerate(head) if name in head[:number]]
    if twice:
        raise InputError("{}, column {}: stands there twice; keep one.", path, twice[0])
    for number, row in enumerate(rows, start=1):
        if all(cell == "" for cell in row):
            raise InputError(
                "{}, row {}: the row is empty; remove it, or write today into a column policy.",
                path,
                number,
            )
        if len(row) != len(head):
            raise InputError(
                "{}, row {}: {} cells under {} columns; quote cells with commas.",
                path,
                number,
                len(row),
                len(head),
            )
        for name, cell in zip(head, row, strict=True):
            if name.startswith(LABEL):
                check_name(cell, Message("{}, row {}, column {}", path, number, name))
    if {*REFORM} & {*head}:
        for name in head:
            if not name.startswith(LABEL):
                check_column(name, str(path), (*KEYS, POINT))
        given = [dict(zip(head, row, strict=True)) for row in rows]
        places = [in_row(path, number) for number in range(1, len(rows) + 1)]
        # an empty cell of a reform says nothing
        reforms = [
            read_reform(place, {key: cell for key, cell in row.items() if cell != ""})
            for row, place in zip(given, places, strict=True)
        ]
        cells = [
            {
                key: cell if key.startswith(LABEL) else _cell(key, cell, place)
                for key, cell in row.items()
                if key.startswith((LABEL, "world.", "law.")) or key == CHANGES
            }
            for row, place in zip(given, places, strict=True)
        ]
        design = reform_design(settings, reforms, cells)
    elif all(name.startswith(LABEL) for name in head if name != POINT):
        raise InputError(
            "{}: no column names a setting; name one as on the command line: policy.order_quality.",
            path,
        )
    else:
        table = pd.DataFrame(rows, columns=head, dtype=object).drop(columns=POINT, errors="ignore")
        table.insert(0, POINT, range(len(table)))  # rows are numbered anew
        design = over(settings, table.infer_objects(), str(path))
    seen: dict[Any, int] = {}
    shares = design.table.get(SHARE, [1.0] * len(rows))
    for number, each in enumerate(zip(design.scenarios, shares, strict=True), start=1):
        first = seen.setdefault(each, number)
        if first != number:
            raise InputError(
                "{}, row {}: the same scenario as row {}; remove one of them.", path, number, first
            )
    return design


def _read_csv(path: Path) -> tuple[list[str], list[list[Any]]]:
    lines = table_in(path).rows
    if not lines:
        raise InputError(
            "{}: the file is empty; a design has a heading and at least one row.", path
        )
    head, *body = lines
    names = [name.strip() for name in head]
    as_text = {
        number for number, name in enumerate(names) if name == CHANGES or name.startswith(LABEL)
    }
    dates = {number for number, name in enumerate(names) if name in ("start", "end")}
    for line in body:
        line[:] = [
            _DAY.sub(r"\1", cell) if number in dates else cell for number, cell in enumerate(line)
        ]
    rows = [
        [cell if number in as_text else _value(cell) for number, cell in enumerate(line)]
        for line in body
    ]
    return names, rows


def _value(text: str) -> Any:
    """A cell as yes or no, as a number in plain digits, or else as a word, such as nan and 1_0."""
    plain = text.strip()
    if plain.lower() in ("true", "false"):
        return plain.lower() == "true"
    if _WHOLE.fullmatch(plain):
        # Python reads no number of thousands of digits
        return int(plain) if len(plain) < 100 else float(plain)
    return float(plain) if _NUMBER.fullmatch(plain) and not vanishes(plain) else plain
