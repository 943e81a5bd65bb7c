"""An offence as data: the file of a user or of ``data/offences``, read and checked into dated rules of its units.

A version leaves out what it does not change. A unit is what is predicted by itself: an offence, a stretch of its
versions (``unit``), or one of its ``items``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zombielaw.experiments.data.files import YamlFile, read_yaml_file, unknown_name
from zombielaw.experiments.data.typed import placed, read_as
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.fields import (
    AFTER_ORDER,
    AFTER_RESULT,
    BY_POLICE,
    BY_RESULT,
    ELEMENT,
    NO_ORDER,
    ORDERED,
    PATTERNS,
    SUPPLY,
    Declaration,
    Law,
)
from zombielaw.experiments.offences.ranges import Range, numbers
from zombielaw.experiments.paths import DATA

OFFENCES = DATA / "offences"
TEMPLATE = "`zombielaw offence new > my.yaml` writes a file to start from"


@dataclass(frozen=True)
class Rules:
    """Law, procedure and supply of a unit from a date on.

    ``posting``: does a posted order count as served (None: open)? ``factors``: factors of a valid order that the law
    asks for. ``fines``: large fines beside. ``own``: share of cases of which the finder is the police. ``supply`` and
    ``rivals`` hold ranges by the name of their draw.
    """

    since: date
    unit: str
    pattern: str
    role: str
    mark_open: bool
    posting: bool | None
    factors: int
    competence_open: bool
    pursued_without_notice: bool
    exits: Mapping[str, str]
    rivals: Mapping[str, Range]
    fines: int
    own: float
    reaches: frozenset[str]
    supply: Mapping[str, tuple[str, Range]]


@dataclass(frozen=True)
class Unit:
    """An offence or a part of one that is predicted by itself, with its names by language."""

    id: str
    offence: str
    article: str
    name: Mapping[str, str]
    since: date


@dataclass(frozen=True)
class Offence:
    """An offence: its units, and for each of its lines (items, or the whole) the rules in the order of their dates."""

    id: str
    units: tuple[Unit, ...]
    lines: tuple[tuple[Rules, ...], ...]
    offices: int | None = None

    @property
    def ranges(self) -> dict[str, Range]:
        """Ranges of its inputs by the name of their draw."""
        every = [rules for line in self.lines for rules in line]
        return {
            name: one
            for rules in every
            for name, one in (*rules.rivals.items(), *rules.supply.values())
        }


def built_in() -> dict[str, Offence]:
    """The offences of the package, by name."""
    return {path.stem: read_offence(path) for path in sorted(OFFENCES.glob("*.yaml"))}


def with_own(file: str) -> dict[str, Offence]:
    """The offences of the package and, behind them, that of a user's file. Raises InputError: a name is there twice."""
    offences = built_in()
    if file:
        own = read_offence(Path(file))
        if own.id in offences:
            raise InputError(
                "{}: id: {} names an offence of the package; give yours another id.", file, own.id
            )
        offences[own.id] = own
    return offences


def units_of(offences: Iterable[Offence]) -> dict[str, Unit]:
    """Units of offences, by name."""
    return {unit.id: unit for offence in offences for unit in offence.units}


def read_offence(path: Path) -> Offence:
    """Read an offence. Raises InputError: one sentence that names the line, what was given, and what is allowed."""
    return _Reader(read_yaml_file(path)).offence()


def merged(base: Any, more: Any) -> Any:
    """A value with what a later version changes of it: mappings key by key, all else as a whole."""
    if not (isinstance(base, Mapping) and isinstance(more, Mapping)):
        return more
    return {
        **base,
        **{key: merged(base[key], value) if key in base else value for key, value in more.items()},
    }


