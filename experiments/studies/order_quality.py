"""Sound orders against review in court: effects on correct and on wrongful convictions of 286-1.

A conviction of 286-1 is correct where the law says that its elements are satisfied, and wrongful where they are not.
Regulators who expect review write fewer orders and refer fewer refusals: an assumption without data. So review is also
moved with officials who do not shy away from it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from zombielaw.experiments.analysis.estimates import Sums, runs_of
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.pareto import SURE, front_of
from zombielaw.experiments.analysis.wording import listed, number, text_beside
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, even, table_of, value_in
from zombielaw.experiments.reducers.charges_vs_law import SATISFIED, TABLE, applied
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Page, Tables, columns_beside
from zombielaw.experiments.studies.contrast import Ran, contrast

QUALITY, REVIEW = "policy.order_quality", "policy.order_review"
SHYNESS = ("world.order_shyness", "world.transfer_shyness")
GRID, OWN, UNSHY = "grid", "own quality", "not shy"
"""Settings beside the base: both levers; review at the command's own quality; the same with nobody shy of review."""
OUTCOMES = outcomes_beside(__file__)
YEARLY = {"expected_orders": "orders", "expected_referrals": "referrals"}


def design_of(settings: Settings) -> pd.DataFrame:
    """The command's own scenario; quality x review on even levels; review alone, with shy officials and without."""
    levels = even(settings.study_keys["levels"])
    quality, review = value_in(settings, QUALITY), value_in(settings, REVIEW)
    shy, unshy = {key: value_in(settings, key) for key in SHYNESS}, dict.fromkeys(SHYNESS, 0.0)
    points = [(BASE, quality, review, shy), *((GRID, one, other, shy) for one in levels for other in levels)]
    points += [(OWN, quality, level, shy) for level in levels]
    points += [(UNSHY, quality, level, unshy) for level in levels if level != review]
    rows = [{f"{LABEL}setting": setting, QUALITY: one, REVIEW: other, **officials}
            for setting, one, other, officials in points]  # fmt: skip
    design = table_of(rows).drop_duplicates([QUALITY, REVIEW, *SHYNESS])  # a point of several settings is run once
    return design.reset_index(drop=True).assign(**{POINT: range(len(design))})


def runs_before_division(results: Results, settings: Settings) -> pd.DataFrame:
    """:data:`OUTCOMES` of each run."""
    factor = per_year(settings)
    convicted = results.table(TABLE).query("act == 'conviction' and applied == '286-1'")
    satisfied, undetermined = convicted["law"].isin(SATISFIED), convicted["law"] == "open"
    masks = pd.DataFrame(
        {"correct": satisfied, "wrongful": ~satisfied & ~undetermined, "no_offence": convicted["law"] == "none",
         "open": undetermined}
    )  # fmt: skip
    place = [POINT, "replicate"]
    sums = masks.mul(convicted["expected"], axis="index").groupby([convicted[name] for name in place]).sum()
    sums = sums.join(results.years().groupby(place)[list(YEARLY)].sum()).rename(columns=YEARLY) * factor
    counted: Sums = {str(name): (sums[name], 1.0) for name in sums}
    counted["wrongful_share"] = sums["wrongful"], sums["correct"] + sums["wrongful"]
    return runs_of({name: counted[name] for name in OUTCOMES})


def tables_of(ran: Ran) -> Tables:
    """Every point, and the front of correct against wrongful convictions among shy officials."""
    shy = ran.named[ran.named["setting"] != UNSHY]
    front = shy.merge(front_of(ran.runs[ran.runs[POINT].isin(shy[POINT])], "correct", "wrongful"), on=POINT)
    a_year = per_year(ran.work.settings)
    front["in_runs"] = (front["correct"] + front["wrongful"]) / a_year * ran.results.draws * ran.results.replicates
    return {"points": ran.points(), "front": front}


def numbers_of(tables: Finished) -> dict[str, Any]:
    """The front in numbers."""
    front = tables["front"]
    sure = front[front["front"] == "on"].sort_values(["wrongful", "order_quality"])
    return {
        **{"on": 0, "off": 0, "undecided": 0, **front["front"].value_counts()},
        "points": len(front), "sure": SURE, "in_runs": number(front["in_runs"].iloc[0]),
        "named": listed(f"({point.order_quality:g}, {point.order_review:g})" for point in sure.itertuples()),
        "front_share": front["front_share"].iloc[0],
    }  # fmt: skip


def rows_of(each: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: review alone, with shy officials and without, and the corners of the grid."""
    own = each["order_quality"] == each["order_quality"].iloc[0]
    corner = each["order_quality"].isin([0.0, 1.0]) & each["order_review"].isin([0.0, 1.0])
    officials = (each["setting"] == UNSHY).map({True: "not shy of review", False: ""})
    chosen: pd.DataFrame = each.assign(officials=officials)[(own | corner) & (each[POINT] > 0)].set_index(POINT)
    head = ["order_quality", "order_review", "officials"]
    return chosen.sort_values([head[0], head[2], head[1]])[head]


def draw(tables: Finished, page: Page) -> None:
    """Draw the plane as ``order_quality``: a line for each quality of orders, along which review moves.

    One more line is that of officials who do not shy away from review.
    """
    from zombielaw.experiments.figures import plane

    front, points = tables["front"], tables["points"]
    own = points[points["order_quality"] == points["order_quality"].iloc[0]]
    unshy = own[(own["setting"] == UNSHY) | (own["setting"] == BASE)].pivot_table(
        index="order_review", columns="outcome", values="value"
    )
    best = front[front["order_quality"] == front["order_quality"].max()].sort_values("order_review")
    first, last = best.iloc[0], best.iloc[-1]
    correct, wrongful = (last[name] / first[name] - 1.0 if first[name] else 0.0 for name in ("correct", "wrongful"))
    plane.lines(
        front, ("wrongful", "correct"), "order_quality", "order_review", page, "order_quality",
        page.named("scenario", tables.facts["own"]),
        title=page.say("order_quality.title", quality=first["order_quality"], correct=correct, wrongful=wrongful),
        line=lambda level: page.say("order_quality.line", quality=level),
        step=lambda level: page.say("order_quality.review", review=level),
        other=unshy.reset_index(), called=page.say("order_quality.unshy", quality=own["order_quality"].iloc[0]),
    )  # fmt: skip


STUDY = contrast(
    question="Sound orders against review of orders in court: correct and wrongful convictions of 286-1, and the "
    "front between them.",
    keys={"months": MONTHS, "levels": whole(3, 2, 21, "levels of each of the two levers, from 0 to 1")},
    replicates=24,
    grid=design_of,
    called=lambda _: {f"{LABEL}setting": "setting", QUALITY: "order_quality", REVIEW: "order_review"},
    outcomes=OUTCOMES,
    precise="correct",
    runs=runs_before_division,
    reads={"yearly": tuple(YEARLY), "reduce": applied},
    tables=tables_of,
    columns=columns_beside(__file__),
    words=text_beside(__file__),
    numbers=numbers_of,
    rows=rows_of,
    shown=("correct", "wrongful", "orders", "referrals"),
    least=1e-4,
    draw=draw,
)
