"""Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a quiet law work?

Each level of popularisation meets the declared range of what makes risk felt, one parameter at a time, with perceived
risk that learns and with perceived risk that stays as it was at entry. The risks felt at entry, by all at the
start and by each newcomer, are beliefs about one law: where they end apart, belief alone keeps a law quiet.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from zombielaw.experiments.analysis.estimates import estimate, runs_of_measures
from zombielaw.experiments.analysis.outcomes import A_YEAR, Outcome
from zombielaw.experiments.analysis.wording import Row, difference, interval, table
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, table_of, value_in
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work
from zombielaw.sim.measures import UNDETECTED_UNDER

KNOWN, LEARNS = "policy.popularisation", "world.risk_learns"
WEIGHTS = ("world.risk_publicity", "world.risk_own")
"""What moves perceived risk: nothing to vary where it does not learn."""
STARTS = ("world.initial_risk_administrative", "world.initial_risk_criminal")
COLUMN_OF = {f"{LABEL}moved": "moved", f"{LABEL}end": "end", KNOWN: "popularisation", LEARNS: "risk_learns"}
"""Columns of the design as the table of points has them."""
OUTCOMES = {
    "compliance": Outcome("Compliance", "share", "provider-months that are diligent"),
    "harm": Outcome("Harm", "items per provider-year", "illegal items"),
    "use": Outcome("Use", A_YEAR, "expected convictions of 286-1"),
    "charges": Outcome("Charges", A_YEAR, "expected charges of 286-1"),
    "rival": Outcome("Rival", A_YEAR, "expected convictions of 287-2 among providers"),
    "refusal": Outcome("Refusals", "share", "orders that are refused"),
    "wrongful_realised": Outcome(
        "Wrongful convictions", "share",
        "realised convictions where the elements of no offence are satisfied, of all convictions of providers",
    ),
}  # fmt: skip
MEASURE_OF = {
    "compliance": "non_compliant_share", "harm": "harm_per_provider_year", "use": "expected_convictions_286_1",
    "charges": "expected_charges_286_1", "rival": "expected_convictions_287_2",
    "refusal": "refusal_rate", "wrongful_realised": f"wrongful_{UNDETECTED_UNDER}",
}  # fmt: skip
SHOWN = ("compliance", "harm", "use", "wrongful_realised")
"""Outcomes of the report."""
LEAST = 5e-4
"""A difference below it, in every unit, is written as none."""
LEARNING = {True: "risk learns", False: "risk fixed"}


def design_of(settings: Settings) -> pd.DataFrame:
    """Popularisation x one parameter of perceived risk at an end of its range, with learning and without.

    Returns
    -------
    DataFrame
        The first row is the command's own scenario. ``label.moved`` names the parameter, ``base`` if none.
    """
    own = value_in(settings, KNOWN)
    levels = np.linspace(0.0, 1.0, settings.study_keys["levels"]).round(4).tolist()
    start = {key: value_in(settings, key) for key in (*WEIGHTS, *STARTS)}
    rows = []
    for learns in (value_in(settings, LEARNS), not value_in(settings, LEARNS)):
        for known in (own, *(level for level in levels if level != own)):
            base = {**start, KNOWN: known, LEARNS: learns}
            rows.append({f"{LABEL}moved": BASE, f"{LABEL}end": BASE, **base})
            for key in (*WEIGHTS, *STARTS) if learns else STARTS:
                rows += [
                    {f"{LABEL}moved": key.removeprefix("world."), f"{LABEL}end": end, **base, key: value}
                    for end, value in zip(("low", "high"), ends(key), strict=True)
                    if value != start[key]
                ]
    return table_of(rows)


def runs_before_division(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run."""
    yearly = settings.scale * 12.0 / settings.scenario.months
    numbers = [name for name, outcome in OUTCOMES.items() if outcome.unit == A_YEAR]
    runs = runs_of_measures(results.runs(*MEASURE_OF.values()), MEASURE_OF, dict.fromkeys(numbers, yearly))
    diligent = runs["outcome"] == "compliance"
    runs.loc[diligent, "numerator"] = runs["denominator"] - runs["numerator"]
    return runs


def analyse(work: Work) -> Tables:
    """Estimate every point, and compare it with the command's own."""
    design = design_of(work.settings)
    runs = runs_before_division(work.run(design), work.settings)
    levels = design.rename(columns=COLUMN_OF)[[POINT, *COLUMN_OF.values()]]
    return {"points": levels.merge(estimate(runs, base=0), on=POINT)}


