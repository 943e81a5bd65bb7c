"""Declarations: an offence's file, of a user or of ``data/offences``, read and checked into dated rules of its units;
and the behaviour that all offences share.

A version leaves out what it does not change. A unit is what is predicted by itself: an offence, a stretch of its
versions (``unit``), or one of its ``items``. Fields of type ``Any`` are for the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, create_model, model_validator

from zombielaw.experiments.data.files import YamlFile, content_of, read_yaml_file, unknown_name
from zombielaw.experiments.data.typed import (
    Entry,
    Items,
    Named,
    Share,
    Whole,
    Words,
    fits,
    known,
    one_of,
    placed,
    read_as,
)
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.ranges import (
    Amount,
    Array,
    Either,
    Part,
    Range,
    is_sourced,
    numbers,
    values,
)
from zombielaw.experiments.paths import DATA
from zombielaw.experiments.words.texts import LANGUAGES

OFFENCES = DATA / "offences"
BEHAVIOUR = DATA / "behaviour.yaml"
ELEMENT, EXIT, NO_ORDER = "element", "exit", "none"
ROLES = (ELEMENT, EXIT, NO_ORDER)
AFTER_ORDER, AFTER_RESULT, BY_RESULT, BY_FINDING, BY_POLICE = (
    "order_refusal_referral",
    "order_refusal_result",
    "result_then_order",
    "finding_referral",
    "police_find",
)
PATTERNS = {
    AFTER_ORDER: "an order is refused, and the refusal referred",
    AFTER_RESULT: "an order is refused, and a result or danger must follow",
    BY_RESULT: "a result begins the case, and a refused order is looked up",
    BY_FINDING: "a finding is referred; no order is an element",
    BY_POLICE: "the police find the case themselves; no order is an element",
}
ORDERED = (AFTER_ORDER, AFTER_RESULT, BY_RESULT)
UNTIL = ("filing", "indictment", "judgment")
FINES = ("none", "small", "large")
RELATIONS = ("equal", "heavier", "lighter")
SUPPLY = {
    "subjects": ("who may commit it (for the reader)", False),
    "checks": ("checks a year (for the reader)", False),
    "findings": ("violations found a year", False),
    "results": ("results that reach the mark a year (result_then_order)", False),
    "checked_before": ("share of these places that were checked in the year before", True),
    "refusers_suffer": ("how many times likelier the result is where an order was refused", False),
    "order_per_finding": ("share of findings, or of checked places, that get an order", True),
    "mark_reached": ("share above the mark", True),
    "conduct_met": ("share in which the conduct can be shown", True),
    "later_result": ("share in which the result or danger that is needed then follows", True),
}
"""Meaning of each number of the supply, and whether it is a share."""
EARLIEST = date(1979, 7, 1)
"""The first day of a version."""
Id = Annotated[
    str,
    fits(
        lambda one: one.isidentifier() and one.isascii(),
        "a word of letters, digits and _, as in wages",
    ),
]
Names = Annotated[
    Named[str],
    fits(lambda names: all(names.get(lang) for lang in LANGUAGES), "{en: ..., zh: ...}"),
]


class Service(Entry):
    """Service of an order."""

    posting_counts: Annotated[Any, one_of(True, False, "open")] = False


class Order(Entry):
    """The order of a law."""

    role: Annotated[str, one_of(*ROLES)] = NO_ORDER
    issuer: Any = None
    written: Any = None
    validity: Items[Annotated[str, one_of("basis", "clarity", "ability")]] = ()
    competence: Annotated[str, one_of("settled", "open")] = "settled"
    service: Service = Service()
    deadline_days: Any = None
    repeats: Any = None
    excuse: Any = None
    without_notice: Annotated[str, one_of("pursued", "no_prosecution")] = "pursued"


class Exit(Entry):
    """Compliance after the refusal that still helps."""

    until: Annotated[str, one_of(*UNTIL)]
    act: Annotated[str, one_of("comply")]
    effect: Annotated[str, one_of("none", "lighter")]


class Rival(Entry):
    """An offence that the same conduct may satisfy; ``met`` is the share of cases in which it does."""

    offence: str
    relation: Annotated[str, one_of(*RELATIONS)]
    met: Any
    source: Words = ""
    reason: Words = ""

    @model_validator(mode="after")
    def _sourced(self) -> Rival:
        is_sourced(self.source, self.reason)
        numbers(self.met, True)
        return self


class Begins(Entry):
    """Shares of the ways in which cases begin."""

    check: Share = 0.0
    complaint: Share = 0.0
    result: Share = 0.0
    police: Share = 0.0


class Complainant(Entry):
    """Somebody who may press for a step."""

    stake: Annotated[str, one_of("none", "own")] = "none"
    reaches: Items[Annotated[str, one_of("referral", "filing")]] = ()
    reason: Words = ""

    @model_validator(mode="after")
    def _has_a_stake(self) -> Complainant:
        if self.reaches and (self.stake == "none" or not self.reason):
            raise InputError(
                "a complainant who reaches a step needs stake: own, and a reason why it is reached"
            )
        return self


class Beside(Entry):
    """Fines of the office itself."""

    at_finding: Annotated[str, one_of(*FINES)] = "none"
    at_refusal: Annotated[str, one_of(*FINES)] = "none"


class Procedure(Entry):
    """The way of a case."""

    pattern: Annotated[str, known(PATTERNS, "pattern")] = ""
    entry: Begins = Begins()
    refers: Any = None
    investigates: Any = None
    same_body: Share = 0.0
    private_prosecution: Any = None
    complainant: Complainant = Complainant()
    sanction_beside: Beside = Beside()


class Begun(Entry):
    """A stretch of versions that is predicted by itself."""

    id: Id
    name: Names = {}
    article: str = ""


Supply: Any = create_model(
    "Supply",
    __base__=Entry,
    **{name: ((Part if share else Amount) | None, None) for name, (_, share) in SUPPLY.items()},  # type: ignore[call-overload]
)


class Law(Entry):
    """What a version, or an item, says."""

    article: str = ""
    name: Names = {}
    unit: Begun | None = None
    subject: Any = None
    conduct: Any = None
    mark: Annotated[
        Any, fits(lambda mark: isinstance(mark, dict) or mark in ("open", "none"), "open, none")
    ] = "none"
    order: Order = Order()
    after_refusal: Annotated[str, one_of("none", "danger", "result", "value")] = "none"
    fault: Any = None
    punishments: Any = Field(None, alias="range")
    exits: Annotated[
        Items[Exit],
        fits(
            lambda exits: (
                [one.until for one in exits]
                == [step for step in UNTIL if step in {e.until for e in exits}]
            ),
            "each step once, in the order {}",
            UNTIL,
        ),
    ] = ()
    rivals: Items[Rival] = ()
    procedure: Procedure = Procedure()
    supply: Supply = Supply()

    @property
    def ranges(self) -> dict[str, Range]:
        """Numbers of the supply that are given, by name."""
        return {name: one for name in SUPPLY if (one := getattr(self.supply, name)) is not None}


class Version(Law):
    """The law from a date on."""

    since: Annotated[date, fits(lambda day: day >= EARLIEST, "a date from {} on", EARLIEST)] = (
        Field(alias="from")
    )
    source: Annotated[Words, fits(bool, "the law that made it, in words")]


class Declaration(Entry):
    """The whole file."""

    id: Id
    article: str = ""
    name: Names = {}
    offices: Annotated[int, fits(lambda one: one > 0, "a whole number above 0")] | None = None
    versions: Annotated[
        Items[Version], fits(bool, "one version or more, each with from and source")
    ]
    procedure: Procedure = Procedure()
    supply: Supply = Supply()
    items: Named[Law] = {}

    @model_validator(mode="after")
    def _in_order(self) -> Declaration:
        dates = [one.since for one in self.versions]
        for before, after in pairwise(dates):
            if after <= before:
                raise InputError(
                    "{} does not lie behind {}, the version above; put versions in the order of their dates",
                    after,
                    before,
                )
        return self


# ---- rules of units

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


# ---- behaviour

NUMBERS = {
    "behaviour": (
        "refusal",
        "flight",
        "referral",
        "filing",
        "sent_on",
        "not_prosecuted",
        "convicted",
        "persons",
        "published",
        "published_late",
        "rival_weight",
        "familiarity_gain",
        "lesson",
        "forgetting",
        "shared_lessons",
    ),
    "mechanisms": (
        "order_holds",
        "open_counts",
        "own_file",
        "fine_in_place",
        "complains",
        "pays_later",
        "lighter_frees",
    ),
    "constants": (
        "offices",
        "published_from",
        "published_late_from",
        "order_months",
        "referral_months",
        "filing_months",
        "investigation_months",
        "review_months",
        "trial_months",
        "publication_months",
    ),
}
"""Content of each part of the file."""


@dataclass(frozen=True)
class Behaviour:
    """Ranges of behaviour and mechanisms, by name, and constants: counts, years, and months from stage to stage."""

    ranges: Mapping[str, Range]
    constants: Mapping[str, int]


class Constant(Entry):
    """A number without a range."""

    value: Whole
    source: Words = ""
    reason: Words = ""


Declared: Any = create_model(
    "Declared",
    __base__=Entry,
    **{  # type: ignore[call-overload]
        part: (create_model(part, __base__=Entry, **dict.fromkeys(names, (of, ...))), ...)  # type: ignore[call-overload]
        for (part, names), of in zip(NUMBERS.items(), (Either, Either, Constant), strict=True)
    },
)
"""The file."""


def read_behaviour(path: Path = BEHAVIOUR) -> Behaviour:
    """Read the shared priors. Raises InputError: a number is lacking, unknown, or without source and reason."""
    given = read_as(Declared, read_yaml_file(path))
    constants = {name: one.value for name, one in dict(given.constants).items()}
    return Behaviour(dict(given.behaviour) | dict(given.mechanisms), constants)


def draws_of(
    offences: Iterable[Offence], behaviour: Behaviour, draws: int, seed: int
) -> dict[str, Array]:
    """Joint draws of all inputs by name, each of shape ``(draws,)``: those of behaviour, and of each offence."""
    ranges = dict(behaviour.ranges)
    for offence in offences:
        ranges |= offence.ranges
    return values(ranges, draws, seed)


def digest_of_declarations(file: str = "") -> str:
    """Inputs that decide the key of a study: the offences of the package, their behaviour, and a user's file."""
    paths = [*sorted(OFFENCES.glob("*.yaml")), BEHAVIOUR, *([Path(file)] if file else [])]
    return sha256(b"\n".join(map(content_of, paths))).hexdigest()[:16]
