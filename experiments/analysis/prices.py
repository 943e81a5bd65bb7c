"""Prices of levers in working days: where the model books them, and declared ones for what it does not book.

A declared price is applied to what the runs count and to how far a lever is moved from the first scenario. It moves no
record, and no number of the model is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.compared import CHAIN, Ran, covering, names_of
from zombielaw.experiments.analysis.intervals import fieller
from zombielaw.experiments.analysis.outcomes import A_YEAR
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT
from zombielaw.experiments.reducers.by_place import TABLE
from zombielaw.sim.months import FIRST_MONTH, FIRST_YEAR
from zombielaw.sim.parameters import declared
from zombielaw.sim.parameters.declare import Today, number
from zombielaw.sim.scenario import Scenario

BOOKED = (
    "inspection_rate",
    "corrective_order_rate",
    "transfer_rate",
    "direct_transfer_rate",
    "court_scrutiny",
)
"""Levers whose own work is booked in working days (``sim/decisions/routine.py``): checks, orders, referrals, scrutiny.

Of any other lever only the case files that it brings or spares are in the days.
"""
PROCURATORATES, OFFICES = 3600.0, 7100.0
"""Procuratorates of the country, and courts with them, as in ``configs/world/national.yaml``."""


class Prices(NamedTuple):
    """Working days of officials for carrying out a lever, by its name; and the price of a day."""

    training: Annotated[
        float,
        number(
            "for each court and procuratorate and year, to teach and attend what adds 0.01 of familiarity a month",
            "days",
            0,
            1000,
            "assumed: a course of a day for two officials",
        ),
        Today(0.5, 8.0, "assumed"),
    ] = 2.0
    guiding_cases: Annotated[
        float,
        number(
            "for each guiding case, to select, discuss and publish it",
            "days",
            0,
            10_000,
            "assumed: six people for two weeks",
        ),
        Today(20.0, 200.0, "assumed"),
    ] = 60.0
    transfer_supervision: Annotated[
        float,
        number(
            "for each refused order that a procuratorate looks at, for each logit of pull",
            "days",
            0,
            100,
            "assumed",
        ),
        Today(0.1, 2.0, "assumed"),
    ] = 0.5
    pooling: Annotated[
        float,
        number(
            "for each charge, to write down and circulate all of its lesson",
            "days",
            0,
            100,
            "assumed",
        ),
        Today(0.5, 8.0, "assumed"),
    ] = 2.0
    identity_clarity: Annotated[
        float,
        number(
            "a year, to draft, discuss and keep up a text that makes all clear of who is a provider",
            "days",
            0,
            1e5,
            "assumed: two people all year",
        ),
        Today(100.0, 2000.0, "assumed"),
    ] = 500.0
    obligation_clarity: Annotated[
        float,
        number("the same, of which duty binds", "days", 0, 1e5, "assumed: two people all year"),
        Today(100.0, 2000.0, "assumed"),
    ] = 500.0
    mandate_clarity: Annotated[
        float,
        number(
            "the same, of which office may order", "days", 0, 1e5, "assumed: two people all year"
        ),
        Today(100.0, 2000.0, "assumed"),
    ] = 500.0
    order_quality: Annotated[
        float,
        number(
            "for each written order, to draft it with all of its qualities in place of none",
            "days",
            0,
            100,
            "assumed",
        ),
        Today(0.5, 8.0, "assumed"),
    ] = 2.0
    popularisation: Annotated[
        float,
        number(
            "for each provider and year, to tell it its duty", "days", 0, 100, "assumed: an hour"
        ),
        Today(0.02, 0.5, "assumed"),
    ] = 0.1
    prosecutor_staff: Annotated[
        float,
        number(
            "for each procuratorate and year, of the staff that shares its load today",
            "days",
            0,
            1e5,
            "assumed: one official for these offences",
        ),
        Today(110.0, 1000.0, "assumed"),
    ] = 250.0
    order_review: Annotated[
        float,
        number("for each charge of 286-1, to review its order in full", "days", 0, 100, "assumed"),
        Today(0.2, 4.0, "assumed"),
    ] = 1.0
    yuan: Annotated[
        float,
        number("a working day, in yuan", "yuan", 0, 1e5, "assumed: 120,000 yuan a year, 250 days"),
        Today(300.0, 1000.0, "assumed"),
    ] = 480.0


PRICES = {one.name: one for one in declared(Prices)}
KEYS = {f"price_{name}": one for name, one in PRICES.items()}
"""Prices as settings of a study."""
FURTHER = "further"
"""Table of what a reform takes, and of stages of the chain, per further conviction."""
OWN, DAYS, CONVICTION, AVOIDED = (
    "own_days",
    "further_days",
    "days_per_conviction",
    "days_per_wrongful_avoided",
)
UNITS = {
    OWN: A_YEAR,
    DAYS: A_YEAR,
    CONVICTION: "days",
    AVOIDED: "days",
    **dict.fromkeys(CHAIN, "per further conviction"),
}
"""Unit of each outcome of the table."""
ENDS = {"own": "", "own_low": "low", "own_high": "high"}
"""Columns of own work at the given prices, and at the ends of their priors."""
COLUMNS = (
    (FURTHER, "point, scenario", "", "number and name of the scenario in the design"),
    (FURTHER, "years", "calendar years", "window over which numbers are summed"),
    (
        FURTHER,
        "outcome",
        "",
        f"{OWN}: own work of the levers at declared prices; {DAYS}: with checks and case files; {CONVICTION}, "
        f"{AVOIDED}: the latter per further conviction of 286-1 and per wrongful conviction avoided; stages of the "
        "chain: further ones per further conviction of 286-1",
    ),
    (FURTHER, "unit", "", "unit of the outcome"),
    (
        FURTHER,
        "value, low, high",
        "",
        "ratio of differences from the first scenario over paired runs, and its 95 % interval (Fieller); empty where "
        "the interval of what it is divided by is not above zero",
    ),
    (
        FURTHER,
        "price_low, price_high",
        "",
        "value where all prices are at the low, or the high ends of their priors",
    ),
)


def unpriced(levers: Iterable[str], priced: Iterable[str] = BOOKED) -> list[str]:
    """Names of those levers that have no price, each once."""
    return sorted({*levers}.difference(priced))


def units_of(places: pd.DataFrame, provinces: int, scale: float) -> dict[str, Any]:
    """Number of what each price is of, in each row of counts: what a lever that is moved by one takes it for."""
    country = 1.0 / provinces / scale  # offices stand evenly in the provinces
    return {
        "training": 100.0 * OFFICES * country,
        **dict.fromkeys(
            ("guiding_cases", "identity_clarity", "obligation_clarity", "mandate_clarity"), country
        ),
        "transfer_supervision": places["refusals"],
        "pooling": places["expected_charges_286_1"] + places["expected_charges_287_2"],
        "order_quality": places["written_orders"],
        "popularisation": places["providers"] / 12.0,
        "prosecutor_staff": PROCURATORATES * country,
        "order_review": places["expected_charges_286_1"],
    }


def own_work(places: pd.DataFrame, every: Sequence[Scenario], scale: float) -> pd.DataFrame:
    """Number of what each price is of, that a scenario has beyond the first: a row of each row of counts.

    ``places``: ``point, year, province`` and counts of runs in the scenario's own world. A lever that is moved by a
    half takes half of its price.
    """
    cells = places[[POINT, "year", "province"]]
    moved = {}
    for point, year, province in cells.drop_duplicates().itertuples(index=False, name=None):
        first = 12 * (year - FIRST_YEAR) - FIRST_MONTH + 1
        here, there = (
            np.mean([one.policy_at(month, province) for month in range(first, first + 12)], axis=0)
            for one in (every[point], every[0])
        )
        moved[point, year, province] = here - there
    steps = pd.DataFrame(
        [moved[cell] for cell in cells.itertuples(index=False, name=None)],
        columns=every[0].policy._fields,
    )
    units = units_of(places, every[0].size.provinces, scale)
    return pd.DataFrame({lever: steps[lever] * number for lever, number in units.items()})


def further(
    ran: Ran, years: range, settings: Settings, every: Sequence[Scenario]
) -> dict[str, pd.DataFrame]:
    """The table :data:`FURTHER` of runs of a design; none of drawn parameters, nor of given files.

    ``ran, years``: as of ``compared``. ``every``: the scenarios of the design, the first of which is the base.
    """
    if settings.draws or settings.scenario.world.injected:
        return {}
    places = ran.table(TABLE)
    places = places[places["year"].isin(years)].reset_index(drop=True)
    work = own_work(places, every, settings.scale)
    for column, end in ENDS.items():
        prices = {
            name: getattr(PRICES[name].today, end) if end else settings.study_keys[f"price_{name}"]
            for name in work
        }
        places[column] = (work * prices).sum(axis=1)
    sums = covering(places, ran.design).groupby([POINT, "replicate"]).sum()
    tables = []
    for point, name in enumerate(names_of(ran.design)):
        if point not in sums.index or not point:
            continue
        less = (sums.loc[point] - sums.loc[0]).dropna()
        use = less["expected_convictions_286_1"]
        a_year = np.full(len(less), len(years) / settings.scale)
        under = np.array([a_year, a_year, use, -less["expected_wrongful"], *[use] * len(CHAIN)])
        stages = [less[stage] for stage in CHAIN]
        own, *ends = (
            fieller(np.array([less[column], days, days, days, *stages]), under)
            for column in ENDS
            for days in [less["official_days"] + less[column]]
        )
        columns = (*own, *np.sort([value for value, _, _ in ends], axis=0))
        table = pd.DataFrame({"outcome": [*UNITS], "unit": [*UNITS.values()]})
        table[["value", "low", "high", "price_low", "price_high"]] = np.array(columns).T
        tables.append(table.assign(point=point, scenario=name, years=f"{years[0]}-{years[-1]}"))
    return {FURTHER: pd.concat(tables, ignore_index=True)}