class _Reader:
    """The file of one offence under way."""

    def __init__(self, file: YamlFile) -> None:
        self.top: Declaration = read_as(Declaration, file, start=TEMPLATE)
        self.id, self.file, self.plain = self.top.id, file, file.data

    def offence(self) -> Offence:
        """All of it."""
        lines, units = [], []
        for item in self.top.items or ("",):
            rules, names = self._line(item)
            lines.append(tuple(rules))
            units += names
        return Offence(self.id, tuple(units), tuple(lines), self.top.offices)

    def _line(self, item: str) -> tuple[list[Rules], list[Unit]]:
        """Rules of an item, or of the whole, in the order of dates, and the units that begin among them."""
        own = self.plain["items"][item] if item else {}
        shared = {
            key: self.plain[key]
            for key in ("article", "name", "procedure", "supply")
            if key in self.plain
        }
        state = merged(shared, own)
        apart = {name: f"{self.id}.{item}.{name}" for name in own.get("supply", {})}
        keys: dict[str, list[tuple[str, Range]]] = {}
        rules: list[Rules] = []
        units: list[Unit] = []
        unit = f"{self.id}_{item}" if item else self.id
        for number, (version, plain) in enumerate(
            zip(self.top.versions, self.plain["versions"], strict=True)
        ):
            law = {
                key: value for key, value in plain.items() if key not in ("from", "source", "unit")
            }
            state = merged(merged(state, law), own)
            if begins := version.unit:
                unit = f"{self.id}_{begins.id}" + (f"_{item}" if item else "")
                state = merged(
                    state, {key: value for key, value in plain["unit"].items() if key != "id"}
                )
            now = Law.model_validate(state)
            with placed(self.file.at("versions", number)):
                if begins or not units:
                    if not now.name or not now.article:
                        raise InputError(
                            "an offence needs its article, in quotes, and a name in both languages: "
                            "name: {en: ..., zh: ...}"
                        )
                    units.append(Unit(unit, self.id, now.article, now.name, version.since))
                rules.append(self._rules(now, version.since, unit, apart, keys))
        return rules, units

    def _rules(
        self,
        law: Law,
        since: date,
        unit: str,
        apart: Mapping[str, str],
        keys: dict[str, list[tuple[str, Range]]],
    ) -> Rules:
        """The rules of a date; ``apart``: names of draws that an item has for itself.

        Raises InputError: the fields do not go together.
        """
        role, pattern, after, supply = (
            law.order.role,
            law.procedure.pattern,
            law.after_refusal,
            law.ranges,
        )
        if not pattern:
            raise unknown_name(pattern, PATTERNS, "pattern")
        if (pattern in ORDERED) != (role == ELEMENT):
            need = (
                "an order that is an element"
                if pattern in ORDERED
                else "no order that is an element"
            )
            raise InputError(
                "pattern {} needs {}, and order: role is {}; change one of them",
                pattern,
                need,
                role,
            )
        if (pattern == AFTER_ORDER) != (after == "none") and pattern in (AFTER_ORDER, AFTER_RESULT):
            raise InputError(
                "pattern {} does not go with after_refusal: {}; change one of them", pattern, after
            )
        by_result = {"results", "checked_before", "order_per_finding", "refusers_suffer"}
        asked = by_result if pattern == BY_RESULT else {"findings"}
        asked |= {"order_per_finding"} if role != NO_ORDER else set()
        asked |= {"later_result"} if after != "none" and pattern != BY_RESULT else set()
        if lacking := [name for name in SUPPLY if name in asked and name not in supply]:
            raise InputError(
                "supply: {} is lacking, which pattern {} with order: role {} needs; "
                "give a range with its source or reason",
                lacking,
                pattern,
                role,
            )
        if abs((shares := sum(dict(law.procedure.entry).values())) - 1.0) > 1e-9:
            raise InputError("procedure: entry: the shares sum to {:g}; let them sum to 1", shares)
        same = law.procedure.same_body
        police = 1.0 if pattern == BY_POLICE else law.procedure.entry.police
        used = {
            name: _keyed(apart.get(name, f"{self.id}.{name}"), one, since, keys)
            for name, one in supply.items()
            if not (name == "later_result" and after == "none")
        }
        posted = law.order.service.posting_counts
        return Rules(
            since,
            unit,
            pattern,
            role,
            law.mark == "open",
            None if posted == "open" else bool(posted),
            len(law.order.validity) if role == ELEMENT else 0,
            law.order.competence == "open",
            law.order.without_notice == "pursued",
            {one.until: one.effect for one in law.exits},
            dict(
                _keyed(f"{self.id}.rival.{rival.offence}", numbers(rival.met, True), since, keys)
                for rival in law.rivals
                if rival.relation != "lighter"
            ),
            [*dict(law.procedure.sanction_beside).values()].count("large"),
            same + (1.0 - same) * police,
            frozenset(law.procedure.complainant.reaches),
            used,
        )


def _keyed(
    name: str, given: Range, since: date, keys: dict[str, list[tuple[str, Range]]]
) -> tuple[str, Range]:
    """Name of the draw of a range: that of the input, with a date where a later version has another range."""
    known = keys.setdefault(name, [])
    for pair in known:
        if pair[1] == given:
            return pair
    known.append((f"{name}@{since}" if known else name, given))
    return known[-1]
