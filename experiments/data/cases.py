"""Read the files under ``data/`` and turn them into what the model takes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from zombielaw.experiments.data.files import check_count, check_known, mapping, read_yaml
from zombielaw.experiments.errors import InputError
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import ANY_DAY, MAYBE, Facts, Interval

KINDS = ("hosting", "platform", "payment", "telecom", "tool_seller", "unknown")
CONFIDENCES = ("high", "medium", "low")
_CASE_KEYS = ("id", "kind", "group", "province", "facts", "not_alleged", "text", "outcome")


class Coding(NamedTuple):
    """How a fact is known."""

    confidence: str
    source: str


@dataclass(frozen=True)
class Case:
    """A coded case. ``outcome`` is what officials did: a figure to compare with, never an input."""

    id: str
    kind: str
    group: str
    facts: Facts
    codings: Mapping[str, Coding]
    outcome: Mapping[str, Any]


def read_cases(path: str | Path) -> dict[str, Case]:
    """Read coded cases.

    Parameters
    ----------
    path
        YAML file with ``count`` (the number of cases, so that a truncated file is noticed) and ``cases``. Each fact is
        ``[value, confidence, source]``; a value is a number, yes or no, a date, or ``[low, high]``; a fact left out is
        unknown, one under ``not_alleged`` is nil.

    Returns
    -------
    dict of str to Case
        By id, in the order of the file.

    Raises
    ------
    InputError
        The file is missing, broken or truncated, or a field has no place or an impossible value.
    """
    path = Path(path)
    data = mapping(read_yaml(path), str(path))
    rows = data.get("cases")
    if not isinstance(rows, list):
        raise InputError(f"{path}: 'cases' must be a list of cases; is the file truncated?")
    check_count(path, data.get("count"), len(rows), "case")
    cases: dict[str, Case] = {}
    for number, row in enumerate(rows, start=1):
        where = f"{path}: case {number}"
        case = _case(mapping(row, where), where)
        if case.id in cases:
            raise InputError(f"{where}: id {case.id!r} is already taken")
        cases[case.id] = case
    return cases


def facts_from(given: Mapping[str, Any], where: str, base: Facts | None = None) -> Facts:
    """Build facts from plain values.

    Parameters
    ----------
    given
        Value by field of ``Facts``: a number, yes or no, a date (day fields), or ``[low, high]``.
    where
        Place in the input, for messages.
    base
        Facts for the fields not given; unknown if omitted.
    """
    intervals = {name: interval_from(name, value, where) for name, value in given.items()}
    return (base or Facts())._replace(**intervals)


def interval_from(name: str, value: Any, where: str) -> Interval:
    """Turn the plain value of one fact into an interval inside the range of that fact."""
    check_known(name, Facts._fields, where, "fact")
    allowed: Interval = Facts._field_defaults[name]
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2:
        raise InputError(f"{where}: {name}: {value!r} given, allowed is one value or [low, high]")
    low, high = (_number(name, end, where, allowed) for end in ends)
    if not (allowed.low <= low <= high <= allowed.high):
        raise InputError(
            f"{where}: {name}: {value!r} given, allowed is {_range_of(allowed)}, with the lower value first"
        )
    return Interval(low, high)


def _number(name: str, value: Any, where: str, allowed: Interval) -> float:
    if allowed == ANY_DAY and type(value) is date:
        return float(day_of(value))
    if allowed == MAYBE and isinstance(value, bool):
        return float(value)
    plain = isinstance(value, int | float) and not isinstance(value, bool) and not math.isnan(value)
    if plain and (allowed != ANY_DAY or math.isinf(value)):
        return float(value)
    raise InputError(f"{where}: {name}: {value!r} given, allowed is {_range_of(allowed)}")


def _range_of(allowed: Interval) -> str:
    if allowed == ANY_DAY:
        return "a date such as 2019-11-01 (-.inf or .inf for an open end)"
    if allowed == MAYBE:
        return "yes, no, or a number from 0 to 1"
    return f"a number from {allowed.low:g} to {allowed.high:g}"


def _case(row: Mapping[str, Any], where: str) -> Case:
    for key in row:
        check_known(key, _CASE_KEYS, where, "key")
    for key in ("id", "kind", "group", "facts", "outcome"):
        if row.get(key) is None:
            raise InputError(f"{where}: {key!r} is missing; is the file truncated?")
    where = f"{where} ({row['id']})"
    kind = str(row["kind"])
    check_known(kind, KINDS, where, "kind")
    values: dict[str, Any] = {}
    codings: dict[str, Coding] = {}
    for name, coded in mapping(row["facts"], f"{where}: facts").items():
        if not (isinstance(coded, list) and len(coded) == 3):
            raise InputError(f"{where}: {name}: {coded!r} given, allowed is [value, confidence, source]")
        values[name], confidence, source = coded
        check_known(confidence, CONFIDENCES, f"{where}: {name}", "confidence")
        codings[name] = Coding(confidence, str(source))
    for name in row.get("not_alleged") or ():
        if name in values:
            raise InputError(f"{where}: {name!r} stands under 'facts' and under 'not_alleged'; keep one of them")
        values[name] = 0
        codings[name] = Coding("low", "infer: no source alleges it")
    return Case(
        id=str(row["id"]),
        kind=kind,
        group=str(row["group"]),
        facts=facts_from(values, where),
        codings=codings,
        outcome=mapping(row["outcome"], f"{where}: outcome"),
    )
