"""Fields of the file of an offence: what each may say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zombielaw.experiments.data.files import YamlFile, check_known, in_yaml, is_number, mapping
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.offences.ranges import read_range

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
ORDER_KEYS = (
    "role",
    "issuer",
    "written",
    "validity",
    "competence",
    "service",
    "deadline_days",
    "repeats",
    "excuse",
    "without_notice",
)
LAW_KEYS = (
    "article",
    "name",
    "unit",
    "subject",
    "conduct",
    "mark",
    "order",
    "after_refusal",
    "fault",
    "range",
    "exits",
    "rivals",
    "procedure",
    "supply",
)
PROCEDURE_KEYS = (
    "pattern",
    "entry",
    "refers",
    "investigates",
    "same_body",
    "private_prosecution",
    "complainant",
    "sanction_beside",
)


class Fields:
    """The fields of a file, each refused in one sentence that names its line."""

    def __init__(self, file: YamlFile) -> None:
        self.at = file.at

    def check(self, given: Any, place: tuple[Any, ...]) -> None:
        """Check what a version, an item or the whole file says."""
        at = self.at(*place)
        fields = mapping(given, at, LAW_KEYS, "field")
        for key, value in fields.items():
            check = self._checks.get(key)
            if check:
                check(self, value, (*place, key))

    def one_of(self, value: Any, allowed: Iterable[Any], place: tuple[Any, ...]) -> None:
        options = list(allowed)
        # a yes or no is not the number that Python takes it for
        if not any(value == one and type(value) is type(one) for one in options):
            raise InputError(
                "{}: {}: {}; allowed: {}.", self.at(*place), place[-1], in_yaml(value), ", ".join(map(in_yaml, options))
            )

    def _share(self, value: Any, place: tuple[Any, ...]) -> None:
        if not (is_number(value) and 0.0 <= value <= 1.0):
            raise InputError("{}: {}: {}; give a share, 0 to 1.", self.at(*place), place[-1], in_yaml(value))

    def name(self, value: Any, key: str) -> str:
        if not (isinstance(value, str) and value.isidentifier() and value.isascii()):
            raise InputError(
                "{}: {}: {}; give a word of letters, digits and _, as in wages.", self.at(key), key, in_yaml(value)
            )
        return value

    def _unit(self, value: Any, place: tuple[Any, ...]) -> None:
        given = mapping(value, self.at(*place), ("id", "name", "article"), "field")
        self.name(given.get("id"), "versions")

    def _order(self, value: Any, place: tuple[Any, ...]) -> None:
        given = mapping(value, self.at(*place), ORDER_KEYS, "field")
        options = {
            "role": ROLES,
            "written": (True, False),
            "competence": ("settled", "open"),
            "without_notice": ("pursued", "no_prosecution"),
        }
        for key in options.keys() & given.keys():
            self.one_of(given[key], options[key], (*place, key))
        for factor in self._list(given.get("validity", []), (*place, "validity")):
            self.one_of(factor, ("basis", "clarity", "ability"), (*place, "validity"))
        service = mapping(given.get("service", {}), self.at(*place, "service"), ("posting_counts",), "field")
        if service:
            self.one_of(service.get("posting_counts"), (True, False, "open"), (*place, "service", "posting_counts"))
        days = given.get("deadline_days", [0, 0, 0])
        if not (isinstance(days, list) and len(days) == 3 and all(map(is_number, days)) and days == sorted(days)):
            raise InputError(
                "{}: deadline_days: {}; give [shortest, usual, longest].",
                self.at(*place, "deadline_days"),
                in_yaml(days),
            )

    def _exits(self, value: Any, place: tuple[Any, ...]) -> None:
        steps = []
        for number, one in enumerate(self._list(value, place)):
            here = (*place, number)
            given = mapping(one, self.at(*here), ("until", "act", "effect"), "field")
            self.one_of(given.get("until"), UNTIL, (*here, "until"))
            self.one_of(given.get("act"), ("comply",), (*here, "act"))
            self.one_of(given.get("effect"), ("none", "lighter"), (*here, "effect"))
            steps.append(UNTIL.index(given["until"]))
        if steps != sorted(set(steps)):
            raise InputError("{}: exits: give each step once, in the order {}.", self.at(*place), ", ".join(UNTIL))

    def _rivals(self, value: Any, place: tuple[Any, ...]) -> None:
        for number, one in enumerate(self._list(value, place)):
            here = (*place, number)
            given = mapping(one, self.at(*here), ("offence", "relation", "met", "reason", "source"), "field")
            if not isinstance(given.get("offence"), str):
                raise InputError("{}: a rival needs offence: its article, in quotes.", self.at(*here))
            self.one_of(given.get("relation"), RELATIONS, (*here, "relation"))
            reasons = {key: given[key] for key in ("reason", "source") if key in given}
            read_range({"range": given.get("met"), "confidence": "low", **reasons}, self.at(*here), True)

    def _list(self, value: Any, place: tuple[Any, ...]) -> list[Any]:
        if not isinstance(value, list):
            raise InputError("{}: {}: {}; give a list, [] for none.", self.at(*place), place[-1], in_yaml(value))
        return value

    def _range(self, value: Any, place: tuple[Any, ...]) -> None:
        for number, one in enumerate(self._list(value, place)):
            here = (*place, number)
            given = mapping(one, self.at(*here), ("if", "min", "max", "fine"), "field")
            low, high = given.get("min"), given.get("max")
            if not isinstance(high, int) or (isinstance(low, int) and low >= high):
                raise InputError(
                    "{}: range: {} to {}; give months, min < max.", self.at(*here), in_yaml(low), in_yaml(high)
                )

    def _procedure(self, value: Any, place: tuple[Any, ...]) -> None:
        given = mapping(value, self.at(*place), PROCEDURE_KEYS, "field")
        if "pattern" in given:
            self.one_of(given["pattern"], PATTERNS, (*place, "pattern"))
        for share in mapping(
            given.get("entry", {}), self.at(*place, "entry"), ("check", "complaint", "result", "police"), "field"
        ).items():
            self._share(share[1], (*place, "entry", share[0]))
        self._share(given.get("same_body", 0), (*place, "same_body"))
        for rung, fine in mapping(
            given.get("sanction_beside", {}), self.at(*place, "sanction_beside"), ("at_finding", "at_refusal"), "field"
        ).items():
            self.one_of(fine, FINES, (*place, "sanction_beside", rung))
        here = (*place, "complainant")
        complainant = mapping(given.get("complainant", {}), self.at(*here), ("stake", "reaches", "reason"), "field")
        if complainant:
            self.one_of(complainant.get("stake"), ("none", "own"), (*here, "stake"))
        reaches = self._list(complainant.get("reaches", []), (*here, "reaches"))
        for step in reaches:
            self.one_of(step, ("referral", "filing"), (*here, "reaches"))
        if reaches and (complainant["stake"] == "none" or not isinstance(complainant.get("reason"), str)):
            raise InputError(
                "{}: a complainant who reaches a step needs stake: own, and a reason why it is reached.", self.at(*here)
            )

    def _supply(self, value: Any, place: tuple[Any, ...]) -> None:
        for name, number in mapping(value, self.at(*place)).items():
            check_known(name, SUPPLY, self.at(*place, name), "number of the supply")
            read_range(number, self.at(*place, name), SUPPLY[name][1])

    def _mark(self, value: Any, place: tuple[Any, ...]) -> None:
        if not isinstance(value, dict):
            self.one_of(value, ("open", "none"), place)

    def _after(self, value: Any, place: tuple[Any, ...]) -> None:
        self.one_of(value, ("none", "danger", "result", "value"), place)

    def _fault(self, value: Any, place: tuple[Any, ...]) -> None:
        self.one_of(value, ("intent", "negligence_of_result"), place)

    _checks: Mapping[str, Callable[[Fields, Any, tuple[Any, ...]], None]] = {
        "unit": _unit,
        "order": _order,
        "exits": _exits,
        "rivals": _rivals,
        "range": _range,
        "mark": _mark,
        "procedure": _procedure,
        "supply": _supply,
        "after_refusal": _after,
        "fault": _fault,
    }
