"""Coded cases, of the package and of a user: read, and turned into facts of the model."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from zombielaw.experiments.data.files import (
    YamlFile,
    check_count,
    check_known,
    in_yaml,
    is_number,
    mapping,
    read_yaml_file,
)
from zombielaw.experiments.errors import InputError, nearest
from zombielaw.experiments.paths import DATA
from zombielaw.sim.analysis.replay import BEFORE_COURT, STARTS
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import ANY_DAY, FIRST_MEASURED, MAYBE, Facts, Interval, is_yes_no
from zombielaw.sim.law.offences import OFFENCES

KINDS = {
    "hosting": "rents out servers, space or a data centre",
    "platform": "runs a service on which users publish or trade",
    "payment": "settles payments",
    "telecom": "gives access, lines, cards or accounts",
    "tool_seller": "sells programs or tools, such as a VPN",
    "unknown": "none of these, or not known",
}
"""Kinds of provider: unknown facts of a case are drawn from the priors of its kind."""
CONFIDENCES = ("high", "medium", "low")
UNKNOWN = "unknown"
"""The value of a fact of which nothing is known; to leave the fact out says the same."""
OWN_GROUP = "own"
"""Group of a user's case that names none."""
GROUPS = ("A", "B", "C", "D", "E")
MOST = 1e15
"""The largest number that a fact may have."""
YEARS = (1990, 2100)
"""The first and the last year of a date."""
NOT_ALLEGED = "infer: no source alleges it"
"""Source of a fact that no source alleges, and that is taken as nil."""
TEMPLATE = "`zombielaw case new > my.yaml` writes a file to start from"
SUPPOSES = {
    "refused": "orders",
    "order_written": "orders",
    "mainly_crime": "mainly_illegal",
    "clients_aided": "aid",
    "crime_confirmed": "aid",
    "gain_yuan": "aid",
    "sites_aided": "aid",
    "told_in_writing": "told_of_aided",
    "card_flow_yuan": "bank_cards",
    "others_flow_yuan": "accounts_of_others",
}
"""Facts that cannot be without another: no order is refused that was not given, and gain is gain from aid."""
FLOWS = ("card_flow_yuan", "others_flow_yuan")
"""Sums of money of which ``card_fraud_yuan`` is a part."""
SIGNS = (
    "told_of_aided",
    "ignored_reports",
    "abnormal_price",
    "abnormal_dealing",
    "tools_for_crime",
    "evades_supervision",
    "helps_evade",
    "obstructs_inquiry",
    "trades_unit_accounts",
    "opens_as_staff",
    "bulk_devices",
    "restricted_before",
    "prepared_answers",
)
"""Signs of knowing: where there is none, nothing can be rebutted."""
DAYS = ("order_day", "conduct_end_day", "judgment_day")
"""Days of which none may come before the one that precedes it."""
_FILE_KEYS = ("count", "sources", "not_alleged", "cases")
CASE_KEYS = ("id", "kind", "group", "province", "stage", "readings", "facts", "not_alleged", "text", "outcome")
CONVICTED, ENDED = "charge_convicted", "end"
"""Keys of an outcome: the offence of the conviction by name; an end without one, of those before a court."""


class Coding(NamedTuple):
    """Confidence and source of a fact; both are empty for a plain value."""

    confidence: str
    source: str


@dataclass(frozen=True)
class Case:
    """A coded case. ``outcome`` is what officials did: a figure to compare with, never an input.

    ``stage`` is where its replay starts, one of ``STARTS``; empty: where its facts stand (``starts.starts_at``).
    ``readings`` are readings of the law that its author adds to the named ones.
    """

    id: str
    kind: str
    group: str
    facts: Facts
    codings: Mapping[str, Coding]
    outcome: Mapping[str, Any]
    stage: str = ""
    readings: Mapping[str, Reading] = field(default_factory=dict)


def excludes(facts: Facts, stage: str) -> str:
    """The fact that excludes a start of the replay; empty if none does."""
    asked = ("orders", "refused") if stage == "refusal" else ()
    return next((name for name in asked if getattr(facts, name).high < 1.0), "")


