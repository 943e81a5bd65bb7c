"""Windows of calendar years by name, what today is in each of them, and what was published of convictions.

The years that are read at all follow one rule: ``outcomes.read_of``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from zombielaw.experiments.analysis.estimates import LEVELS, estimate
from zombielaw.experiments.analysis.intervals import poisson_interval
from zombielaw.experiments.analysis.outcomes import outcomes_in
from zombielaw.experiments.analysis.wording import interval, rows_by
from zombielaw.experiments.data.statistics import Statistics
from zombielaw.experiments.words.texts import named, say
from zombielaw.sim.months import month_number

PUBLISHED, RECORD = range(2016, 2023), range(2016, 2025)
WINDOWS = {"published": PUBLISHED, "record": RECORD}
"""Years with published figures; years that are read of a run of 122 months. Studies of the long run add their own."""
TODAY = ("expected_convictions_286_1", "expected_charges_286_1", "share_of_convictions")
"""Outcomes of today that all studies with such a point report in every window, so that they can be compared."""
COLUMNS = (
    (
        "today",
        "window",
        "",
        "published: years with published figures; record: years that are read of a run to 2025; "
        "settled: from five full years after the start of a reform",
    ),
    ("today", "years", "", "first and last year of the window"),
)
"""Meaning of the columns of the table ``today``."""


def span(years: Iterable[int]) -> str:
    """First and last year of a window; nothing for none."""
    ordered = sorted(years)
    return f"{ordered[0]}-{ordered[-1]}" if ordered else ""


def windows_in(years: Iterable[int]) -> dict[str, list[int]]:
    """Named windows of which all years are read."""
    read = set(years)
    return {name: [*window] for name, window in WINDOWS.items() if read.issuperset(window)}


def today(
    years: pd.DataFrame, scale: float, more: Mapping[str, Iterable[int]] | None = None
) -> pd.DataFrame:
    """Outcomes at the command's own point in every window: ``window, years, outcome`` and the levels of an estimate.

    ``years``: ``point, replicate, year`` and the columns of the outcomes, of years that are read. ``scale``: providers
    of the country per provider of the world. ``more``: further windows, by name.
    """
    own = years[years["point"] == 0]
    windows = {
        **windows_in(own["year"]),
        **{name: [*window] for name, window in (more or {}).items()},
    }
    if not windows:
        return pd.DataFrame(columns=["window", "years", "outcome", *LEVELS])
    table = estimate(outcomes_in(own, windows, scale, TODAY))
    return table.assign(years=table["window"].map(lambda name: span(windows[name])))[
        ["window", "years", "outcome", *LEVELS]
    ]


def today_sentence(table: pd.DataFrame) -> str:
    """Today by window, one sentence; nothing for a run too short to hold a window."""
    if table.empty:
        return ""
    cells = rows_by(table[table["outcome"] == TODAY[0]], "window")
    values = [
        say(
            "today.each",
            value=interval(row),
            years=row["years"],
            window=named("window", name),
        )
        for name, row in cells.items()
    ]
    return say("today.told", values=say("list.between").join(values))


PUBLISHED_YEARS = (month_number(2023, 4) - month_number(2015, 11)) / 12.0
"""Years in which four judgments under 286-1 were published (to 16 April 2023)."""


def published_convictions(statistics: Statistics) -> dict[str, tuple[float, float, float]]:
    """Published convictions under 286-1 per year with their exact interval: all, and those of licensees at most.

    Two concern unlicensed sellers of tools, so that of the licensees, of whom the world consists but for a hundredth,
    at most the others are convicted.
    """
    every = statistics.value("a286_1_published_convictions_cum", 2023)
    sellers = statistics.value("vpn_seller_judgments_a286_1", 2020)
    return {
        name: (count / PUBLISHED_YEARS, *poisson_interval(count, PUBLISHED_YEARS))
        for name, count in (("observed", every), ("licensees", every - sellers))
    }
