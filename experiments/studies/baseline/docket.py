"""The years of the published judgments beside the years in which the model expects them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import scipy as sp  # its parts are loaded when they are first used

from zombielaw.experiments.analysis.intervals import Floats, resamples
from zombielaw.experiments.analysis.over_draws import draw_of
from zombielaw.experiments.analysis.wording import interval, number
from zombielaw.experiments.data.statistics import Statistics
from zombielaw.experiments.reducers.reducer import year_of
from zombielaw.experiments.words.texts import LANGUAGES, Language, say
from zombielaw.sim.months import month_number

SERIES, PUBLISHED_YEARS = "a286_1_convictions_by_docket_year", (2018, 2019, 2020)
"""Series of the published judgments, and the years in which there is one."""
LAST = (2023, 4)
"""Last month up to which judgments were looked for."""
YEARS = range(2015, LAST[0] + 1)
RESAMPLES = 200
"""Number of resamples of runs."""


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
    judgments = [
        int(statistics.value(SERIES, year)) if year in PUBLISHED_YEARS else 0 for year in YEARS
    ]
    share = expected / expected.sum() if expected.sum() else np.full(len(YEARS), math.nan)
    return pd.DataFrame(
        {"year": YEARS, "judgments": judgments, "expected": expected, "share": share}
    )


def chances(
    by_run: Floats, scale: float, judgments: Sequence[int], published: float
) -> pd.DataFrame:
    """Chance of as many judgments or more.

    ``published``: share of judgments that are published, the same in all years.
    Returns ``what, value, low, high``: at the means over runs, and the middle 95 % over resampled runs.
    """
    picks = [np.arange(len(by_run)), *resamples(len(by_run))[:RESAMPLES]]
    # a year may take back what an earlier one booked
    totals = [(by_run[picked].mean(axis=0) * scale).clip(min=0.0).sum() for picked in picks]
    values = sp.special.gammainc(sum(judgments), published * np.array(totals))
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return pd.DataFrame({"what": ["number"], "value": values[0], "low": low, "high": high})


def docket_sentence(
    table: pd.DataFrame, chance_of: pd.DataFrame, published: float, lang: Language = LANGUAGES[0]
) -> str:
    """The number of published judgments beside the expected one, with its chance; nothing where none is expected."""
    total, judgments = float(table["expected"].sum()), int(table["judgments"].sum())
    if not total:
        return ""
    return say(
        "docket.told",
        lang,
        last=LAST[0],
        total=number(total),
        published=number(published * total),
        judgments=judgments,
        number=interval(chance_of.iloc[0], lang=lang),
    )