def readings_of(case: Case) -> dict[str, Reading]:
    """The named readings of the law, and behind them those of the case's own."""
    return {**READINGS, **case.readings}


def happened(case: Case) -> str:
    """End of a case, one of ``ENDS``: offence of the conviction, or an end without one; empty: not known."""
    end = case.outcome.get(CONVICTED, case.outcome.get(ENDED, ""))
    return str(end[0] if isinstance(end, list) and end else end)


def cases_in(file: str = "") -> dict[str, Case]:
    """The cases of a user's file; those of ``data/cases.yaml`` if none is named."""
    return read_cases(file, own=True) if file else read_cases(DATA / "cases.yaml")


def not_alleged_of_coded() -> dict[str, list[str]]:
    """Facts that no source alleges, by kind of provider, in the cases of the package."""
    data = read_yaml_file(DATA / "cases.yaml", endless=True).data
    lists: dict[str, list[str]] = mapping(data, "cases.yaml")["not_alleged"]
    return lists


def read_cases(path: str | Path, own: bool = False) -> dict[str, Case]:
    """Read coded cases.

    ``path``: YAML file with ``cases``, and ``count``, their number, so that a truncated file is noticed. Each fact is
    ``[value, confidence, source]``; a value is a number, yes or no, a date, or ``[low, high]``; a fact left out is
    unknown, one under ``not_alleged`` is nil: a list for each kind of provider, so that it follows no outcome. ``own``:
    a user's own file: a fact may be a plain value, ``count``, ``group`` and ``outcome`` may be left out, and a case may
    have a list ``not_alleged`` of its own.
    Returns cases by id, in the order of the file.
    Raises InputError: the file is missing, broken or truncated, or a field has no place or an impossible value. The
    message names the line.
    """
    file = read_yaml_file(Path(path), endless=True)
    if file.data is None and own:
        raise InputError(f"{path}: the file is empty; {TEMPLATE}.")
    data = mapping(file.data, str(path))
    if "cases" not in data and set(data) & set(CASE_KEYS):
        raise InputError(f"{path}: no 'cases' at the top; write 'cases:' and below it a list, each case with '- id:'.")
    for key in data:
        check_known(key, _FILE_KEYS, file.at(key), "key")
    rows = data.get("cases")
    if not isinstance(rows, list) or (own and not rows):
        raise InputError(f"{file.at('cases')}: 'cases' must be a list of cases; is the file truncated? {TEMPLATE}.")
    if not own or "count" in data:
        check_count(file.at("count"), data.get("count"), len(rows), "case")
    cases: dict[str, Case] = {}
    by_kind = _not_alleged_by_kind(file, data)
    if not own:
        new = _new_facts(file, rows, by_kind)
        by_kind = {kind: [*by_kind.get(kind, []), *new] for kind in KINDS if kind != "unknown"}
    for number, row in enumerate(rows):
        case = _Entry(file, number, mapping(row, f"{file.at('cases', number)}: case {number + 1}"), own, by_kind).case()
        if case.id in cases:
            raise InputError(f"{file.at('cases', number, 'id')}: id {case.id!r} is already taken; give another.")
        cases[case.id] = case
    return cases


class _Nil(NamedTuple):
    """A fact that no source alleges, and where the file says so."""

    name: str
    where: str


def _not_alleged_by_kind(file: YamlFile, data: Mapping[str, Any]) -> dict[str, list[_Nil]]:
    """Facts that no source alleges of any case of a kind: lists at the top of a file."""
    lists = mapping(data.get("not_alleged") or {}, f"{file.at('not_alleged')}: not_alleged")
    for kind in lists:
        where = file.at("not_alleged", kind)
        check_known(kind, tuple(KINDS), where, "kind")
        if kind == "unknown":
            raise InputError(f"{where}: of a kind that is not known nothing can be said; take the list away.")
    return {kind: _nils(names, file.at, "not_alleged", kind) for kind, names in lists.items()}


