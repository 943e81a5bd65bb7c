"""An offence as data: the file of a user or of ``data/offences``, read and checked into dated rules of its units.

A version leaves out what it does not change. A unit is what is predicted by itself: an offence, a stretch of its
versions (``unit``), or one of its ``items``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from zombielaw.experiments.data.files import YamlFile, in_yaml, mapping, read_yaml_file
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.offences.fields import (
    AFTER_ORDER,
    AFTER_RESULT,
    BY_POLICE,
    BY_RESULT,
    ELEMENT,
    LAW_KEYS,
    NO_ORDER,
    ORDERED,
    PATTERNS,
    SUPPLY,
    Fields,
)
from zombielaw.experiments.offences.ranges import Range, numbers
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.words.texts import LANGUAGES

OFFENCES = DATA / "offences"
TEMPLATE = "`zombielaw offence new > my.yaml` writes a file to start from"
FILE_KEYS = ("id", "article", "name", "offices", "versions", "procedure", "supply", "items")
EARLIEST = date(1979, 7, 1)


@dataclass(frozen=True)
class Rival:
    """An offence that the same conduct may satisfy; ``met`` is the share of cases in which it does."""

    offence: str
    weighs: bool
    met: Range


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
        return {name: one for rules in every for name, one in (*rules.rivals.items(), *rules.supply.values())}


def built_in() -> dict[str, Offence]:
    """The offences of the package, by name."""
    return {path.stem: read_offence(path) for path in sorted(OFFENCES.glob("*.yaml"))}


def with_own(file: str) -> dict[str, Offence]:
    """The offences of the package and, behind them, that of a user's file. Raises InputError: a name is there twice."""
    offences = built_in()
    if file:
        own = read_offence(Path(file))
        if own.id in offences:
            raise InputError("{}: id: {} names an offence of the package; give yours another id.", file, own.id)
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
    return {**base, **{key: merged(base[key], value) if key in base else value for key, value in more.items()}}


