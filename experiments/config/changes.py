"""Levers moved for a time, ``policy.changes``: from plain data and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zombielaw.experiments.config.options import LONGEST, month, whole
from zombielaw.experiments.config.schema import CHANGES, SETTINGS, read
from zombielaw.experiments.errors import InputError, Said, nearest
from zombielaw.sim.months import month_date
from zombielaw.sim.parameters import Policy, written
from zombielaw.sim.scenario import Change

KEYS = ("lever", "to", "start", "ramp_months", "end", "provinces")
MONTH, LENGTH = month("2015-11", "a month"), whole(0, 0, LONGEST, "", "months")


def changes_from(given: object) -> tuple[Change, ...]:
    """Changes of plain data: ``[{lever: order_quality, to: 0.9, start: 2020-11}]``.

    Raises InputError: not a list of changes, or a change with a key, lever or value that is not allowed.
    """
    if not isinstance(given, list):
        raise InputError(
            "{}={} is not a list of changes; allowed: [{{lever: ..., to: ..., start: ...}}], or [] for none.",
            CHANGES,
            written(given),
        )
    return tuple(_change(entry, f"{CHANGES}[{number}]") for number, entry in enumerate(given))


def _change(entry: object, where: str) -> Change:
    if not isinstance(entry, dict):
        raise InputError("{}={} is not a change; allowed: {{lever: ..., to: ..., start: ...}}.", where, written(entry))
    for key in entry:
        if key not in KEYS:
            near = nearest(str(key), KEYS)
            raise InputError("{}.{} is not a key of a change{}; allowed: {}.", where, key, near, ", ".join(KEYS))
    given = {key: value for key, value in entry.items() if value is not None and (value != "" or key == "provinces")}
    for key in ("lever", "to", "start"):
        if key not in given:
            raise InputError("{} has no {}; a change needs lever, to and start.", where, key)
    lever = given["lever"]
    if lever not in Policy._fields:
        near = nearest(str(lever), Policy._fields)
        allowed = "" if near else Said("; allowed: {}", ", ".join(Policy._fields))
        raise InputError("{}.lever={} is not a lever{}{}.", where, written(lever), near, allowed)
    months = {
        key: read(f"{where}.{key}", given[key], about)
        for key, about in (("start", MONTH), ("ramp_months", LENGTH), ("end", MONTH))
        if key in given
    }
    to = read(f"{where}.to", given["to"], SETTINGS[f"policy.{lever}"])
    return Change(lever, to, provinces=_provinces(given, where), **months)


def _provinces(given: dict[str, Any], where: str) -> tuple[int, ...]:
    """Provinces of a change. To reform the whole country the key is left out, so that a slip of the hand cannot."""
    provinces = given.get("provinces", ())
    if "provinces" in given and (
        not isinstance(provinces, list) or not provinces or any(type(number) is not int for number in provinces)
    ):
        raise InputError(
            "{}.provinces={} is not a list of province numbers; allowed: such as [0, 1]. For "
            "everywhere leave provinces out.",
            where,
            written(provinces),
        )
    return tuple(provinces)


def plain_changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as plain data, without empty keys."""
    plain = []
    for change in changes:
        to = SETTINGS[f"policy.{change.lever}"].shown(change.to)
        end = None if change.end is None else month_date(change.end)
        more = {"ramp_months": change.ramp_months, "end": end, "provinces": [*change.provinces]}
        filled = {key: value for key, value in more.items() if value}
        plain.append({"lever": change.lever, "to": to, "start": month_date(change.start), **filled})
    return plain
