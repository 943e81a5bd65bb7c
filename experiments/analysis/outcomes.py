"""Outcomes of a reform over a span of years: expected numbers, each a numerator and a denominator for every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.errors import InputError
from zombielaw.experiments.reducers.expected_by_year import TABLE
from zombielaw.experiments.runs.results import Results

SETTLING = 60
"""Months from the start of a reform to the first year in which its effect is read."""

YEARLY = (
    "expected_convictions_286_1", "expected_convictions_287_2", "undetected_286_1", "providers", "harm",
    "official_days",
)  # fmt: skip
"""Columns of the panel that the outcomes need, by year."""


@dataclass(frozen=True)
class Outcome:
    """Declaration of one outcome.

    Attributes
    ----------
    label, unit : str
    over, under : tuple of str
        Columns that are summed; without ``under`` a number per year at the scale of the country.
    per : float
        The denominator is divided by it.
    """

    label: str
    unit: str
    over: tuple[str, ...]
    under: tuple[str, ...] = ()
    per: float = 1.0


OUTCOMES: dict[str, Outcome] = {
    "count": Outcome("286-1 applied", "expected convictions a year", ("expected_convictions_286_1",)),
    "share": Outcome(
        "share of 286-1", "of 286-1 and 287-2", ("expected_convictions_286_1",),
        ("expected_convictions_286_1", "expected_convictions_287_2"),
    ),
    "life": Outcome("life of 286-1", "applied per eligible", ("applied",), ("eligible", "undetected_286_1")),
    "wrongful": Outcome("wrongful", "of expected convictions", ("wrongful",), ("convicted",)),
    "wrongful_count": Outcome("wrongful", "expected convictions a year", ("wrongful",)),
    "harm": Outcome("harm", "items per provider-year", ("harm",), ("providers",), 12.0),
    "days": Outcome("official days", "working days a year", ("official_days",)),
}  # fmt: skip
"""Among providers, law as of 2019 and the text; numbers a year are at the scale of the country."""


def year_from(month: int) -> int:
    """First calendar year that begins in a month since November 2015 or later."""
    return 2016 + (month + 9) // 12


def years_after(settings: Settings) -> range:
    """Calendar years in which the effects of a reform are read: settled, and before the last of the run.

    What is open when a run ends is booked then, so that its last year is no year like others.

    Raises
    ------
    InputError
        There is none.
    """
    start, months = settings.study_keys["start"], settings.study_keys["months"]
    years = range(year_from(start + SETTLING), 2015 + (months + 10) // 12 - 1)
    if not years:
        raise InputError(
            f"study.months={months} is too short for study.start={start}: effects are read from the first full year "
            f"that begins {SETTLING} months after the start, and the last year is left out; give "
            f"{12 * (years.start - 2014) + 2} months or more."
        )
    return years


def permanent(settings: Settings, levers: Mapping[str, Any], start: int) -> list[dict[str, Any]]:
    """Changes of levers for good, beside those that the command has."""
    own = [{"lever": lever, "to": value, "start": start} for lever, value in levers.items()]
    return [*settings.plain["policy.changes"], *own]


def yearly(results: Results) -> pd.DataFrame:
    """Panel and expectations of every run by full calendar year: ``point, replicate, year, <column> ...``."""
    place = ["point", "replicate", "year"]
    table = results.years().merge(results.table(TABLE), on=place, validate="one_to_one")
    return table[table["months"] == 12].drop(columns="months").reset_index(drop=True)


def quotients(
    table: pd.DataFrame, windows: Mapping[str, Iterable[int]], scale: float, names: Iterable[str] = OUTCOMES
) -> pd.DataFrame:
    """Outcomes before division, as ``effects`` takes them.

    Parameters
    ----------
    table : DataFrame
        As of :func:`yearly`.
    windows
        Years by name.
    scale : float
        Providers of the country per provider of the world.

    Returns
    -------
    DataFrame
        ``point, replicate, window, measure, numerator, denominator``.
    """
    parts = []
    for window, years in windows.items():
        inside = table[table["year"].isin(list(years))]
        groups = inside.groupby(["point", "replicate"])
        sums, number = groups.sum(), groups["year"].nunique().astype(float)
        for name in names:
            outcome = OUTCOMES[name]
            over = sums[list(outcome.over)].sum(axis=1)
            under = sums[list(outcome.under)].sum(axis=1) / outcome.per if outcome.under else number
            quotient = {"numerator": over if outcome.under else scale * over, "denominator": under}
            parts.append(pd.DataFrame(quotient).reset_index().assign(window=window, measure=name))
    columns = ["point", "replicate", "window", "measure", "numerator", "denominator"]
    return pd.concat(parts, ignore_index=True)[columns]


def dictionary() -> pd.DataFrame:
    """The data dictionary of the outcomes."""
    rows = [
        (name, outcome.label, outcome.unit, " + ".join(outcome.over), " + ".join(outcome.under) or "years")
        for name, outcome in OUTCOMES.items()
    ]
    return pd.DataFrame(rows, columns=["outcome", "meaning", "unit", "numerator", "denominator"])