def report(tables: Finished) -> str:
    """How many points are quieter and better obeyed; paired differences; one law under two beliefs."""
    points = tables["points"]
    cells = {(row[POINT], row["outcome"]): row for row in points.to_dict("records")}
    own = {name: cells[0, name] for name in OUTCOMES}
    each = points.drop_duplicates(POINT)
    rows = [
        (f"{point.popularisation:g}", LEARNING[bool(point.risk_learns)],
         "" if point.moved == BASE else f"`{point.moved}` {point.end}",
         *(difference(cells[point.point, name], LEAST) for name in SHOWN))
        for point in _shown(each).itertuples()
    ]  # fmt: skip
    parts = [
        quadrants(points),
        f"At popularisation={own['harm']['popularisation']:g} (the command's own) {interval(own['compliance'])} of "
        f"provider-months are diligent. There are {interval(own['harm'])} illegal items per provider-year and "
        f"{interval(own['use'])} expected convictions of 286-1 a year in the country. Of all convictions "
        f"of providers a share of {interval(own['wrongful_realised'])} is wrongful (realised).",
        f"Paired differences from this point over {own['harm']['runs']} runs, one change in each row:",
        table(("popularisation", "perceived risk", "moved", "compliance", "harm", "use", "wrongful"), rows, right=(0,)),
        *_two_beliefs(each, cells),
    ]
    return "\n\n".join(parts)


def quadrants(points: pd.DataFrame) -> str:
    """How many points lie where, as far as intervals tell."""
    wide = points[points[POINT] != 0].pivot_table(
        index=POINT, columns="outcome", values=["difference_low", "difference_high"], dropna=False
    )
    low, high = wide["difference_low"], wide["difference_high"]
    better = (low["compliance"] > 0.0) & (high["harm"] < 0.0)
    worse = (high["compliance"] < 0.0) & (low["harm"] > 0.0)
    counted = [
        f"{these.sum()} have {words}: use is lower in {(these & (high['use'] < 0.0)).sum()} of them and higher in "
        f"{(these & (low['use'] > 0.0)).sum()}."
        for these, words in ((better, "more compliance and less harm"), (worse, "less compliance and more harm"))
    ]
    return (
        f"Of {len(wide)} points beside the command's own, counted where intervals exclude zero, {' '.join(counted)} "
        "The points are a design, not a sample: their numbers are no probabilities."
    )


def _shown(each: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: popularisation alone; risk moved at the own level, and beliefs at the highest too."""
    own = each.iloc[0]
    marked = each.assign(alone=each["moved"] == BASE, other=each["risk_learns"] != own["risk_learns"])
    belief = each["moved"].isin([key.removeprefix("world.") for key in STARTS])
    most = belief & (each["popularisation"] == each["popularisation"].max())
    shown = ~marked["other"] & (most | (each["popularisation"] == own["popularisation"]))
    chosen = marked[(each[POINT] != 0) & (marked["alone"] | shown)]
    ordered: pd.DataFrame = chosen.sort_values(["alone", "other", "popularisation"], ascending=[False, True, True])
    return ordered


def _two_beliefs(each: pd.DataFrame, cells: Mapping[tuple[int, str], Row]) -> list[str]:
    """The same law under the least and the most criminal risk felt at entry; nothing where the command has an end."""
    most, learns = each["popularisation"].max(), each["risk_learns"].iloc[0]
    same = (each["popularisation"] == most) & (each["risk_learns"] == learns)
    at = each[same & (each["moved"] == "initial_risk_criminal")].set_index("end")[POINT]
    if not {"low", "high"} <= set(at.index):
        return []
    under = [
        f"compliance is {interval(cells[at[end], 'compliance'])}, harm {interval(cells[at[end], 'harm'])} and use "
        f"{interval(cells[at[end], 'use'])}"
        for end in ("low", "high")
    ]
    return [
        f"One law under two beliefs at entry (popularisation={most:g}, {LEARNING[bool(learns)]}): where the least "
        f"criminal risk is felt, {under[0]}; where the most is felt, {under[1]}."
    ]


STUDY = Study(
    question="Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a law that is "
    "hardly used be obeyed?",
    keys={
        "months": MONTHS,
        "levels": whole(3, 2, 21, "levels of popularisation, from 0 to 1, beside the command's own"),
    },
    replicates=8,
    outcomes=OUTCOMES,
    columns=(
        ("points", "moved", "", f"parameter of perceived risk that is moved; {BASE}: none"),
        ("points", "end", "", "end of its declared range"),
        ("points", "popularisation, risk_learns", "", "level of popularisation; whether perceived risk learns"),
    ),
    analyse=analyse,
    report=report,
)
