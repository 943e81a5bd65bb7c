"""Outcomes by which policies are judged: one list, each with its unit, numerator and denominator.

Charges and convictions are expectations from upstream: where Art. 286-1 is next to never applied, counts of what
happened are noise. The law is asked by the text of the statute with the thresholds of the 2019 Interpretation in all
years. Numbers a year are at the scale of the country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from zombielaw.beside import rows_beside
from zombielaw.experiments.analysis.estimates import RUNS, runs_of
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import TABLE
from zombielaw.experiments.runs.run_design import Results
from zombielaw.experiments.words.texts import LANGUAGES, language, named
from zombielaw.sim.analysis.diagnosis import LINES
from zombielaw.sim.measures import UNDETECTED_UNDER, Ratio, ratio, total
from zombielaw.sim.months import month_date, year_of

SHORTEST = 26
"""Months of the shortest run of which a calendar year is read: 2016, since 2017 is its last."""
SETTLING = 60
"""Months from the start of a reform to the first year in which its effect is read."""
OFFENDERS = f"impunity_{UNDETECTED_UNDER}"
"""The measure whose denominator counts the case files with the elements of an offence satisfied."""


A_YEAR = "per year in the country"


def title_in_words(name: str, about: Ratio) -> str:
    """Title of an outcome in the language that is spoken."""
    if language() == LANGUAGES[0]:
        return about.title
    return named("outcome", name.removeprefix("expected_"))


def head_in_words(name: str, about: Ratio) -> str:
    """Title and unit of an outcome, as the head of a column, in the language that is spoken."""
    if language() == LANGUAGES[0]:
        return about.head
    return f"{title_in_words(name, about)}，{named('unit', about.unit)}"


def outcomes_beside(module: str, name: str = "outcomes.csv") -> dict[str, Ratio]:
    """Outcomes by name, as a table beside a module (its ``__file__``) declares them: without ``under`` a number a year
    in the country.
    """
    return {row["name"]: ratio(row) for row in rows_beside(module, name)}


OUTCOMES = outcomes_beside(__file__)
LIFE = {
    "application_rate": LINES["application_rate"].high,
    "share_of_convictions": LINES["share"].high,
}
"""Parts of *alive*: outcomes, and the level that each has to reach."""
WHOLE_RUN = ("impunity",)
"""Outcomes that are counted over whole runs, not by year."""
BY_CHARGES = (
    "application_rate",
    "share_of_charges",
    "expected_charges_286_1",
    "wrongful_share",
    "wrongful",
    "impunity",
    "harm",
    "official_days",
)
"""Outcomes in which use of 286-1 is read from charges."""
YEARLY = (
    "expected_convictions_286_1",
    "expected_convictions_287_2",
    "expected_charges_286_1",
    "expected_charges_287_2",
    "undetected_286_1",
    "providers",
    "harm",
    "official_days",
)
"""Columns of the panel that the outcomes need, by year."""


def by_year(results: Results) -> pd.DataFrame:
    """Panel and expectations of every run in the years that are read: ``point, replicate, year, <column> ...``.

    ``results``: of a design that was run with ``yearly=YEARLY`` and the reducer ``expected``.
    """
    place = ["point", "replicate", "year"]
    table = results.years().merge(results.table(TABLE), on=place, validate="one_to_one")
    return read_of(table)


def read_of(years: pd.DataFrame) -> pd.DataFrame:
    """Rows of the years that are read, of a table with ``year`` and the ``months`` of it that were lived.

    A year is read if every month of it was lived and it is not the last such year of the run. In the last one counts
    are not whole: verdicts on its charges lie outside the run, and what is pending at the end is booked there.
    """
    full = years[years["months"] == 12]
    read: pd.DataFrame = full[full["year"] < full["year"].max()]
    return read.drop(columns="months").reset_index(drop=True)


def last_read(months: int) -> int:
    """Last calendar year that is read of a run: see :func:`read_of`."""
    return int(year_of(months)) - 2


def years_of(years: pd.DataFrame) -> list[int]:
    """Calendar years of a table."""
    return sorted(set(years["year"]))


def alive(outcomes: Mapping[str, Any] | pd.DataFrame) -> Any:
    """True where 286-1 is alive. ``outcomes``: numbers, or columns of numbers, by the names of :data:`LIFE`.

    This is the one rule of the findings, of the scorecard and of all studies that say *alive* of the whole model. The
    diagnosis (``sim.analysis.diagnosis``) asks other things, of found files alone, and says *in use*; the registered
    predictions (``studies.offences``) keep their own rule.
    """
    rate, share = (outcomes[name] >= least for name, least in LIFE.items())
    return rate & share


def outcomes_in(
    years: pd.DataFrame,
    windows: Mapping[str, Iterable[int]],
    scale: float | pd.Series[float],
    names: Iterable[str],
    declared: Mapping[str, Ratio] = OUTCOMES,
) -> pd.DataFrame:
    """Outcomes of runs in windows of calendar years, before division.

    ``years``: as of :func:`by_year`. ``windows``: years by name. ``scale``: providers of the country per provider of
    the world, of all or by point. ``declared``: the outcomes that are named.
    Returns ``window, point, replicate, outcome, numerator, denominator``. Of a number a year in the country the
    numerator is the count of the world, the denominator its years over ``scale``.
    """
    chosen = {name: years[years["year"].isin(list(within))] for name, within in windows.items()}
    rows = pd.concat([*chosen.values()], keys=range(len(chosen)), names=["window"])
    groups = rows.groupby(["window", "point", "replicate"])
    sums, number = groups.sum(), groups["year"].nunique().astype(float)
    if isinstance(scale, pd.Series):
        number /= scale.loc[sums.index.get_level_values("point")].to_numpy()
    else:
        number /= scale
    runs = before_division(sums, {name: declared[name] for name in names}, years=number)
    runs = runs.sort_values("window", kind="stable", ignore_index=True)
    return runs.assign(window=np.array([*windows], dtype=object)[runs["window"]])


def before_division(
    sums: pd.DataFrame,
    outcomes: Mapping[str, Ratio],
    times: float | pd.Series[float] = 1.0,
    years: float | pd.Series[float] = 1.0,
) -> pd.DataFrame:
    """Outcomes of runs from their sums, before division.

    ``sums``: ``point, replicate`` as index. ``times, years``: what numbers, which have no denominator of their own, are
    multiplied with and divided by.
    """
    counted: dict[str, Any] = {}
    columns = {name: column.to_numpy() for name, column in sums.fillna(0).items()}
    for name, outcome in outcomes.items():
        over, under = (total(parts, columns.__getitem__) for parts in (outcome.over, outcome.under))
        counted[name] = (
            (pd.Series(over, sums.index), under / outcome.per)
            if outcome.under
            else (pd.Series(over, sums.index) * times, years)
        )
    return runs_of(counted)


def outcomes_of(
    results: Results, scale: float | pd.Series[float], names: Iterable[str] = tuple(OUTCOMES)
) -> pd.DataFrame:
    """Outcomes of runs over all years that are read, before division; :data:`WHOLE_RUN` over all months.

    Returns ``point, replicate, outcome, numerator, denominator``, in the order of the names.
    """
    years, wanted = by_year(results), list(names)
    dated = [name for name in wanted if name not in WHOLE_RUN]
    runs = outcomes_in(years, {"all": years_of(years)}, scale, dated)[RUNS]
    if "impunity" in wanted:
        place = ["point", "replicate"]
        offenders = results.runs(OFFENDERS).set_index(place)["denominator"]
        sums = results.table(TABLE).groupby(place)[["convicted", "wrongful"]].sum()
        unpunished = offenders - sums["convicted"] + sums["wrongful"]
        runs = pd.concat([runs, runs_of({"impunity": (unpunished, offenders)})])
    return runs.sort_values(
        "outcome", key=lambda column: column.map(wanted.index), kind="stable", ignore_index=True
    )


def per_year(settings: Settings) -> float:
    """Factor that turns a number of a whole run into that of a year in the country."""
    return settings.scale * 12.0 / settings.scenario.months


def check_read(settings: Settings) -> Settings:
    """Refuse runs of which no calendar year is read (:func:`read_of`)."""
    if settings.scenario.months < SHORTEST:
        raise InputError(
            "study.months={} is too short: outcomes are read in full calendar years, and the last "
            "of them is left out; give study.months={} or more.",
            settings.scenario.months,
            SHORTEST,
        )
    return settings


def year_from(month: int) -> int:
    """First calendar year that begins in a month since November 2015 or later."""
    return 2016 + (month + 9) // 12


def years_after(settings: Settings) -> range:
    """Calendar years in which the effects of a reform are read: settled, and read at all (:func:`read_of`).

    Raises InputError: there is none.
    """
    start, months = settings.month("start"), settings.study_keys["months"]
    years = range(year_from(start + SETTLING), last_read(months) + 1)
    if not years:
        raise InputError(
            "study.months={} is too short for study.start={}: effects are read from the first full "
            "year that begins {} months after the start, and the last year is left out; give {} "
            "months or more.",
            months,
            month_date(start),
            SETTLING,
            12 * (years.start - 2014) + 2,
        )
    return years


def check_years(settings: Settings) -> Settings:
    """Refuse runs that end before effects can be read."""
    years_after(settings)
    return settings


def permanent(settings: Settings, levers: Mapping[str, Any], start: int) -> list[dict[str, Any]]:
    """Changes of levers for good, beside those that the command has."""
    own = [{"lever": lever, "to": value, "start": start} for lever, value in levers.items()]
    return [*settings.plain["policy.changes"], *own]
