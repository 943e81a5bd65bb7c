"""Fields of the file of an offence: what each may say. Those of type ``Any`` are for the reader."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, create_model, model_validator

from zombielaw.experiments.data.typed import Entry, Items, Named, Share, Words, fits, known, one_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.ranges import Amount, Part, Range, is_sourced, numbers
from zombielaw.experiments.words.texts import LANGUAGES

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
