"""Every lever alone, to both ends of its declared range or each other option, paired with today."""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis import windows
from zombielaw.experiments.analysis.estimates import LEVELS, OVER_DRAWS
from zombielaw.experiments.analysis.outcomes import BY_CHARGES, OUTCOMES, by_year, years_of
from zombielaw.experiments.designs.grids import LABEL, POINT, contrasts
from zombielaw.experiments.studies.base import Tables, columns_beside
from zombielaw.experiments.studies.contrast import Measured, Ran, Shown, contrast

WORDS = """\
Charges of 286-1 a year in the country, expected, are {expected_charges_286_1} {own}, wrongful convictions a share of \
{wrongful_share}, and harm {harm} items per provider-year (means of {years}, {runs} paired runs). Differences that \
each lever makes alone (were nothing moved, one in twenty of the intervals would not cover zero):

{differences}"""


def tables_of(ran: Ran) -> Tables:
    """Each lever alone against the command's own point, and that point, in all years and by window."""
    years, points = by_year(ran.results), ran.points()
    ran.work.facts["years"] = windows.span(years_of(years))
    return {
        "effects": levers_of(ran.results.design).merge(points, on=POINT),
        "base": points[points[POINT] == 0].filter([POINT, "outcome", *LEVELS, *OVER_DRAWS]),
        "today": windows.today(years, ran.work.settings.scale),
    }


def levers_of(design: pd.DataFrame) -> pd.DataFrame:
    """What each point but the first moves: down or up, or to another option of a choice."""
    moved = design.iloc[1:]
    keys = moved[f"{LABEL}setting"]
    return moved[[POINT]].assign(
        lever=keys.str.removeprefix("policy."),
        side=moved[f"{LABEL}end"].map({"low": "down", "high": "up"}).fillna("other"),
        own=[design[key].iloc[0] for key in keys],
        to=[row[row[f"{LABEL}setting"]] for row in moved.to_dict("records")],
    )


STUDY = contrast(
    question="Every lever alone, to both ends of its declared range or each other option, paired with today.",
    replicates=6,
    grid=contrasts,
    measured=Measured(
        outcomes={name: OUTCOMES[name] for name in BY_CHARGES}, precise="expected_charges_286_1"
    ),
    tables=tables_of,
    shown=Shown(
        words=WORDS,
        tables=("effects", "base"),
        outcomes=(
            "expected_charges_286_1",
            "wrongful_share",
            "harm",
            "application_rate",
            "impunity",
            "official_days",
        ),
        figure="levers",
    ),
    columns=(*columns_beside(__file__), *windows.COLUMNS),
)
