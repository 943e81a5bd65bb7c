"""Scenarios compared: use, errors, harm and cost of each, and paired differences from the first, in one set of tables.

Numbers are per year in the country: in the whole window, by calendar year, and by province.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate
from zombielaw.experiments.analysis.outcomes import outcomes_beside, outcomes_in, year_from
from zombielaw.experiments.analysis.wording import Row, rows_by
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import POINT, REST, SHARE, names_of, scale_of
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.by_place import ELIGIBLE, TABLE
from zombielaw.experiments.words.texts import say
from zombielaw.sim.measures import MEASURES, Ratio
from zombielaw.sim.months import month_number, year_of
from zombielaw.sim.scenario import Scenario

COMPARED = outcomes_beside(__file__, "compared.csv")
EXPECTED = "expected_"
REALISED = tuple(name.removeprefix(EXPECTED) for name in COMPARED if name.startswith(EXPECTED))
"""Outcomes that count simulated files."""
CHAIN = ("findings", "written_orders", "refusals", "referrals", "filings")
"""Stages before a charge, counted as they happen."""
UNITS = {measure.name: measure.unit for measure in MEASURES} | dict.fromkeys(CHAIN, "files")
COUNTS = {name for name, unit in UNITS.items() if unit in ("files", "persons", "units")} | {
    "official_days"
}
"""Measures of whole runs that are counts of the world; the others are shares, means or indices."""
WHOLE, YEARS, DRAWS, WHERE = "compared", "by_year", "posterior", "where_it_holds"
SPANS = "by_three_years"
"""Tables: the whole window, each calendar year, the whole window over draws of the posterior, and in the part of the
country where a reform holds; spans of three years."""
_ALL = f"{WHOLE}, {YEARS}, {SPANS}, {DRAWS}, {WHERE}"
COLUMNS = (
    (_ALL, "point, scenario", "", "number and name of the scenario in the design"),
    (_ALL, "unit", "", "unit of the outcome"),
    (f"{WHOLE}, {DRAWS}", "years", "calendar years", "window over which numbers are averaged"),
    (YEARS, "year", "calendar year", "year of the numbers"),
    (SPANS, "span", "calendar years", "years whose mean the numbers are"),
    (
        WHERE,
        "part",
        "number",
        "scenario in whose part of the country the numbers of it and of the first are",
    ),
)
PER_FILES, GIVEN = "per 100 files", ".given"
"""Unit of counts where files are given, which are not those of the country; ending of the keys of words that say so."""
TODAY = "today"
"""Name of a base that sets nothing."""
HELD = Path(__file__).with_name("compared.coverage.csv")
"""Shares of intervals that hold the truth by number of runs, as ``tests.coverage_of_intervals`` measures them."""
MANY = 8
"""Largest number of scenarios, beside the first, with which each is reported and drawn."""
FEW = 2
"""Largest number of scenarios, beside the first, that a page for a minister holds, and a figure by groups."""
SPAN = 3
"""Years of a span."""
READABLE = 0.5
"""Largest half of an interval, as a part of its number of convictions, with which the number is read."""


def outcomes_for(settings: Settings) -> dict[str, Ratio]:
    """:data:`COMPARED`; where files are given, counts per 100 of these, for they are not those of the country."""
    if not settings.scenario.world.injected:
        return COMPARED
    return {
        name: one if one.under else one._replace(unit=PER_FILES, under=(ELIGIBLE,), per=100.0)
        for name, one in COMPARED.items()
    }


def window(months: int, starts: Iterable[int | None]) -> range:
    """Calendar years that are compared: full ones of a run, from the first difference on.

    ``starts``: as of ``Design.starts``.
    """
    first = min((month for month in starts if month is not None), default=0)
    return range(year_from(first), year_of(months))


def years_compared(
    months: int, names: Iterable[str], starts: Sequence[int | None], wanted: str = ""
) -> range:
    """Calendar years in which scenarios are compared with the first.

    ``names, starts``: of the others, as of ``Design.starts``. ``wanted``: such as 2027-2029, or one year; all full
    years from the first difference on, if it is empty.
    Raises InputError: a scenario that never differs from the base, no full year of the run after the reform, or years
    that are not among those.
    """
    for name, start in zip(names, starts, strict=True):
        if start is None:
            raise InputError(
                "{} is in no month and province other than what it is compared with; move a lever.",
                name,
            )
    years = window(months, starts)
    if not years:
        raise InputError(
            "study.months={} is too short: no full calendar year begins after the reform; give "
            "study.months={} or more.",
            months,
            months_for(years),
        )
    if not wanted:
        return years
    ends = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", wanted)
    chosen = range(int(ends[1]), int(ends[2] or ends[1]) + 1) if ends else range(0)
    if not chosen or chosen[0] < years[0] or chosen[-1] > years[-1]:
        raise InputError(
            "years={0} are no years that can be compared; allowed: one of {1} to {2}, or a span of "
            "them, as {1}-{2}. A larger study.months has more.",
            wanted,
            years[0],
            years[-1],
        )
    return chosen


def months_for(years: range) -> int:
    """Months of a run that reaches past the first of these calendar years."""
    return month_number(years.start + 1, 1)


class Ran(Protocol):
    """Runs of a design: stored ones (``Results``), or some in memory."""

    @property
    def design(self) -> pd.DataFrame:
        """The design that was run."""

    def table(self, name: str) -> pd.DataFrame:
        """A table of the reducer, after ``point, replicate``."""


def compared(
    results: Ran,
    years: range,
    settings: Settings,
    wanted: Sequence[str] = (WHOLE, YEARS, SPANS),
    outcomes: Iterable[str] = tuple(COMPARED),
    parts: Mapping[int, tuple[set[int], float]] = {},
) -> dict[str, pd.DataFrame]:
    """Every outcome at each scenario, and less the first: :data:`WHOLE`, :data:`YEARS`, and :data:`SPANS`, of several.

    ``results``: of a design that was run with the reducer ``by_place``. ``years``: as of :func:`window`; without any
    there are no tables, nor without a run that succeeded. ``settings``: of the first scenario. ``wanted``: which of the
    tables. ``outcomes``: names of what is estimated. ``parts``: as of :func:`parts_of`, for :data:`WHERE`.
    """
    own = results.table(TABLE)
    if not years or own.empty:
        return {}
    scales = scale_of(settings, results.design)
    country = in_country(covering(own, results.design, scales))
    about, spans = outcomes_for(settings), spans_of(years)

    def of(
        windows: Mapping[str, Iterable[int]],
        counts: pd.DataFrame = country,
        scale: pd.Series[float] = scales,
    ) -> pd.DataFrame:
        return outcomes_in(counts, windows, scale, outcomes, about)

    def of_parts() -> pd.DataFrame:
        return pd.concat(
            of(
                {str(point): years},
                in_country(own[own[POINT].isin((0, point)) & own["province"].isin(within)]),
                scales * share,
            )
            for point, (within, share) in parts.items()
        )

    sums: dict[str, tuple[Callable[[], pd.DataFrame], str]] = {
        WHOLE: (lambda: of({f"{years[0]}-{years[-1]}": years}), "years"),
        YEARS: (lambda: of({str(year): [year] for year in years}), "year"),
        SPANS: (lambda: of(spans), "span"),
        WHERE: (of_parts, "part"),
    }
    names = names_of(results.design).rename("scenario").reset_index()
    return {
        name: names.merge(
            estimate(runs(), base=0, files=(*REALISED, *CHAIN)).rename(columns={"window": column}),
            on=POINT,
        ).assign(unit=lambda table: [about[outcome].unit for outcome in table["outcome"]])
        for name, (runs, column) in sums.items()
        if (name in wanted and (name != SPANS or len(spans) > 1)) or (name == WHERE and parts)
    }


def per(whole: pd.DataFrame) -> str:
    """:data:`GIVEN` for the table of a world with given files; otherwise empty."""
    return GIVEN if PER_FILES in set(whole.get("unit", ())) else ""


def spans_of(years: range) -> dict[str, range]:
    """Years in spans of three, by name; a single year that is left belongs to the last span."""
    starts = [*range(0, max(1, len(years) - 1), SPAN)]
    parts = [years[start:end] for start, end in zip(starts, [*starts[1:], len(years)], strict=True)]
    return {f"{part[0]}-{part[-1]}": part for part in parts}


def readable(rows: pd.DataFrame) -> bool:
    """True if there are cases enough to read each number of convictions of a table, of either offence."""
    read = rows[rows["outcome"].isin(SHOWN[:2])]
    return bool((read["high"] - read["low"] <= 2.0 * READABLE * read["value"]).all())


def over_time(tables: Mapping[str, pd.DataFrame]) -> str:
    """Name of the table that is read over time: single years where each can be read, spans of years otherwise."""
    return YEARS if SPANS not in tables or readable(tables[YEARS]) else SPANS


def runs_of(results: Ran, years: range, settings: Settings) -> pd.DataFrame:
    """Outcomes of each run over the whole window, before division."""
    scales = scale_of(settings, results.design)
    country = in_country(covering(results.table(TABLE), results.design, scales))
    return outcomes_in(country, {WHOLE: years}, scales, COMPARED, outcomes_for(settings))


def in_country(places: pd.DataFrame) -> pd.DataFrame:
    """Counts of each run by year, over provinces."""
    sums = places.groupby([POINT, "replicate", "year"], as_index=False).sum()
    return sums.drop(columns=["province", "months"])


def covering(
    places: pd.DataFrame, design: pd.DataFrame, scales: pd.Series[float], by: str = "province"
) -> pd.DataFrame:
    """Counts of a country of which a reform covers a share: so much of its own run, the rest of that of the first.

    Of a reform in phases the rest is as in the row of its next phase, which is in no answer itself. ``scales``: as of
    :func:`scale_of`; counts are those of the world of the reform. ``by``: column beside the year. A run whose partner
    failed is left out.
    """
    if SHARE not in design:
        return places
    cell = ["replicate", "year", by]
    kept = places.columns.intersection([POINT, "months"])
    own = {point: one.set_index(cell) for point, one in places.groupby(POINT)}
    runs = {point: one.drop(columns=kept) for point, one in own.items()}
    country = {0: runs[0]} if 0 in runs else {}
    followed = rests_of(design)
    for point, share in zip(design[POINT][::-1], design[SHARE][::-1], strict=True):
        rest = followed.get(point, 0)
        if {point, rest} <= {*runs} and rest in country:
            ratio = scales[rest] / scales[point]
            there, settled = (
                each[rest].reindex(runs[point].index) * ratio for each in (runs, country)
            )
            country[point] = settled + (runs[point] - there) * share  # exact where both are equal
    mixed = [
        one.assign(**own[point][kept])
        for point, one in sorted(country.items())
        if point not in followed.values()
    ]
    return pd.concat(mixed).dropna().reset_index()[[*places]] if mixed else places[:0]


def rests_of(design: pd.DataFrame) -> dict[int, int]:
    """Row that the rest of the country is as, by row, of a design with reforms that cover a share in phases."""
    if REST not in design:
        return {}
    pairs = zip(design[POINT].tolist(), design[REST].tolist(), strict=True)
    return {point: rest for point, rest in pairs if rest}


def parts_of(every: Sequence[Scenario], design: pd.DataFrame) -> dict[int, tuple[set[int], float]]:
    """Provinces to which each scenario confines its changes, and the share of them that it covers, by point.

    Those that hold in the whole country, or nowhere, or among other provinces than the first, have no entry, nor those
    whose share grows in phases.
    """
    parts = {}
    in_phases = {point for pair in rests_of(design).items() for point in pair}
    shares = design[SHARE] if SHARE in design else [1.0] * len(every)
    for point, (one, share) in enumerate(zip(every, shares, strict=True)):
        own = [change.provinces for change in one.changes if change not in every[0].changes]
        held = {place for places in own for place in places} if all(own) else set()
        alike = one.size.provinces == every[0].size.provinces
        if alike and point not in in_phases and (held or 0.0 < share < 1.0):
            parts[point] = held or {*range(one.size.provinces)}, share
    return parts


def places_of(every: Sequence[Scenario]) -> list[tuple[tuple[int, ...], int]]:
    """Sets of provinces to which scenarios confine a change, each once, with the number of provinces of the world."""
    return sorted(
        {
            (change.provinces, one.size.provinces)
            for one in every
            for change in one.changes
            if change.provinces
        }
    )


def others(whole: pd.DataFrame) -> dict[str, dict[str, Row]]:
    """Rows of the whole window by scenario but the first, and by outcome."""
    rows = whole[whole[POINT] > 0]
    return {
        str(name): rows_by(own, "outcome") for name, own in rows.groupby("scenario", sort=False)
    }


def held_in(runs: int) -> dict[str, str]:
    """Percent of intervals of so many runs that hold the truth, at the worst and best of the outcomes.

    Of the nearest smaller number that was tried, or of the smallest.
    """
    tried = pd.read_csv(HELD)
    number = tried["runs"][tried["runs"] <= max(runs, int(tried["runs"].min()))].max()
    shares = tried.loc[tried["runs"] == number, "difference"]
    return {
        "tried": str(number),
        "low": f"{100.0 * shares.min():.0f}",
        "high": f"{100.0 * shares.max():.0f}",
    }


def title_of(outcome: str) -> str:
    """An outcome in words, whether expected or realised."""
    return say(f"compared.title.{outcome.removeprefix(EXPECTED)}")


def kind_of(outcome: str) -> str:
    """``expected`` or ``realised``; empty for what is measured once."""
    if outcome.startswith(EXPECTED):
        return "expected"
    return "realised" if f"{EXPECTED}{outcome}" in COMPARED else ""


SHOWN = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_wrongful",
    "expected_mislabelled",
    "harm",
    "official_days",
)
"""Outcomes that the report and the figure show year by year."""
