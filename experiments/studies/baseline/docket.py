"""The years of the published judgments beside the years in which the model expects them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.analysis.intervals import Floats, resamples
from zombielaw.experiments.analysis.over_draws import draw_of
from zombielaw.experiments.analysis.wording import interval, number, rows_by
from zombielaw.experiments.data.statistics import Statistics
from zombielaw.experiments.opinion.words import say
from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.experiments.words.texts import LANGUAGES, Language
from zombielaw.experiments.words.texts import say as command_words
from zombielaw.sim.months import month_number

SERIES, PUBLISHED_YEARS = "a286_1_convictions_by_docket_year", (2018, 2019, 2020)
"""Series of the published judgments, and the years in which there is one."""
LAST = (2023, 4)
"""Last month up to which judgments were looked for."""
YEARS = range(2015, LAST[0] + 1)
RESAMPLES = 200
"""Number of resamples of runs; in each, the judgments are spread over the years in all ways."""


def expected_by_run(panel: pd.DataFrame) -> Floats:
    """Expected convictions of 286-1 by run and year of the verdict, up to :data:`LAST`; shape (runs, years).

    Over several draws of the unmeasured numbers a row is a draw, the mean of its runs.
    """
    within = panel[panel["month"] <= month_number(*LAST)]
    sums = within.assign(year=year_of(within["month"].to_numpy())).pivot_table(
        index="replicate", columns="year", values="expected_convictions_286_1", aggfunc="sum"
    )
    draw = draw_of(sums.index.to_numpy())
    rows = sums.groupby(draw).mean() if len(set(draw)) > 1 else sums
    return rows.reindex(columns=YEARS).fillna(0.0).to_numpy(dtype=float)


def docket_table(by_run: Floats, scale: float, statistics: Statistics) -> pd.DataFrame:
    """Published judgments and expected ones by year.

    ``by_run``: (runs, years) array. ``scale``: providers of the country per provider of the world.
    """
    expected = by_run.mean(axis=0) * scale
    judgments = [int(statistics.value(SERIES, year)) if year in PUBLISHED_YEARS else 0 for year in YEARS]
    share = expected / expected.sum() if expected.sum() else np.full(len(YEARS), math.nan)
    return pd.DataFrame({"year": YEARS, "judgments": judgments, "expected": expected, "share": share})


@cache
def profiles(number: int, years: int) -> npt.NDArray[np.int64]:
    """All ways to spread so many judgments over years: (ways, years)."""
    spread = combinations_with_replacement(range(years), number)
    return np.array([np.bincount(np.array(each, dtype=np.int64), minlength=years) for each in spread])


def chance(timings: npt.NDArray[np.int64], share: Floats) -> Floats:
    """Multinomial probabilities of profiles, (..., years), given their sum."""
    ways = sp.special.gammaln(timings.sum(axis=-1) + 1) - sp.special.gammaln(timings + 1).sum(axis=-1)
    return np.asarray(np.rint(np.exp(ways)) * np.prod(share**timings, axis=-1))


def as_unlikely(profile: Sequence[int], share: Floats) -> float:
    """Probability of a timing at least as unusual as this profile."""
    every = chance(profiles(sum(profile), len(profile)), share)
    return float(every[every <= chance(np.array(profile), share) * (1.0 + 1e-9)].sum())


def chances(by_run: Floats, scale: float, judgments: Sequence[int], published: float) -> pd.DataFrame:
    """Chance of as many judgments or more, and of a timing at least this unusual, given their number.

    ``published``: share of judgments that are published, the same in all years.
    Returns ``what, value, low, high``: at the means over runs, and the middle 95 % over resampled runs.
    """
    rows = []
    for picked in (np.arange(len(by_run)), *resamples(len(by_run))[:RESAMPLES]):
        mean = (by_run[picked].mean(axis=0) * scale).clip(min=0.0)  # a year may take back what an earlier one booked
        total = mean.sum()
        number_of = float(sp.special.gammainc(sum(judgments), published * total))
        rows.append((number_of, as_unlikely(judgments, mean / total) if total else 1.0))
    values = np.array(rows)
    low, high = np.quantile(values[1:], [0.025, 0.975], axis=0)
    return pd.DataFrame({"what": ["number", "years"], "value": values[0], "low": low, "high": high})


def docket_sentences(
    table: pd.DataFrame, chance_of: pd.DataFrame, published: float, lang: Language = LANGUAGES[0]
) -> str:
    """Sentences on the chance of the number of published judgments, and on that of their years, given the number."""
    total, judgments = float(table["expected"].sum()), int(table["judgments"].sum())
    if not total:
        return ""
    by_year = say("list.comma", lang).join(
        command_words(
            "docket.year",
            lang,
            year=f"{row['year']:.0f}",
            expected=number(row["expected"]),
            judgments=f"{row['judgments']:.0f}",
        )
        for row in table.to_dict("records")
    )
    of = rows_by(chance_of, "what")
    return command_words(
        "docket.told",
        lang,
        last=LAST[0],
        total=number(total),
        published=number(published * total),
        judgments=judgments,
        by_year=by_year,
        **{name: interval(row, lang=lang) for name, row in of.items()},
    )
