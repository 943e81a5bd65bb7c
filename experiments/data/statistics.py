"""Published series, and the model's inputs from them: growth of providers, card cases that come from outside."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd

from zombielaw.experiments.data.files import read_csv, read_yaml_file, unknown_name
from zombielaw.experiments.data.typed import fits, placed, typed
from zombielaw.experiments.errors import InputError, in_row
from zombielaw.experiments.paths import DATA
from zombielaw.sim.months import month_number, year_of
from zombielaw.sim.parameters import written

STATISTICS = "statistics.csv"
COLUMNS = ["year", "series", "value", "unit", "source", "confidence"]

PROCURATORATES = 3600
"""Procuratorates in the country (about; own knowledge, low confidence): the outside stream is per office."""
PERSONS_PER_CASE = 2.0
"""143,700 defendants in 72,000 first-instance cases, 2017-2021."""
LICENCES = (
    ("vat_licensed_firms_end_mar", 2016, 3),
    ("vat_licensed_firms_end_mar", 2017, 3),
    ("vat_licensed_firms_end_jun", 2021, 6),
    ("vat_licensed_firms_end_feb", 2022, 2),
    ("vat_licensed_firms_end_apr", 2022, 4),
    ("vat_licensed_firms_end_aug", 2022, 8),
)
"""Series, year and month of the published numbers of licensed providers."""
PROSECUTED = "a287_2_persons_prosecuted"
PART_OF_2025, TO_OCTOBER = (
    (f"{PROSECUTED}_jan_nov", 2025),
    (f"{PROSECUTED}_cum_2015_11_to_2020_10", 2020),
)
BY_YEAR = range(2018, 2024)
"""Years of which all persons prosecuted are published."""
BESIDE = (
    ("a286_1_published_convictions_cum", 2023),
    ("a286_1_and_287_1_persons_prosecuted_jan_sep", 2023),
)
"""Figures that stand beside results."""
INPUTS = (
    *((series, year) for series, year, _ in LICENCES),
    *((PROSECUTED, year) for year in BY_YEAR),
    PART_OF_2025,
    TO_OCTOBER,
)
"""Figures from which inputs of every run are made."""
QUOTED = {"persons": (PROSECUTED, 2022), "sellers": ("vpn_seller_judgments_a286_1", 2020)}
"""Figures that sentences quote, by the name that stands for them there."""
MOST = 1e10
"""The largest figure of a user's file."""
_Figure = Annotated[
    float, fits(lambda one: 0.0 < one <= MOST, "a number above 0, at most {:.0e}", MOST)
]


def figures_read() -> dict[tuple[str, int], None]:
    """Every figure that the model or a study reads: inputs, those beside results, those of ``data/targets.yaml``."""
    targets = read_yaml_file(DATA / "targets.yaml").data["targets"].values()
    compared = (tuple(figure) for one in targets for figure in one.get("figures", {}).values())
    return dict.fromkeys([*INPUTS, *BESIDE, *compared])


@dataclass(frozen=True)
class Statistics:
    """Published figures by series and year."""

    table: pd.DataFrame
    path: Path

    def figure(self, series: str, year: int) -> float:
        """One published figure. Raises InputError: the file does not hold it once."""
        values = [value for *datum, value in self._values if datum == [series, year]]
        if len(values) != 1:
            raise InputError(
                "{}: the figure {!r} of {} is needed once, found {} times; is the file truncated? "
                "Restore it from the repository.",
                self.path,
                series,
                year,
                len(values),
            )
        return float(values[0])

    def sure(self, series: str, year: int) -> bool:
        """Whether the confidence in a figure is not low."""
        rows = self.table.query("series == @series and year == @year")
        return not (rows["confidence"] == "low").any()

    @cached_property
    def _values(self) -> list[tuple[str, int, float]]:
        """Series, year and value of each row: each command asks for fifteen, and pandas takes a millisecond for one."""
        return [*self.table[["series", "year", "value"]].itertuples(index=False, name=None)]

    def value(self, series: str, year: int) -> float:
        """One published figure above 0. Raises InputError: the file does not hold it once, or it is not."""
        value = self.figure(series, year)
        if not 0.0 < value < math.inf:
            raise InputError(
                "{}: {!r} of {} is {:g}; allowed is a number above 0.",
                self.path,
                series,
                year,
                value,
            )
        return value


def read_statistics(path: Path = DATA / STATISTICS) -> Statistics:
    """Read ``data/statistics.csv``. Raises InputError: the file is missing, broken or has other columns."""
    table = read_csv(path)
    if list(table.columns) != COLUMNS:
        raise InputError("{}: columns {}; allowed are {}.", path, table.columns, COLUMNS)
    values = pd.to_numeric(table["value"], errors="coerce")
    cut_off = values.isna() | table[["year", "series", "confidence"]].isna().any(axis=1)
    if cut_off.any():
        row = int(cut_off.to_numpy().argmax())
        raise InputError(
            "{}: row {} has no value or is cut off; is the file truncated?", path, row + 2
        )
    return Statistics(table.assign(value=values), path)


def quoted(statistics: Statistics) -> dict[str, float]:
    """Figures of :data:`QUOTED` by their names, from some statistics."""
    return {name: statistics.value(*figure) for name, figure in QUOTED.items()}


