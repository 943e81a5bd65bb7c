"""Coded cases, of the package and of a user: read, and turned into facts of the model.

A fact that a case leaves unknown is sampled from declared priors by kind of provider, never guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import scipy as sp  # its parts are loaded when they are first used
from pydantic import AfterValidator, ValidationInfo, model_validator

from zombielaw.experiments.data.acts import DEFAULTS, NO_ACTS, Acts, is_yes_no
from zombielaw.experiments.data.files import (
    check_count,
    in_yaml,
    is_number,
    read_yaml_file,
    unknown_name,
)
from zombielaw.experiments.data.typed import (
    Entry,
    Items,
    OrEmpty,
    at,
    below,
    fits,
    known,
    not_allowed,
    placed,
    read_as,
)
from zombielaw.experiments.errors import InputError, Message
from zombielaw.experiments.paths import DATA
from zombielaw.sim.analysis.replay import BEFORE_COURT, STARTS
from zombielaw.sim.law import elements
from zombielaw.sim.law.concurrence import READINGS, STATUTE, Reading
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import (
    ANY_DAY,
    FIRST_MEASURED,
    FIRST_OF_PROSECUTION,
    IN_TIME,
    MAYBE,
    Facts,
    Interval,
    exactly,
)
from zombielaw.sim.law.facts import UNKNOWN as ANY_NUMBER
from zombielaw.sim.law.offences import ALL, OFFENCES
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.parameters import Policy
from zombielaw.sim.world import Floats

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
TEMPLATE = "`zombielaw case new > my.yaml` writes a file to start from"
NOT_ALLEGED = "infer: no source alleges it"
"""Source of a fact that no source alleges, and that is taken as nil."""
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
CONVICTED, ENDED = "charge_convicted", "end"
"""Keys of an outcome: the offence of the conviction by name; an end without one, of those before a court."""


class Coding(NamedTuple):
    """Confidence and source of a fact; both are empty for a plain value."""

    confidence: str
    source: str


@dataclass(frozen=True)
class Case:
    """A coded case. ``outcome`` is what officials did: a figure to compare with, never an input.

    ``stage`` is where its replay starts, one of ``STARTS``; empty: where its facts stand (:func:`starts_at`).
    ``readings`` are readings of the law that its author adds to the named ones. ``acts`` are those that an opinion
    reads beside the facts.
    """

    id: str
    kind: str
    group: str
    facts: Facts
    codings: Mapping[str, Coding]
    outcome: Mapping[str, Any]
    stage: str = ""
    readings: Mapping[str, Reading] = field(default_factory=dict)
    acts: Acts = NO_ACTS


def excludes(facts: Facts, stage: str) -> str:
    """The fact that excludes a start of the replay; empty if none does."""
    asked = ("orders", "refused") if stage == "refusal" else ()
    return next((name for name in asked if getattr(facts, name).high < 1.0), "")


def starts_at(case: Case) -> str:
    """Stage at which the replay of a case starts: the one that it names, else the one that its facts have reached.

    A case that was filed on a known day is before the prosecutor. A refused order is followed up. Who sells tools,
    aided a confirmed crime, or has an amount that only another offence measures, is with the police. Anything else was
    found by a regulator.
    """
    facts = case.facts
    if case.stage:
        return case.stage
    if facts.filed_day.low > -math.inf:
        return "charge"
    if facts.refused.low >= 1.0 and facts.orders.low >= 1.0:
        return "refusal"
    crime = (facts.sells_tools, facts.crime_confirmed, *facts[FIRST_MEASURED:FIRST_OF_PROSECUTION])
    return "filing" if any(fact.low > 0.0 for fact in crime) else "finding"


def chosen_for(case: Case) -> str:
    """Reason for the start of a replay: ``case``, if the case names it, or the stage that the facts have reached."""
    return "case" if case.stage else starts_at(case)


def readings_of(case: Case) -> dict[str, Reading]:
    """The named readings of the law, and behind them those of the case's own."""
    return {**READINGS, **case.readings}


def happened(case: Case) -> str:
    """End of a case, one of ``ENDS``: offence of the conviction, or an end without one; empty: not known."""
    return _first(case.outcome.get(CONVICTED, case.outcome.get(ENDED, "")))


def _first(end: Any) -> str:
    """The end, or the first of several offences."""
    return str(end[0] if isinstance(end, list) and end else end)