def _new_facts(file: YamlFile, rows: list[Any], by_kind: Mapping[str, list[_Nil]]) -> list[_Nil]:
    """Amounts of rivals of which the file says nothing: they came after it, and no source of it alleges them."""
    named = {name for row in rows for name in row.get("facts") or ()} | {
        nil.name for nils in by_kind.values() for nil in nils
    }
    return [_Nil(name, file.at("not_alleged")) for name in Facts._fields[FIRST_MEASURED:] if name not in named]


def _nils(names: Any, at: Callable[..., str], *place: str) -> list[_Nil]:
    """A list of facts that no source alleges."""
    if not isinstance(names, list):
        raise InputError(f"{at(*place)}: not_alleged: {in_yaml(names)} given, allowed is [fact, fact]")
    nils = []
    for number, name in enumerate(names):
        where = at(*place, number)
        check_known(name, Facts._fields, where, "fact")
        if name in names[:number]:
            raise InputError(f"{where}: {name!r} stands twice under 'not_alleged'; keep one of them")
        if Facts._field_defaults[name] == ANY_DAY:
            raise InputError(f"{where}: {name!r} given, a date cannot be nil; leave it out if it is not known")
        nils.append(_Nil(name, where))
    return nils


def interval_from(name: str, value: Any, where: str) -> Interval:
    """Turn the plain value of a fact into an interval inside its range."""
    check_known(name, Facts._fields, where, "fact")
    allowed: Interval = Facts._field_defaults[name]
    if value == UNKNOWN:
        return allowed
    given, ends = f"{where}: {name}: {in_yaml(value)}", value
    if not isinstance(value, list):
        ends = [value, value]
    if len(ends) != 2:
        raise InputError(f"{given} given, allowed is one value or [low, high], where one is {in_words_allowed(name)}")
    low, high = (_number(name, end, given) for end in ends)
    if low == math.inf or high == -math.inf:
        example = "[2019-11-01, .inf] is that day or later" if allowed == ANY_DAY else "[2, .inf] is 2 or more"
        raise InputError(f"{given} given, allowed is .inf only as the end of a range: {example}")
    if not (allowed.low <= low <= high <= allowed.high):
        raise InputError(f"{given} given, allowed is {in_words_allowed(name)}, with the lower value first")
    if is_yes_no(name) and not {low, high} <= {0.0, 1.0}:
        raise InputError(f"{given} given, allowed is {in_words_allowed(name)}; what is not known is {UNKNOWN}")
    return Interval(low, high)


def in_words_allowed(name: str) -> str:
    """Allowed values of a fact, in words."""
    allowed: Interval = Facts._field_defaults[name]
    if allowed == ANY_DAY:
        return (
            f"a date such as 2019-11-01, {YEARS[0]} to {YEARS[1]}; of a month [2019-11-01, 2019-11-30]; -.inf or .inf "
            "is an open end"
        )
    if is_yes_no(name):
        return "yes, no, or a number that is 0 or 1"
    if allowed == MAYBE:
        return "a share: a number from 0 to 1"
    if name == "intent":
        return "a number from 0 to 2: 0 negligence, 1 indirect intent, 2 direct intent"
    return f"a number from {allowed.low:g} to {allowed.high:g}"


def _number(name: str, value: Any, given: str) -> float:
    allowed: Interval = Facts._field_defaults[name]
    if allowed == ANY_DAY and type(value) is date and YEARS[0] <= value.year <= YEARS[1]:
        return float(day_of(value))
    if is_yes_no(name) and isinstance(value, bool):
        return float(value)
    if is_number(value):
        if abs(value) > MOST and (isinstance(value, int) or math.isfinite(value)):
            raise InputError(
                f"{given} given, allowed is {in_words_allowed(name)}, and at most {MOST:g} or .inf for an open end"
            )
        if not math.isnan(value) and (allowed != ANY_DAY or math.isinf(value)):
            return float(value)
    if plain := _plain_digits(value):
        raise InputError(f"{given} given, allowed is {in_words_allowed(name)}, in plain digits without quotes: {plain}")
    raise InputError(f"{given} given, allowed is {in_words_allowed(name)}")


