"""Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a quiet law work?

Each level of popularisation meets the declared range of what makes risk felt, one parameter at a time, with perceived
risk that learns and with perceived risk that stays as it was at entry: what the practice of the base policy teaches.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.estimates import clear_side, estimates_of, runs_of_measures
from zombielaw.experiments.analysis.outcomes import A_YEAR, outcomes_beside, per_year
from zombielaw.experiments.analysis.wording import differences, interval, paragraphs, rows_by
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, even, table_of, value_in
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.precise import check_of, precise, precise_keys
from zombielaw.sim.measures import UNDETECTED_UNDER

KNOWN, LEARNS = "policy.popularisation", "world.risk_learns"
LOSSES = ("world.administrative_loss", "world.criminal_loss")
"""What a sanction and a conviction cost."""
WEIGHTS = ("world.risk_publicity", "world.risk_own", "world.risk_decay")
"""What moves perceived risk: varied where it learns."""
MOVED, END = f"{LABEL}moved", f"{LABEL}end"
COLUMN_OF = {MOVED: "moved", END: "end", KNOWN: "popularisation", LEARNS: "risk_learns"}
"""Columns of the design as the table of points has them."""
OUTCOMES = outcomes_beside(__file__)
MEASURE_OF = {
    "compliance": "non_compliant_share", "harm": "harm_per_provider_year", "use": "expected_convictions_286_1",
    "charges": "expected_charges_286_1", "rival": "expected_convictions_287_2",
    "refusal": "refusal_rate", "wrongful_realised": f"wrongful_{UNDETECTED_UNDER}",
}  # fmt: skip
SHOWN = {"compliance": "compliance", "harm": "harm", "use": "use", "wrongful_realised": "wrongful"}
"""Outcomes of the report, and what its table calls them."""
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
    levels = even(settings.study_keys["levels"])
    start = {key: value_in(settings, key) for key in (*WEIGHTS, *LOSSES)}
    rows = []
    for learns in (value_in(settings, LEARNS), not value_in(settings, LEARNS)):
        for known in dict.fromkeys([own, *levels]):
            base = {**start, KNOWN: known, LEARNS: learns}
            rows.append({MOVED: BASE, END: BASE, **base})
            rows += [
                {MOVED: key.removeprefix("world."), END: end, **base, key: value}
                for key in ((*WEIGHTS, *LOSSES) if learns else LOSSES)
                for end, value in zip(("low", "high"), ends(key), strict=True)
                if value != start[key]
            ]
    return table_of(rows)


def runs_before_division(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run."""
    numbers = [name for name, outcome in OUTCOMES.items() if outcome.unit == A_YEAR]
    runs = runs_of_measures(results.runs(), MEASURE_OF, dict.fromkeys(numbers, per_year(settings)))
    diligent = runs["outcome"] == "compliance"
    runs.loc[diligent, "numerator"] = runs["denominator"] - runs["numerator"]
    return runs


def analyse(work: Work) -> Tables:
    """Estimate every point, and compare it with the command's own."""
    design = design_of(work.settings)

    def runs_so_far(results: Results) -> pd.DataFrame:
        return runs_before_division(results, work.settings)

    results = work.run(design, measures=tuple(MEASURE_OF.values()), levels=(KNOWN,), **precise(work, runs_so_far))
    return {"points": estimates_of(design, COLUMN_OF, runs_so_far(results))}


def report(tables: Finished) -> str:
    """How many points are quieter and better obeyed; paired differences."""
    points = tables["points"]
    own, each = rows_by(points[points[POINT] == 0], "outcome"), points.drop_duplicates(POINT)
    labels = {
        row[POINT]: (f"{row['popularisation']:g}", LEARNING[row["risk_learns"]],
                     "" if row["moved"] == BASE else f"`{row['moved']}` {row['end']}")
        for row in _shown(each).to_dict("records")
    }  # fmt: skip
    return paragraphs(
        quadrants(points),
        f"At popularisation={own['use']['popularisation']:g} (the command's own) {interval(own['compliance'])} of "
        f"provider-months are diligent. There are {interval(own['harm'])} illegal items per provider-year and "
        f"{interval(own['use'])} expected convictions of 286-1 a year in the country. Of all convictions of "
        f"providers a share of {interval(own['wrongful_realised'])} is wrongful (realised).",
        f"Paired differences from this point over {own['use']['runs']} runs, one change in each row:",
        differences(points, labels, ("popularisation", "perceived risk", "moved"), SHOWN, LEAST, right=(0,)),
    )


def quadrants(points: pd.DataFrame) -> str:
    """How many points lie where, as far as intervals tell."""
    moved = points.assign(side=clear_side(points))[points[POINT] != 0]
    side = moved.pivot_table(index=POINT, columns="outcome", values="side")
    use, counted = side["use"], []
    for sign, words in ((1, "more compliance and less harm"), (-1, "less compliance and more harm")):
        these = use[(side["compliance"] == sign) & (side["harm"] == -sign)]
        counted.append(
            f"{len(these)} have {words}: use is lower in {(these < 0).sum()} of them and higher in {(these > 0).sum()}."
        )
    return (
        f"Of {len(side)} points beside the command's own, counted where intervals exclude zero, {' '.join(counted)} "
        "The points are a design, not a sample: their numbers are no probabilities."
    )


def _shown(each: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: popularisation alone; what makes risk felt moved at the own level."""
    own = each.iloc[0]
    alone, other = each["moved"] == BASE, each["risk_learns"] != own["risk_learns"]
    shown = alone | (~other & (each["popularisation"] == own["popularisation"]))
    order = ["moved_too", "other", "popularisation"]
    chosen: pd.DataFrame = each.assign(moved_too=~alone, other=other)[shown & (each[POINT] != 0)].sort_values(order)
    return chosen


STUDY = Study(
    question="Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a law that is "
    "hardly used be obeyed?",
    keys={
        "months": MONTHS,
        "levels": whole(3, 2, 21, "levels of popularisation, from 0 to 1, beside the command's own"),
        **precise_keys("compliance"),
    },
    replicates=8,
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=lambda settings: check_of(settings, OUTCOMES),
    analyse=analyse,
    report=report,
)