class _Reader:
    """The file of one offence under way."""

    def __init__(self, file: YamlFile) -> None:
        self.fields, self.at = Fields(file), file.at
        self.top = mapping(file.data, str(file.path), FILE_KEYS, "field")
        self.id = self.fields.name(self.top.get("id"), "id")

    def offence(self) -> Offence:
        """All of it."""
        versions = self.top.get("versions")
        if not isinstance(versions, list) or not versions:
            raise InputError(
                "{}: give one version or more, each with from and source; {}.", self.at("versions"), TEMPLATE
            )
        dates = [self._version(number, version) for number, version in enumerate(versions)]
        for number, (before, after) in enumerate(pairwise(dates), start=1):
            if after <= before:
                raise InputError(
                    "{}: {} does not lie behind {}, the date of the version above; put versions in the "
                    "order of their dates.",
                    self.at("versions", number, "from"),
                    after,
                    before,
                )
        items = self.top.get("items")
        places: dict[str, tuple[str, ...]] = {"": ()}
        if items is not None:
            places = {self.fields.name(name, "items"): ("items", name) for name in mapping(items, self.at("items"))}
            for name, place in places.items():
                self.fields.check(items[name], place)
        for key in ("procedure", "supply"):
            self.fields.check({key: self.top.get(key, {})}, ())
        lines, units = [], []
        for item, place in places.items():
            own = items[item] if items and item else {}
            rules, names = self._line(item, own, versions, dates, place)
            lines.append(tuple(rules))
            units += names
        offices = self.top.get("offices")
        if offices is not None and not (isinstance(offices, int) and not isinstance(offices, bool) and offices > 0):
            raise InputError("{}: offices: {}; give a whole number above 0.", self.at("offices"), in_yaml(offices))
        return Offence(self.id, tuple(units), tuple(lines), offices)

    def _version(self, number: int, version: Any) -> date:
        place = ("versions", number)
        given = mapping(version, self.at(*place), ("from", "source", *LAW_KEYS), "field")
        since = given.get("from")
        if type(since) is not date or since < EARLIEST:
            raise InputError("{}: from: {}; give a date from {} on.", self.at(*place, "from"), in_yaml(since), EARLIEST)
        if not isinstance(given.get("source"), str) or not given["source"].strip():
            raise InputError("{}: a version needs its source: the law that made it, in words.", self.at(*place))
        self.fields.check({key: value for key, value in given.items() if key in LAW_KEYS}, place)
        return since

    def _line(
        self, item: str, own: Mapping[str, Any], versions: list[Any], dates: list[date], place: tuple[str, ...]
    ) -> tuple[list[Rules], list[Unit]]:
        """Rules of an item, or of the whole, in the order of dates, and the units that begin among them."""
        base = {key: self.top.get(key) for key in ("article", "name")}
        state = merged({**base, **{key: self.top.get(key, {}) for key in ("procedure", "supply")}}, own)
        apart = {name: f"{self.id}.{item}.{name}" for name in own.get("supply", {})}
        keys: dict[str, list[list[float]]] = {}
        rules: list[Rules] = []
        units: list[Unit] = []
        unit = f"{self.id}_{item}" if item else self.id
        for number, (version, since) in enumerate(zip(versions, dates, strict=True)):
            law = {key: value for key, value in version.items() if key in LAW_KEYS}
            state = merged(merged(state, law), own)
            begins = version.get("unit")
            if begins:
                unit = f"{self.id}_{begins['id']}" + (f"_{item}" if item else "")
                state = merged(state, {key: begins[key] for key in ("name", "article") if key in begins})
            where = self.at("versions", number)
            if begins or not units:
                self._named(state, place)
                units.append(Unit(unit, self.id, str(state["article"]), state["name"], since))
            rules.append(self._rules(state, since, unit, apart, keys, where))
        return rules, units

    def _named(self, state: Mapping[str, Any], place: tuple[str, ...]) -> None:
        name = state.get("name")
        known = isinstance(name, dict) and all(isinstance(name.get(lang), str) and name[lang] for lang in LANGUAGES)
        if not known or not isinstance(state.get("article"), str):
            raise InputError(
                "{}: an offence needs its article, in quotes, and a name in both languages: name: "
                "{{en: ..., zh: ...}}.",
                self.at(*place, "name"),
            )

    def _rules(
        self,
        state: Mapping[str, Any],
        since: date,
        unit: str,
        apart: Mapping[str, str],
        keys: dict[str, list[Any]],
        where: str,
    ) -> Rules:
        """The rules of a date, all fields filled; ``apart``: names of draws that an item has for itself.

        Raises InputError: the fields do not go together.
        """
        order, procedure, supply = (state.get(key) or {} for key in ("order", "procedure", "supply"))
        role, pattern = order.get("role", NO_ORDER), procedure.get("pattern")
        if pattern not in PATTERNS:
            raise InputError(
                "{}: procedure: pattern: {}; allowed: {}{}.",
                where,
                in_yaml(pattern),
                ", ".join(PATTERNS),
                nearest(str(pattern), PATTERNS),
            )
        if (pattern in ORDERED) != (role == ELEMENT):
            need = "an order that is an element" if pattern in ORDERED else "no order that is an element"
            raise InputError(
                "{}: pattern {} needs {}, and order: role is {}; change one of them.", where, pattern, need, role
            )
        after = state.get("after_refusal", "none")
        if (pattern == AFTER_ORDER) != (after == "none") and pattern in (AFTER_ORDER, AFTER_RESULT):
            raise InputError(
                "{}: pattern {} does not go with after_refusal: {}; {} needs none, {} another.",
                where,
                pattern,
                after,
                AFTER_ORDER,
                AFTER_RESULT,
            )
        asked = (
            {"results", "checked_before", "order_per_finding", "refusers_suffer"}
            if pattern == BY_RESULT
            else {"findings"}
        )
        asked |= {"order_per_finding"} if role != NO_ORDER else set()
        asked |= {"later_result"} if after != "none" and pattern != BY_RESULT else set()
        if lacking := [name for name in SUPPLY if name in asked and name not in supply]:
            raise InputError(
                "{}: supply: {} is lacking, which pattern {} with order: role {} needs; give a range "
                "with its source or reason.",
                where,
                ", ".join(lacking),
                pattern,
                role,
            )
        entry = procedure.get("entry", {})
        if abs(sum(entry.values()) - 1.0) > 1e-9:
            raise InputError(
                "{}: procedure: entry: the shares sum to {:g}; let them sum to 1.", where, sum(entry.values())
            )
        same, fines = float(procedure.get("same_body", 0)), procedure.get("sanction_beside", {})
        police = 1.0 if pattern == BY_POLICE else float(entry.get("police", 0.0))
        complainant = procedure.get("complainant", {})
        used = {
            name: self._keyed(apart.get(name, f"{self.id}.{name}"), value["range"], SUPPLY[name][1], since, keys)
            for name, value in supply.items()
            if not (name == "later_result" and after == "none")
        }
        rivals = [self._rival(rival) for rival in state.get("rivals", [])]
        return Rules(
            since,
            unit,
            pattern,
            role,
            state.get("mark") == "open",
            {"open": None}.get(posted := order.get("service", {}).get("posting_counts", False), posted),
            len(order.get("validity", [])) if role == ELEMENT else 0,
            order.get("competence") == "open",
            order.get("without_notice", "pursued") == "pursued",
            {one["until"]: one["effect"] for one in state.get("exits", [])},
            dict(
                self._keyed(
                    f"{self.id}.rival.{rival.offence}",
                    [rival.met.low, rival.met.middle, rival.met.high],
                    True,
                    since,
                    keys,
                )
                for rival in rivals
                if rival.weighs
            ),
            sum(fines.get(rung) == "large" for rung in ("at_finding", "at_refusal")),
            same + (1.0 - same) * police,
            frozenset(complainant.get("reaches", [])),
            used,
        )

    @staticmethod
    def _keyed(
        name: str, three: list[float], share: bool, since: date, keys: dict[str, list[Any]]
    ) -> tuple[str, Range]:
        """Name of the draw of a range: that of the input, with a date where a later version has another range."""
        known = keys.setdefault(name, [])
        for key, before in known:
            if before == three:
                return key, numbers(three, key, share)
        key = f"{name}@{since}" if known else name
        known.append((key, three))
        return key, numbers(three, key, share)

    @staticmethod
    def _rival(rival: Mapping[str, Any]) -> Rival:
        return Rival(str(rival["offence"]), rival["relation"] != "lighter", numbers(rival["met"], "met", True))
