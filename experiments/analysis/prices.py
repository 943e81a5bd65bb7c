"""Prices of levers in working days: what the model books, and declared prices of what it does not book.

A declared price is applied to what the runs count and to how far a lever is moved from the first scenario. It moves no
record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis import intervals
from zombielaw.experiments.analysis.compared import CHAIN, Ran, covering
from zombielaw.experiments.analysis.estimates import by_draw, draw_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.draws import over_draws
from zombielaw.experiments.designs.grids import POINT, names_of, scale_of
from zombielaw.experiments.reducers.by_place import TABLE
from zombielaw.sim.months import month_number
from zombielaw.sim.parameters import Declared, Policy
from zombielaw.sim.parameters.declare import Parameter, Today
from zombielaw.sim.scenario import Scenario

BOOKED = (
    "inspection_rate",
    "corrective_order_rate",
    "transfer_rate",
    "direct_transfer_rate",
    "court_scrutiny",
)
"""Levers whose own work is booked in working days (``sim/decisions/learning.py``): checks, orders, referrals, scrutiny.

Of any other lever only the case files that it brings or spares are in the days.
"""
ROWS = pd.read_csv(Path(__file__).with_name("prices.csv"), index_col="name", keep_default_na=False)
"""Declarations: of which counts a price is (of none: of the country, a year), and how often."""
_each: Any = ROWS.itertuples()
PRICES: dict[str, Declared] = {
    row.Index: Declared(
        row.Index,
        float,
        row.default,
        Parameter(row.meaning, row.unit, 0.0, row.most, row.source),
        Today(row.low, row.high, row.source),
    )
    for row in _each
}
"""Working days that a lever takes where it is moved by one, by its name; and the price of a day."""
KEYS = {f"price_{name}": one for name, one in PRICES.items()}
"""Prices as settings of a study."""
ENDS = ("value", "low", "high")
YUAN, FURTHER = "yuan", "further"
"""The price of a day; table of what a reform takes, and of stages of the chain, per further conviction."""


def unpriced(levers: Iterable[str], priced: Iterable[str] = BOOKED) -> list[str]:
    """Names of those levers that have no price, each once."""
    return sorted({*levers}.difference(priced))


def own_work(places: pd.DataFrame, drawn: Sequence[Sequence[Scenario]]) -> pd.DataFrame:
    """Number of what each price is of, that a scenario has beyond the first: a row for each row of counts.

    ``places``: ``point, replicate, year, province`` and counts, at the scale of the country. ``drawn``: the
    scenarios in each draw. A lever that is moved by a half takes half of its price.
    """

    @cache
    def moved(draw: int, point: int, year: int, province: int) -> Any:
        first = month_number(year, 1)
        months = [
            [one.policy_at(month, province) for one in (drawn[draw][point], drawn[draw][0])]
            for month in range(first, first + 12)
        ]
        here, there = np.mean(months, axis=0)
        return here - there

    cells = places[[POINT, "year", "province"]].to_numpy().tolist()
    draws = draw_of(places["replicate"])
    steps = pd.DataFrame(
        [moved(draw, *cell) for draw, cell in zip(draws, cells, strict=True)],
        columns=Policy._fields,
    )
    # offices stand evenly in the provinces
    country = 1.0 / places[POINT].map(lambda point: drawn[0][point].size.provinces)
    levers = steps.columns.intersection(ROWS.index)
    for name, row in ROWS.loc[levers].iterrows():
        of = row["of"].split()
        steps[name] *= row["times"] * (places[of].sum(axis=1) if of else country)
    return steps[levers]


def further(
    ran: Ran, years: range, settings: Settings, every: Sequence[Scenario]
) -> dict[str, pd.DataFrame]:
    """The table :data:`FURTHER` of runs of a design; none of given files. Over draws each is taken as one.

    ``ran, years``: as of ``compared``. ``every``: the scenarios of the design, the first of which is the base.
    """
    if settings.scenario.world.injected:
        return {}
    places = ran.table(TABLE).query("year in @years").reset_index(drop=True)
    scales = scale_of(settings, ran.design)
    counts = places.columns.difference([POINT, "replicate", "year", "province", "months"])
    places[counts] = places[counts].mul(places[POINT].map(scales), axis=0)
    work = own_work(places, [*over_draws(settings, every)])
    given = [settings.study_keys[f"price_{name}"] for name in work]
    at = ROWS.loc[[*work], ["low", "high"]].assign(own_days=given)
    places = places.join(work @ at)
    sums = covering(places, ran.design, scales * 0.0 + 1.0).groupby([POINT, "replicate"]).sum()
    base = sums.query("point == 0").droplevel(POINT)
    names, tables = names_of(ran.design), []
    for point, less in sums.sub(base, level="replicate").dropna().groupby(POINT):
        if point == 0:
            continue
        less["a_year"] = len(years)
        less["further_days"] = less["official_days"] + less["own_days"]
        less["avoided"] = -less["expected_wrongful"]
        use = "expected_convictions_286_1"
        outcomes = {
            **{stage: (stage, use) for stage in CHAIN},
            **{one: (one, "a_year") for one in ("own_days", "low", "high", "further_days")},
            "days_per_conviction": ("further_days", use),
            "days_per_wrongful_avoided": ("further_days", "avoided"),
        }
        sides = (less[[*one]].to_numpy().T for one in zip(*outcomes.values(), strict=True))
        over, under = by_draw(draw_of(less.index.get_level_values("replicate")), *sides)
        table = pd.DataFrame(dict(zip(ENDS, intervals.quotient(over, under), strict=True)))
        table[[POINT, "scenario"]] = point, names[point]
        tables.append(table.assign(outcome=[*outcomes]))
    return {FURTHER: pd.concat(tables, ignore_index=True)} if tables else {}
