"""What a policy is judged by over a whole run: use of 286-1, and what it costs; sums of probabilities throughout.

Life, wrongful convictions, harm and official days are those of ``outcomes`` over all full calendar
years; charges and impunity are added here.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from zombielaw.experiments.analysis import outcomes
from zombielaw.experiments.analysis.quantities import COLUMNS
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.reducers.expected_by_year import TABLE
from zombielaw.experiments.runs.results import Results
from zombielaw.sim.measures import UNDETECTED_UNDER

CHARGES = ("expected_charges_286_1", "expected_charges_287_2")
YEARLY = (*outcomes.YEARLY, *CHARGES)
"""Columns of the panel that are needed by year."""


class Merit(NamedTuple):
    """Title and unit in a figure, and what it is."""

    title: str
    unit: str
    meaning: str


MERITS = {
    "life": Merit(
        "Life of 286-1", "share of eligible",
        "convictions of 286-1 where it is made out, per provider in whom it is made out, detected or not",
    ),
    "share": Merit("Share of 286-1", "share of charges", "charges of 286-1 among charges of 286-1 and 287-2"),
    "count": Merit("Charges of 286-1", "per year in the country", "charges of 286-1"),
    "wrongful": Merit(
        "Wrongful convictions", "share of convictions",
        "convictions, of any offence, where none is made out or open, among all convictions",
    ),
    "wrongful_count": Merit("Wrongful convictions", "per year in the country", "the same, as a count"),
    "impunity": Merit(
        "Impunity", "share of offenders found", "files with an offence made out that end without a conviction"
    ),
    "harm": Merit("Harm", "items per provider-year", "illegal items"),
    "days": Merit("Official days", "per year in the country", "working days of officials"),
}  # fmt: skip
"""Charges and convictions are expected ones; the law is asked by the text, with the marks of 2019 in all years."""
REALISED = (
    "charges_286_1", "charges_287_2", "convictions_286_1", "convictions_287_2", "share_286_1_charges",
    f"life_{UNDETECTED_UNDER}", f"wrongful_{UNDETECTED_UNDER}", f"mislabelled_{UNDETECTED_UNDER}",
    f"impunity_{UNDETECTED_UNDER}", "days_order_to_judgment_median",
)  # fmt: skip
"""Measures that are shown beside the merits, as they were drawn."""


def merits(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`MERITS` of each run before division.

    Parameters
    ----------
    results : Results
        Of a design that was run with ``yearly=YEARLY`` and the reducer ``expected``.

    Returns
    -------
    DataFrame
        ``point, replicate, quantity, numerator, denominator``.
    """
    years = outcomes.yearly(results)
    window = {"full years": sorted(set(years["year"]))}
    shared = outcomes.quotients(
        years, window, settings.scale, ("life", "wrongful", "wrongful_count", "harm", "days")
    ).rename(columns={"measure": "quantity"})
    place = ["point", "replicate"]
    charges = years.groupby(place)[list(CHARGES)].sum()
    offenders = results.runs(f"impunity_{UNDETECTED_UNDER}").set_index(place)["denominator"]
    sums = results.table(TABLE).groupby(place)[["convicted", "wrongful"]].sum()
    made = {
        "share": (charges[CHARGES[0]], charges.sum(axis=1)),
        "count": (charges[CHARGES[0]] * settings.scale, years.groupby(place)["year"].nunique()),
        "impunity": (offenders - (sums["convicted"] - sums["wrongful"]), offenders),
    }
    own = [
        pd.DataFrame({"numerator": over, "denominator": under.astype(float)}).reset_index().assign(quantity=name)
        for name, (over, under) in made.items()
    ]
    both = pd.concat([shared, *own], ignore_index=True)[COLUMNS]
    rank = both["quantity"].map({name: number for number, name in enumerate(MERITS)})
    ordered = both.assign(rank=rank).sort_values(["rank", *place], kind="stable", ignore_index=True)
    return ordered.drop(columns="rank")


def dictionary() -> pd.DataFrame:
    """The data dictionary of the merits."""
    rows = [(name, merit.unit, merit.meaning) for name, merit in MERITS.items()]
    return pd.DataFrame(rows, columns=["quantity", "unit", "meaning"])
