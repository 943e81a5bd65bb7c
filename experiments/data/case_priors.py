"""Facts that a coded case leaves unknown: sampled from declared priors by kind of provider, never guessed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.data.cases import DAYS, SIGNS, SUPPOSES, Case, Kind
from zombielaw.experiments.data.files import check_count, is_number, read_yaml_file
from zombielaw.experiments.data.typed import Entry, fits, known, read_as
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.paths import DATA
from zombielaw.sim.law import elements
from zombielaw.sim.law.dates import day_of
from zombielaw.sim.law.facts import (
    ANY_DAY,
    FIRST_OF_PROSECUTION,
    Facts,
    Interval,
    exactly,
    is_yes_no,
)
from zombielaw.sim.law.offences import ALL
from zombielaw.sim.luck import Draw, Luck
from zombielaw.sim.parameters import Policy
from zombielaw.sim.world import Floats

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