def cases_in(file: str = "") -> dict[str, Case]:
    """The cases of a user's file; those of ``data/cases.yaml`` if none is named."""
    return read_cases(file, own=True) if file else read_cases(DATA / "cases.yaml")


def not_alleged_of_coded() -> dict[str, list[str]]:
    """Facts that no source alleges, by kind of provider, in the cases of the package."""
    data = read_yaml_file(DATA / "cases.yaml", endless=True).data
    lists: dict[str, list[str]] = data["not_alleged"]
    return lists


Word = fits(
    lambda one: re.fullmatch(r"[^\W\d_][\w-]{0,59}", one) is not None,
    "a word of letters, digits and _ that begins with a letter, such as my_case",
)
Kind = Annotated[str, known(KINDS, "kind")]
Fact = Annotated[str, known(DEFAULTS, "fact")]
Nil = Annotated[
    Fact,
    fits(
        lambda name: DEFAULTS[name] != ANY_DAY,
        "a fact that is no date; leave out a date that is not known",
    ),
]
"""A fact that no source alleges, and that is taken as nil."""
Nils = Annotated[
    Items[Nil],
    fits(
        lambda names: len(set(names)) == len(names),
        "a list of facts: [fact, fact], each of them once",
    ),
]


class Given(NamedTuple):
    """A fact as the file gives it: its value as written and as an interval, with confidence and source."""

    written: Any
    interval: Interval
    coding: Coding


def _given(facts: dict[str, Any], info: ValidationInfo) -> dict[str, Given]:
    """Facts of a case, each ``[value, confidence, source]``, or a plain value in a user's ``own`` file."""
    own: bool = info.context["own"]  # type: ignore[index]
    read = {}
    for name, given in facts.items():
        coded = isinstance(given, list) and len(given) == 3
        with below(name):
            if given[1] not in CONFIDENCES if coded else not own:
                confidences = ", ".join(CONFIDENCES)
                raise not_allowed(
                    given,
                    Message(
                        "[value, confidence, source], where confidence is one of {}", confidences
                    ),
                )
            value, confidence, source = given if coded else (given, "", "")
            read[name] = Given(value, interval_from(name, value), Coding(confidence, str(source)))
    return read


def _ended(outcome: dict[str, Any]) -> dict[str, Any]:
    """The outcome, whose ends are known."""
    for key, allowed in ((CONVICTED, OFFENCES), (ENDED, (*BEFORE_COURT, "acquitted"))):
        if key in outcome and (end := _first(outcome[key])) not in allowed:
            raise at(unknown_name(end, allowed, key), key)
    return outcome


