"""Levers moved for a time, ``policy.changes``: from plain data and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Strict, model_validator

from zombielaw.experiments.config.options import LONGEST, month, whole
from zombielaw.experiments.config.schema import CHANGES, MOVED, read
from zombielaw.experiments.data.typed import Entry, Items, fits, known, typed
from zombielaw.sim.months import month_date
from zombielaw.sim.scenario import Change

MONTH, LENGTH = month("2015-11", "a month"), whole(0, 0, LONGEST, "", "months")


Lever = Annotated[str, known(tuple(MOVED), "lever")]
Provinces = Annotated[
    Annotated[tuple[int, ...], Strict(False)],
    fits(
        lambda given: given, "province numbers, such as [0, 1]; for everywhere leave provinces out"
    ),
]
"""Provinces of a change. To reform the whole country the key is left out, so that a slip of the hand cannot."""


class _Change(Entry):
    lever: Lever
    to: Any
    start: Any
    ramp_months: Any = None
    end: Any = None
    provinces: Provinces = ()

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            key: one
            for key, one in given.items()
            if one is not None and (one != "" or key == "provinces")
        }


_Changes = Annotated[
    Items[_Change], fits(lambda _: True, "[{lever: ..., to: ..., start: ...}], or [] for none")
]


def changes_from(given: object) -> tuple[Change, ...]:
    """Changes of plain data: ``[{lever: order_quality, to: 0.9, start: 2020-11}]``.

    Raises InputError: not a list of changes, or a change with a key, lever or value that is not allowed.
    """
    entries: tuple[_Change, ...] = typed(
        _Changes, given, lambda *place: ".".join(map(str, (CHANGES, *place)))
    )
    return tuple(_change(entry, f"{CHANGES}.{number}") for number, entry in enumerate(entries))


def _change(entry: _Change, where: str) -> Change:
    months = {
        key: read(f"{where}.{key}", value, about)
        for key, about in (("start", MONTH), ("ramp_months", LENGTH), ("end", MONTH))
        if (value := getattr(entry, key)) is not None
    }
    to = read(f"{where}.to", entry.to, MOVED[entry.lever])
    return Change(entry.lever, to, provinces=entry.provinces, **months)


def plain_changes(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as plain data, without empty keys."""
    plain = []
    for change in changes:
        to = MOVED[change.lever].shown(change.to)
        end = None if change.end is None else month_date(change.end)
        more = {"ramp_months": change.ramp_months, "end": end, "provinces": [*change.provinces]}
        filled = {key: value for key, value in more.items() if value}
        plain.append({"lever": change.lever, "to": to, "start": month_date(change.start), **filled})
    return plain