def own_statistics(own: str) -> Statistics:
    """The published figures, with those of a user's file in place of the same series and years.

    The file needs the columns ``series, year, value``; other columns are not read.

    Raises InputError: the file cannot be read, or holds a figure that the model does not read, no number, or one figure
    twice.
    """
    published = read_statistics()
    if not own:
        return published
    path, key = Path(own), ["series", "year"]
    as_text = {"dtype": str, "keep_default_na": False, "skipinitialspace": True}
    given = read_csv(path, **as_text)
    lacking = [column for column in (*key, "value") if column not in given]
    if lacking or given.empty:
        raise InputError(
            "{}: no {}; give series, year, value, a row a figure.",
            path,
            lacking[0] if lacking else "rows",
        )
    table = published.table.set_index(key)
    years: dict[str, list[str]] = {}
    for series, year in figures_read():
        years.setdefault(series, []).append(str(year))
    seen = set()
    for number, (series, year, value) in enumerate(
        given[[*key, "value"]].itertuples(index=False), start=2
    ):
        with placed(in_row(path, number)):
            if series not in years:
                raise unknown_name(series, years, "series that is read")
            if year not in years[series]:
                raise InputError(
                    "{} has no figure of {}; allowed: {}", series, written(year), years[series]
                )
            if (series, year) in seen:
                raise InputError("{} of {} stands twice; keep one", series, year)
        seen.add((series, year))
        table.loc[(series, int(year)), "value"] = typed(
            _Figure, value, lambda *_, row=number: in_row(path, row)
        )
    statistics = Statistics(table.reset_index()[COLUMNS], path)
    _check_together(statistics)
    return statistics


def _check_together(statistics: Statistics) -> None:
    """Refuse figures that contradict each other: numbers that the model derives from them would mean nothing."""
    last = statistics.value(*LICENCES[-1][:2])
    for series, year, _ in LICENCES:
        if (value := statistics.value(series, year)) > last:
            raise InputError(
                "{}: {} of {} ({:,.0f}) is above {} of {} ({:,.0f}), to which all are relative. What "
                "your file leaves out stays as published; give all of {}.",
                statistics.path,
                series,
                year,
                value,
                LICENCES[-1][0],
                LICENCES[-1][1],
                last,
                [f"{name} {when}" for name, when, _ in LICENCES],
            )
    persons = {year: statistics.value(PROSECUTED, year) for year in BY_YEAR}
    to_october = statistics.value(*TO_OCTOBER)
    before = persons[2018] + persons[2019]
    if not before <= to_october <= before + persons[2020]:
        raise InputError(
            "{}: {} of {} ({:,.0f}) must lie between the persons of 2018 and 2019 together "
            "({:,.0f}) and those of 2018 to 2020 ({:,.0f}), series {}. What your file leaves out "
            "stays as published.",
            statistics.path,
            TO_OCTOBER[0],
            TO_OCTOBER[1],
            to_october,
            before,
            before + persons[2020],
            PROSECUTED,
        )


def national_providers(statistics: Statistics) -> float:
    """Licensed providers of the country in August 2022: worlds are weighted to this number."""
    return statistics.value(*LICENCES[-1][:2])


def licence_growth(statistics: Statistics, months: int) -> tuple[float, ...]:
    """Licensed providers in each month relative to August 2022: log-linear between the published points, flat outside.

    The flat ends (before March 2016 and after August 2022) are assumptions; no later figure was found.
    """
    at = [month_number(year, month) for _, year, month in LICENCES]
    levels = [math.log(statistics.value(series, year)) for series, year, _ in LICENCES]
    return tuple(
        math.exp(level - levels[-1]) for level in np.interp(range(months), at, levels).tolist()
    )


def outside_cases(statistics: Statistics, months: int) -> tuple[float, ...]:
    """Cases under 287-2 per procuratorate and month, from persons prosecuted in the country.

    2020 is split at the end of October, where "more than 6,000" since November 2015 are known; before 2018 no figure
    exists and next to none were prosecuted (0); 2024 is the geometric mean of its neighbours (not found); 2025 is
    scaled from eleven months; later years are flat.
    """
    yearly = {year: statistics.value(PROSECUTED, year) for year in BY_YEAR}
    yearly[2025] = statistics.value(*PART_OF_2025) * 12 / 11
    yearly[2024] = math.sqrt(yearly[2023] * yearly[2025])
    to_october = statistics.value(*TO_OCTOBER) - yearly[2018] - yearly[2019]
    cases = []
    for number in range(months):
        year = year_of(number)
        if year == 2020:
            before_november = number < month_number(2020, 11)
            persons = to_october / 10 if before_november else (yearly[2020] - to_october) / 2
        else:
            persons = yearly.get(min(year, 2025), 0.0) / 12
        cases.append(persons / PERSONS_PER_CASE / PROCURATORATES)
    return tuple(cases)


def campaign(months: int) -> tuple[float, ...]:
    """Strength of the card campaign: full from October 2020, half in 2024, 0.22 from 2025 (stated assumption)."""
    start, half, end = month_number(2020, 10), month_number(2024, 1), month_number(2025, 1)
    return tuple(
        0.0 if month < start else 1.0 if month < half else 0.5 if month < end else 0.22
        for month in range(months)
    )
