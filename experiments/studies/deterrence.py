"""Popularisation and perceived risk: compliance and harm against the use of 286-1, a test of the quiet law.

Each level of popularisation meets the declared range of what makes risk felt, one parameter at a time, with perceived
risk that learns and with perceived risk that stays as it was at entry: what the practice of the base policy teaches.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.estimates import clear_side, runs_of_measures
from zombielaw.experiments.analysis.outcomes import A_YEAR, outcomes_beside, per_year
from zombielaw.experiments.analysis.wording import text_beside
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, ends, even, table_of, value_in
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, columns_beside
from zombielaw.experiments.studies.contrast import contrast
from zombielaw.sim.measures import UNDETECTED_UNDER

KNOWN, LEARNS = "policy.popularisation", "world.risk_learns"
LOSSES = ("world.administrative_loss", "world.criminal_loss")
"""Perceived costs of a sanction and of a conviction."""
WEIGHTS = ("world.risk_publicity", "world.risk_own", "world.risk_decay")
"""Parameters that move perceived risk, varied where it learns."""
MOVED, END = f"{LABEL}moved", f"{LABEL}end"
OUTCOMES = outcomes_beside(__file__)
MEASURE_OF = {
    "compliance": "non_compliant_share", "harm": "harm_per_provider_year", "use": "expected_convictions_286_1",
    "charges": "expected_charges_286_1", "rival": "expected_convictions_287_2",
    "refusal": "refusal_rate", "wrongful_realised": f"wrongful_{UNDETECTED_UNDER}",
}  # fmt: skip


def design_of(settings: Settings) -> pd.DataFrame:
    """Popularisation x one parameter of perceived risk at an end of its range, with learning and without."""
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


def quadrants(points: pd.DataFrame) -> str:
    """Counts of points by the signs of compliance, harm and use, where intervals exclude zero, in words."""
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


def rows_of(each: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: popularisation alone; then each parameter of risk, at the own popularisation."""
    own = each.iloc[0]
    risk, other = each["moved"] != BASE, each["risk_learns"] != own["risk_learns"]
    shown = ~risk | (~other & (each["popularisation"] == own["popularisation"]))
    chosen: pd.DataFrame = each.assign(risk=risk, other=other)[shown & (each[POINT] != 0)].set_index(POINT)
    chosen = chosen.sort_values(["risk", "other", "popularisation"])
    chosen["perceived risk"] = chosen["risk_learns"].map({True: "risk learns", False: "risk fixed"})
    chosen["moved"] = ("`" + chosen["moved"] + "` " + chosen["end"]).where(chosen["risk"], "")
    return chosen[["popularisation", "perceived risk", "moved"]]


def draw(tables: Finished, page: Page) -> None:
    """Draw compliance against use as ``deterrence``: every scenario less the command's own."""
    from zombielaw.experiments.figures import plane

    points = tables["points"]
    side = points.assign(side=clear_side(points)).pivot_table(index=POINT, columns="outcome", values="side")
    both = side["use"] * side["compliance"]
    title = page.say("deterrence.title", clear=int((both != 0).sum()), opposite=int((both < 0).sum()))
    own, groups = points.iloc[0], (KNOWN.removeprefix("policy."), *(key.removeprefix("world.") for key in LOSSES))
    own_level = points["popularisation"] == own["popularisation"]
    group = points["moved"].where(own_level & points["moved"].isin(groups), "").mask(points["moved"] == BASE, groups[0])
    plane.quadrants(
        points.assign(group=group.where(points["risk_learns"] == own["risk_learns"], "")), ("use", "compliance"), page,
        "deterrence", page.named("scenario", tables.facts["own"]), groups,
        lambda row: "" if row["end"] == "low"
        else page.say(f"deterrence.point.{row['group']}", level=row["popularisation"]),
        title,
    )  # fmt: skip


STUDY = contrast(
    question="Popularisation and perceived risk: compliance and harm against the use of 286-1. Can a law that is "
    "hardly used be obeyed?",
    keys={
        "months": MONTHS,
        "levels": whole(3, 2, 21, "levels of popularisation, from 0 to 1, beside the command's own"),
    },
    replicates=8,
    grid=design_of,
    called=lambda _: {MOVED: "moved", END: "end", KNOWN: "popularisation", LEARNS: "risk_learns"},
    outcomes=OUTCOMES,
    precise="compliance",
    runs=runs_before_division,
    reads={"measures": tuple(MEASURE_OF.values())},
    columns=columns_beside(__file__),
    words=text_beside(__file__),
    numbers=lambda tables: {"quadrants": quadrants(tables["points"])},
    rows=rows_of,
    shown=("compliance", "harm", "use", "wrongful_realised"),
    least=5e-4,
    draw=draw,
)
