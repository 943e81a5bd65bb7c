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
YUAN, FURTHER, PRICED_DAYS = "yuan", "further", "priced_days"
"""The price of a day; table of what a reform takes, and of stages of the chain, per further conviction; outcome: days
of checks and case files together with those at assumed prices."""
LEVELS = ("own_days", "low", "high")
"""Work of the levers themselves: at the prices of the command, and with all prices at the ends of their priors."""
USE, PER_CONVICTION = "expected_convictions_286_1", "days_per_conviction"


def unpriced(levers: Iterable[str], priced: Iterable[str] = BOOKED) -> list[str]:
    """Names of those levers that have no price, each once."""
    return sorted({*levers}.difference(priced))


def own_work(places: pd.DataFrame, drawn: Sequence[Sequence[Scenario]]) -> pd.DataFrame:
    """Number of what each price is of, that a scenario has beyond the first: a row for each row of counts.

    ``places``: ``point, replicate, year, province`` and counts, at the scale of the country. ``drawn``: the
    scenarios in each draw. A lever that is moved by a half takes half of its price.
    """

    local = any(one.provinces for scenario in drawn[0] for one in scenario.changes)

    @cache
    def moved(draw: int, point: int, year: int, province: int) -> Any:
        first = month_number(year, 1)
        months = [
            [one.policy_at(month, province) for one in (drawn[draw][point], drawn[draw][0])]
            for month in range(first, first + 12)
        ]
        here, there = np.mean(months, axis=0)
        return here - there

    where = places[[POINT, "year", "province"]].assign(province=places["province"] * local)
    cells = where.to_numpy().tolist()
    draws = draw_of(places["replicate"])
    steps = pd.DataFrame(
        [moved(draw, *cell) for draw, cell in zip(draws.tolist(), cells, strict=True)],
        columns=Policy._fields,
    )
    # offices stand evenly in the provinces
    country = 1.0 / places[POINT].map(lambda point: drawn[0][point].size.provinces)
    levers = steps.columns.intersection(ROWS.index)
    for name, row in ROWS.loc[levers].iterrows():
        of = row["of"].split()
        steps[name] *= row["times"] * (places[of].sum(axis=1) if of else country)
    return steps[levers]


def costs(ran: Ran, years: range, settings: Settings, every: Sequence[Scenario]) -> pd.DataFrame:
    """Counts of each run, and :data:`LEVELS`, less those of the first scenario: ``point, replicate`` as index.

    A price that the command gives is known: it is the same at both ends. Arguments are those of :func:`further`.
    """
    places = ran.table(TABLE).query("year in @years").reset_index(drop=True)
    scales = scale_of(settings, ran.design)
    counts = places.columns.difference([POINT, "replicate", "year", "province", "months"])
    places[counts] = places[counts].mul(places[POINT].map(scales), axis=0)
    work = own_work(places, [*over_draws(settings, every)])
    levers = [*map(str, work)]
    at = ROWS.loc[levers, ["low", "high"]].assign(own_days=given_prices(settings, levers))
    given = at["own_days"] != ROWS.loc[levers, "default"]
    for end in ("low", "high"):
        at[end] = at[end].mask(given, at["own_days"])
    places = places.join(work @ at)
    sums = covering(places, ran.design, scales * 0.0 + 1.0).groupby([POINT, "replicate"]).sum()
    base = sums.query("point == 0").droplevel(POINT)
    return sums.sub(base, level="replicate").dropna()


def given_prices(settings: Settings, names: Iterable[str]) -> list[float]:
    """Prices of a command by name; the declared ones of a study without such settings."""
    return [settings.study_keys.get(f"price_{one}", PRICES[one].default) for one in names]


def yuan_of(settings: Settings) -> tuple[float, float, float]:
    """Price of a day in yuan and the ends of its prior; one that the command gives is known."""
    given, about = given_prices(settings, [YUAN])[0], PRICES[YUAN]
    if given != about.default or about.today is None:
        return given, given, given
    return given, about.today.low, about.today.high


def further(
    ran: Ran, years: range, settings: Settings, every: Sequence[Scenario]
) -> dict[str, pd.DataFrame]:
    """The table :data:`FURTHER` of runs of a design; none of given files. Over draws each is taken as one.

    The interval of what holds days at assumed prices reaches from that at the low ends of their priors to that at the
    high ends. ``ran, years``: as of ``compared``. ``every``: the scenarios of the design, the first of which is the
    base.
    """
    if settings.scenario.world.injected:
        return {}
    names, tables = names_of(ran.design), []
    for point, less in costs(ran, years, settings, every).groupby(POINT):
        if point == 0:
            continue
        unders = {
            "further_days": less[USE] * 0.0 + len(years),
            PER_CONVICTION: less[USE],
            "days_per_wrongful_avoided": -less["expected_wrongful"],
        }
        rows = [(stage, less[stage], less[USE]) for stage in CHAIN]
        rows += [(one, less[one], unders["further_days"]) for one in LEVELS]
        rows += [
            (name, less["official_days"] + less[one], under)
            for name, under in unders.items()
            for one in LEVELS
        ]
        outcomes, *sides = zip(*rows, strict=True)
        draw = draw_of(less.index.get_level_values("replicate"))
        over, under = by_draw(draw, *(np.array(side) for side in sides))
        value, low, high = intervals.quotient(over, under)
        table = pd.DataFrame({"outcome": outcomes, "value": value, "low": low, "high": high})
        table = table.groupby("outcome", sort=False, as_index=False).agg(
            {"value": "first", "low": "min", "high": "max"}
        )
        table[[POINT, "scenario"]] = point, names[point]
        tables.append(table)
    return {FURTHER: pd.concat(tables, ignore_index=True)} if tables else {}


def with_prices(whole: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """The table of the whole window with :data:`PRICED_DAYS`, too. ``known``: the table :data:`FURTHER`."""
    rows = whole[whole["outcome"] == "official_days"].set_index(POINT)
    cells = known.pivot_table(["value", "low", "high"], POINT, "outcome", dropna=False)
    own = cells["value"].reindex(rows.index).fillna(0.0)
    days = cells.xs("further_days", axis="columns", level=1).reindex(rows.index).fillna(0.0)
    priced = rows[[name for name in ("scenario", "years", "unit", "runs", "base") if name in rows]]
    priced = priced.assign(
        outcome=PRICED_DAYS,
        value=rows["value"] + own["own_days"],
        low=rows["low"] + np.minimum(own["low"], own["high"]),
        high=rows["high"] + np.maximum(own["low"], own["high"]),
        difference=days["value"],
        difference_low=days["low"],
        difference_high=days["high"],
    )
    return pd.concat([whole, priced.reset_index()], ignore_index=True)[[*whole]]
