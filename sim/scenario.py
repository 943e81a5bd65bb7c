"""A scenario: law, policy timeline and world, frozen. The input of a run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from operator import attrgetter
from typing import Any

import numpy as np

from zombielaw.errors import InputError, nearest
from zombielaw.sim.law.dates import (
    AIDING_SCOPES,
    ALL_HELP,
    INTERPRETATION_DAY,
    VERSIONS,
    Statute,
    first_day_of_month,
)
from zombielaw.sim.months import MOST_MONTHS, month_date
from zombielaw.sim.parameters import (
    Headcounts,
    Policy,
    WorldParameters,
    checked,
    checked_set,
    declared,
    held,
    real_number,
    truth,
    whole_number,
    written,
)

MOST_NOT_COMPLYING = 0.95
"""Refusals, partial and vanishing answers to an order leave somebody who complies."""
GREATEST_MULTIPLE = 4.0
"""Largest multiple of the marks of Arts. 3 and 4."""
LEVERS_OF_LAW = ("order_element_required", "consequence_threshold", "aiding_scope")
"""Levers that reform the statute: who goes by the law reads them there, and nowhere else."""


class ScenarioError(InputError):
    """A scenario that contradicts itself; the message says where and what is allowed."""


@dataclass(frozen=True)
class Change:
    """A lever moved for a time, in some provinces; or the number of providers or regulators, in the country.

    Attributes
    ----------
    lever : str
        Name of a lever, or of one of :class:`Headcounts`.
    to : float
        Its new value (the position of a choice).
    start : int
        First month of the change, 0 = November 2015.
    ramp_months : int
        Months over which the lever moves linearly from its base; 0 moves it at once.
    end : int or None
        First month in which the lever is back at its base, at most the month after the run; None = not in the run.
    provinces : tuple of int
        Where; empty = everywhere.
    """

    lever: str
    to: float
    start: int
    ramp_months: int = 0
    end: int | None = None
    provinces: tuple[int, ...] = ()

    def value(self, base: float, month: int) -> float:
        """Value of the lever in a month in which the change is in force."""
        if month - self.start >= self.ramp_months:
            return self.to
        return base + (self.to - base) * (month - self.start + 1) / (self.ramp_months + 1)

    def in_force(self, month: int, province: int) -> bool:
        """True if the lever is moved in this month and province."""
        here = not self.provinces or province in self.provinces
        return here and self.start <= month and (self.end is None or month < self.end)

    def overlaps(self, other: Change) -> bool:
        """True if two changes move one lever in the same province and month."""
        if self.lever != other.lever:
            return False
        together = (
            not self.provinces
            or not other.provinces
            or bool(set(self.provinces) & set(other.provinces))
        )
        return (
            together
            and self.start < (other.end or math.inf)
            and other.start < (self.end or math.inf)
        )


@dataclass(frozen=True)
class Size:
    """Numbers that are simulated: providers, for those of August 2022; provinces and offices, fixed over a run."""

    providers: int = 2000
    provinces: int = 4
    regulators: int = 12
    procuratorates: int = 12
    courts: int = 12
    tool_sellers: int = 20


SIZES = {
    "providers": (1, 20_000_000),
    "provinces": (1, 100),
    "regulators": (1, 10_000),
    "procuratorates": (1, 10_000),
    "courts": (1, 10_000),
    "tool_sellers": (0, 1_000_000),
}
"""The least and the most of each."""
SERIES = {"growth": 1.0, "outside_cases": 1e6, "campaign": 1.0}
"""Series of a scenario, with the largest value of each; the least is 0."""


class Rules(Policy):
    """Rules of officials under a policy: its levers, and the law in place of those levers that are law."""

    law_version: int
    law_order_element_required: bool
    law_consequence_multiple: float
    law_intent_required: bool
    law_order_weighted: bool
    law_aiding_scope: int


RULES = (
    *(name for name in Policy._fields if name not in LEVERS_OF_LAW),
    *(f"law_{name}" for name in Statute._fields),
)
"""Names of the rules, as arrays have them."""


@dataclass(frozen=True)
class Scenario:
    """Everything that decides a run but its luck.

    Attributes
    ----------
    policy : Policy
        What holds from month 0 on, and held before: providers start in balance under it.
    changes : tuple of Change
        What moves from there; they leave the start as it is.
    weight : float
        Providers of the country per provider of this world: judgments that the whole country hears of count so often.
    growth : tuple of float
        Providers in each month relative to ``size.providers``, 0-1; beyond its end the last value holds.
    outside_cases : tuple of float
        Cases under 287-2 that come from elsewhere, per office and month; beyond its end the last value holds.
    campaign : tuple of float
        Multiple of the trace rate in each month, in units of the campaign factor's excess: 0 none, 1 full.
    """

    policy: Policy = Policy()
    changes: tuple[Change, ...] = ()
    world: WorldParameters = WorldParameters()
    size: Size = Size()
    statute: Statute = Statute()
    months: int = 122
    weight: float = 1.0
    growth: tuple[float, ...] = (1.0,)
    outside_cases: tuple[float, ...] = (0.0,)
    campaign: tuple[float, ...] = (0.0,)

    def __post_init__(self) -> None:
        for name, value in _checked(self).items():
            # each number as its declaration has it: 1 and 1.0 are one scenario
            object.__setattr__(self, name, value)
        for name, each in (("regulators", 3), ("procuratorates", 1), ("courts", 1)):
            number, least = getattr(self.size, name), each * self.size.provinces
            if number < least:
                raise ScenarioError(
                    f"world.{name}={number} is too few; allowed: {least} or more, {each} for each of "
                    f"world.provinces={self.size.provinces}."
                )
        if self.world.refusal + self.world.partial + self.world.vanish > MOST_NOT_COMPLYING:
            raise ScenarioError(
                "world.refusal, world.partial and world.vanish leave nobody to comply; keep their sum at "
                f"{MOST_NOT_COMPLYING} or below."
            )
        for number, change in enumerate(self.changes):
            _check_change(change, self.size.provinces, self.months)
            for other in self.changes[:number]:
                if change.overlaps(other):
                    raise ScenarioError(
                        f"Two changes move policy.{change.lever} at once in one province: one starts in "
                        f"{_dated(other.start)}, one in {_dated(change.start)}. Let the first end before the second "
                        "starts."
                    )

    def under(self, policy: Policy) -> Scenario:
        """The same scenario under another base policy."""
        return replace(self, policy=policy)

    def policy_at(self, month: int, province: int) -> Policy:
        """Levers in force in a month and province."""
        moved = {
            change.lever: change.value(getattr(self.policy, change.lever), month)
            for change in self.changes
            if change.lever in Policy._fields and change.in_force(month, province)
        }
        providers, regulators = (self.headcount(name, month) for name in Headcounts._fields)
        if providers != regulators:
            rate = moved.get("inspection_rate", self.policy.inspection_rate)
            moved["inspection_rate"] = rate * regulators / providers
        return _with(self.policy, tuple(moved.items()))

    def headcount(self, name: str, month: int) -> float:
        """Multiple of one of :class:`Headcounts` in a month."""
        own = (one for one in self.changes if one.lever == name and one.in_force(month, 0))
        return next((one.value(1.0, month) for one in own), 1.0)

    def first_difference(self, other: Scenario) -> int | None:
        """First month in which another scenario differs from this one somewhere; None if it never does."""
        if {**vars(other), "policy": self.policy, "changes": self.changes} != vars(self):
            return 0
        places = product(range(self.months), range(self.size.provinces))
        return next(
            (
                month
                for month, place in places
                if self.policy_at(month, place) != other.policy_at(month, place)
                or self.providers(month) != other.providers(month)
            ),
            None,
        )

    def statute_at(self, policy: Policy) -> Statute:
        """The law with the levers that are law applied to it as reforms: the one place where that happens."""
        return _reformed(self.statute, *attrgetter(*LEVERS_OF_LAW)(policy))

    def rules_of(self, policy: Policy) -> Rules:
        """Rules of officials under a policy."""
        rules = Rules(*policy)
        vars(rules).update(
            {f"law_{name}": value for name, value in self.statute_at(policy)._asdict().items()}
        )
        return rules

    def providers(self, month: int) -> int:
        """Number of licensees in a month."""
        known = self.size.providers * _at(self.growth, month)
        return max(1, round(known * self.headcount("providers", month)))

    @property
    def newcomers(self) -> int:
        """Licensees for whom there is no place among ``size.providers``, at most."""
        if all(change.lever != "providers" for change in self.changes):
            return 0
        return max(0, max(map(self.providers, range(self.months))) - self.size.providers)

    def outside(self, month: int) -> float:
        """Outside 287-2 cases per office in a month."""
        return _at(self.outside_cases, month)

    def trace_factor(self, month: int) -> float:
        """Multiple of the trace rate in a month."""
        return 1.0 + (self.world.campaign_factor - 1.0) * _at(self.campaign, month)


def varied(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """A scenario with some of its levers, assumptions, sizes or fields moved, each by its own name.

    Raises
    ------
    ScenarioError
        A name that nothing has; or no scenario, or no settings by name.
    ParameterError
        A value that its declaration does not allow.
    """
    if not isinstance(scenario, Scenario) or not isinstance(settings, Mapping):
        raise ScenarioError(
            f"varied({written(scenario)}, {written(settings)}): give a scenario, and settings by name: "
            "{'months': 60}."
        )
    rest = dict(settings)
    policy = {
        one.name: checked(one, rest.pop(one.name), one.name)
        for one in declared(Policy)
        if one.name in rest
    }
    world = {
        one.name: checked(one, rest.pop(one.name), one.name)
        for one in declared(WorldParameters)
        if one.name in rest
    }
    size = {name: rest.pop(name) for name in Size.__dataclass_fields__ if name in rest}
    unknown = sorted(map(written, set(rest) - set(Scenario.__dataclass_fields__)))
    if unknown:
        known = (
            *_LEVERS,
            *WorldParameters._fields,
            *Size.__dataclass_fields__,
            *Scenario.__dataclass_fields__,
        )
        raise ScenarioError(
            f"{unknown[0]} is no lever, no number of the world, no size and no field of a "
            f"scenario{nearest(unknown[0], known)}; docs/parameters.md lists them."
        )
    scenario = replace(scenario, **rest)
    return replace(
        scenario,
        policy=scenario.policy._replace(**policy),
        world=scenario.world._replace(**world),
        size=replace(scenario.size, **size),
    )


def interpreted(month: int) -> bool:
    """True if the 2019 Interpretation is in force by this month."""
    return first_day_of_month(month) >= INTERPRETATION_DAY


def _at(series: tuple[float, ...], month: int) -> float:
    return series[min(month, len(series) - 1)]


@lru_cache(maxsize=4096)
def _with(policy: Policy, moved: tuple[tuple[str, float], ...]) -> Policy:
    return policy._replace(**dict(moved))  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def _reformed(
    statute: Statute, order_element_required: bool, consequence_threshold: float, aiding_scope: int
) -> Statute:
    if not order_element_required:
        statute = statute._replace(order_element_required=False)
    if consequence_threshold != 1.0:
        statute = statute._replace(consequence_multiple=consequence_threshold)
    if aiding_scope != ALL_HELP:
        statute = statute._replace(aiding_scope=aiding_scope)
    return statute


def _checked(scenario: Scenario) -> dict[str, Any]:
    """The fields of a scenario, each of its type and in its range, whoever gave them.

    Raises
    ------
    ScenarioError, ParameterError
    """
    size = scenario.size
    if not isinstance(size, Size):
        raise ScenarioError(f"size={written(size)} is not a Size; give one.")
    sizes = {
        name: whole_number(getattr(size, name), f"world.{name}", *bounds)
        for name, bounds in SIZES.items()
    }
    if not isinstance(scenario.changes, tuple | list):
        raise ScenarioError(
            f"changes={written(scenario.changes)} is not a list of changes; allowed: (Change(...), ...)."
        )
    return {
        "policy": checked_set(Policy, scenario.policy, "policy"),
        "world": checked_set(WorldParameters, scenario.world, "world"),
        "size": Size(**sizes),
        "statute": _checked_statute(scenario.statute),
        "months": whole_number(scenario.months, "months", 1, MOST_MONTHS),
        "weight": real_number(scenario.weight, "weight", 1e-9, 1e9),
        "changes": tuple(map(_checked_change, scenario.changes)),
        **{name: _series(getattr(scenario, name), name, high) for name, high in SERIES.items()},
    }


def _series(values: object, name: str, high: float) -> tuple[float, ...]:
    """A number for each month."""
    if not isinstance(values, tuple | list | np.ndarray) or not len(values):
        raise ScenarioError(
            f"{name}={written(values)} is not a list of numbers; allowed: one or more, month by month."
        )
    return tuple(
        real_number(value, f"{name}[{month}]", 0.0, high) for month, value in enumerate(values)
    )


def _checked_statute(statute: object) -> Statute:
    if not isinstance(statute, Statute):
        raise ScenarioError(f"statute={written(statute)} is not a Statute; give one.")
    version = whole_number(statute.version, "statute.version", min(VERSIONS), max(VERSIONS))
    if version not in VERSIONS:
        raise ScenarioError(
            f"statute.version={version} is none; allowed: {', '.join(map(str, VERSIONS))}."
        )
    truths = {
        name: getattr(statute, name)
        for name in ("order_element_required", "intent_required", "order_weighted")
    }
    multiple = real_number(
        statute.consequence_multiple, "statute.consequence_multiple", 0.0, GREATEST_MULTIPLE
    )
    return Statute(
        version=version,
        consequence_multiple=multiple,
        aiding_scope=whole_number(
            statute.aiding_scope, "statute.aiding_scope", 0, len(AIDING_SCOPES) - 1
        ),
        **{name: truth(value, f"statute.{name}") for name, value in truths.items()},
    )


def _checked_change(change: object) -> Change:
    """A change whose numbers are numbers; what they mean beside the others is checked afterwards."""
    if not isinstance(change, Change):
        raise ScenarioError(f"changes: {written(change)} is not a Change; give one.")
    if change.lever not in _LEVERS:
        raise ScenarioError(
            f"A change names the lever {written(change.lever)}; there is none of that "
            f"name{nearest(str(change.lever), _LEVERS)}. `zombielaw levers` lists them."
        )
    where = f"policy.changes: {change.lever}"
    if not isinstance(change.provinces, tuple | list):
        raise ScenarioError(
            f"{where}.provinces={written(change.provinces)} is not a list of province numbers."
        )
    most = 2 * MOST_MONTHS

    def month(name: str, value: object) -> int:
        return whole_number(value, f"{where}.{name}", -most, most)

    return Change(
        change.lever,
        held(_LEVERS[change.lever], change.to, f"{where}.to"),
        month("start", change.start),
        month("ramp_months", change.ramp_months),
        None if change.end is None else month("end", change.end),
        tuple(month("provinces", number) for number in change.provinces),
    )


_LEVERS = {lever.name: lever for kind in (Policy, Headcounts) for lever in declared(kind)}


def _dated(month: int | None) -> str:
    """Date and number of a month, for a message."""
    return "its end" if month is None else f"{month_date(month)} (month {month})"


def _check_change(change: Change, provinces: int, months: int) -> None:
    lever = _LEVERS[change.lever]
    if (
        change.start < 0
        or change.ramp_months < 0
        or (change.end is not None and change.end <= change.start)
    ):
        raise ScenarioError(
            f"The change of policy.{change.lever} runs from {_dated(change.start)} to {_dated(change.end)} with a ramp "
            f"of {change.ramp_months} months; start and ramp are not negative, and the end comes after the start."
        )
    if change.start >= months:
        raise ScenarioError(
            f"The change of policy.{change.lever} starts in {_dated(change.start)}, after the run of {months} months; "
            f"allowed are {month_date(0)} to {month_date(months - 1)} (0 to {months - 1})."
        )
    if change.end is not None and change.end > months:
        raise ScenarioError(
            f"The change of policy.{change.lever} ends in {_dated(change.end)}, after the run of {months} months; "
            f"allowed are dates to {month_date(months)}, or no end."
        )
    if change.ramp_months and lever.kind is not float:
        raise ScenarioError(
            f"policy.{change.lever} is not a number and cannot ramp; use ramp_months: 0."
        )
    if change.lever in Headcounts._fields and change.provinces:
        raise ScenarioError(
            f"The change of {change.lever} names provinces; it is one of the whole country, so leave them out."
        )
    if change.lever == "providers" and change.end is not None:
        raise ScenarioError(
            "The change of providers has an end, but who has come stays; leave it out."
        )
    wrong = [number for number in change.provinces if not 0 <= number < provinces]
    if wrong:
        raise ScenarioError(
            f"The change of policy.{change.lever} names province {wrong[0]}; allowed are 0 to {provinces - 1}."
        )