class Row(Entry):
    """A case as the file has it."""

    id: Annotated[str, Word]
    kind: Kind
    group: Annotated[str, known((*GROUPS, OWN_GROUP), "group")] = OWN_GROUP
    province: Any = None
    stage: Annotated[str, known(STARTS, "stage")] = ""
    readings: Annotated[
        dict[
            Annotated[
                str, fits(lambda name: name not in READINGS, "a word of its own, such as mine")
            ],
            dict[Annotated[str, known(Reading._fields, "switch of a reading")], bool],
        ],
        OrEmpty,
    ] = {}
    facts: Annotated[dict[Fact, Any], AfterValidator(_given)]
    not_alleged: Annotated[Nils, OrEmpty] = ()
    text: Any = None
    outcome: Annotated[dict[str, Any], AfterValidator(_ended), OrEmpty] = {}

    @model_validator(mode="before")
    @classmethod
    def _no_fact_outside(cls, given: Any) -> Any:
        for key in given if isinstance(given, dict) else ():
            if key in DEFAULTS:
                raise at(InputError("{} is a fact; indent it below 'facts:'", key), key)
        return given

    def case(self, nil: Collection[str]) -> Case:
        """The case, with the facts that no source alleges of its kind.

        Raises InputError: a fact is among these and has a value, or facts cannot be true together.
        """
        unalleged = dict.fromkeys((*nil, *self.not_alleged), Interval(0.0, 0.0))
        for name in unalleged:
            if name in self.facts and self.facts[name].interval != DEFAULTS[name]:
                twice = "{!r} stands under 'facts' of {} and under 'not_alleged'; keep one of them"
                raise at(InputError(twice, name, self.id), "not_alleged")
        known = {name: fact.interval for name, fact in self.facts.items()} | unalleged
        acts = Acts(**{name: known.pop(name) for name in Acts._fields if name in known})
        facts = Facts()._replace(**known)
        if "filed_day" not in known and facts.judgment_day.high == math.inf:
            facts = facts._replace(filed_day=IN_TIME)
        self._check_together(facts)
        if self.stage and (against := excludes(facts, self.stage)):
            raise at(
                InputError(
                    "{} given, but {} is {}; allowed: {}; or leave the line out",
                    self.stage,
                    against,
                    self._written(against),
                    [one for one in STARTS if not excludes(facts, one)],
                ),
                "stage",
            )
        codings = {name: fact.coding for name, fact in self.facts.items()}
        codings |= dict.fromkeys(unalleged, Coding("low", NOT_ALLEGED))
        readings = {name: STATUTE._replace(**switches) for name, switches in self.readings.items()}
        whole = (self.id, self.kind, self.group, facts, codings, self.outcome)
        return Case(*whole, self.stage, readings, acts)

    def _check_together(self, facts: Facts) -> None:
        """Refuse facts of which each is possible and both together are not."""

        def refusal(name: str, message: str, *fields: object) -> InputError:
            return at(InputError(message, *fields), "facts", name)

        for day, later in combinations(DAYS, 2):
            if getattr(facts, day).low > getattr(facts, later).high:
                lies = "it lies after {}; correct one of the two dates"
                raise refusal(day, lies, later)
        for name, supposed in SUPPOSES.items():
            if getattr(facts, name).low > 0.0 and getattr(facts, supposed).high < 1.0:
                both = (self._written(name), supposed, self._written(supposed))
                raise refusal(name, "{} cannot be with {}: {}; correct one of the two", *both)
        flow = sum(getattr(facts, name).high for name in FLOWS)
        if facts.card_fraud_yuan.low > flow:
            raise refusal(
                "card_fraud_yuan",
                "{} given; allowed is at most what flowed, {:.15g} ({} together); correct one of them",
                self._written("card_fraud_yuan"),
                flow,
                " and ".join(FLOWS),
            )
        if facts.rebutted.low >= 1.0 and all(getattr(facts, sign).high < 1.0 for sign in SIGNS):
            raise refusal(
                "rebutted",
                "yes given; allowed is no where there is no sign of knowing to rebut ({}); correct it, or give "
                "the sign",
                SIGNS,
            )

    def _written(self, name: str) -> str:
        """A fact as the file gives it, without its source; nil if it stands under ``not_alleged``."""
        return in_yaml(self.facts[name].written if name in self.facts else 0)


class _Coded(Entry):
    """The whole file."""

    count: Any = None
    sources: Any = None
    not_alleged: Annotated[
        dict[
            Annotated[
                Kind,
                fits(
                    lambda kind: kind != UNKNOWN,
                    "a kind that is known; of another nothing can be said",
                ),
            ],
            Nils,
        ],
        OrEmpty,
    ] = {}
    unknown_if_left_out: Items[Fact] | None = None
    cases: Annotated[Items[Row], fits(bool, "a list of cases; is the file truncated?")]


def read_cases(path: str | Path, own: bool = False) -> dict[str, Case]:
    """Read coded cases.

    ``path``: YAML file with ``cases``, and ``count``, their number, so that a truncated file is noticed. Each fact is
    ``[value, confidence, source]``; a value is a number, yes or no, a date, or ``[low, high]``; a fact left out is
    unknown, one under ``not_alleged`` is nil: a list for each kind of provider, so that it follows no outcome. A case
    that is not judged, of which no day of filing is given, was filed in time. ``own``:
    a user's own file: a fact may be a plain value, ``count``, ``group`` and ``outcome`` may be left out, and a case may
    have a list ``not_alleged`` of its own.
    Returns cases by id, in the order of the file.
    Raises InputError: the file is missing, broken or truncated, or a field has no place or an impossible value. The
    message names the line. ``unknown_if_left_out``: facts of which a file says that each other one, if a case does not
    have it and it is no date, is nil.
    """
    file = read_yaml_file(Path(path), endless=True)
    coded: _Coded = read_as(_Coded, file, {"own": own}, start=TEMPLATE)
    if not own or coded.count is not None:
        check_count(file.at("count"), coded.count, len(coded.cases), "case")
    cases: dict[str, Case] = {}
    new = _new_facts(coded) if coded.not_alleged else ()
    for number, row in enumerate(coded.cases):
        nil = {*coded.not_alleged.get(row.kind, ()), *(new if row.kind != UNKNOWN else ())}
        if coded.unknown_if_left_out is not None:
            told = {*row.facts, *coded.unknown_if_left_out}
            nil |= {
                name
                for name, default in Facts._field_defaults.items()
                if name not in told and default != ANY_DAY
            }
        with placed(file.place), below("cases", number):
            if row.id in cases:
                raise at(InputError("{!r} is already taken; give another", row.id), "id")
            if not own and (
                "not_alleged" in row.model_fields_set or row.group == OWN_GROUP or not row.outcome
            ):
                raise InputError(
                    "a case of the package has a group and an outcome; what no source alleges is listed once for each "
                    "kind of provider, at the top of the file, so that it cannot follow how a case ended"
                )
            cases[row.id] = row.case(nil)
    return cases