def _plain_digits(value: Any) -> str:
    """A number written as text (1e3, '200', 2,000) in plain digits; empty if it is none."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,3}(,\d{3})+|\d{1,15}(\.\d{1,15})?(e\+?\d{1,2})?", value):
        return ""
    return f"{float(value.replace(',', '')):.15g}" if float(value.replace(",", "")) <= MOST else ""


class _Entry(NamedTuple):
    """One case of a file, as it is written."""

    file: YamlFile
    number: int
    row: Mapping[str, Any]
    own: bool
    not_alleged: Mapping[str, list[_Nil]]

    def at(self, *place: str | int) -> str:
        """File, line and case."""
        name = self.row.get("id")
        called = f" ({name})" if isinstance(name, str) else ""
        return f"{self.file.at('cases', self.number, *place)}: case {self.number + 1}{called}"

    def case(self) -> Case:
        """The case."""
        row = self.row
        for key in row:
            if key in Facts._fields:
                raise InputError(f"{self.at(key)}: {key!r} is a fact; indent it below 'facts:'.")
            check_known(key, CASE_KEYS, self.at(key), "key of a case")
        for key in ("id", "kind", "facts") if self.own else ("id", "kind", "group", "facts", "outcome"):
            if row.get(key) is None:
                raise InputError(f"{self.at(key)}: {key!r} is missing; is the file truncated?")
        if not (isinstance(row["id"], str) and re.fullmatch(r"[^\W\d_][\w-]{0,59}", row["id"])):
            raise InputError(
                f"{self.at('id')}: id {in_yaml(row['id'])} given, allowed is a word of letters, digits and _ that "
                "begins with a letter, such as my_case"
            )
        check_known(row["kind"], tuple(KINDS), self.at("kind"), "kind")
        group = row.get("group", OWN_GROUP)
        check_known(group, (*GROUPS, OWN_GROUP) if self.own else GROUPS, self.at("group"), "group")
        facts, codings = self._facts()
        stage = row.get("stage") or ""
        if stage:
            check_known(stage, STARTS, self.at("stage"), "stage")
            if against := excludes(facts, stage):
                raise InputError(
                    f"{self.at('stage')}: stage: {stage} given, but {against} is {self._written(against)}; allowed: "
                    f"{', '.join(one for one in STARTS if not excludes(facts, one))}; or leave the line out."
                )
        outcome = mapping(row.get("outcome") or {}, f"{self.at('outcome')}: outcome")
        case = Case(row["id"], row["kind"], group, facts, codings, outcome, stage, self._readings())
        for key, allowed in ((CONVICTED, OFFENCES), (ENDED, (*BEFORE_COURT, "acquitted"))):
            if key in outcome:
                check_known(happened(replace(case, outcome={key: outcome[key]})), allowed, self.at("outcome", key), key)
        return case

    def _readings(self) -> dict[str, Reading]:
        """Readings of one's own: the text of the statute, but for the switches that they name."""
        own = {}
        for name, switches in mapping(self.row.get("readings") or {}, f"{self.at('readings')}: readings").items():
            where = self.at("readings", name)
            if not (isinstance(name, str) and re.fullmatch(r"[^\W\d_]\w{0,59}", name)) or name in READINGS:
                raise InputError(
                    f"{where}: reading {in_yaml(name)} given, allowed is a word of its own, such as mine; "
                    f"{', '.join(READINGS)} stand already"
                )
            for switch, value in mapping(switches, f"{where}: {name}").items():
                check_known(switch, Reading._fields, self.at("readings", name, switch), "switch of a reading")
                if not isinstance(value, bool):
                    raise InputError(
                        f"{self.at('readings', name, switch)}: {switch}: {in_yaml(value)} given, allowed are yes and no"
                    )
            own[name] = STATUTE._replace(**switches)
        return own

    def _facts(self) -> tuple[Facts, dict[str, Coding]]:
        intervals: dict[str, Interval] = {}
        codings: dict[str, Coding] = {}
        unknown: set[str] = set()
        for name, given in mapping(self.row["facts"], f"{self.at('facts')}: facts").items():
            where = self.at("facts", name)
            check_known(name, Facts._fields, where, "fact")
            value, codings[name] = self._coded(name, given, where)
            intervals[name] = interval_from(name, value, where)
            if value == UNKNOWN:
                unknown.add(name)
        for name, where in (*self.not_alleged.get(self.row["kind"], ()), *self._not_alleged()):
            if name in self.row["facts"] and name not in unknown:
                raise InputError(
                    f"{where}: {name!r} stands under 'facts' of {self.row['id']} and under 'not_alleged'; keep one of "
                    "them"
                )
            intervals[name], codings[name] = Interval(0.0, 0.0), Coding("low", NOT_ALLEGED)
        facts = Facts()._replace(**intervals)
        self._check_together(facts)
        return facts, codings

    def _check_together(self, facts: Facts) -> None:
        """Refuse facts of which each is possible and both together are not."""
        for day, later in combinations(DAYS, 2):
            if getattr(facts, day).low > getattr(facts, later).high:
                raise InputError(f"{self.at('facts', day)}: {day} lies after {later}; correct one of the two dates.")
        for name, supposed in SUPPOSES.items():
            if getattr(facts, name).low > 0.0 and getattr(facts, supposed).high < 1.0:
                both = (f"{each}: {self._written(each)}" for each in (name, supposed))
                raise InputError(f"{self.at('facts', name)}: {' cannot be with '.join(both)}; correct one of the two.")
        flow = sum(getattr(facts, name).high for name in FLOWS)
        if facts.card_fraud_yuan.low > flow:
            raise InputError(
                f"{self.at('facts', 'card_fraud_yuan')}: card_fraud_yuan: {self._written('card_fraud_yuan')} given, "
                f"allowed is at most what flowed, {flow:.15g} ({' and '.join(FLOWS)} together); correct one of them."
            )
        if facts.rebutted.low >= 1.0 and all(getattr(facts, sign).high < 1.0 for sign in SIGNS):
            raise InputError(
                f"{self.at('facts', 'rebutted')}: rebutted: yes given, allowed is no where there is no sign of knowing "
                f"to rebut ({', '.join(SIGNS)}); correct rebutted, or give the sign."
            )

    def _written(self, name: str) -> str:
        """A fact as the file gives it, without its source; nil if it stands under ``not_alleged``."""
        given = self.row["facts"].get(name, 0)
        return in_yaml(given[0] if isinstance(given, list) and len(given) == 3 else given)

    def _coded(self, name: str, given: Any, where: str) -> tuple[Any, Coding]:
        """Value, and its confidence and source, of ``[value, confidence, source]`` or of a plain value."""
        coded = isinstance(given, list) and len(given) == 3
        if self.own and not coded:
            if given is None:
                raise InputError(f"{where}: {name}: nothing given; write {UNKNOWN}, or leave the line out.")
            return given, Coding("", "")
        if not coded:
            raise InputError(f"{where}: {name}: {in_yaml(given)} given, allowed is [value, confidence, source]")
        value, confidence, source = given
        if confidence not in CONFIDENCES:
            raise InputError(
                f"{where}: {name}: {in_yaml(given)} given, allowed is [value, confidence, source], where confidence is "
                f"one of {', '.join(CONFIDENCES)}{nearest(str(confidence), CONFIDENCES)}"
            )
        return value, Coding(confidence, str(source))

    def _not_alleged(self) -> list[_Nil]:
        """The list of the case itself, which only a user's own file may have."""
        if "not_alleged" in self.row and not self.own:
            raise InputError(
                f"{self.at('not_alleged')}: not_alleged stands in a case; what no source alleges is listed once for "
                "each kind of provider, at the top of the file, so that it cannot follow how a case ended"
            )
        return _nils(self.row.get("not_alleged") or [], self.at, "not_alleged")
