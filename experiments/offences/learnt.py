"""Theories with numbers that are learnt without the unit that is scored: one common level, and who wants the case.

Who wants the case: ``data/offences/second/rule.md`` says what is coded, and what each of its two numbers moves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from zombielaw.experiments.offences.behaviour import Behaviour
from zombielaw.experiments.offences.declaration import OFFENCES, Offence, units_of
from zombielaw.experiments.offences.engine import Flows, Theory, flows, shifted
from zombielaw.experiments.offences.foreseen import quantiles_of
from zombielaw.experiments.offences.ranges import Array
from zombielaw.experiments.offences.scored import FLOOR, Outcome, chance_within, expected

SECOND = OFFENCES / "second"
"""Rule, coding, and the offences that were declared after the first outcomes."""
LEVEL, WANTS = "common_level", "who_wants"
LEVELS = np.geomspace(1e-3, 1e3, 61)
PUSH, SEARCH = "push", "search"
MECHANISMS = {PUSH: np.linspace(0.0, 6.0, 9), SEARCH: np.geomspace(1.0, 100.0, 9)}
"""Values of each number, equally likely before learning."""
MEMBERS = np.array([*product(*MECHANISMS.values())])
UNMOVED = (0.0, 1.0)
ORDERED = "order_per_finding"
CARRIES = {PUSH: "gains", SEARCH: "police_find"}
"""Column of the coding that says which units a mechanism moves."""


def read_coding() -> dict[str, dict[Any, Any]]:
    """Who wants the case, by unit."""
    return {row["unit"]: row for row in pd.read_csv(SECOND / "coding.csv").to_dict("records")}


Chances = Mapping[tuple[str, ...], Array]
"""Logarithm of a chance under each member, by units."""


@dataclass(frozen=True)
class World:
    """All from which flows follow; ``coding``: who wants the case, by unit."""

    offences: Mapping[str, Offence]
    draw: Mapping[str, Array]
    behaviour: Behaviour
    last_year: int
    coding: Mapping[str, Mapping[Any, Any]] = field(default_factory=read_coding)


def common_level(
    registered: Mapping[str, Flows], outcomes: Sequence[Outcome], persons: Array
) -> list[Array]:
    """What each member foresees of each row, shape ``(members, draws)``: counts times a level, shares and ratios as
    registered.
    """
    return [
        expected(registered, outcome, persons)
        * (np.ones_like(LEVELS) if outcome.ratio else LEVELS)[:, None]
        for outcome in outcomes
    ]


def moved(world: World, unit: str, push: Array | float, search: Array | float) -> Flows:
    """Flows of a unit in which those who gain push, and the police search, as it is coded."""
    code, draw = world.coding[unit], dict(world.draw)
    offence = world.offences[units_of(world.offences.values())[unit].offence]
    rules = (rules for line in offence.lines for rules in line)
    steps = {rule.supply[ORDERED][0]: code["order"] for rule in rules if ORDERED in rule.supply}
    steps |= {"referral": code["referral"], "filing": code["filing"] + code["review"]}
    for name, times in steps.items():
        draw[name] = shifted(draw[name], push * times)
    draw["own_file"] = draw["own_file"] * search ** code["police_find"]
    return flows(offence, draw, world.behaviour, Theory(), world.last_year)[unit]


def who_wants(world: World, outcomes: Sequence[Outcome]) -> list[Array]:
    """What each member of the second theory foresees of each row, shape ``(members, draws)``."""
    tables: dict[int, Array] = {}
    for units in {outcome.units: None for outcome in outcomes}:
        rows = [outcome for outcome in outcomes if outcome.units == units]
        moves = [any(world.coding[unit][column] for unit in units) for column in CARRIES.values()]
        keys, back = np.unique(np.where(moves, MEMBERS, UNMOVED), axis=0, return_inverse=True)
        made = [{unit: moved(world, unit, *key) for unit in units} for key in keys]
        for row in rows:
            tables[row.line] = np.array(
                [expected(flows, row, world.draw["persons"]) for flows in made]
            )[back.ravel()]
    return [tables[outcome.line] for outcome in outcomes]


def log_chances(tables: Sequence[Array], outcomes: Sequence[Outcome]) -> Chances:
    """Logarithm of the chance of each unit's rows under each member: their mean, so that every unit counts once."""
    rows: dict[tuple[str, ...], list[list[float]]] = {}
    for table, outcome in zip(tables, outcomes, strict=True):
        if outcome.below:
            continue  # both units of a ratio have rows of their own
        chance = (chance_within(mean[np.isfinite(mean)], outcome) for mean in table)
        rows.setdefault(outcome.units, []).append([math.log(max(one, FLOOR)) for one in chance])
    return {units: np.mean(logs, axis=0) for units, logs in rows.items()}


def weights(chances: Chances, without: Sequence[str] = ()) -> Array:
    """Weights of the members after learning from the units that share none with those left out."""
    logs = np.sum([own * (not {*units} & {*without}) for units, own in chances.items()], axis=0)
    likely = np.exp(logs - logs.max())
    return np.asarray(likely / likely.sum())


def drawn(table: Array, weight: Array) -> Array:
    """A member for each draw by the weights, and what it foresees, shape ``(draws,)``."""
    return np.asarray(table[picked(weight, table.shape[1]), np.arange(table.shape[1])])


def picked(weight: Array, draws: int) -> npt.NDArray[np.intp]:
    """Numbers of the members that stand for the weights, one a draw."""
    return np.searchsorted(np.cumsum(weight), (np.arange(draws) + 0.5) / draws * (1.0 - FLOOR))


def learnt(tables: Sequence[Array], outcomes: Sequence[Outcome]) -> list[Array]:
    """What a theory foresees of each row when it has learnt from the other units, shape ``(draws,)`` each."""
    chances = log_chances(tables, outcomes)
    return [
        drawn(table, weights(chances, outcome.units))
        for table, outcome in zip(tables, outcomes, strict=True)
    ]


def identified(tables: Sequence[Array], outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """What a mechanism is learnt from without each unit that carries it, and without none.

    ``bounded`` of the ``others`` have a level or a share with two bounds; from two on a mechanism is ``identified``.
    ``q05, q50, q95``: the number after learning.
    """
    chances, coding = log_chances(tables, outcomes), read_coding()
    rows: list[dict[str, object]] = []
    bounded = {
        one.units for one in outcomes if not one.below and one.low > 0.0 and math.isfinite(one.high)
    }
    for number, (mechanism, column) in enumerate(CARRIES.items()):
        carried = [units for units in chances if any(coding[unit][column] for unit in units)]
        for units in (*carried, ()):
            others = [own for own in carried if not {*own} & {*units}]
            known = len(bounded & {*others})
            values = MEMBERS[picked(weights(chances, units), 1000)][:, number]
            rows.append(
                {
                    "mechanism": mechanism,
                    "without": "+".join(units),
                    "others": "; ".join("+".join(own) for own in others),
                    "bounded": known,
                    "identified": known > 1,
                    **quantiles_of(values),
                }
            )
    return pd.DataFrame(rows)