def _new_facts(coded: _Coded) -> list[str]:
    """Facts of rivals of which the file says nothing: they came after it, and no source of it alleges them."""
    named = {name for row in coded.cases for name in row.facts}.union(*coded.not_alleged.values())
    new = [name for name in Facts._fields[FIRST_MEASURED:] if name not in named]
    return [name for name in new if Facts._field_defaults[name] != ANY_DAY]


def interval_from(name: str, value: Any) -> Interval:
    """Turn the plain value of a fact into an interval inside its range. Raises InputError: it is none."""
    allowed: Interval = DEFAULTS[name]
    if value == UNKNOWN:
        return allowed
    ends = value if isinstance(value, list) else [value, value]
    if len(ends) != 2:
        raise not_allowed(
            value, Message("one value or [low, high], where one is {}", in_words_allowed(name))
        )
    low, high = (_number(name, end) for end in ends)
    if low == math.inf or high == -math.inf:
        raise not_allowed(
            value, ".inf only as the end of a range: [2, .inf] is 2 or more, also for a date"
        )
    if not (allowed.low <= low <= high <= allowed.high) or (
        is_yes_no(name) and not {low, high} <= {0.0, 1.0}
    ):
        raise not_allowed(
            value,
            Message("{}, the lower value first; not known is unknown", in_words_allowed(name)),
        )
    return Interval(low, high)


def is_count(name: str) -> bool:
    """True if the fact is a whole number of things, and no sum of money and no multiple of a mark."""
    money = name.endswith("_yuan")
    return DEFAULTS[name] == ANY_NUMBER and not money and name != "harm_before_order"


def in_words_allowed(name: str) -> str:
    """Allowed values of a fact, in words."""
    allowed: Interval = DEFAULTS[name]
    if allowed == ANY_DAY:
        return Message(
            "a date such as 2019-11-01, {} to {}; of a month [2019-11-01, 2019-11-30]; -.inf or .inf is an open end",
            *YEARS,
        )
    if is_yes_no(name):
        return "yes, no, or a number that is 0 or 1"
    if allowed == MAYBE:
        return "a share: a number from 0 to 1"
    if name == "intent":
        return "a number from 0 to 2: 0 negligence, 1 indirect intent, 2 direct intent"
    whole = "a whole number from {:.10g} to {:.10g}"
    number = whole if is_count(name) else "a number from {:.10g} to {:.10g}"
    return Message(number, allowed.low, allowed.high)


def _number(name: str, value: Any) -> float:
    allowed: Interval = DEFAULTS[name]
    if allowed == ANY_DAY and type(value) is date and YEARS[0] <= value.year <= YEARS[1]:
        return float(day_of(value))
    if is_yes_no(name) and isinstance(value, bool):
        return float(value)
    words = in_words_allowed(name)
    if is_number(value):
        if abs(value) > MOST and (isinstance(value, int) or math.isfinite(value)):
            raise not_allowed(
                value, Message("{}, and at most {:g} or .inf for an open end", words, MOST)
            )
        part = is_count(name) and math.isfinite(value) and value % 1
        if not (part or math.isnan(value)) and (allowed != ANY_DAY or math.isinf(value)):
            return float(value)
    if plain := _plain_digits(value):
        raise not_allowed(value, Message("{}, in plain digits without quotes: {}", words, plain))
    raise not_allowed(value, words)


def _plain_digits(value: Any) -> str:
    """A number written as text (1e3, '200', 2,000) in plain digits; empty if it is none."""
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{1,3}(,\d{3})+|\d{1,15}(\.\d{1,15})?(e\+?\d{1,2})?", value
    ):
        return ""
    return f"{float(value.replace(',', '')):.15g}" if float(value.replace(",", "")) <= MOST else ""


