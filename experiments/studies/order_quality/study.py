"""Sound orders against review in court: what both do to correct and to wrongful convictions of 286-1.

A conviction of 286-1 is correct where the law says that its elements are satisfied, and wrongful where they are not.
Regulators who expect review write fewer orders and refer fewer refusals: an assumption without data. So review is also
moved with officials who do not shy away from it.
"""

from __future__ import annotations

import pandas as pd

from zombielaw.experiments.analysis.estimates import Sums, estimates_of, runs_of
from zombielaw.experiments.analysis.outcomes import outcomes_beside, per_year
from zombielaw.experiments.analysis.pareto import SURE, front_of
from zombielaw.experiments.analysis.wording import differences, interval, listed, number, paragraphs, rows_by
from zombielaw.experiments.config.options import MONTHS, whole
from zombielaw.experiments.config.settings import Settings
from zombielaw.experiments.designs.grids import BASE, LABEL, POINT, even, table_of, value_in
from zombielaw.experiments.reducers.charges_vs_law import SATISFIED, TABLE, applied
from zombielaw.experiments.runs.results import Results
from zombielaw.experiments.studies.base import Finished, Study, Tables, Work, columns_beside
from zombielaw.experiments.studies.precise import check_of, precise, precise_keys

QUALITY, REVIEW = "policy.order_quality", "policy.order_review"
SHYNESS = ("world.order_shyness", "world.transfer_shyness")
GRID, OWN, UNSHY = "grid", "own quality", "not shy"
"""Settings beside the base: both levers; review at the command's own quality; the same with nobody shy of review."""
NEXT_TO_NONE = 1e-4
"""Convictions a year that are written as none."""
OUTCOMES = outcomes_beside(__file__)
SHOWN = {"correct": "correct", "wrongful": "wrongful", "orders": "written orders", "referrals": "referrals"}
COLUMN_OF = {f"{LABEL}setting": "setting", QUALITY: "order_quality", REVIEW: "order_review"}
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


def analyse(work: Work) -> Tables:
    """Estimate every point, and the front of correct against wrongful convictions among shy officials."""
    settings, design = work.settings, design_of(work.settings)

    def runs_so_far(results: Results) -> pd.DataFrame:
        return runs_before_division(results, settings)

    until = precise(work, runs_so_far)
    results = work.run(design, yearly=tuple(YEARLY), reduce=applied, levels=(QUALITY, REVIEW), **until)
    runs = runs_so_far(results)
    points = estimates_of(design, COLUMN_OF, runs)
    shy = points.loc[points["setting"] != UNSHY, [POINT, *COLUMN_OF.values()]].drop_duplicates()
    front = shy.merge(front_of(runs[runs[POINT].isin(shy[POINT])], "correct", "wrongful"), on=POINT)
    front["in_runs"] = (front["correct"] + front["wrongful"]) / per_year(settings) * results.draws * results.replicates
    return {"points": points, "front": front}


def report(tables: Finished) -> str:
    """Paired differences of review and of the corners of the grid; the front in numbers."""
    points, front = tables["points"], tables["front"]
    own = rows_by(points[points[POINT] == 0], "outcome")
    labels = {
        row[POINT]: (f"{row['order_quality']:g}", f"{row['order_review']:g}",
                     "not shy of review" if row["setting"] == UNSHY else "")
        for row in _shown(points).to_dict("records")
    }  # fmt: skip
    sure = front[front["front"] == "on"].sort_values(["wrongful", "order_quality"])
    named = listed(f"({point.order_quality:g}, {point.order_review:g})" for point in sure.itertuples())
    count = front["front"].value_counts()
    return paragraphs(
        f"At order_quality={own['correct']['order_quality']:g} and order_review={own['correct']['order_review']:g} "
        f"(the command's own) the country has {interval(own['correct'])} correct and {interval(own['wrongful'])} "
        f"wrongful convictions of 286-1 a year (expected). The wrongful are a share of "
        f"{interval(own['wrongful_share'])} of both. The {own['correct']['runs']} runs of this point hold "
        f"{number(front['in_runs'].iloc[0])} convictions: few, whatever the interval.",
        "Paired differences from this point, per year in the country:",
        differences(points, labels, ("order_quality", "order_review", "officials"), SHOWN, NEXT_TO_NONE, (0, 1)),
        f"Of {len(front)} points with shy officials, {count.get('on', 0)} are on the front of correct against "
        f"wrongful convictions in at least {SURE:.0%} of resamples ((quality, review): {named}), "
        f"{count.get('off', 0)} are off it as surely, {count.get('undecided', 0)} are not told apart. "
        f"The command's own point is on it in {front['front_share'].iloc[0]:.0%} of resamples.",
    )


def _shown(points: pd.DataFrame) -> pd.DataFrame:
    """Points of the report: review alone, with shy officials and without, and the corners of the grid."""
    each = points[points[POINT] > 0].drop_duplicates(POINT)
    own = each["order_quality"] == points["order_quality"].iloc[0]
    corner = each["order_quality"].isin([0.0, 1.0]) & each["order_review"].isin([0.0, 1.0])
    chosen = each[own | corner].assign(last=each["setting"] == UNSHY)
    ordered: pd.DataFrame = chosen.sort_values(["order_quality", "last", "order_review"])
    return ordered


STUDY = Study(
    question="Sound orders against review of orders in court: correct and wrongful convictions of 286-1, and the "
    "front between them.",
    keys={
        "months": MONTHS,
        "levels": whole(3, 2, 21, "levels of each of the two levers, from 0 to 1"),
        **precise_keys("correct"),
    },
    replicates=24,
    outcomes=OUTCOMES,
    columns=columns_beside(__file__),
    check=lambda settings: check_of(settings, OUTCOMES),
    analyse=analyse,
    report=report,
)
