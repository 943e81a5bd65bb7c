"""Predictions of the theory and of its rivals: stages by year, use, and the cost of the order, by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from zombielaw.experiments.offences.behaviour import Behaviour
from zombielaw.experiments.offences.declaration import Offence, units_of
from zombielaw.experiments.offences.engine import (
    ACCEPTED,
    BEGUN,
    BROUGHT,
    CONVICTED,
    FILED,
    LAST_YEAR,
    PROSECUTED,
    PUBLISHED,
    REFUSED,
    SATISFIED,
    STAGES,
    YEAR,
    Flows,
    Theory,
    flows,
    published_share,
)
from zombielaw.experiments.offences.ranges import Array

REGISTERED, WITH_COMPLAINANT, NO_LEARNING, ALL_EQUAL, ORDER_FREE = (
    "registered",
    "complainant",
    "no_learning",
    "all_equal",
    "order_free",
)
THEORIES = {
    REGISTERED: Theory(),
    WITH_COMPLAINANT: Theory(complainant=True),
    NO_LEARNING: Theory(learns=False),
    ORDER_FREE: Theory(order_costs=False),
}
"""The theory without the complainant, which is registered; with it; and two rivals. The third rival follows below."""
RIVALS = (NO_LEARNING, ALL_EQUAL, ORDER_FREE)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
ALIVE = 0.05
"""Use from which a unit is called alive: of the cases that satisfy its elements and were found, so many reach the
prosecutor under its name. It is the middle of the prior of referral: an offence is alive where such a case fares no
worse than one that an office has to refer, and nothing else stands in its way."""
STEPS = {
    "order": (BEGUN, REFUSED),
    "elements": (REFUSED, SATISFIED),
    "referral": (SATISFIED, BROUGHT),
    "name": (BROUGHT, FILED),
    "prosecutor": (FILED, PROSECUTED),
    "court": (PROSECUTED, CONVICTED),
}
"""Steps at which cases are lost: from a stage to a later one."""
SHOWN = tuple(stage for stage in STAGES if stage != BROUGHT)


def flows_of(
    offences: Iterable[Offence],
    draw: Mapping[str, Array],
    behaviour: Behaviour,
    theory: Theory,
    last_year: int = LAST_YEAR,
) -> dict[str, Flows]:
    """Flows of all units under a theory, by unit."""
    made: dict[str, Flows] = {}
    for offence in offences:
        made |= flows(offence, draw, behaviour, theory, last_year)
    return made


def all_equal(
    registered: Mapping[str, Flows],
    pool: Iterable[str],
    draw: Mapping[str, Array],
    behaviour: Behaviour,
) -> dict[str, Flows]:
    """The rival in which every unit passes on the same share of what is found: the geometric mean of the ``pool``.

    A stage keeps the delay that it has in the registered theory, and nothing passes before its offence is in force.
    """
    pool, shares = list(pool), {}
    sources = {stage: CONVICTED if stage == PUBLISHED else stage for stage in SHOWN}
    for stage, source in sources.items():
        sums = [
            (registered[unit].stages[name].sum(axis=1) for name in (source, BEGUN)) for unit in pool
        ]
        shares[stage] = np.exp(
            np.mean([np.log(passing / begun) for passing, begun in sums], axis=0)
        )
    equal: dict[str, Flows] = {}
    for unit, own in registered.items():
        begun, first = own.stages[BEGUN], _starts(own, BEGUN)
        stages = {}
        for stage, source in sources.items():
            delay = _starts(own, source) - first
            delay += behaviour.constants["publication_months"] if stage == PUBLISHED else 0
            stages[stage] = (
                np.pad(begun, ((0, 0), (delay, 0)))[:, : begun.shape[1]] * shares[stage][:, None]
            )
        stages[PUBLISHED] *= published_share(own.first, begun.shape[1], draw, behaviour.constants)
        equal[unit] = Flows(own.first, stages)
    return equal


def _starts(flows: Flows, stage: str) -> int:
    """Number of the first month in which cases pass a stage."""
    return int(np.flatnonzero(flows.stages[stage][0])[0])


def every_theory(
    offences: Mapping[str, Offence],
    pool: Iterable[str],
    draw: Mapping[str, Array],
    behaviour: Behaviour,
    last_year: int = LAST_YEAR,
) -> dict[str, dict[str, Flows]]:
    """Flows of all units under the theory and its rivals, by theory and unit. ``pool``: units of the equal rival."""
    made = {
        name: flows_of(offences.values(), draw, behaviour, theory, last_year)
        for name, theory in THEORIES.items()
    }
    made[ALL_EQUAL] = all_equal(made[REGISTERED], pool, draw, behaviour)
    return made


def full_years(flows: Flows) -> range:
    """Calendar years in all months of which cases of a unit begin and reach a judgment."""
    begun, judged = (
        np.flatnonzero(flows.stages[stage][0]) + flows.first for stage in (BEGUN, CONVICTED)
    )
    return range(-(-int(judged[0]) // YEAR), (int(begun[-1]) + 1) // YEAR)


def quantiles_of(values: Array) -> dict[str, float]:
    """Quantiles of draws, by ``q05`` and so on."""
    ends = np.quantile(values, QUANTILES)
    return {f"q{100 * part:02.0f}": float(end) for part, end in zip(QUANTILES, ends, strict=True)}


def year_shown(flows: Flows, year: int) -> int:
    """The year asked for, or the nearest full year of a unit."""
    years = full_years(flows)
    return min(max(year, years[0]), years[-1])


def passed(flows: Flows, year: int, start: str, end: str) -> Array:
    """Share of the cases of a stage that pass a later one, in a year; shape ``(draws,)``."""
    return np.asarray(flows.year(end, year) / flows.year(start, year))


def losses(flows: Flows, year: int) -> dict[str, float]:
    """Mean logarithm of what each of :data:`STEPS` passes on, in a year."""
    return {step: float(np.log(passed(flows, year, *ends)).mean()) for step, ends in STEPS.items()}


def kills(flows: Flows, year: int) -> str:
    """The step at which most is lost."""
    lost = losses(flows, year)
    return min(lost, key=lambda step: lost[step])


def stages_table(
    offences: Mapping[str, Offence], made: Mapping[str, Flows], year: int
) -> pd.DataFrame:
    """Cases of each unit at each stage in the year shown: ``unit, article, year, stage`` and quantiles."""
    rows = []
    for name, unit in units_of(offences.values()).items():
        shown = year_shown(made[name], year)
        for stage in SHOWN:
            rows.append(
                {
                    "unit": name,
                    "article": unit.article,
                    "name": unit.name["en"],
                    "name_zh": unit.name["zh"],
                    "year": shown,
                    "stage": stage,
                    **quantiles_of(made[name].year(stage, shown)),
                }
            )
    return pd.DataFrame(rows)


def units_table(
    offences: Mapping[str, Offence], made: Mapping[str, Flows], free: Mapping[str, Flows], year: int
) -> pd.DataFrame:
    """Of each unit in the year shown: what kills, use, and what the order costs.

    ``cost``: charges if the order cost nothing, over charges as they are. ``use``: files that reach the prosecutor
    over cases that satisfy the elements and were found; ``alive``: share of the draws in which it is at least
    :data:`ALIVE`.
    """
    rows = []
    for name in units_of(offences.values()):
        own, shown = made[name], year_shown(made[name], year)
        cost = free[name].year(PROSECUTED, shown) / own.year(PROSECUTED, shown)
        use = passed(own, shown, SATISFIED, ACCEPTED)
        low, middle, high = np.quantile(cost, [0.05, 0.5, 0.95])
        use_low, use_middle, use_high = np.quantile(use, [0.05, 0.5, 0.95])
        rows.append(
            {
                "unit": name,
                "year": shown,
                "order": role_in(offences, name, shown),
                "kills": kills(own, shown),
                "cost": middle,
                "cost_q05": low,
                "cost_q95": high,
                "use": use_middle,
                "use_q05": use_low,
                "use_q95": use_high,
                "alive": float((use >= ALIVE).mean()),
            }
        )
    return pd.DataFrame(rows)


def role_in(offences: Mapping[str, Offence], unit: str, year: int) -> str:
    """Role of the order of a unit in the rules at the end of a year."""
    lines = (line for offence in offences.values() for line in offence.lines)
    rules = [one for line in lines for one in line if one.unit == unit and one.since.year <= year]
    return rules[-1].role