FIRST_DAY, LAST_DAY = 0.0, float(day_of(date(2025, 12, 31)))
COUNTS = (
    "orders",
    "clients_aided",
    "obscene_sites",
    "tool_users",
    "phone_cards",
    "bank_cards",
    "obscene_videos_tolerated",
    "sites_aided",
    "own_phone_cards",
    "accounts_of_others",
    "crime_sites",
    "crime_groups",
    "personal_items_traded",
)
"""Quantities that are drawn as whole numbers."""
WITH_PRIORS = [
    name
    for name, default in Facts._field_defaults.items()
    if default != ANY_DAY and name != "intent"
]
"""Facts that have a prior; intent follows the refusal, and days are drawn evenly."""


@dataclass(frozen=True)
class Priors:
    """Declared priors by fact, and those that differ for a kind of provider."""

    defaults: Mapping[str, Any]
    kinds: Mapping[str, Mapping[str, Any]]

    def of(self, name: str, kind: str) -> Any:
        """Prior of a fact for a kind of provider."""
        return self.kinds.get(kind, {}).get(name, self.defaults[name])

    def only(self, kind: str) -> Priors:
        """Priors that hold for a case of this kind."""
        return Priors(self.defaults, {kind: self.kinds[kind]} if kind in self.kinds else {})


def read_priors(path: Path = DATA / "case_priors.yaml") -> Priors:
    """Read the priors. Raises InputError: the file is missing or broken, names no fact, or leaves one out."""
    file = read_yaml_file(path)
    given: _Declared = read_as(_Declared, file)
    groups = [given.defaults, *given.kinds.values()]
    check_count(path, given.count, sum(map(len, groups)), "prior")
    by_marks = {
        entry.fact: {"none": 0.99, "median": min(entry.marks), "spread": 1.5}
        for rival in ALL
        for entry in rival.entries
        if not is_yes_no(entry.fact) and entry.fact not in given.defaults
    }
    defaults = given.defaults | by_marks
    if missing := [name for name in WITH_PRIORS if name not in defaults]:
        raise InputError(
            "{}: defaults: no prior for {!r}; is the file truncated?", path, missing[0]
        )
    return Priors(defaults, given.kinds)


def _is_prior(prior: Any) -> bool:
    def number(value: Any, low: float, high: float = math.inf) -> bool:
        return is_number(value) and low <= value <= high

    if isinstance(prior, list):
        return len(prior) == 2 and number(prior[0], 0.0) and number(prior[1], prior[0])
    if isinstance(prior, dict) and set(prior) == {"none", "median", "spread"}:
        return (
            number(prior["none"], 0.0, 1.0)
            and number(prior["median"], 1e-9)
            and number(prior["spread"], 1e-9)
        )
    return (
        prior in ({"policy": "basis"}, {"policy": "quality"})
        if isinstance(prior, dict)
        else number(prior, 0.0, 1.0)
    )


_Prior = Annotated[
    Any,
    fits(
        _is_prior,
        "a probability, [low, high], {none: ..., median: ..., spread: ...}, or {policy: basis or quality}",
    ),
]
_Group = dict[Annotated[str, known(WITH_PRIORS, "fact with a prior")], _Prior]


class _Declared(Entry):
    count: int
    defaults: _Group
    kinds: dict[Kind, _Group]


def digest_of_cases(cases: Iterable[Case], priors: Priors) -> str:
    """Digest of cases and of the priors of their kinds, on which results depend; the place of their file is not."""
    read = [(case, priors.only(case.kind)) for case in cases]
    return sha256(repr(read).encode()).hexdigest()[:16]


_ADDED = Facts._fields[Facts._fields.index("paid_posts") : FIRST_OF_PROSECUTION]
_NUMBERS = {
    name: number for number, name in enumerate(sorted(Facts._fields, key=_ADDED.__contains__))
}
"""Number of the draws of each fact: one that is added before ``filed_day`` moves that of no other."""


def samples(case: Case, priors: Priors, policy: Policy, luck: Luck, draws: range) -> list[Facts]:
    """Samples of the unknown facts of a case.

    Every fact but intent has its own draw, so a fact that the policy does not touch is the same under every policy.
    Intent follows the refusal, as far as the case does not say otherwise (:func:`elements.intent_shown`).

    ``draws``: numbers of the draws, which name them: the same number is the same draw in every range.
    Returns one for each draw.
    """
    values: dict[str, list[float]] = {}
    for name in Facts._fields:
        known: Interval = getattr(case.facts, name)
        if known.low == known.high or name == "intent":
            continue
        u = luck.uniforms(Draw.CODED_FACT, draws.stop, 0, _NUMBERS[name])[draws.start :]
        if Facts._field_defaults[name] == ANY_DAY:
            drawn = _day(known, case.facts.judgment_day.high, u)
        else:
            drawn = _draw(name, known, priors.of(name, case.kind), policy, u)
        values[name] = drawn.tolist()
    ways = (
        {name: exactly(drawn[row]) for name, drawn in values.items()} for row in range(len(draws))
    )
    return [_sample(case, way) for way in ways]


def _sample(case: Case, values: Mapping[str, Interval]) -> Facts:
    """The facts of a case with values of the unknown ones, of which some follow from others."""
    facts = case.facts._replace(**values)
    for name, supposed in SUPPOSES.items():  # who is known to have refused was ordered something
        if getattr(case.facts, name).low > 0.0 and getattr(facts, supposed).low < 1.0:
            facts = facts._replace(**{supposed: exactly(1.0)})
    follows = {
        name: exactly(0.0)
        for name, supposed in SUPPOSES.items()
        if getattr(facts, supposed).low < 1.0
    }
    if facts.rebutted.low >= 1.0 and all(getattr(facts, sign).low < 1.0 for sign in SIGNS):
        if "rebutted" in values:
            follows |= {"rebutted": exactly(0.0)}
        else:  # who rebutted a sign had one; which, is not known
            follows |= {next(name for name in SIGNS if name in values): exactly(1.0)}
    follows |= _days_in_order(facts, case.facts.order_day.low)
    facts = facts._replace(**{name: value for name, value in follows.items() if name in values})
    shown, known = elements.intent_shown(facts.refused.low >= 1.0), case.facts.intent
    return facts._replace(intent=exactly(min(max(shown, known.low), known.high)))


def _days_in_order(facts: Facts, first: float) -> dict[str, Interval]:
    """Days of the order, of the end of the conduct and of the judgment, none before the one that precedes it.

    A case is filed between the end of the conduct and the judgment.

    ``first``: day before which the order is known not to have been.
    """
    ordered = max(min(facts.order_day.low, facts.conduct_end_day.low), first)
    ended = max(facts.conduct_end_day.low, ordered)
    judged = max(facts.judgment_day.low, ended)
    filed = min(max(facts.filed_day.low, ended), judged)
    days = zip((*DAYS, "filed_day"), (ordered, ended, judged, filed), strict=True)
    return {name: exactly(day) for name, day in days}


def _day(known: Interval, latest: float, u: Floats) -> Floats:
    """Days drawn evenly from the known interval, not after the latest possible day of the judgment."""
    high = min(known.high, latest) if known.low <= latest else known.high
    low = min(FIRST_DAY, high) if math.isinf(known.low) else known.low
    high = max(LAST_DAY, low) if math.isinf(high) else high
    return np.round(low + u * (high - low))


def _draw(name: str, known: Interval, prior: Any, policy: Policy, u: Floats) -> Floats:
    if isinstance(prior, dict) and "policy" in prior:
        prior = policy.order_quality * (
            policy.mandate_clarity if prior["policy"] == "basis" else 1.0
        )
    if isinstance(prior, int | float):
        return np.where(u < prior, known.high, known.low)
    if isinstance(prior, list):
        low, high = max(known.low, prior[0]), min(known.high, prior[1])
        return low + u * (high - low) if low <= high else np.full_like(u, known.low)
    at_zero = float(prior["none"]) if known.low == 0.0 else 0.0
    spread, centre = float(prior["spread"]), math.log(float(prior["median"]))
    floor = sp.special.ndtr((math.log(known.low) - centre) / spread) if known.low > 0.0 else 0.0
    ceiling = (
        sp.special.ndtr((math.log(known.high) - centre) / spread) if known.high < math.inf else 1.0
    )
    share = floor + (u - at_zero) / (1.0 - at_zero) * (ceiling - floor)
    above = np.exp(centre + spread * sp.special.ndtri(np.clip(share, 1e-12, 1.0 - 1e-12)))
    value: Floats = np.where(u < at_zero, 0.0, np.clip(above, known.low, known.high))
    return np.round(value) if name in COUNTS else value
